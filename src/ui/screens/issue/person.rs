//! The person: names, the line of the passport, the date of birth.

use egui::{Id, Ui, UiBuilder};

use crate::domain::{BirthDraft, Draft, Fault, Field, NamePart, PersonName, TransliterationDraft};

use super::{
    super::super::{
        command::{Command, Words},
        session::{FocusTarget, LINES},
        theme,
        widgets::{Aside, Help, chain, field, quiet_sign, text_edit},
        words,
    },
    Form,
};

impl Form<'_> {
    pub(super) fn person_ui(&mut self, ui: &mut Ui) {
        let texts = self.texts;
        self.heading_ui(ui, theme::icon::USER, ["person-title", "person-aside"]);
        let right_to_left = texts.get("help-right-to-left");
        let obligatory = texts.get("help-line-obligatory");
        let help = |text: &str, line: &TransliterationDraft, otherwise: String| {
            let spelt = NamePart::parse(text, line.typed());
            let is_spelt = !matches!(spelt, Err(Fault::NoLatinSpelling(_)));
            if !is_spelt && text.contains(char::is_alphabetic) {
                obligatory.clone()
            } else if !theme::shows(ui, text) {
                String::new()
            } else if text.chars().any(is_right_to_left) {
                right_to_left.clone()
            } else {
                otherwise
            }
        };
        let draft = &self.case.draft;
        let family_help = help(
            &draft.family_name,
            &draft.family_transliteration,
            String::new(),
        );
        let given_help = help(
            &draft.given_name,
            &draft.given_transliteration,
            texts.get("help-names"),
        );
        ui.columns_const(|[left, right]| {
            self.text_ui(left, Field::FamilyName, ["", &family_help, ""], |case| {
                Some(&mut case.draft.family_name)
            });
            self.text_ui(right, Field::GivenName, ["", &given_help, ""], |case| {
                Some(&mut case.draft.given_name)
            });
        });
        if self.case.lines_open() {
            self.line_fields_ui(ui);
        }
        // The button that opens the lines keeps the focus, whatever stands above it.
        let known = UiBuilder::new().scope_id(Id::unique("birth and line"));
        ui.scope_builder(known, |ui| {
            ui.columns_const(|[left, right]| {
                self.birth_ui(left);
                self.line_ui(right);
            });
        });
        self.questions_ui(ui, |field| field <= Field::BirthDate);
    }

    fn birth_ui(&mut self, ui: &mut Ui) {
        let texts = self.texts;
        let today = self.context.now.date();
        let birth = &mut self.case.draft.birth;
        let unknown = *birth == BirthDraft::Unknown;
        let help = birth.parse(today).map_or_else(
            |_| texts.get("help-birth"),
            |birth| words::birth(texts, birth, today),
        );
        if unknown {
            // Whoever types here knows it after all.
            *birth = BirthDraft::default();
        }
        let key = Command::BirthUnknown.key(texts);
        let aside = Aside {
            shown: &format!("{key} {}", texts.get("birth-unknown-aside")),
            name: &format!("{key} {}", Command::BirthUnknown.label(texts)),
        };
        let hint = texts.get(if unknown {
            "birth-unknown-aside"
        } else {
            "hint-date"
        });
        let words = (aside, help.as_str(), hint.as_str());
        self.text_aside_ui(ui, Field::BirthDate, words, |case| {
            case.draft.birth.text_mut()
        });
        let birth = &mut self.case.draft.birth;
        if unknown && birth.text().is_empty() {
            *birth = BirthDraft::Unknown;
        }
    }

    /// The line live, with a button that opens it for correction.
    fn line_ui(&mut self, ui: &mut Ui) {
        let texts = self.texts;
        let line = self.line();
        let label = texts.get("field-name-line");
        let help = if line.is_empty() {
            texts.get("help-line")
        } else {
            String::new()
        };
        let help = Help {
            label: &label,
            help: &help,
            ..Help::default()
        };
        let mut toggled = false;
        field(ui, help, |ui| {
            ui.horizontal(|ui| {
                ui.set_height(theme::CONTROL);
                let button = Words::of(Command::NameLine, texts);
                ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                    toggled = quiet_sign(ui, button.tool()).clicked();
                    ui.with_layout(egui::Layout::left_to_right(egui::Align::Center), |ui| {
                        chain(ui, &line, &theme::medium(theme::BODY))
                    })
                    .inner
                })
                .inner
            })
            .inner
        });
        if toggled && self.case.toggle_transliterations() {
            let line = FocusTarget::Field(Field::FamilyTransliteration);
            ui.memory_mut(|memory| memory.request_focus(line.id()));
        }
    }

    fn line_fields_ui(&mut self, ui: &mut Ui) {
        ui.columns_const(|[left, right]| {
            self.line_field_ui(left, Field::FamilyTransliteration, |draft| {
                (&draft.family_name, &mut draft.family_transliteration)
            });
            self.line_field_ui(right, Field::GivenTransliteration, |draft| {
                (&draft.given_name, &mut draft.given_transliteration)
            });
        });
        let focused = ui.memory(egui::Memory::focused);
        let ids = LINES.map(|line| FocusTarget::Field(line).id());
        self.case
            .close_emptied_lines(focused.is_none_or(|id| ids.contains(&id)));
    }

    /// One part of the line: our proposal, which follows the name, until something else is typed.
    fn line_field_ui(
        &mut self,
        ui: &mut Ui,
        which: Field,
        part: impl Fn(&mut Draft) -> (&String, &mut TransliterationDraft),
    ) {
        let (name, line) = part(&mut self.case.draft);
        let help = match (&*line, line.unlike(name)) {
            (TransliterationDraft::Proposed, _) => self.texts.get("help-line-proposed"),
            (TransliterationDraft::Typed(_), Some([_, ours])) if !ours.is_empty() => {
                let ours = [("line", ours.as_str().into())];
                self.texts.with("help-line-unlike", &ours)
            }
            (TransliterationDraft::Typed(_), _) => self.texts.get("help-line-typed"),
        };
        let response = self.field_ui(ui, which, ("".into(), &help), |ui, case| {
            let (name, line) = part(&mut case.draft);
            let mut text = line.shown(name);
            let response = text_edit(ui, FocusTarget::Field(which).id(), &mut text, "");
            if response.changed() {
                // A travel document knows no small letters.
                let text = text.to_ascii_uppercase().replace(' ', "<");
                *line = TransliterationDraft::beside(name, text);
            }
            response
        });
        if response.lost_focus() {
            self.case.leave_line();
        }
    }

    /// Returns the parts of the line that are not ours, each beside ours where there is one; nothing where all are.
    pub(super) fn lines_unlike(&self) -> Option<String> {
        let draft = &self.case.draft;
        let parts = [
            draft.family_transliteration.unlike(&draft.family_name),
            draft.given_transliteration.unlike(&draft.given_name),
        ];
        let parts = parts.into_iter().flatten().map(|[line, ours]| {
            if ours.is_empty() {
                return line;
            }
            let both = [
                ("line", line.as_str().into()),
                ("ours", ours.as_str().into()),
            ];
            self.texts.with("line-instead", &both)
        });
        let parts: Vec<String> = parts.collect();
        (!parts.is_empty()).then(|| parts.join(", "))
    }

    pub(super) fn line(&self) -> String {
        let draft = &self.case.draft;
        let part = |text: &str, line: &TransliterationDraft| {
            NamePart::parse(text, line.typed()).ok().flatten()
        };
        let family = part(&draft.family_name, &draft.family_transliteration);
        let given = part(&draft.given_name, &draft.given_transliteration);
        PersonName::new(family, given).map_or_else(|_| String::new(), |name| name.passport_line())
    }
}

/// Hebrew and Arabic, which egui does not turn round.
fn is_right_to_left(c: char) -> bool {
    matches!(c, '\u{590}'..='\u{8FF}' | '\u{FB1D}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFC}')
}
