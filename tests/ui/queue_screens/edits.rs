//! Any order of edits that ends at the same screen means the same, and what shows is what is issued.
//!
//! An order is a few edits by chance, on a case that lacked nothing or on what the orders before have made of it. What is
//! typed is then read back from the screen alone and held against what would be issued; and every tick on the screen
//! must have been made for what stands there now, which a form typed afresh would ask for.

use std::collections::BTreeMap;

use egui::Event;
use egui_kittest::Node;
use impftheke::domain::{
    DoseDraft, RecoveryDraft, Sampled, TestDraft, TestKind, TransliterationDraft, VaccinationDraft,
    dose::{BasisDraft, Before},
    product,
};
use proptest::{
    prelude::*,
    strategy::ValueTree as _,
    test_runner::{Config, RngAlgorithm, TestRng, TestRunner},
};

use super::{
    seen::{Seen, word},
    *,
};

/// One thing that staff do to the form.
#[derive(Clone, Copy, Debug)]
enum Edit {
    /// Types into the field of this label, over what stands there.
    Type(&'static str, &'static str),
    /// Takes an entry of a list; where it is not offered, goes back.
    Choose(&'static str, &'static str),
    /// Presses what bears these words, where it shows.
    Click(&'static str),
    /// Ticks the question of this place, or takes its tick away.
    Answer(usize),
    /// A key with Alt.
    Check(Key),
    /// A key with Ctrl.
    Control(Key),
}

const CHECKS: [Key; 4] = [Key::Num1, Key::Num2, Key::Num3, Key::Num4];

/// What is typed into the fields of these labels.
const TYPED: [(&str, &[&str]); 17] = [
    ("field-family-name", &["Mustermann", "Musterfrau", ""]),
    ("field-given-name", &["Erika", "Gabriele", ""]),
    ("field-family-line", &["MUSTERMANN", "SCHMIDT", ""]),
    ("field-given-line", &["ERIKA", "ERYKA"]),
    ("field-birth-date", &["", "120864", "030290"]),
    (
        "field-vaccination-date",
        &["12.5.2021", "1.2.2022", "20.12.2020"],
    ),
    ("field-dose", &["1", "2", "3", "10", ""]),
    ("field-doses", &["1", "2", "10"]),
    ("field-reason", &["Serie im Ausland", "?"]),
    ("field-first-positive", &["1.3.2022", "1.4.2022", ""]),
    ("field-valid-from", &["", "29.3.2022"]),
    ("field-valid-until", &["", "1.7.2022"]),
    ("field-test-name", &["", "Test von Muster"]),
    (
        "field-sample-date",
        &["31.10.2021", "25.10.2020", "1.6.2022"],
    ),
    ("field-sample-time", &["2:30", "10:00", ""]),
    ("field-test-centre", &["Testzentrum Muster", ""]),
    ("field-family-name", &["כהן"]),
];

fn edit() -> impl Strategy<Value = Edit> {
    let of_kind = |kinds: &[&str]| {
        let typed = TYPED.iter().filter(|(label, _)| kinds.contains(label));
        let edits =
            typed.flat_map(|(label, texts)| texts.iter().map(|text| Edit::Type(label, text)));
        edits.collect::<Vec<_>>()
    };
    let person = of_kind(&[
        "field-family-name",
        "field-given-name",
        "field-family-line",
        "field-given-line",
        "field-birth-date",
    ]);
    let dose = of_kind(&[
        "field-vaccination-date",
        "field-dose",
        "field-doses",
        "field-reason",
    ]);
    let other = of_kind(&[
        "field-first-positive",
        "field-valid-from",
        "field-valid-until",
        "field-test-name",
        "field-sample-date",
        "field-sample-time",
        "field-test-centre",
    ]);
    let products = ["Comirnaty", "Nuvaxovid", "Jcovden", "Bimervax", "Sputnik V"];
    let products = products.map(|name| Edit::Choose("field-product", name));
    let before = ANSWERS.map(|entry| Edit::Choose("field-history", entry));
    let clicks = [
        "test-naat",
        "test-rapid",
        "outcome-detected",
        "outcome-not-detected",
        "hour-earlier",
        "hour-later",
    ];
    prop_oneof![
        5 => proptest::sample::select(person),
        5 => proptest::sample::select(dose),
        3 => proptest::sample::select(other),
        2 => proptest::sample::select(products.to_vec()),
        3 => proptest::sample::select(before.to_vec()),
        2 => proptest::sample::select(clicks.map(Edit::Click).to_vec()),
        3 => (0..3_usize).prop_map(Edit::Answer),
        3 => proptest::sample::select(CHECKS.map(Edit::Check).to_vec()),
        2 => proptest::sample::select([Key::L, Key::U, Key::Enter].map(Edit::Control).to_vec()),
        1 => proptest::sample::select([Key::Num1, Key::Num2, Key::Num3].map(Edit::Control).to_vec()),
    ]
}

/// The answers to what came before.
const ANSWERS: [&str; 7] = [
    "nothing",
    "same",
    "complete",
    "recovery",
    "nuvaxovid-or-valneva",
    "not-eu",
    "answer-by-hand",
];

/// Returns the words of an answer as the form would have them now.
fn answer(harness: &Harness<'static, Stage>, before: Before) -> String {
    let seen = Seen::of(harness).draft();
    let EventDraft::Vaccination(VaccinationDraft { product, dose, .. }) = seen.event else {
        return String::new();
    };
    let family = product.map(|product| product.family);
    finder::before(texts(Language::German), before, dose.number(), family)
}

/// Lets events happen in one frame.
fn at_once(harness: &mut Harness<'static, Stage>, events: impl IntoIterator<Item = Event>) {
    harness.input_mut().events.extend(events);
    harness.step();
}

/// The events of a key that is pressed with modifiers and let go.
fn chord(modifiers: Modifiers, key: Key) -> Vec<Event> {
    let event = |pressed| Event::Key {
        key,
        physical_key: None,
        pressed,
        repeat: false,
        modifiers,
    };
    vec![event(true), event(false)]
}

/// Does it, or nothing where the screen does not offer it.
fn apply(harness: &mut Harness<'static, Stage>, edit: Edit) {
    match edit {
        Edit::Type(label, text) => {
            let label = word(label);
            let Some(field) = harness.query_by_role_and_label(Role::TextInput, &label) else {
                return;
            };
            field.focus();
            harness.step();
            let typed = if text.is_empty() {
                chord(Modifiers::NONE, Key::Delete)
            } else {
                vec![Event::Text(text.to_owned())]
            };
            at_once(harness, [chord(Modifiers::COMMAND, Key::A), typed].concat());
        }
        Edit::Choose(label, entry) => {
            let name = word(label);
            let Some(list) = harness.query_by_label(&name) else {
                return;
            };
            list.click_accesskit();
            harness.step();
            let entry = match Before::from_name(entry) {
                Some(before) => answer(harness, before),
                None if label == "field-product" => entry.to_owned(),
                None => word(entry),
            };
            let is_meant = |it: &Node<'_>| {
                let label = it.accesskit_node().label();
                label.is_some_and(|label| label.starts_with(&entry))
            };
            let clicked = {
                let mut entries = harness.query_all_by_role(Role::ListBoxOption);
                entries.find(is_meant).map(|it| it.click_accesskit())
            };
            if clicked.is_none() {
                harness.key_press(Key::Escape);
            }
            harness.step();
        }
        Edit::Click(key) => {
            let name = word(key);
            let Some(button) = harness.query_by_role_and_label(Role::RadioButton, &name) else {
                return;
            };
            button.click_accesskit();
            harness.step();
        }
        Edit::Answer(place) => {
            let Some((label, _)) = Seen::of(harness).questions().into_iter().nth(place) else {
                return;
            };
            harness
                .get_by_role_and_label(Role::CheckBox, &label)
                .click_accesskit();
            harness.step();
        }
        Edit::Check(key) => at_once(harness, chord(Modifiers::ALT, key)),
        Edit::Control(key) => at_once(harness, chord(Modifiers::COMMAND, key)),
    }
}

