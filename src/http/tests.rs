//! The agent against servers on this computer itself that do what servers do on a bad day.

use std::{
    io::{ErrorKind, Read, Write as _},
    net::{TcpListener, TcpStream},
    sync::{Arc, mpsc::Receiver, mpsc::sync_channel},
    thread,
    time::Duration,
};

use rustls::{
    DigitallySignedStruct, DistinguishedName, ServerConfig, ServerConnection, SignatureScheme,
    StreamOwned,
    client::danger::HandshakeSignatureValid,
    crypto::{ring, verify_tls12_signature, verify_tls13_signature},
    pki_types::{CertificateDer, PrivateKeyDer, UnixTime, pem::PemObject as _},
    server::danger::{ClientCertVerified, ClientCertVerifier},
};

use super::*;

const LONG: Duration = Duration::from_secs(30);
const SHORT: Duration = Duration::from_millis(300);
const ROOT: &[u8] = include_bytes!("../../tests/data/tls/root.pem");

/// Serves connections one after the other, each with the same behaviour; what was asked comes back.
fn serve<F>(behave: F) -> (u16, Receiver<String>)
where
    F: Fn(TcpStream) -> Option<String> + Send + 'static,
{
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let (asked, heard) = sync_channel(16);
    thread::Builder::new()
        .name("server".to_owned())
        .spawn(move || {
            for stream in listener.incoming() {
                let Some(request) = behave(stream.unwrap()) else {
                    continue;
                };
                if asked.send(request).is_err() {
                    return;
                }
            }
        })
        .unwrap();
    (port, heard)
}

/// Reads one request with its body, up to the length that it tells.
fn read(stream: &mut impl Read) -> String {
    let mut bytes = Vec::new();
    let mut byte = [0];
    while !bytes.ends_with(b"\r\n\r\n") {
        if stream.read(&mut byte).unwrap_or(0) == 0 {
            break;
        }
        bytes.push(byte[0]);
    }
    let head = String::from_utf8(bytes).unwrap();
    let length = head.lines().find_map(|line| {
        let (name, value) = line.split_once(": ")?;
        let length = name.eq_ignore_ascii_case("content-length");
        length.then(|| value.parse().ok()).flatten()
    });
    let mut body = vec![0; length.unwrap_or(0)];
    stream.read_exact(&mut body).unwrap();
    head + &String::from_utf8(body).unwrap()
}

/// Answers every request with these bytes and closes.
fn answering(answer: &'static str) -> (u16, Receiver<String>) {
    serve(move |mut stream| {
        let request = read(&mut stream);
        stream.write_all(answer.as_bytes()).unwrap();
        Some(request)
    })
}

fn agent() -> Agent {
    agent_of(Options::default())
}

fn agent_of(options: Options) -> Agent {
    Agent::new(Options {
        loopback: true,
        ..options
    })
    .unwrap()
}

fn request(url: String, timeout: Duration) -> Request {
    Request {
        method: Method::Post,
        url,
        headers: vec![("Content-Type", "text/plain".to_owned())],
        body: b"body".to_vec(),
        limit: 20,
        timeout,
    }
}

fn ask(port: u16, timeout: Duration) -> Result<Response, Error> {
    agent().send(&request(format!("http://127.0.0.1:{port}/path"), timeout))
}

#[test]
fn a_request_is_sent_plainly_and_its_answer_read_whatever_its_status() {
    let (port, heard) = answering(
        "HTTP/1.1 503 No\r\nDate: Mon, 14 Jun 2021 08:00:00 GMT\r\nRETRY-AFTER: 7\r\n\
         Set-Cookie: a=b\r\nContent-Length: 3\r\n\r\nno!",
    );
    for _ in 0..2 {
        let response = ask(port, LONG).unwrap();
        assert_eq!((response.status, &*response.body), (503, &b"no!"[..]));
        assert_eq!(response.header("retry-after"), Some("7"));
        assert_eq!(response.date().unwrap().to_string(), "2021-06-14T08:00:00Z");
        let sent = heard.recv().unwrap().to_ascii_lowercase();
        assert!(sent.starts_with("post /path http/1.1\r\n"), "{sent}");
        assert!(sent.ends_with("\r\n\r\nbody"), "{sent}");
        assert!(sent.contains("connection: close\r\n"));
        assert!(sent.contains(concat!("user-agent: impftheke/", env!("CARGO_PKG_VERSION"))));
        assert!(!sent.contains("cookie") && !sent.contains("accept-encoding"));
    }
}

