//! The window under a clock that somebody sets while it is open.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::time::{Duration, Instant};

use egui::{Key, Modifiers};
use impftheke::{case::State, domain::Clock as _, queue::Row};
use jiff::ToSpan as _;

use crate::stage::{Stage, Visitor};

const HOUR: i64 = 60 * 60;
const DAY: i64 = 24 * HOUR;
const STEPS: [i64; 3] = [2 * HOUR, 20 * DAY, 50 * DAY];

fn states(rows: &[Row]) -> Vec<State> {
    rows.iter().map(|row| row.state).collect()
}

/// Types a case and asks for its certificate.
fn ask(stage: &mut Stage, visitor: &Visitor) {
    stage.type_case(visitor);
    stage.ctrl(Key::Enter);
}

#[test]
fn a_clock_set_back_is_said_and_what_was_typed_stays_until_it_is_right() {
    for step in STEPS {
        for portal in [None, Some("none")] {
            let mut stage = Stage::prepared(portal, &[]);
            stage.issue(&Visitor::erika());
            stage.leave();
            stage.time.step(-step);
            ask(&mut stage, &Visitor::max());
            stage.until_says("Die Uhr dieses Rechners geht falsch");
            stage.until_says("Uhr geht");
            assert_eq!(stage.rows().len(), 1);
            stage.time.step(step);
            stage.until("the clock is believed", |stage| !stage.says("Uhr geht"));
            stage.ctrl(Key::Enter);
            stage.until_says("Ausgestellt und geprüft");
            assert_eq!(stage.rows().len(), 2);
        }
    }
}

#[test]
fn a_case_captured_while_the_clock_was_ahead_holds_up_nobody() {
    let mut stage = Stage::with_portal("none");
    stage.time.step(2 * HOUR);
    stage.issue(&Visitor::erika());
    stage.until_says("Uhr geht 2 Stunden vor");
    assert_eq!(states(&stage.rows()), [State::Waiting]);
    stage.leave();
    stage.time.step(-2 * HOUR);
    stage.until("the clock is believed", |stage| !stage.says("Uhr geht"));
    for _ in 0..2 {
        stage.issue(&Visitor::max());
        assert!(stage.says("Ausgestellt und geprüft"), "{}", stage.screen());
        stage.leave();
    }
    let row = stage.rows().remove(0);
    assert_eq!((row.state, row.attempts), (State::Waiting, 1));
    stage.pass(2 * 60 * 60);
    stage.until_rows("its own time comes", |rows| {
        rows.iter().all(|row| row.state != State::Waiting)
    });
    assert_eq!(stage.portal().log().certificates, 3);
}

#[test]
fn what_waits_in_the_queue_outlives_every_step() {
    let mut stage = Stage::with_portal("503");
    stage.issue(&Visitor::erika());
    for step in STEPS.into_iter().flat_map(|step| [step, -step]) {
        stage.time.step(step);
        // A computer may sleep for two hours; that it slept for weeks is doubted, and a portal that is down proves nothing.
        if step < 0 {
            stage.until_says("Uhr geht");
        } else if step > 2 * HOUR {
            stage.until_says("Uhr steht");
        }
        assert_eq!(states(&stage.rows()), [State::Waiting], "{step}");
        stage.time.step(-step);
        stage.until("the clock is believed", |stage| {
            !stage.says("Uhr geht") && !stage.says("Uhr steht")
        });
    }
    // The pause after the first attempt goes by the time that passes, not by the clock.
    assert_eq!(stage.rows()[0].attempts, 1);
}

#[test]
fn what_ends_by_the_time_ends_neither_early_nor_late_whatever_the_clock_is_set_to() {
    let mut stage = Stage::with_key();
    stage.issue(&Visitor::erika());
    stage.ctrl(Key::H);
    stage.agree();
    stage.until_rows("handed over", |rows| rows[0].state == State::HandedOver);
    let mut typed = String::from("Muster");
    stage.until_says("Familienname");
    for step in STEPS.into_iter().flat_map(|step| [step, -step]) {
        stage.time.step(step);
        // What is typed now is kept, and the time was looked at before and after.
        for _ in 0..2 {
            typed.push('x');
            stage.fill("Familienname", &typed);
            stage.until("the draft is kept", |stage| {
                let kept = stage.drafts_on_disk();
                kept.iter().any(|draft| draft.family_name == typed)
            });
        }
        assert!(stage.is_kept(1), "{step}: erased early");
        stage.time.step(-step);
    }
    stage.pass(11 * 60);
    stage.until("it is erased", |stage| !stage.is_kept(1));
    assert!(
        !stage.drafts_on_disk().is_empty(),
        "the draft is erased early"
    );
    stage.pass(5 * 60);
    stage.until("the draft is erased", |stage| {
        stage.drafts_on_disk().is_empty()
    });
}

