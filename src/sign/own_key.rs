//! A key of the pharmacy's own in this process: P-256 or RSA.
//!
//! RSA by ring, never by the crate `rsa`, whose time of signing tells of the key (RUSTSEC-2023-0071).

use std::fmt;

use p256::{
    SecretKey,
    pkcs8::{DecodePrivateKey as _, EncodePrivateKey as _, PrivateKeyInfoRef},
};
use ring::{
    rand::SystemRandom,
    rsa,
    signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _, RSA_PSS_SHA256},
};
use x509_cert::{
    Certificate,
    der::{Decode as _, asn1::ObjectIdentifier},
};

use super::{Error, Signer};
use crate::key_file::PrivateKey;

/// Signs with a key in this process.
pub struct OwnKey {
    certificate: Vec<u8>,
    key: Key,
    random: SystemRandom,
}

enum Key {
    P256(Box<EcdsaKeyPair>),
    Rsa(Box<rsa::KeyPair>),
}

const EC: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.2.1");
const P256: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.3.1.7");
const RSA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.1");
const RSA_PSS: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.10");

impl OwnKey {
    /// Takes a key and its document signer certificate (DER), which must belong together.
    pub fn new(key: &PrivateKey, certificate: &[u8]) -> Result<Self, Error> {
        let random = SystemRandom::new();
        let key = Key::read(key.pkcs8(), &random)?;
        let parsed = Certificate::from_der(certificate).or(Err(Error::OtherKey))?;
        let public = &parsed
            .tbs_certificate()
            .subject_public_key_info()
            .subject_public_key;
        if public.raw_bytes() != key.public() {
            return Err(Error::OtherKey);
        }
        Ok(Self {
            certificate: certificate.to_vec(),
            key,
            random,
        })
    }
}

impl Key {
    fn read(pkcs8: &[u8], random: &SystemRandom) -> Result<Self, Error> {
        let key = PrivateKeyInfoRef::try_from(pkcs8).or(Err(Error::NoKey))?;
        match key.algorithm.oid {
            EC if key.algorithm.parameters_oid() != Ok(P256) => {
                Err(Error::KindOfKey("on another curve"))
            }
            EC => {
                // Written anew: ring wants the public key in it, which many programs leave out. The document wipes itself.
                let secret = SecretKey::from_pkcs8_der(pkcs8).or(Err(Error::NoKey))?;
                let document = secret.to_pkcs8_der().or(Err(Error::NoKey))?;
                let way = &ECDSA_P256_SHA256_FIXED_SIGNING;
                let pair = EcdsaKeyPair::from_pkcs8(way, document.as_bytes(), random);
                pair.map(|pair| Self::P256(Box::new(pair)))
                    .or(Err(Error::NoKey))
            }
            RSA | RSA_PSS => match rsa::KeyPair::from_der(key.private_key.as_bytes()) {
                Ok(pair) => Ok(Self::Rsa(Box::new(pair))),
                Err(_) => Err(Error::KindOfKey(
                    "an RSA key that is too short, too long or damaged",
                )),
            },
            _ => Err(Error::KindOfKey("of another kind")),
        }
    }

    fn public(&self) -> &[u8] {
        match self {
            Self::P256(pair) => pair.public_key().as_ref(),
            Self::Rsa(pair) => pair.public_key().as_ref(),
        }
    }
}

impl Signer for OwnKey {
    fn certificate(&self) -> &[u8] {
        &self.certificate
    }

    fn sign(&self, to_be_signed: &[u8]) -> Result<Vec<u8>, Error> {
        match &self.key {
            Key::P256(pair) => {
                let signature = pair.sign(&self.random, to_be_signed).or(Err(Error::Sign))?;
                Ok(signature.as_ref().to_vec())
            }
            Key::Rsa(pair) => {
                let mut signature = vec![0; pair.public().modulus_len()];
                pair.sign(&RSA_PSS_SHA256, &self.random, to_be_signed, &mut signature)
                    .or(Err(Error::Sign))?;
                Ok(signature)
            }
        }
    }
}

impl fmt::Debug for OwnKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("OwnKey(hidden)")
    }
}
