//! Where a counter keeps its things.

use std::{
    fs::{self, TryLockError},
    io,
    path::{Path, PathBuf},
    thread,
    time::{Duration, Instant},
};

use sha2::{Digest as _, Sha256};

use super::settings::Settings;
use crate::{files, vault::Home};

/// The folder with everything that belongs to one counter.
#[derive(Clone, Debug)]
pub struct DataFolder(PathBuf);

/// The right to change keys and settings.
#[derive(Debug)]
pub struct Lock(
    #[expect(dead_code, reason = "the lock lasts as long as the file is open")] fs::File,
);

const LONGEST_PATH: usize = 400;
/// The key store may ask somebody for its password meanwhile.
const LONGEST_LOCK: Duration = Duration::from_secs(10);

/// Why there is no data folder.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// It cannot be made.
    #[error("the data folder {path} cannot be used: {reason}; choose another one with --data", path = path.display())]
    Folder {
        /// The folder.
        path: PathBuf,
        /// In words.
        reason: String,
    },
    /// Another program has the keys.
    #[error(
        "another running copy of the program is busy with the keys: answer what it asks, then try again"
    )]
    KeysInUse,
    /// Its path is too long.
    #[error(
        "the path of the data folder is too long for this system: choose a shorter one with --data"
    )]
    TooLong,
    /// The system names none.
    #[error("this system names no folder for a user's data; choose one with --data")]
    NoFolder,
}

impl DataFolder {
    /// Takes the given folder, or the one that the system has for a user's data.
    pub fn new(given: Option<PathBuf>) -> Result<Self, Error> {
        let path = match given {
            Some(path) => path,
            None => directories::ProjectDirs::from("de", "Impftheke", "Impftheke")
                .ok_or(Error::NoFolder)?
                .data_local_dir()
                .to_owned(),
        };
        Ok(Self(path))
    }

    /// Makes the folder, for its owner alone, and returns it.
    pub fn create(&self) -> Result<&Path, Error> {
        // SQLite takes paths of 512 bytes, and its own files below the folder have up to 100.
        let path = std::path::absolute(&self.0).unwrap_or_else(|_| self.0.clone());
        if path.as_os_str().len() > LONGEST_PATH {
            return Err(Error::TooLong);
        }
        make_private(&self.0).map_err(|error| {
            if error.kind() == io::ErrorKind::InvalidFilename {
                return Error::TooLong;
            }
            Error::Folder {
                path: self.0.clone(),
                reason: error.to_string(),
            }
        })?;
        Ok(&self.0)
    }

    /// Returns the folder of the training keys, which may not exist yet.
    pub fn training_keys(&self) -> PathBuf {
        self.0.join("keys").join("training")
    }

    /// Returns the file of the pharmacy's own signing key, sealed; it may not exist.
    pub fn signing_key(&self) -> PathBuf {
        self.0.join("keys").join("live.signer")
    }

    /// Returns the file that is there where the PIN of a token was refused, and is not tried again by itself.
    pub fn refused_pin(&self) -> PathBuf {
        self.0.join("keys").join("live.pin-refused")
    }

    /// Returns the file of the settings.
    pub fn settings(&self) -> PathBuf {
        self.0.join("settings.json")
    }

    /// Returns the folder of the queue: training and live never meet.
    pub fn queue(&self, settings: &Settings) -> PathBuf {
        let profile = settings.profile();
        self.0.join("queue").join(profile)
    }

    /// Returns the file outside of this folder that remembers which numbers were given in it: whoever puts the
    /// folder back from a copy does not reach it. A system without a place for it has none.
    pub fn numbers(&self, settings: &Settings) -> Option<PathBuf> {
        let system = directories::ProjectDirs::from("de", "Impftheke", "Impftheke")?;
        let place = system
            .state_dir()
            .unwrap_or_else(|| system.preference_dir());
        let folder = fs::canonicalize(&self.0)
            .or_else(|_| std::path::absolute(&self.0))
            .ok()?;
        let [a, b, c, d, ..] = Sha256::digest(folder.as_os_str().as_encoded_bytes()).0;
        let id = u32::from_be_bytes([a, b, c, d]);
        let profile = settings.profile();
        Some(place.join("numbers").join(format!("{id:08x}-{profile}")))
    }

    /// Returns the folder of all keys.
    pub fn keys(&self) -> PathBuf {
        self.0.join("keys")
    }

    /// Returns where the master key of a profile lives. Training's has the names that both once shared.
    pub fn home(&self, settings: &Settings) -> Home {
        let (name, suffix) = if settings.is_live() {
            ("live", " (live)")
        } else {
            ("master", "")
        };
        // The path names the folder among others on this computer.
        let path = std::path::absolute(&self.0).unwrap_or_else(|_| self.0.clone());
        Home::new(
            self.keys().join(name),
            format!("{}{suffix}", path.display()),
        )
    }

    /// Keeps every other program from changing keys and settings, until the lock is dropped.
    ///
    /// Nothing on a disk that takes no lock: nobody else changes anything there either.
    pub fn lock(&self) -> Result<Option<Lock>, Error> {
        let path = self.keys().join("keys.lock");
        let opened = files::create_folder(&self.keys()).and_then(|()| {
            let mut options = fs::OpenOptions::new();
            options.create(true).truncate(false).write(true).open(&path)
        });
        let Ok(file) = opened.or_else(|_| fs::File::open(&path)) else {
            return Ok(None);
        };
        let begun = Instant::now();
        loop {
            match file.try_lock() {
                Ok(()) => return Ok(Some(Lock(file))),
                Err(TryLockError::WouldBlock) if begun.elapsed() < LONGEST_LOCK => {
                    thread::sleep(Duration::from_millis(20));
                }
                Err(TryLockError::WouldBlock) => return Err(Error::KeysInUse),
                Err(TryLockError::Error(_)) => return Ok(None),
            }
        }
    }

    /// Returns the folder of what the training portal needs for TLS, which may not exist yet.
    pub fn training_portal(&self) -> PathBuf {
        self.0.join("keys").join("training-portal")
    }

    /// Returns where a pick-up slip goes when no dialog can ask.
    pub fn slips(&self) -> PathBuf {
        self.0.join("slips")
    }

    /// Returns where a PDF goes when no dialog can ask.
    pub fn certificates(&self) -> PathBuf {
        self.0.join("certificates")
    }
}

#[cfg(unix)]
fn make_private(path: &Path) -> io::Result<()> {
    use std::os::unix::fs::DirBuilderExt as _;
    fs::DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(path)
}

#[cfg(not(unix))]
fn make_private(path: &Path) -> io::Result<()> {
    fs::create_dir_all(path)
}
