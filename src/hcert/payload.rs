//! The certificate itself: a statement as a CBOR map, and a CBOR map as JSON.
//!
//! <https://github.com/ehn-dcc-development/ehn-dcc-schema>, 1.3.x. Reading goes to JSON and not to a
//! statement, because foreign certificates say more, and less, than ours; and only when somebody asks, because
//! verifying needs none of it.

use std::fmt;

use jiff::Timestamp;
use serde::Serialize;
use serde_json::{Map, Number, Value as Json};

use super::{
    cbor::{Item, Key},
    group::{self, GroupFault},
    member::{Place, is_escaped, is_of_travel_documents},
    note::{Leniency, Note},
};
use crate::domain::{self, Event, Issuer, Kind, NamePart, Person, Statement, TestResult};

/// Why a CBOR item is not a certificate.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// A type that JSON has not, such as a byte string, or a number that is not one.
    #[error("an item that JSON does not have")]
    Type,
    /// A tag that stands for neither a date nor a time.
    #[error("tag {0} is not that of a date")]
    Tag(u64),
    /// A member name that is not a text.
    #[error("a member name is not a text")]
    Name,
    /// The certificate is not a map.
    #[error("not a map")]
    Shape,
}

/// A certificate as it is written: its members in the order of the published examples.
#[derive(Debug, Serialize)]
pub struct Certificate<'a> {
    ver: &'static str,
    nam: Name<'a>,
    dob: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    v: Option<[Vaccination<'a>; 1]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    r: Option<[Recovery<'a>; 1]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    t: Option<[Test<'a>; 1]>,
}

#[derive(Debug, Serialize)]
struct Name<'a> {
    #[serde(rename = "fn", skip_serializing_if = "Option::is_none")]
    family: Option<&'a str>,
    #[serde(rename = "gn", skip_serializing_if = "Option::is_none")]
    given: Option<&'a str>,
    #[serde(rename = "fnt", skip_serializing_if = "Option::is_none")]
    family_transliteration: Option<&'a str>,
    #[serde(rename = "gnt", skip_serializing_if = "Option::is_none")]
    given_transliteration: Option<&'a str>,
}

#[derive(Debug, Serialize)]
struct Vaccination<'a> {
    tg: &'static str,
    vp: &'a str,
    mp: &'a str,
    ma: &'a str,
    dn: u32,
    sd: u32,
    dt: String,
    co: &'a str,
    is: &'a str,
    ci: &'a str,
}

#[derive(Debug, Serialize)]
struct Recovery<'a> {
    tg: &'static str,
    fr: String,
    co: &'a str,
    is: &'a str,
    df: String,
    du: String,
    ci: &'a str,
}

#[derive(Debug, Serialize)]
struct Test<'a> {
    tg: &'static str,
    tt: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    nm: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ma: Option<&'a str>,
    sc: String,
    tr: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    tc: Option<&'a str>,
    co: &'a str,
    is: &'a str,
    ci: &'a str,
}

impl<'a> Certificate<'a> {
    /// Says what a statement says, in the members of the schema.
    pub fn new(statement: &'a Statement, issuer: &'a Issuer, uvci: &'a str) -> Self {
        let holder = statement.holder();
        let (tg, co, is, ci) = (domain::DISEASE, issuer.place(), issuer.name(), uvci);
        let mut certificate = Self {
            ver: version(holder),
            nam: Name::of(holder),
            dob: holder.birth.to_iso(),
            v: None,
            r: None,
            t: None,
        };
        match statement.event() {
            Event::Vaccination(vaccination) => {
                let product = vaccination.product();
                certificate.v = Some([Vaccination {
                    tg,
                    vp: vaccination.vp(),
                    mp: &product.mp,
                    ma: &product.ma,
                    dn: vaccination.dose().number(),
                    sd: vaccination.dose().doses(),
                    dt: vaccination.date().to_string(),
                    co,
                    is,
                    ci,
                }]);
            }
            Event::Recovery(recovery) => {
                certificate.r = Some([Recovery {
                    tg,
                    fr: recovery.first_positive().to_string(),
                    co,
                    is,
                    df: recovery.valid_from().to_string(),
                    du: recovery.valid_until().to_string(),
                    ci,
                }]);
            }
            Event::Test(test) => {
                certificate.t = Some([Test {
                    tg,
                    tt: test.kind().code(),
                    nm: test.name(),
                    ma: test.device(),
                    sc: utc(test.sampled_at()),
                    tr: result(test),
                    tc: test.centre(),
                    co,
                    is,
                    ci,
                }]);
            }
        }
        certificate
    }
}

impl<'a> Name<'a> {
    fn of(holder: &'a Person) -> Self {
        let (family, given) = (holder.name.family(), holder.name.given());
        Self {
            family: family.map(NamePart::text),
            given: given.map(NamePart::text),
            family_transliteration: family.map(NamePart::transliteration),
            given_transliteration: given.map(NamePart::transliteration),
        }
    }
}

