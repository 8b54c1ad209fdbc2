//! The tables.
//!
//! `cases` holds a row for each case that was ever taken up, until 30 days after it is done: its number, which
//! is never given twice, its state and its times; nothing of a person. The cases of a visit share the number of
//! its first (`visit`) and the name that the form gave it (`visit_id`; none in cases of older versions).
//! `contents` holds what is sealed of a case and the wrapped key that opens it; a row is there exactly as long as
//! the person's data is kept. `corrections` holds the name of each visit of the form by which a case was corrected; an
//! older version made a case of its own of it, which names the other (`replaces`). `marks` holds a few facts about the database itself. `draft` holds what is being
//! typed, a row for each visit, sealed like a content under its name, and `pace` what is remembered of the portal between
//! attempts. `notes` holds what staff should hear of, until they have seen it.
//!
//! No two tables look alike in the kinds of their columns: a damaged database is saved by them.

use rusqlite::{Connection, Transaction};

use super::Error;

/// The steps, each from the form before it to the one of its place in this list, counted from 1.
const STEPS: [&str; 9] = [
    // 1: cases and their contents.
    "CREATE TABLE cases (
        number        INTEGER PRIMARY KEY AUTOINCREMENT,
        visit         INTEGER NOT NULL,
        identity      BLOB NOT NULL,    -- 16 random bytes that the seal is bound to
        state         TEXT NOT NULL,
        kind          TEXT NOT NULL,    -- v, r or t
        by_server     INTEGER NOT NULL, -- whether a server chooses the identifier
        captured_at   INTEGER NOT NULL, -- all times in milliseconds since 1970
        deadline      INTEGER NOT NULL,
        attempts      INTEGER NOT NULL DEFAULT 0,
        begun_at      INTEGER,
        next_try      INTEGER,
        trouble       TEXT,
        lost          INTEGER NOT NULL DEFAULT 0,
        done_at       INTEGER,
        reprint_until INTEGER,
        replaces      INTEGER
    ) STRICT;
    CREATE TABLE contents (
        number INTEGER PRIMARY KEY REFERENCES cases (number) ON DELETE CASCADE,
        key    BLOB NOT NULL,
        sealed BLOB NOT NULL
    ) STRICT;
    CREATE TABLE marks (
        name  TEXT PRIMARY KEY,
        value BLOB NOT NULL
    ) STRICT, WITHOUT ROWID;",
    // 2: the draft that a crash must not take, and the pace of the attempts.
    "CREATE TABLE draft (
        one      INTEGER PRIMARY KEY CHECK (one = 1),
        kept_at  INTEGER NOT NULL,
        identity BLOB NOT NULL,
        key      BLOB NOT NULL,
        sealed   BLOB NOT NULL
    ) STRICT;
    CREATE TABLE pace (
        one   INTEGER PRIMARY KEY CHECK (one = 1),
        state TEXT NOT NULL
    ) STRICT;",
    // 3: which visit of the form a case came from, so that no visit is taken up twice; whose identifier is whose;
    // what staff have not seen yet.
    "ALTER TABLE cases ADD COLUMN visit_id BLOB;
    CREATE INDEX visits ON cases (visit_id);
    CREATE TABLE identifiers (
        digest BLOB PRIMARY KEY, -- SHA-256 of an identifier that a case has, or that was given away for it
        number INTEGER NOT NULL REFERENCES cases (number) ON DELETE CASCADE
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE notes (
        id       INTEGER PRIMARY KEY,
        noted_at INTEGER NOT NULL,
        note     TEXT NOT NULL          -- JSON
    ) STRICT;",
    // 4: whether a signed answer is kept of a case that waits; the order in which those that wait are tried.
    "ALTER TABLE cases ADD COLUMN holds_answer INTEGER NOT NULL DEFAULT 0;
    UPDATE cases SET holds_answer = 1
        WHERE by_server AND lost > 0 AND trouble IN ('other-country', 'unknown-signer', 'other-signer');
    CREATE INDEX turns ON cases (attempts / 4, number) WHERE state = 'waiting';",
    // 5: a draft of each visit that is being typed, in any window or left by an earlier program.
    "CREATE TABLE drafts (
        id       INTEGER PRIMARY KEY,
        kept_at  INTEGER NOT NULL,
        identity BLOB NOT NULL,         -- the visit; no index, which would look like another table
        key      BLOB NOT NULL,
        sealed   BLOB NOT NULL
    ) STRICT;
    INSERT INTO drafts SELECT one, kept_at, identity, key, sealed FROM draft;
    DROP TABLE draft;
    ALTER TABLE drafts RENAME TO draft;",
    // 6: the window that has a draft in its form, as long as that is open.
    "ALTER TABLE draft ADD COLUMN window BLOB;",
    // 7: when the certificate came to paper or into a file last; the state that staff have ended the case in, as long as
    // they can take that back.
    "ALTER TABLE cases ADD COLUMN printed_at INTEGER;
    ALTER TABLE cases ADD COLUMN saved_at INTEGER;
    ALTER TABLE cases ADD COLUMN ended_from TEXT;",
    // 8: a case that is corrected keeps its row: how often, which attempts and identifiers were of what it said before,
    // and by which visits of the form, so that none of them is taken up twice.
    "ALTER TABLE cases ADD COLUMN corrected INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE cases ADD COLUMN former_attempts INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE identifiers ADD COLUMN former INTEGER NOT NULL DEFAULT 0;
    CREATE TABLE corrections (
        id     INTEGER PRIMARY KEY,
        visit  BLOB NOT NULL,           -- no index, which would look like another table
        number INTEGER NOT NULL REFERENCES cases (number) ON DELETE CASCADE
    ) STRICT;",
    // 9: a case that was corrected takes its turn by the attempts at what it says now.
    "DROP INDEX turns;
    CREATE INDEX turns ON cases ((attempts - former_attempts) / 4, number) WHERE state = 'waiting';",
];

