//! The settings of one counter: a closed table of keys, each with its default and its rule, and one small file.
//!
//! Secrets stand in the file sealed under the master key. What is wrong with a value is said when it is set,
//! not when a customer waits.

use std::{
    collections::BTreeMap,
    fs,
    io::{self, Write as _},
    path::{Path, PathBuf},
};

use base64::{Engine as _, engine::general_purpose::STANDARD as BASE64};
use serde_json::{Map, Value, json};
use zeroize::Zeroizing;

use crate::{domain::OpeningHours, vault::MasterKey};

/// One key of the table.
#[derive(Clone, Copy, Debug)]
pub struct Setting {
    /// Its name, as `config set` takes it.
    pub key: &'static str,
    /// What holds where nothing is set.
    pub default: &'static str,
    /// What it is for, in one line.
    pub about: &'static str,
    rule: Rule,
}

/// What a value must be.
#[derive(Clone, Copy, Debug)]
enum Rule {
    /// One of these words.
    Choice(&'static [&'static str]),
    /// Two capital letters.
    Country,
    /// A file, or several with commas between them; relative to the folder it was set from.
    Files,
    /// Times of a week.
    Hours,
    /// Digits and capital letters.
    Location,
    /// A whole number between two.
    Number(u32, u32),
    /// Never shown, sealed in the file.
    Secret,
    /// A line of at most so many characters.
    Text(usize),
    /// http or https, a host, no query.
    Url,
}

const fn row(key: &'static str, default: &'static str, rule: Rule, about: &'static str) -> Setting {
    Setting {
        key,
        default,
        about,
        rule,
    }
}

/// All settings, in the order in which a counter is set up.
pub const SETTINGS: &[Setting] = &[
    row(
        "profile",
        "training",
        Rule::Choice(&["training", "live"]),
        "training, or live: certificates that count",
    ),
    row(
        "pharmacy.name",
        "Muster-Apotheke",
        Rule::Text(80),
        "the name in the window and on the slip",
    ),
    row(
        "pharmacy.address",
        "",
        Rule::Text(120),
        "one line on the slip",
    ),
    row("pharmacy.phone", "", Rule::Text(40), "on the slip"),
    row(
        "pharmacy.hours",
        "Mo-Fr 8:30-18:30, Sa 9-13",
        Rule::Hours,
        "opening hours, for the slip and its pick-up time",
    ),
    row(
        "issuer.country",
        "XX",
        Rule::Country,
        "the signer's country (iss); XX in training",
    ),
    row(
        "issuer.place",
        "DE",
        Rule::Country,
        "the country of the vaccination (co)",
    ),
    row(
        "issuer.name",
        "Impftheke Übungsbetrieb · Training",
        Rule::Text(80),
        "the certificate issuer (is)",
    ),
    row(
        "issuer.location",
        "UEBUNG",
        Rule::Location,
        "the id of this place, from the operator of the portal",
    ),
    row(
        "portal.url",
        "",
        Rule::Url,
        "the portal's address; empty: the training key at hand signs",
    ),
    row(
        "portal.flow",
        "hash",
        Rule::Choice(&["hash", "issue", "eu"]),
        "hash: only a hash leaves the counter",
    ),
    row(
        "portal.login",
        "none",
        Rule::Choice(&["none", "key", "certificate"]),
        "how the counter shows who it is",
    ),
    row(
        "portal.key",
        "",
        Rule::Secret,
        "the API key for portal.login key",
    ),
    row(
        "portal.certificate",
        "",
        Rule::Files,
        "the PKCS#12 file for portal.login certificate",
    ),
    row(
        "portal.certificate-password",
        "",
        Rule::Secret,
        "the password of that file",
    ),
    row(
        "portal.roots",
        "",
        Rule::Files,
        "further TLS roots (PEM); empty: the system's",
    ),
    row(
        "portal.signers",
        "",
        Rule::Files,
        "document signers that the portal may sign with (PEM); empty: the training key's",
    ),
    row(
        "portal.proxy",
        "",
        Rule::Url,
        "a proxy; empty: the system's",
    ),
    row(
        "portal.limit-seconds",
        "8",
        Rule::Number(2, 30),
        "how long a customer waits for one attempt",
    ),
    row(
        "queue.deadline-days",
        "14",
        Rule::Number(1, 60),
        "after so many days a case is erased, once staff have seen it",
    ),
    row(
        "slip.paper",
        "a6",
        Rule::Choice(&["a6", "roll"]),
        "a6, or roll: 80 mm",
    ),
    row(
        "vault.key",
        "file",
        Rule::Choice(&["file", "keystore", "passphrase"]),
        "where the master key is kept; file in training only",
    ),
];

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
    /// Another value is needed.
    #[error("{key} must be {expected}")]
    NotA {
        /// The key.
        key: &'static str,
        /// What is expected.
        expected: String,
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
    values: BTreeMap<&'static str, String>,
}

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
        let object: Map<String, Value> = serde_json::from_str(&text).or(Err(damaged()))?;
        let mut values = BTreeMap::new();
        for (key, value) in &object {
            let setting = find(key).map_err(|_unknown| damaged())?;
            let value = value.as_str().ok_or_else(damaged)?;
            if !setting.is_secret() {
                setting.check(value)?;
            }
            values.insert(setting.key, value.to_owned());
        }
        Ok(Self { values })
    }

    /// Writes the file: whole or not at all, for its owner alone.
    pub fn save(&self, path: &Path) -> Result<(), Error> {
        let object: Map<String, Value> = self
            .values
            .iter()
            .map(|(key, value)| ((*key).to_owned(), json!(value)))
            .collect();
        let text = format!("{:#}\n", Value::Object(object));
        let beside = path.with_extension(format!("{}.part", std::process::id()));
        let write = || {
            let mut file = create_private(&beside)?;
            file.write_all(text.as_bytes())?;
            file.sync_all()?;
            fs::rename(&beside, path)
        };
        write().map_err(|source| {
            // The first error is the one to tell.
            drop(fs::remove_file(&beside));
            Error::File {
                path: path.to_owned(),
                source,
            }
        })
    }

    /// Returns a value, or its default. Of a secret only whether it is set can be told.
    pub fn get(&self, key: &'static str) -> &str {
        match (self.values.get(key), find(key)) {
            (Some(value), _) => value,
            (None, Ok(setting)) => setting.default,
            (None, Err(_)) => "",
        }
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
        self.get("profile") == "live"
    }

    /// Sets a value; an empty one brings the default back.
    pub fn set(&mut self, key: &str, value: &str) -> Result<(), Error> {
        let setting = find(key)?;
        let value = value.trim();
        if value.is_empty() {
            self.values.remove(setting.key);
            return Ok(());
        }
        setting.check(value)?;
        let value = match setting.rule {
            Rule::Files => absolute(value),
            Rule::Choice(_)
            | Rule::Country
            | Rule::Hours
            | Rule::Location
            | Rule::Number(..)
            | Rule::Secret
            | Rule::Text(_)
            | Rule::Url => value.to_owned(),
        };
        self.values.insert(setting.key, value);
        Ok(())
    }

    /// Seals a secret and sets it.
    pub fn set_secret(&mut self, key: &str, value: &str, master: &MasterKey) -> Result<(), Error> {
        let setting = find(key)?;
        if value.is_empty() {
            self.values.remove(setting.key);
            return Ok(());
        }
        let sealed = master
            .seal(value.as_bytes(), setting.key.as_bytes())
            .or(Err(Error::Secret { key: setting.key }))?;
        self.values.insert(setting.key, BASE64.encode(sealed));
        Ok(())
    }

    /// Opens a secret; nothing where none is set.
    pub fn secret(
        &self,
        key: &'static str,
        master: &MasterKey,
    ) -> Result<Option<Zeroizing<String>>, Error> {
        let Some(sealed) = self.values.get(key) else {
            return Ok(None);
        };
        let open = || {
            let sealed = BASE64.decode(sealed).ok()?;
            let plain = master.open(&sealed, key.as_bytes()).ok()?;
            let text = std::str::from_utf8(&plain).ok()?;
            Some(Zeroizing::new(text.to_owned()))
        };
        open().map(Some).ok_or(Error::Secret { key })
    }
}

