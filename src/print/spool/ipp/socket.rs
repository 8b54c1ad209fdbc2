//! A UNIX socket as the first link of a connection: how CUPS is reached on its own computer, and woken.

use std::{io, os::unix::net::UnixStream, path::PathBuf};

use ureq::{
    Error as Cause,
    config::Config,
    http::Uri,
    unversioned::{
        resolver::{ResolvedSocketAddrs, Resolver},
        transport::{ConnectionDetails, Connector, NextTimeout, Transport},
    },
};

use super::stream::{Limited, Stream};

/// Connects to a path.
#[derive(Debug)]
pub(super) struct Socket(pub(super) PathBuf);

impl<In: Transport> Connector<In> for Socket {
    type Out = Stream<UnixStream>;

    fn connect(
        &self,
        details: &ConnectionDetails<'_>,
        _chained: Option<In>,
    ) -> Result<Option<Self::Out>, Cause> {
        let socket = UnixStream::connect(&self.0)?;
        Ok(Some(Stream::new(socket, details.config)))
    }
}

impl Limited for UnixStream {
    fn limit(&mut self, timeout: NextTimeout) -> io::Result<()> {
        let limit = timeout.not_zero().map(|left| *left);
        self.set_read_timeout(limit)?;
        self.set_write_timeout(limit)
    }

    fn is_secure(&self) -> bool {
        false
    }
}

/// Resolves nothing, because a socket has a path.
#[derive(Debug)]
pub(super) struct Nowhere;

impl Resolver for Nowhere {
    fn resolve(
        &self,
        _uri: &Uri,
        _config: &Config,
        _timeout: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, Cause> {
        let mut none = self.empty();
        none.push(([127, 0, 0, 1], 0).into());
        Ok(none)
    }
}
