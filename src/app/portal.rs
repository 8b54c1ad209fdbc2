//! The portal as the settings have it: address, roots, login, and whoever may sign its answers.

use std::{fs, io, path::PathBuf};

use secrecy::SecretString;

use super::settings::{self, Settings};
use crate::{
    http::{self, Agent, Identity, IdentityError},
    portal::{ApiKey, ByCertificate, Flow, Login, NoLogin, Portal, Settings as Address},
    trust::{self, Certificate},
    vault::MasterKey,
};

/// Why the portal cannot be spoken to as it is set up.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// TLS, proxy or roots.
    #[error("the connection to the portal cannot be set up")]
    Agent(#[source] http::Error),
    /// A file cannot be read.
    #[error("{path} (setting {key}) cannot be read", path = path.display())]
    File {
        /// The setting.
        key: &'static str,
        /// The file.
        path: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// The client certificate.
    #[error("portal.certificate: {0}")]
    Identity(#[from] IdentityError),
    /// A login without what it needs.
    #[error("portal.login needs {0} to be set")]
    Login(&'static str),
    /// The settings.
    #[error(transparent)]
    Settings(#[from] settings::Error),
    /// Not a document signer.
    #[error("portal.signers")]
    Signer(#[source] trust::Error),
}

/// Makes the portal ready.
pub fn open(settings: &Settings, master: &MasterKey) -> Result<Portal, Error> {
    let login = settings.get("portal.login");
    let agent = Agent::new(http::Options {
        roots: read(settings, "portal.roots")?,
        identity: match login {
            "certificate" => Some(identity(settings, master)?),
            _ => None,
        },
        proxy: Some(settings.get("portal.proxy").to_owned()).filter(|proxy| !proxy.is_empty()),
        loopback: !settings.is_live(),
    })
    .map_err(Error::Agent)?;
    let login: Box<dyn Login> = match login {
        "key" => {
            let key = settings
                .secret("portal.key", master)?
                .ok_or(Error::Login("portal.key"))?;
            let key = SecretString::from(key.as_str());
            Box::new(ApiKey::new(key).or(Err(Error::Login("portal.key")))?)
        }
        "certificate" => Box::new(ByCertificate),
        _ => Box::new(NoLogin),
    };
    let address = Address {
        url: settings.get("portal.url").to_owned(),
        flow: match settings.get("portal.flow") {
            "eu" => Flow::Eu,
            "issue" => Flow::Issue,
            _ => Flow::Hash,
        },
        location: settings.get("issuer.location").to_owned(),
    };
    Ok(Portal::new(address, login, Box::new(agent)))
}

fn identity(settings: &Settings, master: &MasterKey) -> Result<Identity, Error> {
    let bytes = read(settings, "portal.certificate")?.ok_or(Error::Login("portal.certificate"))?;
    let password = settings.secret("portal.certificate-password", master)?;
    let password = password.as_ref().map_or("", |password| password.as_str());
    Ok(Identity::from_pkcs12(&bytes, password)?)
}

/// Reads the document signers that the portal may sign with.
pub fn signers(settings: &Settings) -> Result<Vec<Certificate>, Error> {
    match read(settings, "portal.signers")? {
        Some(pem) => signers_of_pem(&pem),
        None => Ok(Vec::new()),
    }
}

/// Reads document signers from PEM, one after the other.
pub fn signers_of_pem(pem: &[u8]) -> Result<Vec<Certificate>, Error> {
    const END: &str = "-----END CERTIFICATE-----";
    let text = String::from_utf8_lossy(pem);
    let parts = text.split_inclusive(END).filter(|part| part.contains(END));
    let signers = parts.map(|part| Certificate::from_pem_or_der(part.trim().as_bytes()));
    let signers: Vec<_> = signers.collect::<Result<_, _>>().map_err(Error::Signer)?;
    if signers.is_empty() {
        return Err(Error::Signer(trust::Error::NoCertificate));
    }
    Ok(signers)
}

/// Reads the files of a setting, one after the other.
fn read(settings: &Settings, key: &'static str) -> Result<Option<Vec<u8>>, Error> {
    let mut all = Vec::new();
    let files = settings.files(key);
    for path in &files {
        let bytes = fs::read(path).map_err(|source| Error::File {
            key,
            path: path.clone(),
            source,
        })?;
        all.extend(bytes);
        all.push(b'\n');
    }
    Ok((!files.is_empty()).then_some(all))
}
