//! A body that comes slowly, or not to its end.

use std::{
    fmt,
    pin::Pin,
    task::{Context, Poll, ready},
    time::Duration,
};

use axum::body::{Bytes, HttpBody};
use hyper::body::{Frame, SizeHint};
use tokio::time::{Sleep, sleep};

/// A body of known length, given piece by piece.
pub(super) struct SlowBody {
    rest: Bytes,
    /// What is announced, whether or not it comes.
    announced: u64,
    piece: usize,
    pause: Duration,
    /// How many pieces come before the line breaks; `None`: all.
    breaks_after: Option<u32>,
    sleep: Option<Pin<Box<Sleep>>>,
}

impl SlowBody {
    /// Gives byte by byte.
    pub(super) fn slow(bytes: Bytes, pause: Duration) -> Self {
        Self {
            announced: bytes.len() as u64,
            rest: bytes,
            piece: 1,
            pause,
            breaks_after: None,
            sleep: None,
        }
    }

    /// Gives the first half and breaks off.
    pub(super) fn half(bytes: Bytes) -> Self {
        Self {
            announced: bytes.len() as u64,
            piece: bytes.len() / 2,
            rest: bytes,
            // Time for the first half to reach the client.
            pause: Duration::from_millis(50),
            breaks_after: Some(1),
            sleep: None,
        }
    }
}

/// The line broke, as it was told to.
#[derive(Clone, Copy, Debug)]
pub(super) struct Broken;

impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the answer breaks off, as it was told to")
    }
}

impl std::error::Error for Broken {}

impl HttpBody for SlowBody {
    type Data = Bytes;
    type Error = Broken;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Broken>>> {
        if let Some(sleep) = &mut self.sleep {
            ready!(sleep.as_mut().poll(context));
            self.sleep = None;
        }
        if self.breaks_after == Some(0) {
            return Poll::Ready(Some(Err(Broken)));
        }
        if self.rest.is_empty() {
            return Poll::Ready(None);
        }
        let length = self.piece.min(self.rest.len());
        let piece = self.rest.split_to(length);
        self.breaks_after = self.breaks_after.map(|pieces| pieces - 1);
        self.sleep = Some(Box::pin(sleep(self.pause)));
        Poll::Ready(Some(Ok(Frame::data(piece))))
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.announced)
    }
}
