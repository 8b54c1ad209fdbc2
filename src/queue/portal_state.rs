//! What is remembered of the portal, so that a restart does not begin to hammer it.

use rusqlite::{Connection, OptionalExtension as _};

use super::{Error, Store};
use crate::backoff::Backoff;

impl Store {
    /// Returns what is remembered of the portal; nothing is known of one that was never tried.
    pub fn pace(&self) -> Result<Backoff, Error> {
        let mut statement = self.connection.prepare_cached("SELECT state FROM pace")?;
        let mut states = statement.query_map([], |row| row.get::<_, String>(0))?;
        let text = states.next().transpose()?;
        Ok(text.as_deref().map(Backoff::from_text).unwrap_or_default())
    }

    /// Remembers this of the portal.
    pub fn set_pace(&mut self, pace: &Backoff) -> Result<(), Error> {
        set(&self.connection, pace)
    }

    /// Forgets what is remembered of the portal unless it is about this set-up: whoever changed the address, the
    /// login or the signers has mended what was wrong, or asks somebody else from now on. But what was known of the
    /// set-up before is put aside, and holds again once that is back: after a drill the portal is as it was.
    ///
    /// The digest of a set-up stands sealed in the database, for a login goes into it. Returns whether it is another than
    /// before.
    pub fn keep_pace_of(&mut self, set_up: &[u8]) -> Result<bool, Error> {
        if self.is_marked("set-up", set_up)? {
            return Ok(false);
        }
        let is_back = self.is_marked("set-up-before", set_up)?;
        self.write(|transaction, key| {
            let back: Option<Vec<u8>> = transaction
                .query_row(
                    "SELECT value FROM marks WHERE name = 'pace-before'",
                    [],
                    |row| row.get(0),
                )
                .optional()?
                .filter(|_| is_back);
            transaction.execute_batch(
                "DELETE FROM marks WHERE name IN ('set-up-before', 'pace-before');
                INSERT INTO marks SELECT 'set-up-before', value FROM marks WHERE name = 'set-up';
                INSERT INTO marks SELECT 'pace-before', CAST(state AS BLOB) FROM pace;
                DELETE FROM pace;",
            )?;
            transaction.execute(
                "INSERT OR REPLACE INTO marks (name, value) VALUES ('set-up', ?1)",
                [key.seal(set_up, SET_UP)?],
            )?;
            if let Some(text) = back.and_then(|text| String::from_utf8(text).ok()) {
                set(transaction, &Backoff::from_text(&text))?;
            }
            Ok(())
        })?;
        Ok(true)
    }

    /// Whether this set-up is the one that stands sealed under a mark.
    fn is_marked(&self, name: &str, set_up: &[u8]) -> Result<bool, Error> {
        let mark: Option<Vec<u8>> = self
            .connection
            .query_row("SELECT value FROM marks WHERE name = ?1", [name], |row| {
                row.get(0)
            })
            .optional()?;
        let known = mark.and_then(|mark| self.key.open(&mark, SET_UP).ok());
        Ok(known.is_some_and(|known| *known == set_up))
    }
}

/// Remembers this of the portal, inside a transaction or not.
pub(super) fn set(connection: &Connection, pace: &Backoff) -> Result<(), Error> {
    connection
        .prepare_cached("INSERT OR REPLACE INTO pace (one, state) VALUES (1, ?1)")?
        .execute([pace.to_text()])?;
    Ok(())
}

const SET_UP: &[u8] = b"set-up of the portal";
