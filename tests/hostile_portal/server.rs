//! A server of bytes: it reads a request, asks the test what to send, sends it and hangs up.

use std::{
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::{Shutdown, TcpListener, TcpStream},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
    time::Duration,
};

/// A request as it came.
pub(crate) struct Asked {
    pub(crate) path: String,
    pub(crate) body: Vec<u8>,
}

/// What is sent, and how.
pub(crate) enum Sent {
    /// At once, and then the connection is closed.
    Whole(Vec<u8>),
    /// Byte by byte, for as long as anybody listens.
    Dripping(Vec<u8>),
}

/// A server that runs as long as the test.
pub(crate) struct Server {
    pub(crate) url: String,
    asked: Arc<AtomicUsize>,
}

impl Server {
    pub(crate) fn start(answer: impl Fn(&Asked) -> Sent + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let asked = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&asked);
        let answer = Arc::new(answer);
        let take = move || {
            for stream in listener.incoming() {
                let (answer, count) = (Arc::clone(&answer), Arc::clone(&count));
                let serve = move || {
                    // Whoever hangs up early is served no further.
                    drop(stream.and_then(|stream| serve(stream, &*answer, &count)));
                };
                thread::Builder::new().spawn(serve).unwrap();
            }
        };
        thread::Builder::new().spawn(take).unwrap();
        Self { url, asked }
    }

    /// How many requests were read.
    pub(crate) fn asked(&self) -> usize {
        self.asked.load(Ordering::Relaxed)
    }
}

fn serve(
    stream: TcpStream,
    answer: &dyn Fn(&Asked) -> Sent,
    count: &AtomicUsize,
) -> std::io::Result<()> {
    let mut reader = BufReader::new(stream.try_clone()?);
    let mut line = String::new();
    // Whoever hangs up in the middle has asked for nothing.
    let mut read = |line: &mut String| match reader.read_line(line)? {
        0 => Err(std::io::Error::from(std::io::ErrorKind::UnexpectedEof)),
        _ => Ok(()),
    };
    read(&mut line)?;
    let path = line.split(' ').nth(1).unwrap_or_default().to_owned();
    let mut length = 0;
    loop {
        line.clear();
        read(&mut line)?;
        let lower = line.to_ascii_lowercase();
        if let Some(value) = lower.strip_prefix("content-length:") {
            length = value.trim().parse().unwrap_or_default();
        }
        if line.trim().is_empty() {
            break;
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body)?;
    count.fetch_add(1, Ordering::Relaxed);
    let mut stream = stream;
    match answer(&Asked { path, body }) {
        Sent::Whole(bytes) => stream.write_all(&bytes)?,
        Sent::Dripping(bytes) => {
            for byte in bytes {
                stream.write_all(&[byte])?;
                thread::sleep(Duration::from_millis(200));
            }
        }
    }
    stream.shutdown(Shutdown::Both)
}

/// Writes an answer as it should be, at the moment of the tests.
pub(crate) fn written(status: u16, headers: &[(&str, &str)], body: &[u8]) -> Vec<u8> {
    let mut text = format!(
        "HTTP/1.1 {status} It is\r\nDate: Wed, 01 Jun 2022 08:00:00 GMT\r\nContent-Length: {}\r\n",
        body.len()
    );
    for &(name, value) in headers {
        text.extend([name, ": ", value, "\r\n"]);
    }
    text.push_str("\r\n");
    let mut bytes = text.into_bytes();
    bytes.extend_from_slice(body);
    bytes
}
