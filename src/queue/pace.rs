//! What is remembered of the portal, so that a restart does not begin to hammer it.

use rusqlite::{Connection, OptionalExtension as _};

use super::{Error, Store, retry::Pace};

impl Store {
    /// Returns what is remembered of the portal; nothing is known of one that was never tried.
    pub fn pace(&self) -> Result<Pace, Error> {
        let mut statement = self.connection.prepare_cached("SELECT state FROM pace")?;
        let mut states = statement.query_map([], |row| row.get::<_, String>(0))?;
        let text = states.next().transpose()?;
        Ok(text.as_deref().map(Pace::from_text).unwrap_or_default())
    }

    /// Remembers this of the portal.
    pub fn set_pace(&mut self, pace: &Pace) -> Result<(), Error> {
        set(&self.connection, pace)
    }

    /// Forgets what is remembered of the portal unless it is about this set-up: whoever changed the address, the
    /// login or the signers has mended what was wrong, or asks somebody else from now on.
    ///
    /// The digest of a set-up stands sealed in the database, for a login goes into it.
    pub fn keep_pace_of(&mut self, set_up: &[u8]) -> Result<(), Error> {
        let mark: Option<Vec<u8>> = self
            .connection
            .query_row("SELECT value FROM marks WHERE name = 'set-up'", [], |row| {
                row.get(0)
            })
            .optional()?;
        let known = mark.and_then(|mark| self.key.open(&mark, SET_UP).ok());
        if known.is_some_and(|known| *known == set_up) {
            return Ok(());
        }
        self.write(|transaction, key| {
            let mark = key.seal(set_up, SET_UP)?;
            transaction.execute(
                "INSERT OR REPLACE INTO marks (name, value) VALUES ('set-up', ?1)",
                [mark],
            )?;
            transaction.execute("DELETE FROM pace", [])?;
            Ok(())
        })
    }
}

/// Remembers this of the portal, inside a transaction or not.
pub(super) fn set(connection: &Connection, pace: &Pace) -> Result<(), Error> {
    connection
        .prepare_cached("INSERT OR REPLACE INTO pace (one, state) VALUES (1, ?1)")?
        .execute([pace.to_text()])?;
    Ok(())
}

const SET_UP: &[u8] = b"set-up of the portal";
