//! TLS to a printer: its remembered certificate, else the system's roots; nothing is trusted in silence.

use std::{
    io,
    sync::{Arc, OnceLock},
};

use rustls::{
    CertificateError, ClientConfig, ClientConnection, DigitallySignedStruct, Error as TlsError,
    SignatureScheme, StreamOwned,
    client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier},
    crypto::{CryptoProvider, verify_tls12_signature, verify_tls13_signature},
    pki_types::{CertificateDer, ServerName, UnixTime},
};
use sha2::{Digest as _, Sha256};
use ureq::{
    Error as Cause,
    unversioned::transport::{
        ConnectionDetails, Connector, NextTimeout, Transport, TransportAdapter,
    },
};

use super::{
    super::Error,
    stream::{Limited, Stream},
};

/// What was wrong with the certificate of the other end.
#[derive(Clone, Debug, Default)]
pub(super) struct Met(Arc<OnceLock<Error>>);

impl Met {
    pub(super) fn get(&self) -> Option<Error> {
        self.0.get().cloned()
    }

    /// The first thing that is wrong is the one to tell.
    fn note(&self, error: Error) {
        self.0.get_or_init(|| error);
    }
}

/// Secures a connection.
#[derive(Debug)]
pub(super) struct Tls {
    pins: Vec<String>,
    met: Met,
}

impl Tls {
    pub(super) fn new(pins: &[String], met: Met) -> Self {
        Self {
            pins: pins.to_vec(),
            met,
        }
    }

    fn config(&self) -> Result<ClientConfig, TlsError> {
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let trust = Trust {
            pins: self.pins.clone(),
            met: self.met.clone(),
            // A remembered certificate needs no roots, which would be read anew for each look at a job. And without
            // roots nobody vouches for anybody.
            roots: if self.pins.is_empty() {
                rustls_platform_verifier::Verifier::new(Arc::clone(&provider)).ok()
            } else {
                None
            },
            provider: Arc::clone(&provider),
        };
        Ok(ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()?
            .dangerous()
            .with_custom_certificate_verifier(Arc::new(trust))
            .with_no_client_auth())
    }
}

/// A secured connection.
type Secured = StreamOwned<ClientConnection, TransportAdapter>;

impl<In: Transport> Connector<In> for Tls {
    type Out = Stream<Secured>;

    fn connect(
        &self,
        details: &ConnectionDetails<'_>,
        chained: Option<In>,
    ) -> Result<Option<Self::Out>, Cause> {
        let Some(transport) = chained else {
            return Ok(None);
        };
        let host = details.uri.host().unwrap_or_default();
        let bare = host.trim_start_matches('[').trim_end_matches(']');
        let name = ServerName::try_from(bare.to_owned())
            .map_err(|_no_name| Cause::Tls("no name of a host"))?;
        let mut connection = ClientConnection::new(Arc::new(self.config()?), name)?;
        let mut socket =
            TransportAdapter::new(transport.boxed(), Arc::clone(&details.current_time));
        socket.set_timeout(details.timeout);
        connection.complete_io(&mut socket)?;
        let stream = StreamOwned::new(connection, socket);
        Ok(Some(Stream::new(stream, details.config)))
    }
}

impl Limited for Secured {
    fn limit(&mut self, timeout: NextTimeout) -> io::Result<()> {
        self.get_mut().set_timeout(timeout);
        Ok(())
    }

    fn is_secure(&self) -> bool {
        true
    }
}

/// Decides whom to trust.
#[derive(Debug)]
struct Trust {
    pins: Vec<String>,
    met: Met,
    roots: Option<rustls_platform_verifier::Verifier>,
    provider: Arc<CryptoProvider>,
}

impl ServerCertVerifier for Trust {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, TlsError> {
        let shown = fingerprint(end_entity);
        if self.pins.contains(&shown) {
            return Ok(ServerCertVerified::assertion());
        }
        if self.pins.is_empty() {
            let vouched = self.roots.as_ref().and_then(|roots| {
                roots
                    .verify_server_cert(end_entity, intermediates, server_name, ocsp_response, now)
                    .ok()
            });
            if let Some(verified) = vouched {
                return Ok(verified);
            }
            self.met.note(Error::IdentityUnknown(shown));
        } else {
            self.met.note(Error::IdentityChanged(shown));
        }
        Err(TlsError::InvalidCertificate(
            CertificateError::ApplicationVerificationFailure,
        ))
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, TlsError> {
        let algorithms = &self.provider.signature_verification_algorithms;
        verify_tls12_signature(message, certificate, signed, algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, TlsError> {
        let algorithms = &self.provider.signature_verification_algorithms;
        verify_tls13_signature(message, certificate, signed, algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider
            .signature_verification_algorithms
            .supported_schemes()
    }
}

/// Returns the SHA-256 of a certificate in hexadecimal digits, as printers show it on their own pages.
fn fingerprint(certificate: &CertificateDer<'_>) -> String {
    let mut text = String::new();
    for byte in Sha256::digest(certificate.as_ref()) {
        let digits = [byte >> 4, byte & 15].map(u32::from);
        text.extend(
            digits
                .iter()
                .filter_map(|digit| char::from_digit(*digit, 16)),
        );
    }
    text
}
