//! The counter's screens: what a clerk sees and may ask for.
//!
//! Reads no file, clock or channel and starts nothing: a [`Desk`] comes in, at most one [`Intent`] goes out.

mod bar;
mod checks;
mod command;
mod confirmation;
mod corrected;
mod counter;
mod desk;
mod early;
pub mod finder;
mod foot;
mod form;
mod frame;
mod intent;
mod order;
mod outcome;
mod pace;
mod pickup;
mod problem;
mod question;
mod scene;
mod screens;
mod seen;
mod session;
mod spot;
mod status;
pub mod theme;
mod unfinished;
mod view_model;
mod widgets;
mod words;

pub use counter::Counter;
pub use desk::Desk;
pub use intent::{Intent, Passphrase};
pub use pace::Pace;
pub use problem::{Noted, Problem};
pub use scene::{Closed, Form, Look, Scene, Taken};
pub use seen::TO_BE_SEEN;
pub use view_model::{
    Chosen, ClockFault, Issued, IssuedCase, Light, LightState, Lock, PrintFor, PrintState,
    PrinterRow, Printers, Printing, Profile, QueueRow, QueueView, Status, TodayRow, Unfinished,
};
