//! A certificate that was read, in the words of `domain`: what the issuer's own check compares.
//!
//! Strict, since it is for our own certificates; the names of members are spelt here a second time, so that
//! a slip in `payload` does not agree with itself. Rules are not applied: `Draft::parse` does that.

use std::fmt;

use jiff::{Timestamp, civil::Date};
use serde_json::Value as Json;

use super::{group, payload};
use crate::domain::{
    self, Asks, BirthDate, DoseDraft, Draft, Event, EventDraft, Issuer, NamePart, RecoveryDraft,
    Sampled, Statement, TestDraft, TestKind, Uvci, VaccinationDraft, product,
};

/// What the numbers of a dose rest on in a certificate that was read: its issuer has answered for them.
pub const AS_ISSUED: &str = "As it was issued";

/// Why a certificate cannot be told in the words of `domain`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// Not exactly one group with one entry.
    #[error("not exactly one group with one entry")]
    Group,
    /// A member is missing or has another type or form.
    #[error("member {0} cannot be read")]
    Member(&'static str),
}

/// All that one of our certificates says.
#[derive(Clone, PartialEq, Eq)]
pub struct ReadBack {
    /// Member `ver`.
    pub version: String,
    /// Members `fn` and `fnt`.
    pub family: Option<(String, String)>,
    /// Members `gn` and `gnt`.
    pub given: Option<(String, String)>,
    /// Member `dob`.
    pub birth: BirthDate,
    /// Members `tg`, `co`, `is` and `ci`.
    pub frame: Frame,
    /// The rest of the group's one entry.
    pub event: ReadEvent,
}

/// What every entry has.
#[derive(Clone, PartialEq, Eq)]
pub struct Frame {
    /// Member `tg`.
    pub disease: String,
    /// Member `co`.
    pub place: String,
    /// Member `is`.
    pub issuer: String,
    /// Member `ci`.
    pub uvci: String,
}

/// What happened.
#[derive(Clone, PartialEq, Eq)]
pub enum ReadEvent {
    /// Group `v`.
    Vaccination {
        /// Member `vp`.
        prophylaxis: String,
        /// Member `mp`.
        product: String,
        /// Member `ma`.
        manufacturer: String,
        /// Member `dn`.
        dose: u32,
        /// Member `sd`.
        doses: u32,
        /// Member `dt`.
        date: Date,
    },
    /// Group `r`.
    Recovery {
        /// Member `fr`.
        first_positive: Date,
        /// Member `df`.
        valid_from: Date,
        /// Member `du`.
        valid_until: Date,
    },
    /// Group `t`.
    Test {
        /// Member `tt`.
        kind: TestKind,
        /// Member `nm`.
        name: Option<String>,
        /// Member `ma`.
        device: Option<String>,
        /// Member `sc`.
        sampled_at: Timestamp,
        /// Member `tr`.
        detected: bool,
        /// Member `tc`.
        centre: Option<String>,
    },
}

impl fmt::Debug for ReadBack {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ReadBack(hidden)")
    }
}

impl fmt::Debug for Frame {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Frame(hidden)")
    }
}

impl fmt::Debug for ReadEvent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ReadEvent(hidden)")
    }
}

impl ReadBack {
    /// Lists the members that differ from what was meant; nothing when all agree.
    pub fn differences(
        &self,
        statement: &Statement,
        issuer: &Issuer,
        uvci: &Uvci,
    ) -> Vec<&'static str> {
        let holder = statement.holder();
        let version = if holder.name.family().is_some() {
            "1.3.0"
        } else {
            "1.3.2"
        };
        let Frame {
            disease,
            place,
            issuer: name,
            uvci: ci,
        } = &self.frame;
        let mut compared = vec![
            ("ver", self.version == version),
            ("fn", same_part(self.family.as_ref(), holder.name.family())),
            ("gn", same_part(self.given.as_ref(), holder.name.given())),
            ("dob", self.birth == holder.birth),
            ("tg", disease == domain::DISEASE),
            ("co", place == issuer.place()),
            ("is", name == issuer.name()),
            ("ci", ci == uvci.as_str()),
        ];
        compared.extend(self.event.compare(statement.event()));
        compared
            .into_iter()
            .filter_map(|(member, same)| (!same).then_some(member))
            .collect()
    }

    /// Returns it as if it had been typed, so that the rules of `domain` can prove it.
    pub fn draft(&self) -> Draft {
        let text = |part: &Option<(String, String)>| part.clone().unzip();
        let ((family, family_transliteration), (given, given_transliteration)) =
            (text(&self.family), text(&self.given));
        Draft {
            family_name: family.unwrap_or_default(),
            given_name: given.unwrap_or_default(),
            family_transliteration: family_transliteration.into(),
            given_transliteration: given_transliteration.into(),
            birth: self.birth.into(),
            event: self.event.draft(),
            confirmed: Asks::CODES.map(str::to_owned).into(),
        }
    }
}

fn same_part(read: Option<&(String, String)>, meant: Option<&NamePart>) -> bool {
    read.map(|(text, line)| (text.as_str(), line.as_str()))
        == meant.map(|part| (part.text(), part.transliteration()))
}

