//! What a disk, or another hand, can do to the file.

use std::fs;

use rusqlite::Connection;

use super::*;
use crate::domain::Kind;

fn raw(folder: &Path, sql: &str) {
    let connection = Connection::open(folder.join("queue.db")).unwrap();
    connection.execute_batch(sql).unwrap();
}

#[test]
fn a_damaged_case_is_set_apart_and_the_others_go_on() {
    for damage in [
        "UPDATE contents SET sealed = zeroblob(length(sealed)) WHERE number = 1",
        "UPDATE contents SET key = (SELECT key FROM contents WHERE number = 2) WHERE number = 1",
        "UPDATE contents SET sealed = (SELECT sealed FROM contents WHERE number = 2),
                             key = (SELECT key FROM contents WHERE number = 2) WHERE number = 1",
        "UPDATE cases SET identity = randomblob(16) WHERE number = 1",
    ] {
        let folder = tempfile::tempdir().unwrap();
        let mut store = store(folder.path());
        let (hurt, whole) = (take(&mut store, "Hurt"), take(&mut store, "Whole"));
        raw(folder.path(), damage);
        assert!(
            matches!(store.content(hurt), Err(Error::DamagedCase(n)) if n == hurt),
            "{damage}"
        );
        let contents = store.contents().unwrap();
        assert!(contents[0].1.is_err() && contents[1].1.is_ok());
        let attempts = store.begin(&[hurt, whole], now()).unwrap();
        assert_eq!(attempts.len(), 1);
        assert_eq!(attempts[0].number, whole);
        store.settle(&[(attempts[0], ready())]).unwrap();
        let row = store.row(hurt).unwrap();
        assert_eq!(row.state, State::NeedsCorrection);
        assert_eq!(row.cause, Some(Cause::Unreadable));
        assert!(matches!(
            store.try_again(&[hurt], now()),
            Err(Error::DamagedCase(_))
        ));
        store.withdraw(&[hurt], now()).unwrap();
    }
}

#[test]
fn a_case_whose_state_was_changed_by_another_hand_opens_no_more() {
    for state in ["ready", "nonsense"] {
        let folder = tempfile::tempdir().unwrap();
        let mut store = store(folder.path());
        let (hurt, whole) = (take(&mut store, "Hurt"), take(&mut store, "Whole"));
        raw(
            folder.path(),
            &format!("UPDATE cases SET state = '{state}' WHERE number = 1"),
        );
        assert!(matches!(store.content(hurt), Err(Error::DamagedCase(_))));
        assert!(store.hand_over(&[hurt], now()).is_err());
        assert_eq!(store.rows().unwrap().len(), 2);
        assert!(store.content(whole).is_ok());
        store.withdraw(&[hurt], now()).unwrap();
    }
}

#[test]
fn a_case_damaged_during_its_attempt_needs_a_person() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = store(folder.path());
    let number = take(&mut store, "Hurt");
    let attempts = store.begin(&[number], now()).unwrap();
    raw(folder.path(), "UPDATE contents SET sealed = x'01'");
    store.settle(&[(attempts[0], ready())]).unwrap();
    let row = store.row(number).unwrap();
    assert_eq!(row.state, State::NeedsCorrection);
    assert_eq!(row.cause, Some(Cause::Unreadable));
    assert_eq!(store.expire(after(14 * 24 * 60)).unwrap(), [number]);
    assert_eq!(store.row(number).unwrap().state, State::Expired);
}

/// The only note, of what was saved: how many cases, the lost ones, and the name of the damaged file.
fn saved(notes: &[Note]) -> (usize, Vec<u32>, String) {
    let saved = notes.iter().find_map(|note| {
        let Note::Saved {
            cases, lost, aside, ..
        } = note
        else {
            return None;
        };
        let lost = lost.iter().map(|number| number.get()).collect();
        Some((*cases, lost, aside.clone()))
    });
    saved.unwrap_or_else(|| panic!("the damage was not noticed: {notes:?}"))
}

