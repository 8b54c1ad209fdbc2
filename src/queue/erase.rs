//! Erasing: when its time has come, a person's data and the key to it are gone from every file of the queue.
//!
//! What is deleted is overwritten (`secure_delete`), but only in the newest copy of its page: older copies stay in
//! the write-ahead log until it is taken over. So after an erasure the log is emptied, and before that the
//! database is built anew (`VACUUM`), for all that a page may hold beside its rows. A mark, set with the erasure
//! itself, makes sure of it after a crash.
//!
//! Nobody waits for that: while another program reads, the log cannot be emptied, and the mark stays for the next
//! time. What was asked for, a hand-over or a case taken up, is done before and stays done.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use rusqlite::{OptionalExtension as _, params};

use super::{
    Error, Moments, REPRINT_WINDOW, Store, aside, brought_back::WITHDRAWAL_TERM, deletion, sql::Sql,
};
use crate::{case::State, domain::MAX_CLOCK_SKEW};

/// For so long a case that is done is listed, without its person.
pub const LIST_RETENTION: SignedDuration = SignedDuration::from_hours(30 * 24);

/// For so long what is of use no longer than a moment is kept, by the state that it is in.
const TERMS: [(State, SignedDuration); 2] = [
    (State::HandedOver, REPRINT_WINDOW),
    (State::Withdrawn, WITHDRAWAL_TERM),
];

impl Store {
    /// Erases what is due at the moment that has surely come, and returns how many contents and drafts that were:
    /// cases handed over and past their reprint, cases withdrawn whose window was killed, drafts nobody came back to, and
    /// files of a damaged database that was set aside. Cases that have been done for [`LIST_RETENTION`] leave the list.
    ///
    /// A time that lies further ahead of the present than its term is long was written by a clock ahead of the truth:
    /// the term begins anew, so that nothing is kept for as long as that clock was ahead.
    pub fn erase_due(&mut self, moments: impl Into<Moments>) -> Result<usize, Error> {
        let Moments { sure, present } = moments.into();
        let listed_since = sure.checked_sub(LIST_RETENTION).unwrap_or(Timestamp::MIN);
        let terms = TERMS.map(|(state, term)| {
            let until = present.checked_add(term).unwrap_or(Timestamp::MAX);
            (state, until)
        });
        let mut erased = aside::erase_due(&self.place.folder, sure, self.place.kept)?;
        if !self.is_due(Moments { sure, present }, &terms, listed_since)? {
            self.scrub()?;
            return Ok(erased);
        }
        self.write(|transaction, _| {
            for (state, until) in &terms {
                transaction
                    .prepare_cached(
                        "UPDATE cases SET reprint_until = ?2, done_at = min(done_at, ?4)
                                 WHERE state = ?1 AND reprint_until > ?3",
                    )?
                    .execute(params![
                        Sql(*state),
                        Sql(*until),
                        Sql(ahead_of(*until)),
                        Sql(present)
                    ])?;
            }
            transaction
                .prepare_cached("UPDATE cases SET done_at = ?2 WHERE state = ?1 AND done_at > ?3")?
                .execute(params![
                    Sql(State::Withdrawn),
                    Sql(present),
                    Sql(ahead_of(present))
                ])?;
            let over = transaction
                .prepare_cached(
                    "SELECT number FROM cases JOIN contents USING (number)
                                 WHERE state IN (?1, ?3) AND reprint_until <= ?2",
                )?
                .query_map(
                    params![Sql(State::HandedOver), Sql(sure), Sql(State::Withdrawn)],
                    |row| row.get::<_, Sql<_>>(0),
                )?
                .collect::<Result<Vec<_>, _>>()?;
            for Sql(number) in &over {
                deletion::content(transaction, *number)?;
            }
            erased += over.len()
                + crate::queue::draft_store::erase_due(transaction, Moments { sure, present })?;
            transaction
                .prepare_cached(
                    "DELETE FROM cases WHERE state IN (?1, ?2) AND done_at <= ?3
                                 AND number NOT IN (SELECT number FROM contents)",
                )?
                .execute(params![
                    Sql(State::HandedOver),
                    Sql(State::Withdrawn),
                    Sql(listed_since)
                ])?;
            Ok(())
        })?;
        self.scrub()?;
        Ok(erased)
    }

