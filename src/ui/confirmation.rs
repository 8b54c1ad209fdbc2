//! What ends a case, and is asked once.

use crate::{
    case::{PickupNumber, State},
    ui::view_model::{QueueRow, QueueView},
};

/// What is to be done with these cases, if the answer is yes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Question {
    HandOver(Vec<PickupNumber>),
    Withdraw(Vec<PickupNumber>),
    /// The customer leaves, and these were neither printed nor saved.
    Leave(Vec<PickupNumber>),
}

impl Question {
    /// Returns which cases it is about.
    pub(super) fn numbers(&self) -> &[PickupNumber] {
        let (Self::HandOver(numbers) | Self::Withdraw(numbers) | Self::Leave(numbers)) = self;
        numbers
    }

    /// Returns the keys of what is asked, of what comes of it, and of the yes.
    pub(super) fn texts(&self) -> [&'static str; 3] {
        match self {
            Self::HandOver(_) => ["ask-hand-over", "ask-hand-over-then", "cmd-hand-over-yes"],
            Self::Withdraw(_) => ["ask-withdraw", "ask-withdraw-then", "cmd-withdraw-yes"],
            Self::Leave(_) => ["ask-leave", "ask-leave-then", "cmd-hand-over-yes"],
        }
    }

    /// Returns the first case that it names for which the answer can be yes no longer.
    pub(super) fn over(&self, view: &QueueView) -> Option<PickupNumber> {
        let may = |row: &QueueRow| match self {
            Self::HandOver(_) | Self::Leave(_) => row.may_be_handed_over(),
            Self::Withdraw(_) => row.state.may_become(State::Withdrawn),
        };
        let mut numbers = self.numbers().iter().copied();
        numbers.find(|number| !view.row(*number).is_some_and(may))
    }
}
