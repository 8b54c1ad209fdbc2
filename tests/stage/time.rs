//! A clock that runs on by itself and can be set, as the clock of a computer.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use impftheke::domain::Clock;
use jiff::{SignedDuration, ZonedDateTime};

/// The clock; its copies tell the same time.
#[derive(Clone, Debug)]
pub(crate) struct Time(Arc<Mutex<Setting>>);

/// What it was set to, and when.
#[derive(Clone, Debug)]
struct Setting {
    time: ZonedDateTime,
    since: Instant,
    /// What the running clock showed then.
    ran: Duration,
}

impl Setting {
    fn now(&self) -> ZonedDateTime {
        let passed = SignedDuration::try_from(self.since.elapsed()).unwrap();
        self.time.checked_add(passed).unwrap()
    }

    fn running(&self) -> Duration {
        self.ran + self.since.elapsed()
    }
}

impl Time {
    /// Starts with a time such as [`super::BEGIN`].
    pub(crate) fn from(time: &str) -> Self {
        Self(Arc::new(Mutex::new(Setting {
            time: time.parse().unwrap(),
            since: Instant::now(),
            ran: Duration::ZERO,
        })))
    }

    /// Lets so many seconds go by.
    pub(crate) fn pass(&self, seconds: u64) {
        self.change(seconds.try_into().unwrap(), Duration::from_secs(seconds));
    }

    /// Sets it, forwards or back, by so many seconds; a computer that slept wakes up in the same way.
    pub(crate) fn step(&self, seconds: i64) {
        self.change(seconds, Duration::ZERO);
    }

    fn change(&self, seconds: i64, passed: Duration) {
        let mut setting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let time = setting
            .now()
            .checked_add(SignedDuration::from_secs(seconds));
        *setting = Setting {
            time: time.unwrap(),
            since: Instant::now(),
            ran: setting.running() + passed,
        };
    }
}

impl Clock for Time {
    fn now(&self) -> ZonedDateTime {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).now()
    }

    fn running(&self) -> Duration {
        let setting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        setting.running()
    }
}