#[test]
fn a_damaged_database_is_set_aside_whole_and_what_can_be_read_is_saved() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("queue.db");
    let mut store = store(folder.path());
    for _ in 0..20 {
        take(&mut store, "Musterfrau");
    }
    drop(store);
    let whole = fs::read(&path).unwrap();
    let garbled = {
        let mut bytes = whole.clone();
        for byte in bytes.iter_mut().skip(4096).step_by(7) {
            *byte ^= 0x5A;
        }
        bytes
    };
    let headless = [&[0; 100], &whole[100..]].concat();
    let short = whole[..whole.len() / 2 + 100].to_vec();
    let none = b"no database".to_vec();
    let mut last = 20;
    for (damaged, least) in [(garbled, 0), (headless, 20), (short, 1), (none, 0)] {
        fs::write(&path, &damaged).unwrap();
        fs::write(folder.path().join("queue.db-wal"), b"a log").unwrap();
        let Opened { mut store, notes } = open(folder.path(), after(1));
        let (cases, lost, aside) = saved(&notes);
        assert!(cases >= least, "{cases} of {least}");
        assert_eq!(fs::read(folder.path().join(aside)).unwrap(), damaged);
        let open = store.contents().unwrap().into_iter();
        assert_eq!(open.filter(|(_, content)| content.is_ok()).count(), cases);
        assert!(cases == 20 || cases == 0 || !lost.is_empty());
        let number = take(&mut store, "Musterfrau").get();
        assert!(number > last, "a number on somebody's slip is given again");
        last = number;
        drop(store);
        let again = open_again(folder.path());
        assert_eq!(again.notes, notes, "it is said until somebody has seen it");
    }
    let Opened { mut store, .. } = open_again(folder.path());
    for unseen in store.notes().unwrap() {
        store.seen(unseen.id).unwrap();
    }
    drop(store);
    assert_eq!(open_again(folder.path()).notes, []);
}

fn open_again(folder: &Path) -> Opened {
    open(folder, after(2))
}

#[test]
fn a_damaged_database_that_others_have_open_is_left_to_them() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("queue.db");
    let first = store(folder.path());
    first.empty_log().unwrap();
    fs::write(&path, b"no database").unwrap();
    let second = open(folder.path(), now());
    let damaged = Obstacle::Damaged;
    assert_eq!(second.store.obstacle(), Some(&damaged));
    assert_eq!(second.notes, [Note::CannotWrite(damaged)]);
    assert_eq!(fs::read(&path).unwrap(), b"no database");
    drop(first);
}

#[test]
fn the_log_of_a_database_that_is_gone_is_not_thrown_away() {
    for emptied in [false, true] {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("queue.db");
        let mut store = store(folder.path());
        let number = take(&mut store, "Musterfrau");
        let log = fs::read(folder.path().join("queue.db-wal")).unwrap();
        assert!(!log.is_empty());
        drop(store);
        if emptied {
            fs::write(&path, b"").unwrap();
        } else {
            fs::remove_file(&path).unwrap();
        }
        fs::write(folder.path().join("queue.db-wal"), &log).unwrap();
        let Opened { store, notes } = open(folder.path(), now());
        let (cases, lost, aside) = saved(&notes);
        assert_eq!((cases, lost), (1, vec![]));
        assert_eq!(store.content(number).unwrap().draft, draft("Musterfrau"));
        let kept = folder.path().join(format!("{aside}-wal"));
        assert_eq!(fs::read(kept).unwrap(), log);
    }
}

#[test]
fn a_row_that_says_nonsense_is_set_right_by_its_content_and_costs_no_other() {
    for nonsense in [
        "kind = 'x'",
        "captured_at = 9223372036854775807",
        "visit = -1",
        "attempts = -1, trouble = 'nonsense'",
        "state = 'nonsense'",
        "state = 'handed-over'",
    ] {
        let folder = tempfile::tempdir().unwrap();
        let mut store = store(folder.path());
        let (hurt, whole) = (take(&mut store, "Hurt"), take(&mut store, "Whole"));
        finish(&mut store, hurt);
        drop(store);
        raw(
            folder.path(),
            &format!("UPDATE cases SET {nonsense} WHERE number = 1"),
        );
        let store = self::store(folder.path());
        assert_eq!(store.rows().unwrap().len(), 2, "{nonsense}");
        assert!(store.content(whole).is_ok());
        if !nonsense.starts_with("state") {
            let row = store.row(hurt).unwrap();
            assert_eq!((row.state, row.kind), (State::Ready, Kind::Vaccination));
            assert!(store.content(hurt).unwrap().hc1.is_some(), "{nonsense}");
        }
    }
}

