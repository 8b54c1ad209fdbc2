//! What is typed, and the case that it corrects: both live and die together.

use std::fs::File;

use egui::{Key, Modifiers};
use impftheke::{
    case::State,
    counter::settings::Settings,
    domain::{Clock as _, Draft, DraftLimits, Event, EventDraft},
    portal::request,
    queue::Row,
};
use serde_json::json;

use crate::stage::{Stage, Visitor};

/// A counter with one case that the portal has refused: that of Erika Mustermann, 0001.
fn with_refused_case() -> Stage {
    let mut stage = Stage::with_portal("406");
    stage.issue(&Visitor::erika());
    stage.until_rows("0001 is refused", |rows| {
        rows[0].state == State::NeedsCorrection
    });
    stage.leave();
    stage.switch("none");
    stage
}

/// Opens the form with the content of a case.
fn correct(stage: &mut Stage, number: &str) {
    stage.key(Key::F3);
    stage.type_text(number);
    stage.ctrl(Key::E);
    stage.until("the form holds the case", |stage| {
        stage.value("Familienname").as_deref() == Some("Mustermann")
    });
}

/// The sample of a request is a moment; the form shows it by the clock of the counter, and what is typed there counts.
#[test]
fn the_test_of_a_request_is_corrected_as_it_shows() {
    let sampled = [
        ("2022-05-31T05:05:35Z", "31.05.2022", "07:05", None),
        // Within the hour that the end of summer time brings twice.
        ("2021-10-31T00:30:00Z", "31.10.2021", "02:30", Some(false)),
        ("2021-10-31T01:30:00Z", "31.10.2021", "02:30", Some(true)),
    ];
    for (moment, date, time, later_hour) in sampled {
        let mut stage = Stage::with_portal("406");
        stage.take_up(request(moment));
        stage.until_rows("0001 is refused", |rows| {
            rows.iter().any(|row| row.state == State::NeedsCorrection)
        });
        stage.switch("none");
        correct(&mut stage, "1");
        assert_eq!(stage.value("Datum der Probe").as_deref(), Some(date));
        assert_eq!(stage.value("Uhrzeit der Probe").as_deref(), Some(time));
        assert_eq!(
            stage.says("Diese Stunde gibt es zweimal"),
            later_hour.is_some(),
            "{moment}"
        );
        stage.fill("Uhrzeit der Probe", "09:11");
        stage.press(Modifiers::ALT, Key::Num1);
        stage.press(Modifiers::ALT, Key::Num2);
        if stage.says("Die Probe ist älter als 72 Stunden") {
            stage.click("Die Probe ist älter als 72 Stunden und wird trotzdem bescheinigt");
        }
        stage.ctrl(Key::Enter);
        stage.until_says("Ausgestellt und geprüft");
        let typed = stage.content(1).parse(&stage.time.now()).unwrap();
        let Event::Test(test) = typed.statement().event() else {
            panic!("a test became something else")
        };
        let at = test
            .sampled_at()
            .to_zoned_datetime(stage.time.now().time_zone().clone());
        assert_eq!(
            at.strftime("%d.%m.%Y %H:%M").to_string(),
            format!("{date} 09:11")
        );
    }
}

/// A request gives numbers, and a prophylaxis that the form shows nowhere: the one is asked about, the other goes.
#[test]
fn the_dose_of_a_request_is_asked_about_when_it_is_corrected() {
    let mut stage = Stage::with_portal("406");
    let asked = json!({
        "nam": { "fn": "Mustermann", "gn": "Erika" },
        "dob": "1964-08-12",
        "v": [{
            "id": "UEBUNG", "tg": "840539006", "vp": "28531000087107", "mp": "EU/1/20/1528",
            "ma": "ORG-100030215", "dn": 2, "sd": 2, "dt": "2022-05-01"
        }]
    });
    stage.take_up(request::read(&asked).unwrap().draft);
    stage.until_rows("0001 is refused", |rows| {
        rows.iter().any(|row| row.state == State::NeedsCorrection)
    });
    stage.switch("none");
    correct(&mut stage, "1");
    assert_eq!(stage.value("Dosis").as_deref(), Some("2"));
    assert_eq!(stage.value("von").as_deref(), Some(""));
    stage.choose("Was kam davor?", "Eine Dosis desselben");
    stage.tick();
    stage.ctrl(Key::Enter);
    stage.until_says("Ausgestellt und geprüft");
    let EventDraft::Vaccination(typed) = stage.content(1).event else {
        panic!("a vaccination became something else")
    };
    assert_eq!(typed.vp, None);
}

