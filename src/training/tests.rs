//! Every fault as a plain client sees it.

use std::{
    io::{self, Read as _, Write as _},
    net::TcpStream,
    sync::Arc,
    time::Duration,
};

use base64::{Engine as _, engine::general_purpose::STANDARD as BASE64};
use jiff::ZonedDateTime;
use p256::{
    ecdsa::{Signature, VerifyingKey, signature::Verifier as _},
    pkcs8::DecodePublicKey as _,
};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use x509_cert::{
    Certificate,
    der::{DecodePem as _, Encode as _},
};

use super::{Fault, Faults, Options, Running, start};
use crate::{
    domain::Issuer,
    hcert::{Decoded, chain, cose},
    sign::{LocalSigner, training::TrainingKeys},
};

const KEY: &str = include_str!("../../tests/data/worked/dsc-test-key.pem");
const DSC: &str = include_str!("../../tests/data/worked/dsc.pem");
const CSCA: &str = include_str!("../../tests/data/worked/csca.pem");

fn now() -> ZonedDateTime {
    "2021-06-14T10:00:00+02:00[Europe/Berlin]".parse().unwrap()
}

fn options() -> Options {
    let certificate = Certificate::from_pem(DSC).unwrap().to_der().unwrap();
    Options {
        port: 0,
        faults: Faults::default(),
        keys: TrainingKeys {
            signer: LocalSigner::new(KEY, &certificate).unwrap(),
            certificate_pem: DSC.to_owned(),
            csca_pem: CSCA.to_owned(),
            not_before: now().timestamp(),
            not_after: "2023-06-14T10:00:00Z".parse().unwrap(),
        },
        issuer: Issuer::new("XX", "DE", "Impftheke Training", "UEBUNG").unwrap(),
        clock: Arc::new(now()),
        key: None,
        tls: None,
    }
}

fn portal(faults: impl Into<Faults>) -> Running {
    let faults = faults.into();
    start(Options {
        faults,
        ..options()
    })
    .unwrap()
}

/// An answer as it came over the line.
#[derive(Debug)]
struct Answer {
    status: u16,
    headers: String,
    body: Vec<u8>,
    /// How the line ended, when not in order.
    broke: Option<io::ErrorKind>,
}

impl Answer {
    fn header(&self, name: &str) -> Option<&str> {
        self.headers.lines().find_map(|line| {
            let (key, value) = line.split_once(": ")?;
            key.eq_ignore_ascii_case(name).then_some(value)
        })
    }

    fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap()
    }
}

/// Sends a request on a connection of its own and reads until its end.
fn send(
    portal: &Running,
    start: &str,
    headers: &[(&str, &str)],
    body: &[u8],
) -> io::Result<Answer> {
    let mut line = TcpStream::connect(portal.address())?;
    line.set_read_timeout(Some(Duration::from_secs(20)))?;
    let headers: Vec<String> = headers
        .iter()
        .map(|(name, value)| format!("{name}: {value}\r\n"))
        .collect();
    let head = format!(
        "{start} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n{}Content-Length: {}\r\n\r\n",
        headers.concat(),
        body.len()
    );
    line.write_all(head.as_bytes())?;
    line.write_all(body)?;
    let mut bytes = Vec::new();
    let broke = line.read_to_end(&mut bytes).err().map(|error| error.kind());
    let end = bytes.windows(4).position(|four| four == b"\r\n\r\n");
    let Some(end) = end else {
        let nothing = broke.unwrap_or(io::ErrorKind::UnexpectedEof);
        return Err(io::Error::from(nothing));
    };
    let headers = String::from_utf8(bytes[..end].to_vec()).unwrap();
    Ok(Answer {
        status: headers.split(' ').nth(1).unwrap().parse().unwrap(),
        headers,
        body: bytes[end + 4..].to_vec(),
        broke,
    })
}

const LOCATION: &str = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
const TRANSACTION: &str = "56e9926cd68bf5818e176196b324aeca05a2fe7ea10b486876d194898e9ccc22";
const HASH: &str = "POST /api/certify/v2/issue/hash";
const ISSUE: &str = "POST /api/certify/v2/issue";
const HASH_HEADERS: [(&str, &str); 5] = [
    ("Content-Type", "text/plain"),
    ("Accept", "application/cbor"),
    ("X-Location-Id", LOCATION),
    ("X-Transaction-Id", TRANSACTION),
    ("X-UBIRCH-DCCType", "V"),
];
const ISSUE_HEADERS: [(&str, &str); 4] = [
    ("Content-Type", "application/vnd.dgc.v1.3+json"),
    ("Accept", "application/cbor+base45"),
    ("X-Transaction-Id", TRANSACTION),
    ("X-UBIRCH-DCCType", "V"),
];

