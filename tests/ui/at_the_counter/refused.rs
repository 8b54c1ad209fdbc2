//! What the portal refuses, and how it is corrected: under the number that the customer has, as it was typed, with the reason
//! where it belongs.

use std::{
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::TcpListener,
};

use egui::{Key, Modifiers};
use impftheke::{
    case::State,
    domain::{Draft, EventDraft},
};

use crate::stage::{Stage, Visitor};

/// A portal that refuses everything in these words; returns where it is.
fn refusing(words: &'static str) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    std::thread::Builder::new()
        .spawn(move || {
            for mut stream in listener.incoming().map(Result::unwrap) {
                let mut reader = BufReader::new(stream.try_clone().unwrap());
                let (mut length, mut line) = (0, String::from("\n"));
                while !line.trim().is_empty() || length == 0 {
                    line.clear();
                    if reader.read_line(&mut line).unwrap() == 0 {
                        break;
                    }
                    let header = line.to_ascii_lowercase();
                    if let Some(number) = header.strip_prefix("content-length:") {
                        length = number.trim().parse().unwrap();
                    }
                }
                let mut body = vec![0; length];
                // Whoever asks for the time sends nothing.
                drop(reader.read_exact(&mut body));
                let length = words.len();
                let head =
                    format!("HTTP/1.1 406 X\r\nContent-Length: {length}\r\nConnection: close");
                drop(write!(stream, "{head}\r\n\r\n{words}"));
            }
        })
        .unwrap();
    url
}

#[test]
fn a_correction_that_was_taken_up_by_mistake_is_put_away_by_one_key() {
    let mut stage = refused();
    let says = "Berichtigung 0001 begonnen, Strg+Z legt sie weg";
    let take_up = |stage: &mut Stage| {
        stage.key(Key::F3);
        stage.type_text("1");
        stage.ctrl(Key::E);
        stage.until_says("Berichtigung von 0001");
    };
    take_up(&mut stage);
    assert!(stage.says(says), "{}", stage.screen());
    stage.ctrl(Key::Z);
    assert!(!stage.says("Berichtigung von"), "{}", stage.screen());
    assert_eq!(stage.value("Familienname").as_deref(), Some(""));
    assert_eq!(stage.rows()[0].state, State::NeedsCorrection);
    stage.until("nothing of it is kept", |stage| {
        stage.drafts_on_disk().is_empty()
    });
    // Once something is typed into it that is what comes back, and nothing is put away by the key for it.
    take_up(&mut stage);
    stage.fill("Vornamen", "Erika Maria");
    assert!(!stage.says(says), "{}", stage.screen());
    stage.ctrl(Key::Z);
    assert!(stage.says("Berichtigung von"), "{}", stage.screen());
}

/// Nothing of it can be put away any more: its case is corrected.
#[test]
fn a_correction_that_is_issued_as_it_came_is_not_put_away_by_a_key() {
    let mut stage = refused();
    stage.key(Key::F3);
    stage.type_text("1");
    stage.ctrl(Key::E);
    stage.until_says("Berichtigung von 0001");
    stage.tick();
    let says = "Berichtigung 0001 begonnen";
    assert!(stage.says(says), "{}", stage.screen());
    stage.switch("406");
    stage.ctrl(Key::Enter);
    stage.until_says(". Abholnummer 0001");
    assert!(!stage.says(says), "{}", stage.screen());
    let shows = stage.screen();
    stage.look();
    stage.ctrl(Key::Z);
    assert_eq!(stage.screen(), shows);
}

fn with_refused_case(stage: &mut Stage) {
    stage.issue(&Visitor::erika());
    stage.until_rows("0001 is refused", |rows| {
        rows[0].state == State::NeedsCorrection
    });
    stage.leave();
}

/// A counter with one case that the portal has refused, and would not refuse again: that of Erika Mustermann, 0001.
fn refused() -> Stage {
    let mut stage = Stage::with_portal("406");
    with_refused_case(&mut stage);
    stage.switch("none");
    stage
}

fn correct(stage: &mut Stage) {
    stage.key(Key::F3);
    stage.fill("Vorgang suchen", "1");
    stage.ctrl(Key::E);
    stage.until_says("Berichtigung von 0001: Die Nummer bleibt");
}

fn states(stage: &Stage) -> Vec<State> {
    stage.rows().iter().map(|row| row.state).collect()
}

