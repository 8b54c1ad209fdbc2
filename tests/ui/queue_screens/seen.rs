//! What stands on the screen, read once a frame as a screen reader would, and what it says was typed.

use std::collections::HashMap;

use egui::accesskit::Toggled;
use impftheke::domain::{
    BirthDraft, DoseDraft, RecoveryDraft, Sampled, TestDraft, TestKind, TransliterationDraft,
    VaccinationDraft,
    dose::{BasisDraft, Before},
    product,
};

use super::*;

/// All that stands on the screen.
pub(crate) struct Seen(Vec<Node>);

struct Node {
    role: Role,
    label: String,
    value: String,
    /// Whether it is ticked, or a switch stands there.
    on: bool,
}

/// Returns the German words of a key.
pub(crate) fn word(key: &str) -> String {
    use std::{cell::RefCell, thread_local};
    thread_local! {
        static WORDS: RefCell<HashMap<String, String>> = RefCell::default();
    }
    WORDS.with_borrow_mut(|words| {
        let known = words.entry(key.to_owned());
        let word = known.or_insert_with(|| texts(Language::German).get(key));
        word.clone()
    })
}

impl Seen {
    pub(crate) fn of(harness: &Harness<'static, Stage>) -> Self {
        let roles = [
            Role::CheckBox,
            Role::ComboBox,
            Role::Label,
            Role::RadioButton,
            Role::TextInput,
        ];
        let nodes = harness.root().children_recursive().filter_map(|node| {
            let node = node.accesskit_node();
            let role = node.role();
            roles.contains(&role).then(|| Node {
                role,
                label: node.label().unwrap_or_default(),
                value: node.value().unwrap_or_default(),
                on: node.toggled() == Some(Toggled::True),
            })
        });
        Self(nodes.collect())
    }

    fn all(&self, role: Role) -> impl Iterator<Item = &Node> {
        self.0.iter().filter(move |node| node.role == role)
    }

    /// Returns the boxes, and whether they are ticked.
    pub(crate) fn boxes(&self) -> Vec<(String, bool)> {
        let boxes = self.all(Role::CheckBox);
        boxes.map(|it| (it.label.clone(), it.on)).collect()
    }

    /// Returns the boxes of the check list, by their places.
    pub(crate) fn checks(&self) -> Vec<(String, bool)> {
        let words = ["identity", "booklet", "batch", "place", "finding"];
        let words = words.map(|check| word(&format!("check-{check}")));
        let mut boxes = self.boxes();
        boxes.retain(|(label, _)| words.iter().any(|word| label.starts_with(word)));
        boxes
    }

    /// Returns the boxes of the questions.
    pub(crate) fn questions(&self) -> Vec<(String, bool)> {
        let checks = self.checks();
        let mut boxes = self.boxes();
        boxes.retain(|it| !checks.contains(it));
        boxes
    }

    fn field(&self, label: &str) -> Option<String> {
        let label = word(label);
        let mut fields = self.all(Role::TextInput);
        let field = fields.find(|field| field.label == label)?;
        Some(field.value.clone())
    }

    fn value(&self, label: &str) -> String {
        self.field(label).unwrap_or_default()
    }

    fn list(&self, label: &str) -> String {
        let label = word(label);
        let mut lists = self.all(Role::ComboBox);
        let list = lists.find(|list| list.label == label);
        list.map(|list| list.value.clone()).unwrap_or_default()
    }

    fn chosen(&self, keys: &[&'static str]) -> Option<&'static str> {
        let on = |key: &&&str| {
            let label = word(key);
            let mut buttons = self.all(Role::RadioButton);
            buttons.any(|button| button.label == label && button.on)
        };
        keys.iter().find(on).copied()
    }

    /// Returns what was typed, as far as the screen says.
    pub(crate) fn draft(&self) -> Draft {
        let (family_name, given_name) = (
            self.value("field-family-name"),
            self.value("field-given-name"),
        );
        let line = |label: &str, name: &str| {
            let line = self
                .field(label)
                .map(|line| TransliterationDraft::beside(name, line));
            line.unwrap_or_default()
        };
        let event = match self.chosen(&["cmd-vaccination", "cmd-recovery", "cmd-test"]) {
            Some("cmd-recovery") => EventDraft::Recovery(RecoveryDraft {
                first_positive: self.value("field-first-positive"),
                valid_from: self.value("field-valid-from"),
                valid_until: self.value("field-valid-until"),
            }),
            Some("cmd-test") => EventDraft::Test(self.test()),
            _ => EventDraft::Vaccination(self.vaccination()),
        };
        let unknown = word("birth-unknown");
        let birth = if self.all(Role::Label).any(|it| it.value.contains(&unknown)) {
            BirthDraft::Unknown
        } else {
            self.value("field-birth-date").as_str().into()
        };
        Draft {
            family_transliteration: line("field-family-line", &family_name),
            given_transliteration: line("field-given-line", &given_name),
            family_name,
            given_name,
            birth,
            event,
            ..Draft::default()
        }
    }

    fn test(&self) -> TestDraft {
        let kind = self.chosen(&["test-naat", "test-rapid"]);
        let hour = self.chosen(&["hour-earlier", "hour-later"]);
        let outcome = self.chosen(&["outcome-detected", "outcome-not-detected"]);
        TestDraft {
            kind: kind.map(|kind| match kind {
                "test-naat" => TestKind::Naat,
                _ => TestKind::RapidAntigen,
            }),
            name: self.value("field-test-name"),
            device: None,
            sampled: Sampled::Typed {
                date: self.value("field-sample-date"),
                time: self.value("field-sample-time"),
                later_hour: hour.map(|hour| hour == "hour-later"),
            },
            detected: outcome.map(|outcome| outcome == "outcome-detected"),
            centre: self.value("field-test-centre"),
        }
    }

    fn vaccination(&self) -> VaccinationDraft {
        let product = self.list("field-product");
        let mut products = product::products().iter();
        let product = products.find(|it| it.full_name() == product);
        let number = self.value("field-dose");
        let answer = self.list("field-history");
        let (typed, family) = (number.trim().parse().ok(), product.map(|it| it.family));
        let before = |before: &Before| {
            finder::before(texts(Language::German), *before, typed, family) == answer
        };
        let basis = if answer == word("answer-by-hand") {
            BasisDraft::ByHand {
                doses: self.value("field-doses"),
                reason: self.value("field-reason"),
            }
        } else {
            let before = Before::ALL.into_iter().find(before);
            before.map_or(BasisDraft::Unanswered, BasisDraft::Before)
        };
        VaccinationDraft {
            product,
            date: self.value("field-vaccination-date"),
            dose: DoseDraft { number, basis },
            ..VaccinationDraft::default()
        }
    }
}
