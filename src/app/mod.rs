//! Joins the screens and the work: an intent starts a job, its event changes the state, the state is shown.

mod ask;
pub mod config;
pub mod desk;
mod drill;
mod event;
mod jobs;
mod keeper;
pub mod keys;
pub(crate) mod notes;
pub mod portal;
mod press;
pub mod printer;
mod problem;
mod run;
mod save;
pub mod settings;
pub(crate) mod slip;
mod surroundings;
mod view;
mod window;

pub use run::App;
pub use save::SaveTo;
pub use surroundings::Surroundings;
pub use window::open_window;

use std::{
    sync::LazyLock,
    time::{Duration, Instant},
};

use jiff::ZonedDateTime;

use crate::domain::Clock;

/// The clock of this machine.
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
