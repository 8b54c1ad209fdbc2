//! What a portal answers, in each of the three flows: status, headers and body as on the line; the second answer of the
//! EU's flow stands behind [`NEXT`].

use std::{sync::Mutex, time::Duration};

use impftheke::{
    case::Cause,
    domain::{Issuance, Issuer, Kind, Statement},
    hcert::{Header, Unsigned},
    http,
    portal::{Flow, Known, NoLogin, Portal, Settings, Transport, request},
};
use jiff::{Timestamp, ToSpan as _, ZonedDateTime};

/// What stands between two answers.
const NEXT: &[u8] = b"\r\n--next--\r\n";
const REQUEST: &str = include_str!("../../../packaging/example.json");
const NOW: &str = "2022-06-01T10:00:00+02:00[Europe/Berlin]";
const UVCI: &str = "URN:UVCI:01:XX:APO12345/5CWLU12RNOB9RXSEOP6FG8#W";
const LIMIT: Duration = Duration::from_secs(1);

pub(crate) fn run(data: &[u8]) -> bool {
    let statement = statement();
    let issuer = Issuer::new("XX", "DE", "Impftheke Training", "APO12345").expect("an issuer");
    let now = now().timestamp();
    let answers = [
        portal(Flow::Hash, data).sign_hash(
            unsigned(&statement, &issuer),
            Kind::Vaccination,
            UVCI,
            LIMIT,
        ),
        portal(Flow::Issue, data).issue(&statement, &issuer, [7; 16], LIMIT),
        portal(Flow::Eu, data).eu(&statement, &issuer, (now, &Anybody), LIMIT),
    ];
    answers.iter().any(Result::is_ok)
}

/// A portal that gives one answer after the other.
fn portal(flow: Flow, data: &[u8]) -> Portal {
    let settings = Settings {
        url: "https://portal.example".to_owned(),
        flow,
        location: "APO12345".to_owned(),
    };
    let line = Line(Mutex::new(data.to_vec()));
    Portal::new(settings, Box::new(NoLogin), Box::new(line))
}

struct Line(Mutex<Vec<u8>>);

impl Transport for Line {
    fn send(&self, _request: &http::Request) -> Result<http::Response, http::Error> {
        let mut rest = self.0.lock().expect("nobody panics with it");
        let (answer, next) = cut(&rest, NEXT);
        let response = response(answer).ok_or(http::Error::Unreadable);
        *rest = next.to_vec();
        response
    }
}

fn response(answer: &[u8]) -> Option<http::Response> {
    let (head, body) = cut(answer, b"\r\n\r\n");
    let mut lines = std::str::from_utf8(head).ok()?.lines();
    let status = lines.next()?.parse().ok()?;
    let headers = lines.filter_map(|line| line.split_once(':'));
    Some(http::Response {
        status,
        headers: headers
            .map(|(name, value)| (name.to_owned(), value.trim().to_owned()))
            .collect(),
        body: body.to_vec(),
    })
}

/// What stands before a mark, and behind it.
fn cut<'b>(bytes: &'b [u8], mark: &[u8]) -> (&'b [u8], &'b [u8]) {
    let at = bytes.windows(mark.len()).position(|some| some == mark);
    let Some((before, rest)) = at.and_then(|at| bytes.split_at_checked(at)) else {
        return (bytes, &[]);
    };
    (before, rest.strip_prefix(mark).unwrap_or_default())
}

fn now() -> ZonedDateTime {
    NOW.parse().expect("a moment")
}

fn statement() -> Statement {
    let request = serde_json::from_str(REQUEST).expect("JSON");
    let draft = request::read(&request).expect("a request").draft;
    let parsed = draft.parse(&now()).expect("a statement");
    parsed.into_statement()
}

fn unsigned(statement: &Statement, issuer: &Issuer) -> Unsigned {
    let uvci = impftheke::domain::Uvci::existing(UVCI).expect("an identifier");
    let issued_at = now().timestamp();
    let issuance = Issuance {
        issuer: issuer.clone(),
        uvci,
        issued_at,
        expires_at: issued_at + (24 * 365).hours(),
    };
    Unsigned::new(statement, &issuance, Header::AlgorithmOnly).expect("a certificate")
}

/// Knows every signer, and no identifier.
struct Anybody;

impl Known for Anybody {
    fn signer_ends(&self, _kid: [u8; 8], _kind: Kind, at: Timestamp) -> Result<Timestamp, Cause> {
        Ok(at + (24 * 365).hours())
    }

    fn is_taken(&self, _uvci: &str) -> bool {
        false
    }

    fn given_away(&self, _uvci: &str) {}
}
