//! A client certificate with its key, from PKCS#12 (RFC 7292): the new form and that of 2021.

use std::fmt;

use base64::{Engine as _, engine::general_purpose::STANDARD as BASE64};
use p12_keystore::{KeyStore, Pkcs12ImportPolicy};
use ureq::tls::{Certificate, ClientCert, PemItem, PrivateKey, parse_pem};
use zeroize::Zeroizing;

use super::Error;

/// Who the counter is, for TLS.
pub struct Identity(ClientCert);

impl fmt::Debug for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Identity(hidden)")
    }
}

/// Why a file gives no identity.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum IdentityError {
    /// Not PKCS#12, or another password.
    #[error("the file does not open: it is no PKCS#12 file, or the password is another one")]
    Closed,
    /// It holds no key with its certificate.
    #[error("the file holds no key with its certificate")]
    NoKey,
    /// It holds several, and nobody says which.
    #[error("the file holds several keys: one is needed")]
    SeveralKeys,
}

impl Identity {
    /// Opens a PKCS#12 file.
    pub fn from_pkcs12(bytes: &[u8], password: &str) -> Result<Self, IdentityError> {
        let store = KeyStore::from_pkcs12(bytes, password, Pkcs12ImportPolicy::default())
            .or(Err(IdentityError::Closed))?;
        let mut chains = store.entries().filter_map(|(_, entry)| match entry {
            p12_keystore::KeyStoreEntry::PrivateKeyChain(chain) => Some(chain),
            p12_keystore::KeyStoreEntry::Certificate(_)
            | p12_keystore::KeyStoreEntry::Secret(_) => None,
        });
        let chain = chains.next().ok_or(IdentityError::NoKey)?;
        if chains.next().is_some() {
            return Err(IdentityError::SeveralKeys);
        }
        if chain.certs().is_empty() {
            return Err(IdentityError::NoKey);
        }
        let certificates: Vec<_> = chain
            .certs()
            .iter()
            .map(|certificate| Certificate::from_der(certificate.as_der()).to_owned())
            .collect();
        // The library names the kinds of keys nowhere but in PEM.
        let encoded = Zeroizing::new(BASE64.encode(chain.key().as_der()));
        let pem = Zeroizing::new(format!(
            "-----BEGIN PRIVATE KEY-----\n{}\n-----END PRIVATE KEY-----\n",
            encoded.as_str()
        ));
        let key = PrivateKey::from_pem(pem.as_bytes()).or(Err(IdentityError::NoKey))?;
        Ok(Self(ClientCert::new_with_certs(&certificates, key)))
    }

    pub(super) fn into_inner(self) -> ClientCert {
        self.0
    }
}

/// Reads roots from PEM.
pub(super) fn certificates(pem: &[u8]) -> Result<Vec<Certificate<'static>>, Error> {
    let unusable = || Error::Options("the file with the roots");
    let mut certificates = Vec::new();
    for item in parse_pem(pem) {
        if let PemItem::Certificate(certificate) = item.or(Err(unusable()))? {
            certificates.push(certificate);
        }
    }
    if certificates.is_empty() {
        return Err(unusable());
    }
    Ok(certificates)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample(name: &str) -> Vec<u8> {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/worked");
        std::fs::read(format!("{folder}/{name}")).unwrap()
    }

    #[test]
    fn the_new_form_and_that_of_2021_open() {
        for name in ["dsc-test.p12", "dsc-test-legacy.p12"] {
            assert!(
                Identity::from_pkcs12(&sample(name), "test").is_ok(),
                "{name}"
            );
        }
    }

    #[test]
    fn another_password_or_another_file_is_said() {
        let closed = |bytes: &[u8], password| Identity::from_pkcs12(bytes, password).unwrap_err();
        let bytes = sample("dsc-test.p12");
        assert_eq!(closed(&bytes, "other"), IdentityError::Closed);
        assert_eq!(closed(b"no file", "test"), IdentityError::Closed);
        assert_eq!(closed(&sample("dsc.pem"), "test"), IdentityError::Closed);
    }

    #[test]
    fn roots_are_read_from_pem_and_nothing_else() {
        assert_eq!(certificates(&sample("csca.pem")).unwrap().len(), 1);
        for bytes in [b"".as_slice(), b"no pem", &sample("dsc-test-key.pem")] {
            assert!(certificates(bytes).is_err());
        }
    }
}
