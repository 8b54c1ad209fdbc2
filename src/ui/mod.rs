//! The counter's screens: what a clerk sees and may ask for.
//!
//! Reads no file, clock or channel and starts nothing: a [`ViewContext`] comes in, at most one [`Intent`] goes out.

mod action_bar;
mod asking;
mod checks;
mod command;
mod confirmation;
mod corrected;
mod counter;
mod dispatch;
mod early;
pub mod finder;
mod finished_visit;
mod focus_target;
mod form;
mod intent;
mod key_focus;
mod key_queue;
mod layout;
mod list_commands;
mod messages;
mod next_step;
mod noted;
mod onward;
mod order;
mod placed_command;
mod scene;
mod screen;
mod screens;
mod seen;
mod session;
mod set_aside;
mod status;
mod taken;
pub mod theme;
mod top_bar;
mod typed_case;
mod undo;
mod undo_commands;
mod unfinished;
mod view_context;
mod view_model;
mod visit_list;
mod widgets;
mod words;

pub use corrected::{Original, Refusal};
pub use counter::Counter;
pub use intent::{Intent, Passphrase, TypedLogin};
pub use key_queue::KeyQueue;
pub use noted::Noted;
pub use scene::{Closed, Form, Look, QueuedVisit, Scene};
pub use seen::TO_BE_SEEN;
pub use undo::UNDO_TIME;
pub use view_context::ViewContext;
pub use view_model::{
    Chosen, ClockFault, Issued, IssuedCase, Light, LightState, Lock, Notice, PrintFor, PrintState,
    PrinterLogin, PrinterRow, Printers, Printing, Prints, Profile, QueueRow, QueueView, Status,
    TodayRow, Unfinished,
};
