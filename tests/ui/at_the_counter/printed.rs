//! First it is printed, then handed over: every ready case says whether it is on paper, and nobody leaves without it
//! unless somebody says so.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use egui::{Key, Modifiers};
use impftheke::case::State;
use ipp::model::Operation;

use crate::{
    scripted::{Scripted, job},
    stage::{Stage, Visitor},
};

const ISSUED: &str = "Ausgestellt und geprüft";
const DONE: &str = "Drucker meldet fertig";
const SHIFTED: Modifiers = Modifiers {
    shift: true,
    ..Modifiers::COMMAND
};

/// A printer, and what lets it come to the end of its jobs.
fn printer(is_done: bool) -> (Scripted, Arc<AtomicBool>) {
    let done = Arc::new(AtomicBool::new(is_done));
    let ends = Arc::clone(&done);
    let printer = Scripted::saying(move || {
        if ends.load(Ordering::Relaxed) {
            job(9, "job-completed-successfully")
        } else {
            job(5, "job-printing")
        }
    });
    (printer, done)
}

/// A counter with this printer whose queue holds finished certificates of Erika, 0001, and Max, 0002.
fn with_two_ready(printer: &Scripted) -> Stage {
    let mut stage = Stage::prepared(
        None,
        &[("printer.certificate", &printer.target().to_string())],
    );
    for visitor in [Visitor::erika(), Visitor::max()] {
        stage.issue(&visitor);
        stage.press(SHIFTED, Key::N);
    }
    stage.key(Key::F3);
    stage
}

fn states(stage: &Stage) -> Vec<State> {
    stage.rows().iter().map(|row| row.state).collect()
}

#[test]
fn a_ready_case_says_whether_it_is_printed_after_a_restart_too() {
    let (printer, _) = printer(true);
    let mut stage = with_two_ready(&printer);
    stage.type_text("0001");
    assert!(stage.says("Noch nicht gedruckt"), "{}", stage.screen());
    stage.ctrl(Key::P);
    stage.until_says("Gedruckt 10:00");
    assert_eq!(printer.count(Operation::SendDocument), 1);
    stage.kill();
    stage.key(Key::F3);
    stage.type_text("0001");
    stage.until_says("Gedruckt 10:00");
    stage.fill("Vorgang suchen", "0002");
    assert!(stage.says("Noch nicht gedruckt"), "{}", stage.screen());
    assert!(!stage.says("Gedruckt 10:00"), "{}", stage.screen());
}

#[test]
fn all_that_is_unprinted_is_printed_once() {
    let (printer, _) = printer(true);
    let mut stage = with_two_ready(&printer);
    assert!(stage.says("2 ungedruckte drucken"), "{}", stage.screen());
    stage.type_text("0001");
    stage.ctrl(Key::P);
    stage.until_says("1 ungedrucktes drucken");
    stage.press(SHIFTED, Key::P);
    stage.until_rows("both are printed", |rows| {
        rows.iter().all(|row| row.printed_at.is_some())
    });
    stage.press(SHIFTED, Key::P);
    stage.until_says("Nichts Fertiges wartet auf den Druck");
    assert_eq!(printer.count(Operation::SendDocument), 2);
}

#[test]
fn what_is_being_printed_keeps_no_other_from_it() {
    let (printer, done) = printer(false);
    let mut stage = with_two_ready(&printer);
    stage.type_text("0001");
    stage.ctrl(Key::P);
    stage.until_says("Wird gedruckt");
    stage.until_says("1 ungedrucktes drucken");
    stage.press(SHIFTED, Key::P);
    stage.until("the other is sent, too", |_| {
        printer.count(Operation::SendDocument) == 2
    });
    assert!(!stage.says("Das wird schon gedruckt"), "{}", stage.screen());
    done.store(true, Ordering::Relaxed);
    stage.until("both are noted", |stage| {
        stage.rows().iter().all(|row| row.printed_at.is_some())
    });
}

#[test]
fn whoever_leaves_with_nothing_in_the_hand_is_asked_about_by_name() {
    const ASKS: &str = "0001 ungedruckt aushändigen? Mustermann, Erika";
    let mut stage = Stage::with_key();
    stage.issue(&Visitor::erika());
    stage.ctrl(Key::N);
    assert!(stage.says(ASKS), "{}", stage.screen());
    // It says no, and what runs on says nothing.
    stage.key(Key::Enter);
    for key in [Key::Enter, Key::Space] {
        stage.hurry(Modifiers::NONE, key);
    }
    assert!(stage.saved().is_empty());
    assert!(
        stage.says(ISSUED) && !stage.says(ASKS),
        "{}",
        stage.screen()
    );
    // A key that runs on goes on to nobody.
    stage.hurry(Modifiers::COMMAND, Key::N);
    stage.hurry(Modifiers::COMMAND, Key::N);
    assert!(stage.says(ASKS), "{}", stage.screen());
    stage.ctrl(Key::N);
    assert_eq!(stage.value("Familienname").as_deref(), Some(""));
    assert_eq!(states(&stage), [State::Ready]);
    stage.issue(&Visitor::max());
    stage.ctrl(Key::N);
    stage.agree();
    stage.until_rows("only a yes hands over", |rows| {
        rows[1].state == State::HandedOver
    });
    assert_eq!(states(&stage)[0], State::Ready);
}

#[test]
fn whoever_has_it_printed_or_saved_leaves_without_a_question() {
    let (printer, _) = printer(true);
    let mut stage = Stage::prepared(
        None,
        &[("printer.certificate", &printer.target().to_string())],
    );
    for (key, said) in [(Key::P, DONE), (Key::S, "Gespeichert:")] {
        let before = states(&stage).len();
        stage.issue(&Visitor::erika());
        stage.ctrl(key);
        stage.until_says(said);
        stage.until_rows("it is noted", |rows| {
            let row = &rows[before];
            row.printed_at.or(row.saved_at).is_some()
        });
        stage.settle();
        stage.ctrl(Key::N);
        stage.until_rows("it is handed over", |rows| {
            rows[before].state == State::HandedOver
        });
    }
}

