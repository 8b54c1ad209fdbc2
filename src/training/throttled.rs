//! A socket that can be told to be slow, or to break off.

use std::{
    io,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    task::{Context, Poll, ready},
    time::Duration,
};

use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::TcpStream,
    time::{Sleep, sleep},
};

/// How a line behaves; it can be told at any time.
#[derive(Debug, Default)]
pub(super) struct Manner {
    pause_ms: AtomicU64,
    reset: AtomicBool,
}

impl Manner {
    /// Sends byte by byte from now on, with a pause after each.
    pub(super) fn dawdle(&self, pause: Duration) {
        let pause = u64::try_from(pause.as_millis()).unwrap_or(u64::MAX);
        self.pause_ms.store(pause, Ordering::Relaxed);
    }

    /// Ends with a reset instead of an orderly end.
    pub(super) fn reset_at_the_end(&self) {
        self.reset.store(true, Ordering::Relaxed);
    }
}

/// The server's end of a connection.
#[derive(Debug)]
pub(super) struct ThrottledStream {
    stream: TcpStream,
    manner: Arc<Manner>,
    pause: Option<Pin<Box<Sleep>>>,
}

impl ThrottledStream {
    pub(super) fn new(stream: TcpStream, manner: Arc<Manner>) -> Self {
        Self {
            stream,
            manner,
            pause: None,
        }
    }

    fn is_to_reset(&self) -> bool {
        self.manner.reset.load(Ordering::Relaxed)
    }
}

impl Drop for ThrottledStream {
    fn drop(&mut self) {
        if self.is_to_reset() {
            // A socket that cannot be reset is closed; the client sees a broken answer all the same.
            drop(self.stream.set_zero_linger());
        }
    }
}

impl AsyncRead for ThrottledStream {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl AsyncWrite for ThrottledStream {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        if let Some(pause) = &mut self.pause {
            ready!(pause.as_mut().poll(context));
            self.pause = None;
        }
        let pause_ms = self.manner.pause_ms.load(Ordering::Relaxed);
        if pause_ms == 0 {
            return Pin::new(&mut self.stream).poll_write(context, bytes);
        }
        let first = bytes.get(..1).unwrap_or(bytes);
        let written = ready!(Pin::new(&mut self.stream).poll_write(context, first));
        self.pause = Some(Box::pin(sleep(Duration::from_millis(pause_ms))));
        Poll::Ready(written)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        if self.is_to_reset() {
            return Poll::Ready(Ok(()));
        }
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