/// What a tick was made for, by its words, as it stood on the screen.
type Made = BTreeMap<String, Draft>;

/// Holds every tick against what stands on the screen, but those that were just made or taken away: `before` is how the
/// boxes stood before staff went at them.
fn hold(seen: &Seen, made: &mut Made, before: Option<&[(String, bool)]>, edits: &[Edit]) {
    let now = seen.draft();
    let list = seen.checks();
    for the_box in seen.boxes() {
        let is_check = list.contains(&the_box);
        let by_hand = before.is_some_and(|before| !before.contains(&the_box));
        let (label, on) = the_box;
        // The words of the identity name the line.
        let identity = word("check-identity");
        let name = if label.starts_with(&identity) {
            identity
        } else {
            label
        };
        if by_hand {
            made.remove(&name);
            if on {
                made.insert(name, now.clone());
            }
            continue;
        }
        let holds = made
            .get(&name)
            .map(|then| covers(&name, is_check, then, &now));
        if on {
            assert_eq!(holds, Some(true), "{name} is stale: {edits:?}");
        } else if is_check {
            assert_ne!(holds, Some(true), "{name} is lost: {edits:?}");
        }
    }
}

/// Whether a tick that was made for one holds for another.
fn covers(name: &str, is_check: bool, one: &Draft, other: &Draft) -> bool {
    let person = |draft: &Draft| {
        let names = [&draft.family_name, &draft.given_name].map(String::clone);
        let lines = [&draft.family_transliteration, &draft.given_transliteration]
            .map(TransliterationDraft::clone);
        (names, lines, draft.birth.clone())
    };
    if person(one) != person(other) {
        return false;
    }
    let of_holder = ["check-identity", "check-booklet"].map(word);
    // The words of a yes to another line name the line.
    let of_the_name = name.starts_with("Ausweis verglichen") || name == word("confirm-digits");
    if of_the_name || (is_check && of_holder.iter().any(|word| word == name)) {
        return true;
    }
    if let (EventDraft::Test(one), EventDraft::Test(other), false) =
        (&one.event, &other.event, is_check)
    {
        return one.sampled == other.sampled;
    }
    let (EventDraft::Vaccination(one), EventDraft::Vaccination(other)) = (&one.event, &other.event)
    else {
        return one.event == other.event;
    };
    let day = |draft: &VaccinationDraft| (draft.product, draft.date.clone());
    let numbers =
        |draft: &VaccinationDraft| (draft.dose.number.clone(), draft.dose.doses(draft.product));
    let before = |draft: &VaccinationDraft| match draft.dose.basis {
        BasisDraft::Before(before) => Some(before),
        _ => None,
    };
    if day(one) != day(other) {
        return false;
    }
    let of_numbers =
        name == word("confirm-unusual-dose") || name.starts_with("Im Impfpass nachgesehen");
    if is_check || of_numbers {
        numbers(one) == numbers(other) && before(one) == before(other)
    } else if name == word("confirm-too-soon") {
        one.dose.number == other.dose.number
    } else {
        true
    }
}

