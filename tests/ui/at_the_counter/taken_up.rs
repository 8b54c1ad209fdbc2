//! What is taken up stays taken up, and what a portal signed is kept, whatever becomes of the database meanwhile.

use std::thread::{self, JoinHandle};

use egui::Key;
use impftheke::{case::State, counter::settings::Settings};
use rusqlite::Connection;

use crate::stage::{Stage, Visitor};

/// The words under which a database that cannot be written to is told.
const HINDERED: &str = "lässt sich gerade nicht beschreiben";
const ISSUED: &str = "Ausgestellt und geprüft";

/// Another program at the database of the counter.
fn another_program(stage: &Stage) -> Connection {
    let settings = Settings::load(&stage.folder().settings()).unwrap();
    Connection::open(stage.folder().queue(&settings).join("queue.db")).unwrap()
}

fn count(other: &Connection, of: &str) -> u32 {
    let sql = format!("SELECT count(*) FROM {of}");
    other.query_row(&sql, [], |row| row.get(0)).unwrap()
}

/// Has another program keep the database to itself as soon as there is a case of this kind.
fn lock_once(stage: &Stage, cases: &'static str) -> JoinHandle<Connection> {
    let other = another_program(stage);
    let locks = move || {
        while count(&other, cases) == 0 {
            thread::yield_now();
        }
        other.execute_batch("BEGIN EXCLUSIVE").unwrap();
        other
    };
    thread::Builder::new().spawn(locks).unwrap()
}

#[test]
fn a_visit_taken_up_while_another_program_reads_is_shown_and_made_once() {
    let mut stage = Stage::with_key();
    let other = another_program(&stage);
    stage.type_case(&Visitor::erika());
    stage.until("the draft is kept", |_| count(&other, "draft") == 1);
    other.execute_batch("BEGIN").unwrap();
    assert_eq!(count(&other, "cases"), 0);
    stage.ctrl(Key::Enter);
    stage.until("the visit is over", |stage| {
        stage.says(ISSUED) || stage.says("nicht")
    });
    assert!(stage.says(ISSUED), "{}", stage.screen());
    other.execute_batch("COMMIT").unwrap();
    assert_eq!(count(&other, "cases"), 1);
    // What was typed is erased from the files as soon as nobody reads them any more.
    stage.until("the files are scrubbed", |_| {
        count(&other, "marks WHERE name = 'scrub'") == 0
    });
}

#[test]
fn a_visit_whose_database_is_locked_as_soon_as_it_is_taken_up_is_told_its_number() {
    let mut stage = Stage::with_portal("503");
    let watch = another_program(&stage);
    stage.type_case(&Visitor::erika());
    let locks = lock_once(&stage, "cases");
    stage.ctrl(Key::Enter);
    let other = locks.join().unwrap();
    stage.until_says("0001");
    assert!(stage.says("Abholnummer"), "{}", stage.screen());
    other.execute_batch("COMMIT").unwrap();
    assert_eq!(count(&watch, "cases"), 1);
}

#[test]
fn an_answer_that_comes_after_a_quarter_of_an_hours_sleep_is_the_only_one() {
    let slow = r#"[{"fault": "slow-body", "pause_ms": 1}]"#;
    let mut stage = Stage::prepared(Some(slow), &[("portal.flow", "issue")]);
    let watch = another_program(&stage);
    stage.type_case(&Visitor::erika());
    stage.ctrl(Key::Enter);
    stage.until("it is being sent", |_| {
        count(&watch, "cases WHERE state = 'sending'") == 1
    });
    stage.time.step(15 * 60);
    stage.portal_time.step(15 * 60);
    stage.until("the case is ready", |_| {
        count(&watch, "cases WHERE state = 'ready'") == 1
    });
    assert_eq!(stage.portal().log().signatures, 1);
    assert_eq!(stage.rows()[0].attempts, 1);
}

#[test]
fn an_answer_that_comes_while_the_database_is_locked_is_kept_and_nothing_is_signed_twice() {
    let slow = r#"[{"fault": "slow-body", "pause_ms": 1}]"#;
    let mut stage = Stage::prepared(Some(slow), &[("portal.flow", "issue")]);
    let watch = another_program(&stage);
    stage.type_case(&Visitor::erika());
    let locks = lock_once(&stage, "cases WHERE state = 'sending'");
    stage.ctrl(Key::Enter);
    let other = locks.join().unwrap();
    stage.until_says(HINDERED);
    other.execute_batch("COMMIT").unwrap();
    stage.until("the case is ready", |_| {
        count(&watch, "cases WHERE state = 'ready'") == 1
    });
    // Longer than any attempt lasts: nobody takes it for lost and has it signed again.
    stage.pass(20 * 60);
    stage.until("nothing is hindered", |stage| !stage.says(HINDERED));
    assert_eq!(stage.portal().log().certificates, 1);
    assert_eq!(stage.rows()[0].state, State::Ready);
}

#[test]
fn an_answer_on_its_way_when_the_window_is_closed_is_kept() {
    let slow = r#"[{"fault": "slow-body", "pause_ms": 0}]"#;
    let mut stage = Stage::prepared(Some(slow), &[("portal.flow", "issue")]);
    stage.type_case(&Visitor::erika());
    stage.ctrl(Key::Enter);
    stage.until("it is signed", |stage| {
        stage.portal().log().certificates == 1
    });
    stage.close();
    assert_eq!(stage.rows()[0].state, State::Ready);
    assert_eq!(stage.portal().log().certificates, 1);
}

#[test]
fn what_is_typed_while_the_database_is_locked_is_said_not_to_be_kept_and_is_kept_after_all() {
    let mut stage = Stage::with_key();
    let other = another_program(&stage);
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    stage.fill("Familienname", "Mustermann");
    stage.until_says("Was getippt wird, lässt sich gerade nicht sichern");
    assert!(!stage.says("nicht aufgenommen"), "{}", stage.screen());
    other.execute_batch("COMMIT").unwrap();
    // Without another key.
    stage.until("it is kept", |_| count(&other, "draft") == 1);
    stage.until("it is not said any more", |stage| {
        !stage.says("lässt sich gerade nicht sichern")
    });
}

#[test]
fn what_is_discarded_while_the_database_is_locked_is_forgotten_after_all() {
    let mut stage = Stage::with_key();
    let other = another_program(&stage);
    stage.fill("Familienname", "Mustermann");
    stage.until("it is kept", |_| count(&other, "draft") == 1);
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    stage.discard();
    stage.until_says(HINDERED);
    assert_eq!(stage.value("Familienname").as_deref(), Some(""));
    other.execute_batch("COMMIT").unwrap();
    stage.until("it is forgotten", |_| count(&other, "draft") == 0);
}