/// Finds a key in the table.
pub fn find(key: &str) -> Result<&'static Setting, Error> {
    SETTINGS
        .iter()
        .find(|setting| setting.key == key)
        .ok_or(Error::NoSuchKey)
}

impl Setting {
    /// Whether the value is never shown.
    pub fn is_secret(&self) -> bool {
        matches!(self.rule, Rule::Secret)
    }

    fn check(&self, value: &str) -> Result<(), Error> {
        let expected = match self.rule {
            Rule::Choice(words) if !words.contains(&value) => words.join(" or "),
            Rule::Country if value.len() != 2 || !value.bytes().all(|b| b.is_ascii_uppercase()) => {
                "a country code of two capital letters".to_owned()
            }
            Rule::Hours => match value.parse::<OpeningHours>() {
                Ok(_) => return Ok(()),
                Err(error) => error.to_string(),
            },
            Rule::Location
                if !value
                    .bytes()
                    .all(|b| b.is_ascii_uppercase() || b.is_ascii_digit()) =>
            {
                "digits and capital letters".to_owned()
            }
            Rule::Number(min, max)
                if !value
                    .parse::<u32>()
                    .is_ok_and(|number| (min..=max).contains(&number)) =>
            {
                format!("a whole number from {min} to {max}")
            }
            Rule::Text(max)
                if value.chars().count() > max || value.chars().any(char::is_control) =>
            {
                format!("one line of at most {max} characters")
            }
            Rule::Url if !is_address(value) => {
                "an address such as https://portal.example, without a query".to_owned()
            }
            Rule::Choice(_)
            | Rule::Country
            | Rule::Files
            | Rule::Location
            | Rule::Number(..)
            | Rule::Secret
            | Rule::Text(_)
            | Rule::Url => return Ok(()),
        };
        Err(Error::NotA {
            key: self.key,
            expected,
        })
    }
}

fn is_address(value: &str) -> bool {
    let rest = value
        .strip_prefix("https://")
        .or_else(|| value.strip_prefix("http://"));
    rest.is_some_and(|rest| {
        !rest.is_empty()
            && !rest.starts_with(['/', ':', '@'])
            && !rest.contains(['?', '#', '@'])
            && rest.chars().all(|c| c.is_ascii_graphic())
    })
}

/// Makes paths independent of the folder that somebody stands in.
fn absolute(files: &str) -> String {
    let files = files.split(',').map(str::trim).map(|path| {
        std::path::absolute(path)
            .map_or_else(|_| path.to_owned(), |path| path.display().to_string())
    });
    files.collect::<Vec<_>>().join(",")
}

#[cfg(unix)]
fn create_private(path: &Path) -> io::Result<fs::File> {
    use std::os::unix::fs::OpenOptionsExt as _;
    fs::OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(true)
        .mode(0o600)
        .open(path)
}

#[cfg(not(unix))]
fn create_private(path: &Path) -> io::Result<fs::File> {
    fs::File::create(path)
}
