//! A P-256 key in a file, signing with the library that TLS brings anyway.

use std::fmt;

use p256::{
    SecretKey,
    ecdsa::{Signature, SigningKey, signature::hazmat::PrehashSigner as _},
    pkcs8::{DecodePrivateKey as _, EncodePrivateKey as _},
};
use ring::{
    rand::SystemRandom,
    signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _},
};
use x509_cert::{Certificate, der::Decode as _};

use super::{Error, Signer};

/// Signs with a key in this process.
pub struct LocalSigner {
    certificate: Vec<u8>,
    key: EcdsaKeyPair,
    digest_key: SigningKey,
    random: SystemRandom,
}

impl LocalSigner {
    /// Takes a key (PKCS#8 PEM) and its document signer certificate (DER), which must belong together.
    pub fn new(key_pem: &str, certificate: &[u8]) -> Result<Self, Error> {
        let random = SystemRandom::new();
        let secret = SecretKey::from_pkcs8_pem(key_pem).or(Err(Error::NoKey))?;
        // The document wipes itself.
        let document = secret.to_pkcs8_der().or(Err(Error::NoKey))?;
        let key = EcdsaKeyPair::from_pkcs8(
            &ECDSA_P256_SHA256_FIXED_SIGNING,
            document.as_bytes(),
            &random,
        )
        .or(Err(Error::NoKey))?;
        let parsed = Certificate::from_der(certificate).or(Err(Error::OtherKey))?;
        let public = parsed
            .tbs_certificate()
            .subject_public_key_info()
            .subject_public_key
            .raw_bytes();
        if public != key.public_key().as_ref() {
            return Err(Error::OtherKey);
        }
        Ok(Self {
            certificate: certificate.to_vec(),
            key,
            digest_key: SigningKey::from(&secret),
            random,
        })
    }

    /// Signs a SHA-256 digest as it is, the way of a service that never sees what it signs.
    ///
    /// The signature is that of RFC 6979: the same digest gives the same bytes.
    pub fn sign_digest(&self, digest: &[u8; 32]) -> Result<[u8; 64], Error> {
        let signature: Signature = self.digest_key.sign_prehash(digest).or(Err(Error::Sign))?;
        Ok(signature.to_bytes().into())
    }
}

impl Signer for LocalSigner {
    fn certificate(&self) -> &[u8] {
        &self.certificate
    }

    fn sign(&self, to_be_signed: &[u8]) -> Result<Vec<u8>, Error> {
        let signature = self
            .key
            .sign(&self.random, to_be_signed)
            .or(Err(Error::Sign))?;
        Ok(signature.as_ref().to_vec())
    }
}

impl fmt::Debug for LocalSigner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("LocalSigner(hidden)")
    }
}

#[cfg(test)]
mod tests {
    use p256::ecdsa::{VerifyingKey, signature::Verifier as _};
    use sha2::{Digest as _, Sha256};
    use x509_cert::der::DecodePem as _;
    use x509_cert::der::Encode as _;

    use super::*;

    const KEY: &str = include_str!("../../tests/data/worked/dsc-test-key.pem");

    fn certificate(name: &str) -> Vec<u8> {
        let path = format!("{}/tests/data/worked/{name}", env!("CARGO_MANIFEST_DIR"));
        Certificate::from_pem(std::fs::read(path).unwrap())
            .unwrap()
            .to_der()
            .unwrap()
    }

    #[test]
    fn a_signature_verifies_with_another_library() {
        let signer = LocalSigner::new(KEY, &certificate("dsc.pem")).unwrap();
        let signature = signer.sign(b"to be signed").unwrap();
        let key = VerifyingKey::from(SecretKey::from_pkcs8_pem(KEY).unwrap().public_key());
        key.verify(b"to be signed", &Signature::from_slice(&signature).unwrap())
            .unwrap();
    }

    #[test]
    fn a_digest_is_signed_as_it_is() {
        let signer = LocalSigner::new(KEY, &certificate("dsc.pem")).unwrap();
        let digest = Sha256::digest(b"to be signed").into();
        let signature = signer.sign_digest(&digest).unwrap();
        let key = VerifyingKey::from(SecretKey::from_pkcs8_pem(KEY).unwrap().public_key());
        key.verify(b"to be signed", &Signature::from_slice(&signature).unwrap())
            .unwrap();
        assert_eq!(signer.sign_digest(&digest).unwrap(), signature);
    }

    #[test]
    fn a_key_of_another_certificate_is_refused() {
        assert!(matches!(
            LocalSigner::new(KEY, &certificate("csca.pem")),
            Err(Error::OtherKey)
        ));
        assert!(matches!(
            LocalSigner::new("no key", &certificate("dsc.pem")),
            Err(Error::NoKey)
        ));
    }
}
