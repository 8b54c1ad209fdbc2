//! The search of the queue: from anywhere, over what was searched before, and ended by Esc.

use std::time::Instant;

use egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable as _;
use impftheke::case::State;

use crate::stage::{PATIENCE, Stage, Visitor};

const SEARCH: &str = "Vorgang suchen";

#[test]
fn a_case_is_searched_from_anywhere_and_what_is_typed_takes_the_place_of_the_last_search() {
    let mut stage = Stage::with_portal("503");
    for visitor in [Visitor::erika(), Visitor::max()] {
        stage.issue(&visitor);
        stage.leave();
    }
    stage.until_says("Warteschlange, 2 warten");
    stage.type_text("Begonnen");
    let names = ["Mustermann, Erika", "Musterfrau, Max"];
    for (turns, typed, found) in [
        (Key::F, "0002", names[1]),
        (Key::F, "Mustermann", names[0]),
        (Key::F3, "2", names[1]),
    ] {
        if turns == Key::F {
            stage.ctrl(turns);
        } else {
            stage.key(turns);
        }
        stage.type_text(typed);
        assert_eq!(stage.value(SEARCH).as_deref(), Some(typed));
        for name in names {
            assert_eq!(stage.says(name), name == found, "{typed}");
        }
        // Once more from where one is.
        stage.ctrl(Key::F);
        stage.type_text(typed);
        assert_eq!(stage.value(SEARCH).as_deref(), Some(typed));
        stage.key(Key::F2);
    }
    stage.key(Key::F3);
    stage.key(Key::Escape);
    assert_eq!(stage.value(SEARCH).as_deref(), Some(""));
    stage.type_text("1");
    assert_eq!(stage.value(SEARCH).as_deref(), Some("1"));
    stage.key(Key::F2);
    assert_eq!(stage.value("Familienname").as_deref(), Some("Begonnen"));
}

#[test]
fn what_is_opened_from_today_says_so() {
    let mut stage = Stage::with_key();
    stage.issue(&Visitor::erika());
    stage.leave();
    stage.until_rows("she has it", |rows| rows[0].state == State::HandedOver);
    stage.key(Key::F4);
    stage.key(Key::Enter);
    stage.until_says("Ausgestellt und geprüft");
    assert!(stage.says("Aus der Liste von heute"), "{}", stage.screen());
    assert!(!stage.says("Aus der Warteschlange"), "{}", stage.screen());
}

#[test]
fn the_keys_come_back_where_what_is_clicked_on_goes_at_that_moment() {
    const ASKS: &str = "0001 zurückziehen?";
    let mut stage = Stage::with_key();
    stage.issue(&Visitor::erika());
    stage.press(Modifiers::COMMAND | Modifiers::SHIFT, Key::N);
    stage.key(Key::F3);
    stage.until_says("Warteschlange, 1 fertig");
    stage.ctrl(Key::Delete);
    assert!(stage.says(ASKS), "{}", stage.screen());
    let yes = stage.window().get_by_label("Ja, zurückziehen");
    let yes = yes.rect().center();
    stage.withdraw(1);
    let since = Instant::now();
    while stage.says(ASKS) && since.elapsed() < PATIENCE {
        stage.point(yes, true);
    }
    stage.point(yes, false);
    stage.settle();
    assert!(stage.has_focus(), "{}", stage.screen());
    stage.type_text("1");
    assert_eq!(stage.value(SEARCH).as_deref(), Some("1"));
}
