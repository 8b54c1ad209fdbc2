//! What went wrong, for the clerk: never a cause in our own words, always with a way out.

use crate::{case::PickupNumber, text::Texts};
/// Something that staff should hear of, and that shows until they say that they have, or until it is over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Noted {
    /// What it is, and what to do.
    pub problem: Problem,
    /// The name by which it can be put away; nothing for what shows as long as it lasts.
    pub id: Option<i64>,
}

/// A problem and its remedy, in the language of the counter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// What happened, and what it means for the customer.
    pub what: String,
    /// What to do now.
    pub remedy: String,
}

impl Problem {
    /// Takes a pair of texts `err-NAME` and `rec-NAME`, which may name the cases that it is about.
    pub fn of(texts: &Texts, name: &str, numbers: &[PickupNumber]) -> Self {
        let listed: Vec<String> = numbers.iter().map(ToString::to_string).collect();
        let listed = listed.join(", ");
        let about = [("numbers", listed.as_str().into())];
        Self {
            what: texts.with(&format!("err-{name}"), &about),
            remedy: texts.with(&format!("rec-{name}"), &about),
        }
    }
}
