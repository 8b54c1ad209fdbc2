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
        let new = matches!(lock, Lock::Choose { .. });
        let [typing, repeating] = ["passphrase", "passphrase again"].map(Id::unique);
        if self.seen != Some(lock) {
            self.seen = Some(lock);
            self.fault = (lock == Lock::Wrong).then_some(Fault::Wrong);
            ui.memory_mut(|memory| memory.request_focus(typing));
        }
        let enter = ui.input_mut(|input| take_key(input, (Modifiers::NONE, Key::Enter)));
        let mut pressed = enter && !busy;
        super::centred(ui, |ui| {
            let [title, body] = if new {
                ["unlock-title-new", "unlock-body-new"]
            } else {
                ["unlock-title", "unlock-body"]
            };
            spoken::region(ui, Role::Group, &texts.get(title));
            heading(ui, theme::icon::SHIELD_CHECK, &texts.get(title), "");
            ui.label(RichText::new(texts.get(body)).color(theme::palette(ui).muted));
            ui.add_space(8.0);
            ui.add_enabled_ui(!busy, |ui| {
                let rule = match lock {
                    Lock::Choose { least } => {
                        let least = u32::try_from(least).unwrap_or(u32::MAX);
                        texts.with("unlock-rule", &[("least", least.into())])
                    }
                    Lock::Closed | Lock::Wrong => String::new(),
                };
                let fault = |of_repeating| {
                    let fault = self.fault?;
                    let is_here = (fault == Fault::Differs) == of_repeating;
                    is_here.then(|| fault.text(texts, &rule))
                };
                let [first, second] = [fault(false), fault(true)];
                let [label, again] = ["unlock-field", "unlock-again"].map(|key| texts.get(key));
                let help = Help {
                    label: &label,
                    fault: first.as_deref(),
                    help: &rule,
                    is_news: true,
                    ..Help::default()
                };
                field(ui, help, |ui| secret(ui, typing, &mut self.typed));
                if new {
                    ui.add_space(6.0);
                    let help = Help {
                        label: &again,
                        fault: second.as_deref(),
                        is_news: true,
                        ..Help::default()
                    };
                    field(ui, help, |ui| secret(ui, repeating, &mut self.again));
                }
            });
            ui.add_space(4.0);
            let action = if new { "unlock-set" } else { "unlock-open" };
            let [label, key] = [texts.get(action), texts.get("key-enter")];
            let open = Tool {
                icon: theme::icon::ARROW_RIGHT,
                label: &label,
                key: &key,
            };
            pressed |= primary(ui, open, !busy).clicked();
        });
        if !pressed {
            return None;
        }
        self.fault = self.missing(lock);
        if new && self.fault == Some(Fault::Differs) && self.again.is_empty() {
            // Nobody has repeated it yet: Enter goes on to the next field, as everywhere.
            self.fault = None;
            ui.memory_mut(|memory| memory.request_focus(repeating));
            return None;
        }
        if let Some(fault) = self.fault {
            let at = match fault {
                Fault::Differs => repeating,
                Fault::Wrong | Fault::Empty | Fault::Short => typing,
            };
            ui.memory_mut(|memory| memory.request_focus(at));
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
