//! What the window is about: one state, each with what it needs and nothing else.
//!
//! The application moves it on, the screens show it. What is printed, saved or handed over is named by number, so
//! that it can only be what the screen shows.

use std::mem::{Discriminant, discriminant};

use jiff::Timestamp;

use crate::{
    case::{Cause, Class, PickupNumber, State, VisitId},
    ui::{
        command::Command,
        view_model::{Issued, Lock, Prints, QueueRow, QueueView, Status},
        words,
    },
};

/// What the window is about.
#[derive(Clone, Debug)]
pub enum Scene {
    /// Keys and queue are not open.
    Closed {
        /// Why not.
        how: Closed,
        /// A visit that was being taken up when the queue was lost: it is asked for anew once it is open again.
        lost: Option<VisitId>,
    },
    /// The form, and what becomes of its visit.
    Form(Form),
    /// A case looked at from the queue or from today, while the form's visit goes on behind it.
    Looking(Look, Form),
}

/// Why keys and queue are not open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Closed {
    /// They are being opened; what is typed meanwhile stays in the form.
    Opening,
    /// They could not be opened, and a problem says why; issuing tries it again.
    Shut,
    /// The counter is locked: nothing but the lock shows.
    Locked {
        /// What it waits for.
        lock: Lock,
        /// A passphrase is being tried.
        trying: bool,
    },
}

/// How far the form's visit is.
#[derive(Clone, Debug)]
pub enum Form {
    /// It is being typed.
    Typing,
    /// It is being taken up, and its customer waits for an attempt.
    Sending {
        /// Which visit.
        id: VisitId,
        /// When the attempt ends at the latest; nothing while the visit is being taken up.
        until: Option<Timestamp>,
    },
    /// It waits in the queue.
    Queued {
        /// Which visit.
        id: VisitId,
        /// Its numbers, and when its customer comes back.
        queued: QueuedVisit,
    },
    /// Its certificates are here.
    Result {
        /// Which visit.
        id: VisitId,
        /// The certificates.
        issued: Issued,
    },
}

/// A case looked at.
#[derive(Clone, Debug)]
pub enum Look {
    /// The certificates of these numbers are being opened.
    Opening(Vec<PickupNumber>),
    /// They show.
    Open(Issued),
}

/// A visit that was taken up and waits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QueuedVisit {
    /// Its numbers, one a case; the first stands for the visit.
    pub numbers: Vec<PickupNumber>,
    /// What the attempt met; nothing when staff did not wait for it.
    pub cause: Option<Cause>,
    /// When the customer is asked to come back.
    pub pickup: jiff::civil::DateTime,
}

impl QueuedVisit {
    /// Returns what it waits for by now, as the list of the queue says it of its cases; before they are listed, what its
    /// attempt met; and where it met nothing, what keeps all.
    pub(super) fn kept_by(&self, queue: &QueueView, status: &Status) -> Option<Cause> {
        let met = self.kept(queue).and_then(|row| row.kept_by(queue));
        met.or(self.cause).or_else(|| status.cause())
    }

    /// Returns the case that is kept from its certificate: one that waits for staff before one that waits by itself.
    pub(super) fn kept<'a>(&'a self, queue: &'a QueueView) -> Option<&'a QueueRow> {
        let kept = |row: &&QueueRow| row.kept_by(queue).is_some();
        let for_staff = |row: &&QueueRow| kept(row) && row.waits_for_staff(queue);
        let mut own = self.rows(queue);
        own.find(for_staff).or_else(|| self.rows(queue).find(kept))
    }

    /// Whether there is no certificate before staff have done something: that its attempt met it, the list tells a moment
    /// later.
    pub(super) fn waits_for_staff(&self, queue: &QueueView) -> bool {
        let mut own = self.rows(queue).peekable();
        let class = self.cause.map(Cause::class);
        match own.peek() {
            Some(_) => own.any(|row| row.waits_for_staff(queue)),
            None => class.is_some_and(|class| class != Class::Later),
        }
    }

    /// Returns the first of these commands that the words of what is to be done for its cases lead to.
    pub(super) fn advised(
        &self,
        queue: &QueueView,
        is_offered: impl Fn(Command) -> bool,
    ) -> Option<Command> {
        let offered = |command: &Command| is_offered(*command);
        let mut own = self.rows(queue).peekable();
        match own.peek() {
            Some(_) => own.find_map(|row| row.advised(queue).filter(offered)),
            None => self.cause.and_then(words::advised).filter(offered),
        }
    }

    /// Returns its cases, as far as they are listed yet.
    pub(super) fn rows<'a>(
        &'a self,
        queue: &'a QueueView,
    ) -> impl Iterator<Item = &'a QueueRow> + 'a {
        let numbers = self.numbers.iter();
        numbers.filter_map(|number| queue.row(*number))
    }

    /// Whether its slip is on paper or on its way there: a file that stands in for paper is nothing in the customer's hand.
    pub(super) fn has_slip(&self, prints: &Prints) -> bool {
        let visit = self.numbers.first();
        visit.is_some_and(|visit| prints.slips.contains(visit))
    }

    /// Whether all of it was issued since.
    pub(super) fn is_ready(&self, queue: &QueueView) -> bool {
        let ready = |number: &PickupNumber| {
            let row = queue.row(*number);
            row.is_some_and(|row| row.state == State::Ready)
        };
        self.numbers.iter().all(ready)
    }
}

