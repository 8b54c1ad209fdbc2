//! What hardly any name, birth date or visit has: asked about at its place, issued once somebody says that it is right.

use egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable as _;

use crate::stage::{Stage, Visitor};

const ISSUED: &str = "Ausgestellt und geprüft";

/// Types a visitor, sees that nothing is issued while this is asked, and issues once it is ticked.
fn is_asked(visitor: &Visitor, at_the_field: &str, tick: &str) {
    let mut stage = Stage::with_key();
    stage.type_case(visitor);
    stage.ctrl(Key::Enter);
    assert!(stage.says(at_the_field), "{}", stage.screen());
    assert!(stage.rows().is_empty());
    stage.click_containing(tick);
    stage.ctrl(Key::Enter);
    stage.until_says(ISSUED);
    // It is kept with the case.
    assert_eq!(stage.content(1).confirmed.len(), 1);
}

#[test]
fn a_name_that_came_out_of_a_wrong_encoding_is_asked_about() {
    let visitor = Visitor::new("MÃ¼ller", "Erika", "120864");
    is_asked(&visitor, "Falsche Buchstaben?", "Der Name ist so richtig");
}

#[test]
fn a_sign_in_a_name_is_asked_about() {
    let visitor = Visitor::new("Mustermann", "Jo‰l", "120864");
    is_asked(&visitor, "„‰“ im Namen?", "„‰“ gehört zum Namen");
}

#[test]
fn digits_alone_are_asked_about_before_a_line_of_the_passport_is() {
    let visitor = Visitor::new("123", "Erika", "120864");
    is_asked(
        &visitor,
        "Nur Ziffern: falsches Feld?",
        "Der Name besteht aus Ziffern",
    );
    let mut stage = Stage::with_key();
    stage.fill("Familienname", "120864");
    stage.fill("Vornamen", "Erika");
    assert!(
        stage.says("Nur Ziffern: falsches Feld?"),
        "{}",
        stage.screen()
    );
    assert_eq!(stage.value("Familienname im Reisepass"), None);
}

#[test]
fn a_yes_to_letters_leaves_the_signs_beside_them_asked_about() {
    let mut stage = Stage::with_key();
    stage.type_case(&Visitor::new("<b>MÃ¼ller", "Erika", "120864"));
    stage.click_containing("Der Name ist so richtig");
    stage.ctrl(Key::Enter);
    assert!(stage.rows().is_empty());
    stage.click_containing("gehören zum Namen");
    stage.ctrl(Key::Enter);
    stage.until_says(ISSUED);
}

#[test]
fn the_space_bar_that_is_meant_for_the_list_of_products_says_yes_to_nothing() {
    let mut stage = Stage::with_key();
    stage.fill("Familienname", "MÃ¼ller");
    stage.fill("Vornamen", "Erika");
    stage.fill("Geburtsdatum", "120864");
    let yes = "Der Name ist so richtig geschrieben";
    assert!(stage.says(yes), "{}", stage.screen());
    stage.key(Key::Tab);
    stage.key(Key::Space);
    assert!(!stage.is_ticked(yes), "{}", stage.screen());
    assert!(stage.says("Comirnaty"), "{}", stage.screen());
    // Backwards it is reached.
    stage.key(Key::Escape);
    stage.press(Modifiers::SHIFT, Key::Tab);
    stage.key(Key::Space);
    assert!(stage.is_ticked(yes), "{}", stage.screen());
}

#[test]
fn a_date_typed_with_blanks_where_nothing_is_typed_ticks_nothing() {
    let mut stage = Stage::with_key();
    stage.fill("Familienname", "Mustermann");
    stage.window().get_by_label_contains("Identität").focus();
    stage.settle();
    for digits in ["31", "2", "64"] {
        stage.type_text(digits);
        stage.hurry(Modifiers::NONE, Key::Space);
    }
    for check in ["Identität", "Impfpass", "Charge und Arztstempel"] {
        assert!(!stage.is_ticked(check), "{check}: {}", stage.screen());
    }
}

