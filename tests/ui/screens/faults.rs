//! Every fault that typing can bring about: it speaks when its field is left, and issuing goes to it.

use egui::{Key, Modifiers, accesskit::Role};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use impftheke::{
    domain::{Asks, DoseDraft, EventDraft, Kind, ProductFamily, dose::Before},
    text::{Language, texts},
    ui::{Intent, finder},
};

use super::stage::{Play, choose, fill, picture, press, stage};

/// What is typed into a form that is otherwise complete, and the sentence that follows.
pub(crate) struct Row {
    /// What else is done first.
    pub(crate) before: &'static [Step],
    /// The key of the field's label, and what is typed there.
    pub(crate) field: &'static str,
    pub(crate) typed: &'static str,
    /// The sentence below the field, in German.
    pub(crate) says: &'static str,
}

/// What a clerk does to a field.
pub(crate) enum Step {
    Lines,
    Choose(&'static str, &'static str),
    Type(&'static str, &'static str),
}
use Step::{Choose, Lines, Type};

const BY_HAND: Step = Choose("field-history", "answer-by-hand");
const NUMBER: Step = Type("field-dose", "2");
const DOSES: Step = Type("field-doses", "2");
const REASON: Step = Type("field-reason", "Serie im Ausland");
const MISSING: &str = "Diese Angabe fehlt";
const LONG: &str =
    "Abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabc";
const TOO_LONG: &str = "81 Zeichen, höchstens 80 sind erlaubt";
const INVISIBLE: &str = "Enthält ein unsichtbares Zeichen, bitte von Hand tippen";
const NO_DATE: &str = "Bitte ein Datum eingeben, z. B. 12.08.1964";
const NO_DAY: &str = "Diesen Tag gibt es nicht";
const FUTURE: &str = "Liegt in der Zukunft";
const BEFORE_BIRTH: &str = "Liegt vor der Geburt";

const fn row(field: &'static str, typed: &'static str, says: &'static str) -> Row {
    after(&[], field, typed, says)
}

const fn after(
    before: &'static [Step],
    field: &'static str,
    typed: &'static str,
    says: &'static str,
) -> Row {
    Row {
        before,
        field,
        typed,
        says,
    }
}

pub(crate) const PERSON: &[Row] = &[
    after(
        &[Type("field-given-name", "")],
        "field-family-name",
        "",
        MISSING,
    ),
    row("field-family-name", LONG, TOO_LONG),
    row("field-family-name", "Muster\u{202E}mann", INVISIBLE),
    row("field-family-name", "Muster\u{7}mann", INVISIBLE),
    row("field-family-name", "---", "Enthält keinen Buchstaben"),
    row("field-given-name", LONG, TOO_LONG),
    row("field-given-name", "Eri\u{200B}ka", INVISIBLE),
    row("field-given-name", "'", "Enthält keinen Buchstaben"),
    after(
        &[Lines],
        "field-family-line",
        "MÜLLER",
        "Nur A bis Z, zwischen Namen <",
    ),
    row("field-birth-date", "", MISSING),
    row("field-birth-date", "gestern", NO_DATE),
    row("field-birth-date", "31.02.1964", NO_DAY),
    row("field-birth-date", "02.06.2022", FUTURE),
    row("field-birth-date", "31.12.1899", "Frühestens 01.01.1900"),
];

pub(crate) const VACCINATION: &[Row] = &[
    row("field-vaccination-date", "", MISSING),
    row("field-vaccination-date", "12.5", NO_DATE),
    row("field-vaccination-date", "30.02.2022", NO_DAY),
    row("field-vaccination-date", "02.06.2022", FUTURE),
    row(
        "field-vaccination-date",
        "30.11.2020",
        "Frühestens 01.12.2020",
    ),
    after(
        &[Type("field-birth-date", "01.06.2021")],
        "field-vaccination-date",
        "12.05.2021",
        BEFORE_BIRTH,
    ),
    row("field-dose", "", MISSING),
    row("field-dose", "zwei", "Keine Zahl"),
    row("field-dose", "0", "Mindestens 1"),
    row("field-dose", "21", "Höchstens 20, bitte neu eingeben"),
    after(&[BY_HAND, REASON], "field-doses", "", MISSING),
    after(&[BY_HAND, REASON], "field-doses", "zwei", "Keine Zahl"),
    after(&[BY_HAND, REASON], "field-doses", "0", "Mindestens 1"),
    after(&[BY_HAND, DOSES], "field-reason", "", MISSING),
    after(&[BY_HAND, DOSES], "field-reason", "--", "Bitte in Worten"),
    after(
        &[NUMBER, BY_HAND, DOSES, REASON],
        "field-dose",
        "5",
        "Größer als die Zahl daneben",
    ),
];

