//! One configured agent: roots, client certificate, proxy, limits. Knows no address.
//!
//! TLS is always verified. Plain http goes to this computer itself and nowhere else, and only where training
//! allows it. Nothing is followed, nothing is remembered: each request has a connection of its own, so that none
//! is sent into one that the other end has given up.

mod identity;

use std::{fmt, io, time::Duration};

use jiff::{Timestamp, fmt::rfc2822};
use ureq::{
    Agent as Inner, Proxy,
    tls::{RootCerts, TlsConfig},
};

pub use identity::{Identity, IdentityError};

/// How an agent is set up.
#[derive(Debug, Default)]
pub struct Options {
    /// Roots (PEM) that count instead of the system's.
    pub roots: Option<Vec<u8>>,
    /// The client certificate.
    pub identity: Option<Identity>,
    /// A proxy; without one the system's counts.
    pub proxy: Option<String>,
    /// Whether plain http to this computer itself is allowed.
    pub loopback: bool,
}

/// One request.
pub struct Request {
    /// The method.
    pub method: Method,
    /// The whole address.
    pub url: String,
    /// Names and values.
    pub headers: Vec<(&'static str, String)>,
    /// The body.
    pub body: Vec<u8>,
    /// The most bytes of an answer.
    pub limit: usize,
    /// The longest that all of it may take.
    pub timeout: Duration,
}

impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Request")
            .field("method", &self.method)
            .finish_non_exhaustive()
    }
}

/// The methods in use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// POST.
    Post,
    /// PUT.
    Put,
}

/// An answer, whatever its status.
#[derive(Clone, Default)]
pub struct Response {
    /// The status.
    pub status: u16,
    /// Names and values, as sent.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
}

impl fmt::Debug for Response {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Response")
            .field("status", &self.status)
            .finish_non_exhaustive()
    }
}

