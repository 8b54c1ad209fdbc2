//! Keys in a line of text do what they do everywhere, and none of them costs what was typed.

use egui::{Event, Key, Modifiers};
use egui_kittest::kittest::NodeT as _;

use crate::stage::{Stage, Visitor};

/// As a keyboard has it on Linux and Windows.
const CTRL: Modifiers = Modifiers {
    ctrl: true,
    ..Modifiers::COMMAND
};

fn value(stage: &Stage, label: &str) -> String {
    stage.value(label).unwrap_or_default()
}

#[test]
fn with_the_caret_in_a_field_ctrl_and_delete_take_a_word() {
    let mut stage = Stage::with_key();
    stage.fill("Vornamen", "Erika");
    stage.fill("Familienname", "Muster Mann");
    stage.key(Key::Home);
    stage.press(CTRL, Key::Delete);
    assert_eq!(value(&stage, "Familienname").trim(), "Mann");
    assert_eq!(value(&stage, "Vornamen"), "Erika");
}

#[test]
fn with_the_caret_in_the_search_they_take_a_word_and_withdraw_nothing() {
    let mut stage = Stage::with_portal("503");
    stage.issue(&Visitor::erika());
    stage.ctrl(Key::N);
    stage.key(Key::F3);
    stage.fill("Vorgang suchen", "Muster Erika");
    stage.key(Key::Home);
    // The list has taken that key; the caret goes by others.
    for _ in 0..12 {
        stage.key(Key::ArrowLeft);
    }
    stage.press(CTRL, Key::Delete);
    assert!(!stage.says("zurückziehen?"), "{}", stage.screen());
    assert_eq!(value(&stage, "Vorgang suchen").trim(), "Erika");
    // At its end there is no word to take, and it is the same key.
    stage.press(CTRL, Key::ArrowRight);
    stage.press(CTRL, Key::Delete);
    assert!(!stage.says("zurückziehen?"), "{}", stage.screen());
    assert!(
        stage.says("In der Suche löscht diese Taste ein Wort"),
        "{}",
        stage.screen()
    );
    // Whoever goes into the list means what is chosen there.
    stage.key(Key::ArrowDown);
    stage.press(CTRL, Key::Delete);
    assert!(stage.says("0001 zurückziehen?"), "{}", stage.screen());
}

#[test]
fn a_list_is_as_high_as_it_was_once_something_is_found_again() {
    let mut stage = Stage::with_key();
    stage.click("Impfstoff");
    stage.type_text("qqq");
    assert!(stage.says("Nichts gefunden"), "{}", stage.screen());
    for _ in 0..3 {
        stage.key(Key::Backspace);
    }
    // A click beside the list would close it, and choose nothing.
    stage.click_containing("Nuvaxovid");
    assert!(
        value(&stage, "Impfstoff").contains("Nuvaxovid"),
        "{}",
        stage.screen()
    );
}

#[test]
fn each_kind_keeps_what_was_typed_of_it() {
    let mut stage = Stage::with_key();
    stage.type_vaccination("12.5.2021");
    stage.ctrl(Key::Num3);
    stage.fill("Datum der Probe", "31.05.2022");
    stage.ctrl(Key::Num1);
    assert_eq!(value(&stage, "Datum der Impfung"), "12.5.2021");
    assert!(stage.says("Comirnaty"), "{}", stage.screen());
    stage.ctrl(Key::Num3);
    assert_eq!(value(&stage, "Datum der Probe"), "31.05.2022");
}

#[test]
fn a_date_of_birth_and_a_line_come_back_by_the_key_that_took_them_away() {
    let mut stage = Stage::with_key();
    stage.fill("Familienname", "Müller");
    stage.fill("Geburtsdatum", "120864");
    stage.ctrl(Key::U);
    assert_eq!(value(&stage, "Geburtsdatum"), "");
    stage.ctrl(Key::U);
    assert_eq!(value(&stage, "Geburtsdatum"), "120864");
    stage.ctrl(Key::L);
    stage.fill("Familienname im Reisepass", "MULLER");
    stage.ctrl(Key::L);
    assert!(stage.says("MUELLER"), "{}", stage.screen());
    stage.ctrl(Key::L);
    assert_eq!(value(&stage, "Familienname im Reisepass"), "MULLER");
}

#[test]
fn enter_goes_to_the_next_field_and_nothing_typed_after_it_is_swallowed() {
    let mut stage = Stage::with_key();
    for text in ["Mustermann", "Erika", "120864"] {
        stage.type_text(text);
        stage.hurry(Modifiers::NONE, Key::Enter);
    }
    let typed = ["Familienname", "Vornamen", "Geburtsdatum"].map(|label| value(&stage, label));
    assert_eq!(typed, ["Mustermann", "Erika", "120864"]);
    // The next one is a list, which opens by the same key.
    stage.key(Key::Enter);
    stage.type_text("Comi");
    stage.key(Key::Enter);
    assert!(stage.screen().contains("Comirnaty"), "{}", stage.screen());
}

