//! What a careful issuer would have written otherwise: remarks on a certificate that was read.
//!
//! Codes, products, dates and doses, after the eHealth Network's value sets and the German rules. A remark
//! never makes a certificate invalid: foreign issuers followed other rules.

use std::fmt;

use jiff::{Timestamp, civil::Date, tz::TimeZone};
use serde_json::Value as Json;

use crate::{
    domain::{
        BirthDate, Kind, Product, TestKind, dose, product, recovery,
        value_set::{self, Set},
    },
    hcert::group,
};

/// One remark.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remark {
    /// The member, such as `v/mp`.
    pub at: String,
    /// What is remarkable.
    pub rule: Rule,
}

impl fmt::Display for Remark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.at.as_str() {
            "" => self.rule.fmt(f),
            at => write!(f, "{at}: {}", self.rule),
        }
    }
}

/// What can be remarked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Rule {
    /// Not exactly one group with exactly one entry; nothing else is looked at then.
    NotOneEntry,
    /// A code that the value set has not.
    UnknownCode,
    /// A code that new certificates no longer carry.
    RetiredCode,
    /// Manufacturer or prophylaxis of another product.
    NotOfTheProduct,
    /// Not a date, or not a time with a zone.
    NotADate,
    /// After the certificate was issued.
    AfterIssue,
    /// Before the holder was born.
    BeforeBirth,
    /// Before the product, or the pandemic, was there.
    TooEarly,
    /// Not 28 days after the sample, as German certificates have it.
    NotAfterTheWait,
    /// Ends before it begins, or more than 180 days after the sample.
    TooLong,
    /// Doses that are coded otherwise: none, unusually many, or beyond the series.
    DoseCoding,
    /// A member that this kind of test needs.
    Missing,
    /// A member that this kind of test should not have.
    NotHere,
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NotOneEntry => "not exactly one entry in exactly one group",
            Self::UnknownCode => "unknown code",
            Self::RetiredCode => "code is no longer issued",
            Self::NotOfTheProduct => "does not belong to the product",
            Self::NotADate => "not a date",
            Self::AfterIssue => "later than the issue of the certificate",
            Self::BeforeBirth => "before the date of birth",
            Self::TooEarly => "before it was possible",
            Self::NotAfterTheWait => "not 28 days after the sample",
            Self::TooLong => "not within 180 days after the sample",
            Self::DoseCoding => "doses are coded otherwise",
            Self::Missing => "missing for this kind of test",
            Self::NotHere => "not meant for this kind of test",
        })
    }
}

/// Lists the remarks on a certificate that was issued at some moment.
pub fn remarks(certificate: &Json, issued_at: Timestamp) -> Vec<Remark> {
    let Some((kind, entry)) = group::entry(certificate) else {
        let at = group::kind(certificate).map_or("", Kind::group).to_owned();
        let rule = Rule::NotOneEntry;
        return vec![Remark { at, rule }];
    };
    let birth = certificate
        .get("dob")
        .and_then(Json::as_str)
        .and_then(|text| {
            let text = text.trim();
            BirthDate::parse_iso(text.split(['T', 't', ' ']).next().unwrap_or(text))
        });
    let mut examiner = Examiner {
        kind,
        entry,
        // A day's slack, since the issuer's time zone is not told.
        latest: {
            let day = issued_at.to_zoned_datetime(TimeZone::UTC).date();
            day.tomorrow().unwrap_or(day)
        },
        born: birth.and_then(BirthDate::earliest),
        remarks: Vec::new(),
    };
    if birth.is_none() {
        examiner.remarks.push(Remark {
            at: "dob".to_owned(),
            rule: Rule::NotADate,
        });
    }
    examiner.code("tg", Set::Disease);
    examiner.code("co", Set::Country);
    match kind {
        Kind::Vaccination => examiner.vaccination(),
        Kind::Recovery => examiner.recovery(),
        Kind::Test => examiner.test(),
    }
    examiner.remarks
}

struct Examiner<'a> {
    kind: Kind,
    entry: &'a Json,
    latest: Date,
    born: Option<Date>,
    remarks: Vec<Remark>,
}

impl<'a> Examiner<'a> {
    fn note(&mut self, member: &str, rule: Rule) {
        let at = format!("{}/{member}", self.kind.group());
        self.remarks.push(Remark { at, rule });
    }

