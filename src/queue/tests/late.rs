//! What comes late: failures are overtaken, a certificate never is.

use std::{fs, time::Duration};

use rusqlite::Connection;

use super::*;

fn by_server() -> SigningMode {
    SigningMode::ByServer {
        transaction: [7; 16],
    }
}

fn take_by_server(store: &mut Store) -> PickupNumber {
    let visit = vec![capture("Musterfrau", by_server())];
    store.capture(new_visit().unwrap(), visit).unwrap()[0]
}

fn signed(uvci: &str) -> Settled {
    Settled::Ready {
        hc1: format!("HC1:{uvci}"),
        uvci: uvci.to_owned(),
        signer: vec![0x30],
    }
}

fn failed() -> Settled {
    Settled::from(Failure::of(Cause::LoginMissing))
}

fn uvci(store: &Store, number: PickupNumber) -> String {
    store.content(number).unwrap().uvci.unwrap()
}

#[test]
fn a_failure_counts_only_for_the_attempt_it_belongs_to() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = store(folder.path());
    let (slow, quick) = (take(&mut store, "Slow"), take(&mut store, "Quick"));
    let first = store.begin(&[slow, quick], now()).unwrap();
    assert_eq!(store.take_back(&first).unwrap(), [slow, quick]);
    assert_eq!(store.take_back(&first).unwrap(), []);
    let second = store.begin(&[quick], after(11)).unwrap();
    assert_eq!(second[0].attempt, 2);
    let results = [
        (first[0], failed()),
        (first[1], failed()),
        (second[0], ready()),
    ];
    let error = store.settle(&results).unwrap_err();
    assert!(matches!(error, Error::Overtaken(late) if late == first));
    let states: Vec<_> = store.rows().unwrap().iter().map(|row| row.state).collect();
    assert_eq!(states, [State::Waiting, State::Ready]);
}

#[test]
fn a_certificate_makes_its_case_ready_whatever_happened_to_the_attempt() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = store(folder.path());
    type Meanwhile<'a> = &'a dyn Fn(&mut Store, PickupNumber);
    let cases: [(&str, Meanwhile<'_>); 5] = [
        ("taken back", &|_, _| ()),
        ("another attempt", &|store, number| {
            store.begin(&[number], after(11)).unwrap();
        }),
        ("needs a login", &|store, number| {
            let attempts = store.begin(&[number], after(11)).unwrap();
            store.settle(&[(attempts[0], failed())]).unwrap();
        }),
        ("refused", &|store, number| {
            let attempts = store.begin(&[number], after(11)).unwrap();
            let refused = Settled::from(Failure::of(Cause::Conflict));
            store.settle(&[(attempts[0], refused)]).unwrap();
        }),
        ("expired", &|store, number| {
            assert!(store.expire(after(15 * 24 * 60)).unwrap().contains(&number));
        }),
    ];
    for (what, meanwhile) in cases {
        let number = take_by_server(&mut store);
        let first = store.begin(&[number], now()).unwrap();
        store.take_back(&first).unwrap();
        assert_eq!(store.row(number).unwrap().lost, 1);
        meanwhile(&mut store, number);
        store.settle(&[(first[0], signed(what))]).unwrap();
        let row = store.row(number).unwrap();
        assert_eq!((row.state, row.cause), (State::Ready, None), "{what}");
        assert_eq!(row.lost, 0, "{what}: it is not lost any more");
        assert_eq!(uvci(&store, number), what);
    }
}

/// A signed answer that failed a check.
fn kept_for(cause: Cause) -> Settled {
    Settled::from(Failure {
        kept_answer: Some(b"HC1:kept".to_vec()),
        maybe_signed: true,
        ..Failure::of(cause)
    })
}

/// What becomes of a case while an answer of its first attempt is on its way.
type Meanwhile<'a> = &'a dyn Fn(&mut Store, PickupNumber);

fn attempt(store: &mut Store, number: PickupNumber, settled: Settled) {
    let attempts = store.begin(&[number], after(11)).unwrap();
    store.settle(&[(attempts[0], settled)]).unwrap();
}

