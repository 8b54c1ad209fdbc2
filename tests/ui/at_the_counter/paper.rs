//! What is printed and saved belongs to whoever the screen names.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use egui::{Key, Modifiers};
use impftheke::{
    case::State,
    counter::{open, settings::Settings},
    domain::Clock as _,
};
use ipp::model::{Operation, StatusCode};
use jiff::SignedDuration;
use rusqlite::Connection;

use crate::{
    scripted::{Scripted, job, said, well},
    stage::{Stage, Visitor},
};

/// Issues a visit with a key at hand and leaves its certificate in the queue.
fn leave_ready(stage: &mut Stage, visitor: &Visitor) {
    stage.issue(visitor);
    stage.press(Modifiers::COMMAND | Modifiers::SHIFT, Key::N);
}

/// Returns how many pages of certificates a PDF has.
fn pages(path: &std::path::Path) -> usize {
    let document = lopdf::Document::load(path).unwrap();
    document.get_pages().len()
}

#[test]
fn one_bad_certificate_is_named_and_the_others_are_printed() {
    let mut stage = Stage::with_key();
    let otto = Visitor::new("Muster", "Otto", "120864");
    for visitor in [Visitor::erika(), Visitor::max(), otto] {
        leave_ready(&mut stage, &visitor);
    }
    let settings = Settings::load(&stage.folder().settings()).unwrap();
    let database = stage.folder().queue(&settings).join("queue.db");
    Connection::open(database)
        .unwrap()
        .execute(
            "UPDATE contents SET sealed = zeroblob(99) WHERE number = 2",
            [],
        )
        .unwrap();
    stage.key(Key::F3);
    stage.press(Modifiers::COMMAND | Modifiers::SHIFT, Key::P);
    stage.until("a file each is saved", |stage| stage.saved().len() == 2);
    assert!(stage.says("nicht prüfen lässt: 0002"), "{}", stage.screen());
    let saved = stage.saved();
    assert_eq!([pages(&saved[0]), pages(&saved[1])], [1, 1], "{saved:?}");
}

#[test]
fn what_is_looked_at_leaves_the_form_alone_and_is_handed_over_by_its_own_number() {
    let mut stage = Stage::with_key();
    leave_ready(&mut stage, &Visitor::erika());
    leave_ready(&mut stage, &Visitor::max());
    stage.type_text("Begonnen");
    stage.key(Key::F3);
    stage.type_text("1");
    stage.key(Key::Enter);
    stage.until_says("Ausgestellt und geprüft");
    assert!(stage.says("Mustermann") && !stage.says("Musterfrau"));
    stage.ctrl(Key::S);
    stage.until("a file is saved", |stage| !stage.saved().is_empty());
    // While it is being saved the button says so, too.
    stage.until_says("Gespeichert: ");
    stage.ctrl(Key::H);
    assert!(stage.says("0001 aushändigen?"), "{}", stage.screen());
    stage.agree();
    stage.until_rows("0001 is handed over", |rows| {
        rows[0].state == State::HandedOver
    });
    assert_eq!(stage.rows()[1].state, State::Ready);
    assert!(!stage.says("Ausgestellt und geprüft"));
    stage.key(Key::F2);
    assert_eq!(stage.value("Familienname").as_deref(), Some("Begonnen"));
}

#[test]
fn a_cancelling_that_the_printer_does_not_take_is_said_and_it_goes_on_printing() {
    goes_on_printing(StatusCode::ClientErrorNotPossible);
}

#[test]
fn a_cancelling_that_the_printer_takes_and_does_not_do_is_said_and_it_goes_on_printing() {
    goes_on_printing(StatusCode::SuccessfulOk);
}