fn worked() -> Value {
    let json = include_str!("../../tests/data/worked/v-remote.json");
    serde_json::from_str(json).unwrap()
}

/// Reads a member of the worked example that is written in hex.
fn bytes(member: &str) -> Vec<u8> {
    let worked = worked();
    let hex = worked[member].as_str().unwrap();
    let byte = |at| u8::from_str_radix(hex.get(at..at + 2).unwrap(), 16).unwrap();
    (0..hex.len()).step_by(2).map(byte).collect()
}

fn hash(portal: &Running) -> io::Result<Answer> {
    let digest = worked()["SHA256_BASE64"].as_str().unwrap().to_owned();
    send(portal, HASH, &HASH_HEADERS, digest.as_bytes())
}

fn request() -> Value {
    serde_json::from_str(include_str!("../../packaging/example.json")).unwrap()
}

fn issue(portal: &Running) -> io::Result<Answer> {
    send(
        portal,
        ISSUE,
        &ISSUE_HEADERS,
        request().to_string().as_bytes(),
    )
}

fn holds(decoded: &Decoded) -> bool {
    verifies(&decoded.to_be_signed(), decoded.signature())
}

fn verifies(to_be_signed: &[u8], signature: &[u8]) -> bool {
    let certificate = Certificate::from_pem(DSC).unwrap();
    let public = certificate.tbs_certificate().subject_public_key_info();
    let key = VerifyingKey::from_public_key_der(&public.to_der().unwrap()).unwrap();
    let signature = Signature::from_slice(signature).unwrap();
    key.verify(to_be_signed, &signature).is_ok()
}

#[test]
fn the_worked_example_comes_out_byte_for_byte() {
    let portal = portal(Fault::None);
    let answer = hash(&portal).unwrap();
    assert_eq!(
        (answer.status, answer.header("content-type")),
        (200, Some("application/cbor"))
    );
    assert_eq!(answer.body, bytes("SKELETON_HEX"));
}

#[test]
fn the_issued_certificate_says_what_was_asked_and_its_signature_holds() {
    let portal = portal(Fault::None);
    let answer = issue(&portal).unwrap();
    assert_eq!(answer.status, 200);
    let decoded = chain::decode(answer.text()).unwrap();
    assert!(holds(&decoded));
    assert_eq!(
        decoded.protected(),
        cose::protected(crate::hcert::Header::AlgorithmOnly)
    );
    let certificate = decoded.certificate();
    assert_eq!(certificate["nam"]["fn"], "Mustermann");
    assert_eq!(certificate["dob"], "1964-08-12");
    let ci = certificate["v"][0]["ci"].as_str().unwrap();
    assert!(ci.ends_with(answer.header("x-dgc-id").unwrap()));
    assert!(ci.starts_with("URN:UVCI:01:XX:APO12345/"));
    let lasts = decoded.claims().exp.duration_since(decoded.claims().iat);
    assert_eq!(lasts.as_hours(), 365 * 24);
    let mut headers = ISSUE_HEADERS;
    headers[1].1 = "application/cbor";
    let binary = send(&portal, ISSUE, &headers, request().to_string().as_bytes()).unwrap();
    assert!(holds(&chain::decode_cose(binary.body).unwrap()));
}

#[test]
fn the_two_step_gives_one_signature_for_an_id() {
    let portal = portal(Fault::None);
    let (id, _) = begin(&portal);
    let answer = eu_sign(&portal, &id);
    assert_eq!(answer.status, 200);
    let answer: Value = serde_json::from_str(answer.text()).unwrap();
    let signature = BASE64
        .decode(answer["signature"].as_str().unwrap())
        .unwrap();
    assert!(verifies(b"to be signed", &signature));
    assert_eq!(answer["tan"].as_str().unwrap().len(), 8);
    assert_eq!(eu_sign(&portal, &id).status, 409);
    assert_eq!(eu_sign(&portal, "9_x").status, 404);
    assert_eq!(eu_sign(&portal, "x").status, 400);
    assert_eq!(portal.log().signatures, 1);
}