/// Whatever it meets, and wherever its case stands by then: it is kept with the case, nothing else changes, and no other
/// answer is held up by it, neither in the running program nor at the next start.
#[test]
fn a_signed_answer_that_comes_late_is_kept_and_holds_up_nobody() {
    let refused = Settled::from(Failure::of(Cause::Conflict));
    let states: [(State, Meanwhile<'_>); 6] = [
        (State::Waiting, &|_, _| ()),
        (State::Waiting, &|store, number| {
            attempt(store, number, failed());
        }),
        (State::Sending, &|store, number| {
            store.begin(&[number], after(11)).unwrap();
        }),
        (State::NeedsCorrection, &|store, number| {
            attempt(store, number, refused.clone());
        }),
        (State::Expired, &|store, number| {
            assert!(store.expire(after(15 * 24 * 60)).unwrap().contains(&number));
        }),
        (State::Ready, &|store, number| {
            attempt(store, number, signed("another"));
        }),
    ];
    let answers = [
        (kept_for(Cause::UnknownSigner), State::Waiting),
        (kept_for(Cause::SignerNotAllowed), State::Waiting),
        (kept_for(Cause::OtherContent), State::Waiting),
        (kept_for(Cause::SelfCheck), State::NeedsCorrection),
        // A certificate with the identifier of another case.
        (signed("elsewhere"), State::Waiting),
    ];
    for (state, meanwhile) in states {
        for (late, left) in &answers {
            for through_a_file in [false, true] {
                let left = if state == State::Waiting {
                    *left
                } else if state == State::Sending && through_a_file {
                    // Whoever is alone takes the other attempt back.
                    State::Waiting
                } else {
                    state
                };
                comes_late(late, (meanwhile, left), through_a_file);
            }
        }
    }
}

/// Has an answer come late for a case that is `left` in this state, beside the certificate of another.
fn comes_late(late: &Settled, (meanwhile, left): (Meanwhile<'_>, State), through_a_file: bool) {
    let folder = tempfile::tempdir().unwrap();
    let mut store = store(folder.path());
    let elsewhere = take_by_server(&mut store);
    attempt(&mut store, elsewhere, signed("elsewhere"));
    let number = take_by_server(&mut store);
    let first = store.begin(&[number], now()).unwrap()[0];
    store.take_back(&[first]).unwrap();
    meanwhile(&mut store, number);
    let next = take_by_server(&mut store);
    let second = store.begin(&[next], now()).unwrap()[0];
    let results = [(first, late.clone()), (second, signed("next"))];
    if through_a_file {
        store.keep_answers(&results);
        drop(store);
        store = self::store(folder.path());
    } else {
        match store.settle(&results) {
            Ok(()) | Err(Error::Overtaken(_)) => {}
            Err(error) => panic!("{left:?}: {error}"),
        }
    }
    assert_eq!(uvci(&store, next), "next", "{left:?}");
    let row = store.row(number).unwrap();
    assert_eq!(row.state, left);
    let content = store.content(number).unwrap();
    if left == State::Ready {
        assert_eq!(content.uvci.as_deref(), Some("another"));
    } else {
        assert!(content.kept_answer.is_some() && row.answered, "{left:?}");
    }
    // What is kept is not signed a second time.
    assert_eq!(store.next_waiting(after(60)).unwrap(), None, "{left:?}");
    assert_eq!(kept(folder.path()).len(), 0, "{left:?}");
}

#[test]
fn the_second_certificate_of_a_case_is_counted_as_lost_and_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = store(folder.path());
    let number = take_by_server(&mut store);
    let first = store.begin(&[number], now()).unwrap();
    store.take_back(&first).unwrap();
    let second = store.begin(&[number], after(11)).unwrap();
    store.settle(&[(first[0], signed("first"))]).unwrap();
    let error = store.settle(&[(second[0], signed("second"))]).unwrap_err();
    assert!(matches!(error, Error::Overtaken(late) if late == second));
    assert_eq!(store.row(number).unwrap().lost, 1);
    assert_eq!(uvci(&store, number), "first");
    assert_eq!(store.content(number).unwrap().lost, ["second"]);
    // The same certificate again is none.
    let third = [(second[0], signed("first"))];
    assert!(matches!(store.settle(&third), Err(Error::Overtaken(_))));
    assert_eq!(store.row(number).unwrap().lost, 1);
}

#[test]
fn a_case_that_was_withdrawn_meanwhile_takes_no_certificate() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = store(folder.path());
    let (gone, other) = (take_by_server(&mut store), take(&mut store, "Other"));
    let attempts = store.begin(&[gone, other], now()).unwrap();
    store.take_back(&attempts[..1]).unwrap();
    store.withdraw(&[gone], now()).unwrap();
    let results = [(attempts[0], signed("late")), (attempts[1], ready())];
    let error = store.settle(&results).unwrap_err();
    assert!(matches!(error, Error::Overtaken(late) if late == attempts[..1]));
    assert!(matches!(store.content(gone), Err(Error::Erased(_))));
    assert_eq!(store.row(other).unwrap().state, State::Ready);
}

