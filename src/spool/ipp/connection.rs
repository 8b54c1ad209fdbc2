//! The line: one HTTP request a message (RFC 8010 section 4), over a UNIX socket, TCP or TLS.
//!
//! Each message has a connection of its own, so that it is always known whether it may have been read.

use std::{
    collections::BTreeSet,
    io,
    net::IpAddr,
    path::PathBuf,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use base64::{Engine as _, engine::general_purpose::STANDARD as BASE64};

use ureq::{
    Error as Cause,
    http::{HeaderValue, header},
    unversioned::{
        resolver::DefaultResolver,
        transport::{Buffers, ConnectionDetails, Connector, NextTimeout, TcpConnector, Transport},
    },
};
use zeroize::Zeroizing;

use super::reach::Reach;
use super::{
    super::{Error, Login, Logins, Pins, Printer, Target},
    Dest,
    tls::{Met, Tls},
    wire::{Answer, Message},
};

/// The other end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::spool) enum Place {
    /// A UNIX socket.
    Socket(PathBuf),
    /// A host and a port.
    Plain(String),
    /// A host and a port, with TLS from the first byte (RFC 7472).
    Secure(String),
}

impl Place {
    /// Says of a printer that asks for a login whether it may have one on this way.
    pub(super) fn guard(&self, printer: Printer) -> Printer {
        if !printer.asks_login || self.keeps_secrets() {
            return printer;
        }
        Printer {
            asks_login: false,
            fault: Some(Error::LoginInClear),
            ..printer
        }
    }

    /// Whether nobody else reads what goes there: it does not leave this computer, or is encrypted for whom we trust.
    pub(super) fn keeps_secrets(&self) -> bool {
        match self {
            Self::Socket(_) | Self::Secure(_) => true,
            Self::Plain(host) => {
                let host = host
                    .rsplit_once(':')
                    .map_or(host.as_str(), |(host, _)| host);
                let bare = host.trim_start_matches('[').trim_end_matches(']');
                let is_loopback = bare.parse().is_ok_and(|ip: IpAddr| ip.is_loopback());
                is_loopback || bare == "localhost"
            }
        }
    }
}

/// Why there is no answer.
#[derive(Debug)]
pub(super) struct Lost {
    /// How far the message came.
    pub(super) reach: Reach,
    /// What was met.
    pub(super) error: Error,
}

/// The error of a message that does nothing where it is not answered.
impl From<Lost> for Error {
    fn from(lost: Lost) -> Self {
        lost.error
    }
}

impl From<Error> for Lost {
    fn from(error: Error) -> Self {
        Self {
            reach: Reach::Unsent,
            error,
        }
    }
}

/// Carries messages.
#[derive(Debug)]
pub(super) struct Line {
    pins: Pins,
    /// Who has logged in where.
    pub(super) logins: Logins,
    /// Who has asked for a login and taken it: what follows brings it at once, so that no document is sent twice.
    asked: Mutex<BTreeSet<Target>>,
    limit: Duration,
}

impl Line {
    pub(super) fn new(pins: Pins, logins: Logins, limit: Duration) -> Self {
        Self {
            pins,
            logins,
            asked: Mutex::default(),
            limit,
        }
    }

    /// Sends a message, with a document behind it, and returns the answer whatever it says.
    pub(super) fn send(
        &self,
        dest: &Dest,
        message: Message,
        document: Option<&[u8]>,
    ) -> Result<Answer, Lost> {
        let limit = if document.is_some() {
            self.limit.max(DOCUMENT)
        } else {
            self.limit
        };
        let body = message.into_bytes(document);
        let mut login = self.login_at_once(dest);
        let mut said = self.once(dest, (&body, limit), login.as_ref())?;
        if said.status == UNAUTHORIZED && login.is_none() {
            let known = self.login_asked(dest, &said).map_err(refused)?;
            said = self.once(dest, (&body, limit), Some(&known))?;
            login = Some(known);
        }
        if let Some(login) = login {
            if said.status == UNAUTHORIZED {
                self.logins.refuse(&dest.printer, &login);
                return Err(refused(Error::LoginRefused));
            }
            let mut asked = self.asked.lock().unwrap_or_else(PoisonError::into_inner);
            asked.insert(dest.printer.clone());
        }
        said.read()
    }

    /// Returns the login for a printer that has asked for it before.
    fn login_at_once(&self, dest: &Dest) -> Option<Login> {
        let asked = self.asked.lock().unwrap_or_else(PoisonError::into_inner);
        let has_asked = dest.place.keeps_secrets() && asked.contains(&dest.printer);
        has_asked.then(|| self.logins.get(&dest.printer)).flatten()
    }

    /// Returns the login that an answer asks for.
    fn login_asked(&self, dest: &Dest, said: &Said) -> Result<Login, Error> {
        if said.takes_basic {
            self.login_for(dest)
        } else {
            Err(Error::LoginForeign)
        }
    }

