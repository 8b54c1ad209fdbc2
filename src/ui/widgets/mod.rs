//! The parts that screens are made of; they know the theme, not the trade.

mod button;
mod field;
mod label;
mod qr;
mod scrolled;
mod select;
pub(super) mod spoken;
mod table;
mod typed;

pub(super) use button::{
    Tool, primary, primary_over, quiet, quiet_in_column, quiet_sign, secondary, segment_look,
    segmented, segments, tick, track,
};
pub(super) use field::{Aside, Help, field, is_text, may_delete, search_field, text_edit};
pub(super) use label::{
    AROUND_BADGE, Tone, badge, callout, chain, data_row, heading, heading_in_line, sentence, sign,
    wrapped_badge,
};
pub(super) use qr::Qr;
pub(super) use scrolled::{ScrollKeys, scrolled};
pub(super) use select::{Choice, Search, is_open, open, select, took_typed};
pub(super) use table::{Cell, Clicked, Head, Keys, Row, Sorted, Table, table};
pub(super) use typed::{forget_typed, typed_last};

use egui::{CornerRadius, Id, Response, Stroke, StrokeKind, Ui};

use super::theme;

/// Draws the ring around what the Tab key has reached, and brings it into view; a pointer needs neither.
pub(super) fn focus_ring(ui: &Ui, response: &Response) {
    if response.has_focus() && by_keyboard(ui) {
        let stroke = Stroke::new(2.0, theme::palette(ui).accent);
        let rect = response.rect.expand(2.0);
        ui.painter()
            .rect_stroke(rect, CornerRadius::same(9), stroke, StrokeKind::Outside);
        if response.gained_focus() {
            response.scroll_to_me(None);
        }
    }
}

/// Notes that a key has sent the focus on, so that its ring shows.
pub(super) fn moved_by_key(ui: &Ui) {
    ui.data_mut(|data| data.insert_temp(by_keyboard_id(), true));
}

fn by_keyboard_id() -> Id {
    Id::unique("focus-by-keyboard")
}

/// Whether the focus was last moved by the keyboard.
fn by_keyboard(ui: &Ui) -> bool {
    let id = by_keyboard_id();
    let before: bool = ui.data(|data| data.get_temp(id).unwrap_or(false));
    let now = ui.input(|input| {
        (before || input.key_pressed(egui::Key::Tab)) && !input.pointer.any_pressed()
    });
    if now != before {
        ui.data_mut(|data| data.insert_temp(id, now));
    }
    now
}
