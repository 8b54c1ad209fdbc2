//! The records of a database read page by page, without the library and without trust in any other page.
//!
//! A damaged page takes its own records and no others: leaves are found by what stands on them, not by the way from
//! the root. The write-ahead log counts as far as it was committed, so that nothing is written to be able to read.
//! The form of both files: <https://www.sqlite.org/fileformat2.html>.

use std::{collections::BTreeMap, fs, io, path::Path};

use rusqlite::types::Value;

use super::Error;

/// A row as it stands on a leaf of a table or, without a number of its own, of an index.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Record {
    /// The number that the table knows it by.
    pub(super) rowid: Option<i64>,
    /// The columns in the order of the table; an older row may have fewer.
    pub(super) values: Vec<Value>,
}

/// A database and its log as they stand on the disk.
pub(super) struct Pages {
    database: Vec<u8>,
    log: Vec<u8>,
    size: usize,
    count: u32,
    /// Where in the log the newest committed form of a page begins.
    newer: BTreeMap<u32, usize>,
}

impl Pages {
    /// Reads both files; one that is not there has nothing to say. Another program may be writing meanwhile: then they are read again.
    pub(super) fn read(database: &Path, log: &Path) -> Result<Self, Error> {
        let failed = |source| Error::file(database, source);
        let mut before = optional(log).map_err(failed)?;
        for _ in 0..TRIES {
            let pages = optional(database).map_err(failed)?;
            let after = optional(log).map_err(failed)?;
            if before == after {
                return Ok(Self::of(pages, after));
            }
            before = after;
        }
        Err(Error::Busy)
    }

    fn of(database: Vec<u8>, log: Vec<u8>) -> Self {
        let size = page_size(&database, &log);
        let mut pages = Self {
            count: u32::try_from(database.len() / size).unwrap_or(u32::MAX),
            database,
            log,
            size,
            newer: BTreeMap::new(),
        };
        pages.take_in_log();
        pages
    }

    /// Finds the committed frames of the log, as the library does when it opens one.
    fn take_in_log(&mut self) {
        let Some(mut sums) = Sums::of_header(&self.log, self.size) else {
            return;
        };
        let mut uncommitted = Vec::new();
        let mut at = LOG_HEADER;
        while let Some(frame) = self.log.get(at..at + FRAME_HEADER + self.size) {
            if !sums.takes(frame) {
                return;
            }
            let page = u32_at(frame, 0).unwrap_or_default();
            uncommitted.push((page, at + FRAME_HEADER));
            let count = u32_at(frame, 4).unwrap_or_default();
            if count > 0 {
                self.newer.extend(uncommitted.drain(..));
                self.count = count;
            }
            at += FRAME_HEADER + self.size;
        }
    }

    /// Returns a page in its newest form, counted from 1.
    fn page(&self, number: u32) -> Option<&[u8]> {
        if number == 0 || number > self.count {
            return None;
        }
        if let Some(&at) = self.newer.get(&number) {
            return self.log.get(at..at + self.size);
        }
        let at = (number as usize - 1) * self.size;
        self.database.get(at..at + self.size)
    }

    /// Returns every record of every leaf that can be read.
    pub(super) fn records(&self) -> Vec<Record> {
        (1..=self.count)
            .filter_map(|number| self.leaf(number))
            .flatten()
            .collect()
    }

    /// Returns the records of a page, if it is a leaf.
    fn leaf(&self, number: u32) -> Option<Vec<Record>> {
        let page = self.page(number)?;
        let header = if number == 1 { DATABASE_HEADER } else { 0 };
        let of_table = match page.get(header)? {
            13 => true,
            10 => false,
            _ => return None,
        };
        let count = u16_at(page, header + 3)?;
        let record = |place: u16| {
            let at = u16_at(page, header + 8 + 2 * usize::from(place))?;
            self.record(page.get(usize::from(at)..)?, of_table)
        };
        Some((0..count).filter_map(record).collect())
    }

    fn record(&self, cell: &[u8], of_table: bool) -> Option<Record> {
        let (length, mut at) = varint(cell)?;
        let length = usize::try_from(length).ok()?;
        if length > self.count as usize * self.size {
            return None;
        }
        let mut rowid = None;
        if of_table {
            let (number, bytes) = varint(cell.get(at..)?)?;
            rowid = Some(number);
            at += bytes;
        }
        let payload = self.payload(cell.get(at..)?, length, of_table)?;
        Some(Record {
            rowid,
            values: values(&payload)?,
        })
    }