/// The files of answers in the folder of a queue.
fn kept(folder: &Path) -> Vec<Vec<u8>> {
    let entries = fs::read_dir(folder).unwrap().map(Result::unwrap);
    let answers = entries.filter(|entry| entry.file_name().to_string_lossy().starts_with("answer"));
    answers
        .map(|entry| fs::read(entry.path()).unwrap())
        .collect()
}

/// Has an answer come while another program keeps the database.
fn answered_while_locked(store: &mut Store, folder: &Path, number: PickupNumber) -> AttemptId {
    let attempt = store.begin(&[number], now()).unwrap()[0];
    let other = Connection::open(folder.join("queue.db")).unwrap();
    other.execute_batch("BEGIN EXCLUSIVE").unwrap();
    store.connection.busy_timeout(Duration::ZERO).unwrap();
    held_up(store, (attempt, signed("kept")));
    attempt
}

/// Has the database refuse a result, as long as another program keeps it.
fn held_up(store: &mut Store, result: (AttemptId, Settled)) {
    let settled = store.settle(&[result]);
    assert!(matches!(settled, Err(Error::Busy)), "{settled:?}");
}

#[test]
fn an_answer_outlives_the_program_that_could_not_settle_it() {
    let folder = tempfile::tempdir().unwrap();
    let number = {
        let mut store = store(folder.path());
        let number = take_by_server(&mut store);
        answered_while_locked(&mut store, folder.path(), number);
        number
    };
    let files = kept(folder.path());
    assert_eq!(files.len(), 1);
    assert!(!String::from_utf8_lossy(&files[0]).contains("HC1"));
    let Opened { store, notes } = open(folder.path(), now());
    assert_eq!(notes, []);
    let row = store.row(number).unwrap();
    assert_eq!((row.state, row.attempts, row.lost), (State::Ready, 1, 0));
    assert_eq!(uvci(&store, number), "kept");
    assert_eq!(kept(folder.path()).len(), 0);
}

#[test]
fn an_answer_that_its_program_settles_in_the_end_leaves_no_file() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = store(folder.path());
    let number = take_by_server(&mut store);
    let attempt = answered_while_locked(&mut store, folder.path(), number);
    store.settle(&[(attempt, signed("kept"))]).unwrap();
    assert_eq!(kept(folder.path()).len(), 0);
    assert_eq!(store.row(number).unwrap().state, State::Ready);
}

#[test]
fn whoever_takes_an_attempt_back_settles_what_its_program_kept() {
    let folder = tempfile::tempdir().unwrap();
    let mut watching = store(folder.path());
    let number = {
        let mut dying = store(folder.path());
        let number = take_by_server(&mut dying);
        answered_while_locked(&mut dying, folder.path(), number);
        number
    };
    let under_way = watching.under_way().unwrap();
    assert_eq!(watching.take_back(&under_way).unwrap(), []);
    assert_eq!(watching.row(number).unwrap().state, State::Ready);
}

#[test]
fn a_kept_answer_of_an_erased_case_opens_for_nobody_and_is_removed() {
    let folder = tempfile::tempdir().unwrap();
    {
        let mut store = store(folder.path());
        let number = take_by_server(&mut store);
        let attempt = answered_while_locked(&mut store, folder.path(), number);
        // By a program of an older version, which knows nothing of the file.
        store
            .write(|transaction, _| {
                transaction.execute("UPDATE cases SET state = 'withdrawn'", [])?;
                deletion::content(transaction, attempt.number)
            })
            .unwrap();
    }
    assert_eq!(kept(folder.path()).len(), 1);
    let store = store(folder.path());
    assert_eq!(kept(folder.path()).len(), 0);
    assert_eq!(store.rows().unwrap()[0].state, State::Withdrawn);
}

#[test]
fn a_kept_answer_outlives_a_database_that_cannot_be_read_just_now() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = store(folder.path());
    let number = take_by_server(&mut store);
    answered_while_locked(&mut store, folder.path(), number);
    let alter = |sql| {
        let other = Connection::open(folder.path().join("queue.db")).unwrap();
        other.execute_batch(sql).unwrap();
    };
    alter("ALTER TABLE contents RENAME TO away");
    store.settle_kept_answers().unwrap();
    assert_eq!(kept(folder.path()).len(), 1);
    alter("ALTER TABLE away RENAME TO contents");
    store.settle_kept_answers().unwrap();
    assert_eq!(uvci(&store, number), "kept");
    assert_eq!(kept(folder.path()).len(), 0);
}

