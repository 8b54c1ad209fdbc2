//! The attempt that somebody waits for at the counter: how long it takes at most, and how not to wait.

use egui::{RichText, Sense, Ui, vec2};
use jiff::Timestamp;

use super::super::{theme, widgets::heading, words};
use crate::{text::Texts, ui::view_context::ViewContext};

/// The end of the present attempt, and since when it is shown.
#[derive(Debug, Default)]
pub(in crate::ui) struct SendingScreen {
    attempt: Option<(Timestamp, Timestamp)>,
}

impl SendingScreen {
    /// Shows the countdown of an attempt that ends then at the latest.
    pub(in crate::ui) fn ui(
        &mut self,
        ui: &mut Ui,
        until: Timestamp,
        context: ViewContext<'_>,
        texts: &Texts,
    ) {
        let now = context.now.timestamp();
        let known = self.attempt.filter(|(attempt, _)| *attempt == until);
        let (_, since) = *self.attempt.insert(known.unwrap_or((until, now)));
        let seconds = words::seconds_until(until, now);
        super::centred(ui, |ui| {
            heading(ui, theme::icon::HOURGLASS, &texts.get("sending-title"), "");
            ui.add_space(6.0);
            let left = texts.with("sending-left", &[("seconds", seconds.into())]);
            ui.label(RichText::new(left).font(theme::semibold(theme::NUMBER)));
            bar_ui(ui, (since, until, now));
            ui.add_space(6.0);
            ui.label(texts.get("sending-safe"));
            let escape = RichText::new(texts.get("sending-escape")).size(theme::LABEL);
            ui.label(escape.color(theme::palette(ui).muted));
        });
        ui.ctx()
            .request_repaint_after(std::time::Duration::from_millis(200));
    }
}

/// A bar that empties.
fn bar_ui(ui: &mut Ui, (since, until, now): (Timestamp, Timestamp, Timestamp)) {
    let colours = theme::palette(ui);
    let millis = |from: Timestamp, to: Timestamp| {
        let millis = to.as_millisecond() - from.as_millisecond();
        i32::try_from(millis.max(0)).map_or(0.0, f64::from)
    };
    let whole = millis(since, until).max(1.0);
    #[expect(clippy::cast_possible_truncation, reason = "a part between 0 and 1")]
    let part = (millis(now, until) / whole).clamp(0.0, 1.0) as f32;
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), 6.0), Sense::hover());
    ui.painter().rect_filled(rect, 3, colours.line);
    let mut filled = rect;
    filled.set_width(rect.width() * part);
    ui.painter().rect_filled(filled, 3, colours.accent);
}
