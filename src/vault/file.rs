//! A master key in a file that its owner alone can read: the training mode's.
//!
//! Who can read the file can read what is sealed with it; real data has a passphrase or the key store.

use std::path::Path;

use secrecy::ExposeSecret as _;
use zeroize::Zeroizing;

use super::{Error, MasterKey, VERSION, private};

/// Keeps a key that was kept elsewhere. An existing file is never replaced.
pub fn keep(path: &Path, key: &MasterKey) -> Result<(), Error> {
    let bytes = Zeroizing::new([&[VERSION], key.0.expose_secret().as_slice()].concat());
    match private::create(path, &bytes) {
        Ok(true) => Ok(()),
        Ok(false) => Err(Error::Exists {
            path: path.to_owned(),
        }),
        Err(source) => Err(Error::File {
            path: path.to_owned(),
            source,
        }),
    }
}

/// Opens the key, making it when there is none: two programs that start at once get the same one.
pub fn open_or_create(path: &Path) -> Result<MasterKey, Error> {
    let file_error = |source| Error::File {
        path: path.to_owned(),
        source,
    };
    if private::read(path).map_err(file_error)?.is_none() {
        let key = MasterKey::generate()?;
        let bytes = Zeroizing::new([&[VERSION], key.0.expose_secret().as_slice()].concat());
        private::create(path, &bytes).map_err(file_error)?;
    }
    let damaged = |what| Error::Damaged {
        path: path.to_owned(),
        what,
    };
    let bytes = private::read(path)
        .map_err(file_error)?
        .ok_or_else(|| damaged("it vanished"))?;
    match bytes.split_first() {
        Some((&VERSION, key)) => {
            MasterKey::from_slice(key).ok_or_else(|| damaged("it has the wrong length"))
        }
        Some((version, _)) => Err(Error::Version(*version)),
        None => Err(damaged("it is empty")),
    }
}