/// A rapid test of Erika Mustermann as a request asks for it.
fn request(sampled_at: &str) -> Draft {
    let asked = json!({
        "nam": { "fn": "Mustermann", "gn": "Erika" },
        "dob": "1964-08-12",
        "t": [{
            "id": "UEBUNG", "tg": "840539006", "tt": "LP217198-3", "ma": "1232", "sc": sampled_at,
            "tr": "260415000", "tc": "Testzentrum Muster"
        }],
        "confirmed": ["old-sample"]
    });
    request::read(&asked).unwrap().draft
}

fn states(stage: &Stage) -> Vec<State> {
    stage.rows().iter().map(|row| row.state).collect()
}

#[test]
fn a_correction_is_its_case_from_when_it_is_taken_up() {
    let mut stage = with_refused_case();
    correct(&mut stage, "1");
    stage.tick();
    stage.ctrl(Key::Enter);
    stage.until_says("Ausgestellt und geprüft");
    assert_eq!(states(&stage), [State::Ready]);
}

#[test]
fn a_correction_is_held_against_the_others_of_its_visit() {
    let mut stage = Stage::with_portal("406");
    stage.type_case(&Visitor::erika());
    stage.ctrl(Key::D);
    stage.type_vaccination("17.04.2021");
    stage.fill("Dosis", "1");
    stage.choose("Was kam davor?", "Nichts");
    stage.tick();
    stage.ctrl(Key::Enter);
    stage.until_rows("both are refused", |rows| {
        let refused = |row: &Row| row.state == State::NeedsCorrection;
        rows.len() == 2 && rows.iter().all(refused)
    });
    stage.leave();
    stage.switch("none");
    correct(&mut stage, "1");
    // That is the second dose; the first is of 17 April.
    stage.fill("Datum der Impfung", "16.04.2021");
    stage.tick();
    stage.ctrl(Key::Enter);
    assert!(stage.says("Reihenfolge der Dosen"), "{}", stage.screen());
    stage.fill("Datum der Impfung", "11.05.2021");
    stage.tick();
    stage.ctrl(Key::Enter);
    stage.until_rows("it is issued, and the other still refused", |rows| {
        let states: Vec<State> = rows.iter().map(|row| row.state).collect();
        states == [State::Ready, State::NeedsCorrection]
    });
    // Both stand there: the customer leaves with all of it, or a slip for both.
    stage.until_says("0001\u{2013}0002");
}

#[test]
fn a_correction_that_is_discarded_leaves_its_case_alone() {
    let ctrl = Modifiers::COMMAND;
    for (held, discard) in [(ctrl | Modifiers::SHIFT, Key::Delete), (ctrl, Key::N)] {
        let mut stage = with_refused_case();
        correct(&mut stage, "1");
        stage.press(held, discard);
        stage.issue(&Visitor::max());
        assert_eq!(
            states(&stage),
            [State::NeedsCorrection, State::Ready],
            "{discard:?}"
        );
        assert_eq!(stage.content(1).family_name, "Mustermann");
    }
}

#[test]
fn a_correction_is_still_one_after_a_restart() {
    let mut stage = with_refused_case();
    correct(&mut stage, "1");
    stage.restart();
    assert_eq!(stage.value("Vornamen").as_deref(), Some("Erika"));
    stage.tick();
    stage.ctrl(Key::Enter);
    stage.until_says("Ausgestellt und geprüft");
    assert_eq!(states(&stage), [State::Ready]);
}

#[test]
fn a_correction_to_another_person_is_asked_about_once() {
    let mut stage = with_refused_case();
    correct(&mut stage, "1");
    // The same date in other words is the same date.
    stage.fill("Geburtsdatum", "12.08.1964");
    stage.tick();
    assert!(!stage.says("Dieselbe Person"));
    stage.fill("Familienname", "Musterfrau");
    // The check list was ticked for another name.
    stage.tick();
    stage.ctrl(Key::Enter);
    assert_eq!(states(&stage), [State::NeedsCorrection]);
    stage.until_says("Dieselbe Person wie bei 0001");
    // The keys stand at the tick already. Whoever hurries on has not said that it is the same person.
    stage.key(Key::Enter);
    stage.ctrl(Key::Enter);
    assert!(!stage.is_ticked("Dieselbe Person"));
    assert_eq!(states(&stage), [State::NeedsCorrection]);
    stage.key(Key::Space);
    stage.ctrl(Key::Enter);
    stage.until_says("Ausgestellt und geprüft");
    assert_eq!(states(&stage), [State::Ready]);
}

