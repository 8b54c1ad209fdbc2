//! The master key of the profile that is on: found where it lies, moved where it is wanted, made only where
//! nothing needs an older one.
//!
//! Each profile has a key of its own. Training's may lie in plain, so live's is never one that training had: a
//! live queue of an older version, which shared training's key, is given its own here.

use std::fs;

use secrecy::SecretString;
use zeroize::Zeroizing;

use super::settings::Settings;
use crate::{
    counter::{
        Error,
        data_folder::{DataFolder, Lock},
    },
    files,
    queue::{self, Store},
    vault::{self, Home, MasterKey, Place},
};

/// Opens the master key of the profile that is on, and returns it with the settings.
///
/// The first start makes it. A key that is missing where a queue or secrets were sealed with it is an error
/// ([`Error::NoKey`]), never a new one.
pub fn open(folder: &DataFolder, given: Given<'_>) -> Result<(Settings, MasterKey), Error> {
    let lock = folder.lock()?;
    let settings = Settings::load(&folder.settings())?;
    let mut search = KeySearch {
        home: folder.home(&settings),
        folder,
        settings,
        given,
    };
    let key = match search.find()? {
        Found {
            lives: Some((place, key)),
            ..
        } => search.settle(key, place, lock.as_ref()),
        Found { others, .. } => match search.shared()? {
            Some(shared) => search.part(shared, others, lock.as_ref())?,
            None if !others.is_empty() => return Err(queue::Error::OtherKey.into()),
            None if search.is_needed() => return Err(search.missing()),
            None => {
                let key = search.make()?;
                search.settle(key, search.wanted()?, lock.as_ref())
            }
        },
    };
    Ok((search.settings, key))
}

/// Sets where the master key of the profile that is on is kept, and moves it there if there is one already.
pub fn keep_in(folder: &DataFolder, value: &str, given: Given<'_>) -> Result<(), Error> {
    let _lock = folder.lock()?;
    let settings = Settings::load(&folder.settings())?;
    let mut chosen = settings.clone();
    chosen.set("vault.key", value)?;
    let search = KeySearch {
        home: folder.home(&settings),
        folder,
        settings,
        given,
    };
    let save = || Ok(chosen.save(&folder.settings())?);
    let Found { lives, others } = search.find()?;
    match (lives, chosen.vault_key()) {
        (Some((place, key)), Some(to)) => {
            if place != to {
                search
                    .home
                    .keep(to, &key, search.passphrase(to)?.as_ref())?;
            }
            save()?;
            Ok(search.home.settle(&key, to)?)
        }
        (None, _) if others.is_empty() && search.is_needed() && search.shared()?.is_none() => {
            Err(search.missing())
        }
        _ => save(),
    }
}

/// Puts another passphrase in the place of the one in use. No case is touched.
pub fn change_passphrase(folder: &DataFolder, [old, new]: [&SecretString; 2]) -> Result<(), Error> {
    // A live queue of an older version gets its own key, and so its own passphrase, first.
    let (settings, _) = open(folder, Given::Typed(old))?;
    let _lock = folder.lock()?;
    Ok(folder.home(&settings).change_passphrase([old, new])?)
}

/// Whether the counter that is locked has a passphrase already; otherwise one is to be chosen.
pub fn has_passphrase(folder: &DataFolder) -> bool {
    let Ok(settings) = Settings::load(&folder.settings()) else {
        return false;
    };
    let home = folder.home(&settings);
    let shares = settings.is_live()
        && home.places(None).is_empty()
        && Store::is_in(&folder.queue(&settings));
    home.has(Place::Passphrase)
        || shares && folder.home(&settings.in_training()).has(Place::Passphrase)
}

/// What is at hand to find a key with.
struct KeySearch<'a> {
    folder: &'a DataFolder,
    settings: Settings,
    home: Home,
    given: Given<'a>,
}

/// What lies in the places of a key.
struct Found {
    /// The key, and where it lives.
    lives: Option<(Place, MasterKey)>,
    /// Keys that do not open the queue.
    others: Vec<MasterKey>,
}

