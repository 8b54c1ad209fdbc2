//! The settings of one counter: a closed table of keys, each with its default and its rule, and one small file.
//!
//! Secrets stand in the file sealed under the master key of the profile that they were set in. They and the place of
//! that key are the two things that each profile has for itself; live begins with what was set in training, as far as
//! it can be sealed anew. What is wrong with a value is said when it is set, not when a customer waits.

mod hours;
mod rule;
mod table;
#[cfg(test)]
mod tests;
mod values;

use std::{
    collections::BTreeMap,
    fs, io,
    path::{Path, PathBuf},
};

use base64::{Engine as _, engine::general_purpose::STANDARD as BASE64};
use serde_json::{Map, Value, json};
use zeroize::Zeroizing;

use crate::{
    case::OpeningHoursError,
    domain::Fault,
    files, http, paper, spool,
    vault::{MasterKey, Place},
};

pub use hours::say_hours;
pub use table::{SETTINGS, Setting, find};
pub use values::{
    IssuerSettings, LoginKind, OpeningSettings, PageSettings, PharmacySettings, PortalSettings,
    PrinterChoice, PrinterSettings, Theme, Values, WindowSettings,
};

/// Why a setting cannot be read, set or kept.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The file is not ours.
    #[error("the settings are damaged: correct or remove {path}", path = path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
    },
    /// The file cannot be read or written.
    #[error("the settings in {path} cannot be used", path = path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// Not what can be said of when the pharmacy is open.
    #[error("{key}: {fault}")]
    Hours {
        /// The key.
        key: &'static str,
        /// What is wrong with it.
        fault: OpeningHoursError,
    },
    /// Another value is needed.
    #[error("{key} must be {expected}")]
    NotA {
        /// The key.
        key: &'static str,
        /// What is expected.
        expected: String,
    },
    /// The paper cannot show it.
    #[error("{key} {fault}")]
    NotOnPaper {
        /// The key.
        key: &'static str,
        /// Why not.
        fault: Fault,
    },
    /// No such key.
    #[error("there is no setting of this name; config show lists them all")]
    NoSuchKey,
    /// The sealed value is not of this master key.
    #[error("the secret {key} cannot be opened: set it again")]
    Secret {
        /// The key.
        key: &'static str,
    },
}

/// A secret of the counter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Secret {
    /// The password of the file for a login by certificate.
    CertificatePassword,
    /// The API key of the portal.
    PortalKey,
    /// The logins of the printers.
    PrinterLogins,
    /// The password of the proxy.
    ProxyPassword,
}

impl Secret {
    /// Returns its key in the table.
    pub fn key(self) -> &'static str {
        match self {
            Self::CertificatePassword => "portal.certificate-password",
            Self::PortalKey => "portal.key",
            Self::PrinterLogins => "printer.logins",
            Self::ProxyPassword => "portal.proxy-password",
        }
    }
}

/// The settings as they stand in the file, and as they are read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    texts: Texts,
    /// What live has for itself.
    live: Texts,
    /// What the texts of the profile that is on say.
    values: Values,
}

type Texts = BTreeMap<&'static str, String>;

impl Default for Settings {
    fn default() -> Self {
        Self::of(Texts::new(), Texts::new())
    }
}

impl Settings {
    fn of(texts: Texts, live: Texts) -> Self {
        let mut settings = Self {
            texts,
            live,
            values: Values::default(),
        };
        settings.parse();
        settings
    }

    /// Reads the texts of the profile that is on.
    fn parse(&mut self) {
        let mut values = Values::default();
        for setting in SETTINGS {
            setting.put(&mut values, self.text(setting));
        }
        self.values = values;
    }

    /// Returns what is set, else what holds where nothing is set.
    pub fn values(&self) -> &Values {
        &self.values
    }

