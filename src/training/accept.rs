//! The listener, which can refuse as if nobody were there, and the connections it takes.

use std::{
    io,
    net::{Ipv4Addr, SocketAddr},
    sync::Arc,
    time::Duration,
};

use axum::{Router, http::Request};
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::{
    io::{AsyncRead, AsyncWrite, AsyncWriteExt as _},
    net::{TcpListener, TcpSocket, TcpStream},
    select,
    time::sleep,
};
use tokio_rustls::TlsAcceptor;

use super::{Fault, Identity};
use crate::training::{
    exchange::{Peer, Portal},
    server_identity,
    throttled::{Manner, ThrottledStream},
};

/// Binds an address without listening: whoever connects is refused, and nobody else can take the address.
pub(super) fn bind(port: u16) -> io::Result<TcpSocket> {
    let socket = TcpSocket::new_v4()?;
    // Elsewhere the option would let other programs take the address.
    #[cfg(unix)]
    socket.set_reuseaddr(true)?;
    socket.bind(SocketAddr::from((Ipv4Addr::LOCALHOST, port)))?;
    Ok(socket)
}

/// How many connections may wait to be taken.
pub(super) const BACKLOG: u32 = 1024;

/// How a connection begins.
#[derive(Clone)]
pub(super) enum Acceptor {
    /// With the request.
    Plain,
    /// With a TLS handshake.
    Tls {
        acceptor: TlsAcceptor,
        impostor: TlsAcceptor,
        demands_certificate: bool,
    },
}

impl Acceptor {
    pub(super) fn tls(tls: &Tls) -> Result<Self, server_identity::Error> {
        let acceptor = |config| TlsAcceptor::from(Arc::new(config));
        Ok(Self::Tls {
            acceptor: acceptor(tls.identity.config(tls.client_ca.as_deref())?),
            impostor: acceptor(tls.identity.impostor()?),
            demands_certificate: tls.client_ca.is_some(),
        })
    }
}

/// Takes connections until the runtime ends.
pub(super) async fn run(
    portal: Arc<Portal>,
    router: Router,
    listener: TcpListener,
    acceptor: Acceptor,
) {
    let mut switched = portal.switched();
    let port = listener.local_addr().map(|address| address.port());
    let mut open = Some(listener);
    loop {
        let fault = portal.schedule().of_the_connection(portal.moment());
        open = match (open, fault, &port) {
            (Some(listener), Some(Fault::Refused), Ok(port)) => {
                drop(listener);
                wait_behind(&portal, *port).await
            }
            (open, _, _) => open,
        };
        portal.follow();
        let Some(listener) = &open else {
            tracing::error!("the training portal has lost its port");
            return;
        };
        // A fault may begin or end by the clock; a healthy portal waits for a switch only.
        let healthy = portal.schedule().is_healthy();
        let tick = if healthy {
            Duration::from_hours(1)
        } else {
            TICK
        };
        select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => {
                    tokio::spawn(connection(Arc::clone(&portal), router.clone(), stream, acceptor.clone()));
                }
                Err(error) => {
                    tracing::warn!(%error, "a connection could not be taken");
                    sleep(TICK).await;
                }
            },
            _ = switched.changed() => {}
            () = sleep(tick) => {}
        }
    }
}

const TICK: Duration = Duration::from_millis(10);

/// Holds the port without listening while connections are refused, then listens again.
async fn wait_behind(portal: &Portal, port: u16) -> Option<TcpListener> {
    let socket = loop {
        match bind(port) {
            Ok(socket) => break socket,
            Err(error) => tracing::debug!(%error, "the port is not free yet"),
        }
        sleep(TICK).await;
    };
    portal.log().met(Fault::Refused.name());
    while portal.schedule().of_the_connection(portal.moment()) == Some(Fault::Refused) {
        portal.follow();
        sleep(TICK).await;
    }
    socket.listen(BACKLOG).ok()
}

async fn connection(portal: Arc<Portal>, router: Router, stream: TcpStream, acceptor: Acceptor) {
    portal.log().connections += 1;
    if let Err(error) = stream.set_nodelay(true) {
        tracing::debug!(%error, "small answers may wait for one another");
    }
    let manner = Arc::new(Manner::default());
    let mut line = ThrottledStream::new(stream, Arc::clone(&manner));
    let fault = portal.schedule().of_the_connection(portal.moment());
    if fault == Some(Fault::Refused) {
        manner.reset_at_the_end();
        return;
    }
    let fails = fault.is_some();
    if fails {
        let met = portal.schedule().take(portal.moment());
        portal.log().met(met.act.fault.name());
    }
    let (tls, demands_certificate) = match acceptor {
        Acceptor::Plain if fails => {
            drop(line.write_all(&ALERT).await);
            return;
        }
        Acceptor::Plain => {
            let lacks_certificate = false;
            let peer = Peer {
                manner,
                lacks_certificate,
            };
            return serve(portal, router, line, peer).await;
        }
        Acceptor::Tls { impostor, .. } if fails => (impostor.accept(line).await, false),
        Acceptor::Tls {
            acceptor,
            demands_certificate,
            ..
        } => (acceptor.accept(line).await, demands_certificate),
    };
    match tls {
        // A client that trusts an impostor gets no further.
        Ok(_) if fails => {}
        Ok(stream) => {
            let lacks_certificate =
                demands_certificate && stream.get_ref().1.peer_certificates().is_none();
            let peer = Peer {
                manner,
                lacks_certificate,
            };
            serve(portal, router, stream, peer).await;
        }
        Err(error) => tracing::debug!(%error, "no TLS came about"),
    }
}

/// A TLS alert record: fatal, handshake failure.
const ALERT: [u8; 7] = [21, 3, 3, 0, 2, 2, 40];

async fn serve<S>(portal: Arc<Portal>, router: Router, stream: S, peer: Peer)
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let mut switched = portal.switched();
    let keep_alive = portal.schedule().is_healthy();
    let service = {
        let portal = Arc::clone(&portal);
        service_fn(move |request: Request<Incoming>| {
            Arc::clone(&portal).answer(router.clone(), request, peer.clone())
        })
    };
    let mut builder = http1::Builder::new();
    builder.timer(TokioTimer::new()).keep_alive(keep_alive);
    let mut connection = std::pin::pin!(builder.serve_connection(TokioIo::new(stream), service));
    let ended = loop {
        select! {
            ended = connection.as_mut() => break ended,
            // What is under way is finished; the next request meets the new faults on a new connection.
            Ok(()) = switched.changed() => connection.as_mut().graceful_shutdown(),
        }
    };
    if let Err(error) = ended {
        tracing::debug!(%error, "a connection ended early");
    }
}

/// Takes the connections that switch the portal; no fault ever meets them.
pub(super) async fn run_control(portal: Arc<Portal>, router: Router, listener: TcpListener) {
    while let Ok((stream, _)) = listener.accept().await {
        let peer = Peer {
            manner: Arc::default(),
            lacks_certificate: false,
        };
        tokio::spawn(serve(Arc::clone(&portal), router.clone(), stream, peer));
    }
}

/// How the portal speaks TLS.
#[derive(Debug)]
pub struct Tls {
    /// Who it is.
    pub identity: Identity,
    /// The CA (PEM) whose client certificates it demands.
    pub client_ca: Option<Vec<u8>>,
}
