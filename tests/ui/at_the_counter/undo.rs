//! What one key has ended or thrown away comes back by Ctrl+Z, for ten seconds and whatever was pressed since.

use egui::{Key, Modifiers};
use impftheke::{case::State, counter::settings::Settings};
use rusqlite::Connection;

use super::hindrance::Hindrance;
use crate::stage::{Stage, Visitor};

const DISCARDED: &str = "Impfung verworfen, Strg+Z holt zurück";
const SHIFTED: Modifiers = Modifiers {
    shift: true,
    ..Modifiers::COMMAND
};

/// A counter whose queue holds the finished certificate of Erika, 0001.
fn with_one_ready() -> Stage {
    let mut stage = Stage::with_key();
    stage.issue(&Visitor::erika());
    stage.press(SHIFTED, Key::N);
    stage
}

/// How many contents of cases lie in the folder.
fn contents(stage: &Stage) -> u32 {
    let settings = Settings::load(&stage.folder().settings()).unwrap();
    let database = stage.folder().queue(&settings).join("queue.db");
    let count = "SELECT count(*) FROM contents";
    Connection::open(database)
        .unwrap()
        .query_row(count, [], |row| row.get(0))
        .unwrap()
}

fn family(stage: &Stage) -> String {
    stage.value("Familienname").unwrap_or_default()
}

#[test]
fn a_form_that_was_left_comes_back_also_after_what_was_typed_since() {
    let mut stage = Stage::with_key();
    stage.type_case(&Visitor::erika());
    stage.ctrl(Key::N);
    assert!(stage.says(DISCARDED), "{}", stage.screen());
    assert_eq!(family(&stage), "");
    stage.type_text("Begonnen");
    stage.sit(8);
    assert!(stage.says(DISCARDED), "{}", stage.screen());
    stage.ctrl(Key::Z);
    assert_eq!(family(&stage), "Mustermann");
    assert!(!stage.says(DISCARDED), "{}", stage.screen());
    // Nor is that lost which stood there meanwhile.
    stage.until_says("Unfertige Eingabe");
    stage.ctrl(Key::N);
    stage.press(Modifiers::ALT, Key::U);
    stage.until("it is taken up", |stage| family(stage) == "Begonnen");
    // What was ticked is ticked no more: somebody else stands there. What was typed comes back with its ticks.
    stage.ctrl(Key::Z);
    assert_eq!(family(&stage), "Mustermann");
    stage.ctrl(Key::Enter);
    stage.until_says("Ausgestellt und geprüft");
}

#[test]
fn what_was_deleted_in_a_field_comes_back_wherever_the_keys_are_by_then() {
    let mut stage = Stage::with_key();
    stage.type_case(&Visitor::erika());
    for onward in [Key::Enter, Key::Tab] {
        stage.fill("Familienname", "");
        stage.key(onward);
        stage.ctrl(Key::Z);
        assert_eq!(family(&stage), "Mustermann", "after {onward:?}");
    }
    // What was typed since goes first.
    stage.fill("Familienname", "");
    stage.fill("Vornamen", "Max");
    stage.key(Key::Tab);
    stage.ctrl(Key::Z);
    assert_eq!(stage.value("Vornamen").as_deref(), Some("Erika"));
    for _ in 0..3 {
        stage.ctrl(Key::Z);
    }
    assert_eq!(family(&stage), "Mustermann");
}

#[test]
fn after_ten_seconds_what_was_discarded_is_gone_from_the_disk_too() {
    let mut stage = Stage::with_key();
    stage.type_case(&Visitor::erika());
    stage.until("it is kept", |stage| !stage.drafts_on_disk().is_empty());
    stage.ctrl(Key::N);
    stage.sit(5);
    assert!(!stage.drafts_on_disk().is_empty(), "it may come back");
    stage.sit(6);
    assert!(!stage.says(DISCARDED), "{}", stage.screen());
    stage.ctrl(Key::Z);
    assert_eq!(family(&stage), "");
    stage.until("it is erased", |stage| stage.drafts_on_disk().is_empty());
}

#[test]
fn a_kill_loses_nothing_that_could_be_brought_back() {
    let mut stage = Stage::with_key();
    stage.type_case(&Visitor::erika());
    stage.until("it is kept", |stage| !stage.drafts_on_disk().is_empty());
    stage.ctrl(Key::N);
    stage.kill();
    stage.until("it stands there again", |stage| {
        family(stage) == "Mustermann"
    });
    // Whoever closes the window has decided.
    stage.ctrl(Key::N);
    stage.restart();
    assert_eq!(family(&stage), "");
    assert!(stage.drafts_on_disk().is_empty());
}