impl ReadEvent {
    /// Returns the first member of the entry that differs from what was meant.
    pub fn difference(&self, meant: &Event) -> Option<&'static str> {
        self.compare(meant)
            .into_iter()
            .find_map(|(member, same)| (!same).then_some(member))
    }

    fn compare(&self, meant: &Event) -> Vec<(&'static str, bool)> {
        match (self, meant) {
            (
                Self::Vaccination {
                    prophylaxis,
                    product,
                    manufacturer,
                    dose,
                    doses,
                    date,
                },
                Event::Vaccination(meant),
            ) => vec![
                ("vp", prophylaxis == meant.vp()),
                ("mp", *product == meant.product().mp),
                ("ma", *manufacturer == meant.product().ma),
                ("dn", *dose == meant.dose().number()),
                ("sd", *doses == meant.dose().doses()),
                ("dt", *date == meant.date()),
            ],
            (
                Self::Recovery {
                    first_positive,
                    valid_from,
                    valid_until,
                },
                Event::Recovery(meant),
            ) => vec![
                ("fr", *first_positive == meant.first_positive()),
                ("df", *valid_from == meant.valid_from()),
                ("du", *valid_until == meant.valid_until()),
            ],
            (
                Self::Test {
                    kind,
                    name,
                    device,
                    sampled_at,
                    detected,
                    centre,
                },
                Event::Test(meant),
            ) => vec![
                ("tt", *kind == meant.kind()),
                ("nm", name.as_deref() == meant.name()),
                ("ma", device.as_deref() == meant.device()),
                ("sc", *sampled_at == meant.sampled_at()),
                ("tr", *detected == meant.detected()),
                ("tc", centre.as_deref() == meant.centre()),
            ],
            (_, meant) => vec![(meant.kind().group(), false)],
        }
    }

    fn draft(&self) -> EventDraft {
        match self {
            Self::Vaccination {
                prophylaxis,
                product,
                dose,
                doses,
                date,
                ..
            } => EventDraft::Vaccination(VaccinationDraft {
                product: product::with_code(product),
                vp: Some(prophylaxis.clone()),
                date: date.to_string(),
                dose: DoseDraft::by_hand(*dose, *doses, AS_ISSUED),
            }),
            Self::Recovery {
                first_positive,
                valid_from,
                valid_until,
            } => EventDraft::Recovery(RecoveryDraft {
                first_positive: first_positive.to_string(),
                valid_from: valid_from.to_string(),
                valid_until: valid_until.to_string(),
            }),
            Self::Test {
                kind,
                name,
                device,
                sampled_at,
                detected,
                centre,
            } => EventDraft::Test(TestDraft {
                kind: Some(*kind),
                name: name.clone().unwrap_or_default(),
                device: device.clone(),
                sampled: Sampled::At(*sampled_at),
                detected: Some(*detected),
                centre: centre.clone().unwrap_or_default(),
            }),
        }
    }
}

/// Reads a certificate.
pub fn read(certificate: &Json) -> Result<ReadBack, Error> {
    let (kind, entry) = group::entry(certificate).ok_or(Error::Group)?;
    let name = certificate.get("nam").ok_or(Error::Member("nam"))?;
    Ok(ReadBack {
        version: text(certificate, "ver")?,
        family: part(name, "fn", "fnt")?,
        given: part(name, "gn", "gnt")?,
        birth: BirthDate::parse_iso(&text(certificate, "dob")?).ok_or(Error::Member("dob"))?,
        frame: Frame {
            disease: text(entry, "tg")?,
            place: text(entry, "co")?,
            issuer: text(entry, "is")?,
            uvci: text(entry, "ci")?,
        },
        event: match kind {
            domain::Kind::Vaccination => ReadEvent::Vaccination {
                prophylaxis: text(entry, "vp")?,
                product: text(entry, "mp")?,
                manufacturer: text(entry, "ma")?,
                dose: number(entry, "dn")?,
                doses: number(entry, "sd")?,
                date: parsed(entry, "dt")?,
            },
            domain::Kind::Recovery => ReadEvent::Recovery {
                first_positive: parsed(entry, "fr")?,
                valid_from: parsed(entry, "df")?,
                valid_until: parsed(entry, "du")?,
            },
            domain::Kind::Test => ReadEvent::Test {
                kind: TestKind::from_code(&text(entry, "tt")?).ok_or(Error::Member("tt"))?,
                name: optional(entry, "nm")?,
                device: optional(entry, "ma")?,
                sampled_at: parsed(entry, "sc")?,
                detected: match text(entry, "tr")?.as_str() {
                    payload::DETECTED => true,
                    payload::NOT_DETECTED => false,
                    _ => return Err(Error::Member("tr")),
                },
                centre: optional(entry, "tc")?,
            },
        },
    })
}

fn optional(object: &Json, member: &'static str) -> Result<Option<String>, Error> {
    match object.get(member) {
        None => Ok(None),
        Some(Json::String(text)) => Ok(Some(text.clone())),
        Some(_) => Err(Error::Member(member)),
    }
}

fn text(object: &Json, member: &'static str) -> Result<String, Error> {
    optional(object, member)?.ok_or(Error::Member(member))
}

fn part(
    name: &Json,
    member: &'static str,
    line: &'static str,
) -> Result<Option<(String, String)>, Error> {
    match (optional(name, member)?, optional(name, line)?) {
        (Some(text), Some(line)) => Ok(Some((text, line))),
        (None, None) => Ok(None),
        (Some(_), None) => Err(Error::Member(line)),
        (None, Some(_)) => Err(Error::Member(member)),
    }
}

fn number(object: &Json, member: &'static str) -> Result<u32, Error> {
    let number = object.get(member).and_then(Json::as_u64);
    number
        .and_then(|number| u32::try_from(number).ok())
        .ok_or(Error::Member(member))
}

fn parsed<T: std::str::FromStr>(object: &Json, member: &'static str) -> Result<T, Error> {
    text(object, member)?.parse().or(Err(Error::Member(member)))
}
