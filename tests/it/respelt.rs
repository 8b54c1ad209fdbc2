//! A case that an older version took up, whose table spelt the name otherwise: signed, shown and in nobody's way.
#![expect(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

use std::sync::Arc;

use impftheke::{
    backoff::Next,
    case::{PickupNumber, State},
    domain::{Draft, Issuer, TransliterationDraft},
    issue::{IssueRequest, KeyOwner, Pipeline, Route, Terms, run_in_a_row},
    portal::request,
    queue::{Capture, Store, new_visit},
    training::signing_keys,
    vault::MasterKey,
};
use jiff::{SignedDuration, Timestamp, ZonedDateTime, tz::TimeZone};
use tempfile::TempDir;

/// A counter that signs with its own key.
struct Counter {
    pipeline: Pipeline,
    _folder: TempDir,
}

fn now() -> Timestamp {
    "2021-06-14T08:00:00Z".parse().unwrap()
}

fn in_berlin() -> ZonedDateTime {
    now().to_zoned_datetime(TimeZone::get("Europe/Berlin").unwrap())
}

fn issuer() -> Issuer {
    Issuer::new("XX", "DE", "Impftheke Training", "APO12345").unwrap()
}

fn named(family: &str, line: Option<&str>) -> Draft {
    let request = include_str!("../../packaging/example.json");
    let request = serde_json::from_str(request).unwrap();
    Draft {
        family_name: family.to_owned(),
        family_transliteration: TransliterationDraft::from(line.map(str::to_owned)),
        ..request::read(&request).unwrap().draft
    }
}

impl Counter {
    /// Opens a counter with the cases that an older version took up, at each of which it fixed another line than this one
    /// has.
    fn with_old(cases: &[[&str; 2]]) -> (Self, Vec<PickupNumber>) {
        let folder = tempfile::tempdir().unwrap();
        let keys = signing_keys::open_or_create(&folder.path().join("keys"), now()).unwrap();
        let route = Route::local(Arc::new(keys.signer), KeyOwner::Training).unwrap();
        let key = MasterKey::generate().unwrap();
        let open = |name: &str| {
            let store = Store::open(&folder.path().join(name), key.clone(), now()).unwrap();
            let terms = Terms {
                deadline: SignedDuration::from_hours(14 * 24),
            };
            Pipeline::new(store.store, route.clone(), terms, (now(), 0.5)).unwrap()
        };
        // The old table is imitated by typed lines, which fix the same bytes.
        let mut old = open("old");
        let mut pipeline = open("queue");
        let mut numbers = Vec::new();
        for [family, line] in cases {
            let typed = named(family, Some(line)).taken_up();
            let request = IssueRequest {
                draft: typed.parse(&in_berlin()).unwrap(),
                issuer: issuer(),
            };
            let taken = old.capture(new_visit().unwrap(), &[request], &in_berlin(), None);
            let content = old.content(taken.unwrap()[0]).unwrap();
            let capture = Capture {
                draft: named(family, None),
                issuer: content.issuer,
                order: content.order,
                captured_at: content.captured_at,
                deadline: now() + SignedDuration::from_hours(14 * 24),
                corrects: None,
            };
            let visit = new_visit().unwrap();
            numbers.extend(pipeline.store.capture(visit, vec![capture]).unwrap());
        }
        let counter = Self {
            pipeline,
            _folder: folder,
        };
        (counter, numbers)
    }
}

#[test]
fn an_old_spelling_is_signed_and_shown_as_it_was_fixed() {
    let cases = [
        ["Ǻberg", "ABERG"],
        ["Ǖnal", "UNAL"],
        ["Ȫzil", "OZIL"],
        ["Müller", "MULLER"],
    ];
    let (mut counter, numbers) = Counter::with_old(&cases);
    let Next::Deliver(first) = counter.pipeline.next(now()).unwrap() else {
        panic!("nothing is due")
    };
    let mut attempts = counter.pipeline.start(&[first], now()).unwrap();
    while !attempts.is_empty() {
        let results = run_in_a_row(attempts, std::time::Duration::from_secs(10));
        let finished = counter.pipeline.finish_and_start_next(results, now(), 0.5);
        attempts = finished.unwrap().1;
    }
    for (number, [family, line]) in numbers.into_iter().zip(cases) {
        let row = counter.pipeline.store.row(number).unwrap();
        assert_eq!((row.state, row.cause), (State::Ready, None), "{family}");
        let shown = counter.pipeline.present(number, now()).unwrap();
        let name = shown.statement.holder().name.family().unwrap();
        assert_eq!((name.text(), name.transliteration()), (family, line));
    }
}
