//! A master key in the system's key store: Secret Service, Windows Credential Manager, macOS Keychain.

use keyring::{Entry, Error as StoreError};
use secrecy::ExposeSecret as _;
use zeroize::Zeroizing;

use super::{Error, MasterKey, VERSION};

/// Opens the key of an account, making it when there is none.
pub fn open_or_create(account: &str) -> Result<MasterKey, Error> {
    let entry = entry(account)?;
    obtain(|| entry.get_secret(), |secret| entry.set_secret(secret))
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

/// What is stored counts, not what was made: the store may have kept another program's key.
fn obtain(
    get: impl Fn() -> Result<Vec<u8>, StoreError>,
    set: impl FnOnce(&[u8]) -> Result<(), StoreError>,
) -> Result<MasterKey, Error> {
    let stored = match get() {
        Err(StoreError::NoEntry) => {
            let key = MasterKey::generate()?;
            let secret = Zeroizing::new([&[VERSION], key.0.expose_secret().as_slice()].concat());
            set(&secret).map_err(told)?;
            get().map_err(told)?
        }
        other => other.map_err(told)?,
    };
    let stored = Zeroizing::new(stored);
    match stored.split_first() {
        Some((&VERSION, key)) => MasterKey::from_slice(key).ok_or(Error::OtherEntry),
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
    use std::cell::RefCell;

    use super::*;

    #[test]
    fn a_key_is_made_once_and_found_again() {
        let kept = RefCell::new(None);
        let get = || kept.borrow().clone().ok_or(StoreError::NoEntry);
        let set = |secret: &[u8]| {
            *kept.borrow_mut() = Some(secret.to_vec());
            Ok(())
        };
        let sealed = obtain(get, set).unwrap().seal(b"plain", b"here").unwrap();
        let again = obtain(get, |_| panic!("there is a key already")).unwrap();
        assert_eq!(*again.open(&sealed, b"here").unwrap(), b"plain");
    }

    #[test]
    fn the_key_that_was_stored_counts() {
        let theirs = [&[VERSION], [7; 32].as_slice()].concat();
        let asked = RefCell::new(0);
        let get = || {
            *asked.borrow_mut() += 1;
            if *asked.borrow() == 1 {
                return Err(StoreError::NoEntry);
            }
            Ok(theirs.clone())
        };
        let key = obtain(get, |_| Ok(())).unwrap();
        assert_eq!(key.0.expose_secret(), &[7; 32]);
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
            let error = obtain(|| Err(StoreError::NoEntry), |_| Err(error)).unwrap_err();
            assert!(error.to_string().contains(expected), "{error}");
            let shown = format!("{error:?}");
            assert!(
                !shown.contains("not-to-be-shown") && !shown.contains("110, 111"),
                "{shown}"
            );
        }
        assert!(matches!(
            obtain(|| Ok(vec![VERSION; 3]), |_| Ok(())),
            Err(Error::OtherEntry)
        ));
    }
}