/// Cases that lack nothing but ticks and answers.
fn beginnings() -> Vec<Draft> {
    let erika = |event| Draft {
        family_name: "Mustermann".into(),
        given_name: "Erika".into(),
        birth: "120864".into(),
        event,
        ..Draft::default()
    };
    let vaccination = |product: &str, date: &str, dose| {
        let mut products = product::products().iter();
        erika(EventDraft::Vaccination(VaccinationDraft {
            product: products.find(|it| it.name == product),
            date: date.into(),
            dose,
            ..VaccinationDraft::default()
        }))
    };
    vec![
        vaccination("Comirnaty", "12.5.2021", DoseDraft::after(2, Before::Same)),
        vaccination(
            "Nuvaxovid",
            "12.5.2021",
            DoseDraft::after(2, Before::Unusual),
        ),
        vaccination(
            "Comirnaty",
            "1.2.2022",
            DoseDraft::after(1, Before::Recovery),
        ),
        vaccination(
            "Spikevax",
            "1.2.2022",
            DoseDraft::by_hand(10, 10, "Serie im Ausland"),
        ),
        erika(EventDraft::Recovery(RecoveryDraft {
            first_positive: "1.3.2022".into(),
            ..RecoveryDraft::default()
        })),
        erika(EventDraft::Test(TestDraft {
            kind: Some(TestKind::Naat),
            sampled: Sampled::Typed {
                date: "31.10.2021".into(),
                time: "2:30".into(),
                later_hour: Some(true),
            },
            detected: Some(false),
            centre: "Testzentrum Muster".into(),
            ..TestDraft::default()
        })),
    ]
}

/// Opens the form with a case, and makes every tick.
fn begin(harness: &mut Harness<'static, Stage>, draft: Draft) -> Made {
    let visit = Visit {
        id: VISIT,
        drafts: vec![draft],
        corrects: None,
        given: Vec::new(),
    };
    harness.state_mut().counter.restore(visit, None);
    harness.step();
    tick_all(harness);
    harness.step();
    let mut made = Made::new();
    hold(&Seen::of(harness), &mut made, Some(&[]), &[]);
    made
}