#[test]
fn what_is_over_by_its_seal_ends_by_its_times_whatever_the_row_said() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = store(folder.path());
    let (hurt, other) = (take(&mut store, "Hurt"), take(&mut store, "Other"));
    finish(&mut store, hurt);
    store.hand_over(&[hurt], now()).unwrap();
    drop(store);
    // What makes a database be saved is in another row.
    raw(
        folder.path(),
        "UPDATE cases SET state = 'ready', done_at = NULL, reprint_until = NULL WHERE number = 1;
         UPDATE cases SET kind = 'x' WHERE number = 2",
    );
    let mut store = self::store(folder.path());
    let row = store.row(hurt).unwrap();
    assert_eq!(row.state, State::HandedOver);
    assert!(row.done_at.is_some() && row.reprint_until.is_some());
    store.content(other).unwrap();
    assert_eq!(store.erase_due(after(60)).unwrap(), 1);
    assert!(matches!(store.content(hurt), Err(Error::Erased(_))));
    store.erase_due(after(31 * 24 * 60)).unwrap();
    assert!(matches!(store.row(hurt), Err(Error::NoSuchCase(_))));
}

#[test]
fn a_case_whose_row_is_set_right_is_not_signed_a_second_time() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = store(folder.path());
    let order = SigningMode::ByServer {
        transaction: [7; 16],
    };
    let visit = vec![capture("Hurt", order)];
    let hurt = store.capture(new_visit().unwrap(), visit).unwrap()[0];
    let attempts = store.begin(&[hurt], now()).unwrap();
    let kept = Settled::from(Failure {
        kept_answer: Some(b"HC1:kept".to_vec()),
        maybe_signed: true,
        ..Failure::of(Cause::SignerNotAllowed)
    });
    store.settle(&[(attempts[0], kept)]).unwrap();
    drop(store);
    let nonsense = "UPDATE cases SET attempts = -1, trouble = 'nonsense', holds_answer = 0";
    raw(folder.path(), nonsense);
    let store = self::store(folder.path());
    let row = store.row(hurt).unwrap();
    assert_eq!((row.state, row.cause), (State::Waiting, None));
    assert!(row.answered);
    assert_eq!(store.next_waiting(after(60)).unwrap(), None);
}

#[test]
fn what_was_cut_off_while_a_database_was_saved_is_ended_at_the_next_opening() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str| folder.path().join(name);
    let mut store = store(folder.path());
    let number = take(&mut store, "Musterfrau");
    drop(store);
    // The damaged one is moved, its log is not, and the new one waits.
    fs::rename(file("queue.db"), file("queue-saved.db")).unwrap();
    fs::write(file("queue.db-wal"), b"a log").unwrap();
    fs::write(file("queue-damaged-20210614T093000Z-1.db"), b"damaged").unwrap();
    let store = self::store(folder.path());
    assert!(store.content(number).is_ok());
    assert!(!file("queue-saved.db").exists());
    drop(store);
    // The new one is not whole yet.
    fs::write(file("queue-saved.db"), b"half").unwrap();
    let store = self::store(folder.path());
    assert!(store.content(number).is_ok());
    assert!(!file("queue-saved.db").exists());
}

