//! Where one master key lives: in one of three places, and while it moves in two.
//!
//! What is on the disk decides, and each place has a file of its own there: the key itself, the key behind a
//! passphrase, or a note that the key store has it. A move writes the new place, reads it back, lets the caller
//! switch over, and only then takes the old place away. So a move that is cut off leaves two copies of one key,
//! never none; the one that does not count any more goes at the next start ([`Home::settle`]). Every file tells
//! whose copy it is, and what is not proven to be a copy is neither replaced nor removed.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use secrecy::SecretString;
use serde::{Deserialize, Serialize};

use super::{Error, MasterKey, file, key_store, passphrase};
use crate::files;

/// A place for a master key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// In a file that its owner alone can read.
    File,
    /// In the system's key store.
    KeyStore,
    /// In a file, behind a passphrase.
    Passphrase,
}

impl Place {
    const ALL: [Self; 3] = [Self::File, Self::KeyStore, Self::Passphrase];

    /// Returns its word in the settings.
    pub fn name(self) -> &'static str {
        match self {
            Self::File => "file",
            Self::KeyStore => "keystore",
            Self::Passphrase => "passphrase",
        }
    }

    /// Finds a place by its word.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|place| place.name() == name)
    }
}

/// The three places of one master key.
#[derive(Clone, Debug)]
pub struct Home {
    stem: PathBuf,
    account: String,
}

impl Home {
    /// Names the places: files that begin with `stem`, and the entry of `account` in the key store.
    pub fn new(stem: PathBuf, account: String) -> Self {
        Self { stem, account }
    }

    /// Lists where the key may be, `named` first: all that the disk tells of, and `named` even if it tells nothing.
    pub fn places(&self, named: Option<Place>) -> Vec<Place> {
        let others = Place::ALL.into_iter().filter(|place| named != Some(*place));
        named
            .into_iter()
            .chain(others.filter(|place| self.has(*place)))
            .collect()
    }

    /// Whether the disk tells of a key in this place.
    pub fn has(&self, place: Place) -> bool {
        self.path(place).exists()
    }

    /// Says where a key was looked for.
    pub fn looked(&self) -> String {
        format!(
            "{}, {} and the entry \"{}\" of the key store",
            self.path(Place::File).display(),
            self.path(Place::Passphrase).display(),
            self.account(),
        )
    }

    /// Opens the key in one place; nothing where it is not there.
    pub fn open(
        &self,
        place: Place,
        passphrase: Option<&SecretString>,
    ) -> Result<Option<MasterKey>, Error> {
        let path = self.path(place);
        match place {
            Place::File => file::open(&path),
            Place::KeyStore => key_store::open(&self.account()),
            Place::Passphrase if !path.exists() => Ok(None),
            Place::Passphrase => {
                passphrase::open(&path, passphrase.ok_or(Error::Locked)?).map(Some)
            }
        }
    }

    /// Puts a key in a place and reads it back. Another key that is there is never replaced.
    pub fn keep(
        &self,
        place: Place,
        key: &MasterKey,
        passphrase: Option<&SecretString>,
    ) -> Result<(), Error> {
        let path = self.path(place);
        match place {
            Place::File => match file::open(&path)? {
                Some(there) if there.is(key) => {}
                Some(_) => return Err(self.taken(place)),
                None => file::keep(&path, key)?,
            },
            Place::Passphrase => {
                let passphrase = passphrase.ok_or(Error::Locked)?;
                if !path.exists() {
                    passphrase::keep(&path, key, passphrase)?;
                } else if self.has_copy(place, key, Some(passphrase))? {
                    passphrase::replace(&path, key, passphrase)?;
                } else {
                    return Err(self.taken(place));
                }
            }
            Place::KeyStore => match key_store::open(&self.account())? {
                Some(there) if there.is(key) => self.note(key)?,
                Some(_) => return Err(self.taken(place)),
                None => {
                    // The note first: an entry without one would never be taken away.
                    self.note(key)?;
                    key_store::keep(&self.account(), key)?;
                }
            },
        }
        match self.open(place, passphrase)? {
            Some(there) if there.is(key) => Ok(()),
            _ => Err(Error::Damaged {
                path,
                what: "the key does not come back from it",
            }),
        }
    }

    /// Takes the copies of a key away from everywhere but where it lives.
    ///
    /// Every place is tried; the first failure is returned.
    pub fn settle(&self, key: &MasterKey, lives: Place) -> Result<(), Error> {
        let marked = match lives {
            Place::File => Ok(()),
            Place::KeyStore => self.note(key),
            Place::Passphrase => passphrase::mark(&self.path(lives), key),
        };
        let removed = self.remove_copies(key, Some(lives), None);
        marked.and(removed)
    }