#[test]
fn what_did_not_come_out_is_asked_about_before_it_leaves() {
    let printer = Scripted::saying(|| job(8, "aborted-by-system"));
    let mut stage = Stage::prepared(
        None,
        &[("printer.certificate", &printer.target().to_string())],
    );
    stage.issue(&Visitor::erika());
    stage.ctrl(Key::P);
    stage.until_says("Nicht fertig gedruckt");
    stage.ctrl(Key::N);
    assert!(
        stage.says("0001 ungedruckt aushändigen?"),
        "{}",
        stage.screen()
    );
    stage.key(Key::Escape);
    assert_eq!(states(&stage), [State::Ready]);
}

/// A counter whose printer is slow or at once done.
fn at(printer: &Scripted) -> Stage {
    let target = printer.target().to_string();
    Stage::prepared(None, &[("printer.certificate", &target)])
}

#[test]
fn that_the_printer_is_done_is_put_away_by_the_key_or_goes_by_itself() {
    let (printer, _) = printer(true);
    let mut stage = at(&printer);
    stage.issue(&Visitor::erika());
    for by_key in [true, false] {
        stage.ctrl(Key::P);
        stage.until_says(DONE);
        if by_key {
            stage.press(SHIFTED, Key::X);
        } else {
            stage.sit(7);
        }
        assert!(!stage.says(DONE), "{by_key}: {}", stage.screen());
        assert!(stage.says(ISSUED), "{}", stage.screen());
    }
}

#[test]
fn that_the_printer_is_done_is_not_told_to_the_next_customer() {
    let (printer, done) = printer(false);
    let mut stage = at(&printer);
    stage.issue(&Visitor::erika());
    stage.ctrl(Key::P);
    stage.until_says("Wird gedruckt");
    stage.ctrl(Key::N);
    stage.type_text("Musterfrau");
    done.store(true, Ordering::Relaxed);
    stage.until("it is over", |stage| {
        assert!(!stage.says(DONE), "{}", stage.screen());
        !stage.says("Wird gedruckt") && stage.rows()[0].state == State::HandedOver
    });
    assert_eq!(stage.value("Familienname").as_deref(), Some("Musterfrau"));
}

#[test]
fn the_certificate_on_the_screen_is_no_news() {
    let mut stage = Stage::with_key();
    stage.issue(&Visitor::erika());
    let is_told = |stage: &Stage| stage.says("Zertifikat ist fertig");
    assert!(!is_told(&stage), "{}", stage.screen());
    // Nor is it once it waits in the queue to be handed over.
    stage.press(SHIFTED, Key::N);
    assert!(!is_told(&stage), "{}", stage.screen());
    assert_eq!(states(&stage), [State::Ready]);
}

#[test]
fn today_and_the_queue_say_which_dose_it_is() {
    let mut stage = Stage::with_key();
    stage.issue(&Visitor::erika());
    assert!(stage.says("0001  Mustermann, Erika"), "{}", stage.screen());
    stage.press(SHIFTED, Key::N);
    stage.key(Key::F3);
    assert!(stage.says("0001  Impfung 2/2"), "{}", stage.screen());
    stage.key(Key::F2);
    stage.issue(&Visitor::max());
    stage.leave();
    stage.until_rows("it is handed over", |rows| {
        rows[1].state == State::HandedOver
    });
    stage.key(Key::F4);
    stage.until_says("0002, Impfung 2/2");
    // What is kept says so after a start, too.
    stage.restart();
    stage.key(Key::F4);
    stage.until_says("0002, Impfung 2/2");
}

#[test]
fn what_was_finished_before_in_a_visit_leaves_with_it_or_is_asked_about() {
    let (printer, _) = printer(true);
    let mut stage = at(&printer);
    for prints_first in [true, false] {
        let before = stage.rows().len();
        let is_noted = |stage: &mut Stage, at: usize| {
            stage.until_rows("it is noted", |rows| rows[at].printed_at.is_some());
            stage.until_says(DONE);
        };
        stage.issue(&Visitor::erika());
        if prints_first {
            stage.ctrl(Key::P);
            is_noted(&mut stage, before);
        }
        stage.look();
        stage.ctrl(Key::D);
        stage.type_text("12.12.2021");
        stage.tick();
        stage.press(Modifiers::COMMAND, Key::Enter);
        stage.until_says("3 von 3");
        stage.ctrl(Key::P);
        is_noted(&mut stage, before + 1);
        stage.look();
        stage.ctrl(Key::N);
        let asks = format!("{:04} ungedruckt aushändigen?", before + 1);
        assert_eq!(stage.says(&asks), !prints_first, "{}", stage.screen());
        if !prints_first {
            stage.agree();
        }
        stage.until_rows("all of hers are handed over", |rows| {
            rows.len() == before + 2 && rows.iter().all(|row| row.state == State::HandedOver)
        });
    }
}

#[test]
fn what_was_printed_leaves_where_nothing_further_is_issued_after_all() {
    let (printer, _) = printer(true);
    let mut stage = at(&printer);
    stage.issue(&Visitor::erika());
    stage.ctrl(Key::P);
    stage.until_rows("it is noted", |rows| rows[0].printed_at.is_some());
    stage.settle();
    stage.look();
    stage.ctrl(Key::D);
    assert_eq!(states(&stage), [State::Ready]);
    stage.ctrl(Key::N);
    stage.until_rows("it is handed over", |rows| {
        rows[0].state == State::HandedOver
    });
}
