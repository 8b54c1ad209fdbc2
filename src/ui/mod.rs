//! The counter's screens: what a clerk sees and may ask for.
//!
//! Reads no file, clock or channel and starts nothing: a [`Desk`] comes in, at most one [`Intent`] goes out.

mod bar;
mod command;
mod counter;
mod desk;
mod foot;
mod form;
mod frame;
mod intent;
mod pace;
mod pickup;
mod problem;
mod screens;
mod session;
mod status;
pub mod theme;
mod widgets;
mod words;

pub use counter::Counter;
pub use desk::{
    Busy, Chosen, Desk, Issued, IssuedCase, Light, LightState, Lock, PrintFor, PrintState,
    PrinterRow, Printers, Printing, Profile, QueueRow, QueueView, Sending, Status, Taken, TodayRow,
};
pub use intent::{Intent, Passphrase};
pub use pace::Pace;
pub use problem::Problem;
