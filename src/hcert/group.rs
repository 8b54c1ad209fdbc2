//! Which of the three groups a certificate has: that makes its kind.

use serde_json::Value as Json;

use crate::domain::Kind;

/// Why a certificate is of no kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum GroupFault {
    /// Neither `v` nor `t` nor `r`, or two of them.
    #[error("{0} groups where exactly one is expected")]
    Groups(usize),
    /// The group is no array.
    #[error("the group is not an array")]
    NotAnArray,
}

/// Tells the kind of a certificate; a group that is null or empty counts as absent.
pub fn kind(certificate: &Json) -> Result<Kind, GroupFault> {
    group(certificate).map(|(kind, _)| kind)
}

/// Returns the one entry of the one group; nothing when there are several, or none.
pub fn entry(certificate: &Json) -> Option<(Kind, &Json)> {
    match group(certificate).ok()? {
        (kind, [entry]) => Some((kind, entry)),
        _ => None,
    }
}

fn group(certificate: &Json) -> Result<(Kind, &[Json]), GroupFault> {
    let is_absent = |group: &Json| match group {
        Json::Null => true,
        Json::Array(entries) => entries.is_empty(),
        Json::Bool(_) | Json::Number(_) | Json::String(_) | Json::Object(_) => false,
    };
    let member = |name: &str| certificate.get(name).filter(|group| !is_absent(group));
    match only_group(member)? {
        (kind, Json::Array(entries)) => Ok((kind, entries)),
        _ => Err(GroupFault::NotAnArray),
    }
}

/// Returns the one group that is there, of those that can be asked for by name.
pub(super) fn only_group<T>(member: impl Fn(&str) -> Option<T>) -> Result<(Kind, T), GroupFault> {
    let mut groups = Kind::ALL
        .into_iter()
        .filter_map(|kind| Some((kind, member(kind.group())?)));
    let first = groups.next().ok_or(GroupFault::Groups(0))?;
    match groups.count() {
        0 => Ok(first),
        further => Err(GroupFault::Groups(1 + further)),
    }
}
