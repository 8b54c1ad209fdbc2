//! The line: one HTTP request a message (RFC 8010 section 4), over a UNIX socket, TCP or TLS.
//!
//! Each message has a connection of its own, so that it is always known whether it may have been read.

use std::{
    io,
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use ureq::{
    Error as Cause,
    http::header,
    unversioned::{
        resolver::DefaultResolver,
        transport::{Buffers, ConnectionDetails, Connector, NextTimeout, TcpConnector, Transport},
    },
};

use super::reach::Reach;
use super::{
    super::{Error, Pins},
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
    limit: Duration,
}

impl Line {
    pub(super) fn new(pins: Pins, limit: Duration) -> Self {
        Self { pins, limit }
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
        let sent = Sent::default();
        let met = Met::default();
        let (status, bytes) = self
            .post(dest, &body, limit, (&sent, &met))
            .map_err(|cause| Lost {
                reach: if sent.get() {
                    Reach::Sent
                } else {
                    Reach::Unsent
                },
                error: met.get().unwrap_or_else(|| explain(&cause, sent.get())),
            })?;
        let garbled = |error| Lost {
            reach: Reach::Sent,
            error,
        };
        let lost = |reach, error| Err(Lost { reach, error });
        match status {
            200 => Answer::read(bytes).map_err(garbled),
            // "The request has not been applied" (RFC 9110 section 15.5.2).
            401 => lost(Reach::Refused, Error::LoginNeeded),
            403 => lost(Reach::Answered, Error::Forbidden),
            404 => lost(Reach::Answered, Error::NoSuchPrinter),
            // A printer that takes nothing without TLS (RFC 8010 section 8.2).
            426 => lost(Reach::Refused, Error::Tls),
            503 => lost(Reach::Answered, Error::Declined("HTTP 503".to_owned())),
            _ => Err(garbled(Error::NotAPrinter)),
        }
    }

    fn post(
        &self,
        dest: &Dest,
        body: &[u8],
        limit: Duration,
        (sent, met): (&Sent, &Met),
    ) -> Result<(u16, Vec<u8>), Cause> {
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
        let request = ureq::http::Request::post(url)
            .header(header::CONTENT_TYPE, "application/ipp")
            .header(header::CONNECTION, "close")
            .body(body)?;
        let mut response = agent.run(request)?;
        let status = response.status().as_u16();
        let bytes = response
            .body_mut()
            .with_config()
            .limit(MAX_ANSWER)
            .read_to_vec()?;
        Ok((status, bytes))
    }
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
