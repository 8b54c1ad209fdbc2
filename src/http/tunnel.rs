//! A connection through a proxy: `CONNECT` (RFC 9110 section 9.3.6), and what became of it.
//!
//! By hand, because the library tells neither the proxy from the portal nor its faults from each other.

use std::{
    io::{self, Read as _, Write as _},
    sync::{Arc, Mutex, PoisonError},
};

use secrecy::ExposeSecret as _;
use ureq::{
    Error,
    unversioned::transport::{
        Buffers, ConnectionDetails, Connector, Either, NextTimeout, Transport, TransportAdapter,
    },
};

use super::own_proxy::{Proxy, ProxyFault};

/// How far a connection has come on its way through a proxy.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) enum Stage {
    /// There is no proxy on the way.
    #[default]
    Direct,
    /// On the way to the proxy.
    ToProxy,
    /// The proxy was asked for the way on.
    Asked,
    /// The proxy has opened it.
    Through,
    /// The proxy has not.
    Failed(ProxyFault),
}

/// The stage of one call, told by the links of its connection.
#[derive(Clone, Debug, Default)]
pub(super) struct Progress(Arc<Mutex<Stage>>);

impl Progress {
    pub(super) fn stage(&self) -> Stage {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    fn set(&self, stage: Stage) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = stage;
    }
}

/// The first link of a chain: where there is a proxy, it goes there and asks for the way on.
#[derive(Debug)]
pub(super) struct Tunnel {
    /// The proxy of this call, if it goes through one.
    pub(super) proxy: Option<Proxy>,
    pub(super) progress: Progress,
}

impl<In: Transport> Connector<In> for Tunnel {
    type Out = Either<In, Opened>;

    fn connect(
        &self,
        details: &ConnectionDetails<'_>,
        chained: Option<In>,
    ) -> Result<Option<Self::Out>, Error> {
        if let Some(transport) = chained {
            return Ok(Some(Either::A(transport)));
        }
        let Some(proxy) = &self.proxy else {
            return Ok(None);
        };
        // The chain runs once more for the way to the proxy itself.
        if details.uri.authority() == proxy.uri().authority()
            && self.progress.stage() != Stage::Direct
        {
            return Ok(None);
        }
        self.progress.set(Stage::ToProxy);
        let addrs = details
            .resolver
            .resolve(proxy.uri(), details.config, details.timeout)?;
        let transport = (details.run_connector)(&ConnectionDetails {
            uri: proxy.uri(),
            addrs,
            config: details.config,
            request_level: details.request_level,
            resolver: details.resolver,
            now: details.now,
            timeout: details.timeout,
            current_time: Arc::clone(&details.current_time),
            run_connector: Arc::clone(&details.run_connector),
            register_shutdown: Arc::clone(&details.register_shutdown),
        })?;
        self.progress.set(Stage::Asked);
        let mut stream = TransportAdapter::new(transport, Arc::clone(&details.current_time));
        stream.set_timeout(details.timeout);
        ask(&mut stream, details, proxy)?;
        match answer(&mut stream)? {
            Answer::Open if stream.get_mut().buffers().input().is_empty() => {
                self.progress.set(Stage::Through);
                Ok(Some(Either::B(Opened(stream.into_inner()))))
            }
            // Whoever says more before we did has sent a page.
            Answer::Open => Err(self.failed(ProxyFault::Page)),
            Answer::Closed => Err(self.failed(ProxyFault::Closed)),
            Answer::Refused(head) => Err(self.failed(fault(&head, proxy))),
        }
    }
}

impl Tunnel {
    fn failed(&self, fault: ProxyFault) -> Error {
        self.progress.set(Stage::Failed(fault));
        Error::ConnectProxyFailed(String::new())
    }
}

fn ask(
    stream: &mut TransportAdapter,
    details: &ConnectionDetails<'_>,
    proxy: &Proxy,
) -> Result<(), Error> {
    let host = details.uri.host().unwrap_or_default();
    let port = details.uri.port_u16().unwrap_or(443);
    write!(
        stream,
        "CONNECT {host}:{port} HTTP/1.1\r\nHost: {host}:{port}\r\n"
    )?;
    if let Some(authorization) = proxy.authorization() {
        let authorization = authorization.expose_secret();
        write!(stream, "Proxy-Authorization: {authorization}\r\n")?;
    }
    write!(stream, "\r\n")?;
    stream.flush()?;
    Ok(())
}

