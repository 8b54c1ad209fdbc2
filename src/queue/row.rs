//! What stands in a row of a case, without opening it.

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, params};

use super::{Error, Row, sql::Sql};
use crate::{
    backoff::{PATIENCE, Waiting},
    case::{CaseRef, Cause, PickupNumber, State, VisitId},
};

/// Reads the cases whose turn it is, at most so many, inside a transaction or not: by the rule of [`crate::backoff`],
/// asked of the database because it is asked before each case, however many wait.
pub(super) fn next_waiting(
    connection: &Connection,
    captured_until: Timestamp,
    most: usize,
) -> Result<Vec<Waiting>, Error> {
    let mut statement = connection.prepare_cached(NEXT_WAITING)?;
    let most = i64::try_from(most).unwrap_or(i64::MAX);
    let next = statement.query_map(params![Sql(captured_until), most], |row| {
        let Sql(number) = row.get(0)?;
        let attempts = row.get(1)?;
        Ok(Waiting { number, attempts })
    })?;
    next.map(|waiting| Ok(waiting?)).collect()
}

/// The index `turns` has the cases in this order.
const NEXT_WAITING: &str =
    "SELECT number, attempts - former_attempts FROM cases WHERE state = 'waiting' AND captured_at <= ?1
    AND NOT holds_answer ORDER BY (attempts - former_attempts) / 4, number LIMIT ?2";

const _: () = assert!(PATIENCE == 4, "statement and index divide by it");

/// Reads the numbers of a visit, inside a transaction or not: of the case that it has corrected, and of those that it was
/// taken up as.
pub(super) fn of_visit(
    connection: &Connection,
    visit: VisitId,
) -> Result<Vec<PickupNumber>, Error> {
    let mut statement = connection.prepare_cached(
        "SELECT number FROM cases WHERE visit_id = ?1
         UNION SELECT number FROM corrections WHERE visit = ?1 ORDER BY number",
    )?;
    let numbers = statement.query_map([Sql(visit)], |row| row.get::<_, Sql<_>>(0))?;
    numbers.map(|number| Ok(number?.0)).collect()
}

/// Reads all rows by number.
pub(super) fn all(connection: &Connection) -> Result<Vec<Row>, Error> {
    let mut statement = connection.prepare_cached(&format!("{SELECT} ORDER BY number"))?;
    let rows = statement.query_map([], read)?;
    rows.map(|row| Ok(row?)).collect()
}

/// Returns the case that has taken the place of another, if one has and is not withdrawn itself.
pub(super) fn in_place_of(
    connection: &Connection,
    replaced: PickupNumber,
) -> Result<Option<PickupNumber>, Error> {
    let number = connection
        .prepare_cached("SELECT number FROM cases WHERE replaces = ?1 AND state != ?2")?
        .query_row(params![Sql(replaced), Sql(State::Withdrawn)], |row| {
            row.get::<_, Sql<_>>(0)
        })
        .optional()?;
    Ok(number.map(|Sql(number)| number))
}

/// Reads one row, inside a transaction or not.
pub(super) fn row(connection: &Connection, number: PickupNumber) -> Result<Row, Error> {
    connection
        .prepare_cached(&format!("{SELECT} WHERE number = ?1"))?
        .query_row([Sql(number)], read)
        .optional()?
        .ok_or(Error::NoSuchCase(number))
}

/// Reads the row of the case that is meant; not that of one which was corrected since somebody has seen it.
pub(super) fn meant(connection: &Connection, case: CaseRef) -> Result<Row, Error> {
    let row = row(connection, case.number())?;
    match case {
        CaseRef::AsSeen(seen) if seen != row.version() => Err(Error::Corrected(row.number)),
        CaseRef::AsItStands(_) | CaseRef::AsSeen(_) => Ok(row),
    }
}

fn read(row: &rusqlite::Row<'_>) -> rusqlite::Result<Row> {
    let time = |index| {
        let time: Option<Sql<_>> = row.get(index)?;
        Ok::<_, rusqlite::Error>(time.map(|Sql(time)| time))
    };
    let state = State::from_name(&row.get::<_, String>(2)?);
    let cause: Option<Sql<_>> = row.get(8)?;
    Ok(Row {
        number: row.get::<_, Sql<_>>(0)?.0,
        visit: row.get::<_, Sql<_>>(1)?.0,
        // A word that no version writes: the seal is bound to another, so the content will not open either.
        state: state.unwrap_or(State::NeedsCorrection),
        kind: row.get::<_, Sql<_>>(3)?.0,
        captured_at: row.get::<_, Sql<_>>(4)?.0,
        deadline: row.get::<_, Sql<_>>(5)?.0,
        attempts: row.get(6)?,
        next_try: time(7)?,
        cause: match state {
            Some(_) => cause.map(|Sql(cause)| cause),
            None => Some(Cause::Unreadable),
        },
        done_at: time(9)?,
        reprint_until: time(10)?,
        lost: row.get(11)?,
        replaces: row.get::<_, Option<Sql<_>>>(12)?.map(|Sql(number)| number),
        answered: row.get(13)?,
        printed_at: time(14)?,
        saved_at: time(15)?,
        corrected: row.get(16)?,
        former_attempts: row.get(17)?,
    })
}

const SELECT: &str = "SELECT number, visit, state, kind, captured_at, deadline, attempts, next_try, trouble, \
                      done_at, reprint_until, lost, replaces, holds_answer, printed_at, saved_at, corrected, \
                      former_attempts FROM cases";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{queue::Store, vault::MasterKey};

    #[test]
    fn the_next_case_is_found_without_looking_at_all_that_wait() {
        let folder = tempfile::tempdir().unwrap();
        let key = MasterKey::generate().unwrap();
        let store = Store::open(folder.path(), key, Timestamp::UNIX_EPOCH).unwrap();
        let connection = &store.store.connection;
        let mut plan = connection
            .prepare(&format!("EXPLAIN QUERY PLAN {NEXT_WAITING}"))
            .unwrap();
        let plan = plan
            .query_map([0, 1], |row| row.get::<_, String>(3))
            .unwrap();
        let plan: Vec<String> = plan.map(Result::unwrap).collect();
        assert_eq!(plan, ["SCAN cases USING INDEX turns"]);
    }
}
