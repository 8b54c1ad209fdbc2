//! What is done with cases that were taken up: trying, putting back, handing over. Each is one transaction.

use jiff::Timestamp;
use rusqlite::{Transaction, params};

use super::{
    AttemptId, Begun, Content, Error, REPRINT_WINDOW, Row, SigningMode, Store, deletion,
    identifiers, row, sealed::Sealed, sql::Sql,
};
use crate::{
    case::{CaseRef, Cause, PickupNumber, State},
    vault::MasterKey,
};

impl Store {
    /// Begins an attempt at each of the cases: from `Waiting` to `Sending`.
    ///
    /// A case that cannot be opened is not among the attempts: it needs a person from now on
    /// ([`Cause::Unreadable`]), so that it never holds up the next one.
    pub fn begin(
        &mut self,
        numbers: &[PickupNumber],
        now: Timestamp,
    ) -> Result<Vec<AttemptId>, Error> {
        let begun = self.begin_renewed(numbers, now, |_| None)?;
        Ok(begun.into_iter().map(|begun| begun.attempt).collect())
    }

    /// Begins attempts, and in the same step fixes anew what could never be signed or let out as it stood. What was, or
    /// may have been, signed of it before reaches nobody: its identifier is noted as lost.
    pub fn begin_renewed(
        &mut self,
        numbers: &[PickupNumber],
        now: Timestamp,
        renew: impl Fn(&Content) -> Option<SigningMode>,
    ) -> Result<Vec<Begun>, Error> {
        let mut begun = Vec::new();
        self.write(|transaction, key| {
            begun = begin((transaction, key), numbers, now, renew)?;
            Ok(())
        })?;
        Ok(begun)
    }

    /// Hands cases over. Their certificates can be printed again for [`REPRINT_WINDOW`]; then they are erased.
    pub fn hand_over(
        &mut self,
        cases: &[impl Into<CaseRef> + Copy],
        now: Timestamp,
    ) -> Result<(), Error> {
        let until = now.checked_add(REPRINT_WINDOW).unwrap_or(Timestamp::MAX);
        self.write_for_good(|transaction, key| {
            for case in cases {
                let row = may_become(transaction, *case, State::HandedOver)?;
                let mut finished = false;
                let sealed = Sealed::of(transaction, row.number)?;
                sealed.reseal(transaction, key, State::HandedOver, |content| {
                    finished = content.hc1.is_some();
                })?;
                // A case may have expired before it became ready: there is nothing to hand over.
                if !finished {
                    return Err(not_possible(&row, State::HandedOver));
                }
                transaction
                    .prepare_cached(
                        "UPDATE cases SET ended_from = state, state = ?2, done_at = ?3, reprint_until = ?4 WHERE number = ?1",
                    )?
                    .execute(params![
                        Sql(row.number),
                        Sql(State::HandedOver),
                        Sql(now),
                        Sql(until)
                    ])?;
            }
            Ok(())
        })
    }

    /// Withdraws cases and erases them at once.
    pub fn withdraw(
        &mut self,
        cases: &[impl Into<CaseRef> + Copy],
        now: Timestamp,
    ) -> Result<(), Error> {
        self.write_for_good(|transaction, _| {
            cases
                .iter()
                .try_for_each(|case| withdraw(transaction, (*case).into(), now))
        })?;
        self.scrub_later_if_not_now();
        Ok(())
    }

    /// Lets a case be tried again of which nothing is wrong any more, though nobody has looked at it: a signed answer
    /// that is kept stays what decides on it.
    pub fn resume(&mut self, number: PickupNumber) -> Result<(), Error> {
        self.write(|transaction, key| {
            let row = row::row(transaction, number)?;
            go((transaction, key), &row, State::Waiting, |_| ())?;
            transaction
                .prepare_cached(
                    "UPDATE cases SET next_try = NULL, trouble = NULL WHERE number = ?1",
                )?
                .execute([Sql(number)])?;
            Ok(())
        })
    }