/// What a proxy says.
enum Answer {
    /// The way is open.
    Open,
    /// Nothing, or not all of it.
    Closed,
    /// Something else: status line and headers.
    Refused(String),
}

/// Reads up to the empty line, and no byte of what comes after it.
fn answer(stream: &mut TransportAdapter) -> Result<Answer, Error> {
    let mut head = Vec::new();
    let mut byte = [0];
    while !head.ends_with(b"\n\r\n") && !head.ends_with(b"\n\n") && head.len() < MAX_HEAD {
        match stream.read(&mut byte) {
            Ok(0) => break,
            Ok(_) => head.extend(byte),
            Err(error) if is_hang_up(error.kind()) => break,
            Err(error) => return Err(error.into()),
        }
        // What does not begin as HTTP does is not waited for.
        if head.len() == 5 && head != b"HTTP/" {
            break;
        }
    }
    let is_whole = head.ends_with(b"\n\r\n") || head.ends_with(b"\n\n");
    let is_cut_off =
        !is_whole && head.len() < MAX_HEAD && b"HTTP/".iter().zip(&head).all(|(a, b)| a == b);
    if is_cut_off {
        return Ok(Answer::Closed);
    }
    let head = String::from_utf8_lossy(&head).into_owned();
    let is_open = (200..300).contains(&status(&head)) && !is_page(&head);
    Ok(if is_open {
        Answer::Open
    } else {
        Answer::Refused(head)
    })
}

fn is_hang_up(kind: io::ErrorKind) -> bool {
    matches!(
        kind,
        io::ErrorKind::ConnectionReset
            | io::ErrorKind::ConnectionAborted
            | io::ErrorKind::BrokenPipe
            | io::ErrorKind::UnexpectedEof
    )
}

/// Returns the status of an answer; 0 where it has none.
fn status(head: &str) -> u16 {
    let mut words = head.lines().next().unwrap_or_default().split_whitespace();
    let is_http = words
        .next()
        .is_some_and(|version| version.starts_with("HTTP/"));
    let status = words.next().filter(|_| is_http);
    status.and_then(|status| status.parse().ok()).unwrap_or(0)
}

fn headers<'a>(head: &'a str, name: &'static str) -> impl Iterator<Item = String> + 'a {
    let lines = head.lines().skip(1).filter_map(|line| line.split_once(':'));
    lines
        .filter(move |(header, _)| header.trim().eq_ignore_ascii_case(name))
        .map(|(_, value)| value.trim().to_ascii_lowercase())
}

fn is_page(head: &str) -> bool {
    headers(head, "content-type").any(|kind| kind.contains("html"))
}

/// Says what an answer means that did not open the way.
fn fault(head: &str, proxy: &Proxy) -> ProxyFault {
    match status(head) {
        407 => {
            let mut schemes = headers(head, "proxy-authenticate").peekable();
            let others = schemes.peek().is_some();
            if others && !schemes.any(|scheme| scheme.contains("basic")) {
                ProxyFault::Scheme
            } else if proxy.authorization().is_some() {
                ProxyFault::Password
            } else {
                ProxyFault::Login
            }
        }
        403 | 451 => ProxyFault::Refused,
        429 | 500 | 502..=504 => ProxyFault::NoWay,
        511 => ProxyFault::Network,
        _ => ProxyFault::Page,
    }
}

/// A way that a proxy has opened. Whether the proxy itself was reached by TLS says nothing of the portal.
#[derive(Debug)]
pub(super) struct Opened(Box<dyn Transport>);

impl Transport for Opened {
    fn buffers(&mut self) -> &mut dyn Buffers {
        self.0.buffers()
    }

    fn transmit_output(&mut self, amount: usize, timeout: NextTimeout) -> Result<(), Error> {
        self.0.transmit_output(amount, timeout)
    }

    fn await_input(&mut self, timeout: NextTimeout) -> Result<bool, Error> {
        self.0.await_input(timeout)
    }

    fn is_open(&mut self) -> bool {
        self.0.is_open()
    }

    fn is_tls(&self) -> bool {
        false
    }
}

/// The most bytes of a proxy's answer.
const MAX_HEAD: usize = 16 * 1024;
