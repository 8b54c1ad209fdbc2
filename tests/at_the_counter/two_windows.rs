//! The program started twice on one folder: the second window holds what the first is typing.

use egui::Key;
use impftheke::domain::{Clock as _, State};

use crate::stage::{Stage, Visitor};

const ISSUED: &str = "Ausgestellt und geprüft";

/// Two windows with Erika Mustermann in both forms, ready to be issued.
fn with_the_same_visit() -> [Stage; 2] {
    let mut first = Stage::with_key();
    first.type_case(&Visitor::erika());
    first.until("the draft is kept whole", |stage| {
        let kept = stage.kept_drafts();
        kept.first()
            .is_some_and(|draft| draft.parse(&stage.time.now()).is_ok())
    });
    let mut second = first.second_window();
    assert_eq!(second.value("Familienname").as_deref(), Some("Mustermann"));
    second.tick();
    [first, second]
}

#[test]
fn a_visit_in_two_windows_is_taken_up_once() {
    let [mut first, mut second] = with_the_same_visit();
    second.ctrl(Key::Enter);
    second.until_says(ISSUED);
    first.ctrl(Key::Enter);
    first.until_says(ISSUED);
    assert!(first.says("Mustermann"), "{}", first.screen());
    assert_eq!(first.rows().len(), 1);
}

#[test]
fn a_visit_that_another_window_has_made_somebody_elses_gets_nothing_of_theirs() {
    let [mut first, mut second] = with_the_same_visit();
    second.fill("Familienname", "Musterfrau");
    second.fill("Vornamen", "Max");
    second.tick();
    second.ctrl(Key::Enter);
    second.until_says(ISSUED);
    first.ctrl(Key::Enter);
    first.until("it is answered", |stage| {
        stage.says(ISSUED) || stage.says("schon aufgenommen: 0001")
    });
    assert!(!first.says(ISSUED), "{}", first.screen());
    assert_eq!(first.value("Familienname").as_deref(), Some("Mustermann"));
    // Erika Mustermann stands here all the same.
    first.ctrl(Key::Enter);
    first.until_says(ISSUED);
    assert!(first.says("Mustermann") && !first.says("Musterfrau"));
    let families = [1, 2].map(|number| first.content(number).family_name);
    assert_eq!(families, ["Musterfrau", "Mustermann"]);
}

#[test]
fn a_visit_that_another_window_has_handed_over_is_not_told_as_waiting() {
    let [mut first, mut second] = with_the_same_visit();
    second.ctrl(Key::Enter);
    second.until_says(ISSUED);
    // Nobody sees what has just appeared and answers it in the same moment.
    second.until("it is handed over", |stage| {
        stage
            .window()
            .key_press_modifiers(egui::Modifiers::COMMAND, Key::N);
        stage.rows()[0].state == State::HandedOver
    });
    first.ctrl(Key::Enter);
    first.until("it is answered", |stage| {
        stage.says("Abholnummer") || stage.says("schon aufgenommen: 0001")
    });
    assert!(!first.says("Abholnummer"), "{}", first.screen());
    assert_eq!(first.rows().len(), 1);
}

#[test]
fn a_case_that_two_windows_correct_is_replaced_once() {
    let mut first = Stage::with_portal("400");
    first.issue(&Visitor::erika());
    first.ctrl(Key::N);
    first.switch("none");
    let mut second = first.second_window();
    for window in [&mut first, &mut second] {
        window.key(Key::F3);
        window.type_text("1");
        window.ctrl(Key::E);
        window.until("the form holds the case", |stage| {
            stage.value("Familienname").as_deref() == Some("Mustermann")
        });
        window.tick();
    }
    first.ctrl(Key::Enter);
    first.until_says(ISSUED);
    second.ctrl(Key::Enter);
    second.until("it is answered", |stage| {
        stage.says(ISSUED) || stage.says("an seiner Stelle steht 0002")
    });
    assert!(!second.says(ISSUED), "{}", second.screen());
    let states: Vec<State> = first.rows().iter().map(|row| row.state).collect();
    assert_eq!(states, [State::Withdrawn, State::Ready]);
}

#[test]
fn what_is_mended_in_one_window_goes_on_in_the_other() {
    let mut first = Stage::with_portal("401");
    first.issue(&Visitor::erika());
    first.key(Key::F3);
    let mut second = first.second_window();
    first.switch("none");
    second.key(Key::F3);
    second.until("it may be tried by hand", |stage| {
        stage
            .window()
            .key_press_modifiers(egui::Modifiers::COMMAND, Key::T);
        stage.rows()[0].state == State::Ready
    });
}
