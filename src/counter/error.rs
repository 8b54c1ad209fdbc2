//! Why a counter cannot be opened, or cannot issue.

use std::{io, path::PathBuf};

use super::{data_folder, settings, signing_key_fault::SigningKeyFault};
use crate::{
    http::{self, IdentityError},
    issue, queue, sign, trust, vault,
};

/// Why nothing can be issued here.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The data folder.
    #[error(transparent)]
    Folder(#[from] data_folder::Error),
    /// The issuing place.
    #[error("the issuing place is not set up")]
    Issuer(#[from] crate::domain::Error),
    /// The keys in it.
    #[error("the keys in {path} cannot be used", path = path.display())]
    Keys {
        /// Their folder.
        path: PathBuf,
        /// Why.
        #[source]
        source: sign::Error,
    },
    /// The passphrase has not been given.
    #[error("this counter is locked: name a file with its passphrase in IMPFTHEKE_PASSPHRASE_FILE")]
    Locked,
    /// The file with the passphrase.
    #[error("the file that IMPFTHEKE_PASSPHRASE_FILE names cannot be read")]
    PassphraseFile(#[source] io::Error),
    /// There is something that only the master key opens, and no master key.
    #[error("the master key of the {profile} queue is missing (looked for in {looked}): put {keys} back from a backup; without the key its cases and secrets are lost, and moving {queue} and settings.json away begins anew", keys = keys.display(), queue = queue.display())]
    NoKey {
        /// Whose key.
        profile: String,
        /// Where it was looked for.
        looked: String,
        /// The folder of the keys.
        keys: PathBuf,
        /// The folder of what it opens.
        queue: PathBuf,
    },
    /// The portal cannot be reached as it is set up.
    #[error(transparent)]
    Portal(#[from] PortalError),
    /// The queue cannot be opened.
    #[error(transparent)]
    Queue(#[from] queue::Error),
    /// No random numbers.
    #[error("the system gives no random numbers")]
    Random,
    /// The document signer at hand cannot be used.
    #[error(transparent)]
    Signer(#[from] issue::Error),
    /// The settings.
    #[error(transparent)]
    Settings(#[from] settings::Error),
    /// The pharmacy's own signing key.
    #[error("the signing key: {0}")]
    SigningKey(#[from] SigningKeyFault),
    /// The master key.
    #[error(transparent)]
    Vault(#[from] vault::Error),
    /// Settings for certificates that count must be complete.
    #[error("for live certificates {0}")]
    NotLive(&'static str),
}

/// Why the portal cannot be spoken to as it is set up.
#[derive(Debug, thiserror::Error)]
pub enum PortalError {
    /// TLS or roots.
    #[error("portal.roots: {0}")]
    Agent(#[source] http::Error),
    /// A file cannot be read.
    #[error("{key}: {path} cannot be read: {source}", path = path.display())]
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
    /// No document signer is named.
    #[error(
        "portal.signers names no document signer: answers of the portal are kept until it does"
    )]
    NoSigners,
    /// The proxy that the settings or the system name.
    #[error("{0}")]
    Proxy(#[source] http::ProxyFault),
    /// More files than one.
    #[error("{0} must name one file")]
    SeveralFiles(&'static str),
    /// The settings.
    #[error(transparent)]
    Settings(#[from] settings::Error),
    /// Not a document signer.
    #[error("portal.signers: {0}")]
    Signer(#[source] trust::Error),
    /// The training key, which stands for the document signers of a training portal.
    #[error("portal.signers: {0}")]
    Training(#[source] Box<Error>),
}