pub(crate) const AFTER_A_RECOVERY: &[Row] = &[
    row("field-first-positive", "", MISSING),
    row("field-first-positive", "12.5", NO_DATE),
    row("field-first-positive", "31.04.2022", NO_DAY),
    row("field-first-positive", "02.06.2022", FUTURE),
    row(
        "field-first-positive",
        "02.12.2021",
        "Mehr als 180 Tage her, kein Zertifikat mehr möglich",
    ),
    after(
        &[Type("field-birth-date", "01.06.2022")],
        "field-first-positive",
        "30.05.2022",
        BEFORE_BIRTH,
    ),
    row("field-valid-from", "12.5", NO_DATE),
    row("field-valid-from", "31.06.2022", NO_DAY),
    row(
        "field-valid-from",
        "28.05.2022",
        "Vorgeschrieben ist 29.05.2022",
    ),
    row("field-valid-until", "12.5", NO_DATE),
    row("field-valid-until", "31.06.2022", NO_DAY),
    row("field-valid-until", "28.05.2022", "Frühestens 29.05.2022"),
    row("field-valid-until", "29.10.2022", "Spätestens 28.10.2022"),
];

pub(crate) const AFTER_A_TEST: &[Row] = &[
    row("field-test-name", LONG, TOO_LONG),
    row("field-test-name", "PCR\u{202E}", INVISIBLE),
    row("field-sample-date", "", MISSING),
    row("field-sample-date", "12.5", NO_DATE),
    row("field-sample-date", "31.04.2022", NO_DAY),
    row("field-sample-date", "02.06.2022", FUTURE),
    row("field-sample-date", "31.12.2019", "Frühestens 01.01.2020"),
    after(
        &[Type("field-birth-date", "01.06.2022")],
        "field-sample-date",
        "30.05.2022",
        BEFORE_BIRTH,
    ),
    row("field-sample-time", "", MISSING),
    row(
        "field-sample-time",
        "25:00",
        "Keine Uhrzeit, erwartet ist etwa 14:32",
    ),
    after(
        &[Type("field-sample-date", "27.03.2022")],
        "field-sample-time",
        "02:30",
        "Diese Stunde fehlt wegen der Zeitumstellung",
    ),
    after(
        &[Type("field-sample-date", "31.10.2021")],
        "field-sample-time",
        "02:30",
        "Diese Stunde gibt es zweimal, bitte wählen",
    ),
    row("field-test-centre", "", MISSING),
    row(
        "field-test-centre",
        LONG,
        "81 Zeichen, höchstens 50 sind erlaubt",
    ),
    row("field-test-centre", "Zen\u{202E}trum", INVISIBLE),
];

/// The fields of a kind, in the order of the form, with what is right there.
fn fields(kind: Kind) -> Vec<(&'static str, &'static str)> {
    let event: &[(&str, &str)] = match kind {
        Kind::Vaccination => &[("field-vaccination-date", "12.5.2021"), ("field-dose", "2")],
        Kind::Recovery => &[("field-first-positive", "01.05.2022")],
        Kind::Test => &[
            ("field-sample-date", "31.05.2022"),
            ("field-sample-time", "0930"),
            ("field-test-centre", "Testzentrum"),
        ],
    };
    let person = [
        ("field-family-name", "Musterfrau"),
        ("field-given-name", "Erika"),
        ("field-birth-date", "120864"),
    ];
    person.into_iter().chain(event.iter().copied()).collect()
}

/// Fills in a form of a kind, all but one field.
fn fill_in(harness: &mut Play, kind: Kind, language: Language, but: &str) {
    let word = |key: &str| texts(language).get(key);
    if language == Language::English {
        press(harness, Modifiers::NONE, Key::F7);
    }
    let click = |harness: &mut Play, key: &str| {
        harness.get_by_label(&word(key)).click();
        harness.run();
    };
    match kind {
        Kind::Vaccination => {
            choose(harness, &word("field-product"), "Comirnaty");
        }
        Kind::Recovery => press(harness, Modifiers::COMMAND, Key::Num2),
        Kind::Test => {
            press(harness, Modifiers::COMMAND, Key::Num3);
            click(harness, "test-naat");
            click(harness, "outcome-not-detected");
        }
    }
    for (field, text) in fields(kind).into_iter().filter(|(field, _)| *field != but) {
        fill(harness, &word(field), text);
    }
    if kind == Kind::Vaccination {
        choose(harness, &word("field-history"), &word("before-same"));
    }
}

