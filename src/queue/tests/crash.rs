//! What a crash leaves, and what two programs at once do.

use std::fs;

use super::*;
use crate::backoff::{self, Backoff, Met};

#[test]
fn later_keeps_its_cause_and_its_time() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = store(folder.path());
    let number = take(&mut store, "Musterfrau");
    let attempts = store.begin(&[number], now()).unwrap();
    let later = Settled::NotReady {
        failure: Failure::of(Cause::Unavailable),
        next_try: Some(after(3)),
    };
    store.settle(&[(attempts[0], later)]).unwrap();
    drop(store);
    let store = self::store(folder.path());
    let row = store.row(number).unwrap();
    assert_eq!(row.state, State::Waiting);
    assert_eq!(row.cause, Some(Cause::Unavailable));
    assert_eq!((row.attempts, row.next_try), (1, Some(after(3))));
}

#[test]
fn attempts_that_a_crash_cut_off_are_taken_back_by_whoever_is_alone() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = store(folder.path());
    let by_server = SigningMode::ByServer {
        transaction: [7; 16],
    };
    let visit = vec![
        capture("Fixed", fixed()),
        capture("Server", by_server.clone()),
    ];
    let numbers = store.capture(new_visit().unwrap(), visit).unwrap();
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
    let other = Visit {
        id: new_visit().unwrap(),
        ..visit(&["Mus"])
    };
    store.keep_draft(&other, now()).unwrap();
    let typed = visit(&["Muster", "Özdemir"]);
    store.keep_draft(&typed, after(1)).unwrap();
    drop(store);
    let mut store = open(folder.path(), after(2)).store;
    let both = store.drafts(after(2)).unwrap();
    assert_eq!(both.len(), 2, "each visit has a term of its own");
    assert_eq!(both[0].visit, typed, "the latest first");
    let kept = store.drafts(after(15)).unwrap().remove(0).visit;
    assert_eq!(kept, typed, "with its name and what it corrects");
    assert_eq!(store.drafts(after(16)).unwrap(), []);
    assert_eq!(store.erase_due(after(14)).unwrap(), 0);
    assert_eq!(store.erase_due(after(15)).unwrap(), 1);
    assert_eq!(store.erase_due(after(16)).unwrap(), 1);
    assert_eq!(store.drafts(after(2)).unwrap(), []);
    store.keep_draft(&typed, now()).unwrap();
    store.drop_draft(new_visit().unwrap()).unwrap();
    assert_eq!(store.drafts(now()).unwrap().len(), 1, "of another window");
    store.drop_draft(typed.id).unwrap();
    assert_eq!(store.drafts(now()).unwrap(), []);
}

#[test]
fn a_draft_belongs_to_the_window_that_has_it_open() {
    let folder = tempfile::tempdir().unwrap();
    let [mut first, mut second] = [store(folder.path()), store(folder.path())];
    let left = |store: &Store| store.left_drafts(now()).unwrap();
    let typed = visit(&["Mustermann"]);
    first.keep_draft(&typed, now()).unwrap();
    assert_eq!(left(&first), []);
    assert_eq!(left(&second), []);
    let refused = [
        second.take_draft(typed.id, now()).map(drop),
        second.keep_draft(&visit(&["Musterfrau"]), after(1)),
        second
            .capture(typed.id, vec![capture("Musterfrau", fixed())])
            .map(drop),
    ];
    for refused in refused {
        assert!(matches!(refused, Err(Error::OpenElsewhere)), "{refused:?}");
    }
    second.drop_draft(typed.id).unwrap();
    second.discard_draft(typed.id, now()).unwrap();
    assert_eq!(first.drafts(now()).unwrap()[0].visit, typed);

    // However it was closed: its draft is anybody's, and whoever takes it first has it, with a term that begins anew.
    drop(first);
    assert_eq!(left(&second), [(typed.id, now())]);
    let mut third = store(folder.path());
    let taken = third.take_draft(typed.id, after(14)).unwrap().unwrap();
    assert_eq!(third.erase_due(after(16)).unwrap(), 0);
    assert_eq!((taken.visit, taken.kept_at), (typed.clone(), now()));
    assert_eq!(left(&second), []);
    assert!(matches!(
        second.take_draft(typed.id, now()),
        Err(Error::OpenElsewhere)
    ));

    // Left, it is what it says by then: nobody discards what was typed since it was offered.
    let more = visit(&["Mustermann", "Musterfrau"]);
    third.keep_draft(&more, after(1)).unwrap();
    third.leave_draft(typed.id).unwrap();
    assert_eq!(left(&second), [(typed.id, after(1))]);
    second.discard_draft(typed.id, now()).unwrap();
    let taken = second.take_draft(typed.id, now()).unwrap().unwrap();
    assert_eq!(taken.visit, more);
    assert_eq!(second.erase_due(after(16)).unwrap(), 1);
    assert_eq!(
        second.take_draft(typed.id, now()).unwrap(),
        None,
        "it is over"
    );
    second.keep_draft(&typed, after(17)).unwrap();
    second.discard_draft(typed.id, after(17)).unwrap();
    assert_eq!(second.drafts(after(17)).unwrap(), []);
}

