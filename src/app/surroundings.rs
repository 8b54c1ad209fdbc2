//! What the window finds around it on this computer; tests bring their own.

use std::{fmt, sync::Arc};

use super::save::SaveTo;
use crate::{counter::SystemClock, domain::Clock, spool};

/// What the application takes from outside its data folder, besides keys and pointer.
#[derive(Clone)]
pub struct Surroundings {
    /// The time at the counter, for the window and for its worker.
    pub clock: Arc<dyn Clock>,
    /// Which printers there are to ask, besides those that the settings name by address.
    pub printers: spool::Config,
    /// Where a PDF goes.
    pub save_to: SaveTo,
}

impl Surroundings {
    /// Finds out what this computer has.
    pub fn of_this_computer() -> Self {
        Self {
            clock: Arc::new(SystemClock),
            printers: spool::Config::of_this_system(),
            save_to: SaveTo::Dialog,
        }
    }
}

impl fmt::Debug for Surroundings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Surroundings")
            .field("printers", &self.printers)
            .field("save_to", &self.save_to)
            .finish_non_exhaustive()
    }
}
