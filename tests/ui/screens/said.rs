//! Every sentence that stands at a field, whole on each window that there is and in both languages: an answer that is
//! asked for helps nobody where its end is cut off.

use std::collections::BTreeSet;

use egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable as _;
use impftheke::{
    case::{Visit, VisitId},
    domain::{
        BirthDraft, DoseDraft, Draft, EventDraft, Kind, ProductFamily, RecoveryDraft, Sampled,
        TestDraft, TestKind, VaccinationDraft,
        dose::{BasisDraft, Before, rules},
        product,
    },
    text::{Language, texts},
};

use super::{
    faults::{AFTER_A_RECOVERY, AFTER_A_TEST, PERSON, Row, Step, VACCINATION},
    layout::{NARROW, SMALL, words_in},
    stage::{Play, fill, press, stage},
};

const WINDOWS: [[f32; 2]; 3] = [NARROW, SMALL, [1366.0, 768.0]];

/// Returns a form of a kind in which nothing is wrong.
fn right(kind: Kind) -> Draft {
    let event = match kind {
        Kind::Vaccination => EventDraft::Vaccination(VaccinationDraft {
            product: product::with_code("EU/1/20/1528"),
            date: "12.05.2021".into(),
            dose: DoseDraft::after(2, Before::Same),
            ..VaccinationDraft::default()
        }),
        Kind::Recovery => EventDraft::Recovery(RecoveryDraft {
            first_positive: "01.05.2022".into(),
            ..RecoveryDraft::default()
        }),
        Kind::Test => EventDraft::Test(TestDraft {
            kind: Some(TestKind::Naat),
            sampled: Sampled::Typed {
                date: "31.05.2022".into(),
                time: "0930".into(),
                later_hour: None,
            },
            detected: Some(false),
            centre: "Testzentrum".into(),
            ..TestDraft::default()
        }),
    };
    Draft {
        family_name: "Mustermann".into(),
        given_name: "Erika".into(),
        birth: "120864".into(),
        event,
        ..Draft::default()
    }
}

/// Types into a field.
fn type_in(draft: &mut Draft, field: &str, typed: &str) {
    let text = match (&mut draft.event, field) {
        (_, "field-family-name") => &mut draft.family_name,
        (_, "field-given-name") => &mut draft.given_name,
        (_, "field-birth-date") => return draft.birth = BirthDraft::from(typed),
        (EventDraft::Vaccination(it), "field-vaccination-date") => &mut it.date,
        (EventDraft::Vaccination(it), "field-dose") => &mut it.dose.number,
        (EventDraft::Vaccination(it), _) => match (&mut it.dose.basis, field) {
            (BasisDraft::ByHand { doses, .. }, "field-doses") => doses,
            (BasisDraft::ByHand { reason, .. }, "field-reason") => reason,
            _ => panic!("{field}"),
        },
        (EventDraft::Recovery(it), "field-first-positive") => &mut it.first_positive,
        (EventDraft::Recovery(it), "field-valid-from") => &mut it.valid_from,
        (EventDraft::Recovery(it), "field-valid-until") => &mut it.valid_until,
        (EventDraft::Test(it), "field-test-name") => &mut it.name,
        (EventDraft::Test(it), "field-test-centre") => &mut it.centre,
        (EventDraft::Test(it), "field-sample-date" | "field-sample-time") => {
            let Sampled::Typed { date, time, .. } = &mut it.sampled else {
                panic!("{field}")
            };
            if field == "field-sample-date" {
                date
            } else {
                time
            }
        }
        _ => panic!("{field}"),
    };
    typed.clone_into(text);
}

fn vaccination(draft: &mut Draft) -> &mut VaccinationDraft {
    let EventDraft::Vaccination(vaccination) = &mut draft.event else {
        panic!("another kind")
    };
    vaccination
}

/// Returns a form with one thing wrong, where that needs no typing.
fn wrong(kind: Kind, row: &Row) -> Option<Draft> {
    let mut draft = right(kind);
    for step in row.before {
        match *step {
            Step::Lines => return None,
            Step::Choose(..) => vaccination(&mut draft).dose.answer(BasisDraft::by_hand()),
            Step::Type(field, typed) => type_in(&mut draft, field, typed),
        }
    }
    type_in(&mut draft, row.field, row.typed);
    Some(draft)
}

/// A form, and what is typed into it.
type Edit = (Kind, fn(&mut Draft));

