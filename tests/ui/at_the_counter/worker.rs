//! The one worker behind the window: slow to open, busy, or hindered.

use std::fs::{self, File};

use egui::{Key, Modifiers};
use impftheke::{case::State, counter::settings::Settings, portal::request, queue::Row};
use rusqlite::Connection;

use super::hindrance::Hindrance;
use crate::stage::{Stage, Visitor};

#[test]
fn issuing_while_the_counter_is_being_opened_starts_no_second_worker() {
    let mut stage = Stage::with_key();
    stage.close();
    // As long as this is held the worker waits, as it does at the prompt of a key store.
    let settings = Settings::load(&stage.folder().settings()).unwrap();
    let held = File::open(stage.folder().queue(&settings).join("queue.lock")).unwrap();
    held.lock().unwrap();
    stage.open_at_once();
    stage.type_case(&Visitor::erika());
    for _ in 0..3 {
        stage.ctrl(Key::Enter);
    }
    assert!(stage.says("Wird noch geöffnet"), "{}", stage.screen());
    held.unlock().unwrap();
    stage.until("the counter is open", |stage| {
        !stage.says("Wird noch geöffnet")
    });
    assert_eq!(stage.value("Familienname").as_deref(), Some("Mustermann"));
    stage.ctrl(Key::Enter);
    stage.until_says("Ausgestellt und geprüft");
    assert!(!stage.says("anderes Programm"), "{}", stage.screen());
    assert_eq!(stage.rows().len(), 1);
}

