//! What keeps a visit from its certificate is mended while its customer still stands there.

use egui::Key;
use impftheke::case::State;

use crate::stage::{Stage, Visitor};

/// The screen of a visit that waits for staff names no time to come back; its first action leads on.
#[track_caller]
fn asks_staff(stage: &Stage, action: &str) {
    let screen = stage.screen();
    assert!(stage.says("aber noch nicht ausgestellt"), "{screen}");
    assert!(
        stage.says("Steht erst fest, wenn das geklärt ist"),
        "{screen}"
    );
    let actions = screen.lines().skip_while(|line| *line != "Aktionen");
    let actions = actions.take_while(|line| !line.starts_with("Zustand,"));
    // The first one stands at the right end.
    assert_eq!(actions.last(), Some(action), "{screen}");
}

#[test]
fn refused_details_are_corrected_from_the_slip() {
    let mut stage = Stage::with_portal("406");
    stage.issue(&Visitor::erika());
    stage.until_rows("0001 is refused", |rows| {
        rows[0].state == State::NeedsCorrection
    });
    stage.settle();
    asks_staff(&stage, "Berichtigen");
    stage.switch("none");
    stage.ctrl(Key::E);
    stage.until("her details stand in the form", |stage| {
        stage.value("Familienname").as_deref() == Some("Mustermann")
    });
    stage.fill("Vornamen", "Erika Maria");
    stage.click_containing("Dieselbe Person wie bei 0001");
    stage.tick();
    stage.ctrl(Key::Enter);
    stage.until_says("Ausgestellt und geprüft");
    assert!(stage.says("Erika Maria"), "{}", stage.screen());
}

#[test]
fn a_conflict_is_tried_again_from_the_slip() {
    let mut stage = Stage::with_portal("409");
    stage.issue(&Visitor::erika());
    stage.until_rows("0001 is unclear", |rows| {
        rows[0].state == State::NeedsCorrection
    });
    stage.settle();
    asks_staff(&stage, "Erneut versuchen");
    stage.switch("none");
    stage.click("Erneut versuchen");
    stage.until_says("Inzwischen ist alles ausgestellt");
    assert!(!stage.says("noch nicht ausgestellt"), "{}", stage.screen());
}

#[test]
fn a_login_that_is_mended_meanwhile_issues_all_from_the_slip() {
    let mut stage = Stage::with_portal("401");
    stage.issue(&Visitor::max());
    stage.leave();
    stage.issue(&Visitor::erika());
    stage.until_says("Das Portal kennt die Anmeldung nicht");
    asks_staff(&stage, "Jetzt versuchen");
    stage.switch("none");
    stage.pass(60);
    stage.click("Jetzt versuchen");
    stage.until_says("Inzwischen ist alles ausgestellt");
    stage.until_rows("both are ready", |rows| {
        rows.iter().all(|row| row.state == State::Ready)
    });
}

#[test]
fn what_goes_on_by_itself_keeps_its_time_and_its_slip() {
    let mut stage = Stage::with_portal("503");
    stage.issue(&Visitor::erika());
    assert!(stage.says("Abholnummer"), "{}", stage.screen());
    assert!(!stage.says("Steht erst fest") && !stage.says("noch nicht ausgestellt"));
    assert!(!stage.says("Jetzt versuchen") && !stage.says("Berichtigen"));
}
