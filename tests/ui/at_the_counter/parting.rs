//! Nobody leaves by a key too many without her number, and what stays behind is named.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use egui::{Key, Modifiers};
use impftheke::case::State;

use crate::{
    scripted::{Scripted, job},
    stage::{Stage, Visitor},
};

const ASKS_FOR_SLIP: &str = "0001 ohne Abholschein gehen lassen?";
const ASKS_FOR_PRINT: &str = "0001 ungedruckt aushändigen?";

/// A counter without a portal that answers, whose slips go to this printer.
fn with_slip_of(printer: &Scripted) -> Stage {
    let target = printer.target().to_string();
    let mut stage = Stage::prepared(Some("503"), &[("printer.slip", &target)]);
    stage.issue(&Visitor::erika());
    stage.until_says("Abholnummer");
    stage
}

fn is_free(stage: &Stage) -> bool {
    stage.value("Familienname").as_deref() == Some("")
}

#[test]
fn who_would_leave_without_her_number_is_asked_about() {
    let mut stage = Stage::with_portal("503");
    stage.issue(&Visitor::erika());
    stage.until_says("Abholnummer");
    stage.ctrl(Key::N);
    assert!(stage.says(ASKS_FOR_SLIP), "{}", stage.screen());
    // A key that runs on says no.
    stage.key(Key::Enter);
    assert!(!stage.says(ASKS_FOR_SLIP) && stage.says("Abholnummer"));
    // Twice the same one that bounces is no yes, either.
    stage.ctrl(Key::N);
    stage.hurry(Modifiers::COMMAND, Key::N);
    assert!(stage.says(ASKS_FOR_SLIP), "{}", stage.screen());
    stage.ctrl(Key::N);
    assert!(is_free(&stage), "{}", stage.screen());
    assert_eq!(stage.rows()[0].state, State::Waiting);
}

#[test]
fn who_has_her_slip_leaves_at_once() {
    let printer = Scripted::that_prints();
    let mut stage = with_slip_of(&printer);
    stage.ctrl(Key::P);
    stage.until_says("Drucker meldet fertig");
    stage.ctrl(Key::N);
    assert!(is_free(&stage), "{}", stage.screen());
}

#[test]
fn a_slip_that_did_not_come_out_is_none() {
    let printer = Scripted::saying(|| job(8, "aborted-by-system"));
    let mut stage = with_slip_of(&printer);
    stage.ctrl(Key::P);
    stage.until_says("Nicht fertig gedruckt");
    // Put away or not.
    stage.press(Modifiers::COMMAND | Modifiers::SHIFT, Key::X);
    stage.ctrl(Key::N);
    assert!(stage.says(ASKS_FOR_SLIP), "{}", stage.screen());
    stage.agree();
    assert!(is_free(&stage), "{}", stage.screen());
}

/// Of her two certificates one is there by now, the other waits.
#[test]
fn who_goes_without_a_slip_is_asked_about_what_is_ready_all_the_same() {
    let faults = r#"[{ "fault": "none", "times": 1 }, { "fault": "503" }]"#;
    let mut stage = Stage::with_portal(faults);
    stage.issue(&Visitor::erika());
    stage.until_says("Ausgestellt und geprüft");
    stage.ctrl(Key::D);
    stage.type_text("12.12.2021");
    stage.tick();
    stage.ctrl(Key::Enter);
    stage.until_says("Abholnummer");
    stage.ctrl(Key::N);
    assert!(stage.says("0002 ohne Abholschein gehen lassen?"));
    stage.agree();
    assert!(stage.says(ASKS_FOR_PRINT), "{}", stage.screen());
    stage.agree();
    stage.until_rows("she has what there is", |rows| {
        rows[0].state == State::HandedOver && rows[1].state == State::Waiting
    });
}

#[test]
fn what_stays_ready_behind_its_customer_is_named() {
    let mut stage = Stage::with_key();
    stage.issue(&Visitor::erika());
    stage.ctrl(Key::N);
    stage.ctrl(Key::N);
    assert!(is_free(&stage), "{}", stage.screen());
    let stays = "Nicht ausgehändigt, liegt fertig in der Warteschlange (F3): 0001";
    assert!(stage.says(stays), "{}", stage.screen());
    assert_eq!(stage.rows()[0].state, State::Ready);
}

#[test]
fn a_yes_before_the_question_can_be_read_is_not_taken_and_not_passed_over() {
    let mut stage = Stage::with_key();
    stage.issue(&Visitor::erika());
    stage.ctrl(Key::N);
    stage.hurry(Modifiers::ALT, Key::J);
    assert!(stage.says(ASKS_FOR_PRINT), "{}", stage.screen());
    assert!(stage.says("Eben erst gefragt"), "{}", stage.screen());
    assert_eq!(stage.rows()[0].state, State::Ready);
    stage.agree();
    assert!(is_free(&stage), "{}", stage.screen());
    assert!(!stage.says("Eben erst gefragt"), "{}", stage.screen());
    stage.until_rows("she has it", |rows| rows[0].state == State::HandedOver);
}

/// Her certificate is handed over by the printer's word, which nobody would hear any more.
#[test]
fn closing_while_the_last_customers_paper_comes_out_is_asked_about() {
    let done = Arc::new(AtomicBool::new(false));
    let ends = Arc::clone(&done);
    let printer = Scripted::saying(move || {
        if ends.load(Ordering::Relaxed) {
            job(9, "job-completed-successfully")
        } else {
            job(5, "job-printing")
        }
    });
    let target = printer.target().to_string();
    let mut stage = Stage::prepared(None, &[("printer.certificate", &target)]);
    stage.issue(&Visitor::erika());
    stage.until_says("Drucken, nächster Kunde");
    stage.look();
    stage.key(Key::Enter);
    assert!(is_free(&stage), "{}", stage.screen());
    stage.ask_to_close();
    let asks = "1 Zertifikat kommt noch aus dem Drucker";
    assert!(stage.says(asks), "{}", stage.screen());
    done.store(true, Ordering::Relaxed);
    stage.until("it closes by itself then", |stage| !stage.says(asks));
    stage.close();
    assert_eq!(stage.rows()[0].state, State::HandedOver);
}
