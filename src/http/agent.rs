//! The agent: built once from the settings, used for every call.

use std::{fmt, io, time::Duration};

use rustls::{
    AlertDescription, Error as TlsError, RootCertStore,
    pki_types::{CertificateDer, pem::PemObject as _},
};
use secrecy::{ExposeSecret as _, SecretString};
use sha2::{Digest as _, Sha256};
use ureq::{
    Error as Cause,
    http::{HeaderValue, Uri, header},
    unversioned::transport::{Connector as _, TcpConnector},
};

use super::{
    Error, Identity, Method, Request, Response,
    address::is_here,
    own_proxy::{Proxy, ProxyFault, WayOut},
    tls::Tls,
    tunnel::{Progress, Stage, Tunnel},
    watch::{Names, Sent, Watch},
};

/// How an agent is set up.
#[derive(Debug, Default)]
pub struct Options {
    /// Roots (PEM) that count beside the system's.
    pub roots: Option<Vec<u8>>,
    /// The client certificate.
    pub identity: Option<Identity>,
    /// A proxy, `http://host:port`, perhaps with a login; without one the system's counts. This computer itself is
    /// reached directly.
    pub proxy: Option<String>,
    /// The password of its login.
    pub proxy_password: Option<SecretString>,
    /// Whether plain http to this computer itself is allowed.
    pub loopback: bool,
}

/// A configured agent.
pub struct Agent {
    tls: Tls,
    way_out: WayOut,
    /// A digest of the roots beside the system's, where there are any.
    roots: Option<[u8; 32]>,
    loopback: bool,
}

impl Agent {
    /// Sets an agent up; what it is given is checked now and not at the first customer, but for the proxy: whether one
    /// is needed depends on the address.
    pub fn new(options: Options) -> Result<Self, Error> {
        let Options {
            roots,
            identity,
            proxy,
            proxy_password,
            loopback,
        } = options;
        let digest = roots.as_ref().map(|pem| Sha256::digest(pem).into());
        let roots = match roots {
            Some(pem) => roots_of(&pem)?,
            None => Vec::new(),
        };
        Ok(Self {
            roots: digest,
            tls: Tls::new(roots, identity.map(Identity::into_inner)),
            way_out: WayOut::of(proxy.as_deref(), proxy_password.as_ref()),
            loopback,
        })
    }

    /// Expects that no proxy which cannot be used lies on the way to an address.
    pub fn check_way_to(&self, url: &str) -> Result<(), Error> {
        let uri: Uri = url.parse().or(Err(Error::NotAllowed))?;
        self.proxy_to(&uri).map(|_proxy| ())
    }

    fn proxy_to(&self, uri: &Uri) -> Result<Option<Proxy>, Error> {
        let host = uri.host().ok_or(Error::NotAllowed)?;
        let proxy = self.way_out.to(host);
        Ok(proxy.map_err(Error::Proxy)?.cloned())
    }

    /// Returns the client certificate (DER); nothing where there is none.
    pub fn certificate(&self) -> &[u8] {
        self.tls.certificate()
    }

    /// Returns a digest of the proxy to an address with its login, and of the roots beside the system's; nothing where
    /// there is neither. A proxy that cannot be used counts as none.
    pub fn way_to(&self, url: &str) -> Option<[u8; 32]> {
        let uri: Option<Uri> = url.parse().ok();
        let proxy = uri.and_then(|uri| self.proxy_to(&uri).ok().flatten());
        if proxy.is_none() && self.roots.is_none() {
            return None;
        }
        let mut digest = Sha256::new();
        digest.update(self.roots.unwrap_or_default());
        if let Some(proxy) = proxy {
            digest.update(proxy.uri().to_string());
            let login = proxy.authorization();
            digest.update(login.as_ref().map_or("", |login| login.expose_secret()));
        }
        Some(digest.finalize().into())
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
        let proxy = self.proxy_to(&uri)?;
        let config = ureq::Agent::config_builder()
            .proxy(None)
            .http_status_as_error(false)
            .max_redirects(0)
            .user_agent(USER_AGENT)
            .max_response_header_size(MAX_HEADERS)
            .timeout_global(Some(request.timeout))
            .timeout_connect(Some(CONNECT))
            .build();
        let sent = Sent::default();
        let progress = Progress::default();
        // A proxy resolves the portal's name itself.
        let names = Names::except(uri.authority().filter(|_| proxy.is_some()).cloned());
        let chain = ()
            .chain(Tunnel {
                proxy,
                progress: progress.clone(),
            })
            .chain(TcpConnector::default())
            .chain(self.tls.towards(uri.authority().cloned()))
            .chain(Watch {
                target: uri.authority().cloned(),
                sent: sent.clone(),
            });
        let agent = ureq::Agent::with_parts(config, chain, names);
        let message = message(request, uri)?;
        let mut response = agent.run(message).map_err(|cause| {
            let of_proxy = of_proxy(&cause, &progress.stage()).filter(|_| !sent.get());
            of_proxy.map_or_else(|| self.explain(cause, sent.get()), Error::Proxy)
        })?;
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
            body: body.map_err(|cause| self.explain(cause, true))?,
        })
    }

    /// Says in our words why there is no answer. `sent` is whether a byte of the request has left.
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "the library may find more reasons, and has some for features that are off"
    )]
    fn explain(&self, cause: Cause, sent: bool) -> Error {
        match cause {
            Cause::Timeout(_) => Error::Timeout { sent },
            Cause::HostNotFound => Error::Resolve,
            Cause::Io(source) => self.explain_io(source, sent),
            Cause::Rustls(source) => self.explain_tls(source, sent),
            Cause::Tls(what) => Error::Tls(what.into()),
            Cause::BodyExceedsLimit(_) | Cause::LargeResponseHeader(..) => Error::TooLarge,
            _ => Error::Unreadable,
        }
    }

    fn explain_io(&self, source: io::Error, sent: bool) -> Error {
        let inner = source.get_ref();
        match inner.and_then(|inner| inner.downcast_ref::<TlsError>()) {
            Some(fault) => self.explain_tls(fault.clone(), sent),
            None if sent => Error::Lost,
            // With TLS 1.2 some servers just hang up on whoever has no certificate to show.
            None if self.tls.lacks_identity() && is_hang_up(&source) => Error::IdentityMissing,
            None => Error::Connect(source),
        }
    }

    /// With TLS 1.3 the server looks at our certificate when the request is already under way.
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "whatever else goes wrong in TLS ends the connection alike"
    )]
    fn explain_tls(&self, source: TlsError, sent: bool) -> Error {
        match source {
            TlsError::AlertReceived(alert) if is_about_identity(alert) => {
                if self.tls.has_shown_identity() {
                    Error::IdentityRefused(source)
                } else if self.tls.lacks_identity() {
                    Error::IdentityMissing
                } else {
                    Error::Tls(source.into())
                }
            }
            _ if sent => Error::Lost,
            _ => Error::Tls(source.into()),
        }
    }
}

