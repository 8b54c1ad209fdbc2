//! A proxy on this computer itself: it leads every name to this computer, or does what proxies do on a bad day.

#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "helpers of tests fail by panicking, and their threads need no name"
)]

use std::{
    io::{self, Read as _, Write as _},
    net::{Shutdown, TcpListener, TcpStream},
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
};

use base64::{Engine as _, engine::general_purpose::STANDARD as BASE64};

/// What a proxy does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Does {
    /// Leads on.
    Lead,
    /// Leads whoever says who it is, `user:password`.
    LeadKnown(&'static str),
    /// Answers this and closes.
    Answer(&'static str),
    /// Reads and says nothing.
    Hang,
    /// Reads and closes.
    Close,
    /// Opens the way, and a page is at its end.
    Page,
}

/// A proxy that runs until the test ends.
pub(crate) struct Proxy {
    port: u16,
    does: Arc<Mutex<Does>>,
    asked: Arc<AtomicUsize>,
}

impl Proxy {
    pub(crate) fn that(does: Does) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let does = Arc::new(Mutex::new(does));
        let asked = Arc::new(AtomicUsize::new(0));
        let (now, count) = (Arc::clone(&does), Arc::clone(&asked));
        thread::spawn(move || {
            for stream in listener.incoming() {
                let does = now.lock().unwrap().clone();
                count.fetch_add(1, Ordering::Relaxed);
                // A client that goes away is no fault of the proxy.
                thread::spawn(move || drop(serve(stream.unwrap(), &does)));
            }
        });
        Self { port, does, asked }
    }

    pub(crate) fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Returns the address with a login in it.
    pub(crate) fn url_for(&self, login: &str) -> String {
        format!("http://{login}@127.0.0.1:{}", self.port)
    }

    pub(crate) fn now(&self, does: Does) {
        *self.does.lock().unwrap() = does;
    }

    /// Returns how many connections there were.
    pub(crate) fn asked(&self) -> usize {
        self.asked.load(Ordering::Relaxed)
    }
}

fn serve(mut client: TcpStream, does: &Does) -> io::Result<()> {
    let mut head = Vec::new();
    let mut byte = [0];
    while !head.ends_with(b"\r\n\r\n") {
        if client.read(&mut byte)? == 0 {
            return Ok(());
        }
        head.push(byte[0]);
    }
    let head = String::from_utf8_lossy(&head).into_owned();
    match does {
        Does::Answer(answer) => client.write_all(answer.as_bytes()),
        Does::Close => Ok(()),
        Does::Hang => {
            client.read_exact(&mut [0; 64])?;
            Ok(())
        }
        Does::Page => {
            client.write_all(b"HTTP/1.1 200 Connection established\r\n\r\n")?;
            client.read_exact(&mut byte)?;
            client.write_all(
                b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<html>Anmeldung</html>",
            )
        }
        Does::LeadKnown(login)
            if !head.contains(&format!("Basic {}\r\n", BASE64.encode(login))) =>
        {
            client.write_all(b"HTTP/1.1 407 Who\r\nProxy-Authenticate: Basic realm=\"x\"\r\n\r\n")
        }
        Does::Lead | Does::LeadKnown(_) => lead(client, &head),
    }
}

/// Leads to the port that was asked for, whatever the name.
fn lead(mut client: TcpStream, head: &str) -> io::Result<()> {
    let target = head.split_whitespace().nth(1).unwrap_or_default();
    let port = target.rsplit(':').next().unwrap_or_default();
    let Ok(mut server) = TcpStream::connect(format!("127.0.0.1:{port}")) else {
        return client.write_all(b"HTTP/1.1 502 Bad Gateway\r\n\r\n");
    };
    client.write_all(b"HTTP/1.1 200 Connection established\r\n\r\n")?;
    let (mut from_client, mut to_server) = (client.try_clone()?, server.try_clone()?);
    let up = thread::spawn(move || {
        drop(io::copy(&mut from_client, &mut to_server));
        drop(to_server.shutdown(Shutdown::Write));
    });
    io::copy(&mut server, &mut client)?;
    client.shutdown(Shutdown::Write)?;
    drop(up.join());
    Ok(())
}

/// Every fault of a proxy, with the word for what a case meets.
pub(crate) const FAULTS: [(&str, Does); 16] = [
    ("proxy-login", Does::LeadKnown("erika:geheim")),
    (
        "proxy-scheme",
        Does::Answer("HTTP/1.1 407 Who\r\nProxy-Authenticate: NTLM\r\n\r\n"),
    ),
    (
        "proxy-refused",
        Does::Answer("HTTP/1.1 403 No\r\nContent-Length: 0\r\n\r\n"),
    ),
    ("proxy-no-way", Does::Answer("HTTP/1.1 502 No\r\n\r\n")),
    (
        "proxy-no-way",
        Does::Answer("HTTP/1.0 503 No\r\n\r\n<html>Squid</html>"),
    ),
    ("proxy-no-way", Does::Answer("HTTP/1.1 504 No\r\n\r\n")),
    (
        "network-login",
        Does::Answer("HTTP/1.1 511 Network Authentication Required\r\n\r\n"),
    ),
    (
        "proxy-page",
        Does::Answer("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<html>Anmeldung</html>"),
    ),
    (
        "proxy-page",
        Does::Answer("HTTP/1.1 302 There\r\nLocation: http://login.example/\r\n\r\n"),
    ),
    ("proxy-page", Does::Answer("HTTP/1.1 404 No\r\n\r\n")),
    (
        "proxy-page",
        Does::Answer("<html>no HTTP at all</html>\r\n\r\n"),
    ),
    ("proxy-page", Does::Page),
    ("proxy-closed", Does::Close),
    ("proxy-closed", Does::Answer("")),
    ("proxy-closed", Does::Answer("HTTP/1.1 2")),
    ("proxy-silent", Does::Hang),
];
