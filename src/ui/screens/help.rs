//! F1: every key, straight from the table of commands, and how things stand.

use egui::{RichText, ScrollArea, Ui};

use super::super::{
    command::Command,
    placed_command::{self, Place},
    status, theme,
    widgets::{ScrollKeys, data_row, heading, scrolled},
};
use crate::{
    text::Texts,
    ui::{view_context::ViewContext, view_model::Profile},
};

/// Shows the table of commands in groups, and the status in whole words.
pub(in crate::ui) fn ui(ui: &mut Ui, context: ViewContext<'_>, texts: &Texts) {
    let area = ScrollArea::vertical().auto_shrink(false);
    scrolled(ui, "help", (area, ScrollKeys::Plain), |ui| {
        let wide = ui.available_width() > 900.0;
        ui.columns(if wide { 2 } else { 1 }, |columns| {
            if let [first, .., last] = columns {
                keys_ui(first, &FIRST, context, texts);
                status_ui(last, context, texts);
                keys_ui(last, &SECOND, context, texts);
            } else if let [only] = columns {
                keys_ui(only, &FIRST, context, texts);
                keys_ui(only, &SECOND, context, texts);
                status_ui(only, context, texts);
            }
        });
    });
}

/// The title of a group of keys, and the place it belongs to; nothing for everywhere.
type Group = (&'static str, Option<Place>);

const FIRST: [Group; 2] = [("help-everywhere", None), ("help-form", Some(Place::Form))];

const SECOND: [Group; 3] = [
    ("help-queue", Some(Place::Queue)),
    ("help-result", Some(Place::Shown)),
    ("help-waiting", Some(Place::Sending)),
];

fn keys_ui(ui: &mut Ui, groups: &[Group], context: ViewContext<'_>, texts: &Texts) {
    theme::card(ui).show(ui, |ui| {
        ui.set_width(ui.available_width());
        let (title, aside) = (texts.get("help-title"), texts.get("help-aside"));
        if groups == FIRST {
            heading(ui, theme::icon::CIRCLE_HELP, &title, &aside);
        }
        ui.spacing_mut().item_spacing.y = 2.0;
        for &(title, place) in groups {
            let title = RichText::new(texts.get(title)).font(theme::semibold(theme::LABEL));
            ui.add_space(4.0);
            ui.label(title);
            let row = |ui: &mut Ui, key, word| data_row(ui, &texts.get(key), &texts.get(word));
            match place {
                None => {
                    row(ui, "help-tab-key", "help-tab");
                    row(ui, "help-scroll-key", "help-scroll");
                }
                Some(Place::Queue) => {
                    row(ui, "help-arrows-key", "help-arrows");
                    row(ui, "key-enter", "help-open");
                }
                Some(Place::Form) => {
                    row(ui, "key-enter", "help-onward");
                    row(ui, "help-tick-key", "help-tick");
                }
                Some(_) => {}
            }
            for command in Command::ALL {
                let also = command == Command::Print && place == Some(Place::Queue);
                if (also || group(command) == place) && shown(command, context) {
                    data_row(ui, &command.key(texts), &command.label(texts));
                }
            }
        }
    });
}

/// Returns the place under whose title a command is listed; nothing for everywhere.
fn group(command: Command) -> Option<Place> {
    if command == Command::Print {
        return Some(Place::Shown);
    }
    match placed_command::home(command)? {
        Place::Form | Place::QueuedVisit => Some(Place::Form),
        Place::Queue | Place::Today => Some(Place::Queue),
        Place::Sending => Some(Place::Sending),
        Place::Result | Place::Shown => Some(Place::Shown),
    }
}

fn shown(command: Command, context: ViewContext<'_>) -> bool {
    let fault = context.status.clock;
    (command != Command::Drill || context.profile == Profile::Training)
        && (command != Command::TakeUp || !context.unfinished.is_empty())
        && (command != Command::ClockIsRight || fault.is_some_and(|it| it.may_be_confirmed))
}

fn status_ui(ui: &mut Ui, context: ViewContext<'_>, texts: &Texts) {
    theme::card(ui).show(ui, |ui| {
        ui.set_width(ui.available_width());
        heading(ui, theme::icon::WIFI, &texts.get("status-title"), "");
        status::details_ui(ui, context, texts);
        ui.add_space(8.0);
        let note = RichText::new(texts.get("help-not-medical")).size(theme::SMALL);
        ui.label(note.color(theme::palette(ui).muted));
    });
}
