//! The queue from outside: cases through every state, and a database that meets everything a disk can do to it.

mod bring_back;
mod corrections;
mod crash;
mod damage;
mod erasure;
mod late;
mod portal;

use std::path::Path;

use jiff::{SignedDuration, Timestamp, ZonedDateTime};

use super::*;
use crate::{
    case::{CaseVersion, Cause, Failure, Visit, VisitId},
    domain::{Draft, Issuer},
    hcert::Header,
    vault::{MasterKey, file},
};

fn now() -> Timestamp {
    "2021-06-14T09:30:00Z".parse().unwrap()
}

fn after(minutes: i64) -> Timestamp {
    now() + SignedDuration::from_mins(minutes)
}

fn key(folder: &Path) -> MasterKey {
    file::open_or_create(&folder.join("master.key")).unwrap()
}

fn open(folder: &Path, now: Timestamp) -> Opened {
    Store::open(folder, key(folder), now).unwrap()
}

fn store(folder: &Path) -> Store {
    open(folder, now()).store
}

fn draft(family_name: &str) -> Draft {
    Draft {
        family_name: family_name.to_owned(),
        given_name: "Erika Dörte".to_owned(),
        birth: "12.08.1964".into(),
        ..Draft::default()
    }
}

fn visit(names: &[&str]) -> Visit {
    Visit {
        id: VisitId::new([7; VisitId::BYTES]),
        drafts: names.iter().map(|name| draft(name)).collect(),
        corrects: uncorrected(PickupNumber::new(3).unwrap()),
        given: Vec::new(),
    }
}

fn fixed() -> SigningMode {
    SigningMode::Prepared(Prepared {
        payload: b"the bytes to be signed".to_vec(),
        header: Header::es256(*b"kidkidki"),
        uvci: "URN:UVCI:01DE/IZ12345A/5CWLU12RNOB9RXSEOP6FG8#W".to_owned(),
        issued_at: now(),
        expires_at: after(365 * 24 * 60),
    })
}

fn capture(family_name: &str, order: SigningMode) -> Capture {
    Capture {
        draft: draft(family_name),
        issuer: Issuer::new("DE", "DE", "Robert Koch-Institut", "IZ12345A").unwrap(),
        order,
        captured_at: "2021-06-14T11:30:00.25+02:00[Europe/Berlin]"
            .parse()
            .unwrap(),
        deadline: after(14 * 24 * 60),
        corrects: None,
    }
}

/// A case to be corrected that never was.
#[expect(clippy::unnecessary_wraps, reason = "as it stands in a visit")]
fn uncorrected(number: PickupNumber) -> Option<CaseVersion> {
    Some(CaseVersion {
        number,
        corrected: 0,
    })
}

fn take(store: &mut Store, family_name: &str) -> PickupNumber {
    let visit = vec![capture(family_name, fixed())];
    store.capture(new_visit().unwrap(), visit).unwrap()[0]
}

fn ready() -> Settled {
    Settled::Ready {
        hc1: "HC1:6BF".to_owned(),
        uvci: "URN:UVCI:01DE/IZ12345A/5CWLU12RNOB9RXSEOP6FG8#W".to_owned(),
        signer: vec![7],
    }
}

fn finish(store: &mut Store, number: PickupNumber) {
    let attempts = store.begin(&[number], now()).unwrap();
    store.settle(&[(attempts[0], ready())]).unwrap();
}

#[test]
fn a_case_goes_its_way_and_leaves_no_person_behind() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = store(folder.path());
    let number = take(&mut store, "Musterfrau");
    let content = store.content(number).unwrap();
    assert_eq!(content.draft, draft("Musterfrau"));
    assert_eq!(content.order, fixed());
    let attempts = store.begin(&[number], now()).unwrap();
    assert_eq!(attempts, [AttemptId { number, attempt: 1 }]);
    store.settle(&[(attempts[0], ready())]).unwrap();
    assert_eq!(store.content(number).unwrap().hc1.unwrap(), "HC1:6BF");
    store.hand_over(&[number], now()).unwrap();
    assert_eq!(store.erase_due(after(9)).unwrap(), 0);
    assert!(store.content(number).unwrap().hc1.is_some());
    assert_eq!(store.erase_due(after(10)).unwrap(), 1);
    assert!(matches!(store.content(number), Err(Error::Erased(_))));
    let row = store.row(number).unwrap();
    assert_eq!((row.state, row.done_at), (State::HandedOver, Some(now())));
    assert_eq!(store.rows().unwrap(), [row]);
}

