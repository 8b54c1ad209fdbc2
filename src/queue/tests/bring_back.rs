//! What staff have ended and take back: it stands where it stood, or is gone for good.

use super::*;
use crate::queue::WITHDRAWAL_WINDOW;

/// A moment at which a withdrawal cannot be taken back any more.
fn too_late() -> Timestamp {
    now().checked_add(WITHDRAWAL_WINDOW).unwrap()
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
    store.bring_back(&[waiting, ready, handed_over]).unwrap();
    assert_eq!(store.rows().unwrap(), before);
    let brought_back = [waiting, ready, handed_over].map(|it| store.content(it).unwrap());
    assert_eq!(brought_back, contents);
    let twice = store.bring_back(&[ready]);
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
        store.bring_back(&[number]).unwrap_err();
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
        replaces: Some(number),
        ..capture("Mustermann", fixed())
    };
    let visit = new_visit().unwrap();
    store.capture(visit, vec![correction], now()).unwrap();
    let refused = store.bring_back(&[number]);
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
