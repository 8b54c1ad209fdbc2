//! The only source of "now".

use jiff::Zoned;

/// Tells the time at the counter, with its time zone.
pub trait Clock: Send + Sync {
    /// Returns the present moment.
    fn now(&self) -> Zoned;
}

/// A clock that stands still, for `--at` and for tests.
impl Clock for Zoned {
    fn now(&self) -> Zoned {
        self.clone()
    }
}