#[test]
fn the_customers_number_stays_from_the_slip_to_the_certificate() {
    let mut stage = refused();
    correct(&mut stage);
    stage.switch("503");
    stage.fill("Vornamen", "Erika Maria");
    stage.tick();
    stage.click_containing("Dieselbe Person wie bei 0001");
    stage.ctrl(Key::Enter);
    stage.until_says("Abholnummer");
    assert!(stage.says("0001"), "{}", stage.screen());
    assert!(!stage.says("0002"), "{}", stage.screen());
    stage.leave();
    // Whoever comes in between has another.
    stage.switch("none");
    stage.pass(3600);
    stage.until_rows("it is ready", |rows| rows[0].state == State::Ready);
    stage.issue(&Visitor::max());
    stage.leave();
    stage.key(Key::F3);
    stage.fill("Vorgang suchen", "0001");
    stage.until_says("Mustermann, Erika Maria");
    stage.ctrl(Key::O);
    stage.until_says("MUSTERMANN<<ERIKA<MARIA");
    assert_eq!(states(&stage).len(), 2);
}

#[test]
fn a_refusal_shows_at_its_field_until_that_is_changed() {
    const REASON: &str = "abgelehnt: „date of vaccination: is too long ago“";
    let url = refusing("date of vaccination: is too long ago");
    let mut stage = Stage::prepared(None, &[("portal.url", &url)]);
    with_refused_case(&mut stage);
    for restarted in [false, true] {
        if restarted {
            stage.restart();
        } else {
            correct(&mut stage);
            // The keys stand there already.
            stage.frame_with(&[(Modifiers::COMMAND, Key::A)]);
            stage.type_text("12.05.2021");
            assert!(!stage.says(REASON), "{}", stage.screen());
            stage.fill("Datum der Impfung", "12.5.2021");
        }
        stage.until_says(REASON);
        stage.look();
        stage.fill("Vornamen", "Erika Maria");
        assert!(stage.says(REASON), "{}", stage.screen());
        stage.fill("Datum der Impfung", "13.5.2021");
        assert!(!stage.says(REASON), "{}", stage.screen());
        stage.fill("Datum der Impfung", "12.5.2021");
        stage.fill("Vornamen", "Erika");
    }
    // It is the portal's: it may be asked once more.
    stage.tick();
    stage.ctrl(Key::Enter);
    stage.until_rows("it is refused again", |rows| {
        (rows[0].attempts, rows[0].state) == (2, State::NeedsCorrection)
    });
    assert_eq!(stage.rows().len(), 1);
}

#[test]
fn a_refusal_of_no_field_stands_above_the_form() {
    let mut stage = refused();
    correct(&mut stage);
    let reason = "Das Portal hat die Angaben abgelehnt: „Not Acceptable“";
    stage.until_says(reason);
    stage.restart();
    stage.until_says(reason);
    // Whoever comes next was not refused.
    stage.discard();
    assert!(!stage.says(reason), "{}", stage.screen());
}

#[test]
fn what_is_corrected_stands_there_as_it_was_typed() {
    let mut stage = refused();
    let typed = stage.content(1);
    correct(&mut stage);
    for (field, text) in [
        ("Familienname", "Mustermann"),
        ("Vornamen", "Erika"),
        ("Geburtsdatum", "120864"),
        ("Datum der Impfung", "12.5.2021"),
        ("Dosis", "2"),
        ("von", "2"),
    ] {
        assert_eq!(stage.value(field).as_deref(), Some(text), "{field}");
    }
    let answer = "Eine Dosis desselben Impfstoffs";
    assert!(stage.screen().contains(answer), "{}", stage.screen());
    stage.restart();
    assert_eq!(
        stage.value("Datum der Impfung").as_deref(),
        Some("12.5.2021")
    );
    stage.tick();
    stage.ctrl(Key::Enter);
    stage.until_says("Ausgestellt und geprüft");
    assert!(stage.content(1) == typed, "what was typed is another");
    let Draft { event, .. } = typed;
    assert!(matches!(event, EventDraft::Vaccination(it) if !it.dose.is_by_hand()));
}

#[test]
fn what_is_being_tried_is_not_corrected_meanwhile() {
    let mut stage = refused();
    correct(&mut stage);
    stage.tick();
    stage.switch("hang");
    stage.key(Key::F3);
    stage.fill("Vorgang suchen", "1");
    stage.ctrl(Key::R);
    stage.until_rows("it is tried", |rows| rows[0].state == State::Sending);
    stage.until_says("Wird versucht");
    stage.ctrl(Key::E);
    assert!(
        stage.says("Berichtigen geht, sobald das Portal geantwortet hat"),
        "{}",
        stage.screen()
    );
    stage.ctrl(Key::R);
    assert!(stage.says("Gerade läuft ein Versuch"), "{}", stage.screen());
    stage.key(Key::F2);
    stage.fill("Datum der Impfung", "13.5.2021");
    stage.tick();
    stage.ctrl(Key::Enter);
    stage.until_says("Dieser Vorgang hat inzwischen einen anderen Stand");
    assert_eq!(states(&stage), [State::Sending]);
    let date = |stage: &Stage| match stage.content(1).event {
        EventDraft::Vaccination(vaccination) => vaccination.date,
        EventDraft::Recovery(_) | EventDraft::Test(_) => panic!("it is a vaccination"),
    };
    assert_eq!(date(&stage), "12.5.2021");
    // What stands in the form stays there, and is taken up when that is over.
    stage.switch("503");
    stage.until_rows("it waits", |rows| rows[0].state == State::Waiting);
    stage.switch("none");
    stage.ctrl(Key::Enter);
    stage.until("it is answered", |stage| {
        stage.says("Ausgestellt und geprüft") || stage.says("Abholnummer")
    });
    assert_eq!((stage.rows().len(), date(&stage)), (1, "13.5.2021".into()));
}

