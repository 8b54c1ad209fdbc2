//! The counter without a window: where its data lies, how it is set up, its keys and its way to the portal, opened as
//! one thing for the window and for a command alike.

pub mod config;
pub mod desk;
pub mod keys;
pub mod portal;
pub mod settings;
pub(crate) mod slip;
mod system_clock;

pub use system_clock::SystemClock;