/// Makes every tick that is missing.
fn tick_all(harness: &mut Harness<'static, Stage>) {
    let seen = Seen::of(harness);
    for (label, _) in seen.questions().iter().filter(|(_, on)| !on) {
        let question = harness.get_by_role_and_label(Role::CheckBox, label);
        question.click_accesskit();
    }
    let checks = seen.checks().into_iter().zip(CHECKS);
    let missing = checks.filter(|((_, on), _)| !on);
    let keys: Vec<Event> = missing
        .flat_map(|(_, key)| chord(Modifiers::ALT, key))
        .collect();
    at_once(harness, keys);
}

/// Goes at the ticks, and notes what they were made for.
fn ticking(
    harness: &mut Harness<'static, Stage>,
    made: &mut Made,
    edits: &[Edit],
    go: impl FnOnce(&mut Harness<'static, Stage>),
) {
    harness.step();
    let before = Seen::of(harness);
    hold(&before, made, None, edits);
    go(harness);
    harness.step();
    hold(&Seen::of(harness), made, Some(&before.boxes()), edits);
}

/// So many edits are an order.
const EDITS: usize = 2;
/// So many orders follow on each other before the form begins anew.
const A_VISIT: usize = 8;

#[test]
fn what_shows_is_what_is_issued_in_whatever_order_it_was_typed() {
    let orders = std::env::var("IMPFTHEKE_EDITS").map_or(2_000, |text| text.parse().unwrap());
    let rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let mut runner = TestRunner::new_with_rng(Config::default(), rng);
    let mut harness = stage([1024.0, 900.0], Stage::default());
    let beginnings = beginnings();
    let (mut issued, mut fell, mut answered) = (0, 0, 0);
    let (mut made, mut edits) = (Made::new(), Vec::new());
    for place in 0..orders {
        if place % A_VISIT == 0 {
            let beginning = beginnings[place / A_VISIT % beginnings.len()].clone();
            made = begin(&mut harness, beginning);
            edits = Vec::new();
        }
        for _ in 0..EDITS {
            let edit = edit().new_tree(&mut runner).unwrap().current();
            edits.push(edit);
            if matches!(edit, Edit::Answer(_) | Edit::Check(_)) {
                ticking(&mut harness, &mut made, &edits, |harness| {
                    apply(harness, edit);
                });
            } else {
                apply(&mut harness, edit);
            }
        }
        harness.step();
        hold(&Seen::of(&harness), &mut made, None, &edits);
        if place % 4 == 0 {
            ticking(&mut harness, &mut made, &edits, tick_all);
        }
        harness.state_mut().intents.clear();
        apply(&mut harness, Edit::Control(Key::Enter));
        let visit = harness.state().counter.visit().unwrap();
        let seen = Seen::of(&harness);
        let boxes = seen.boxes();
        answered += usize::from(!visit.drafts.iter().all(|draft| draft.confirmed.is_empty()));
        fell += usize::from(boxes.iter().any(|(_, on)| !on));
        for mut draft in visit.drafts.clone() {
            let yes = seen.questions().iter().filter(|(_, on)| *on).count();
            assert_eq!(draft.confirmed.len(), yes, "{edits:?}");
            draft.confirmed.clear();
            for (name, line) in [
                (&draft.family_name, &mut draft.family_transliteration),
                (&draft.given_name, &mut draft.given_transliteration),
            ] {
                // Typed as the name would have it: the field says so below, not in itself.
                *line = line.read_beside(name);
            }
            let shown = seen.draft();
            assert_eq!(draft.event, shown.event, "{edits:?}");
            assert!(draft == shown, "the person: {edits:?}");
        }
        let sent = harness
            .state_mut()
            .intents
            .drain(..)
            .find_map(|intent| match intent {
                Intent::Issue(visit) => Some(visit),
                _ => None,
            });
        if let Some(sent) = sent {
            assert_eq!(sent, visit, "{edits:?}");
            assert!(boxes.iter().all(|(_, on)| *on), "issued unasked: {edits:?}");
            issued += 1;
        }
    }
    // Orders that never issue, never ask or never let a tick fall would show nothing.
    assert!(
        issued > orders / 40 && fell > orders / 4 && answered > orders / 20,
        "{issued} {fell} {answered}"
    );
}
