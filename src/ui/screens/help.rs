//! F1: every key there is.

use egui::{RichText, ScrollArea, Ui};

use crate::text::Texts;

use super::super::{
    command::Command,
    theme,
    widgets::{data_row, heading},
};

/// Shows the table of commands.
pub(in crate::ui) fn ui(ui: &mut Ui, texts: &Texts) {
    ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
        theme::card(ui).show(ui, |ui| {
            ui.set_max_width(560.0);
            heading(
                ui,
                theme::icon::CIRCLE_HELP,
                &texts.get("help-title"),
                &texts.get("help-aside"),
            );
            ui.spacing_mut().item_spacing.y = 4.0;
            data_row(ui, &texts.get("help-tab-key"), &texts.get("help-tab"));
            for command in Command::ALL {
                data_row(ui, &command.key(texts), &command.label(texts));
            }
            ui.add_space(8.0);
            let note = RichText::new(texts.get("help-not-medical")).size(theme::SMALL);
            ui.label(note.color(theme::palette(ui).muted));
        });
    });
}
