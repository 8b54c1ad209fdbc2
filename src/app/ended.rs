//! Cases that are over: by staff, at this counter or elsewhere.

use std::time::Duration;

use jiff::Timestamp;

use crate::{
    case::{CaseRef, Output, PickupNumber, State},
    queue::{self, Row, Store},
};

/// How staff end a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ends {
    /// It is with the customer.
    HandOver,
    /// It is cancelled.
    Withdraw,
}

impl Ends {
    /// Returns what a case is then.
    pub(super) fn state(self) -> State {
        match self {
            Self::HandOver => State::HandedOver,
            Self::Withdraw => State::Withdrawn,
        }
    }
}

/// Cases that staff have ended and the store has not yet.
#[derive(Clone, Debug)]
pub(super) struct Ending {
    pub(super) ends: Ends,
    pub(super) cases: Vec<CaseRef>,
    /// When it happened at the counter: the customer's ten minutes began then.
    pub(super) at: Timestamp,
    /// The store was asked before, and did not say what became of it.
    pub(super) is_asked: bool,
}

impl Ending {
    pub(super) fn numbers(&self) -> impl Iterator<Item = PickupNumber> + '_ {
        self.cases.iter().map(|case| case.number())
    }

    pub(super) fn write(&self, store: &mut Store) -> Result<(), queue::Error> {
        match self.ends {
            Ends::HandOver => store.hand_over(&self.cases, self.at),
            Ends::Withdraw => store.withdraw_for_now(&self.cases, self.at),
        }
    }

    /// Whether the store says by an error that all of it was done before.
    pub(super) fn is_done(&self, error: &queue::Error) -> bool {
        let wanted = self.ends.state();
        let stands_there =
            matches!(error, queue::Error::NotPossible { from, .. } if *from == wanted);
        self.is_asked && self.cases.len() == 1 && stands_there
    }

    /// Takes it apart, so that one case keeps no other back.
    pub(super) fn each(self) -> impl Iterator<Item = Self> {
        let cases = self.cases.clone().into_iter();
        cases.map(move |case| Self {
            cases: vec![case],
            ..self.clone()
        })
    }
}

/// A case that this window has ended, as long as it may come back.
#[derive(Clone, Copy, Debug)]
pub(super) struct Ended {
    pub(super) number: PickupNumber,
    pub(super) state: State,
    /// When, by the running clock.
    pub(super) since: Duration,
}

impl Ended {
    /// Returns what an ending that is written says of its cases.
    pub(super) fn by(ending: &Ending, since: Duration) -> impl Iterator<Item = Self> + '_ {
        let state = ending.ends.state();
        ending.numbers().map(move |number| Self {
            number,
            state,
            since,
        })
    }
}

/// A case that staff take back, until the store has said what becomes of it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Returning {
    pub(super) number: PickupNumber,
    /// What it was ended in.
    pub(super) state: State,
    /// Since when this window has ended it, where the store has written that or may have.
    pub(super) since: Option<Duration>,
    /// It may stand where it stood: its end was not surely written, or its return was asked for before.
    pub(super) may_stand: bool,
}

impl Returning {
    pub(super) fn write(&self, store: &mut Store) -> Result<(), queue::Error> {
        let row = store.row(self.number)?;
        if self.may_stand && !row.state.is_final() {
            return Ok(());
        }
        if self.since.is_some() {
            return store.bring_back(self.number, self.state);
        }
        // Another window has ended it, or another program.
        Err(queue::Error::NotPossible {
            number: self.number,
            from: row.state,
            to: State::Ready,
        })
    }
}

/// What certificates have come out as, and the store has not noted yet.
#[derive(Clone, Debug)]
pub(super) struct Outputs {
    pub(super) numbers: Vec<PickupNumber>,
    pub(super) output: Output,
    pub(super) at: Timestamp,
}

impl Outputs {
    /// Notes it in rows as the store will.
    pub(super) fn note(&self, rows: &mut [Row]) {
        for row in rows {
            if self.numbers.contains(&row.number) {
                match self.output {
                    Output::Printed => row.printed_at = Some(self.at),
                    Output::Saved => row.saved_at = Some(self.at),
                }
            }
        }
    }
}

/// These certificates are not the customer's any more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Gone {
    pub(super) numbers: Vec<PickupNumber>,
    pub(super) why: Why,
}

/// What has become of a certificate that does not stand any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Why {
    /// It was handed over, and can be shown no longer.
    Erased,
    /// Another case has taken its place.
    Replaced,
    /// It was withdrawn.
    Withdrawn,
}

impl Gone {
    /// Names the texts `err-…` and `rec-…`.
    pub(super) fn name(&self) -> &'static str {
        match self.why {
            Why::Erased => "gone-erased",
            Why::Replaced => "gone-replaced",
            Why::Withdrawn => "gone-withdrawn",
        }
    }

    /// Gathers those of which the same has become.
    pub(super) fn gather(all: Vec<(PickupNumber, Why)>) -> Vec<Self> {
        let mut gathered: Vec<Self> = Vec::new();
        for (number, why) in all {
            match gathered.iter_mut().find(|gone| gone.why == why) {
                Some(gone) => gone.numbers.push(number),
                None => gathered.push(Self {
                    numbers: vec![number],
                    why,
                }),
            }
        }
        gathered
    }
}
