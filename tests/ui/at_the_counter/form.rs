//! What shows in the form is what is issued: nothing typed is thrown away, and no tick outlives what it was made for.

use egui::Key;
use impftheke::domain::{BirthDraft, TransliterationDraft};

use crate::stage::{Stage, Visitor};

#[test]
fn hours_that_cannot_be_read_any_more_close_nothing_and_are_told() {
    let mut stage = Stage::closed(None, &[("pharmacy.name", "Muster-Apotheke")]);
    let file = stage.folder().settings();
    let kept = std::fs::read_to_string(&file).unwrap();
    let hours = r#"{"pharmacy.hours": "Sa 9-13, Sa geschlossen","#;
    std::fs::write(&file, kept.replacen('{', hours, 1)).unwrap();
    stage.open();
    stage.until_says("Die Öffnungszeiten in den Einstellungen lassen sich nicht mehr lesen");
    stage.issue(&Visitor::erika());
    assert!(stage.says("Ausgestellt und geprüft"));
}

/// What is said while ticks are missing.
const CHECKS_MISSING: &str = "Bitte prüfen und abhaken";

#[test]
fn a_birth_date_typed_over_unknown_is_issued() {
    let mut stage = Stage::with_key();
    stage.type_case(&Visitor {
        birth: String::new(),
        ..Visitor::erika()
    });
    stage.ctrl(Key::U);
    stage.until("the draft is kept as unknown", |stage| {
        stage
            .kept_drafts()
            .first()
            .is_some_and(|draft| draft.birth == BirthDraft::Unknown)
    });
    stage.fill("Geburtsdatum", "120864");
    stage.tick();
    stage.ctrl(Key::Enter);
    stage.until_says("Ausgestellt und geprüft");
    assert!(stage.says("12. August 1964"), "{}", stage.screen());
    assert_eq!(stage.content(1).birth, "120864".into());
}

/// Issues and expects to be asked for ticks instead.
fn is_asked_for_ticks(stage: &mut Stage) {
    stage.ctrl(Key::Enter);
    assert!(stage.says(CHECKS_MISSING), "{}", stage.screen());
    assert!(stage.rows().is_empty());
}

#[test]
fn the_checks_of_one_person_are_none_of_another() {
    let mut stage = Stage::with_key();
    stage.type_case(&Visitor::erika());
    stage.fill("Familienname", "Musterfrau");
    is_asked_for_ticks(&mut stage);
    // What was ticked holds again for whom it was ticked.
    stage.fill("Familienname", "Mustermann");
    stage.ctrl(Key::Enter);
    stage.until_says("Ausgestellt und geprüft");
}

#[test]
fn the_same_birth_date_typed_otherwise_keeps_the_ticks_and_another_takes_them() {
    let mut stage = Stage::with_key();
    stage.type_case(&Visitor::erika());
    stage.fill("Geburtsdatum", "13.8.1964");
    is_asked_for_ticks(&mut stage);
    stage.fill("Geburtsdatum", "12.8.1964");
    stage.ctrl(Key::Enter);
    stage.until_says("Ausgestellt und geprüft");
}

#[test]
fn batch_and_place_are_checked_anew_for_another_vaccination() {
    let mut stage = Stage::with_key();
    stage.type_case(&Visitor::erika());
    stage.fill("Datum der Impfung", "13.5.2021");
    is_asked_for_ticks(&mut stage);
    for check in [Key::Num3, Key::Num4] {
        stage.press(egui::Modifiers::ALT, check);
    }
    stage.ctrl(Key::Enter);
    stage.until_says("Ausgestellt und geprüft");
}

#[test]
fn unusual_numbers_are_confirmed_for_themselves_and_never_without_end() {
    let mut stage = Stage::with_key();
    stage.type_case(&Visitor::erika());
    stage.fill("Datum der Impfung", "12.5.2022");
    stage.choose("Was kam davor?", "Andere Reihenfolge");
    stage.fill("Grund für die Zahlen", "Serie im Ausland");
    let type_numbers = |stage: &mut Stage, number: &str| {
        stage.fill("Dosis", number);
        stage.fill("von", number);
    };
    let tick = "Mehr als neun Dosen sind richtig";
    type_numbers(&mut stage, "10");
    stage.click(tick);
    stage.tick();
    for number in ["11", "4000"] {
        type_numbers(&mut stage, number);
        stage.ctrl(Key::Enter);
        assert!(stage.rows().is_empty(), "{number}");
    }
    type_numbers(&mut stage, "4000");
    assert!(stage.says("Höchstens 20"), "{}", stage.screen());
    type_numbers(&mut stage, "10");
    stage.ctrl(Key::Enter);
    assert!(
        stage.rows().is_empty(),
        "what was changed meanwhile is asked anew"
    );
    stage.click(tick);
    stage.tick();
    stage.ctrl(Key::Enter);
    stage.until_says("Ausgestellt und geprüft");
}

