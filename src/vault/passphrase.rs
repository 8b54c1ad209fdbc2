//! A master key behind a passphrase: Argon2id (RFC 9106, <https://www.rfc-editor.org/rfc/rfc9106>) makes the key
//! that wraps it.
//!
//! A change of the passphrase wraps the same master key anew; nothing that was sealed with it is touched. Who
//! has an older copy of the file and knows the older passphrase still has the key.

use std::path::Path;

use argon2::{Algorithm, Argon2, Block, Params, Version};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use secrecy::{ExposeSecret as _, ExposeSecretMut as _, SecretBox, SecretString};
use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization as _;
use zeroize::{Zeroize as _, Zeroizing};

use super::{Error, KEY, MasterKey, Purpose, open as open_sealed, seal};
use crate::files;

/// The fewest characters of a passphrase (NIST SP 800-63B).
pub const LEAST_CHARACTERS: usize = 8;

/// Makes a master key and the file that keeps it behind a passphrase. An existing file is never replaced.
pub fn create(path: &Path, passphrase: &SecretString) -> Result<MasterKey, Error> {
    let key = MasterKey::generate()?;
    keep(path, &key, passphrase)?;
    Ok(key)
}

/// Keeps a key that was kept elsewhere. An existing file is never replaced.
pub fn keep(path: &Path, key: &MasterKey, passphrase: &SecretString) -> Result<(), Error> {
    let file = wrap(key, passphrase)?;
    match files::create(path, &file) {
        Ok(true) => Ok(()),
        Ok(false) => Err(Error::Exists {
            place: path.display().to_string(),
        }),
        Err(source) => Err(Error::file(path, source)),
    }
}

/// Keeps a key in the place of what the file had.
pub(super) fn replace(
    path: &Path,
    key: &MasterKey,
    passphrase: &SecretString,
) -> Result<(), Error> {
    let file = wrap(key, passphrase)?;
    files::replace(path, &file).map_err(|source| Error::file(path, source))
}

/// Opens the master key.
pub fn open(path: &Path, passphrase: &SecretString) -> Result<MasterKey, Error> {
    let kept = read(path)?;
    let damaged = |what| Error::Damaged {
        path: path.to_owned(),
        what,
    };
    if !kept.cost.is_sensible() {
        return Err(damaged("its costs are absurd"));
    }
    let (Ok(salt), Ok(wrapped)) = (STANDARD.decode(&kept.salt), STANDARD.decode(&kept.key)) else {
        return Err(damaged("it is no Base64"));
    };
    if salt.len() != SALT {
        return Err(damaged("its salt has the wrong length"));
    }
    let wrapping = kept.cost.derive(passphrase, &salt)?;
    let key = open_sealed(&wrapping, &wrapped, (Purpose::Passphrase, b"")).map_err(|error| {
        if matches!(error, Error::NotOurs) {
            return Error::WrongPassphrase;
        }
        error
    })?;
    MasterKey::from_slice(&key).ok_or_else(|| damaged("its key has the wrong length"))
}

/// Whether the file keeps this key, as far as it can tell without its passphrase; older ones cannot.
pub(super) fn keeps(path: &Path, key: &MasterKey) -> Result<Option<bool>, Error> {
    let proof = read(path)?.proof;
    let proof = proof.and_then(|proof| STANDARD.decode(proof).ok());
    Ok(proof.map(|proof| key.proves(&proof)))
}

/// Lets an older file tell whose copy it is; its passphrase stays.
pub(super) fn mark(path: &Path, key: &MasterKey) -> Result<(), Error> {
    let mut kept = read(path)?;
    if kept.proof.is_none() {
        kept.proof = Some(STANDARD.encode(key.proof()?));
        files::replace(path, &kept.to_bytes()).map_err(|source| Error::file(path, source))?;
    }
    Ok(())
}

