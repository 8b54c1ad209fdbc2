//! A master key in the system's key store: Secret Service, Windows Credential Manager, macOS Keychain.

use keyring::{Entry, Error as StoreError};
use secrecy::ExposeSecret as _;
use zeroize::Zeroizing;

use super::{Error, MasterKey, VERSION};

/// Opens the key of an account; nothing where the key store has no such entry.
pub fn open(account: &str) -> Result<Option<MasterKey>, Error> {
    let entry = entry(account)?;
    read(|| entry.get_secret())
}

/// Keeps a key that was kept elsewhere, in the place of what the account had.
pub fn keep(account: &str, key: &MasterKey) -> Result<(), Error> {
    let secret = Zeroizing::new([&[VERSION], key.0.expose_secret().as_slice()].concat());
    entry(account)?.set_secret(&secret).map_err(told)
}

/// Removes the key of an account.
pub fn forget(account: &str) -> Result<(), Error> {
    match entry(account)?.delete_credential() {
        Ok(()) | Err(StoreError::NoEntry) => Ok(()),
        Err(error) => Err(told(error)),
    }
}

fn entry(account: &str) -> Result<Entry, Error> {
    match Entry::store_status() {
        Ok(()) => Entry::new(SERVICE, account).map_err(told),
        Err(error) => Err(Error::NoKeyStore {
            says: error.to_string(),
        }),
    }
}

const SERVICE: &str = "impftheke";

fn read(get: impl Fn() -> Result<Vec<u8>, StoreError>) -> Result<Option<MasterKey>, Error> {
    let stored = match get() {
        Ok(stored) => Zeroizing::new(stored),
        Err(StoreError::NoEntry) => return Ok(None),
        Err(error) => return Err(told(error)),
    };
    match stored.split_first() {
        Some((&VERSION, key)) => MasterKey::from_slice(key)
            .map(Some)
            .ok_or(Error::OtherEntry),
        _ => Err(Error::OtherEntry),
    }
}

/// Says what the key store said. Its own errors are not kept: some of them carry the secret.
#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "the library's errors are open-ended, and none but these says more"
)]
fn told(error: StoreError) -> Error {
    match error {
        StoreError::BadEncoding(_) | StoreError::BadDataFormat(..) | StoreError::Ambiguous(_) => {
            Error::OtherEntry
        }
        StoreError::NoDefaultStore => Error::NoKeyStore {
            says: error.to_string(),
        },
        other => Error::KeyStoreLocked {
            says: other.to_string(),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_is_a_key_or_none_and_no_key_is_ever_made_by_looking() {
        assert!(read(|| Err(StoreError::NoEntry)).unwrap().is_none());
        let stored = [&[VERSION], [7; 32].as_slice()].concat();
        let key = read(|| Ok(stored.clone())).unwrap().unwrap();
        assert_eq!(key.0.expose_secret(), &[7; 32]);
        assert!(matches!(
            read(|| Ok(vec![VERSION; 3])),
            Err(Error::OtherEntry)
        ));
    }

    #[test]
    fn a_store_that_does_not_open_is_said_without_its_secret() {
        let secret = b"not-to-be-shown".to_vec();
        for (error, expected) in [
            (StoreError::BadEncoding(secret), "holds something else"),
            (
                StoreError::NoStorageAccess("locked".into()),
                "does not open",
            ),
            (StoreError::NoDefaultStore, "has no key store"),
        ] {
            let error = told(error);
            assert!(error.to_string().contains(expected), "{error}");
            let shown = format!("{error:?}");
            assert!(
                !shown.contains("not-to-be-shown") && !shown.contains("110, 111"),
                "{shown}"
            );
        }
    }
}
