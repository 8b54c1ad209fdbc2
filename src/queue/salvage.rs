//! A database saved row by row: what can be read of it, in a new one in memory, under the same numbers.
//!
//! Needs nothing of the old one but its records, and writes nothing. With it a damaged database is set right, and
//! one that cannot be written to is read.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{SignedDuration, Timestamp};
use rusqlite::{Connection, Transaction, params, params_from_iter, types::Value};

use super::{
    Error, Place, Row,
    aside::with_suffix,
    erase::LIST_RETENTION,
    key_mark::{self, KEY_MARK},
    numbers::{self, Mark},
    pages::{Pages, Record},
    place::DATABASE,
    schema,
    sealed::Sealed,
    sql::Sql,
};
use crate::{
    case::{Cause, PickupNumber, State, VisitId},
    queue::row,
    vault::{self, MasterKey},
};

/// What was saved.
pub(super) struct Salvage {
    /// It, in memory, in the newest form.
    pub(super) connection: Connection,
    /// How many cases that are.
    pub(super) cases: usize,
    /// The cases of which the content is lost, or all, as far as their numbers are known.
    pub(super) lost: Vec<PickupNumber>,
    /// The latest deadline of what was read.
    pub(super) deadline: Option<Timestamp>,
}

/// Reads a database as far as it can be read.
///
/// `remembered` is what is known of its numbers where it does not say so itself.
pub(super) fn read(
    place: &Place,
    key: &MasterKey,
    (remembered, now): (Mark, Timestamp),
) -> Result<Salvage, Error> {
    let database = &place.folder.join(DATABASE);
    let records = Pages::read(database, &with_suffix(database, "-wal"))?.records();
    let mut connection = Connection::open_in_memory()?;
    let transaction = connection.transaction()?;
    schema::upgrade(&transaction)?;
    let tables = tables(&transaction)?;
    let found = Found::sort(records, &tables);
    let is_marked = has_key_mark(&found, key)?;
    for (table, columns) in &tables {
        for record in found.of(table) {
            insert(&transaction, table, columns, record)?;
        }
    }
    let mut cases = Vec::new();
    for number in all_numbers(&transaction)? {
        cases.extend(set_right(&transaction, number, (key, place.kept, now))?);
    }
    if !is_marked && !cases.is_empty() && cases.iter().all(|case| case.is_unreadable) {
        return Err(Error::OtherKey);
    }
    mark(&transaction, &found, remembered)?;
    transaction.execute("DELETE FROM marks WHERE name = 'probe'", [])?;
    key_mark::mark_key(&transaction, key)?;
    transaction.commit()?;
    Ok(Salvage {
        connection,
        lost: lost(&cases, &found, now),
        deadline: cases.iter().map(|case| case.row.deadline).max(),
        cases: cases.iter().filter(|case| !case.is_unreadable).count(),
    })
}

/// A column of a table: its name, whether a value of this kind may stand in it, and whether it may be missing.
struct Column {
    name: String,
    kind: String,
    may_be_missing: bool,
    is_rowid: bool,
}

impl Column {
    fn takes(&self, value: &Value) -> bool {
        match value {
            Value::Null => self.may_be_missing || self.is_rowid,
            Value::Integer(_) => ["INTEGER", "INT", ""].contains(&self.kind.as_str()),
            Value::Real(_) => self.kind == "REAL",
            Value::Text(_) => ["TEXT", ""].contains(&self.kind.as_str()),
            Value::Blob(_) => self.kind == "BLOB",
        }
    }
}

type Tables = Vec<(String, Vec<Column>)>;

/// Lists the tables of the newest form, those first that others refer to.
fn tables(transaction: &Transaction<'_>) -> Result<Tables, Error> {
    let mut statement = transaction.prepare(
        "SELECT m.name, c.name, c.type, c.type <> '' AND (c.\"notnull\" = 0 OR c.dflt_value IS NOT NULL),
                c.pk = 1 AND c.type = 'INTEGER'
         FROM sqlite_schema m JOIN pragma_table_info(m.name) c WHERE m.type = 'table' ORDER BY m.rowid, c.cid",
    )?;
    let columns = statement.query_map([], |row| {
        let column = Column {
            name: row.get(1)?,
            kind: row.get(2)?,
            may_be_missing: row.get(3)?,
            is_rowid: row.get(4)?,
        };
        Ok((row.get::<_, String>(0)?, column))
    })?;
    let mut tables = Tables::new();
    for column in columns {
        let (table, column) = column?;
        match tables.last_mut() {
            Some((last, columns)) if *last == table => columns.push(column),
            _ => tables.push((table, vec![column])),
        }
    }
    Ok(tables)
}

/// The records, each with the table that it looks like one of. No two tables look alike.
struct Found {
    by_table: BTreeMap<String, Vec<Record>>,
    /// The last number given, by the database itself.
    sequence: Option<u32>,
}