    /// Returns a text without blanks at its ends.
    fn text(&self, member: &str) -> Option<&'a str> {
        Some(self.entry.get(member)?.as_str()?.trim())
    }

    fn code(&mut self, member: &str, set: Set) {
        let Some(code) = self.text(member) else {
            return;
        };
        // A country in small letters is named while reading.
        let code = if set == Set::Country {
            code.to_uppercase()
        } else {
            code.to_owned()
        };
        match value_set::look_up(set, &code) {
            None => self.note(member, Rule::UnknownCode),
            Some(value) if !value.active => self.note(member, Rule::RetiredCode),
            Some(_) => {}
        }
    }

    /// Reads a date, with or without a time, and remarks on what no date can be.
    fn date(&mut self, member: &str, earliest: Date) -> Option<Date> {
        let text = self.text(member)?;
        let day = text.split(['T', ' ']).next().unwrap_or(text);
        let Ok(day) = day.parse::<Date>() else {
            self.note(member, Rule::NotADate);
            return None;
        };
        if self.born.is_some_and(|born| day < born) {
            self.note(member, Rule::BeforeBirth);
        } else if day < earliest {
            self.note(member, Rule::TooEarly);
        }
        Some(day)
    }

    fn not_after_issue(&mut self, member: &str, day: Option<Date>) {
        if day.is_some_and(|day| day > self.latest) {
            self.note(member, Rule::AfterIssue);
        }
    }

    fn vaccination(&mut self) {
        self.code("vp", Set::Prophylaxis);
        self.code("mp", Set::Product);
        self.code("ma", Set::Manufacturer);
        let product = self.text("mp").and_then(product::with_code);
        if let Some(product) = product {
            if self.text("ma").is_some_and(|ma| ma != product.ma) {
                self.note("ma", Rule::NotOfTheProduct);
            }
            if let Some(vp) = self.text("vp")
                && vp != product.vp
                && !product.vp_also.iter().any(|also| also == vp)
            {
                self.note("vp", Rule::NotOfTheProduct);
            }
        }
        let since = product.map_or(PANDEMIC, Product::earliest);
        let day = self.date("dt", since);
        self.not_after_issue("dt", day);
        let number = |member: &str| {
            let number = whole(self.entry.get(member)?)?;
            u32::try_from(number).ok()
        };
        let sound = match (number("dn"), number("sd")) {
            (Some(dose), Some(doses)) => {
                dose::check(dose, doses).is_ok() && dose.max(doses) <= dose::USUAL_DOSES
            }
            _ => false,
        };
        if !sound {
            self.note("dn", Rule::DoseCoding);
        }
    }

    fn recovery(&mut self) {
        let first = self.date("fr", PANDEMIC);
        self.not_after_issue("fr", first);
        let from = self.date("df", PANDEMIC);
        let until = self.date("du", PANDEMIC);
        let (Some(first), Some(from), Some(until)) = (first, from, until) else {
            return;
        };
        if from != recovery::after(first, recovery::WAIT_DAYS) {
            self.note("df", Rule::NotAfterTheWait);
        }
        if until < from || until > recovery::after(first, recovery::MAX_DAYS) {
            self.note("du", Rule::TooLong);
        }
    }

    fn test(&mut self) {
        self.code("tt", Set::TestType);
        self.code("tr", Set::TestResult);
        let sampled = self.date("sc", PANDEMIC);
        self.not_after_issue("sc", sampled);
        if self.text("sc").is_some_and(|text| !has_zone(text)) {
            self.note("sc", Rule::NotADate);
        }
        let filled = |member: &str| self.text(member).is_some_and(|text| !text.is_empty());
        let (name, device, centre) = (filled("nm"), filled("ma"), filled("tc"));
        match self.text("tt").and_then(TestKind::from_code) {
            Some(TestKind::Naat) => {
                if device {
                    self.note("ma", Rule::NotHere);
                }
                if !centre {
                    self.note("tc", Rule::Missing);
                }
            }
            Some(TestKind::RapidAntigen) => {
                if device {
                    self.code("ma", Set::TestDevice);
                } else {
                    self.note("ma", Rule::Missing);
                }
                if name {
                    self.note("nm", Rule::NotHere);
                }
            }
            None => {}
        }
    }
}

/// Reads a whole number, written as a float or not.
fn whole(number: &Json) -> Option<i64> {
    if let Some(number) = number.as_i64() {
        return Some(number);
    }
    let float = number.as_f64()?;
    // Through text, because no conversion of floats both compiles cleanly and refuses fractions.
    format!("{float:.0}")
        .parse()
        .ok()
        .filter(|_| float.fract() == 0.0)
}

/// Whether a time ends in `Z`, `±hh`, `±hhmm` or `±hh:mm`.
fn has_zone(text: &str) -> bool {
    let Some((_, time)) = text.split_once(['T', ' ']) else {
        return false;
    };
    let zone = time.rsplit(['+', '-']).next().unwrap_or_default();
    time.ends_with('Z')
        || zone.len() < time.len()
            && matches!(zone.len(), 2 | 4 | 5)
            && zone.bytes().all(|b| b.is_ascii_digit() || b == b':')
}