const JSON: [(&str, &str); 1] = [("Content-Type", "application/json")];

fn begin(portal: &Running) -> (String, Value) {
    let start = "POST /dgca-issuance-service/dgci/issue";
    let body = json!({ "greenCertificateType": "Vaccination" }).to_string();
    let answer = send(portal, start, &JSON, body.as_bytes()).unwrap();
    assert_eq!(answer.status, 200);
    let answer: Value = serde_json::from_str(answer.text()).unwrap();
    (answer["id"].as_str().unwrap().to_owned(), answer)
}

fn eu_sign(portal: &Running, id: &str) -> Answer {
    let start = format!("PUT /dgca-issuance-service/dgci/issue/{id}");
    let hash = BASE64.encode(Sha256::digest(b"to be signed"));
    let body = json!({ "hash": hash }).to_string();
    send(portal, &start, &JSON, body.as_bytes()).unwrap()
}

#[test]
fn headers_and_body_are_demanded_as_the_api_has_them() {
    let portal = portal(Fault::None);
    let digest = worked()["SHA256_BASE64"].as_str().unwrap().to_owned();
    let status = |headers: &[(&str, &str)], body: &str| {
        send(&portal, HASH, headers, body.as_bytes())
            .unwrap()
            .status
    };
    let with = |at: usize, value| {
        let mut headers = HASH_HEADERS;
        headers[at].1 = value;
        status(&headers, &digest)
    };
    for (at, missing) in [400, 200, 400, 400, 400].into_iter().enumerate() {
        let mut headers = HASH_HEADERS.to_vec();
        let (name, _) = headers.remove(at);
        assert_eq!(status(&headers, &digest), missing, "without {name}");
    }
    assert_eq!(with(0, "application/json"), 400);
    assert_eq!(with(1, "text/html"), 406);
    assert_eq!(with(2, "APO12345"), 400);
    assert_eq!(with(3, "1"), 400);
    assert_eq!(with(4, "X"), 400);
    let quoted = format!("\"{digest}\"");
    let line = format!("{digest}\n");
    let url = digest.replace(['+', '/'], "_");
    for body in [
        "",
        "AAAA",
        &quoted,
        &line,
        &url,
        digest.trim_end_matches('='),
    ] {
        assert_eq!(status(&HASH_HEADERS, body), 400, "{body:?}");
    }
    let twice = [&HASH_HEADERS[..], &[("X-UBIRCH-DCCType", "V")]].concat();
    assert_eq!(status(&twice, &digest), 400);
    let large = "x".repeat(70_000);
    assert_eq!(status(&HASH_HEADERS, &large), 413);
    assert_eq!(
        send(&portal, "GET /api/certify/v2/issue", &[], b"")
            .unwrap()
            .status,
        405
    );
    assert_eq!(
        send(&portal, "GET /elsewhere", &[], b"").unwrap().status,
        404
    );
    assert_eq!(portal.log().signatures, 1);
}

#[test]
fn content_is_refused_where_the_rules_refuse_it_and_never_repeated() {
    let portal = portal(Fault::None);
    type Change = fn(&mut Value);
    let cases: [(Change, u16, &str); 9] = [
        (|_| (), 200, "HC1:"),
        (
            |v| v["dob"] = "Geheim".into(),
            400,
            "dob is not a date of birth",
        ),
        (
            |v| v["nam"]["fn"] = "Geheim\u{200b}".into(),
            406,
            "family name: holds",
        ),
        (|v| v["nam"] = json!({}), 406, "family name: is missing"),
        (
            |v| v["nam"]["fnt"] = "GEHEIM".into(),
            400,
            "fnt and gnt are added",
        ),
        (
            |v| v["v"][0]["dt"] = "2031-01-01".into(),
            406,
            "date of vaccination: lies",
        ),
        (
            |v| v["v"][0]["id"] = "geheim".into(),
            406,
            "location id: is no",
        ),
        (
            |v| v["ver"] = "1.3.0".into(),
            400,
            "a member of the request is not known",
        ),
        (|v| *v = json!([]), 400, "the request is not an object"),
    ];
    for (change, status, text) in cases {
        let mut request = request();
        change(&mut request);
        let answer = send(
            &portal,
            ISSUE,
            &ISSUE_HEADERS,
            request.to_string().as_bytes(),
        )
        .unwrap();
        assert_eq!(answer.status, status, "{}", answer.text());
        assert!(answer.text().starts_with(text), "{}", answer.text());
        assert!(!answer.text().to_lowercase().contains("geheim"));
    }
    let mut headers = ISSUE_HEADERS;
    headers[3].1 = "R";
    let other = send(&portal, ISSUE, &headers, request().to_string().as_bytes()).unwrap();
    assert_eq!(
        (other.status, other.text()),
        (400, "X-UBIRCH-DCCType header is of another kind")
    );
}

