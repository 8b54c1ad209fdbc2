//! What went wrong, for the clerk: never a cause in our own words, always with a way out.

/// A problem and its remedy, in the language of the counter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// What happened, and what it means for the customer.
    pub what: String,
    /// What to do now.
    pub remedy: String,
}

impl Problem {
    /// Takes a pair of texts `err-NAME` and `rec-NAME`.
    pub fn of(texts: &crate::text::Texts, name: &str) -> Self {
        Self {
            what: texts.get(&format!("err-{name}")),
            remedy: texts.get(&format!("rec-{name}")),
        }
    }
}
