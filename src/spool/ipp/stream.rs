//! A stream of bytes as a link of a connection: what a UNIX socket and a secured connection have in common.

use std::{
    fmt,
    io::{self, Read, Write},
};

use ureq::{
    Error as Cause,
    config::Config,
    unversioned::transport::{Buffers, LazyBuffers, NextTimeout, Transport},
};

/// A stream that can be told how long the next read or write may take.
pub(super) trait Limited: Read + Write + Send + Sync + 'static {
    fn limit(&mut self, timeout: NextTimeout) -> io::Result<()>;

    fn is_secure(&self) -> bool;
}

/// A connection.
pub(super) struct Stream<S> {
    inner: S,
    buffers: LazyBuffers,
}

impl<S: Limited> Stream<S> {
    pub(super) fn new(inner: S, config: &Config) -> Self {
        Self {
            inner,
            buffers: LazyBuffers::new(config.input_buffer_size(), config.output_buffer_size()),
        }
    }
}

impl<S> fmt::Debug for Stream<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Stream")
    }
}

impl<S: Limited> Transport for Stream<S> {
    fn buffers(&mut self) -> &mut dyn Buffers {
        &mut self.buffers
    }

    fn transmit_output(&mut self, amount: usize, timeout: NextTimeout) -> Result<(), Cause> {
        self.inner.limit(timeout)?;
        let output = self.buffers.output().get(..amount).unwrap_or_default();
        let written = self.inner.write_all(output);
        written
            .and_then(|()| self.inner.flush())
            .map_err(|error| in_time(error, timeout))
    }

    fn await_input(&mut self, timeout: NextTimeout) -> Result<bool, Cause> {
        self.inner.limit(timeout)?;
        let input = self.buffers.input_append_buf();
        let amount = loop {
            match self.inner.read(input) {
                // Ctrl+C interrupts a read, and what it means is decided elsewhere.
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                // Printers rarely say goodbye (RFC 8446 section 6.1); IPP itself says where an answer ends.
                Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => break 0,
                read => break read.map_err(|error| in_time(error, timeout))?,
            }
        };
        self.buffers.input_appended(amount);
        Ok(amount > 0)
    }

    fn is_open(&mut self) -> bool {
        false
    }

    fn is_tls(&self) -> bool {
        self.inner.is_secure()
    }
}

/// Names a time that is over: a socket says that it would block.
pub(super) fn in_time(error: io::Error, timeout: NextTimeout) -> Cause {
    if matches!(
        error.kind(),
        io::ErrorKind::TimedOut | io::ErrorKind::WouldBlock
    ) {
        Cause::Timeout(timeout.reason)
    } else {
        error.into()
    }
}
