//! The real program on disks that are damaged, full, read-only, put back, and somebody else's.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a test that cannot do its work must fail, and says what it could not try"
)]

mod counter;
mod damage;
#[cfg(target_os = "linux")]
mod full;
#[cfg(target_os = "linux")]
mod mount;
#[cfg(target_os = "linux")]
mod network;
mod restore;
