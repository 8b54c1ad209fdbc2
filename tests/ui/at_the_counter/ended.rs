//! What staff have ended, handed over or withdrawn, while another program keeps the store.

use egui::{Key, Modifiers};
use impftheke::case::State;

use super::hindrance::Hindrance;
use crate::stage::{Stage, Visitor};

const ISSUED: &str = "Ausgestellt und geprüft";
const HINDERED: &str = "Die Warteschlange lässt sich gerade nicht beschreiben";

/// Issues a visit, and hands its certificate over to the next customer's sake while the store is kept.
fn handed_over_while_kept() -> (Stage, Hindrance) {
    let mut stage = Stage::with_key();
    stage.issue(&Visitor::erika());
    stage.look();
    let hindrance = Hindrance::of(&stage);
    stage.leave();
    stage.until_says(HINDERED);
    (stage, hindrance)
}

#[test]
fn a_hand_over_to_the_next_customers_sake_is_done_once_the_store_takes_it() {
    let (mut stage, hindrance) = handed_over_while_kept();
    drop(hindrance);
    stage.until_rows("0001 is handed over", |rows| {
        rows[0].state == State::HandedOver
    });
    stage.until("nothing hinders it", |stage| !stage.says(HINDERED));
}

#[test]
fn what_is_handed_over_and_not_recorded_yet_is_named_and_waits_for_nobody() {
    let (mut stage, hindrance) = handed_over_while_kept();
    stage.until_says("Als ausgehändigt wird dann noch festgehalten: 0001");
    stage.key(Key::F3);
    stage.press(Modifiers::COMMAND | Modifiers::SHIFT, Key::P);
    drop(hindrance);
    stage.until_rows("0001 is handed over", |rows| {
        rows[0].state == State::HandedOver
    });
    assert!(stage.saved().is_empty(), "it is not printed once more");
    assert!(!stage.says("ließ sich nicht"), "{}", stage.screen());
}

#[test]
fn a_window_that_is_closed_before_leaves_the_case_ready() {
    let (mut stage, hindrance) = handed_over_while_kept();
    stage.close();
    drop(hindrance);
    stage.open();
    stage.key(Key::F3);
    assert!(stage.says("Mustermann"), "{}", stage.screen());
    assert_eq!(stage.rows()[0].state, State::Ready);
}

/// Asks in the queue for something with 0001, which is ready, while the store is kept, and says yes.
fn ended_by_a_question(key: Key) -> State {
    let mut stage = Stage::with_key();
    stage.issue(&Visitor::erika());
    stage.press(Modifiers::COMMAND | Modifiers::SHIFT, Key::N);
    stage.key(Key::F3);
    stage.type_text("1");
    stage.key(Key::ArrowDown);
    let hindrance = Hindrance::of(&stage);
    stage.ctrl(key);
    stage.agree();
    stage.until_says(HINDERED);
    drop(hindrance);
    stage.until_rows("0001 is ended", |rows| rows[0].state.is_final());
    stage.rows()[0].state
}

#[test]
fn a_hand_over_by_the_question_is_done_once_the_store_takes_it() {
    assert_eq!(ended_by_a_question(Key::H), State::HandedOver);
}

#[test]
fn a_withdrawal_is_done_once_the_store_takes_it() {
    assert_eq!(ended_by_a_question(Key::Delete), State::Withdrawn);
}

#[test]
fn one_case_that_was_ended_otherwise_keeps_no_other_back_and_is_named_until_that_is_put_away() {
    let mut stage = Stage::with_key();
    stage.type_case(&Visitor::erika());
    stage.press(Modifiers::COMMAND | Modifiers::SHIFT, Key::N);
    stage.type_case(&Visitor::max());
    stage.ctrl(Key::Enter);
    stage.until_says(ISSUED);
    stage.look();
    let hindrance = Hindrance::of(&stage);
    stage.leave();
    stage.until_says(HINDERED);
    hindrance.write(
        "UPDATE cases SET state = 'withdrawn', done_at = captured_at WHERE number = 1; \
                     DELETE FROM contents WHERE number = 1",
    );
    stage.until_rows("0002 is handed over", |rows| {
        rows[1].state == State::HandedOver
    });
    assert_eq!(stage.rows()[0].state, State::Withdrawn);
    let said = "0001: Das Aushändigen ließ sich nicht festhalten";
    stage.until_says(said);
    stage.type_case(&Visitor::max());
    stage.ctrl(Key::Enter);
    stage.until_says(ISSUED);
    assert!(stage.says(said), "{}", stage.screen());
    stage.press(Modifiers::COMMAND | Modifiers::SHIFT, Key::X);
    assert!(!stage.says(said), "{}", stage.screen());
}