/// Numbers are a rule's or typed: what an answer had given goes with the answer, and with the product.
#[test]
fn numbers_go_with_the_answer_and_the_product_that_gave_them() {
    let mut stage = Stage::with_key();
    stage.type_case(&Visitor::erika());
    stage.choose("Impfstoff", "Bimervax");
    stage.fill("Datum der Impfung", "1.5.2022");
    stage.fill("Dosis", "4");
    stage.choose("Was kam davor?", "Vollständige Serie mit zwei");
    assert_eq!(stage.value("von").as_deref(), Some("4"));
    stage.fill("Dosis", "1");
    assert_eq!(stage.value("von").as_deref(), Some(""));
    stage.choose("Was kam davor?", "Nichts, es ist die erste");
    assert_eq!(stage.value("von").as_deref(), Some(""));
    assert!(
        stage.says("nur zur Auffrischimpfung zugelassen"),
        "{}",
        stage.screen()
    );
    stage.choose("Was kam davor?", "Andere Reihenfolge");
    assert_eq!(
        stage.value("von").as_deref(),
        Some(""),
        "typed, not taken over"
    );
    stage.ctrl(Key::Enter);
    assert!(stage.rows().is_empty());
    // Another product makes its own rule, or none.
    stage.choose("Impfstoff", "Comirnaty");
    stage.choose("Was kam davor?", "Nichts, es ist die erste");
    assert_eq!(stage.value("von").as_deref(), Some("2"));
    stage.choose("Was kam davor?", "Andere Reihenfolge");
    assert_eq!(stage.value("von").as_deref(), Some(""), "nor from a rule");
    stage.choose("Was kam davor?", "Nichts, es ist die erste");
    assert_eq!(stage.value("von").as_deref(), Some("2"));
    stage.choose("Impfstoff", "Jcovden");
    assert_eq!(stage.value("von").as_deref(), Some("1"));
    stage.fill("Dosis", "2");
    assert_eq!(stage.value("von").as_deref(), Some(""));
    stage.ctrl(Key::Enter);
    assert!(stage.rows().is_empty());
    assert!(
        stage.says("Keine Regel nennt diesen Fall"),
        "{}",
        stage.screen()
    );
}

#[test]
fn what_only_time_was_wrong_with_is_right_when_its_time_has_come() {
    let mut stage = Stage::with_key();
    stage.fill("Familienname", "Mustermann");
    stage.fill("Vornamen", "Erika");
    stage.fill("Geburtsdatum", "120864");
    stage.ctrl(Key::Num3);
    stage.click("PCR (NAAT)");
    stage.fill("Datum der Probe", "1.6.2022");
    stage.fill("Uhrzeit der Probe", "10:01");
    stage.fill("Teststelle", "Muster-Apotheke");
    stage.click("Nicht nachgewiesen");
    for check in [Key::Num1, Key::Num2] {
        stage.press(egui::Modifiers::ALT, check);
    }
    stage.ctrl(Key::Enter);
    assert!(stage.rows().is_empty());
    // Nobody types anything meanwhile.
    stage.pass(120);
    stage.ctrl(Key::Enter);
    stage.until_says("Ausgestellt und geprüft");
}

const FAMILY_LINE: &str = "Familienname im Reisepass";

/// The line of the travel document is ours, and follows the name, until somebody types another.
#[test]
fn a_line_that_nobody_typed_follows_the_name() {
    let mut stage = Stage::with_key();
    stage.fill("Familienname", "Mustermnn");
    stage.fill("Vornamen", "Erika");
    stage.ctrl(Key::L);
    assert_eq!(stage.value(FAMILY_LINE).as_deref(), Some("MUSTERMNN"));
    stage.type_case(&Visitor {
        family: "Musterfrau".to_owned(),
        given: "Gabriele".to_owned(),
        ..Visitor::erika()
    });
    assert_eq!(stage.value(FAMILY_LINE).as_deref(), Some("MUSTERFRAU"));
    stage.ctrl(Key::Enter);
    stage.until_says("Ausgestellt und geprüft");
    assert!(
        stage.says("MUSTERFRAU<<GABRIELE"),
        "issued as\n{}",
        stage.screen()
    );
    assert_eq!(
        stage.content(1).family_transliteration,
        TransliterationDraft::Proposed
    );
}

