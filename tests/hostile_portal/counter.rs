//! A whole counter, and the keys that sign for its portal, rightly or wrongly.

use std::{path::Path, process::Command, sync::Arc, time::Duration};

use impftheke::{
    backoff::Next,
    case::{Cause, PickupNumber, State},
    domain::{Issuance, Issuer, Uvci},
    hcert::{Header, Unsigned},
    http::{self, Agent},
    issue::{IssueRequest, Pipeline, Route, Terms, run_in_a_row},
    portal::{Flow, NoLogin, Portal, Settings, request},
    queue::{Content, Row, Store, new_visit},
    sign::{LocalSigner, Signer as _},
    training::signing_keys::{self, TrainingKeys},
    trust::Certificate,
    vault::MasterKey,
};
use jiff::{SignedDuration, Timestamp, ZonedDateTime};
use serde_json::{Value, json};
use tempfile::TempDir;

/// The moment of the tests.
pub(crate) fn now() -> ZonedDateTime {
    "2022-06-01T10:00:00+02:00[Europe/Berlin]".parse().unwrap()
}

pub(crate) fn at() -> Timestamp {
    now().timestamp()
}

pub(crate) fn after(hours: i64) -> Timestamp {
    at() + SignedDuration::from_hours(hours)
}

pub(crate) fn keys(folder: &Path) -> Arc<TrainingKeys> {
    keys_of(folder, at())
}

/// Keys that were made at another moment: they end two years later.
pub(crate) fn keys_of(folder: &Path, made_at: Timestamp) -> Arc<TrainingKeys> {
    let folder = folder.join(made_at.as_second().to_string());
    Arc::new(signing_keys::open_or_create(&folder, made_at).unwrap())
}

/// A document signer of another make, valid for two years from a moment on.
pub(crate) fn made_by_openssl(folder: &Path, from: &str, further: &[&str]) -> LocalSigner {
    let path = |name: &str| folder.join(name).to_str().unwrap().to_owned();
    let made = Command::new("faketime")
        .args([from, "openssl", "req", "-x509", "-days", "730", "-nodes"])
        .args(["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"])
        .args(["-subj", "/C=XX/CN=Signer", "-outform", "DER"])
        .args(["-keyout", &path("key.pem"), "-out", &path("dsc.der")])
        .args(further)
        .output()
        .unwrap();
    assert!(made.status.success(), "{made:?}");
    let key = std::fs::read_to_string(path("key.pem")).unwrap();
    LocalSigner::new(&key, &std::fs::read(path("dsc.der")).unwrap()).unwrap()
}

pub(crate) fn signer(keys: &TrainingKeys) -> Certificate {
    Certificate::from_der(keys.signer.certificate()).unwrap()
}

pub(crate) fn issuer(country: &str) -> Issuer {
    Issuer::new(country, "DE", "Impftheke Training", "APO12345").unwrap()
}

pub(crate) fn erika() -> Value {
    serde_json::from_str(include_str!("../../packaging/example.json")).unwrap()
}

pub(crate) fn recovered() -> Value {
    json!({
        "nam": { "fn": "Mustermann", "gn": "Max" },
        "dob": "1960-02-29",
        "r": [{ "id": "APO12345", "tg": "840539006",
            "fr": "2022-04-20", "df": "2022-05-18", "du": "2022-10-17" }]
    })
}

/// The random part of the identifier of this number.
pub(crate) fn entropy(number: u32) -> [u8; 16] {
    let mut bytes = [0; 16];
    bytes[..4].copy_from_slice(&number.to_be_bytes());
    bytes
}

/// What a portal certifies; the test changes what it should not be.
#[derive(Clone)]
pub(crate) struct Made {
    pub(crate) issuer: Issuer,
    pub(crate) uvci: String,
    pub(crate) issued_at: Timestamp,
    pub(crate) expires_at: Timestamp,
}

impl Made {
    /// All as it should be, with an identifier of this number.
    pub(crate) fn right(number: u32) -> Self {
        Self {
            issuer: issuer("XX"),
            uvci: Uvci::new(&issuer("XX"), entropy(number))
                .unwrap()
                .as_str()
                .to_owned(),
            issued_at: at(),
            expires_at: after(24 * 300),
        }
    }

