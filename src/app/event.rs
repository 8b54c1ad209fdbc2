//! What comes back from the worker and from jobs.

use jiff::Timestamp;

use super::{ended::Ends, jobs::JobLost};
use crate::{
    app::{print_queue, printer_watch, save::Saved},
    case::{CaseVersion, PickupNumber, Visit, VisitId},
    counter::{open, settings::Settings, visit_slip},
    domain::Statement,
    issue::{self, Issued, Printable},
    queue, spool,
    ui::{Original, QueuedVisit},
};

/// What happened; together with the screens' intents it is the whole traffic.
#[derive(Debug)]
pub(super) enum Event {
    /// What staff had ended stands in the queue again.
    BroughtBack(Vec<PickupNumber>),
    /// A case that is to be corrected, and what the others of its visit say.
    Content(CaseVersion, Box<Original>, Vec<Statement>),
    /// What is typed of a visit is kept, or why it is not.
    DraftKept(VisitId, Result<(), Fault>),
    /// A half typed visit is this window's, to be gone on with.
    DraftTaken(Box<Unfinished>),
    /// A half typed visit cannot be gone on with: there is none any more, or why it could not be taken.
    DraftNotTaken(VisitId, Option<Fault>),
    /// Something keeps the counter from its own work, or nothing does any more. What was asked for is done all the
    /// same.
    Hindered(Option<Fault>),
    /// The certificates of a visit that was waited for, drawn and read back.
    Issued(VisitId, Vec<(PickupNumber, Issued)>),
    /// A job ended without a result.
    JobLost(&'static str),
    /// The counter could not be opened.
    NotOpened(open::Error),
    /// The counter is at work.
    Opened(Box<Opened>),
    /// Finished certificates of these numbers could not be opened.
    NotShown(Vec<PickupNumber>, Fault),
    /// What staff take back stays ended, and why.
    NotBroughtBack(Vec<(PickupNumber, Fault)>),
    /// What staff have ended is not ended, and will not be.
    NotEnded(Ends, Vec<PickupNumber>, Fault),
    /// A visit was not taken up.
    NotTaken(VisitId, Fault),
    /// What was asked for was not done.
    Refused(Fault),
    /// The file that staff have asked for was written, or not.
    Saved {
        /// The certificates in it.
        numbers: Vec<PickupNumber>,
        /// Where it is, or nothing where the dialog was left.
        result: Saved,
    },
    /// Files stand in for paper, or were not written either.
    SavedUnprinted {
        /// Where each is, or nothing where the dialog was left.
        saved: Vec<Saved>,
        /// It is open in the system's viewer.
        opened: bool,
    },
    /// The customer of a visit waits for an attempt, until then at the latest.
    Sending(VisitId, Timestamp),
    /// Finished certificates that somebody wants to look at, drawn and read back.
    Shown(Vec<PickupNumber>, Vec<(PickupNumber, Issued)>),
    /// The portal may not be asked by hand before then.
    TooSoon(Timestamp),
    /// A pick-up slip is laid out.
    Slip(PickupNumber, Printable),
    /// A visit waits in the queue.
    QueuedVisit(VisitId, QueuedVisit),
    /// What was left half typed by now, the latest first.
    Unfinished(Vec<Unfinished>),
    /// A print reports.
    Print(u32, print_queue::Report),
    /// The printer for certificates as it was seen last.
    Printer(Option<printer_watch::Seen>),
    /// The printers there are.
    Printers(Result<Vec<spool::Printer>, spool::Error>),
    /// A login was tried at a printer, with what came of it.
    LoginTried(spool::Target, spool::Login, Result<(), spool::Error>),
    /// Finished certificates to be printed.
    ToPrint {
        /// All that were asked for.
        asked: Vec<PickupNumber>,
        /// Those that were drawn and read back.
        issued: Vec<(PickupNumber, Issued)>,
        /// Those that could not be.
        unfit: Vec<PickupNumber>,
    },
}

impl From<JobLost> for Event {
    fn from(JobLost(name): JobLost) -> Self {
        Self::JobLost(name)
    }
}

impl From<print_queue::PrintEvent> for Event {
    fn from(print_queue::PrintEvent(id, report): print_queue::PrintEvent) -> Self {
        Self::Print(id, report)
    }
}

impl From<Option<printer_watch::Seen>> for Event {
    fn from(seen: Option<printer_watch::Seen>) -> Self {
        Self::Printer(seen)
    }
}

/// What the window learns when the counter is opened.
#[derive(Debug)]
pub(super) struct Opened {
    /// How the counter is set up.
    pub(super) settings: Settings,
    /// What was noticed while opening.
    pub(super) notes: Vec<queue::Note>,
    /// The latest of what was left half typed: this window's, to be gone on with.
    pub(super) comes: Option<Unfinished>,
}

/// A visit that was left half typed.
#[derive(Clone, Debug)]
pub(super) struct Unfinished {
    /// What was typed.
    pub(super) visit: Visit,
    /// When it was kept last.
    pub(super) kept_at: Timestamp,
    /// The case that it corrects, where that can still be read.
    pub(super) original: Option<Original>,
}

/// Why something asked for was not done.
#[derive(Debug, thiserror::Error)]
pub(super) enum Fault {
    /// The counter's set-up.
    #[error(transparent)]
    Counter(#[from] open::Error),
    /// The drill.
    #[error(transparent)]
    Drill(#[from] crate::counter::drill::Error),
    /// The work on a case.
    #[error(transparent)]
    Issue(#[from] issue::Error),
    /// The queue.
    #[error(transparent)]
    Queue(#[from] queue::Error),
    /// The slip.
    #[error(transparent)]
    Slip(#[from] visit_slip::Error),
}