#[test]
fn another_line_is_looked_at_beside_ours_before_the_identity_is_ticked() {
    let mut stage = Stage::with_key();
    stage.type_case(&Visitor::erika());
    stage.ctrl(Key::L);
    stage.fill(FAMILY_LINE, "Schmidt");
    assert!(!stage.is_ticked("Identität"));
    is_asked_for_ticks(&mut stage);
    // Once, with both side by side.
    assert!(stage.says("dort steht SCHMIDT statt MUSTERMANN"));
    assert!(!stage.says("Identität: im Ausweis"));
    stage.tick();
    stage.ctrl(Key::Enter);
    assert!(stage.says("Passt nicht zum Namen"), "{}", stage.screen());
    assert!(stage.rows().is_empty());
    // Our own, typed out, is ours again, and follows the name.
    stage.fill(FAMILY_LINE, "MUSTERMANN");
    is_asked_for_ticks(&mut stage);
    stage.fill("Familienname", "Musterfrau");
    assert_eq!(stage.value(FAMILY_LINE).as_deref(), Some("MUSTERFRAU"));
    // What was typed stays, whatever becomes of the name, and is looked at anew.
    stage.fill(FAMILY_LINE, "MUSTER");
    stage.tick();
    stage.click_containing("dort steht MUSTER statt MUSTERFRAU");
    stage.fill("Familienname", "Mustermann");
    is_asked_for_ticks(&mut stage);
    assert!(!stage.is_ticked("dort steht MUSTER statt MUSTERMANN"));
    // Beside no name there is no line.
    stage.fill("Familienname", "");
    stage.tick();
    stage.ctrl(Key::Enter);
    assert!(stage.says("Gehört nicht hierher"), "{}", stage.screen());
    assert!(stage.rows().is_empty());
    stage.fill("Familienname", "Mustermann");
    stage.tick();
    stage.click_containing("dort steht MUSTER statt MUSTERMANN");
    stage.ctrl(Key::Enter);
    stage.until_says("Ausgestellt und geprüft");
    assert!(stage.says("MUSTER<<ERIKA"), "{}", stage.screen());
}

/// What documents have for such a name is looked at with the identity, and not asked about.
#[test]
fn a_line_that_documents_may_have_is_looked_at_with_the_identity() {
    let mut stage = Stage::with_key();
    stage.type_case(&Visitor::new("Müller", "Erika", "120864"));
    stage.ctrl(Key::L);
    stage.fill(FAMILY_LINE, "MULLER");
    assert!(stage.says("Identität: im Ausweis MULLER statt MUELLER"));
    assert!(!stage.says("dort steht"), "{}", stage.screen());
    stage.tick();
    stage.ctrl(Key::Enter);
    stage.until_says("Ausgestellt und geprüft");
    assert!(stage.says("MULLER<<ERIKA"), "{}", stage.screen());
}

#[test]
fn lines_that_were_opened_by_a_slip_close_and_the_tab_key_goes_on_to_the_birth_date() {
    let mut stage = Stage::with_key();
    stage.fill("Familienname", "Mustermann");
    stage.fill("Vornamen", "Erika");
    stage.ctrl(Key::L);
    stage.ctrl(Key::L);
    assert_eq!(stage.value(FAMILY_LINE), None);
    stage.key(Key::Tab);
    stage.type_text("120864");
    assert_eq!(stage.value("Geburtsdatum").as_deref(), Some("120864"));

    // One that was emptied follows the name again, and goes with the next field.
    stage.ctrl(Key::L);
    stage.fill(FAMILY_LINE, "M");
    stage.fill(FAMILY_LINE, "");
    stage.fill("Vornamen", "Erika");
    assert_eq!(stage.value(FAMILY_LINE), None, "{}", stage.screen());
    stage.key(Key::Tab);
    stage.type_text("9");
    assert_eq!(stage.value("Geburtsdatum").as_deref(), Some("1208649"));
    assert!(stage.says("MUSTERMANN<<ERIKA"), "{}", stage.screen());
}

#[test]
fn numbers_typed_by_hand_are_looked_up_once_more() {
    let mut stage = Stage::with_key();
    stage.type_case(&Visitor::erika());
    stage.choose("Was kam davor?", "Janssen als erste");
    is_asked_for_ticks(&mut stage);
    stage.tick();
    stage.fill("Dosis", "7");
    is_asked_for_ticks(&mut stage);
    stage.choose("Was kam davor?", "Andere Reihenfolge");
    stage.fill("von", "7");
    stage.fill("Grund für die Zahlen", "Serie im Ausland");
    stage.tick();
    stage.fill("von", "1");
    is_asked_for_ticks(&mut stage);
    assert!(stage.is_ticked("Impfpass"), "whose it is stays the same");
}