#[test]
fn what_is_issued_is_no_draft_any_more() {
    let mut stage = Stage::with_key();
    stage.type_case(&Visitor::erika());
    stage.until("the draft is kept", |stage| !stage.kept_drafts().is_empty());
    stage.ctrl(Key::Enter);
    stage.until_says("Ausgestellt und geprüft");
    // Longer than a draft waits to be kept.
    let since = std::time::Instant::now();
    stage.until("a second has passed", |stage| {
        assert!(stage.kept_drafts().is_empty());
        since.elapsed() > std::time::Duration::from_millis(1300)
    });
    stage.kill();
    assert_eq!(stage.value("Familienname").unwrap_or_default(), "");
}

#[test]
fn what_was_typed_comes_back_after_a_restart_and_is_ticked_anew() {
    for end in [Stage::restart, Stage::kill] {
        let mut stage = Stage::with_key();
        stage.type_case(&Visitor::erika());
        stage.until("the draft is kept", |stage| {
            let kept = stage.kept_drafts();
            kept.first()
                .is_some_and(|draft| draft.family_name == "Mustermann")
        });
        end(&mut stage);
        stage.until_says("Die Eingaben stehen wieder da");
        assert_eq!(stage.value("Familienname").as_deref(), Some("Mustermann"));
        stage.ctrl(Key::Enter);
        assert!(stage.rows().is_empty(), "the checks are asked anew");
    }
}

#[test]
fn what_came_back_and_is_discarded_is_not_said_to_stand_there() {
    let mut stage = Stage::with_key();
    stage.fill("Familienname", "Mustermann");
    stage.restart();
    stage.until_says("Die Eingaben stehen wieder da");
    stage.look();
    stage.press(Modifiers::COMMAND | Modifiers::SHIFT, Key::Delete);
    assert_eq!(stage.value("Familienname").as_deref(), Some(""));
    assert!(!stage.says("Die Eingaben stehen wieder da"));
    // Nor of whoever is typed next.
    stage.fill("Familienname", "Schulze");
    assert!(!stage.says("Die Eingaben stehen wieder da"));
}

#[test]
fn what_was_typed_in_the_last_moment_is_kept_when_the_window_is_closed() {
    let mut stage = Stage::with_key();
    stage.fill("Familienname", "Mustermann");
    stage.fill("Vornamen", "Erika Maria");
    stage.restart();
    assert_eq!(stage.value("Vornamen").as_deref(), Some("Erika Maria"));
}

/// A counter whose last program was typing Erika Maria Mustermann, and which is slow to open.
fn opened_slowly(meanwhile: fn(&mut Stage)) -> Stage {
    let mut stage = Stage::with_key();
    stage.fill("Familienname", "Mustermann");
    stage.fill("Vornamen", "Erika Maria");
    stage.close();
    open_slowly(&mut stage, meanwhile);
    stage
}

/// Opens the window; what is done meanwhile is done before the counter is open.
fn open_slowly(stage: &mut Stage, meanwhile: fn(&mut Stage)) {
    // As long as this is held the counter is being opened, however slowly somebody types.
    let settings = Settings::load(&stage.folder().settings()).unwrap();
    let held = File::open(stage.folder().queue(&settings).join("queue.lock")).unwrap();
    held.lock().unwrap();
    stage.open_at_once();
    meanwhile(stage);
    held.unlock().unwrap();
    stage.until("the counter opens", |stage| {
        let app = stage.window().state().borrow();
        app.as_ref().is_some_and(|app| !app.is_opening())
    });
}

const OFFER: &str = "Unfertige Eingabe von";
const OLDER: &str = ": Mustermann, Erika Maria";

/// Holds that what was typed before waits, is offered, and is on the disk.
fn waits(stage: &mut Stage) {
    stage.until("it is offered", |stage| {
        stage.says(OFFER) && stage.says(OLDER)
    });
    let kept = stage.kept_drafts();
    assert!(
        kept.iter().any(|draft| draft.given_name == "Erika Maria"),
        "{kept:?}"
    );
}

