//! Another master key for a queue: every row keeps its own key, which is wrapped anew.

use std::{
    fs,
    path::{Path, PathBuf},
};

use rusqlite::{Connection, OpenFlags, OptionalExtension as _, TransactionBehavior};

use super::{
    Error, Store,
    aside::ASIDE,
    key_mark::{KEY_MARK, key_opens},
    lock::Presence,
    open::connect,
    place::DATABASE,
    sealed,
};
use crate::{queue::draft_store, vault::MasterKey};

impl Store {
    /// Whether a folder holds a queue.
    pub fn is_in(folder: &Path) -> bool {
        folder.join(DATABASE).exists()
    }

    /// Whether the queue of a folder opens with a key; nothing where there is none, or it does not say.
    pub fn opens_with(folder: &Path, key: &MasterKey) -> Option<bool> {
        let path = folder.join(DATABASE);
        if !path.exists() {
            return None;
        }
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(path, flags).ok()?;
        connection
            .busy_timeout(std::time::Duration::from_secs(5))
            .ok()?;
        key_opens(&connection, key).ok()?
    }

    /// Wraps the key of every row with another master key: all of them, or none. Run again it changes nothing.
    ///
    /// What the old key does not open stays as it is: it is damaged, and no key opens it. Databases that were
    /// set aside go along as far as they can be read. Nobody else may have the queue open ([`Error::InUse`]),
    /// lest a case is taken up under the old key meanwhile.
    pub fn rekey(folder: &Path, keys: [&MasterKey; 2]) -> Result<(), Error> {
        let presence = Presence::enter(folder)?;
        if !presence.is_alone() {
            return Err(Error::InUse);
        }
        for path in set_aside(folder)? {
            let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
            let rewrapped = Connection::open_with_flags(path, flags)
                .map_err(Error::from)
                .and_then(|connection| rewrap(connection, keys));
            if let Err(error) = rewrapped {
                tracing::warn!(%error, "a damaged database that was set aside keeps its old key");
            }
        }
        let connection = connect(&folder.join(DATABASE))?;
        if keys
            .iter()
            .all(|key| !matches!(key_opens(&connection, key), Ok(Some(true))))
        {
            return Err(Error::OtherKey);
        }
        rewrap(connection, keys)
    }
}

/// Lists the databases that were set aside.
fn set_aside(folder: &Path) -> Result<Vec<PathBuf>, Error> {
    let failed = |source| Error::file(folder, source);
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if name.starts_with(ASIDE) && name.ends_with(".db") {
            found.push(path);
        }
    }
    Ok(found)
}

fn rewrap(mut connection: Connection, [old, new]: [&MasterKey; 2]) -> Result<(), Error> {
    connection.pragma_update(None, "secure_delete", true)?;
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    sealed::rewrap(&transaction, [old, new])?;
    if has_table(&transaction, "draft")? {
        draft_store::rewrap(&transaction, [old, new])?;
    }
    if key_opens(&transaction, old)? == Some(true) {
        let mark = new.seal(KEY_MARK, KEY_MARK)?;
        transaction.execute("UPDATE marks SET value = ?1 WHERE name = 'key'", [mark])?;
    }
    transaction.commit()?;
    // The wrapped keys of before must not stand in the log either.
    Ok(connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?)
}

fn has_table(connection: &Connection, name: &str) -> Result<bool, Error> {
    let found = connection
        .query_row(
            "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?1",
            [name],
            |_| Ok(()),
        )
        .optional()?;
    Ok(found.is_some())
}
