//! What the window, and the attempt threads, ask of the worker.

use std::sync::mpsc::SyncSender;

use jiff::Timestamp;

use super::ended::{Ends, Why};
use crate::{
    case::{CaseRef, CaseVersion, Output, PickupNumber, State, Visit, VisitId},
    issue::AttemptResult,
};

/// One thing to do.
#[derive(Debug)]
pub(super) enum Request {
    /// A person says that the clock is right.
    BelieveClock,
    /// Staff take back that they have ended these in this state.
    BringBack(State, Vec<PickupNumber>),
    /// Attempts have come back.
    Finished(Vec<AttemptResult>),
    /// Take up a visit.
    Capture(Visit),
    /// Open what was typed into a case.
    Content(PickupNumber),
    /// Start or stop the drill.
    Drill(bool),
    /// Close the queue: the window is closed.
    Close,
    /// Staff have ended these.
    End(Ends, Vec<CaseRef>),
    /// Forget this half typed visit as it was kept then.
    DiscardDraft(VisitId, Timestamp),
    /// Forget what was being typed of this visit.
    DropDraft(VisitId),
    /// Keep what is being typed.
    KeepDraft(Visit),
    /// Note what these certificates have come out as.
    Output(Vec<PickupNumber>, Output),
    /// Leave this half typed visit to any window.
    LeaveDraft(VisitId),
    /// Open these finished certificates, to be printed.
    ToPrint(Vec<PickupNumber>),
    /// Staff have seen the note of this name.
    Seen(i64),
    /// Open these finished certificates.
    Show(Vec<PickupNumber>),
    /// Lay out the pick-up slip of a visit.
    Slip(PickupNumber),
    /// Tell whoever waits for the answer which of these certificates do not stand any more.
    Stand(Vec<PickupNumber>, SyncSender<Vec<(PickupNumber, Why)>>),
    /// Nobody waits for the attempt at this visit any longer.
    StopWaiting(VisitId),
    /// Go on with a visit that was left half typed.
    TakeDraft(VisitId),
    /// The portal has said what time it is.
    Time(Timestamp),
    /// Let a case be tried again that needed somebody.
    TryAgain(CaseVersion),
    /// Try the next case now.
    TryNow,
}
