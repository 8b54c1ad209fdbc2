//! What staff have ended and take back: it stands where it stood, or is gone for good.

use super::*;
use crate::queue::brought_back::WITHDRAWAL_TERM;

/// A moment at which a withdrawal that was left behind is erased.
fn too_late() -> Timestamp {
    now().checked_add(WITHDRAWAL_TERM).unwrap()
}

#[test]
fn what_was_ended_comes_back_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = store(folder.path());
    let [waiting, ready, handed_over] = ["A", "B", "C"].map(|name| take(&mut store, name));
    finish(&mut store, ready);
    finish(&mut store, handed_over);
    let before = store.rows().unwrap();
    let contents = [waiting, ready, handed_over].map(|it| store.content(it).unwrap());
    store.withdraw_for_now(&[waiting, ready], now()).unwrap();
    store.hand_over(&[handed_over], now()).unwrap();
    // What is withdrawn is nobody's to see, and nobody's to try.
    assert!(matches!(store.content(waiting), Err(Error::Erased(_))));
    assert_eq!(store.next_waiting(after(1)).unwrap(), None);
    assert_eq!(store.erase_due(after(0)).unwrap(), 0);
    for number in [waiting, ready] {
        store.bring_back(number, State::Withdrawn).unwrap();
    }
    store.bring_back(handed_over, State::HandedOver).unwrap();
    assert_eq!(store.rows().unwrap(), before);
    let brought_back = [waiting, ready, handed_over].map(|it| store.content(it).unwrap());
    assert_eq!(brought_back, contents);
    let twice = store.bring_back(ready, State::Withdrawn);
    assert!(matches!(twice, Err(Error::NotPossible { .. })), "{twice:?}");
}

#[test]
fn what_is_erased_comes_back_no_more() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = store(folder.path());
    let [withdrawn, handed_over, at_once] = ["A", "B", "C"].map(|name| take(&mut store, name));
    finish(&mut store, handed_over);
    store.withdraw_for_now(&[withdrawn], now()).unwrap();
    store.withdraw(&[at_once], now()).unwrap();
    store.hand_over(&[handed_over], now()).unwrap();
    assert_eq!(store.erase_due(too_late()).unwrap(), 1);
    store.erase_due(after(10)).unwrap();
    for number in [withdrawn, handed_over, at_once] {
        let state = store.row(number).unwrap().state;
        store.bring_back(number, state).unwrap_err();
        assert_eq!(store.row(number).unwrap().state, state);
    }
}

#[test]
fn a_case_whose_place_another_has_taken_does_not_come_back() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = store(folder.path());
    let number = take(&mut store, "Musterfrau");
    store.withdraw_for_now(&[number], now()).unwrap();
    let correction = Capture {
        corrects: uncorrected(number),
        ..capture("Mustermann", fixed())
    };
    let visit = new_visit().unwrap();
    store.capture(visit, vec![correction]).unwrap();
    let refused = store.bring_back(number, State::Withdrawn);
    assert!(
        matches!(refused, Err(Error::Replaced { .. })),
        "{refused:?}"
    );
}

#[test]
fn what_has_come_out_is_noted_with_the_case_and_stays_so() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = store(folder.path());
    let number = take(&mut store, "Musterfrau");
    finish(&mut store, number);
    store
        .note_output(&[number], crate::case::Output::Printed, after(1))
        .unwrap();
    drop(store);
    let mut store = super::store(folder.path());
    let row = store.row(number).unwrap();
    assert_eq!((row.printed_at, row.saved_at), (Some(after(1)), None));
    store
        .note_output(&[number], crate::case::Output::Saved, after(2))
        .unwrap();
    assert_eq!(store.row(number).unwrap().saved_at, Some(after(2)));
}

/// A case that takes the place of another.
fn in_place_of(store: &mut Store, replaced: PickupNumber) -> PickupNumber {
    let correction = Capture {
        corrects: uncorrected(replaced),
        ..capture("Mustermann", fixed())
    };
    let visit = new_visit().unwrap();
    store.capture(visit, vec![correction]).unwrap()[0]
}

fn is_replaced(refused: &Result<(), Error>, of: PickupNumber, with: PickupNumber) -> bool {
    matches!(refused, Err(Error::Replaced { number, by }) if (*number, *by) == (of, with))
}

