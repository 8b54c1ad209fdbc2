//! The closed table of commands: word, sign and key stand together, for buttons, shortcuts and F1.

use egui::{Event, InputState, Key, KeyboardShortcut, Modifiers};

use crate::text::Texts;

use super::{theme::icon, widgets::Tool};

/// Everything that has a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Command {
    Issue,
    SavePdf,
    SamePerson,
    NextPerson,
    NextCustomer,
    RemoveCase,
    PreviousCase,
    NextCase,
    Vaccination,
    Recovery,
    Test,
    BirthUnknown,
    NameLine,
    TakeUp,
    Check1,
    Check2,
    Check3,
    Check4,
    StopWaiting,
    Show,
    HandOver,
    Correct,
    TryAgain,
    PrintSlip,
    Withdraw,
    Agree,
    Print,
    PrintAndGoOn,
    PrintReady,
    TryNow,
    OrderTurned,
    OrderNext,
    ClearSearch,
    Back,
    IssueScreen,
    QueueScreen,
    Find,
    TodayScreen,
    Status,
    Printers,
    PutAway,
    ClockIsRight,
    Drill,
    Language,
    Theme,
    Undo,
    Help,
}

impl Command {
    /// Lists all, in the order of F1.
    pub(super) const ALL: [Self; 47] = [
        Self::Issue,
        Self::PrintAndGoOn,
        Self::Print,
        Self::SavePdf,
        Self::SamePerson,
        Self::NextPerson,
        Self::NextCustomer,
        Self::RemoveCase,
        Self::PreviousCase,
        Self::NextCase,
        Self::Vaccination,
        Self::Recovery,
        Self::Test,
        Self::ClockIsRight,
        Self::BirthUnknown,
        Self::NameLine,
        Self::TakeUp,
        Self::Check1,
        Self::Check2,
        Self::Check3,
        Self::Check4,
        Self::StopWaiting,
        Self::Show,
        Self::HandOver,
        Self::Correct,
        Self::TryAgain,
        Self::PrintReady,
        Self::PrintSlip,
        Self::Withdraw,
        Self::Agree,
        Self::TryNow,
        Self::OrderTurned,
        Self::OrderNext,
        Self::ClearSearch,
        Self::Back,
        Self::IssueScreen,
        Self::QueueScreen,
        Self::Find,
        Self::TodayScreen,
        Self::Status,
        Self::Printers,
        Self::PutAway,
        Self::Drill,
        Self::Language,
        Self::Theme,
        Self::Undo,
        Self::Help,
    ];

