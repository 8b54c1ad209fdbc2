//! `impftheke key`: the pharmacy's own signing key, taken from a file once, shown, and taken away.

use std::{path::PathBuf, process::ExitCode};

use clap::{Args, Subcommand};
use jiff::Timestamp;
use secrecy::SecretString;
use serde_json::json;
use zeroize::Zeroizing;

use super::{Error, files};
use crate::{
    counter::{
        SigningKeyFault,
        data_folder::DataFolder,
        open,
        settings::Settings,
        signing_key::{self, Import, Imported, TokenImport},
    },
    domain::Kind,
    hcert::SigningAlgorithm,
    issue::ENDS_SOON,
    key_file,
    sign::token::was_wrong_before,
    trust::Certificate,
};

/// Import the pharmacy's own signing key, show it, or remove it
#[derive(Args, Debug)]
pub(super) struct Arguments {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Take a key from a file, PKCS#12 or PEM, and keep it sealed; one that is there already gives way
    Import(ImportArguments),
    /// Sign with a key on a PKCS#11 token or card; its place and its PIN are kept sealed
    Token(TokenArguments),
    /// Show the document signer of the key
    Show {
        /// Print one JSON object
        #[arg(long)]
        json: bool,
    },
    /// Take the key away; certificates that are finished stay as they are
    Remove,
}

#[derive(Args, Debug)]
struct ImportArguments {
    /// The file with the key
    file: PathBuf,
    /// A file with the password; - reads it from standard input
    #[arg(long, value_name = "FILE")]
    password: Option<PathBuf>,
    #[command(flatten)]
    certificates: Certificates,
    /// Which of several keys in the file, by its key identifier in Base64
    #[arg(long)]
    kid: Option<String>,
}

#[derive(Args, Debug)]
struct TokenArguments {
    /// The PKCS#11 library of the token, of its maker
    #[arg(long, value_name = "SO")]
    module: PathBuf,
    /// The token's serial number, where there are several
    #[arg(long)]
    serial: Option<String>,
    /// The key's identifier on the token in hexadecimal digits, where there are several
    #[arg(long, value_name = "HEX")]
    id: Option<String>,
    #[command(flatten)]
    certificates: Certificates,
    /// A file with the PIN; - reads it from standard input. Not where the reader has keys of its own
    #[arg(long, value_name = "FILE")]
    pin: Option<PathBuf>,
}

/// Certificates that do not come with the key.
#[derive(Args, Debug)]
struct Certificates {
    /// The certificate of the key, where it stands neither in the same file nor on the token
    #[arg(long, value_name = "FILE.pem")]
    certificate: Option<PathBuf>,
    /// The CSCA that vouches for it
    #[arg(long, value_name = "FILE.pem")]
    csca: Option<PathBuf>,
}

impl Certificates {
    /// Reads the certificate and the CSCA, as far as they are named.
    fn read(&self) -> Result<[Option<Vec<u8>>; 2], Error> {
        let read = |path: &Option<PathBuf>| {
            let read = path.as_ref().map(|path| files::read(path, MAX_FILE));
            read.transpose()
        };
        Ok([read(&self.certificate)?, read(&self.csca)?])
    }
}

pub(super) fn run(folder: &DataFolder, arguments: &Arguments) -> Result<ExitCode, Error> {
    match &arguments.action {
        Action::Import(arguments) => import(folder, arguments)?,
        Action::Token(arguments) => register(folder, arguments)?,
        Action::Show { json } => show(folder, *json)?,
        Action::Remove => signing_key::remove(folder)?,
    }
    Ok(ExitCode::SUCCESS)
}

fn import(folder: &DataFolder, arguments: &ImportArguments) -> Result<(), Error> {
    let file = Zeroizing::new(files::read(&arguments.file, MAX_FILE)?);
    let [certificate, csca] = arguments.certificates.read()?;
    let password = password(arguments.password.as_ref())?;
    let now = super::now(None).timestamp();
    let import = Import {
        file: &file,
        password: &password,
        certificate: certificate.as_deref(),
        csca: csca.as_deref(),
        kid: arguments.kid.as_deref(),
    };
    let imported = signing_key::import(folder, &import, now).map_err(|error| {
        let is_closed = matches!(
            &error,
            open::Error::SigningKey(SigningKeyFault::KeyFile(key_file::Error::WrongPassword))
        );
        if is_closed && arguments.password.is_none() {
            let how =
                "the file has a password: give it with --password FILE, or - for standard input";
            return Error::Input(how.into());
        }
        error.into()
    })?;
    say(folder, &imported, now)
}

