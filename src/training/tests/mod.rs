//! Every fault as a plain client sees it.

mod away;
mod rules;
mod switch;
mod tls;
mod wrong;

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
    sign::LocalSigner,
    training::signing_keys::TrainingKeys,
};

const KEY: &str = include_str!("../../../tests/data/worked/dsc-test-key.pem");
const DSC: &str = include_str!("../../../tests/data/worked/dsc.pem");
const CSCA: &str = include_str!("../../../tests/data/worked/csca.pem");

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
    let json = include_str!("../../../tests/data/worked/v-remote.json");
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
    serde_json::from_str(include_str!("../../../packaging/example.json")).unwrap()
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
