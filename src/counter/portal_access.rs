//! The portal as the settings have it: address, roots, login, and whoever may sign its answers.

use std::{
    fs::{self, File},
    io::{self, Read as _},
    path::{Path, PathBuf},
    time::SystemTime,
};

use secrecy::SecretString;

use super::settings::{LoginKind, PortalSettings, Secret, Settings};
use crate::{
    case::Cause,
    counter::{PortalError, data_folder::DataFolder},
    http::{self, Agent, Identity},
    portal::{
        ApiKey, ByCertificate, Login, NoLogin, Portal, Settings as Address, Unusable, of_proxy,
    },
    training::signing_keys,
    trust::{self, Certificate},
    vault::MasterKey,
};

impl PortalError {
    /// Returns what every case meets until it is mended; nothing where only signers are missing.
    fn cause(&self) -> Option<Cause> {
        match self {
            Self::Proxy(fault) => Some(of_proxy(fault)),
            // Nothing else of what an agent is set up with can be wrong.
            Self::Agent(_) | Self::File { key: ROOTS, .. } => Some(Cause::RootsUnusable),
            Self::File { key: SIGNERS, .. }
            | Self::NoSigners
            | Self::Signer(_)
            | Self::Training(_) => None,
            Self::File { .. }
            | Self::Identity(_)
            | Self::Login(_)
            | Self::SeveralFiles(_)
            | Self::Settings(_) => Some(Cause::LoginUnusable),
        }
    }
}

const CERTIFICATE: &str = "portal.certificate";
const ROOTS: &str = "portal.roots";
const SIGNERS: &str = "portal.signers";

/// Makes the portal ready. Where something that the settings name for it cannot be used, no case leaves the counter
/// before that is mended; all else goes on.
pub fn open(settings: &Settings, master: &MasterKey) -> (Portal, Option<PortalError>) {
    let values = settings.values();
    let address = Address {
        url: values.portal.url.clone(),
        flow: values.portal.flow,
        location: values.issuer.location.clone(),
    };
    let ready = agent(settings, master).and_then(|agent| Ok((agent, login(settings, master)?)));
    match ready {
        Ok((agent, login)) => (Portal::new(address, login, Box::new(agent)), None),
        Err(error) => {
            let unusable = Unusable(error.cause().unwrap_or(Cause::LoginUnusable));
            let portal = Portal::new(address, Box::new(unusable), Box::new(unusable));
            (portal, Some(error))
        }
    }
}

fn agent(settings: &Settings, master: &MasterKey) -> Result<Agent, PortalError> {
    let portal = &settings.values().portal;
    let identity = match portal.login {
        LoginKind::Certificate => Some(identity(settings, master)?),
        LoginKind::Key | LoginKind::None => None,
    };
    let proxy_password = settings.secret(Secret::ProxyPassword, master)?;
    let agent = Agent::new(http::Options {
        roots: read(ROOTS, &portal.roots)?,
        identity,
        proxy: Some(portal.proxy.clone()).filter(|proxy| !proxy.is_empty()),
        proxy_password: proxy_password.map(|password| SecretString::from(password.as_str())),
        loopback: !settings.is_live(),
    })
    .map_err(PortalError::Agent)?;
    match agent.check_way_to(&portal.url) {
        Err(http::Error::Proxy(fault)) => Err(PortalError::Proxy(fault)),
        // An address that cannot be asked is said of every request.
        Ok(()) | Err(_) => Ok(agent),
    }
}

fn login(settings: &Settings, master: &MasterKey) -> Result<Box<dyn Login>, PortalError> {
    Ok(match settings.values().portal.login {
        LoginKind::Key => {
            let key = settings
                .secret(Secret::PortalKey, master)?
                .ok_or(PortalError::Login(Secret::PortalKey.key()))?;
            let key = SecretString::from(key.as_str());
            Box::new(ApiKey::new(key).or(Err(PortalError::Login(Secret::PortalKey.key())))?)
        }
        LoginKind::Certificate => Box::new(ByCertificate),
        LoginKind::None => Box::new(NoLogin),
    })
}

