//! The portal's client against a scripted portal: requests byte for byte, and every kind of answer.

use std::sync::Mutex;

use base64::{Engine as _, engine::general_purpose::STANDARD as BASE64};
use proptest::prelude::*;
use secrecy::SecretString;
use serde_json::{Value, json};

use super::*;
use crate::{
    domain::{Class, Draft, Issuer, Kind, Statement},
    hcert::{Header, Unsigned, chain},
};

/// A portal that answers as it is told, and remembers what it was asked.
struct Scripted {
    answers: Mutex<Vec<Result<http::Response, http::Error>>>,
    asked: std::sync::Arc<Mutex<Vec<http::Request>>>,
}

impl Transport for Scripted {
    fn send(&self, request: &http::Request) -> Result<http::Response, http::Error> {
        self.asked.lock().unwrap().push(http::Request {
            method: request.method,
            url: request.url.clone(),
            headers: request.headers.clone(),
            body: request.body.clone(),
            limit: request.limit,
            timeout: request.timeout,
        });
        self.answers.lock().unwrap().remove(0)
    }
}

type Asked = std::sync::Arc<Mutex<Vec<http::Request>>>;

fn portal(flow: Flow, answers: Vec<Result<http::Response, http::Error>>) -> (Portal, Asked) {
    let asked = Asked::default();
    let transport = Scripted {
        answers: Mutex::new(answers),
        asked: std::sync::Arc::clone(&asked),
    };
    let settings = Settings {
        url: "https://portal.example/".to_owned(),
        flow,
        location: "APO12345".to_owned(),
    };
    let login = ApiKey::new(SecretString::from("KeyOfTheCounter")).unwrap();
    (
        Portal::new(settings, Box::new(login), Box::new(transport)),
        asked,
    )
}

fn response(status: u16, headers: &[(&str, &str)], body: &[u8]) -> http::Response {
    http::Response {
        status,
        headers: headers
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect(),
        body: body.to_vec(),
    }
}

