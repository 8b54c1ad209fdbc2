//! How fast a queue empties into a healthy portal, against the bare client: `cargo bench --bench drain`.
//!
//! The training portal runs in this process, on loopback. Nothing is asserted: machines differ.
//!
//! As measured last, with the release profile on two cores of a server, portal included: a bare request takes 330 to 400
//! µs of CPU, a case of the queue 570 to 600 (650 to 670 when each row had a thread of its own). Where the rest of a busy
//! machine was kept off, rows of four took 0.81 of the bare client in the middle and 0.89 at the quickest tenth (0.80 and
//! 0.86 then); where it was not, what else ran decided.
//!
//! Between two requests stand the proof of the answer before, whose signature alone is some 36 µs, and the making of its
//! text, 11: about 60 in all. The rest of what a case costs more, above all its commit, is done beside the next row. The
//! proof stays where it is, for no request follows an answer that nobody has verified.
#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::cast_precision_loss,
    clippy::indexing_slicing,
    reason = "a bench prints its table and fails by panicking"
)]

use std::{
    path::Path,
    sync::Arc,
    time::{Duration, Instant},
};

use impftheke::{
    backoff::Next,
    counter::{SystemClock, portal_access::signers_of_pem},
    domain::{Clock as _, Draft, Issuer},
    http::{self, Agent, Method, Request},
    issue::{Error, IssueRequest, Pipeline, Route, Terms, work_off},
    portal::{Flow, NoLogin, Portal, Settings, request},
    queue::{Store, new_visit},
    training::{Faults, Options, signing_keys::open_or_create, start},
    trust::Certificate,
    vault::MasterKey,
};
use jiff::SignedDuration;

const CASES: usize = 1_000;
const RUNS: usize = 5;
const LIMIT: Duration = Duration::from_secs(30);

fn main() {
    let folder = tempfile::tempdir().unwrap();
    let keys = open_or_create(&folder.path().join("keys"), SystemClock.now().timestamp());
    let keys = keys.unwrap();
    let signers = signers_of_pem(keys.certificate_pem.as_bytes()).unwrap();
    let portal = start(Options {
        port: 0,
        faults: Faults::named("none").unwrap(),
        keys,
        issuer: issuer(),
        clock: Arc::new(SystemClock),
        key: None,
        tls: None,
    })
    .unwrap();
    let mut runs: Vec<Run> = (0..RUNS)
        .map(|run| {
            let queue = folder.path().join(run.to_string());
            let mut pipeline = pipeline(&queue, &portal.url(), signers.clone());
            // Both in turn: whatever else the machine does meets them alike.
            Run {
                bare: rate(|| ask(&portal.url())),
                drained: rate(|| drain(&mut pipeline)),
            }
        })
        .collect();
    println!("| bare client, requests a second | queue, cases a second | ratio |");
    println!("|---|---|---|");
    runs.sort_by(|one, other| one.ratio().total_cmp(&other.ratio()));
    for run in &runs {
        println!(
            "| {:.0} | {:.0} | {:.2} |",
            run.bare,
            run.drained,
            run.ratio()
        );
    }
    println!("\nin the middle {:.2}", runs[RUNS / 2].ratio());
}

/// What both did a second.
struct Run {
    bare: f64,
    drained: f64,
}

impl Run {
    fn ratio(&self) -> f64 {
        self.drained / self.bare
    }
}

/// The bare client: so many requests, and nothing kept.
fn ask(url: &str) {
    let agent = agent();
    for number in 0..CASES {
        let answer = agent.send(&bare_request(url, number)).unwrap();
        assert_eq!(answer.status, 200);
    }
}

fn agent() -> Agent {
    Agent::new(http::Options {
        loopback: true,
        ..http::Options::default()
    })
    .unwrap()
}

fn issuer() -> Issuer {
    Issuer::new("XX", "DE", "Training", "UEBUNG").unwrap()
}

/// A counter with so many cases in its queue.
fn pipeline(queue: &Path, url: &str, signers: Vec<Certificate>) -> Pipeline {
    let now = SystemClock.now();
    let store = Store::open(queue, MasterKey::generate().unwrap(), now.timestamp());
    let settings = Settings {
        url: url.to_owned(),
        flow: Flow::Hash,
        location: "UEBUNG".to_owned(),
    };
    let route = Route::Portal {
        portal: Arc::new(Portal::new(settings, Box::new(NoLogin), Box::new(agent()))),
        signers: signers.into(),
    };
    let terms = Terms {
        deadline: SignedDuration::from_hours(24 * 14),
    };
    let mut pipeline =
        Pipeline::new(store.unwrap().store, route, terms, (now.timestamp(), 0.5)).unwrap();
    let request = IssueRequest {
        draft: erika().parse(&now).unwrap(),
        issuer: issuer(),
    };
    for _ in 0..CASES {
        let visit = new_visit().unwrap();
        let requests = std::slice::from_ref(&request);
        pipeline.capture(visit, requests, &now, None).unwrap();
    }
    pipeline
}

/// Works off what waits, as the window's worker and `impftheke queue run` do.
fn drain(pipeline: &mut Pipeline) {
    loop {
        let now = SystemClock.now().timestamp();
        match pipeline.next(now).unwrap() {
            Next::Deliver(number) => {
                let attempts = pipeline.start(&[number], now).unwrap();
                let moment = || (SystemClock.now().timestamp(), LIMIT);
                work_off(pipeline, attempts, moment, |pipeline, results| {
                    let now = SystemClock.now().timestamp();
                    let (done, next) = pipeline.finish_and_start_next(results, now, 0.5)?;
                    assert!(done.iter().all(|done| done.cause.is_none()), "{done:?}");
                    Ok::<_, Error>(next)
                })
                .unwrap();
            }
            Next::Wait(_) => std::thread::sleep(Duration::from_millis(1)),
            Next::Idle | Next::Mend(_) => return,
        }
    }
}

fn rate(work: impl FnOnce()) -> f64 {
    let started = Instant::now();
    work();
    CASES as f64 / started.elapsed().as_secs_f64()
}

fn bare_request(url: &str, number: usize) -> Request {
    Request {
        method: Method::Post,
        url: format!("{url}/api/certify/v2/issue/hash"),
        headers: vec![
            ("Content-Type", "text/plain".to_owned()),
            ("Accept", "application/cbor".to_owned()),
            ("X-Location-Id", "0".repeat(64)),
            ("X-Transaction-Id", format!("{number:064x}")),
            ("X-UBIRCH-DCCType", "V".to_owned()),
        ],
        body: b"Y3WgsFAt6cbFJcYJeC8P2D3z2Ujj4TwUx3Xvy+lcg0Y=".to_vec(),
        limit: 65_536,
        timeout: LIMIT,
    }
}

fn erika() -> Draft {
    let example = serde_json::from_str(include_str!("../../packaging/example.json")).unwrap();
    request::read(&example).unwrap().draft
}
