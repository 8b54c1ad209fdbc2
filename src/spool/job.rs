//! What is asked of a printer, and how far it is with it.

use std::fmt;

use super::{Cause, Paper, Reason, Target, ipp::Dest};
use crate::case::PickupNumber;

/// The title of a job: pick-up numbers and never a person. It stands in the printer's own list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Title(String);

impl Title {
    /// Names a job after its cases.
    pub fn of(numbers: &[PickupNumber]) -> Self {
        let in_a_row = numbers
            .windows(2)
            .all(|pair| matches!(pair, [a, b] if a.get().checked_add(1) == Some(b.get())));
        Self(match numbers {
            [] => "Impftheke".to_owned(),
            [only] => format!("Impftheke {only}"),
            [first, .., last] if in_a_row => format!("Impftheke {first}-{last}"),
            [first, others @ ..] => format!("Impftheke {first} +{}", others.len()),
        })
    }

    /// Returns the words.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Title {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// How a PDF is to be printed. Always on one side and never scaled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ticket {
    /// What the job is called.
    pub title: Title,
    /// On what.
    pub paper: Paper,
    /// How often: 1 to 99.
    pub copies: u8,
    /// From which of [`Printer::trays`](super::Printer::trays); nothing leaves it to the printer.
    pub tray: Option<String>,
    /// Whether to send to a printer that has stopped, where the job then waits, or to a queue that asks for a login.
    pub insist: bool,
}

/// A job that a printer has taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Job {
    pub(super) way: Way,
    /// Where it was sent.
    pub target: Target,
    /// The number that printer or queue gave it.
    pub number: Option<i32>,
}

/// How a job went out, and so how it can be looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Way {
    /// Over IPP.
    Ipp(Box<Dest>),
    /// Through `lp`, which gave it this id.
    Lp {
        /// The queue and a number.
        id: String,
    },
}

impl Job {
    /// Makes a job of a stand-in spooler.
    pub fn stand_in(target: Target, number: i32) -> Self {
        Self {
            way: Way::Lp { id: String::new() },
            target,
            number: Some(number),
        }
    }

    /// Whether its state can be seen at all; through `lp` only that it was taken.
    pub fn is_watched(&self) -> bool {
        matches!(self.way, Way::Ipp(_))
    }
}

/// How far a job is. Texts are `print-progress-` and [`name`](Self::name).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Progress {
    /// The printer has taken it.
    Accepted,
    /// Somebody must act; then it goes on by itself.
    Waiting(Vec<Reason>),
    /// The pages are being made.
    Printing,
    /// No answer at the moment; the job may go on all the same.
    Silent,
    /// The printer reports that it is done, which is no proof of paper.
    Done,
    /// It went no further.
    Failed {
        /// Why.
        why: Failure,
        /// What the printer says about itself.
        reasons: Vec<Reason>,
    },
    /// Somebody has cancelled it, here or at the printer.
    Canceled,
    /// The printer no longer knows it: done or cancelled, nobody can tell.
    Gone,
    /// It was handed on by a way that tells no more.
    HandedOn,
}

impl Progress {
    /// Lists the words of all.
    pub const NAMES: [&'static str; 9] = [
        "accepted",
        "waiting",
        "printing",
        "silent",
        "done",
        "failed",
        "canceled",
        "gone",
        "handed-on",
    ];

    /// Returns its word.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Accepted => "accepted",
            Self::Waiting(_) => "waiting",
            Self::Printing => "printing",
            Self::Silent => "silent",
            Self::Done => "done",
            Self::Failed { .. } => "failed",
            Self::Canceled => "canceled",
            Self::Gone => "gone",
            Self::HandedOn => "handed-on",
        }
    }

    /// Whether it waits for somebody to log in.
    pub fn waits_for_login(&self) -> bool {
        let asks = |reason: &Reason| matches!(reason.cause, Cause::Login | Cause::LoginRefused);
        matches!(self, Self::Waiting(reasons) if reasons.iter().any(asks))
    }

    /// Whether nothing will change any more.
    pub fn is_final(&self) -> bool {
        matches!(
            self,
            Self::Done | Self::Failed { .. } | Self::Canceled | Self::Gone | Self::HandedOn
        )
    }

    /// Whether somebody has to see to it.
    pub fn needs_somebody(&self) -> bool {
        matches!(self, Self::Waiting(_) | Self::Silent)
    }

    /// Whether it went as it should, as far as anybody can tell.
    pub fn is_success(&self) -> bool {
        matches!(self, Self::Done | Self::HandedOn)
    }
}

/// Why a job went no further. Texts are `print-failure-` and [`name`](Self::name).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Failure {
    /// The printer or the system gave up.
    Aborted,
    /// The printer cannot read the document.
    Document,
    /// It is said to be done, but with errors.
    Errors,
    /// The printing service misses a program for this printer.
    Filter,
}

impl Failure {
    /// Lists all.
    pub const ALL: [Self; 4] = [Self::Aborted, Self::Document, Self::Errors, Self::Filter];

    /// Returns its word.
    pub fn name(self) -> &'static str {
        match self {
            Self::Aborted => "aborted",
            Self::Document => "document",
            Self::Errors => "errors",
            Self::Filter => "filter",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_holds_numbers_alone() {
        let number = |number| PickupNumber::new(number).unwrap();
        assert_eq!(Title::of(&[]).as_str(), "Impftheke");
        assert_eq!(Title::of(&[number(42)]).as_str(), "Impftheke 0042");
        assert_eq!(
            Title::of(&[number(42), number(43)]).as_str(),
            "Impftheke 0042-0043"
        );
        assert_eq!(
            Title::of(&[number(42), number(44)]).as_str(),
            "Impftheke 0042 +1"
        );
    }
}
