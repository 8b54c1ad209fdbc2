//! The person: names, the line of the passport, the date of birth.

use egui::{RichText, Ui};

use crate::domain::{BirthDraft, Field, NamePart, PersonName};

use super::{
    super::super::{
        command::{Command, Words},
        session::proposed_line,
        theme,
        widgets::{Aside, Help, field, quiet_sign},
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
        let help = |text: &str, line: &Option<String>, otherwise: String| {
            let asked = line.as_ref().is_some_and(String::is_empty);
            if asked && !text.trim().is_empty() && proposed_line(text).is_empty() {
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
        let family_help = help(&draft.family_name, &draft.family_line, String::new());
        let given_help = help(
            &draft.given_name,
            &draft.given_line,
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
        if self.case.draft.family_line.is_some() {
            self.line_fields_ui(ui);
        }
        ui.columns_const(|[left, right]| {
            self.birth_ui(left);
            self.line_ui(right);
        });
    }

    fn birth_ui(&mut self, ui: &mut Ui) {
        let texts = self.texts;
        let today = self.desk.now.date();
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
        let hint = texts.get("hint-date");
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
                        let line = RichText::new(&line).font(theme::medium(theme::BODY));
                        ui.add(egui::Label::new(line.color(theme::palette(ui).text)).wrap())
                    })
                    .inner
                })
                .inner
            })
            .inner
        });
        if toggled {
            toggle_line(&mut self.case.draft);
        }
    }

    fn line_fields_ui(&mut self, ui: &mut Ui) {
        let help = self.texts.get("help-line-typed");
        ui.columns_const(|[left, right]| {
            self.text_ui(left, Field::FamilyLine, ["", &help, ""], |case| {
                case.draft.family_line.as_mut()
            });
            self.text_ui(right, Field::GivenLine, ["", &help, ""], |case| {
                case.draft.given_line.as_mut()
            });
        });
        // A travel document knows no small letters.
        let draft = &mut self.case.draft;
        for line in [&mut draft.family_line, &mut draft.given_line]
            .into_iter()
            .flatten()
        {
            if line.chars().any(|c| c.is_ascii_lowercase() || c == ' ') {
                *line = line.to_ascii_uppercase().replace(' ', "<");
            }
        }
    }

    fn line(&self) -> String {
        let draft = &self.case.draft;
        let part = |text: &str, line: &Option<String>| {
            NamePart::parse(text, line.as_deref()).ok().flatten()
        };
        let family = part(&draft.family_name, &draft.family_line);
        let given = part(&draft.given_name, &draft.given_line);
        PersonName::new(family, given).map_or_else(|_| String::new(), |name| name.passport_line())
    }
}

/// Opens the two lines with our proposal, or closes them again.
pub(in crate::ui) fn toggle_line(draft: &mut crate::domain::Draft) {
    if draft.family_line.take().is_some() {
        draft.given_line = None;
        return;
    }
    draft.family_line = Some(proposed_line(&draft.family_name));
    draft.given_line = Some(proposed_line(&draft.given_name));
}

/// Hebrew and Arabic, which egui does not turn round.
fn is_right_to_left(c: char) -> bool {
    matches!(c, '\u{590}'..='\u{8FF}' | '\u{FB1D}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFC}')
}
