//! Joins the screens and the work: an intent starts a job, its event changes the state, the state is shown.

mod ended;
mod event;
mod explain;
mod jobs;
pub(crate) mod notices;
mod present;
mod print_queue;
pub mod printer_watch;
mod run;
mod save;
mod surroundings;
mod view;
mod window;
mod worker;
mod worker_request;

pub use run::App;
pub use save::SaveTo;
pub use surroundings::Surroundings;
pub use window::open_window;
