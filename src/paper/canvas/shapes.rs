//! Shapes on a page: rectangles, frames, lines, symbols.

use super::{Brush, Canvas, Colour, Paint, Step, corners};
use crate::{paper::trace, qr::Symbol};

impl Canvas<'_> {
    /// Fills a rectangle: left, top, width, height.
    pub(in crate::paper) fn fill(
        &mut self,
        (x, y, width, height): (f32, f32, f32, f32),
        colour: Colour,
    ) {
        let ring = corners(&[
            (x, y),
            (x + width, y),
            (x + width, y + height),
            (x, y + height),
        ]);
        self.paint(Paint::Shape {
            rings: vec![ring],
            brush: Brush::Fill(colour),
            closed: true,
        });
    }

    /// Draws a symbol without its quiet zone: upper left corner, side.
    #[expect(
        clippy::cast_precision_loss,
        reason = "a symbol has at most 177 modules a side"
    )]
    pub(in crate::paper) fn symbol(&mut self, (x, y): (f32, f32), side: f32, symbol: &Symbol) {
        self.paint(Paint::Symbol {
            x,
            y,
            module: side / symbol.side() as f32,
            rings: trace::rings(symbol),
        });
    }

    /// Draws a frame with round corners: left, top, width, height.
    pub(in crate::paper) fn frame(
        &mut self,
        (x, y, w, h): (f32, f32, f32, f32),
        radius: f32,
        brush: Brush,
    ) {
        // How far the pulling points of a quarter circle of radius radius stand from the corner.
        let pull = radius * 0.4477;
        let step = |x, y, pulls| Step { x, y, pulls };
        let ring = vec![
            step(x + radius, y, false),
            step(x + w - radius, y, false),
            step(x + w - pull, y, true),
            step(x + w, y + pull, true),
            step(x + w, y + radius, false),
            step(x + w, y + h - radius, false),
            step(x + w, y + h - pull, true),
            step(x + w - pull, y + h, true),
            step(x + w - radius, y + h, false),
            step(x + radius, y + h, false),
            step(x + pull, y + h, true),
            step(x, y + h - pull, true),
            step(x, y + h - radius, false),
            step(x, y + radius, false),
            step(x, y + pull, true),
            step(x + pull, y, true),
            step(x + radius, y, false),
        ];
        self.paint(Paint::Shape {
            rings: vec![ring],
            brush,
            closed: true,
        });
    }

    /// Draws a line through points.
    pub(in crate::paper) fn line(&mut self, points: &[(f32, f32)], brush: Brush) {
        self.paint(Paint::Shape {
            rings: vec![corners(points)],
            brush,
            closed: false,
        });
    }
}
