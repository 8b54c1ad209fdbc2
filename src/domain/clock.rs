//! The only source of "now", and how far a clock may be off.

use std::time::Duration;

use jiff::{SignedDuration, ZonedDateTime};

/// Tells the time at the counter, with its time zone.
pub trait Clock: Send + Sync {
    /// Returns the present moment. Somebody may set it at any time.
    fn now(&self) -> ZonedDateTime;

    /// Returns the time since some moment, always the same one, by a clock that nobody sets: for durations.
    fn running(&self) -> Duration;
}

/// The most that a clock may be off, against the portal's `Date` or against what is known to have passed.
pub const MOST_OFF: SignedDuration = SignedDuration::from_mins(5);

/// A clock that stands still, for `--at` and for tests.
impl Clock for ZonedDateTime {
    fn now(&self) -> ZonedDateTime {
        self.clone()
    }

    fn running(&self) -> Duration {
        Duration::ZERO
    }
}