#[test]
fn what_is_settled_and_what_follows_from_it_are_one_step() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = store(folder.path());
    let [first, second] = ["Musterfrau", "Mustermann"].map(|name| take(&mut store, name));
    let attempts = store.begin(&[first], now()).unwrap();
    let results = [(attempts[0], ready())];
    let before = store.rows().unwrap();
    // What follows fails: neither it nor what goes before it is done, and the answer is kept.
    let gone = PickupNumber::new(99).unwrap();
    let failed = store.settle_and(&results, |step| {
        step.begin(&[second, gone], now(), |_| None).map(drop)
    });
    assert!(matches!(failed, Err(Error::NoSuchCase(_))), "{failed:?}");
    assert_eq!(store.rows().unwrap(), before);
    assert_eq!(kept(folder.path()).len(), 1);

    let mut begun = Vec::new();
    let settled = store.settle_and(&results, |step| {
        let waiting = step.next_waiting(after(1), 1)?;
        begun = step.begin(&[waiting[0].number], now(), |_| None)?;
        Ok(())
    });
    settled.unwrap();
    let attempt = AttemptId {
        number: second,
        attempt: 1,
    };
    assert_eq!(begun[0].attempt, attempt);
    let states = [first, second].map(|number| store.row(number).unwrap().state);
    assert_eq!(states, [State::Ready, State::Sending]);
    assert_eq!(kept(folder.path()).len(), 0);

    // What comes too late keeps back nothing else.
    let third = take(&mut store, "Muster");
    let late = store.settle_and(&results, |step| {
        step.begin(&[third], now(), |_| None).map(drop)
    });
    assert!(matches!(late, Err(Error::Overtaken(_))), "{late:?}");
    assert_eq!(store.row(third).unwrap().state, State::Sending);
}

#[test]
fn a_kept_answer_stays_as_long_as_its_damaged_case_is_listed() {
    let folder = tempfile::tempdir().unwrap();
    let number = {
        let mut store = store(folder.path());
        let number = take_by_server(&mut store);
        answered_while_locked(&mut store, folder.path(), number);
        number
    };
    let database = || Connection::open(folder.path().join("queue.db")).unwrap();
    let sealed = "SELECT sealed FROM contents WHERE number = 1";
    let whole: Vec<u8> = database().query_row(sealed, [], |row| row.get(0)).unwrap();
    let put = |sealed: &[u8]| {
        let sql = "UPDATE contents SET sealed = ?1 WHERE number = 1";
        database().execute(sql, [sealed]).unwrap();
    };
    put(&[0; 99]);
    for _ in 0..2 {
        let store = store(folder.path());
        assert!(store.row(number).is_ok());
        assert_eq!(kept(folder.path()).len(), 1);
    }
    // Whoever puts the damaged page back finds it.
    put(&whole);
    let state = "UPDATE cases SET state = 'sending' WHERE number = 1";
    database().execute(state, []).unwrap();
    assert_eq!(uvci(&store(folder.path()), number), "kept");
    assert_eq!(kept(folder.path()).len(), 0);
}

#[test]
fn a_signed_answer_that_failed_a_check_outlives_the_program_too() {
    let folder = tempfile::tempdir().unwrap();
    let refused = |cause| {
        Settled::from(Failure {
            portal_message: Some("the portal's words".to_owned()),
            kept_answer: Some(b"HC1:other".to_vec()),
            maybe_signed: true,
            identifier: Some("URN:UVCI:01:XX:OTHER".to_owned()),
            ..Failure::of(cause)
        })
    };
    let number = {
        let mut store = store(folder.path());
        let number = take_by_server(&mut store);
        let attempt = store.begin(&[number], now()).unwrap()[0];
        let other = Connection::open(folder.path().join("queue.db")).unwrap();
        other.execute_batch("BEGIN EXCLUSIVE").unwrap();
        store.connection.busy_timeout(Duration::ZERO).unwrap();
        held_up(&mut store, (attempt, refused(Cause::OtherContent)));
        number
    };
    assert_eq!(kept(folder.path()).len(), 1);
    let store = store(folder.path());
    let row = store.row(number).unwrap();
    assert_eq!(
        (row.state, row.cause),
        (State::Waiting, Some(Cause::OtherContent))
    );
    let content = store.content(number).unwrap();
    assert_eq!(content.kept_answer.as_deref(), Some(&b"HC1:other"[..]));
    let message = content.portal_message.as_deref();
    assert_eq!(message, Some("the portal's words"));
    assert_eq!(content.lost, ["URN:UVCI:01:XX:OTHER"]);
    assert_eq!(kept(folder.path()).len(), 0);
}
