//! The counter without a window: where its data lies, how it is set up, its keys and its way to the portal, opened as
//! one thing for the window and for a command alike.

pub mod data_folder;
pub mod drill;
mod error;
pub mod master_key;
pub mod open;
pub mod portal_access;
pub mod print_setup;
pub mod printer_logins;
pub mod printer_wording;
pub mod settings;
pub mod signing_key;
mod signing_key_fault;
mod system_clock;
pub(crate) mod visit_slip;

pub use error::{Error, PortalError};
pub use signing_key_fault::SigningKeyFault;
pub use system_clock::SystemClock;
