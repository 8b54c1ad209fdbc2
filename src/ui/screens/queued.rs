//! A visit that waits: it is safe, under which number, why, and when the customer is asked to come back.

use egui::{RichText, Ui};

use crate::{
    case::numbers_in_words,
    text::{Problem, Texts},
    ui::{view_context::ViewContext, view_model::QueueRow},
};

use super::super::{
    scene::QueuedVisit,
    theme,
    widgets::{Tone, data_row, heading, sentence},
    words,
};

/// Shows the screen; the customer may still stand there when everything is ready. What is to be done it says as the
/// queue does.
pub(in crate::ui) fn ui(
    ui: &mut Ui,
    queued: &QueuedVisit,
    context: ViewContext<'_>,
    texts: &Texts,
) {
    let is_ready = queued.is_ready(context.queue);
    let colours = theme::palette(ui);
    super::centred(ui, |ui| {
        let waits_for_staff = queued.waits_for_staff(context.queue);
        let title = texts.get(title_key(queued, context));
        heading(ui, theme::icon::SHIELD_CHECK, &title, "");
        ui.add_space(4.0);
        let label = RichText::new(texts.get("taken-number")).size(theme::LABEL);
        ui.label(label.color(colours.muted));
        let number =
            RichText::new(numbers_in_words(&queued.numbers)).font(theme::semibold(theme::GREAT));
        ui.label(number);
        holders_ui(ui, queued, context, texts);
        let problem = |what, remedy| Problem {
            what: texts.get(what),
            remedy: texts.get(remedy),
        };
        let why = match queued.kept_by(context.queue, context.status) {
            _ if is_ready => problem("taken-ready", "taken-ready-now"),
            Some(cause) => words::cause(texts, cause),
            None => problem("taken-not-waited", "taken-goes-on"),
        };
        let tone = match (is_ready, waits_for_staff) {
            (true, _) => Tone::Good,
            (false, true) => Tone::Bad,
            (false, false) => Tone::Wait,
        };
        sentence(ui, tone, &why.what, &why.remedy);
        if is_ready {
            // No slip, and nobody comes back.
            return;
        }
        ui.add_space(4.0);
        let at = [
            ("date", words::long_date(texts, queued.pickup.date())),
            ("time", words::clock(queued.pickup.time())),
        ];
        let at = at
            .each_ref()
            .map(|(name, text)| (*name, text.as_str().into()));
        let when = if waits_for_staff {
            texts.get("taken-pickup-open")
        } else {
            texts.with("taken-pickup-at", &at)
        };
        data_row(ui, &texts.get("taken-pickup"), &when);
        ui.add_space(4.0);
        let onward: &[&str] = if waits_for_staff {
            &["taken-slip-staff"]
        } else {
            &["taken-slip", "taken-next"]
        };
        for key in onward {
            let words = RichText::new(texts.get(key)).size(theme::LABEL);
            ui.label(words.color(colours.muted));
        }
    });
}

/// Returns the key of the screen's heading.
pub(in crate::ui) fn title_key(queued: &QueuedVisit, context: ViewContext<'_>) -> &'static str {
    if queued.is_ready(context.queue) {
        "taken-title-ready"
    } else if queued.waits_for_staff(context.queue) {
        "taken-title-staff"
    } else {
        "taken-title"
    }
}

/// Says which of several numbers is whose, where they are not all one person's.
fn holders_ui(ui: &mut Ui, queued: &QueuedVisit, context: ViewContext<'_>, texts: &Texts) {
    let rows: Vec<&QueueRow> = queued.rows(context.queue).collect();
    let [first, others @ ..] = rows.as_slice() else {
        return;
    };
    if others.iter().all(|row| row.is_of_one_with(first)) {
        return;
    }
    for row in rows {
        let kind = words::kind_and_dose(texts, row.kind, row.dose);
        let name = theme::without_boxes(ui, &row.name);
        data_row(ui, &row.number.to_string(), &format!("{name}, {kind}"));
    }
}
