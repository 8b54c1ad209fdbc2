//! How fast a queue empties into a healthy portal, against the bare client: `cargo bench --bench drain`.
//!
//! The training portal runs in this process, on loopback. Nothing is asserted: machines differ.
#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a bench prints its table and fails by panicking"
)]

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use impftheke::{
    app::{SystemClock, portal::signers_of_pem},
    domain::{Clock as _, Draft, Issuer},
    http::{self, Agent, Method, Request},
    issue::{Office, Route, Terms, Wish},
    portal::{Flow, NoLogin, Portal, Settings, request},
    queue::{Store, retry::Next},
    sign::training::open_or_create,
    training::{Faults, Options, start},
    vault::MasterKey,
};
use jiff::SignedDuration;

const CASES: usize = 1_000;
const LIMIT: Duration = Duration::from_secs(30);

fn main() {
    let folder = tempfile::tempdir().unwrap();
    let now = SystemClock.now();
    let keys = || open_or_create(&folder.path().join("keys"), now.timestamp()).unwrap();
    let issuer = Issuer::new("XX", "DE", "Training", "UEBUNG").unwrap();
    let pem = keys().certificate_pem;
    let portal = start(Options {
        port: 0,
        faults: Faults::named("none").unwrap(),
        keys: keys(),
        issuer: issuer.clone(),
        clock: Arc::new(SystemClock),
        key: None,
        tls: None,
    })
    .unwrap();
    let agent = || {
        Agent::new(http::Options {
            loopback: true,
            ..http::Options::default()
        })
        .unwrap()
    };

    let bare = rate(|| {
        let agent = agent();
        for number in 0..CASES {
            let answer = agent.send(&bare_request(&portal.url(), number)).unwrap();
            assert_eq!(answer.status, 200);
        }
    });

    let store = Store::open(
        folder.path(),
        MasterKey::generate().unwrap(),
        now.timestamp(),
    );
    let settings = Settings {
        url: portal.url(),
        flow: Flow::Hash,
        location: "UEBUNG".to_owned(),
    };
    let route = Route::Portal {
        portal: Arc::new(Portal::new(settings, Box::new(NoLogin), Box::new(agent()))),
        signers: signers_of_pem(pem.as_bytes()).unwrap().into(),
    };
    let terms = Terms {
        deadline: SignedDuration::from_hours(24 * 14),
    };
    let store = store.unwrap().store;
    let mut office = Office::new(store, route, terms, (now.timestamp(), 0.5)).unwrap();
    let wish = Wish {
        draft: erika(),
        issuer,
    };
    for _ in 0..CASES {
        office
            .capture(
                impftheke::queue::new_visit().unwrap(),
                std::slice::from_ref(&wish),
                &now,
                None,
            )
            .unwrap();
    }
    let drained = rate(|| drain(&mut office));
    println!("bare client             {bare:>8.0} requests a second");
    println!("queue, sealed and safe  {drained:>8.0} cases a second");
    println!("ratio                   {:>8.2}", drained / bare);
}

fn drain(office: &mut Office) {
    loop {
        match office.next(SystemClock.now().timestamp()).unwrap() {
            Next::Deliver(number) => {
                let errands = office
                    .start(&[number], SystemClock.now().timestamp())
                    .unwrap();
                let returns = errands
                    .iter()
                    .map(|errand| errand.run(office.route(), LIMIT));
                let returns = returns.collect();
                let done = office
                    .finish(returns, SystemClock.now().timestamp(), 0.5)
                    .unwrap();
                assert!(done.iter().all(|done| done.trouble.is_none()), "{done:?}");
            }
            Next::Wait(_) => std::thread::sleep(Duration::from_millis(1)),
            Next::Idle | Next::Mend(_) => return,
        }
    }
}

fn rate(work: impl FnOnce()) -> f64 {
    let started = Instant::now();
    work();
    1_000.0 / started.elapsed().as_secs_f64()
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
