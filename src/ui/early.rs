//! Keys that come too early: pressed for what showed a moment ago, heard by what has come in its place.
//!
//! An answer of the portal arrives at any moment, also between the key that leaves the form and its effect. Without
//! these rules that key would hand over a certificate, or put away a number, that nobody has seen.

use egui::{Event, Ui};

use super::{
    command::{Command, Place},
    counter::{Counter, Screen},
    desk::Desk,
    scene::Scene,
};

impl Counter {
    /// Remembers what shows once everything that was asked for in a frame has been begun.
    pub fn end_frame(&mut self, scene: &Scene) {
        self.face = Some(scene.face());
    }

    /// Where something else shows than in the last frame, and by no doing of the clerk's, what was pressed before it
    /// could be seen is not meant for it. What is typed stays, and what means the same whatever shows.
    pub(super) fn forget_early_keys(&mut self, ui: &Ui, desk: Desk<'_>) {
        let moved = self
            .face
            .as_ref()
            .is_some_and(|face| *face != desk.scene.face());
        let other = self.queue.refresh(desk.queue, desk.now.date()) && self.screen == Screen::Queue;
        if moved || other {
            ui.input_mut(|input| input.events.retain(is_meant_all_the_same));
        }
        if moved {
            self.appeared = ui.input(|input| input.time);
        }
    }

    /// Whether a command puts away a number or a certificate that staff must have seen.
    pub(super) fn leaves(command: Command, place: Place) -> bool {
        let onward = [
            Command::NextCustomer,
            Command::NextPerson,
            Command::SamePerson,
        ];
        matches!(place, Place::Taken | Place::Result) && onward.contains(&command)
    }

    /// Whether nobody can have read yet what came to show by itself: the key was meant for what showed before.
    pub(super) fn has_just_appeared(&self, ui: &Ui) -> bool {
        ui.input(|input| input.time) - self.appeared < TO_BE_SEEN
    }
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
    Command::is_same_everywhere(*key, *modifiers)
}

/// Nobody sees something new and answers it with a key in fewer seconds.
const TO_BE_SEEN: f64 = 0.4;
/// The text that leaving is answered with before what appeared can have been read.
pub(super) const UNSEEN: &str = "unseen-refused";
