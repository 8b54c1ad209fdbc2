//! Where a counter keeps its things.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use super::settings::Settings;

/// The folder with everything that belongs to one counter.
#[derive(Clone, Debug)]
pub struct DataFolder(PathBuf);

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
        make_private(&self.0).map_err(|error| Error::Folder {
            path: self.0.clone(),
            reason: error.to_string(),
        })?;
        Ok(&self.0)
    }

    /// Returns the folder of the training keys, which may not exist yet.
    pub fn training_keys(&self) -> PathBuf {
        self.0.join("keys").join("training")
    }

    /// Returns the file of the settings.
    pub fn settings(&self) -> PathBuf {
        self.0.join("settings.json")
    }

    /// Returns the folder of the queue: training and live never meet.
    pub fn queue(&self, settings: &Settings) -> PathBuf {
        let profile = settings.get("profile");
        self.0.join("queue").join(profile)
    }

    /// Returns the file of a key.
    pub fn key(&self, name: &str) -> PathBuf {
        self.0.join("keys").join(name)
    }

    /// Names the folder among others on this computer, for its entry in the system's key store.
    pub fn name(&self) -> String {
        let path = std::path::absolute(&self.0).unwrap_or_else(|_| self.0.clone());
        path.display().to_string()
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
