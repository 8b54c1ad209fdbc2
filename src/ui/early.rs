//! Keys and clicks that were not meant: pressed for what showed a moment ago, heard by what has come in its place.
//!
//! A key that is held has been pressed once, for what showed then.
//! An answer of the portal arrives at any moment, also between the key that leaves the form and its effect. Without
//! these rules that key would hand over a certificate, or put away a number, that nobody has seen.

use egui::{Event, Key, Modifiers, Ui, os::OperatingSystem};

use super::{
    command::Command,
    counter::{Counter, Screen},
    placed_command::{self, Place},
    scene::{Form, Scene},
};
use crate::ui::{
    confirmation::Question,
    seen::{Foot, TO_BE_SEEN},
    view_context::ViewContext,
};

impl Counter {
    /// Remembers what shows once everything that was asked for in a frame has been begun.
    pub fn end_frame(&mut self, scene: &Scene) {
        self.face = Some(scene.face());
    }

    /// Takes what the keyboard repeats while a key is held from everything that does something: only what is typed,
    /// and what moves through fields and lists, goes on.
    pub(super) fn forget_held_keys(ui: &Ui) {
        ui.input_mut(|input| {
            input.events.retain(|event| !is_held(event));
        });
    }

    /// Takes from the fields what a key types that is pressed together with Alt: it is a command, or none, and no letter.
    ///
    /// Alt Gr types: it arrives without Alt, or with Ctrl beside it. On a Mac Alt itself types, so only commands count.
    pub(super) fn forget_text_of_alt(&mut self, ui: &Ui) {
        let types = ui.ctx().os() == OperatingSystem::Mac;
        let is_alt = |held: Modifiers| held.alt && !held.ctrl && !held.command;
        let mut with_alt = self.alt_is_held;
        self.alt_is_held = ui.input_mut(|input| {
            input.events.retain(|event| {
                if let Event::ModifiersChanged(held) = event {
                    with_alt = is_alt(*held) && !types;
                } else if let Event::Key { key, modifiers, .. } = event {
                    let counts = !types || Command::has_key(*key, *modifiers);
                    with_alt = is_alt(*modifiers) && counts;
                } else if matches!(event, Event::WindowFocused(false)) {
                    with_alt = false;
                }
                !(with_alt && matches!(event, Event::Text(_)))
            });
            is_alt(input.modifiers) && !types && input.focused
        });
    }

    /// Takes from everything the keys that are struck with Ctrl and Alt: no command of ours or of a field has both. Alt Gr
    /// is both on some systems: a letter that it types cuts nothing out of the field.
    pub(super) fn forget_ctrl_alt(ui: &Ui) {
        let is_both = |held: Modifiers| held.alt && (held.ctrl || held.command);
        ui.input_mut(|input| {
            let now_both = is_both(input.modifiers);
            input.events.retain(|event| {
                if let Event::Key {
                    pressed: true,
                    modifiers,
                    ..
                } = event
                {
                    return !is_both(*modifiers);
                }
                // The toolkit has made these of keys, and does not tell of which.
                let of_keys = matches!(event, Event::Copy | Event::Cut | Event::Paste(_));
                !(of_keys && now_both)
            });
        });
    }

    /// Hears Ctrl+Shift+Delete where the toolkit makes cutting of it, as on Windows of Shift+Delete with whatever is held
    /// beside it: no key that cuts is struck with both.
    pub(super) fn hear_delete(ui: &Ui) {
        ui.input_mut(|input| {
            let modifiers = input.modifiers;
            if !modifiers.command || !modifiers.shift {
                return;
            }
            for event in &mut input.events {
                if matches!(event, Event::Cut) {
                    *event = Event::Key {
                        key: Key::Delete,
                        physical_key: None,
                        pressed: true,
                        repeat: false,
                        modifiers,
                    };
                }
            }
        });
    }

    /// Takes from everything what is struck with Super, the key of the desktop: it is no command of ours, and no letter.
    /// The toolkit tells of it as of a key alone. On a Mac it tells so of Cmd, which our commands are struck with.
    pub(super) fn forget_super(ui: &Ui) {
        if cfg!(target_os = "macos") {
            return;
        }
        ui.input_mut(|input| {
            let supers = [Key::SuperLeft, Key::SuperRight];
            if !supers.iter().any(|key| input.key_down(*key)) {
                return;
            }
            input.events.retain(|event| {
                let is_struck =
                    matches!(event, Event::Key { pressed: true, key, .. } if !supers.contains(key));
                let is_of_keys = matches!(
                    event,
                    Event::Text(_) | Event::Copy | Event::Cut | Event::Paste(_)
                );
                !is_struck && !is_of_keys
            });
        });
    }

