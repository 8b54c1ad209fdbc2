//! What whoever signs takes of a draft, where that is less than a certificate holds.

use super::{Event, letters};

/// The rules of the route by which a draft is read, beside those of every certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DraftLimits {
    /// The most characters of a testing centre.
    pub centre: usize,
}

impl DraftLimits {
    /// Whether an event keeps to them that was read by the rules of another route.
    pub fn allow(self, event: &Event) -> bool {
        match event {
            Event::Test(test) => test
                .centre()
                .is_none_or(|centre| centre.chars().count() <= self.centre),
            Event::Vaccination(_) | Event::Recovery(_) => true,
        }
    }
}

/// What a certificate holds.
impl Default for DraftLimits {
    fn default() -> Self {
        Self {
            centre: letters::MAX_CHARACTERS,
        }
    }
}
