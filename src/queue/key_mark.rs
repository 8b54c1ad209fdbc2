//! The mark that a database was sealed with a key: something small that only this key opens.

use rusqlite::{Connection, OptionalExtension as _};

use super::Error;
use crate::vault::{self, MasterKey};

pub(super) const KEY_MARK: &[u8] = b"queue key";

/// Marks the database as sealed with this key, if it is not marked.
pub(super) fn mark_key(connection: &Connection, key: &MasterKey) -> Result<(), Error> {
    let mark = key.seal(KEY_MARK, KEY_MARK)?;
    connection.execute(
        "INSERT OR IGNORE INTO marks (name, value) VALUES ('key', ?1)",
        [mark],
    )?;
    Ok(())
}

/// Refuses another key than the one that the database was made with.
pub(super) fn check_key(connection: &Connection, key: &MasterKey) -> Result<(), Error> {
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
