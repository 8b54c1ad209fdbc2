//! The agent: built once from the settings, used for every call.

use std::{fmt, io, net::IpAddr, time::Duration};

use rustls::{
    AlertDescription, Error as TlsError, RootCertStore,
    pki_types::{CertificateDer, pem::PemObject as _},
};
use ureq::{
    Error as Cause, ProxyProtocol,
    http::{HeaderValue, Uri, header},
    tls::{Certificate, RootCerts, TlsConfig},
    unversioned::transport::{ConnectProxyConnector, Connector as _, TcpConnector},
};

use super::{
    Error, Identity, Method, Request, Response,
    watch::{Names, Sent, Tls, Watch},
};

/// How an agent is set up.
#[derive(Debug, Default)]
pub struct Options {
    /// Roots (PEM) that count instead of the system's.
    pub roots: Option<Vec<u8>>,
    /// The client certificate.
    pub identity: Option<Identity>,
    /// A proxy, `http://host:port`; without one the system's counts. This computer itself is reached directly.
    pub proxy: Option<String>,
    /// Whether plain http to this computer itself is allowed.
    pub loopback: bool,
}

/// A configured agent.
pub struct Agent {
    tls_config: TlsConfig,
    tls: Tls,
    proxy: Option<ureq::Proxy>,
    loopback: bool,
}

impl Agent {
    /// Sets an agent up; what it is given is checked now and not at the first customer.
    pub fn new(options: Options) -> Result<Self, Error> {
        let Options {
            roots,
            identity,
            proxy,
            loopback,
        } = options;
        let roots = match roots {
            Some(pem) => roots_of(&pem)?,
            None => RootCerts::PlatformVerifier,
        };
        let proxy = match proxy {
            Some(address) => Some(proxy_of(&address)?),
            None => ureq::Proxy::try_from_env(),
        };
        let tls_config = TlsConfig::builder()
            .root_certs(roots)
            .client_cert(identity.map(Identity::into_inner))
            .build();
        Ok(Self {
            tls_config,
            tls: Tls::default(),
            proxy,
            loopback,
        })
    }

    /// Sends a request and reads the whole answer. A redirect is an answer like others.
    pub fn send(&self, request: &Request) -> Result<Response, Error> {
        let uri: Uri = request.url.parse().or(Err(Error::NotAllowed))?;
        let here = is_here(uri.host().ok_or(Error::NotAllowed)?);
        match uri.scheme_str() {
            Some("https") => {}
            Some("http") if here && self.loopback => {}
            _ => return Err(Error::NotAllowed),
        }
        let config = ureq::Agent::config_builder()
            .tls_config(self.tls_config.clone())
            .proxy(self.proxy.clone().filter(|_| !here))
            .http_status_as_error(false)
            .max_redirects(0)
            .user_agent(USER_AGENT)
            .max_response_header_size(MAX_HEADERS)
            .timeout_global(Some(request.timeout))
            .timeout_connect(Some(CONNECT))
            .build();
        let sent = Sent::default();
        let chain =
            ().chain(ConnectProxyConnector::default())
                .chain(TcpConnector::default())
                .chain(self.tls.clone())
                .chain(Watch {
                    target: uri.authority().cloned(),
                    sent: sent.clone(),
                });
        let agent = ureq::Agent::with_parts(config, chain, Names::default());
        let message = message(request, uri)?;
        let mut response = agent
            .run(message)
            .map_err(|cause| explain(cause, sent.get()))?;
        let limit = u64::try_from(request.limit).unwrap_or(u64::MAX);
        let body = response.body_mut().with_config().limit(limit).read_to_vec();
        Ok(Response {
            status: response.status().as_u16(),
            headers: response
                .headers()
                .iter()
                .filter_map(|(name, value)| {
                    Some((name.as_str().to_owned(), value.to_str().ok()?.to_owned()))
                })
                .collect(),
            body: body.map_err(|cause| explain(cause, true))?,
        })
    }
}

impl fmt::Debug for Agent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Agent")
    }
}

