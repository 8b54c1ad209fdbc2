//! What a password protects, opened: the new form (PBES2, RFC 8018) and the old ones (PBES1 with 3DES or RC2, RFC 7292
//! appendix C), for PKCS#12 and PEM alike.

use std::cell::Cell;

use cbc::cipher::{BlockModeDecrypt, KeyIvInit, block_padding::Pkcs7};
use der::{
    Decode as _, Encode as _, Sequence,
    asn1::{Any, ObjectIdentifier, OctetString},
};
use pkcs5::pbes2::{self, Kdf};
use pkcs12::kdf::{Pkcs12KeyType, derive_key};
use sha1::Sha1;
use zeroize::Zeroizing;

use super::{Error, Plain, password};

/// How something is protected: a name, and what it needs.
#[derive(Sequence)]
pub(super) struct Algorithm {
    pub(super) oid: ObjectIdentifier,
    #[asn1(optional = "true")]
    pub(super) parameters: Option<Any>,
}

/// `EncryptedPrivateKeyInfo` (RFC 5958 section 3).
#[derive(Sequence)]
pub(super) struct EncryptedKey {
    pub(super) algorithm: Algorithm,
    pub(super) data: OctetString,
}

/// Salt and rounds of PBES1 (RFC 7292 appendix C).
#[derive(Sequence)]
struct Pbes1 {
    salt: OctetString,
    rounds: u64,
}

/// The work that a file may ask for in all, tries of the password with it: more than any program uses, and some seconds.
const MOST_ROUNDS: u64 = 10_000_000;
/// `scrypt` may take so many bytes of memory.
const MOST_MEMORY: u64 = 256 << 20;

/// What is left of the work that a file may ask for.
pub(super) struct Work(Cell<u64>);

impl Default for Work {
    fn default() -> Self {
        Self::of(MOST_ROUNDS)
    }
}

impl Work {
    pub(super) fn of(rounds: u64) -> Self {
        Self(Cell::new(rounds))
    }

    /// Takes rounds from it before they are worked off.
    pub(super) fn spend(&self, rounds: u64) -> Result<(), Error> {
        let left = self.0.get().checked_sub(rounds);
        self.0.set(left.ok_or(Error::TooManyRounds(rounds))?);
        Ok(())
    }
}

const PBES2: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.5.13");
const TRIPLE_DES: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.12.1.3");
const RC2_128: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.12.1.5");
const RC2_40: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.12.1.6");

const WRONG_PARAMETERS: Error = Error::Damaged("how it is protected cannot be read");

/// Opens protected bytes, trying the password as every program writes it, and returns the first of which `read` makes
/// something: a wrong key shows in the padding but for one time in 256.
pub(super) fn open<T>(
    (algorithm, data): (&Algorithm, &[u8]),
    (password, work): (&str, &Work),
    read: impl Fn(Plain) -> Option<T>,
) -> Result<T, Error> {
    let parameters = algorithm.parameters.as_ref().ok_or(WRONG_PARAMETERS)?;
    let parameters = parameters.to_der().or(Err(WRONG_PARAMETERS))?;
    match algorithm.oid {
        PBES2 => {
            let parameters = pbes2::Parameters::from_der(&parameters)
                .map_err(|_error| Error::Unsupported("PBES2 with another cipher".to_owned()))?;
            let rounds = rounds_of(&parameters.kdf)?;
            for bytes in password::plain(password) {
                work.spend(rounds)?;
                let plain = parameters.decrypt(&bytes, data).ok().map(Zeroizing::new);
                if let Some(found) = plain.and_then(&read) {
                    return Ok(found);
                }
            }
        }
        TRIPLE_DES | RC2_40 | RC2_128 => {
            let Pbes1 { salt, rounds } = Pbes1::from_der(&parameters).or(Err(WRONG_PARAMETERS))?;
            for bytes in password::wide(password) {
                // Key and first block are derived each.
                work.spend(rounds.saturating_mul(2))?;
                let derived = (&**bytes, salt.as_bytes(), few(rounds)?);
                if let Some(found) = decrypt_pbes1(algorithm.oid, data, derived).and_then(&read) {
                    return Ok(found);
                }
            }
        }
        other => return Err(Error::Unsupported(other.to_string())),
    }
    Err(Error::WrongPassword)
}

fn decrypt_pbes1(
    cipher: ObjectIdentifier,
    data: &[u8],
    (password, salt, rounds): (&[u8], &[u8], i32),
) -> Option<Plain> {
    let derive =
        |what, length| Zeroizing::new(derive_key::<Sha1>(password, salt, what, rounds, length));
    let iv = derive(Pkcs12KeyType::Iv, 8);
    let key = |length| derive(Pkcs12KeyType::EncryptionKey, length);
    match cipher {
        TRIPLE_DES => decrypt::<des::TdesEde3>(data, (&key(24), &iv)),
        RC2_128 => decrypt::<rc2::Rc2>(data, (&key(16), &iv)),
        _ => decrypt::<rc2::Rc2>(data, (&key(5), &iv)),
    }
}

/// Decrypts in cipher block chaining; nothing where key, length or padding do not fit.
pub(super) fn decrypt<C>(data: &[u8], (key, iv): (&[u8], &[u8])) -> Option<Plain>
where
    cbc::Decryptor<C>: KeyIvInit + BlockModeDecrypt,
    C: cbc::cipher::BlockCipherDecrypt,
{
    let cipher = cbc::Decryptor::<C>::new_from_slices(key, iv).ok()?;
    cipher
        .decrypt_padded_vec::<Pkcs7>(data)
        .ok()
        .map(Zeroizing::new)
}

/// Returns the work of one derivation, in rounds of a hash.
fn rounds_of(kdf: &Kdf) -> Result<u64, Error> {
    match kdf {
        Kdf::Pbkdf2(parameters) => Ok(parameters.iteration_count.into()),
        Kdf::Scrypt(parameters) => {
            let cost = parameters.cost_parameter;
            let blocks = u64::from(parameters.block_size);
            if blocks.saturating_mul(128).saturating_mul(cost) > MOST_MEMORY {
                return Err(Error::TooManyRounds(cost));
            }
            let passes = u64::from(parameters.parallelization);
            Ok(cost.saturating_mul(blocks).saturating_mul(passes))
        }
        _ => Err(Error::Unsupported(
            "PBES2 with another derivation".to_owned(),
        )),
    }
}

/// Takes a number of rounds as the derivation of the old forms wants it.
pub(super) fn few(rounds: u64) -> Result<i32, Error> {
    i32::try_from(rounds).or(Err(Error::TooManyRounds(rounds)))
}
