//! Opening: everything that could go wrong later is tried now, before anybody types.

use std::{fs, path::Path};

use jiff::Timestamp;
use rusqlite::{Connection, OpenFlags, TransactionBehavior, config::DbConfig};

use super::{
    Error, Note, Obstacle, Place, Store,
    aside::{self, with_suffix},
    key_mark::{check_key, mark_key},
    lock::{Presence, Window},
    numbers::Memory,
    place::{self, DATABASE, Stamp},
    salvage, schema,
    store::PATIENCE,
};
use crate::{files, queue::notice, vault::MasterKey};

/// A store just opened.
#[derive(Debug)]
pub struct Opened {
    /// The store.
    pub store: Store,
    /// What was noticed on the way, and what nobody has seen yet.
    pub notes: Vec<Note>,
}

impl Store {
    /// Opens the queue of a place, making its folder and database when they are not there.
    ///
    /// Finds out and says at once what would fail later. A database that is damaged is saved row by row. Where
    /// nothing can be written, what is there can be read all the same ([`Store::obstacle`]). A newer version's
    /// database, and one that was sealed with another key, are refused untouched.
    pub fn open(place: impl Into<Place>, key: MasterKey, now: Timestamp) -> Result<Opened, Error> {
        let place = place.into();
        match Self::open_to_write(&place, &key, now) {
            Ok(opened) => Ok(opened),
            Err(error) => match Obstacle::of(&error) {
                Some(obstacle) if is_there(&place.folder.join(DATABASE)) => {
                    Self::open_to_read(place, key, (obstacle, now))
                }
                _ => Err(error),
            },
        }
    }

    /// Says what keeps the queue from being written to, if anything does.
    pub fn obstacle(&self) -> Option<&Obstacle> {
        self.obstacle.as_ref()
    }

    /// Writes again where the obstacle is out of the way; else returns it as an error.
    pub fn try_to_write(&mut self, now: Timestamp) -> Result<(), Error> {
        let Some(obstacle) = &self.obstacle else {
            return Ok(());
        };
        let opened = if place::can_be_written(&self.place.folder) {
            Self::open_to_write(&self.place, &self.key, now)
        } else {
            Err(obstacle.clone().into())
        };
        let opened = match opened {
            Ok(opened) => opened,
            Err(error) => {
                self.read_again(now)?;
                return Err(error);
            }
        };
        *self = opened.store;
        tracing::info!("the queue can be written to again");
        Ok(())
    }

    /// Reads again what could only be read, where another program has written to it since.
    fn read_again(&mut self, now: Timestamp) -> Result<(), Error> {
        let (Some(obstacle), Some(read)) = (&self.obstacle, &self.read) else {
            return Ok(());
        };
        if *read != Stamp::of(&self.place.folder) {
            let (place, key) = (self.place.clone(), self.key.clone());
            *self = Self::open_to_read(place, key, (obstacle.clone(), now))?.store;
        }
        Ok(())
    }

    fn open_to_write(place: &Place, key: &MasterKey, now: Timestamp) -> Result<Opened, Error> {
        let folder = &place.folder;
        place::check_drive(folder)?;
        files::create_folder(folder).map_err(|source| Error::file(folder, source))?;
        Self::open_database(place, key, now).map_err(|error| place::explain(folder, error))
    }

    fn open_database(place: &Place, key: &MasterKey, now: Timestamp) -> Result<Opened, Error> {
        let presence = Presence::enter(&place.folder)?;
        let alone = presence.is_alone();
        let memory = Memory::of(place);
        let path = place.folder.join(DATABASE);
        if alone {
            clear_up(&path, (place, now))?;
            if let Err(error) = Window::clear_up(&place.folder) {
                tracing::warn!(%error, "the signs of windows that were killed stay");
            }
        }
        let (connection, upgraded) = match make_ready(&path, key, (&memory, now)) {
            Err(Error::Damaged) if alone => {
                save(&path, (place, key), (&memory, now))?;
                make_ready(&path, key, (&memory, now))?
            }
            other => other?,
        };
        let mut store = Self {
            connection,
            key: key.clone(),
            place: place.clone(),
            memory,
            worker: None,
            window: None,
            obstacle: None,
            read: None,
            presence: Some(presence),
        };
        store.probe()?;
        // Nothing here goes by the clock, which nobody has judged yet.
        let mut numbers = Vec::new();
        if alone {
            // Whoever began an attempt is gone. Its answer may be kept even where it was taken back already.
            store.settle_kept_answers()?;
            let cut_off = store.under_way()?;
            numbers = store.take_back(&cut_off)?;
            store.forget_given_away()?;
            store.erase_withdrawn_left()?;
        }
        store.scrub_later_if_not_now();
        store.remember()?;
        if let Some(presence) = &mut store.presence {
            presence.share(&place.folder)?;
        }
        let taken_back = (!numbers.is_empty()).then_some(Note::TakenBack { numbers });
        let kept = store.notes()?.into_iter().map(|kept| kept.note);
        let notes = kept.chain(taken_back).chain(upgraded).collect();
        Ok(Opened { store, notes })
    }

