//! Rows of one height, of which only those in view are drawn.

use std::ops::Range;

use egui::{Pos2, Rect, vec2};

use super::super::theme;

/// The rows of a list while it is drawn.
pub(super) struct Rows {
    count: usize,
    view: Rect,
}

#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a list of a million rows still stands to the pixel"
)]
impl Rows {
    /// Takes how many there are and what part is in view.
    pub(super) fn of(count: usize, view: Rect) -> Self {
        Self { count, view }
    }

    /// Returns the height of all.
    pub(super) fn height(&self) -> f32 {
        self.count as f32 * theme::ROW
    }

    /// Returns the places of those in view.
    pub(super) fn in_view(&self) -> Range<usize> {
        let first = (self.view.min.y / theme::ROW).floor().max(0.0) as usize;
        let end = (self.view.max.y / theme::ROW).ceil().max(0.0) as usize;
        first.min(self.count)..end.min(self.count)
    }

    /// Returns where the row at a place stands.
    pub(super) fn rect(place: usize, origin: Pos2, width: f32) -> Rect {
        let top = vec2(0.0, place as f32 * theme::ROW);
        Rect::from_min_size(origin + top, vec2(width, theme::ROW - 4.0))
    }
}
