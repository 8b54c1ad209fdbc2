//! The counter is locked: its passphrase opens it, and is chosen at the first start.

use std::fmt;

use egui::{
    Id, Key, Modifiers, RichText, TextEdit, Ui, accesskit::Role, text_edit::TextEditState, vec2,
};
use zeroize::Zeroizing;

use super::super::{
    theme,
    widgets::{Help, Tool, field, heading, primary, spoken},
};
use crate::{
    text::Texts,
    ui::{command::take_key, view_model::Lock},
};

/// The field of the passphrase, and that of its repetition.
const FIRST: &str = "passphrase";
const SECOND: &str = "passphrase again";

/// What is typed to open the counter.
#[derive(Default)]
pub(in crate::ui) struct UnlockScreen {
    typed: Zeroizing<String>,
    again: Zeroizing<String>,
    /// What is wrong with what was typed.
    fault: Option<Fault>,
    seen: Option<Lock>,
}

/// What is wrong with a passphrase.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Fault {
    Wrong,
    Empty,
    Short,
    /// It was repeated otherwise.
    Differs,
}

impl Fault {
    fn text(self, texts: &Texts, rule: &str) -> String {
        match self {
            Self::Wrong => texts.get("unlock-wrong"),
            Self::Empty => texts.get("unlock-empty"),
            Self::Short => rule.to_owned(),
            Self::Differs => texts.get("unlock-differs"),
        }
    }
}

impl fmt::Debug for UnlockScreen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("UnlockScreen(hidden)")
    }
}

impl UnlockScreen {
    /// Shows the lock; returns the passphrase to try.
    pub(in crate::ui) fn ui(
        &mut self,
        ui: &mut Ui,
        (lock, busy): (Lock, bool),
        texts: &Texts,
    ) -> Option<Zeroizing<String>> {
        let is_new = matches!(lock, Lock::Choose { .. });
        if self.seen != Some(lock) {
            self.seen = Some(lock);
            self.fault = (lock == Lock::Wrong).then_some(Fault::Wrong);
            ui.memory_mut(|memory| memory.request_focus(Id::unique(FIRST)));
        }
        let enter = ui.input_mut(|input| take_key(input, (Modifiers::NONE, Key::Enter)));
        let mut pressed = enter && !busy;
        super::centred(ui, |ui| {
            let [title, body, action] = if is_new {
                ["unlock-title-new", "unlock-body-new", "unlock-set"]
            } else {
                ["unlock-title", "unlock-body", "unlock-open"]
            };
            spoken::region(ui, Role::Group, &texts.get(title));
            heading(ui, theme::icon::SHIELD_CHECK, &texts.get(title), "");
            ui.label(RichText::new(texts.get(body)).color(theme::palette(ui).muted));
            ui.add_space(8.0);
            ui.add_enabled_ui(!busy, |ui| self.fields_ui(ui, lock, texts));
            ui.add_space(4.0);
            let [label, key] = [action, "key-enter"].map(|key| texts.get(key));
            let open = Tool {
                icon: theme::icon::ARROW_RIGHT,
                label: &label,
                key: &key,
            };
            pressed |= primary(ui, open, !busy).clicked();
        });
        if pressed { self.take(ui, lock) } else { None }
    }

    /// The passphrase and, of a new one, its repetition: each with what is wrong with it.
    fn fields_ui(&mut self, ui: &mut Ui, lock: Lock, texts: &Texts) {
        let rule = match lock {
            Lock::Choose { least } => {
                let least = u32::try_from(least).unwrap_or(u32::MAX);
                texts.with("unlock-rule", &[("least", least.into())])
            }
            Lock::Closed | Lock::Wrong => String::new(),
        };
        let fault = self.fault.map(|fault| fault.text(texts, &rule));
        let is_of_second = self.fault == Some(Fault::Differs);
        let label = texts.get("unlock-field");
        let help = Help {
            label: &label,
            fault: fault.as_deref().filter(|_| !is_of_second),
            help: &rule,
            is_news: true,
            ..Help::default()
        };
        field(ui, help, |ui| {
            secret(ui, Id::unique(FIRST), &mut self.typed)
        });
        if !matches!(lock, Lock::Choose { .. }) {
            return;
        }
        ui.add_space(6.0);
        let label = texts.get("unlock-again");
        let help = Help {
            label: &label,
            fault: fault.as_deref().filter(|_| is_of_second),
            is_news: true,
            ..Help::default()
        };
        field(ui, help, |ui| {
            secret(ui, Id::unique(SECOND), &mut self.again)
        });
    }

    /// Takes what was typed, or goes to the field that it lacks.
    fn take(&mut self, ui: &Ui, lock: Lock) -> Option<Zeroizing<String>> {
        self.fault = self.missing(lock);
        if let Some(fault) = self.fault {
            let at = match fault {
                Fault::Differs => SECOND,
                Fault::Wrong | Fault::Empty | Fault::Short => FIRST,
            };
            ui.memory_mut(|memory| memory.request_focus(Id::unique(at)));
            // Until somebody has repeated it Enter only goes on to the next field, as everywhere.
            let is_repeated = fault != Fault::Differs || !self.again.is_empty();
            self.fault = self.fault.filter(|_| is_repeated);
            return None;
        }
        self.again = Zeroizing::default();
        // The same answer again is news.
        self.seen = None;
        Some(std::mem::take(&mut self.typed))
    }

    fn missing(&self, lock: Lock) -> Option<Fault> {
        match lock {
            Lock::Choose { least } if self.typed.chars().count() < least => Some(Fault::Short),
            Lock::Choose { .. } if self.typed != self.again => Some(Fault::Differs),
            Lock::Closed | Lock::Wrong if self.typed.is_empty() => Some(Fault::Empty),
            Lock::Choose { .. } | Lock::Closed | Lock::Wrong => None,
        }
    }
}

/// A line whose letters are not shown.
pub(super) fn secret(ui: &mut Ui, id: Id, text: &mut String) -> egui::Response {
    let edit = TextEdit::singleline(text)
        .id(id)
        .password(true)
        .margin(egui::Margin::symmetric(10, 6))
        .desired_width(f32::INFINITY)
        .align(egui::Align2::LEFT_CENTER);
    let response = ui.add_sized(vec2(ui.available_width(), theme::CONTROL), edit);
    // The toolkit would bring back what was typed, also to whoever types there next.
    if let Some(mut state) = TextEditState::load(ui.ctx(), id) {
        state.clear_undoer();
        state.store(ui.ctx(), id);
    }
    response
}