fn message(request: &Request, uri: Uri) -> Result<ureq::http::Request<&[u8]>, Error> {
    let method = match request.method {
        Method::Post => "POST",
        Method::Put => "PUT",
    };
    let mut builder = ureq::http::Request::builder()
        .method(method)
        .uri(uri)
        .header(header::CONNECTION, "close");
    for (name, value) in &request.headers {
        let mut value = HeaderValue::from_str(value).or(Err(Error::Unreadable))?;
        value.set_sensitive(name.eq_ignore_ascii_case("authorization"));
        builder = builder.header(*name, value);
    }
    builder
        .body(request.body.as_slice())
        .or(Err(Error::Unreadable))
}

/// Says in our words why there is no answer. `sent` is whether a byte of the request has left.
#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "the library may find more reasons, and has some for features that are off"
)]
fn explain(cause: Cause, sent: bool) -> Error {
    match cause {
        Cause::Timeout(_) => Error::Timeout { sent },
        Cause::HostNotFound => Error::Resolve,
        Cause::Io(source) => explain_io(source, sent),
        Cause::Rustls(source) => explain_tls(source, sent),
        Cause::Tls(what) => Error::Tls(what.into()),
        Cause::ConnectProxyFailed(_) | Cause::InvalidProxyUrl => {
            Error::Connect(io::ErrorKind::ConnectionRefused.into())
        }
        Cause::BodyExceedsLimit(_) | Cause::LargeResponseHeader(..) => Error::TooLarge,
        _ => Error::Unreadable,
    }
}

fn explain_io(source: io::Error, sent: bool) -> Error {
    let inner = source.get_ref();
    match inner.and_then(|inner| inner.downcast_ref::<TlsError>()) {
        Some(fault) => explain_tls(fault.clone(), sent),
        None if sent => Error::Lost,
        None => Error::Connect(source),
    }
}

/// With TLS 1.3 the server looks at our certificate when the request is already under way.
#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "whatever else goes wrong in TLS ends the connection alike"
)]
fn explain_tls(source: TlsError, sent: bool) -> Error {
    match source {
        TlsError::AlertReceived(AlertDescription::CertificateRequired) => Error::IdentityMissing,
        TlsError::AlertReceived(
            AlertDescription::AccessDenied
            | AlertDescription::BadCertificate
            | AlertDescription::CertificateExpired
            | AlertDescription::CertificateRevoked
            | AlertDescription::CertificateUnknown
            | AlertDescription::UnknownCA
            | AlertDescription::UnsupportedCertificate,
        ) => Error::IdentityRefused(source),
        _ if sent => Error::Lost,
        _ => Error::Tls(source.into()),
    }
}

fn roots_of(pem: &[u8]) -> Result<RootCerts, Error> {
    let unusable = || Error::Options("the file with the roots");
    let mut store = RootCertStore::empty();
    let mut certificates = Vec::new();
    for certificate in CertificateDer::pem_slice_iter(pem) {
        let certificate = certificate.or(Err(unusable()))?;
        certificates.push(Certificate::from_der(&certificate).to_owned());
        store.add(certificate).or(Err(unusable()))?;
    }
    if certificates.is_empty() {
        return Err(unusable());
    }
    Ok(RootCerts::new_with_certs(&certificates))
}

fn proxy_of(url: &str) -> Result<ureq::Proxy, Error> {
    let proxy = ureq::Proxy::new(url).or(Err(Error::Options("the proxy")))?;
    if matches!(proxy.protocol(), ProxyProtocol::Http | ProxyProtocol::Https) {
        Ok(proxy)
    } else {
        Err(Error::Options("the proxy"))
    }
}

/// Whether a host is this computer itself (RFC 6761 section 6.3 for the name).
fn is_here(host: &str) -> bool {
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    match bare.parse::<IpAddr>() {
        Ok(address) => address.is_loopback(),
        Err(_) => host.eq_ignore_ascii_case("localhost"),
    }
}

const USER_AGENT: &str = concat!("Impftheke/", env!("CARGO_PKG_VERSION"));
/// Longer than any network takes that will be of use; TLS included.
const CONNECT: Duration = Duration::from_secs(10);
/// The most bytes of all headers of an answer.
const MAX_HEADERS: usize = 16 * 1024;
