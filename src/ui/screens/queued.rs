//! A visit that waits: it is safe, under which number, why, and when the customer is asked to come back.

use egui::{RichText, Ui};

use crate::{
    case::{PickupNumber, numbers_in_words},
    text::{Problem, REPORT, Texts, cut},
    ui::{view_context::ViewContext, view_model::QueueRow},
};

use super::super::{
    scene::QueuedVisit,
    theme,
    widgets::{Tone, Tool, data_row, heading, secondary, sentence},
    words,
};

/// Shows the screen; the customer may still stand there when everything is ready. What is to be done it says as the
/// queue does. Of `unprinted`, which are the same customer's, it offers the print; returns whether that was asked for.
pub(in crate::ui) fn ui(
    ui: &mut Ui,
    queued: &QueuedVisit,
    unprinted: &[PickupNumber],
    context: ViewContext<'_>,
    texts: &Texts,
) -> bool {
    let is_ready = queued.is_ready(context.queue);
    super::centred(ui, |ui| {
        let waits_for_staff = queued.waits_for_staff(context.queue);
        head_ui(ui, queued, context, texts);
        holders_ui(ui, queued, context, texts);
        why_ui(ui, queued, context, texts);
        if is_ready {
            // No slip, and nobody comes back.
            return false;
        }
        let prints = unprinted_ui(ui, unprinted, texts);
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
        let slip = if waits_for_staff {
            "taken-slip-staff"
        } else {
            "taken-slip"
        };
        ui.label(RichText::new(texts.get(slip)).font(theme::semibold(theme::BODY)));
        prints
    })
}

/// Says how the visit is, and under which numbers.
fn head_ui(ui: &mut Ui, queued: &QueuedVisit, context: ViewContext<'_>, texts: &Texts) {
    let title = title(queued, context, texts);
    let waits_for_staff = queued.waits_for_staff(context.queue);
    let icon = if waits_for_staff && !queued.is_ready(context.queue) {
        theme::icon::TRIANGLE_ALERT
    } else {
        theme::icon::SHIELD_CHECK
    };
    heading(ui, icon, &title, "");
    ui.add_space(4.0);
    let label = RichText::new(number_word(queued, texts)).size(theme::LABEL);
    ui.label(label.color(theme::palette(ui).muted));
    let number =
        RichText::new(numbers_in_words(&queued.numbers)).font(theme::semibold(theme::GREAT));
    ui.label(number);
}

/// Returns the word for the numbers of a visit.
pub(in crate::ui) fn number_word(queued: &QueuedVisit, texts: &Texts) -> String {
    counted("taken-number", queued, texts)
}

fn counted(key: &str, queued: &QueuedVisit, texts: &Texts) -> String {
    let count = u32::try_from(queued.numbers.len()).unwrap_or(u32::MAX);
    texts.with(key, &[("count", count.into())])
}

/// Says what the visit waits for, and what is to be done: of several which case it is, and in the portal's own words why.
fn why_ui(ui: &mut Ui, queued: &QueuedVisit, context: ViewContext<'_>, texts: &Texts) {
    let problem = |what, remedy| Problem {
        what: texts.get(what),
        remedy: texts.get(remedy),
    };
    let is_ready = queued.is_ready(context.queue);
    let cause = queued.kept_by(context.queue, context.status);
    let mut why = match cause {
        _ if is_ready => problem("taken-ready", "taken-ready-now"),
        Some(cause) => words::cause(texts, cause),
        None => problem("taken-not-waited", "taken-goes-on"),
    };
    let tone = match (is_ready, queued.waits_for_staff(context.queue)) {
        (true, _) => Tone::Good,
        (false, true) => Tone::Bad,
        // That nobody has waited is nothing that went wrong.
        (false, false) => cause.map_or(Tone::Still, |_| Tone::Wait),
    };
    let kept = queued.kept(context.queue).filter(|_| !is_ready);
    let of_staff = kept.filter(|row| row.waits_for_staff(context.queue));
    if let Some(row) = of_staff.filter(|_| queued.numbers.len() > 1) {
        let number = row.number.to_string();
        let said = [
            ("number", number.as_str().into()),
            ("what", why.what.as_str().into()),
        ];
        why.what = texts.with("taken-of-one", &said);
    }
    sentence(ui, tone, &why.what, &why.remedy);
    if let Some(message) = of_staff.and_then(|row| row.portal_message.as_ref()) {
        let message = texts.with("quoted", &[("text", (&*cut(message, REPORT)).into())]);
        data_row(ui, &texts.get("detail-says"), &message);
    }
}

/// Says which certificates of the customer are finished and not printed, with the way to print them; returns whether it was
/// taken.
fn unprinted_ui(ui: &mut Ui, unprinted: &[PickupNumber], texts: &Texts) -> bool {
    if unprinted.is_empty() {
        return false;
    }
    let numbers = numbers_in_words(unprinted);
    let count = u32::try_from(unprinted.len()).unwrap_or(u32::MAX);
    let said = [
        ("numbers", numbers.as_str().into()),
        ("count", count.into()),
    ];
    ui.add_space(4.0);
    sentence(ui, Tone::Warn, &texts.with("taken-unprinted", &said), "");
    let label = texts.with("cmd-print-numbers", &said);
    let tool = Tool {
        icon: theme::icon::PRINTER,
        label: &label,
        key: "",
    };
    secondary(ui, tool).clicked()
}

/// Returns the screen's heading.
pub(in crate::ui) fn title(
    queued: &QueuedVisit,
    context: ViewContext<'_>,
    texts: &Texts,
) -> String {
    let status = context.status;
    let key = if queued.is_ready(context.queue) {
        "taken-title-ready"
    } else if queued.waits_for_staff(context.queue) {
        "taken-title-staff"
    } else if status.portal.is_none() || status.clock.is_some() {
        // No portal is waited for.
        "taken-title-otherwise"
    } else {
        "taken-title"
    };
    counted(key, queued, texts)
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