    /// Joins what stands on the page and what runs over to further ones.
    fn payload(&self, cell: &[u8], length: usize, of_table: bool) -> Option<Vec<u8>> {
        let share = (self.size - 12) * 32 / 255 - 23;
        let most = if of_table {
            self.size - 35
        } else {
            (self.size - 12) * 64 / 255 - 23
        };
        if length <= most {
            return Some(cell.get(..length)?.to_vec());
        }
        let here = share + (length - share) % (self.size - 4);
        let here = if here <= most { here } else { share };
        let mut payload = cell.get(..here)?.to_vec();
        let mut next = u32_at(cell, here)?;
        while payload.len() < length {
            let page = self.page(next)?;
            next = u32_at(page, 0)?;
            let some = (length - payload.len()).min(self.size - 4);
            payload.extend_from_slice(page.get(4..4 + some)?);
        }
        Some(payload)
    }
}

/// Reads a file that need not be there.
fn optional(path: &Path) -> io::Result<Vec<u8>> {
    match fs::read(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
        other => other,
    }
}

/// So often are files read that change while they are read.
const TRIES: u8 = 10;
const DATABASE_HEADER: usize = 100;
const LOG_HEADER: usize = 32;
const FRAME_HEADER: usize = 24;
/// What the library takes where nobody says otherwise, and so do we.
const USUAL_SIZE: usize = 4096;

/// The size of a page: from the database, else from the log, else the usual one.
fn page_size(database: &[u8], log: &[u8]) -> usize {
    let own = || {
        database.starts_with(b"SQLite format 3\0").then_some(())?;
        let size = usize::from(u16_at(database, 16)?);
        Some(if size == 1 { 65_536 } else { size })
    };
    let of_log = || usize::try_from(u32_at(log, 8)?).ok();
    let fits = |size: &usize| size.is_power_of_two() && (512..=65_536).contains(size);
    own()
        .filter(fits)
        .or_else(|| of_log().filter(fits))
        .unwrap_or(USUAL_SIZE)
}

/// The running check sums of a log, by which its frames belong together.
struct Sums {
    big_endian: bool,
    salts: [u32; 2],
    /// The first and the second.
    both: [u32; 2],
}

impl Sums {
    fn of_header(log: &[u8], size: usize) -> Option<Self> {
        let header = log.get(..LOG_HEADER)?;
        let magic = u32_at(header, 0)?;
        if magic & !1 != 0x377F_0682 || u32_at(header, 8)? as usize != size {
            return None;
        }
        let mut sums = Self {
            big_endian: magic & 1 == 1,
            salts: [u32_at(header, 16)?, u32_at(header, 20)?],
            both: [0, 0],
        };
        sums.add(header.get(..24)?);
        (sums.both == [u32_at(header, 24)?, u32_at(header, 28)?]).then_some(sums)
    }

    /// Whether a frame continues the log.
    fn takes(&mut self, frame: &[u8]) -> bool {
        let (Some(start), Some(page)) = (frame.get(..8), frame.get(FRAME_HEADER..)) else {
            return false;
        };
        self.add(start);
        self.add(page);
        [8, 12].map(|at| u32_at(frame, at)) == self.salts.map(Some)
            && [16, 20].map(|at| u32_at(frame, at)) == self.both.map(Some)
    }

    fn add(&mut self, bytes: &[u8]) {
        let [mut first, mut second] = self.both;
        for pair in bytes.chunks_exact(8) {
            let word = |at| {
                let word = u32_at(pair, at).unwrap_or_default();
                if self.big_endian {
                    word
                } else {
                    word.swap_bytes()
                }
            };
            first = first.wrapping_add(word(0)).wrapping_add(second);
            second = second.wrapping_add(word(4)).wrapping_add(first);
        }
        self.both = [first, second];
    }
}

/// Takes a record apart: the kinds of its values first, then the values.
fn values(payload: &[u8]) -> Option<Vec<Value>> {
    let (header, mut at) = varint(payload)?;
    let header = usize::try_from(header).ok()?;
    let mut body = payload.get(header..)?;
    let mut values = Vec::new();
    while at < header {
        let (kind, bytes) = varint(payload.get(at..header)?)?;
        at += bytes;
        let (value, length) = value(kind, body)?;
        body = body.get(length..)?;
        values.push(value);
    }
    Some(values)
}

fn value(kind: i64, body: &[u8]) -> Option<(Value, usize)> {
    let length = match kind {
        0 | 8 | 9 => 0,
        1..=4 => usize::try_from(kind).ok()?,
        5 => 6,
        6 | 7 => 8,
        12.. => usize::try_from((kind - 12) / 2).ok()?,
        _ => return None,
    };
    let bytes = body.get(..length)?;
    let value = match kind {
        0 => Value::Null,
        1..=6 => Value::Integer(integer(bytes)),
        7 => Value::Real(f64::from_be_bytes(bytes.try_into().ok()?)),
        8 | 9 => Value::Integer(kind - 8),
        _ if kind % 2 == 0 => Value::Blob(bytes.to_vec()),
        _ => Value::Text(String::from_utf8(bytes.to_vec()).ok()?),
    };
    Some((value, length))
}

