//! What staff have ended a moment ago, and take back: the case stands again where it stood.
//!
//! A hand-over can be taken back as long as the certificate can be shown once more. A withdrawal erases, so it waits with
//! that: the case is withdrawn at once, for everybody and after a crash too, and its content goes when the time is over.
//! Whoever has withdrawn it sees to that, by a clock that nobody sets; what a killed program has left goes at the next
//! opening, or by its term where other windows stay open.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use rusqlite::{Connection, OptionalExtension as _, Transaction, params};

use super::{
    Error, Row, Store, deletion, row,
    sealed::Sealed,
    sql::Sql,
    transitions::{may_become, not_possible, withdraw},
};
use crate::{
    case::{CaseRef, PickupNumber, State},
    vault::MasterKey,
};

/// For so long the content of a withdrawn case is kept: longer than a window offers to bring it back.
pub const WITHDRAWAL_WINDOW: Duration = Duration::from_secs(20);

/// After so long [`Store::erase_due`] erases a withdrawn case that whoever has withdrawn it has left.
pub(super) const WITHDRAWAL_TERM: SignedDuration = SignedDuration::from_secs(60);

impl Store {
    /// Withdraws cases, and keeps their contents for now: the caller erases them by [`Store::erase_withdrawn`] once
    /// [`WITHDRAWAL_WINDOW`] is over.
    pub fn withdraw_for_now(
        &mut self,
        cases: &[impl Into<CaseRef> + Copy],
        now: Timestamp,
    ) -> Result<(), Error> {
        self.write_for_good(|transaction, key| {
            cases
                .iter()
                .try_for_each(|case| withdraw_for_now((transaction, key), (*case).into(), now))
        })?;
        self.scrub_later_if_not_now();
        Ok(())
    }

    /// Brings a case back that was handed over or withdrawn, which is the state that it was `ended` in: it is what it
    /// was before.
    ///
    /// Not one that has another state by now ([`Error::NotPossible`]), that is erased ([`Error::Erased`]), or whose place
    /// another has taken ([`Error::Replaced`]).
    pub fn bring_back(&mut self, number: PickupNumber, ended: State) -> Result<(), Error> {
        self.write_for_good(|transaction, key| bring_back((transaction, key), number, ended))
    }

    /// Erases those of these cases that are withdrawn: nobody brings them back any more.
    pub fn erase_withdrawn(&mut self, numbers: &[PickupNumber]) -> Result<(), Error> {
        self.write(|transaction, _| {
            for number in withdrawn(transaction)? {
                if numbers.contains(&number) {
                    deletion::content(transaction, number)?;
                }
            }
            Ok(())
        })?;
        self.scrub_later_if_not_now();
        Ok(())
    }

    /// Erases all withdrawn cases that killed programs have left: whoever could bring them back is gone.
    pub(super) fn erase_withdrawn_left(&mut self) -> Result<(), Error> {
        let left = withdrawn(&self.connection)?;
        if left.is_empty() {
            return Ok(());
        }
        self.erase_withdrawn(&left)
    }

    /// Whether a case is withdrawn and can be brought back yet.
    pub fn may_come_back(&self, number: PickupNumber) -> Result<bool, Error> {
        Ok(withdrawn(&self.connection)?.contains(&number))
    }
}

/// Reads the numbers of the withdrawn cases whose content is not erased yet.
fn withdrawn(connection: &Connection) -> Result<Vec<PickupNumber>, Error> {
    let mut statement = connection
        .prepare_cached("SELECT number FROM cases JOIN contents USING (number) WHERE state = ?1")?;
    let numbers = statement.query_map([Sql(State::Withdrawn)], |row| row.get::<_, Sql<_>>(0))?;
    numbers.map(|number| Ok(number?.0)).collect()
}

fn withdraw_for_now(
    (transaction, key): (&Transaction<'_>, &MasterKey),
    case: CaseRef,
    now: Timestamp,
) -> Result<(), Error> {
    let number = may_become(transaction, case, State::Withdrawn)?.number;
    let sealed = Sealed::of(transaction, number);
    let sealed =
        sealed.and_then(|sealed| sealed.reseal(transaction, key, State::Withdrawn, |_| ()));
    match sealed {
        Ok(_) => {}
        // There is nothing to bring back.
        Err(Error::DamagedCase(_) | Error::Erased(_)) => return withdraw(transaction, case, now),
        Err(error) => return Err(error),
    }
    let until = now.checked_add(WITHDRAWAL_TERM).unwrap_or(Timestamp::MAX);
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
    ended: State,
) -> Result<(), Error> {
    let row = row::row(transaction, number)?;
    let from: Option<String> = transaction
        .prepare_cached("SELECT ended_from FROM cases WHERE number = ?1")?
        .query_row([Sql(number)], |row| row.get(0))
        .optional()?
        .flatten();
    let from = from.as_deref().and_then(State::from_name);
    let Some(from) = from.filter(|_| row.state.is_final() && row.state == ended) else {
        return Err(not_possible(&row, State::Ready));
    };
    if let Some(by) = in_its_place(transaction, &row)? {
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

/// Returns the case that stands where this one would stand again: one that has taken its place, the one whose place it
/// had taken, or another in place of that.
fn in_its_place(transaction: &Transaction<'_>, case: &Row) -> Result<Option<PickupNumber>, Error> {
    if let Some(by) = row::in_place_of(transaction, case.number)? {
        return Ok(Some(by));
    }
    let Some(original) = case.replaces else {
        return Ok(None);
    };
    match row::row(transaction, original) {
        Ok(row) if row.state != State::Withdrawn => return Ok(Some(original)),
        // One that has left the list stands no more.
        Ok(_) | Err(Error::NoSuchCase(_)) => {}
        Err(error) => return Err(error),
    }
    let other = transaction
        .prepare_cached(
            "SELECT number FROM cases WHERE replaces = ?1 AND state != ?2 AND number != ?3",
        )?
        .query_row(
            params![Sql(original), Sql(State::Withdrawn), Sql(case.number)],
            |row| row.get::<_, Sql<_>>(0),
        )
        .optional()?;
    Ok(other.map(|Sql(number)| number))
}
