//! Something before a portal that lets one of its flows through: what is sent on the path of another meets a 404.
#![expect(clippy::unwrap_used, reason = "helpers of tests fail by panicking")]

use std::{
    io::{self, BufRead as _, BufReader, Read as _, Write as _},
    net::{TcpListener, TcpStream},
    sync::{
        Arc, OnceLock,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
};

/// It ends with the program.
pub(crate) struct OneFlow {
    url: String,
    behind: Arc<OnceLock<String>>,
    refused: Arc<AtomicUsize>,
}

impl OneFlow {
    /// Listens, and lets through what is sent to paths that `are` of the flow.
    pub(crate) fn new(are: fn(&str) -> bool) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let (behind, refused) = (Arc::new(OnceLock::new()), Arc::new(AtomicUsize::new(0)));
        let (to, count) = (Arc::clone(&behind), Arc::clone(&refused));
        spawn(move || {
            for client in listener.incoming().flatten() {
                let (to, count) = (Arc::clone(&to), Arc::clone(&count));
                spawn(move || drop(answer(client, &to, are, &count)));
            }
        });
        Self {
            url,
            behind,
            refused,
        }
    }

    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// Names the portal behind it.
    pub(crate) fn stands_before(&self, url: &str) {
        let address = url.trim_start_matches("http://").trim_end_matches('/');
        self.behind.set(address.to_owned()).unwrap();
    }

    /// How many requests met a 404.
    pub(crate) fn refused(&self) -> usize {
        self.refused.load(Ordering::SeqCst)
    }
}

fn spawn(work: impl FnOnce() + Send + 'static) {
    let thread = thread::Builder::new().name("one flow".to_owned());
    thread.spawn(work).unwrap();
}

fn answer(
    client: TcpStream,
    behind: &OnceLock<String>,
    are: fn(&str) -> bool,
    refused: &AtomicUsize,
) -> io::Result<()> {
    let mut reader = BufReader::new(client);
    let (mut head, mut length) = (String::new(), 0);
    while !head.ends_with("\r\n\r\n") && reader.read_line(&mut head)? > 0 {
        let line = head.lines().last().unwrap_or_default().to_lowercase();
        if let Some(value) = line.strip_prefix("content-length:") {
            length = value.trim().parse().unwrap();
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body)?;
    let mut client = reader.into_inner();
    let mut words = head.split(' ');
    let (method, path) = (
        words.next().unwrap_or_default(),
        words.next().unwrap_or_default(),
    );
    // What time it is, everybody tells.
    if method != "HEAD" && !are(path) {
        refused.fetch_add(1, Ordering::SeqCst);
        return client.write_all(
            b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
        );
    }
    let mut portal = TcpStream::connect(behind.get().unwrap())?;
    portal.write_all(
        head.replacen("\r\n", "\r\nConnection: close\r\n", 1)
            .as_bytes(),
    )?;
    portal.write_all(&body)?;
    io::copy(&mut portal, &mut client).map(drop)
}
