//! A portal to practise and test with: the same API, and every fault on a switch.
//!
//! It listens on loopback alone and signs with the training keys. `issue` never reaches it: only the window
//! (for a drill), the command and tests start it.

pub mod server;
pub mod signing_keys;

// What can go wrong, and when.
mod fault;
pub mod faults;
mod overload;
mod schedule;

// The wire: sockets, streams, bodies.
mod accept;
mod exchange;
pub mod server_identity;
mod slow_body;
mod throttled;

// What it answers.
mod api;
mod headers;
mod log;
mod refusal;
mod service;
mod two_step;

pub use accept::Tls;
pub use fault::Fault;
pub use faults::Faults;
pub use log::Log;
pub use server::{Options, Running, start};
pub use server_identity::Identity;

#[cfg(test)]
mod tests;