impl Scene {
    /// Returns the form; nothing before the counter is open.
    pub fn form(&self) -> Option<&Form> {
        match self {
            Self::Closed { .. } => None,
            Self::Form(form) | Self::Looking(_, form) => Some(form),
        }
    }

    /// Returns the form, to be moved on; nothing before the counter is open.
    pub fn form_mut(&mut self) -> Option<&mut Form> {
        match self {
            Self::Closed { .. } => None,
            Self::Form(form) | Self::Looking(_, form) => Some(form),
        }
    }

    /// Whether the form's visit is being taken up or waited for, or was so when the queue was lost.
    pub fn holds_form(&self) -> bool {
        match self {
            Self::Closed { lost, .. } => lost.is_some(),
            Self::Form(form) | Self::Looking(_, form) => matches!(form, Form::Sending { .. }),
        }
    }

    /// Returns why keys and queue are not open; nothing where they are.
    pub fn closed(&self) -> Option<Closed> {
        match self {
            Self::Closed { how, .. } => Some(*how),
            Self::Form(_) | Self::Looking(..) => None,
        }
    }

    /// Closes it in a way; a visit that is to be asked for anew stays so.
    pub fn close(&mut self, how: Closed) {
        let lost = self.lost();
        *self = Self::Closed { how, lost };
    }

    /// Returns the visit that was being taken up when the queue was lost, or is being taken up now.
    pub fn lost(&self) -> Option<VisitId> {
        match self {
            Self::Closed { lost, .. } => *lost,
            Self::Form(Form::Sending { id, .. }) | Self::Looking(_, Form::Sending { id, .. }) => {
                Some(*id)
            }
            Self::Form(_) | Self::Looking(..) => None,
        }
    }

    /// Whether this visit is being taken up or waited for.
    pub fn is_sending(&self, visit: VisitId) -> bool {
        matches!(self.form(), Some(Form::Sending { id, .. }) if *id == visit)
    }

    /// Returns the certificates looked at, once they are open.
    pub fn looked_at(&self) -> Option<&Issued> {
        match self {
            Self::Looking(Look::Open(issued), _) => Some(issued),
            Self::Closed { .. } | Self::Form(_) | Self::Looking(Look::Opening(_), _) => None,
        }
    }

    /// Whether certificates are looked at, or are being opened for it.
    pub fn is_looking(&self) -> bool {
        matches!(self, Self::Looking(..))
    }

    /// Ends looking at a case: what stood behind it shows again.
    pub fn look_away(&mut self) {
        if let Self::Looking(_, form) = self {
            *self = Self::Form(std::mem::replace(form, Form::Typing));
        }
    }

    /// Looks at a case; nothing happens before the counter is open.
    pub fn look(&mut self, look: Look) {
        self.look_away();
        if let Self::Form(form) = self {
            *self = Self::Looking(look, std::mem::replace(form, Form::Typing));
        }
    }

    /// Returns every number whose certificate shows, in front or behind.
    pub fn numbers(&self) -> impl Iterator<Item = PickupNumber> + '_ {
        let result = self.form().and_then(Form::issued);
        let shown = self.looked_at().into_iter().chain(result);
        shown.flat_map(Issued::numbers)
    }
}

/// What a clerk sees of a scene: as long as it is the same, a key means the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Face {
    locked: bool,
    /// What stands in the place of the form, and of which visit.
    instead: Option<(Discriminant<Form>, VisitId)>,
    looked_at: Vec<PickupNumber>,
}

impl Scene {
    /// Returns what a clerk sees of it.
    pub(super) fn face(&self) -> Face {
        let instead = |form: &Form| match form {
            Form::Typing | Form::Sending { until: None, .. } => None,
            Form::Sending { id, .. } | Form::Queued { id, .. } | Form::Result { id, .. } => {
                Some((discriminant(form), *id))
            }
        };
        Face {
            locked: matches!(self.closed(), Some(Closed::Locked { .. })),
            instead: self.form().and_then(instead),
            looked_at: self
                .looked_at()
                .into_iter()
                .flat_map(Issued::numbers)
                .collect(),
        }
    }
}

impl Form {
    /// Returns its certificates, once they are here.
    pub fn issued(&self) -> Option<&Issued> {
        match self {
            Self::Result { issued, .. } => Some(issued),
            Self::Typing | Self::Sending { .. } | Self::Queued { .. } => None,
        }
    }

    /// Returns the numbers of its visit, once it is over.
    pub fn numbers(&self) -> Vec<PickupNumber> {
        match self {
            Self::Queued { queued, .. } => queued.numbers.clone(),
            Self::Result { issued, .. } => issued.numbers().collect(),
            Self::Typing | Self::Sending { .. } => Vec::new(),
        }
    }

    /// Returns its visit, while that waits in the queue.
    pub(super) fn queued(&self) -> Option<&QueuedVisit> {
        match self {
            Self::Queued { queued, .. } => Some(queued),
            Self::Typing | Self::Sending { .. } | Self::Result { .. } => None,
        }
    }

    /// Returns which visit it is, once it has been taken up.
    pub fn taken_up(&self) -> Option<VisitId> {
        match self {
            Self::Queued { id, .. } | Self::Result { id, .. } => Some(*id),
            Self::Typing | Self::Sending { .. } => None,
        }
    }
}
