//! What has shown, and since when: what comes to show by itself takes no key before it can have been read.

use egui::{Id, Rect};

use super::{command::Command, confirmation::Question, placed_command::Place};
use crate::case::{PickupNumber, VisitId};

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
#[derive(Debug)]
pub(super) struct FootSeen {
    pub(super) shows: Foot,
    /// Since when, in seconds of the frames' clock.
    pub(super) since: f64,
    /// The action that the pointer lay on last, or its place between them: there a question says no.
    pub(super) seat: Option<Rect>,
    /// What the actions have left of it, in points, once they have shown.
    pub(super) room: Option<f32>,
    /// How wide it is, in points, once it has shown.
    pub(super) width: f32,
    /// The first action, where nothing is typed.
    pub(super) first: Option<FirstAction>,
    /// When something was typed there last, in seconds of the frames' clock.
    pub(super) typed_at: f64,
}

/// The first action of a place where nothing is typed, as it showed last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct FirstAction {
    /// What it is.
    pub(super) is: Step,
    /// Its button.
    pub(super) button: Id,
}

/// What is the next step, and of what.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Step {
    pub(super) place: Place,
    pub(super) visit: Option<VisitId>,
    pub(super) command: Command,
}

impl Default for FootSeen {
    fn default() -> Self {
        Self {
            shows: Foot::default(),
            since: 0.0,
            seat: None,
            room: None,
            width: 0.0,
            first: None,
            typed_at: f64::NEG_INFINITY,
        }
    }
}

/// What has become of visits, as far as somebody could read it.
#[derive(Debug, Default)]
pub(super) struct Outcome {
    /// What stands in the form has come there by itself since the last frame.
    pub(super) has_come: bool,
    /// Whose shows.
    pub(super) shows: Option<VisitId>,
    /// Since when, in seconds of the frames' clock.
    pub(super) since: f64,
    /// Whose has been read last.
    pub(super) read: Option<VisitId>,
    /// What was taken up for correction from the screen of its number, while its customer had no slip.
    pub(super) leaves_without: Vec<PickupNumber>,
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

/// Nobody sees something new and answers it with a key in fewer seconds.
pub const TO_BE_SEEN: f64 = 0.4;

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
