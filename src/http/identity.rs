//! A client certificate with its key, from the PKCS#12 file that an operator hands out.
//!
//! RFC 7292, <https://www.rfc-editor.org/rfc/rfc7292>: the new form (PBES2, AES-256) and that of the years
//! before (3DES or RC2-40 with SHA-1).

use std::fmt;

use p12_keystore::{Certificate, Pkcs12Archive, error::Error as Cause};
use p256::pkcs8::{LineEnding, SecretDocument};
use rustls::{
    Error as TlsError,
    crypto::ring,
    pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer},
    sign::CertifiedKey,
};
use ureq::tls::{self, ClientCert};

/// A client certificate with its key.
pub struct Identity(ClientCert);

/// Why a file gives no identity.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum IdentityError {
    /// No certificate belongs to the key.
    #[error("no certificate in the file belongs to its key")]
    NoCertificate,
    /// No private key.
    #[error("the file holds no private key")]
    NoKey,
    /// Not PKCS#12, or damaged.
    #[error("the file is not PKCS#12, or it is damaged")]
    NotPkcs12,
    /// More than one key, so that the choice would be a guess.
    #[error("the file holds {0} keys where one is expected")]
    SeveralKeys(usize),
    /// A cipher or a kind of key that is not supported.
    #[error("the file is protected, or its key is made, in a way that is not supported")]
    Unsupported,
    /// The password does not open the file.
    #[error("the password does not open the file")]
    WrongPassword,
}

impl Identity {
    /// Opens a PKCS#12 file.
    pub fn from_pkcs12(file: &[u8], password: &str) -> Result<Self, IdentityError> {
        let archive = Pkcs12Archive::from_pkcs12(file, password).map_err(|cause| fault(&cause))?;
        let key = match archive.keys.as_slice() {
            [] => return Err(IdentityError::NoKey),
            [bag] => bag.key.as_der(),
            several => return Err(IdentityError::SeveralKeys(several.len())),
        };
        let certificates: Vec<&Certificate> = archive.certs.iter().map(|bag| &bag.cert).collect();
        let mut own = None;
        for certificate in &certificates {
            if belongs(certificate, key)? {
                own = Some(*certificate);
                break;
            }
        }
        let own = own.ok_or(IdentityError::NoCertificate)?;
        // The library takes a key as PEM alone. The text wipes itself.
        let pem = SecretDocument::try_from(key)
            .and_then(|document| document.to_pem("PRIVATE KEY", LineEnding::LF))
            .or(Err(IdentityError::Unsupported))?;
        let key = tls::PrivateKey::from_pem(pem.as_bytes()).or(Err(IdentityError::Unsupported))?;
        let chain = chain(own, &certificates);
        Ok(Self(ClientCert::new_with_certs(&chain, key)))
    }

    /// Returns our own certificate (DER).
    pub fn certificate(&self) -> &[u8] {
        self.0.certs().first().map_or(&[], tls::Certificate::der)
    }

    pub(super) fn into_inner(self) -> ClientCert {
        self.0
    }
}

impl fmt::Debug for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Identity(hidden)")
    }
}

fn fault(cause: &Cause) -> IdentityError {
    match cause {
        // Without a checksum a wrong password shows first in the padding.
        Cause::MacError(_) | Cause::UnpadError | Cause::Pkcs5Error(_) => {
            IdentityError::WrongPassword
        }
        Cause::UnsupportedEncryptionScheme
        | Cause::UnsupportedMacAlgorithm
        | Cause::UnsupportedCertificateType
        | Cause::UnsupportedContentType => IdentityError::Unsupported,
        Cause::DerError(_)
        | Cause::InvalidData
        | Cause::InvalidLength
        | Cause::InvalidParameters
        | Cause::InvalidPrivateKey
        | Cause::InvalidVersion
        | Cause::IoError(_)
        | Cause::X509Error(_) => IdentityError::NotPkcs12,
    }
}