/// What else is told or asked at a field.
const MORE: &[Edit] = &[
    (Kind::Vaccination, |draft| draft.birth = "120821".into()),
    (Kind::Vaccination, |draft| {
        draft.family_name = format!("A{}", "\u{301}".repeat(6));
    }),
    (Kind::Vaccination, |draft| draft.family_name = "M0".into()),
    (Kind::Vaccination, |draft| draft.family_name = "123".into()),
    (Kind::Vaccination, |draft| {
        draft.family_name = "MÃ¼ller".into();
    }),
    (Kind::Vaccination, |draft| {
        draft.given_name = "\u{20000}".into();
    }),
    (Kind::Vaccination, |draft| draft.birth = "08.1964".into()),
    (Kind::Vaccination, |draft| draft.birth = "1964".into()),
    (Kind::Vaccination, |draft| draft.birth = BirthDraft::Unknown),
    (Kind::Vaccination, |draft| draft.birth = "010421".into()),
    (Kind::Vaccination, |draft| {
        vaccination(draft).date = "10.12.2020".into();
    }),
    (Kind::Vaccination, |draft| {
        let vaccination = vaccination(draft);
        let mut products = product::products().iter();
        vaccination.product = products.find(|it| it.authorised.is_none() && it.active);
        vaccination.date = "15.11.2020".into();
    }),
    (Kind::Vaccination, |draft| {
        vaccination(draft).product = product::products().iter().find(|it| !it.active);
    }),
    (Kind::Vaccination, |draft| vaccination(draft).product = None),
    (Kind::Vaccination, |draft| {
        vaccination(draft).dose.basis = BasisDraft::default();
    }),
    (Kind::Vaccination, |draft| {
        vaccination(draft).date = "02.01.2021".into();
        vaccination(draft).dose = DoseDraft::by_hand(5, 5, "Serie im Ausland");
    }),
    // A year later is still to come.
    (Kind::Vaccination, |draft| {
        vaccination(draft).date = "15.06.2021".into();
        vaccination(draft).dose = DoseDraft::by_hand(18, 18, "Serie im Ausland");
    }),
    (Kind::Vaccination, |draft| {
        vaccination(draft).dose = DoseDraft::by_hand(10, 10, "Serie im Ausland");
    }),
    (Kind::Vaccination, |draft| {
        let mut products = product::products().iter();
        vaccination(draft).product = products.find(|it| it.family == ProductFamily::Bimervax);
        vaccination(draft).date = "01.05.2023".into();
        vaccination(draft).dose = DoseDraft::by_hand(1, 1, "Serie im Ausland");
    }),
    (Kind::Test, |draft| {
        type_in(draft, "field-test-centre", "Testzentrum \u{738B}");
    }),
    (Kind::Recovery, |draft| {
        type_in(draft, "field-valid-until", "31.05.2022");
    }),
    (Kind::Test, |draft| {
        type_in(draft, "field-sample-date", "25.05.2022");
    }),
];

/// A second dose beside one of 12 May 2021, with what makes it strange.
const BESIDE: [fn(&mut Draft); 5] = [
    |_same| {},
    |of_another_day| of_another_day.birth = "120846".into(),
    |near| {
        vaccination(near).date = "20.05.2021".into();
        vaccination(near).dose = DoseDraft::after(3, Before::Complete);
    },
    |of_the_day| vaccination(of_the_day).dose = DoseDraft::after(1, Before::Nothing),
    |later| {
        vaccination(later).date = "20.05.2021".into();
        vaccination(later).dose = DoseDraft::after(1, Before::Nothing);
    },
];

/// Puts a form on the stage and tries to issue it.
fn show(harness: &mut Play, draft: Draft) {
    show_visit(harness, vec![draft]);
}

fn show_visit(harness: &mut Play, drafts: Vec<Draft>) {
    let visit = Visit {
        id: VisitId::new([7; 16]),
        drafts,
        corrects: None,
        given: Vec::new(),
    };
    harness.state_mut().counter.restore(visit, None);
    press(harness, Modifiers::COMMAND, Key::Enter);
}

/// Everything said, and where the windows are.
struct Look {
    size: [f32; 2],
    language: Language,
    harness: Play,
    said: BTreeSet<String>,
}

impl Look {
    fn new(size: [f32; 2], language: Language) -> Self {
        let mut harness = stage(size);
        if language == Language::English {
            press(&mut harness, Modifiers::NONE, Key::F7);
        }
        Self {
            size,
            language,
            harness,
            said: BTreeSet::new(),
        }
    }

    /// Holds that what shows is whole, and what is in sight of it is remembered.
    fn see(&mut self, state: &str) {
        let state = format!("said {state} at {} {:?}", self.size[0], self.language);
        let words = words_in(self.size, &self.harness, (&state, true));
        self.said.extend(words);
    }

    /// Whether a text has been said, whatever numbers and days it was about.
    fn has_said(&self, key: &str) -> bool {
        let pattern = texts(self.language).get(key);
        let parts = pattern.split('{').enumerate().map(|(place, part)| {
            let after = part.split_once('}').map(|(_argument, after)| after);
            after.filter(|_| place > 0).unwrap_or(part)
        });
        let own = parts.max_by_key(|part| part.len()).unwrap();
        self.said.iter().any(|said| said.contains(own))
    }
}

/// Lists the keys of the sentences at fields: all faults and questions, the help, and what the rules say.
fn keys() -> impl Iterator<Item = &'static str> {
    let kinds = ["fault-", "asked-", "help-", "dose-", "before-"];
    let lines = include_str!("../../../assets/texts/de/counter.ftl").lines();
    let keys = lines.filter_map(|line| line.split_once(" = ").map(|(key, _)| key));
    keys.filter(move |key| kinds.iter().any(|kind| key.starts_with(kind)))
        .filter(|key| !ELSEWHERE.contains(key))
}