    /// Returns the bytes of a certificate about whoever was asked for.
    pub(crate) fn unsigned(&self, asked: &[u8]) -> Unsigned {
        let value = serde_json::from_slice(asked).unwrap();
        let draft = request::read(&value).unwrap().draft;
        let parsed = draft.parse(&now()).unwrap();
        let issuance = Issuance {
            issuer: self.issuer.clone(),
            uvci: Uvci::existing(&self.uvci).unwrap(),
            issued_at: self.issued_at,
            expires_at: self.expires_at,
        };
        Unsigned::new(parsed.statement(), &issuance, Header::AlgorithmOnly).unwrap()
    }
}

/// Signs as the German service does: the key identifier stands beside the signed header.
pub(crate) fn signed(unsigned: Unsigned, keys: &TrainingKeys) -> String {
    let signature = keys.signer.sign(unsigned.to_be_signed()).unwrap();
    let kid = signer(keys).kid();
    unsigned.sign_remotely(&kid, &signature).text().to_owned()
}

/// A counter with a portal at this address.
pub(crate) struct Counter {
    pub(crate) pipeline: Pipeline,
    pub(crate) folder: TempDir,
    url: String,
    flow: Flow,
}

impl Counter {
    pub(crate) fn new(flow: Flow, url: &str, signers: Vec<Certificate>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let key = MasterKey::generate().unwrap();
        let store = Store::open(&folder.path().join("queue"), key, at())
            .unwrap()
            .store;
        let keeping = Terms {
            deadline: SignedDuration::from_hours(14 * 24),
        };
        let route = route(flow, url, signers);
        Self {
            pipeline: Pipeline::new(store, route, keeping, (at(), 0.5)).unwrap(),
            folder,
            url: url.to_owned(),
            flow,
        }
    }

    /// Makes other signers known.
    pub(crate) fn know(&mut self, signers: Vec<Certificate>) {
        let route = route(self.flow, &self.url, signers);
        self.pipeline.switch_route(route).unwrap();
    }

    pub(crate) fn capture(&mut self, request: &Value) -> PickupNumber {
        let draft = request::read(request).unwrap().draft;
        let request = IssueRequest {
            draft: draft.parse(&now()).unwrap(),
            issuer: issuer("XX"),
        };
        let visit = new_visit().unwrap();
        let numbers = self
            .pipeline
            .capture(visit, &[request], &now(), None)
            .unwrap();
        numbers[0]
    }

    /// Makes one attempt at a case at a moment, and returns what became of it.
    pub(crate) fn attempt(&mut self, number: PickupNumber, at: Timestamp, limit: Duration) -> Row {
        let errands = self.pipeline.start(&[number], at).unwrap();
        let returns = run_in_a_row(errands, limit);
        self.pipeline.finish(returns, at, 0.5).unwrap();
        self.pipeline.store.row(number).unwrap()
    }

    /// Works the queue as the program does, until nothing can be done, or not for minutes.
    pub(crate) fn work(&mut self) {
        let (mut now, end) = (at(), at() + SignedDuration::from_mins(4));
        for _ in 0..100 {
            match self.pipeline.next(now).unwrap() {
                Next::Deliver(number) => {
                    self.attempt(number, now, Duration::from_secs(10));
                }
                Next::Wait(until) if until < end => now = until,
                Next::Wait(_) | Next::Mend(_) | Next::Idle => return,
            }
        }
        assert!(now > end, "it never comes to an end");
    }

    /// Captures a case and tries it once.
    pub(crate) fn meet(&mut self, request: &Value) -> Row {
        let number = self.capture(request);
        self.attempt(number, at(), Duration::from_secs(10))
    }

    pub(crate) fn content(&self, row: &Row) -> Content {
        self.pipeline.content(row.number).unwrap()
    }

    /// The case is not ready, the answer is kept, and nothing of it is let out.
    pub(crate) fn is_kept(&self, row: &Row, cause: Cause) {
        assert_eq!(row.cause, Some(cause));
        assert_ne!(row.state, State::Ready, "{cause:?}");
        let content = self.content(row);
        assert!(
            content.kept_answer.is_some() && content.hc1.is_none(),
            "{cause:?}"
        );
        assert!(
            self.pipeline.present(row.number, at()).is_err(),
            "{cause:?}"
        );
    }
}

fn route(flow: Flow, url: &str, signers: Vec<Certificate>) -> Route {
    let agent = Agent::new(http::Options {
        loopback: true,
        ..http::Options::default()
    });
    let settings = Settings {
        url: url.to_owned(),
        flow,
        location: "APO12345".to_owned(),
    };
    Route::Portal {
        portal: Arc::new(Portal::new(
            settings,
            Box::new(NoLogin),
            Box::new(agent.unwrap()),
        )),
        signers: signers.into(),
    }
}
