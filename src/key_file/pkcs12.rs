//! PKCS#12: a checksum under the password, and bags of keys and certificates, each protected or not (RFC 7292).

use der::{
    Decode as _, Encode as _, Sequence, Tagged as _,
    asn1::{Any, ObjectIdentifier, OctetString, SetOfVec},
};
use hmac::{Hmac, KeyInit as _, Mac as _};
use pkcs12::kdf::{Pkcs12KeyType, derive_key};
use zeroize::Zeroizing;

use super::{
    Error, KeyFile, Plain, PrivateKey, ber,
    encryption::{self, Algorithm, EncryptedKey, Work},
    password,
};

/// The file (section 4).
#[derive(Sequence)]
struct Pfx {
    version: u8,
    auth_safe: ContentInfo,
    #[asn1(optional = "true")]
    mac: Option<MacData>,
}

#[derive(Sequence)]
struct ContentInfo {
    oid: ObjectIdentifier,
    #[asn1(context_specific = "0", tag_mode = "EXPLICIT")]
    content: Any,
}

#[derive(Sequence)]
struct MacData {
    digest: DigestInfo,
    salt: OctetString,
    #[asn1(default = "one")]
    rounds: u64,
}

fn one() -> u64 {
    1
}

#[derive(Sequence)]
struct DigestInfo {
    algorithm: Algorithm,
    digest: OctetString,
}

/// `EncryptedData` of RFC 5652 section 8.
#[derive(Sequence)]
struct EncryptedData {
    version: u8,
    content: EncryptedContent,
}

#[derive(Sequence)]
struct EncryptedContent {
    oid: ObjectIdentifier,
    algorithm: Algorithm,
    /// `[0]`: a string, whole or, in BER, in pieces.
    data: Any,
}

/// One bag (section 4.2).
#[derive(Sequence)]
struct SafeBag {
    oid: ObjectIdentifier,
    #[asn1(context_specific = "0", tag_mode = "EXPLICIT")]
    value: Any,
    #[asn1(optional = "true")]
    attributes: Option<SetOfVec<Any>>,
}

#[derive(Sequence)]
struct CertBag {
    oid: ObjectIdentifier,
    #[asn1(context_specific = "0", tag_mode = "EXPLICIT")]
    value: Any,
}

const DATA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.7.1");
const ENCRYPTED_DATA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.7.6");
const KEY_BAG: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.12.10.1.1");
const SHROUDED_KEY_BAG: ObjectIdentifier =
    ObjectIdentifier::new_unwrap("1.2.840.113549.1.12.10.1.2");
const CERT_BAG: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.12.10.1.3");
const SAFE_CONTENTS_BAG: ObjectIdentifier =
    ObjectIdentifier::new_unwrap("1.2.840.113549.1.12.10.1.6");
const X509: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.22.1");
const SHA1: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.14.3.2.26");
const SHA256: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.1");
const SHA384: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.2");
const SHA512: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.3");

/// Bags may hold bags; nobody nests them deeper than once.
const DEEPEST: usize = 4;

const NO_CONTENT: Error = Error::Damaged("its content cannot be read");

/// Opens a file.
pub(super) fn read(file: &[u8], key: (&str, &Work)) -> Result<KeyFile, Error> {
    let der = ber::to_der(file).map_err(|error| match error {
        // Whatever begins like it is one.
        damaged if file.starts_with(&[0x30]) => damaged,
        _ => Error::NotKeyFile,
    })?;
    let pfx = Pfx::from_der(&der).or(Err(Error::NotKeyFile))?;
    if pfx.version != 3 {
        return Err(Error::NotKeyFile);
    }
    if pfx.auth_safe.oid != DATA {
        return Err(Error::Unsupported(
            "signed in the place of a checksum".to_owned(),
        ));
    }
    let content = pfx
        .auth_safe
        .content
        .decode_as::<OctetString>()
        .or(Err(NO_CONTENT))?;
    if let Some(mac) = &pfx.mac {
        verify(mac, content.as_bytes(), key)?;
    }
    let mut read = KeyFile {
        unprotected: pfx.mac.is_none(),
        ..KeyFile::default()
    };
    let safes =
        Vec::<ContentInfo>::from_der(&ber::to_der(content.as_bytes())?).or(Err(NO_CONTENT))?;
    for safe in &safes {
        for bag in bags_of(safe, key)? {
            read.take(&bag, key, 0).map_err(|error| {
                // The checksum has shown that it is the right one.
                if pfx.mac.is_some() && error == Error::WrongPassword {
                    return Error::MixedPasswords;
                }
                error
            })?;
        }
    }
    Ok(read)
}

