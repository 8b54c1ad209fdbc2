//! Keys that run on: what was pressed once, or for what showed before, does nothing to the next customer.

use egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable as _;
use impftheke::case::State;

use crate::stage::{Stage, Visitor};

const ISSUED: &str = "Ausgestellt und geprüft";
const ASKS: &str = "0001 aushändigen? Mustermann, Erika";

/// A counter whose queue holds one finished certificate each of Erika Mustermann, 0001, and of two others.
fn with_three_ready() -> Stage {
    let mut stage = Stage::with_key();
    let third = Visitor::new("Mustermensch", "Kim", "1.1.1990");
    for visitor in [Visitor::erika(), Visitor::max(), third] {
        stage.issue(&visitor);
        stage.press(Modifiers::COMMAND | Modifiers::SHIFT, Key::N);
    }
    stage.key(Key::F3);
    stage
}

fn states(stage: &Stage) -> Vec<State> {
    stage.rows().iter().map(|row| row.state).collect()
}

#[test]
fn a_key_that_is_held_is_one_key() {
    let mut stage = with_three_ready();
    for key in [Key::Enter, Key::Space] {
        stage.ctrl(Key::H);
        assert!(stage.says(ASKS), "{}", stage.screen());
        stage.look();
        stage.hold(Modifiers::NONE, key, 90);
        assert!(!stage.says(ASKS), "{key:?} does not say no");
    }
    stage.key(Key::Enter);
    stage.until_says(ISSUED);
    stage.ctrl(Key::H);
    stage.hold(Modifiers::NONE, Key::Enter, 90);
    assert_eq!(states(&stage), [State::Ready; 3]);
    stage.ctrl(Key::H);
    assert!(stage.says(ASKS), "{}", stage.screen());
    stage.look();
    stage.hold(Modifiers::ALT, Key::J, 90);
    stage.until_rows("0001 is handed over", |rows| {
        rows[0].state == State::HandedOver
    });
    stage.hold(Modifiers::COMMAND, Key::Delete, 90);
    stage.hold(Modifiers::ALT, Key::J, 90);
    assert_eq!(states(&stage)[1..], [State::Ready; 2]);
}

#[test]
fn once_a_case_is_done_nobody_is_chosen_and_the_next_is_searched_for() {
    for asks in [Key::H, Key::Delete] {
        let mut stage = with_three_ready();
        stage.ctrl(asks);
        assert!(stage.says("? Mustermann, Erika"), "{}", stage.screen());
        stage.agree();
        for key in [Key::Enter, Key::Enter, Key::Space] {
            stage.key(key);
        }
        for key in [asks, Key::P, Key::O, Key::E, Key::R] {
            stage.ctrl(key);
            stage.agree();
        }
        stage.until("0001 is done", |stage| {
            states(stage)[0].is_final() && stage.says("Nichts gewählt")
        });
        for key in [Key::Enter, Key::Enter, Key::Space] {
            stage.key(key);
        }
        assert_eq!(states(&stage)[1..], [State::Ready; 2]);
        assert!(!stage.says(ISSUED), "{}", stage.screen());
        assert!(stage.saved().is_empty());
        stage.type_text("0002");
        stage.key(Key::Enter);
        stage.until_says(ISSUED);
        assert!(stage.says("Musterfrau"), "{}", stage.screen());
    }
}

#[test]
fn the_slip_of_the_next_is_not_printed_by_a_key_that_runs_on() {
    let mut stage = Stage::with_portal("503");
    for visitor in [Visitor::erika(), Visitor::max()] {
        stage.issue(&visitor);
        stage.leave();
    }
    stage.key(Key::F3);
    stage.ctrl(Key::Delete);
    assert!(stage.says("0001 zurückziehen? Mustermann, Erika"));
    stage.agree();
    stage.until_rows("0001 is withdrawn", |rows| {
        rows[0].state == State::Withdrawn
    });
    for key in [Key::Enter, Key::Space, Key::Enter] {
        stage.hold(Modifiers::NONE, key, 60);
        stage.look();
    }
    assert_eq!(states(&stage), [State::Withdrawn, State::Waiting]);
    assert!(stage.saved().is_empty(), "{:?}", stage.saved());
}

#[test]
fn a_question_is_answered_once_it_can_have_been_read() {
    let mut stage = with_three_ready();
    for _ in 0..2 {
        stage.hurry(Modifiers::COMMAND, Key::H);
        stage.hurry(Modifiers::ALT, Key::J);
    }
    assert!(stage.says(ASKS), "{}", stage.screen());
    stage.key(Key::Escape);
    stage.look();
    stage.double_click("Aushändigen");
    assert!(stage.says(ASKS), "{}", stage.screen());
    // Nor does the answer that is clicked on twice ask once more.
    stage.look();
    stage.double_click("Doch nicht");
    assert!(!stage.says(ASKS), "{}", stage.screen());
    assert_eq!(states(&stage), [State::Ready; 3]);
}

