//! The clock of this machine.

use std::{
    sync::LazyLock,
    time::{Duration, Instant},
};

use jiff::ZonedDateTime;

use crate::domain::Clock;

/// The clock of this machine: what it shows, and the time that has passed since the program began.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> ZonedDateTime {
        ZonedDateTime::now()
    }

    fn running(&self) -> Duration {
        static START: LazyLock<Instant> = LazyLock::new(Instant::now);
        START.elapsed()
    }
}
