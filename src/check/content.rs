//! Whether a certificate's content can be read at all: who, born when, and what happened when.
//!
//! Less than the schema asks for: what real issuers wrote otherwise is put up with and remarked on (DCC 20). But
//! several entries are refused, for a reader would show one and mean another.

use serde_json::Value as Json;

use crate::{
    domain::Kind,
    hcert::group::{self, GroupFault},
};

/// Why the content cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// No group, two of them, or one that is no array.
    #[error("{0}")]
    Group(GroupFault),
    /// Several entries, or one that is no map.
    #[error("the group has not exactly one entry")]
    Entries,
    /// Nothing that names the holder.
    #[error("nam: no name can be read")]
    Name,
    /// A member that is missing or cannot be read.
    #[error("{group}/{member}: cannot be read")]
    Member {
        /// The group it stands in; `dob` stands in none.
        group: &'static str,
        /// Its name.
        member: &'static str,
    },
    /// The date of birth.
    #[error("dob: cannot be read")]
    Birth,
}

/// Looks whether a certificate can be shown to somebody who has to rely on it.
pub fn check(certificate: &Json) -> Result<(), Unreadable> {
    let kind = group::kind(certificate).map_err(Unreadable::Group)?;
    let (_, entry) = group::entry(certificate).ok_or(Unreadable::Entries)?;
    if !entry.is_object() {
        return Err(Unreadable::Entries);
    }
    let name = certificate.get("nam");
    let named = ["fn", "gn", "fnt", "gnt"]
        .into_iter()
        .filter_map(|part| name?.get(part)?.as_str())
        .any(|part| !part.trim().is_empty());
    if !named {
        return Err(Unreadable::Name);
    }
    // Without one nothing is known of the birth, as where it is empty.
    let birth = certificate.get("dob").filter(|birth| !birth.is_null());
    if birth.is_some_and(|birth| !birth.as_str().is_some_and(is_birth)) {
        return Err(Unreadable::Birth);
    }
    match kind {
        Kind::Vaccination => {
            all(entry, "v", is_number, &["dn", "sd"])?;
            all(entry, "v", is_day, &["dt"])?;
            all(entry, "v", is_text, &["mp"])?;
        }
        Kind::Recovery => all(entry, "r", is_day, &["fr", "df", "du"])?,
        Kind::Test => {
            all(entry, "t", is_day, &["sc"])?;
            all(entry, "t", is_text, &["tt", "tr"])?;
        }
    }
    Ok(())
}

