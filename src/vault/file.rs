//! A master key in a file that its owner alone can read: the training mode's.
//!
//! Who can read the file can read what is sealed with it; real data has a passphrase or the key store.

use std::path::Path;

use secrecy::ExposeSecret as _;
use zeroize::Zeroizing;

use super::{Error, MasterKey, VERSION};
use crate::files;

/// Keeps a key that was made or kept elsewhere. An existing file is never replaced.
pub fn keep(path: &Path, key: &MasterKey) -> Result<(), Error> {
    let bytes = Zeroizing::new([&[VERSION], key.0.expose_secret().as_slice()].concat());
    match files::create(path, &bytes) {
        Ok(true) => Ok(()),
        Ok(false) => Err(Error::Exists {
            place: path.display().to_string(),
        }),
        Err(source) => Err(Error::file(path, source)),
    }
}

/// Opens the key; nothing where there is no file.
pub fn open(path: &Path) -> Result<Option<MasterKey>, Error> {
    let damaged = |what| Error::Damaged {
        path: path.to_owned(),
        what,
    };
    let Some(bytes) = files::read(path).map_err(|source| Error::file(path, source))? else {
        return Ok(None);
    };
    match bytes.split_first() {
        Some((&VERSION, key)) => MasterKey::from_slice(key)
            .map(Some)
            .ok_or_else(|| damaged("it has the wrong length")),
        Some((version, _)) => Err(Error::Version(*version)),
        None => Err(damaged("it is empty")),
    }
}

/// Opens the key, making it when there is none: two programs that start at once get the same one.
pub fn open_or_create(path: &Path) -> Result<MasterKey, Error> {
    if let Some(key) = open(path)? {
        return Ok(key);
    }
    match keep(path, &MasterKey::generate()?) {
        Ok(()) | Err(Error::Exists { .. }) => open(path)?.ok_or_else(|| Error::Damaged {
            path: path.to_owned(),
            what: "it vanished",
        }),
        Err(error) => Err(error),
    }
}
