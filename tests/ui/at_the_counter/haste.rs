//! What a hurried hand strikes too often answers nothing, issues nothing and sends nobody away.

use egui::{Key, Modifiers, accesskit::Role};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use impftheke::case::State;

use crate::{
    scripted::{Scripted, job},
    stage::{Stage, Visitor},
};

fn has_focus(stage: &Stage, name: &str) -> bool {
    let mut nodes = stage.window().root().children_recursive();
    nodes.any(|node| {
        let node = node.accesskit_node();
        node.is_focused() && node.label().is_some_and(|label| label == name)
    })
}

/// Whether one of two answers is the chosen one.
fn is_chosen(stage: &Stage, name: &str) -> bool {
    let mut answers = stage.window().query_all_by_role(Role::RadioButton);
    answers.any(|node| {
        let node = node.accesskit_node();
        let toggled = node.toggled() == Some(egui::accesskit::Toggled::True);
        node.label().as_deref() == Some(name) && (toggled || node.is_selected() == Some(true))
    })
}

#[test]
fn enter_answers_no_finding_and_goes_on_from_one() {
    let mut stage = Stage::with_key();
    stage.ctrl(Key::Num3);
    stage.fill("Uhrzeit der Probe", "0930");
    stage.look();
    stage.key(Key::Enter);
    assert!(
        has_focus(&stage, "Nicht nachgewiesen"),
        "{}",
        stage.screen()
    );
    for _ in 0..2 {
        stage.look();
        stage.key(Key::Enter);
        assert!(!is_chosen(&stage, "Nicht nachgewiesen"));
    }
    stage.key(Key::Space);
    assert!(
        is_chosen(&stage, "Nicht nachgewiesen"),
        "{}",
        stage.screen()
    );
    stage.look();
    stage.key(Key::Enter);
    stage.type_text("Muster-Apotheke");
    assert_eq!(
        stage.value("Teststelle").as_deref(),
        Some("Muster-Apotheke")
    );
}

#[test]
fn enter_goes_on_from_a_box_that_is_ticked() {
    let mut stage = Stage::with_key();
    stage.type_case(&Visitor::erika());
    stage.press(Modifiers::ALT, Key::Num3);
    stage.window().get_by_label("Identität").focus();
    stage.settle();
    stage.look();
    stage.key(Key::Enter);
    assert!(
        has_focus(&stage, "Charge und Arztstempel"),
        "{}",
        stage.screen()
    );
    assert!(!stage.is_ticked("Charge und Arztstempel"));
}

/// A letter that opens a list is typed into it, and makes no hand of the one that goes on a hand that types on.
#[test]
fn a_letter_that_opens_a_list_keeps_no_tick_back() {
    let mut stage = Stage::with_key();
    stage.type_case(&Visitor::erika());
    stage.tick();
    stage.press(Modifiers::ALT, Key::Num4);
    assert!(!stage.is_ticked("Impfort"));
    stage.window().get_by_label("Impfstoff").focus();
    stage.settle();
    stage.press_typing(Modifiers::NONE, Some(Key::C), "c");
    stage.hurry(Modifiers::NONE, Key::Enter);
    for _ in 0..25 {
        stage.step();
    }
    stage.hurry(Modifiers::NONE, Key::Space);
    assert!(stage.is_ticked("Impfort"), "{}", stage.screen());
}

#[test]
fn the_space_bar_issues_nothing_however_slow_it_is() {
    let mut stage = Stage::with_key();
    stage.type_case(&Visitor::erika());
    for place in [Key::Num4, Key::Num4] {
        stage.press(Modifiers::ALT, place);
    }
    for _ in 0..3 {
        stage.look();
        stage.key(Key::Space);
    }
    assert!(stage.rows().is_empty(), "{}", stage.screen());
    assert!(stage.is_ticked("Impfort"));
}

#[test]
fn what_was_issued_behind_a_slip_is_asked_about_before_its_customer_leaves() {
    let mut stage = Stage::with_portal(r#"[{ "fault": "503", "times": 2 }]"#);
    stage.issue(&Visitor::erika());
    stage.until_says("Abholnummer");
    stage.pass(1800);
    stage.until_says("Inzwischen ist alles ausgestellt");
    stage.look();
    stage.ctrl(Key::N);
    assert!(
        stage.says("0001 ungedruckt aushändigen?"),
        "{}",
        stage.screen()
    );
    assert_eq!(stage.rows()[0].state, State::Ready);
}

#[test]
fn who_was_printed_for_in_passing_can_be_brought_back() {
    let printer = Scripted::that_prints();
    let target = printer.target().to_string();
    let mut stage = Stage::prepared(None, &[("printer.certificate", &*target)]);
    stage.issue(&Visitor::erika());
    stage.until_says("Drucken, nächster Kunde");
    stage.look();
    stage.key(Key::Enter);
    stage.until_rows("it is handed over", |rows| {
        rows[0].state == State::HandedOver
    });
    stage.until_says("Strg+Z holt zurück");
    stage.ctrl(Key::Z);
    stage.until_rows("it is ready again", |rows| rows[0].state == State::Ready);
}

#[test]
fn what_did_not_come_out_says_where_it_is_to_the_next_customers_form() {
    let printer = Scripted::saying(|| job(8, "aborted-by-system"));
    let target = printer.target().to_string();
    let mut stage = Stage::prepared(None, &[("printer.certificate", &*target)]);
    stage.issue(&Visitor::erika());
    stage.until_says("Drucken, nächster Kunde");
    stage.look();
    stage.key(Key::Enter);
    stage.until_says("Das Zertifikat liegt fertig in der Warteschlange (F3)");
    assert_eq!(stage.rows()[0].state, State::Ready);
}

#[test]
fn a_visit_is_ready_when_all_of_it_is() {
    let mut stage = Stage::with_key();
    stage.type_case(&Visitor::erika());
    stage.press(Modifiers::ALT, Key::Num4);
    stage.look();
    stage.ctrl(Key::D);
    stage.type_text("12.12.2021");
    stage.tick();
    assert!(!stage.says("Bereit zum Ausstellen"), "{}", stage.screen());
    assert!(stage.says("Noch 1 Angabe offen"), "{}", stage.screen());
}

#[test]
fn enter_corrects_what_was_refused() {
    let mut stage = Stage::with_portal("406");
    stage.issue(&Visitor::erika());
    stage.until_rows("it is refused", |rows| {
        rows[0].state == State::NeedsCorrection
    });
    stage.leave();
    stage.key(Key::F3);
    stage.type_text("1");
    stage.look();
    stage.key(Key::Enter);
    stage.until_says("Berichtigung von 0001");
}

/// A scanner ends with Enter: who comes while it still waits gets no second slip by that.
#[test]
fn a_slip_that_is_scanned_prints_no_other() {
    let mut stage = Stage::with_portal("503");
    stage.issue(&Visitor::erika());
    stage.until_says("Abholnummer");
    stage.leave();
    stage.key(Key::F3);
    stage.type_text("0001");
    for _ in 0..2 {
        stage.look();
        stage.key(Key::Enter);
    }
    stage.settle();
    assert!(stage.saved().is_empty());
    assert_eq!(stage.rows()[0].state, State::Waiting);
}
