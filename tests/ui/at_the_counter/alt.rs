//! What a key types that is pressed together with Alt reaches no field; what Alt Gr types does.

use egui::{Event, Key, Modifiers};

use crate::stage::{Stage, Visitor};

#[test]
fn a_key_with_alt_types_nothing_command_or_not() {
    let mut stage = Stage::with_key();
    stage.type_text("Muster");
    for (key, text) in [
        (Some(Key::J), "j"),
        (Some(Key::X), "x"),
        (Some(Key::Num5), "5"),
        (Some(Key::U), "u"),
        (Some(Key::Num1), "1"),
        // The toolkit has no name for it.
        (None, "ö"),
    ] {
        stage.press_typing(Modifiers::ALT, key, text);
        let typed = stage.value("Familienname");
        assert_eq!(typed.as_deref(), Some("Muster"), "{text}");
    }
    stage.type_text("mann");
    assert_eq!(stage.value("Familienname").as_deref(), Some("Mustermann"));
}

#[test]
fn alt_gr_types() {
    let mut stage = Stage::with_key();
    stage.fill("Vornamen", "");
    // On Windows it is Ctrl and Alt; elsewhere it is none that the toolkit has a name for.
    let windows = Modifiers::ALT | Modifiers::CTRL | Modifiers::COMMAND;
    for (modifiers, text) in [(windows, "@"), (windows, "€"), (Modifiers::NONE, "{")] {
        stage.press_typing(modifiers, None, text);
    }
    stage.press_typing(Modifiers::NONE, Some(Key::L), "ł");
    assert_eq!(stage.value("Vornamen").as_deref(), Some("@€{ł"));
}

#[test]
fn the_yes_to_a_question_types_nothing_where_the_next_one_is_searched_for() {
    let mut stage = Stage::with_key();
    stage.issue(&Visitor::erika());
    stage.press(Modifiers::COMMAND | Modifiers::SHIFT, Key::N);
    stage.key(Key::F3);
    stage.type_text("1");
    stage.ctrl(Key::H);
    stage.press_typing(Modifiers::ALT, Some(Key::J), "j");
    stage.until_rows("0001 is handed over", |rows| rows[0].state.is_final());
    assert_eq!(stage.value("Vorgang suchen").as_deref(), Some(""));
}

#[test]
fn alt_that_is_let_go_in_another_window_keeps_nobody_from_typing() {
    let mut stage = Stage::with_key();
    let alt = Event::ModifiersChanged(Modifiers::ALT);
    stage.window().event(alt);
    stage.step();
    stage.window().event(Event::WindowFocused(false));
    stage.step();
    stage.window().event(Event::WindowFocused(true));
    stage.type_text("Muster");
    assert_eq!(stage.value("Familienname").as_deref(), Some("Muster"));
}
