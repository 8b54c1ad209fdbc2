//! The portal's client against a scripted portal: requests byte for byte, and every kind of answer.

mod answers;
mod made;

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

fn statement() -> Statement {
    let request: Value =
        serde_json::from_str(include_str!("../../../packaging/example.json")).unwrap();
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
