//! What became of attempts: recorded for the attempt it belongs to, and a certificate for its case at any time.

use rusqlite::{Transaction, params};

use super::{
    AttemptId, Content, Error, Row, Settled, SigningMode, Step, Store, correction, identifiers,
    sealed::Sealed,
    sql::Sql,
    transitions::{go, seal_as},
};
use crate::{case::State, queue::row, vault::MasterKey};

impl Store {
    /// Records what became of attempts.
    ///
    /// A result counts while its case is still in that very attempt. A certificate counts as long as its case has
    /// none and is not withdrawn: the attempt may have been taken back, and another be under way. Where a result
    /// came too late, the others are recorded all the same, and the late ones are named in [`Error::Overtaken`].
    ///
    /// What cannot be written now is kept in sealed files, so that no certificate ends with the program.
    pub fn settle(&mut self, results: &[(AttemptId, Settled)]) -> Result<(), Error> {
        self.settle_and(results, |_| Ok(()))
    }

    /// Records what became of attempts, and in the same step what follows from it. What comes too late
    /// ([`Error::Overtaken`]) keeps back nothing else of the step.
    pub fn settle_and(
        &mut self,
        results: &[(AttemptId, Settled)],
        follows: impl FnOnce(&Step<'_>) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let mut overtaken = Vec::new();
        let written = self.write(|transaction, key| {
            for (attempt, settled) in results {
                if !settle(transaction, key, *attempt, settled.clone())? {
                    overtaken.push(*attempt);
                }
            }
            follows(&Step { transaction, key })
        });
        if let Err(error) = written {
            self.keep_answers(results);
            return Err(error);
        }
        self.forget_answers(results);
        if overtaken.is_empty() {
            return Ok(());
        }
        Err(Error::Overtaken(overtaken))
    }
}

/// Records one result, if its case still has a use for it.
///
/// What a server has signed is never thrown away: an answer that has no certificate in it, and comes too late, is kept
/// with its case, for the next attempt or a person. Of an attempt at what the case said before it was corrected nothing is.
pub(super) fn settle(
    transaction: &Transaction<'_>,
    master: &MasterKey,
    AttemptId { number, attempt }: AttemptId,
    settled: Settled,
) -> Result<bool, Error> {
    let row = match row::row(transaction, number) {
        Ok(row) => row,
        // It was done so long ago that it is not even listed.
        Err(Error::NoSuchCase(_)) => return Ok(false),
        Err(error) => return Err(error),
    };
    if correction::is_former(&row, AttemptId { number, attempt }) {
        correction::settle((transaction, master), &row, &settled)?;
        return Ok(false);
    }
    let settled = identifiers::claim((transaction, master), number, settled)?;
    if (row.state, row.attempts) == (State::Sending, attempt) {
        record(transaction, master, &row, settled)?;
        return Ok(true);
    }
    let kept = settled.failure().and_then(|it| it.kept_answer.as_deref());
    let welcome = match (settled.cause(), kept) {
        (None, _) => row.state.may_become(State::Ready),
        // For a person to look at, unless another attempt decides.
        (Some(_), Some(_)) => row.state == State::Waiting,
        (Some(_), None) => false,
    };
    if welcome {
        // When its attempt was taken back, what is here now was counted as lost.
        transaction
            .prepare_cached(
                "UPDATE cases SET lost = lost - 1 WHERE number = ?1 AND by_server AND lost > 0",
            )?
            .execute([Sql(number)])?;
        record(transaction, master, &row, settled)?;
    } else if row.state == State::Ready {
        let is_counted = row.attempts != attempt;
        note_lost((transaction, master), &row, &settled, is_counted)?;
    } else if let Some(kept) = kept.filter(|_| row.state.may_become(State::Ready)) {
        keep(transaction, master, &row, kept)?;
    }
    Ok(welcome)
}

/// Keeps a signed answer with its case, which stays where it is.
fn keep(
    transaction: &Transaction<'_>,
    master: &MasterKey,
    row: &Row,
    kept: &[u8],
) -> Result<(), Error> {
    let mut is_held = false;
    let resealed =
        Sealed::of(transaction, row.number)?.reseal(transaction, master, row.state, |content| {
            // It may have been ready before its deadline passed.
            is_held = content.hc1.is_none();
            if is_held {
                content.kept_answer = Some(kept.to_vec());
            }
        });
    match resealed {
        Ok(_) => {}
        Err(Error::DamagedCase(_)) => return Ok(()),
        Err(error) => return Err(error),
    }
    transaction
        .prepare_cached(
            "UPDATE cases SET holds_answer = holds_answer OR (?2 AND by_server) WHERE number = ?1",
        )?
        .execute(params![Sql(row.number), is_held])?;
    Ok(())
}

/// Notes what comes too late and is a certificate, or may be one, that reaches nobody: the case has another. It is
/// counted already where its attempt was taken back.
fn note_lost(
    (transaction, master): (&Transaction<'_>, &MasterKey),
    row: &Row,
    settled: &Settled,
    is_counted: bool,
) -> Result<(), Error> {
    let sealed = Sealed::of(transaction, row.number)?;
    let content = match sealed.open(master) {
        Ok((_, content)) => content,
        Err(Error::DamagedCase(_)) => return Ok(()),
        Err(error) => return Err(error),
    };
    let fixed = match &content.order {
        SigningMode::Prepared(fixed) => Some(&fixed.uvci),
        SigningMode::ByServer { .. } => None,
    };
    let identifier = match settled {
        Settled::Ready { uvci, .. }
            if content.uvci.as_ref() == Some(uvci) || content.lost.contains(uvci) =>
        {
            return Ok(());
        }
        Settled::Ready { uvci, .. } => Some(uvci.as_str()),
        // Where the bytes are fixed there is but one.
        Settled::NotReady { .. } if fixed.is_some() && fixed == content.uvci.as_ref() => {
            return Ok(());
        }
        Settled::NotReady { failure, .. } if failure.maybe_signed => {
            let fixed = fixed.filter(|_| !is_counted).map(String::as_str);
            failure.identifier.as_deref().or(fixed)
        }
        Settled::NotReady { .. } => return Ok(()),
    };
    transaction
        .prepare_cached("UPDATE cases SET lost = lost + NOT ?2 WHERE number = ?1")?
        .execute(params![Sql(row.number), is_counted])?;
    if let Some(identifier) = identifier {
        sealed.reseal(transaction, master, row.state, |content| {
            content.name_lost(identifier.to_owned());
        })?;
    }
    Ok(())
}

/// Records one result: its case goes on, or waits as before.
fn record(
    transaction: &Transaction<'_>,
    master: &MasterKey,
    row: &Row,
    settled: Settled,
) -> Result<(), Error> {
    let (number, to) = (row.number, settled.state());
    let next_try = match &settled {
        Settled::Ready { .. } => None,
        Settled::NotReady { next_try, .. } => *next_try,
    };
    let failure = settled.failure();
    // Where the bytes are fixed a lost answer costs nothing: the next one brings the same certificate.
    transaction
        .prepare_cached(
            "UPDATE cases SET trouble = ?2, next_try = ?3, lost = lost + (?4 AND by_server),
                holds_answer = NOT ?5 AND (holds_answer OR (?6 AND by_server)), begun_at = NULL WHERE number = ?1",
        )?
        .execute(params![
            Sql(number),
            settled.cause().map(Sql),
            next_try.map(Sql),
            settled.maybe_signed(),
            failure.is_none(),
            failure.is_some_and(|it| it.kept_answer.is_some()),
        ])?;
    let (mut arrival, mut failed) = (Arrival::default(), None);
    let change = |content: &mut Content| {
        content
            .lost
            .extend(settled.lost_identifier().map(str::to_owned));
        let is_fixed = matches!(content.order, SigningMode::Prepared(_));
        content.maybe_signed |= is_fixed && settled.maybe_signed();
        match settled {
            Settled::Ready { hc1, uvci, signer } => {
                let take = |kept: &str| identifiers::take(transaction, number, kept);
                match keep_certificate(content, (hc1, uvci), take) {
                    Ok(found) => arrival = found,
                    Err(error) => failed = Some(error),
                }
                content.signer = Some(signer);
            }
            Settled::NotReady { failure, .. } => {
                content.portal_message = failure.portal_message;
                // A signed answer is let go for another one only.
                content.kept_answer = failure.kept_answer.or_else(|| content.kept_answer.take());
            }
        }
    };
    if row.state == to {
        seal_as((transaction, master), number, to, change)?;
    } else {
        go((transaction, master), row, to, change)?;
    }
    if let Some(error) = failed {
        return Err(error);
    }
    if arrival.was_kept || arrival.is_of_before {
        // It was counted as lost: as long as its signer was not known, or when the case took another way.
        transaction
            .prepare_cached(
                "UPDATE cases SET lost = max(lost - 1, 0) + ?3 WHERE number = ?1 AND (by_server OR ?2)",
            )?
            .execute(params![
                Sql(number),
                arrival.is_of_before,
                arrival.leaves_behind
            ])?;
    }
    Ok(())
}

/// How a certificate came, for what was counted as lost.
#[derive(Default)]
struct Arrival {
    /// It was kept until now.
    was_kept: bool,
    /// It came by another way than the one that the case has taken since.
    is_of_before: bool,
    /// The bytes that were fixed since may have been signed, too: of these nothing was counted yet.
    leaves_behind: bool,
}

/// Keeps a certificate with its case, and names what else was, or may have been, signed of it: that reaches nobody.
/// `take` says whether an identifier is this case's.
fn keep_certificate(
    content: &mut Content,
    (hc1, uvci): (String, String),
    take: impl FnOnce(&str) -> Result<bool, Error>,
) -> Result<Arrival, Error> {
    let fixed = match &content.order {
        SigningMode::Prepared(fixed) => Some(fixed.uvci.clone()),
        SigningMode::ByServer { .. } => None,
    };
    let kept = content.kept_identifier();
    let was_kept = content.kept_answer.as_deref() == Some(hc1.as_bytes());
    let is_of_before = fixed.as_ref().is_some_and(|fixed| *fixed != uvci);
    let since = fixed.filter(|fixed| {
        let may_be = content.maybe_signed || kept.as_ref() == Some(fixed);
        is_of_before && !was_kept && may_be
    });
    let leaves_behind = since.is_some();
    // An answer that was kept, and is not this one, reaches nobody; nor does another case's through this one.
    let own = match kept {
        Some(kept) => take(&kept)?.then_some(kept),
        None => None,
    };
    for lost in [since, own].into_iter().flatten() {
        content.name_lost(lost);
    }
    content.lost.retain(|lost| *lost != uvci);
    content.maybe_signed = false;
    (content.hc1, content.uvci, content.kept_answer) = (Some(hc1), Some(uvci), None);
    content.portal_message = None;
    Ok(Arrival {
        was_kept,
        is_of_before,
        leaves_behind,
    })
}
