//! What is kept of a portal: its answers, and what is remembered of itself.

use super::*;
use crate::backoff::{self, Backoff, Next, Waiting};

#[test]
fn a_signed_answer_is_kept_while_its_signer_is_not_known_and_no_second_one_is_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = store(folder.path());
    let by_server = SigningMode::ByServer {
        transaction: [7; 16],
    };
    let signed = Cause::ALL
        .into_iter()
        .filter(|cause| cause.class() == crate::case::Class::Mend);
    let by_server = signed.map(|cause| (by_server.clone(), cause, false));
    let cases = [(fixed(), Cause::OtherSigner, true)];
    for (order, cause, again) in cases.into_iter().chain(by_server) {
        let number = store
            .capture(new_visit().unwrap(), vec![capture("Musterfrau", order)])
            .unwrap()[0];
        let attempts = store.begin(&[number], now()).unwrap();
        let mend = Settled::from(Failure {
            kept_answer: Some(b"HC1:ready".to_vec()),
            maybe_signed: true,
            ..Failure::of(cause)
        });
        store.settle(&[(attempts[0], mend)]).unwrap();
        let lost = u32::from(!again);
        let row = store.row(number).unwrap();
        assert_eq!((row.state, row.lost), (State::Waiting, lost));
        let waits = |store: &Store| {
            store
                .next_waiting(after(60))
                .unwrap()
                .is_some_and(|case| case.number == number)
        };
        assert_eq!(waits(&store), again);
        // A crash in the next attempt does not take it.
        let attempts = store.begin(&[number], now()).unwrap();
        store.take_back(&attempts).unwrap();
        let kept = store.content(number).unwrap().kept_answer;
        assert_eq!(kept.as_deref(), Some(&b"HC1:ready"[..]));
        store.try_again(&[number], after(60)).unwrap();
        assert!(waits(&store));
        // What was counted as lost is here.
        let attempts = store.begin(&[number], now()).unwrap();
        let before = store.row(number).unwrap().lost;
        let hc1 = "HC1:ready".to_owned();
        let uvci = format!("URN:UVCI:{number}");
        store
            .settle(&[(
                attempts[0],
                Settled::Ready {
                    hc1,
                    uvci,
                    signer: Vec::new(),
                },
            )])
            .unwrap();
        let row = store.row(number).unwrap();
        assert_eq!(
            (row.state, row.lost),
            (State::Ready, before.saturating_sub(1))
        );
        assert_eq!(store.content(number).unwrap().kept_answer, None);
    }
}

#[test]
fn what_is_remembered_of_a_portal_is_forgotten_with_its_set_up() {
    use crate::backoff::{Met, after as met};
    let folder = tempfile::tempdir().unwrap();
    let mut store = store(folder.path());
    store.keep_pace_of(b"one login").unwrap();
    let refused = Met::Failed {
        cause: Cause::LoginMissing,
        retry_after: None,
    };
    let pace = met(&Backoff::default(), refused, now(), 0.5);
    store.set_pace(&pace).unwrap();
    store.keep_pace_of(b"one login").unwrap();
    assert_eq!(store.pace().unwrap(), pace);
    for drill in [&b"a drill"[..], b"another"] {
        store.keep_pace_of(drill).unwrap();
        assert_eq!(store.pace().unwrap(), Backoff::default());
        store.set_pace(&Backoff::default()).unwrap();
        // The program may end in the middle of it.
        drop(store);
        store = self::store(folder.path());
        store.keep_pace_of(b"one login").unwrap();
        assert_eq!(store.pace().unwrap(), pace);
    }
    store.keep_pace_of(b"another login").unwrap();
    assert_eq!(store.pace().unwrap(), Backoff::default());
}

#[test]
fn the_database_names_the_case_that_the_rule_does() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = store(folder.path());
    let numbers = [(); 5].map(|()| take(&mut store, "Musterfrau"));
    for attempts in [
        [0, 0, 0, 0, 0],
        [4, 3, 2, 1, 0],
        [8, 4, 5, 7, 4],
        [9, 8, 13, 12, 8],
        [4, 5, 6, 7, 3],
    ] {
        let cases = numbers.into_iter().zip(attempts);
        let waiting = cases.map(|(number, attempts)| Waiting { number, attempts });
        let waiting: Vec<Waiting> = waiting.collect();
        for case in &waiting {
            let set = "UPDATE cases SET attempts = ?2 WHERE number = ?1";
            let values = (case.number.get(), case.attempts);
            store.connection.execute(set, values).unwrap();
        }
        let next = store.next_waiting(after(60)).unwrap().unwrap();
        let by_rule = backoff::next(now(), &waiting, &Backoff::default());
        assert_eq!(Next::Deliver(next.number), by_rule, "{attempts:?}");
        assert!(waiting.contains(&next), "{attempts:?}");
    }
    assert_eq!(store.next_waiting(after(-60)).unwrap(), None);
}