    /// Returns the login for a printer that asks for it, if it may go there.
    pub(super) fn login_for(&self, dest: &Dest) -> Result<Login, Error> {
        if !dest.place.keeps_secrets() {
            return Err(Error::LoginInClear);
        }
        if let Some(login) = self.logins.get(&dest.printer) {
            return Ok(login);
        }
        Err(if self.logins.ask(&dest.printer) {
            Error::LoginRefused
        } else {
            Error::LoginNeeded
        })
    }

    /// Sends a message once and returns what is said to it, whatever that is.
    fn once(
        &self,
        dest: &Dest,
        (body, limit): (&[u8], Duration),
        login: Option<&Login>,
    ) -> Result<Said, Lost> {
        let sent = Sent::default();
        let met = Met::default();
        let said = self.post(dest, (body, limit), login, (&sent, &met));
        said.map_err(|cause| Lost {
            reach: if sent.get() {
                Reach::Sent
            } else {
                Reach::Unsent
            },
            error: met.get().unwrap_or_else(|| explain(&cause, sent.get())),
        })
    }

    fn post(
        &self,
        dest: &Dest,
        (body, limit): (&[u8], Duration),
        login: Option<&Login>,
        (sent, met): (&Sent, &Met),
    ) -> Result<Said, Cause> {
        let path = dest.path();
        let (url, pins) = match &dest.place {
            Place::Socket(_) => (format!("http://localhost{path}"), &[][..]),
            Place::Plain(host) => (format!("http://{host}{path}"), &[][..]),
            Place::Secure(host) => (format!("https://{host}{path}"), self.pins.at(host)),
        };
        let config = ureq::Agent::config_builder()
            .proxy(None)
            .http_status_as_error(false)
            .max_redirects(0)
            .user_agent(USER_AGENT)
            .timeout_global(Some(limit))
            .timeout_connect(Some(self.limit.min(CONNECT)))
            .build();
        let watch = Watch(sent.clone());
        let agent = match &dest.place {
            #[cfg(unix)]
            Place::Socket(path) => {
                let chain = ().chain(super::socket::Socket(path.clone())).chain(watch);
                ureq::Agent::with_parts(config, chain, super::socket::Nowhere)
            }
            #[cfg(not(unix))]
            Place::Socket(_) => return Err(Cause::ConnectionFailed),
            Place::Plain(_) => {
                let chain = ().chain(TcpConnector::default()).chain(watch);
                ureq::Agent::with_parts(config, chain, DefaultResolver::default())
            }
            Place::Secure(_) => {
                let chain =
                    ().chain(TcpConnector::default())
                        .chain(Tls::new(pins, met.clone()))
                        .chain(watch);
                ureq::Agent::with_parts(config, chain, DefaultResolver::default())
            }
        };
        let mut request = ureq::http::Request::post(url)
            .header(header::CONTENT_TYPE, "application/ipp")
            .header(header::CONNECTION, "close");
        if let Some(login) = login {
            request = request.header(header::AUTHORIZATION, authorization(login)?);
        }
        let request = request.body(body)?;
        let mut response = agent.run(request)?;
        let status = response.status().as_u16();
        let asks = response.headers().get_all(header::WWW_AUTHENTICATE);
        let takes_basic = asks.iter().any(offers_basic);
        let bytes = response
            .body_mut()
            .with_config()
            .limit(MAX_ANSWER)
            .read_to_vec()?;
        Ok(Said {
            status,
            takes_basic,
            bytes,
        })
    }
}

/// What was said to a message.
struct Said {
    status: u16,
    /// Whether a user and a password are asked for as we can give them.
    takes_basic: bool,
    bytes: Vec<u8>,
}

impl Said {
    fn read(self) -> Result<Answer, Lost> {
        let garbled = |error| Lost {
            reach: Reach::Sent,
            error,
        };
        let answered = |error| {
            let reach = Reach::Answered;
            Err(Lost { reach, error })
        };
        match self.status {
            200 => Answer::read(self.bytes).map_err(garbled),
            UNAUTHORIZED => Err(refused(Error::LoginNeeded)),
            403 => answered(Error::Forbidden),
            404 => answered(Error::NoSuchPrinter),
            // A printer that takes nothing without TLS (RFC 8010 section 8.2).
            426 => Err(refused(Error::Tls)),
            503 => answered(Error::Declined("HTTP 503".to_owned())),
            _ => Err(garbled(Error::NotAPrinter)),
        }
    }
}

/// The request has not been applied (RFC 9110 section 15.5.2).
const UNAUTHORIZED: u16 = 401;

fn refused(error: Error) -> Lost {
    let reach = Reach::Refused;
    Lost { reach, error }
}

/// Whether a challenge offers the scheme `Basic` (RFC 9110 section 11.6.1), beside others or alone.
fn offers_basic(challenge: &HeaderValue) -> bool {
    let challenge = challenge.to_str().unwrap_or_default();
    let bare = without_quoted(challenge);
    let mut words = bare.split([' ', ',', '\t']);
    words.any(|word| word.eq_ignore_ascii_case("basic"))
}