    /// Lets cases be tried again after a person has looked at them, those that wait already among them: what was kept
    /// of them decides no more. Their deadline is `until` or later.
    pub fn try_again(
        &mut self,
        cases: &[impl Into<CaseRef> + Copy],
        until: Timestamp,
    ) -> Result<(), Error> {
        self.write(|transaction, key| {
            for case in cases {
                let row = row::meant(transaction, (*case).into())?;
                // The end of an attempt is for `settle` and `take_back` alone.
                if row.state == State::Sending {
                    return Err(not_possible(&row, State::Waiting));
                }
                if row.state != State::Waiting {
                    may_become(transaction, row.number, State::Waiting)?;
                    let sealed = Sealed::of(transaction, row.number)?;
                    let mut finished = false;
                    sealed.reseal(transaction, key, State::Waiting, |content| {
                        finished = content.hc1.is_some();
                    })?;
                    // It was ready before its deadline passed: it waits for its customer alone.
                    if finished {
                        return Err(not_possible(&row, State::Waiting));
                    }
                }
                transaction
                    .prepare_cached(
                        "UPDATE cases SET state = ?2, next_try = NULL, trouble = NULL, holds_answer = 0,
                            deadline = max(deadline, ?3) WHERE number = ?1",
                    )?
                    .execute(params![Sql(row.number), Sql(State::Waiting), Sql(until)])?;
            }
            Ok(())
        })
    }
}

/// Whether a server chooses the identifier.
pub(super) fn is_by_server(order: &SigningMode) -> bool {
    matches!(order, SigningMode::ByServer { .. })
}

