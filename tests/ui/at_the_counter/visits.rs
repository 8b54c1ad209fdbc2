//! A visit from the first letter to its certificate or its number, and what is looked at beside it.

use std::{process::Command, time::Instant};

use egui::{Key, Modifiers};
use impftheke::{case::State, domain::Clock as _};

use crate::stage::{PATIENCE, POLL, Stage, Visitor};

/// A counter with one finished case in the queue: that of Erika Mustermann, 0001.
fn with_ready_case(faults: &str) -> Stage {
    let mut stage = Stage::with_portal("503");
    stage.issue(&Visitor::erika());
    stage.leave();
    stage.switch("none");
    stage.pass(3600);
    stage.until_rows("0001 is ready", |rows| rows[0].state == State::Ready);
    stage.switch(faults);
    stage
}

/// Opens the finished case from the queue.
fn look_at(stage: &mut Stage, number: &str) {
    stage.key(Key::F3);
    stage.type_text(number);
    stage.key(Key::Enter);
    stage.until_says("Ausgestellt und geprüft");
}

#[test]
fn a_visit_is_issued_with_a_key_at_hand_and_shows_its_own_certificate() {
    let mut stage = Stage::with_key();
    stage.issue(&Visitor::erika());
    assert!(stage.says("Ausgestellt und geprüft") && stage.says("Mustermann"));
    let rows = stage.rows();
    assert_eq!((rows.len(), rows[0].state), (1, State::Ready));
}

#[test]
fn a_visit_that_the_portal_does_not_take_is_told_its_number_and_outlives_a_restart() {
    let mut stage = Stage::with_portal("503");
    stage.issue(&Visitor::erika());
    assert!(stage.says("0001"));
    stage.restart();
    stage.kill();
    assert_eq!(stage.rows()[0].state, State::Waiting);
    assert_eq!(stage.content(1).family_name, "Mustermann");
}

#[test]
fn a_visit_whose_details_the_portal_refuses_says_that_somebody_must_act() {
    for (faults, todo) in [
        ("406", "mit dem Nachweis vergleichen und berichtigen"),
        ("409", "ob es schon ausgehändigt wurde"),
        ("401", "die Anmeldung erneuern lassen"),
    ] {
        let mut stage = Stage::with_portal(faults);
        stage.issue(&Visitor::erika());
        assert!(stage.says("Abholnummer") && stage.says(todo), "{faults}");
        assert!(!stage.says("nichts zu tun"), "{faults}");
    }
}

#[test]
fn the_slip_of_a_refused_case_promises_nothing_and_asks_the_customer_to_get_in_touch() {
    for (faults, says, never) in [
        ("406", "Bitte melden Sie sich", "Bitte kommen Sie wieder"),
        ("409", "Bitte melden Sie sich", "Angabe"),
        ("401", "Bitte melden Sie sich", "Bitte kommen Sie wieder"),
        ("503", "Bitte kommen Sie wieder", "Bitte melden Sie sich"),
    ] {
        let mut stage = Stage::with_portal(faults);
        stage.issue(&Visitor::erika());
        stage.ctrl(Key::P);
        stage.until("a slip is saved", |stage| !stage.saved().is_empty());
        let read = Command::new("pdftotext")
            .arg(&stage.saved()[0])
            .arg("-")
            .output()
            .unwrap();
        let text = String::from_utf8(read.stdout).unwrap();
        assert!(text.contains(says) && !text.contains(never), "{text}");
        assert_eq!(text.contains("holen wir es"), faults == "503", "{text}");
    }
}

#[test]
fn whoever_was_looked_at_is_not_shown_as_the_result_of_somebody_else() {
    let mut stage = with_ready_case("503");
    look_at(&mut stage, "1");
    stage.key(Key::F2);
    stage.issue(&Visitor::max());
    assert!(
        stage.says("Abholnummer") && stage.says("0002"),
        "{}",
        stage.screen()
    );
    assert!(!stage.says("Ausgestellt und geprüft") && !stage.says("Mustermann"));
    // What is printed is the slip of the one who stands here.
    stage.ctrl(Key::P);
    stage.until("a slip is saved", |stage| !stage.saved().is_empty());
    let saved = stage.saved();
    assert!(
        saved.len() == 1 && saved[0].ends_with("slips/Abholschein-0002.pdf"),
        "{saved:?}"
    );
}

#[test]
fn whoever_was_looked_at_does_not_stand_where_an_attempt_is_waited_for() {
    let mut stage = with_ready_case("hang");
    look_at(&mut stage, "1");
    stage.key(Key::F2);
    stage.type_case(&Visitor::max());
    stage.ctrl(Key::Enter);
    stage.until_says("Höchstens noch");
    assert!(!stage.says("Ausgestellt und geprüft") && !stage.says("Mustermann"));
    stage.key(Key::Escape);
    stage.until_says("0002");
}

