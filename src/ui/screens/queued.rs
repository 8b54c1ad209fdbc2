//! A visit that waits: it is safe, under which number, why, and when the customer is asked to come back.

use egui::{RichText, Ui};

use crate::{
    case::{Class, numbers_in_words},
    text::{Problem, Texts},
};

use super::super::{
    scene::QueuedVisit,
    theme,
    widgets::{Tone, data_row, heading, sentence},
    words,
};

/// Shows the screen; the customer may still stand there when everything `is_ready`.
pub(in crate::ui) fn ui(ui: &mut Ui, queued: &QueuedVisit, is_ready: bool, texts: &Texts) {
    let colours = theme::palette(ui);
    super::centred(ui, |ui| {
        let title = texts.get("taken-title");
        heading(ui, theme::icon::SHIELD_CHECK, &title, "");
        ui.add_space(4.0);
        let label = RichText::new(texts.get("taken-number")).size(theme::LABEL);
        ui.label(label.color(colours.muted));
        let number =
            RichText::new(numbers_in_words(&queued.numbers)).font(theme::semibold(theme::GREAT));
        ui.label(number);
        let problem = |what, remedy| Problem {
            what,
            remedy: texts.get(remedy),
        };
        let why = match queued.cause {
            _ if is_ready => problem(texts.get("taken-ready"), "taken-ready-now"),
            Some(cause) if cause.class() == Class::Later => {
                problem(words::cause(texts, cause).what, "taken-goes-on")
            }
            // A person must do something, and the customer is still here.
            Some(cause) => words::cause(texts, cause),
            None => problem(texts.get("taken-not-waited"), "taken-goes-on"),
        };
        let tone = if is_ready { Tone::Good } else { Tone::Wait };
        sentence(ui, tone, &why.what, &why.remedy);
        ui.add_space(4.0);
        let at = [
            ("date", words::long_date(texts, queued.pickup.date())),
            ("time", words::clock(queued.pickup.time())),
        ];
        let at = at
            .each_ref()
            .map(|(name, text)| (*name, text.as_str().into()));
        data_row(
            ui,
            &texts.get("taken-pickup"),
            &texts.with("taken-pickup-at", &at),
        );
        ui.add_space(4.0);
        for key in ["taken-slip", "taken-next"] {
            let words = RichText::new(texts.get(key)).size(theme::LABEL);
            ui.label(words.color(colours.muted));
        }
    });
}
