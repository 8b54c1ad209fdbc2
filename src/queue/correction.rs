//! A correction: from now on a case says something else, under its number, which stands on the customer's slip.
//!
//! Nothing of what it said before comes over: the attempts made by then are former ones, whose answers are of use to
//! nobody ([`settle`]), and what was or may have been signed by then is named and counted as lost.

use rusqlite::{Transaction, params};

use super::{
    AttemptId, Capture, Content, Error, Former, Row, Settled, deletion, draft_store, identifiers,
    row,
    sealed::{Sealed, identity},
    sql::Sql,
    transitions::{is_by_server, leave_behind, not_possible},
};
use crate::{
    case::{CaseVersion, PickupNumber, State, VisitId},
    vault::MasterKey,
};

type Step<'a> = (&'a Transaction<'a>, &'a MasterKey);

/// Whether a case takes a correction. Not one that another correction was faster for ([`Error::Replaced`]), that has its
/// certificate ([`Error::Issued`]), or that is being tried just now ([`Error::NotPossible`]); and `false` for one that staff
/// have withdrawn: its number is over, and the correction is a case of its own.
pub(super) fn is_taken(step: Step<'_>, correction: CaseVersion) -> Result<bool, Error> {
    let (transaction, key) = step;
    let number = correction.number;
    // As older versions did it.
    if let Some(by) = row::in_place_of(transaction, number)? {
        return Err(Error::Replaced { number, by });
    }
    let row = row::row(transaction, number)?;
    if row.state == State::Withdrawn {
        return Ok(false);
    }
    if row.corrected != correction.corrected {
        return Err(Error::Replaced { number, by: number });
    }
    let is_finished = || {
        let sealed = Sealed::of(transaction, number)?;
        Ok::<_, Error>(sealed.open(key)?.1.hc1.is_some())
    };
    match row.state {
        State::Ready | State::HandedOver => Err(Error::Issued(number)),
        // What cannot be opened is nobody's certificate.
        State::Expired if is_finished().unwrap_or(false) => Err(Error::Issued(number)),
        State::Sending => Err(not_possible(&row, State::Waiting)),
        State::Waiting
        | State::NeedsLogin
        | State::NeedsCorrection
        | State::Expired
        | State::Withdrawn => Ok(true),
    }
}

/// Has a case say something else; returns the visit that it belongs to. Whatever else was being typed as its correction is
/// forgotten.
pub(super) fn correct(
    step: Step<'_>,
    number: PickupNumber,
    capture: Capture,
    visit: VisitId,
) -> Result<PickupNumber, Error> {
    let (transaction, _) = step;
    draft_store::erase_corrections(step, number)?;
    let (before, behind) = match set_aside(step, number) {
        Ok((sealed, behind)) => (Some(sealed), behind),
        Err(Error::DamagedCase(_) | Error::Erased(_)) => (None, Behind::default()),
        Err(error) => return Err(error),
    };
    let deadline = capture.deadline;
    let row = row::row(transaction, number)?;
    let content = Content {
        former: Former {
            corrected: row.corrected.saturating_add(1),
            attempts: row.attempts,
        },
        lost: behind.lost,
        ..Content::of(capture)
    };
    let (kind, by_server) = (content.draft.event.kind(), is_by_server(&content.order));
    let captured_at = content.captured_at.timestamp();
    seal(step, (number, before), content)?;
    transaction
        .prepare_cached(
            "UPDATE cases SET state = ?2, kind = ?3, by_server = ?4, captured_at = ?5, deadline = max(deadline, ?6),
                lost = lost + ?7, begun_at = NULL, next_try = NULL, trouble = NULL, holds_answer = 0,
                printed_at = NULL, saved_at = NULL, corrected = corrected + 1, former_attempts = attempts
             WHERE number = ?1",
        )?
        .execute(params![
            Sql(number),
            Sql(State::Waiting),
            Sql(kind),
            by_server,
            Sql(captured_at),
            Sql(deadline),
            behind.uncounted,
        ])?;
    identifiers::make_former(transaction, number)?;
    transaction
        .prepare_cached("INSERT INTO corrections (visit, number) VALUES (?1, ?2)")?
        .execute(params![Sql(visit), Sql(number)])?;
    Ok(row.visit)
}

/// What was, or may have been, signed of a case before it is corrected.
#[derive(Default)]
struct Behind {
    lost: Vec<String>,
    /// How many of it were not counted yet.
    uncounted: u32,
}

/// Opens a case that is corrected, and names what of it reaches nobody from now on.
fn set_aside(
    (transaction, key): Step<'_>,
    number: PickupNumber,
) -> Result<(Sealed, Behind), Error> {
    let sealed = Sealed::of(transaction, number)?;
    let mut content = sealed.open(key)?.1;
    let mut kept = content.kept_identifier();
    // An answer with the identifier of another case is none of this one.
    if let Some(identifier) = &kept
        && !identifiers::take(transaction, number, identifier)?
    {
        (kept, content.kept_answer) = (None, None);
    }
    let uncounted = leave_behind(&mut content, kept);
    let lost = content.lost;
    Ok((sealed, Behind { lost, uncounted }))
}

/// Seals what a case says from now on: with its own key, by which an answer that is kept in a file can be named yet, or, where
/// nothing opens what it said before, with another.
fn seal(
    (transaction, key): Step<'_>,
    (number, before): (PickupNumber, Option<Sealed>),
    content: Content,
) -> Result<(), Error> {
    if let Some(sealed) = before {
        sealed.reseal(transaction, key, State::Waiting, |it| *it = content)?;
        return deletion::mark(transaction);
    }
    deletion::content(transaction, number)?;
    let identity = identity()?;
    transaction
        .prepare_cached("UPDATE cases SET identity = ?2 WHERE number = ?1")?
        .execute(params![Sql(number), identity])?;
    Sealed::insert(transaction, key, (number, identity), &content)
}

/// Notes what came of a former attempt: nothing for what the case says now. Whatever was signed by it was counted when the
/// attempt was taken back, or when the case was corrected; by now it may have a name.
pub(super) fn settle(
    (transaction, key): Step<'_>,
    row: &Row,
    settled: &Settled,
) -> Result<(), Error> {
    let identifier = match settled {
        Settled::Ready { uvci, .. } => Some(uvci.clone()),
        Settled::NotReady { failure, .. } => {
            let kept = failure.kept_answer.as_deref();
            let kept = kept.and_then(super::case::identifier_of);
            failure.identifier.clone().or(kept)
        }
    };
    let Some(identifier) = identifier else {
        return Ok(());
    };
    identifiers::note_former(transaction, row.number, &identifier)?;
    let named = Sealed::of(transaction, row.number).and_then(|sealed| {
        sealed.reseal(transaction, key, row.state, |content| {
            if content.uvci.as_ref() != Some(&identifier) {
                content.name_lost(identifier);
            }
        })
    });
    match named {
        Ok(_) | Err(Error::DamagedCase(_) | Error::Erased(_)) => Ok(()),
        Err(error) => Err(error),
    }
}

/// Whether an attempt was at what its case said before it was corrected.
pub(super) fn is_former(row: &Row, AttemptId { attempt, .. }: AttemptId) -> bool {
    attempt <= row.former_attempts
}