/// The virus became known at the turn of 2019/20.
const PANDEMIC: Date = Date::constant(2020, 1, 1);

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::domain;

    fn of(group: &str, entry: &Json) -> Vec<String> {
        let certificate = json!({ "ver": "1.3.0", "dob": "1964-08-12", group: [entry] });
        let issued_at = "2022-06-01T12:00:00Z".parse().unwrap();
        let remarks = remarks(&certificate, issued_at);
        remarks.iter().map(Remark::to_string).collect()
    }

    fn with(mut entry: Json, member: &str, value: Json) -> Json {
        entry[member] = value;
        entry
    }

    fn vaccination() -> Json {
        json!({
            "tg": domain::DISEASE, "vp": "1119349007", "mp": "EU/1/20/1528", "ma": "ORG-100030215",
            "dn": 2, "sd": 2, "dt": "2021-05-29", "co": "DE",
        })
    }

    #[test]
    fn a_careful_certificate_has_no_remarks() {
        assert_eq!(of("v", &vaccination()), [""; 0]);
        let recovery = json!({
            "tg": domain::DISEASE, "fr": "2022-01-10", "df": "2022-02-07", "du": "2022-07-09", "co": "AT",
        });
        assert_eq!(of("r", &recovery), [""; 0]);
        for zone in ["Z", "+02", "+0200", "-02:00"] {
            let test = json!({
                "tg": domain::DISEASE, "tt": "LP6464-4", "tr": "260415000", "tc": "Apotheke",
                "sc": format!("2022-05-30T10:12:22{zone}"), "co": "DE",
            });
            assert_eq!(of("t", &test), [""; 0]);
        }
    }

    #[test]
    fn each_rule_is_remarked_where_it_is_broken() {
        for (member, value, remark) in [
            ("tg", json!("1"), "v/tg: unknown code"),
            ("co", json!("QQ"), "v/co: unknown code"),
            (
                "ma",
                json!("ORG-100001699"),
                "v/ma: does not belong to the product",
            ),
            (
                "vp",
                json!("29061000087103"),
                "v/vp: does not belong to the product",
            ),
            ("dt", json!("2021-02-30"), "v/dt: not a date"),
            ("dt", json!("1964-08-11"), "v/dt: before the date of birth"),
            ("dt", json!("2020-02-02"), "v/dt: before it was possible"),
            (
                "dt",
                json!("2022-06-03"),
                "v/dt: later than the issue of the certificate",
            ),
            ("dn", json!(0), "v/dn: doses are coded otherwise"),
            ("dn", json!(3), "v/dn: doses are coded otherwise"),
            ("dn", json!(1.5), "v/dn: doses are coded otherwise"),
        ] {
            assert_eq!(of("v", &with(vaccination(), member, value)), [remark]);
        }
        let retired = with(vaccination(), "vp", json!("J07BX03"));
        assert!(of("v", &retired).contains(&"v/vp: code is no longer issued".to_owned()));
    }

    #[test]
    fn several_entries_or_none_are_remarked_and_nothing_else() {
        let remark = ["v: not exactly one entry in exactly one group"];
        let of = |entries: Json| {
            let certificate = json!({ "v": entries });
            let remarks = remarks(&certificate, Timestamp::UNIX_EPOCH);
            remarks.iter().map(Remark::to_string).collect::<Vec<_>>()
        };
        assert_eq!(of(json!([vaccination(), vaccination()])), remark);
        let nowhere = remark.map(|remark| remark.replace("v: ", ""));
        assert_eq!(of(json!([])), nowhere);
    }

    #[test]
    fn spellings_that_readers_put_up_with_are_not_remarked() {
        for (member, value) in [
            ("dt", json!("2021-05-29T00:00:00")),
            ("dn", json!(2.0)),
            ("mp", json!(" EU/1/20/1528 ")),
        ] {
            assert_eq!(of("v", &with(vaccination(), member, value)), [""; 0]);
        }
    }

    #[test]
    fn the_published_recovery_example_breaks_its_own_rules() {
        let recovery = json!({
            "tg": domain::DISEASE, "fr": "2021-04-21", "df": "2021-05-01", "du": "2021-10-21", "co": "DE",
        });
        assert_eq!(
            of("r", &recovery),
            [
                "r/df: not 28 days after the sample",
                "r/du: not within 180 days after the sample"
            ]
        );
    }

    #[test]
    fn each_kind_of_test_has_its_own_members() {
        let test = |kind: &str| {
            json!({
                "tg": domain::DISEASE, "tt": kind, "tr": "260373001", "nm": "x",
                "sc": "2022-05-30T10:12:22", "co": "DE",
            })
        };
        assert_eq!(
            of("t", &with(test("LP6464-4"), "ma", json!("1"))),
            [
                "t/sc: not a date",
                "t/ma: not meant for this kind of test",
                "t/tc: missing for this kind of test"
            ]
        );
        assert_eq!(
            of("t", &test("LP217198-3")),
            [
                "t/sc: not a date",
                "t/ma: missing for this kind of test",
                "t/nm: not meant for this kind of test"
            ]
        );
    }
}