fn all(
    entry: &Json,
    group: &'static str,
    fits: fn(&Json) -> bool,
    members: &[&'static str],
) -> Result<(), Unreadable> {
    let fault = members
        .iter()
        .find(|member| !entry.get(member).is_some_and(fits));
    fault.map_or(Ok(()), |member| Err(Unreadable::Member { group, member }))
}

fn is_text(value: &Json) -> bool {
    value.as_str().is_some_and(|text| !text.trim().is_empty())
}

fn is_number(value: &Json) -> bool {
    value.is_number()
}

/// Whether a value is a day, with or without a time after it.
fn is_day(value: &Json) -> bool {
    let text = value.as_str().map_or("", str::trim);
    let (day, time) = split_time(text);
    let is_day = day.len() == 10 && day.parse::<jiff::civil::Date>().is_ok();
    is_day && time.is_none_or(is_time)
}

/// Whether a text is empty, as where nothing is known of a birth, or a year, and what is known of month and day; after
/// a day a time may follow.
fn is_birth(text: &str) -> bool {
    let (date, time) = split_time(text.trim());
    let mut parts = date.split('-');
    let year = parts.next().unwrap_or_default();
    let is_year = year.len() == 4 && year.bytes().all(|byte| byte.is_ascii_digit());
    let further: Vec<&str> = parts.collect();
    let is_known = |part: &&str| {
        let digits = part.bytes();
        part.len() == 2
            && digits
                .into_iter()
                .all(|b| b.is_ascii_digit() || b"Xx".contains(&b))
    };
    let is_date = is_year && further.len() <= 2 && further.iter().all(is_known);
    text.trim().is_empty() || is_date && time.is_none_or(|time| further.len() == 2 && is_time(time))
}

/// Splits a day from the time after it.
fn split_time(text: &str) -> (&str, Option<&str>) {
    match text.split_once(['T', 't', ' ']) {
        Some((day, time)) => (day, Some(time)),
        None => (text, None),
    }
}

/// Whether a text begins as a time does and holds nothing else, such as a name.
fn is_time(text: &str) -> bool {
    let is_of_time = |c: char| c.is_ascii_digit() || ":.,+-Zz ".contains(c);
    let (hour, rest) = text.split_at_checked(2).unwrap_or_default();
    hour.bytes().all(|byte| byte.is_ascii_digit())
        && rest.starts_with(':')
        && rest.chars().all(is_of_time)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn vaccination() -> Json {
        json!({
            "nam": { "fnt": "Mustermann" },
            "dob": "1964-08-12T00:00:00",
            "v": [{ "mp": "EU/1/20/1528", "dn": 2.0, "sd": 2, "dt": "2021-05-29T12:00", "co": "de" }],
            "t": null,
            "r": [],
        })
    }

    #[test]
    fn what_real_issuers_wrote_can_be_read() {
        assert_eq!(check(&vaccination()), Ok(()));
        for dob in [
            "",
            "1964",
            "1964-08",
            "1964-08-12",
            "1964-XX-XX",
            "1964-08-12 00:00:00",
            "1964-08-12T00:00:00.000+01:00",
        ] {
            let mut certificate = vaccination();
            certificate["dob"] = dob.into();
            assert_eq!(check(&certificate), Ok(()), "{dob}");
        }
        let mut unknown = vaccination();
        unknown["dob"] = Json::Null;
        assert_eq!(check(&unknown), Ok(()));
        unknown.as_object_mut().unwrap().remove("dob");
        assert_eq!(check(&unknown), Ok(()));
    }

    #[test]
    fn what_nobody_can_rely_on_cannot() {
        let entry = vaccination()["v"][0].clone();
        for (pointer, value, fault) in [
            ("/t", json!([{}]), "2 groups where exactly one is expected"),
            ("/v", json!([]), "0 groups where exactly one is expected"),
            ("/v", json!({}), "the group is not an array"),
            (
                "/v",
                json!([entry, entry]),
                "the group has not exactly one entry",
            ),
            ("/v", json!([1]), "the group has not exactly one entry"),
            ("/nam", json!({ "fn": " " }), "nam: no name can be read"),
            ("/nam/fnt", json!(7), "nam: no name can be read"),
            ("/dob", json!("Erika"), "dob: cannot be read"),
            ("/dob", json!("1964 Erika"), "dob: cannot be read"),
            ("/dob", json!("1964Erika"), "dob: cannot be read"),
            ("/dob", json!("1964-08-12T Erika"), "dob: cannot be read"),
            ("/dob", json!(1964), "dob: cannot be read"),
            ("/v/0/dt", json!("29.05.2021"), "v/dt: cannot be read"),
            (
                "/v/0/dt",
                json!("2021-05-29garbage"),
                "v/dt: cannot be read",
            ),
            (
                "/v/0/dt",
                json!("2021-05-29T12:00 x"),
                "v/dt: cannot be read",
            ),
            ("/v/0/dt", json!("2021-05-29T"), "v/dt: cannot be read"),
            ("/v/0/dn", json!("two"), "v/dn: cannot be read"),
            ("/v/0/mp", json!(" "), "v/mp: cannot be read"),
        ] {
            let mut certificate = vaccination();
            *certificate.pointer_mut(pointer).unwrap() = value;
            let error = check(&certificate).unwrap_err().to_string();
            assert_eq!(error, fault, "{pointer}");
        }
    }
}
