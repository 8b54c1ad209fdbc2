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
pub const MAX_CLOCK_SKEW: SignedDuration = SignedDuration::from_mins(5);

/// A unit in which people say by how much a clock is off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Minutes.
    Minutes,
    /// Hours.
    Hours,
    /// Days.
    Days,
}

/// Rounds how far a clock is off to the largest unit of which there are two, whichever way it is off.
pub fn in_units(off: SignedDuration) -> (u64, Unit) {
    let minutes = off.as_mins().unsigned_abs();
    match minutes {
        0..90 => (minutes, Unit::Minutes),
        90..2160 => ((minutes + 30) / 60, Unit::Hours),
        _ => ((minutes + 720) / 1440, Unit::Days),
    }
}

/// A clock that stands still, for `--at` and for tests.
impl Clock for ZonedDateTime {
    fn now(&self) -> ZonedDateTime {
        self.clone()
    }

    fn running(&self) -> Duration {
        Duration::ZERO
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_is_off_by_what_a_person_would_say() {
        for (minutes, said) in [
            (6, (6, Unit::Minutes)),
            (-89, (89, Unit::Minutes)),
            (90, (2, Unit::Hours)),
            (-119, (2, Unit::Hours)),
            (35 * 60, (35, Unit::Hours)),
            (36 * 60, (2, Unit::Days)),
            (-50 * 24 * 60 + 1, (50, Unit::Days)),
        ] {
            assert_eq!(in_units(SignedDuration::from_mins(minutes)), said);
        }
    }
}