/// Puts a case into tables of any form, as the first version did.
pub(super) fn insert_old_case(connection: &rusqlite::Connection, key: &MasterKey) -> PickupNumber {
    let identity = [9; 16];
    connection
        .execute(
            "INSERT INTO cases (visit, identity, state, kind, by_server, captured_at, deadline)
             VALUES (1, ?1, 'waiting', 'v', 0, 0, 4102444800000)",
            [identity],
        )
        .unwrap();
    let content = Content::of(capture("Musterfrau", fixed()));
    let number = PickupNumber::new(1).unwrap();
    sealed::Sealed::insert(connection, key, (number, identity), &content).unwrap();
    number
}

#[test]
fn a_visit_gets_consecutive_numbers_and_its_first_stands_for_it() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = store(folder.path());
    take(&mut store, "Schmidt");
    let visit = vec![capture("Özdemir", fixed()), capture("Özdemir", fixed())];
    let numbers = store.capture(new_visit().unwrap(), visit).unwrap();
    let numbers: Vec<u32> = numbers.into_iter().map(PickupNumber::get).collect();
    assert_eq!(numbers, [2, 3]);
    let visits: Vec<u32> = store
        .rows()
        .unwrap()
        .iter()
        .map(|row| row.visit.get())
        .collect();
    assert_eq!(visits, [1, 2, 2]);
    let row = store.row(PickupNumber::new(3).unwrap()).unwrap();
    let captured_at: ZonedDateTime = capture("", fixed()).captured_at;
    assert_eq!(row.captured_at, captured_at.timestamp());
    assert_eq!(store.content(row.number).unwrap().captured_at, captured_at);
}

#[test]
fn a_number_is_never_given_twice() {
    let folder = tempfile::tempdir().unwrap();
    let number = {
        let mut store = store(folder.path());
        let number = take(&mut store, "Schmidt");
        store.withdraw(&[number], now()).unwrap();
        number
    };
    let month = SignedDuration::from_hours(30 * 24);
    let mut store = store(folder.path());
    store.erase_due(now() + month).unwrap();
    assert_eq!(
        store.rows().unwrap(),
        [],
        "done for long, not listed any more"
    );
    assert!(matches!(store.row(number), Err(Error::NoSuchCase(_))));
    assert_eq!(take(&mut store, "Schmidt").get(), number.get() + 1);
}

/// Older versions let each case whose login was turned away wait for it by itself.
fn as_an_older_version_left_it(store: &mut Store, number: PickupNumber) {
    let written = store.write(|transaction, key| {
        let sealed = sealed::Sealed::of(transaction, number)?;
        sealed.reseal(transaction, key, State::NeedsLogin, |_| ())?;
        let number = number.get();
        transaction.execute(
            "UPDATE cases SET state = 'needs-login' WHERE number = ?1",
            [number],
        )?;
        Ok(())
    });
    written.unwrap();
}

/// A case in each state.
fn in_every_state(store: &mut Store) -> Vec<(State, PickupNumber)> {
    let settle = |store: &mut Store, settled| {
        let number = take(store, "Musterfrau");
        let attempts = store.begin(&[number], now()).unwrap();
        store.settle(&[(attempts[0], settled)]).unwrap();
        number
    };
    let sending = take(store, "Musterfrau");
    store.begin(&[sending], now()).unwrap();
    let login = take(store, "Musterfrau");
    as_an_older_version_left_it(store, login);
    let refused = Settled::from(Failure {
        portal_message: Some("Musterfrau: dose missing".to_owned()),
        kept_answer: Some(vec![1, 2, 3]),
        ..Failure::of(Cause::Invalid)
    });
    let handed_over = settle(store, ready());
    store.hand_over(&[handed_over], now()).unwrap();
    let withdrawn = settle(store, ready());
    store.withdraw(&[withdrawn], now()).unwrap();
    let mut late = capture("Musterfrau", fixed());
    late.deadline = after(1);
    let expired = store.capture(new_visit().unwrap(), vec![late]).unwrap()[0];
    assert_eq!(store.expire(after(1)).unwrap(), [expired]);
    vec![
        (State::Waiting, take(store, "Musterfrau")),
        (State::Sending, sending),
        (State::NeedsLogin, login),
        (State::NeedsCorrection, settle(store, refused)),
        (State::Ready, settle(store, ready())),
        (State::Expired, expired),
        (State::HandedOver, handed_over),
        (State::Withdrawn, withdrawn),
    ]
}

