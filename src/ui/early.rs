//! Keys that come too early: pressed for what showed a moment ago, heard by what has come in its place.
//!
//! An answer of the portal arrives at any moment, also between the key that leaves the form and its effect. Without
//! these rules that key would hand over a certificate, or put away a number, that nobody has seen.

use egui::{Event, Ui};

use crate::domain::VisitId;

use super::{
    command::{Command, Place},
    counter::{Counter, Screen},
    desk::Desk,
    scene::{Form, Scene},
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
    }

    /// Notes which visit's number or certificate shows, and which of them has shown for long enough to be read.
    pub(super) fn watch_outcome(&mut self, ui: &Ui, desk: Desk<'_>) {
        let now = ui.input(|input| input.time);
        let shows = matches!(self.place(desk), Place::Taken | Place::Result) && !self.covered();
        let visit = desk.scene.form().and_then(Form::taken_up).filter(|_| shows);
        let outcome = &mut self.outcome;
        if outcome.shows != visit {
            (outcome.shows, outcome.since) = (visit, now);
        }
        if visit.is_some() && now - outcome.since >= TO_BE_SEEN {
            outcome.read = visit;
        }
    }

    /// Why a command that would put away an unread number or certificate does nothing yet; nothing for any other.
    pub(super) fn keeps_unread(command: Command, place: Place) -> Option<&'static str> {
        use Command::{Correct, HandOver, NextCustomer, NextPerson, SamePerson, Withdraw};
        match place {
            Place::Taken | Place::Result => {
                let onward = [NextCustomer, NextPerson, SamePerson];
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
    pub(super) fn is_unread(&self, desk: Desk<'_>) -> bool {
        let visit = desk.scene.form().and_then(Form::taken_up);
        visit.is_some() && visit != self.outcome.read
    }
}

/// What has become of visits, as far as somebody could read it.
#[derive(Debug, Default)]
pub(super) struct Outcome {
    /// Whose shows.
    shows: Option<VisitId>,
    /// Since when, in seconds of the frames' clock.
    since: f64,
    /// Whose has been read last.
    read: Option<VisitId>,
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
const UNSEEN: &str = "unseen-refused";
/// The same for what has appeared on the issue screen while another showed.
pub(super) const UNSEEN_ELSEWHERE: &str = "unseen-elsewhere";
