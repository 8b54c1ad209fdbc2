//! Knows whether a request has been sent, which the library does not tell: the last link of a connection
//! notes the first byte that goes through it.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use ureq::{
    Error,
    config::Config,
    http::{Uri, uri::Authority},
    unversioned::{
        resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver},
        transport::{Buffers, ConnectionDetails, Connector, Either, NextTimeout, Transport},
    },
};

/// Whether the request of one call has been sent.
#[derive(Clone, Debug, Default)]
pub(super) struct Sent(Arc<AtomicBool>);

impl Sent {
    pub(super) fn get(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// The last link of the chain. What is said to a proxy on the way does not count.
#[derive(Debug)]
pub(super) struct Watch {
    pub(super) target: Option<Authority>,
    pub(super) sent: Sent,
}

impl<In: Transport> Connector<In> for Watch {
    type Out = Either<In, Watched<In>>;

    fn connect(
        &self,
        details: &ConnectionDetails<'_>,
        chained: Option<In>,
    ) -> Result<Option<Self::Out>, Error> {
        let to_target = details.uri.authority() == self.target.as_ref();
        Ok(chained.map(|transport| {
            if to_target {
                let sent = self.sent.clone();
                Either::B(Watched { transport, sent })
            } else {
                Either::A(transport)
            }
        }))
    }
}

/// A connection that notes the first byte of a request.
#[derive(Debug)]
pub(super) struct Watched<In> {
    transport: In,
    sent: Sent,
}

impl<In: Transport> Transport for Watched<In> {
    fn buffers(&mut self) -> &mut dyn Buffers {
        self.transport.buffers()
    }

    fn transmit_output(&mut self, amount: usize, timeout: NextTimeout) -> Result<(), Error> {
        // Before, not after: a failed write may have sent a part, or all.
        self.sent.0.store(true, Ordering::Relaxed);
        self.transport.transmit_output(amount, timeout)
    }

    fn await_input(&mut self, timeout: NextTimeout) -> Result<bool, Error> {
        self.transport.await_input(timeout)
    }

    fn is_open(&mut self) -> bool {
        self.transport.is_open()
    }

    fn is_tls(&self) -> bool {
        self.transport.is_tls()
    }
}

/// Resolves names, and says so when it cannot: the system's own errors do not tell where they are from.
///
/// One name may be left to a proxy.
#[derive(Debug, Default)]
pub(super) struct Names {
    system: DefaultResolver,
    left: Option<Authority>,
}

impl Names {
    /// Resolves every name but this one.
    pub(super) fn except(left: Option<Authority>) -> Self {
        let system = DefaultResolver::default();
        Self { system, left }
    }
}

impl Resolver for Names {
    fn resolve(
        &self,
        uri: &Uri,
        config: &Config,
        timeout: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, Error> {
        if self.left.is_some() && uri.authority() == self.left.as_ref() {
            return Ok(self.empty());
        }
        let resolved = self.system.resolve(uri, config, timeout);
        resolved.map_err(|error| {
            if matches!(error, Error::Timeout(_)) {
                error
            } else {
                Error::HostNotFound
            }
        })
    }
}
