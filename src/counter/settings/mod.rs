//! The settings of one counter: a closed table of keys, each with its default and its rule, and one small file.
//!
//! Secrets stand in the file sealed under the master key of the profile that they were set in. They and the place of
//! that key are the two things that each profile has for itself; live begins with what was set in training, as far as
//! it can be sealed anew. What is wrong with a value is said when it is set, not when a customer waits.

mod hours;
mod table;

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
    files,
    paper::{self, Layout},
    vault::{MasterKey, Place},
};

pub use hours::say_hours;
pub use table::{SETTINGS, Setting, find};

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

/// The settings as they stand in the file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settings {
    values: Values,
    /// What live has for itself.
    live: Values,
}

type Values = BTreeMap<&'static str, String>;

impl Settings {
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
            let mut values = Values::new();
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
                values.insert(setting.key, value.to_owned());
            }
            Ok::<_, Error>(values)
        };
        let live = match object.remove(LIVE) {
            Some(Value::Object(live)) => read(&live)?,
            Some(_) => return Err(damaged()),
            None => Values::new(),
        };
        if live.keys().any(|key| !is_of_a_profile(key)) {
            return Err(damaged());
        }
        let values = read(&object)?;
        Ok(Self { values, live })
    }

    /// Returns what stands in the file about the hours and cannot be read any more; until it is set anew, nothing is
    /// said for it.
    pub fn unreadable(&self) -> impl Iterator<Item = Error> {
        let hours = SETTINGS.iter().filter(|setting| setting.is_about_hours());
        let set = hours.filter_map(|setting| Some((setting, self.values.get(setting.key)?)));
        set.filter_map(|(setting, value)| setting.check(value).err())
    }

    /// Writes the file: whole or not at all, for its owner alone.
    pub fn save(&self, path: &Path) -> Result<(), Error> {
        let mut object = to_json(&self.values);
        if !self.live.is_empty() {
            object.insert(LIVE.to_owned(), Value::Object(to_json(&self.live)));
        }
        let text = format!("{:#}\n", Value::Object(object));
        files::replace(path, text.as_bytes()).map_err(|source| Error::File {
            path: path.to_owned(),
            source,
        })
    }

    /// Returns a value, or its default. Of a secret only whether it is set can be told.
    ///
    /// What a profile has for itself is that of the profile which is on.
    pub fn get(&self, key: &'static str) -> &str {
        if self.is_live() && is_of_a_profile(key) {
            return match self.live.get(key) {
                Some(value) => value,
                // Where nothing was chosen for live, the choice for training holds, if it is fit for live.
                None if key == VAULT_KEY => self.vault_key().map_or("", Place::name),
                None => "",
            };
        }
        match (self.values.get(key), find(key)) {
            (Some(value), _) => value,
            (None, Ok(setting)) => setting.default,
            (None, Err(_)) => "",
        }
    }

    /// Returns where the master key of the profile that is on is to be kept; nothing where live has no choice yet.
    pub fn vault_key(&self) -> Option<Place> {
        let training = self.values.get(VAULT_KEY).map(String::as_str);
        let training = training.map_or(Some(Place::File), Place::from_name);
        if !self.is_live() {
            return training;
        }
        match self.live.get(VAULT_KEY) {
            Some(chosen) => Place::from_name(chosen),
            None => training.filter(|place| *place != Place::File),
        }
    }

    /// Returns the same settings with training on.
    #[must_use]
    pub fn in_training(&self) -> Self {
        let mut training = self.clone();
        training.values.remove(PROFILE);
        training
    }

    /// Returns a number between the bounds of its rule.
    pub fn number(&self, key: &'static str) -> u32 {
        self.get(key).parse().unwrap_or_default()
    }

    /// Returns the files that a setting names.
    pub fn files(&self, key: &'static str) -> Vec<PathBuf> {
        self.get(key)
            .split(',')
            .map(str::trim)
            .filter(|path| !path.is_empty())
            .map(PathBuf::from)
            .collect()
    }

    /// Whether these settings are for certificates that count.
    pub fn is_live(&self) -> bool {
        self.values
            .get(PROFILE)
            .is_some_and(|profile| profile == "live")
    }

    /// Returns how certificates are printed: in training every page tells that it is worth nothing, whoever signed it.
    #[expect(clippy::cast_precision_loss, reason = "a side has few millimetres")]
    pub fn paper(&self) -> paper::Options {
        paper::Options {
            specimen: !self.is_live(),
            code_side_mm: self.number("print.code-side") as f32,
            layout: match self.get("print.layout") {
                "large" => Layout::Large,
                _ => Layout::Folded,
            },
        }
    }

    /// Sets a value; an empty one brings the default back.
    pub fn set(&mut self, key: &str, value: &str) -> Result<(), Error> {
        let setting = find(key)?;
        let value = value.trim();
        if setting.key == VAULT_KEY {
            self.may_move_to(value)?;
        }
        if value.is_empty() {
            self.own(setting.key).remove(setting.key);
            return Ok(());
        }
        let value = setting.read(value)?;
        self.own(setting.key).insert(setting.key, value);
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
        let left = self.values.get(VAULT_KEY).filter(|left| *left != file);
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
            if live && self.values.contains_key(setting.key) {
                self.live.insert(setting.key, String::new());
            }
            return Ok(());
        }
        let sealed = sealed(setting.key, value, master)?;
        self.own(setting.key).insert(setting.key, sealed);
        Ok(())
    }

    /// Opens a secret; nothing where none is set.
    pub fn secret(
        &self,
        key: &'static str,
        master: &MasterKey,
    ) -> Result<Option<Zeroizing<String>>, Error> {
        let own = if self.is_live() {
            &self.live
        } else {
            &self.values
        };
        match own.get(key) {
            Some(sealed) if sealed.is_empty() => Ok(None),
            Some(sealed) => opened(key, sealed, master).map(Some),
            // A live queue that still waits for a key of its own has the one of training.
            None => Ok(self
                .values
                .get(key)
                .and_then(|sealed| opened(key, sealed, master).ok())),
        }
    }

    /// Whether the profile that is on has secrets, which nothing but its key opens.
    pub fn has_secrets(&self) -> bool {
        SETTINGS
            .iter()
            .any(|setting| setting.is_secret() && !self.get(setting.key).is_empty())
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
            let plain = self.values.get(key).map(|sealed| opened(key, sealed, from));
            if let Some(Ok(plain)) = plain {
                self.live.insert(key, sealed(key, &plain, to)?);
                if moves {
                    self.values.remove(key);
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
            .filter(|key| self.values.contains_key(key) && !self.live.contains_key(key))
    }

    /// The values among which a key stands in the profile that is on.
    fn own(&mut self, key: &str) -> &mut Values {
        if self.is_live() && is_of_a_profile(key) {
            &mut self.live
        } else {
            &mut self.values
        }
    }
}

const PROFILE: &str = "profile";
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

fn to_json(values: &Values) -> Map<String, Value> {
    values
        .iter()
        .map(|(key, value)| ((*key).to_owned(), json!(value)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{table::Rule, *};

    #[test]
    fn every_default_keeps_its_own_rule() {
        for setting in SETTINGS {
            if !setting.default.is_empty() {
                setting.check(setting.default).unwrap();
            }
        }
    }

    #[test]
    fn wrong_values_are_refused_in_words_and_change_nothing() {
        let mut settings = Settings::default();
        for (key, value) in [
            ("profile", "production"),
            ("issuer.country", "Germany"),
            ("issuer.location", "apo-1"),
            ("pharmacy.hours", "immer"),
            ("pharmacy.state", "Franken"),
            ("pharmacy.closed", "30.2."),
            ("pharmacy.eves", "mittags"),
            ("pharmacy.name", "two\nlines"),
            ("pharmacy.name", "王 Apotheke"),
            ("portal.url", "portal.example"),
            ("portal.url", "https://user@portal.example"),
            ("portal.limit-seconds", "0"),
            ("portal.limit-seconds", "many"),
            ("printer.certificate", "two words"),
            ("printer.slip", "http://printer/ipp"),
            ("printer.slip-tray", "tray 1"),
            ("printer.copies", "0"),
            ("printer.trusted", "printer"),
            ("print.layout", "small"),
            ("print.code-side", "34"),
            ("print.code-side", "65"),
            ("print.code-side", "53.5"),
        ] {
            let error = settings.set(key, value).unwrap_err().to_string();
            assert!(error.starts_with(key), "{error}");
        }
        let marks = |count| format!("Apotheke a{}", "\u{335}".repeat(count));
        for setting in SETTINGS.iter().filter(|s| matches!(s.rule, Rule::Text(_))) {
            for value in [&marks(5), &marks(10), "Apo\u{AD}theke", "\u{202E}1", "😀"] {
                let error = settings.set(setting.key, value).unwrap_err();
                assert!(error.to_string().starts_with(setting.key), "{error}");
            }
        }
        assert!(matches!(
            settings.set("portal.adress", "x"),
            Err(Error::NoSuchKey)
        ));
        assert_eq!(settings, Settings::default());
        // As many as one letter bears.
        settings.set("pharmacy.name", &marks(4)).unwrap();
        assert_eq!(settings.get("pharmacy.name"), marks(4));
    }

    #[test]
    fn paper_is_as_the_settings_say() {
        let mut settings = Settings::default();
        assert!(settings.paper().specimen, "in training");
        settings.set("profile", "live").unwrap();
        assert_eq!(settings.paper(), paper::Options::default());
        settings.set("print.layout", "large").unwrap();
        settings.set("print.code-side", "42").unwrap();
        let paper = settings.paper();
        assert_eq!(paper.layout, Layout::Large);
        assert!((paper.code_side_mm - 42.0).abs() < f32::EPSILON);
    }

    #[test]
    fn what_is_set_comes_back_and_a_secret_stands_nowhere_in_the_file() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("settings.json");
        let master = MasterKey::generate().unwrap();
        let mut settings = Settings::default();
        settings
            .set("portal.url", "https://portal.example")
            .unwrap();
        settings
            .set_secret("portal.key", "the key", &master)
            .unwrap();
        settings.save(&path).unwrap();
        assert!(!fs::read_to_string(&path).unwrap().contains("the key"));
        let loaded = Settings::load(&path).unwrap();
        assert_eq!(loaded, settings);
        assert_eq!(loaded.get("portal.url"), "https://portal.example");
        let secret = loaded.secret("portal.key", &master).unwrap().unwrap();
        assert_eq!(secret.as_str(), "the key");
        let other = MasterKey::generate().unwrap();
        assert!(loaded.secret("portal.key", &other).is_err());
        settings.set("portal.url", "").unwrap();
        assert_eq!(settings.get("portal.url"), "");
    }

    #[test]
    fn a_damaged_file_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("settings.json");
        for text in ["", "[]", "{\"portal.url\": 1}", "{\"unknown\": \"x\"}"] {
            fs::write(&path, text).unwrap();
            assert!(
                matches!(Settings::load(&path), Err(Error::Damaged { .. })),
                "{text}"
            );
        }
    }
}
