//! Any order of edits that ends at the same screen means the same, and what shows is what is issued.

use std::collections::HashMap;

use egui::Event;
use impftheke::domain::BirthDraft;
use proptest::{
    prelude::*,
    strategy::ValueTree as _,
    test_runner::{Config, RngAlgorithm, TestRng, TestRunner},
};

use super::*;

/// One thing that staff do to the form.
#[derive(Clone, Debug)]
enum Edit {
    /// Types into the field of this label, over what stands there.
    Type(&'static str, &'static str),
    /// Takes an entry of a list; where it is not offered, goes back.
    Choose(&'static str, &'static str),
    /// Ctrl+U.
    BirthUnknown,
    /// Alt and a digit.
    Check(Key),
    /// Ctrl and a digit.
    Kind(Key),
    /// Ctrl+Enter.
    Issue,
}

fn edit() -> impl Strategy<Value = Edit> {
    let typed = [
        ("field-family-name", &["Mustermann", "Musterfrau"][..]),
        ("field-birth-date", &["", "120864", "030290"]),
        ("field-vaccination-date", &["12.5.2021", "1.2.2022"]),
        ("field-dose", &["1", "2", "3", "4"]),
        ("field-doses", &["1", "2", "4"]),
        ("field-reason", &["Serie im Ausland"]),
    ];
    let typed: Vec<Edit> = typed
        .iter()
        .flat_map(|(label, texts)| texts.iter().map(|text| Edit::Type(label, text)))
        .collect();
    let products = ["Comirnaty", "Jcovden", "Bimervax"];
    let products = products.map(|name| Edit::Choose("field-product", name));
    let before = [
        "before-nothing",
        "before-same",
        "before-complete",
        "before-recovery",
        "answer-by-hand",
    ];
    let before = before.map(|entry| Edit::Choose("field-history", entry));
    let checks = [Key::Num1, Key::Num2, Key::Num3, Key::Num4].map(Edit::Check);
    prop_oneof![
        8 => proptest::sample::select(typed),
        3 => proptest::sample::select(products.to_vec()),
        4 => proptest::sample::select(before.to_vec()),
        2 => Just(Edit::BirthUnknown),
        3 => proptest::sample::select(checks.to_vec()),
        4 => Just(Edit::Issue),
        1 => proptest::sample::select(vec![Edit::Kind(Key::Num1), Edit::Kind(Key::Num2)]),
    ]
}

fn word(key: &str) -> String {
    texts(Language::German).get(key)
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

fn apply(harness: &mut Harness<'static, Stage>, edit: &Edit) {
    match *edit {
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
            list.click();
            harness.step();
            harness.step();
            let entry = if label == "field-product" {
                entry.to_owned()
            } else {
                word(entry)
            };
            let offered = harness.query_all_by_label(&entry).last();
            match offered {
                Some(entry) => entry.click(),
                None => harness.key_press(Key::Escape),
            }
            harness.step();
            harness.step();
        }
        Edit::BirthUnknown => at_once(harness, chord(Modifiers::COMMAND, Key::U)),
        Edit::Check(key) => at_once(harness, chord(Modifiers::ALT, key)),
        Edit::Issue => at_once(harness, chord(Modifiers::COMMAND, Key::Enter)),
        Edit::Kind(key) => at_once(harness, chord(Modifiers::COMMAND, key)),
    }
}

/// Returns all that can be read, and which switches are on.
fn screen(harness: &Harness<'static, Stage>) -> String {
    let nodes = harness.root().children_recursive();
    let texts = nodes.map(|node| {
        let node = node.accesskit_node();
        format!("{:?} {:?} {:?}", node.label(), node.value(), node.toggled())
    });
    texts.collect::<Vec<_>>().join("\n")
}

/// The form is emptied after so many edits.
const A_VISIT: usize = 40;

#[test]
fn what_shows_is_what_is_issued_whatever_was_typed_before() {
    let count = std::env::var("IMPFTHEKE_EDITS").map_or(2_000, |text| text.parse().unwrap());
    let rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let mut runner = TestRunner::new_with_rng(Config::default(), rng);
    let mut meant: HashMap<String, Vec<Draft>> = HashMap::new();
    let mut harness = stage([1024.0, 900.0], Stage::default());
    let (mut edits, mut met_again, mut issued) = (Vec::new(), 0, 0);
    for place in 0..count {
        if place % A_VISIT == 0 {
            edits = begin(&mut harness);
        }
        let edit = edit().new_tree(&mut runner).unwrap().current();
        apply(&mut harness, &edit);
        edits.push(edit);
        harness.step();
        let visit = harness.state().counter.visit().unwrap();
        shows(&harness, &visit, &edits);
        let asked = harness.state_mut().intents.drain(..).next_back();
        if let Some(Intent::Issue(sent)) = asked {
            assert_eq!(sent, visit, "{edits:?}");
            issued += 1;
        }
        let screen = screen(&harness);
        if let Some(before) = meant.get(&screen) {
            assert!(*before == visit.drafts, "{edits:?}\n{screen}");
            met_again += 1;
        } else {
            meant.insert(screen, visit.drafts);
        }
    }
    // Edits that never meet, or never issue, would show nothing.
    assert!(
        met_again > count / 20 && issued > count / 200,
        "{met_again} {issued}"
    );
}

/// Begins a visit that lacks nothing, and issues it: from then on every fault shows.
fn begin(harness: &mut Harness<'static, Stage>) -> Vec<Edit> {
    harness.state_mut().counter = Counter::default();
    harness.step();
    let edits = vec![
        Edit::Type("field-family-name", "Mustermann"),
        Edit::Type("field-birth-date", "120864"),
        Edit::Choose("field-product", "Comirnaty"),
        Edit::Type("field-vaccination-date", "12.5.2021"),
        Edit::Type("field-dose", "2"),
        Edit::Choose("field-history", "before-same"),
        Edit::Check(Key::Num1),
        Edit::Check(Key::Num2),
        Edit::Check(Key::Num3),
        Edit::Check(Key::Num4),
        Edit::Issue,
    ];
    for edit in &edits {
        apply(harness, edit);
    }
    harness.state_mut().intents.clear();
    edits
}

/// Holds what was typed against what stands on the screen.
fn shows(harness: &Harness<'static, Stage>, visit: &Visit, edits: &[Edit]) {
    let Some(draft) = visit.drafts.first() else {
        return;
    };
    let value = |label: &str| {
        let label = word(label);
        let field = harness.query_by_label(&label);
        field.and_then(|field| field.value()).unwrap_or_default()
    };
    assert_eq!(value("field-family-name"), draft.family_name, "{edits:?}");
    assert_eq!(value("field-birth-date"), draft.birth.text(), "{edits:?}");
    let unknown = says(harness, &word("birth-unknown"));
    assert_eq!(draft.birth == BirthDraft::Unknown, unknown, "{edits:?}");
    let EventDraft::Vaccination(vaccination) = &draft.event else {
        return;
    };
    assert_eq!(
        value("field-vaccination-date"),
        vaccination.date,
        "{edits:?}"
    );
    assert_eq!(value("field-dose"), vaccination.dose.number, "{edits:?}");
    let moment = NOW.parse().unwrap();
    if let Ok(statement) = draft.parse(&moment)
        && let impftheke::domain::Event::Vaccination(stated) = statement.event()
    {
        let dose = stated.dose();
        let numbers = (value("field-dose"), value("field-doses"));
        let stated = (dose.number().to_string(), dose.doses().to_string());
        assert_eq!(numbers, stated, "{edits:?}");
    }
}