    /// The row of the table: key of the text, sign, shortcut.
    fn row(self) -> (&'static str, &'static str, KeyboardShortcut) {
        let plain = |key| KeyboardShortcut::new(Modifiers::NONE, key);
        let ctrl = |key| KeyboardShortcut::new(Modifiers::COMMAND, key);
        let ctrl_shift = |key| KeyboardShortcut::new(Modifiers::COMMAND | Modifiers::SHIFT, key);
        let alt = |key| KeyboardShortcut::new(Modifiers::ALT, key);
        match self {
            Self::Issue => ("cmd-issue", icon::BADGE_CHECK, ctrl(Key::Enter)),
            // Shown on its button; the key takes the next step (`next_step`).
            Self::PrintAndGoOn => ("cmd-print-and-go-on", icon::PRINTER, ctrl(Key::Enter)),
            Self::Print => ("cmd-print", icon::PRINTER, ctrl(Key::P)),
            Self::SavePdf => ("cmd-save-pdf", icon::DOWNLOAD, ctrl(Key::S)),
            Self::SamePerson => ("cmd-same-person", icon::PLUS, ctrl(Key::D)),
            Self::NextPerson => ("cmd-next-person", icon::USER_PLUS, ctrl_shift(Key::N)),
            Self::NextCustomer => ("cmd-next-customer", icon::ARROW_RIGHT, ctrl(Key::N)),
            Self::RemoveCase => ("cmd-remove-case", icon::TRASH_2, ctrl_shift(Key::Delete)),
            Self::PreviousCase => ("cmd-previous-case", "", ctrl(Key::PageUp)),
            Self::NextCase => ("cmd-next-case", "", ctrl(Key::PageDown)),
            Self::Vaccination => ("cmd-vaccination", icon::SYRINGE, ctrl(Key::Num1)),
            Self::Recovery => ("cmd-recovery", icon::HEART_PULSE, ctrl(Key::Num2)),
            Self::Test => ("cmd-test", icon::TEST_TUBE, ctrl(Key::Num3)),
            Self::BirthUnknown => ("cmd-birth-unknown", "", ctrl(Key::U)),
            Self::NameLine => ("cmd-name-line", icon::PENCIL, ctrl(Key::L)),
            Self::TakeUp => ("cmd-take-up", icon::INBOX, alt(Key::U)),
            Self::Check1 => ("cmd-check-1", "", alt(Key::Num1)),
            Self::Check2 => ("cmd-check-2", "", alt(Key::Num2)),
            Self::Check3 => ("cmd-check-3", "", alt(Key::Num3)),
            Self::Check4 => ("cmd-check-4", "", alt(Key::Num4)),
            Self::StopWaiting => ("cmd-stop-waiting", icon::INBOX, plain(Key::Escape)),
            Self::Show => ("cmd-show", icon::EYE, ctrl(Key::O)),
            Self::HandOver => ("cmd-hand-over", icon::HAND_HELPING, ctrl(Key::H)),
            Self::Correct => ("cmd-correct", icon::PENCIL, ctrl(Key::E)),
            Self::TryAgain => ("cmd-try-again", icon::ROTATE_CCW, ctrl(Key::R)),
            Self::PrintSlip => ("cmd-print-slip", icon::TICKET, ctrl(Key::P)),
            Self::Withdraw => ("cmd-withdraw", icon::TRASH_2, ctrl(Key::Delete)),
            // No scanner types it, and no key beside it asks for anything.
            Self::Agree => ("cmd-agree", icon::CIRCLE_CHECK, alt(Key::J)),
            Self::PrintReady => ("cmd-print-ready", icon::PRINTER, ctrl_shift(Key::P)),
            Self::TryNow => ("cmd-try-now", icon::REFRESH_CW, ctrl(Key::T)),
            Self::OrderTurned => (
                "cmd-order-turned",
                "",
                KeyboardShortcut::new(Modifiers::SHIFT, Key::F6),
            ),
            Self::OrderNext => ("cmd-order-next", "", plain(Key::F6)),
            Self::ClearSearch => ("cmd-clear-search", icon::SEARCH, plain(Key::Escape)),
            Self::Back => ("cmd-back", icon::UNDO_2, plain(Key::Escape)),
            Self::IssueScreen => ("cmd-issue-screen", icon::BADGE_CHECK, plain(Key::F2)),
            Self::QueueScreen => ("cmd-queue-screen", icon::INBOX, plain(Key::F3)),
            Self::Find => ("cmd-find", icon::SEARCH, ctrl(Key::F)),
            Self::TodayScreen => ("cmd-today-screen", icon::CALENDAR_DAYS, plain(Key::F4)),
            Self::Status => ("cmd-status", "", ctrl(Key::I)),
            Self::Printers => ("cmd-printers", icon::PRINTER, plain(Key::F9)),
            Self::PutAway => ("cmd-put-away", "", ctrl_shift(Key::X)),
            Self::ClockIsRight => ("cmd-clock-is-right", icon::CLOCK, ctrl_shift(Key::U)),
            Self::Drill => ("cmd-drill", icon::SIREN, ctrl_shift(Key::G)),
            Self::Language => ("cmd-language", icon::LANGUAGES, plain(Key::F7)),
            Self::Theme => ("cmd-theme", icon::MOON, plain(Key::F8)),
            Self::Undo => ("cmd-undo", icon::UNDO_2, ctrl(Key::Z)),
            Self::Help => ("cmd-help", icon::CIRCLE_HELP, plain(Key::F1)),
        }
    }