#[test]
fn a_second_click_on_the_button_that_asked_never_says_yes() {
    let mut stage = with_three_ready();
    for (asks, opened) in [
        ("Aushändigen", false),
        ("Zurückziehen", false),
        ("Aushändigen", true),
    ] {
        stage.key(Key::F3);
        if opened {
            stage.key(Key::Enter);
            stage.until_says(ISSUED);
        }
        let button = stage.window().get_by_label(asks).rect();
        // The second so late that the question can have been read.
        for _ in 0..2 {
            stage.click_at(button.center());
        }
        stage.key(Key::Escape);
        assert_eq!(states(&stage), [State::Ready; 3], "{asks}");
    }
}

#[test]
fn whoever_scans_has_not_answered_the_question_wherever_it_is_asked() {
    let mut stage = with_three_ready();
    stage.key(Key::Enter);
    stage.until_says(ISSUED);
    for (modifiers, ends) in [(Modifiers::NONE, Key::Enter), (Modifiers::ALT, Key::J)] {
        stage.ctrl(Key::H);
        assert!(stage.says(ASKS), "{}", stage.screen());
        stage.type_text("0002");
        assert!(!stage.says(ASKS), "{}", stage.screen());
        // A scanner ends with it, and does not look at what would be pressed by it.
        stage.hurry(modifiers, ends);
    }
    assert_eq!(states(&stage), [State::Ready; 3]);
    assert!(stage.saved().is_empty());
}

#[test]
fn a_key_held_since_the_screen_before_does_not_leave_the_next() {
    let mut stage = Stage::with_portal("none");
    stage.type_case(&Visitor::erika());
    stage.frame_with(&[(Modifiers::COMMAND, Key::Enter)]);
    stage.hold_until(Modifiers::COMMAND, Key::N, |stage| stage.says(ISSUED));
    stage.hold(Modifiers::COMMAND, Key::N, 90);
    assert!(stage.says(ISSUED), "{}", stage.screen());
    assert_eq!(states(&stage), [State::Ready]);
    stage.leave();
    stage.until_rows("a key of its own leaves", |rows| {
        rows[0].state == State::HandedOver
    });
}

#[test]
fn a_question_goes_with_what_it_asks_about() {
    let mut first = with_three_ready();
    let mut second = first.second_window();
    first.ctrl(Key::H);
    assert!(first.says(ASKS), "{}", first.screen());
    second.key(Key::F3);
    second.ctrl(Key::Delete);
    second.agree();
    first.until("nothing is asked and nobody is chosen", |stage| {
        !stage.says(ASKS) && stage.says("Nichts gewählt")
    });
    first.agree();
    first.key(Key::Enter);
    let [one, others @ ..] = &states(&first)[..] else {
        unreachable!("three cases");
    };
    assert_eq!((*one, others), (State::Withdrawn, &[State::Ready; 2][..]));
}

#[test]
fn where_the_portal_may_not_be_asked_yet_the_window_says_when_it_may() {
    const SAYS: &str = "wieder fragen, dann mit Strg+T";
    for (faults, key) in [("503", Key::T), ("401", Key::T), ("401", Key::R)] {
        let mut stage = Stage::with_portal(faults);
        stage.issue(&Visitor::erika());
        stage.key(Key::F3);
        stage.until("it may be tried by hand", |stage| {
            stage.says("Jetzt versuchen")
        });
        let asked = stage.rows()[0].attempts;
        stage.ctrl(Key::T);
        stage.until_rows("it was tried by hand", |rows| {
            rows[0].attempts > asked && rows[0].state == State::Waiting
        });
        stage.until_says("Möglich in");
        assert!(!stage.says(SAYS), "{}", stage.screen());
        stage.ctrl(key);
        stage.until_says(SAYS);
        stage.pass(600);
        stage.until("it is not said for longer than it is so", |stage| {
            !stage.says(SAYS)
        });
    }
}

#[test]
fn what_was_done_yesterday_is_not_listed_as_of_today() {
    let mut stage = Stage::with_key();
    stage.issue(&Visitor::erika());
    stage.ctrl(Key::H);
    stage.agree();
    stage.until_rows("handed over", |rows| rows[0].state == State::HandedOver);
    stage.key(Key::F4);
    stage.until_says("0001");
    // From ten in the morning past midnight, and not a day long.
    stage.pass(16 * 60 * 60);
    stage.until("the day before is gone", |stage| !stage.says("0001"));
}