#[test]
fn what_was_typed_before_a_restart_waits_beside_what_is_typed_while_the_counter_opens() {
    let mut stage = opened_slowly(|stage| stage.fill("Familienname", "Beispiel"));
    assert_eq!(stage.value("Familienname").as_deref(), Some("Beispiel"));
    waits(&mut stage);
    stage.fill("Vornamen", "Bert");
    stage.until("both are kept", |stage| {
        let kept = stage.kept_drafts();
        kept.len() == 2 && kept.iter().any(|draft| draft.given_name == "Bert")
    });
    // It comes over nothing that is typed.
    stage.press(Modifiers::ALT, Key::U);
    assert!(stage.says("Erst die angefangenen Eingaben"));
    assert_eq!(stage.value("Familienname").as_deref(), Some("Beispiel"));
    stage.kill();
    stage.until_says("Die Eingaben stehen wieder da");
    assert_eq!(stage.value("Vornamen").as_deref(), Some("Bert"));
    waits(&mut stage);
    stage.leave();
    // Whoever is typed now is nobody else.
    assert_eq!(stage.value("Familienname").as_deref(), Some(""));
    stage.type_text("Schulze");
    assert_eq!(stage.value("Familienname").as_deref(), Some("Schulze"));
    stage.press(Modifiers::COMMAND | Modifiers::SHIFT, Key::Delete);
    waits(&mut stage);
    stage.press(Modifiers::ALT, Key::U);
    stage.until("it is in the form", |stage| {
        stage.value("Vornamen").as_deref() == Some("Erika Maria")
    });
    assert!(!stage.says(OFFER), "{}", stage.screen());
    stage.type_vaccination("12.5.2021");
    stage.fill("Geburtsdatum", "120864");
    stage.tick();
    stage.ctrl(Key::Enter);
    stage.until_says("Ausgestellt und geprüft");
    stage.sit(11);
    stage.until("nothing is kept", |stage| stage.kept_drafts().is_empty());
}

#[test]
fn what_is_done_while_the_counter_opens_goes_on_and_nothing_comes_into_its_place() {
    let mut stage = opened_slowly(|stage| stage.key(Key::F3));
    stage.type_text("Mus");
    assert_eq!(stage.value("Vorgang suchen").as_deref(), Some("Mus"));
    stage.key(Key::F2);
    assert_eq!(stage.value("Familienname").as_deref(), Some(""));
    waits(&mut stage);
    stage.click("Verwerfen");
    stage.sit(11);
    stage.until("it is gone", |stage| stage.drafts_on_disk().is_empty());
    assert!(!stage.says(OFFER), "{}", stage.screen());
}

#[test]
fn a_double_click_discards_one_of_two_that_wait() {
    let mut stage = Stage::with_key();
    for visitor in [Visitor::erika(), Visitor::max()] {
        stage.type_case(&visitor);
        stage.until("it is kept whole", |stage| {
            let kept = stage.kept_drafts();
            let whole = |draft: &Draft| {
                draft
                    .faults(&stage.time.now(), DraftLimits::default())
                    .is_empty()
            };
            kept.iter()
                .any(|draft| draft.family_name == visitor.family && whole(draft))
        });
        stage.kill();
        stage.hurry(Modifiers::NONE, Key::F2);
        stage.until("it waits", |stage| {
            stage.says(&format!(": {}, {}", visitor.family, visitor.given))
        });
    }
    stage.double_click("Verwerfen");
    stage.sit(11);
    stage.until("one is gone", |stage| stage.drafts_on_disk().len() < 2);
    assert!(stage.says(OFFER), "{}", stage.screen());
    assert_eq!(stage.drafts_on_disk().len(), 1);
}

#[test]
fn what_is_typed_before_the_older_can_have_been_read_is_meant_for_the_empty_form() {
    let mut stage = opened_slowly(|_| {});
    assert_eq!(stage.value("Vornamen").as_deref(), Some("Erika Maria"));
    stage.type_text("Schulze");
    assert_eq!(stage.value("Familienname").as_deref(), Some("Schulze"));
    assert_eq!(stage.value("Vornamen").as_deref(), Some(""));
    waits(&mut stage);
}

