//! The master keys of a counter through everything that may be done with them, in every order, and cut off anywhere.
//!
//! The real program works on real folders; what it left is read as another program would.
//! Needs strace for the kills, dbus-run-session and gnome-keyring-daemon for the key store, all of which
//! `packaging/test` installs.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

mod counter;
mod kills;
mod older;
mod orders;
mod training;