/// Plays a row and looks at it.
fn look(kind: Kind, row: &Row, language: Language) {
    let (says, name) = (row.says, format!("{} {:?}", row.field, row.typed));
    let word = |key: &str| texts(language).get(key);
    let mut harness = stage([1280.0, 800.0]);
    fill_in(&mut harness, kind, language, row.field);
    for step in row.before {
        match step {
            Lines => press(&mut harness, Modifiers::COMMAND, Key::L),
            Choose(field, entry) => choose(&mut harness, &word(field), &word(entry)),
            Type(field, text) => fill(&mut harness, &word(field), text),
        }
    }
    let label = word(row.field);
    fill(&mut harness, &label, row.typed);
    // These have been left already: the form begins with the name, and what is typed first is left.
    let typed = |step: &Step| matches!(step, Type(field, _) if *field == row.field);
    if row.field != "field-family-name" && !row.before.iter().any(typed) {
        assert_eq!(
            count(&harness, says),
            0,
            "{name} is scolded while it is typed"
        );
    }
    press(&mut harness, Modifiers::NONE, Key::Tab);
    assert_eq!(count(&harness, says), 1, "{name}: {says}");
    press(&mut harness, Modifiers::COMMAND, Key::Enter);
    assert!(
        harness
            .state()
            .intents
            .iter()
            .all(|intent| !matches!(intent, Intent::Issue(_))),
        "{name} is issued"
    );
    assert_eq!(count(&harness, says), 1, "{name}: {says}");
    assert!(
        harness.get_by_label(&label).is_focused(),
        "{name} is not gone to"
    );
}

/// Counts where something is said, with the name of the field before it or without.
fn count(harness: &Play, words: &str) -> usize {
    let said = harness.query_all_by_label_contains(words);
    let after = format!(": {words}");
    let is_it = |said: String| said == words || said.ends_with(&after);
    said.filter(|node| {
        let node = node.accesskit_node();
        [node.label(), node.value()]
            .into_iter()
            .flatten()
            .any(is_it)
    })
    .count()
}

fn look_at_all(kind: Kind, rows: &[Row]) {
    for row in rows {
        look(kind, row, Language::German);
    }
}

#[test]
fn every_fault_of_a_person_speaks_and_is_gone_to() {
    look_at_all(Kind::Vaccination, PERSON);
}

#[test]
fn every_fault_of_a_vaccination_speaks_and_is_gone_to() {
    look_at_all(Kind::Vaccination, VACCINATION);
}

#[test]
fn every_fault_of_a_recovery_speaks_and_is_gone_to() {
    look_at_all(Kind::Recovery, AFTER_A_RECOVERY);
}

#[test]
fn every_fault_of_a_test_speaks_and_is_gone_to() {
    look_at_all(Kind::Test, AFTER_A_TEST);
}

#[test]
fn faults_speak_english_too() {
    for (kind, field, typed, says) in [
        (
            Kind::Vaccination,
            "field-birth-date",
            "31.02.1964",
            "fault-no-such-day",
        ),
        (
            Kind::Vaccination,
            "field-vaccination-date",
            "02.06.2022",
            "fault-future",
        ),
        (Kind::Recovery, "field-first-positive", "", "fault-missing"),
        (Kind::Test, "field-sample-time", "25:00", "fault-not-a-time"),
    ] {
        let says = texts(Language::English).get(says);
        let says = Box::leak(says.into_boxed_str());
        look(kind, &row(field, typed, says), Language::English);
    }
}

/// What is chosen rather than typed, and missing.
#[test]
fn what_is_not_chosen_is_missed_and_gone_to() {
    let mut harness = stage([1280.0, 800.0]);
    for (field, text) in fields(Kind::Vaccination) {
        fill(&mut harness, &texts(Language::German).get(field), text);
    }
    for (label, entry) in [
        ("Impfstoff", "Comirnaty"),
        ("Was kam davor?", "Eine Dosis desselben"),
    ] {
        press(&mut harness, Modifiers::COMMAND, Key::Enter);
        assert!(harness.get_by_label(label).is_focused(), "{label}");
        assert!(count(&harness, MISSING) > 0);
        choose(&mut harness, label, entry);
    }
    for (label, key) in [
        ("Identität", Key::Num1),
        ("Impfpass", Key::Num2),
        ("Charge und Arztstempel", Key::Num3),
        ("Impfort", Key::Num4),
    ] {
        press(&mut harness, Modifiers::COMMAND, Key::Enter);
        assert!(
            harness
                .get_by_role_and_label(Role::CheckBox, label)
                .is_focused(),
            "{label}"
        );
        press(&mut harness, Modifiers::ALT, key);
    }
    press(&mut harness, Modifiers::COMMAND, Key::Enter);
    assert!(matches!(
        harness.state().intents.as_slice(),
        [Intent::Issue(_)]
    ));
}

