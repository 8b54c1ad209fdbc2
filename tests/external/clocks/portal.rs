//! What the portal's `Date` says of the counter's clock.

use std::{
    io::{Read as _, Write as _},
    net::TcpListener,
    thread,
};

use impftheke::{
    counter::SystemClock,
    domain::Clock as _,
    training::{Fault, Faults},
};
use jiff::{SignedDuration, fmt::rfc2822::DateTimePrinter};

use super::{
    AHEAD, BEHIND,
    counter::{Counter, TRUE},
};

#[test]
fn no_certificate_bears_the_time_of_a_wrong_clock() {
    for flow in ["hash", "issue", "eu"] {
        for step in AHEAD.into_iter().chain(BEHIND) {
            let counter = Counter::with_portal(flow);
            let said = counter.issue(step);
            // The server's own time is right, whatever the counter's clock shows.
            if flow == "issue" {
                assert_eq!(said.status, 0, "{flow} {step}: {said:?}");
            } else {
                assert_eq!(said.status, 3, "{flow} {step}: {said:?}");
                assert!(said.err.contains("set date and time"), "{said:?}");
            }
            let log = counter.portal().log();
            let signed = u64::from(flow != "eu");
            assert_eq!(log.signatures, signed, "{flow} {step}");
            // The clock is put right; the portal is as well as before.
            let said = counter.issue(TRUE);
            assert_eq!(said.status, 0, "{flow} {step}: {said:?}");
        }
    }
}

#[test]
fn a_clock_found_wrong_before_takes_nobody_up() {
    for flow in ["hash", "issue", "eu"] {
        for step in ["+20d", "+50d"].into_iter().chain(BEHIND) {
            let counter = Counter::with_portal(flow);
            assert_eq!(counter.issue(TRUE).status, 0);
            let (before, signed) = (counter.rows(), counter.portal().log().signatures);
            let said = counter.issue(step);
            assert_eq!(said.status, 2, "{flow} {step}: {said:?}");
            assert!(said.err.contains("set date and time"), "{said:?}");
            assert_eq!(counter.rows(), before, "{flow} {step}");
            assert_eq!(counter.portal().log().signatures, signed);
            assert_eq!(counter.issue(TRUE).status, 0, "{flow} {step}");
        }
    }
}

/// Answers everything with this, as a gateway, a firewall or a hotel does.
fn gateway(status: &str, content_type: &str, body: &str, ahead: SignedDuration) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let date = SystemClock.now().timestamp() + ahead;
    let date = DateTimePrinter::new().timestamp_to_rfc9110_string(&date);
    let answer = format!(
        "HTTP/1.1 {status}\r\nDate: {}\r\nContent-Type: {content_type}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
        date.unwrap(),
        body.len()
    );
    let serve = move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            // A request of a counter fits into one read, and is not looked at.
            if stream.read(&mut [0; 8192]).is_ok() {
                drop(stream.write_all(answer.as_bytes()));
            }
        }
    };
    thread::Builder::new().spawn(serve).unwrap();
    url
}

/// The clock of the counter is right all the time.
#[test]
fn what_anybody_but_the_portal_says_of_the_time_is_nobodys_word() {
    const PAGE: &str = "<html>Wartung</html>";
    const AHEAD: i64 = 50;
    const BEHIND: i64 = -365;
    for (days, status, content_type, body) in [
        (AHEAD, "200 OK", "text/html", PAGE),
        (AHEAD, "200 OK", "application/cbor", "none"),
        (AHEAD, "400 Bad Request", "text/plain", "Bad Request"),
        (AHEAD, "403 Forbidden", "text/plain", "blocked"),
        (BEHIND, "401 Unauthorized", "text/html", PAGE),
        (BEHIND, "502 Bad Gateway", "text/html", PAGE),
        (AHEAD, "503 Service Unavailable", "text/plain", "later"),
    ] {
        let counter = Counter::with_key();
        let ahead = SignedDuration::from_hours(24 * days);
        let url = gateway(status, content_type, body, ahead);
        counter.run(TRUE, &["config", "set", "portal.url", &url]);
        let numbers = [counter.take_up(TRUE), counter.take_up(TRUE)];
        let said = counter.run(TRUE, &["queue", "run", "--until-empty", "--limit", "1"]);
        assert!(!said.err.contains("clock"), "{status} {days}: {said:?}");
        for number in numbers {
            assert_eq!(counter.state(number).0, "waiting", "{status} {days}");
        }
        counter.take_up(TRUE);
    }
}

#[test]
fn a_portal_whose_own_clock_is_wrong_ends_no_case() {
    for days in [50, -50] {
        let counter = Counter::with_portal("hash");
        let numbers = [counter.take_up(TRUE), counter.take_up(TRUE)];
        let faults = format!(
            r#"[{{"fault": "clock-wrong", "clock_secs": {}}}]"#,
            days * 24 * 3_600
        );
        counter.portal().switch(Faults::parse(&faults).unwrap());
        for _ in 0..2 {
            let said = counter.work(TRUE);
            assert_eq!(said.status, 3, "{days}: {said:?}");
            assert!(said.err.contains("clock"), "{days}: {said:?}");
            counter.run(TRUE, &["queue", "clock-is-right"]);
        }
        for number in numbers {
            assert_eq!(counter.state(number).0, "waiting", "{days}");
        }
        counter.portal().switch(Fault::None);
        counter.confirm(TRUE);
        counter.work_out(TRUE);
        let log = counter.portal().log();
        assert_eq!((log.certificates, log.doubles()), (2, 0), "{days}");
    }
}
