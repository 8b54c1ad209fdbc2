//! The real program under a clock that steps: two hours, twenty days and fifty days, both ways, at every stage of a
//! case, with a key at hand and in each flow of a portal that goes by the true time.
#![cfg(target_os = "linux")]
#![expect(
    clippy::expect_used,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

mod counter;
mod hand_over;
mod portal;
mod waiting;
mod zone;

/// The steps, as `faketime` takes them, each way.
const AHEAD: [&str; 3] = ["+2h", "+20d", "+50d"];
const BEHIND: [&str; 3] = ["-2h", "-20d", "-50d"];
