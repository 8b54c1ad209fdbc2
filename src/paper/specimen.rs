//! The marks of what is printed for practice, so that nobody takes it for the real thing.

use super::{
    both,
    canvas::{BLACK, BLUSH, Brush, Canvas, RED, Style, WHITE},
};

/// Writes the large light mark around a middle; what follows is drawn over it.
pub(super) fn slanted(canvas: &mut Canvas<'_>, middle: (f32, f32)) {
    let [german, _] = both("paper-specimen", &[]);
    canvas.decorate(|canvas| canvas.slanted(middle, Style::strong(58.0, BLUSH), 24.0, &german));
}

/// Draws the tag with its upper right corner and the size of its letters in points; returns its width.
pub(super) fn tag(canvas: &mut Canvas<'_>, (right, y): (f32, f32), size: f32) -> f32 {
    let texts = both("paper-specimen", &[]);
    let style = Style::strong(size, RED);
    let (pad, height) = (size / 3.0, size * 0.75);
    let width = canvas.width_of_both(style, &texts) + 2.0 * pad;
    let left = right - width;
    let frame = (left, y, width, height);
    canvas.frame(frame, height / 2.0, Brush::Stroke(RED, 0.8, false));
    canvas.both((left + pad, y + 0.513 * size), style, &texts);
    width
}

/// Draws a band across a roll, where light marks and colours are lost: left, top, width. Returns its height.
pub(super) fn band(canvas: &mut Canvas<'_>, (x, y, width): (f32, f32, f32)) -> f32 {
    let texts = both("paper-specimen", &[]);
    let style = Style::strong(9.0, WHITE);
    canvas.fill((x, y, width, 6.0), BLACK);
    let left = x + (width - canvas.width_of_both(style, &texts)) / 2.0;
    canvas.both((left, y + 4.2), style, &texts);
    6.0
}