#[test]
fn while_an_attempt_runs_another_case_can_be_looked_at_and_the_number_is_told_all_the_same() {
    let mut stage = with_ready_case("hang");
    stage.type_case(&Visitor::max());
    stage.ctrl(Key::Enter);
    stage.until_says("Höchstens noch");
    look_at(&mut stage, "1");
    assert!(stage.says("Mustermann") && !stage.says("Musterfrau"));
    stage.key(Key::F2);
    stage.key(Key::Escape);
    stage.until_says("0002");
    assert!(!stage.says("Mustermann"));
}

#[test]
fn an_answer_that_comes_when_somebody_else_is_typed_replaces_nothing() {
    let mut stage = Stage::with_portal("slow-headers");
    stage.type_case(&Visitor::erika());
    stage.ctrl(Key::Enter);
    stage.until_says("Höchstens noch");
    stage.key(Key::Escape);
    stage.until_says("0001");
    stage.leave();
    stage.fill("Familienname", "Musterfrau");
    stage.switch("none");
    stage.until_rows("0001 is ready", |rows| rows[0].state == State::Ready);
    stage.until_says("1 Zertifikat ist fertig");
    assert_eq!(stage.value("Familienname").as_deref(), Some("Musterfrau"));
    assert!(!stage.says("Ausgestellt und geprüft"));
}

#[test]
fn after_a_look_the_next_customer_takes_nobody_elses_certificate_along() {
    let mut stage = with_ready_case("none");
    look_at(&mut stage, "1");
    stage.key(Key::F2);
    stage.leave();
    stage.pass(1200);
    stage.restart();
    assert_eq!(stage.rows()[0].state, State::Ready);
    // The one who was issued just now goes along with the certificate.
    stage.issue(&Visitor::max());
    stage.leave();
    stage.until_rows("0002 is handed over", |rows| {
        rows[1].state == State::HandedOver
    });
    assert_eq!(stage.rows()[0].state, State::Ready);
}

#[test]
fn a_key_pressed_before_the_certificate_shows_does_not_hand_it_over() {
    let mut stage = Stage::with_key();
    stage.type_case(&Visitor::erika());
    stage.frame_with(&[(Modifiers::COMMAND, Key::Enter)]);
    // Pressed in every frame, also in the one in which the certificate comes to show, and in a few more.
    let since = Instant::now();
    let mut seen = 0;
    while seen < 10 {
        assert!(since.elapsed() < PATIENCE, "{}", stage.screen());
        stage.frame_with(&[(Modifiers::COMMAND, Key::N)]);
        std::thread::sleep(POLL);
        seen += usize::from(stage.says("Ausgestellt und geprüft"));
        assert!(
            seen == 0 || stage.says("Mustermann"),
            "it was put away unseen"
        );
    }
    assert_eq!(stage.rows()[0].state, State::Ready);
    stage.leave();
    stage.until_rows("the key that sees it counts", |rows| {
        rows[0].state == State::HandedOver
    });
}

#[test]
fn a_certificate_does_not_come_over_what_was_begun_since_it_was_asked_for() {
    let mut stage = with_ready_case("none");
    stage.issue(&Visitor::max());
    stage.press(Modifiers::COMMAND | Modifiers::SHIFT, Key::N);
    stage.key(Key::F3);
    assert_eq!(stage.chosen_row(), Some(1));
    stage.ctrl(Key::O);
    stage.until_says("Ausgestellt und geprüft");
    stage.key(Key::Escape);
    assert!(!stage.says("Ausgestellt und geprüft"), "{}", stage.screen());
    // Another is chosen in the frame in which the certificate is asked for.
    stage.look();
    stage.frame_with(&[
        (Modifiers::COMMAND, Key::O),
        (Modifiers::NONE, Key::ArrowDown),
    ]);
    stage.ask_to_withdraw();
    assert!(stage.says("0002 zurückziehen?"), "{}", stage.screen());
    stage.agree();
    // What was asked of the queue before has been answered by then.
    stage.until_rows("0002 is withdrawn", |rows| {
        rows[1].state == State::Withdrawn
    });
    stage.settle();
    assert!(!stage.says("Ausgestellt und geprüft"), "{}", stage.screen());
}

