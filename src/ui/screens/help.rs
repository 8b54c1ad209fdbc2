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
            ui.set_max_width(960.0);
            heading(
                ui,
                theme::icon::CIRCLE_HELP,
                &texts.get("help-title"),
                &texts.get("help-aside"),
            );
            ui.spacing_mut().item_spacing.y = 4.0;
            let tab = (texts.get("help-tab-key"), texts.get("help-tab"));
            let commands = Command::ALL.map(|command| (command.key(texts), command.label(texts)));
            let rows: Vec<_> = std::iter::once(tab).chain(commands).collect();
            let (first, second) = rows.split_at(rows.len().div_ceil(2));
            ui.columns_const(|columns: &mut [Ui; 2]| {
                for (column, rows) in columns.iter_mut().zip([first, second]) {
                    for (key, label) in rows {
                        data_row(column, key, label);
                    }
                }
            });
            ui.add_space(8.0);
            let note = RichText::new(texts.get("help-not-medical")).size(theme::SMALL);
            ui.label(note.color(theme::palette(ui).muted));
        });
    });
}