#[test]
fn a_key_is_demanded_where_one_is_set() {
    let key = Some("secret".to_owned());
    let portal = start(Options { key, ..options() }).unwrap();
    let digest = worked()["SHA256_BASE64"].as_str().unwrap().to_owned();
    for (login, status) in [
        (None, 401),
        (Some("Bearer wrong"), 403),
        (Some("secret"), 403),
        (Some("Bearer secret"), 200),
    ] {
        let login = login.map(|login| ("Authorization", login));
        let headers: Vec<_> = HASH_HEADERS.into_iter().chain(login).collect();
        let answer = send(&portal, HASH, &headers, digest.as_bytes()).unwrap();
        assert_eq!(answer.status, status);
    }
}

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

#[test]
fn a_page_of_html_comes_with_200_and_nothing_is_signed() {
    let portal = portal(Fault::Html);
    let answer = hash(&portal).unwrap();
    assert_eq!(answer.status, 200);
    assert_eq!(
        answer.header("content-type"),
        Some("text/html; charset=utf-8")
    );
    assert!(answer.text().starts_with("<!DOCTYPE html>"));
    assert_eq!(portal.log().signatures, 0);
}

#[test]
fn a_wrong_clock_is_seen_in_the_date_alone() {
    let portal = portal(Fault::None);
    assert_eq!(
        hash(&portal).unwrap().header("date"),
        Some("Mon, 14 Jun 2021 08:00:00 GMT")
    );
    portal.switch(Fault::ClockWrong);
    let answer = hash(&portal).unwrap();
    assert_eq!(answer.header("date"), Some("Mon, 14 Jun 2021 08:10:00 GMT"));
    let behind = r#"[{"fault": "clock-wrong", "clock_secs": -86400}]"#;
    portal.switch(Faults::parse(behind).unwrap());
    let answer = hash(&portal).unwrap();
    assert_eq!(answer.header("date"), Some("Sun, 13 Jun 2021 08:00:00 GMT"));
    assert_eq!(portal.log().delivered, 3);
}

/// What a client finds out about a skeleton.
fn judge(answer: &Answer) -> (bool, bool, bool) {
    let message = cose::decode(&answer.body, &mut Vec::new()).unwrap();
    (
        message.protected == [0xA1, 1, 0x26],
        message.kid == Some(bytes("KID_HEX")),
        verifies(&bytes("SIG_STRUCTURE_HEX"), &message.signature),
    )
}

#[test]
fn every_wrong_skeleton_is_wrong_in_its_own_way() {
    let portal = portal(Fault::None);
    for (fault, header, kid, signature) in [
        (Fault::None, true, true, true),
        (Fault::WrongSignature, true, true, false),
        (Fault::OtherSigner, true, false, false),
        (Fault::OtherPerson, true, true, false),
        (Fault::WrongHeader, false, true, true),
        (Fault::WrongFields, true, false, true),
    ] {
        portal.switch(fault);
        let answer = hash(&portal).unwrap();
        assert_eq!(judge(&answer), (header, kid, signature), "{fault:?}");
    }
    let log = portal.log();
    assert_eq!((log.signatures, log.certificates, log.delivered), (6, 1, 1));
}

#[test]
fn every_wrong_certificate_is_wrong_in_its_own_way() {
    let portal = portal(Fault::None);
    for (fault, signature, family, given, id) in [
        (Fault::None, true, true, true, true),
        (Fault::WrongSignature, false, true, true, true),
        (Fault::OtherSigner, false, true, true, true),
        (Fault::OtherPerson, true, false, false, true),
        (Fault::WrongHeader, false, true, true, true),
        (Fault::WrongFields, true, true, false, true),
        (Fault::WrongId, true, true, true, false),
    ] {
        portal.switch(fault);
        let answer = issue(&portal).unwrap();
        let decoded = chain::decode(answer.text()).unwrap();
        let certificate = decoded.certificate();
        let ci = certificate["v"][0]["ci"].as_str().unwrap();
        let found = (
            holds(&decoded),
            certificate["nam"]["fn"] == "Mustermann",
            certificate["nam"]["gn"] == "Erika",
            ci.ends_with(answer.header("x-dgc-id").unwrap()),
        );
        assert_eq!(found, (signature, family, given, id), "{fault:?}");
    }
    assert_eq!(portal.log().delivered, 1);
}

