//! The only source of "now".

use jiff::ZonedDateTime;

/// Tells the time at the counter, with its time zone.
pub trait Clock: Send + Sync {
    /// Returns the present moment.
    fn now(&self) -> ZonedDateTime;
}

/// A clock that stands still, for `--at` and for tests.
impl Clock for ZonedDateTime {
    fn now(&self) -> ZonedDateTime {
        self.clone()
    }
}
