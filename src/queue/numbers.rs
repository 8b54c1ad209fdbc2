//! The numbers that were given, remembered where the database does not reach: in a file beside it, and in one
//! outside of its folder.
//!
//! Customers hold slips with these numbers, so none is given twice, even when the database is removed, emptied, or
//! put back from a copy. The files count each step that a copy would undo: cases taken up, handed over and
//! withdrawn. A database that has counted fewer is an older one.

use std::{
    fs::{File, OpenOptions},
    io::{self, Seek as _, Write as _},
    path::{Path, PathBuf},
};

use rusqlite::{Connection, OptionalExtension as _, Transaction};
use sha2::{Digest as _, Sha256};

use super::{Error, Place, deletion};
use crate::{case::PickupNumber, files, queue::notice::Note};

/// How far a queue has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Mark {
    /// The highest number that was given.
    pub(super) last: u32,
    /// How many steps were taken that nobody can take back.
    pub(super) steps: u64,
}

impl Mark {
    /// Reads what the database itself knows.
    pub(super) fn of(connection: &Connection) -> Result<Self, Error> {
        let last: Option<u32> = connection
            .prepare_cached("SELECT seq FROM sqlite_sequence WHERE name = 'cases'")?
            .query_row([], |row| row.get(0))
            .optional()?;
        let steps: Option<Vec<u8>> = connection
            .prepare_cached("SELECT value FROM marks WHERE name = 'steps'")?
            .query_row([], |row| row.get(0))
            .optional()?;
        let steps = steps.and_then(|bytes| bytes.try_into().ok());
        Ok(Self {
            last: last.unwrap_or_default(),
            steps: steps.map(u64::from_be_bytes).unwrap_or_default(),
        })
    }

    /// Sets it in the database.
    pub(super) fn set(self, transaction: &Transaction<'_>) -> Result<(), Error> {
        transaction
            .prepare_cached("INSERT OR REPLACE INTO marks (name, value) VALUES ('steps', ?1)")?
            .execute([self.steps.to_be_bytes()])?;
        let changed = transaction
            .prepare_cached("UPDATE sqlite_sequence SET seq = ?1 WHERE name = 'cases'")?
            .execute([self.last])?;
        if changed == 0 && self.last > 0 {
            transaction
                .prepare_cached("INSERT INTO sqlite_sequence (name, seq) VALUES ('cases', ?1)")?
                .execute([self.last])?;
        }
        Ok(())
    }

    /// The further of both, in each.
    pub(super) fn max(self, other: Self) -> Self {
        Self {
            last: self.last.max(other.last),
            steps: self.steps.max(other.steps),
        }
    }

    /// One line of always the same length, so that it can be written over where it stands.
    fn to_line(self) -> String {
        let facts = format!("{:010} {:020}", self.last, self.steps);
        let [a, b, c, d, ..] = Sha256::digest(&facts).0;
        format!("{facts} {:08x}\n", u32::from_be_bytes([a, b, c, d]))
    }

    fn from_line(line: &str) -> Option<Self> {
        let mut words = line.split_ascii_whitespace();
        let mark = Self {
            last: words.next()?.parse().ok()?,
            steps: words.next()?.parse().ok()?,
        };
        (mark.to_line() == line).then_some(mark)
    }
}

/// Counts a step that a copy put back would undo.
pub(super) fn count(transaction: &Transaction<'_>) -> Result<(), Error> {
    let mark = Mark::of(transaction)?;
    let steps = mark.steps.saturating_add(1);
    transaction
        .prepare_cached("INSERT OR REPLACE INTO marks (name, value) VALUES ('steps', ?1)")?
        .execute([steps.to_be_bytes()])?;
    Ok(())
}

/// The two files.
#[derive(Clone, Debug)]
pub(super) struct Memory {
    beside: PathBuf,
    elsewhere: Option<PathBuf>,
}

impl Memory {
    pub(super) fn of(place: &Place) -> Self {
        Self {
            beside: place.folder.join(FILE),
            elsewhere: place.elsewhere.clone(),
        }
    }

    /// Returns the furthest that was remembered.
    pub(super) fn mark(&self) -> Mark {
        let files = self.elsewhere.iter().chain([&self.beside]);
        files
            .filter_map(|path| read(path))
            .fold(Mark::default(), Mark::max)
    }

    /// Remembers how far the database has come. The database knows it, too: a file that cannot be written costs
    /// nothing as long as nobody puts a copy back.
    ///
    /// Returns whether the file outside of the folder was written.
    pub(super) fn remember(&self, mark: Mark) -> bool {
        let written = |path: &PathBuf| match write(path, mark) {
            Ok(()) => true,
            Err(error) => {
                tracing::warn!(%error, "the numbers given could not be remembered outside of the database");
                false
            }
        };
        written(&self.beside);
        self.elsewhere.as_ref().is_some_and(written)
    }

    /// Goes on after the highest number ever given, and says so where the database does not know it.
    pub(super) fn resume(
        &self,
        transaction: &Transaction<'_>,
        is_new: bool,
    ) -> Result<Option<Note>, Error> {
        let own = Mark::of(transaction)?;
        let remembered = self.mark();
        let mut mark = own.max(remembered);
        let note = if mark != own {
            PickupNumber::new(mark.last).map(|last| {
                if is_new {
                    Note::Gone { last }
                } else {
                    Note::PutBack { last }
                }
            })
        } else if !is_new && self.was_moved(transaction)? {
            mark.last = beyond(mark.last);
            Some(Note::Moved)
        } else {
            None
        };
        if note.is_some() && !is_new {
            // Whoever it belongs to may have been issued since.
            deletion::drafts(transaction)?;
        }
        if mark != own {
            mark.steps = mark.steps.saturating_add(1);
            mark.set(transaction)?;
        }
        Ok(note)
    }

    /// Whether the database remembers a file outside of its folder that is not there: it is on another computer
    /// now, perhaps put back from a copy.
    fn was_moved(&self, transaction: &Transaction<'_>) -> Result<bool, Error> {
        let Some(elsewhere) = &self.elsewhere else {
            return Ok(false);
        };
        let had_one = transaction
            .prepare_cached("SELECT 1 FROM marks WHERE name = 'elsewhere'")?
            .exists([])?;
        Ok(had_one && read(elsewhere).is_none())
    }
}

/// A number that surely none was given of, where it is not known which was the last: ten thousand further, as
/// many as a pharmacy gives in a month.
pub(super) fn beyond(last: u32) -> u32 {
    last.saturating_add(GAP).next_multiple_of(1_000)
}

const GAP: u32 = 10_000;
const FILE: &str = "queue.numbers";

fn read(path: &Path) -> Option<Mark> {
    let file = File::open(path).ok()?;
    file.lock_shared().ok()?;
    Mark::from_line(&io::read_to_string(&file).ok()?)
}

/// Writes the line over the old one, unless another program has come further.
fn write(path: &Path, mark: Mark) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        files::create_folder(folder)?;
    }
    let is_new = !path.exists();
    let mut options = OpenOptions::new();
    options.create(true).truncate(false).read(true).write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    file.lock()?;
    // What is no line of ours is written over.
    let before = io::read_to_string(&file).ok();
    let before = before.and_then(|line| Mark::from_line(&line));
    let line = before.unwrap_or_default().max(mark).to_line();
    file.rewind()?;
    file.write_all(line.as_bytes())?;
    file.set_len(line.len() as u64)?;
    file.sync_all()?;
    if is_new {
        files::sync_folder(path)?;
    }
    Ok(())
}