/// A signed number of one to eight bytes, the highest first.
fn integer(bytes: &[u8]) -> i64 {
    let negative = bytes.first().is_some_and(|first| *first > 127);
    let start = if negative { -1 } else { 0 };
    bytes
        .iter()
        .fold(start, |number, byte| (number << 8) | i64::from(*byte))
}

/// A number of one to nine bytes, seven bits in each but the ninth; and how many bytes that were.
fn varint(bytes: &[u8]) -> Option<(i64, usize)> {
    let mut number = 0_u64;
    for place in 0..8 {
        let byte = *bytes.get(place)?;
        number = (number << 7) | u64::from(byte & 0x7F);
        if byte < 0x80 {
            return Some((number.cast_signed(), place + 1));
        }
    }
    number = (number << 8) | u64::from(*bytes.get(8)?);
    Some((number.cast_signed(), 9))
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    let bytes = bytes.get(at..at + 2)?;
    Some(u16::from_be_bytes(bytes.try_into().ok()?))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    let bytes = bytes.get(at..at + 4)?;
    Some(u32::from_be_bytes(bytes.try_into().ok()?))
}

#[cfg(test)]
mod tests {
    use rusqlite::{Connection, params};

    use super::*;

    /// Rows of every kind of value and many lengths, some of them deleted and changed again.
    fn fill(connection: &Connection) {
        connection
            .execute_batch(
                "PRAGMA journal_mode = WAL;
                 PRAGMA secure_delete = ON;
                 CREATE TABLE things (one INTEGER PRIMARY KEY, two, three BLOB);
                 CREATE TABLE names (name TEXT PRIMARY KEY, value BLOB) WITHOUT ROWID;",
            )
            .unwrap();
        for number in 0..300_i64 {
            let two: Value = match number % 5 {
                0 => Value::Null,
                1 => Value::Integer(-(1 << (number % 60))),
                2 => Value::Integer(1 << (number % 60)),
                3 => Value::Real(-0.5 * f64::from(u32::try_from(number).unwrap())),
                _ => Value::Text("Müller".repeat(usize::try_from(number).unwrap())),
            };
            let blob = vec![7_u8; usize::try_from(number * number % 40_000).unwrap()];
            connection
                .execute(
                    "INSERT INTO things VALUES (?1, ?2, ?3)",
                    params![number, two, blob],
                )
                .unwrap();
            connection
                .execute(
                    "INSERT INTO names VALUES (?1, ?2)",
                    params![format!("name {number}"), blob],
                )
                .unwrap();
        }
        connection
            .execute_batch("DELETE FROM things WHERE one % 3 = 0; UPDATE things SET three = x'01' WHERE one % 7 = 0")
            .unwrap();
    }

    #[test]
    fn every_record_is_read_as_the_library_reads_it_from_database_and_log() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.db");
        let log = folder.path().join("a.db-wal");
        let connection = Connection::open(&path).unwrap();
        fill(&connection);
        for checkpointed in [false, true] {
            if checkpointed {
                connection
                    .query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))
                    .unwrap();
            }
            let records = Pages::read(&path, &log).unwrap().records();
            let mut statement = connection
                .prepare("SELECT one, two, three FROM things ORDER BY one")
                .unwrap();
            let expected: Vec<(i64, Value, Value)> = statement
                .query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
                .unwrap()
                .map(Result::unwrap)
                .collect();
            let mut found: Vec<(i64, Value, Value)> = records
                .iter()
                .filter(|record| record.values.len() == 3)
                .map(|record| {
                    let [_, two, three] = &record.values[..] else {
                        unreachable!()
                    };
                    (record.rowid.unwrap(), two.clone(), three.clone())
                })
                .collect();
            found.sort_by_key(|(one, ..)| *one);
            assert!(found == expected, "{checkpointed}");
        }
    }

    #[test]
    fn bytes_that_are_no_database_are_read_to_their_end() {
        for (bytes, most) in [
            (vec![], 0),
            (vec![0xFF; 8192], 0),
            (vec![13; 5000], 4096),
            (vec![10; 4096 * 3], 4096 * 3),
        ] {
            assert!(Pages::of(bytes.clone(), bytes).records().len() <= most);
        }
    }
}
