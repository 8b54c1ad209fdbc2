//! What keeps a visit from its certificate is mended while its customer still stands there.

use egui::{Key, Modifiers};
use impftheke::case::State;

use crate::stage::{Stage, Visitor};

/// The screen of a visit that waits for staff names no time to come back; its first action leads on.
#[track_caller]
fn asks_staff(stage: &Stage, action: &str) {
    let screen = stage.screen();
    assert!(stage.says("aber noch nicht alles ausgestellt"), "{screen}");
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

/// Corrects what is to be corrected first, as it stands.
fn correct(stage: &mut Stage, number: &str) {
    stage.look();
    stage.ctrl(Key::E);
    stage.until_says(&format!("Berichtigung von {number}"));
    stage.tick();
    stage.ctrl(Key::Enter);
}

/// Whoever came with others leaves with all that they came for.
#[test]
fn a_correction_of_one_case_leaves_none_of_its_visit_behind() {
    let mut stage = Stage::with_portal("406");
    stage.type_case(&Visitor::erika());
    stage.press(Modifiers::COMMAND | Modifiers::SHIFT, Key::N);
    stage.type_case(&Visitor::max());
    stage.ctrl(Key::Enter);
    stage.until_rows("both are refused", |rows| {
        rows.len() == 2 && rows.iter().all(|row| row.state == State::NeedsCorrection)
    });
    stage.until_says("0001\u{2013}0002");
    stage.switch("none");
    correct(&mut stage, "0001");
    stage.until("it is answered", |stage| {
        stage.says("Ausgestellt und geprüft") || stage.says("Abholnummer")
    });
    // One is issued, the other waits for staff: both stand there.
    assert!(stage.says("0001\u{2013}0002"), "{}", stage.screen());
    assert!(stage.says("Max"), "{}", stage.screen());
    asks_staff(&stage, "0002 berichtigen");
    correct(&mut stage, "0002");
    stage.until_says("Ausgestellt und geprüft");
    assert!(
        stage.says("Erika") && stage.says("Max"),
        "{}",
        stage.screen()
    );
}

/// What the screen says to the customer stands on the slip.
#[test]
fn screen_and_slip_of_a_corrected_visit_name_the_same_time() {
    let mut stage = Stage::with_portal("406");
    stage.type_case(&Visitor::erika());
    stage.press(Modifiers::COMMAND | Modifiers::SHIFT, Key::N);
    stage.type_case(&Visitor::max());
    stage.ctrl(Key::Enter);
    stage.until_rows("both are refused", |rows| {
        rows.len() == 2 && rows.iter().all(|row| row.state == State::NeedsCorrection)
    });
    stage.switch("503");
    correct(&mut stage, "0001");
    stage.until_rows("one waits", |rows| rows[0].state == State::Waiting);
    stage.until_says("Abholnummer");
    stage.leave();
    // The other is corrected late in the afternoon.
    stage.pass(7 * 3600);
    stage.key(Key::F3);
    stage.type_text("1");
    correct(&mut stage, "0002");
    stage.until_rows("both wait", |rows| {
        rows.iter().all(|row| row.state == State::Waiting)
    });
    stage.until("a time shows", |stage| {
        stage.says("Abholnummer") && !stage.says("Steht erst fest")
    });
    let screen = stage.screen();
    let shown = screen
        .lines()
        .skip_while(|line| *line != "Abholen ab")
        .nth(1)
        .unwrap()
        .to_owned();
    stage.ctrl(Key::P);
    stage.until("a slip is saved", |stage| !stage.saved().is_empty());
    let read = std::process::Command::new("pdftotext")
        .arg(&stage.saved()[0])
        .arg("-")
        .output()
        .unwrap();
    let slip = String::from_utf8(read.stdout).unwrap();
    let time = shown.rsplit(", ").next().unwrap();
    let time = time.trim_end_matches(" Uhr").trim_start_matches('0');
    assert!(slip.contains(&format!("ab {time} Uhr")), "{shown}\n{slip}");
    // It was five in the afternoon when it was last corrected, after closing time for whoever comes back.
    assert!(shown.starts_with("2. Juni 2022"), "{shown}");
}

/// What is printed already, and may lie ready for its customer, does not come again.
#[test]
fn a_late_correction_shows_what_is_not_out_yet() {
    let mut stage = Stage::with_portal(r#"[{ "fault": "none", "times": 1 }, { "fault": "406" }]"#);
    stage.type_case(&Visitor::erika());
    stage.press(Modifiers::COMMAND | Modifiers::SHIFT, Key::N);
    stage.type_case(&Visitor::max());
    stage.ctrl(Key::Enter);
    stage.until_rows("one is refused", |rows| {
        rows.iter().any(|row| row.state == State::NeedsCorrection)
    });
    // The one that is ready stays so.
    for _ in 0..2 {
        stage.look();
        stage.ctrl(Key::N);
    }
    stage.key(Key::F3);
    stage.type_text("1");
    stage.ctrl(Key::O);
    stage.until_says("Ausgestellt und geprüft");
    stage.ctrl(Key::S);
    stage.until_rows("it is saved", |rows| rows[0].saved_at.is_some());
    stage.switch("none");
    stage.key(Key::F3);
    correct(&mut stage, "0002");
    stage.until_says("Ausgestellt und geprüft");
    assert!(stage.says("Max"), "{}", stage.screen());
    assert!(!stage.says("Erika"), "{}", stage.screen());
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
    stage.until("all of it is for staff", |stage| {
        stage.says("Warteschlange, 2 zu klären") && !stage.says("warten")
    });
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