/// What no typing brings about, as what a signer does not sign, or is told otherwise at once, and what belongs to the page
/// of all keys.
const ELSEWHERE: &[&str] = &[
    "fault-not-here",
    "fault-unknown-code",
    "fault-not-of-product",
    "fault-not-by-rule",
    "fault-no-latin",
    "fault-not-signed",
    "fault-country",
    "fault-location",
    "help-title",
    "help-aside",
    "help-scroll",
    "help-scroll-key",
    "help-tab",
    "help-tab-key",
    "help-onward",
    "help-tick",
    "help-tick-key",
    "help-not-medical",
    "help-everywhere",
    "help-form",
    "help-queue",
    "help-result",
    "help-waiting",
    "help-arrows-key",
    "help-arrows",
    "help-open",
];

#[test]
fn every_sentence_at_a_field_is_whole() {
    for (size, language) in WINDOWS
        .into_iter()
        .flat_map(|size| Language::ALL.map(|language| (size, language)))
    {
        let mut look = Look::new(size, language);
        look.see("empty");
        faults(&mut look);
        lines(&mut look);
        answers(&mut look);
        let unsaid: Vec<&str> = keys().filter(|key| !look.has_said(key)).collect();
        assert!(unsaid.is_empty(), "{size:?} {language:?}: {unsaid:?}");
    }
}

fn faults(look: &mut Look) {
    for (kind, rows) in [
        (Kind::Vaccination, PERSON),
        (Kind::Vaccination, VACCINATION),
        (Kind::Recovery, AFTER_A_RECOVERY),
        (Kind::Test, AFTER_A_TEST),
    ] {
        for row in rows {
            let Some(draft) = wrong(kind, row) else {
                continue;
            };
            show(&mut look.harness, draft);
            let state = format!(
                "{} {:?}",
                row.field,
                row.typed.get(..9).unwrap_or(row.typed)
            );
            look.see(&state);
            if look.language == Language::German {
                assert!(
                    look.said.contains(row.says),
                    "{state}: {} is out of sight",
                    row.says
                );
            }
        }
    }
    for (place, (kind, edit)) in MORE.iter().enumerate() {
        let mut draft = right(*kind);
        edit(&mut draft);
        show(&mut look.harness, draft);
        look.see(&format!("more {place}"));
    }
    for (place, strange) in BESIDE.iter().enumerate() {
        let mut second = right(Kind::Vaccination);
        strange(&mut second);
        show_visit(&mut look.harness, vec![right(Kind::Vaccination), second]);
        press(&mut look.harness, Modifiers::COMMAND, Key::PageDown);
        look.see(&format!("beside another {place}"));
    }
}

/// The lines of a passport, and letters that the screen cannot show.
fn lines(look: &mut Look) {
    for name in ["محمد", "王"] {
        let mut draft = right(Kind::Vaccination);
        draft.family_name = name.into();
        show(&mut look.harness, draft);
        look.see(&format!("a line for {name}"));
        let field = texts(look.language).get("field-family-name");
        look.harness.get_by_label(&field).focus();
        look.harness.run();
        look.see(&format!("the name {name}"));
        if name != "王" {
            press(&mut look.harness, Modifiers::COMMAND, Key::L);
        }
        let line = texts(look.language).get("field-family-line");
        fill(&mut look.harness, &line, "MÜLLER");
        press(&mut look.harness, Modifiers::COMMAND, Key::Enter);
        look.see("no line");
        fill(&mut look.harness, &line, "WANG");
        press(&mut look.harness, Modifiers::NONE, Key::Tab);
        look.see("a line");
    }
    // One that documents have for the name: nothing is asked, and what would follow it is told.
    let mut draft = right(Kind::Vaccination);
    draft.family_name = "Müller".into();
    show(&mut look.harness, draft);
    press(&mut look.harness, Modifiers::COMMAND, Key::L);
    let line = texts(look.language).get("field-family-line");
    fill(&mut look.harness, &line, "MULLER");
    look.see("a line of another document");
}

/// Every answer to what came before, with what each rule makes of it.
fn answers(look: &mut Look) {
    let mut seen = BTreeSet::new();
    let field = texts(look.language).get("field-history");
    for rule in rules() {
        for (before, number, family) in rule.cases() {
            let mut products = product::products().iter();
            let product = products.find(|it| it.family == family && it.active);
            let dose = DoseDraft::after(number, before);
            if !seen.insert((&rule.sentence, before.name(), number == 1)) || product.is_none() {
                continue;
            }
            let mut draft = right(Kind::Vaccination);
            vaccination(&mut draft).product = product;
            vaccination(&mut draft).date = "12.05.2022".into();
            vaccination(&mut draft).dose = dose;
            show(&mut look.harness, draft);
            look.harness.get_by_label(&field).focus();
            look.harness.run();
            look.see(&format!(
                "rule {} {} {number} {family:?}",
                rule.id,
                before.name()
            ));
        }
    }
}