/// A yes is said for one person, one vaccine and one day.
#[test]
fn an_answer_to_a_question_is_none_for_another_person_or_day() {
    let mut stage = Stage::with_key();
    stage.type_case(&Visitor::erika());
    stage.choose("Impfstoff", "Nuvaxovid");
    stage.choose("Was kam davor?", "Eine Dosis Valneva");
    assert!(
        !stage.says("Eine Dosis Nuvaxovid"),
        "it is no other than itself"
    );
    let tick = "Im Impfpass nachgesehen, die Serie stimmt";
    let before = "Vor der EU-Zulassung geimpft";
    for (label, other, same) in [
        ("Familienname", "Musterfrau", "Mustermann"),
        ("Vornamen", "Gabriele", "Erika"),
        ("Geburtsdatum", "3.2.1990", "12.8.1964"),
        ("Datum der Impfung", "13.5.2021", "12.5.2021"),
    ] {
        for question in [tick, before] {
            if !stage.is_ticked(question) {
                stage.click_containing(question);
            }
            assert!(stage.is_ticked(question), "{question}");
        }
        stage.fill(label, other);
        for question in [tick, before] {
            assert!(!stage.is_ticked(question), "{label}: {question}");
        }
        stage.fill(label, same);
    }
    stage.tick();
    stage.ctrl(Key::Enter);
    assert!(stage.rows().is_empty(), "what is asked is not issued");
}

/// An answer that says something by the product or the number goes when it would say something else.
#[test]
fn what_came_before_is_asked_anew_when_the_answer_would_say_something_else() {
    let mut stage = Stage::with_key();
    stage.type_case(&Visitor::erika());
    let is_asked = |stage: &mut Stage, why: &str| {
        assert_eq!(stage.value("von").as_deref(), Some(""), "{why}");
        stage.tick();
        stage.ctrl(Key::Enter);
        assert!(stage.rows().is_empty(), "{why}");
    };
    stage.choose("Impfstoff", "Nuvaxovid");
    is_asked(&mut stage, "the same was said of Comirnaty");
    stage.choose("Was kam davor?", "Eine Dosis desselben");
    stage.choose("Impfstoff", "Nuvaxovid");
    assert_eq!(
        stage.value("von").as_deref(),
        Some("2"),
        "the same once more"
    );
    stage.choose("Was kam davor?", "Eine Dosis Comirnaty");
    stage.choose("Impfstoff", "Comirnaty");
    is_asked(&mut stage, "another was said of Nuvaxovid");
    stage.fill("Dosis", "1");
    stage.choose("Was kam davor?", "Eine Genesung");
    assert_eq!(stage.value("von").as_deref(), Some("1"));
    stage.fill("Dosis", "2");
    is_asked(&mut stage, "no dose had come before");
    stage.choose("Was kam davor?", "Genesung, dann Impfung");
    stage.fill("Dosis", "3");
    assert_eq!(
        stage.value("von").as_deref(),
        Some("1"),
        "says the same of it"
    );
    stage.fill("Dosis", "1");
    is_asked(&mut stage, "a dose had come before");
    // What stands for itself stays.
    stage.fill("Dosis", "3");
    stage.choose("Was kam davor?", "Vollständige Serie mit zwei");
    stage.choose("Impfstoff", "Spikevax");
    stage.fill("Dosis", "4");
    assert_eq!(stage.value("von").as_deref(), Some("4"));
}

#[test]
fn which_of_two_equal_hours_is_asked_for_the_day_and_the_time_that_have_them() {
    let mut stage = Stage::with_key();
    stage.fill("Familienname", "Mustermann");
    stage.fill("Geburtsdatum", "120864");
    stage.ctrl(Key::Num3);
    stage.click("PCR (NAAT)");
    stage.fill("Teststelle", "Muster-Apotheke");
    stage.click("Nicht nachgewiesen");
    let asked = "Diese Stunde gibt es zweimal";
    let sampled = |stage: &mut Stage, date: &str, time: &str| {
        stage.fill("Datum der Probe", date);
        stage.fill("Uhrzeit der Probe", time);
    };
    sampled(&mut stage, "31.10.2021", "02:30");
    stage.click("Winterzeit");
    for (date, time) in [("25.10.2020", "02:30"), ("25.10.2020", "02:45")] {
        sampled(&mut stage, date, time);
        stage.ctrl(Key::Enter);
        assert!(stage.says("zweimal, bitte wählen"), "{date} {time}");
        stage.click("Winterzeit");
        assert!(!stage.says("zweimal, bitte wählen"));
    }
    sampled(&mut stage, "31.5.2022", "10:00");
    assert!(!stage.says(asked), "{}", stage.screen());
}
