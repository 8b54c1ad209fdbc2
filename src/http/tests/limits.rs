//! Times, lengths and breaks: how an answer fails to come.

use super::*;

#[test]
fn a_time_out_knows_whether_the_request_was_sent() {
    // Accepted by the system, never by the server: over TLS nothing of the request may leave.
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let ask = |scheme: &str| agent().send(&request(format!("{scheme}://127.0.0.1:{port}/"), SHORT));
    assert!(matches!(ask("https"), Err(Error::Timeout { sent: false })));
    assert!(matches!(ask("http"), Err(Error::Timeout { sent: true })));
}

#[test]
fn the_limit_holds_for_the_whole_answer_however_busy_the_server_looks() {
    let (port, _) = serve(|mut stream| {
        let request = read(&mut stream);
        stream
            .write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\n")
            .unwrap();
        // One byte after the other, each within any limit for one byte.
        while stream.write_all(b".").is_ok() && stream.flush().is_ok() {
            thread::sleep(SHORT / 3);
        }
        Some(request)
    });
    assert!(matches!(
        ask(port, SHORT),
        Err(Error::Timeout { sent: true })
    ));
}

#[test]
fn an_answer_that_breaks_off_is_lost() {
    for answer in [
        "",
        "HTTP/1.1 200",
        "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\nhalf",
    ] {
        let (port, _) = answering(answer);
        let error = ask(port, LONG).unwrap_err();
        assert!(matches!(error, Error::Lost), "{answer}: {error:?}");
    }
}

#[test]
fn a_reset_instead_of_an_answer_is_lost() {
    let (port, _) = serve(|stream| {
        // Closed with the request unread: the system sends a reset.
        let mut one = [0];
        stream.peek(&mut one).unwrap();
        None
    });
    let error = ask(port, LONG).unwrap_err();
    assert!(matches!(error, Error::Lost), "{error:?}");
}

#[test]
fn an_answer_over_the_limit_is_never_read() {
    for (answer, whole) in [
        (
            "HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\n12345678901234567890",
            true,
        ),
        (
            "HTTP/1.1 200 OK\r\nContent-Length: 21\r\n\r\n123456789012345678901",
            false,
        ),
        (
            "HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n123456789012345678901",
            false,
        ),
        ("HTTP/1.1 200 OK\r\n\r\n123456789012345678901", false),
    ] {
        let (port, _) = answering(answer);
        match ask(port, LONG) {
            Ok(response) => assert!(whole && response.body.len() == 20),
            Err(error) => assert!(!whole && matches!(error, Error::TooLarge), "{error:?}"),
        }
    }
    let (port, _) = serve(|mut stream| {
        let request = read(&mut stream);
        stream.write_all(b"HTTP/1.1 200 OK\r\nX: ").ok()?;
        stream.write_all(&vec![b'x'; 40_000]).ok()?;
        stream.write_all(b"\r\n\r\n").ok()?;
        Some(request)
    });
    let error = ask(port, LONG).unwrap_err();
    assert!(matches!(error, Error::TooLarge), "{error:?}");
}

#[test]
fn what_is_not_http_is_unreadable() {
    for answer in ["220 smtp.example ESMTP\r\n\r\n", "\0\0\0\0\r\n\r\n"] {
        let (port, _) = answering(answer);
        let error = ask(port, LONG).unwrap_err();
        assert!(matches!(error, Error::Unreadable), "{error:?}");
    }
}