    /// Where something else shows than in the last frame, and by no doing of the clerk's, what was pressed before it
    /// could be seen is not meant for it. What is typed stays, and what means the same whatever shows.
    pub(super) fn forget_early_keys(&mut self, ui: &Ui, context: ViewContext<'_>) {
        let has_come = std::mem::take(&mut self.outcome.has_come);
        let moved = self
            .face
            .as_ref()
            .is_some_and(|face| *face != context.scene.face());
        let now = ui.input(|input| input.time);
        self.today.refresh(context, now);
        let other = self.queue.refresh(context, now) && self.screen == Screen::Queue;
        if moved || has_come || other {
            ui.input_mut(|input| input.events.retain(is_meant_all_the_same));
        }
    }

    /// Notes which visit's number or certificate shows, and which of them has shown for long enough to be read.
    pub(super) fn watch_outcome(&mut self, ui: &Ui, context: ViewContext<'_>) {
        let now = ui.input(|input| input.time);
        let shows =
            matches!(self.place(context), Place::QueuedVisit | Place::Result) && !self.covered();
        let visit = context
            .scene
            .form()
            .and_then(Form::taken_up)
            .filter(|_| shows);
        let outcome = &mut self.outcome;
        if outcome.shows != visit {
            (outcome.shows, outcome.since) = (visit, now);
        }
        if visit.is_some() && now - outcome.since >= TO_BE_SEEN {
            outcome.read = visit;
        }
    }

    /// Notes what the foot shows; returns whether it has done so for long enough to be read.
    ///
    /// Until then a click was meant for what stood there before: the second of a double click answers no question.
    pub(super) fn watch_foot(&mut self, ui: &Ui, shows: Foot) -> bool {
        let now = ui.input(|input| input.time);
        if self.foot.shows != shows {
            (self.foot.shows, self.foot.since) = (shows, now);
        }
        now - self.foot.since >= TO_BE_SEEN
    }

    /// Whether a question has stood there for long enough to be read.
    pub(super) fn is_read(&self, ui: &Ui, question: &Question) -> bool {
        let now = ui.input(|input| input.time);
        let asks = matches!(&self.foot.shows, Foot::Question(asked) if asked == question);
        asks && now - self.foot.since >= TO_BE_SEEN
    }

    /// Why a command that would put away an unread number or certificate does nothing yet; nothing for any other.
    pub(super) fn keeps_unread(command: Command, place: Place) -> Option<&'static str> {
        use Command::{
            Correct, HandOver, NextCustomer, NextPerson, PrintAndGoOn, SamePerson, Withdraw,
        };
        match place {
            Place::QueuedVisit | Place::Result => {
                let onward = [NextCustomer, NextPerson, SamePerson, Correct, PrintAndGoOn];
                onward.contains(&command).then_some(UNSEEN)
            }
            Place::Queue | Place::Shown => {
                let ends = [HandOver, Withdraw, Correct];
                ends.contains(&command).then_some(UNSEEN_ELSEWHERE)
            }
            Place::Form | Place::Sending | Place::Today => None,
        }
    }

    /// Whether the form's visit is over, and nobody can have read its number or its certificate yet: what would put
    /// it away was meant for what showed before.
    pub(super) fn is_unread(&self, context: ViewContext<'_>) -> bool {
        let visit = context.scene.form().and_then(Form::taken_up);
        visit.is_some() && visit != self.outcome.read
    }
}

/// Whether a key that does something is held.
fn is_held(event: &Event) -> bool {
    let Event::Key {
        key,
        pressed: true,
        repeat: true,
        modifiers,
        ..
    } = event
    else {
        return false;
    };
    matches!(key, Key::Enter | Key::Space | Key::Escape) || Command::has_key(*key, *modifiers)
}

/// Whether an event means what it did, though something else shows.
fn is_meant_all_the_same(event: &Event) -> bool {
    let Event::Key {
        key,
        pressed: true,
        modifiers,
        ..
    } = event
    else {
        return true;
    };
    placed_command::is_same_everywhere(*key, *modifiers)
}

/// The text that leaving is answered with before what appeared can have been read.
const UNSEEN: &str = "unseen-refused";
/// The same for what has appeared on the issue screen while another showed.
pub(super) const UNSEEN_ELSEWHERE: &str = "unseen-elsewhere";