fn worked(name: &str) -> Value {
    let path = format!("{}/tests/data/worked/{name}", env!("CARGO_MANIFEST_DIR"));
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

fn bytes(example: &Value, member: &str) -> Vec<u8> {
    let hex = example[member]
        .as_str()
        .unwrap_or_else(|| panic!("{member}"));
    let half = |digit: u8| u8::try_from(char::from(digit).to_digit(16).unwrap()).unwrap();
    hex.as_bytes()
        .chunks(2)
        .map(|pair| half(pair[0]) << 4 | half(pair[1]))
        .collect()
}

const SECOND: Duration = Duration::from_secs(1);
const CBOR: (&str, &str) = ("Content-Type", "application/cbor");

fn unsigned(example: &Value) -> Unsigned {
    Unsigned::from_payload(bytes(example, "PAYLOAD_HEX"), Header::AlgorithmOnly)
}

#[test]
fn the_worked_examples_come_out_byte_for_byte_and_only_a_hash_is_sent() {
    for (name, kind, letter) in [
        ("v-remote.json", Kind::Vaccination, "V"),
        ("r-remote.json", Kind::Recovery, "R"),
        ("t-remote.json", Kind::Test, "T"),
    ] {
        let example = worked(name);
        let skeleton = bytes(&example, "SKELETON_HEX");
        let (portal, asked) = portal(Flow::Hash, vec![Ok(response(200, &[CBOR], &skeleton))]);
        let answer = portal
            .sign_hash(unsigned(&example), kind, "URN:UVCI:X", SECOND)
            .unwrap();
        assert_eq!(
            chain::decode(&answer.hc1).unwrap().cose(),
            bytes(&example, "COSE_HEX")
        );
        let asked = asked.lock().unwrap();
        let body = String::from_utf8(asked[0].body.clone()).unwrap();
        assert_eq!(body, BASE64.encode(bytes(&example, "SHA256_HEX")));
        assert_eq!(body.len(), 44);
        assert_eq!(
            asked[0].url,
            "https://portal.example/api/certify/v2/issue/hash"
        );
        let header = |name: &str| {
            let found = asked[0].headers.iter().find(|(header, _)| *header == name);
            found.map(|(_, value)| value.as_str()).unwrap()
        };
        assert_eq!(header("Content-Type"), "text/plain");
        assert_eq!(header("Accept"), "application/cbor");
        assert_eq!(header("X-UBIRCH-DCCType"), letter);
        assert_eq!(header("Authorization"), "Bearer KeyOfTheCounter");
        for name in ["X-Location-Id", "X-Transaction-Id"] {
            let value = header(name);
            assert!(value.len() == 64 && value.bytes().all(|b| b"0123456789abcdef".contains(&b)));
        }
    }
}

fn failed(response: Result<http::Response, http::Error>) -> Failure {
    let example = worked("v-remote.json");
    let (portal, _) = portal(Flow::Hash, vec![response]);
    let result = portal.sign_hash(unsigned(&example), Kind::Vaccination, "URN:UVCI:X", SECOND);
    result.unwrap_err()
}

#[test]
fn every_status_has_its_meaning() {
    for (status, trouble, maybe_signed) in [
        (301, Trouble::NotThePortal, false),
        (400, Trouble::Invalid, false),
        (401, Trouble::LoginMissing, false),
        (403, Trouble::Forbidden, false),
        (406, Trouble::NotAcceptable, false),
        (409, Trouble::Conflict, false),
        (429, Trouble::TooMany, false),
        (500, Trouble::ServerFault, true),
        (502, Trouble::Unavailable, true),
        (503, Trouble::Unavailable, false),
        (504, Trouble::Unavailable, true),
    ] {
        let failure = failed(Ok(response(status, &[], b"no")));
        assert_eq!(failure.trouble, trouble, "{status}");
        assert_eq!(failure.maybe_signed, maybe_signed, "{status}");
        assert_eq!(failure.says.as_deref(), Some("no"));
    }
    let certificate = failed(Ok(response(
        400,
        &[],
        b"header X-Forwarded-Tls-Client-Cert is missing",
    )));
    assert_eq!(certificate.trouble, Trouble::LoginMissing);
}

#[test]
fn a_missing_answer_says_whether_a_certificate_may_exist() {
    let refused = || http::Error::Connect(std::io::ErrorKind::ConnectionRefused.into());
    for (error, trouble, maybe_signed) in [
        (http::Error::Resolve, Trouble::Offline, false),
        (refused(), Trouble::Unreachable, false),
        (http::Error::Tls("no".into()), Trouble::Tls, false),
        (
            http::Error::Timeout { sent: false },
            Trouble::Unreachable,
            false,
        ),
        (http::Error::Timeout { sent: true }, Trouble::Timeout, true),
        (http::Error::Lost, Trouble::LostAnswer, true),
        (http::Error::TooLarge, Trouble::NotThePortal, true),
    ] {
        let failure = failed(Err(error));
        assert_eq!(
            (failure.trouble, failure.maybe_signed),
            (trouble, maybe_signed)
        );
        assert_eq!(failure.trouble.class(), Class::Later);
    }
    let alert = rustls::Error::AlertReceived(rustls::AlertDescription::CertificateExpired);
    for (error, trouble) in [
        (http::Error::IdentityMissing, Trouble::LoginMissing),
        (http::Error::IdentityRefused(alert), Trouble::LoginUnusable),
    ] {
        let failure = failed(Err(error));
        assert_eq!((failure.trouble, failure.maybe_signed), (trouble, false));
        assert_eq!(failure.trouble.class(), Class::Login);
    }
}

#[test]
fn the_portal_says_when_to_come_again_and_what_it_dislikes() {
    let date = ("Date", "Sun, 06 Nov 1994 08:48:37 GMT");
    let later = ("Retry-After", "Sun, 06 Nov 1994 08:49:37 GMT");
    let failure = failed(Ok(response(503, &[date, later], b"")));
    assert_eq!(failure.retry_after.unwrap().wait(), Duration::from_mins(1));
    assert_eq!(failure.date.unwrap().to_string(), "1994-11-06T08:48:37Z");
    let failure = failed(Ok(response(429, &[("retry-after", "120")], b"")));
    assert_eq!(failure.retry_after.unwrap().wait(), Duration::from_mins(2));
    assert_eq!(failed(Ok(response(503, &[later], b""))).retry_after, None);
    let says = |body: &str| failed(Ok(response(406, &[], body.as_bytes()))).says;
    assert_eq!(
        says(r#"{"message":"dose\u0007 5 of 2"}"#).unwrap(),
        "dose  5 of 2"
    );
    assert_eq!(says("<html>no</html>"), None);
    assert_eq!(says(""), None);
    assert!(says(&"x".repeat(5000)).unwrap().len() <= 2048);
}

#[test]
fn a_page_a_torn_body_and_another_header_are_no_certificates() {
    let html = ("Content-Type", "text/html");
    let page = failed(Ok(response(200, &[html], b"<html>Please log in</html>")));
    assert_eq!(page.trouble, Trouble::NotThePortal);
    let example = worked("v-remote.json");
    let skeleton = bytes(&example, "SKELETON_HEX");
    let torn = failed(Ok(response(200, &[CBOR], &skeleton[..skeleton.len() - 9])));
    assert_eq!(
        (torn.trouble, torn.maybe_signed),
        (Trouble::LostAnswer, true)
    );
    // A key identifier that is a text of eight letters is none.
    let mut nameless = skeleton.clone();
    let at = nameless.windows(2).position(|w| w == [4, 0x48]).unwrap();
    nameless.splice(at + 1..at + 10, *b"\x68ABCDEFGH");
    let nameless = failed(Ok(response(200, &[CBOR], &nameless)));
    assert_eq!(nameless.trouble, Trouble::OtherContent);
    // ES384 instead of ES256 in the protected header.
    let mut other = skeleton.clone();
    let at = other.windows(3).position(|w| w == [0xA1, 1, 0x26]).unwrap();
    other[at + 2] = 0x25;
    let other = failed(Ok(response(200, &[CBOR], &other)));
    assert_eq!(other.trouble, Trouble::OtherContent);
    assert!(other.kept.is_some());
}

fn statement() -> Statement {
    let request: Value =
        serde_json::from_str(include_str!("../../packaging/example.json")).unwrap();
    let draft: Draft = request::read(&request).unwrap().draft;
    draft
        .parse(&"2022-06-01T10:00:00+02:00[Europe/Berlin]".parse().unwrap())
        .unwrap()
}

fn recovered() -> Statement {
    let request = json!({"nam": {"fn": "Mustermann"}, "dob": "1964-08-12",
        "r": [{"id": "APO12345", "tg": "840539006",
            "fr": "2022-04-20", "df": "2022-05-18", "du": "2022-10-17"}]});
    let now = "2022-06-01T10:00:00+02:00[Europe/Berlin]".parse().unwrap();
    request::read(&request).unwrap().draft.parse(&now).unwrap()
}

#[test]
fn a_request_is_written_as_it_is_read() {
    let example: Value =
        serde_json::from_str(include_str!("../../packaging/example.json")).unwrap();
    assert_eq!(request::write(&statement(), "APO12345"), example);
}

/// A certificate of the statement, as a portal might make it.
fn made(uvci: &str, surname: &str) -> String {
    let mut request: Value =
        serde_json::from_str(include_str!("../../packaging/example.json")).unwrap();
    request["nam"]["fn"] = surname.into();
    let now = "2022-06-01T10:00:00+02:00[Europe/Berlin]".parse().unwrap();
    let statement = request::read(&request).unwrap().draft.parse(&now).unwrap();
    let issuer = Issuer::new("DE", "DE", "Robert Koch-Institut", "APO12345").unwrap();
    let terms = crate::hcert::Terms {
        issuer: &issuer,
        uvci: &crate::domain::Uvci::existing(uvci).unwrap(),
        issued_at: now.timestamp(),
        expires_at: now.timestamp() + jiff::SignedDuration::from_hours(24 * 365),
        header: Header::AlgorithmOnly,
    };
    let unsigned = Unsigned::new(&statement, &terms).unwrap();
    unsigned.sign_remotely(&[7; 8], &[7; 64]).text().to_owned()
}

#[test]
fn a_certificate_that_the_portal_made_must_be_the_one_that_was_asked_for() {
    let issuer = Issuer::new("XX", "DE", "Training", "APO12345").unwrap();
    let uvci = "URN:UVCI:01DE/APO12345/5CWLU12RNOB9RXSEOP6FG8#W";
    let ask = |surname: &str, id: &str| {
        let headers = [
            ("Content-Type", "application/cbor+base45"),
            ("X-DGC-ID", id),
        ];
        let answer = response(200, &headers, made(uvci, surname).as_bytes());
        let (portal, asked) = portal(Flow::Issue, vec![Ok(answer)]);
        let result = portal.issue(&statement(), &issuer, [3; 16], SECOND);
        let asked = asked.lock().unwrap();
        let body: Value = serde_json::from_slice(&asked[0].body).unwrap();
        assert_eq!(body["v"][0]["id"], "APO12345");
        let header = |name: &str| {
            let found = asked[0].headers.iter().find(|(header, _)| *header == name);
            found.map(|(_, value)| value.as_str())
        };
        assert_eq!(
            header("Content-Type"),
            Some("application/vnd.dgc.v1.3+json")
        );
        assert_eq!(header("Accept"), Some("application/cbor+base45"));
        assert_eq!(header("X-UBIRCH-DCCType"), Some("V"));
        // SHA-256 of sixteen bytes of 3.
        let transaction = "6399f6d863b08f4652b342c2e1350b4c01e291332d9d84d84b575bf7272897d2";
        assert_eq!(header("X-Transaction-Id"), Some(transaction));
        result
    };
    assert_eq!(
        ask("Mustermann", "01DE/APO12345/5CWLU12RNOB9RXSEOP6FG8#W")
            .unwrap()
            .uvci,
        uvci
    );
    for (surname, id) in [
        ("Musterfrau", uvci),
        ("Mustermann", "01DE/OTHER#W"),
        ("Mustermann", ""),
    ] {
        let failure = ask(surname, id).unwrap_err();
        assert_eq!(failure.trouble, Trouble::OtherContent);
        assert!(failure.kept.is_some() && failure.maybe_signed);
    }
}

#[test]
fn a_whole_message_around_no_certificate_is_kept_and_not_asked_for_again() {
    // The description's own example: its claims have texts for keys.
    let yaml = include_str!("../../tests/data/openapi/dcc-certify-api.yaml");
    let example = yaml
        .split('"')
        .find(|text| text.starts_with("HC1:"))
        .unwrap();
    let issuer = Issuer::new("DE", "DE", "Robert Koch-Institut", "APO12345").unwrap();
    let ask = |body: &str| {
        let headers = [("Content-Type", "application/cbor+base45")];
        let answer = response(200, &headers, body.as_bytes());
        let (portal, _) = portal(Flow::Issue, vec![Ok(answer)]);
        let result = portal.issue(&statement(), &issuer, [3; 16], SECOND);
        result.unwrap_err()
    };
    let failure = ask(example);
    assert_eq!(failure.trouble, Trouble::OtherContent);
    assert_eq!(failure.kept.as_deref(), Some(example.as_bytes()));
    for torn in [4, 100, example.len() - 3] {
        assert_eq!(ask(example.split_at(torn).0).trouble, Trouble::LostAnswer);
    }
}

#[test]
fn the_two_steps_sign_the_identifier_that_the_service_gave() {
    let issuer = Issuer::new("DE", "DE", "Training", "APO12345").unwrap();
    let at: Timestamp = "2022-06-01T08:00:00Z".parse().unwrap();
    let first = json!({"id": "42_a/b", "dgci": "URN:UVCI:V1:DE:ABC", "kid": BASE64.encode([9; 8]),
        "algId": -7, "countryCode": "DE", "expired": 1_706_875_200, "expiredDuration": 31_536_000});
    let second = json!({"tan": "ABCDEFGH", "signature": BASE64.encode([5; 64])});
    let json_type = ("Content-Type", "application/json");
    let answers = |first: &Value, status, second: &Value| {
        vec![
            Ok(response(200, &[json_type], first.to_string().as_bytes())),
            Ok(response(
                status,
                &[json_type],
                second.to_string().as_bytes(),
            )),
        ]
    };
    let (service, asked) = portal(Flow::Eu, answers(&first, 201, &second));
    let answer = service.eu(&statement(), &issuer, at, SECOND).unwrap();
    assert_eq!(answer.uvci, "URN:UVCI:V1:DE:ABC");
    let decoded = chain::decode(&answer.hc1).unwrap();
    assert_eq!(decoded.kid(), Some([9; 8].as_slice()));
    assert_eq!(decoded.certificate()["v"][0]["ci"], "URN:UVCI:V1:DE:ABC");
    assert!(
        asked.lock().unwrap()[1]
            .url
            .ends_with("/dgci/issue/42_a%2Fb")
    );

    // A recovery's signature ends with its last valid day, however long the service would go on.
    let mut long = first.clone();
    long["expired"] = 4_000_000_000_i64.into();
    let (service, _) = portal(Flow::Eu, answers(&long, 200, &second));
    let answer = service.eu(&recovered(), &issuer, at, SECOND).unwrap();
    let claims = chain::decode(&answer.hc1).unwrap().claims().clone();
    assert_eq!(claims.exp.to_string(), "2022-10-17T23:59:59Z");

    let (service, _) = portal(
        Flow::Eu,
        answers(&first, 409, &json!({"problem": "already signed"})),
    );
    let failure = service.eu(&statement(), &issuer, at, SECOND).unwrap_err();
    assert_eq!(failure.trouble, Trouble::Conflict);
    assert_eq!(failure.says.as_deref(), Some("already signed"));

    let mut foreign = first.clone();
    foreign["countryCode"] = "FR".into();
    let (service, asked) = portal(Flow::Eu, answers(&foreign, 200, &second));
    let failure = service.eu(&statement(), &issuer, at, SECOND).unwrap_err();
    assert_eq!(failure.trouble, Trouble::OtherContent);
    assert_eq!(asked.lock().unwrap().len(), 1, "nothing is signed");

    let mut rsa = first;
    rsa["algId"] = (-37).into();
    let (service, _) = portal(Flow::Eu, answers(&rsa, 200, &second));
    let failure = service.eu(&statement(), &issuer, at, SECOND).unwrap_err();
    assert_eq!(failure.trouble, Trouble::NotAcceptable);
}

proptest! {
    #[test]
    fn no_answer_makes_a_certificate_out_of_nothing(body: Vec<u8>, status in 200_u16..600) {
        let issuer = Issuer::new("DE", "DE", "Robert Koch-Institut", "APO12345").unwrap();
        let at = "2022-06-01T08:00:00Z".parse().unwrap();
        for headers in [&[CBOR][..], &[]] {
            let answer = || Ok(response(status, headers, &body));
            let _ = failed(answer());
            let (service, _) = portal(Flow::Issue, vec![answer()]);
            prop_assert!(service.issue(&statement(), &issuer, [3; 16], SECOND).is_err());
            let (service, _) = portal(Flow::Eu, vec![answer()]);
            prop_assert!(service.eu(&statement(), &issuer, at, SECOND).is_err());
        }
    }

    #[test]
    fn whatever_befalls_a_skeleton_what_was_hashed_stays(at: proptest::sample::Index, byte: u8, cut: bool) {
        let example = worked("v-remote.json");
        let mut skeleton = bytes(&example, "SKELETON_HEX");
        let at = at.index(skeleton.len());
        if cut {
            skeleton.truncate(at);
        } else {
            skeleton[at] = byte;
        }
        let (portal, _) = portal(Flow::Hash, vec![Ok(response(200, &[CBOR], &skeleton))]);
        if let Ok(answer) = portal.sign_hash(unsigned(&example), Kind::Vaccination, "URN:UVCI:X", SECOND) {
            let decoded = chain::decode(&answer.hc1).unwrap();
            prop_assert_eq!(decoded.to_be_signed(), bytes(&example, "SIG_STRUCTURE_HEX"));
            prop_assert!(decoded.kid().is_some());
        }
    }
}