#[test]
fn a_customer_waits_for_seconds_that_pass_and_not_for_those_of_the_clock() {
    let mut stage = Stage::prepared(Some("hang"), &[("portal.limit-seconds", "3")]);
    ask(&mut stage, &Visitor::erika());
    stage.until("the request is out", |stage| {
        stage.portal().log().requests == 1
    });
    stage.time.step(-2 * HOUR);
    stage.until_says("Abholnummer");
}

#[test]
fn a_recovery_that_ends_today_is_issued_and_no_clock_is_blamed() {
    let mut stage = Stage::with_key();
    stage.ctrl(Key::Num2);
    stage.fill("Familienname", "Mustermann");
    stage.fill("Vornamen", "Erika");
    stage.fill("Geburtsdatum", "120864");
    // The stage begins on 1 June 2022, the 180th day.
    stage.fill("Erster positiver Test", "3.12.2021");
    stage.tick();
    stage.ctrl(Key::Enter);
    stage.until_says("Ausgestellt und geprüft");
    assert!(stage.says("1. Juni 2022"), "{}", stage.screen());
    assert!(!stage.says("Uhr dieses Rechners"), "{}", stage.screen());
}

#[test]
fn after_a_long_time_a_person_confirms_the_clock_where_no_portal_can() {
    for step in [20 * DAY, -2 * HOUR] {
        let mut stage = Stage::with_key();
        stage.issue(&Visitor::erika());
        stage.leave();
        stage.time.step(step);
        let said = if step > 0 {
            "Uhr steht 20 Tage weiter als zuletzt"
        } else {
            "Uhr geht 2 Stunden nach"
        };
        stage.until_says(said);
        stage.press(Modifiers::COMMAND | Modifiers::SHIFT, Key::U);
        stage.until("the clock is believed", |stage| !stage.says(said));
        stage.issue(&Visitor::max());
        assert!(stage.says("Ausgestellt und geprüft"), "{}", stage.screen());
    }
}

#[test]
fn a_clock_far_ahead_waits_for_one_word_and_for_nothing_where_the_portal_says_it() {
    // Closed for three weeks, or a clock that somebody set.
    let mut stage = Stage::with_key();
    stage.issue(&Visitor::erika());
    stage.close();
    stage.time.step(20 * DAY);
    stage.open();
    stage.until_says("Uhr steht 20 Tage weiter");
    ask(&mut stage, &Visitor::max());
    stage.until_says("deshalb wurde noch nichts ausgestellt");
    assert_eq!(stage.rows().len(), 1);
    stage.click("Die Uhr stimmt");
    stage.until("the clock is believed", |stage| !stage.says("Uhr steht"));
    assert!(
        !stage.says("deshalb wurde noch nichts"),
        "{}",
        stage.screen()
    );
    stage.ctrl(Key::Enter);
    stage.until_says("Ausgestellt und geprüft");

    let mut stage = Stage::with_portal("none");
    stage.issue(&Visitor::erika());
    stage.close();
    stage.pass(20 * DAY as u64);
    stage.open();
    stage.until("the clock is believed", |stage| !stage.says("Uhr steht"));
    stage.issue(&Visitor::max());
    assert!(stage.says("Ausgestellt und geprüft"), "{}", stage.screen());
}

/// Lets the window look at the clock once more, whatever it does by it.
fn look_at_the_clock(stage: &mut Stage) {
    let since = Instant::now();
    // The worker looks every second.
    stage.until("a look at the clock", |_| {
        since.elapsed() > Duration::from_millis(1300)
    });
}

/// Holds that a case that was handed over can be shown again for ten minutes by now, and no longer.
fn can_be_printed_again(stage: &mut Stage, number: u32) {
    look_at_the_clock(stage);
    let now = stage.time.now().timestamp();
    let row = stage.rows().remove(0);
    let until = row.reprint_until.unwrap();
    assert!(until > now && until < now + 11.minutes(), "{row:?}");
    assert!(row.done_at.unwrap() > now - 1.minute(), "{row:?}");
    assert!(stage.is_kept(number));
    stage.pass(16 * 60);
    stage.until("it is erased", |stage| !stage.is_kept(number));
}

