//! What reading a draft needs to know, and what it has found.

use std::collections::BTreeSet;

use jiff::{ZonedDateTime, civil::Date};

use super::{DraftLimits, Error, Fault, Field, Question, today};

/// A draft being read: by which moment and rules, and what was found wrong.
pub(super) struct ParseContext<'a> {
    pub(super) now: &'a ZonedDateTime,
    /// What whoever signs takes.
    pub(super) limits: DraftLimits,
    /// What staff have said yes to ([`Draft::confirmed`](super::Draft::confirmed)).
    pub(super) confirmed: &'a BTreeSet<String>,
    /// Every fault so far.
    pub(super) errors: Vec<Error>,
}

impl ParseContext<'_> {
    /// Returns the day at the counter.
    pub(super) fn today(&self) -> Date {
        today(self.now)
    }

    /// Notes what is wrong with a field.
    pub(super) fn note(&mut self, field: Field, fault: Fault) {
        self.errors.push(Error::new(field, fault));
    }

    /// Asks, unless staff have said yes already.
    pub(super) fn ask(&mut self, question: Question) {
        if !question.is_confirmed(self.confirmed) {
            self.note(question.field, Fault::Asked(question));
        }
    }

    /// Returns how much is wrong so far.
    pub(super) fn faults(&self) -> usize {
        self.errors.len()
    }
}