#[test]
fn a_redirect_is_never_followed() {
    let (elsewhere, heard) = answering("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
    let (port, _) = serve(move |mut stream| {
        let request = read(&mut stream);
        let to = format!("http://127.0.0.1:{elsewhere}/login");
        write!(
            stream,
            "HTTP/1.1 307 Over there\r\nLocation: {to}\r\nContent-Length: 0\r\n\r\n"
        )
        .unwrap();
        Some(request)
    });
    assert_eq!(ask(port, LONG).unwrap().status, 307);
    assert!(heard.try_recv().is_err());
}

#[test]
fn plain_http_goes_nowhere_but_to_this_computer_and_only_where_allowed() {
    let strict = Agent::new(Options::default()).unwrap();
    for (agent, url) in [
        (&strict, "http://127.0.0.1:1/"),
        (&agent(), "http://portal.example/"),
        (&agent(), "http://127.0.0.1.portal.example/"),
        (&agent(), "http://localhost.portal.example/"),
        (&agent(), "http://192.168.0.1/"),
        (&agent(), "http://[2001:db8::1]/"),
        (&agent(), "ftp://127.0.0.1/"),
        (&agent(), "127.0.0.1"),
        (&agent(), "/path"),
        (&agent(), ""),
    ] {
        let error = agent.send(&request(url.to_owned(), LONG)).unwrap_err();
        assert!(matches!(error, Error::NotAllowed), "{url}: {error:?}");
    }
    for url in [
        "http://localhost:1/",
        "http://127.8.8.8:1/",
        "http://[::1]:1/",
    ] {
        let error = agent().send(&request(url.to_owned(), LONG)).unwrap_err();
        assert!(matches!(error, Error::Connect(_)), "{url}: {error:?}");
    }
}

#[test]
fn no_connection_and_an_unknown_name_are_told_apart() {
    let port = {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        listener.local_addr().unwrap().port()
    };
    match ask(port, LONG) {
        Err(Error::Connect(source)) => assert_eq!(source.kind(), ErrorKind::ConnectionRefused),
        other => panic!("{other:?}"),
    }
    let url = "https://portal.example/".to_owned();
    // By way of a proxy, so that one in the environment makes no difference.
    let agent = agent_of(Options {
        proxy: Some("http://proxy.invalid:8080".to_owned()),
        ..Options::default()
    });
    let error = agent.send(&request(url, LONG)).unwrap_err();
    assert!(matches!(error, Error::Resolve), "{error:?}");
}

#[test]
fn a_time_out_knows_whether_the_request_was_sent() {
    // Accepted by the system, never by the server: over TLS nothing of the request may leave.
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let ask = |scheme: &str| agent().send(&request(format!("{scheme}://127.0.0.1:{port}/"), SHORT));
    assert!(matches!(ask("https"), Err(Error::Timeout { sent: false })));
    assert!(matches!(ask("http"), Err(Error::Timeout { sent: true })));
}

#[test]
fn the_limit_holds_for_the_whole_answer_however_busy_the_server_looks() {
    let (port, _) = serve(|mut stream| {
        let request = read(&mut stream);
        stream
            .write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\n")
            .unwrap();
        // One byte after the other, each within any limit for one byte.
        while stream.write_all(b".").is_ok() && stream.flush().is_ok() {
            thread::sleep(SHORT / 3);
        }
        Some(request)
    });
    assert!(matches!(
        ask(port, SHORT),
        Err(Error::Timeout { sent: true })
    ));
}

#[test]
fn an_answer_that_breaks_off_is_lost() {
    for answer in [
        "",
        "HTTP/1.1 200",
        "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\nhalf",
    ] {
        let (port, _) = answering(answer);
        let error = ask(port, LONG).unwrap_err();
        assert!(matches!(error, Error::Lost), "{answer}: {error:?}");
    }
}

#[test]
fn a_reset_instead_of_an_answer_is_lost() {
    let (port, _) = serve(|stream| {
        // Closed with the request unread: the system sends a reset.
        let mut one = [0];
        stream.peek(&mut one).unwrap();
        None
    });
    let error = ask(port, LONG).unwrap_err();
    assert!(matches!(error, Error::Lost), "{error:?}");
}

#[test]
fn an_answer_over_the_limit_is_never_read() {
    for (answer, whole) in [
        (
            "HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\n12345678901234567890",
            true,
        ),
        (
            "HTTP/1.1 200 OK\r\nContent-Length: 21\r\n\r\n123456789012345678901",
            false,
        ),
        (
            "HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n123456789012345678901",
            false,
        ),
        ("HTTP/1.1 200 OK\r\n\r\n123456789012345678901", false),
    ] {
        let (port, _) = answering(answer);
        match ask(port, LONG) {
            Ok(response) => assert!(whole && response.body.len() == 20),
            Err(error) => assert!(!whole && matches!(error, Error::TooLarge), "{error:?}"),
        }
    }
    let (port, _) = serve(|mut stream| {
        let request = read(&mut stream);
        stream.write_all(b"HTTP/1.1 200 OK\r\nX: ").ok()?;
        stream.write_all(&vec![b'x'; 40_000]).ok()?;
        stream.write_all(b"\r\n\r\n").ok()?;
        Some(request)
    });
    let error = ask(port, LONG).unwrap_err();
    assert!(matches!(error, Error::TooLarge), "{error:?}");
}

#[test]
fn what_is_not_http_is_unreadable() {
    for answer in ["220 smtp.example ESMTP\r\n\r\n", "\0\0\0\0\r\n\r\n"] {
        let (port, _) = answering(answer);
        let error = ask(port, LONG).unwrap_err();
        assert!(matches!(error, Error::Unreadable), "{error:?}");
    }
}

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
    let chain = CertificateDer::pem_slice_iter(include_bytes!("../../tests/data/tls/server.pem"));
    let key = include_bytes!("../../tests/data/tls/server-key.pem");
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

fn over_tls(agent: &Agent, host: &str, port: u16) -> Result<Response, Error> {
    agent.send(&request(format!("https://{host}:{port}/"), LONG))
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
        roots: Some(include_bytes!("../../tests/data/worked/csca.pem").to_vec()),
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
        &include_bytes!("../../tests/data/worked/dsc-test.p12")[..],
        include_bytes!("../../tests/data/worked/dsc-test-legacy.p12"),
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

#[test]
fn a_proxy_is_asked_for_others_but_never_for_this_computer() {
    let (proxy, heard) = answering("HTTP/1.1 502 No\r\nContent-Length: 0\r\n\r\n");
    let agent = agent_of(Options {
        proxy: Some(format!("http://127.0.0.1:{proxy}")),
        ..Options::default()
    });
    let error = over_tls(&agent, "portal.example", 443).unwrap_err();
    // What was said to the proxy is not the request.
    assert!(matches!(error, Error::Connect(_)), "{error:?}");
    assert!(
        heard
            .recv()
            .unwrap()
            .starts_with("CONNECT portal.example:443 ")
    );
    let (port, _) = answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
    let url = format!("http://127.0.0.1:{port}/");
    assert_eq!(agent.send(&request(url, LONG)).unwrap().body, b"ok");
    assert!(heard.try_recv().is_err());
}

#[test]
fn a_silent_proxy_has_not_let_the_request_through() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let agent = agent_of(Options {
        proxy: Some(format!("http://{}", listener.local_addr().unwrap())),
        ..Options::default()
    });
    let url = "https://portal.example/".to_owned();
    let error = agent.send(&request(url, SHORT)).unwrap_err();
    assert!(matches!(error, Error::Timeout { sent: false }), "{error:?}");
}

#[test]
fn unusable_roots_and_proxies_are_said_when_the_agent_is_set_up() {
    let key = include_bytes!("../../tests/data/tls/server-key.pem");
    for pem in [
        &b""[..],
        b"no pem",
        key,
        b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
    ] {
        let roots = Some(pem.to_vec());
        let options = Options {
            roots,
            ..Options::default()
        };
        assert!(matches!(Agent::new(options), Err(Error::Options(_))));
    }
    for proxy in ["", "socks5://127.0.0.1:1080", "http://"] {
        let options = Options {
            proxy: Some(proxy.to_owned()),
            ..Options::default()
        };
        assert!(
            matches!(Agent::new(options), Err(Error::Options(_))),
            "{proxy}"
        );
    }
}

#[test]
fn a_header_that_cannot_be_written_is_not_sent() {
    let (port, heard) = answering("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
    let mut request = request(format!("http://127.0.0.1:{port}/"), LONG);
    request
        .headers
        .push(("X-Text", "a\r\nX-Other: b".to_owned()));
    let error = agent().send(&request).unwrap_err();
    assert!(matches!(error, Error::Unreadable), "{error:?}");
    assert!(heard.try_recv().is_err());
}
