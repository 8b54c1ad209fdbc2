//! A case at the counter: its number, its states, why it is not finished yet, and the pharmacy whose it is.
//!
//! Pure: no file, no clock of its own, no window.

mod cause;
mod certificate_output;
mod failure;
pub mod opening;
mod pharmacy;
mod retry_after;
mod state;
mod version;
mod visit;

pub use cause::{Cause, Class, Scope};
pub use certificate_output::Output;
pub use failure::Failure;
pub use opening::{Calendar, OpeningHours, OpeningHoursError};
pub use pharmacy::{Pharmacy, PharmacyError, PharmacyText};
pub use retry_after::RetryAfter;
pub use state::{NotANumber, PickupNumber, State, numbers_in_words};
pub use version::{CaseRef, CaseVersion};
pub use visit::{Visit, VisitId};