/// Begins attempts, and fixes anew what could never be signed or let out as it stood.
pub(super) fn begin(
    (transaction, master): (&Transaction<'_>, &MasterKey),
    numbers: &[PickupNumber],
    now: Timestamp,
    renew: impl Fn(&Content) -> Option<SigningMode>,
) -> Result<Vec<Begun>, Error> {
    let mut begun = Vec::with_capacity(numbers.len());
    for number in numbers {
        let row = row::row(transaction, *number)?;
        let attempt = row.attempts.saturating_add(1);
        let (mut left_behind, mut failed) = (None, None);
        let renew = |content: &mut Content| {
            let mut kept = content.kept_identifier();
            let mut is_own = |kept: &mut String| {
                let taken = identifiers::take(transaction, *number, kept);
                taken.unwrap_or_else(|error| {
                    failed = Some(error);
                    false
                })
            };
            // An answer with the identifier of another case is none of this one.
            let unfit = kept.take_if(|kept| !is_own(kept));
            let set_aside = unfit.and_then(|_| content.kept_answer.take());
            let Some(order) = renew(content) else {
                content.kept_answer = content.kept_answer.take().or(set_aside);
                return;
            };
            left_behind = Some(leave_behind(content, kept));
            (content.order, content.kept_answer) = (order, None);
        };
        let content = go((transaction, master), &row, State::Sending, renew)?;
        if let Some(error) = failed {
            return Err(error);
        }
        if let Some(content) = content {
            if let Some(uncounted) = left_behind {
                // Who chooses the identifier may have changed with the way to the portal.
                transaction
                    .prepare_cached(
                        "UPDATE cases SET by_server = ?2, holds_answer = 0, lost = lost + ?3 WHERE number = ?1",
                    )?
                    .execute(params![Sql(*number), is_by_server(&content.order), uncounted])?;
            }
            let attempt = AttemptId {
                number: *number,
                attempt,
            };
            begun.push(Begun { attempt, content });
        }
        transaction
            .prepare_cached("UPDATE cases SET attempts = ?2, begun_at = ?3 WHERE number = ?1")?
            .execute(params![Sql(*number), attempt, Sql(now)])?;
    }
    Ok(begun)
}

/// Puts cases back whose attempt was begun and not made: nobody was asked, and none is counted.
pub(super) fn put_back(
    (transaction, master): (&Transaction<'_>, &MasterKey),
    attempts: &[AttemptId],
) -> Result<(), Error> {
    for AttemptId { number, attempt } in attempts {
        let row = match row::row(transaction, *number) {
            Ok(row) => row,
            Err(Error::NoSuchCase(_)) => continue,
            Err(error) => return Err(error),
        };
        // Another program may have taken it back meanwhile.
        if (row.state, row.attempts) != (State::Sending, *attempt) {
            continue;
        }
        go((transaction, master), &row, State::Waiting, |_| ())?;
        transaction
            .prepare_cached(
                "UPDATE cases SET attempts = attempts - 1, begun_at = NULL WHERE number = ?1",
            )?
            .execute([Sql(*number)])?;
    }
    Ok(())
}

/// Notes as lost what was, or may have been, signed of a case as it stood; returns how many of that were not counted
/// yet. `kept` is the identifier of the answer that was kept of it.
pub(super) fn leave_behind(content: &mut Content, kept: Option<String>) -> u32 {
    let fixed = match &content.order {
        SigningMode::Prepared(fixed) => Some(fixed.uvci.clone()),
        SigningMode::ByServer { .. } => None,
    };
    // What a server has signed by its own choice was counted when it came.
    let foreign = kept.filter(|kept| Some(kept) != fixed.as_ref());
    let answered = content.kept_answer.is_some() && foreign.is_none();
    let fixed = fixed.filter(|_| answered || content.maybe_signed);
    content.maybe_signed = false;
    let uncounted = u32::from(fixed.is_some());
    for lost in [fixed, foreign].into_iter().flatten() {
        content.name_lost(lost);
    }
    uncounted
}

/// Moves a case on, as [`seal_as`] does, where the table of states has this step.
pub(super) fn go(
    store: (&Transaction<'_>, &MasterKey),
    row: &Row,
    to: State,
    change: impl FnOnce(&mut Content),
) -> Result<Option<Content>, Error> {
    if !row.state.may_become(to) {
        return Err(not_possible(row, to));
    }
    seal_as(store, row.number, to, change)
}

/// Changes the content of a case and seals it for a state, which may be the one it is in; returns what it says now.
///
/// Where the content cannot be opened, a person must look at the case ([`Cause::Unreadable`]), and nothing is
/// returned. An expired case that cannot be opened is expired all the same.
pub(super) fn seal_as(
    (transaction, master): (&Transaction<'_>, &MasterKey),
    number: PickupNumber,
    to: State,
    change: impl FnOnce(&mut Content),
) -> Result<Option<Content>, Error> {
    let opened = Sealed::of(transaction, number)
        .and_then(|sealed| sealed.reseal(transaction, master, to, change));
    match opened {
        Ok(content) => {
            transaction
                .prepare_cached("UPDATE cases SET state = ?2 WHERE number = ?1")?
                .execute(params![Sql(number), Sql(to)])?;
            Ok(Some(content))
        }
        Err(Error::DamagedCase(_)) => {
            tracing::error!(%number, "what was captured of a case cannot be opened any more");
            let to = if to == State::Expired {
                to
            } else {
                State::NeedsCorrection
            };
            transaction
                .prepare_cached(
                    "UPDATE cases SET state = ?2, trouble = ?3, begun_at = NULL WHERE number = ?1",
                )?
                .execute(params![Sql(number), Sql(to), Sql(Cause::Unreadable)])?;
            Ok(None)
        }
        Err(error) => Err(error),
    }
}

pub(super) fn withdraw(
    transaction: &Transaction<'_>,
    case: CaseRef,
    now: Timestamp,
) -> Result<(), Error> {
    let number = may_become(transaction, case, State::Withdrawn)?.number;
    transaction
        .prepare_cached("UPDATE cases SET state = ?2, done_at = ?3 WHERE number = ?1")?
        .execute(params![Sql(number), Sql(State::Withdrawn), Sql(now)])?;
    deletion::content(transaction, number)
}

/// Refuses a step that the table of states does not have.
pub(super) fn may_become(
    transaction: &Transaction<'_>,
    case: impl Into<CaseRef>,
    to: State,
) -> Result<Row, Error> {
    let row = row::meant(transaction, case.into())?;
    if row.state.may_become(to) {
        return Ok(row);
    }
    Err(not_possible(&row, to))
}

pub(super) fn not_possible(row: &Row, to: State) -> Error {
    Error::NotPossible {
        number: row.number,
        from: row.state,
        to,
    }
}
