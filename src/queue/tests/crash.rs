//! What a crash leaves, and what two programs at once do.

use super::*;
use crate::queue::retry::{self, Met, Pace};

#[test]
fn later_keeps_its_trouble_and_its_time() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = store(folder.path());
    let number = take(&mut store, "Musterfrau");
    let attempts = store.begin(&[number], now()).unwrap();
    let later = Settled::Later {
        trouble: Trouble::Unavailable,
        next_try: Some(after(3)),
        maybe_signed: false,
    };
    store.settle(vec![(attempts[0], later)]).unwrap();
    drop(store);
    let store = self::store(folder.path());
    let row = store.row(number).unwrap();
    assert_eq!(row.state, State::Waiting);
    assert_eq!(row.trouble, Some(Trouble::Unavailable));
    assert_eq!((row.attempts, row.next_try), (1, Some(after(3))));
}

#[test]
fn attempts_that_a_crash_cut_off_are_taken_back_by_whoever_is_alone() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = store(folder.path());
    let by_server = Order::ByServer {
        transaction: [7; 16],
    };
    let visit = vec![
        capture("Fixed", fixed()),
        capture("Server", by_server.clone()),
    ];
    let numbers = store.capture(visit, now()).unwrap();
    store.begin(&numbers, now()).unwrap();
    // Somebody else opens while the attempts run: they are left alone.
    let second = open(folder.path(), now());
    assert_eq!(second.notes, []);
    drop(second);
    assert_eq!(store.row(numbers[0]).unwrap().state, State::Sending);
    drop(store);
    let Opened { store, notes } = open(folder.path(), now());
    let taken_back = Note::TakenBack {
        numbers: numbers.clone(),
    };
    assert_eq!(notes, [taken_back]);
    let rows = store.rows().unwrap();
    assert!(rows.iter().all(|row| row.state == State::Waiting));
    assert_eq!([rows[0].lost, rows[1].lost], [0, 1]);
    assert_eq!(store.content(numbers[0]).unwrap().order, fixed());
    assert_eq!(store.content(numbers[1]).unwrap().order, by_server);
}

#[test]
fn one_program_works_the_queue() {
    let folder = tempfile::tempdir().unwrap();
    let (mut first, mut second) = (store(folder.path()), store(folder.path()));
    first.become_worker().unwrap();
    first.become_worker().unwrap();
    assert!(matches!(second.become_worker(), Err(Error::InUse)));
    // It can take cases up all the same.
    take(&mut second, "Musterfrau");
    assert_eq!(first.rows().unwrap().len(), 1);
    drop(first);
    second.become_worker().unwrap();
}

#[test]
fn a_draft_outlives_a_crash_for_a_quarter_of_an_hour() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = store(folder.path());
    store.keep_draft(&[draft("Mus")], now()).unwrap();
    store
        .keep_draft(&[draft("Muster"), draft("Özdemir")], after(1))
        .unwrap();
    drop(store);
    let mut store = open(folder.path(), after(2)).store;
    let kept = store.draft(after(15)).unwrap().unwrap();
    assert_eq!(kept, [draft("Muster"), draft("Özdemir")]);
    assert_eq!(store.draft(after(16)).unwrap(), None);
    assert_eq!(store.erase_due(after(15)).unwrap(), 0);
    assert_eq!(store.erase_due(after(16)).unwrap(), 1);
    assert_eq!(store.draft(after(2)).unwrap(), None);
    store.keep_draft(&[draft("Muster")], now()).unwrap();
    store.drop_draft().unwrap();
    assert_eq!(store.draft(now()).unwrap(), None);
    store.keep_draft(&[draft("Muster")], now()).unwrap();
    take(&mut store, "Muster");
    assert_eq!(store.draft(now()).unwrap(), None, "it was taken up");
}

#[test]
fn the_pace_outlives_a_crash() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = store(folder.path());
    assert_eq!(store.pace().unwrap(), Pace::default());
    let failed = |pace: &Pace| {
        let met = Met::Later { retry_after: None };
        retry::after(pace, met, now(), 0.5)
    };
    let (once, twice) = (failed(&Pace::default()), failed(&failed(&Pace::default())));
    store.set_pace(&once).unwrap();
    store.set_pace(&twice).unwrap();
    drop(store);
    let store = self::store(folder.path());
    assert_eq!(store.pace().unwrap(), twice);
}
