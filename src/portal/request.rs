//! One request in the JSON shape of the German issuing API: written, and read strictly into a draft.
//!
//! `POST /api/certify/v2/issue` of certification-apis 2.2.0. Read by hand, because a library's error text
//! repeats the value it stumbled over, and that value may be somebody's name.

use std::collections::BTreeSet;

use jiff::Timestamp;
use serde_json::{Map, Value, json};

use super::unique_members;
use crate::domain::{
    Asks, BirthDate, DISEASE, DoseDraft, Draft, Error as FieldError, Event, EventDraft, Fault,
    Field, RecoveryDraft, Sampled, Statement, TestDraft, TestKind, VaccinationDraft,
    dose::{BasisDraft, Before},
    product,
};

/// The outcomes of a test (SNOMED CT).
const DETECTED: &str = "260373001";
const NOT_DETECTED: &str = "260415000";

/// A request as read: the draft and the id of the administering place.
#[derive(Debug)]
pub struct Request {
    /// What was asked for, not yet proven.
    pub draft: Draft,
    /// The id of the administering place.
    pub location: String,
}

/// What is wrong with a request, by the path of the member.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// A member is not there.
    #[error("{0} is missing")]
    Missing(String),
    /// A member is of another type.
    #[error("{path} is not {expected}")]
    NotA {
        /// Where.
        path: String,
        /// What was expected.
        expected: &'static str,
    },
    /// Not one of the three groups.
    #[error("exactly one of v, r and t must be there, with exactly one entry")]
    NotOneGroup,
    /// A rule of the domain.
    #[error("{0}")]
    Rule(#[from] FieldError),
    /// Numbers that are to follow from a rule and to be by hand.
    #[error("{0} has history and reason; reason stands alone, for numbers that no rule gives")]
    TwoBases(String),
    /// Not JSON at all.
    #[error("not JSON")]
    NotJson,
    /// Of a member that is there twice, nobody knows which was meant.
    #[error("{0} is there twice, leave one of them out")]
    Twice(String),
    /// A member that the shape does not have.
    #[error("{0} is not known there, it may have {1}")]
    Unknown(String, &'static str),
}

/// Reads the text of one request, in which no member may be there twice.
pub fn parse(text: &str) -> Result<Request, Error> {
    match unique_members::read(text, &MEMBERS) {
        Ok(value) => read(&value),
        Err(unique_members::Fault::NotJson) => Err(Error::NotJson),
        Err(unique_members::Fault::Twice(path)) => Err(Error::Twice(path)),
    }
}

/// The names of all members that a request may have.
const MEMBERS: [&str; 28] = [
    "nam",
    "dob",
    "v",
    "r",
    "t",
    "confirmed",
    "fn",
    "gn",
    "fnt",
    "gnt",
    "id",
    "tg",
    "vp",
    "mp",
    "ma",
    "dn",
    "sd",
    "dt",
    "history",
    "reason",
    "fr",
    "df",
    "du",
    "tt",
    "nm",
    "sc",
    "tr",
    "tc",
];

/// Reads one request.
pub fn read(value: &Value) -> Result<Request, Error> {
    let root = Members::of(value, "the request")?;
    let known = "nam, dob and one of v, r, t, and confirmed";
    root.only(&["nam", "dob", "v", "r", "t", "confirmed"], known)?;
    let name = Members::of(root.required("nam")?, "nam")?;
    name.only(
        &["fn", "gn", "fnt", "gnt"],
        "fn, gn, and fnt, gnt as in the travel document",
    )?;
    let dob = root.text("dob")?;
    let birth = BirthDate::parse_iso(dob).ok_or_else(|| Error::NotA {
        path: "dob".into(),
        expected: "a date of birth: YYYY-MM-DD, YYYY-MM, YYYY or empty, 1900 to 2099",
    })?;
    let (event, location) = event(&root)?;
    let draft = Draft {
        family_name: name.optional_text("fn")?.unwrap_or_default().to_owned(),
        given_name: name.optional_text("gn")?.unwrap_or_default().to_owned(),
        family_transliteration: name.optional_text("fnt")?.map(str::to_owned).into(),
        given_transliteration: name.optional_text("gnt")?.map(str::to_owned).into(),
        birth: birth.into(),
        event,
        confirmed: confirmed(&root)?,
    };
    Ok(Request { draft, location })
}

/// Writes a request: exactly the members that the service asks for.
pub fn write(statement: &Statement, location: &str) -> Value {
    let holder = statement.holder();
    let mut name = Map::new();
    for (member, part) in [("fn", holder.name.family()), ("gn", holder.name.given())] {
        if let Some(part) = part {
            name.insert(member.to_owned(), part.text().into());
        }
    }
    let mut entry = json!({ "id": location, "tg": DISEASE });
    let further = match statement.event() {
        Event::Vaccination(vaccination) => json!({
            "vp": vaccination.vp(),
            "mp": vaccination.product().mp,
            "ma": vaccination.product().ma,
            "dn": vaccination.dose().number(),
            "sd": vaccination.dose().doses(),
            "dt": vaccination.date().to_string(),
        }),
        Event::Recovery(recovery) => json!({
            "fr": recovery.first_positive().to_string(),
            "df": recovery.valid_from().to_string(),
            "du": recovery.valid_until().to_string(),
        }),
        Event::Test(test) => json!({
            "tt": test.kind().code(),
            "nm": test.name(),
            "ma": test.device(),
            "sc": test.sampled_at().to_string(),
            "tr": if test.detected() { DETECTED } else { NOT_DETECTED },
            "tc": test.centre(),
        }),
    };
    if let (Value::Object(entry), Value::Object(further)) = (&mut entry, further) {
        entry.extend(further.into_iter().filter(|(_, value)| !value.is_null()));
    }
    json!({
        "nam": name,
        "dob": holder.birth.to_iso(),
        statement.event().kind().group(): [entry],
    })
}

fn event(root: &Members<'_>) -> Result<(EventDraft, String), Error> {
    let groups: Vec<&str> = ["v", "r", "t"]
        .into_iter()
        .filter(|group| root.map.contains_key(*group))
        .collect();
    let [group] = groups.as_slice() else {
        return Err(Error::NotOneGroup);
    };
    let entries = root.required(group)?;
    let Some([entry]) = entries.as_array().map(Vec::as_slice) else {
        return Err(Error::NotOneGroup);
    };
    let entry = Members::of(entry, &format!("{group}[0]"))?;
    if entry.text("tg")? != DISEASE {
        return Err(FieldError::new(Field::Disease, Fault::UnknownCode).into());
    }
    let location = entry.text("id")?.to_owned();
    let event = match *group {
        "v" => EventDraft::Vaccination(vaccination(&entry)?),
        "r" => EventDraft::Recovery(recovery(&entry)?),
        _ => EventDraft::Test(test(&entry)?),
    };
    Ok((event, location))
}

/// Reads what the sender has said yes to, by the codes of the questions.
fn confirmed(root: &Members<'_>) -> Result<BTreeSet<String>, Error> {
    let Some(codes) = root.map.get("confirmed") else {
        return Ok(BTreeSet::new());
    };
    let code = |code: &Value| {
        let known = Asks::CODES.into_iter().find(|known| code == known);
        known.map(str::to_owned)
    };
    let codes = codes.as_array().map(|codes| codes.iter().map(code));
    let codes: Option<BTreeSet<String>> = codes.and_then(Iterator::collect);
    codes.ok_or_else(|| Error::NotA {
        path: root.path_of("confirmed"),
        expected: "an array of codes that a refusal has named, such as [\"old-sample\"]",
    })
}

fn vaccination(entry: &Members<'_>) -> Result<VaccinationDraft, Error> {
    let known = "id, tg, vp, mp, ma, dn, sd, dt, and one of history and reason";
    let members = [
        "id", "tg", "vp", "mp", "ma", "dn", "sd", "dt", "history", "reason",
    ];
    entry.only(&members, known)?;
    let product = product::with_code(entry.text("mp")?)
        .ok_or_else(|| FieldError::new(Field::Product, Fault::UnknownCode))?;
    if entry.text("ma")? != product.ma {
        let expected = product.ma.clone();
        return Err(
            FieldError::new(Field::Manufacturer, Fault::NotOfTheProduct { expected }).into(),
        );
    }
    Ok(VaccinationDraft {
        product: Some(product),
        vp: Some(entry.text("vp")?.to_owned()),
        date: entry.day("dt")?,
        dose: dose(entry)?,
    })
}

/// Reads the numbers of a dose, with what they rest on where the sender says so: what came before, or a reason.
fn dose(entry: &Members<'_>) -> Result<DoseDraft, Error> {
    let (number, doses) = (entry.number("dn")?, entry.number("sd")?);
    let (number, doses) = (number.to_string(), doses.to_string());
    let history = entry.optional_text("history")?;
    let basis = match (history, entry.optional_text("reason")?) {
        (Some(_), Some(_)) => return Err(Error::TwoBases(entry.path.clone())),
        (None, Some(reason)) => {
            let reason = reason.to_owned();
            BasisDraft::ByHand { doses, reason }
        }
        (history, None) => {
            let before = history.map(|name| {
                Before::from_name(name).ok_or_else(|| Error::NotA {
                    path: entry.path_of("history"),
                    expected: HISTORIES,
                })
            });
            let before = before.transpose()?;
            BasisDraft::Numbers { doses, before }
        }
    };
    Ok(DoseDraft { number, basis })
}

/// What may stand in `history`.
const HISTORIES: &str = "what came before: nothing, same, mixed, complete, janssen, recovery, recovery-valneva, \
    nuvaxovid-or-valneva, complete-valneva or not-eu";

fn recovery(entry: &Members<'_>) -> Result<RecoveryDraft, Error> {
    entry.only(&["id", "tg", "fr", "df", "du"], "id, tg, fr, df, du")?;
    Ok(RecoveryDraft {
        first_positive: entry.day("fr")?,
        valid_from: entry.day("df")?,
        valid_until: entry.day("du")?,
    })
}

fn test(entry: &Members<'_>) -> Result<TestDraft, Error> {
    let known = "id, tg, tt, nm, ma, sc, tr, tc";
    entry.only(&["id", "tg", "tt", "nm", "ma", "sc", "tr", "tc"], known)?;
    let kind = TestKind::from_code(entry.text("tt")?)
        .ok_or_else(|| FieldError::new(Field::TestKind, Fault::UnknownCode))?;
    let detected = match entry.text("tr")? {
        DETECTED => true,
        NOT_DETECTED => false,
        _ => return Err(FieldError::new(Field::TestOutcome, Fault::UnknownCode).into()),
    };
    let sampled_at: Timestamp = entry.text("sc")?.parse().ok().ok_or_else(|| Error::NotA {
        path: entry.path_of("sc"),
        expected: "a date and time with zone, such as 2021-05-29T09:30:00Z",
    })?;
    Ok(TestDraft {
        kind: Some(kind),
        name: entry.optional_text("nm")?.unwrap_or_default().to_owned(),
        device: entry.optional_text("ma")?.map(str::to_owned),
        sampled: Sampled::At(sampled_at),
        detected: Some(detected),
        centre: entry.optional_text("tc")?.unwrap_or_default().to_owned(),
    })
}

/// The members of an object, with the way to it.
struct Members<'a> {
    map: &'a Map<String, Value>,
    path: String,
}

