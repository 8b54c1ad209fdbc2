//! Nobody leaves by a key too many without her number, and what stays behind is named.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use egui::Key;
use impftheke::case::State;

use crate::{
    scripted::{Scripted, job},
    stage::{Stage, Visitor},
};

fn is_free(stage: &Stage) -> bool {
    stage.value("Familienname").as_deref() == Some("")
}

/// Her certificate is handed over by the printer's word, which nobody would hear any more.
#[test]
fn closing_while_the_last_customers_paper_comes_out_is_asked_about() {
    let done = Arc::new(AtomicBool::new(false));
    let ends = Arc::clone(&done);
    let printer = Scripted::saying(move || {
        if ends.load(Ordering::Relaxed) {
            job(9, "job-completed-successfully")
        } else {
            job(5, "job-printing")
        }
    });
    let target = printer.target().to_string();
    let mut stage = Stage::prepared(None, &[("printer.certificate", &target)]);
    stage.issue(&Visitor::erika());
    stage.until_says("Drucken, nächster Kunde");
    stage.look();
    stage.key(Key::Enter);
    assert!(is_free(&stage), "{}", stage.screen());
    stage.ask_to_close();
    let asks = "1 Zertifikat kommt noch aus dem Drucker";
    assert!(stage.says(asks), "{}", stage.screen());
    done.store(true, Ordering::Relaxed);
    stage.until("it closes by itself then", |stage| !stage.says(asks));
    stage.close();
    assert_eq!(stage.rows()[0].state, State::HandedOver);
}