    /// Takes the copies of a key that nothing needs any more away from all places.
    ///
    /// An older file behind a passphrase tells whose copy it is only to whoever has it.
    pub fn forget(&self, key: &MasterKey, passphrase: Option<&SecretString>) -> Result<(), Error> {
        self.remove_copies(key, None, passphrase)
    }

    /// Puts another passphrase in the place of the one in use.
    pub fn change_passphrase(&self, [old, new]: [&SecretString; 2]) -> Result<(), Error> {
        passphrase::change(&self.path(Place::Passphrase), old, new)
    }

    /// Takes away what a program that was killed left half written. The caller keeps others from writing.
    pub fn sweep(&self) -> io::Result<()> {
        files::sweep(&self.stem)
    }

    fn remove_copies(
        &self,
        key: &MasterKey,
        but_in: Option<Place>,
        passphrase: Option<&SecretString>,
    ) -> Result<(), Error> {
        let mut first = Ok(());
        for place in Place::ALL {
            if but_in != Some(place) && self.has(place) {
                let removed = self.remove_copy(place, key, passphrase);
                first = first.and(removed);
            }
        }
        first
    }

    fn remove_copy(
        &self,
        place: Place,
        key: &MasterKey,
        passphrase: Option<&SecretString>,
    ) -> Result<(), Error> {
        let path = self.path(place);
        if !self.has_copy(place, key, passphrase)? {
            tracing::warn!(
                place = place.name(),
                "another key lies beside the one in use"
            );
            return Ok(());
        }
        // A folder that was copied must not take the key away from the one it was copied from.
        if place == Place::KeyStore && self.account() == self.account {
            key_store::forget(&self.account)?;
        }
        fs::remove_file(&path)
            .and_then(|()| files::sync_folder(&path))
            .map_err(|source| Error::file(&path, source))
    }

    /// Whether what is in a place is a copy of this key, or nothing at all.
    fn has_copy(
        &self,
        place: Place,
        key: &MasterKey,
        passphrase: Option<&SecretString>,
    ) -> Result<bool, Error> {
        let path = self.path(place);
        match place {
            Place::File => Ok(file::open(&path)?.is_none_or(|there| there.is(key))),
            Place::KeyStore => {
                let there = key_store::open(&self.account())?;
                Ok(there.is_none_or(|there| there.is(key)))
            }
            Place::Passphrase => match (passphrase::keeps(&path, key)?, passphrase) {
                (Some(keeps), _) => Ok(keeps),
                (None, Some(passphrase)) => Ok(passphrase::open(&path, passphrase)?.is(key)),
                (None, None) => Ok(false),
            },
        }
    }

    fn taken(&self, place: Place) -> Error {
        Error::Exists {
            place: match place {
                Place::KeyStore => format!("the key store under \"{}\"", self.account()),
                Place::File | Place::Passphrase => self.path(place).display().to_string(),
            },
        }
    }

    fn path(&self, place: Place) -> PathBuf {
        self.stem.with_extension(match place {
            Place::File => "key",
            Place::KeyStore => "keystore",
            Place::Passphrase => "sealed",
        })
    }

    /// Notes that the key store has the key, or is about to get it.
    fn note(&self, key: &MasterKey) -> Result<(), Error> {
        let path = self.path(Place::KeyStore);
        let noted = read_note(&path).and_then(|note| STANDARD.decode(note.proof).ok());
        if noted.is_some_and(|proof| key.proves(&proof)) {
            return Ok(());
        }
        let note = Note {
            version: FORM,
            account: self.account(),
            proof: STANDARD.encode(key.proof()?),
        };
        let note = serde_json::json!(note).to_string();
        files::replace(&path, note.as_bytes()).map_err(|source| Error::file(&path, source))
    }

    /// The entry's name stays as it was made, wherever the folder is moved to.
    fn account(&self) -> String {
        read_note(&self.path(Place::KeyStore))
            .map_or_else(|| self.account.clone(), |note| note.account)
    }
}

/// The file that stands for an entry of the key store.
#[derive(Serialize, Deserialize)]
struct Note {
    version: u32,
    account: String,
    proof: String,
}

const FORM: u32 = 1;

fn read_note(path: &Path) -> Option<Note> {
    let note = fs::read(path).ok()?;
    let note: Note = serde_json::from_slice(&note).ok()?;
    (note.version == FORM).then_some(note)
}
