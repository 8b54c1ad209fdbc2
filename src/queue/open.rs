//! Opening: everything that could go wrong later is tried now, before anybody types.

use std::{
    fmt, fs,
    path::{Path, PathBuf},
    time::Duration,
};

use jiff::Timestamp;
use rusqlite::{Connection, OpenFlags, OptionalExtension as _, TransactionBehavior};

use super::{Error, Store, lock::Presence, schema};
use crate::{
    domain::PickupNumber,
    vault::{self, MasterKey, private},
};

/// A store just opened.
#[derive(Debug)]
pub struct Opened {
    /// The store.
    pub store: Store,
    /// What was noticed on the way.
    pub notes: Vec<Note>,
}

/// Something that staff or whoever looks after the machine should hear of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Note {
    /// The database was damaged. It is kept under this name, and a new one has begun.
    SetAside {
        /// Where it is now.
        path: PathBuf,
    },
    /// Attempts that a crash had cut off were taken back; their cases wait again.
    TakenBack {
        /// The cases.
        numbers: Vec<PickupNumber>,
    },
    /// The tables were brought to the form of this version.
    Upgraded {
        /// Their form before.
        from: u32,
        /// Their form now.
        to: u32,
    },
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::SetAside { path } => write!(
                f,
                "the queue was damaged and a new one has begun; the old one is kept as {}",
                path.display()
            ),
            Self::TakenBack { numbers } => write!(
                f,
                "{} attempts had been cut off; their cases wait again",
                numbers.len()
            ),
            Self::Upgraded { from, to } => {
                write!(f, "the queue was brought from form {from} to form {to}")
            }
        }
    }
}

impl Store {
    /// Opens the queue of a folder, making both when they are not there.
    ///
    /// Finds out and says at once what would fail later: a full disk, a folder that cannot be written to, a
    /// database that is damaged, of a newer version, or sealed with another key.
    pub fn open(folder: &Path, key: MasterKey, now: Timestamp) -> Result<Opened, Error> {
        private::create_folder(folder).map_err(|source| Error::file(folder, source))?;
        let presence = Presence::enter(folder)?;
        let alone = presence.is_alone();
        let path = folder.join(DATABASE);
        let mut notes = Vec::new();
        // A log without its database belongs to one that was being set aside.
        if alone && !path.exists() && with_suffix(&path, "-wal").exists() {
            set_aside(&path, now)?;
        }
        let connection = match connect(&path) {
            Err(Error::Damaged) if alone => {
                let aside = set_aside(&path, now)?;
                tracing::error!("the queue's database is damaged; it was set aside");
                notes.push(Note::SetAside { path: aside });
                connect(&path)?
            }
            other => other?,
        };
        let mut store = Self {
            connection,
            key,
            folder: folder.to_owned(),
            worker: None,
            presence,
        };
        notes.extend(store.prepare()?);
        store.probe()?;
        // Nothing here goes by the clock, which nobody has judged yet.
        if alone {
            // Whoever began an attempt is gone. Its answer may be kept even where it was taken back already.
            store.settle_kept_answers()?;
            let cut_off = store.under_way()?;
            let numbers = store.take_back(&cut_off)?;
            if !numbers.is_empty() {
                notes.push(Note::TakenBack { numbers });
            }
        }
        store.scrub()?;
        store.presence.share(folder)?;
        Ok(Opened { store, notes })
    }

    /// Brings the tables up to date, or makes them.
    fn prepare(&mut self) -> Result<Option<Note>, Error> {
        let transaction = self
            .connection
            .transaction_with_behavior(TransactionBehavior::Immediate)?;
        let from = schema::form(&transaction)?;
        if from > 0 {
            check_key(&transaction, &self.key)?;
        }
        schema::upgrade(&transaction)?;
        if from == 0 {
            let mark = self.key.seal(KEY_MARK, KEY_MARK)?;
            transaction.execute("INSERT INTO marks (name, value) VALUES ('key', ?1)", [mark])?;
            if let Some(last) = last_number_elsewhere(&self.folder)? {
                transaction.execute(
                    "INSERT INTO sqlite_sequence (name, seq) VALUES ('cases', ?1)",
                    [last],
                )?;
            }
        }
        transaction.commit()?;
        let to = schema::newest();
        Ok((from > 0 && from < to).then_some(Note::Upgraded { from, to }))
    }

