//! How the window was last, language and theme: remembered when it changes, and taken up by the next one.

use egui::ThemePreference;

use crate::{
    counter::{
        data_folder::DataFolder,
        settings::{Settings, Theme},
    },
    text::Language,
};

use super::App;

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
        self.change_settings(|settings| settings.set("window.language", code));
    }

    /// Remembers a theme that staff have chosen.
    pub(super) fn remember_theme(&mut self, theme: egui::Theme) {
        let word = match theme {
            egui::Theme::Light => "light",
            egui::Theme::Dark => "dark",
        };
        self.change_settings(|settings| settings.set("window.theme", word));
    }
}