#[test]
fn what_waits_goes_when_its_term_is_over() {
    let mut stage = opened_slowly(|stage| stage.fill("Familienname", "Beispiel"));
    waits(&mut stage);
    stage.pass(16 * 60);
    stage.until("it is neither kept nor offered", |stage| {
        let kept = stage.drafts_on_disk();
        !stage.says(OFFER) && kept.iter().all(|draft| draft.given_name != "Erika Maria")
    });
    assert_eq!(stage.value("Familienname").as_deref(), Some("Beispiel"));
}

#[test]
fn what_waits_is_offered_again_when_a_clock_that_was_ahead_is_set_back() {
    let mut stage = opened_slowly(|stage| stage.fill("Familienname", "Beispiel"));
    waits(&mut stage);
    stage.time.step(20 * 60);
    stage.until("it is not offered", |stage| !stage.says(OFFER));
    stage.time.step(-20 * 60);
    waits(&mut stage);
}

#[test]
fn a_correction_opens_the_form_whatever_waits() {
    let mut stage = with_refused_case();
    stage.fill("Familienname", "Musterfrau");
    stage.close();
    open_slowly(&mut stage, |stage| stage.key(Key::F3));
    stage.until_says("Mustermann, Erika");
    stage.type_text("1");
    stage.ctrl(Key::E);
    stage.until_says("Berichtigung von 0001");
    assert_eq!(stage.value("Familienname").as_deref(), Some("Mustermann"));
    assert!(stage.says(": Musterfrau"), "{}", stage.screen());
}

#[test]
fn a_correction_that_waits_goes_when_another_takes_the_place_of_its_case() {
    let mut stage = with_refused_case();
    correct(&mut stage, "1");
    stage.close();
    open_slowly(&mut stage, |stage| stage.key(Key::F3));
    stage.key(Key::F2);
    stage.until_says(OFFER);
    correct(&mut stage, "1");
    stage.tick();
    stage.ctrl(Key::Enter);
    stage.until_says("Ausgestellt und geprüft");
    assert_eq!(stage.drafts_on_disk(), []);
    stage.leave();
    stage.settle();
    assert!(!stage.says(OFFER), "{}", stage.screen());
}

#[test]
fn what_was_issued_meanwhile_is_not_corrected() {
    for (handed_over, restarted) in [(false, false), (true, false), (true, true)] {
        let mut stage = with_refused_case();
        correct(&mut stage, "1");
        stage.tick();
        stage.key(Key::F3);
        stage.type_text("1");
        stage.ctrl(Key::R);
        stage.until_rows("0001 is ready", |rows| rows[0].state == State::Ready);
        if handed_over {
            stage.ctrl(Key::H);
            stage.agree();
            stage.until_rows("0001 is handed over", |rows| {
                rows[0].state == State::HandedOver
            });
        }
        stage.key(Key::F2);
        if restarted {
            stage.restart();
            stage.until_says("Familienname");
            stage.tick();
        }
        stage.ctrl(Key::Enter);
        stage.until_says("0001 ist inzwischen ausgestellt");
        let rows = stage.rows();
        let state = if handed_over {
            State::HandedOver
        } else {
            State::Ready
        };
        assert_eq!((rows.len(), rows[0].state), (1, state));
        assert!(stage.is_kept(1));
    }
}

#[test]
fn a_correction_that_was_discarded_does_not_come_back_after_the_next_visit() {
    let mut stage = with_refused_case();
    correct(&mut stage, "1");
    stage.until("it is kept", |stage| !stage.kept_drafts().is_empty());
    // All of it within the second in which what is typed is kept once.
    stage.press(Modifiers::COMMAND | Modifiers::SHIFT, Key::Delete);
    stage.issue(&Visitor::max());
    stage.restart();
    assert_eq!(stage.value("Familienname").as_deref(), Some(""));
    assert!(stage.kept_drafts().is_empty());
}

#[test]
fn what_comes_back_after_a_restart_is_not_held_against_anybody_before_it_was_left() {
    for answered in [false, true] {
        let mut stage = Stage::with_key();
        stage.type_case(&Visitor::erika());
        if !answered {
            stage.fill("Dosis", "1");
        }
        stage.sit(2);
        stage.kill();
        stage.until("it is back", |stage| {
            stage.value("Familienname").as_deref() == Some("Mustermann")
        });
        stage.settle();
        for _ in 0..20 {
            stage.step();
        }
        assert!(!stage.says("Diese Angabe fehlt"), "{}", stage.screen());
    }
}
