//! How the window was last, language and theme: remembered when it changes, and taken up by the next one.

use egui::ThemePreference;

use crate::{
    counter::{
        data_folder::DataFolder,
        settings::{self, Settings, Theme},
    },
    text::Language,
};

use super::{App, reports::log};

/// Gives a window the theme of the last one; returns what that spoke.
///
/// Read before the first frame: the lock, too, is as it was. Damaged settings are told where they are used.
pub(super) fn take_up(context: &egui::Context, folder: &DataFolder) -> Language {
    let settings = Settings::load(&folder.settings()).unwrap_or_default();
    let window = settings.values().window;
    context.set_theme(match window.theme {
        Theme::System => ThemePreference::System,
        Theme::Light => ThemePreference::Light,
        Theme::Dark => ThemePreference::Dark,
    });
    window.language
}

impl App {
    /// Remembers what is spoken.
    pub(super) fn remember_language(&mut self) {
        let code = self.language.code();
        self.remember(|settings| settings.set("window.language", code));
    }

    /// Remembers a theme that staff have chosen.
    pub(super) fn remember_theme(&mut self, theme: egui::Theme) {
        let word = match theme {
            egui::Theme::Light => "light",
            egui::Theme::Dark => "dark",
        };
        self.remember(|settings| settings.set("window.theme", word));
    }

    /// Remembers how the window is liked. Where that cannot be written it is so for today, and keeps nobody from anything.
    fn remember(&mut self, change: impl FnOnce(&mut Settings) -> Result<(), settings::Error>) {
        match self.changed_settings(change) {
            Ok(settings) => self.settings = settings,
            Err(error) => log(&error),
        }
    }
}
