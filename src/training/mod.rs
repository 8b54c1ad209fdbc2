//! A portal to practise and test with: the same API, and every fault on a switch.
//!
//! It listens on loopback alone and signs with the training keys. `issue` never reaches it: only the window
//! (for a drill), the command and tests start it.

pub mod portal;
pub mod signing_keys;

// What can go wrong, and when.
mod course;
mod fault;
pub mod faults;
mod overload;

// The wire: sockets, streams, bodies.
mod accept;
pub mod identity;
mod line;
mod serve;
mod shaped;

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
pub use identity::Identity;
pub use log::Log;
pub use portal::{Options, Running, start};

#[cfg(test)]
mod tests;