#[test]
fn as_many_details_are_missing_as_show_in_red() {
    let mut stage = Stage::with_key();
    let red = |stage: &Stage| {
        use egui_kittest::kittest::Queryable as _;
        stage
            .window()
            .query_all_by_label("Diese Angabe fehlt")
            .count()
    };
    let ticks = 4;
    stage.ctrl(Key::Enter);
    let missing = red(&stage) + ticks;
    assert!(
        stage.says(&format!("{missing} Angaben fehlen")),
        "{missing}\n{}",
        stage.screen()
    );
    stage.fill("Familienname", "Mustermann");
    stage.fill("Geburtsdatum", "120864");
    stage.choose("Impfstoff", "Comirnaty");
    stage.fill("Datum der Impfung", "12.5.2021");
    stage.tick();
    stage.ctrl(Key::Enter);
    assert_eq!(red(&stage), 2, "which dose it is, and what came before");
    assert!(stage.says("2 Angaben fehlen"), "{}", stage.screen());
}

#[test]
fn a_key_that_belongs_to_the_form_answers_no_question_of_the_queue() {
    let mut stage = with_ready_case("none");
    stage.key(Key::F3);
    stage.type_text("1");
    stage.key(Key::ArrowDown);
    for (asks, question) in [
        (Key::Delete, "0001 zurückziehen?"),
        (Key::H, "0001 aushändigen?"),
    ] {
        stage.ctrl(asks);
        stage.ctrl(Key::Enter);
        assert!(stage.says(question), "{}", stage.screen());
    }
    stage.agree();
    stage.until_rows("its own key says yes", |rows| {
        rows[0].state == State::HandedOver
    });
}

#[test]
fn a_visit_that_is_withdrawn_shows_nothing_any_more() {
    for (faults, shows) in [("none", "Ausgestellt und geprüft"), ("503", "Abholnummer")] {
        let mut stage = Stage::with_portal(faults);
        stage.issue(&Visitor::erika());
        stage.key(Key::F3);
        stage.type_text("1");
        stage.ask_to_withdraw();
        assert!(stage.says("0001 zurückziehen?"), "{}", stage.screen());
        stage.agree();
        stage.until_rows("0001 is withdrawn", |rows| {
            rows[0].state == State::Withdrawn
        });
        stage.key(Key::F2);
        assert!(!stage.says(shows), "{}", stage.screen());
        assert_eq!(stage.value("Familienname").as_deref(), Some(""));
    }
}

#[test]
fn a_slip_bears_only_what_still_waits() {
    let mut stage = Stage::prepared(Some("hang"), &[("portal.limit-seconds", "25")]);
    stage.type_case(&Visitor::erika());
    stage.press(Modifiers::COMMAND | Modifiers::SHIFT, Key::N);
    stage.type_case(&Visitor::max());
    stage.ctrl(Key::Enter);
    stage.until_says("Höchstens noch");
    // The first is on its way, so the second can be withdrawn.
    stage.key(Key::F3);
    stage.fill("Vorgang suchen", "2");
    // A key in the very frame in which the list changes is not meant for what it shows then.
    let since = Instant::now();
    while !stage.says("0002 zurückziehen?") {
        assert!(since.elapsed() < PATIENCE, "{}", stage.screen());
        stage.ask_to_withdraw();
        std::thread::sleep(POLL);
    }
    stage.agree();
    stage.until_rows("0002 is withdrawn", |rows| {
        rows[1].state == State::Withdrawn
    });
    stage.key(Key::F2);
    stage.key(Key::Escape);
    stage.until_says("Abholnummer");
    // It can be brought back no longer.
    stage.sit(11);
    assert!(
        stage.says("0001") && !stage.says("0002"),
        "{}",
        stage.screen()
    );
}

#[test]
fn a_number_that_came_behind_the_queue_is_read_before_a_correction_takes_its_place() {
    let mut stage = Stage::with_portal("406");
    stage.issue(&Visitor::erika());
    stage.leave();
    stage.type_case(&Visitor::max());
    let at_once = [(Modifiers::COMMAND, Key::Enter), (Modifiers::NONE, Key::F3)];
    for key in at_once {
        stage.frame_with(&[key]);
    }
    stage.until_says("2 zu klären");
    stage.fill("Vorgang suchen", "1");
    let since = Instant::now();
    while !stage.says("Erst ansehen, was eben fertig wurde: F2") {
        assert!(since.elapsed() < PATIENCE, "{}", stage.screen());
        stage.ctrl(Key::E);
        std::thread::sleep(POLL);
    }
    stage.key(Key::ArrowDown);
    for asks in [Key::H, Key::Delete] {
        stage.ctrl(asks);
        assert!(!stage.says("0001 zurückziehen?"), "{}", stage.screen());
    }
    // Nor is it read in the moment in which she turns to it.
    stage.key(Key::F2);
    stage.hurry(Modifiers::COMMAND, Key::N);
    assert!(
        stage.says("Abholnummer") && stage.says("0002"),
        "{}",
        stage.screen()
    );
    stage.look();
    stage.key(Key::F3);
    stage.fill("Vorgang suchen", "1");
    stage.ctrl(Key::E);
    stage.until_says("Berichtigung von 0001");
}

