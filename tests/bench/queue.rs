//! What it costs to be safe: `cargo bench --bench queue`.
//!
//! Real files, real syncs. Nothing is asserted: disks differ.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a bench prints its table and fails by panicking"
)]

use std::{
    path::Path,
    time::{Duration, Instant},
};

use impftheke::{
    case::PickupNumber,
    domain::{Draft, Issuer},
    hcert::Header,
    queue::{Capture, Prepared, Settled, SigningMode, Store, new_visit},
    vault::{MasterKey, passphrase},
};
use jiff::{SignedDuration, Timestamp, tz::TimeZone};

/// As many as a bad day leaves.
const WAITING: u32 = 5_000;
const RUNS: usize = 201;

fn main() {
    let folder = tempfile::tempdir().unwrap();
    let key = MasterKey::generate().unwrap();
    println!("{:<44} {:>10} {:>10}", "", "median ms", "worst ms");

    let mut store = open(folder.path(), &key);
    print(
        "one case, captured and on the disk",
        &times(RUNS, || take(&mut store, 1)),
    );
    print("a visit of three", &times(RUNS, || take(&mut store, 3)));
    let mut store = filled(folder.path(), &key, store);
    print(
        "one case, with 5,000 waiting",
        &times(RUNS, || take(&mut store, 1)),
    );
    print("rows of 5,000", &times(21, || drop(store.rows().unwrap())));
    print(
        "contents of 5,000",
        &times(21, || drop(store.contents().unwrap())),
    );
    let mut next = 1;
    print(
        "begin and settle one",
        &times(RUNS, || settle(&mut store, &mut next)),
    );
    print("hand one over", &{
        let mut number = 1;
        times(101, || {
            store.hand_over(&[case(number)], now()).unwrap();
            number += 1;
        })
    });
    print(
        "erase what was handed over",
        &times(1, || {
            store
                .erase_due(now() + SignedDuration::from_mins(10))
                .unwrap();
        }),
    );
    let mut number = 2_000;
    print(
        "withdraw and erase one of 5,000",
        &times(21, || {
            store.withdraw(&[case(number)], now()).unwrap();
            number += 1;
        }),
    );
    drop(store);
    print(
        "open with 5,000 waiting",
        &times(21, || drop(open(folder.path(), &key))),
    );
    let file = folder.path().join("master.json");
    print(
        "a passphrase, set",
        &times(1, || {
            passphrase::create(&file, &"correct horse".into()).unwrap();
        }),
    );
    print(
        "a passphrase, opened",
        &times(5, || {
            passphrase::open(&file, &"correct horse".into()).unwrap();
        }),
    );
}

fn now() -> Timestamp {
    "2021-06-14T08:00:00Z".parse().unwrap()
}

fn open(folder: &Path, key: &MasterKey) -> Store {
    Store::open(folder, key.clone(), now()).unwrap().store
}

fn case(number: u32) -> PickupNumber {
    PickupNumber::new(number).unwrap()
}

fn capture() -> Capture {
    Capture {
        draft: Draft {
            family_name: "Musterfrau-Gößinger".to_owned(),
            given_name: "Gabriele Erika".to_owned(),
            birth: "26.02.1998".into(),
            ..Draft::default()
        },
        issuer: Issuer::new("XX", "DE", "Robert Koch-Institut", "IZ12345A").unwrap(),
        order: SigningMode::Prepared(Prepared {
            payload: vec![7; 330],
            header: Header::es256([7; 8]),
            uvci: "URN:UVCI:01:XX:IZ12345A/5CWLU12RNOB9RXSEOP6FG8#W".to_owned(),
            issued_at: now(),
            expires_at: now() + SignedDuration::from_hours(365 * 24),
        }),
        captured_at: now().to_zoned_datetime(TimeZone::UTC),
        deadline: now() + SignedDuration::from_hours(14 * 24),
        corrects: None,
    }
}

fn take(store: &mut Store, cases: usize) {
    let visit = (0..cases).map(|_| capture()).collect();
    store.capture(new_visit().unwrap(), visit).unwrap();
}

fn filled(folder: &Path, key: &MasterKey, mut store: Store) -> Store {
    let missing = WAITING as usize - store.rows().unwrap().len();
    take(&mut store, missing);
    drop(store);
    open(folder, key)
}

fn settle(store: &mut Store, next: &mut u32) {
    let attempts = store.begin(&[case(*next)], now()).unwrap();
    let ready = Settled::Ready {
        hc1: format!("HC1:{}", "6BF+70790T9WJWG.FKY*4GO0.O1CV2".repeat(12)),
        uvci: "URN:UVCI:01:XX:IZ12345A/5CWLU12RNOB9RXSEOP6FG8#W".to_owned(),
        signer: Vec::new(),
    };
    store.settle(&[(attempts[0], ready)]).unwrap();
    *next += 1;
}

fn times(runs: usize, mut work: impl FnMut()) -> Vec<Duration> {
    let mut times: Vec<Duration> = (0..runs)
        .map(|_| {
            let start = Instant::now();
            work();
            start.elapsed()
        })
        .collect();
    times.sort_unstable();
    times
}

fn print(what: &str, times: &[Duration]) {
    let milliseconds = |time: Duration| time.as_secs_f64() * 1_000.0;
    let (median, worst) = (times[times.len() / 2], times[times.len() - 1]);
    println!(
        "{what:<44} {:>10.2} {:>10.2}",
        milliseconds(median),
        milliseconds(worst)
    );
}
