//! The two moments by which things end.

use jiff::Timestamp;

/// The two moments by which things end.
#[derive(Clone, Copy, Debug)]
pub struct Moments {
    /// The moment that has surely come: what is over by then, and nothing else, is erased.
    pub sure: Timestamp,
    /// The moment that is now as far as anybody knows, from which terms begin. It is ahead of the other where the
    /// computer has slept, or its clock is in doubt.
    pub present: Timestamp,
}

impl From<Timestamp> for Moments {
    /// Takes one moment for both, where the clock is believed.
    fn from(now: Timestamp) -> Self {
        Self {
            sure: now,
            present: now,
        }
    }
}