#[test]
fn the_signs_of_killed_windows_go_with_the_next_start() {
    let folder = tempfile::tempdir().unwrap();
    let signs = || {
        let all = fs::read_dir(folder.path()).unwrap();
        let names = all.map(|entry| entry.unwrap().file_name().into_string().unwrap());
        names.filter(|name| name.starts_with("window-")).count()
    };
    let left = folder.path().join("window-00.lock");
    fs::write(&left, "").unwrap();
    let mut store = store(folder.path());
    assert!(!left.exists());
    store.keep_draft(&visit(&["Muster"]), now()).unwrap();
    assert_eq!(signs(), 1);
    let other = open(folder.path(), now()).store;
    assert_eq!(signs(), 1, "that one is open");
    drop((store, other));
    assert_eq!(signs(), 0);
}

#[test]
fn a_visit_is_taken_up_once_however_often_that_is_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = store(folder.path());
    let typed = visit(&["Muster", "Özdemir"]);
    let cases = || vec![capture("Muster", fixed()), capture("Özdemir", fixed())];
    store.keep_draft(&typed, now()).unwrap();
    assert_eq!(store.of_visit(typed.id).unwrap(), []);
    let numbers = store.capture(typed.id, cases()).unwrap();
    assert_eq!(store.drafts(now()).unwrap(), [], "it was taken up");
    let again = store.capture(typed.id, cases()).unwrap();
    assert_eq!(again, numbers);
    drop(store);
    let mut store = self::store(folder.path());
    assert_eq!(store.capture(typed.id, cases()).unwrap(), numbers);
    for number in &numbers {
        finish(&mut store, *number);
    }
    store.hand_over(&numbers, now()).unwrap();
    store.erase_due(after(60)).unwrap();
    assert_eq!(store.capture(typed.id, cases()).unwrap(), numbers);
    assert_eq!(store.rows().unwrap().len(), numbers.len());
    assert_eq!(store.of_visit(typed.id).unwrap(), numbers);
    // What was typed comes late: it must not stand in the form at the next start.
    store.keep_draft(&typed, after(62)).unwrap();
    assert_eq!(store.drafts(after(62)).unwrap(), []);
}

#[test]
fn taking_up_one_visit_leaves_what_is_typed_of_another() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = store(folder.path());
    let typed = visit(&["Muster"]);
    store.keep_draft(&typed, now()).unwrap();
    // A command beside the window.
    take(&mut store, "Schmidt");
    assert_eq!(store.drafts(now()).unwrap()[0].visit, typed);
}

/// Has every commit reported as failed that has just happened, as a hook of the log may.
#[expect(unsafe_code, reason = "the hook is a C function")]
fn fail_after_commits(store: &Store) {
    use rusqlite::ffi::{SQLITE_IOERR, sqlite3, sqlite3_wal_hook};
    use std::ffi::{c_char, c_int, c_void};
    unsafe extern "C" fn fail(
        _: *mut c_void,
        _: *mut sqlite3,
        _: *const c_char,
        _: c_int,
    ) -> c_int {
        SQLITE_IOERR
    }
    // SAFETY: the connection is open, and the hook touches nothing.
    unsafe {
        sqlite3_wal_hook(store.connection.handle(), Some(fail), std::ptr::null_mut());
    }
}

#[test]
fn a_visit_whose_commit_failed_and_happened_all_the_same_has_its_numbers() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = store(folder.path());
    fail_after_commits(&store);
    assert!(store.keep_draft(&visit(&["Muster"]), now()).is_err());
    assert_eq!(store.drafts(now()).unwrap().len(), 1);
    let id = new_visit().unwrap();
    let visit = vec![capture("Muster", fixed())];
    let numbers = store.capture(id, visit).unwrap();
    assert_eq!(store.of_visit(id).unwrap(), numbers);
    assert_eq!(numbers.len(), 1);
}

#[test]
fn the_pace_outlives_a_crash() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = store(folder.path());
    assert_eq!(store.pace().unwrap(), Backoff::default());
    let failed = |pace: &Backoff| {
        let met = Met::Failed {
            cause: Cause::Unavailable,
            retry_after: None,
        };
        backoff::after(pace, met, now(), 0.5)
    };
    let (once, twice) = (
        failed(&Backoff::default()),
        failed(&failed(&Backoff::default())),
    );
    store.set_pace(&once).unwrap();
    store.set_pace(&twice).unwrap();
    drop(store);
    let store = self::store(folder.path());
    assert_eq!(store.pace().unwrap(), twice);
}
