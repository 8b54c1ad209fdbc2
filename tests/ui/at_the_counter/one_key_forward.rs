//! Ctrl+Enter takes the visible next step wherever it is struck, and so does Enter where nothing is typed.

use egui::{Key, Modifiers};
use egui_kittest::kittest::NodeT as _;
use impftheke::case::State;

use crate::stage::{Stage, Visitor};

/// Whether a button that begins with these words has the focus.
fn has_focus(stage: &Stage, words: &str) -> bool {
    let mut nodes = stage.window().root().children_recursive();
    nodes.any(|node| {
        let node = node.accesskit_node();
        node.is_focused() && node.label().is_some_and(|label| label.starts_with(words))
    })
}

/// Issues for somebody, prints and goes on to the next customer by one key after the other.
fn served_by(stage: &mut Stage, modifiers: Modifiers) {
    stage.issue(&Visitor::erika());
    stage.until_says("Ausgestellt und geprüft");
    assert!(has_focus(stage, "Drucken"), "{}", stage.screen());
    stage.press(modifiers, Key::Enter);
    stage.until("it is on paper", |stage| {
        let rows = stage.rows();
        rows[0].printed_at.or(rows[0].saved_at).is_some() && !stage.saved().is_empty()
    });
    stage.until("the next step is the next customer", |stage| {
        has_focus(stage, "Nächster Kunde")
    });
    assert_eq!(stage.saved().len(), 1);
    stage.press(modifiers, Key::Enter);
    stage.until_rows("she has it", |rows| rows[0].state == State::HandedOver);
    assert_eq!(stage.value("Familienname").as_deref(), Some(""));
    assert_eq!(stage.saved().len(), 1);
}

#[test]
fn enter_prints_and_then_goes_on_to_the_next_customer() {
    served_by(&mut Stage::with_key(), Modifiers::NONE);
}

#[test]
fn the_key_that_issues_prints_and_then_goes_on_to_the_next_customer() {
    served_by(&mut Stage::with_key(), Modifiers::COMMAND);
}

#[test]
fn the_slip_is_printed_once_and_then_comes_the_next_customer() {
    let mut stage = Stage::with_portal("503");
    stage.issue(&Visitor::erika());
    stage.until_says("Abholnummer");
    assert!(has_focus(&stage, "Abholschein drucken"));
    stage.press(Modifiers::NONE, Key::Enter);
    stage.until("the slip is there", |stage| !stage.saved().is_empty());
    stage.until_says("Kein Drucker");
    assert!(has_focus(&stage, "Nächster Kunde"), "{}", stage.screen());
    stage.press(Modifiers::NONE, Key::Enter);
    assert_eq!(stage.value("Familienname").as_deref(), Some(""));
    assert_eq!(stage.saved().len(), 1);
    assert_eq!(stage.rows()[0].state, State::Waiting);
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
fn whoever_types_on_without_a_look_presses_nothing_by_a_blank() {
    let mut stage = Stage::with_key();
    stage.issue(&Visitor::erika());
    stage.until_says("Ausgestellt und geprüft");
    stage.look();
    for word in ["Max", "von", "der", "Aue"] {
        stage.type_text(word);
        stage.hurry(Modifiers::NONE, Key::Space);
    }
    stage.settle();
    assert!(stage.says("Ausgestellt und geprüft") && stage.saved().is_empty());
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
