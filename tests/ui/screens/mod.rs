//! The screens without a window: driven by label as a clerk or a screen reader would, measured, and painted.
#![expect(
    clippy::panic,
    clippy::unwrap_used,
    reason = "helpers of tests fail by panicking"
)]

mod choices;
mod driven;
mod faults;
pub(crate) mod layout;
mod pictures;
mod read_along;
mod said;
mod stage;