fn identity(settings: &Settings, master: &MasterKey) -> Result<Identity, PortalError> {
    let bytes = read_one(CERTIFICATE, &settings.values().portal.certificate)?
        .ok_or(PortalError::Login(CERTIFICATE))?;
    let password = settings.secret(Secret::CertificatePassword, master)?;
    let password = password.as_ref().map_or("", |password| password.as_str());
    Ok(Identity::from_pkcs12(&bytes, password)?)
}

/// Reads the document signers that the portal may sign with. A file that cannot be used makes none of them known.
pub fn signers(settings: &Settings) -> Result<Vec<Certificate>, PortalError> {
    let pem = read(SIGNERS, &settings.values().portal.signers)?.ok_or(PortalError::NoSigners)?;
    signers_of_pem(&pem)
}

/// Reads document signers from PEM, one after the other.
pub fn signers_of_pem(pem: &[u8]) -> Result<Vec<Certificate>, PortalError> {
    const END: &str = "-----END CERTIFICATE-----";
    let text = String::from_utf8_lossy(pem);
    let parts = text.split_inclusive(END).filter(|part| part.contains(END));
    let signers = parts.map(|part| Certificate::from_pem_or_der(part.trim().as_bytes()));
    let signers: Vec<_> = signers
        .collect::<Result<_, _>>()
        .map_err(PortalError::Signer)?;
    if signers.is_empty() {
        return Err(PortalError::Signer(trust::Error::NoCertificate));
    }
    Ok(signers)
}

/// Reads the text files (PEM) of a setting, one after the other.
fn read(key: &'static str, files: &[PathBuf]) -> Result<Option<Vec<u8>>, PortalError> {
    let mut all = Vec::new();
    for path in files {
        all.extend(read_file(key, path)?);
        all.push(b'\n');
    }
    Ok((!files.is_empty()).then_some(all))
}

/// Reads the one file of a setting, byte for byte.
fn read_one(key: &'static str, files: &[PathBuf]) -> Result<Option<Vec<u8>>, PortalError> {
    match files {
        [] => Ok(None),
        [path] => read_file(key, path).map(Some),
        _ => Err(PortalError::SeveralFiles(key)),
    }
}

/// Reads a file of certificates, up to a size that none of them has.
fn read_file(key: &'static str, path: &Path) -> Result<Vec<u8>, PortalError> {
    let read = || {
        let mut bytes = Vec::new();
        let mut file = File::open(path)?.take(MAX_FILE + 1);
        file.read_to_end(&mut bytes)?;
        if u64::try_from(bytes.len()).is_ok_and(|length| length > MAX_FILE) {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        Ok(bytes)
    };
    read().map_err(|source| PortalError::File {
        key,
        path: path.to_owned(),
        source,
    })
}

/// The most bytes of a file with certificates: a list of all document signers has half of it.
const MAX_FILE: u64 = 4 << 20;

/// What was read to know how signatures are had, to notice that somebody has changed something.
#[derive(Debug, PartialEq, Eq)]
pub struct Seen(Vec<(PathBuf, Option<(SystemTime, u64)>)>);

/// Looks at the files that say how signatures are had, without reading them.
pub fn look(folder: &DataFolder, settings: &Settings) -> Seen {
    // Taken apart, so that a file that is added is looked at, too.
    let PortalSettings {
        certificate,
        roots,
        signers,
        url: _,
        flow: _,
        login: _,
        proxy: _,
        limit_seconds: _,
    } = &settings.values().portal;
    let keys = signing_keys::files(&folder.training_keys());
    let own = [folder.settings(), folder.signing_key()];
    let files = own.into_iter().chain(keys);
    let files = files.chain([certificate, roots, signers].into_iter().flatten().cloned());
    let stamp = |path: &Path| {
        let metadata = fs::metadata(path).ok()?;
        Some((metadata.modified().ok()?, metadata.len()))
    };
    Seen(
        files
            .map(|path| {
                let stamp = stamp(&path);
                (path, stamp)
            })
            .collect(),
    )
}