#[test]
fn a_case_that_was_removed_comes_back_to_its_place() {
    let mut stage = Stage::with_key();
    stage.type_case(&Visitor::erika());
    stage.press(SHIFTED, Key::N);
    stage.type_case(&Visitor::max());
    stage.ctrl(Key::PageUp);
    stage.press(SHIFTED, Key::Delete);
    assert!(
        stage.says("Impfung entfernt, Strg+Z holt zurück"),
        "{}",
        stage.screen()
    );
    assert_eq!(family(&stage), "Musterfrau");
    stage.fill("Vornamen", "Moritz");
    // The last one is emptied.
    stage.press(SHIFTED, Key::Delete);
    assert_eq!(family(&stage), "");
    stage.ctrl(Key::Z);
    assert_eq!(family(&stage), "Musterfrau");
    stage.ctrl(Key::Z);
    assert_eq!(family(&stage), "Mustermann");
    stage.ctrl(Key::PageDown);
    assert_eq!(stage.value("Vornamen").as_deref(), Some("Moritz"));
}

#[test]
fn the_line_that_brings_back_says_what() {
    let mut stage = Stage::with_portal("406");
    stage.ctrl(Key::Num3);
    stage.fill("Familienname", "Mustermann");
    stage.ctrl(Key::N);
    assert!(stage.says("Test verworfen, Strg+Z"), "{}", stage.screen());
    stage.type_case(&Visitor::erika());
    stage.press(SHIFTED, Key::N);
    stage.type_case(&Visitor::max());
    stage.ctrl(Key::N);
    assert!(stage.says("2 Eingaben verworfen, Strg+Z"));
    stage.issue(&Visitor::erika());
    stage.ctrl(Key::E);
    stage.until_says("Berichtigung von 0001");
    stage.ctrl(Key::N);
    assert!(stage.says("Berichtigung 0001 verworfen, Strg+Z"));
    stage.ctrl(Key::Z);
    stage.until_says("Berichtigung von 0001");
}

#[test]
fn what_was_handed_over_comes_back_ready() {
    let mut stage = with_one_ready();
    stage.key(Key::F3);
    stage.ctrl(Key::H);
    stage.agree();
    stage.until_rows("it is handed over", |rows| {
        rows[0].state == State::HandedOver
    });
    assert!(stage.says("0001 ausgehändigt, Strg+Z holt zurück"));
    // A key in between, in a field.
    stage.type_text("x");
    stage.ctrl(Key::Z);
    stage.until_rows("it is ready again", |rows| rows[0].state == State::Ready);
    stage.until_says("0001: wieder in der Warteschlange");
    stage.fill("Vorgang suchen", "0001");
    stage.key(Key::Enter);
    stage.until_says("Ausgestellt und geprüft");
}

#[test]
fn what_a_customer_left_with_comes_back_ready() {
    let mut stage = Stage::with_key();
    stage.issue(&Visitor::erika());
    stage.leave();
    stage.until_rows("it is handed over", |rows| {
        rows[0].state == State::HandedOver
    });
    stage.type_text("Begonnen");
    stage.ctrl(Key::Z);
    stage.until_rows("it is ready again", |rows| rows[0].state == State::Ready);
    assert_eq!(family(&stage), "Begonnen");
}

#[test]
fn what_was_withdrawn_comes_back_as_it_was_and_is_erased_when_that_is_over() {
    let mut stage = Stage::with_portal("503");
    stage.issue(&Visitor::erika());
    stage.ctrl(Key::N);
    stage.key(Key::F3);
    let withdraw = |stage: &mut Stage| {
        stage.type_text("0001");
        stage.ask_to_withdraw();
        assert!(stage.says("0001 zurückziehen?"), "{}", stage.screen());
        stage.agree();
        stage.until_rows("it is withdrawn", |rows| rows[0].state == State::Withdrawn);
    };
    withdraw(&mut stage);
    assert_eq!(contents(&stage), 1, "it may come back");
    assert!(!stage.is_kept(1), "nobody else sees it");
    stage.ctrl(Key::Z);
    stage.until_rows("it waits again", |rows| {
        matches!(rows[0].state, State::Waiting | State::Sending)
    });
    stage.until_says("Mustermann, Erika");
    stage.until_rows("nothing is under way", |rows| {
        rows[0].state == State::Waiting
    });
    withdraw(&mut stage);
    // A kill changes nothing of it.
    stage.kill();
    assert_eq!(stage.rows()[0].state, State::Withdrawn);
    stage.sit(25);
    stage.until("it is erased", |stage| contents(stage) == 0);
    stage.ctrl(Key::Z);
    assert_eq!(stage.rows()[0].state, State::Withdrawn);
}

#[test]
fn an_offered_draft_that_was_discarded_is_offered_again() {
    const OFFERED: &str = "Unfertige Eingabe von";
    let mut stage = Stage::with_key();
    stage.type_case(&Visitor::erika());
    stage.until("it is kept", |stage| !stage.drafts_on_disk().is_empty());
    // Nothing of it is on its way to the disk any more: the worker of a window that is killed here lives on.
    stage.sit(2);
    stage.look();
    stage.kill();
    stage.hurry(Modifiers::NONE, Key::F2);
    stage.until_says(OFFERED);
    stage.look();
    stage.click("Verwerfen");
    assert!(
        stage.says("Unfertige Eingabe verworfen, Strg+Z holt zurück") && !stage.says(OFFERED),
        "{}",
        stage.screen()
    );
    stage.ctrl(Key::Z);
    assert!(stage.says(OFFERED), "{}", stage.screen());
    stage.look();
    stage.click("Verwerfen");
    stage.sit(11);
    stage.until("it is erased", |stage| stage.drafts_on_disk().is_empty());
}

