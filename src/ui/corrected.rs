//! The case that the one in the form takes the place of: whose it is, and whether it is still about them.

use std::fmt;

use jiff::civil::Date;

use crate::{case::PickupNumber, domain::Draft};

use super::checks::Holder;

/// A case being corrected. It is withdrawn when the one in the form is taken up, and not before.
pub(super) struct Corrected {
    number: PickupNumber,
    /// Whose it is; nothing where it cannot be read any more.
    holder: Option<Holder>,
    /// For whom staff have said that it is the same person.
    confirmed: Option<Holder>,
}

impl Corrected {
    /// Begins the correction of a case that says this, where it can be read.
    pub(super) fn new(number: PickupNumber, content: Option<&Draft>) -> Self {
        Self {
            number,
            holder: content.map(Holder::of),
            confirmed: None,
        }
    }

    /// Returns the number of the case.
    pub(super) fn number(&self) -> PickupNumber {
        self.number
    }

    /// Whether staff have said that it is the same person; `None` where name and birth date say so themselves.
    pub(super) fn is_confirmed(&self, draft: &Draft, today: Date) -> Option<bool> {
        let holder = Holder::of(draft);
        let is = |known: &Option<Holder>| {
            let known = known.as_ref();
            known.is_some_and(|known| known.is(&holder, today))
        };
        (!is(&self.holder)).then(|| is(&self.confirmed))
    }

    /// Notes whether staff say that it is the same person.
    pub(super) fn confirm(&mut self, draft: &Draft, ticked: bool) {
        self.confirmed = ticked.then(|| Holder::of(draft));
    }
}

impl fmt::Debug for Corrected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Corrected")
            .field("number", &self.number)
            .finish_non_exhaustive()
    }
}
