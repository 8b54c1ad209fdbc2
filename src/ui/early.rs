//! Keys and clicks that were not meant: pressed for what showed a moment ago, heard by what has come in its place.
//!
//! A key that is held has been pressed once, for what showed then.
//! An answer of the portal arrives at any moment, also between the key that leaves the form and its effect. Without
//! these rules that key would hand over a certificate, or put away a number, that nobody has seen.

use egui::{Event, Key, Rect, Ui};

use crate::case::{PickupNumber, VisitId};

use super::{
    command::{Command, Place},
    counter::{Counter, Screen},
    desk::Desk,
    question::Question,
    scene::{Form, Scene},
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
            let is_shortcut = |event: &Event| {
                matches!(event, Event::Key { modifiers, .. } if modifiers.alt || modifiers.command)
            };
            let mut held = input.events.iter().filter(|event| is_held(event));
            // Alt+1 also arrives as the text "1", which no field should take.
            let and_its_text = held.any(is_shortcut);
            let is_its_text = |event: &Event| and_its_text && matches!(event, Event::Text(_));
            input
                .events
                .retain(|event| !(is_held(event) || is_its_text(event)));
        });
    }

    /// Where something else shows than in the last frame, and by no doing of the clerk's, what was pressed before it
    /// could be seen is not meant for it. What is typed stays, and what means the same whatever shows.
    pub(super) fn forget_early_keys(&mut self, ui: &Ui, desk: Desk<'_>) {
        let came = std::mem::take(&mut self.outcome.came);
        let moved = self
            .face
            .as_ref()
            .is_some_and(|face| *face != desk.scene.face());
        let now = ui.input(|input| input.time);
        self.today.refresh(desk, now);
        let other = self.queue.refresh(desk, now) && self.screen == Screen::Queue;
        if moved || came || other {
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

    /// Notes which half typed visits are offered; returns whether these have been for long enough to be read.
    ///
    /// Until then a click was meant for the line that stood there before.
    pub(super) fn watch_offers(&mut self, ui: &Ui, desk: Desk<'_>) -> bool {
        let now = ui.input(|input| input.time);
        let offered = desk.unfinished.iter().map(|waits| waits.id);
        let outcome = &mut self.outcome;
        if !offered.clone().eq(outcome.offered.iter().copied()) {
            (outcome.offered, outcome.offered_since) = (offered.collect(), now);
        }
        now - outcome.offered_since >= TO_BE_SEEN
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

/// What stands in the line of the actions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Foot {
    /// The actions of a place.
    Actions(Vec<Command>),
    /// What one of them asks.
    Question(Question),
}

impl Default for Foot {
    fn default() -> Self {
        Self::Actions(Vec::new())
    }
}

/// The line of the actions as it showed last.
#[derive(Debug, Default)]
pub(super) struct FootSeen {
    shows: Foot,
    /// Since when, in seconds of the frames' clock.
    since: f64,
    /// The action that the pointer lay on last, or its place between them: there a question says no.
    pub(super) seat: Option<Rect>,
}

/// What has become of visits, as far as somebody could read it.
#[derive(Debug, Default)]
pub(super) struct Outcome {
    /// What stands in the form has come there by itself since the last frame.
    pub(super) came: bool,
    /// Whose shows.
    shows: Option<VisitId>,
    /// Since when, in seconds of the frames' clock.
    since: f64,
    /// Whose has been read last.
    read: Option<VisitId>,
    /// Which half typed visits are offered.
    offered: Vec<VisitId>,
    /// Since when, in seconds of the frames' clock.
    offered_since: f64,
}

/// Rows of a list that have moved by no doing of the clerk's: until one can be seen where it stands now, a click there
/// was meant for the one that stood there before.
#[derive(Debug, Default)]
pub(super) struct Moved {
    /// Who stood where before it.
    before: Vec<PickupNumber>,
    /// When, in seconds of the frames' clock; nothing while all have stood still.
    at: Option<f64>,
}

impl Moved {
    /// Notes which rows stood there before, and stand there now.
    pub(super) fn note(&mut self, before: Vec<PickupNumber>, after: &[PickupNumber], now: f64) {
        if before == after {
            return;
        }
        let again = self.at.is_some_and(|at| now - at < TO_BE_SEEN);
        if after.len() < before.len() {
            // The end of the list may have come up to the edge, and with it every row.
            self.before.clear();
        } else if !again {
            self.before = before;
        }
        self.at = Some(now);
    }

    /// Whether a row has stood at its place for long enough to be seen there.
    pub(super) fn is_settled(&self, place: usize, row: PickupNumber, now: f64) -> bool {
        self.at.is_none_or(|at| {
            // In the very frame of the move egui finds who was clicked on by the places before it.
            now <= at || now - at >= TO_BE_SEEN || self.before.get(place) == Some(&row)
        })
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
    Command::is_same_everywhere(*key, *modifiers)
}

/// Nobody sees something new and answers it with a key in fewer seconds.
pub const TO_BE_SEEN: f64 = 0.4;
/// The text that leaving is answered with before what appeared can have been read.
const UNSEEN: &str = "unseen-refused";
/// The same for what has appeared on the issue screen while another showed.
pub(super) const UNSEEN_ELSEWHERE: &str = "unseen-elsewhere";

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(numbers: &[u32]) -> Vec<PickupNumber> {
        let numbers = numbers.iter().copied();
        numbers.filter_map(PickupNumber::new).collect()
    }

    /// Which rows of a list can be clicked on.
    fn settled(moved: &Moved, numbers: &[u32], now: f64) -> Vec<u32> {
        let rows = rows(numbers).into_iter().enumerate();
        let settled = rows.filter(|(place, row)| moved.is_settled(*place, *row, now));
        settled.map(|(_, row)| row.get()).collect()
    }

    #[test]
    fn a_row_is_clicked_on_once_it_can_be_seen_where_it_stands() {
        let mut moved = Moved::default();
        assert_eq!(settled(&moved, &[1, 2, 3], 5.0), [1, 2, 3]);
        moved.note(rows(&[1, 2, 3]), &rows(&[1, 4, 2, 3]), 5.0);
        // This frame's click was on the rows of the last one.
        assert_eq!(settled(&moved, &[1, 4, 2, 3], 5.0), [1, 4, 2, 3]);
        assert_eq!(settled(&moved, &[1, 4, 2, 3], 5.1), [1]);
        assert_eq!(settled(&moved, &[1, 4, 2, 3], 5.5), [1, 4, 2, 3]);
    }

    #[test]
    fn rows_that_move_twice_are_held_against_where_they_stood_at_first() {
        let mut moved = Moved::default();
        moved.note(rows(&[1, 2, 3]), &rows(&[2, 1, 3]), 5.0);
        moved.note(rows(&[2, 1, 3]), &rows(&[2, 3, 1]), 5.3);
        assert!(settled(&moved, &[2, 3, 1], 5.5).is_empty());
        assert_eq!(settled(&moved, &[2, 3, 1], 5.8), [2, 3, 1]);
        moved.note(rows(&[2, 3, 1]), &rows(&[2, 3, 1]), 9.0);
        assert_eq!(settled(&moved, &[2, 3, 1], 9.1), [2, 3, 1]);
    }

    #[test]
    fn where_one_has_gone_all_may_have_come_up() {
        let mut moved = Moved::default();
        moved.note(rows(&[1, 2, 3]), &rows(&[1, 2]), 5.0);
        assert!(settled(&moved, &[1, 2], 5.1).is_empty());
    }
}