#[test]
fn after_esc_typing_goes_on_where_it_was() {
    let mut stage = Stage::with_key();
    stage.fill("Vornamen", "Eri");
    stage.key(Key::Escape);
    stage.type_text("ka");
    assert_eq!(value(&stage, "Vornamen"), "Erika");
    // What stood over it has closed by the key.
    for opens in [Modifiers::COMMAND, Modifiers::NONE] {
        let key = if opens.is_none() { Key::F1 } else { Key::I };
        stage.press(opens, key);
        stage.key(Key::Escape);
        stage.type_text("x");
    }
    assert_eq!(value(&stage, "Vornamen"), "Erikaxx");
}

/// Whether what begins with these words has the focus.
fn has_focus(stage: &Stage, words: &str) -> bool {
    let mut nodes = stage.window().root().children_recursive();
    nodes.any(|node| {
        let node = node.accesskit_node();
        node.is_focused() && node.label().is_some_and(|label| label.starts_with(words))
    })
}

#[test]
fn enter_and_the_space_bar_alone_lead_from_the_first_letter_to_the_certificate() {
    let mut stage = Stage::with_key();
    let enter = |stage: &mut Stage, text: &str| {
        stage.type_text(text);
        stage.key(Key::Enter);
        stage.look();
    };
    for text in ["Mustermann", "Erika", "120864"] {
        enter(&mut stage, text);
    }
    // The list has opened at the product that is used most; another is found by its letters.
    assert!(has_focus(&stage, "Suchen"), "{}", stage.screen());
    enter(&mut stage, "Moderna");
    enter(&mut stage, "290521");
    stage.type_text("2");
    stage.settle();
    assert_eq!(
        value(&stage, "Was kam davor?"),
        "Eingabetaste: Eine Dosis desselben Impfstoffs"
    );
    enter(&mut stage, "");
    assert_eq!(
        value(&stage, "Was kam davor?"),
        "Eine Dosis desselben Impfstoffs"
    );
    for check in ["Identität", "Impfpass", "Charge", "Impfort"] {
        assert!(has_focus(&stage, check), "{check}: {}", stage.screen());
        // Enter confirms nothing.
        stage.key(Key::Enter);
        assert!(!stage.is_ticked(check), "{check}");
        stage.key(Key::Space);
    }
    assert!(has_focus(&stage, "Ausstellen"), "{}", stage.screen());
    stage.look();
    stage.key(Key::Enter);
    stage.until_says("Ausgestellt und geprüft");
}

#[test]
fn whoever_strikes_enter_twice_goes_on_by_one_field_and_takes_nothing_unseen() {
    let mut stage = Stage::with_key();
    for text in ["Mustermann", "Erika", "120864"] {
        stage.type_text(text);
        stage.hurry(Modifiers::NONE, Key::Enter);
        stage.hurry(Modifiers::NONE, Key::Enter);
    }
    stage.settle();
    let typed = ["Familienname", "Vornamen", "Geburtsdatum"].map(|label| value(&stage, label));
    assert_eq!(typed, ["Mustermann", "Erika", "120864"]);
    // The list is open, and nothing was taken from it.
    assert!(has_focus(&stage, "Suchen"), "{}", stage.screen());
}

#[test]
fn of_a_first_dose_and_of_what_is_asked_about_enter_says_nothing() {
    let mut stage = Stage::with_key();
    stage.fill("Familienname", "M?ller");
    stage.fill("Vornamen", "Erika");
    stage.fill("Geburtsdatum", "120864");
    stage.choose("Impfstoff", "Comirnaty");
    stage.fill("Datum der Impfung", "290521");
    stage.fill("Dosis", "1");
    stage.key(Key::Enter);
    stage.look();
    // The answers stand open: an infection before it decides.
    assert!(stage.says("Eine Genesung"), "{}", stage.screen());
    stage.key(Key::Enter);
    for _ in 0..4 {
        stage.key(Key::Space);
    }
    // What is asked about comes last, and Enter does not confirm it.
    let asked = "„?“ gehört zum Namen";
    assert!(has_focus(&stage, asked), "{}", stage.screen());
    stage.look();
    stage.key(Key::Enter);
    assert!(!stage.is_ticked(asked));
    stage.key(Key::Space);
    assert!(has_focus(&stage, "Ausstellen"), "{}", stage.screen());
}

/// Windows takes Shift+Delete for cutting, whatever is held beside it, and the toolkit tells of no key then.
#[test]
fn the_key_that_removes_is_heard_where_the_system_takes_it_for_cutting() {
    let mut stage = Stage::with_key();
    stage.type_case(&Visitor::erika());
    stage.look();
    let held = CTRL | Modifiers::SHIFT;
    for event in [
        Event::ModifiersChanged(held),
        Event::Cut,
        Event::ModifiersChanged(Modifiers::NONE),
    ] {
        stage.window().event(event);
    }
    stage.settle();
    assert_eq!(value(&stage, "Familienname"), "");
    assert!(stage.says("Impfung verworfen"), "{}", stage.screen());
}