/// A counter whose queue shows 0001, which the portal has refused.
fn with_one_refused() -> Stage {
    let mut stage = Stage::with_portal("406");
    stage.issue(&Visitor::erika());
    stage.leave();
    stage.key(Key::F3);
    stage.type_text("1");
    stage
}

/// A correction keeps the number: what staff have ended by then is not what stands there now.
#[test]
fn a_withdrawal_ends_nothing_that_was_corrected_before_the_store_took_it() {
    let mut stage = with_one_refused();
    let hindrance = Hindrance::of(&stage);
    stage.ask_to_withdraw();
    stage.agree();
    stage.until_says(HINDERED);
    // Another window has corrected it meanwhile, and the portal has refused that, too.
    hindrance.write("UPDATE cases SET corrected = 1, former_attempts = attempts WHERE number = 1");
    stage.until("it is answered", |stage| {
        stage.says("0001: inzwischen berichtigt, darum wurde nichts daran geändert")
            || stage.rows()[0].state.is_final()
    });
    assert_eq!(stage.rows()[0].state, State::NeedsCorrection);
    assert!(stage.is_kept(1));
    // What it says now can be withdrawn as well.
    stage.press(Modifiers::COMMAND | Modifiers::SHIFT, Key::X);
    stage.fill("Vorgang suchen", "1");
    stage.ask_to_withdraw();
    stage.agree();
    stage.until_rows("0001 is withdrawn", |rows| {
        rows[0].state == State::Withdrawn
    });
}

#[test]
fn a_question_and_another_try_are_about_what_showed_when_they_were_asked_for() {
    let mut first = with_one_refused();
    first.ask_to_withdraw();
    assert!(first.says("0001 zurückziehen?"), "{}", first.screen());
    let mut second = first.second_window();
    second.key(Key::F3);
    second.type_text("1");
    second.ctrl(Key::E);
    second.until_says("Berichtigung von 0001");
    second.fill("Datum der Impfung", "13.5.2021");
    second.tick();
    second.ctrl(Key::Enter);
    first.until("it is corrected and refused again", |stage| {
        let row = &stage.rows()[0];
        (row.corrected, row.state) == (1, State::NeedsCorrection)
    });
    first.until_says("0001: inzwischen geändert");
    assert!(!first.says("0001 zurückziehen?"), "{}", first.screen());
    first.until_says("Zu klären");
    // It is corrected once more before the store takes it.
    let hindrance = Hindrance::of(&first);
    first.ctrl(Key::R);
    hindrance.write("UPDATE cases SET corrected = 2, former_attempts = attempts WHERE number = 1");
    first.until_says("0001: inzwischen berichtigt, darum wurde nichts daran geändert");
    assert_eq!(first.rows()[0].state, State::NeedsCorrection);
}

#[test]
fn what_hinders_the_counter_and_what_went_wrong_neither_hide_nor_clear_each_other() {
    const REFUSED: &str = "Das ging gerade nicht";
    let mut stage = Stage::with_key();
    stage.fill("Familienname", "Mustermann");
    stage.until("it is kept", |stage| !stage.kept_drafts().is_empty());
    let hindrance = Hindrance::of(&stage);
    // What is discarded goes as soon as it can.
    stage.discard();
    stage.until_says(HINDERED);
    stage.type_case(&Visitor::max());
    stage.ctrl(Key::Enter);
    stage.until("both are said", |stage| {
        stage.says(REFUSED) && stage.says(HINDERED)
    });
    drop(hindrance);
    stage.until("nothing hinders it", |stage| !stage.says(HINDERED));
    assert!(stage.says(REFUSED), "{}", stage.screen());
}
