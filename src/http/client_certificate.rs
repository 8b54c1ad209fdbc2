//! A client certificate with its key, from the file that an operator hands out.

use std::{fmt, sync::Arc};

use rustls::{
    Error as TlsError,
    crypto::ring,
    pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer},
    sign::CertifiedKey,
};
use x509_cert::{Certificate as X509, der::Decode as _};

use crate::key_file::{self, KeyFile, PrivateKey};

/// A client certificate with its key.
pub struct Identity(Arc<CertifiedKey>);

/// Why a file gives no identity.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum IdentityError {
    /// The file cannot be opened.
    #[error(transparent)]
    File(#[from] key_file::Error),
    /// No certificate belongs to the key.
    #[error("no certificate in the file belongs to its key")]
    NoCertificate,
    /// No private key.
    #[error("the file holds no private key")]
    NoKey,
    /// More than one key, so that the choice would be a guess.
    #[error("the file holds {0} keys where one is expected")]
    SeveralKeys(usize),
    /// A kind of key that is not supported.
    #[error("the key in the file is of a kind that is not supported")]
    Unsupported,
}

impl Identity {
    /// Opens a file of PKCS#12, or of PEM, which is told by its content.
    pub fn from_pkcs12(file: &[u8], password: &str) -> Result<Self, IdentityError> {
        let file = KeyFile::open(file, password)?;
        let key = match file.keys.as_slice() {
            [] => return Err(IdentityError::NoKey),
            [key] => key,
            several => return Err(IdentityError::SeveralKeys(several.len())),
        };
        for own in &file.certificates {
            if let Some(identity) = certified(own, &file.certificates, key)? {
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

/// Joins a certificate to the key, if it is that of the key. An unusable key is an error at once.
fn certified(
    own: &[u8],
    all: &[Vec<u8>],
    key: &PrivateKey,
) -> Result<Option<CertifiedKey>, IdentityError> {
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.pkcs8())).clone_key();
    match CertifiedKey::from_der(chain(own, all), key, &ring::default_provider()) {
        Ok(certified) => Ok(Some(certified)),
        Err(TlsError::InconsistentKeys(_) | TlsError::InvalidCertificate(_)) => Ok(None),
        Err(_) => Err(IdentityError::Unsupported),
    }
}

/// Our own certificate and those above it, without the root, which the server has itself.
fn chain(own: &[u8], all: &[Vec<u8>]) -> Vec<CertificateDer<'static>> {
    let named = |der: &[u8]| {
        let parsed = X509::from_der(der).ok()?;
        let certificate = parsed.tbs_certificate();
        Some((
            certificate.subject().clone(),
            certificate.issuer().clone(),
            der.to_vec(),
        ))
    };
    let others: Vec<_> = all.iter().filter_map(|der| named(der)).collect();
    let mut chain = vec![CertificateDer::from(own.to_vec())];
    let mut last = named(own);
    while let Some((_, issuer, _)) = &last {
        let above = others.iter().find(|(subject, theirs, der)| {
            subject == issuer && subject != theirs && !chain.iter().any(|one| one.as_ref() == *der)
        });
        let Some(above) = above else { break };
        chain.push(CertificateDer::from(above.2.clone()));
        last = Some(above.clone());
    }
    chain
}

#[cfg(test)]
mod tests {
    use p12_keystore::Pkcs12Archive;
    use x509_cert::der::{DecodePem as _, Encode as _};

    use super::*;

    const NEW: &[u8] = include_bytes!("../../tests/data/worked/dsc-test.p12");
    const OLD: &[u8] = include_bytes!("../../tests/data/worked/dsc-test-legacy.p12");

    const WRONG_PASSWORD: IdentityError = IdentityError::File(key_file::Error::WrongPassword);

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
            assert_eq!(open(file, "Test").unwrap_err(), WRONG_PASSWORD);
            assert_eq!(open(file, "").unwrap_err(), WRONG_PASSWORD);
            assert!(open(&file[..file.len() / 2], "test").is_err());
        }
        assert_eq!(
            open(b"", "test").unwrap_err(),
            IdentityError::File(key_file::Error::NotKeyFile)
        );
        assert!(matches!(
            open(b"-----BEGIN CERTIFICATE-----", "test").unwrap_err(),
            IdentityError::File(key_file::Error::Damaged(_))
        ));
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
