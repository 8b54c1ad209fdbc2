//! What is not on paper yet is said as such, wherever it is: a file that stands in for a printer is no paper.

use egui::{Key, Modifiers};
use impftheke::case::State;

use crate::stage::{Stage, Visitor};

const NOT_ON_PAPER: &str = "Noch nicht auf Papier: kein Drucker erreichbar";
const SHIFTED: Modifiers = Modifiers {
    shift: true,
    ..Modifiers::COMMAND
};

#[test]
fn a_file_in_place_of_paper_is_nothing_in_the_customers_hand() {
    let mut stage = Stage::with_key();
    stage.issue(&Visitor::erika());
    stage.ctrl(Key::P);
    stage.until_says(NOT_ON_PAPER);
    stage.ctrl(Key::N);
    assert!(
        stage.says("0001 ungedruckt aushändigen?"),
        "{}",
        stage.screen()
    );
    assert!(stage.rows()[0].saved_at.is_none());
    // What staff save themselves is.
    stage.key(Key::Escape);
    stage.ctrl(Key::S);
    stage.until_rows("it is noted", |rows| rows[0].saved_at.is_some());
}

#[test]
fn a_file_in_place_of_a_slip_is_no_slip() {
    let mut stage = Stage::with_portal("503");
    stage.issue(&Visitor::erika());
    stage.until_says(". Abholnummer 0001");
    stage.ctrl(Key::P);
    stage.until_says(NOT_ON_PAPER);
    stage.look();
    stage.ctrl(Key::N);
    assert!(
        stage.says("0001 ohne Abholschein gehen lassen?"),
        "{}",
        stage.screen()
    );
}

#[test]
fn without_a_printer_each_visit_has_a_file_of_its_own() {
    let mut stage = Stage::with_key();
    for visitor in [Visitor::erika(), Visitor::max()] {
        stage.issue(&visitor);
        stage.press(SHIFTED, Key::N);
    }
    stage.key(Key::F3);
    stage.until_says("2 ungedruckte drucken");
    stage.press(SHIFTED, Key::P);
    stage.until_says(NOT_ON_PAPER);
    assert_eq!(stage.saved().len(), 2, "{:?}", stage.saved());
    assert!(stage.says("2 ungedruckte drucken"), "{}", stage.screen());
}

#[test]
fn a_slip_says_which_certificate_of_its_visit_is_not_printed_yet() {
    const UNPRINTED: &str = "0001 ist fertig, noch nicht gedruckt";
    let mut stage = Stage::with_portal("none");
    stage.issue(&Visitor::erika());
    stage.look();
    stage.ctrl(Key::D);
    stage.type_text("12.12.2021");
    stage.tick();
    stage.switch("503");
    stage.ctrl(Key::Enter);
    stage.until_says("Abholnummer");
    stage.until_says(UNPRINTED);
    stage.click("0001 drucken");
    stage.until_says(NOT_ON_PAPER);
    assert_eq!(stage.saved().len(), 1, "{:?}", stage.saved());
    stage.ctrl(Key::N);
    assert!(
        stage.says("0002 ohne Abholschein gehen lassen?"),
        "{}",
        stage.screen()
    );
    stage.look();
    stage.press(Modifiers::ALT, Key::J);
    assert!(
        stage.says("0001 ungedruckt aushändigen?"),
        "{}",
        stage.screen()
    );
}

#[test]
fn of_several_a_slip_names_the_one_that_is_refused() {
    let mut stage = Stage::with_portal("406");
    stage.type_case(&Visitor::erika());
    stage.press(SHIFTED, Key::N);
    stage.type_case(&Visitor::max());
    stage.ctrl(Key::Enter);
    stage.until_rows("both are refused", |rows| {
        rows.len() == 2 && rows.iter().all(|row| row.state == State::NeedsCorrection)
    });
    stage.until_says("Abholnummern");
    assert!(
        stage.says("0001: Das Portal hat die Angaben abgelehnt"),
        "{}",
        stage.screen()
    );
    assert!(stage.says("0001 berichtigen"), "{}", stage.screen());
}

#[test]
fn a_question_about_several_names_whose_data_are_erased() {
    let mut stage = Stage::with_key();
    stage.type_case(&Visitor::erika());
    stage.press(SHIFTED, Key::N);
    stage.type_case(&Visitor::max());
    stage.ctrl(Key::Enter);
    stage.until_says("Ausgestellt und geprüft");
    stage.press(SHIFTED, Key::N);
    stage.key(Key::F3);
    stage.fill("Vorgang suchen", "0001");
    stage.ctrl(Key::H);
    assert!(
        stage.says("Danach werden die Daten zu 0001\u{2013}0002 gelöscht"),
        "{}",
        stage.screen()
    );
}
