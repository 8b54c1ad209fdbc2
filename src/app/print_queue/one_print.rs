//! One print, and how far it is.

use std::{
    collections::BTreeSet,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
};

use crate::{
    case::PickupNumber,
    counter::print_setup::Document,
    issue,
    spool::{self, Progress},
};

/// One print and how far it is.
#[derive(Debug)]
pub(super) struct Print {
    pub(super) id: u32,
    pub(super) document: Document,
    /// All cases, and those of the present job.
    pub(super) numbers: Vec<PickupNumber>,
    pub(super) present: Vec<PickupNumber>,
    /// Which of how many jobs.
    pub(super) place: u32,
    pub(super) of: u32,
    pub(super) state: State,
    pub(super) cancel: Cancel,
    /// How often it was asked to be cancelled, for its own thread.
    pub(super) stop: Arc<AtomicU32>,
    /// The next customer has come: that it came out well is told to nobody.
    pub(super) is_left: bool,
    /// The cases whose customers have left: once they all have, it does not wait for a login any longer.
    pub(super) parted: BTreeSet<PickupNumber>,
    /// Until when it is told that it came out well, in seconds of the frames' clock, once it has been.
    pub(super) until: Option<f64>,
}

/// Whether a print is being cancelled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Cancel {
    /// Nobody has asked for it.
    No,
    /// Asked for, and the printer has not refused it.
    Asked,
    /// The printer has not taken it, and goes on.
    Refused,
}

/// How far a print is.
#[derive(Debug)]
pub(super) enum State {
    Preparing,
    /// Nothing was sent; it will be as soon as somebody has logged in at the printer.
    NeedsLogin(spool::Error),
    Going(Progress),
    Ended(Ended),
}

impl Print {
    pub(super) fn is_over(&self) -> bool {
        matches!(self.state, State::Ended(_))
    }

    /// Whether the customers of all its cases have left.
    pub(super) fn is_parted(&self) -> bool {
        !self.parted.is_empty()
            && self
                .numbers
                .iter()
                .all(|number| self.parted.contains(number))
    }

    pub(super) fn has_lost_its_customer(&self) -> bool {
        matches!(self.state, State::Ended(Ended::Left(_)))
    }

    /// Whether nothing was sent, so that its cases can still be left out.
    pub(super) fn is_unsent(&self) -> bool {
        let waits = matches!(self.state, State::Preparing | State::NeedsLogin(_));
        waits || self.has_lost_its_customer()
    }

    pub(super) fn waits_for_login(&self) -> bool {
        match &self.state {
            State::NeedsLogin(_) => true,
            State::Going(progress) => progress.waits_for_login(),
            State::Preparing | State::Ended(_) => false,
        }
    }

    /// Ends it, or has it cancelled, where it waits for a login: it would come out beside another customer.
    pub(super) fn end_waiting(&mut self) {
        if let State::NeedsLogin(error) = &self.state {
            self.state = State::Ended(Ended::Left(error.clone()));
        } else if self.waits_for_login() {
            self.cancel = Cancel::Asked;
        } else {
            return;
        }
        self.stop.fetch_add(1, Ordering::Relaxed);
    }

    /// Whether it waits for somebody at the printer.
    pub(super) fn needs_staff(&self) -> bool {
        matches!(
            self.state,
            State::NeedsLogin(_) | State::Going(Progress::Waiting(_) | Progress::Silent)
        )
    }

    /// Returns which cases what is told of it concerns: those of the present job, or all that came out with none.
    pub(super) fn concerned(&self) -> &[PickupNumber] {
        if self.has_lost_its_customer() {
            &self.numbers
        } else {
            &self.present
        }
    }

    pub(super) fn is_done(&self) -> bool {
        matches!(&self.state, State::Ended(Ended::Said(progress)) if progress.is_success())
    }
}

/// How a print ended.
#[derive(Debug)]
pub(in crate::app) enum Ended {
    /// Nothing was taken, or it is unclear.
    Fault(spool::Error),
    /// Its customer has left before somebody has logged in at the printer: nothing was sent.
    Left(spool::Error),
    /// The page was not made, or did not pass its check.
    Page(issue::Error),
    /// The last that the printer said.
    Said(Progress),
}
