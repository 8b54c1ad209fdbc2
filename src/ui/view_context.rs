//! What the screens may see of the application, borrowed anew each frame.

use jiff::{Timestamp, ZonedDateTime};

use crate::{
    case::{Cause, Class, Output, PickupNumber, State},
    domain::{DraftLimits, MAX_CLOCK_SKEW},
    text::{Language, Problem},
};

use super::{
    Closed, Scene,
    command::Command,
    intent::Intent,
    view_model::{
        Notice, PrintState, Printers, Printing, Prints, Profile, QueueRow, QueueView, Status,
        Unfinished,
    },
    words,
};

/// The application as the screens see it.
#[derive(Clone, Copy, Debug)]
pub struct ViewContext<'a> {
    /// The moment at the counter, with its time zone.
    pub now: &'a ZonedDateTime,
    /// The language to speak.
    pub language: Language,
    /// Whether this is the real thing.
    pub profile: Profile,
    /// The pharmacy's name.
    pub pharmacy: &'a str,
    /// What whoever signs takes of a draft.
    pub limits: DraftLimits,
    /// What the window is about.
    pub scene: &'a Scene,
    /// A PDF is being written.
    pub saving: bool,
    /// What went wrong, until it is dismissed.
    pub problem: Option<&'a Problem>,
    /// What is worth a line.
    pub notice: Option<&'a Notice>,
    /// Every case on its way, and what became of today's.
    pub queue: &'a QueueView,
    /// What works and what does not.
    pub status: &'a Status,
    /// Whether the drill runs: a portal of our own that fails.
    pub drill: bool,
    /// What is being printed, and what became of it.
    pub printing: Option<&'a Printing>,
    /// Which certificates are being printed, and which did not come out.
    pub prints: &'a Prints,
    /// What was left half typed and waits, the latest first.
    pub unfinished: &'a [Unfinished],
    /// The printers there are, once they have answered.
    pub printers: Option<&'a Printers>,
}

impl ViewContext<'_> {
    /// Whether the form's visit is being taken up or waited for.
    pub(super) fn is_sending(&self) -> bool {
        self.scene.holds_form()
    }

    /// Returns those of the cases that the customer would get neither on paper nor in a file, nor is about to.
    pub(super) fn unprinted(
        &self,
        numbers: impl IntoIterator<Item = PickupNumber>,
    ) -> Vec<PickupNumber> {
        let row = |number: &PickupNumber| self.queue.row(*number);
        let is_unprinted = |number: &PickupNumber| {
            row(number).is_some_and(|row| row.is_unprinted(*self))
                && !self.prints.under_way.contains(number)
        };
        numbers.into_iter().filter(is_unprinted).collect()
    }

    /// Whether keys and queue could not be opened: issuing tries it again.
    pub(super) fn is_shut(&self) -> bool {
        self.scene.closed() == Some(Closed::Shut)
    }
}

impl QueueRow {
    /// Whether the customer can have its certificate.
    pub(super) fn may_be_handed_over(&self) -> bool {
        self.finished && self.state.may_become(State::HandedOver)
    }

    /// Returns what its certificate has come out as, and when: on paper, else in a file. Nothing before, and not where its
    /// last print did not come out.
    pub(super) fn output(&self, context: ViewContext<'_>) -> Option<(Output, Timestamp)> {
        let reported = context.prints.printed.contains(&self.number);
        let reported = reported.then(|| context.now.timestamp());
        let printed = self.printed_at.or(reported);
        let printed = printed.map(|at| (Output::Printed, at));
        let saved = self.saved_at.map(|at| (Output::Saved, at));
        let has_failed = context.prints.failed.contains(&self.number);
        printed.or(saved).filter(|_| !has_failed)
    }

    /// Whether the customer could have its certificate, and has it neither on paper nor in a file.
    pub(super) fn is_unprinted(&self, context: ViewContext<'_>) -> bool {
        self.may_be_handed_over() && self.output(context).is_none()
    }

    /// Whether it is for the person that another is for.
    pub(super) fn is_of_one_with(&self, other: &Self) -> bool {
        (&self.name, self.birth) == (&other.name, other.birth)
    }