impl<'a> Members<'a> {
    fn of(value: &'a Value, path: &str) -> Result<Self, Error> {
        let path = path.to_owned();
        match value.as_object() {
            Some(map) => Ok(Self { map, path }),
            None => Err(Error::NotA {
                path,
                expected: "an object",
            }),
        }
    }

    fn path_of(&self, member: &str) -> String {
        if self.path == "the request" {
            member.to_owned()
        } else {
            format!("{}.{member}", self.path)
        }
    }

    fn only(&self, members: &[&str], known: &'static str) -> Result<(), Error> {
        match self.map.keys().find(|key| !members.contains(&key.as_str())) {
            // The name of an unknown member is free text too; it is not repeated.
            Some(_) => Err(Error::Unknown(format!("a member of {}", self.path), known)),
            None => Ok(()),
        }
    }

    fn required(&self, member: &str) -> Result<&'a Value, Error> {
        self.map
            .get(member)
            .ok_or_else(|| Error::Missing(self.path_of(member)))
    }

    fn text(&self, member: &str) -> Result<&'a str, Error> {
        let text = self.required(member)?.as_str();
        text.ok_or_else(|| Error::NotA {
            path: self.path_of(member),
            expected: "a text",
        })
    }

    fn optional_text(&self, member: &str) -> Result<Option<&'a str>, Error> {
        if self.map.contains_key(member) {
            self.text(member).map(Some)
        } else {
            Ok(None)
        }
    }

    fn number(&self, member: &str) -> Result<u32, Error> {
        let number = self
            .required(member)?
            .as_u64()
            .and_then(|number| u32::try_from(number).ok());
        number.ok_or_else(|| Error::NotA {
            path: self.path_of(member),
            expected: "a whole number",
        })
    }

    /// Reads a date of the form YYYY-MM-DD and no other.
    fn day(&self, member: &str) -> Result<String, Error> {
        let text = self.text(member)?;
        match BirthDate::parse_iso(text) {
            Some(BirthDate::Day(_)) => Ok(text.to_owned()),
            _ => Err(Error::NotA {
                path: self.path_of(member),
                expected: "a date that exists: YYYY-MM-DD",
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(change: impl FnOnce(&mut Value)) -> Result<Request, Error> {
        let mut value = serde_json::from_str(include_str!("../../packaging/example.json")).unwrap();
        change(&mut value);
        read(&value)
    }

    #[test]
    fn the_example_is_read() {
        let request = request(|_| ()).unwrap();
        assert_eq!(request.location, "APO12345");
        assert_eq!(request.draft.birth.text(), "1964-08-12");
    }

    #[test]
    fn a_member_that_is_there_twice_is_named() {
        let example = include_str!("../../packaging/example.json");
        for (member, path) in [
            (r#""dob": "1946-08-12""#, "dob"),
            (r#""nam": {}"#, "nam"),
            (r#""Mustermann": 1, "Mustermann": 1"#, "a member"),
        ] {
            let text = example.replacen('{', &format!("{{ {member},"), 1);
            let error = parse(&text).unwrap_err();
            assert_eq!(error, Error::Twice(path.to_owned()));
        }
        for (once, path) in [(r#""fn":"#, "nam.fn"), (r#""dn":"#, "v[0].dn")] {
            let text = example.replacen(once, &format!("{once} 1, {once}"), 1);
            assert_eq!(parse(&text).unwrap_err(), Error::Twice(path.to_owned()));
        }
        assert_eq!(parse("{").unwrap_err(), Error::NotJson);
        assert_eq!(parse("{} {}").unwrap_err(), Error::NotJson);
        assert_eq!(parse(example).unwrap().location, "APO12345");
    }

    #[test]
    fn every_fault_names_the_member_and_never_its_value() {
        type Change = fn(&mut Value);
        let cases: [(Change, &str); 9] = [
            (|v| v["nam"] = "Mustermann".into(), "nam is not an object"),
            (
                |v| v["dob"] = "120864".into(),
                "dob is not a date of birth: YYYY-MM-DD, YYYY-MM, YYYY or empty, 1900 to 2099",
            ),
            (
                |v| v["v"][0]["dt"] = "2021-02-30".into(),
                "v[0].dt is not a date that exists: YYYY-MM-DD",
            ),
            (
                |v| v["v"][0]["dn"] = 2.5.into(),
                "v[0].dn is not a whole number",
            ),
            (
                |v| v["v"][0]["tg"] = "0".into(),
                "disease: is no code of the value set",
            ),
            (
                |v| v["r"] = v["v"].clone(),
                "exactly one of v, r and t must be there, with exactly one entry",
            ),
            (
                |v| v["v"] = Value::Array(Vec::new()),
                "exactly one of v, r and t must be there, with exactly one entry",
            ),
            (
                |v| v["v"][0]["ma"] = "ORG-100001699".into(),
                "manufacturer: does not belong to the product, expected is ORG-100030215",
            ),
            (
                |v| v["Mustermann"] = 1.into(),
                "a member of the request is not known there, it may have nam, dob and one of v, r, t, and confirmed",
            ),
        ];
        for (change, expected) in cases {
            let error = request(change).unwrap_err().to_string();
            assert_eq!(error, expected);
            assert!(!error.contains("Mustermann"));
        }
    }
}