impl Found {
    fn sort(records: Vec<Record>, tables: &Tables) -> Self {
        let mut found = Self {
            by_table: BTreeMap::new(),
            sequence: None,
        };
        for record in records.into_iter().filter(|record| !is_of_index(record)) {
            let Some((table, _)) = tables
                .iter()
                .find(|(_, columns)| looks_like(&record, columns))
            else {
                continue;
            };
            if table == SEQUENCE {
                if let [Value::Text(name), Value::Integer(last)] = &record.values[..]
                    && name == "cases"
                {
                    found.sequence = u32::try_from(*last).ok().max(found.sequence);
                }
                continue;
            }
            found
                .by_table
                .entry(table.clone())
                .or_default()
                .push(record);
        }
        found
    }

    fn of(&self, table: &str) -> &[Record] {
        self.by_table.get(table).map_or(&[], Vec::as_slice)
    }

    fn numbers(&self, table: &str) -> impl Iterator<Item = PickupNumber> {
        let rowids = self.of(table).iter().filter_map(|record| record.rowid);
        rowids
            .filter_map(|rowid| u32::try_from(rowid).ok())
            .filter_map(PickupNumber::new)
    }

    /// The highest number that is known to have been given.
    fn last(&self) -> u32 {
        let numbers = self.numbers("cases").chain(self.numbers("contents"));
        let highest = numbers.map(PickupNumber::get).max();
        highest.max(self.sequence).unwrap_or_default()
    }
}

const SEQUENCE: &str = "sqlite_sequence";

/// Whether it belongs to the index of the cases by their visit's name: it is made anew from them.
fn is_of_index(record: &Record) -> bool {
    let is_id = |bytes: &[u8]| bytes.len() == VisitId::BYTES;
    record.rowid.is_none()
        && matches!(&record.values[..], [Value::Blob(bytes), Value::Integer(_)] if is_id(bytes))
}

fn looks_like(record: &Record, columns: &[Column]) -> bool {
    let has_rowid = columns.iter().any(|column| column.is_rowid);
    let stored = record.values.len();
    let rowid_fits = match record.rowid {
        Some(_) => has_rowid || columns.iter().all(|column| column.kind.is_empty()),
        None => !has_rowid,
    };
    rowid_fits
        && stored <= columns.len()
        && columns.iter().zip(&record.values).all(|(column, value)| {
            column.takes(value) && (!column.is_rowid || *value == Value::Null)
        })
        && columns
            .iter()
            .skip(stored)
            .all(|column| column.may_be_missing)
}

/// Puts a record where it was. One that does not keep to the rules of its table is left out.
fn insert(
    transaction: &Transaction<'_>,
    table: &str,
    columns: &[Column],
    record: &Record,
) -> Result<(), Error> {
    let stored = columns.iter().zip(&record.values);
    let (names, values): (Vec<&str>, Vec<Value>) = stored
        .map(|(column, value)| match record.rowid {
            Some(rowid) if column.is_rowid => (column.name.as_str(), Value::Integer(rowid)),
            _ => (column.name.as_str(), value.clone()),
        })
        .unzip();
    let places = vec!["?"; names.len()].join(", ");
    let names = names.join(", ");
    let sql = format!("INSERT OR IGNORE INTO {table} ({names}) VALUES ({places})");
    match transaction
        .prepare_cached(&sql)?
        .execute(params_from_iter(values))
    {
        // A content whose case is lost.
        Err(error)
            if error.sqlite_error_code() == Some(rusqlite::ErrorCode::ConstraintViolation) =>
        {
            Ok(())
        }
        other => {
            other?;
            Ok(())
        }
    }
}

/// Whether it is certain that the database was sealed with this key; with another one it is refused.
fn has_key_mark(found: &Found, key: &MasterKey) -> Result<bool, Error> {
    for record in found.of("marks") {
        if let [Value::Text(name), Value::Blob(mark)] = &record.values[..]
            && name == "key"
        {
            return match key.open(mark, KEY_MARK) {
                Err(vault::Error::NotOurs) => Err(Error::OtherKey),
                other => Ok(other.map(|_| true)?),
            };
        }
    }
    Ok(false)
}

fn all_numbers(transaction: &Transaction<'_>) -> Result<Vec<PickupNumber>, Error> {
    let mut statement = transaction.prepare("SELECT number FROM cases ORDER BY number")?;
    let numbers = statement.query_map([], |row| row.get::<_, Sql<_>>(0))?;
    // A number that is none belongs to nobody.
    Ok(numbers.flatten().map(|Sql(number)| number).collect())
}

/// A case that was saved.
struct Case {
    row: Row,
    /// Its content should be there, and cannot be opened.
    is_unreadable: bool,
}

