//! A client certificate with its key, from the PKCS#12 file that an operator hands out.
//!
//! RFC 7292, <https://www.rfc-editor.org/rfc/rfc7292>: the new form (PBES2, AES-256) and that of the years
//! before (3DES or RC2-40 with SHA-1).

use std::{fmt, sync::Arc};

use p12_keystore::{Certificate, Pkcs12Archive, error::Error as Cause};
use rustls::{
    Error as TlsError,
    crypto::ring,
    pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer},
    sign::CertifiedKey,
};

/// A client certificate with its key.
pub struct Identity(Arc<CertifiedKey>);

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
        for own in &certificates {
            if let Some(identity) = certified(own, &certificates, key)? {
                return Ok(Self(Arc::new(identity)));
            }
        }
        Err(IdentityError::NoCertificate)
    }

    /// Returns our own certificate (DER).
    pub fn certificate(&self) -> &[u8] {
        self.0.cert.first().map_or(&[], AsRef::as_ref)
    }

    pub(super) fn into_inner(self) -> Arc<CertifiedKey> {
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

/// Joins a certificate to the key, if it is that of the key. An unusable key is an error at once.
fn certified(
    own: &Certificate,
    all: &[&Certificate],
    key: &[u8],
) -> Result<Option<CertifiedKey>, IdentityError> {
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key)).clone_key();
    match CertifiedKey::from_der(chain(own, all), key, &ring::default_provider()) {
        Ok(certified) => Ok(Some(certified)),
        Err(TlsError::InconsistentKeys(_) | TlsError::InvalidCertificate(_)) => Ok(None),
        Err(_) => Err(IdentityError::Unsupported),
    }
}

/// Our own certificate and those above it, without the root, which the server has itself.
fn chain(own: &Certificate, all: &[&Certificate]) -> Vec<CertificateDer<'static>> {
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
        .map(|one| CertificateDer::from(one.as_der().to_vec()))
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
        assert_eq!(new.0.cert.len(), 1, "the root stays at home");
        assert_eq!(format!("{new:?}"), "Identity(hidden)");
    }

    #[test]
    fn a_file_is_opened_as_other_programs_pack_it() {
        for (name, password) in [
            ("rc2-40", "geheim"),
            ("umlaut-utf8", "Gehäuse-ß"),
            ("empty-password", ""),
        ] {
            let path = format!(
                "{}/tests/data/pkcs12/{name}.p12",
                env!("CARGO_MANIFEST_DIR")
            );
            let file = std::fs::read(path).unwrap();
            let identity = open(&file, password);
            assert!(identity.is_ok(), "{name}: {:?}", identity.err());
        }
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
