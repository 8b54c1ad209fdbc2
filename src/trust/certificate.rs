//! A document signer certificate: key, times and what it may sign.
//!
//! hcert-spec 1.0.8 section 5.

use std::fmt;

use jiff::Timestamp;
use p256::elliptic_curve::sec1::ToSec1Point as _;
use ring::signature::{ECDSA_P256_SHA256_FIXED, UnparsedPublicKey};
use rsa::{
    pkcs8::DecodePublicKey as _, pss, signature::Verifier as _, traits::PublicKeyParts as _,
};
use sha2::{Digest as _, Sha256};
use x509_cert::{
    Certificate as X509,
    der::{Decode as _, DecodePem as _, Encode as _, asn1::ObjectIdentifier},
    ext::pkix::{BasicConstraints, ExtendedKeyUsage, KeyUsage},
    time::Time,
};

use super::Error;
use crate::{
    domain::Kind,
    hcert::{Algorithm, Header, SigningAlgorithm},
};

/// A document signer.
#[derive(Clone)]
pub struct Certificate {
    der: Vec<u8>,
    kid: [u8; 8],
    country: Option<String>,
    not_before: Timestamp,
    not_after: Timestamp,
    key: Key,
    groups: Vec<Kind>,
    /// Whether its key usage, where it has one, is that of signatures.
    is_made_to_sign: bool,
    /// Whether its basic constraints are those of an authority.
    is_of_authority: bool,
}

/// The keys that the specification allows.
#[derive(Clone)]
enum Key {
    P256(Vec<u8>),
    Rsa(Box<rsa::PublicKey>),
    Unsupported,
}

/// Why a signature does not count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    Algorithm,
    Key,
    Signature,
}

impl Fault {
    pub(super) fn in_words(self) -> &'static str {
        match self {
            Self::Algorithm => "the algorithm does not fit the document signer's key",
            Self::Key => "the document signer's key is of a kind that is not allowed",
            Self::Signature => "the signature does not verify",
        }
    }
}

impl Certificate {
    /// Reads PEM or DER, whichever it is.
    pub fn from_pem_or_der(bytes: &[u8]) -> Result<Self, Error> {
        match X509::from_pem(bytes)
            .ok()
            .and_then(|certificate| certificate.to_der().ok())
        {
            Some(der) => Self::from_der(&der),
            None => Self::from_der(bytes),
        }
    }

    /// Reads DER.
    pub fn from_der(der: &[u8]) -> Result<Self, Error> {
        let parsed = X509::from_der(der).or(Err(Error::NoCertificate))?;
        let certificate = parsed.tbs_certificate();
        let moment = |time: &Time| {
            i64::try_from(time.to_unix_duration().as_secs())
                .ok()
                .and_then(|seconds| Timestamp::from_second(seconds).ok())
                .ok_or(Error::NoCertificate)
        };
        let digest = Sha256::digest(der);
        let mut kid = [0; 8];
        for (to, from) in kid.iter_mut().zip(digest) {
            *to = from;
        }
        let spki = certificate.subject_public_key_info();
        Ok(Self {
            der: der.to_vec(),
            kid,
            country: country_of(&certificate.subject().to_string()),
            not_before: moment(&certificate.validity().not_before)?,
            not_after: moment(&certificate.validity().not_after)?,
            key: key_of(
                &spki.to_der().or(Err(Error::NoCertificate))?,
                spki.subject_public_key.raw_bytes(),
            ),
            groups: groups_of(&parsed),
            is_made_to_sign: is_made_to_sign(&parsed),
            is_of_authority: is_of_authority(&parsed),
        })
    }

    /// Returns it as it was read.
    pub fn der(&self) -> &[u8] {
        &self.der
    }

    /// Returns the key identifier: the first 8 bytes of the SHA-256 of the DER.
    pub fn kid(&self) -> [u8; 8] {
        self.kid
    }

    /// Returns the signer's country.
    pub fn country(&self) -> Option<&str> {
        self.country.as_deref()
    }

    /// Returns the first valid moment.
    pub fn not_before(&self) -> Timestamp {
        self.not_before
    }

    /// Returns the last valid moment.
    pub fn not_after(&self) -> Timestamp {
        self.not_after
    }

    /// Returns the length of a key that is shorter than the specification asks for.
    ///
    /// Lists hold such signers; their certificates are verified all the same.
    pub fn short_key_bits(&self) -> Option<u32> {
        match &self.key {
            Key::Rsa(key) => Some(key.n().bit_width()).filter(|bits| *bits < RSA_BITS),
            Key::P256(_) | Key::Unsupported => None,
        }
    }

    /// Returns how its key signs; nothing for a key that the specification does not allow.
    pub fn algorithm(&self) -> Option<SigningAlgorithm> {
        match self.key {
            Key::P256(_) => Some(SigningAlgorithm::Es256),
            Key::Rsa(_) => Some(SigningAlgorithm::Ps256),
            Key::Unsupported => None,
        }
    }