#[test]
fn no_number_is_given_again_whatever_is_put_back_or_removed() {
    let home = tempfile::tempdir().unwrap();
    let folder = home.path().join("queue");
    let database = folder.join("queue.db");
    let key = MasterKey::generate().unwrap();
    let place = |elsewhere: &str| Place {
        elsewhere: Some(home.path().join(elsewhere)),
        ..Place::from(&folder)
    };
    let open = |elsewhere: &str| Store::open(place(elsewhere), key.clone(), now()).unwrap();
    let mut store = open("here").store;
    for _ in 0..3 {
        take(&mut store, "Musterfrau");
    }
    drop(store);
    let copy = fs::read(&database).unwrap();
    let mut store = open("here").store;
    store.keep_draft(&visit(&["Muster"]), now()).unwrap();
    store
        .withdraw(&[PickupNumber::new(1).unwrap()], now())
        .unwrap();
    drop(store);

    // Nothing new was taken up since the copy, but a case is done.
    fs::write(&database, &copy).unwrap();
    let last = PickupNumber::new(3).unwrap();
    let Opened { mut store, notes } = open("here");
    assert_eq!(notes, [Note::PutBack { last }]);
    assert_eq!(take(&mut store, "Musterfrau").get(), 4);
    store.keep_draft(&visit(&["Muster"]), now()).unwrap();
    drop(store);

    // The whole folder is put back, with what it remembers itself.
    fs::write(&database, &copy).unwrap();
    fs::remove_file(folder.join("queue.numbers")).unwrap();
    let last = PickupNumber::new(4).unwrap();
    let Opened { mut store, notes } = open("here");
    assert_eq!(notes, [Note::PutBack { last }]);
    assert_eq!(store.drafts(now()).unwrap(), [], "it may be issued by now");
    assert_eq!(take(&mut store, "Musterfrau").get(), 5);
    drop(store);

    // Emptied, removed, removed with its folder.
    for count in 0..3 {
        match count {
            0 => fs::write(&database, b"").unwrap(),
            1 => fs::remove_file(&database).unwrap(),
            _ => fs::remove_dir_all(&folder).unwrap(),
        }
        let last = PickupNumber::new(5 + count).unwrap();
        let Opened { mut store, notes } = open("here");
        assert_eq!(notes, [Note::Gone { last }]);
        assert_eq!(take(&mut store, "Musterfrau").get(), 6 + count);
    }

    // On another computer, where nobody knows of what was given since.
    let Opened { mut store, notes } = open("there");
    assert_eq!(notes.last(), Some(&Note::Moved));
    assert_eq!(take(&mut store, "Musterfrau").get(), 11_001);
    drop(store);
    for unseen in open("there").store.notes().unwrap() {
        open("there").store.seen(unseen.id).unwrap();
    }
    assert_eq!(open("there").notes, []);
}

#[test]
fn a_database_of_a_newer_version_or_another_key_is_refused_untouched() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("queue.db");
    let mut store = store(folder.path());
    take(&mut store, "Musterfrau");
    drop(store);
    let before = fs::read(&path).unwrap();
    let other = MasterKey::generate().unwrap();
    let error = Store::open(folder.path(), other, now()).unwrap_err();
    assert!(matches!(error, Error::OtherKey), "{error}");
    assert_eq!(fs::read(&path).unwrap(), before);
    raw(folder.path(), "PRAGMA user_version = 99");
    let before = fs::read(&path).unwrap();
    let error = Store::open(folder.path(), key(folder.path()), now()).unwrap_err();
    assert!(matches!(error, Error::Newer { found: 99, .. }), "{error}");
    assert_eq!(fs::read(&path).unwrap(), before);
}

#[test]
fn a_full_disk_is_said_and_nothing_is_half_there() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = store(folder.path());
    take(&mut store, "Musterfrau");
    let pages: u32 = store
        .connection
        .pragma_query_value(None, "page_count", |row| row.get(0))
        .unwrap();
    store
        .connection
        .pragma_update(None, "max_page_count", pages)
        .unwrap();
    let mut taken = 1;
    let error = loop {
        match store.capture(
            new_visit().unwrap(),
            vec![capture("A", fixed()), capture("B", fixed())],
        ) {
            Ok(numbers) => taken += numbers.len(),
            Err(error) => break error,
        }
    };
    assert!(matches!(error, Error::DiskFull), "{error}");
    assert_eq!(store.contents().unwrap().len(), taken);
    assert_eq!(store.rows().unwrap().len(), taken);
}

#[test]
fn what_the_system_says_of_a_folder_has_its_own_words() {
    use std::io::{Error as Io, ErrorKind};
    let said = |kind: ErrorKind| Error::file("here", Io::from(kind));
    assert!(matches!(said(ErrorKind::PermissionDenied), Error::ReadOnly));
    assert!(matches!(
        said(ErrorKind::ReadOnlyFilesystem),
        Error::ReadOnly
    ));
    assert!(matches!(said(ErrorKind::StorageFull), Error::DiskFull));
    let folder = tempfile::tempdir().unwrap();
    let occupied = folder.path().join("file");
    fs::write(&occupied, b"").unwrap();
    let key = MasterKey::generate().unwrap();
    assert!(matches!(
        Store::open(&occupied, key, now()),
        Err(Error::File { .. })
    ));
}
