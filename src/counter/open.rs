//! The counter made ready: data folder, settings, master key, queue, and whoever signs.

use std::{sync::Arc, time::Duration};

use jiff::{SignedDuration, Timestamp, ZonedDateTime};
use secrecy::SecretString;

use super::settings::{self, IssuerSettings, Settings};
use crate::{
    case::Cause,
    counter::{
        PortalError,
        data_folder::DataFolder,
        master_key,
        portal_access::{self, Seen},
        signing_key,
    },
    domain::Issuer,
    issue::{self, KeyOwner, Pipeline, Route, Terms},
    queue::{self, Note, Place, Store},
    training::signing_keys::{self, TrainingKeys},
    trust::Certificate,
    vault::MasterKey,
};

pub use super::{Error, master_key::Given};

/// A counter at work.
#[derive(Debug)]
pub struct Counter {
    /// Its cases and whoever signs them.
    pub pipeline: Pipeline,
    /// How it is set up.
    pub settings: Settings,
    /// The longest that a customer waits for one attempt.
    pub limit: Duration,
    /// What was noticed while opening the queue.
    pub notes: Vec<Note>,
    /// What signatures are to be had with and cannot be used, at the portal or at hand: cases wait until it can.
    pub unusable: Vec<Error>,
    pub(super) master: MasterKey,
    seen: Seen,
    /// Whether the clock was believed when this was seen, and whether the route could sign.
    state: (bool, bool),
}

/// Returns whether the clock is believed, and whether the route can sign at this moment.
fn state(pipeline: &Pipeline, at: Timestamp) -> (bool, bool) {
    let believed = pipeline.clock_fault(at).is_none();
    (believed, pipeline.route().cause(at).is_none())
}

impl Counter {
    /// Returns the texts that staff never type. Where the settings do not fit each other, nothing is taken up; what is
    /// there is listed, shown and handed over all the same.
    pub fn issuer(&self) -> Result<Issuer, Error> {
        check(&self.settings, true)
    }

    /// Takes up what somebody has changed in how signatures are had, that the clock has come to be believed, and that keys
    /// at hand are over: the way as it is now, if it is another one.
    ///
    /// Whoever mends a login, roots or signers, or confirms the clock, need not start the program again.
    pub fn look_again(
        &mut self,
        folder: &DataFolder,
        at: Timestamp,
    ) -> Result<Option<Route>, Error> {
        let state = state(&self.pipeline, at);
        let seen = portal_access::look(folder, &self.settings);
        if (&seen, state) == (&self.seen, self.state) {
            return Ok(None);
        }
        // What cannot be taken up is looked at anew each time, and is said until it is right.
        let settings = Settings::load(&folder.settings())?;
        // Another profile has another queue: it begins with the next start.
        if settings.is_live() != self.settings.is_live() {
            (self.seen, self.state) = (seen, state);
            return Ok(None);
        }
        let fits = check(&settings, true);
        // Nobody signs by the settings that were there before, either: its cause says so already.
        if fits.is_err() && self.pipeline.route().cause(at) == Some(Cause::NotSetUp) {
            (self.seen, self.state) = (portal_access::look(folder, &settings), state);
            self.settings = settings;
            return Ok(None);
        }
        fits?;
        let (route, unusable) = route(folder, &settings, &self.master, at)?;
        (self.seen, self.state) = (portal_access::look(folder, &settings), state);
        self.unusable = unusable;
        self.settings = settings;
        Ok(Some(route))
    }

    /// Makes new training keys where those at hand cannot be used and somebody wants to go on; [`Self::look_again`]
    /// takes them up. Certificates that are finished keep the signer that they were proven by.
    pub fn mend_keys(&self, folder: &DataFolder, at: Timestamp) -> Result<(), Error> {
        if self.pipeline.route().cause(at) != Some(Cause::KeysUnusable) {
            return Ok(());
        }
        if let Some(fault) = self.pipeline.clock_fault(at) {
            return Err(fault.into());
        }
        let _lock = folder.lock()?;
        let path = folder.training_keys();
        let keys = signing_keys::renew(&path, at);
        keys.map_err(|source| Error::Keys { path, source })?;
        Ok(())
    }
}

