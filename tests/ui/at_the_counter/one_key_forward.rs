//! Ctrl+Enter takes the visible next step wherever it is struck, and so does Enter where nothing is typed.

use egui::{Key, Modifiers};
use egui_kittest::kittest::NodeT as _;
use impftheke::case::State;
use ipp::model::Operation;

use crate::{
    scripted::{Scripted, job},
    stage::{Stage, Visitor},
};

/// Whether a button that begins with these words has the focus.
fn has_focus(stage: &Stage, words: &str) -> bool {
    let mut nodes = stage.window().root().children_recursive();
    nodes.any(|node| {
        let node = node.accesskit_node();
        node.is_focused() && node.label().is_some_and(|label| label.starts_with(words))
    })
}

/// A counter with a printer for certificates and slips that prints at once.
fn with_printer(faults: Option<&str>) -> (Stage, Scripted) {
    let printer = Scripted::that_prints();
    let target = printer.target().to_string();
    let settings = [
        ("printer.certificate", &*target),
        ("printer.slip", &*target),
    ];
    (Stage::prepared(faults, &settings), printer)
}

/// Issues for somebody, prints and goes on to the next customer by one key after the other.
fn served_by(modifiers: Modifiers) {
    let (mut stage, printer) = with_printer(None);
    stage.issue(&Visitor::erika());
    stage.until_says("Ausgestellt und geprüft");
    stage.until("the printer works", |stage| {
        has_focus(stage, "Drucken, nächster Kunde")
    });
    stage.press(modifiers, Key::Enter);
    stage.until_rows("she has it on paper", |rows| {
        rows[0].printed_at.is_some() && rows[0].state == State::HandedOver
    });
    // What runs on stays in the field that is to be typed into.
    for _ in 0..3 {
        stage.hurry(Modifiers::NONE, Key::Enter);
    }
    stage.type_text("Meier");
    assert_eq!(stage.value("Familienname").as_deref(), Some("Meier"));
    assert!(stage.saved().is_empty());
    drop(printer);
}

#[test]
fn enter_prints_and_then_goes_on_to_the_next_customer() {
    served_by(Modifiers::NONE);
}

#[test]
fn the_key_that_issues_prints_and_then_goes_on_to_the_next_customer() {
    served_by(Modifiers::COMMAND);
}

#[test]
fn whoever_prints_stays_and_then_goes_on_to_the_next_customer() {
    let (mut stage, printer) = with_printer(None);
    stage.issue(&Visitor::erika());
    stage.until_says("Ausgestellt und geprüft");
    stage.ctrl(Key::P);
    stage.until_rows("it is on paper", |rows| rows[0].printed_at.is_some());
    stage.until("the next step is the next customer", |stage| {
        has_focus(stage, "Nächster Kunde")
    });
    assert!(stage.says("Ausgestellt und geprüft"));
    stage.key(Key::Enter);
    stage.until_rows("she has it", |rows| rows[0].state == State::HandedOver);
    drop(printer);
}

#[test]
fn whoever_is_not_printed_after_all_stays_ready_though_the_next_customer_stands_there() {
    let printer = Scripted::saying(|| job(8, "job-canceled-at-device"));
    let target = printer.target().to_string();
    let mut stage = Stage::prepared(None, &[("printer.certificate", &*target)]);
    stage.issue(&Visitor::erika());
    stage.until("the printer works", |stage| {
        has_focus(stage, "Drucken, nächster Kunde")
    });
    stage.key(Key::Enter);
    assert_eq!(stage.value("Familienname").as_deref(), Some(""));
    stage.until_says("abgebrochen");
    stage.settle();
    assert_eq!(stage.rows()[0].state, State::Ready);
    assert!(stage.rows()[0].printed_at.is_none());
    drop(printer);
}

#[test]
fn the_slip_is_printed_once_and_then_comes_the_next_customer() {
    let (mut stage, printer) = with_printer(Some("503"));
    stage.issue(&Visitor::erika());
    stage.until_says("Abholnummer");
    assert!(has_focus(&stage, "Abholschein drucken"));
    stage.press(Modifiers::NONE, Key::Enter);
    stage.until("the next step is the next customer", |stage| {
        has_focus(stage, "Nächster Kunde")
    });
    stage.press(Modifiers::NONE, Key::Enter);
    assert_eq!(stage.value("Familienname").as_deref(), Some(""));
    assert_eq!(stage.rows()[0].state, State::Waiting);
    drop(printer);
}

/// A file in a folder is nothing in the customer's hand: Enter, struck once more, sends nobody away.
#[test]
fn without_a_printer_enter_goes_on_to_nobody() {
    for (faults, first) in [(None, "Drucken"), (Some("503"), "Abholschein drucken")] {
        let mut stage = Stage::prepared(faults, &[]);
        stage.issue(&Visitor::erika());
        stage.settle();
        stage.press(Modifiers::NONE, Key::Enter);
        stage.until_says("kein Drucker");
        for modifiers in [Modifiers::NONE, Modifiers::COMMAND] {
            // As long as a printer is looked for, what is being printed leads on.
            stage.until("it can be printed again", |stage| has_focus(stage, first));
            stage.press(modifiers, Key::Enter);
        }
        stage.until("it can be printed again", |stage| has_focus(stage, first));
        assert!(stage.value("Familienname").is_none(), "{first}");
        assert_ne!(stage.rows()[0].state, State::HandedOver);
    }
}