/// Whether an alert may mean that our certificate is missing, or is not accepted: RFC 8446 section 6.2, and
/// `handshake_failure`, which TLS 1.2 has for a certificate that is missing (RFC 5246 section 7.4.6).
fn is_about_identity(alert: AlertDescription) -> bool {
    matches!(
        alert,
        AlertDescription::AccessDenied
            | AlertDescription::BadCertificate
            | AlertDescription::CertificateExpired
            | AlertDescription::CertificateRequired
            | AlertDescription::CertificateRevoked
            | AlertDescription::CertificateUnknown
            | AlertDescription::DecryptError
            | AlertDescription::HandshakeFailure
            | AlertDescription::NoCertificate
            | AlertDescription::UnknownCA
            | AlertDescription::UnsupportedCertificate
    )
}

fn is_hang_up(source: &io::Error) -> bool {
    matches!(
        source.kind(),
        io::ErrorKind::BrokenPipe
            | io::ErrorKind::ConnectionAborted
            | io::ErrorKind::ConnectionReset
            | io::ErrorKind::UnexpectedEof
    )
}

impl fmt::Debug for Agent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Agent")
    }
}

fn message(request: &Request, uri: Uri) -> Result<ureq::http::Request<&[u8]>, Error> {
    let method = match request.method {
        Method::Head => "HEAD",
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

/// Reads certificates (PEM), each of which must be usable as a root.
fn roots_of(pem: &[u8]) -> Result<Vec<CertificateDer<'static>>, Error> {
    let mut store = RootCertStore::empty();
    let mut roots = Vec::new();
    for certificate in CertificateDer::pem_slice_iter(pem) {
        let certificate = certificate.or(Err(Error::Roots))?;
        store.add(certificate.clone()).or(Err(Error::Roots))?;
        roots.push(certificate);
    }
    if roots.is_empty() {
        return Err(Error::Roots);
    }
    Ok(roots)
}

/// Says what is wrong with the proxy, where it is to blame that a connection came no farther.
fn of_proxy(cause: &Cause, stage: &Stage) -> Option<ProxyFault> {
    match (stage, cause) {
        (Stage::Failed(fault), _) => Some(fault.clone()),
        // No way out of this computer at all is not the proxy's.
        (Stage::ToProxy, Cause::Io(source)) if is_offline(source) => None,
        (Stage::ToProxy, Cause::HostNotFound) => Some(ProxyFault::NotFound),
        (Stage::ToProxy | Stage::Asked, Cause::Timeout(_)) => Some(ProxyFault::Silent),
        (Stage::ToProxy, _) => Some(ProxyFault::Down),
        (Stage::Asked, _) => Some(ProxyFault::Closed),
        // What comes through the tunnel is no TLS: a page for whoever would look at it.
        (Stage::Through, Cause::Rustls(TlsError::InvalidMessage(_))) => Some(ProxyFault::Page),
        (Stage::Through, Cause::Io(source)) if is_no_tls(source) => Some(ProxyFault::Page),
        (Stage::Direct | Stage::Through, _) => None,
    }
}

fn is_offline(source: &io::Error) -> bool {
    matches!(
        source.kind(),
        io::ErrorKind::NetworkUnreachable | io::ErrorKind::AddrNotAvailable
    )
}

fn is_no_tls(source: &io::Error) -> bool {
    let inner = source.get_ref().and_then(|inner| inner.downcast_ref());
    matches!(inner, Some(TlsError::InvalidMessage(_)))
}

const USER_AGENT: &str = concat!("Impftheke/", env!("CARGO_PKG_VERSION"));
/// Longer than any network takes that will be of use; TLS included.
const CONNECT: Duration = Duration::from_secs(10);
/// The most bytes of all headers of an answer.
const MAX_HEADERS: usize = 16 * 1024;