#[test]
fn the_two_step_can_be_wrong_as_well() {
    let portal = portal(Fault::WrongId);
    let (id, right) = begin(&portal);
    portal.switch(Fault::None);
    assert_eq!(eu_sign(&portal, &id).status, 404);
    portal.switch(Fault::WrongHeader);
    assert_ne!(begin(&portal).1["kid"], right["kid"]);
    portal.switch(Fault::WrongFields);
    assert_eq!(begin(&portal).1["countryCode"], "YY");
    portal.switch(Fault::None);
    let (id, _) = begin(&portal);
    portal.switch(Fault::WrongSignature);
    let answer: Value = serde_json::from_str(eu_sign(&portal, &id).text()).unwrap();
    let signature = BASE64
        .decode(answer["signature"].as_str().unwrap())
        .unwrap();
    assert!(!verifies(b"to be signed", &signature));
}

#[test]
fn a_connection_held_open_meets_the_next_fault_too() {
    let portal = portal(Fault::None);
    let mut line = TcpStream::connect(portal.address()).unwrap();
    line.write_all(b"GET /elsewhere HTTP/1.1\r\nHost: localhost\r\n\r\n")
        .unwrap();
    let mut first = [0; 12];
    line.read_exact(&mut first).unwrap();
    assert_eq!(&first, b"HTTP/1.1 404");
    portal.switch(Fault::Refused);
    // The idle connection is closed, so that nobody goes on behind the fault's back.
    line.read_to_end(&mut Vec::new()).unwrap();
    assert!(TcpStream::connect(portal.address()).is_err());
}

#[test]
fn the_portal_is_switched_by_http_whatever_it_does() {
    let portal = portal(Fault::None);
    let control = portal.control_url();
    let put = |body: &str| {
        let agent = ureq::Agent::config_builder().http_status_as_error(false);
        let agent = ureq::Agent::new_with_config(agent.proxy(None).build());
        let mut answer = agent
            .put(format!("{control}/training/faults"))
            .send(body)
            .unwrap();
        let text = answer.body_mut().read_to_string().unwrap();
        (answer.status().as_u16(), text)
    };
    assert_eq!(put("\"refused\"").0, 204);
    assert_eq!(
        hash(&portal).unwrap_err().kind(),
        io::ErrorKind::ConnectionRefused
    );
    let (status, text) = put("[\n{\"fault\": \"nonsense\"}]");
    assert_eq!(status, 400);
    assert!(
        text.starts_with("line 2, column 21: no fault is named \"nonsense\""),
        "{text}"
    );
    assert!(hash(&portal).is_err(), "a bad switch changes nothing");
    assert_eq!(put("\"none\"").0, 204);
    assert_eq!(hash(&portal).unwrap().status, 200);
    let log = send(&portal, "GET /training/log", &[], b"").unwrap();
    let log: Value = serde_json::from_str(log.text()).unwrap();
    assert_eq!(log["signatures"], 1);
    assert_eq!(
        log["transactions"][TRANSACTION],
        json!({"signatures": 1, "certificates": 1})
    );
    assert_eq!(
        log["requests"], 1,
        "what is asked of a training portal alone is not counted"
    );
}

#[test]
fn a_stopped_portal_gives_its_port_back() {
    let first = portal(Fault::Refused);
    let port = first.address().port();
    drop(first);
    let second = start(Options { port, ..options() }).unwrap();
    assert_eq!(hash(&second).unwrap().status, 200);
    let error = start(Options { port, ..options() })
        .unwrap_err()
        .to_string();
    assert!(error.contains(&port.to_string()), "{error}");
}

