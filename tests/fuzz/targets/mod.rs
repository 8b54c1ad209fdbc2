//! What each fuzz target does with bytes from outside, for `cargo fuzz` and for the tests on stable alike.
//!
//! A target panics where a promise is broken, and says whether the bytes were taken for what they should be: of each
//! seed in `corpus/` they are, so that what is made of it comes far.

mod base45;
mod cose;
mod inflate;
mod ipp;
mod key_file;
mod picture;
mod portal;
mod settings;

/// A name, which is that of the target's file and of its folder of seeds, and what it does.
type Target = (&'static str, fn(&[u8]) -> bool);

/// Every target.
pub(crate) const TARGETS: [Target; 8] = [
    ("base45", base45::run),
    ("cose", cose::run),
    ("inflate", inflate::run),
    ("ipp", ipp::run),
    ("key_file", key_file::run),
    ("picture", picture::run),
    ("portal", portal::run),
    ("settings", settings::run),
];
