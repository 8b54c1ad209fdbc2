//! Sealed at rest: the master key and where it is kept, and a key of its own for each row.
//!
//! Knows keys and bytes, not certificates. A sealed blob is one byte of version, a random nonce of 24 bytes,
//! and what XChaCha20-Poly1305 makes of the plain bytes and their label
//! (<https://datatracker.ietf.org/doc/html/draft-irtf-cfrg-xchacha-03>).

// Where a master key comes from.
pub mod file;
mod home;
pub mod key_store;
pub mod passphrase;

// Files that their owner alone can read.

use std::{
    fmt,
    path::{Path, PathBuf},
    sync::Arc,
};

use chacha20poly1305::{
    KeyInit as _, XChaCha20Poly1305, XNonce,
    aead::{Aead as _, Payload},
};
use secrecy::{ExposeSecret as _, SecretBox};
use zeroize::Zeroizing;

pub use home::{Home, Place};

/// Why something stays sealed, or cannot be sealed.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A file with other content than expected.
    #[error("{path} is damaged ({what}): restore it from a backup; what was sealed with its key cannot be read without it", path = path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        what: &'static str,
    },
    /// Another key is kept there already; it is never replaced.
    #[error(
        "another key is kept in {place} already: if nothing needs it any more, take it away and try again"
    )]
    Exists {
        /// The file, or the entry of the key store.
        place: String,
    },
    /// A file that could not be read or written.
    #[error("{path} cannot be used", path = path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What the system says.
        #[source]
        source: std::io::Error,
    },
    /// The system's key store does not hand its entry out, or does not take it.
    #[error("the key store of this computer does not open ({says}): unlock it and try again")]
    KeyStoreLocked {
        /// What the key store says.
        says: String,
    },
    /// No key store runs on this computer.
    #[error("this computer has no key store ({says}): set a passphrase instead")]
    NoKeyStore {
        /// What the system says.
        says: String,
    },
    /// The key lies behind a passphrase, which was not given.
    #[error("the passphrase is needed")]
    Locked,
    /// The entry of the key store is no key of ours.
    #[error("the key store of this computer holds something else under this name")]
    OtherEntry,
    /// Another key, another label, or other bytes than were sealed.
    #[error("the sealed bytes do not belong to this key and place, or they were changed")]
    NotOurs,
    /// No random numbers.
    #[error("the system gives no random numbers")]
    Random(#[source] getrandom::Error),
    /// Too few characters.
    #[error("a passphrase needs at least {least} characters")]
    TooShort {
        /// The fewest that are taken.
        least: usize,
    },
    /// Sealed by a program that is newer than this one.
    #[error("sealed in a form (version {0}) that this version does not know")]
    Version(u8),
    /// The passphrase does not open the file.
    #[error("the passphrase is not the right one")]
    WrongPassphrase,
}

impl Error {
    fn file(path: &Path, source: std::io::Error) -> Self {
        Self::File {
            path: path.to_owned(),
            source,
        }
    }
}

/// The key above all others. Clones share one copy in memory, which is wiped with the last of them.
#[derive(Clone)]
pub struct MasterKey(Arc<SecretBox<[u8; KEY]>>);

impl MasterKey {
    /// Makes a new one of random bytes.
    pub fn generate() -> Result<Self, Error> {
        Ok(Self(Arc::new(random_key()?)))
    }

    /// Makes a key for one row, and the wrapped form that is stored beside it.
    pub fn new_row_key(&self, label: &[u8]) -> Result<(RowKey, Vec<u8>), Error> {
        let key = RowKey(random_key()?);
        let wrapped = self.wrap_row_key(&key, label)?;
        Ok((key, wrapped))
    }

    /// Wraps the key of a row that another master key had wrapped.
    pub fn wrap_row_key(&self, key: &RowKey, label: &[u8]) -> Result<Vec<u8>, Error> {
        seal(&self.0, key.0.expose_secret(), (Purpose::RowKey, label))
    }

    /// Takes a row's key out of its wrapping.
    pub fn unwrap_row_key(&self, wrapped: &[u8], label: &[u8]) -> Result<RowKey, Error> {
        let bytes = open(&self.0, wrapped, (Purpose::RowKey, label))?;
        Ok(RowKey(key_of(&bytes).ok_or(Error::NotOurs)?))
    }

    /// Seals a small secret, such as one of the settings.
    pub fn seal(&self, plain: &[u8], label: &[u8]) -> Result<Vec<u8>, Error> {
        seal(&self.0, plain, (Purpose::Secret, label))
    }

