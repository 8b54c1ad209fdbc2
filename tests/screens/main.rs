//! The screens without a window: driven by label as a clerk or a screen reader would, measured, and painted.
#![expect(
    clippy::panic,
    clippy::unwrap_used,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    clippy::indexing_slicing,
    reason = "helpers of tests fail by panicking, and count in pixels"
)]

mod choices;
mod driven;
mod faults;
mod layout;
mod pictures;
mod raster;
mod said;
mod snapshot;
mod stage;