    /// Whether it was taken up while the clock was ahead: it waits for its own time.
    pub(super) fn is_early(&self, context: ViewContext<'_>) -> bool {
        let ahead = self.captured_at.duration_since(context.now.timestamp());
        self.state == State::Waiting && !context.status.waits_for_clock() && ahead > MAX_CLOCK_SKEW
    }

    /// Returns what keeps it from its certificate, for words of what to do. What keeps all waiting says more than what this
    /// one met before, unless its answer is kept.
    pub(super) fn kept_by(&self, queue: &QueueView) -> Option<Cause> {
        let waits = self.state == State::Waiting && !self.answered;
        let of_all = queue.to_mend.filter(|_| waits);
        of_all.or(self.cause).filter(|_| !self.finished)
    }

    /// Whether its content may be typed anew: a person must look at it, or it would wait for too long, or for ever.
    pub(super) fn may_be_corrected(&self, context: ViewContext<'_>) -> bool {
        match self.state {
            State::NeedsCorrection => true,
            State::Expired => !self.finished,
            // What the portal makes of it may hang on how it is typed.
            State::Waiting => self.cause == Some(Cause::OtherContent) || self.is_early(context),
            State::Sending
            | State::NeedsLogin
            | State::Ready
            | State::HandedOver
            | State::Withdrawn => false,
        }
    }

    /// Whether there is no certificate before staff have done something, so that nobody knows when there is one.
    pub(super) fn waits_for_staff(&self, queue: &QueueView) -> bool {
        let is_kept = || self.answered || self.kept_by(queue).is_some_and(is_to_be_mended);
        let waits = self.state == State::Waiting && is_kept();
        waits || (self.state.needs_staff() && !self.finished)
    }

    /// Returns where it stands for staff: what goes on only by their doing is theirs to look at, whatever keeps it.
    pub(super) fn standing(&self, queue: &QueueView) -> State {
        if self.state == State::Waiting && self.waits_for_staff(queue) {
            return State::NeedsLogin;
        }
        self.state
    }

    /// Returns the command that the words of what is to be done lead to; nothing where something else comes first.
    pub(super) fn advised(&self, queue: &QueueView) -> Option<Command> {
        match self.state {
            State::NeedsCorrection => Some(
                self.cause
                    .and_then(words::advised)
                    .unwrap_or(Command::Correct),
            ),
            State::NeedsLogin => Some(Command::TryAgain),
            State::Expired => (!self.finished).then_some(Command::TryAgain),
            State::Waiting if self.answered => None,
            State::Waiting => self.kept_by(queue).and_then(words::advised),
            State::Sending | State::Ready | State::HandedOver | State::Withdrawn => None,
        }
    }

    /// Whether a person may let it be tried again.
    pub(super) fn may_be_tried_again(&self) -> bool {
        match self.state {
            State::NeedsLogin | State::NeedsCorrection => true,
            State::Expired => !self.finished,
            // It waits for what a person must mend, or for its answer to prove right.
            State::Waiting => self.answered || self.cause.is_some_and(is_to_be_mended),
            State::Sending | State::Ready | State::HandedOver | State::Withdrawn => false,
        }
    }
}

/// Whether it keeps a case until a person has mended it, and says so.
fn is_to_be_mended(cause: Cause) -> bool {
    cause.class() == Class::Mend
}

/// Returns what [`Command::PutAway`] means: the print stands before the problem, that before what was noted, and the notice
/// comes last.
pub(super) fn put_away(context: ViewContext<'_>) -> Option<Intent> {
    let print = context.printing.and_then(put_away_print);
    let problem = context.problem.map(|_| Intent::DismissProblem);
    let noted = context.status.noted.iter().find_map(|noted| noted.id);
    let seen = noted.map(Intent::Seen);
    // Below a problem no notice shows.
    let notice = context.notice.map(|_| Intent::DismissNotice);
    print.or(problem).or(seen).or(notice)
}

/// Returns how what is being printed is cancelled, or put away.
pub(super) fn put_away_print(print: &Printing) -> Option<Intent> {
    match print.state {
        PrintState::Goes | PrintState::NeedsYou => Some(Intent::CancelPrint),
        PrintState::Done | PrintState::Failed => Some(Intent::DismissPrint),
        PrintState::Stopping => None,
    }
}
