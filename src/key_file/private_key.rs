//! One private key, whatever form it was written in, as PKCS#8 (RFC 5958).

use der::{
    Decode as _, Encode as _, Sequence,
    asn1::{BitString, ObjectIdentifier, OctetString},
};
use p256::pkcs8::{AlgorithmIdentifierRef, PrivateKeyInfoRef};
use zeroize::Zeroizing;

use super::{Error, Plain};

/// A private key (PKCS#8).
pub struct PrivateKey(Plain);

/// `ECPrivateKey` of RFC 5915 section 3.
#[derive(Sequence)]
struct EcPrivateKey {
    version: u8,
    private_key: OctetString,
    #[asn1(context_specific = "0", tag_mode = "EXPLICIT", optional = "true")]
    curve: Option<ObjectIdentifier>,
    #[asn1(context_specific = "1", tag_mode = "EXPLICIT", optional = "true")]
    public_key: Option<BitString>,
}

const EC: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.2.1");
const RSA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.1");

const NO_KEY: Error = Error::Damaged("its private key cannot be read");

impl PrivateKey {
    /// Takes PKCS#8 (DER).
    pub fn from_pkcs8(der: Plain) -> Result<Self, Error> {
        PrivateKeyInfoRef::try_from(der.as_slice()).or(Err(NO_KEY))?;
        Ok(Self(der))
    }

    /// Takes `ECPrivateKey` (RFC 5915, "SEC1").
    pub(super) fn from_sec1(der: &[u8]) -> Result<Self, Error> {
        let key = EcPrivateKey::from_der(der).or(Err(NO_KEY))?;
        let curve = key
            .curve
            .ok_or(Error::Damaged("its private key names no curve"))?;
        let parameters = (&curve).into();
        Self::wrapped((EC, Some(parameters)), der)
    }

    /// Takes `RSAPrivateKey` (RFC 8017 appendix A.1.2, "PKCS#1").
    pub(super) fn from_pkcs1(der: &[u8]) -> Result<Self, Error> {
        Self::wrapped((RSA, Some(der::AnyRef::NULL)), der)
    }

    fn wrapped(
        (oid, parameters): (ObjectIdentifier, Option<der::AnyRef<'_>>),
        key: &[u8],
    ) -> Result<Self, Error> {
        let algorithm = AlgorithmIdentifierRef { oid, parameters };
        let key = der::asn1::OctetStringRef::new(key).or(Err(NO_KEY))?;
        let pkcs8 = PrivateKeyInfoRef::new(algorithm, key)
            .to_der()
            .or(Err(NO_KEY))?;
        Self::from_pkcs8(Zeroizing::new(pkcs8))
    }

    /// Returns it as PKCS#8 (DER).
    pub fn pkcs8(&self) -> &[u8] {
        &self.0
    }
}
