//! Who else is here: lock files that the system lets go of when a program ends, however it ends.

use std::{
    fs::{self, File, OpenOptions, TryLockError},
    io,
    path::{Path, PathBuf},
};

use super::{
    Error,
    sealed::{self, IDENTITY},
};

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
pub(super) struct WorkerLock(
    #[expect(dead_code, reason = "the lock lasts as long as the file is open")] File,
);

impl WorkerLock {
    pub(super) fn become_one(folder: &Path) -> Result<Self, Error> {
        let path = folder.join("worker.lock");
        let file = open(&path)?;
        if try_lock(&file, &path)? {
            return Ok(Self(file));
        }
        Err(Error::InUse)
    }
}

/// The sign that a window is open, and that what is typed in it is its own.
#[derive(Debug)]
pub(super) struct Window {
    id: WindowId,
    path: PathBuf,
    #[expect(dead_code, reason = "the lock lasts as long as the file is open")]
    file: File,
}

/// Random bytes, which say nothing of anybody.
pub(super) type WindowId = [u8; IDENTITY];

impl Window {
    /// Signs in under a new name.
    pub(super) fn open(folder: &Path) -> Result<Self, Error> {
        let id = sealed::identity()?;
        let path = Self::path(folder, id);
        let file = open(&path)?;
        file.lock().map_err(|source| Error::file(&path, source))?;
        Ok(Self { id, path, file })
    }

    pub(super) fn id(&self) -> WindowId {
        self.id
    }

    /// Whether the window of this name is open, in any program; as long as that cannot be told, it is taken to be.
    pub(super) fn is_open(folder: &Path, id: WindowId) -> bool {
        let locked = File::open(Self::path(folder, id)).map(|file| file.try_lock_shared());
        match locked {
            Ok(Ok(())) => false,
            Ok(Err(TryLockError::WouldBlock)) => true,
            Err(error) if error.kind() == io::ErrorKind::NotFound => false,
            Ok(Err(TryLockError::Error(error))) | Err(error) => {
                tracing::warn!(%error, "whether another window is open cannot be told");
                true
            }
        }
    }

    /// Removes the signs of windows that were killed. Only whoever is alone may: a sign is made, then locked.
    pub(super) fn clear_up(folder: &Path) -> io::Result<()> {
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            let name = path.file_name().and_then(|name| name.to_str());
            if name.is_some_and(|name| name.starts_with(WINDOW) && name.ends_with(LOCK)) {
                fs::remove_file(path)?;
            }
        }
        Ok(())
    }

    fn path(folder: &Path, id: WindowId) -> PathBuf {
        folder.join(format!("{WINDOW}{:032x}{LOCK}", u128::from_be_bytes(id)))
    }
}

impl Drop for Window {
    fn drop(&mut self) {
        if let Err(error) = fs::remove_file(&self.path) {
            tracing::debug!(%error, "the sign of a window stays until the next start");
        }
    }
}

const WINDOW: &str = "window-";
const LOCK: &str = ".lock";

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