/// Of those that follow each other the one that hangs is the only one that waits for it.
#[test]
fn a_request_that_hangs_keeps_no_other_case() {
    let mut stage = Stage::closed(
        Some(r#"[{"fault": "none", "times": 3}, {"fault": "hang"}]"#),
        &[],
    );
    let example = serde_json::from_str(include_str!("../../../packaging/example.json")).unwrap();
    for _ in 0..8 {
        stage.take_up(request::read(&example).unwrap().draft);
    }
    stage.open();
    let of_state = |rows: &[Row], state| rows.iter().filter(|row| row.state == state).count();
    stage.until_rows("three are ready and one is out", |rows| {
        let states = [State::Ready, State::Sending, State::Waiting];
        states.map(|state| of_state(rows, state)) == [3, 1, 4]
    });
    assert!(stage.rows()[4..].iter().all(|row| row.attempts == 0));
    stage.withdraw(8);
    assert_eq!(stage.rows()[7].state, State::Withdrawn);
}

#[test]
fn a_queue_that_nobody_can_work_says_so_as_long_as_it_lasts() {
    let mut stage = Stage::with_portal("503");
    stage.issue(&Visitor::erika());
    stage.until_rows("she waits", |rows| rows.len() == 1);
    stage.close();
    let settings = Settings::load(&stage.folder().settings()).unwrap();
    // Nobody can open it, as another user's file: a test may run as one who may open all of them.
    let lock = stage.folder().queue(&settings).join("worker.lock");
    fs::remove_file(&lock).unwrap();
    fs::create_dir(&lock).unwrap();
    stage.switch("none");
    stage.open();
    stage.until_says(UNWORKED);
    stage.key(Key::Escape);
    stage.pass(3_600);
    stage.look();
    assert!(stage.says(UNWORKED), "{}", stage.screen());
    assert_eq!(stage.rows()[0].state, State::Waiting);
    // What its case says is no other.
    stage.key(Key::F3);
    stage.type_text("1");
    stage.until_says("Sobald die Warteschlange wieder läuft");
    for promise in ["nichts zu tun", "Nächster Versuch von selbst"] {
        assert!(!stage.says(promise), "{}", stage.screen());
    }

    fs::remove_dir(&lock).unwrap();
    stage.until_rows("she is issued", |rows| rows[0].state == State::Ready);
    stage.until("it is over", |stage| !stage.says(UNWORKED));
}

/// What is set up elsewhere while the window is open.
fn set(stage: &Stage, key: &'static str, value: &str) {
    let path = stage.folder().settings();
    let mut settings = Settings::load(&path).unwrap();
    settings.set(key, value).unwrap();
    settings.save(&path).unwrap();
}

#[test]
fn settings_that_cannot_be_used_are_said_until_they_are_mended_and_those_of_before_hold() {
    const SAID: &str = "Einstellungen dieses Rechners";
    let mut stage = Stage::with_key();
    set(&stage, "issuer.country", "DE");
    stage.until_says(SAID);
    stage.issue(&Visitor::erika());
    assert!(stage.says("Ausgestellt und geprüft"), "{}", stage.screen());
    stage.leave();
    stage.until_rows("it is handed over", |rows| {
        rows[0].state == State::HandedOver
    });
    assert!(stage.says(SAID), "it lasts\n{}", stage.screen());
    assert!(!stage.says("kann noch nichts ausgestellt werden"));
    set(&stage, "issuer.country", "XX");
    stage.until("it is mended", |stage| !stage.says(SAID));
}

const UNWORKED: &str = "Die Warteschlange steht still";

#[test]
fn a_worker_that_does_not_hear_is_said_and_the_form_is_free_to_try_again() {
    let mut stage = Stage::with_portal("406");
    stage.issue(&Visitor::erika());
    stage.leave();
    stage.type_case(&Visitor::max());
    let hindrance = Hindrance::of(&stage);
    // The worker waits for the database, and is asked for more than it can remember.
    stage.key(Key::F3);
    stage.type_text("1");
    for _ in 0..80 {
        stage.ctrl(Key::R);
    }
    stage.key(Key::F2);
    stage.ctrl(Key::Enter);
    assert!(
        stage.says("Ein Arbeitsschritt ist unerwartet abgebrochen"),
        "{}",
        stage.screen()
    );
    assert_eq!(stage.value("Familienname").as_deref(), Some("Musterfrau"));
    stage.ctrl(Key::Enter);
    assert!(!stage.says("Läuft schon"), "{}", stage.screen());
    drop(hindrance);
    stage.until("the visit is taken up", |stage| {
        stage
            .window()
            .key_press_modifiers(Modifiers::COMMAND, Key::Enter);
        stage.says("0002")
    });
    assert_eq!(stage.rows().len(), 2);
}

#[test]
fn housekeeping_that_fails_frees_no_form_whose_visit_is_under_way() {
    let mut stage = Stage::prepared(Some("none"), &[("portal.limit-seconds", "30")]);
    stage.issue(&Visitor::erika());
    stage.press(Modifiers::COMMAND | Modifiers::SHIFT, Key::N);
    stage.switch("hang");
    stage.type_case(&Visitor::max());
    stage.ctrl(Key::Enter);
    stage.until_says("Höchstens noch");
    // 0001 is due to expire, and that cannot be written down.
    let hindrance = Hindrance::of(&stage);
    stage.pass(15 * 24 * 3600);
    stage.until_says("Die Warteschlange lässt sich gerade nicht beschreiben");
    assert!(stage.value("Familienname").is_none(), "{}", stage.screen());
    drop(hindrance);
    stage.until_says("0002");
}

#[test]
fn damaged_training_keys_close_nothing_and_new_ones_are_one_key_away() {
    let mut stage = Stage::with_key();
    stage.issue(&Visitor::erika());
    stage.press(Modifiers::COMMAND | Modifiers::SHIFT, Key::N);
    stage.close();
    let key = stage.folder().training_keys().join("dsc.key");
    fs::write(&key, "nonsense").unwrap();
    stage.open();
    stage.issue(&Visitor::max());
    assert!(stage.says("Abholnummer"), "{}", stage.screen());
    assert!(
        stage.says("Übungsschlüssel dieses Rechners sind beschädigt"),
        "{}",
        stage.screen()
    );
    // What was finished before is shown.
    stage.key(Key::F3);
    stage.type_text("1");
    stage.key(Key::Enter);
    stage.until_says("Ausgestellt und geprüft");
    stage.key(Key::Escape);
    stage.key(Key::F3);
    stage.ctrl(Key::T);
    stage.until_rows("both are ready", |rows| {
        rows.iter().all(|row| row.state == State::Ready)
    });
}

/// Lets the worker die as soon as it has taken a visit up, and does something to the counter then.
fn die_once_taken_up(stage: &Stage, then: impl Fn() + Send + 'static) {
    let settings = Settings::load(&stage.folder().settings()).unwrap();
    let database = stage.folder().queue(&settings).join("queue.db");
    stage.time.worker_dies_when(move || {
        let count = Connection::open(&database).and_then(|other| {
            other.query_row("SELECT count(*) FROM cases", [], |row| row.get::<_, u32>(0))
        });
        let taken_up = count.is_ok_and(|count| count > 0);
        if taken_up {
            then();
        }
        taken_up
    });
}

#[test]
fn a_visit_taken_up_by_a_worker_that_dies_is_told_once_the_lock_is_opened() {
    let mut stage = Stage::prepared(None, &[("vault.key", "passphrase")]);
    stage.type_text("kurz und lang genug");
    stage.key(Key::Tab);
    stage.type_text("kurz und lang genug");
    stage.key(Key::Enter);
    stage.until_says("Familienname");
    stage.type_case(&Visitor::erika());
    die_once_taken_up(&stage, || ());
    stage.ctrl(Key::Enter);
    stage.until_says("Impftheke entsperren");
    stage.type_text("ganz falsch");
    stage.key(Key::Enter);
    stage.until_says("Passphrase falsch");
    stage.type_text("kurz und lang genug");
    stage.key(Key::Enter);
    stage.until_says("Ausgestellt und geprüft");
    assert!(stage.says("Mustermann"), "{}", stage.screen());
}

#[test]
fn a_visit_taken_up_by_a_worker_that_dies_is_told_once_a_shut_counter_is_opened() {
    let mut stage = Stage::with_key();
    stage.type_case(&Visitor::erika());
    let key = stage.folder().keys().join("master.key");
    let away = key.with_extension("away");
    let moved = (key.clone(), away.clone());
    die_once_taken_up(&stage, move || fs::rename(&moved.0, &moved.1).unwrap());
    stage.ctrl(Key::Enter);
    stage.until_says("Der Schlüssel der Warteschlange fehlt");
    // Nobody types another over it, and nobody goes on without its number.
    stage.leave();
    assert!(stage.says("Läuft schon"), "{}", stage.screen());
    fs::rename(&away, &key).unwrap();
    stage.ctrl(Key::Enter);
    stage.until_says("Ausgestellt und geprüft");
    assert!(stage.says("Mustermann"), "{}", stage.screen());
    assert_eq!(stage.rows().len(), 1);
}