/// Returns the schema version to write: only from 1.3.2 on may the surname be left out.
fn version(holder: &Person) -> &'static str {
    match holder.name.family() {
        Some(_) => "1.3.0",
        None => "1.3.2",
    }
}

fn result(test: &TestResult) -> &'static str {
    if test.detected() {
        DETECTED
    } else {
        NOT_DETECTED
    }
}

fn utc(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// A certificate that was read: a map in which nothing stands that JSON does not have.
#[derive(Clone, PartialEq)]
pub struct Content<'a>(Item<'a>);

impl fmt::Debug for Content<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Content(hidden)")
    }
}

impl Content<'_> {
    /// Returns the kind of the certificate, as [`group::kind`] tells it of JSON.
    pub fn kind(&self) -> Result<Kind, GroupFault> {
        let Item::Map(members) = &self.0 else {
            return Err(GroupFault::Groups(0));
        };
        let member = |name: &str| {
            let mut members = members.iter();
            let (_, item) =
                members.find(|(key, _)| matches!(key, Key::Text(text) if text == name))?;
            let is_empty = matches!(item, Item::Array(entries) if entries.is_empty());
            let is_absent = *item == Item::Null || is_empty;
            (!is_absent).then_some(item)
        };
        match group::only_group(member)? {
            (kind, Item::Array(_)) => Ok(kind),
            _ => Err(GroupFault::NotAnArray),
        }
    }

    /// Returns the certificate as JSON, its members in the order in which they were sent.
    pub fn to_json(&self) -> Json {
        json(&self.0)
    }
}

/// Reads a certificate.
pub fn decode<'a>(certificate: Item<'a>, notes: &mut Vec<Note>) -> Result<Content<'a>, Error> {
    if !matches!(certificate, Item::Map(_)) {
        return Err(Error::Shape);
    }
    check(&certificate, Place::ROOT, notes)?;
    Ok(Content(certificate))
}

/// Notes what a strict issuer would not have written, and refuses what JSON does not have.
fn check(item: &Item<'_>, at: Place<'_>, notes: &mut Vec<Note>) -> Result<(), Error> {
    let mut note = |leniency| notes.push(Note::new(leniency, &at.path()));
    match item {
        Item::Null => note(Leniency::Null),
        Item::Bool(_) => {}
        Item::Text(text) => {
            if text.trim() != text {
                note(Leniency::Blanks);
            }
            if at.is_date() && text.trim().contains(['T', 't', ' ']) {
                note(Leniency::DateWithTime);
            }
            if at.is_country() && text.contains(|letter: char| letter.is_lowercase()) {
                note(Leniency::CountryCase);
            }
            if at.is_transliteration() && !text.trim().bytes().all(is_of_travel_documents) {
                note(Leniency::Transliteration);
            }
            if is_escaped(text) {
                note(Leniency::Escaped);
            }
        }
        Item::Integer(number) => {
            Number::from_i128(*number).ok_or(Error::Type)?;
        }
        Item::Float(number) => {
            note(Leniency::Float);
            Number::from_f64(*number).ok_or(Error::Type)?;
        }
        Item::Array(items) => {
            if items.is_empty() && at.is_group() {
                note(Leniency::EmptyGroup);
            }
            items.iter().try_for_each(|item| check(item, at, notes))?;
        }
        Item::Map(members) => {
            for (key, item) in members {
                let Key::Text(name) = key else {
                    return Err(Error::Name);
                };
                let place = at.member(name);
                if at.known && !place.known {
                    notes.push(Note::new(Leniency::UnknownMember, &place.path()));
                }
                if place.is_retired() {
                    notes.push(Note::new(Leniency::RetiredMember, &place.path()));
                }
                check(item, place, notes)?;
            }
        }
        Item::Tag(tag, inner) => {
            note(Leniency::DateTag);
            date(*tag, inner)?;
        }
        Item::Bytes(_) => return Err(Error::Type),
    }
    Ok(())
}

/// Says an item in JSON; what [`check`] would refuse becomes null.
fn json(item: &Item<'_>) -> Json {
    match item {
        Item::Null | Item::Bytes(_) => Json::Null,
        Item::Bool(value) => Json::Bool(*value),
        Item::Text(text) => Json::String(text.as_ref().to_owned()),
        Item::Integer(number) => Number::from_i128(*number).map_or(Json::Null, Json::Number),
        Item::Float(number) => Number::from_f64(*number).map_or(Json::Null, Json::Number),
        Item::Array(items) => Json::Array(items.iter().map(json).collect()),
        Item::Map(members) => {
            let mut object = Map::with_capacity(members.len());
            for (key, item) in members {
                object.insert(key.label(), json(item));
            }
            Json::Object(object)
        }
        Item::Tag(tag, inner) => date(*tag, inner).map_or(Json::Null, Json::String),
    }
}

