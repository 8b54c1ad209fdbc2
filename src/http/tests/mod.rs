//! The agent against servers on this computer itself that do what servers do on a bad day.

mod limits;
mod proxy;
mod tls;

use std::{
    io::{ErrorKind, Read, Write as _},
    net::{TcpListener, TcpStream},
    sync::{Arc, mpsc::Receiver, mpsc::sync_channel},
    thread,
    time::Duration,
};

use super::*;

const LONG: Duration = Duration::from_secs(30);
const SHORT: Duration = Duration::from_millis(300);

/// Serves connections one after the other, each with the same behaviour; what was asked comes back.
fn serve<F>(behave: F) -> (u16, Receiver<String>)
where
    F: Fn(TcpStream) -> Option<String> + Send + 'static,
{
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let (asked, heard) = sync_channel(16);
    thread::Builder::new()
        .name("server".to_owned())
        .spawn(move || {
            for stream in listener.incoming() {
                let Some(request) = behave(stream.unwrap()) else {
                    continue;
                };
                if asked.send(request).is_err() {
                    return;
                }
            }
        })
        .unwrap();
    (port, heard)
}

/// Reads one request with its body, up to the length that it tells.
fn read(stream: &mut impl Read) -> String {
    let mut bytes = Vec::new();
    let mut byte = [0];
    while !bytes.ends_with(b"\r\n\r\n") {
        if stream.read(&mut byte).unwrap_or(0) == 0 {
            break;
        }
        bytes.push(byte[0]);
    }
    let head = String::from_utf8(bytes).unwrap();
    let length = head.lines().find_map(|line| {
        let (name, value) = line.split_once(": ")?;
        let length = name.eq_ignore_ascii_case("content-length");
        length.then(|| value.parse().ok()).flatten()
    });
    let mut body = vec![0; length.unwrap_or(0)];
    stream.read_exact(&mut body).unwrap();
    head + &String::from_utf8(body).unwrap()
}

/// Answers every request with these bytes and closes.
fn answering(answer: &'static str) -> (u16, Receiver<String>) {
    serve(move |mut stream| {
        let request = read(&mut stream);
        stream.write_all(answer.as_bytes()).unwrap();
        Some(request)
    })
}

fn agent() -> Agent {
    agent_of(Options::default())
}

fn agent_of(options: Options) -> Agent {
    Agent::new(Options {
        loopback: true,
        ..options
    })
    .unwrap()
}

fn request(url: String, timeout: Duration) -> Request {
    Request {
        method: Method::Post,
        url,
        headers: vec![("Content-Type", "text/plain".to_owned())],
        body: b"body".to_vec(),
        limit: 20,
        timeout,
    }
}

fn ask(port: u16, timeout: Duration) -> Result<Response, Error> {
    agent().send(&request(format!("http://127.0.0.1:{port}/path"), timeout))
}

#[test]
fn a_request_is_sent_plainly_and_its_answer_read_whatever_its_status() {
    let (port, heard) = answering(
        "HTTP/1.1 503 No\r\nDate: Mon, 14 Jun 2021 08:00:00 GMT\r\nRETRY-AFTER: 7\r\n\
         Set-Cookie: a=b\r\nContent-Length: 3\r\n\r\nno!",
    );
    for _ in 0..2 {
        let response = ask(port, LONG).unwrap();
        assert_eq!((response.status, &*response.body), (503, &b"no!"[..]));
        assert_eq!(response.header("retry-after"), Some("7"));
        assert_eq!(response.date().unwrap().to_string(), "2021-06-14T08:00:00Z");
        let sent = heard.recv().unwrap().to_ascii_lowercase();
        assert!(sent.starts_with("post /path http/1.1\r\n"), "{sent}");
        assert!(sent.ends_with("\r\n\r\nbody"), "{sent}");
        assert!(sent.contains("connection: close\r\n"));
        assert!(sent.contains(concat!("user-agent: impftheke/", env!("CARGO_PKG_VERSION"))));
        assert!(!sent.contains("cookie") && !sent.contains("accept-encoding"));
    }
}

#[test]
fn a_redirect_is_never_followed() {
    let (elsewhere, heard) = answering("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
    let (port, _) = serve(move |mut stream| {
        let request = read(&mut stream);
        let to = format!("http://127.0.0.1:{elsewhere}/login");
        write!(
            stream,
            "HTTP/1.1 307 Over there\r\nLocation: {to}\r\nContent-Length: 0\r\n\r\n"
        )
        .unwrap();
        Some(request)
    });
    assert_eq!(ask(port, LONG).unwrap().status, 307);
    assert!(heard.try_recv().is_err());
}

#[test]
fn plain_http_goes_nowhere_but_to_this_computer_and_only_where_allowed() {
    let strict = Agent::new(Options::default()).unwrap();
    for (agent, url) in [
        (&strict, "http://127.0.0.1:1/"),
        (&agent(), "http://portal.example/"),
        (&agent(), "http://127.0.0.1.portal.example/"),
        (&agent(), "http://localhost.portal.example/"),
        (&agent(), "http://192.168.0.1/"),
        (&agent(), "http://[2001:db8::1]/"),
        (&agent(), "ftp://127.0.0.1/"),
        (&agent(), "127.0.0.1"),
        (&agent(), "/path"),
        (&agent(), ""),
    ] {
        let error = agent.send(&request(url.to_owned(), LONG)).unwrap_err();
        assert!(matches!(error, Error::NotAllowed), "{url}: {error:?}");
    }
    for url in [
        "http://localhost:1/",
        "http://127.8.8.8:1/",
        "http://[::1]:1/",
    ] {
        let error = agent().send(&request(url.to_owned(), LONG)).unwrap_err();
        assert!(matches!(error, Error::Connect(_)), "{url}: {error:?}");
    }
}

#[test]
fn no_connection_and_an_unknown_proxy_are_told_apart() {
    let port = {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        listener.local_addr().unwrap().port()
    };
    match ask(port, LONG) {
        Err(Error::Connect(source)) => assert_eq!(source.kind(), ErrorKind::ConnectionRefused),
        other => panic!("{other:?}"),
    }
    let url = "https://portal.example/".to_owned();
    let agent = agent_of(Options {
        proxy: Some("http://proxy.invalid:8080".to_owned()),
        ..Options::default()
    });
    let error = agent.send(&request(url, LONG)).unwrap_err();
    assert!(
        matches!(error, Error::Proxy(ProxyFault::NotFound)),
        "{error:?}"
    );
}

fn over_tls(agent: &Agent, host: &str, port: u16) -> Result<Response, Error> {
    agent.send(&request(format!("https://{host}:{port}/"), LONG))
}

#[test]
fn a_header_that_cannot_be_written_is_not_sent() {
    let (port, heard) = answering("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
    let mut request = request(format!("http://127.0.0.1:{port}/"), LONG);
    request
        .headers
        .push(("X-Text", "a\r\nX-Other: b".to_owned()));
    let error = agent().send(&request).unwrap_err();
    assert!(matches!(error, Error::Unreadable), "{error:?}");
    assert!(heard.try_recv().is_err());
}
