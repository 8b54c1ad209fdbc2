//! The sheet of one certificate: four panels that become a booklet when it is folded twice.

mod code;
mod cover;
mod data;
mod notes;
mod rows;

use super::{
    Options, Sheet, both,
    canvas::{Brush, Canvas, HAIR, PANEL_HEIGHT, PANEL_WIDTH, Panel, SHEET, YELLOW},
    font::Fonts,
    specimen,
};
use crate::{domain::Kind, text::Value};

/// The empty border of a panel, in millimetres.
const MARGIN: f32 = 10.0;
/// The width that is written on.
const WIDTH: f32 = PANEL_WIDTH - 2.0 * MARGIN;

/// Draws a certificate as page `number` of `count`.
pub(super) fn draw<'a>(
    fonts: &'a Fonts,
    sheet: &Sheet<'_>,
    options: Options,
    (number, count): (u32, usize),
) -> Canvas<'a> {
    let mut canvas = Canvas::new(fonts, SHEET);
    let place = Place {
        number,
        count: u32::try_from(count).unwrap_or(u32::MAX),
    };
    fold_marks(&mut canvas);
    canvas.turn_to(Panel::Cover);
    slanted_mark(&mut canvas, options.specimen, PANEL_HEIGHT * 0.56);
    cover::draw(&mut canvas, sheet, place);
    tag(&mut canvas, options.specimen, (PANEL_WIDTH - MARGIN, 14.0));
    canvas.turn_to(Panel::Code);
    slanted_mark(&mut canvas, options.specimen, 112.0);
    code::draw(&mut canvas, sheet, options.qr_side_mm, place);
    tag(&mut canvas, options.specimen, (PANEL_WIDTH - MARGIN, 5.0));
    canvas.turn_to(Panel::Data);
    slanted_mark(&mut canvas, options.specimen, PANEL_HEIGHT / 2.0);
    data::draw(&mut canvas, sheet);
    tag(&mut canvas, options.specimen, (PANEL_WIDTH - MARGIN, 8.0));
    canvas.turn_to(Panel::Notes);
    slanted_mark(&mut canvas, options.specimen, PANEL_HEIGHT / 2.0);
    notes::draw(&mut canvas);
    tag(&mut canvas, options.specimen, (PANEL_WIDTH - MARGIN, 8.0));
    canvas
}

/// Which page of how many.
#[derive(Clone, Copy)]
struct Place {
    number: u32,
    count: u32,
}

impl Place {
    /// Returns "page x of y" in both languages, when there is more than one.
    fn lines(self) -> Option<[String; 2]> {
        let arguments: [(&str, Value<'_>); 2] =
            [("page", self.number.into()), ("pages", self.count.into())];
        (self.count > 1).then(|| {
            [
                both("paper-page", &arguments).join(" · "),
                both("paper-codes", &arguments).join(" · "),
            ]
        })
    }
}

/// Returns the name of a kind of certificate in German and English.
fn title_of(kind: Kind) -> [String; 2] {
    let key = match kind {
        Kind::Vaccination => "paper-vaccination",
        Kind::Recovery => "paper-recovery",
        Kind::Test => "paper-test",
    };
    both(key, &[])
}

/// Draws the yellow bar below a heading.
fn bar(canvas: &mut Canvas<'_>, y: f32) {
    canvas.fill((MARGIN, y, 24.0, 1.3), YELLOW);
}

/// Draws a hair line over the whole width.
fn rule(canvas: &mut Canvas<'_>, y: f32) {
    let points = [(MARGIN, y), (MARGIN + WIDTH, y)];
    canvas.line(&points, Brush::Stroke(HAIR, 0.6, false));
}

/// Marks the folds at the edges and in the middle of the sheet.
fn fold_marks(canvas: &mut Canvas<'_>) {
    let (x, y) = (PANEL_WIDTH, PANEL_HEIGHT);
    let marks = [
        [(x, 4.0), (x, 9.0)],
        [(x, 2.0 * y - 9.0), (x, 2.0 * y - 4.0)],
        [(4.0, y), (9.0, y)],
        [(2.0 * x - 9.0, y), (2.0 * x - 4.0, y)],
        [(x - 2.0, y), (x + 2.0, y)],
        [(x, y - 2.0), (x, y + 2.0)],
    ];
    for mark in marks {
        canvas.line(&mark, Brush::Stroke(HAIR, 0.5, false));
    }
}

/// Writes the large light mark of a specimen; what follows is drawn over it.
fn slanted_mark(canvas: &mut Canvas<'_>, specimen: bool, y: f32) {
    if specimen {
        specimen::slanted(canvas, (PANEL_WIDTH / 2.0, y));
    }
}

/// Draws the tag of a specimen with its upper right corner.
fn tag(canvas: &mut Canvas<'_>, specimen: bool, corner: (f32, f32)) {
    if specimen {
        specimen::tag(canvas, corner);
    }
}
