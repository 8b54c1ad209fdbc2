//! What no rule can decide: staff are asked, and say yes to the question as it was put.
//!
//! A yes is bound to the values it was asked about, so that another value is another question.

use std::{collections::BTreeSet, fmt};

use jiff::civil::Date;

use super::{Field, Signs};

/// A question, with the values that it is about.
#[derive(Clone, PartialEq, Eq)]
pub struct Question {
    /// The field at which it is asked.
    pub field: Field,
    /// What is asked.
    pub asks: Asks,
    about: String,
}

/// What is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Asks {
    /// Younger than six months: no vaccine is meant for that age.
    #[error("the vaccination lies in the first six months of life")]
    Age,
    /// A year of two digits that would make an infant of somebody who may be a hundred years old.
    #[error("may be {year} as well: write the year with four digits")]
    AnotherCentury {
        /// The other year that it may be.
        year: i16,
    },
    /// Before the authorisation in the EU, as taking part in a trial would be.
    #[error("lies before the authorisation of the vaccine on {authorised}")]
    BeforeAuthorisation {
        /// The first day with authorisation.
        authorised: Date,
    },
    /// Digits alone, such as a date of birth: the wrong field.
    #[error("has digits and no letter: is it the wrong field")]
    Digits,
    /// A later dose of one person on an earlier day.
    #[error(
        "another dose of the same person in this visit has a lower number and a later day, or the other way round"
    )]
    DoseOrder,
    /// Before December 2020, when hardly anybody was vaccinated outside of trials.
    #[error("lies before December 2020")]
    Early,
    /// Letters as they come about where a text is read in another encoding than it was written in.
    #[error("looks like a text that was read in the wrong encoding")]
    Encoding,
    /// The rule is silent or open here, so the booklet decides (DCC.md 16.2).
    #[error("rule {rule} holds only where the booklet says so")]
    History {
        /// The rule that was found.
        rule: &'static str,
        /// Which dose it is: what comes before it is looked up.
        dose: u32,
    },
    /// Two doses of one person nearer to each other than any vaccine is given.
    #[error(
        "another dose of the same person in this visit lies nearer than any vaccine is given again"
    )]
    Interval,
    /// Older than 72 hours (DCC.md 18).
    #[error("the sample is older than 72 hours")]
    OldSample,
    /// A line of the travel document that nobody would write for this name.
    #[error("is not the spelling of the name, nor one that travel documents have for it")]
    OtherLine,
    /// Two doses of one person on one day.
    #[error("another dose of the same person in this visit is of the same day")]
    SameDay,
    /// The same dose of one person, the same recovery or the same test.
    #[error("the same stands in this visit already for the same person")]
    SameDose,
    /// The same for somebody of the same name, whose date of birth may be the same, mistyped or cut short.
    #[error("the same stands in this visit already for the same name with another date of birth")]
    SameName,
    /// Signs that hardly any name has. They have no place in the line of the travel document.
    #[error("has what is no letter, hyphen, apostrophe or full stop: {signs}")]
    Sign {
        /// The first few of them.
        signs: Signs,
    },
    /// So many doses since the first day of the product, or of any vaccine.
    #[error("so many doses cannot have been given by that day{}", or_meant(*.meant))]
    Soon {
        /// The same day of the next year, where that may be meant.
        meant: Option<Date>,
    },
    /// More doses than anybody usually gets.
    #[error("is more than {max}")]
    UnusuallyMany {
        /// The most without a question.
        max: u32,
    },
}

impl Asks {
    /// The words by which a request confirms what it is asked, all there are.
    pub const CODES: [&'static str; 17] = [
        "age",
        "another-century",
        "before-authorisation",
        "digits",
        "dose-order",
        "early-date",
        "encoding",
        "history",
        "interval",
        "old-sample",
        "other-line",
        "same-day",
        "same-dose",
        "same-name",
        "sign",
        "too-soon",
        "unusual-dose",
    ];

    /// Whether it is about the person alone, and not about what happened.
    pub fn is_of_holder(self) -> bool {
        match self {
            Self::Digits | Self::Encoding | Self::OtherLine | Self::Sign { .. } => true,
            Self::Age
            | Self::AnotherCentury { .. }
            | Self::BeforeAuthorisation { .. }
            | Self::DoseOrder
            | Self::Early
            | Self::History { .. }
            | Self::Interval
            | Self::OldSample
            | Self::SameDay
            | Self::SameDose
            | Self::SameName
            | Self::Soon { .. }
            | Self::UnusuallyMany { .. } => false,
        }
    }

    /// Returns the word of the question, which stands for it in a request and in the keys of its sentences.
    pub fn code(self) -> &'static str {
        match self {
            Self::Age => "age",
            Self::AnotherCentury { .. } => "another-century",
            Self::BeforeAuthorisation { .. } => "before-authorisation",
            Self::Digits => "digits",
            Self::DoseOrder => "dose-order",
            Self::Early => "early-date",
            Self::Encoding => "encoding",
            Self::History { .. } => "history",
            Self::Interval => "interval",
            Self::OldSample => "old-sample",
            Self::OtherLine => "other-line",
            Self::SameDay => "same-day",
            Self::SameDose => "same-dose",
            Self::SameName => "same-name",
            Self::Sign { .. } => "sign",
            Self::Soon { .. } => "too-soon",
            Self::UnusuallyMany { .. } => "unusual-dose",
        }
    }
}

/// Names the classic slip: last year's year, typed in January.
fn or_meant(meant: Option<Date>) -> String {
    meant.map_or_else(String::new, |meant| {
        format!(", {meant} can: was it typed with the year before")
    })
}

impl Question {
    /// Asks about values.
    pub(super) fn new(field: Field, asks: Asks, about: impl fmt::Display) -> Self {
        let about = about.to_string();
        Self { field, asks, about }
    }

    /// Returns the question with its values as one text, by which a yes to it is remembered.
    pub fn key(&self) -> String {
        format!("{} {}", self.asks.code(), self.about)
    }

    /// Whether staff have said yes to it as it was put of these values, whatever else stood beside them.
    pub(super) fn is_confirmed_of(&self, values: &str, confirmed: &BTreeSet<String>) -> bool {
        let put = format!("{} {values} ", self.asks.code());
        self.is_confirmed(confirmed) || confirmed.iter().any(|key| key.starts_with(&put))
    }

    /// Whether staff have said yes to it: to this very question, or, in a request, to all of its kind.
    pub fn is_confirmed(&self, confirmed: &BTreeSet<String>) -> bool {
        confirmed.contains(&self.key()) || confirmed.contains(self.asks.code())
    }
}

/// The values may be somebody's.
impl fmt::Debug for Question {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Question({})", self.asks.code())
    }
}

impl fmt::Display for Question {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (asks, code) = (self.asks, self.asks.code());
        write!(f, r#"{asks}; if it is right, add "confirmed": ["{code}"]"#)
    }
}
