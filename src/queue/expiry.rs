//! What ends by the time: deadlines, attempts whose program is gone. And the moment that has surely come, kept so
//! that a clock that was set back is noticed after a restart too.

use std::{path::Path, time::Duration};

use jiff::Timestamp;
use rusqlite::{Connection, OpenFlags, OptionalExtension as _};

use super::{
    AttemptId, Error, Store, place::DATABASE, row, settle::settle, sql::Sql, store::PATIENCE,
    transitions::go,
};
use crate::{
    case::{PickupNumber, State},
    queue::pending_answers::cut_off,
};

/// An attempt that is under way for longer has lost its program: none waits for an answer for even half of it.
pub const LONGEST_ATTEMPT: Duration = Duration::from_mins(10);

/// Returns what [`Store::known_time`] tells of the queue in a folder, for whoever has no key to open it with; nothing
/// where it cannot be read.
pub fn known_time(folder: &Path) -> Option<Timestamp> {
    let path = folder.join(DATABASE);
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = path.exists().then(|| {
        let connection = Connection::open_with_flags(&path, flags)?;
        connection.busy_timeout(PATIENCE)?;
        known(&connection)
    });
    connection?.ok().flatten()
}

fn known(connection: &Connection) -> Result<Option<Timestamp>, Error> {
    marked(connection, TIME)
}

fn marked(connection: &Connection, name: &str) -> Result<Option<Timestamp>, Error> {
    let text: Option<Vec<u8>> = connection
        .prepare_cached("SELECT value FROM marks WHERE name = ?1")?
        .query_row([name], |row| row.get(0))
        .optional()?;
    // What is not a time is as good as none.
    let text = text.and_then(|text| String::from_utf8(text).ok());
    Ok(text.and_then(|text| text.parse().ok()))
}

/// The marks of the moment that has surely come, and of the later one that the portal says it is.
const TIME: &str = "time";
const PORTAL_TIME: &str = "portal-time";

impl Store {
    /// Returns the latest moment that was known to have come when this program or another wrote it down.
    pub fn known_time(&self) -> Result<Option<Timestamp>, Error> {
        known(&self.connection)
    }

    /// Returns the later moment that the portal had said it was when this program or another wrote that down.
    pub fn portal_time(&self) -> Result<Option<Timestamp>, Error> {
        marked(&self.connection, PORTAL_TIME)
    }

    /// Writes down that this moment has come, and which later one the portal says it is, if it does.
    pub fn set_known_time(
        &mut self,
        moment: Timestamp,
        portal: Option<Timestamp>,
    ) -> Result<(), Error> {
        let mut keep = self
            .connection
            .prepare_cached("INSERT OR REPLACE INTO marks (name, value) VALUES (?1, ?2)")?;
        keep.execute((TIME, moment.to_string().into_bytes()))?;
        match portal {
            Some(portal) => keep.execute((PORTAL_TIME, portal.to_string().into_bytes()))?,
            None => self
                .connection
                .prepare_cached("DELETE FROM marks WHERE name = ?1")?
                .execute([PORTAL_TIME])?,
        };
        Ok(())
    }

    /// Marks the cases whose deadline has passed at a moment that has surely come. What is sealed of them stays
    /// until staff have seen them.
    pub fn expire(&mut self, sure: Timestamp) -> Result<Vec<PickupNumber>, Error> {
        let due = self.due(sure)?;
        let mut expired = Vec::new();
        if due.is_empty() {
            return Ok(expired);
        }
        self.write(|transaction, key| {
            for number in due {
                let row = row::row(transaction, number)?;
                if row.state.may_become(State::Expired) {
                    go((transaction, key), &row, State::Expired, |_| ())?;
                    expired.push(number);
                }
            }
            Ok(())
        })?;
        Ok(expired)
    }

    /// Lists the attempts under way.
    pub fn under_way(&self) -> Result<Vec<AttemptId>, Error> {
        let mut statement = self.connection.prepare_cached(
            "SELECT number, attempts FROM cases WHERE state = 'sending' ORDER BY number",
        )?;
        let attempts = statement.query_map([], |row| {
            let Sql(number) = row.get(0)?;
            Ok(AttemptId {
                number,
                attempt: row.get(1)?,
            })
        })?;
        attempts.map(|attempt| Ok(attempt?)).collect()
    }

    /// Takes back the attempts among these that are still under way: their program is gone. One whose answer that
    /// program kept is settled with it.
    pub fn take_back(&mut self, attempts: &[AttemptId]) -> Result<Vec<PickupNumber>, Error> {
        let mut taken_back = Vec::new();
        if attempts.is_empty() {
            return Ok(taken_back);
        }
        self.settle_kept_answers()?;
        let given_away = attempts.iter().map(|it| self.given_away_for(*it));
        let given_away: Vec<Option<String>> = given_away.collect();
        self.write(|transaction, key| {
            for (attempt, identifier) in attempts.iter().zip(given_away) {
                let row = row::row(transaction, attempt.number)?;
                if row.state != State::Sending || row.attempts != attempt.attempt {
                    continue;
                }
                settle(transaction, key, *attempt, cut_off(identifier))?;
                taken_back.push(attempt.number);
            }
            Ok(())
        })?;
        Ok(taken_back)
    }

    fn due(&self, sure: Timestamp) -> Result<Vec<PickupNumber>, Error> {
        let mut statement = self
            .connection
            .prepare_cached("SELECT number FROM cases WHERE deadline <= ?1 ORDER BY number")?;
        let numbers = statement.query_map([Sql(sure)], |row| row.get::<_, Sql<_>>(0))?;
        numbers.map(|number| Ok(number?.0)).collect()
    }
}
