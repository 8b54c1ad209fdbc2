//! A portal that says later, too much, or nothing at all.

use super::*;

#[test]
fn a_status_is_answered_with_the_retry_after_that_was_asked_for() {
    let portal = portal(Fault::None);
    for status in [400, 401, 403, 406, 409, 429, 500, 502, 503, 504] {
        portal.switch(Fault::Status(status));
        let answer = hash(&portal).unwrap();
        assert_eq!(
            (answer.status, answer.header("retry-after")),
            (status, None)
        );
    }
    for (name, retry_after) in [
        ("503-retry-seconds", "120"),
        ("503-retry-absurd", "99999999999999999999"),
        ("503-retry-date", "Mon, 14 Jun 2021 08:02:00 GMT"),
        ("429-retry-seconds", "60"),
    ] {
        portal.switch(Faults::named(name).unwrap());
        let answer = hash(&portal).unwrap();
        assert_eq!(answer.header("retry-after"), Some(retry_after), "{name}");
    }
    let log = portal.log();
    assert_eq!((log.signatures, log.delivered, log.requests), (0, 0, 14));
    assert_eq!((log.answers[&503], log.faults["503"]), (4, 4));
}

#[test]
fn a_sequence_meets_one_request_after_the_other() {
    let json =
        r#"[{"fault": "503", "times": 2, "retry_after": "120"}, {"fault": "502", "times": 1}]"#;
    let portal = portal(Faults::parse(json).unwrap());
    let statuses: Vec<u16> = (0..4).map(|_| hash(&portal).unwrap().status).collect();
    assert_eq!(statuses, [503, 503, 502, 200]);
    // A probe that asks nothing takes no step.
    portal.switch(Faults::parse(json).unwrap());
    drop(TcpStream::connect(portal.address()).unwrap());
    assert_eq!(hash(&portal).unwrap().status, 503);
}

#[test]
fn the_timetable_goes_by_the_clock_of_the_portal() {
    // It is 10:00 there.
    for (open, status) in [("08:00-09:00", 503), ("09:30-10:30", 200)] {
        let json = format!(r#"{{"timetable": {{"open": ["{open}"]}}}}"#);
        let portal = portal(Faults::parse(&json).unwrap());
        assert_eq!(hash(&portal).unwrap().status, status, "{open}");
    }
}

#[test]
fn an_overloaded_portal_answers_in_turn_and_turns_the_rest_away() {
    let json = r#"{"overload": {"capacity": 20, "queue": 3, "collapse": 2}}"#;
    let portal = portal(Faults::parse(json).unwrap());
    let statuses: Vec<u16> = std::thread::scope(|threads| {
        let asking: Vec<_> = (0..20)
            .map(|_| threads.spawn(|| hash(&portal).unwrap().status))
            .collect();
        asking
            .into_iter()
            .map(|asking| asking.join().unwrap())
            .collect()
    });
    let count = |status| statuses.iter().filter(|met| **met == status).count();
    assert!(count(200) >= 3 && count(503) >= 1, "{statuses:?}");
    assert_eq!(count(200) + count(503), 20);
}

#[test]
fn a_refused_connection_leaves_the_port_with_the_portal_and_ends_by_itself() {
    let portal = portal(Fault::None);
    portal.switch(Fault::Refused);
    for _ in 0..3 {
        let error = hash(&portal).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::ConnectionRefused);
    }
    portal.switch(Fault::None);
    assert_eq!(hash(&portal).unwrap().status, 200);
    portal.switch(Faults::parse(r#"[{"fault": "refused", "seconds": 0.2}]"#).unwrap());
    let refused = std::iter::repeat_with(|| hash(&portal)).take_while(Result::is_err);
    assert!(refused.count() > 0);
    assert_eq!(portal.log().faults["refused"], 2);
}

#[test]
fn an_answer_lost_after_signing_is_a_signature_without_a_delivery() {
    let portal = portal(Fault::FailAfterSigning);
    assert_eq!(hash(&portal).unwrap().status, 500);
    portal.switch(Fault::LostAnswer);
    assert_eq!(
        hash(&portal).unwrap_err().kind(),
        io::ErrorKind::UnexpectedEof
    );
    portal.switch(Fault::None);
    assert_eq!(hash(&portal).unwrap().status, 200);
    let log = portal.log();
    assert_eq!((log.signatures, log.certificates, log.delivered), (3, 1, 1));
    assert_eq!((log.signed_again, log.doubles()), (1, 0));
    // In the other flow every answer is another certificate.
    portal.switch(Fault::LostAnswer);
    issue(&portal).unwrap_err();
    portal.switch(Fault::None);
    issue(&portal).unwrap();
    let log = portal.log();
    assert_eq!((log.signatures, log.certificates, log.delivered), (5, 3, 2));
    assert_eq!((log.signed_again, log.doubles()), (1, 1));
}

#[test]
fn a_hanging_portal_says_nothing_until_it_is_switched() {
    let portal = portal(Fault::None);
    for (fault, signatures) in [(Fault::Hang, 0), (Fault::HangAfterSigning, 1)] {
        portal.switch(fault);
        std::thread::scope(|threads| {
            let waiting = threads.spawn(|| hash(&portal).unwrap_err().kind());
            while portal.log().faults.get(fault.name()) != Some(&1) {
                std::thread::yield_now();
            }
            assert!(!waiting.is_finished());
            portal.switch(Fault::None);
            assert_eq!(waiting.join().unwrap(), io::ErrorKind::UnexpectedEof);
        });
        assert_eq!(portal.log().signatures, signatures);
    }
}

#[test]
fn half_a_body_ends_or_is_reset() {
    let portal = portal(Fault::None);
    let whole = hash(&portal).unwrap();
    for (fault, broke) in [
        (Fault::Truncated, None),
        (Fault::Reset, Some(io::ErrorKind::ConnectionReset)),
    ] {
        portal.switch(fault);
        let answer = hash(&portal).unwrap();
        assert_eq!((answer.status, answer.broke), (200, broke));
        assert_eq!(
            answer.header("content-length"),
            whole.header("content-length")
        );
        assert_eq!(answer.body, whole.body[..whole.body.len() / 2]);
    }
    assert_eq!(portal.log().delivered, 1);
}

#[test]
fn a_slow_answer_comes_byte_by_byte_and_whole() {
    let portal = portal(Fault::None);
    let whole = hash(&portal).unwrap();
    for (fault, pieces) in [("slow-headers", 300), ("slow-body", 130)] {
        let json = format!(r#"[{{"fault": "{fault}", "pause_ms": 1}}]"#);
        portal.switch(Faults::parse(&json).unwrap());
        let start = std::time::Instant::now();
        let answer = hash(&portal).unwrap();
        assert_eq!(answer.body, whole.body);
        assert!(start.elapsed() > Duration::from_millis(pieces), "{fault}");
    }
    assert_eq!(portal.log().delivered, 3);
}