/// Sets a case right whose row or content was damaged; returns nothing where neither says what it is.
fn set_right(
    transaction: &Transaction<'_>,
    number: PickupNumber,
    (key, kept, now): (&MasterKey, SignedDuration, Timestamp),
) -> Result<Option<Case>, Error> {
    let row = row::row(transaction, number);
    let sealed = Sealed::of(transaction, number);
    let state = sealed
        .as_ref()
        .ok()
        .and_then(|sealed| sealed.state_of_seal(key));
    match (row, state) {
        (Ok(_), Some(_)) if sealed.as_ref().is_ok_and(|sealed| sealed.open(key).is_ok()) => {}
        (Ok(row), None) if row.state.is_final() => {}
        (Ok(_), Some(sealed_as)) => {
            // What is over ends by its times, which the row of one that was not over has not.
            let over_since = sealed_as.is_final().then_some(Sql(now));
            transaction.execute(
                "UPDATE cases SET state = ?2, trouble = NULL, begun_at = NULL,
                    done_at = iif(?3 IS NULL, NULL, coalesce(done_at, ?3)),
                    reprint_until = iif(?3 IS NULL, NULL, coalesce(reprint_until, ?3))
                 WHERE number = ?1",
                params![Sql(number), Sql(sealed_as), over_since],
            )?;
        }
        (Ok(row), None) => {
            // A content that nothing opens stands for the one that is gone.
            transaction.execute(
                "INSERT OR IGNORE INTO contents (number, key, sealed) VALUES (?1, x'', x'')",
                [Sql(number)],
            )?;
            transaction.execute(
                "UPDATE cases SET state = ?2, trouble = ?3, begun_at = NULL WHERE number = ?1",
                params![
                    Sql(number),
                    Sql(State::NeedsCorrection),
                    Sql(Cause::Unreadable)
                ],
            )?;
            let is_unreadable = true;
            return Ok(Some(Case { row, is_unreadable }));
        }
        (Err(_), Some(sealed_as)) => {
            let (_, content) = sealed?.open_as(key, sealed_as)?;
            let captured_at = content.captured_at.timestamp();
            let done_at = sealed_as.is_final().then_some(Sql(now));
            transaction.execute(
                "UPDATE cases SET visit = number, state = ?2, kind = ?3, captured_at = ?4, deadline = ?5,
                    attempts = ?9, begun_at = NULL, next_try = NULL, trouble = NULL, lost = 0, holds_answer = ?7, done_at = ?6,
                    reprint_until = ?6, replaces = NULL, corrected = ?8, former_attempts = ?9,
                    printed_at = NULL, saved_at = NULL, ended_from = NULL WHERE number = ?1",
                params![
                    Sql(number),
                    Sql(sealed_as),
                    Sql(content.draft.event.kind()),
                    Sql(captured_at),
                    Sql(captured_at.saturating_add(kept).unwrap_or(now)),
                    done_at,
                    content.holds_answer(),
                    content.former.corrected,
                    content.former.attempts,
                ],
            )?;
        }
        (Err(_), None) => {
            transaction.execute("DELETE FROM cases WHERE number = ?1", [Sql(number)])?;
            return Ok(None);
        }
    }
    let row = row::row(transaction, number)?;
    let is_unreadable = false;
    Ok(Some(Case { row, is_unreadable }))
}

/// Goes on with the numbers where the database was; where it does not say, where it is remembered to have been.
fn mark(transaction: &Transaction<'_>, found: &Found, remembered: Mark) -> Result<(), Error> {
    let mut mark = Mark {
        last: found.last(),
        steps: Mark::of(transaction)?.steps,
    };
    if mark.steps == 0 {
        // The page is lost on which they were counted; nothing says that the database is an older one.
        mark.steps = remembered.steps;
    }
    if found.sequence.is_none() {
        mark.last = match remembered.last {
            0 => numbers::beyond(mark.last),
            last => last.max(mark.last),
        };
    }
    mark.set(transaction)
}

/// Returns the cases whose content is lost, or all, as far as their numbers are known.
fn lost(cases: &[Case], found: &Found, now: Timestamp) -> Vec<PickupNumber> {
    let there: BTreeMap<_, _> = cases
        .iter()
        .map(|case| (case.row.number, case.row.captured_at))
        .collect();
    let unreadable = cases.iter().filter(|case| case.is_unreadable);
    let without_row = found
        .numbers("contents")
        .filter(|number| !there.contains_key(number));
    let lost: BTreeSet<_> = unreadable
        .map(|case| case.row.number)
        .chain(without_row)
        .chain(missing(&there, found.last(), now))
        .collect();
    lost.into_iter().collect()
}

/// The numbers that have no row and must have one: those after a case so young that none of them can have left
/// the list.
fn missing(
    there: &BTreeMap<PickupNumber, Timestamp>,
    last: u32,
    now: Timestamp,
) -> Vec<PickupNumber> {
    let starts = there
        .iter()
        .filter(|(_, captured_at)| now.duration_since(**captured_at) < LIST_RETENTION);
    let gaps = starts.flat_map(|(number, _)| {
        let after = number.get().saturating_add(1)..=last;
        after
            .filter_map(PickupNumber::new)
            .take_while(|number| !there.contains_key(number))
    });
    gaps.take(MOST_NAMED).collect()
}

/// More numbers than anybody reads.
const MOST_NAMED: usize = 1_000;