impl KeySearch<'_> {
    /// Looks through the places, the one that the settings name first: the key that opens the queue is the key.
    fn find(&self) -> Result<Found, Error> {
        let queue = self.folder.queue(&self.settings);
        let mut others = Vec::new();
        for place in self.home.places(self.settings.vault_key()) {
            let Some(key) = self.open_in(&self.home, place)? else {
                continue;
            };
            if Store::opens_with(&queue, &key) != Some(false) {
                return Ok(Found {
                    lives: Some((place, key)),
                    others,
                });
            }
            others.push(key);
        }
        Ok(Found {
            lives: None,
            others,
        })
    }

    /// Finds the key that an older version used for both profiles, if the live queue is sealed with it.
    fn shared(&self) -> Result<Option<MasterKey>, Error> {
        let queue = self.folder.queue(&self.settings);
        if !self.settings.is_live() || !Store::is_in(&queue) {
            return Ok(None);
        }
        let training = self.settings.in_training();
        let home = self.folder.home(&training);
        let mut failed = None;
        for place in home.places(training.vault_key()) {
            match self.open_in(&home, place) {
                Ok(Some(key)) if Store::opens_with(&queue, &key) == Some(true) => {
                    return Ok(Some(key));
                }
                Ok(_) => {}
                Err(error) => failed = failed.or(Some(error)),
            }
        }
        failed.map_or(Ok(None), Err)
    }

    /// Gives live a key of its own, and what is sealed with the shared one to it.
    fn part(
        &mut self,
        shared: MasterKey,
        mut others: Vec<MasterKey>,
        lock: Option<&Lock>,
    ) -> Result<MasterKey, Error> {
        // There is one already where an earlier start was cut off.
        let key = match others.pop().map_or_else(|| self.make(), Ok) {
            Ok(key) => key,
            // A disk that cannot be written to must not keep anybody from what is finished.
            Err(Error::Vault(vault::Error::File { .. })) => return Ok(shared),
            Err(error) => return Err(error),
        };
        // Before the queue goes over: afterwards nothing tells any more for whom the secrets were set.
        self.take_over(&shared, &key, true);
        let queue = self.folder.queue(&self.settings);
        if let Err(error) = Store::rekey(&queue, [&shared, &key]) {
            tracing::error!(%error, "the live queue keeps the key of training until the next start");
            self.settings.reseal_live([&key, &shared]);
            return Ok(shared);
        }
        // An older version could make it for live alone.
        let training = self.settings.in_training();
        if Store::opens_with(&self.folder.queue(&training), &shared) == Some(false) {
            let passphrase = self.given.passphrase().ok();
            report(
                self.folder
                    .home(&training)
                    .forget(&shared, passphrase.as_ref()),
            );
        }
        let place = self.home.places(self.settings.vault_key());
        let place = place.into_iter().find(|place| self.home.has(*place));
        Ok(match place {
            Some(place) => self.settle(key, place, lock),
            None => key,
        })
    }

    fn make(&self) -> Result<MasterKey, Error> {
        let place = self.wanted()?;
        let key = MasterKey::generate()?;
        self.home
            .keep(place, &key, self.passphrase(place)?.as_ref())?;
        Ok(key)
    }

    /// Where a key is to be made.
    fn wanted(&self) -> Result<Place, Error> {
        self.settings
            .vault_key()
            .ok_or(Error::NotLive("vault.key must be keystore or passphrase"))
    }

    /// Puts everything in order around a key that was found.
    ///
    /// A disk that cannot be written to must not keep anybody from what is finished: what fails here is noted,
    /// and done at the next start.
    fn settle(&mut self, key: MasterKey, place: Place, lock: Option<&Lock>) -> MasterKey {
        if lock.is_none() {
            return key;
        }
        report(self.home.sweep());
        report(files::sweep(&self.folder.settings().with_extension("")));
        report(files::sweep(&self.folder.training_keys()));
        report(self.home.settle(&key, place));
        if self.settings.is_live() && self.settings.has_more_in_training() {
            let training = self.settings.in_training();
            let home = self.folder.home(&training);
            for place in home.places(training.vault_key()) {
                if let Ok(Some(theirs)) = self.open_in(&home, place) {
                    self.take_over(&theirs, &key, false);
                }
            }
        }
        match self.settings.seal_plain_password(&key) {
            Ok(true) => report(self.settings.save(&self.folder.settings())),
            Ok(false) => {}
            Err(error) => report(Err(error)),
        }
        // What live had from training is its own from now on.
        if self.settings.is_live() || self.settings.vault_key() != Some(place) {
            let mut settings = self.settings.clone();
            if settings.set("vault.key", place.name()).is_ok() && settings != self.settings {
                report(settings.save(&self.folder.settings()));
                self.settings = settings;
            }
        }
        key
    }

    fn take_over(&mut self, from: &MasterKey, to: &MasterKey, moves: bool) {
        match self.settings.take_over([from, to], moves) {
            Ok(true) => report(self.settings.save(&self.folder.settings())),
            Ok(false) => {}
            Err(error) => report(Err(error)),
        }
    }

    /// Whether something is sealed that nothing but the key opens.
    fn is_needed(&self) -> bool {
        Store::is_in(&self.folder.queue(&self.settings))
            || self.settings.has_secrets()
            || self.settings.is_live() && self.folder.signing_key().exists()
    }

    fn missing(&self) -> Error {
        Error::NoKey {
            profile: self.settings.profile().to_owned(),
            looked: self.home.looked(),
            keys: self.folder.keys(),
            queue: self.folder.queue(&self.settings),
        }
    }

    fn open_in(&self, home: &Home, place: Place) -> Result<Option<MasterKey>, Error> {
        if place == Place::Passphrase && !home.has(place) {
            return Ok(None);
        }
        Ok(home.open(place, self.passphrase(place)?.as_ref())?)
    }

    fn passphrase(&self, place: Place) -> Result<Option<SecretString>, Error> {
        (place == Place::Passphrase)
            .then(|| self.given.passphrase())
            .transpose()
    }
}

fn report<E: std::error::Error>(done: Result<(), E>) {
    if let Err(error) = done {
        let cause = error.source().map(ToString::to_string);
        tracing::warn!(%error, cause, "the keys are not in order yet; it is tried again at the next start");
    }
}

/// How the passphrase is had, where one is set.
#[derive(Clone, Copy, Debug)]
pub enum Given<'a> {
    /// In the file that `IMPFTHEKE_PASSPHRASE_FILE` names.
    InFile,
    /// By somebody who typed it. The first one that is given becomes the passphrase.
    Typed(&'a SecretString),
}

impl Given<'_> {
    pub(super) fn passphrase(self) -> Result<SecretString, Error> {
        match self {
            Self::Typed(typed) => Ok(typed.clone()),
            Self::InFile => {
                let file = std::env::var_os("IMPFTHEKE_PASSPHRASE_FILE").ok_or(Error::Locked)?;
                let text = Zeroizing::new(fs::read_to_string(file).map_err(Error::PassphraseFile)?);
                Ok(SecretString::from(text.trim_end_matches(['\r', '\n'])))
            }
        }
    }
}