#[test]
fn a_key_that_means_the_same_everywhere_is_heard_in_every_frame() {
    let mut stage = with_ready_case("none");
    stage.key(Key::F3);
    stage.type_text("1");
    stage.ctrl(Key::H);
    assert!(stage.says("0001 aushändigen?"), "{}", stage.screen());
    stage.look();
    stage.frame_with(&[(Modifiers::ALT, Key::J)]);
    // The list lets go of the choice in one of these frames, and each of them hears F8.
    let theme = |stage: &Stage| {
        stage
            .window()
            .ctx
            .options(|options| options.theme_preference)
    };
    let since = Instant::now();
    while stage.says("0001") {
        assert!(since.elapsed() < PATIENCE, "{}", stage.screen());
        let before = theme(&stage);
        stage.frame_with(&[(Modifiers::NONE, Key::F8)]);
        assert_ne!(theme(&stage), before, "a frame has swallowed F8");
        std::thread::sleep(POLL);
    }
}

#[test]
fn who_comes_on_christmas_eve_is_not_asked_to_come_back_to_a_closed_door() {
    let settings = [("pharmacy.hours", "täglich 8-20")];
    let mut stage = Stage::closed(Some("503"), &settings);
    let eve: jiff::ZonedDateTime = "2026-12-24T15:00[Europe/Berlin]".parse().unwrap();
    let ahead = eve.timestamp().as_second() - stage.time.now().timestamp().as_second();
    stage.time.step(ahead);
    stage.portal_time.step(ahead);
    stage.open();
    stage.issue(&Visitor::erika());
    // 27 December is a Sunday, and it opens on Sundays.
    assert!(stage.says("27. Dezember 2026"), "{}", stage.screen());
}

#[test]
fn the_closed_days_that_were_set_send_nobody_to_a_closed_door() {
    for (set, now, day) in [
        // Heilige Drei Könige, of Bavaria and not of Berlin.
        (
            ("pharmacy.state", "DE-BY"),
            "2027-01-05T19:30",
            "7. Januar 2027",
        ),
        (
            ("pharmacy.state", "DE-BE"),
            "2027-01-05T19:30",
            "6. Januar 2027",
        ),
        (
            ("pharmacy.closed", "6.1."),
            "2027-01-05T19:30",
            "7. Januar 2027",
        ),
        (
            ("pharmacy.eves", "geschlossen"),
            "2026-12-23T19:30",
            "27. Dezember 2026",
        ),
        (
            ("pharmacy.eves", "13:00"),
            "2026-12-23T19:30",
            "24. Dezember 2026",
        ),
    ] {
        let settings = [("pharmacy.hours", "täglich 8-20"), set];
        let mut stage = Stage::closed(Some("503"), &settings);
        let now: jiff::ZonedDateTime = format!("{now}[Europe/Berlin]").parse().unwrap();
        let ahead = now.timestamp().as_second() - stage.time.now().timestamp().as_second();
        stage.time.step(ahead);
        stage.portal_time.step(ahead);
        stage.open();
        stage.issue(&Visitor::erika());
        assert!(stage.says(day), "{set:?}: {}", stage.screen());
    }
}

#[test]
fn a_finished_certificate_beside_one_under_way_is_not_withdrawn() {
    let mut stage = Stage::with_portal(r#"[{ "fault": "none", "times": 1 }, { "fault": "hang" }]"#);
    stage.type_case(&Visitor::erika());
    stage.press(Modifiers::COMMAND | Modifiers::SHIFT, Key::N);
    stage.type_case(&Visitor::max());
    stage.ctrl(Key::Enter);
    let states = [State::Ready, State::Sending];
    stage.until_rows("the second is under way", |rows| {
        rows.iter().map(|row| row.state).eq(states)
    });
    stage.key(Key::F3);
    stage.type_text("1");
    stage.ask_to_withdraw();
    stage.settle();
    assert!(!stage.says("zurückziehen?"), "{}", stage.screen());
}

/// The computer slept for days over a question: it is the hand-over that wakes the worker.
#[test]
fn what_is_handed_over_after_a_long_sleep_can_be_printed_again() {
    let mut stage = with_ready_case("none");
    stage.key(Key::F3);
    stage.type_text("1");
    stage.ctrl(Key::H);
    stage.until_says("0001 aushändigen?");
    stage.pass(6 * 24 * 60 * 60);
    stage.agree();
    stage.until_rows("it is handed over", |rows| {
        rows[0].state == State::HandedOver
    });
    stage.settle();
    stage.pass(60);
    stage.settle();
    assert!(stage.is_kept(1), "erased at once");
    stage.pass(15 * 60);
    stage.until("it is erased", |stage| !stage.is_kept(1));
}
