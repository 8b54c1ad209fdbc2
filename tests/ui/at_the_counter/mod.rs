//! What a clerk does at the counter, on the real application: the right person, every time.
#![expect(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "helpers of tests fail by panicking"
)]

mod alt;
mod arrows;
mod asked;
mod drafts;
mod ended;
mod exact_keys;
mod form;
mod haste;
mod hindrance;
mod lock;
mod logging_in;
mod mended_at_once;
mod not_on_paper;
mod one_key_forward;
mod paper;
mod parting;
mod portal;
mod printed;
mod proxy;
mod refused;
mod rounds;
mod run_on;
mod searched;
mod standing;
mod taken_up;
mod text_keys;
mod two_windows;
mod undo;
mod visits;
mod words;
mod worker;
