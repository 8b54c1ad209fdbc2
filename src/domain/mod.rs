//! What a certificate says, and when it may say so.
//!
//! Pure: no file, no clock of its own, no window. What was typed is a [`Draft`]; what has passed every
//! rule is a [`ParsedDraft`] with its [`Statement`], and there is no other way to make one.

mod case_field;
pub mod clock;
pub mod date;
pub mod dose;
mod draft;
mod draft_limits;
mod error;
mod holder_draft;
mod issuance;
mod issuer;
pub mod letters;
mod misread;
mod name_questions;
mod parse_context;
mod person;
pub mod product;
mod question;
pub mod recovery;
mod restated;
mod signs;
mod signs_of_names;
mod test_result;
pub mod transliteration;
mod transliteration_draft;
mod transliteration_variants;
mod uvci;
mod vaccination;
pub mod value_set;
pub mod visit_rules;

pub use case_field::Field;
pub use clock::{Clock, MAX_CLOCK_SKEW};
pub use dose::{Dose, DoseDraft};
pub use draft::{BirthDraft, Draft, EventDraft, ParsedDraft};
pub use draft_limits::DraftLimits;
pub use error::{Error, Fault};
pub use issuance::Issuance;
pub use issuer::Issuer;
pub(crate) use letters::tidy;
pub use person::{BirthDate, NamePart, Person, PersonName};
pub use product::{Product, ProductFamily};
pub use question::{Asks, Question};
pub use recovery::{Recovery, RecoveryDraft};
pub use signs::Signs;
pub use test_result::{Sampled, TestDraft, TestKind, TestResult};
pub use transliteration_draft::TransliterationDraft;
pub use uvci::{Check, Uvci};
pub use vaccination::{Vaccination, VaccinationDraft};

use jiff::{
    Timestamp, ZonedDateTime,
    civil::{Date, Time},
    tz::TimeZone,
};

/// The disease agent of every certificate: COVID-19 (SNOMED CT).
pub const DISEASE: &str = "840539006";

/// One person and one event that agree with every rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    holder: Person,
    event: Event,
}

impl Statement {
    /// Joins a person and an event, refusing an event before the person's birth.
    fn new(holder: Person, event: Event) -> Result<Self, Error> {
        let (field, date) = match &event {
            Event::Vaccination(vaccination) => (Field::VaccinationDate, vaccination.date()),
            Event::Recovery(recovery) => (Field::FirstPositive, recovery.first_positive()),
            // The day in the holder's own time zone is unknown; a day's slack loses nothing.
            Event::Test(test) => {
                let day = test.sampled_at().to_zoned_datetime(TimeZone::UTC).date();
                (Field::SampleDate, day.tomorrow().unwrap_or(day))
            }
        };
        match holder.birth.earliest() {
            Some(born) if date < born => Err(Error::new(field, Fault::BeforeBirth)),
            _ => Ok(Self { holder, event }),
        }
    }

    /// Returns the person the certificate is for.
    pub fn holder(&self) -> &Person {
        &self.holder
    }

    /// Returns what happened.
    pub fn event(&self) -> &Event {
        &self.event
    }
}

/// What a certificate is about: exactly one of the three groups.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// Group `v`.
    Vaccination(Vaccination),
    /// Group `r`.
    Recovery(Recovery),
    /// Group `t`.
    Test(TestResult),
}

impl Event {
    /// Returns the kind of certificate.
    pub fn kind(&self) -> Kind {
        match self {
            Self::Vaccination(_) => Kind::Vaccination,
            Self::Recovery(_) => Kind::Recovery,
            Self::Test(_) => Kind::Test,
        }
    }

    /// Whether it proves nothing any more on a day at the counter: a recovery is certified on its last valid day yet.
    pub fn is_over(&self, today: Date) -> bool {
        matches!(self, Self::Recovery(recovery) if recovery.valid_until() < today)
    }

    /// Returns the moment after which it proves nothing any more: a recovery ends with its last valid day (UTC).
    pub fn ends(&self) -> Option<Timestamp> {
        let Self::Recovery(recovery) = self else {
            return None;
        };
        let last = recovery
            .valid_until()
            .to_datetime(Time::constant(23, 59, 59, 0));
        TimeZone::UTC.to_timestamp(last).ok()
    }
}

/// The kinds of certificate, in the order of the counter's work.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// A dose was given.
    Vaccination,
    /// An infection is over.
    Recovery,
    /// A sample was examined.
    Test,
}

impl Kind {
    /// Lists all kinds.
    pub const ALL: [Self; 3] = [Self::Vaccination, Self::Recovery, Self::Test];

    /// Returns the member of the certificate that holds the group: `v`, `r` or `t`.
    pub fn group(self) -> &'static str {
        match self {
            Self::Vaccination => "v",
            Self::Recovery => "r",
            Self::Test => "t",
        }
    }
}

/// The day at the counter.
fn today(now: &ZonedDateTime) -> Date {
    now.date()
}

#[cfg(test)]
mod tests;
