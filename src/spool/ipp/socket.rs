//! A UNIX socket as the first link of a connection: how CUPS is reached on its own computer, and woken.

use std::{
    io,
    os::{fd::OwnedFd, unix::net::UnixStream},
    path::{Path, PathBuf},
};

use socket2::{Domain, SockAddr, Type};
use ureq::{
    Error as Cause,
    config::Config,
    http::Uri,
    unversioned::{
        resolver::{ResolvedSocketAddrs, Resolver},
        transport::{ConnectionDetails, Connector, NextTimeout, Transport},
    },
};

use super::stream::{Limited, Stream, in_time};

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
        let socket = connect(&self.0, details.timeout);
        let socket = socket.map_err(|error| in_time(error, details.timeout))?;
        Ok(Some(Stream::new(socket, details.config)))
    }
}

/// Connects within a limit: where CUPS hangs, its queue of connections is full one day, and then they wait.
fn connect(path: &Path, timeout: NextTimeout) -> io::Result<UnixStream> {
    let socket = socket2::Socket::new(Domain::UNIX, Type::STREAM, None)?;
    // Linux lets connecting wait as long as sending (unix(7)); elsewhere a full queue refuses at once.
    socket.set_write_timeout(timeout.not_zero().map(|left| *left))?;
    socket.connect(&SockAddr::unix(path)?)?;
    Ok(OwnedFd::from(socket).into())
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
