//! The screens, driven by label as a clerk or a screen reader would, without a window.

use egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable as _;
use impftheke::{
    domain::{DoseDraft, EventDraft, dose::Before},
    text::{Language, texts},
    ui::Intent,
};

use super::stage::{fill, fill_person_and_dose, picture, press, stage};

#[test]
fn the_normal_case_is_issued_as_it_was_typed() {
    let mut harness = stage([1280.0, 800.0]);
    picture(&mut harness, "empty");
    fill_person_and_dose(&mut harness);
    picture(&mut harness, "filled");
    harness.get_by_label("MUSTERFRAU<<ERIKA<DOERTE");
    harness.get_by_label("12. August 1964, 57 Jahre");
    press(&mut harness, Modifiers::COMMAND, Key::Enter);
    let [Intent::Issue(visit)] = harness.state().intents.as_slice() else {
        panic!("one intent")
    };
    let drafts = &visit.drafts;
    assert_eq!(drafts.len(), 1);
    assert_eq!(drafts[0].given_name, "Erika Dörte");
    let EventDraft::Vaccination(vaccination) = &drafts[0].event else {
        panic!("a vaccination")
    };
    assert_eq!(vaccination.dose, DoseDraft::after(2, Before::Same));
}

#[test]
fn issuing_an_empty_form_goes_to_the_first_thing_missing() {
    let mut harness = stage([1024.0, 600.0]);
    press(&mut harness, Modifiers::COMMAND, Key::Enter);
    picture(&mut harness, "errors-1024x600");
    assert!(harness.get_by_label("Familienname").is_focused());
    assert!(harness.query_all_by_label("Diese Angabe fehlt").count() >= 4);
    assert!(harness.state().intents.is_empty());
}

#[test]
fn two_doses_of_one_customer_are_issued_together() {
    let mut harness = stage([1280.0, 800.0]);
    fill_person_and_dose(&mut harness);
    press(&mut harness, Modifiers::COMMAND, Key::D);
    let missing = texts(Language::German).get("fault-missing");
    assert!(
        harness.query_by_label(&missing).is_none(),
        "a new case scolds nobody"
    );
    assert_eq!(
        harness.get_by_label("Familienname").value().as_deref(),
        Some("Musterfrau")
    );
    harness.get_by_label("2 Zertifikate ausstellen");
    press(&mut harness, Modifiers::COMMAND, Key::Enter);
    assert!(
        harness.state().intents.is_empty(),
        "the second dose is not typed yet"
    );
}

#[test]
fn language_and_theme_are_switched_while_running() {
    let mut harness = stage([1280.0, 800.0]);
    press(&mut harness, Modifiers::NONE, Key::F7);
    harness.get_by_label("Family name");
    press(&mut harness, Modifiers::NONE, Key::F8);
    picture(&mut harness, "english-other-theme");
    assert!(matches!(
        harness.state().intents.as_slice(),
        [
            Intent::SwitchLanguage(Language::English),
            Intent::SwitchTheme(_)
        ]
    ));
}

#[test]
fn at_1024x600_the_actions_lie_inside_the_window() {
    let mut harness = stage([1024.0, 600.0]);
    picture(&mut harness, "1024x600");
    for key in [
        "cmd-next-customer",
        "cmd-help",
        "field-family-name",
        "field-birth-date",
    ] {
        let label = texts(Language::German).get(key);
        let rect = harness.get_by_label(&label).rect();
        assert!(
            rect.min.x >= 0.0 && rect.min.y >= 0.0 && rect.max.x <= 1024.0 && rect.max.y <= 600.0,
            "{label} {rect:?}"
        );
    }
}

#[test]
fn help_lists_every_key() {
    let mut harness = stage([1280.0, 800.0]);
    press(&mut harness, Modifiers::NONE, Key::F1);
    picture(&mut harness, "help");
    // In the form it issues, and on a certificate it prints and goes on.
    assert_eq!(harness.query_all_by_label("Strg+Eingabe").count(), 2);
    harness.get_by_label("Strg+Umschalt+N");
}

#[test]
fn a_fault_speaks_when_its_field_is_left_and_not_before() {
    for (field, typed, fault) in [
        ("Familienname", "Muster\u{202E}mann", "fault-forbidden"),
        ("Familienname", "---", "fault-no-letters"),
        ("Geburtsdatum", "gestern", "fault-not-a-date"),
        ("Geburtsdatum", "31.02.1964", "fault-no-such-day"),
        ("Geburtsdatum", "02.06.2022", "fault-future"),
        ("Datum der Impfung", "02.06.2022", "fault-future"),
        ("Datum der Impfung", "30.02.2022", "fault-no-such-day"),
        ("Datum der Impfung", "12.5", "fault-not-a-date"),
    ] {
        let mut harness = stage([1280.0, 800.0]);
        fill(&mut harness, field, typed);
        let words = texts(Language::German).get(fault);
        assert!(
            harness.query_by_label(&words).is_none(),
            "{typed} too early"
        );
        press(&mut harness, Modifiers::NONE, Key::Tab);
        // It is heard with the name of the field, which has been left.
        let heard = format!("{field}: {words}");
        assert!(harness.query_by_label(&heard).is_some(), "{typed}: {words}");
    }
}

#[test]
fn the_dates_of_person_and_product_are_held_against_each_other() {
    for (birth, date, fault) in [
        ("01.06.2021", "12.05.2021", "vor der Geburt"),
        ("12.08.1964", "30.11.2020", "01.12.2020"),
    ] {
        let mut harness = stage([1280.0, 800.0]);
        fill_person_and_dose(&mut harness);
        for (field, text) in [("Geburtsdatum", birth), ("Datum der Impfung", date)] {
            press(&mut harness, Modifiers::COMMAND, Key::A);
            harness.get_by_label(field).focus();
            harness.run();
            press(&mut harness, Modifiers::COMMAND, Key::A);
            harness.get_by_label(field).type_text(text);
            harness.run();
        }
        press(&mut harness, Modifiers::COMMAND, Key::Enter);
        assert!(harness.state().intents.is_empty(), "{fault}");
        assert!(harness.query_by_label_contains(fault).is_some(), "{fault}");
    }
}
