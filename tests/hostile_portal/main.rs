//! A portal that answers wrongly in every way it can think of: a real server on a real socket, spoken to by the real
//! client, and a whole counter behind it. Nothing wrong becomes ready, and what is wrong has its name.
//!
//! A program of tests of its own: it bounds the memory that its process ever held.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

mod counter;
mod hash;
mod mutated;
mod of_all;
mod server;
mod two_steps;
mod whole;