/// A visit that is over takes nothing in: what was removed from it waits beside the form, and what shows stays.
#[test]
fn what_was_removed_from_a_visit_that_is_issued_by_now_waits_beside_the_form() {
    let mut stage = Stage::with_key();
    stage.type_case(&Visitor::erika());
    stage.press(SHIFTED, Key::N);
    stage.type_case(&Visitor::max());
    stage.press(SHIFTED, Key::Delete);
    stage.ctrl(Key::Enter);
    stage.until_says("Ausgestellt und geprüft");
    stage.ctrl(Key::Z);
    assert!(stage.says("Ausgestellt und geprüft"), "{}", stage.screen());
    stage.leave();
    stage.until_says("Unfertige Eingabe");
    stage.press(Modifiers::ALT, Key::U);
    stage.until("it is taken up", |stage| family(stage) == "Musterfrau");
}

/// The toolkit remembers what stood in a field, and the fields are the same ones for everybody.
#[test]
fn no_step_back_brings_the_text_of_another_person() {
    let mut stage = Stage::with_key();
    stage.type_text("Mustermann");
    stage.sit(3);
    stage.ctrl(Key::N);
    stage.sit(12);
    stage.type_text("B");
    stage.sit(3);
    for _ in 0..3 {
        stage.ctrl(Key::Z);
        assert!(!family(&stage).contains("Muster"), "{}", stage.screen());
    }
}

/// A counter whose queue holds the case of Erika, 0001, which waits and is chosen.
fn with_one_waiting() -> Stage {
    let mut stage = Stage::with_portal("503");
    stage.issue(&Visitor::erika());
    stage.ctrl(Key::N);
    stage.key(Key::F3);
    stage
}

fn withdraw_first(stage: &mut Stage) {
    stage.type_text("0001");
    stage.ask_to_withdraw();
    assert!(stage.says("0001 zurückziehen?"), "{}", stage.screen());
    stage.agree();
}

#[test]
fn a_window_that_is_closed_leaves_nothing_of_what_it_has_withdrawn() {
    for is_pending in [false, true] {
        let mut stage = with_one_waiting();
        let other = is_pending.then(|| Hindrance::of(&stage));
        withdraw_first(&mut stage);
        if let Some(other) = other {
            // It is written when the window is closed, or just before.
            drop(other);
        } else {
            stage.until_rows("it is withdrawn", |rows| rows[0].state == State::Withdrawn);
            assert_eq!(contents(&stage), 1, "it may come back");
        }
        stage.close();
        assert_eq!(stage.rows()[0].state, State::Withdrawn);
        assert_eq!(contents(&stage), 0);
    }
}

#[test]
fn what_was_withdrawn_is_erased_in_time_whatever_the_clock_does() {
    for step in [-3600, 3 * 3600] {
        let mut stage = with_one_waiting();
        withdraw_first(&mut stage);
        stage.until_rows("it is withdrawn", |rows| rows[0].state == State::Withdrawn);
        stage.time.step(step);
        stage.sit(25);
        stage.until("it is erased", |stage| contents(stage) == 0);
    }
}

#[test]
fn what_is_taken_back_while_the_database_is_locked_comes_back_after_all() {
    let mut stage = with_one_waiting();
    withdraw_first(&mut stage);
    stage.until_rows("it is withdrawn", |rows| rows[0].state == State::Withdrawn);
    let other = Hindrance::of(&stage);
    stage.ctrl(Key::Z);
    std::thread::sleep(std::time::Duration::from_secs(2));
    stage.sit(25);
    assert_eq!(contents(&stage), 1, "it comes back");
    drop(other);
    stage.until_rows("it waits again", |rows| {
        matches!(rows[0].state, State::Waiting | State::Sending)
    });
    stage.until_says("0001: wieder in der Warteschlange");
}

#[test]
fn what_is_put_beside_the_form_while_the_database_is_locked_is_kept_after_all() {
    let mut stage = Stage::with_key();
    stage.type_case(&Visitor::erika());
    stage.until("it is kept", |stage| !stage.drafts_on_disk().is_empty());
    stage.ctrl(Key::N);
    let other = Hindrance::of(&stage);
    stage.type_text("Begonnen");
    stage.ctrl(Key::Z);
    stage.until_says("Was getippt wird, lässt sich gerade nicht sichern");
    assert!(stage.says("Unfertige Eingabe"), "{}", stage.screen());
    drop(other);
    stage.until("both are kept", |stage| stage.drafts_on_disk().len() == 2);
    assert!(stage.says("Unfertige Eingabe"), "{}", stage.screen());
    stage.ctrl(Key::N);
    stage.press(Modifiers::ALT, Key::U);
    stage.until("it is taken up", |stage| family(stage) == "Begonnen");
}
