//! A command is its key with its modifiers and no others: Ctrl+Alt, which is Alt Gr on some systems, is none of ours.

use egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable as _;

use crate::stage::{Stage, Visitor};

const CTRL_ALT: Modifiers = Modifiers {
    alt: true,
    ctrl: true,
    shift: false,
    mac_cmd: false,
    command: true,
};

#[test]
fn no_command_is_heard_with_a_modifier_too_many() {
    let mut stage = Stage::with_key();
    stage.fill("Familienname", "Mustermann");
    for key in [
        Key::N,
        Key::D,
        Key::L,
        Key::U,
        Key::E,
        Key::Num2,
        Key::Num3,
        Key::Delete,
        Key::Enter,
        Key::P,
    ] {
        stage.press(CTRL_ALT, key);
    }
    for key in [Key::F3, Key::F4, Key::F1, Key::F9, Key::Escape] {
        stage.press(Modifiers::ALT, key);
        stage.press(Modifiers::CTRL | Modifiers::COMMAND, key);
        stage.press(Modifiers::SHIFT, key);
    }
    assert_eq!(stage.value("Familienname").as_deref(), Some("Mustermann"));
    assert!(
        stage.says("Chargennummer") || stage.says("Impfstoff"),
        "{}",
        stage.screen()
    );
    assert!(!stage.says("Alle Tasten"), "{}", stage.screen());
    assert!(stage.rows().is_empty());
}

#[test]
fn a_button_is_pressed_by_no_key_with_alt_gr() {
    let mut stage = Stage::with_key();
    stage.issue(&Visitor::erika());
    stage.look();
    stage
        .window()
        .get_by_label_contains("Nächster Kunde")
        .focus();
    stage.settle();
    for key in [Key::Enter, Key::Space] {
        stage.press(CTRL_ALT, key);
        assert!(stage.says("Erika"), "{}", stage.screen());
    }
    stage.press(Modifiers::NONE, Key::Enter);
    stage.agree();
    stage.until("the form is empty", |stage| {
        stage.value("Familienname").as_deref() == Some("")
    });
}

#[test]
fn what_is_struck_with_super_is_the_desktops() {
    let mut stage = Stage::with_key();
    stage.fill("Familienname", "Mustermann");
    let of_super = |pressed| egui::Event::Key {
        key: Key::SuperLeft,
        physical_key: None,
        pressed,
        repeat: false,
        modifiers: Modifiers::NONE,
    };
    stage.window().event(of_super(true));
    stage.settle();
    stage.press_typing(Modifiers::NONE, Some(Key::N), "n");
    stage.ctrl(Key::N);
    assert_eq!(stage.value("Familienname").as_deref(), Some("Mustermann"));
    stage.window().event(of_super(false));
    stage.settle();
    stage.press_typing(Modifiers::NONE, Some(Key::N), "n");
    assert_eq!(stage.value("Familienname").as_deref(), Some("Mustermannn"));
}
