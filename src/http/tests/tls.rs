//! Who proves what to whom over TLS.

use rustls::{
    DigitallySignedStruct, DistinguishedName, ServerConfig, ServerConnection, SignatureScheme,
    StreamOwned,
    client::danger::HandshakeSignatureValid,
    crypto::{ring, verify_tls12_signature, verify_tls13_signature},
    pki_types::{CertificateDer, PrivateKeyDer, UnixTime, pem::PemObject as _},
    server::danger::{ClientCertVerified, ClientCertVerifier},
};

use super::*;

const ROOT: &[u8] = include_bytes!("../../../tests/data/tls/root.pem");

/// What a server wants to see of a client.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Wants {
    Nothing,
    Anyone,
    Nobody,
}

impl ClientCertVerifier for Wants {
    fn offer_client_auth(&self) -> bool {
        *self != Self::Nothing
    }

    fn root_hint_subjects(&self) -> &[DistinguishedName] {
        &[]
    }

    fn verify_client_cert(
        &self,
        _certificate: &CertificateDer<'_>,
        _above: &[CertificateDer<'_>],
        _now: UnixTime,
    ) -> Result<ClientCertVerified, rustls::Error> {
        match self {
            Self::Nobody => Err(rustls::CertificateError::UnknownIssuer.into()),
            Self::Anyone | Self::Nothing => Ok(ClientCertVerified::assertion()),
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        let algorithms = ring::default_provider().signature_verification_algorithms;
        verify_tls12_signature(message, certificate, signature, &algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        let algorithms = ring::default_provider().signature_verification_algorithms;
        verify_tls13_signature(message, certificate, signature, &algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        ring::default_provider()
            .signature_verification_algorithms
            .supported_schemes()
    }
}

/// A server with TLS, which says how long the client's certificate is.
fn serve_tls(wants: Wants) -> (u16, Receiver<String>) {
    let chain =
        CertificateDer::pem_slice_iter(include_bytes!("../../../tests/data/tls/server.pem"));
    let key = include_bytes!("../../../tests/data/tls/server-key.pem");
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_client_cert_verifier(Arc::new(wants))
        .with_single_cert(
            chain.map(Result::unwrap).collect(),
            PrivateKeyDer::from_pem_slice(key).unwrap(),
        )
        .unwrap();
    let config = Arc::new(config);
    serve(move |stream| {
        let connection = ServerConnection::new(Arc::clone(&config)).unwrap();
        let mut stream = StreamOwned::new(connection, stream);
        let mut first = [0];
        // A handshake that fails shows here; its alert has been sent.
        if stream.read(&mut first).is_err() {
            // Read what is still under way, or the reset overtakes the alert.
            let mut rest = Vec::new();
            stream.sock.set_read_timeout(Some(SHORT)).unwrap();
            drop(stream.sock.read_to_end(&mut rest));
            return Some("no handshake".to_owned());
        }
        read(&mut stream);
        let length = stream
            .conn
            .peer_certificates()
            .map_or(0, |chain| chain[0].len());
        stream
            .write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
            .unwrap();
        stream.conn.send_close_notify();
        stream.flush().unwrap();
        Some(length.to_string())
    })
}

fn of_root(identity: Option<Identity>) -> Agent {
    agent_of(Options {
        roots: Some(ROOT.to_vec()),
        identity,
        ..Options::default()
    })
}

#[test]
fn only_a_server_that_a_root_vouches_for_is_spoken_to() {
    let (port, heard) = serve_tls(Wants::Nothing);
    let other_root = agent_of(Options {
        roots: Some(include_bytes!("../../../tests/data/worked/csca.pem").to_vec()),
        ..Options::default()
    });
    for agent in [&agent(), &other_root] {
        match over_tls(agent, "localhost", port) {
            Err(Error::Tls(source)) => {
                assert!(source.to_string().contains("UnknownIssuer"), "{source}");
            }
            other => panic!("{other:?}"),
        }
        assert_eq!(heard.recv().unwrap(), "no handshake");
    }
    // Vouched for, but by another name.
    let error = over_tls(&of_root(None), "127.0.0.1", port).unwrap_err();
    assert!(matches!(error, Error::Tls(_)), "{error:?}");
    assert_eq!(heard.recv().unwrap(), "no handshake");
    // Twice, so that the second resumes the session of the first.
    let agent = of_root(None);
    for _ in 0..2 {
        assert_eq!(over_tls(&agent, "localhost", port).unwrap().body, b"ok");
        assert_eq!(heard.recv().unwrap(), "0");
    }
}

#[test]
fn the_client_certificate_of_either_file_is_shown_and_proven() {
    for file in [
        &include_bytes!("../../../tests/data/worked/dsc-test.p12")[..],
        include_bytes!("../../../tests/data/worked/dsc-test-legacy.p12"),
    ] {
        let identity = || Identity::from_pkcs12(file, "test").unwrap();
        let length = identity().certificate().len().to_string();
        let (port, heard) = serve_tls(Wants::Anyone);
        let agent = of_root(Some(identity()));
        assert_eq!(over_tls(&agent, "localhost", port).unwrap().body, b"ok");
        assert_eq!(heard.recv().unwrap(), length);
        let (port, _heard) = serve_tls(Wants::Nobody);
        let error = over_tls(&agent, "localhost", port).unwrap_err();
        assert!(matches!(error, Error::IdentityRefused(_)), "{error:?}");
    }
}

#[test]
fn a_proxy_never_sees_the_client_certificate() {
    let file = include_bytes!("../../../tests/data/worked/dsc-test.p12");
    // The first asks for none; the second has no other guests.
    for (wants, seen) in [(Wants::Nothing, "0"), (Wants::Anyone, "no handshake")] {
        let (proxy, heard) = serve_tls(wants);
        let agent = agent_of(Options {
            roots: Some(ROOT.to_vec()),
            identity: Some(Identity::from_pkcs12(file, "test").unwrap()),
            proxy: Some(format!("https://localhost:{proxy}")),
            ..Options::default()
        });
        let error = over_tls(&agent, "portal.example", 443).unwrap_err();
        assert!(matches!(error, Error::Proxy(_)), "{error:?}");
        assert_eq!(heard.recv().unwrap(), seen, "{wants:?}");
    }
}

#[test]
fn a_missing_client_certificate_is_said() {
    let (port, _heard) = serve_tls(Wants::Anyone);
    let error = over_tls(&of_root(None), "localhost", port).unwrap_err();
    assert!(matches!(error, Error::IdentityMissing), "{error:?}");
}

#[test]
fn a_server_without_tls_is_no_secure_connection() {
    let (port, _) = serve(|mut stream| {
        let mut hello = [0; 1024];
        assert_ne!(stream.read(&mut hello).unwrap(), 0);
        stream
            .write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n")
            .unwrap();
        None
    });
    let (closing, _) = serve(|_stream| None);
    let error = over_tls(&of_root(None), "localhost", port).unwrap_err();
    assert!(matches!(error, Error::Tls(_)), "{error:?}");
    // One that closes at once, as an overloaded one does, has not failed to prove itself.
    let error = over_tls(&of_root(None), "localhost", closing).unwrap_err();
    assert!(matches!(error, Error::Connect(_)), "{error:?}");
}