/// Reads the tags for dates and times: RFC 8949 section 3.4, RFC 8943.
fn date(tag: u64, inner: &Item<'_>) -> Result<String, Error> {
    let text = match (tag, inner) {
        (DATE_TIME | FULL_DATE, Item::Text(text)) => Some(text.as_ref().to_owned()),
        (EPOCH, Item::Integer(seconds)) => i64::try_from(*seconds)
            .ok()
            .and_then(|seconds| Timestamp::from_second(seconds).ok())
            .map(utc),
        (DAYS, Item::Integer(days)) => i64::try_from(*days)
            .ok()
            .and_then(|days| Timestamp::from_second(days.checked_mul(86_400)?).ok())
            .map(|at| at.strftime("%Y-%m-%d").to_string()),
        (DATE_TIME | EPOCH | DAYS | FULL_DATE, _) => return Err(Error::Type),
        _ => return Err(Error::Tag(tag)),
    };
    text.ok_or(Error::Type)
}

const DATE_TIME: u64 = 0;
const EPOCH: u64 = 1;
const DAYS: u64 = 100;
const FULL_DATE: u64 = 1004;

/// Value set covid-19-lab-result: the virus was found.
pub const DETECTED: &str = "260373001";
/// Value set covid-19-lab-result: the virus was not found.
pub const NOT_DETECTED: &str = "260415000";

#[cfg(test)]
mod tests {
    use super::*;

    fn map(members: impl IntoIterator<Item = (&'static str, Item<'static>)>) -> Item<'static> {
        let members = members.into_iter();
        let member = |(name, item): (&'static str, _)| (Key::Text(name.into()), item);
        Item::Map(members.map(member).collect())
    }

    fn read(item: Item<'static>) -> Result<(Json, Vec<Note>), Error> {
        let mut notes = Vec::new();
        let certificate = decode(map([("dob", item)]), &mut notes)?;
        Ok((certificate.to_json()["dob"].clone(), notes))
    }

    fn notes(certificate: Item<'static>) -> Vec<String> {
        let mut notes = Vec::new();
        decode(certificate, &mut notes).unwrap();
        notes.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn tagged_dates_are_read_as_texts_and_noted() {
        for (tag, inner, text) in [
            (
                0,
                Item::Text("2021-05-30T10:12:22Z".into()),
                "2021-05-30T10:12:22Z",
            ),
            (1, Item::Integer(1_622_369_542), "2021-05-30T10:12:22Z"),
            (100, Item::Integer(18_777), "2021-05-30"),
            (1004, Item::Text("2021-05-30".into()), "2021-05-30"),
        ] {
            let (json, notes) = read(Item::Tag(tag, Box::new(inner))).unwrap();
            assert_eq!(json, text);
            assert_eq!(notes, [Note::new(Leniency::DateTag, "dob")]);
        }
    }

    #[test]
    fn what_json_does_not_have_is_refused() {
        let tagged = |tag, inner| Item::Tag(tag, Box::new(inner));
        for (item, error) in [
            (Item::Bytes(vec![1].into()), Error::Type),
            (Item::Float(f64::NAN), Error::Type),
            (Item::Integer(1 << 64), Error::Type),
            (tagged(0, Item::Integer(1)), Error::Type),
            (tagged(100, Item::Integer(i64::MAX.into())), Error::Type),
            (tagged(18, Item::Text("x".into())), Error::Tag(18)),
            (Item::Map(vec![(Key::Integer(1), Item::Null)]), Error::Name),
        ] {
            assert_eq!(read(item).unwrap_err(), error);
        }
        let text = Item::Text("x".into());
        assert_eq!(decode(text, &mut Vec::new()), Err(Error::Shape));
    }

    #[test]
    fn what_a_strict_issuer_would_not_have_written_is_noted_with_its_place() {
        let text = |text: &'static str| Item::Text(text.into());
        let entry = map([
            ("dt", text("2021-05-30T00:00")),
            ("co", text(" DE")),
            ("xx", map([("yy", Item::Null)])),
        ]);
        let certificate = map([
            ("v", Item::Array(vec![entry])),
            ("dob", text("1964-08-12T00:00:00")),
            ("co", text("T")),
            ("ver", map([("v", Item::Float(1.5))])),
        ]);
        assert_eq!(
            notes(certificate),
            [
                "v/dt: date with a time of day",
                "v/co: blanks at the ends",
                "v/xx: unknown member",
                "v/xx/yy: null instead of left out",
                "dob: date with a time of day",
                "co: unknown member",
                "ver/v: unknown member",
                "ver/v: floating-point number",
            ]
        );
    }

    #[test]
    fn members_keep_their_order() {
        let certificate = map([
            ("b", Item::Integer(1)),
            ("a", map([("z", Item::Integer(1)), ("y", Item::Integer(2))])),
        ]);
        let certificate = decode(certificate, &mut Vec::new()).unwrap();
        assert_eq!(
            certificate.to_json().to_string(),
            r#"{"b":1,"a":{"z":1,"y":2}}"#
        );
    }
}
