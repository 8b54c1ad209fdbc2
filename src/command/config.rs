//! `impftheke config`: sets a counter up from a script, and shows how it is set up. Secrets are never shown.

use std::{io::Read as _, process::ExitCode};

use clap::{Args, Subcommand};
use secrecy::SecretString;
use serde_json::{Map, Value, json};
use zeroize::Zeroizing;

use super::{Error, files};
use crate::app::{
    config::DataFolder,
    desk,
    settings::{self, SETTINGS, Settings},
};

/// Show or change the settings
#[derive(Args, Debug)]
pub(super) struct Arguments {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Show every setting with its value
    Show {
        /// Print one JSON object
        #[arg(long)]
        json: bool,
    },
    /// Change the passphrase: standard input holds the one in use and the new one, a line each
    Passphrase,
    /// Set a value; an empty one brings the default back
    Set {
        /// The name, such as portal.url
        key: String,
        /// The value; - reads it from standard input, which secrets are best given by
        #[arg(allow_hyphen_values = true)]
        value: String,
    },
}

pub(super) fn run(folder: &DataFolder, arguments: &Arguments) -> Result<ExitCode, Error> {
    folder.create().map_err(desk::Error::from)?;
    let path = folder.settings();
    let mut settings = Settings::load(&path)?;
    match &arguments.action {
        Action::Show { json } => show(&settings, *json)?,
        Action::Passphrase => {
            let lines = Zeroizing::new(read_input()?);
            let (old, new) = lines.split_once('\n').ok_or_else(|| {
                Error::Input("two lines are needed: the passphrase in use, then the new one".into())
            })?;
            let [old, new] = [old.trim_end_matches('\r'), new].map(SecretString::from);
            desk::change_passphrase(folder, [&old, &new])?;
        }
        Action::Set { key, value } => {
            let value = Zeroizing::new(if value == "-" {
                read_input()?
            } else {
                value.clone()
            });
            if settings::find(key)?.is_secret() {
                let master = desk::master_key(folder, &settings)?;
                settings.set_secret(key, &value, &master)?;
                settings.save(&path)?;
            } else if key == "vault.key" {
                let before = settings.clone();
                settings.set(key, &value)?;
                move_key(folder, &before, &settings)?;
            } else {
                settings.set(key, &value)?;
                settings.save(&path)?;
            }
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// Keeps the settings with the master key moved along, so that what is sealed stays readable.
fn move_key(folder: &DataFolder, from: &Settings, to: &Settings) -> Result<(), Error> {
    let in_use = folder.queue(from).exists();
    let moves = in_use && from.get("vault.key") != to.get("vault.key");
    if moves {
        desk::move_key(folder, from, to)?;
    }
    to.save(&folder.settings())?;
    if moves {
        desk::forget_key(folder, from)?;
    }
    Ok(())
}

fn show(settings: &Settings, json: bool) -> Result<(), Error> {
    let value = |key| settings.get(key);
    if json {
        let object: Map<String, Value> = SETTINGS
            .iter()
            .map(|setting| {
                let shown = if setting.is_secret() {
                    json!(!value(setting.key).is_empty())
                } else {
                    json!(value(setting.key))
                };
                (setting.key.to_owned(), shown)
            })
            .collect();
        return Ok(files::say(&Value::Object(object).to_string())?);
    }
    for setting in SETTINGS {
        let shown = match (setting.is_secret(), value(setting.key)) {
            (_, "") => "-",
            (true, _) => "(set)",
            (false, value) => value,
        };
        files::say(&format!(
            "{:<28} {shown:<40} {}",
            setting.key, setting.about
        ))?;
    }
    Ok(())
}

/// Reads all that is given, so that a secret need not stand in a command.
fn read_input() -> Result<String, Error> {
    let mut text = Zeroizing::new(String::new());
    let read = std::io::stdin()
        .lock()
        .take(MAX_VALUE)
        .read_to_string(&mut text);
    match read {
        Ok(_) => Ok(text.trim_end_matches(['\r', '\n']).to_owned()),
        Err(error) => Err(Error::Input(format!("the value cannot be read: {error}"))),
    }
}

/// No value is longer.
const MAX_VALUE: u64 = 4096;
