//! One visit of the queue: who, since when, what happened in words, and what to do now.

use egui::{RichText, ScrollArea, Ui};

use super::{
    super::super::{
        command::{Command, Words},
        theme,
        widgets::{ScrollKeys, Tone, badge, data_row, scrolled, secondary, sentence},
        words,
    },
    Concern, Visit,
};
use crate::{
    case::State,
    text::{Problem, REPORT, Texts, cut},
    ui::{view_context::ViewContext, view_model::QueueRow},
};

/// Shows a visit; returns the command whose button was pressed.
pub(super) fn ui(
    ui: &mut Ui,
    visit: &Visit,
    offers: &[Command],
    context: ViewContext<'_>,
    texts: &Texts,
) -> Option<Command> {
    let mut asked = None;
    let height = ui.available_height();
    let area = ScrollArea::vertical().max_height(height);
    scrolled(ui, "visit", (area, ScrollKeys::Shifted), |ui| {
        let card = theme::card(ui).inner_margin(egui::Margin::symmetric(18, 12));
        card.show(ui, |ui| {
            ui.set_width(ui.available_width());
            head_ui(ui, visit, context, texts);
            let rows = visit.rows(context.queue);
            let mut before = None;
            for row in &rows {
                ui.separator();
                // Of several persons each stands above what is theirs.
                let is_next = before.is_none_or(|before: &QueueRow| !row.is_of_one_with(before));
                if is_next && rows.iter().any(|other| !row.is_of_one_with(other)) {
                    holder_ui(ui, row, context, texts);
                }
                before = Some(*row);
                case_ui(ui, row, context, texts);
            }
            ui.separator();
            // The first is the large one at the lower right.
            for &command in offers.iter().skip(1) {
                let words = Words::of(command, texts);
                let mut tool = words.tool();
                if command == Command::PrintSlip && offers.contains(&Command::Print) {
                    // Its key prints the certificate.
                    tool.key = "";
                }
                // The focus on one never passes to another that comes to stand in its place.
                let of = (visit.number.get(), command);
                let button = ui.push_id(of, |ui| secondary(ui, tool));
                if button.inner.clicked() {
                    asked = Some(command);
                }
            }
        });
    });
    asked
}

/// Says whose a visit is; of several persons each stands above what is theirs.
fn head_ui(ui: &mut Ui, visit: &Visit, context: ViewContext<'_>, texts: &Texts) {
    ui.spacing_mut().item_spacing.y = 4.0;
    let number = RichText::new(numbers(visit)).font(theme::semibold(theme::NUMBER));
    ui.label(number);
    let rows = visit.rows(context.queue);
    let [first, others @ ..] = rows.as_slice() else {
        return;
    };
    if others.iter().all(|row| row.is_of_one_with(first)) {
        holder_ui(ui, first, context, texts);
    }
}

fn holder_ui(ui: &mut Ui, row: &QueueRow, context: ViewContext<'_>, texts: &Texts) {
    let name = RichText::new(&row.name).font(theme::semibold(theme::HEADING));
    ui.add(egui::Label::new(name).wrap());
    if let Some(birth) = row.birth {
        let colour = theme::palette(ui).muted;
        let birth = words::birth(texts, birth, context.now.date());
        ui.label(RichText::new(birth).size(theme::LABEL).color(colour));
    }
}

fn case_ui(ui: &mut Ui, row: &QueueRow, context: ViewContext<'_>, texts: &Texts) {
    ui.horizontal_wrapped(|ui| {
        let kind = words::kind_and_dose(texts, row.kind, row.dose);
        let title = format!("{}  {kind}", row.number);
        ui.label(RichText::new(title).font(theme::semibold(theme::BODY)));
        let state = row.standing(context.queue);
        let tone = super::super::tone(Concern::of(state));
        badge(ui, tone, &words::state(texts, state));
    });
    let is_left = row.state == State::Waiting && context.status.unworked;
    if is_left {
        let Problem { what, remedy } = Problem::of(texts, "store-unworked", &[]);
        sentence(ui, Tone::Bad, &what, &remedy);
    } else if let Some(cause) = row.kept_by(context.queue) {
        let met = words::cause(texts, cause);
        sentence(ui, tone(row, context), &met.what, &met.remedy);
    } else {
        let key = match row.state {
            State::Waiting if context.status.waits_for_clock() => "state-clock-text",
            State::Waiting if row.is_early(context) => "state-early-text",
            State::Ready => "state-ready-text",
            State::Expired if row.finished => "state-expired-finished-text",
            State::Expired => "state-expired-text",
            State::Sending => "state-sending-text",
            State::NeedsLogin => "state-needs-login-text",
            State::NeedsCorrection => "state-needs-correction-text",
            State::Waiting | State::HandedOver | State::Withdrawn => "state-waiting-text",
        };
        sentence(ui, Tone::Good, "", &texts.get(key));
    }
    if row.may_be_handed_over() {
        let said = words::output(texts, row.output(context), context.now);
        data_row(ui, &texts.get("detail-output"), &said);
    }
    if let Some(message) = &row.portal_message {
        data_row(
            ui,
            &texts.get("detail-says"),
            &texts.with("quoted", &[("text", (&*cut(message, REPORT)).into())]),
        );
    }
    if !row.lost.is_empty() {
        data_row(ui, &texts.get("detail-lost"), &row.lost.join("\n"));
    }
    let moment = |at| words::moment(texts, at, context.now);
    data_row(ui, &texts.get("detail-since"), &moment(row.captured_at));
    if row.state == State::Waiting {
        let next = next_try(row, context, texts);
        data_row(ui, &texts.get("detail-next-try"), &next);
    }
    if row.attempts > 0 && !row.finished {
        data_row(ui, &texts.get("detail-attempts"), &row.attempts.to_string());
    }
    deadline_ui(ui, row, context, texts);
}

/// Says when a waiting case is tried next, or what that waits for.
fn next_try(row: &QueueRow, context: ViewContext<'_>, texts: &Texts) -> String {
    let moment = |at| words::moment(texts, at, context.now);
    if context.status.unworked {
        return texts.get("detail-unworked-try");
    }
    if context.status.waits_for_clock() {
        return texts.get("detail-clock-try");
    }
    if row.answered {
        return texts.get("detail-kept-try");
    }
    if row.is_early(context) {
        return moment(row.captured_at);
    }
    let none = match context.queue.to_mend {
        Some(_) => "detail-when-mended",
        None => "detail-no-try",
    };
    let next = context.queue.next_try.map(moment);
    next.unwrap_or_else(|| texts.get(none))
}

/// What passes by itself is amber, as on the slip.
fn tone(row: &QueueRow, context: ViewContext<'_>) -> Tone {
    if row.waits_for_staff(context.queue) {
        Tone::Bad
    } else {
        Tone::Wait
    }
}

/// Says until when it is kept, or that this is over.
fn deadline_ui(ui: &mut Ui, row: &QueueRow, context: ViewContext<'_>, texts: &Texts) {
    let mut deadline = words::moment(texts, row.deadline, context.now);
    if row.deadline <= context.now.timestamp() {
        let time = [("time", deadline.as_str().into())];
        deadline = texts.with("detail-deadline-past", &time);
    }
    data_row(ui, &texts.get("detail-deadline"), &deadline);
}

/// Returns the numbers of a visit, `0417` or `0417–0419`.
fn numbers(visit: &Visit) -> String {
    let (first, last) = (visit.number, visit.last());
    if first == last {
        first.to_string()
    } else {
        format!("{first}\u{2013}{last}")
    }
}