#[test]
fn of_one_certificate_no_second_comes_back() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = store(folder.path());
    let original = take(&mut store, "Musterfrau");
    store.withdraw_for_now(&[original], now()).unwrap();
    let first = in_place_of(&mut store, original);
    store.withdraw_for_now(&[first], now()).unwrap();
    // Another has taken the place of the same case.
    let second = in_place_of(&mut store, original);
    let refused = store.bring_back(first, State::Withdrawn);
    assert!(is_replaced(&refused, first, second), "{refused:?}");
    store.withdraw_for_now(&[second], now()).unwrap();
    // Or that case stands again itself.
    store.bring_back(original, State::Withdrawn).unwrap();
    for number in [first, second] {
        let refused = store.bring_back(number, State::Withdrawn);
        assert!(is_replaced(&refused, number, original), "{refused:?}");
    }
}

#[test]
fn what_others_have_ended_otherwise_stays_so() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = store(folder.path());
    let number = take(&mut store, "Musterfrau");
    finish(&mut store, number);
    store.hand_over(&[number], now()).unwrap();
    let refused = store.bring_back(number, State::Withdrawn);
    assert!(
        matches!(refused, Err(Error::NotPossible { .. })),
        "{refused:?}"
    );
    assert_eq!(store.row(number).unwrap().state, State::HandedOver);
}

#[test]
fn what_was_withdrawn_is_erased_when_asked_and_at_the_next_opening() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = store(folder.path());
    let [own, kept, left] = ["A", "B", "C"].map(|name| take(&mut store, name));
    store.withdraw_for_now(&[own, left], now()).unwrap();
    // One that is not withdrawn stays.
    store.erase_withdrawn(&[own, kept]).unwrap();
    assert!(!store.may_come_back(own).unwrap());
    assert!(store.may_come_back(left).unwrap());
    store.content(kept).unwrap();
    // Beside a program that may bring it back, nothing is erased.
    let beside = super::store(folder.path());
    assert!(beside.may_come_back(left).unwrap());
    drop((store, beside));
    let store = super::store(folder.path());
    assert!(!store.may_come_back(left).unwrap());
    store.content(kept).unwrap();
}

#[test]
fn a_clock_that_was_ahead_keeps_nothing_that_was_withdrawn() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = store(folder.path());
    let number = take(&mut store, "Musterfrau");
    let ahead = now().checked_add(SignedDuration::from_hours(5)).unwrap();
    store.withdraw_for_now(&[number], ahead).unwrap();
    assert_eq!(store.erase_due(now()).unwrap(), 0);
    assert_eq!(store.erase_due(too_late()).unwrap(), 1);
}

/// What a case said before it was corrected is not what it says now, though its row says nothing of that any more.
#[test]
fn a_corrected_case_whose_row_is_set_right_takes_no_answer_to_what_it_said_before() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = store(folder.path());
    let order = SigningMode::ByServer {
        transaction: [7; 16],
    };
    let visit = vec![capture("Hurt", order.clone())];
    let hurt = store.capture(new_visit().unwrap(), visit).unwrap()[0];
    let seen = store.row(hurt).unwrap().version();
    let former = store.begin(&[hurt], now()).unwrap();
    store.take_back(&former).unwrap();
    let correction = Capture {
        corrects: Some(seen),
        ..capture("Mustermann", order)
    };
    let visit = new_visit().unwrap();
    store.capture(visit, vec![correction]).unwrap();
    drop(store);
    let database = rusqlite::Connection::open(folder.path().join("queue.db")).unwrap();
    let nonsense = "UPDATE cases SET trouble = 'nonsense'";
    database.execute(nonsense, []).unwrap();
    drop(database);
    let mut store = self::store(folder.path());
    let row = store.row(hurt).unwrap();
    assert_eq!((row.corrected, row.own_attempts()), (1, 0));
    let late = store.settle(&[(former[0], ready())]);
    assert!(matches!(late, Err(Error::Overtaken(_))), "{late:?}");
    assert_eq!(store.row(hurt).unwrap().state, State::Waiting);
    let refused = store.withdraw(&[seen], now());
    assert!(matches!(refused, Err(Error::Corrected(_))), "{refused:?}");
    assert_eq!(store.begin(&[hurt], now()).unwrap()[0].attempt, 2);
}