    /// Reads the file; where there is none, all defaults hold.
    pub fn load(path: &Path) -> Result<Self, Error> {
        let text = match fs::read_to_string(path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Self::default()),
            Err(source) => {
                return Err(Error::File {
                    path: path.to_owned(),
                    source,
                });
            }
        };
        let damaged = || Error::Damaged {
            path: path.to_owned(),
        };
        let mut object: Map<String, Value> = serde_json::from_str(&text).or(Err(damaged()))?;
        let read = |object: &Map<String, Value>| {
            let mut texts = Texts::new();
            for (key, value) in object {
                let setting = find(key).map_err(|_unknown| damaged())?;
                let value = value.as_str().ok_or_else(damaged)?;
                if !setting.is_secret() {
                    match setting.check(value) {
                        // It was taken once: no counter stays closed for the words about its hours.
                        Err(Error::Hours { .. }) => {}
                        checked => checked?,
                    }
                }
                texts.insert(setting.key, value.to_owned());
            }
            Ok::<_, Error>(texts)
        };
        let live = match object.remove(LIVE) {
            Some(Value::Object(live)) => read(&live)?,
            Some(_) => return Err(damaged()),
            None => Texts::new(),
        };
        if live.keys().any(|key| !is_of_a_profile(key)) {
            return Err(damaged());
        }
        Ok(Self::of(read(&object)?, live))
    }

    /// Returns what stands in the file about the hours and cannot be read any more; until it is set anew, nothing is
    /// said for it.
    pub fn unreadable(&self) -> impl Iterator<Item = Error> {
        let hours = SETTINGS.iter().filter(|setting| setting.is_about_hours());
        let set = hours.filter_map(|setting| Some((setting, self.texts.get(setting.key)?)));
        set.filter_map(|(setting, value)| setting.check(value).err())
    }

    /// Writes the file: whole or not at all, for its owner alone.
    pub fn save(&self, path: &Path) -> Result<(), Error> {
        let mut object = to_json(&self.texts);
        if !self.live.is_empty() {
            object.insert(LIVE.to_owned(), Value::Object(to_json(&self.live)));
        }
        let text = format!("{:#}\n", Value::Object(object));
        files::replace(path, text.as_bytes()).map_err(|source| Error::File {
            path: path.to_owned(),
            source,
        })
    }

    /// Returns a value as it stands in the file, or its default. Of a secret only whether it is set can be told.
    ///
    /// What a profile has for itself is that of the profile which is on.
    pub fn text(&self, setting: &Setting) -> &str {
        let text = self.texts.get(setting.key).map(String::as_str);
        if self.is_live() && is_of_a_profile(setting.key) {
            let own = self.live.get(setting.key).map(String::as_str);
            // Where nothing was chosen for live, the choice for training holds, if it is fit for live.
            let taken_over =
                text.filter(|place| setting.key == VAULT_KEY && *place != Place::File.name());
            return own.or(taken_over).unwrap_or_default();
        }
        text.unwrap_or(setting.default)
    }

    /// Returns where the master key of the profile that is on is to be kept; nothing where live has no choice yet.
    pub fn vault_key(&self) -> Option<Place> {
        self.values.master_key
    }

    /// Returns the same settings with training on.
    #[must_use]
    pub fn in_training(&self) -> Self {
        let mut training = self.clone();
        training.texts.remove(PROFILE);
        training.parse();
        training
    }

    /// Whether these settings are for certificates that count.
    pub fn is_live(&self) -> bool {
        self.texts
            .get(PROFILE)
            .is_some_and(|profile| profile == "live")
    }

    /// Returns the word of the profile that is on.
    pub fn profile(&self) -> &'static str {
        if self.is_live() { "live" } else { "training" }
    }

    /// Returns how certificates are printed: in training every page tells that it is worth nothing, whoever signed it.
    #[expect(clippy::cast_precision_loss, reason = "a side has few millimetres")]
    pub fn paper(&self) -> paper::Options {
        let PageSettings {
            layout,
            code_side_mm,
        } = self.values.page;
        paper::Options {
            specimen: !self.is_live(),
            code_side_mm: code_side_mm as f32,
            layout,
        }
    }

    /// Sets a value; an empty one brings the default back.
    pub fn set(&mut self, key: &str, value: &str) -> Result<(), Error> {
        let setting = find(key)?;
        let value = value.trim();
        if setting.key == VAULT_KEY {
            self.may_move_to(value)?;
        }
        let was = self.text(setting).to_owned();
        if value.is_empty() {
            self.own(setting.key).remove(setting.key);
        } else {
            let value = setting.read(value)?;
            self.own(setting.key).insert(setting.key, value);
        }
        // In neither profile does a password go to another proxy, or to another user of it.
        if setting.key == PROXY && !was.is_empty() && !http::is_same_login(&was, value) {
            self.texts.remove(Secret::ProxyPassword.key());
            self.live.remove(Secret::ProxyPassword.key());
        }
        self.parse();
        Ok(())
    }

    /// Refuses a place in plain for the key of live, and lets live keep the choice that training leaves.
    fn may_move_to(&mut self, place: &str) -> Result<(), Error> {
        let file = Place::File.name();
        if self.is_live() {
            let refused = Error::NotA {
                key: VAULT_KEY,
                expected: "keystore or passphrase in live".to_owned(),
            };
            return if place == file { Err(refused) } else { Ok(()) };
        }
        let left = self.texts.get(VAULT_KEY).filter(|left| *left != file);
        if ["", file].contains(&place)
            && let Some(left) = left.cloned()
        {
            self.live.entry(VAULT_KEY).or_insert(left);
        }
        Ok(())
    }

    /// Seals a secret and sets it.
    pub fn set_secret(&mut self, key: &str, value: &str, master: &MasterKey) -> Result<(), Error> {
        let setting = find(key)?;
        if value.is_empty() {
            // Live says so: otherwise what was set in training would be taken over again.
            let live = self.is_live();
            self.own(setting.key).remove(setting.key);
            if live && self.texts.contains_key(setting.key) {
                self.live.insert(setting.key, String::new());
            }
            return Ok(());
        }
        if setting.key == Secret::PrinterLogins.key() && !spool::are_logins(value) {
            let expected = "what impftheke printers --login makes of it".to_owned();
            let key = setting.key;
            return Err(Error::NotA { key, expected });
        }
        let sealed = sealed(setting.key, value, master)?;
        self.own(setting.key).insert(setting.key, sealed);
        Ok(())
    }

    /// Whether the address of the proxy has a password in plain, as older versions kept it.
    pub fn has_plain_password(&self) -> bool {
        let proxy = self.texts.get(PROXY);
        proxy.is_some_and(|text| http::split_proxy(text).is_some())
    }

    /// Seals the password that an older version left in the address of the proxy. Returns whether there was one.
    pub fn seal_plain_password(&mut self, master: &MasterKey) -> Result<bool, Error> {
        let split = self
            .texts
            .get(PROXY)
            .and_then(|text| http::split_proxy(text));
        let Some((address, password)) = split else {
            return Ok(false);
        };
        let password = Zeroizing::new(password);
        self.set_secret(Secret::ProxyPassword.key(), &password, master)?;
        self.texts.insert(PROXY, address);
        self.parse();
        Ok(true)
    }

    /// Opens a secret; nothing where none is set.
    pub fn secret(
        &self,
        secret: Secret,
        master: &MasterKey,
    ) -> Result<Option<Zeroizing<String>>, Error> {
        let key = secret.key();
        let own = if self.is_live() {
            &self.live
        } else {
            &self.texts
        };
        match own.get(key) {
            Some(sealed) if sealed.is_empty() => Ok(None),
            Some(sealed) => opened(key, sealed, master).map(Some),
            // A live queue that still waits for a key of its own has the one of training.
            None => Ok(self
                .texts
                .get(key)
                .and_then(|sealed| opened(key, sealed, master).ok())),
        }
    }

    /// Whether the profile that is on has secrets, which nothing but its key opens.
    pub fn has_secrets(&self) -> bool {
        SETTINGS
            .iter()
            .any(|setting| setting.is_secret() && !self.text(setting).is_empty())
    }

    /// Whether live could take over a secret that was set in training.
    pub fn has_more_in_training(&self) -> bool {
        self.left_in_training().next().is_some()
    }

    /// Seals for live what was set in training under a key and is not set in live. Returns whether there was any.
    ///
    /// `moves`: training does not keep it.
    pub fn take_over(&mut self, [from, to]: [&MasterKey; 2], moves: bool) -> Result<bool, Error> {
        let left: Vec<_> = self.left_in_training().collect();
        let mut taken = false;
        for key in left {
            let plain = self.texts.get(key).map(|sealed| opened(key, sealed, from));
            if let Some(Ok(plain)) = plain {
                self.live.insert(key, sealed(key, &plain, to)?);
                if moves {
                    self.texts.remove(key);
                }
                taken = true;
            }
        }
        Ok(taken)
    }

    /// Seals the secrets of live with another key, for as long as the program runs.
    pub fn reseal_live(&mut self, [from, to]: [&MasterKey; 2]) {
        for (key, value) in &mut self.live {
            if let Ok(plain) = opened(key, value, from)
                && let Ok(again) = sealed(key, &plain, to)
            {
                *value = again;
            }
        }
    }

    fn left_in_training(&self) -> impl Iterator<Item = &'static str> {
        let secrets = SETTINGS.iter().filter(|setting| setting.is_secret());
        secrets
            .map(|setting| setting.key)
            .filter(|key| self.texts.contains_key(key) && !self.live.contains_key(key))
    }

    /// The values among which a key stands in the profile that is on.
    fn own(&mut self, key: &str) -> &mut Texts {
        if self.is_live() && is_of_a_profile(key) {
            &mut self.live
        } else {
            &mut self.texts
        }
    }
}

const PROFILE: &str = "profile";
const PROXY: &str = "portal.proxy";
const VAULT_KEY: &str = "vault.key";
/// Where live's own values stand in the file.
const LIVE: &str = "live";

/// Whether each profile has a value of its own.
fn is_of_a_profile(key: &str) -> bool {
    key == VAULT_KEY || find(key).is_ok_and(Setting::is_secret)
}

fn sealed(key: &'static str, value: &str, master: &MasterKey) -> Result<String, Error> {
    let sealed = master.seal(value.as_bytes(), key.as_bytes());
    Ok(BASE64.encode(sealed.or(Err(Error::Secret { key }))?))
}

fn opened(key: &'static str, sealed: &str, master: &MasterKey) -> Result<Zeroizing<String>, Error> {
    let open = || {
        let sealed = BASE64.decode(sealed).ok()?;
        let plain = master.open(&sealed, key.as_bytes()).ok()?;
        let text = std::str::from_utf8(&plain).ok()?;
        Some(Zeroizing::new(text.to_owned()))
    };
    open().ok_or(Error::Secret { key })
}

fn to_json(texts: &Texts) -> Map<String, Value> {
    texts
        .iter()
        .map(|(key, value)| ((*key).to_owned(), json!(value)))
        .collect()
}