fn read(path: &Path) -> Result<Kept, Error> {
    let bytes = files::read(path).map_err(|source| Error::file(path, source))?;
    let missing = || Error::file(path, std::io::ErrorKind::NotFound.into());
    let damaged = |what| Error::Damaged {
        path: path.to_owned(),
        what,
    };
    let Ok(kept) = serde_json::from_slice::<Kept>(&bytes.ok_or_else(missing)?) else {
        return Err(damaged("it is no key file"));
    };
    if kept.version != FORM || kept.kdf != KDF {
        return Err(damaged("it was made in a form that is not known"));
    }
    Ok(kept)
}

/// Puts a new passphrase in the place of the old one, for the same master key.
pub fn change(path: &Path, old: &SecretString, new: &SecretString) -> Result<(), Error> {
    replace(path, &open(path, old)?, new)
}

fn wrap(key: &MasterKey, passphrase: &SecretString) -> Result<Vec<u8>, Error> {
    if passphrase.expose_secret().chars().count() < LEAST_CHARACTERS {
        return Err(Error::TooShort {
            least: LEAST_CHARACTERS,
        });
    }
    let mut salt = [0; SALT];
    getrandom::fill(&mut salt).map_err(Error::Random)?;
    let wrapping = Cost::OURS.derive(passphrase, &salt)?;
    let wrapped = seal(&wrapping, key.0.expose_secret(), (Purpose::Passphrase, b""))?;
    let kept = Kept {
        version: FORM,
        kdf: KDF.to_owned(),
        cost: Cost::OURS,
        salt: STANDARD.encode(salt),
        key: STANDARD.encode(wrapped),
        proof: Some(STANDARD.encode(key.proof()?)),
    };
    Ok(kept.to_bytes())
}

/// The file. Everything in it may be read by anybody; the passphrase is not in it.
#[derive(Serialize, Deserialize)]
struct Kept {
    version: u32,
    kdf: String,
    cost: Cost,
    salt: String,
    key: String,
    /// What the key itself sealed, so that a copy can be told from another key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    proof: Option<String>,
}

impl Kept {
    fn to_bytes(&self) -> Vec<u8> {
        serde_json::json!(self).to_string().into_bytes()
    }
}

const FORM: u32 = 1;
const KDF: &str = "argon2id";
const SALT: usize = 16;

/// What one guess costs.
#[derive(Clone, Copy, Serialize, Deserialize)]
struct Cost {
    memory_kib: u32,
    passes: u32,
    lanes: u32,
}

impl Cost {
    /// RFC 9106 section 4, the second recommendation: a counter's computer has 64 MiB to spare, not always 2 GiB.
    const OURS: Self = Self {
        memory_kib: 64 * 1024,
        passes: 3,
        lanes: 4,
    };

    /// Whether a file may ask for it: neither next to nothing, nor more than four times our memory or eight times
    /// our time, at which a counter would stand still.
    fn is_sensible(self) -> bool {
        let work = u64::from(self.memory_kib) * u64::from(self.passes);
        let ours = u64::from(Self::OURS.memory_kib) * u64::from(Self::OURS.passes);
        (19 * 1024..=4 * Self::OURS.memory_kib).contains(&self.memory_kib)
            && self.passes >= 1
            && work <= 8 * ours
            && (1..=16).contains(&self.lanes)
    }

    fn derive(self, passphrase: &SecretString, salt: &[u8]) -> Result<SecretBox<[u8; KEY]>, Error> {
        let params = Params::new(self.memory_kib, self.passes, self.lanes, Some(KEY))
            .or(Err(Error::WrongPassphrase))?;
        // The same letter comes composed from one keyboard and decomposed from another.
        let typed = passphrase.expose_secret();
        let mut text = Zeroizing::new(String::with_capacity(typed.len() * 4));
        text.extend(typed.nfc());
        let mut memory = Wiped(vec![Block::new(); params.block_count()]);
        let mut key = SecretBox::new(Box::new([0; KEY]));
        Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
            .hash_password_into_with_memory(
                text.as_bytes(),
                salt,
                key.expose_secret_mut(),
                &mut memory.0,
            )
            .or(Err(Error::WrongPassphrase))?;
        Ok(key)
    }
}

/// The memory that the passphrase has passed through.
struct Wiped(Vec<Block>);

impl Drop for Wiped {
    fn drop(&mut self) {
        self.0.iter_mut().for_each(Block::zeroize);
    }
}
