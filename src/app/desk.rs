//! The issuing place made ready: data folder, keys, issuer.

use std::path::PathBuf;

use jiff::ZonedDateTime;

use super::config::{self, DataFolder};
use crate::{
    domain::Issuer,
    sign::{
        self,
        training::{self, TrainingKeys},
    },
};

/// Why nothing can be issued here.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The data folder.
    #[error(transparent)]
    Folder(#[from] config::Error),
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
}

/// What is needed to issue.
#[derive(Debug)]
pub struct Ready {
    /// The document signer and its certificates.
    pub keys: TrainingKeys,
    /// The texts that staff never type.
    pub issuer: Issuer,
}

/// Opens the keys of the training mode, making them at the first start.
pub fn open(folder: &DataFolder, now: &ZonedDateTime) -> Result<Ready, Error> {
    folder.create()?;
    let path = folder.training_keys();
    let keys = training::open_or_create(&path, now.timestamp()).map_err(|source| Error::Keys {
        path: path.clone(),
        source,
    })?;
    Ok(Ready {
        keys,
        issuer: config::training_issuer()?,
    })
}
