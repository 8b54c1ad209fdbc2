//! What a disk, or another hand, can do to the file.

use std::fs;

use rusqlite::Connection;

use super::*;

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
        assert_eq!(row.trouble, Some(Trouble::Unreadable));
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
    assert_eq!(row.trouble, Some(Trouble::Unreadable));
    assert_eq!(store.expire(after(14 * 24 * 60)).unwrap(), [number]);
    assert_eq!(store.row(number).unwrap().state, State::Expired);
}

#[test]
fn a_damaged_database_is_set_aside_whole_and_a_new_one_begins() {
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
    let mut given = vec![20];
    for (count, damaged) in [garbled, headless, short, b"no database".to_vec()]
        .into_iter()
        .enumerate()
    {
        fs::write(&path, &damaged).unwrap();
        fs::write(folder.path().join("queue.db-wal"), b"a log").unwrap();
        let Opened { mut store, notes } = open(folder.path(), after(1));
        let [Note::SetAside { path: aside }] = &notes[..] else {
            panic!("damage {count} was not noticed: {notes:?}");
        };
        assert_eq!(fs::read(aside).unwrap(), damaged);
        assert_eq!(store.rows().unwrap(), []);
        let number = take(&mut store, "Musterfrau");
        assert!(
            !given.contains(&number.get()),
            "a number on somebody's slip is given again"
        );
        given.push(number.get());
    }
    assert_eq!(
        fs::read_dir(folder.path())
            .unwrap()
            .filter(|entry| {
                let name = entry.as_ref().unwrap().file_name();
                name.to_string_lossy().ends_with(".db")
            })
            .count(),
        5
    );
}

#[test]
fn a_damaged_database_that_others_have_open_is_left_to_them() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("queue.db");
    let first = store(folder.path());
    first.empty_log().unwrap();
    fs::write(&path, b"no database").unwrap();
    let error = Store::open(folder.path(), key(folder.path()), now()).unwrap_err();
    assert!(matches!(error, Error::Damaged), "{error}");
    assert_eq!(fs::read(&path).unwrap(), b"no database");
    drop(first);
}

#[test]
fn a_log_left_behind_is_not_taken_for_that_of_the_new_database() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("queue.db");
    let mut store = store(folder.path());
    take(&mut store, "Musterfrau");
    let log = fs::read(folder.path().join("queue.db-wal")).unwrap();
    assert!(!log.is_empty());
    drop(store);
    fs::remove_file(&path).unwrap();
    fs::write(folder.path().join("queue.db-wal"), &log).unwrap();
    let store = self::store(folder.path());
    assert_eq!(store.rows().unwrap(), []);
    let kept = fs::read_dir(folder.path()).unwrap().any(|entry| {
        let name = entry.unwrap().file_name();
        let name = name.to_string_lossy();
        name.starts_with("queue-damaged-") && name.ends_with(".db-wal")
    });
    assert!(kept, "the log was deleted");
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
            now(),
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
