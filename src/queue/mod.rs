//! Every case on its way: sealed, numbered and on disk before anything is tried.
//!
//! What is plain on disk says nothing about a person: numbers, states, times, the kind of certificate. All
//! else is sealed with a key of the row's own, and gone when that key is.

// A case, and the form in which it is kept.
mod case;
mod content;

// The tables, what stands in them, and what is sealed.
mod schema;
mod sealed;
mod sql;

// The file: opened, shared, saved when it is damaged, and what is done with cases in it.
mod aside;
mod brought_back;
mod correction;
mod deletion;
mod draft_store;
mod erase;
mod expiry;
mod identifiers;
mod key_mark;
mod load;
mod lock;
mod moments;
mod noted_outputs;
mod notice;
mod numbers;
mod open;
mod pages;
mod pending_answers;
mod place;
mod portal_state;
mod rekey;
mod row;
mod salvage;
mod settle;
mod step;
mod store;
mod taking_up;
mod transitions;
mod write;

use std::{io, path::PathBuf};

use crate::{
    case::{PickupNumber, State},
    vault,
};

pub use brought_back::WITHDRAWAL_WINDOW;
pub use case::{
    AttemptId, Begun, Capture, Content, Former, Prepared, Row, Settled, SigningMode, digest,
};
pub use draft_store::{DRAFT_RETENTION, Unfinished};
pub use erase::LIST_RETENTION;
pub use expiry::{LONGEST_ATTEMPT, known_time};
pub use load::Contents;
pub use moments::Moments;
pub use notice::{Note, Unseen};
pub use open::Opened;
pub use pending_answers::GivenAway;
pub use place::{Obstacle, Place};
pub use sealed::new_visit;
pub use step::Step;
pub use store::{REPRINT_WINDOW, Store, WorkedBy};

/// Why the queue cannot do what was asked. Nothing of a case stands in it but its number.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The case was corrected after somebody had seen it.
    #[error("case {0} has been corrected meanwhile: nothing was done with it")]
    Corrected(PickupNumber),
    /// Another program has been writing for too long.
    #[error("the queue is busy with another program")]
    Busy,
    /// The database is not readable as one, and could not be set aside just now.
    #[error(
        "the queue's database is damaged: end every running copy of the program and start it again"
    )]
    Damaged,
    /// What was captured of this case cannot be opened; the others can.
    #[error("case {0} cannot be read any more: it was changed or damaged on disk")]
    DamagedCase(PickupNumber),
    /// The library failed in a way that has no name here.
    #[error("the queue's database failed")]
    Database(#[source] rusqlite::Error),
    /// No room for even one case.
    #[error("the disk is full: make room before the next customer")]
    DiskFull,
    /// The person's data is gone, as it should be.
    #[error("the data of case {0} has been erased")]
    Erased(PickupNumber),
    /// A file of the queue that could not be used.
    #[error("{path} cannot be used", path = path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What the system says.
        #[source]
        source: io::Error,
    },
    /// Another program works the queue already.
    #[error("another running copy of the program works the queue already")]
    InUse,
    /// A newer program made this database.
    #[error(
        "the queue was made by a newer version of the program (form {found}, this version knows {known}): update it; nothing was changed"
    )]
    Newer {
        /// The form of the database.
        found: u32,
        /// The newest form that this program knows.
        known: u32,
    },
    /// The folder is on a disk of another computer.
    #[error(
        "the queue's folder is on a network drive ({kind}), where a database gets damaged: move the data folder to a disk of this computer"
    )]
    NetworkDrive {
        /// What the system calls such a drive.
        kind: String,
    },
    /// No case has this number.
    #[error("there is no case {0}")]
    NoSuchCase(PickupNumber),
    /// The table of states does not have this step, or the case has no certificate yet.
    #[error("case {number} is {from}, it cannot become {to}{}", until_when(*from), from = from.name(), to = to.name())]
    NotPossible {
        /// The case.
        number: PickupNumber,
        /// Where it stands.
        from: State,
        /// Where it should go.
        to: State,
    },
    /// The queue was sealed with another master key.
    #[error(
        "the queue was sealed with another key: open it with the passphrase or the key store it was made with; nothing was changed"
    )]
    OtherKey,
    /// The cases of these attempts went on meanwhile; what came is too late for them.
    #[error("{} of the cases went on without this result", .0.len())]
    Overtaken(Vec<AttemptId>),
    /// Nothing can be written.
    #[error("the queue is read-only: check its disk and the permissions of its folder")]
    ReadOnly,
    /// The case to be corrected was issued meanwhile.
    #[error("case {0} was issued meanwhile: nothing was taken up in its place")]
    Issued(PickupNumber),
    /// The case was corrected meanwhile, or another has taken its place.
    #[error("case {number} has been corrected already, it is case {by} now")]
    Replaced {
        /// The case to be corrected.
        number: PickupNumber,
        /// The same, or the one in its place.
        by: PickupNumber,
    },
    /// The draft stands in the form of another window that is open.
    #[error("another window goes on with this visit")]
    OpenElsewhere,
    /// The content could not be written down.
    #[error("the case could not be written down")]
    Unwritable,
    /// The vault gave no key or did not seal.
    #[error("the case could not be sealed")]
    Vault(#[source] vault::Error),
}

