//! Taking up: the cases of a visit on the disk, all of them or none, under numbers of their own or that of the case that one of
//! them corrects.

use rusqlite::{Transaction, params};

use super::{
    Capture, Content, Error, Store, correction, deletion, draft_store, row,
    sealed::{Sealed, identity},
    sql::Sql,
    transitions::is_by_server,
};
use crate::{
    case::{PickupNumber, State, VisitId},
    vault::MasterKey,
};

impl Store {
    /// Takes a visit up. When this returns, its cases are on the disk, numbered one after the other.
    ///
    /// A case that is corrected keeps its number, and cases beside it belong to its visit. The draft, now taken up, is
    /// forgotten. Where the case was corrected by another meanwhile ([`Error::Replaced`]), or it has its certificate by now
    /// ([`Error::Issued`]), nothing is taken up; nor while the draft stands in the form of another window
    /// ([`Error::OpenElsewhere`]). A visit that was taken up before has its numbers already: they are returned, and nothing
    /// is written.
    pub fn capture(
        &mut self,
        visit: VisitId,
        cases: Vec<Capture>,
    ) -> Result<Vec<PickupNumber>, Error> {
        let mut numbers = Vec::new();
        let windows = self.windows();
        let written = self.write_for_good(|transaction, key| {
            numbers = row::of_visit(transaction, visit)?;
            if !numbers.is_empty() {
                return Ok(());
            }
            windows.check(transaction, visit)?;
            let mut first = None;
            for capture in cases {
                let taken = take_up((transaction, key), capture, (visit, first))?;
                first = first.or(Some(taken.visit));
                numbers.push(taken.number);
            }
            deletion::draft(transaction, visit)
        });
        match written {
            Ok(()) => Ok(numbers),
            // A commit that failed may have happened all the same: what is on the disk decides.
            Err(error) => match self.of_visit(visit) {
                Ok(numbers) if !numbers.is_empty() => Ok(numbers),
                Ok(_) | Err(_) => Err(error),
            },
        }
    }
}

/// A case that was taken up, and the number of its visit.
struct Taken {
    number: PickupNumber,
    visit: PickupNumber,
}

/// Takes a case up: under the number of the one that it corrects, or under one of its own.
fn take_up(
    store: (&Transaction<'_>, &MasterKey),
    capture: Capture,
    (visit, first): (VisitId, Option<PickupNumber>),
) -> Result<Taken, Error> {
    let Some(corrects) = capture.corrects else {
        let number = insert(store, capture, (visit, first), None)?;
        return Ok(Taken {
            number,
            visit: first.unwrap_or(number),
        });
    };
    let number = corrects.number;
    if correction::is_taken(store, corrects)? {
        let visit = correction::correct(store, number, capture, visit)?;
        return Ok(Taken { number, visit });
    }
    draft_store::erase_corrections(store, number)?;
    let number = insert(store, capture, (visit, first), Some(number))?;
    let visit = first.unwrap_or(number);
    Ok(Taken { number, visit })
}

fn insert(
    (transaction, master): (&Transaction<'_>, &MasterKey),
    capture: Capture,
    (visit, first): (VisitId, Option<PickupNumber>),
    replaces: Option<PickupNumber>,
) -> Result<PickupNumber, Error> {
    let identity = identity()?;
    // The first case of a visit gives the visit its number, which is known only now.
    let number: Sql<PickupNumber> = transaction
        .prepare_cached(
            "INSERT INTO cases (visit, identity, state, kind, by_server, captured_at, deadline, replaces, visit_id)
             VALUES (coalesce(?1, 0), ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9) RETURNING number",
        )?
        .query_row(
            params![
                first.map(Sql),
                identity,
                Sql(State::Waiting),
                Sql(capture.draft.event.kind()),
                is_by_server(&capture.order),
                Sql(capture.captured_at.timestamp()),
                Sql(capture.deadline),
                replaces.map(Sql),
                Sql(visit),
            ],
            |row| row.get(0),
        )?;
    let number = number.0;
    transaction
        .prepare_cached("UPDATE cases SET visit = number WHERE number = ?1 AND visit = 0")?
        .execute([Sql(number)])?;
    let content = Content::of(capture);
    Sealed::insert(transaction, master, (number, identity), &content)?;
    Ok(number)
}