/// A printer that answers this to the cancelling of a job, and prints it.
fn goes_on_printing(answer: StatusCode) {
    let done = Arc::new(AtomicBool::new(false));
    let printer = Scripted::start({
        let done = Arc::clone(&done);
        move |operation| {
            if operation == Operation::GetPrinterAttributes {
                well(
                    &["application/pdf"],
                    &[Operation::CreateJob, Operation::SendDocument],
                )
            } else if operation == Operation::CancelJob {
                said(answer, Vec::new())
            } else if done.load(Ordering::Relaxed) {
                job(9, "job-completed-successfully")
            } else {
                job(5, "job-printing")
            }
        }
    });
    let mut stage = Stage::prepared(
        None,
        &[("printer.certificate", &printer.target().to_string())],
    );
    stage.issue(&Visitor::erika());
    stage.ctrl(Key::P);
    stage.until_says("Wird gedruckt");
    let goes_on = |stage: &Stage| {
        let said = "Der Drucker nimmt das Abbrechen nicht an und druckt weiter";
        stage.says(said) && !stage.says("wird abgebrochen")
    };
    for times in 1..=2 {
        stage.press(Modifiers::COMMAND | Modifiers::SHIFT, Key::X);
        stage.until("the printer is asked", |_| {
            printer.count(Operation::CancelJob) == times
        });
        stage.until("it is said", goes_on);
    }
    // Whoever prints it again reads the same, and nothing else.
    stage.ctrl(Key::P);
    stage.until("both say that it is printed", |stage| {
        stage.says("Das wird schon gedruckt") && goes_on(stage)
    });
    done.store(true, Ordering::Relaxed);
    stage.until_says("Drucker meldet fertig");
    assert!(!stage.says("druckt weiter"), "{}", stage.screen());
}

#[test]
fn keys_that_end_while_the_window_is_open_are_made_anew_in_time() {
    const DAY: i64 = 24 * 60 * 60;
    let mut stage = Stage::closed(None, &[]);
    stage.time.step(3 * 365 * DAY);
    let made = stage.time.now().timestamp() - SignedDuration::from_secs(728 * DAY);
    let old = open::training_keys(stage.folder(), made).unwrap();
    stage.open();
    stage.issue(&Visitor::erika());
    stage.leave();
    // Twelve hours are left of them.
    stage.pass(36 * 60 * 60);
    stage.issue(&Visitor::max());
    assert!(stage.says("Ausgestellt und geprüft"), "{}", stage.screen());
    let new = open::training_keys(stage.folder(), stage.time.now().timestamp()).unwrap();
    assert_ne!(old.certificate_pem, new.certificate_pem);
}

#[test]
fn what_ends_while_it_shows_is_neither_saved_nor_printed_from_there() {
    const DAY: i64 = 24 * 60 * 60;
    // The training keys are made for two years: these end in two days, and every certificate with them.
    let mut stage = Stage::closed(None, &[]);
    stage.time.step(3 * 365 * DAY);
    let made = stage.time.now().timestamp() - SignedDuration::from_secs(728 * DAY);
    open::training_keys(stage.folder(), made).unwrap();
    stage.open();
    stage.issue(&Visitor::erika());
    stage.pass(3 * DAY.unsigned_abs());
    for key in [Key::S, Key::P] {
        stage.ctrl(key);
        stage.until_says("gilt heute nicht");
        assert!(stage.says("Ausgestellt und geprüft"), "{}", stage.screen());
        assert_eq!(stage.saved(), Vec::<std::path::PathBuf>::new());
    }
}

#[test]
fn what_is_erased_while_it_is_looked_at_shows_no_longer() {
    let mut stage = Stage::with_key();
    stage.issue(&Visitor::erika());
    stage.until_says("Ausgestellt und geprüft");
    stage.look();
    stage.leave();
    stage.until_rows("it is handed over", |rows| {
        rows[0].state == State::HandedOver
    });
    stage.key(Key::F4);
    stage.ctrl(Key::O);
    stage.until_says("Ausgestellt und geprüft");
    for _ in 0..4 {
        stage.pass(4 * 60);
        stage.step();
    }
    stage.until_says("0001: inzwischen zurückgezogen oder gelöscht");
    assert!(!stage.says("Mustermann"), "{}", stage.screen());
    stage.ctrl(Key::S);
    assert!(
        stage.saved().is_empty(),
        "nobody's data are written once they are erased"
    );
}