    /// Returns the header of what its key signs at hand; nothing for a key that the specification does not allow.
    pub fn header(&self) -> Option<Header> {
        let (algorithm, kid) = (self.algorithm()?, self.kid);
        Some(Header::WithKid { algorithm, kid })
    }

    /// Whether its key usage, where it has one, is that of signatures. Readers do not ask; a signer at hand does.
    pub fn is_made_to_sign(&self) -> bool {
        self.is_made_to_sign
    }

    /// Whether it calls itself an authority's (basic constraints), which a document signer's never does (DCC.md 12).
    pub fn is_of_authority(&self) -> bool {
        self.is_of_authority
    }

    /// Whether a signature over bytes is that of its key.
    pub fn holds(&self, algorithm: &Algorithm, signed: &[u8], signature: &[u8]) -> bool {
        self.verify(algorithm, signed, signature).is_ok()
    }

    /// Returns the kinds of certificate that it may sign.
    pub fn kinds(&self) -> impl Iterator<Item = Kind> {
        Kind::ALL.into_iter().filter(|kind| self.allows(*kind))
    }

    /// Whether it may sign a kind of certificate; without any usage of ours it may sign all.
    pub fn allows(&self, kind: Kind) -> bool {
        self.groups.is_empty() || self.groups.contains(&kind)
    }

    /// Verifies a signature over the bytes to be signed.
    pub(super) fn verify(
        &self,
        algorithm: &Algorithm,
        signed: &[u8],
        signature: &[u8],
    ) -> Result<(), Fault> {
        let verified = match (&self.key, algorithm) {
            (Key::P256(point), Algorithm::Es256) => {
                UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, point)
                    .verify(signed, signature)
                    .is_ok()
            }
            (Key::Rsa(key), Algorithm::Ps256) => {
                let key = pss::VerifyingKey::<Sha256>::new((**key).clone());
                pss::Signature::try_from(signature)
                    .is_ok_and(|signature| key.verify(signed, &signature).is_ok())
            }
            (Key::Unsupported, _) => return Err(Fault::Key),
            _ => return Err(Fault::Algorithm),
        };
        if verified {
            Ok(())
        } else {
            Err(Fault::Signature)
        }
    }
}

impl fmt::Debug for Certificate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Certificate")
            .field("kid", &self.kid)
            .field("country", &self.country)
            .finish_non_exhaustive()
    }
}

/// The shortest RSA key that the specification allows.
const RSA_BITS: u32 = 2048;

fn key_of(spki: &[u8], raw: &[u8]) -> Key {
    if p256::PublicKey::from_public_key_der(spki).is_ok() {
        // ring takes the uncompressed point alone; a compressed one is written out.
        return match p256::PublicKey::from_sec1_bytes(raw) {
            Ok(key) => Key::P256(key.to_sec1_point(false).as_bytes().to_vec()),
            Err(_) => Key::Unsupported,
        };
    }
    match rsa::PublicKey::from_public_key_der(spki) {
        // The specification says 2048; lists hold 1024 to 4096.
        Ok(key) if (1024..=4096).contains(&key.n().bit_width()) => Key::Rsa(Box::new(key)),
        _ => Key::Unsupported,
    }
}

/// Finds `C=` in a name after RFC 4514.
fn country_of(name: &str) -> Option<String> {
    name.split([',', '+'])
        .find_map(|part| part.trim().strip_prefix("C="))
        .map(str::to_owned)
}

/// Whether basic constraints say so (RFC 5280 section 4.2.1.9).
pub(super) fn is_of_authority(certificate: &X509) -> bool {
    let constraints = certificate
        .tbs_certificate()
        .get_extension::<BasicConstraints>();
    matches!(constraints, Ok(Some((_, constraints))) if constraints.ca)
}

fn is_made_to_sign(certificate: &X509) -> bool {
    let usage = certificate.tbs_certificate().get_extension::<KeyUsage>();
    match usage {
        Ok(Some((_, usage))) => usage.digital_signature(),
        Ok(None) => true,
        Err(_) => false,
    }
}

/// Reads the usages of the specification and of the early mistake in the arc; others do not restrict.
fn groups_of(certificate: &X509) -> Vec<Kind> {
    let usages = certificate
        .tbs_certificate()
        .get_extension::<ExtendedKeyUsage>()
        .ok()
        .flatten();
    let kind = |usage: &ObjectIdentifier| {
        let usage = usage.to_string();
        let last = ["1.3.6.1.4.1.1847.2021.1.", "1.3.6.1.4.1.0.1847.2021.1."]
            .into_iter()
            .find_map(|arc| usage.strip_prefix(arc).map(str::to_owned))?;
        match last.as_str() {
            "1" => Some(Kind::Test),
            "2" => Some(Kind::Vaccination),
            "3" => Some(Kind::Recovery),
            _ => None,
        }
    };
    usages
        .map(|(_, usages)| usages.0.iter().filter_map(kind).collect())
        .unwrap_or_default()
}
