//! The queue of one folder, open.

use std::{fmt, time::Duration};

use jiff::SignedDuration;
use rusqlite::Connection;

use super::{
    Error, Obstacle, Place, Unseen,
    lock::{Presence, Window, WorkerLock},
    notice,
    numbers::Memory,
    place::Stamp,
};
use crate::vault::MasterKey;

/// The queue of one folder.
pub struct Store {
    pub(super) connection: Connection,
    pub(super) key: MasterKey,
    pub(super) place: Place,
    pub(super) memory: Memory,
    pub(super) worker: Option<WorkerLock>,
    /// From the first draft on.
    pub(super) window: Option<Window>,
    /// What keeps it from being written to.
    pub(super) obstacle: Option<Obstacle>,
    /// What the files looked like that could only be read.
    pub(super) read: Option<Stamp>,
    /// Let go of last, when the database is closed.
    pub(super) presence: Option<Presence>,
}

impl fmt::Debug for Store {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Store")
            .field("worker", &self.worker.is_some())
            .finish_non_exhaustive()
    }
}

/// Which program works a queue.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum WorkedBy {
    /// This one.
    #[default]
    This,
    /// Another that runs.
    Another,
    /// None: the lock file cannot be opened, as one that belongs to another user.
    Nobody,
}

/// For so long after hand-over a certificate can be printed again.
pub const REPRINT_WINDOW: SignedDuration = SignedDuration::from_mins(10);

/// So long a write waits for another program's.
pub(super) const PATIENCE: Duration = Duration::from_secs(5);

impl Store {
    /// Takes the right to work the queue, which one running program has.
    pub fn become_worker(&mut self) -> Result<(), Error> {
        if let Some(obstacle) = &self.obstacle {
            return Err(obstacle.clone().into());
        }
        if self.worker.is_none() {
            self.worker = Some(WorkerLock::become_one(&self.place.folder)?);
        }
        Ok(())
    }

    /// Whether another running program works the queue.
    pub fn is_worked_elsewhere(&self) -> bool {
        self.worked_by() == WorkedBy::Another
    }

    /// Who works the queue, or would as soon as there is something to do.
    pub fn worked_by(&self) -> WorkedBy {
        if self.worker.is_some() {
            return WorkedBy::This;
        }
        match WorkerLock::become_one(&self.place.folder) {
            Ok(_) => WorkedBy::This,
            Err(Error::InUse) => WorkedBy::Another,
            Err(_) => WorkedBy::Nobody,
        }
    }

    /// Does something that waits no longer than this for what another program writes.
    pub fn in_haste<T>(
        &mut self,
        limit: Duration,
        work: impl FnOnce(&mut Self) -> Result<T, Error>,
    ) -> Result<T, Error> {
        self.connection.busy_timeout(limit)?;
        let done = work(self);
        self.connection.busy_timeout(PATIENCE)?;
        done
    }

    /// Whether this program works the queue.
    pub fn is_worker(&self) -> bool {
        self.worker.is_some()
    }

    /// Returns the notes that nobody has seen yet, the oldest first.
    pub fn notes(&self) -> Result<Vec<Unseen>, Error> {
        notice::all(&self.connection)
    }

    /// Forgets a note: staff have seen it.
    pub fn seen(&mut self, id: i64) -> Result<(), Error> {
        self.write(|transaction, _| {
            transaction
                .prepare_cached("DELETE FROM notes WHERE id = ?1")?
                .execute([id])?;
            Ok(())
        })
    }
}