    /// Whether anything is to be erased, begins its term anew or leaves the list: mostly nothing does, and nobody is
    /// kept from writing.
    fn is_due(
        &self,
        moments: Moments,
        terms: &[(State, Timestamp); 2],
        listed_since: Timestamp,
    ) -> Result<bool, Error> {
        let [(handed_over, reprint_until), (withdrawn, gone_by)] = *terms;
        let cases = self
            .connection
            .prepare_cached(
                "SELECT 1 FROM cases JOIN contents USING (number)
                             WHERE state IN (?1, ?2) AND (reprint_until <= ?3
                                 OR reprint_until > CASE state WHEN ?1 THEN ?4 ELSE ?7 END)
                 UNION ALL
                 SELECT 1 FROM cases WHERE state = ?2 AND done_at > ?6
                 UNION ALL
                 SELECT 1 FROM cases WHERE state IN (?1, ?2) AND done_at <= ?5
                             AND number NOT IN (SELECT number FROM contents)",
            )?
            .exists(params![
                Sql(handed_over),
                Sql(withdrawn),
                Sql(moments.sure),
                Sql(ahead_of(reprint_until)),
                Sql(listed_since),
                Sql(ahead_of(moments.present)),
                Sql(ahead_of(gone_by))
            ])?;
        Ok(cases || crate::queue::draft_store::is_due(&self.connection, moments)?)
    }

    /// Leaves nothing of what was erased in any file, if anything was since the last time. While another program
    /// reads or writes it waits for the next time, and keeps nobody waiting.
    pub(super) fn scrub(&mut self) -> Result<(), Error> {
        self.connection.busy_timeout(Duration::ZERO)?;
        let scrubbed = self.scrub_at_once();
        self.connection.busy_timeout(super::store::PATIENCE)?;
        match scrubbed {
            Err(Error::Busy) => Ok(()),
            other => other,
        }
    }

    /// Scrubs after an erasure that is done, whatever comes now: what is left is marked, and `erase_due` reports it
    /// if it fails again.
    pub(super) fn scrub_later_if_not_now(&mut self) {
        if let Err(error) = self.scrub() {
            tracing::warn!(%error, "what was erased is not scrubbed from the disk yet");
        }
    }

    fn scrub_at_once(&mut self) -> Result<(), Error> {
        let mark: Option<Vec<u8>> = self
            .connection
            .prepare_cached("SELECT value FROM marks WHERE name = 'scrub'")?
            .query_row([], |row| row.get(0))
            .optional()?;
        let Some(mark) = mark else {
            return Ok(());
        };
        if mark != deletion::BUILT_ANEW {
            self.connection.execute_batch("VACUUM")?;
            self.connection.execute(
                "UPDATE marks SET value = ?1 WHERE name = 'scrub'",
                [deletion::BUILT_ANEW],
            )?;
        }
        self.empty_log()?;
        self.connection
            .execute("DELETE FROM marks WHERE name = 'scrub'", [])?;
        Ok(())
    }

    /// Takes the write-ahead log over into the database and empties it.
    pub(super) fn empty_log(&self) -> Result<(), Error> {
        let busy: bool =
            self.connection
                .query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0))?;
        // Another program is reading just now.
        if busy { Err(Error::Busy) } else { Ok(()) }
    }
}

/// Returns the latest moment that a clock which is a little off may have written for this one.
fn ahead_of(moment: Timestamp) -> Timestamp {
    moment.checked_add(MAX_CLOCK_SKEW).unwrap_or(Timestamp::MAX)
}