impl Response {
    /// Returns a header's value; names are compared without regard to case (RFC 9110 section 5.1).
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(header, _)| header.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }

    /// Returns the moment at which it was sent, if it says so (RFC 9110 section 6.6.1).
    pub fn date(&self) -> Option<Timestamp> {
        let date = self.header("date")?;
        rfc2822::DateTimeParser::new().parse_timestamp(date).ok()
    }
}

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// No connection.
    #[error("no connection")]
    Connect(#[source] io::Error),
    /// The connection ended before the whole answer was there.
    #[error("the connection was lost")]
    Lost,
    /// The address, or plain http where it is not allowed.
    #[error("the address must begin with https://")]
    NotAllowed,
    /// The roots or the proxy cannot be used.
    #[error("{0} cannot be used")]
    Options(&'static str),
    /// The name of the host is not known.
    #[error("the name of the host is not known")]
    Resolve,
    /// The other end could not prove who it is, or does not speak TLS.
    #[error("no secure connection")]
    Tls(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// No answer within the limit.
    #[error("no answer in time")]
    Timeout {
        /// Whether the request may have been read.
        sent: bool,
    },
    /// A body, or headers, over the limit.
    #[error("the answer is too large")]
    TooLarge,
    /// Not HTTP, or a request that is none.
    #[error("the answer is not HTTP")]
    Unreadable,
}

/// A configured agent.
#[derive(Debug)]
pub struct Agent {
    inner: Inner,
    loopback: bool,
}

impl Agent {
    /// Sets an agent up.
    pub fn new(options: Options) -> Result<Self, Error> {
        let Options {
            roots,
            identity,
            proxy,
            loopback,
        } = options;
        let roots = match roots {
            Some(pem) => RootCerts::new_with_certs(&identity::certificates(&pem)?),
            None => RootCerts::PlatformVerifier,
        };
        let tls = TlsConfig::builder()
            .root_certs(roots)
            .client_cert(identity.map(Identity::into_inner))
            .build();
        let proxy = match proxy {
            Some(address) => Some(Proxy::new(&address).or(Err(Error::Options("the proxy")))?),
            None => Proxy::try_from_env(),
        };
        let inner = Inner::config_builder()
            .tls_config(tls)
            .proxy(proxy)
            .user_agent(concat!("Impftheke/", env!("CARGO_PKG_VERSION")))
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .max_idle_connections(0)
            .max_response_header_size(MAX_HEADERS)
            .timeout_connect(Some(CONNECT))
            .build()
            .new_agent();
        Ok(Self { inner, loopback })
    }

    /// Sends a request and reads the whole answer.
    pub fn send(&self, request: &Request) -> Result<Response, Error> {
        self.check(&request.url)?;
        let mut call = match request.method {
            Method::Post => self.inner.post(&request.url),
            Method::Put => self.inner.put(&request.url),
        };
        for (name, value) in &request.headers {
            call = call.header(*name, value);
        }
        let answer = call
            .config()
            .timeout_global(Some(request.timeout))
            .build()
            .send(request.body.as_slice())
            .map_err(|error| of(error, true))?;
        let (head, body) = answer.into_parts();
        let headers = head.headers.iter().filter_map(|(name, value)| {
            Some((name.as_str().to_owned(), value.to_str().ok()?.to_owned()))
        });
        let headers = headers.collect();
        let limit = u64::try_from(request.limit).unwrap_or(u64::MAX);
        let body = body
            .into_with_config()
            .limit(limit)
            .read_to_vec()
            .map_err(|error| of(error, true))?;
        Ok(Response {
            status: head.status.as_u16(),
            headers,
            body,
        })
    }

    /// Lets https through, and plain http to this computer where that is allowed.
    fn check(&self, url: &str) -> Result<(), Error> {
        let uri: ureq::http::Uri = url.parse().or(Err(Error::NotAllowed))?;
        let host = uri.host().unwrap_or_default();
        let here = matches!(host, "localhost" | "[::1]") || host.starts_with("127.");
        match uri.scheme_str() {
            Some("https") => Ok(()),
            Some("http") if self.loopback && here => Ok(()),
            _ => Err(Error::NotAllowed),
        }
    }
}

/// Puts an error of the library into our words.
#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "the library's errors are open; what is left is no answer that could be read"
)]
fn of(error: ureq::Error, sent: bool) -> Error {
    use ureq::Timeout;
    match error {
        ureq::Error::HostNotFound => Error::Resolve,
        ureq::Error::ConnectionFailed | ureq::Error::ConnectProxyFailed(_) => {
            Error::Connect(io::ErrorKind::ConnectionRefused.into())
        }
        ureq::Error::Timeout(Timeout::Resolve | Timeout::Connect) => Error::Timeout { sent: false },
        ureq::Error::Timeout(_) => Error::Timeout { sent },
        ureq::Error::BodyExceedsLimit(_) | ureq::Error::LargeResponseHeader(..) => Error::TooLarge,
        ureq::Error::Tls(what) => Error::Tls(what.into()),
        ureq::Error::Rustls(source) => Error::Tls(source.into()),
        ureq::Error::Io(source) => of_io(source),
        _ => Error::Unreadable,
    }
}

#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "whatever else ends a connection, it is lost"
)]
fn of_io(source: io::Error) -> Error {
    // A handshake that fails comes wrapped in an error of the connection.
    let of_tls = source
        .get_ref()
        .is_some_and(|inner| inner.downcast_ref::<rustls::Error>().is_some());
    match source.kind() {
        _ if of_tls => Error::Tls(source.into()),
        io::ErrorKind::ConnectionRefused
        | io::ErrorKind::HostUnreachable
        | io::ErrorKind::NetworkUnreachable
        | io::ErrorKind::AddrNotAvailable => Error::Connect(source),
        io::ErrorKind::TimedOut => Error::Timeout { sent: true },
        _ => Error::Lost,
    }
}

/// Longer than any network takes that will be of use.
const CONNECT: Duration = Duration::from_secs(10);
/// The most bytes of all headers of an answer.
const MAX_HEADERS: usize = 16 * 1024;