fn bags_of(safe: &ContentInfo, key: (&str, &Work)) -> Result<Vec<SafeBag>, Error> {
    match safe.oid {
        DATA => {
            let content = safe
                .content
                .decode_as::<OctetString>()
                .or(Err(NO_CONTENT))?;
            bags(content.as_bytes()).ok_or(NO_CONTENT)
        }
        ENCRYPTED_DATA => {
            let encrypted = safe
                .content
                .decode_as::<EncryptedData>()
                .or(Err(NO_CONTENT))?;
            let EncryptedContent {
                algorithm, data, ..
            } = &encrypted.content;
            let data = if data.tag().is_constructed() {
                ber::pieces(data.value())?
            } else {
                data.value().to_vec()
            };
            encryption::open((algorithm, &data), key, |plain| bags(&plain))
        }
        other => Err(Error::Unsupported(other.to_string())),
    }
}

fn bags(plain: &[u8]) -> Option<Vec<SafeBag>> {
    let der = Zeroizing::new(ber::to_der(plain).ok()?);
    Vec::<SafeBag>::from_der(&der).ok()
}

impl KeyFile {
    /// Takes a key, a certificate, or what another bag holds; lists of what was revoked and other secrets are passed over.
    fn take(&mut self, bag: &SafeBag, key: (&str, &Work), depth: usize) -> Result<(), Error> {
        match bag.oid {
            KEY_BAG => {
                let plain = Zeroizing::new(bag.value.to_der().or(Err(NO_CONTENT))?);
                self.keys.push(PrivateKey::from_pkcs8(plain)?);
            }
            SHROUDED_KEY_BAG => {
                let protected = bag.value.decode_as::<EncryptedKey>().or(Err(NO_CONTENT))?;
                self.keys.push(open_key(&protected, key)?);
            }
            CERT_BAG => {
                let certificate = bag.value.decode_as::<CertBag>().or(Err(NO_CONTENT))?;
                if certificate.oid == X509 {
                    let der = certificate
                        .value
                        .decode_as::<OctetString>()
                        .or(Err(NO_CONTENT))?;
                    self.certificates.push(der.into_bytes().into_vec());
                }
            }
            SAFE_CONTENTS_BAG if depth < DEEPEST => {
                for inner in bag.value.decode_as::<Vec<SafeBag>>().or(Err(NO_CONTENT))? {
                    self.take(&inner, key, depth + 1)?;
                }
            }
            _ => {}
        }
        Ok(())
    }
}

/// Opens a protected key, of PKCS#12 or of PEM.
pub(super) fn open_key(protected: &EncryptedKey, key: (&str, &Work)) -> Result<PrivateKey, Error> {
    let EncryptedKey { algorithm, data } = protected;
    encryption::open((algorithm, data.as_bytes()), key, |plain: Plain| {
        PrivateKey::from_pkcs8(plain).ok()
    })
}

/// Holds the content against the checksum (section 5.1), trying the password as every program writes it.
fn verify(mac: &MacData, content: &[u8], (password, work): (&str, &Work)) -> Result<(), Error> {
    let rounds = encryption::few(mac.rounds)?;
    let holds = |password: &[u8]| {
        let (salt, digest) = (mac.salt.as_bytes(), mac.digest.digest.as_bytes());
        macro_rules! holds_with {
            ($digest:ty, $length:literal) => {{
                let what = Pkcs12KeyType::Mac;
                let key = derive_key::<$digest>(password, salt, what, rounds, $length);
                let mut mac = Hmac::<$digest>::new_from_slice(&Zeroizing::new(key)).ok()?;
                mac.update(content);
                Some(mac.verify_slice(digest).is_ok())
            }};
        }
        match mac.digest.algorithm.oid {
            SHA1 => holds_with!(sha1::Sha1, 20),
            SHA256 => holds_with!(sha2::Sha256, 32),
            SHA384 => holds_with!(sha2::Sha384, 48),
            SHA512 => holds_with!(sha2::Sha512, 64),
            _ => None,
        }
    };
    for bytes in password::wide(password) {
        work.spend(mac.rounds)?;
        match holds(&bytes) {
            Some(true) => return Ok(()),
            Some(false) => {}
            None => {
                let oid = mac.digest.algorithm.oid;
                return Err(Error::Unsupported(format!("checksum {oid}")));
            }
        }
    }
    Err(Error::WrongPassword)
}
