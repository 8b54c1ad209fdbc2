//! One step of the work: what is settled, remembered and begun in it is on the disk together, or none of it is.
//!
//! A disk takes as long for one commit as for ten of them, and a queue that is worked off is a commit after the other.

use std::fmt;

use jiff::Timestamp;
use rusqlite::Transaction;

use super::{AttemptId, Begun, Content, Error, SigningMode, transitions};
use crate::{
    backoff::{Backoff, Waiting},
    case::PickupNumber,
    queue::{portal_state, row},
    vault::MasterKey,
};

/// What may follow from results in the step that settles them ([`super::Store::settle_and`]).
pub struct Step<'a> {
    pub(super) transaction: &'a Transaction<'a>,
    pub(super) key: &'a MasterKey,
}

impl fmt::Debug for Step<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Step")
    }
}

impl Step<'_> {
    /// Remembers this of the portal.
    pub fn set_pace(&self, pace: &Backoff) -> Result<(), Error> {
        portal_state::set(self.transaction, pace)
    }

    /// Returns the cases whose turn it is, at most so many, as [`super::Store::next_waiting`] does, with what was settled
    /// just now.
    pub fn next_waiting(
        &self,
        captured_until: Timestamp,
        most: usize,
    ) -> Result<Vec<Waiting>, Error> {
        row::next_waiting(self.transaction, captured_until, most)
    }

    /// Puts cases back whose attempt was begun and not made: they wait as they did before.
    pub fn put_back(&self, attempts: &[AttemptId]) -> Result<(), Error> {
        transitions::put_back((self.transaction, self.key), attempts)
    }

    /// Begins attempts, as [`super::Store::begin_renewed`] does.
    pub fn begin(
        &self,
        numbers: &[PickupNumber],
        now: Timestamp,
        renew: impl Fn(&Content) -> Option<SigningMode>,
    ) -> Result<Vec<Begun>, Error> {
        transitions::begin((self.transaction, self.key), numbers, now, renew)
    }
}
