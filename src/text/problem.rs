//! What went wrong, for people: never a cause in our own words, always with a way out.

use super::{Texts, Value};

/// A problem and its remedy, in one language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// What happened, and what it means for the customer.
    pub what: String,
    /// What to do now.
    pub remedy: String,
}

impl Problem {
    /// Takes a pair of texts `err-NAME` and `rec-NAME`.
    pub fn of(texts: &Texts, name: &str, arguments: &[(&str, Value<'_>)]) -> Self {
        Self {
            what: texts.with(&format!("err-{name}"), arguments),
            remedy: texts.with(&format!("rec-{name}"), arguments),
        }
    }

    /// Says both in one line.
    pub fn in_one_line(&self) -> String {
        format!("{}. {}", self.what, self.remedy)
    }
}