#[test]
fn what_is_not_chosen_of_a_test_is_missed_and_gone_to() {
    let mut harness = stage([1280.0, 800.0]);
    press(&mut harness, Modifiers::COMMAND, Key::Num3);
    for (field, text) in fields(Kind::Test) {
        fill(&mut harness, &texts(Language::German).get(field), text);
    }
    for label in ["PCR (NAAT)", "Nicht nachgewiesen"] {
        press(&mut harness, Modifiers::COMMAND, Key::Enter);
        assert!(count(&harness, MISSING) > 0);
        let segment = harness.get_by_role_and_label(Role::RadioButton, label);
        assert!(segment.is_focused(), "{label}");
        press(&mut harness, Modifiers::NONE, Key::Space);
    }
    harness.get_by_label("Antigen-Schnelltest").click();
    harness.run();
    press(&mut harness, Modifiers::COMMAND, Key::Enter);
    assert_eq!(count(&harness, MISSING), 1);
    assert!(
        harness
            .get_by_label("Schnelltest (Hersteller, Produkt)")
            .is_focused()
    );
    press(&mut harness, Modifiers::NONE, Key::Enter);
    harness.get_by_label("Suchen").type_text("1232");
    harness.run();
    press(&mut harness, Modifiers::NONE, Key::Enter);
    for key in [Key::Num1, Key::Num2] {
        press(&mut harness, Modifiers::ALT, key);
    }
    press(&mut harness, Modifiers::COMMAND, Key::Enter);
    assert!(matches!(
        harness.state().intents.as_slice(),
        [Intent::Issue(_)]
    ));
}

/// Returns the words by which it is confirmed that a rule holds for a second dose.
fn looked_up(language: Language, rule: &'static str) -> String {
    finder::confirmation(texts(language), Asks::History { rule, dose: 2 })
}

#[test]
fn a_rule_that_cannot_know_asks_to_look_it_up_and_another_answer_asks_anew() {
    for language in Language::ALL {
        let word = |key: &str| texts(language).get(key);
        let mut harness = stage([1280.0, 800.0]);
        fill_in(&mut harness, Kind::Vaccination, language, "");
        for key in [Key::Num1, Key::Num2, Key::Num3, Key::Num4] {
            press(&mut harness, Modifiers::ALT, key);
        }
        let questions =
            |harness: &Play| ["c", "i"].map(|rule| count(harness, &looked_up(language, rule)));
        assert_eq!(
            questions(&harness),
            [0, 0],
            "an ordinary dose is not asked about"
        );
        for (answer, tick) in [(Before::Unusual, "c"), (Before::Foreign, "i")] {
            let family = Some(ProductFamily::Comirnaty);
            let answer = finder::before(texts(language), answer, Some(2), family);
            choose(&mut harness, &word("field-history"), &answer);
            press(&mut harness, Modifiers::COMMAND, Key::Enter);
            assert!(
                harness
                    .state()
                    .intents
                    .iter()
                    .all(|intent| !matches!(intent, Intent::Issue(_))),
                "{answer}"
            );
            let tick = looked_up(language, tick);
            let tick = harness.get_by_role_and_label(Role::CheckBox, &tick);
            assert!(tick.is_focused(), "{answer}");
            press(&mut harness, Modifiers::NONE, Key::Space);
        }
        // Another answer is looked up in the booklet once more.
        for key in [Key::Num3, Key::Num4] {
            press(&mut harness, Modifiers::ALT, key);
        }
        press(&mut harness, Modifiers::COMMAND, Key::Enter);
        let Some(Intent::Issue(visit)) = harness.state().intents.last() else {
            panic!("looked up, and not issued")
        };
        let EventDraft::Vaccination(vaccination) = &visit.drafts[0].event else {
            panic!("a vaccination")
        };
        assert_eq!(vaccination.dose, DoseDraft::after(2, Before::Foreign));
        assert_eq!(visit.drafts[0].confirmed.len(), 1, "only what is asked now");
    }
}

#[test]
fn letters_without_a_picture_are_told_and_kept() {
    let mut harness = stage([1280.0, 800.0]);
    fill_in(&mut harness, Kind::Vaccination, Language::German, "");
    fill(&mut harness, "Familienname", "王");
    let asks = texts(Language::German).get("help-line-obligatory");
    assert_eq!(count(&harness, &asks), 1);
    press(&mut harness, Modifiers::COMMAND, Key::Enter);
    assert!(
        harness
            .get_by_label("Familienname im Reisepass")
            .is_focused()
    );
    fill(&mut harness, "Familienname im Reisepass", "wang");
    press(&mut harness, Modifiers::NONE, Key::Tab);
    assert_eq!(
        count(&harness, &texts(Language::German).get("help-unseen")),
        1
    );
    picture(&mut harness, "unseen");
    let field = harness.get_by_label("Familienname");
    assert_eq!(field.value().as_deref(), Some("王"));
    assert_eq!(count(&harness, &asks), 0);
    assert_eq!(count(&harness, "WANG<<ERIKA"), 1);
}
