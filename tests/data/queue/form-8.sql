-- The queue's tables in form 7, as their version made them. Never changed: upgrades start from here.
CREATE TABLE cases (
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
    , visit_id BLOB, holds_answer INTEGER NOT NULL DEFAULT 0, printed_at INTEGER, saved_at INTEGER, ended_from TEXT, corrected INTEGER NOT NULL DEFAULT 0, former_attempts INTEGER NOT NULL DEFAULT 0) STRICT;
CREATE TABLE contents (
        number INTEGER PRIMARY KEY REFERENCES cases (number) ON DELETE CASCADE,
        key    BLOB NOT NULL,
        sealed BLOB NOT NULL
    ) STRICT;
CREATE TABLE marks (
        name  TEXT PRIMARY KEY,
        value BLOB NOT NULL
    ) STRICT, WITHOUT ROWID;
CREATE TABLE "draft" (
        id       INTEGER PRIMARY KEY,
        kept_at  INTEGER NOT NULL,
        identity BLOB NOT NULL,         -- the visit; no index, which would look like another table
        key      BLOB NOT NULL,
        sealed   BLOB NOT NULL
    , window BLOB) STRICT;
CREATE TABLE pace (
        one   INTEGER PRIMARY KEY CHECK (one = 1),
        state TEXT NOT NULL
    ) STRICT;
CREATE INDEX visits ON cases (visit_id);
CREATE INDEX turns ON cases (attempts / 4, number) WHERE state = 'waiting';
CREATE TABLE identifiers (
        digest BLOB PRIMARY KEY, -- SHA-256 of an identifier that a case has, or that was given away for it
        number INTEGER NOT NULL REFERENCES cases (number) ON DELETE CASCADE
    , former INTEGER NOT NULL DEFAULT 0) STRICT, WITHOUT ROWID;
CREATE TABLE notes (
        id       INTEGER PRIMARY KEY,
        noted_at INTEGER NOT NULL,
        note     TEXT NOT NULL          -- JSON
    ) STRICT;
CREATE TABLE corrections (
        id     INTEGER PRIMARY KEY,
        visit  BLOB NOT NULL,           -- no index, which would look like another table
        number INTEGER NOT NULL REFERENCES cases (number) ON DELETE CASCADE
    ) STRICT;
PRAGMA user_version = 8;
