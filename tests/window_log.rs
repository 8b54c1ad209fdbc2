//! What the window and its worker write down at their most talkative: no person, whatever goes wrong.
//!
//! The real application is driven through a day with a portal that fails in turn; every event of every library
//! that reports one is kept, and searched for everybody who came.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

#[expect(dead_code, reason = "no program of tests uses all of the stage")]
mod stage;

use std::{
    io,
    sync::{Arc, Mutex},
};

use egui::{Key, Modifiers};
use stage::{Stage, Visitor};
use tracing::Level;

/// All that was written.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Whoever comes; no name is a word of the program's.
const VISITORS: [[&str; 4]; 4] = [
    ["Zwiebelmeier", "Quirina", "170361", "1961-03-17"],
    ["Pfannenschmied", "Hieronymus", "060775", "1975-07-06"],
    ["Rübenstrunk", "Adelgundis", "141269", "1969-12-14"],
    ["Knäckebröd", "Waltraudis", "021057", "1957-10-02"],
];

#[test]
fn nobody_stands_in_the_log_of_the_window() {
    let log = Log::default();
    let writer = log.clone();
    tracing_subscriber::fmt()
        .with_max_level(Level::TRACE)
        .with_writer(move || writer.clone())
        .init();
    // So that it is known to be kept.
    tracing::trace!("the day begins");
    let mut stage = Stage::with_portal("503");
    let visitors = VISITORS.map(|[family, given, birth, _]| Visitor::new(family, given, birth));
    for (visitor, fault) in visitors.iter().zip(["503", "other-person", "html", "none"]) {
        stage.switch(fault);
        // Half an hour makes up for any failure before.
        stage.pass(1_800);
        stage.issue(visitor);
        stage.key(Key::F3);
        stage.settle();
        stage.key(Key::F2);
        stage.ctrl(Key::N);
    }
    // Somebody is being typed when the program is ended.
    stage.fill("Familienname", &visitors[0].family);
    stage.fill("Geburtsdatum", "17.03.1961");
    stage.kill();
    stage.key(Key::F3);
    stage.press(Modifiers::NONE, Key::Enter);
    stage.close();
    let log = log.0.lock().unwrap();
    let log = String::from_utf8_lossy(&log).to_lowercase();
    assert!(log.contains("the day begins"), "nothing was traced");
    for [family, given, _, born] in VISITORS {
        for text in [family, given, born, &family.replace('ü', "ue")] {
            assert!(
                !log.contains(&text.to_lowercase()),
                "a person is in the log"
            );
        }
    }
    for text in ["hc1:", "urn:uvci", "17.03.1961"] {
        assert!(!log.contains(text), "{text} is in the log");
    }
}