/// Says from when on something can be done that an attempt under way keeps from it.
fn until_when(from: State) -> &'static str {
    if from == State::Sending {
        "; try again once its attempt is over, in two minutes at the latest"
    } else {
        ""
    }
}

impl From<rusqlite::Error> for Error {
    fn from(error: rusqlite::Error) -> Self {
        use rusqlite::{Error as Sqlite, ErrorCode, ffi};
        // A word, number or time that the program never writes.
        if let Sqlite::FromSqlConversionFailure(..)
        | Sqlite::IntegralValueOutOfRange(..)
        | Sqlite::InvalidColumnType(..) = error
        {
            return Self::Damaged;
        }
        match error.sqlite_error_code() {
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::Busy,
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => Self::Damaged,
            Some(ErrorCode::DiskFull) => Self::DiskFull,
            // The file for shared memory cannot grow.
            Some(ErrorCode::SystemIoFailure)
                if extended_code(&error) == ffi::SQLITE_IOERR_SHMSIZE =>
            {
                Self::DiskFull
            }
            Some(ErrorCode::CannotOpen | ErrorCode::PermissionDenied | ErrorCode::ReadOnly) => {
                Self::ReadOnly
            }
            _ => Self::Database(error),
        }
    }
}

fn extended_code(error: &rusqlite::Error) -> i32 {
    error.sqlite_error().map_or(0, |error| error.extended_code)
}

impl From<content::Unreadable> for Error {
    /// Only writing gets here, and JSON in memory fails at nothing that a draft can hold.
    fn from(content::Unreadable: content::Unreadable) -> Self {
        Self::Unwritable
    }
}

impl From<vault::Error> for Error {
    fn from(error: vault::Error) -> Self {
        Self::Vault(error)
    }
}

impl Error {
    /// Whether nothing at all can be written, rather than this alone or just now.
    pub fn is_obstacle(&self) -> bool {
        Obstacle::of(self).is_some()
    }

    /// Says which file failed, in the words for a full disk or a folder that cannot be written where it is that.
    fn file(path: impl Into<PathBuf>, source: io::Error) -> Self {
        let kind = source.kind();
        if [
            io::ErrorKind::PermissionDenied,
            io::ErrorKind::ReadOnlyFilesystem,
        ]
        .contains(&kind)
        {
            return Self::ReadOnly;
        }
        if [io::ErrorKind::StorageFull, io::ErrorKind::QuotaExceeded].contains(&kind) {
            return Self::DiskFull;
        }
        Self::File {
            path: path.into(),
            source,
        }
    }
}

#[cfg(test)]
mod tests;
