//! Logging in at a printer: user and password where it asks for them, and who has logged in.

use std::fmt;

use egui::{Id, Key, Modifiers, RichText, Ui, accesskit::Role};
use zeroize::Zeroizing;

use super::{
    super::{
        theme,
        widgets::{Help, Tool, field, is_text, primary, quiet, spoken, text_edit},
    },
    unlock::secret,
};
use crate::{
    text::Texts,
    ui::{
        command::take_key,
        intent::{Intent, TypedLogin},
        view_model::PrinterLogin,
    },
};

/// What is typed to log in at a printer.
#[derive(Default)]
pub(in crate::ui) struct LoginFields {
    /// For which printer.
    printer: String,
    user: String,
    password: Zeroizing<String>,
    /// What is wrong with what was typed, by its text.
    fault: Option<(Line, &'static str)>,
    /// How the login stood in the last frame.
    seen: Option<PrinterLogin>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Line {
    User,
    Password,
}

impl Line {
    fn id(self, printer: &str) -> Id {
        let line = match self {
            Self::User => "printer user",
            Self::Password => "printer password",
        };
        Id::unique(line).with(printer)
    }
}

impl fmt::Debug for LoginFields {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("LoginFields(hidden)")
    }
}

impl LoginFields {
    /// Shows how the login of a printer stands, with the fields where it is asked for; takes the keys where nothing
    /// else has them.
    pub(super) fn ui(
        &mut self,
        ui: &mut Ui,
        (printer, login): (&str, &PrinterLogin),
        (take_keys, texts): (&mut bool, &Texts),
    ) -> Option<Intent> {
        self.refresh(ui, printer, login);
        spoken::region(ui, Role::Group, &texts.get("printers-login"));
        match login {
            PrinterLogin::Known(user) => {
                let user = [("user", user.as_str().into())];
                muted(ui, &texts.with("printers-logged-in", &user));
                let label = texts.get("printers-log-out");
                let tool = Tool {
                    icon: "",
                    label: &label,
                    key: "",
                };
                let then = texts.get("printers-log-out-then");
                let button = quiet(ui, tool);
                spoken::describe(&button, &[&then]);
                let clicked = button.on_hover_text(then).clicked();
                clicked.then(|| Intent::LogOut(printer.to_owned()))
            }
            PrinterLogin::Trying(_) => {
                muted(ui, &texts.get("printers-logging-in"));
                None
            }
            PrinterLogin::Asked { fault, .. } => {
                if std::mem::take(take_keys) {
                    self.focus(ui, self.first());
                }
                self.fields_ui(ui, fault.as_deref(), texts)
            }
        }
    }

    /// Begins anew for another printer, and where what was typed has been answered.
    fn refresh(&mut self, ui: &Ui, printer: &str, login: &PrinterLogin) {
        if self.printer != printer {
            *self = Self::default();
            printer.clone_into(&mut self.printer);
        }
        if self.seen.as_ref() == Some(login) {
            return;
        }
        let tried = matches!(self.seen, Some(PrinterLogin::Trying(_)));
        self.seen = Some(login.clone());
        match login {
            PrinterLogin::Asked { user, .. } => {
                if self.user.is_empty() {
                    self.user.clone_from(user);
                }
                let focused = ui.memory(egui::Memory::focused);
                // Whoever types elsewhere by now goes on there.
                let types_elsewhere = focused.is_some_and(|it| is_text(ui, it) && !self.has(it));
                if tried && !types_elsewhere {
                    self.focus(ui, Line::Password);
                }
            }
            PrinterLogin::Known(_) => (self.user, self.password) = Default::default(),
            PrinterLogin::Trying(_) => {}
        }
    }

    /// Whether a widget is one of its lines.
    fn has(&self, widget: Id) -> bool {
        let lines = [Line::User, Line::Password];
        lines.iter().any(|line| line.id(&self.printer) == widget)
    }

    fn fields_ui(&mut self, ui: &mut Ui, refused: Option<&str>, texts: &Texts) -> Option<Intent> {
        let lines = [Line::User, Line::Password];
        let focused = ui.memory(egui::Memory::focused);
        let is_here = focused.is_some_and(|it| self.has(it));
        let enter = is_here && ui.input_mut(|input| take_key(input, (Modifiers::NONE, Key::Enter)));
        for line in lines {
            let label = texts.get(match line {
                Line::User => "printers-user",
                Line::Password => "printers-password",
            });
            let own = self.fault.filter(|(at, _)| *at == line);
            let own = own.map(|(_, key)| texts.get(key));
            // What the printer says is said where it is mended.
            let refused = refused.filter(|_| line == Line::Password && self.fault.is_none());
            let help = Help {
                label: &label,
                fault: own.as_deref().or(refused),
                is_news: true,
                ..Help::default()
            };
            let response = field(ui, help, |ui| match line {
                Line::User => text_edit(ui, line.id(&self.printer), &mut self.user, ""),
                Line::Password => secret(ui, line.id(&self.printer), &mut self.password),
            });
            if response.changed() {
                self.fault.take_if(|(at, _)| *at == line);
            }
        }
        if enter && focused == Some(Line::User.id(&self.printer)) && self.password.is_empty() {
            self.focus(ui, Line::Password);
            return None;
        }
        let [label, key] = [texts.get("printers-log-in"), texts.get("key-enter")];
        let tool = Tool {
            icon: theme::icon::ARROW_RIGHT,
            label: &label,
            key: &key,
        };
        if primary(ui, tool, true).clicked() || enter {
            return self.submit(ui);
        }
        None
    }

    /// Takes what was typed, or goes to what is wrong with it.
    fn submit(&mut self, ui: &Ui) -> Option<Intent> {
        // What a clipboard brings along is part of neither.
        self.password.retain(|c| !c.is_control());
        let user: String = self.user.chars().filter(|c| !c.is_control()).collect();
        user.trim().clone_into(&mut self.user);
        self.fault = self.wrong();
        if let Some((line, _)) = self.fault {
            self.focus(ui, line);
            return None;
        }
        let password = std::mem::take(&mut self.password);
        let typed = TypedLogin::new(self.user.clone(), password);
        Some(Intent::LogIn(self.printer.clone(), typed))
    }

    fn wrong(&self) -> Option<(Line, &'static str)> {
        if self.user.is_empty() {
            Some((Line::User, "printers-user-empty"))
        } else if self.user.contains(':') {
            Some((Line::User, "printers-user-sign"))
        } else if self.user.len() > MOST_BYTES {
            Some((Line::User, "printers-too-long"))
        } else if self.password.is_empty() {
            Some((Line::Password, "printers-password-empty"))
        } else if self.password.len() > MOST_BYTES {
            Some((Line::Password, "printers-too-long"))
        } else {
            None
        }
    }

    /// Returns the line to begin in.
    fn first(&self) -> Line {
        if self.user.is_empty() {
            Line::User
        } else {
            Line::Password
        }
    }

    fn focus(&self, ui: &Ui, line: Line) {
        ui.memory_mut(|memory| memory.request_focus(line.id(&self.printer)));
    }
}

fn muted(ui: &mut Ui, words: &str) {
    let colour = theme::palette(ui).muted;
    ui.label(RichText::new(words).size(theme::SMALL).color(colour));
}

/// As many bytes as a printer takes of a user or a password.
const MOST_BYTES: usize = 1023;
