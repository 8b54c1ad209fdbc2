//! A clock that runs on by itself and can be set, as the clock of a computer.

use std::{
    sync::{Arc, Mutex, PoisonError},
    thread,
    time::{Duration, Instant},
};

use impftheke::domain::Clock;
use jiff::{SignedDuration, ZonedDateTime};

/// The clock; its copies tell the same time.
#[derive(Clone)]
pub(crate) struct Time {
    setting: Arc<Mutex<Setting>>,
    /// When the worker is to die that asks for the time.
    death: Arc<Mutex<Option<Death>>>,
}

type Death = Box<dyn Fn() -> bool + Send>;

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
        Self {
            setting: Arc::new(Mutex::new(Setting {
                time: time.parse().unwrap(),
                since: Instant::now(),
                ran: Duration::ZERO,
            })),
            death: Arc::default(),
        }
    }

    /// Lets so many seconds go by.
    pub(crate) fn pass(&self, seconds: u64) {
        self.change(seconds.try_into().unwrap(), Duration::from_secs(seconds));
    }

    /// Sets it, forwards or back, by so many seconds; a computer that slept wakes up in the same way.
    pub(crate) fn step(&self, seconds: i64) {
        self.change(seconds, Duration::ZERO);
    }

    /// Lets the window's worker die, once, where it asks for the time and this holds.
    pub(crate) fn worker_dies_when(&self, holds: impl Fn() -> bool + Send + 'static) {
        *self.death.lock().unwrap_or_else(PoisonError::into_inner) = Some(Box::new(holds));
    }

    fn lives_on(&self) -> bool {
        let mut death = self.death.lock().unwrap_or_else(PoisonError::into_inner);
        let is_worker = thread::current().name() == Some("worker");
        death.take_if(|death| is_worker && death()).is_none()
    }

    fn change(&self, seconds: i64, passed: Duration) {
        let mut setting = self.setting.lock().unwrap_or_else(PoisonError::into_inner);
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
        assert!(
            self.lives_on(),
            "the worker dies here, as the test wants it"
        );
        self.setting
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .now()
    }

    fn running(&self) -> Duration {
        let setting = self.setting.lock().unwrap_or_else(PoisonError::into_inner);
        setting.running()
    }
}