/// Opens the counter, making keys and queue at the first start.
///
/// The passphrase, where one is set, comes from the file that `IMPFTHEKE_PASSPHRASE_FILE` names.
pub fn open(folder: &DataFolder, now: &ZonedDateTime) -> Result<Counter, Error> {
    open_given(folder, Given::InFile, now)
}

/// Opens the counter with the passphrase that somebody typed.
pub fn open_with_passphrase(
    folder: &DataFolder,
    passphrase: &SecretString,
    now: &ZonedDateTime,
) -> Result<Counter, Error> {
    open_given(folder, Given::Typed(passphrase), now)
}

fn open_given(
    folder: &DataFolder,
    given: Given<'_>,
    now: &ZonedDateTime,
) -> Result<Counter, Error> {
    folder.create()?;
    let settings = Settings::load(&folder.settings())?;
    // No key is made for settings that do not fit each other; a queue that is there already is opened.
    if !folder.queue(&settings).exists() {
        check(&settings, signing_key::exists(folder))?;
    }
    let (settings, master) = master_key::open(folder, given)?;
    open_with(folder, settings, master, now)
}

/// Changes settings while nobody else does.
pub fn change_settings(
    folder: &DataFolder,
    change: impl FnOnce(&mut Settings) -> Result<(), settings::Error>,
) -> Result<(), Error> {
    let _lock = folder.lock()?;
    let mut settings = Settings::load(&folder.settings())?;
    change(&mut settings)?;
    Ok(settings.save(&folder.settings())?)
}

/// Opens the counter with a master key at hand.
fn open_with(
    folder: &DataFolder,
    settings: Settings,
    master: MasterKey,
    now: &ZonedDateTime,
) -> Result<Counter, Error> {
    folder.create()?;
    let at = now.timestamp();
    let seen = portal_access::look(folder, &settings);
    let (route, unusable) = route(folder, &settings, &master, at)?;
    let queue::Opened { store, notes } = Store::open(place(folder, &settings), master.clone(), at)?;
    let terms = Terms {
        deadline: kept(&settings),
    };
    let pipeline = Pipeline::new(store, route, terms, (at, random()?))?;
    Ok(Counter {
        state: state(&pipeline, at),
        pipeline,
        limit: Duration::from_secs(settings.values().portal.limit_seconds.into()),
        settings,
        notes,
        unusable,
        master,
        seen,
    })
}

/// Returns where the queue lies, and for how long its cases are kept.
pub fn place(folder: &DataFolder, settings: &Settings) -> Place {
    Place {
        folder: folder.queue(settings),
        elsewhere: folder.numbers(settings),
        kept: kept(settings),
    }
}

fn kept(settings: &Settings) -> SignedDuration {
    SignedDuration::from_hours(24 * i64::from(settings.values().deadline_days))
}

/// Returns the texts that staff never type.
pub fn issuer(settings: &Settings) -> Result<Issuer, crate::domain::Error> {
    let IssuerSettings {
        country,
        place,
        name,
        location,
    } = &settings.values().issuer;
    Issuer::new(country, place, name, location)
}

/// Says what of the settings does not fit together.
fn check(settings: &Settings, has_key: bool) -> Result<Issuer, Error> {
    let issuer = issuer(settings)?;
    if settings.is_live() {
        may_be_live(settings, &issuer, has_key)?;
    } else if !issuer.is_training() {
        return Err(Error::NotLive(
            "set profile live: in training issuer.country is XX",
        ));
    }
    Ok(issuer)
}

/// Says what is missing for certificates that count.
fn may_be_live(settings: &Settings, issuer: &Issuer, has_key: bool) -> Result<(), Error> {
    let url = &settings.values().portal.url;
    let missing = [
        (issuer.is_training(), "issuer.country must be a real one"),
        (
            url.is_empty() && !has_key,
            "somebody must sign: set portal.url to an https address, or impftheke key import FILE",
        ),
        (
            !url.is_empty() && !url.starts_with("https://"),
            "portal.url must be an https address",
        ),
    ];
    match missing.into_iter().find(|(is, _)| *is) {
        Some((_, what)) => Err(Error::NotLive(what)),
        None => Ok(()),
    }
}