#[test]
fn the_same_dose_of_the_same_person_is_asked_about_in_the_visit_and_after_it() {
    let mut stage = Stage::with_key();
    stage.type_case(&Visitor::erika());
    stage.ctrl(Key::D);
    stage.type_vaccination("12.05.2021");
    stage.ctrl(Key::Enter);
    assert!(
        stage.says("Unter diesem Namen und Geburtsdatum schon da"),
        "{}",
        stage.screen()
    );
    assert!(stage.rows().is_empty());
    // Another day of another number is another dose; a lower number on a later day is not.
    stage.fill("Dosis", "1");
    stage.choose("Was kam davor?", "Nichts");
    stage.fill("Datum der Impfung", "13.05.2021");
    stage.tick();
    stage.ctrl(Key::Enter);
    assert!(stage.says("Reihenfolge der Dosen"), "{}", stage.screen());
    stage.fill("Datum der Impfung", "12.05.2021");
    stage.tick();
    stage.ctrl(Key::Enter);
    assert!(
        stage.says("Schon eine Dosis an diesem Tag"),
        "{}",
        stage.screen()
    );
    stage.fill("Datum der Impfung", "17.04.2021");
    stage.tick();
    stage.ctrl(Key::Enter);
    stage.until_says(ISSUED);

    // The visit is over, its customer is not.
    stage.ctrl(Key::D);
    stage.until("the form is open", |stage| {
        stage.value("Vornamen").is_some()
    });
    stage.type_vaccination("12.05.2021");
    stage.ctrl(Key::Enter);
    assert!(
        stage.says("Unter diesem Namen und Geburtsdatum schon da"),
        "{}",
        stage.screen()
    );
    assert_eq!(stage.rows().len(), 2);
    stage.click_containing("Zweimal ausstellen, oder es sind zwei Personen");
    stage.ctrl(Key::Enter);
    stage.until("it is issued", |stage| stage.rows().len() == 3);
}

#[test]
fn a_third_copy_of_a_dose_is_issued_once_its_question_has_its_yes() {
    let twice = "Zweimal ausstellen, oder es sind zwei Personen";
    let mut stage = Stage::with_key();
    stage.type_case(&Visitor::erika());
    stage.ctrl(Key::Enter);
    stage.until_says(ISSUED);
    // Two more in the next visit, each like what was issued and the second like the first.
    stage.ctrl(Key::D);
    stage.until("the form is open", |stage| {
        stage.value("Vornamen").is_some()
    });
    stage.type_vaccination("13.05.2021");
    stage.click_containing(twice);
    stage.ctrl(Key::D);
    stage.type_vaccination("14.05.2021");
    stage.click_containing(twice);
    stage.ctrl(Key::Enter);
    stage.until("they are issued", |stage| stage.rows().len() == 3);
}

#[test]
fn what_was_given_is_remembered_where_the_form_is_emptied() {
    let mut stage = Stage::with_key();
    stage.type_case(&Visitor::erika());
    stage.ctrl(Key::Enter);
    stage.until_says(ISSUED);
    stage.ctrl(Key::D);
    stage.until("the form is open", |stage| {
        stage.value("Vornamen").is_some()
    });
    stage.discard();
    stage.type_case(&Visitor::erika());
    stage.ctrl(Key::Enter);
    assert!(
        stage.says("Unter diesem Namen und Geburtsdatum schon da"),
        "{}",
        stage.screen()
    );
    assert_eq!(stage.rows().len(), 1);
}

#[test]
fn what_was_given_is_remembered_and_shown_when_the_window_is_opened_again() {
    let mut stage = Stage::with_key();
    stage.type_case(&Visitor::erika());
    stage.ctrl(Key::Enter);
    stage.until_says(ISSUED);
    // It says which dose it was.
    assert!(stage.says("Impfung: Comirnaty, 2/2"), "{}", stage.screen());
    stage.ctrl(Key::D);
    stage.until("the form is open", |stage| {
        stage.value("Vornamen").is_some()
    });
    let before = "Mustermann, Erika, Impfung: Comirnaty, 2/2";
    let issued = format!("0001 ausgestellt: {before}");
    assert!(stage.says(&issued), "{}", stage.screen());
    stage.type_vaccination("12.05.2021");
    stage.until("it is kept", |stage| {
        let kept = stage.kept_drafts();
        kept.last().is_some_and(|draft| {
            matches!(&draft.event, impftheke::domain::EventDraft::Vaccination(it) if it.dose.doses(it.product) == Some(2))
        })
    });
    stage.kill();
    stage.until_says(&format!("Bereits aufgenommen: {before}"));
    let twice = "Zweimal ausstellen, oder es sind zwei Personen";
    assert!(stage.says(twice), "{}", stage.screen());
}

#[test]
fn a_twin_is_another_person_and_is_not_asked_about() {
    let mut stage = Stage::with_key();
    stage.type_case(&Visitor::erika());
    stage.press(Modifiers::COMMAND | Modifiers::SHIFT, Key::N);
    stage.type_case(&Visitor::new("Mustermann", "Max", "120864"));
    assert!(!stage.says("Zweimal ausstellen"), "{}", stage.screen());
    stage.ctrl(Key::Enter);
    stage.until_says(ISSUED);
    assert_eq!(stage.rows().len(), 2);
}