#[test]
fn a_case_that_is_withdrawn_while_it_is_corrected_is_over() {
    let mut stage = refused();
    correct(&mut stage);
    stage.key(Key::F3);
    stage.fill("Vorgang suchen", "1");
    stage.ask_to_withdraw();
    stage.agree();
    stage.until_rows("it is withdrawn", |rows| rows[0].state == State::Withdrawn);
    stage.key(Key::F2);
    stage.until_says("Der Vorgang ist zurückgezogen, dieser bekommt eine neue Nummer");
    stage.tick();
    stage.ctrl(Key::Enter);
    stage.until_says("Ausgestellt und geprüft");
    assert_eq!(states(&stage), [State::Withdrawn, State::Ready]);
    // Of the two one stands.
    stage.ctrl(Key::Z);
    stage.settle();
    assert_eq!(states(&stage), [State::Withdrawn, State::Ready]);
}

#[test]
fn a_correction_that_is_cut_off_is_taken_up_once() {
    for haste in [false, true] {
        let mut stage = refused();
        correct(&mut stage);
        stage.fill("Datum der Impfung", "13.5.2021");
        stage.tick();
        if haste {
            // Whatever has become of it by now.
            stage.frame_with(&[(Modifiers::COMMAND, Key::Enter)]);
        } else {
            stage.switch("hang");
            stage.ctrl(Key::Enter);
            stage.until_rows("it is tried", |rows| rows[0].state == State::Sending);
        }
        stage.kill();
        stage.switch("none");
        if stage.value("Familienname").as_deref() == Some("Mustermann") {
            stage.tick();
            stage.ctrl(Key::Enter);
        }
        // Whenever the portal is asked again.
        for _ in 0..100 {
            stage.pass(600);
            std::thread::sleep(std::time::Duration::from_millis(50));
            stage.step();
        }
        stage.until_rows("it is ready", |rows| rows[0].state == State::Ready);
        assert_eq!(stage.rows().len(), 1);
    }
}

/// What is said of a case to be asked about names what is to be done: that is the large button.
#[test]
fn the_large_button_does_what_the_advice_of_a_conflict_names() {
    let mut stage = Stage::with_portal("409");
    with_refused_case(&mut stage);
    stage.key(Key::F3);
    stage.fill("Vorgang suchen", "1");
    stage.until_says("dann erneut versuchen oder zurückziehen");
    let middle = |stage: &Stage, label| {
        use egui_kittest::kittest::Queryable as _;
        stage.window().get_by_label(label).rect().center()
    };
    let (large, other) = (
        middle(&stage, "Erneut versuchen"),
        middle(&stage, "Berichtigen"),
    );
    assert!(large.y > other.y, "{large:?} {other:?}");
    stage.switch("none");
    stage.click("Erneut versuchen");
    stage.until_rows("it is ready", |rows| rows[0].state == State::Ready);
}

/// The number stays: the slip that she came with bears it. Who stands at the counter yet has none.
#[test]
fn a_correction_that_waits_asks_for_no_second_slip() {
    let asks = "0001 ohne Abholschein gehen lassen?";
    let mut stage = refused();
    correct(&mut stage);
    stage.tick();
    stage.switch("503");
    stage.ctrl(Key::Enter);
    stage.until_says(". Abholnummer 0001");
    stage.look();
    stage.ctrl(Key::N);
    assert!(!stage.says(asks), "{}", stage.screen());
    assert_eq!(stage.value("Familienname").as_deref(), Some(""));

    let mut stage = Stage::with_portal("406");
    stage.issue(&Visitor::erika());
    stage.until_says("Das Portal hat die Angaben abgelehnt");
    stage.look();
    stage.ctrl(Key::E);
    stage.until_says("Berichtigung von 0001");
    stage.tick();
    stage.switch("503");
    stage.ctrl(Key::Enter);
    stage.until_says(". Abholnummer 0001");
    stage.look();
    stage.ctrl(Key::N);
    assert!(stage.says(asks), "{}", stage.screen());
}