/// Returns how signatures are had, from the portal that is set up, else with the training key; and what of it cannot
/// be used as it is set up.
fn route(
    folder: &DataFolder,
    settings: &Settings,
    master: &MasterKey,
    at: Timestamp,
) -> Result<(Route, Vec<Error>), Error> {
    // A key that was taken away is missed where it should sign.
    if let Err(error) = check(settings, true) {
        return Ok((Route::Nobody(Cause::NotSetUp), vec![error]));
    }
    let at_hand = settings.values().portal.url.is_empty();
    if at_hand && settings.is_live() {
        return own_key(folder, settings, master);
    }
    if at_hand {
        return match training_keys(folder, at) {
            Ok(keys) => {
                let route = Route::local(Arc::new(keys.signer), KeyOwner::Training)?;
                Ok((route, Vec::new()))
            }
            // Cases are taken up, and what is finished is shown, all the same.
            Err(error @ (Error::Keys { .. } | Error::Signer(_))) => {
                Ok((Route::Nobody(Cause::KeysUnusable), vec![error]))
            }
            Err(error) => Err(error),
        };
    }
    let own = !settings.is_live() && settings.values().portal.signers.is_empty();
    let signers = if own {
        signer_of_training(folder, at)
    } else {
        portal_access::signers(settings)
    };
    // Where none is known, cases are taken up and answers kept all the same.
    let (signers, unknown) = match signers {
        Ok(signers) => (signers, None),
        Err(error) => (Vec::new(), Some(error)),
    };
    let (portal, unusable) = portal_access::open(settings, master);
    let route = Route::Portal {
        portal: Arc::new(portal),
        signers: signers.into(),
    };
    let unusable = unknown.into_iter().chain(unusable);
    Ok((route, unusable.map(Error::from).collect()))
}

/// Returns the pharmacy's own key. Where it cannot be used, cases are taken up, and what is finished is shown, all the
/// same.
fn own_key(
    folder: &DataFolder,
    settings: &Settings,
    master: &MasterKey,
) -> Result<(Route, Vec<Error>), Error> {
    let key = signing_key::open(folder, master).and_then(|key| {
        signing_key::is_of(&key.certificate, settings)?;
        Ok(key)
    });
    match key {
        Ok(key) => {
            let route = Route::local(key.signer, KeyOwner::Pharmacy(key.registered))?;
            Ok((route, Vec::new()))
        }
        Err(error) => {
            let cause = Cause::SigningKeyUnusable;
            Ok((Route::Nobody(cause), vec![error]))
        }
    }
}

/// Reads the document signer of the training key, with which the training portal signs, too.
fn signer_of_training(folder: &DataFolder, at: Timestamp) -> Result<Vec<Certificate>, PortalError> {
    let keys = training_keys(folder, at).map_err(|error| PortalError::Training(Box::new(error)))?;
    portal_access::signers_of_pem(keys.certificate_pem.as_bytes())
}

/// Opens the keys of the training mode, making them at the first start, and anew when their time is over: by a clock
/// that is believed, and by no other.
pub fn training_keys(folder: &DataFolder, at: Timestamp) -> Result<TrainingKeys, Error> {
    folder.create()?;
    let _lock = folder.lock()?;
    let path = folder.training_keys();
    let known = queue::known_time(&folder.queue(&Settings::default()));
    let keys = match issue::fault_of_clock(known, at) {
        None => signing_keys::open_or_create(&path, at),
        Some(_) if path.exists() => signing_keys::open(&path),
        Some(fault) => return Err(fault.into()),
    };
    keys.map_err(|source| Error::Keys { path, source })
}

/// Returns a random number between 0 and 1, for the spread of attempts.
pub fn random() -> Result<f64, Error> {
    let mut bytes = [0; 4];
    getrandom::fill(&mut bytes).or(Err(Error::Random))?;
    Ok(f64::from(u32::from_le_bytes(bytes)) / f64::from(u32::MAX))
}