#[test]
fn a_certificate_handed_over_first_thing_in_the_morning_can_be_printed_again() {
    // The computer slept over the night, and its program with it.
    let mut stage = Stage::with_key();
    stage.time.step(13 * HOUR);
    look_at_the_clock(&mut stage);
    stage.issue(&Visitor::erika());
    stage.leave();
    stage.until_rows("handed over", |rows| rows[0].state == State::HandedOver);
    can_be_printed_again(&mut stage, 1);
}

#[test]
fn a_certificate_handed_over_while_the_clock_is_in_doubt_can_be_printed_again_once_that_is_over() {
    let mut stage = Stage::with_key();
    stage.issue(&Visitor::erika());
    stage.time.step(6 * DAY);
    stage.until_says("Uhr steht 6 Tage weiter");
    stage.leave();
    stage.until_rows("handed over", |rows| rows[0].state == State::HandedOver);
    look_at_the_clock(&mut stage);
    stage.press(Modifiers::COMMAND | Modifiers::SHIFT, Key::U);
    stage.until("the clock is believed", |stage| !stage.says("Uhr steht"));
    can_be_printed_again(&mut stage, 1);
}

#[test]
fn a_certificate_handed_over_by_a_clock_that_the_portal_contradicts_can_be_printed_again() {
    let mut stage = Stage::with_portal("none");
    stage.issue(&Visitor::erika());
    stage.time.step(2 * HOUR);
    // What the portal answers to it says what time it is.
    let again = stage.content(1);
    stage.take_up(again);
    stage.until_says("Uhr geht");
    stage.leave();
    stage.until_rows("handed over", |rows| rows[0].state == State::HandedOver);
    let late = stage.rows()[0].done_at.unwrap() - stage.portal_time.now().timestamp();
    assert!(late.as_mins() == 0, "{late}");
    stage.time.step(-2 * HOUR);
    stage.until("the clock is believed", |stage| !stage.says("Uhr geht"));
    can_be_printed_again(&mut stage, 1);
}

#[test]
fn what_is_typed_first_thing_in_the_morning_outlives_a_crash() {
    let mut stage = Stage::with_key();
    stage.time.step(13 * HOUR);
    look_at_the_clock(&mut stage);
    stage.fill("Familienname", "Mustermann");
    stage.until("the draft is kept", |stage| {
        stage
            .kept_drafts()
            .iter()
            .any(|it| it.family_name == "Mustermann")
    });
    look_at_the_clock(&mut stage);
    stage.kill();
    stage.until_says("Die Eingaben stehen wieder da");
    assert_eq!(stage.value("Familienname").as_deref(), Some("Mustermann"));
}

#[test]
fn what_was_typed_six_days_ago_does_not_come_back_and_what_is_typed_now_stays() {
    let mut stage = Stage::with_key();
    stage.fill("Familienname", "Mustermann");
    stage.until("the draft is kept", |stage| !stage.kept_drafts().is_empty());
    stage.close();
    stage.time.step(6 * DAY);
    stage.open();
    stage.until_says("Uhr steht 6 Tage weiter");
    assert!(
        !stage.says("Die Eingaben stehen wieder da"),
        "{}",
        stage.screen()
    );
    assert!(!stage.says("Unfertige Eingabe"), "{}", stage.screen());
    stage.fill("Familienname", "Beispiel");
    let beispiel = |stage: &Stage| {
        let kept = stage.drafts_on_disk();
        kept.iter().any(|draft| draft.family_name == "Beispiel")
    };
    stage.until("the draft is kept", beispiel);
    stage.press(Modifiers::COMMAND | Modifiers::SHIFT, Key::U);
    stage.until("the clock is believed", |stage| !stage.says("Uhr steht"));
    stage.until("the old one is erased", |stage| {
        stage.drafts_on_disk().len() == 1
    });
    assert!(beispiel(&stage));
}

#[test]
fn a_second_program_that_takes_the_clock_at_its_word_erases_nothing_of_the_first() {
    let mut first = Stage::with_key();
    first.issue(&Visitor::erika());
    first.leave();
    first.until_rows("handed over", |rows| rows[0].state == State::HandedOver);
    // The first knows how long it has been at work, the second what the clock shows.
    first.time.step(HOUR);
    let mut second = first.second_window();
    look_at_the_clock(&mut second);
    assert!(first.is_kept(1));
    second.close();
    first.pass(16 * 60);
    first.until("it is erased", |stage| !stage.is_kept(1));
}
