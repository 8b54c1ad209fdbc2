//! What staff have ended a moment ago, and take back: the case stands again where it stood.
//!
//! A hand-over can be taken back as long as the certificate can be shown once more. A withdrawal erases, so it waits with
//! that: the case is withdrawn at once, for everybody and after a crash too, and its content goes when the time is over.

use jiff::{SignedDuration, Timestamp};
use rusqlite::{OptionalExtension as _, Transaction, params};

use super::{
    Error, Store, row,
    sealed::Sealed,
    sql::Sql,
    transitions::{may_become, not_possible, withdraw},
};
use crate::{
    case::{PickupNumber, State},
    vault::MasterKey,
};

/// For so long the content of a withdrawn case is kept: longer than a window offers to bring it back.
pub const WITHDRAWAL_WINDOW: SignedDuration = SignedDuration::from_secs(20);

impl Store {
    /// Withdraws cases, and erases them once [`WITHDRAWAL_WINDOW`] is over.
    pub fn withdraw_for_now(
        &mut self,
        numbers: &[PickupNumber],
        now: Timestamp,
    ) -> Result<(), Error> {
        self.write_for_good(|transaction, key| {
            numbers
                .iter()
                .try_for_each(|number| withdraw_for_now((transaction, key), *number, now))
        })?;
        self.scrub_later_if_not_now();
        Ok(())
    }

    /// Brings cases back that were handed over or withdrawn: each is what it was before.
    ///
    /// Not one that is erased by now ([`Error::Erased`]), nor one whose place another has taken ([`Error::Replaced`]).
    pub fn bring_back(&mut self, numbers: &[PickupNumber]) -> Result<(), Error> {
        self.write_for_good(|transaction, key| {
            numbers
                .iter()
                .try_for_each(|number| bring_back((transaction, key), *number))
        })
    }
}

fn withdraw_for_now(
    (transaction, key): (&Transaction<'_>, &MasterKey),
    number: PickupNumber,
    now: Timestamp,
) -> Result<(), Error> {
    may_become(transaction, number, State::Withdrawn)?;
    let sealed = Sealed::of(transaction, number);
    let sealed =
        sealed.and_then(|sealed| sealed.reseal(transaction, key, State::Withdrawn, |_| ()));
    match sealed {
        Ok(_) => {}
        // There is nothing to bring back.
        Err(Error::DamagedCase(_) | Error::Erased(_)) => return withdraw(transaction, number, now),
        Err(error) => return Err(error),
    }
    let until = now.checked_add(WITHDRAWAL_WINDOW).unwrap_or(Timestamp::MAX);
    transaction
        .prepare_cached(
            "UPDATE cases SET ended_from = state, state = ?2, done_at = ?3, reprint_until = ?4 WHERE number = ?1",
        )?
        .execute(params![
            Sql(number),
            Sql(State::Withdrawn),
            Sql(now),
            Sql(until)
        ])?;
    Ok(())
}

fn bring_back(
    (transaction, key): (&Transaction<'_>, &MasterKey),
    number: PickupNumber,
) -> Result<(), Error> {
    let row = row::row(transaction, number)?;
    let from: Option<String> = transaction
        .prepare_cached("SELECT ended_from FROM cases WHERE number = ?1")?
        .query_row([Sql(number)], |row| row.get(0))
        .optional()?
        .flatten();
    let from = from.as_deref().and_then(State::from_name);
    let Some(from) = from.filter(|_| row.state.is_final()) else {
        return Err(not_possible(&row, State::Ready));
    };
    if let Some(by) = row::in_place_of(transaction, number)? {
        return Err(Error::Replaced { number, by });
    }
    Sealed::of(transaction, number)?.reseal(transaction, key, from, |_| ())?;
    transaction
        .prepare_cached(
            "UPDATE cases SET state = ?2, done_at = NULL, reprint_until = NULL, ended_from = NULL WHERE number = ?1",
        )?
        .execute(params![Sql(number), Sql(from)])?;
    Ok(())
}
