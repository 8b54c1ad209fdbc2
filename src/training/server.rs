//! A portal that is started, switched, asked what it did, and stopped.

use std::{fmt, io, net::SocketAddr, sync::Arc, time::Duration};

use tokio::runtime::{self, Runtime};

use super::{
    Faults, Log,
    accept::{self, Acceptor, Tls},
    api,
    service::Service,
};
use crate::{
    domain::{Clock, Issuer},
    sign,
    training::{exchange::Portal, server_identity, signing_keys::TrainingKeys},
};

/// How a portal is set up.
pub struct Options {
    /// The port on loopback; 0 takes any.
    pub port: u16,
    /// What goes wrong from the start.
    pub faults: Faults,
    /// Sign for it.
    pub keys: TrainingKeys,
    /// Whose texts its certificates bear; the place is that of each request.
    pub issuer: Issuer,
    /// Its clock.
    pub clock: Arc<dyn Clock>,
    /// The bearer key that it demands.
    pub key: Option<String>,
    /// Who it is in TLS; without, it speaks plain HTTP.
    pub tls: Option<Tls>,
}

impl fmt::Debug for Options {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Options")
            .field("port", &self.port)
            .field("faults", &self.faults)
            .finish_non_exhaustive()
    }
}

/// Why there is no portal to practise with.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The port is taken, or there is no network at all.
    #[error("the training portal cannot listen on port {port} of this computer")]
    Listen {
        /// The port that was asked for.
        port: u16,
        /// What the system says.
        #[source]
        source: io::Error,
    },
    /// The system gives no threads.
    #[error("the training portal cannot start")]
    Start(#[source] io::Error),
    /// It cannot speak TLS.
    #[error("the training portal cannot speak TLS")]
    Tls(#[from] server_identity::Error),
    /// The keys cannot be used.
    #[error("the training portal cannot sign")]
    Sign(#[source] sign::Error),
}

/// A running portal. It stops when it is dropped.
pub struct Running {
    portal: Arc<Portal>,
    address: SocketAddr,
    control: SocketAddr,
    secure: bool,
    runtime: Option<Runtime>,
}

/// Starts a portal on threads of its own.
pub fn start(options: Options) -> Result<Running, Error> {
    let runtime = runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .thread_name("training portal")
        .enable_all()
        .build()
        .map_err(Error::Start)?;
    let service = Service::new(options.keys, options.issuer).map_err(Error::Sign)?;
    let portal = Portal::new(service, options.clock, options.key, options.faults);
    let portal = Arc::new(portal);
    let listen = |port| {
        let _inside = runtime.enter();
        let listener = accept::bind(port).and_then(|socket| socket.listen(accept::BACKLOG));
        listener
            .and_then(|listener| Ok((listener.local_addr()?, listener)))
            .map_err(|source| Error::Listen { port, source })
    };
    let (address, listener) = listen(options.port)?;
    let (control, control_listener) = listen(0)?;
    let acceptor = match &options.tls {
        None => Acceptor::Plain,
        Some(tls) => Acceptor::tls(tls)?,
    };
    let secure = options.tls.is_some();
    let router = api::routes().with_state(Arc::clone(&portal));
    runtime.spawn(accept::run(Arc::clone(&portal), router, listener, acceptor));
    let router = api::control().with_state(Arc::clone(&portal));
    runtime.spawn(accept::run_control(
        Arc::clone(&portal),
        router,
        control_listener,
    ));
    Ok(Running {
        portal,
        address,
        control,
        secure,
        runtime: Some(runtime),
    })
}

impl Running {
    /// Returns the address on loopback.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Returns the base of the API's addresses.
    pub fn url(&self) -> String {
        let scheme = if self.secure { "https" } else { "http" };
        format!("{scheme}://{}", self.address)
    }

    /// Returns where the portal can be switched by HTTP, whatever fault it commits.
    pub fn control_url(&self) -> String {
        format!("http://{}", self.control)
    }

    /// Changes what goes wrong. The next connection meets it; what is under way is finished.
    pub fn switch(&self, faults: impl Into<Faults>) {
        if let Some(runtime) = &self.runtime {
            runtime.block_on(self.portal.switch(faults.into()));
        }
    }

    /// Returns what happened so far.
    pub fn log(&self) -> Log {
        self.portal.log().clone()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_timeout(Duration::from_secs(1));
        }
    }
}

impl fmt::Debug for Running {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Running")
            .field("address", &self.address)
            .finish_non_exhaustive()
    }
}
