//! What can be found in the files of the queue, while a case waits and after it is done.

use std::{collections::HashSet, fs};

use rusqlite::Connection;

use super::*;
use crate::case::Visit;

/// Every byte of the queue's folder.
fn bytes(folder: &Path) -> Vec<u8> {
    let mut all = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        all.extend(fs::read(entry.unwrap().path()).unwrap());
    }
    all
}

fn holds(bytes: &[u8], needle: &[u8]) -> bool {
    bytes.windows(needle.len()).any(|window| window == needle)
}

/// The sealed forms and wrapped keys that are on the disk now.
fn secrets(folder: &Path) -> Vec<Vec<u8>> {
    let connection = Connection::open(folder.join("queue.db")).unwrap();
    let mut statement = connection
        .prepare("SELECT key FROM contents UNION ALL SELECT substr(sealed, 1, 64) FROM contents")
        .unwrap();
    let secrets = statement.query_map([], |row| row.get(0)).unwrap();
    secrets.map(Result::unwrap).collect()
}

fn keep_draft(store: &mut Store, family_name: &str) {
    let visit = Visit {
        id: new_visit().unwrap(),
        drafts: vec![draft(family_name)],
        corrects: None,
        given: Vec::new(),
    };
    store.keep_draft(&visit, now()).unwrap();
}

#[test]
fn nobodys_name_stands_in_any_file_while_cases_wait() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = store(folder.path());
    let visit = (0..30).map(|_| capture("Xylophonowa", fixed())).collect();
    let numbers = store.capture(new_visit().unwrap(), visit).unwrap();
    keep_draft(&mut store, "Xylophonowa");
    finish(&mut store, numbers[0]);
    let utf16: Vec<u8> = "Xylophonowa"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    let all = bytes(folder.path());
    for needle in [
        b"Xylophonowa".as_slice(),
        b"XYLOPHONOWA",
        &utf16,
        b"12.08.1964",
        b"5CWLU12RNOB9RXSEOP6FG8",
        b"HC1:",
        b"WHlsb3Bob25vd2",
    ] {
        assert!(!holds(&all, needle), "{}", String::from_utf8_lossy(needle));
    }
}

#[test]
fn after_hand_over_not_even_the_sealed_form_or_its_key_is_left() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = store(folder.path());
    // Of changing size, so that rows are moved between pages.
    let take_some = |store: &mut Store, letters: usize| {
        let visit = (0..40)
            .map(|count| capture(&"X".repeat(1 + count * letters), fixed()))
            .collect();
        store.capture(new_visit().unwrap(), visit).unwrap()
    };
    let stays = take_some(&mut store, 3);
    let goes = take_some(&mut store, 5);
    let mut ever = secrets(folder.path());
    for number in &goes {
        finish(&mut store, *number);
        ever.extend(secrets(folder.path()));
    }
    store.hand_over(&goes, now()).unwrap();
    ever.extend(secrets(folder.path()));
    keep_draft(&mut store, "Muster");
    assert_eq!(store.erase_due(after(15)).unwrap(), goes.len() + 1);
    let left = secrets(folder.path());
    assert_eq!(left.len(), 2 * stays.len());
    let all = bytes(folder.path());
    let pieces: HashSet<&[u8]> = all.windows(32).collect();
    for secret in ever {
        let stays = left.contains(&secret);
        assert_eq!(pieces.contains(&secret[..32]), stays);
    }
    assert_eq!(store.contents().unwrap().len(), stays.len());
}

#[test]
fn a_withdrawn_case_is_gone_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = store(folder.path());
    let number = take(&mut store, "Musterfrau");
    let before = secrets(folder.path());
    store.withdraw(&[number], now()).unwrap();
    let all = bytes(folder.path());
    assert!(before.iter().all(|secret| !holds(&all, secret)));
}

/// Days too far ahead, in minutes.
const AHEAD: i64 = 400 * 24 * 60;

#[test]
fn what_was_done_by_a_clock_far_ahead_is_listed_no_longer_than_anything_else() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = store(folder.path());
    let [withdrawn, handed_over] = ["Musterfrau", "Mustermann"].map(|name| take(&mut store, name));
    finish(&mut store, handed_over);
    store.withdraw(&[withdrawn], after(AHEAD)).unwrap();
    store.hand_over(&[handed_over], after(AHEAD)).unwrap();
    // The clock is right again.
    store.erase_due(now()).unwrap();
    let done = store.rows().unwrap();
    assert!(
        done.iter().all(|row| row.done_at == Some(now())),
        "{done:?}"
    );
    store.erase_due(after(15)).unwrap();
    store.erase_due(after(30 * 24 * 60)).unwrap();
    assert_eq!(store.rows().unwrap(), []);
    // A clock that is a little off is no reason.
    let number = take(&mut store, "Musterfrau");
    store.withdraw(&[number], after(4)).unwrap();
    store.erase_due(now()).unwrap();
    assert_eq!(store.row(number).unwrap().done_at, Some(after(4)));
}

#[test]
fn a_crash_between_erasing_and_scrubbing_is_made_good_at_the_next_opening() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = store(folder.path());
    let number = take(&mut store, "Musterfrau");
    let before = secrets(folder.path());
    store
        .write(|transaction, _| deletion::content(transaction, number))
        .unwrap();
    assert!(
        before
            .iter()
            .any(|secret| holds(&bytes(folder.path()), secret))
    );
    drop(store);
    let _store = self::store(folder.path());
    let all = bytes(folder.path());
    assert!(before.iter().all(|secret| !holds(&all, secret)));
}

#[test]
fn rows_that_grew_and_moved_leave_no_copies_behind() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = store(folder.path());
    let mut ever = HashSet::new();
    let mut open = Vec::new();
    // Sizes and choices that only look random.
    let mut seed = 7_usize;
    let mut next = move |below: usize| {
        seed = (seed * 1_103_515_245 + 12_345) % (1 << 31);
        seed / 65_536 % below
    };
    for _ in 0..300 {
        if open.len() < 5 || next(2) == 0 {
            let name = "X".repeat(next(900));
            open.push(take(&mut store, &name));
        } else {
            let number = open.swap_remove(next(open.len()));
            let attempts = store.begin(&[number], now()).unwrap();
            let refused = Settled::from(Failure {
                kept_answer: Some(vec![0; next(3000)]),
                maybe_signed: true,
                ..Failure::of(Cause::OtherContent)
            });
            store.settle(&[(attempts[0], refused)]).unwrap();
            ever.extend(secrets(folder.path()));
            store.withdraw(&[number], now()).unwrap();
        }
        ever.extend(secrets(folder.path()));
    }
    let left: HashSet<_> = secrets(folder.path()).into_iter().collect();
    let all = bytes(folder.path());
    let pieces: HashSet<&[u8]> = all.windows(32).collect();
    let behind = ever
        .iter()
        .filter(|secret| pieces.contains(&secret[..32]) && !left.contains(*secret));
    assert_eq!(behind.count(), 0, "of {}", ever.len());
}