fn register(folder: &DataFolder, arguments: &TokenArguments) -> Result<(), Error> {
    let [certificate, csca] = arguments.certificates.read()?;
    let pin = match &arguments.pin {
        Some(path) => Some(one_line(&password(Some(path))?)?),
        None => None,
    };
    let serial = arguments.serial.as_deref();
    let now = super::now(None).timestamp();
    let import = TokenImport {
        module: &arguments.module,
        serial,
        id: arguments.id.as_deref(),
        certificate: certificate.as_deref(),
        csca: csca.as_deref(),
        pin,
    };
    if was_wrong_before(&arguments.module, serial) == Ok(true) {
        files::say_error("impftheke: a wrong PIN has been entered since the last right one");
    }
    let imported = signing_key::register(folder, &import, now)?;
    say(folder, &imported, now)
}

/// Expects a PIN of one line: every other one would cost a try.
fn one_line(pin: &str) -> Result<SecretString, Error> {
    if pin
        .chars()
        .any(|sign| sign.is_control() || sign.is_whitespace())
    {
        return Err(Error::Input(
            "the PIN holds a blank, a second line or a control character: it was not tried".into(),
        ));
    }
    Ok(SecretString::from(pin))
}

/// Says which key it is, and what is to be known of it.
fn say(folder: &DataFolder, imported: &Imported, now: Timestamp) -> Result<(), Error> {
    let left = imported.certificate.not_after().duration_since(now);
    files::say(&in_one_line(&imported.certificate))?;
    for hint in signing_key::hints(&Settings::load(&folder.settings())?) {
        files::say_error(&format!("impftheke: {hint}"));
    }
    if imported.is_of_authority {
        files::say_error(
            "impftheke: the certificate calls itself that of an authority, which no document signer's does: readers may refuse it",
        );
    }
    if imported.unprotected {
        files::say_error("impftheke: nothing in the file shows that it was not changed on its way");
    }
    if !imported.is_vouched_for {
        files::say_error(
            "impftheke: no CSCA was at hand: whether readers will know this signer is not proven; --csca FILE.pem shows it",
        );
    }
    if left < ENDS_SOON {
        let left = left.as_hours() / 24;
        files::say_error(&format!(
            "impftheke: the certificate ends in {left} days: a new one is needed soon"
        ));
    }
    Ok(())
}

/// Reads the password: all of it but the line end, in UTF-8, else as Latin-1, which knows every byte.
fn password(path: Option<&PathBuf>) -> Result<Zeroizing<String>, Error> {
    let Some(path) = path else {
        return Ok(Zeroizing::default());
    };
    // Whoever wrote the secret itself into the command reads it in no answer.
    if path.as_os_str() != "-" && !path.exists() {
        return Err(Error::Input(
            "a password or PIN is read from a file or, with -, from standard input: there is no such file".into(),
        ));
    }
    let bytes = Zeroizing::new(files::read(path, MAX_PASSWORD)?);
    let text = match std::str::from_utf8(&bytes) {
        Ok(text) => text.trim_start_matches('\u{FEFF}').to_owned(),
        Err(_) => bytes.iter().copied().map(char::from).collect(),
    };
    let text = Zeroizing::new(text);
    Ok(Zeroizing::new(
        text.trim_end_matches(['\r', '\n']).to_owned(),
    ))
}

fn show(folder: &DataFolder, as_json: bool) -> Result<(), Error> {
    let key = signing_key::load(folder)?;
    if key.is_refused {
        files::say_error(
            "impftheke: its PIN was refused, and is not tried again by itself: impftheke key token once more",
        );
    }
    let certificate = &key.certificate;
    if !as_json {
        return Ok(files::say(&in_one_line(certificate))?);
    }
    let kinds: Vec<&str> = certificate.kinds().map(Kind::group).collect();
    let object = json!({
        "kid": signing_key::kid_of(certificate),
        "algorithm": certificate.algorithm().map(SigningAlgorithm::name),
        "country": certificate.country(),
        "not_before": certificate.not_before().to_string(),
        "not_after": certificate.not_after().to_string(),
        "kinds": kinds,
        "csca": key.csca.is_some(),
    });
    Ok(files::say(&object.to_string())?)
}

/// Says which document signer it is.
fn in_one_line(certificate: &Certificate) -> String {
    let kinds: Vec<&str> = certificate.kinds().map(Kind::group).collect();
    format!(
        "{} {} {} {} to {}, signs {}",
        signing_key::kid_of(certificate),
        certificate.algorithm().map_or("?", SigningAlgorithm::name),
        certificate.country().unwrap_or("?"),
        certificate.not_before(),
        certificate.not_after(),
        kinds.join(" ")
    )
}

/// A key file has some kilobytes.
const MAX_FILE: u64 = 1 << 20;
const MAX_PASSWORD: u64 = 4096;
