//! A customer who is served in several rounds leaves with all of it, whichever way she leaves by; what is neither on paper
//! nor in a file is asked about, and nothing is handed over without a yes.

use egui::{Key, Modifiers};
use impftheke::case::State;
use ipp::model::Operation;

use crate::{
    scripted::{Reply, Scripted},
    stage::{Stage, Visitor},
};

const DONE: &str = "Drucker meldet fertig";
const PRINTS_AND_GOES: &str = "Drucken, nächster Kunde";
const ASKS_FOR_FIRST: &str = "0001 ungedruckt aushändigen?";

/// A printer that says that it is ready, and wants a login for every job.
fn printer_with_login() -> Scripted {
    Scripted::saying(|| Reply::Http(401, ""))
}

fn at(printer: &Scripted, faults: Option<&str>) -> Stage {
    let target = printer.target().to_string();
    Stage::prepared(faults, &[("printer.certificate", &target)])
}

/// How the first round of a visit is left.
#[derive(Clone, Copy, Debug, PartialEq)]
enum First {
    Printed,
    Unprinted,
}

/// A customer who has been given one certificate, and for whom a further one is being typed.
fn in_the_second_round(stage: &mut Stage, first: First) {
    stage.issue(&Visitor::erika());
    if first == First::Printed {
        stage.ctrl(Key::P);
        stage.until_rows("it is noted", |rows| rows[0].printed_at.is_some());
        stage.until_says(DONE);
    }
    stage.look();
    stage.ctrl(Key::D);
    stage.type_text("12.12.2021");
    stage.tick();
}

fn all_are_handed_over(stage: &mut Stage, cases: usize) {
    stage.until_rows("all of hers are handed over", |rows| {
        rows.len() == cases && rows.iter().all(|row| row.state == State::HandedOver)
    });
    assert_eq!(stage.value("Familienname").as_deref(), Some(""));
}

#[test]
fn printing_and_going_on_takes_the_rounds_before_along_or_asks_about_them() {
    for first in [First::Printed, First::Unprinted] {
        let printer = Scripted::that_prints();
        let mut stage = at(&printer, None);
        in_the_second_round(&mut stage, first);
        stage.ctrl(Key::Enter);
        stage.until_says("3 von 3");
        stage.until_says(PRINTS_AND_GOES);
        stage.look();
        stage.key(Key::Enter);
        if first == First::Unprinted {
            stage.until_says(ASKS_FOR_FIRST);
            stage.until_rows("what shows is printed", |rows| rows[1].printed_at.is_some());
            assert!(stage.rows().iter().all(|row| row.state == State::Ready));
            // The key of the next step says no yes, and prints nothing twice.
            stage.look();
            stage.ctrl(Key::Enter);
            stage.settle();
            assert!(stage.rows().iter().all(|row| row.state == State::Ready));
            assert_eq!(printer.count(Operation::SendDocument), 1);
            stage.agree();
        }
        all_are_handed_over(&mut stage, 2);
        assert_eq!(
            printer.count(Operation::SendDocument),
            if first == First::Printed { 2 } else { 1 }
        );
    }
}

#[test]
fn leaving_from_the_form_takes_the_rounds_before_along_or_asks_about_them() {
    for first in [First::Printed, First::Unprinted] {
        let printer = Scripted::that_prints();
        let mut stage = at(&printer, None);
        in_the_second_round(&mut stage, first);
        stage.look();
        stage.ctrl(Key::N);
        if first == First::Unprinted {
            assert!(stage.says(ASKS_FOR_FIRST), "{}", stage.screen());
            assert_eq!(
                stage.value("Datum der Impfung").as_deref(),
                Some("12.12.2021")
            );
            stage.agree();
        }
        all_are_handed_over(&mut stage, 1);
        // What was typed comes back.
        stage.ctrl(Key::Z);
        stage.ctrl(Key::Z);
        stage.until("it stands in the form", |stage| {
            stage.value("Datum der Impfung").as_deref() == Some("12.12.2021")
        });
    }
}

#[test]
fn a_further_round_that_is_refused_and_corrected_keeps_those_before_in_mind() {
    let printer = Scripted::that_prints();
    let faults = r#"[{ "fault": "none", "times": 1 }, { "fault": "406", "times": 1 }]"#;
    let mut stage = at(&printer, Some(faults));
    in_the_second_round(&mut stage, First::Printed);
    stage.ctrl(Key::Enter);
    stage.until_says("Das Portal hat die Angaben abgelehnt");
    stage.look();
    stage.ctrl(Key::E);
    stage.until_says("Berichtigung von 0002");
    stage.tick();
    stage.ctrl(Key::Enter);
    stage.until_says("Ausgestellt und geprüft");
    stage.until_says(PRINTS_AND_GOES);
    stage.look();
    stage.key(Key::Enter);
    all_are_handed_over(&mut stage, 2);
}

