//! The screens, one a file, each read from top to bottom like the page.

pub(super) mod closing;
pub(super) mod help;
pub(super) mod issue;
pub(super) mod printers;
pub(super) mod queue;
pub(super) mod queued;
pub(super) mod result;
pub(super) mod sending;
pub(super) mod today;
pub(super) mod unlock;

use egui::{Align, Layout, RichText, Ui};

use super::{
    theme,
    widgets::{Tone, sign, spoken},
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

/// A card of reading width in the middle of the screen, for what concerns one moment alone.
fn centred<R>(ui: &mut Ui, add: impl FnOnce(&mut Ui) -> R) -> R {
    let room = ui.available_size();
    let width = room.x.min(620.0);
    ui.add_space((room.y * 0.09).min(64.0));
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
}

/// Returns the tone of a concern.
fn tone(concern: queue::Concern) -> Tone {
    match concern {
        queue::Concern::NeedsYou => Tone::Bad,
        queue::Concern::Ready => Tone::Good,
        queue::Concern::Waiting => Tone::Wait,
    }
}
