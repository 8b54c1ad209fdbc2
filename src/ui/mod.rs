//! The counter's screens: what a clerk sees and may ask for.
//!
//! Reads no file, clock or channel and starts nothing: a [`Desk`] comes in, at most one [`Intent`] goes out.

mod desk;
mod intent;
mod problem;

pub use desk::{Busy, Desk, Issued, IssuedCase, Profile};
pub use intent::Intent;
pub use problem::Problem;

/// All screens and what has been typed into them.
#[derive(Debug, Default)]
pub struct Counter {}

impl Counter {
    /// Shows the counter for one frame.
    pub fn ui(&mut self, _ui: &mut egui::Ui, _desk: Desk<'_>) -> Option<Intent> {
        None
    }
}
