//! What a password protects, opened: the new form (PBES2, RFC 8018) and the old ones (PBES1 with 3DES or RC2, RFC 7292
//! appendix C), for PKCS#12 and PEM alike.

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

/// More than any program uses: some seconds of work.
pub(super) const MOST_ROUNDS: u64 = 5_000_000;
/// `scrypt` may take so many bytes of memory.
const MOST_MEMORY: u64 = 256 << 20;

const PBES2: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.5.13");
const TRIPLE_DES: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.12.1.3");
const RC2_128: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.12.1.5");
const RC2_40: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.12.1.6");

const WRONG_PARAMETERS: Error = Error::Damaged("how it is protected cannot be read");

/// Opens protected bytes, trying the password as every program writes it, and returns the first of which `read` makes
/// something: a wrong key shows in the padding but for one time in 256.
pub(super) fn open<T>(
    algorithm: &Algorithm,
    data: &[u8],
    password: &str,
    read: impl Fn(Plain) -> Option<T>,
) -> Result<T, Error> {
    let parameters = algorithm.parameters.as_ref().ok_or(WRONG_PARAMETERS)?;
    let parameters = parameters.to_der().or(Err(WRONG_PARAMETERS))?;
    let opened = match algorithm.oid {
        PBES2 => {
            let parameters = pbes2::Parameters::from_der(&parameters)
                .map_err(|_error| Error::Unsupported("PBES2 with another cipher".to_owned()))?;
            check_work(&parameters.kdf)?;
            password::plain(password)
                .iter()
                .filter_map(|bytes| parameters.decrypt(bytes, data).ok())
                .find_map(|plain| read(Zeroizing::new(plain)))
        }
        TRIPLE_DES | RC2_40 | RC2_128 => {
            let parameters = Pbes1::from_der(&parameters).or(Err(WRONG_PARAMETERS))?;
            let rounds = rounds(parameters.rounds)?;
            let salt = parameters.salt.as_bytes();
            password::wide(password)
                .iter()
                .filter_map(|bytes| decrypt_pbes1(algorithm.oid, data, (bytes, salt, rounds)))
                .find_map(read)
        }
        other => return Err(Error::Unsupported(other.to_string())),
    };
    opened.ok_or(Error::WrongPassword)
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

fn check_work(kdf: &Kdf) -> Result<(), Error> {
    match kdf {
        Kdf::Pbkdf2(parameters) => rounds(parameters.iteration_count.into()).map(|_| ()),
        Kdf::Scrypt(parameters) => {
            let blocks = u64::from(parameters.block_size) * u64::from(parameters.parallelization);
            let memory = blocks
                .saturating_mul(128)
                .saturating_mul(parameters.cost_parameter);
            if memory > MOST_MEMORY {
                return Err(Error::TooManyRounds(parameters.cost_parameter));
            }
            Ok(())
        }
        _ => Err(Error::Unsupported(
            "PBES2 with another derivation".to_owned(),
        )),
    }
}

/// Takes a number of rounds that can be worked off.
pub(super) fn rounds(rounds: u64) -> Result<i32, Error> {
    match i32::try_from(rounds) {
        Ok(few) if rounds <= MOST_ROUNDS => Ok(few),
        _ => Err(Error::TooManyRounds(rounds)),
    }
}
