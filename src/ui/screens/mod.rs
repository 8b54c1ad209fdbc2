//! The screens, one a file, each read from top to bottom like the page.

pub(super) mod closing;
mod event_rows;
pub(super) mod help;
pub(super) mod issue;
mod login_fields;
pub(super) mod printers;
pub(super) mod queue;
pub(super) mod queued;
pub(super) mod result;
pub(super) mod sending;
pub(super) mod today;
pub(super) mod unlock;

use egui::{Align, Layout, RichText, ScrollArea, Ui};

use super::{
    theme,
    widgets::{ScrollKeys, Tone, scrolled, sign, spoken},
};

/// Says in the middle of an empty list that it is empty, and what that means.
fn nothing(ui: &mut Ui, icon: &str, title: &str, text: &str) {
    let colours = theme::palette(ui);
    ui.add_space((ui.available_height() * 0.28).max(12.0));
    ui.with_layout(Layout::top_down(Align::Center), |ui| {
        sign(ui, icon, 32.0, colours.outline);
        let title = ui.label(RichText::new(title).font(theme::semibold(theme::HEADING)));
        spoken::announce(&title, spoken::Soon::Next);
        ui.label(RichText::new(text).size(theme::LABEL).color(colours.muted));
    });
}

/// A page that scrolls where it has no room. Its bar takes no width: that it comes moves nothing.
fn page<R>(ui: &mut Ui, name: &str, add: impl FnOnce(&mut Ui) -> R) -> R {
    ui.spacing_mut().scroll.floating_allocated_width = 0.0;
    let area = ScrollArea::vertical().auto_shrink(false);
    scrolled(ui, name, (area, ScrollKeys::Plain), add)
}

/// A card of reading width in the middle of the screen, for what concerns one moment alone; it scrolls where it has no
/// room.
fn centred<R>(ui: &mut Ui, add: impl FnOnce(&mut Ui) -> R) -> R {
    let sizes = theme::Metrics::of(ui);
    let width = ui.available_width().min(620.0);
    // By the window: what comes to stand at the edge of the page moves nothing.
    let bottom = ui.ctx().content_rect().bottom() - sizes.status - sizes.bottom - sizes.gap;
    let above = ((bottom - ui.cursor().top()) * 0.09).min(64.0);
    page(ui, "centred", |ui| {
        ui.add_space(above);
        ui.with_layout(Layout::top_down(Align::Center), |ui| {
            ui.set_max_width(width);
            let card = theme::card(ui).inner_margin(egui::Margin::symmetric(28, 22));
            card.show(ui, |ui| {
                ui.with_layout(Layout::top_down(Align::Min), |ui| {
                    ui.set_width(width - 58.0);
                    add(ui)
                })
                .inner
            })
            .inner
        })
        .inner
    })
}

/// Returns the tone of a concern.
fn tone(concern: queue::Concern) -> Tone {
    match concern {
        queue::Concern::NeedsYou => Tone::Bad,
        queue::Concern::Ready => Tone::Good,
        queue::Concern::Waiting => Tone::Wait,
    }
}
