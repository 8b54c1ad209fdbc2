//! The pharmacy's own signing key with its document signer certificate: taken from a file once and kept sealed, or on a
//! token, whose place and PIN are kept sealed.
//!
//! It belongs to the live profile; training signs with keys of its own.

mod import;
mod pin_memory;
mod token;

use std::{fmt, path::PathBuf, sync::Arc};

use base64::{Engine as _, engine::general_purpose::STANDARD as BASE64};
use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

use super::{
    data_folder::DataFolder,
    master_key::{self, Given},
    settings::{self, Settings},
};
use crate::{
    counter::{Error, SigningKeyFault as Fault},
    files,
    hcert::SigningAlgorithm,
    key_file::PrivateKey,
    sign::{
        OwnKey, Signer,
        token::{KeyKind, TokenKey, TokenPlace},
    },
    trust::Certificate,
    vault::{self, MasterKey},
};

pub use import::{Import, Imported, import};
pub use token::{TokenImport, register};

use pin_memory::PinNote;

/// The signing key, opened.
pub struct SigningKey {
    /// Signs.
    pub signer: Arc<dyn Signer>,
    /// Its document signer certificate.
    pub certificate: Certificate,
    /// The CSCA that vouches for it (DER), where one was given.
    pub csca: Option<Vec<u8>>,
    /// A digest of what is sealed, which is another with each registration.
    pub registered: [u8; 32],
    /// Whether its PIN was refused, and has not been given since.
    pub is_refused: bool,
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SigningKey(hidden)")
    }
}

/// Returns a key identifier as it is written.
pub fn kid_of(certificate: &Certificate) -> String {
    BASE64.encode(certificate.kid())
}

/// Whether a certificate is of the country that issues here.
pub fn is_of(certificate: &Certificate, settings: &Settings) -> Result<(), Fault> {
    let country = certificate.country().ok_or(Fault::NoCountry)?;
    let expected = &settings.values().issuer.country;
    if country == expected {
        return Ok(());
    }
    Err(Fault::OtherCountry {
        is: country.to_owned(),
        expected: expected.clone(),
    })
}

/// Says what of the settings keeps the key from being used, or its certificates from being right.
pub fn hints(settings: &Settings) -> Vec<&'static str> {
    let issuer = &settings.values().issuer;
    let default = |key: &str| settings::find(key).map_or("", |setting| setting.default);
    let all = [
        (
            !settings.values().portal.url.is_empty(),
            "portal.url is set: the portal signs, and this key does not",
        ),
        (
            issuer.country == TRAINING,
            "issuer.country is that of training: set the country of the certificate before anything can be issued",
        ),
        (
            issuer.name == default("issuer.name") || issuer.location == default("issuer.location"),
            "issuer.name and issuer.location are those of training, and would stand on live certificates: set them first",
        ),
    ];
    let told = all.into_iter().filter(|(is, _)| *is);
    told.map(|(_, hint)| hint).collect()
}

/// Whether a key was imported.
pub fn exists(folder: &DataFolder) -> bool {
    folder.signing_key().exists()
}

/// Opens the key of a counter that is live.
pub fn load(folder: &DataFolder) -> Result<SigningKey, Error> {
    if !Settings::load(&folder.settings())?.is_live() {
        return Err(Fault::Training.into());
    }
    // Nothing is made for a key that is not there.
    if !exists(folder) {
        return Err(Fault::None.into());
    }
    let (_, master) = master_key::open(folder, Given::InFile)?;
    open(folder, &master)
}

/// Opens the key with the master key of its profile.
pub fn open(folder: &DataFolder, master: &MasterKey) -> Result<SigningKey, Error> {
    let path = folder.signing_key();
    let sealed = files::read(&path).map_err(|source| Fault::File {
        path: path.clone(),
        source,
    })?;
    let sealed = sealed.ok_or(Fault::None)?;
    let plain = match master.open(&sealed, LABEL) {
        Ok(plain) => plain,
        Err(vault::Error::NotOurs) => return Err(Fault::Damaged(path).into()),
        Err(error) => return Err(error.into()),
    };
    let kept: Kept =
        serde_json::from_slice(&plain).map_err(|_error| Fault::Damaged(path.clone()))?;
    let registered = Sha256::digest(&sealed).into();
    let note = PinNote::new(folder.refused_pin(), registered);
    kept.open((registered, note))
        .ok_or(Fault::Damaged(path).into())
}

fn keep(folder: &DataFolder, kept: &Kept, master: &MasterKey) -> Result<(), Error> {
    let _lock = folder.lock()?;
    let plain = Zeroizing::new(serde_json::to_vec(kept).or(Err(Fault::NoKey))?);
    let sealed = master.seal(&plain, LABEL)?;
    let path = folder.signing_key();
    files::replace(&path, &sealed).map_err(|source| Fault::File { path, source })?;
    Ok(())
}

/// Takes the key away. Certificates that are finished stay presentable.
pub fn remove(folder: &DataFolder) -> Result<(), Error> {
    let _lock = folder.lock()?;
    let path = folder.signing_key();
    match std::fs::remove_file(&path).and_then(|()| files::sync_folder(&path)) {
        Ok(()) => Ok(()),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Err(Fault::None.into()),
        Err(source) => Err(Fault::File { path, source }.into()),
    }
}

/// What is sealed.
#[derive(Serialize, Deserialize)]
struct Kept {
    key: KeptKey,
    certificate: String,
    csca: Option<String>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum KeptKey {
    /// PKCS#8.
    File(String),
    Token {
        module: PathBuf,
        serial: String,
        id: String,
        pin: Option<String>,
    },
}

impl Kept {
    fn open(self, (registered, note): ([u8; 32], PinNote)) -> Option<SigningKey> {
        let is_refused = note.stands();
        let der = BASE64.decode(self.certificate).ok()?;
        let certificate = Certificate::from_der(&der).ok()?;
        let signer: Arc<dyn Signer> = match self.key {
            KeptKey::File(key) => {
                let key = Zeroizing::new(BASE64.decode(key).ok()?);
                Arc::new(OwnKey::new(&PrivateKey::from_pkcs8(key).ok()?, &der).ok()?)
            }
            KeptKey::Token {
                module,
                serial,
                id,
                pin,
            } => {
                let id = BASE64.decode(id).ok()?;
                let place = TokenPlace { module, serial, id };
                let kind = kind_of(&certificate)?;
                let pin = pin.map(SecretString::from);
                Arc::new(TokenKey::new((place, kind), der, pin, Box::new(note)))
            }
        };
        Some(SigningKey {
            signer,
            certificate,
            registered,
            is_refused,
            csca: self.csca.map(|der| BASE64.decode(der)).transpose().ok()?,
        })
    }
}

/// Returns how the key of a certificate signs on a token.
fn kind_of(certificate: &Certificate) -> Option<KeyKind> {
    Some(match certificate.algorithm()? {
        SigningAlgorithm::Es256 => KeyKind::P256,
        SigningAlgorithm::Ps256 => KeyKind::Rsa,
    })
}

/// What the sealed bytes are.
const LABEL: &[u8] = b"signing key";
const TRAINING: &str = "XX";
