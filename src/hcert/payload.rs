//! The certificate itself: a statement as a CBOR map, and a CBOR map as JSON.
//!
//! <https://github.com/ehn-dcc-development/ehn-dcc-schema>, 1.3.x. Reading goes to JSON and not to a
//! statement, because foreign certificates say more, and less, than ours.

use ciborium::Value;
use jiff::Timestamp;
use serde::Serialize;
use serde_json::{Map, Number, Value as Json};

use super::note::{Leniency, Note};
use crate::domain::{self, Event, Issuer, NamePart, Person, Statement, TestResult};

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
    family_line: Option<&'a str>,
    #[serde(rename = "gnt", skip_serializing_if = "Option::is_none")]
    given_line: Option<&'a str>,
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
            family_line: family.map(NamePart::line),
            given_line: given.map(NamePart::line),
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

/// Reads a certificate as JSON, its members in the order in which they were sent.
pub fn decode(certificate: Value, notes: &mut Vec<Note>) -> Result<Json, Error> {
    if !certificate.is_map() {
        return Err(Error::Shape);
    }
    json(certificate, "", notes)
}

#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "whatever else CBOR has, or will have, is refused alike"
)]
fn json(value: Value, at: &str, notes: &mut Vec<Note>) -> Result<Json, Error> {
    Ok(match value {
        Value::Null => {
            notes.push(Note::new(Leniency::Null, at));
            Json::Null
        }
        Value::Bool(value) => Json::Bool(value),
        Value::Text(text) => {
            note_spelling(&text, at, notes);
            Json::String(text)
        }
        Value::Integer(number) => {
            Json::Number(Number::from_i128(number.into()).ok_or(Error::Type)?)
        }
        Value::Float(number) => {
            notes.push(Note::new(Leniency::Float, at));
            Json::Number(Number::from_f64(number).ok_or(Error::Type)?)
        }
        Value::Array(items) => {
            let items = items.into_iter().map(|item| json(item, at, notes));
            Json::Array(items.collect::<Result<_, _>>()?)
        }
        Value::Map(members) => {
            let mut object = Map::new();
            for (name, value) in members {
                let name = name.into_text().or(Err(Error::Name))?;
                let path = if at.is_empty() {
                    name.clone()
                } else {
                    format!("{at}/{name}")
                };
                if !MEMBERS.contains(&path.as_str()) && MEMBERS.contains(&at) | at.is_empty() {
                    notes.push(Note::new(Leniency::UnknownMember, &path));
                }
                let value = json(value, &path, notes)?;
                object.insert(name, value);
            }
            Json::Object(object)
        }
        Value::Tag(tag, inner) => {
            notes.push(Note::new(Leniency::DateTag, at));
            Json::String(date(tag, &inner)?)
        }
        _ => return Err(Error::Type),
    })
}

fn note_spelling(text: &str, at: &str, notes: &mut Vec<Note>) {
    if text.trim() != text {
        notes.push(Note::new(Leniency::Blanks, at));
    }
    if ["dob", "v/dt", "r/fr", "r/df", "r/du"].contains(&at) && text.contains('T') {
        notes.push(Note::new(Leniency::DateWithTime, at));
    }
}

/// Every member of schemas 1.0.0 to 1.3.3; `t/dr` was there until 1.1.0.
const MEMBERS: &[&str] = &[
    "ver", "nam", "nam/fn", "nam/gn", "nam/fnt", "nam/gnt", "dob", "v", "v/tg", "v/vp", "v/mp",
    "v/ma", "v/dn", "v/sd", "v/dt", "v/co", "v/is", "v/ci", "t", "t/tg", "t/tt", "t/nm", "t/ma",
    "t/sc", "t/dr", "t/tr", "t/tc", "t/co", "t/is", "t/ci", "r", "r/tg", "r/fr", "r/co", "r/is",
    "r/df", "r/du", "r/ci",
];

/// Reads the tags for dates and times: RFC 8949 section 3.4, RFC 8943.
fn date(tag: u64, inner: &Value) -> Result<String, Error> {
    let number = || i64::try_from(inner.as_integer()?).ok();
    let text = match (tag, inner) {
        (DATE_TIME | FULL_DATE, Value::Text(text)) => Some(text.clone()),
        (EPOCH, Value::Integer(_)) => number()
            .and_then(|seconds| Timestamp::from_second(seconds).ok())
            .map(utc),
        (DAYS, Value::Integer(_)) => number()
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

    fn map(members: impl IntoIterator<Item = (&'static str, Value)>) -> Value {
        let members = members.into_iter();
        Value::Map(members.map(|(name, value)| (name.into(), value)).collect())
    }

    fn read(value: Value) -> Result<(Json, Vec<Note>), Error> {
        let mut notes = Vec::new();
        let certificate = decode(map([("dob", value)]), &mut notes)?;
        Ok((certificate["dob"].clone(), notes))
    }

    #[test]
    fn tagged_dates_are_read_as_texts_and_noted() {
        for (tag, inner, text) in [
            (0, "2021-05-30T10:12:22Z".into(), "2021-05-30T10:12:22Z"),
            (1, 1_622_369_542.into(), "2021-05-30T10:12:22Z"),
            (100, 18_777.into(), "2021-05-30"),
            (1004, "2021-05-30".into(), "2021-05-30"),
        ] {
            let (json, notes) = read(Value::Tag(tag, Box::new(inner))).unwrap();
            assert_eq!(json, text);
            assert_eq!(notes, [Note::new(Leniency::DateTag, "dob")]);
        }
    }

    #[test]
    fn what_json_does_not_have_is_refused() {
        for (value, error) in [
            (Value::Bytes(vec![1]), Error::Type),
            (f64::NAN.into(), Error::Type),
            (Value::Tag(0, Box::new(1.into())), Error::Type),
            (Value::Tag(100, Box::new(i64::MAX.into())), Error::Type),
            (Value::Tag(18, Box::new("x".into())), Error::Tag(18)),
            (Value::Map(vec![(1.into(), 1.into())]), Error::Name),
        ] {
            assert_eq!(read(value).unwrap_err(), error);
        }
        assert_eq!(decode("x".into(), &mut Vec::new()), Err(Error::Shape));
    }

    #[test]
    fn members_keep_their_order() {
        let certificate = map([
            ("b", 1.into()),
            ("a", map([("z", 1.into()), ("y", 2.into())])),
        ]);
        let json = decode(certificate, &mut Vec::new()).unwrap();
        assert_eq!(json.to_string(), r#"{"b":1,"a":{"z":1,"y":2}}"#);
    }
}