#[test]
fn a_slip_of_a_further_round_leaves_nothing_unsaid_of_those_before() {
    let printer = Scripted::that_prints();
    let faults = r#"[{ "fault": "none", "times": 1 }, { "fault": "503" }]"#;
    let target = printer.target().to_string();
    let settings = [("printer.certificate", &*target), ("printer.slip", &target)];
    let mut stage = Stage::prepared(Some(faults), &settings);
    in_the_second_round(&mut stage, First::Unprinted);
    stage.ctrl(Key::Enter);
    stage.until_says(". Abholnummer 0002");
    stage.ctrl(Key::P);
    stage.until_says(DONE);
    stage.look();
    stage.ctrl(Key::N);
    assert!(stage.says(ASKS_FOR_FIRST), "{}", stage.screen());
    stage.agree();
    stage.until_rows("the first is handed over, the second waits", |rows| {
        rows[0].state == State::HandedOver && rows[1].state == State::Waiting
    });
}

#[test]
fn what_waits_for_a_login_is_not_handed_over_by_the_next_step() {
    let printer = printer_with_login();
    let mut stage = at(&printer, None);
    stage.issue(&Visitor::erika());
    stage.until_says(PRINTS_AND_GOES);
    stage.ctrl(Key::P);
    stage.until_says("Der Drucker verlangt Benutzer und Kennwort");
    // Somebody has to log in first: nobody leaves by the same key.
    assert!(!stage.says(PRINTS_AND_GOES), "{}", stage.screen());
    stage.look();
    stage.ctrl(Key::N);
    assert!(stage.says(ASKS_FOR_FIRST), "{}", stage.screen());
    stage.look();
    stage.ctrl(Key::Enter);
    stage.settle();
    assert_eq!(stage.rows()[0].state, State::Ready);
    stage.key(Key::Escape);
    assert_eq!(stage.rows()[0].state, State::Ready);
}

/// Until the printer has asked for the login the key goes on; then her certificate stays ready, and that is said.
#[test]
fn a_print_that_turns_out_to_wait_for_a_login_stays_ready() {
    let printer = printer_with_login();
    let mut stage = at(&printer, None);
    stage.issue(&Visitor::erika());
    stage.until_says(PRINTS_AND_GOES);
    stage.look();
    stage.key(Key::Enter);
    stage.until_says("Der Drucker verlangt Benutzer und Kennwort");
    stage.settle();
    assert_eq!(stage.rows()[0].state, State::Ready);
    assert!(stage.rows()[0].printed_at.is_none());
}

#[test]
fn what_waits_for_a_login_of_a_round_before_does_not_outlive_its_customer() {
    let printer = printer_with_login();
    let mut stage = at(&printer, None);
    stage.issue(&Visitor::erika());
    stage.ctrl(Key::P);
    stage.until_says("Der Drucker verlangt Benutzer und Kennwort");
    stage.look();
    stage.ctrl(Key::D);
    stage.look();
    stage.ctrl(Key::N);
    assert!(stage.says(ASKS_FOR_FIRST), "{}", stage.screen());
    stage.agree();
    all_are_handed_over(&mut stage, 1);
    // No login lets it come out beside another customer.
    stage.settle();
    assert!(!stage.says("Der Drucker verlangt"), "{}", stage.screen());
}

/// Of a batch that waits for a login one case is handed over: the others go on waiting.
#[test]
fn one_case_that_is_ended_takes_no_print_of_others_with_it() {
    let printer = printer_with_login();
    let mut stage = at(&printer, None);
    for visitor in [Visitor::erika(), Visitor::max()] {
        stage.issue(&visitor);
        stage.ctrl(Key::N);
        stage.ctrl(Key::N);
    }
    stage.key(Key::F3);
    stage.press(Modifiers::COMMAND | Modifiers::SHIFT, Key::P);
    stage.until_says("Der Drucker verlangt Benutzer und Kennwort");
    stage.type_text("0001");
    stage.look();
    stage.ctrl(Key::H);
    stage.until_says("0001 aushändigen?");
    stage.agree();
    stage.until_rows("it is handed over", |rows| {
        rows[0].state == State::HandedOver
    });
    stage.settle();
    assert!(
        stage.says("Der Drucker verlangt Benutzer und Kennwort"),
        "{}",
        stage.screen()
    );
    assert!(
        !stage.says("der nächste Kunde ist dran"),
        "{}",
        stage.screen()
    );
}

/// The space bar that ticks the last box does not press what it leads to, however quick the hand is.
#[test]
fn a_space_too_many_issues_nothing() {
    let mut stage = Stage::with_key();
    stage.type_case(&Visitor::erika());
    stage.press(Modifiers::ALT, Key::Num4);
    assert!(!stage.is_ticked("Impfort"));
    stage.hurry(Modifiers::ALT, Key::Num4);
    for key in [Key::Space, Key::Enter, Key::Space] {
        stage.hurry(Modifiers::NONE, key);
    }
    assert!(stage.rows().is_empty(), "{}", stage.screen());
    stage.look();
    stage.key(Key::Enter);
    stage.until_says("Ausgestellt und geprüft");
}