    /// Commits more than a day's visits would need, and takes it back: a full disk shows now.
    fn probe(&mut self) -> Result<(), Error> {
        self.write(|transaction, _| {
            transaction.execute(
                "INSERT OR REPLACE INTO marks (name, value) VALUES ('probe', zeroblob(?1))",
                [PROBE],
            )?;
            Ok(())
        })?;
        self.write(|transaction, _| {
            transaction.execute("DELETE FROM marks WHERE name = 'probe'", [])?;
            Ok(())
        })
    }
}

/// So long a write waits for another program's.
pub(super) const PATIENCE: Duration = Duration::from_secs(5);
pub(super) const DATABASE: &str = "queue.db";
/// About a hundred cases.
const PROBE: u32 = 256 * 1024;
pub(super) const KEY_MARK: &[u8] = b"queue key";

/// Opens the database, if it is one, whole, and not from the future.
pub(super) fn connect(path: &Path) -> Result<Connection, Error> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
        | OpenFlags::SQLITE_OPEN_CREATE
        | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    connection.busy_timeout(PATIENCE)?;
    let found = schema::form(&connection)?;
    if found > schema::newest() {
        return Err(Error::Newer {
            found,
            known: schema::newest(),
        });
    }
    // `fullfsync` is for macOS, whose `fsync` does not reach the disk.
    connection.execute_batch(
        "PRAGMA journal_mode = WAL;
         PRAGMA synchronous = FULL;
         PRAGMA fullfsync = ON;
         PRAGMA checkpoint_fullfsync = ON;
         PRAGMA secure_delete = ON;
         PRAGMA foreign_keys = ON;
         PRAGMA temp_store = MEMORY;
         PRAGMA cell_size_check = ON;
         PRAGMA trusted_schema = OFF;",
    )?;
    let whole: String = connection.query_row("PRAGMA quick_check(1)", [], |row| row.get(0))?;
    if whole == "ok" {
        return Ok(connection);
    }
    Err(Error::Damaged)
}

fn check_key(connection: &Connection, key: &MasterKey) -> Result<(), Error> {
    match key_opens(connection, key)? {
        Some(true) => Ok(()),
        Some(false) => Err(Error::OtherKey),
        None => Err(Error::Damaged),
    }
}

/// Whether a key is the one that the database was made with; nothing where it does not say.
pub(super) fn key_opens(connection: &Connection, key: &MasterKey) -> Result<Option<bool>, Error> {
    let mark: Option<Vec<u8>> = connection
        .query_row("SELECT value FROM marks WHERE name = 'key'", [], |row| {
            row.get(0)
        })
        .optional()?;
    match mark.map(|mark| key.open(&mark, KEY_MARK)) {
        Some(Ok(_)) => Ok(Some(true)),
        Some(Err(vault::Error::NotOurs)) => Ok(Some(false)),
        Some(Err(error)) => Err(error.into()),
        None => Ok(None),
    }
}

/// Moves the database and what belongs to it to a new name; nothing is deleted.
///
/// The database goes first. If the rest is cut off, a log without a database is found at the next opening.
fn set_aside(path: &Path, now: Timestamp) -> Result<PathBuf, Error> {
    let time = now.strftime("%Y%m%dT%H%M%SZ");
    let name = |count: u32| path.with_file_name(format!("{ASIDE}{time}-{count}.db"));
    let mut count = 1;
    while SUFFIXES
        .iter()
        .any(|suffix| with_suffix(&name(count), suffix).exists())
    {
        count += 1;
    }
    let aside = name(count);
    for suffix in SUFFIXES {
        let (from, to) = (with_suffix(path, suffix), with_suffix(&aside, suffix));
        if from.exists() {
            fs::rename(&from, to).map_err(|source| Error::file(from, source))?;
        }
    }
    private::sync_folder(path).map_err(|source| Error::file(path, source))?;
    Ok(aside)
}

pub(super) const ASIDE: &str = "queue-damaged-";
const SUFFIXES: [&str; 3] = ["", "-wal", "-shm"];

fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut path = path.as_os_str().to_owned();
    path.push(suffix);
    path.into()
}

/// A number that no earlier database of this folder has reached, if there was one.
///
/// Customers hold slips with its numbers; none of them may be given to somebody else. Each database that was
/// set aside has a million of its own, which no pharmacy uses up.
fn last_number_elsewhere(folder: &Path) -> Result<Option<i64>, Error> {
    let failed = |source| Error::file(folder, source);
    let mut earlier = 0;
    for entry in fs::read_dir(folder).map_err(failed)? {
        let name = entry.map_err(failed)?.file_name();
        let name = name.to_string_lossy();
        if name.starts_with(ASIDE) && !name.ends_with("-shm") {
            earlier += 1;
        }
    }
    Ok((earlier > 0).then_some(earlier * 1_000_000))
}
