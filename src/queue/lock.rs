//! Who else is here: lock files that the system lets go of when a program ends, however it ends.

use std::{
    fs::{File, OpenOptions, TryLockError},
    path::Path,
};

use super::Error;

/// The sign that a store is open.
#[derive(Debug)]
pub(super) struct Presence {
    file: File,
    alone: bool,
}

impl Presence {
    /// Signs in, alone if nobody else is here. Who is alone must say so with [`Presence::share`] in the end.
    pub(super) fn enter(folder: &Path) -> Result<Self, Error> {
        let path = folder.join("queue.lock");
        let file = open(&path)?;
        let alone = try_lock(&file, &path)?;
        if !alone {
            file.lock_shared()
                .map_err(|source| Error::file(&path, source))?;
        }
        Ok(Self { file, alone })
    }

    /// Whether no other store of this folder was open.
    pub(super) fn is_alone(&self) -> bool {
        self.alone
    }

    /// Lets others in.
    ///
    /// A lock cannot be turned into a weaker one everywhere, so it is let go and taken anew. Whoever comes
    /// in between finds no attempt under way: this store has not begun any.
    pub(super) fn share(&mut self, folder: &Path) -> Result<(), Error> {
        if self.alone {
            let failed = |source| Error::file(folder.join("queue.lock"), source);
            self.file.unlock().map_err(failed)?;
            self.file.lock_shared().map_err(failed)?;
            self.alone = false;
        }
        Ok(())
    }
}

/// The right to work the queue; one program has it.
#[derive(Debug)]
pub(super) struct Worker(
    #[expect(dead_code, reason = "the lock lasts as long as the file is open")] File,
);

impl Worker {
    pub(super) fn become_one(folder: &Path) -> Result<Self, Error> {
        let path = folder.join("worker.lock");
        let file = open(&path)?;
        if try_lock(&file, &path)? {
            return Ok(Self(file));
        }
        Err(Error::InUse)
    }
}

fn open(path: &Path) -> Result<File, Error> {
    OpenOptions::new()
        .create(true)
        .truncate(false)
        .read(true)
        .write(true)
        .open(path)
        .map_err(|source| Error::file(path, source))
}

fn try_lock(file: &File, path: &Path) -> Result<bool, Error> {
    match file.try_lock() {
        Ok(()) => Ok(true),
        Err(TryLockError::WouldBlock) => Ok(false),
        Err(TryLockError::Error(source)) => Err(Error::file(path, source)),
    }
}
