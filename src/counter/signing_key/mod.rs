//! The pharmacy's own signing key with its document signer certificate: taken from a file once, and kept sealed.
//!
//! It belongs to the live profile; training signs with keys of its own.

mod import;

use base64::{Engine as _, engine::general_purpose::STANDARD as BASE64};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::{
    data_folder::DataFolder,
    master_key::{self, Given},
    settings::Settings,
};
use crate::{
    counter::{Error, SigningKeyFault as Fault},
    files,
    key_file::PrivateKey,
    sign::OwnKey,
    trust::Certificate,
    vault::{self, MasterKey},
};

pub use import::{Import, Imported, import};

/// The signing key, opened.
#[derive(Debug)]
pub struct SigningKey {
    /// Signs.
    pub signer: OwnKey,
    /// Its document signer certificate.
    pub certificate: Certificate,
    /// The CSCA that vouches for it (DER), where one was given.
    pub csca: Option<Vec<u8>>,
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
    kept.open().ok_or(Fault::Damaged(path).into())
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
    /// PKCS#8.
    key: String,
    certificate: String,
    csca: Option<String>,
}

impl Kept {
    fn open(self) -> Option<SigningKey> {
        let key = Zeroizing::new(BASE64.decode(self.key.as_bytes()).ok()?);
        let certificate = BASE64.decode(self.certificate).ok()?;
        Some(SigningKey {
            signer: OwnKey::new(&PrivateKey::from_pkcs8(key).ok()?, &certificate).ok()?,
            certificate: Certificate::from_der(&certificate).ok()?,
            csca: self.csca.map(|der| BASE64.decode(der)).transpose().ok()?,
        })
    }
}

/// What the sealed bytes are.
const LABEL: &[u8] = b"signing key";
const TRAINING: &str = "XX";
