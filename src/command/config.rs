//! `impftheke config`: sets a counter up from a script, and shows how it is set up. Secrets are never shown.

use std::{borrow::Cow, process::ExitCode};

use clap::{Args, Subcommand};
use secrecy::SecretString;
use serde_json::{Map, Value, json};
use zeroize::Zeroizing;

use super::{Error, files};
use crate::{
    counter::{
        data_folder::DataFolder,
        master_key,
        open::{self, Given},
        settings::{self, SETTINGS, Settings},
    },
    http,
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
        /// The value; - reads it from standard input, the only way for a secret
        #[arg(allow_hyphen_values = true)]
        value: String,
    },
}

pub(super) fn run(folder: &DataFolder, arguments: &Arguments) -> Result<ExitCode, Error> {
    folder.create().map_err(open::Error::from)?;
    match &arguments.action {
        Action::Show { json } => show(&Settings::load(&folder.settings())?, *json)?,
        Action::Passphrase => {
            let lines = Zeroizing::new(files::read_input()?);
            let (old, new) = lines.split_once('\n').ok_or_else(|| {
                Error::Input("two lines are needed: the passphrase in use, then the new one".into())
            })?;
            let [old, new] = [old.trim_end_matches('\r'), new].map(SecretString::from);
            master_key::change_passphrase(folder, [&old, &new])?;
        }
        Action::Set { key, value } => set(folder, key, value)?,
    }
    Ok(ExitCode::SUCCESS)
}

fn set(folder: &DataFolder, key: &str, value: &str) -> Result<(), Error> {
    let setting = settings::find(key)?;
    let holds_secret = setting.is_secret() || key == PROXY && http::may_hold_password(value);
    if holds_secret && !["", "-"].contains(&value) {
        return Err(Error::Input(format!(
            "{key} holds a secret: whatever stands in a command can be read by others. Give it on standard input: \
             impftheke config set {key} - < FILE"
        )));
    }
    let value = Zeroizing::new(if value == "-" {
        files::read_input()?
    } else {
        value.to_owned()
    });
    if key == "vault.key" {
        return Ok(master_key::keep_in(folder, &value, Given::InFile)?);
    }
    if key == PROXY
        && let Some((address, password)) = http::split_proxy(&value)
    {
        // The password is sealed like every other; only the user stands in the address.
        let password = Zeroizing::new(password);
        let (_, master) = master_key::open(folder, Given::InFile)?;
        return Ok(open::change_settings(folder, |settings| {
            settings.set(key, &address)?;
            settings.set_secret(settings::Secret::ProxyPassword.key(), &password, &master)
        })?);
    }
    if setting.is_secret() {
        let (_, master) = master_key::open(folder, Given::InFile)?;
        return Ok(open::change_settings(folder, |settings| {
            settings.set_secret(key, &value, &master)
        })?);
    }
    if Settings::load(&folder.settings())?.has_plain_password() {
        // Whoever opens the key seals what an older version left in plain.
        master_key::open(folder, Given::InFile)?;
    }
    let mut forgot = false;
    open::change_settings(folder, |settings| {
        let password = settings::find(settings::Secret::ProxyPassword.key())?;
        let had = !settings.text(password).is_empty();
        settings.set(key, &value)?;
        forgot = had && settings.text(password).is_empty();
        Ok(())
    })?;
    if forgot {
        files::say_error(
            "the password of the proxy is forgotten, it was for another proxy or user: set portal.proxy-password anew",
        );
    }
    Ok(())
}

fn show(settings: &Settings, json: bool) -> Result<(), Error> {
    if json {
        let object: Map<String, Value> = SETTINGS
            .iter()
            .map(|setting| {
                let shown = if setting.is_secret() {
                    json!(!settings.text(setting).is_empty())
                } else {
                    json!(&*without_password(setting.key, settings.text(setting)))
                };
                (setting.key.to_owned(), shown)
            })
            .collect();
        return Ok(files::say(&Value::Object(object).to_string())?);
    }
    for setting in SETTINGS {
        let value = without_password(setting.key, settings.text(setting));
        let shown = match (setting.is_secret(), &*value) {
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

/// Returns a value as it may be shown: older versions kept the password of a proxy in its address, in plain.
fn without_password<'a>(key: &str, value: &'a str) -> Cow<'a, str> {
    if key != PROXY || !http::may_hold_password(value) {
        return value.into();
    }
    http::split_proxy(value).map_or_else(|| "(set)".into(), |(address, _)| address.into())
}

const PROXY: &str = "portal.proxy";
