//! Who the portal is when it speaks TLS, and who may speak to it: a training CA, a server certificate for this
//! computer, and a client certificate in PKCS#12.

use std::{
    fs, io,
    net::{IpAddr, Ipv4Addr},
    path::{Path, PathBuf},
    str::FromStr as _,
    sync::Arc,
};

use jiff::Timestamp;
use p12_keystore::{KeyStore, KeyStoreEntry, PrivateKey, PrivateKeyChain};
use p256::{SecretKey, pkcs8::EncodePrivateKey as _};
use tokio_rustls::rustls::{
    self, RootCertStore, ServerConfig,
    pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer, pem::PemObject as _},
    server::WebPkiClientVerifier,
};
use x509_cert::{
    TbsCertificate,
    builder::{Result as BuildResult, profile::BuilderProfile},
    der::{
        Encode as _, EncodePem as _,
        asn1::{Ia5String, ObjectIdentifier},
    },
    ext::{
        Extension, ToExtension as _,
        pkix::{
            BasicConstraints, ExtendedKeyUsage, KeyUsage, KeyUsages, SubjectAltName,
            name::GeneralName,
        },
    },
    name::Name,
    spki::SubjectPublicKeyInfoRef,
};
use zeroize::Zeroizing;

use super::signing_keys;
use crate::sign;

/// What the portal needs for TLS.
pub struct Identity {
    folder: PathBuf,
    server: Vec<u8>,
    key: Zeroizing<Vec<u8>>,
    made_at: Timestamp,
    older: bool,
}

/// Why the portal cannot speak TLS.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// No certificate of a CA.
    #[error("the file of the client CA holds no certificate (PEM)")]
    ClientCa,
    /// A file that cannot be read, or holds something else.
    #[error("{path} cannot be used: move the folder away to begin with new certificates", path = path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What the system says.
        #[source]
        source: io::Error,
    },
    /// The certificates cannot be made.
    #[error("the certificates for TLS could not be made")]
    Make(#[from] sign::Error),
    /// The client certificate cannot be written as PKCS#12.
    #[error("the client certificate could not be written")]
    Pkcs12(#[source] p12_keystore::error::Error),
    /// The library takes no such certificate.
    #[error("the certificates cannot be used for TLS")]
    Tls(#[source] rustls::Error),
}

/// The passphrase of the client certificate: it opens nothing but a training portal.
pub const PASSPHRASE: &str = "training";

/// How long all of it is valid: longer than anybody practises with one data folder.
const YEARS: u64 = 10;

const CA: &str = "ca.pem";
const SERVER: &str = "server.der";
const KEY: &str = "server.key";
const CLIENT: &str = "client.p12";

impl Identity {
    /// Opens what a folder holds, making it when the folder does not exist yet.
    pub fn open_or_create(folder: &Path, now: Timestamp) -> Result<Self, Error> {
        if !folder.exists() {
            let made = Made::new(now)?;
            let files = [
                (CA, made.ca.as_bytes()),
                (SERVER, &made.server),
                (KEY, &made.key),
                (CLIENT, &made.client),
            ];
            signing_keys::keep(folder, &files)?;
        }
        let read = |name: &str| {
            let path = folder.join(name);
            fs::read(&path).map_err(|source| Error::File { path, source })
        };
        Ok(Self {
            server: read(SERVER)?,
            key: Zeroizing::new(read(KEY)?),
            folder: folder.to_owned(),
            made_at: now,
            older: false,
        })
    }

    /// Speaks TLS 1.2 alone, as older portals do.
    #[must_use]
    pub fn older(self) -> Self {
        Self {
            older: true,
            ..self
        }
    }

    /// Returns the file of the CA that clients must trust (PEM).
    pub fn ca(&self) -> PathBuf {
        self.folder.join(CA)
    }

    /// Returns the file of a client certificate by the same CA (PKCS#12 with [`PASSPHRASE`]).
    pub fn client(&self) -> PathBuf {
        self.folder.join(CLIENT)
    }

    /// Returns how to speak TLS. Clients without a certificate of the given CA (PEM) are let in, because the portal
    /// refuses them in its own words; those with a certificate of another CA are not.
    pub(super) fn config(&self, client_ca: Option<&[u8]>) -> Result<ServerConfig, Error> {
        config((&self.server, &self.key), client_ca, self.older)
    }

    /// Returns how to speak TLS as somebody whom no client trusts.
    pub(super) fn impostor(&self) -> Result<ServerConfig, Error> {
        let made = Made::new(self.made_at)?;
        config((&made.server, &made.key), None, self.older)
    }
}

fn config(
    (server, key): (&[u8], &[u8]),
    client_ca: Option<&[u8]>,
    older: bool,
) -> Result<ServerConfig, Error> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let versions = if older {
        &[&rustls::version::TLS12][..]
    } else {
        rustls::ALL_VERSIONS
    };
    let builder = ServerConfig::builder_with_provider(Arc::clone(&provider))
        .with_protocol_versions(versions)
        .map_err(Error::Tls)?;
    let builder = match client_ca {
        None => builder.with_no_client_auth(),
        Some(pem) => {
            let mut roots = RootCertStore::empty();
            for certificate in CertificateDer::pem_slice_iter(pem) {
                let certificate = certificate.or(Err(Error::ClientCa))?;
                roots.add(certificate).or(Err(Error::ClientCa))?;
            }
            let verifier = WebPkiClientVerifier::builder_with_provider(roots.into(), provider);
            let verifier = verifier.allow_unauthenticated().build();
            builder.with_client_cert_verifier(verifier.or(Err(Error::ClientCa))?)
        }
    };
    let chain = vec![CertificateDer::from(server.to_vec())];
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.to_vec()));
    builder.with_single_cert(chain, key).map_err(Error::Tls)
}