/// Returns the form of a database; a new file has form 0.
pub(super) fn form(connection: &Connection) -> Result<u32, Error> {
    Ok(connection.pragma_query_value(None, "user_version", |row| row.get(0))?)
}

/// Returns the newest form.
pub(super) fn newest() -> u32 {
    u32::try_from(STEPS.len()).unwrap_or(u32::MAX)
}

/// Brings the tables from any older form to the newest, inside the caller's transaction: whole or not at all.
pub(super) fn upgrade(transaction: &Transaction<'_>) -> Result<(), Error> {
    let from = form(transaction)?;
    for (to, step) in (1_u32..).zip(STEPS) {
        if from < to {
            transaction.execute_batch(step)?;
        }
    }
    if from < newest() {
        transaction.pragma_update(None, "user_version", newest())?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;
    use crate::{
        queue::{Note, Store},
        vault::file,
    };

    /// The older forms, as their versions made them.
    const OLDER: [&str; 8] = [
        include_str!("../../tests/data/queue/form-1.sql"),
        include_str!("../../tests/data/queue/form-2.sql"),
        include_str!("../../tests/data/queue/form-3.sql"),
        include_str!("../../tests/data/queue/form-4.sql"),
        include_str!("../../tests/data/queue/form-5.sql"),
        include_str!("../../tests/data/queue/form-6.sql"),
        include_str!("../../tests/data/queue/form-7.sql"),
        include_str!("../../tests/data/queue/form-8.sql"),
    ];

    #[test]
    fn every_older_form_becomes_the_newest_with_its_cases() {
        assert_eq!(OLDER.len() + 1, STEPS.len(), "an older form is missing");
        for (from, sql) in (1_u32..).zip(OLDER) {
            let folder = tempfile::tempdir().unwrap();
            let key = file::open_or_create(&folder.path().join("key")).unwrap();
            let old = Connection::open(folder.path().join("queue.db")).unwrap();
            old.execute_batch(sql).unwrap();
            let mark = key.seal(b"queue key", b"queue key").unwrap();
            old.execute("INSERT INTO marks VALUES ('key', ?1)", [mark])
                .unwrap();
            let number = crate::queue::tests::insert_old_case(&old, &key);
            drop(old);

            let opened = Store::open(folder.path(), key.clone(), Timestamp::UNIX_EPOCH).unwrap();
            let upgraded = Note::Upgraded { from, to: newest() };
            assert_eq!(opened.notes, [upgraded]);
            assert!(opened.store.content(number).is_ok());
            let tables = tables(&opened.store.connection);
            drop(opened);
            let again = Store::open(folder.path(), key.clone(), Timestamp::UNIX_EPOCH).unwrap();
            assert_eq!(again.notes, []);
            let fresh = folder.path().join("fresh");
            let fresh = Store::open(&fresh, key, Timestamp::UNIX_EPOCH).unwrap();
            assert_eq!(tables, self::tables(&fresh.store.connection));
        }
    }

    fn tables(connection: &Connection) -> Vec<String> {
        let mut statement = connection
            .prepare("SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY name")
            .unwrap();
        let tables = statement.query_map([], |row| row.get(0)).unwrap();
        tables.map(Result::unwrap).collect()
    }
}