/// A client that trusts one CA and may show a certificate.
fn agent(ca: &str, client: Option<(&[u8], &[u8])>) -> ureq::Agent {
    use ureq::tls::{Certificate, ClientCert, PrivateKey, RootCerts, TlsConfig};
    let ca = Certificate::from_pem(ca.as_bytes()).unwrap();
    let client = client.map(|(certificate, key)| {
        let chain = [Certificate::from_der(certificate).to_owned()];
        let key = BASE64.encode(key);
        let pem = format!("-----BEGIN PRIVATE KEY-----\n{key}\n-----END PRIVATE KEY-----\n");
        ClientCert::new_with_certs(&chain, PrivateKey::from_pem(pem.as_bytes()).unwrap())
    });
    let tls = TlsConfig::builder()
        .root_certs(RootCerts::new_with_certs(&[ca]))
        .client_cert(client)
        .build();
    let agent = ureq::Agent::config_builder().http_status_as_error(false);
    ureq::Agent::new_with_config(agent.proxy(None).tls_config(tls).build())
}

fn hash_with(agent: &ureq::Agent, url: &str) -> Result<(u16, String), ureq::Error> {
    let mut request = agent.post(format!("{url}/api/certify/v2/issue/hash"));
    for (name, value) in HASH_HEADERS {
        request = request.header(name, value);
    }
    let mut answer = request.send(worked()["SHA256_BASE64"].as_str().unwrap())?;
    let text = answer.body_mut().read_to_vec()?;
    Ok((
        answer.status().as_u16(),
        String::from_utf8_lossy(&text).into_owned(),
    ))
}

#[test]
fn tls_is_practised_with_a_ca_of_its_own_and_a_client_certificate() {
    let folder = tempfile::tempdir().unwrap();
    let open = |name| {
        super::Identity::open_or_create(&folder.path().join(name), jiff::Timestamp::now()).unwrap()
    };
    let (identity, foreign) = (open("portal"), open("foreign"));
    let ca = std::fs::read_to_string(identity.ca()).unwrap();
    let client = |identity: &super::Identity| {
        let store = p12_keystore::KeyStore::from_pkcs12(
            &std::fs::read(identity.client()).unwrap(),
            super::identity::PASSPHRASE,
            p12_keystore::Pkcs12ImportPolicy::Strict,
        )
        .unwrap();
        let (_, chain) = store.private_key_chain().unwrap();
        (
            chain.certs()[0].as_der().to_vec(),
            chain.key().as_der().to_vec(),
        )
    };
    let (own, other) = (client(&identity), client(&foreign));
    let foreign_ca = std::fs::read_to_string(foreign.ca()).unwrap();
    let portal = start(Options {
        tls: Some(super::Tls {
            client_ca: Some(ca.clone().into_bytes()),
            identity,
        }),
        ..options()
    })
    .unwrap();
    let url = portal.url();
    assert!(url.starts_with("https://127.0.0.1:"));
    let with_own = agent(&ca, Some((&own.0, &own.1)));
    assert_eq!(hash_with(&with_own, &url).unwrap().0, 200);
    let localhost = url.replace("127.0.0.1", "localhost");
    assert_eq!(hash_with(&with_own, &localhost).unwrap().0, 200);
    let (status, text) = hash_with(&agent(&ca, None), &url).unwrap();
    assert_eq!(
        (status, text.as_str()),
        (400, "header is missing. X-Forwarded-Tls-Client-Cert")
    );
    assert!(hash_with(&agent(&ca, Some((&other.0, &other.1))), &url).is_err());
    assert!(hash_with(&agent(&foreign_ca, Some((&own.0, &own.1))), &url).is_err());
    portal.switch(Fault::TlsError);
    // On new connections: the portal may hang up on an old one before it is asked for anything.
    let afresh = || agent(&ca, Some((&own.0, &own.1)));
    let error = hash_with(&afresh(), &url).unwrap_err().to_string();
    assert!(error.contains("certificate"), "{error}");
    portal.switch(Fault::None);
    assert_eq!(hash_with(&afresh(), &url).unwrap().0, 200);
    assert_eq!(portal.log().signatures, 3);
    assert_eq!(portal.log().faults["tls-error"], 1);
}

#[test]
fn without_tls_a_tls_error_is_an_alert_instead_of_an_answer() {
    let portal = portal(Faults::parse(r#"[{"fault": "tls-error", "times": 1}]"#).unwrap());
    let mut line = TcpStream::connect(portal.address()).unwrap();
    let mut bytes = Vec::new();
    line.read_to_end(&mut bytes).unwrap();
    assert_eq!(bytes, [21, 3, 3, 0, 2, 2, 40]);
    assert_eq!(hash(&portal).unwrap().status, 200);
}