    /// Reads what is there into memory, without writing anything.
    fn open_to_read(
        place: Place,
        key: MasterKey,
        (obstacle, now): (Obstacle, Timestamp),
    ) -> Result<Opened, Error> {
        let memory = Memory::of(&place);
        let read = Stamp::of(&place.folder);
        let salvage = salvage::read(&place, &key, (memory.mark(), now))?;
        let mut store = Self {
            connection: salvage.connection,
            key,
            place,
            memory,
            worker: None,
            window: None,
            obstacle: Some(obstacle.clone()),
            read: Some(read),
            presence: None,
        };
        store.show_kept_answers()?;
        store.connection.pragma_update(None, "query_only", true)?;
        let kept = store.notes()?.into_iter().map(|kept| kept.note);
        let notes = [Note::CannotWrite(obstacle)]
            .into_iter()
            .chain(kept)
            .collect();
        Ok(Opened { store, notes })
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

/// A salvaged database, until it takes the place of the damaged one.
const SAVED: &str = "queue-saved.db";
/// About a hundred cases.
const PROBE: u32 = 256 * 1024;
/// No version will ever reach this form; a number beyond it is damage.
const LAST_FORM: u32 = 1_000;

/// Opens the database, if it is one, whole, and not from the future.
pub(super) fn connect(path: &Path) -> Result<Connection, Error> {
    // The library would throw away the log of a database that is gone or empty.
    if length(path) == 0 && length(&with_suffix(path, "-wal")) > 0 {
        return Err(Error::Damaged);
    }
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
        | OpenFlags::SQLITE_OPEN_CREATE
        | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    connection.busy_timeout(PATIENCE)?;
    let (found, known) = (schema::form(&connection)?, schema::newest());
    if found > LAST_FORM {
        return Err(Error::Damaged);
    }
    if found > known {
        return Err(Error::Newer { found, known });
    }
    // A statement keeps its plan: else it would be made anew for every number that is bound to it.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
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

/// Opens the database, if it is ours, too, brings its tables up to date, and looks at every row.
fn make_ready(
    path: &Path,
    key: &MasterKey,
    (memory, now): (&Memory, Timestamp),
) -> Result<(Connection, Option<Note>), Error> {
    let mut connection = connect(path)?;
    let upgraded = prepare(&mut connection, key, (memory, now)).map_err(damaged)?;
    crate::queue::row::all(&connection).map_err(damaged)?;
    Ok((connection, upgraded))
}

/// A table or column that is not there was there once.
fn damaged(error: Error) -> Error {
    let unknown = Some(rusqlite::ErrorCode::Unknown);
    if matches!(&error, Error::Database(source) if source.sqlite_error_code() == unknown) {
        Error::Damaged
    } else {
        error
    }
}

/// Brings the tables up to date, or makes them, and goes on with the numbers.
fn prepare(
    connection: &mut Connection,
    key: &MasterKey,
    (memory, now): (&Memory, Timestamp),
) -> Result<Option<Note>, Error> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let from = schema::form(&transaction)?;
    if from > 0 {
        check_key(&transaction, key)?;
    }
    schema::upgrade(&transaction)?;
    mark_key(&transaction, key)?;
    if let Some(note) = memory.resume(&transaction, from == 0)? {
        tracing::error!("{note}");
        notice::keep(&transaction, &note, now)?;
    }
    transaction.commit()?;
    let to = schema::newest();
    Ok((from > 0 && from < to).then_some(Note::Upgraded { from, to }))
}

/// Sets the damaged database aside, and puts what can be read of it in its place.
///
/// The new one is whole on the disk before the old one is moved; what is cut off in between, [`clear_up`] ends.
fn save(
    path: &Path,
    (place, key): (&Place, &MasterKey),
    (memory, now): (&Memory, Timestamp),
) -> Result<(), Error> {
    let mut salvage = salvage::read(place, key, (memory.mark(), now))?;
    // Of what was lost nobody knows the deadline.
    let unknown = now.checked_add(place.kept).ok();
    let unknown = unknown.filter(|_| salvage.cases == 0 || !salvage.lost.is_empty());
    let until = salvage.deadline.max(unknown).unwrap_or(now).max(now);
    let aside = aside::name(&place.folder, now, until);
    let note = Note::Saved {
        cases: salvage.cases,
        lost: salvage.lost,
        aside: aside.clone(),
        until,
    };
    tracing::error!("{note}");
    let transaction = salvage.connection.transaction()?;
    notice::keep(&transaction, &note, now)?;
    transaction.commit()?;
    let saved = path.with_file_name(SAVED);
    let target = saved.to_string_lossy();
    salvage.connection.execute("VACUUM INTO ?1", [&target])?;
    let failed = |source| Error::file(&saved, source);
    let file = fs::File::options().write(true).open(&saved);
    file.and_then(|file| file.sync_all()).map_err(failed)?;
    aside::set(path, &aside)?;
    put(&saved, path)
}

fn put(saved: &Path, path: &Path) -> Result<(), Error> {
    fs::rename(saved, path)
        .and_then(|()| files::sync_folder(path))
        .map_err(|source| Error::file(saved, source))
}

/// Ends what was cut off while a database was set aside, and removes what is left of trying.
fn clear_up(path: &Path, (place, now): (&Place, Timestamp)) -> Result<(), Error> {
    let saved = path.with_file_name(SAVED);
    if saved.exists() && !path.exists() {
        // The log that is still here belongs to the one set aside.
        let until = now.checked_add(place.kept).unwrap_or(now);
        aside::set(path, &aside::name(&place.folder, now, until))?;
        return put(&saved, path);
    }
    for left in [saved.clone(), with_suffix(&saved, "-journal")] {
        if left.exists() {
            fs::remove_file(&left).map_err(|source| Error::file(&left, source))?;
        }
    }
    place::clear_up(&place.folder)
}

/// Whether there is anything to read.
fn is_there(path: &Path) -> bool {
    length(path) + length(&with_suffix(path, "-wal")) > 0
}

fn length(path: &Path) -> u64 {
    fs::metadata(path).map_or(0, |file| file.len())
}