    /// Opens a small secret.
    pub fn open(&self, sealed: &[u8], label: &[u8]) -> Result<Zeroizing<Vec<u8>>, Error> {
        open(&self.0, sealed, (Purpose::Secret, label))
    }

    /// Seals nothing but a mark, by which a file tells whose copy it is without holding the key in the open.
    fn proof(&self) -> Result<Vec<u8>, Error> {
        self.seal(b"", PROOF)
    }

    /// Whether a mark was made with this key.
    fn proves(&self, proof: &[u8]) -> bool {
        self.open(proof, PROOF).is_ok()
    }

    /// Whether both are one key.
    fn is(&self, other: &Self) -> bool {
        self.0.expose_secret() == other.0.expose_secret()
    }

    fn from_slice(bytes: &[u8]) -> Option<Self> {
        key_of(bytes).map(Arc::new).map(Self)
    }
}

impl fmt::Debug for MasterKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("MasterKey(hidden)")
    }
}

/// The key of one row. Whoever destroys its wrapped form destroys the row.
pub struct RowKey(SecretBox<[u8; KEY]>);

impl RowKey {
    /// Seals the row's content. The label says what it is and where it belongs; it is not stored.
    pub fn seal(&self, plain: &[u8], label: &[u8]) -> Result<Vec<u8>, Error> {
        seal(&self.0, plain, (Purpose::Content, label))
    }

    /// Opens the row's content, if key, label and bytes belong together.
    pub fn open(&self, sealed: &[u8], label: &[u8]) -> Result<Zeroizing<Vec<u8>>, Error> {
        open(&self.0, sealed, (Purpose::Content, label))
    }
}

impl fmt::Debug for RowKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RowKey(hidden)")
    }
}

/// What a key seals. Bound in, so that nothing sealed for one purpose opens for another.
#[derive(Clone, Copy)]
enum Purpose {
    RowKey = 1,
    Secret = 2,
    Content = 3,
    /// The master key, under a passphrase.
    Passphrase = 4,
}

const PROOF: &[u8] = b"master key";
const KEY: usize = 32;
const NONCE: usize = 24;
/// The one form of sealed bytes there is so far.
const VERSION: u8 = 1;

fn seal(
    key: &SecretBox<[u8; KEY]>,
    plain: &[u8],
    place: (Purpose, &[u8]),
) -> Result<Vec<u8>, Error> {
    let mut nonce = [0; NONCE];
    getrandom::fill(&mut nonce).map_err(Error::Random)?;
    let payload = Payload {
        msg: plain,
        aad: &bound(place),
    };
    // The cipher refuses only what is longer than 256 GiB.
    let cipher = XChaCha20Poly1305::new(key.expose_secret().into());
    let sealed = cipher
        .encrypt(&XNonce::from(nonce), payload)
        .or(Err(Error::NotOurs))?;
    Ok([&[VERSION], nonce.as_slice(), &sealed].concat())
}

fn open(
    key: &SecretBox<[u8; KEY]>,
    sealed: &[u8],
    place: (Purpose, &[u8]),
) -> Result<Zeroizing<Vec<u8>>, Error> {
    let (version, rest) = sealed.split_first().ok_or(Error::NotOurs)?;
    if *version != VERSION {
        return Err(Error::Version(*version));
    }
    let (nonce, msg) = rest.split_first_chunk::<NONCE>().ok_or(Error::NotOurs)?;
    let payload = Payload {
        msg,
        aad: &bound(place),
    };
    XChaCha20Poly1305::new(key.expose_secret().into())
        .decrypt(&XNonce::from(*nonce), payload)
        .map(Zeroizing::new)
        .or(Err(Error::NotOurs))
}

/// The associated data: form, purpose, label.
fn bound((purpose, label): (Purpose, &[u8])) -> Vec<u8> {
    [&[VERSION, purpose as u8], label].concat()
}

fn random_key() -> Result<SecretBox<[u8; KEY]>, Error> {
    let mut key = SecretBox::new(Box::new([0; KEY]));
    getrandom::fill(secrecy::ExposeSecretMut::expose_secret_mut(&mut key))
        .map_err(Error::Random)?;
    Ok(key)
}

fn key_of(bytes: &[u8]) -> Option<SecretBox<[u8; KEY]>> {
    let bytes: &[u8; KEY] = bytes.try_into().ok()?;
    Some(SecretBox::new(Box::new(*bytes)))
}

#[cfg(test)]
mod tests;