/// Its attempt was cut off, and its answer comes when the case is set aside for what passes by itself.
#[test]
fn what_resumes_by_itself_is_not_signed_beside_the_answer_that_is_kept_of_it() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = store(folder.path());
    let by_server = SigningMode::ByServer {
        transaction: [7; 16],
    };
    let visit = new_visit().unwrap();
    let case = vec![capture("Musterfrau", by_server)];
    let number = store.capture(visit, case).unwrap()[0];
    let cut_off = store.begin(&[number], now()).unwrap();
    store.take_back(&cut_off).unwrap();
    let over = store.begin(&[number], now()).unwrap();
    let over_by_now = Settled::from(Failure::of(Cause::RecoveryOver));
    store.settle(&[(over[0], over_by_now)]).unwrap();
    let answer = Settled::from(Failure {
        kept_answer: Some(b"HC1:ready".to_vec()),
        maybe_signed: true,
        ..Failure::of(Cause::UnknownSigner)
    });
    let late = store.settle(&[(cut_off[0], answer)]);
    assert!(matches!(late, Err(Error::Overtaken(_))), "{late:?}");
    store.resume(number).unwrap();
    let row = store.row(number).unwrap();
    assert_eq!((row.state, row.answered), (State::Waiting, true));
    assert_eq!(store.next_waiting(after(60)).unwrap(), None);
    // A person may have it signed again all the same.
    store.try_again(&[number], after(60)).unwrap();
    assert!(store.next_waiting(after(60)).unwrap().is_some());
}

#[test]
fn a_server_that_has_come_to_choose_the_identifier_gives_it_to_one_case_only() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = store(folder.path());
    let numbers = ["Musterfrau", "Mustermann"].map(|name| take(&mut store, name));
    // The way to the portal is another since the cases were taken up.
    let renew = |_: &Content| {
        Some(SigningMode::ByServer {
            transaction: [7; 16],
        })
    };
    let begun = store.begin_renewed(&numbers, now(), renew).unwrap();
    let results: Vec<_> = begun.iter().map(|begun| (begun.attempt, ready())).collect();
    store.settle(&results).unwrap();
    let rows = store.rows().unwrap();
    let met = rows.iter().map(|row| (row.state, row.cause));
    assert_eq!(
        met.collect::<Vec<_>>(),
        [
            (State::Ready, None),
            (State::Waiting, Some(Cause::IdentifierTaken))
        ]
    );
    assert!(rows[1].answered && rows[1].lost == 1, "{:?}", rows[1]);
}

/// The way became another while an attempt was under way, so that the bytes are fixed here by now.
#[test]
fn an_identifier_that_comes_late_from_the_way_before_is_one_case_s_only() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = store(folder.path());
    let by_server = |_: &Content| {
        Some(SigningMode::ByServer {
            transaction: [7; 16],
        })
    };
    let numbers = ["Musterfrau", "Mustermann"].map(|name| take(&mut store, name));
    let begun = store.begin_renewed(&numbers, now(), by_server).unwrap();
    let attempts: Vec<_> = begun.iter().map(|begun| begun.attempt).collect();
    store.settle(&[(attempts[0], ready())]).unwrap();
    store.take_back(&attempts[1..]).unwrap();
    let renew = |_: &Content| Some(fixed_as("URN:UVCI:01:XX:OTHER/1#A"));
    store.begin_renewed(&numbers[1..], now(), renew).unwrap();
    let late = store.settle(&[(attempts[1], ready())]);
    assert!(matches!(late, Err(Error::Overtaken(_))), "{late:?}");
    let row = store.row(numbers[1]).unwrap();
    assert_eq!(row.state, State::Sending, "{row:?}");
    assert_eq!(store.content(numbers[1]).unwrap().uvci, None);
}

const SINCE: &str = "URN:UVCI:01:XX:SINCE/1#A";

/// Fixed at the counter under this identifier.
fn fixed_as(uvci: &str) -> SigningMode {
    match fixed() {
        SigningMode::Prepared(fixed) => SigningMode::Prepared(Prepared {
            uvci: uvci.to_owned(),
            ..fixed
        }),
        by_server @ SigningMode::ByServer { .. } => by_server,
    }
}

/// Its first attempt was cut off, then the way became another, and the answer to the second was lost.
#[test]
fn of_two_ways_the_one_that_lost_is_counted_and_named() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = store(folder.path());
    let number = take(&mut store, "Musterfrau");
    let by_server = |_: &Content| {
        Some(SigningMode::ByServer {
            transaction: [7; 16],
        })
    };
    let first = store.begin_renewed(&[number], now(), by_server).unwrap();
    store.take_back(&[first[0].attempt]).unwrap();
    assert_eq!(store.row(number).unwrap().lost, 1);
    let renew = |_: &Content| Some(fixed_as(SINCE));
    let second = store.begin_renewed(&[number], now(), renew).unwrap();
    let lost = Settled::from(Failure {
        maybe_signed: true,
        ..Failure::of(Cause::LostAnswer)
    });
    store.settle(&[(second[0].attempt, lost)]).unwrap();
    store.settle(&[(first[0].attempt, ready())]).unwrap();
    let row = store.row(number).unwrap();
    assert_eq!((row.state, row.lost), (State::Ready, 1));
    let content = store.content(number).unwrap();
    assert_eq!(content.lost, [SINCE]);
}
