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
    case::Class,
    domain::{Draft, Issuer, Kind, Statement},
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
    let now = "2022-06-01T10:00:00+02:00[Europe/Berlin]".parse().unwrap();
    draft.parse(&now).unwrap().into_statement()
}

/// A counter that knows the one signer of these tests, and no identifier but one.
struct OneSigner;

const SIGNER_ENDS: &str = "2023-01-15T00:00:00Z";
const DGCI: &str = "URN:UVCI:V1:DE:MNI5SHBAVDC5JWF0WI63I5IQ68";
const TAKEN: &str = "URN:UVCI:01:DE:187/37512422923";

impl Known for OneSigner {
    fn signer_ends(&self, kid: [u8; 8], kind: Kind, _at: Timestamp) -> Result<Timestamp, Cause> {
        match (kid, kind) {
            ([9, ..], Kind::Test) => Err(Cause::SignerNotAllowed),
            ([9, ..], _) => Ok(SIGNER_ENDS.parse().unwrap()),
            _ => Err(Cause::UnknownSigner),
        }
    }

    fn is_taken(&self, uvci: &str) -> bool {
        uvci == TAKEN
    }

    fn given_away(&self, _uvci: &str) {}
}

fn recovered() -> Statement {
    let request = json!({"nam": {"fn": "Mustermann"}, "dob": "1964-08-12",
        "r": [{"id": "APO12345", "tg": "840539006",
            "fr": "2022-04-20", "df": "2022-05-18", "du": "2022-10-17"}]});
    let now = "2022-06-01T10:00:00+02:00[Europe/Berlin]".parse().unwrap();
    let draft = request::read(&request).unwrap().draft;
    draft.parse(&now).unwrap().into_statement()
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

/// What the service answers first and then, when it is asked at this moment.
fn two_steps(first: &Value, (status, second): (u16, &Value)) -> (Portal, Asked) {
    let json_type = ("Content-Type", "application/json");
    let answer = |status, body: &Value| {
        let headers = [json_type, ("Date", "Wed, 01 Jun 2022 08:00:00 GMT")];
        Ok(response(status, &headers, body.to_string().as_bytes()))
    };
    portal(Flow::Eu, vec![answer(200, first), answer(status, second)])
}

/// Now, and half a minute later than the service's own time.
const NOW: &str = "2022-06-01T08:00:30.5Z";

fn german() -> Issuer {
    Issuer::new("DE", "DE", "Training", "APO12345").unwrap()
}

fn first() -> Value {
    json!({"id": "42_a/b", "dgci": DGCI, "kid": BASE64.encode([9; 8]),
        "algId": -7, "countryCode": "DE", "expired": 1_670_000_000, "expiredDuration": 31_536_000})
}

fn second() -> Value {
    json!({"tan": "ABCDEFGH", "signature": BASE64.encode([5; 64])})
}

fn eu(first: &Value, second: (u16, &Value)) -> (Result<Answer, Failure>, usize) {
    let (service, asked) = two_steps(first, second);
    let now = (NOW.parse().unwrap(), &OneSigner as &dyn Known);
    let result = service.eu(&statement(), &german(), now, SECOND);
    let asked = asked.lock().unwrap().len();
    (result, asked)
}

#[test]
fn the_two_steps_sign_the_identifier_that_the_service_gave() {
    let now = (NOW.parse().unwrap(), &OneSigner as &dyn Known);
    let (service, asked) = two_steps(&first(), (201, &second()));
    let answer = service.eu(&statement(), &german(), now, SECOND).unwrap();
    assert_eq!(answer.uvci, DGCI);
    let decoded = chain::decode(&answer.hc1).unwrap();
    assert_eq!(decoded.kid(), Some([9; 8].as_slice()));
    assert_eq!(decoded.certificate()["v"][0]["ci"], DGCI);
    // The earlier of both clocks.
    assert_eq!(decoded.claims().iat.to_string(), "2022-06-01T08:00:00Z");
    assert_eq!(decoded.claims().exp.as_second(), 1_670_000_000);
    assert!(
        asked.lock().unwrap()[1]
            .url
            .ends_with("/dgci/issue/42_a%2Fb")
    );

    // It ends no later than the service says, than its signer, and than a recovery's last valid day.
    let mut long = first();
    long["expired"] = 4_000_000_000_i64.into();
    let ends = |statement: &Statement| {
        let (service, _) = two_steps(&long, (200, &second()));
        let answer = service.eu(statement, &german(), now, SECOND).unwrap();
        let claims = chain::decode(&answer.hc1).unwrap().claims().clone();
        claims.exp.to_string()
    };
    assert_eq!(ends(&recovered()), "2022-10-17T23:59:59Z");
    assert_eq!(ends(&statement()), SIGNER_ENDS);
}

#[test]
fn what_the_first_step_gives_is_checked_before_anything_is_signed() {
    let changed = |member: &str, value: Value| {
        let mut first = first();
        first[member] = value;
        first
    };
    let soon = 1_654_070_400 + 3_600;
    for (first, cause) in [
        (changed("countryCode", "FR".into()), Cause::OtherCountry),
        (changed("algId", (-37).into()), Cause::WrongFlow),
        (
            changed("dgci", "<script>alert(1)</script>".into()),
            Cause::IdentifierUnfit,
        ),
        (changed("dgci", "A".into()), Cause::IdentifierUnfit),
        (
            changed("dgci", DGCI.replace("DE", "FR").into()),
            Cause::IdentifierUnfit,
        ),
        (
            changed("dgci", DGCI.replace("Q68", "Q69").into()),
            Cause::IdentifierUnfit,
        ),
        (changed("dgci", TAKEN.into()), Cause::IdentifierTaken),
        (
            changed("kid", BASE64.encode([8; 8]).into()),
            Cause::UnknownSigner,
        ),
        (
            changed("expired", 1_600_000_000.into()),
            Cause::CertificateExpired,
        ),
        (changed("expired", soon.into()), Cause::CertificateExpired),
    ] {
        let (result, asked) = eu(&first, (200, &second()));
        let failure = result.unwrap_err();
        assert_eq!((failure.cause, asked), (cause, 1), "{first}");
        assert!(
            !failure.maybe_signed && failure.identifier.is_none(),
            "{first}"
        );
    }
    for now in ["2022-06-01T08:06:00Z", "2022-06-01T07:54:00Z"] {
        let (service, asked) = two_steps(&first(), (200, &second()));
        let now = (now.parse().unwrap(), &OneSigner as &dyn Known);
        let failure = service
            .eu(&statement(), &german(), now, SECOND)
            .unwrap_err();
        assert_eq!(failure.cause, Cause::ClockWrong);
        assert_eq!(asked.lock().unwrap().len(), 1);
    }
}

#[test]
fn a_second_step_whose_answer_is_lost_begins_anew_and_names_the_identifier() {
    for (status, cause) in [
        // A copy of this very request was signed.
        (409, Cause::LostAnswer),
        (500, Cause::ServerFault),
        (504, Cause::Unavailable),
    ] {
        let (result, asked) = eu(&first(), (status, &json!({"problem": "already signed"})));
        let failure = result.unwrap_err();
        assert_eq!((failure.cause, asked), (cause, 2), "{status}");
        assert_eq!(failure.cause.class(), Class::Later, "{status}");
        assert!(failure.maybe_signed, "{status}");
        assert_eq!(failure.identifier.as_deref(), Some(DGCI), "{status}");
    }
    // Refused before anything was signed.
    let (result, _) = eu(&first(), (400, &json!({"problem": "no hash"})));
    assert_eq!(result.unwrap_err().identifier, None);
}