#[test]
fn the_key_that_issues_prints_nobody_where_nothing_is_found() {
    let mut stage = Stage::with_key();
    for visitor in [Visitor::erika(), Visitor::max()] {
        stage.issue(&visitor);
        stage.press(Modifiers::COMMAND | Modifiers::SHIFT, Key::N);
    }
    stage.key(Key::F3);
    stage.type_text("Meier");
    stage.press(Modifiers::NONE, Key::Enter);
    assert!(!stage.says("Mehrere gefunden"), "{}", stage.screen());
    assert!(stage.says("Suche leeren"), "{}", stage.screen());
    stage.press(Modifiers::COMMAND, Key::Enter);
    stage.settle();
    assert!(stage.saved().is_empty(), "{:?}", stage.saved());
    assert!(stage.rows().iter().all(|row| row.saved_at.is_none()));
    // One slip after the other.
    for number in ["0001", "0002"] {
        stage.type_text(number);
        stage.hurry(Modifiers::NONE, Key::Enter);
        stage.until_says("Ausgestellt und geprüft");
        stage.key(Key::Escape);
        assert_eq!(stage.value("Vorgang suchen").as_deref(), Some(number));
    }
}

#[test]
fn a_key_that_was_struck_twice_issues_and_nothing_else() {
    let mut stage = Stage::with_key();
    stage.type_case(&Visitor::erika());
    stage.look();
    let issue = (Modifiers::COMMAND, Key::Enter);
    for _ in 0..6 {
        stage.frame_with(&[issue]);
    }
    stage.until_says("Ausgestellt und geprüft");
    stage.frame_with(&[issue]);
    stage.frame_with(&[(Modifiers::NONE, Key::Enter)]);
    stage.settle();
    assert!(stage.says("Ausgestellt und geprüft") && stage.saved().is_empty());
    assert!(stage.rows()[0].printed_at.is_none());
}

#[test]
fn whoever_types_on_without_a_look_presses_nothing() {
    let mut stage = Stage::with_key();
    stage.issue(&Visitor::erika());
    stage.until_says("Ausgestellt und geprüft");
    stage.look();
    for word in ["Max", "von", "der", "Aue"] {
        stage.type_text(word);
        stage.hurry(Modifiers::NONE, Key::Space);
    }
    for word in ["Kurt", "290197", "biontech"] {
        stage.type_text(word);
        for key in [Key::Tab, Key::Enter, Key::Tab] {
            stage.hurry(Modifiers::NONE, key);
        }
    }
    for key in [Key::Num1, Key::Num2] {
        stage.hurry(Modifiers::ALT, key);
    }
    stage.hurry(Modifiers::COMMAND, Key::Enter);
    stage.settle();
    assert!(stage.says("Ausgestellt und geprüft") && stage.saved().is_empty());
    assert!(
        !stage.says("Portal-Ausfall wird geübt"),
        "{}",
        stage.screen()
    );
    assert!(has_focus(&stage, "Drucken"), "{}", stage.screen());
}

#[test]
fn the_next_dose_comes_with_its_product_and_what_came_before_it() {
    let mut stage = Stage::with_key();
    stage.issue(&Visitor::erika());
    stage.until_says("Ausgestellt und geprüft");
    stage.ctrl(Key::D);
    let value = |stage: &Stage, label: &str| stage.value(label).unwrap_or_default();
    for (label, proposed) in [
        ("Familienname", "Mustermann"),
        ("Impfstoff", "Comirnaty (BioNTech)"),
        ("Datum der Impfung", ""),
        ("Dosis", "3"),
        ("Was kam davor?", "Vollständige Serie mit zwei Dosen"),
    ] {
        assert_eq!(value(&stage, label), proposed, "{}", stage.screen());
    }
    // Typing goes on where something is missing.
    stage.type_text("15.12.2021");
    assert_eq!(value(&stage, "Datum der Impfung"), "15.12.2021");
    stage.tick();
    stage.press(Modifiers::COMMAND, Key::Enter);
    stage.until_says("3 von 3");
    assert_eq!(stage.rows().len(), 2);
}

#[test]
fn a_slip_that_is_asked_for_twice_in_a_breath_is_printed_once() {
    for key in [(Modifiers::NONE, Key::Enter), (Modifiers::COMMAND, Key::P)] {
        let (mut stage, printer) = with_printer(Some("503"));
        stage.issue(&Visitor::erika());
        stage.until_says("Abholnummer");
        stage.look();
        stage.frame_with(&[key]);
        stage.frame_with(&[key]);
        stage.until("the next step is the next customer", |stage| {
            has_focus(stage, "Nächster Kunde")
        });
        // Whatever has been asked for has come by then.
        stage.leave();
        stage.issue(&Visitor::max());
        assert_eq!(printer.count(Operation::SendDocument), 1, "{key:?}");
    }
}
