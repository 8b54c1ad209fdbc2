//! The marks of what is printed for practice, so that nobody takes it for the real thing.

use super::{
    both,
    canvas::{BLACK, BLUSH, Brush, Canvas, RED, Style, WHITE},
};

/// Writes the large light mark around a middle; what follows is drawn over it.
pub(super) fn slanted(canvas: &mut Canvas<'_>, middle: (f32, f32)) {
    let [german, _] = both("paper-specimen", &[]);
    canvas.slanted(middle, Style::strong(58.0, BLUSH), 24.0, &german);
}

/// Draws the tag with its upper right corner; returns its width.
pub(super) fn tag(canvas: &mut Canvas<'_>, (right, y): (f32, f32)) -> f32 {
    let text = both("paper-specimen", &[]).join(" · ");
    let style = Style::strong(7.5, RED);
    let width = canvas.width(style, &text);
    let frame = (right - width - 5.0, y, width + 5.0, 5.6);
    canvas.frame(frame, 2.8, Brush::Stroke(RED, 0.8, false));
    canvas.text((right - width - 2.5, y + 3.85), style, &text);
    width + 5.0
}

/// Draws a band across a roll, where light marks and colours are lost: left, top, width. Returns its height.
pub(super) fn band(canvas: &mut Canvas<'_>, (x, y, width): (f32, f32, f32)) -> f32 {
    let text = both("paper-specimen", &[]).join(" · ");
    canvas.fill((x, y, width, 6.0), BLACK);
    canvas.text_around((x + width / 2.0, y + 4.2), Style::strong(9.0, WHITE), &text);
    6.0
}