/// Leaves out what stands between quotes, where a backslash takes the next sign along (RFC 9110 section 5.6.4): it is a
/// value, and may say anything.
fn without_quoted(text: &str) -> String {
    let (mut bare, mut is_quoted) = (String::new(), false);
    let mut signs = text.chars();
    while let Some(sign) = signs.next() {
        match sign {
            '"' => is_quoted = !is_quoted,
            '\\' if is_quoted => drop(signs.next()),
            sign if !is_quoted => bare.push(sign),
            _ => {}
        }
    }
    bare
}

/// Makes the header that brings a login (RFC 7617 section 2); it is shown by nothing.
fn authorization(login: &Login) -> Result<HeaderValue, ureq::http::Error> {
    let encoded = Zeroizing::new(BASE64.encode(login.as_basic().as_bytes()));
    let value = Zeroizing::new(format!("Basic {}", &*encoded));
    let mut value = HeaderValue::from_str(&value)?;
    value.set_sensitive(true);
    Ok(value)
}

/// Says in our words why there is no answer.
#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "the library may find more reasons, and has some for features that are off"
)]
fn explain(cause: &Cause, sent: bool) -> Error {
    match cause {
        Cause::Timeout(_) => Error::Timeout,
        Cause::Rustls(_) | Cause::Tls(_) => Error::Tls,
        Cause::Io(source) if !sent && is_tls(source) => Error::Tls,
        Cause::Io(_) if sent => Error::Lost,
        Cause::Io(_) | Cause::HostNotFound | Cause::ConnectionFailed => Error::Unreachable,
        _ => Error::NotAPrinter,
    }
}

fn is_tls(source: &io::Error) -> bool {
    matches!(source.get_ref(), Some(inner) if inner.is::<rustls::Error>())
}

/// Whether the request has been sent.
#[derive(Clone, Debug, Default)]
pub(super) struct Sent(Arc<AtomicBool>);

impl Sent {
    fn get(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// The last link of the chain, which notes the first byte of the request.
#[derive(Debug)]
struct Watch(Sent);

impl<In: Transport> Connector<In> for Watch {
    type Out = Watched<In>;

    fn connect(
        &self,
        _details: &ConnectionDetails<'_>,
        chained: Option<In>,
    ) -> Result<Option<Self::Out>, Cause> {
        let sent = self.0.clone();
        Ok(chained.map(|transport| Watched { transport, sent }))
    }
}

#[derive(Debug)]
struct Watched<In> {
    transport: In,
    sent: Sent,
}

impl<In: Transport> Transport for Watched<In> {
    fn buffers(&mut self) -> &mut dyn Buffers {
        self.transport.buffers()
    }

    fn transmit_output(&mut self, amount: usize, timeout: NextTimeout) -> Result<(), Cause> {
        // Before, not after: a failed write may have sent a part, or all.
        self.sent.0.store(true, Ordering::Relaxed);
        match self.transport.transmit_output(amount, timeout) {
            // Whoever turns a message away at its head does not read on: what it has said of that is still to be read.
            Err(Cause::Io(error)) if is_closed(&error) => Ok(()),
            written => written,
        }
    }

    fn await_input(&mut self, timeout: NextTimeout) -> Result<bool, Cause> {
        self.transport.await_input(timeout)
    }

    fn is_open(&mut self) -> bool {
        self.transport.is_open()
    }

    fn is_tls(&self) -> bool {
        self.transport.is_tls()
    }
}

/// Whether the other end takes nothing more.
fn is_closed(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::BrokenPipe
            | io::ErrorKind::ConnectionAborted
            | io::ErrorKind::ConnectionReset
    )
}

const USER_AGENT: &str = concat!("Impftheke/", env!("CARGO_PKG_VERSION"));
/// Longer than any local network takes.
const CONNECT: Duration = Duration::from_secs(5);
/// A small printer reads a document while it prints.
const DOCUMENT: Duration = Duration::from_mins(1);
/// The most bytes of an answer: many queues with long lists of papers.
const MAX_ANSWER: u64 = 4 * 1024 * 1024;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn basic_is_offered_by_its_scheme_and_by_no_value_in_quotes() {
        for (challenge, offers) in [
            ("Basic realm=\"CUPS\"", true),
            ("BASIC realm=\"Marien-Apotheke, Drucker\"", true),
            ("Basic", true),
            ("Negotiate, Basic realm=\"CUPS\"", true),
            (
                "Digest realm=\"a, b\", nonce=\"1\", Basic realm=\"c\"",
                true,
            ),
            ("Digest realm=\"say \\\"no\\\"\", Basic realm=\"c\"", true),
            ("Negotiate", false),
            ("Digest realm=\"Basic\", nonce=\"1\"", false),
            ("Digest realm=\"by Basic, or\", nonce=\"1\"", false),
            ("Digest realm=\"a \\\" Basic \\\" b\", nonce=\"1\"", false),
            ("Basically realm=\"CUPS\"", false),
        ] {
            let header = HeaderValue::from_static(challenge);
            assert_eq!(offers_basic(&header), offers, "{challenge}");
        }
    }
}
