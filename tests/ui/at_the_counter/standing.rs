//! What is printed and saved stands at that very moment, as the store has it.

use egui::{Key, Modifiers};
use ipp::model::Operation;

use super::hindrance::Hindrance;
use crate::{
    scripted::{Scripted, job, well},
    stage::{Stage, Visitor},
};

const ISSUED: &str = "Ausgestellt und geprüft";
const REFUSED: &str = "0001: inzwischen zurückgezogen, darum weder gedruckt noch gespeichert";

/// A printer that prints whatever it is given.
fn printer() -> Scripted {
    Scripted::start(|operation| {
        if operation == Operation::GetPrinterAttributes {
            well(
                &["application/pdf"],
                &[Operation::CreateJob, Operation::SendDocument],
            )
        } else {
            job(9, "job-completed-successfully")
        }
    })
}

/// Looks at 0001, which lies ready.
fn look_at_the_first(stage: &mut Stage) {
    stage.press(Modifiers::COMMAND | Modifiers::SHIFT, Key::N);
    stage.key(Key::F3);
    stage.type_text("1");
    stage.ctrl(Key::O);
    stage.until_says(ISSUED);
}

#[test]
fn what_another_program_has_withdrawn_is_not_printed_before_the_window_knows() {
    let printer = printer();
    let mut stage = Stage::prepared(
        None,
        &[("printer.certificate", &printer.target().to_string())],
    );
    stage.issue(&Visitor::erika());
    look_at_the_first(&mut stage);
    stage.withdraw(1);
    stage.ctrl(Key::P);
    stage.until_says(REFUSED);
    // It stands though the window has heard of it since.
    stage.until("it shows no longer", |stage| !stage.says(ISSUED));
    assert!(stage.says(REFUSED), "{}", stage.screen());
    assert_eq!(printer.count(Operation::CreateJob), 0);
}

#[test]
fn what_another_program_has_withdrawn_is_not_saved_before_the_window_knows() {
    let mut stage = Stage::with_key();
    stage.issue(&Visitor::erika());
    look_at_the_first(&mut stage);
    stage.withdraw(1);
    stage.ctrl(Key::S);
    stage.until_says(REFUSED);
    stage.until("it shows no longer", |stage| !stage.says(ISSUED));
    assert!(stage.says(REFUSED), "{}", stage.screen());
    assert!(stage.saved().is_empty());
}

#[test]
fn what_is_withdrawn_while_others_are_printed_is_named_and_they_come_out() {
    let printer = printer();
    let mut stage = Stage::prepared(
        None,
        &[("printer.certificate", &printer.target().to_string())],
    );
    stage.issue(&Visitor::erika());
    stage.press(Modifiers::COMMAND | Modifiers::SHIFT, Key::N);
    stage.type_case(&Visitor::max());
    stage.press(Modifiers::COMMAND | Modifiers::SHIFT, Key::N);
    stage.type_case(&Visitor::new("Muster", "Otto", "120864"));
    stage.ctrl(Key::Enter);
    stage.until_says(ISSUED);
    stage.withdraw(2);
    stage.ctrl(Key::P);
    stage.until_says("0002: inzwischen zurückgezogen, darum weder gedruckt noch gespeichert");
    stage.until_says("Drucker meldet fertig");
    assert_eq!(printer.count(Operation::CreateJob), 1);
}

#[test]
fn what_was_handed_over_elsewhere_is_still_printed_for_its_ten_minutes() {
    let mut stage = Stage::with_key();
    stage.issue(&Visitor::erika());
    look_at_the_first(&mut stage);
    stage.hand_over(1);
    stage.pass(5 * 60);
    stage.ctrl(Key::S);
    stage.until("a file is saved", |stage| stage.saved().len() == 1);
}

#[test]
fn a_store_that_another_program_keeps_does_not_keep_a_customer_from_her_paper() {
    let mut stage = Stage::with_key();
    stage.issue(&Visitor::erika());
    let _hindrance = Hindrance::of(&stage);
    // The worker waits for the store to give out its next number.
    stage.press(Modifiers::COMMAND | Modifiers::SHIFT, Key::N);
    stage.type_case(&Visitor::max());
    stage.key(Key::F3);
    stage.fill("Vorgang suchen", "1");
    stage.ctrl(Key::O);
    stage.until_says(ISSUED);
    stage.ctrl(Key::S);
    stage.until("a file is saved", |stage| stage.saved().len() == 1);
}

#[test]
fn what_was_withdrawn_is_said_beside_what_was_saved() {
    let mut stage = Stage::with_key();
    stage.issue(&Visitor::erika());
    look_at_the_first(&mut stage);
    stage.ctrl(Key::S);
    stage.until_says("Gespeichert");
    stage.withdraw(1);
    stage.until_says("0001: inzwischen zurückgezogen");
    assert!(stage.says("Gespeichert"), "{}", stage.screen());
}
