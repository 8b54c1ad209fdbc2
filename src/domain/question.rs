//! What no rule can decide: staff are asked, and say yes to the question as it was put.
//!
//! A yes is bound to the values it was asked about, so that another value is another question.

use std::{collections::BTreeSet, fmt};

use jiff::civil::Date;

/// A question, with the values that it is about.
#[derive(Clone, PartialEq, Eq)]
pub struct Question {
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
    /// Before the authorisation in the EU, as taking part in a trial would be.
    #[error("lies before the authorisation of the vaccine on {authorised}")]
    BeforeAuthorisation {
        /// The first day with authorisation.
        authorised: Date,
    },
    /// Before December 2020, when hardly anybody was vaccinated outside of trials.
    #[error("lies before December 2020")]
    Early,
    /// The rule is silent or open here, so the booklet decides (DCC.md 16.2).
    #[error("rule {rule} holds only where the booklet says so")]
    History {
        /// The rule that was found.
        rule: &'static str,
        /// Which dose it is: what comes before it is looked up.
        dose: u32,
    },
    /// Older than 72 hours (DCC.md 18).
    #[error("the sample is older than 72 hours")]
    OldSample,
    /// So many doses since the first authorisation of any vaccine.
    #[error("so many doses cannot have been given by that day")]
    Soon,
    /// More doses than anybody usually gets.
    #[error("is more than {max}")]
    UnusuallyMany {
        /// The most without a question.
        max: u32,
    },
}

impl Asks {
    /// The words by which a request confirms what it is asked, all there are.
    pub const CODES: [&'static str; 7] = [
        "age",
        "before-authorisation",
        "early-date",
        "history",
        "old-sample",
        "too-soon",
        "unusual-dose",
    ];

    /// Returns the word of the question, which stands for it in a request and in the keys of its sentences.
    pub fn code(self) -> &'static str {
        match self {
            Self::Age => "age",
            Self::BeforeAuthorisation { .. } => "before-authorisation",
            Self::Early => "early-date",
            Self::History { .. } => "history",
            Self::OldSample => "old-sample",
            Self::Soon => "too-soon",
            Self::UnusuallyMany { .. } => "unusual-dose",
        }
    }
}

impl Question {
    /// Asks about values.
    pub(super) fn new(asks: Asks, about: impl fmt::Display) -> Self {
        let about = about.to_string();
        Self { asks, about }
    }

    /// Returns the question with its values as one text, by which a yes to it is remembered.
    pub fn key(&self) -> String {
        format!("{} {}", self.asks.code(), self.about)
    }

    /// Whether staff have said yes to it: to this very question, or, in a request, to all of its kind.
    pub fn is_confirmed(&self, confirmed: &BTreeSet<String>) -> bool {
        confirmed.contains(&self.key()) || confirmed.contains(self.asks.code())
    }
}

/// The values may be somebody's.
impl fmt::Debug for Question {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Question({:?})", self.asks)
    }
}

impl fmt::Display for Question {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (asks, code) = (self.asks, self.asks.code());
        write!(f, r#"{asks}; if it is right, add "confirmed": ["{code}"]"#)
    }
}