    /// Whether a key is that of any command.
    pub(super) fn has_key(key: Key, modifiers: Modifiers) -> bool {
        let mut commands = Self::ALL.into_iter();
        commands.any(|command| command.hears(key, modifiers))
    }

    /// Whether a key is its own, with these modifiers and no others.
    pub(super) fn hears(self, key: Key, modifiers: Modifiers) -> bool {
        let shortcut = self.shortcut();
        shortcut.logical_key == key && modifiers.matches_exact(shortcut.modifiers)
    }

    /// Takes its key from the frame; returns whether it was struck.
    pub(super) fn take(self, input: &mut InputState) -> bool {
        let shortcut = self.shortcut();
        take_key(input, (shortcut.modifiers, shortcut.logical_key))
    }

    /// Takes its key from the frame of a window; returns whether it was struck.
    pub(super) fn take_from(self, ui: &egui::Ui) -> bool {
        ui.input_mut(|input| self.take(input))
    }

    /// Returns the word.
    pub(super) fn label(self, texts: &Texts) -> String {
        texts.get(self.row().0)
    }

    /// Returns the sign.
    pub(super) fn icon(self) -> &'static str {
        self.row().1
    }

    /// Returns the key.
    pub(super) fn shortcut(self) -> KeyboardShortcut {
        self.row().2
    }

    /// Returns the key as the keyboard has it in this language.
    pub(super) fn key(self, texts: &Texts) -> String {
        let shortcut = self.shortcut();
        let mut words = Vec::new();
        for (pressed, word) in [
            (shortcut.modifiers.command, "key-ctrl"),
            (shortcut.modifiers.shift, "key-shift"),
            (shortcut.modifiers.alt, "key-alt"),
        ] {
            if pressed {
                words.push(texts.get(word));
            }
        }
        words.push(key_word(shortcut.logical_key, texts));
        words.join("+")
    }
}

/// Takes every press of a key from the frame, struck with these modifiers and no others; returns whether there was one.
///
/// egui's own `consume_key` hears a key whatever else is held with it: Alt+F4, which closes a window, would be F4, too.
pub(super) fn take_key(input: &mut InputState, (modifiers, key): (Modifiers, Key)) -> bool {
    let before = input.events.len();
    input.events.retain(|event| {
        let Event::Key {
            key: struck,
            pressed: true,
            modifiers: held,
            ..
        } = event
        else {
            return true;
        };
        *struck != key || !held.matches_exact(modifiers)
    });
    input.events.len() < before
}

fn key_word(key: Key, texts: &Texts) -> String {
    let named = [
        (Key::Enter, "key-enter"),
        (Key::Delete, "key-delete"),
        (Key::PageUp, "key-page-up"),
        (Key::PageDown, "key-page-down"),
        (Key::Escape, "key-escape"),
    ];
    named
        .into_iter()
        .find(|(named, _)| *named == key)
        .map_or_else(
            || key.symbol_or_name().to_owned(),
            |(_, word)| texts.get(word),
        )
}

/// A command's word and key, held while its button is drawn.
#[derive(Debug)]
pub(super) struct Words {
    icon: &'static str,
    label: String,
    key: String,
}

impl Words {
    /// Takes the words of a command.
    pub(super) fn of(command: Command, texts: &Texts) -> Self {
        Self {
            icon: command.icon(),
            label: command.label(texts),
            key: command.key(texts),
        }
    }

    /// Replaces the word.
    pub(super) fn saying(self, label: String) -> Self {
        Self { label, ..self }
    }

    /// Leaves the key away: it means something else just now.
    pub(super) fn without_key(self) -> Self {
        let key = String::new();
        Self { key, ..self }
    }

    /// Replaces the sign.
    pub(super) fn under(self, icon: &'static str) -> Self {
        Self { icon, ..self }
    }

    /// Returns what a button shows.
    pub(super) fn tool(&self) -> Tool<'_> {
        Tool {
            icon: self.icon,
            label: &self.label,
            key: &self.key,
        }
    }
}