/// Whether a certificate is that of the key. An unusable key is an error at once.
fn belongs(certificate: &Certificate, key: &[u8]) -> Result<bool, IdentityError> {
    let chain = vec![CertificateDer::from(certificate.as_der().to_vec())];
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key)).clone_key();
    match CertifiedKey::from_der(chain, key, &ring::default_provider()) {
        Ok(_) => Ok(true),
        Err(TlsError::InconsistentKeys(_) | TlsError::InvalidCertificate(_)) => Ok(false),
        Err(_) => Err(IdentityError::Unsupported),
    }
}

/// Our own certificate and those above it, without the root, which the server has itself.
fn chain(own: &Certificate, all: &[&Certificate]) -> Vec<tls::Certificate<'static>> {
    let mut chain = vec![own];
    while let Some(last) = chain.last() {
        let above = all.iter().find(|other| {
            other.subject() == last.issuer()
                && other.subject() != other.issuer()
                && !chain.contains(other)
        });
        let Some(above) = above else { break };
        chain.push(above);
    }
    chain
        .iter()
        .map(|one| tls::Certificate::from_der(one.as_der()).to_owned())
        .collect()
}

#[cfg(test)]
mod tests {
    use x509_cert::{
        Certificate as X509,
        der::{DecodePem as _, Encode as _},
    };

    use super::*;

    const NEW: &[u8] = include_bytes!("../../tests/data/worked/dsc-test.p12");
    const OLD: &[u8] = include_bytes!("../../tests/data/worked/dsc-test-legacy.p12");

    fn open(file: &[u8], password: &str) -> Result<Identity, IdentityError> {
        Identity::from_pkcs12(file, password)
    }

    #[test]
    fn the_old_and_the_new_form_give_the_same_identity() {
        let dsc = X509::from_pem(include_bytes!("../../tests/data/worked/dsc.pem"))
            .unwrap()
            .to_der()
            .unwrap();
        let [new, old] = [NEW, OLD].map(|file| open(file, "test").unwrap());
        assert_eq!(new.certificate(), dsc);
        assert_eq!(old.certificate(), dsc);
        assert_eq!(new.0.private_key().der(), old.0.private_key().der());
        assert_eq!(new.0.certs().len(), 1, "the root stays at home");
        assert_eq!(format!("{new:?}"), "Identity(hidden)");
    }

    #[test]
    fn what_is_wrong_with_a_file_is_said() {
        for file in [NEW, OLD] {
            assert_eq!(
                open(file, "Test").unwrap_err(),
                IdentityError::WrongPassword
            );
            assert_eq!(open(file, "").unwrap_err(), IdentityError::WrongPassword);
            assert!(open(&file[..file.len() / 2], "test").is_err());
        }
        for file in [&b""[..], b"-----BEGIN CERTIFICATE-----"] {
            assert_eq!(open(file, "test").unwrap_err(), IdentityError::NotPkcs12);
        }
    }

    #[test]
    fn none_or_several_keys_are_refused() {
        use p12_keystore::{KeyStore, KeyStoreEntry, PrivateKeyChain};
        let archive = Pkcs12Archive::from_pkcs12(NEW, "test").unwrap();
        let certificate = |index: usize| archive.certs[index].cert.clone();
        let key = &archive.keys[0].key;
        let written = |entries: Vec<KeyStoreEntry>| {
            let mut store = KeyStore::new();
            for (index, entry) in entries.into_iter().enumerate() {
                store.add_entry(&format!("entry {index}"), entry);
            }
            let file = store.writer("test").encryption_iterations(1).write();
            open(&file.unwrap(), "test").map(|_| ())
        };
        let pair = |id: &str, index| {
            KeyStoreEntry::PrivateKeyChain(PrivateKeyChain::new(
                id,
                key.clone(),
                [certificate(index)],
            ))
        };
        let csca = (0..2)
            .find(|&index| certificate(index).subject() == certificate(index).issuer())
            .unwrap();
        assert_eq!(written(vec![pair("a", 1 - csca)]), Ok(()));
        assert_eq!(
            written(vec![pair("a", csca)]),
            Err(IdentityError::NoCertificate)
        );
        assert_eq!(
            written(vec![pair("a", 1 - csca), pair("b", 1 - csca)]),
            Err(IdentityError::SeveralKeys(2))
        );
        assert_eq!(
            written(vec![KeyStoreEntry::Certificate(certificate(csca))]),
            Err(IdentityError::NoKey)
        );
    }
}
