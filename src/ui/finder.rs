//! The words of the dose finder, as the screens and their tests say them.

pub use super::words::{before, confirmation, finding};