#[test]
fn what_the_table_of_states_does_not_have_is_an_error_and_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = store(folder.path());
    let cases = in_every_state(&mut store);
    assert_eq!(cases.len(), State::ALL.len());
    for (state, number) in cases {
        let row = store.row(number).unwrap();
        assert_eq!(row.state, state);
        type Try<'a> = &'a dyn Fn(&mut Store) -> Result<(), Error>;
        let tries: [(State, Try<'_>); 4] = [
            (State::Sending, &|s| s.begin(&[number], now()).map(|_| ())),
            (State::HandedOver, &|s| s.hand_over(&[number], now())),
            (State::Withdrawn, &|s| s.withdraw(&[number], now())),
            (State::Waiting, &|s| s.try_again(&[number], now())),
        ];
        for (to, attempt) in tries {
            if state.may_become(to) && !(state == State::Expired && to == State::HandedOver) {
                continue;
            }
            // Only an attempt's end lets a case that is being sent wait again; who waits may be told to go on.
            if to == State::Waiting && [State::Sending, State::Waiting].contains(&state) {
                continue;
            }
            let error = attempt(&mut store).unwrap_err();
            assert!(
                matches!(error, Error::NotPossible { number: n, from, to: t } if (n, from, t) == (number, state, to)),
                "{state:?} to {to:?}: {error}"
            );
            assert_eq!(store.row(number).unwrap(), row);
        }
    }
}

#[test]
fn a_case_being_sent_does_not_wait_again_by_hand() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = store(folder.path());
    let number = take(&mut store, "Musterfrau");
    let attempts = store.begin(&[number], now()).unwrap();
    assert!(matches!(
        store.try_again(&[number], now()),
        Err(Error::NotPossible { .. })
    ));
    store.settle(&[(attempts[0], ready())]).unwrap();
}

#[test]
fn a_refusal_keeps_the_words_and_the_answer_sealed() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = store(folder.path());
    let cases = in_every_state(&mut store);
    let number = cases[3].1;
    let content = store.content(number).unwrap();
    assert_eq!(
        content.portal_message.as_deref(),
        Some("Musterfrau: dose missing")
    );
    assert_eq!(content.kept_answer, Some(vec![1, 2, 3]));
    assert_eq!(store.row(number).unwrap().cause, Some(Cause::Invalid));
    store.try_again(&[number], now()).unwrap();
    finish(&mut store, number);
    let content = store.content(number).unwrap();
    assert_eq!((content.portal_message, content.kept_answer), (None, None));
    let row = store.row(number).unwrap();
    assert_eq!((row.attempts, row.cause), (2, None));
    let shown = format!("{:?} {:?}", store, store.content(number).unwrap());
    assert!(
        !shown.contains("Musterfrau") && !shown.contains("HC1"),
        "{shown}"
    );
}

#[test]
fn an_expired_case_stays_until_staff_have_seen_it() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = store(folder.path());
    let (finished, waiting) = (take(&mut store, "A"), take(&mut store, "B"));
    finish(&mut store, finished);
    let late = after(14 * 24 * 60);
    assert_eq!(store.expire(after(60)).unwrap(), []);
    assert_eq!(store.expire(late).unwrap(), [finished, waiting]);
    assert_eq!(store.expire(late).unwrap(), []);
    store.erase_due(late).unwrap();
    assert_eq!(store.content(waiting).unwrap().draft, draft("B"));
    store.hand_over(&[finished], late).unwrap();
    assert!(matches!(
        store.hand_over(&[waiting], late),
        Err(Error::NotPossible { .. })
    ));
    store.withdraw(&[waiting], late).unwrap();
}
