//! Whether a certificate that a portal made says what was asked for.

use crate::{
    domain::{NamePart, Statement},
    hcert::Decoded,
};

/// Returns the identifier if person and event are those of the statement.
///
/// How the portal spells the line of the travel document is its own affair, and so are issuer and times.
pub(super) fn compare(decoded: &Decoded, statement: &Statement) -> Option<String> {
    let read = decoded.read_back().ok()?;
    let holder = statement.holder();
    let same = |read: &Option<(String, String)>, meant: Option<&NamePart>| {
        read.as_ref().map(|(text, _)| text.as_str()) == meant.map(NamePart::text)
    };
    let agrees = same(&read.family, holder.name.family())
        && same(&read.given, holder.name.given())
        && read.birth == holder.birth
        && read.event.difference(statement.event()).is_none();
    agrees.then_some(read.frame.uvci)
}
