//! Joins the screens and the work: an intent starts a job, its event changes the state, the state is shown.

mod ask;
mod drill;
mod event;
mod jobs;
mod keeper;
pub(crate) mod notices;
mod press;
pub mod printer;
mod problem;
mod run;
mod save;
mod surroundings;
mod view;
mod window;

pub use run::App;
pub use save::SaveTo;
pub use surroundings::Surroundings;
pub use window::open_window;
