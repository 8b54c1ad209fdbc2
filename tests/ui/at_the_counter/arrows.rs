//! The arrow keys stay where they are used, and what is brought back is typed on from its end.

use egui::{Key, Modifiers};
use egui_kittest::kittest::{NodeT as _, Queryable as _};

use crate::stage::{Stage, Visitor};

#[test]
fn arrows_stay_in_their_switch() {
    let mut stage = Stage::with_key();
    stage.ctrl(Key::Num3);
    stage.click("Antigen-Schnelltest");
    stage.window().get_by_label("Antigen-Schnelltest").focus();
    stage.settle();
    let focused = |stage: &Stage| {
        let mut nodes = stage.window().root().children_recursive();
        let focused = nodes.find(|node| node.accesskit_node().is_focused())?;
        focused.accesskit_node().label()
    };
    for key in [Key::ArrowRight, Key::ArrowRight, Key::ArrowDown] {
        stage.key(key);
        assert_eq!(focused(&stage).as_deref(), Some("Antigen-Schnelltest"));
    }
    stage.key(Key::ArrowLeft);
    assert_eq!(focused(&stage).as_deref(), Some("PCR (NAAT)"));
    stage.key(Key::ArrowUp);
    assert_eq!(focused(&stage).as_deref(), Some("PCR (NAAT)"));
}

#[test]
fn what_comes_back_is_typed_on_from_its_end() {
    let mut stage = Stage::with_key();
    stage.type_text("Muster");
    stage.press(Modifiers::COMMAND | Modifiers::SHIFT, Key::Delete);
    stage.ctrl(Key::Z);
    stage.settle();
    stage.type_text("mann");
    assert_eq!(stage.value("Familienname").as_deref(), Some("Mustermann"));
}

#[test]
fn the_line_of_the_passport_has_the_keys_once_a_list_was_given_up() {
    let mut stage = Stage::with_key();
    stage.type_case(&Visitor::erika());
    stage.window().get_by_label("Was kam davor?").focus();
    stage.settle();
    stage.key(Key::ArrowDown);
    stage.key(Key::Escape);
    stage.ctrl(Key::L);
    stage.settle();
    stage.type_text("X");
    let line = stage.value("Familienname im Reisepass");
    assert!(
        line.is_some_and(|line| line.contains('X')),
        "{}",
        stage.screen()
    );
}
