//! What ends a case, and is asked once.

use crate::{
    case::{CaseVersion, PickupNumber, State},
    ui::view_model::{QueueRow, QueueView},
};

/// What is to be done with these cases, if the answer is yes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Question {
    HandOver(Vec<PickupNumber>),
    /// One that is corrected meanwhile is another.
    Withdraw(Vec<CaseVersion>),
    /// The customer leaves, and these were neither printed nor saved.
    Leave(Vec<PickupNumber>),
    /// The customer leaves while these wait, and no slip of theirs was printed.
    NoSlip(Vec<PickupNumber>),
}

impl Question {
    /// Returns which cases it is about.
    pub(super) fn numbers(&self) -> Vec<PickupNumber> {
        match self {
            Self::HandOver(numbers) | Self::Leave(numbers) | Self::NoSlip(numbers) => {
                numbers.clone()
            }
            Self::Withdraw(cases) => cases.iter().map(|case| case.number).collect(),
        }
    }

    /// Returns the keys of what is asked, of what comes of it, and of the yes.
    pub(super) fn texts(&self) -> [&'static str; 3] {
        match self {
            Self::HandOver(_) => ["ask-hand-over", "ask-hand-over-then", "cmd-hand-over-yes"],
            Self::Withdraw(_) => ["ask-withdraw", "ask-withdraw-then", "cmd-withdraw-yes"],
            Self::Leave(_) => ["ask-leave", "ask-leave-then", "cmd-hand-over-yes"],
            Self::NoSlip(_) => ["ask-no-slip", "ask-no-slip-then", "cmd-no-slip-yes"],
        }
    }

    /// Returns the first case that it names for which the answer can be yes no longer.
    pub(super) fn over(&self, view: &QueueView) -> Option<PickupNumber> {
        let may_go = |number: &PickupNumber| {
            let row = view.row(*number);
            row.is_some_and(QueueRow::may_be_handed_over)
        };
        let may_be_withdrawn = |case: &CaseVersion| {
            let row = view.row(case.number);
            row.is_some_and(|row| row.version() == *case && row.state.may_become(State::Withdrawn))
        };
        match self {
            Self::HandOver(numbers) | Self::Leave(numbers) => {
                numbers.iter().copied().find(|number| !may_go(number))
            }
            Self::Withdraw(cases) => {
                let over = cases.iter().find(|case| !may_be_withdrawn(case));
                over.map(|case| case.number)
            }
            // Of what becomes ready meanwhile there is no slip, and that is seen where it shows.
            Self::NoSlip(_) => None,
        }
    }
}
