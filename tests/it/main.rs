//! The crate and its command line from outside: certificates, requests, the queue, the portal, the words.
//!
//! What runs the screens is in `tests/ui`, what needs programs of others in `tests/external`.

#[path = "../support/own_proxy.rs"]
mod own_proxy;

mod cases;
mod chain;
mod deflate;
mod field;
mod fleet;
mod issuing;
mod portal_faults;
mod portal_settings;
mod refused;
mod respelt;
mod route_changes;
mod texts;
mod traces;
mod training_portal;
mod vectors;
