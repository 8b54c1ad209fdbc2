//! The sheet of one certificate: four panels that become a booklet when it is folded twice.

mod code;
mod cover;
mod data;
mod large;
mod notes;
mod rows;

use super::{
    Layout, Options, Sheet, both,
    canvas::{
        BLUE, Brush, Canvas, GREY, HAIR, PANEL_HEIGHT, PANEL_WIDTH, Panel, SHEET, Style, YELLOW,
    },
    font::Fonts,
    specimen,
    tags::Role,
};
use crate::domain::Kind;

/// The empty border of a panel, in millimetres.
const MARGIN: f32 = 10.0;
/// The width that is written on.
const WIDTH: f32 = PANEL_WIDTH - 2.0 * MARGIN;

/// Draws the certificates of all persons.
pub(super) fn draw<'a>(
    fonts: &'a Fonts,
    persons: &[Vec<&Sheet<'_>>],
    options: Options,
) -> Vec<Canvas<'a>> {
    let mut pages = Vec::new();
    for sheets in persons {
        match options.layout {
            Layout::Folded => {
                let count = number_of(sheets);
                let places = (1..).map(|number| Place { number, count });
                let sheets = sheets.iter().zip(places);
                pages.extend(sheets.map(|(sheet, place)| folded(fonts, sheet, options, place)));
            }
            Layout::Large => pages.extend(large::draw(fonts, sheets, options)),
        }
    }
    pages
}

fn number_of<T>(things: &[T]) -> u32 {
    u32::try_from(things.len()).unwrap_or(u32::MAX)
}

/// Draws a certificate on a sheet that folds.
fn folded<'a>(fonts: &'a Fonts, sheet: &Sheet<'_>, options: Options, place: Place) -> Canvas<'a> {
    let mut canvas = Canvas::new(fonts, SHEET);
    canvas.within(Role::Section, |canvas| {
        draw_panels(canvas, sheet, options, place);
    });
    canvas
}

/// Draws the panels in the order in which they are read.
fn draw_panels(canvas: &mut Canvas<'_>, sheet: &Sheet<'_>, options: Options, place: Place) {
    let specimen = options.specimen;
    let right = PANEL_WIDTH - MARGIN;
    fold_marks(canvas);
    canvas.turn_to(Panel::Cover);
    slanted_mark(canvas, specimen, PANEL_HEIGHT * 0.56);
    // Read first, and once; on the other panels it is for the eye alone.
    tag(canvas, specimen, (right, 14.0));
    cover::draw(canvas, sheet, place);
    canvas.turn_to(Panel::Code);
    slanted_mark(canvas, specimen, 112.0);
    code::draw(canvas, sheet, options.code_side(), place);
    canvas.decorate(|canvas| tag(canvas, specimen, (right, 5.0)));
    canvas.turn_to(Panel::Data);
    slanted_mark(canvas, specimen, PANEL_HEIGHT / 2.0);
    data::draw(canvas, sheet);
    canvas.decorate(|canvas| tag(canvas, specimen, (right, 8.0)));
    canvas.turn_to(Panel::Notes);
    slanted_mark(canvas, specimen, PANEL_HEIGHT / 2.0);
    notes::draw(canvas);
    canvas.decorate(|canvas| tag(canvas, specimen, (right, 8.0)));
}

/// Which of how many certificates of the same person.
#[derive(Clone, Copy)]
struct Place {
    /// From 1.
    number: u32,
    /// All of this person.
    count: u32,
}

impl Place {
    /// Returns "page x of y" and how many codes to scan, each in both languages, when there is more than one.
    fn lines(self) -> Option<[[String; 2]; 2]> {
        (self.count > 1).then(|| [self.page(), codes(self.count)])
    }

    /// Returns "page x of y" in both languages.
    fn page(self) -> [String; 2] {
        let arguments = [("page", self.number.into()), ("pages", self.count.into())];
        both("paper-page", &arguments)
    }
}

/// Says in both languages how many codes there are to scan.
fn codes(count: u32) -> [String; 2] {
    both("paper-codes", &[("pages", count.into())])
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

/// Writes the heading of a panel.
fn heading(canvas: &mut Canvas<'_>, [german, english]: &[String; 2]) {
    canvas.within(Role::Heading, |canvas| {
        let strong = Style::strong(16.0, BLUE).german();
        canvas.text((MARGIN, 19.0), strong, &spaced(german));
        let plain = Style::plain(10.0, GREY).english();
        canvas.text((MARGIN, 24.2), plain, english);
    });
}

/// Ends a line of text that goes on: in what is read aloud or copied, no two words grow together.
fn spaced(text: &str) -> String {
    format!("{text} ")
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
        specimen::tag(canvas, corner, 7.5);
    }
}