/// A CA and what it has signed. Its key is not kept: it has signed all that it ever will.
struct Made {
    ca: String,
    server: Vec<u8>,
    key: Zeroizing<Vec<u8>>,
    client: Vec<u8>,
}

impl Made {
    fn new(now: Timestamp) -> Result<Self, Error> {
        let (ca_key, server_key) = (signing_keys::new_key()?, signing_keys::new_key()?);
        let client_key = signing_keys::new_key()?;
        let sign = |role, key: &SecretKey| {
            let certificate = signing_keys::build(Profile(role), key, &ca_key, (now, YEARS))?;
            let der = certificate.to_der().or(Err(sign::Error::Sign))?;
            Ok::<_, sign::Error>((certificate, der))
        };
        let (ca, ca_der) = sign(Role::Ca, &ca_key)?;
        let (_, server) = sign(Role::Server, &server_key)?;
        let (_, client) = sign(Role::Client, &client_key)?;
        Ok(Self {
            ca: ca
                .to_pem(p256::pkcs8::LineEnding::LF)
                .or(Err(sign::Error::Sign))?,
            server,
            key: pkcs8(&server_key)?,
            client: pkcs12(&pkcs8(&client_key)?, [&client, &ca_der]).map_err(Error::Pkcs12)?,
        })
    }
}

fn pkcs8(key: &SecretKey) -> Result<Zeroizing<Vec<u8>>, sign::Error> {
    let document = key.to_pkcs8_der().or(Err(sign::Error::NoKey))?;
    Ok(Zeroizing::new(document.as_bytes().to_vec()))
}

fn pkcs12(key: &[u8], chain: [&[u8]; 2]) -> Result<Vec<u8>, p12_keystore::error::Error> {
    let key = PrivateKey::from_der(key)?;
    let chain: Vec<_> = chain
        .into_iter()
        .map(p12_keystore::Certificate::from_der)
        .collect::<Result<_, _>>()?;
    let entry = PrivateKeyChain::new(vec![1], key, chain);
    let mut store = KeyStore::new();
    store.add_entry("training", KeyStoreEntry::PrivateKeyChain(entry));
    store.writer(PASSPHRASE).write()
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Role {
    Ca,
    Server,
    Client,
}

struct Profile(Role);

fn name(text: &str) -> Name {
    Name::from_str(text).unwrap_or_default()
}

impl BuilderProfile for Profile {
    fn get_issuer(&self, _subject: &Name) -> Name {
        name("CN=Impftheke Training CA,O=Impftheke,C=XX")
    }

    fn get_subject(&self) -> Name {
        name(match self.0 {
            Role::Ca => "CN=Impftheke Training CA,O=Impftheke,C=XX",
            Role::Server => "CN=Impftheke Training Portal,O=Impftheke,C=XX",
            Role::Client => "CN=Impftheke Training Counter,O=Impftheke,C=XX",
        })
    }

    fn build_extensions(
        &self,
        _public: SubjectPublicKeyInfoRef<'_>,
        _issuer_public: SubjectPublicKeyInfoRef<'_>,
        tbs: &TbsCertificate,
    ) -> BuildResult<Vec<Extension>> {
        let subject = tbs.subject();
        let mut extensions = Vec::new();
        let constraints = BasicConstraints {
            ca: self.0 == Role::Ca,
            path_len_constraint: None,
        };
        extensions.push(constraints.to_extension(subject, &extensions)?);
        let usage = KeyUsage(match self.0 {
            Role::Ca => KeyUsages::KeyCertSign | KeyUsages::CRLSign,
            Role::Server | Role::Client => KeyUsages::DigitalSignature.into(),
        });
        extensions.push(usage.to_extension(subject, &extensions)?);
        let purpose = match self.0 {
            Role::Ca => return Ok(extensions),
            Role::Server => SERVER_AUTH,
            Role::Client => CLIENT_AUTH,
        };
        extensions.push(ExtendedKeyUsage(vec![purpose]).to_extension(subject, &extensions)?);
        if self.0 == Role::Server {
            let names = vec![
                GeneralName::DnsName(Ia5String::new("localhost")?),
                // For whoever reaches it through a proxy, which this computer itself is not (RFC 6761 section 6.2).
                GeneralName::DnsName(Ia5String::new(THROUGH_A_PROXY)?),
                GeneralName::from(IpAddr::V4(Ipv4Addr::LOCALHOST)),
            ];
            extensions.push(SubjectAltName(names).to_extension(subject, &extensions)?);
        }
        Ok(extensions)
    }
}

/// The name of the portal for a proxy that leads to it.
const THROUGH_A_PROXY: &str = "portal.test";
const SERVER_AUTH: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.3.1");
const CLIENT_AUTH: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.3.2");

impl std::fmt::Debug for Identity {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Identity")
            .field("folder", &self.folder)
            .finish_non_exhaustive()
    }
}
