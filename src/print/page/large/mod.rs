//! The sheet that stays flat, for eyes that need large letters: nothing below 16 points, and 20 for what counts.
//!
//! So large, both languages need both sides of the paper: the front is what one shows, the back what it says.

mod back;
mod front;

use super::{Place, notes::run_in, number_of, spaced};
use crate::{
    print::{
        Options, Sheet,
        canvas::{BLUE, Canvas, GREY, HAIR, INK, SHEET, Style, YELLOW},
        column::{Column, Look, beside},
        font::Fonts,
        specimen,
        tags::Role,
    },
    text::{Language, texts},
};

/// The sizes of what is read and of what counts, in points.
const BODY: f32 = 16.0;
const KEY: f32 = 20.0;
/// Where the text of a page ends, and the baseline of its number.
const BOTTOM: f32 = SHEET.1 - 22.0;
const FOOT: f32 = SHEET.1 - 11.0;
/// How much larger a symbol is than on the sheet that folds.
const LARGER: f32 = 1.25;
/// The notes, the least important last; on the paper they stand in the order of [`super::notes`].
const NOTES: [&str; 4] = ["travel", "privacy", "show", "keep"];

const LOOK: Look = Look {
    width: SHEET.0,
    margin: 15.0,
    labels: 0.0,
    accent: BLUE,
    ink: INK,
    second: GREY,
    hair: HAIR,
};

/// Draws the certificates of one person.
pub(super) fn draw<'a>(
    fonts: &'a Fonts,
    sheets: &[&Sheet<'_>],
    options: Options,
) -> Vec<Canvas<'a>> {
    let mut pages = Vec::new();
    for sheet in sheets {
        let (front, with_notes) = front::front(fonts, sheet, options, number_of(sheets));
        pages.push(front);
        pages.extend(back::back(fonts, sheet, options, with_notes));
    }
    let count = number_of(&pages);
    for (number, page) in (1..).zip(&mut pages) {
        let style = Style::plain(BODY, GREY);
        let place = Place { number, count };
        page.within(Role::Section, |page| {
            page.both((LOOK.margin, FOOT), style, &place.page());
        });
    }
    pages
}

/// Begins a page below the marks of a specimen, which are read once a certificate.
fn begin(fonts: &Fonts, options: Options, is_front: bool) -> Column<'_> {
    let mut canvas = Canvas::new(fonts, SHEET);
    let mut top = LOOK.margin - 1.0;
    if options.specimen {
        for part in [0.3, 0.7] {
            specimen::slanted(&mut canvas, (SHEET.0 / 2.0, SHEET.1 * part));
        }
        let corner = (SHEET.0 - LOOK.margin, 9.0);
        if is_front {
            canvas.within(Role::Section, |canvas| specimen::tag(canvas, corner, BODY));
        } else {
            canvas.decorate(|canvas| specimen::tag(canvas, corner, BODY));
        }
        top = 24.0;
    }
    Column::new(canvas, &LOOK, top)
}

fn bar(column: &mut Column<'_>) {
    let (left, y) = (column.left(), column.y);
    column.canvas.fill((left, y, 40.0, 1.8), YELLOW);
    column.y += 1.8;
    column.gap(2.5);
}

/// Takes an empty page to see how high something is.
fn trial<'f>(column: &Column<'f>) -> Column<'f> {
    let canvas = Canvas::new(column.canvas.fonts, SHEET);
    let mut trial = Column::new(canvas, &LOOK, column.y);
    trial.air = column.air;
    trial
}

fn label(column: &mut Column<'_>, place: (f32, f32), [german, english]: &[String; 2]) {
    let strong = Style::strong(BODY, BLUE).german();
    let plain = Style::plain(BODY, GREY).english();
    column.within(Role::Label, |column| {
        side_by_side(column, place, [strong, plain], [german, english]);
    });
}

/// Writes a text in German and in English, on one line where both have room.
fn side_by_side(
    column: &mut Column<'_>,
    (x, width): (f32, f32),
    [strong, plain]: [Style; 2],
    [german, english]: [&String; 2],
) {
    let canvas = &mut column.canvas;
    if canvas.width(strong, german) + canvas.width(plain, english) + 5.0 <= width {
        let at = (x, column.y + strong.ascent());
        let texts = [german.clone(), english.clone()];
        beside(canvas, at, [strong, plain], &texts);
        column.y += strong.leading();
    } else {
        column.write_in((x, width), strong, &spaced(german));
        column.write_in((x, width), plain, english);
    }
}

/// Writes as many notes as have room, in both languages; returns whether there was room for any.
fn notes(column: &mut Column<'_>) -> bool {
    for count in (1..=NOTES.len()).rev() {
        let chosen = NOTES.get(..count).unwrap_or_default();
        let mut trial = trial(column);
        these_notes(&mut trial, chosen);
        if trial.y <= BOTTOM {
            these_notes(column, chosen);
            return true;
        }
    }
    false
}

fn these_notes(column: &mut Column<'_>, chosen: &[&str]) {
    column.gap(2.5);
    column.rule(HAIR, 0.6);
    column.gap(2.0);
    for language in Language::ALL {
        if language != Language::German {
            column.gap(1.5);
        }
        let words = texts(language);
        let colour = match language {
            Language::German => INK,
            Language::English => GREY,
        };
        let head = if colour == INK { BLUE } else { GREY };
        let styles = [Style::strong(BODY, head), Style::plain(BODY, colour)];
        let styles = styles.map(|style| style.spoken(language));
        for note in super::notes::NOTES
            .iter()
            .filter(|note| chosen.contains(note))
        {
            let key = format!("paper-note-{note}");
            let [head, text] = [key.clone(), format!("{key}-text")].map(|key| words.get(&key));
            let ascent = styles[1].ascent();
            let place = (column.left(), column.y + ascent, column.width());
            let end = column.within(Role::Paragraph, |column| {
                run_in(&mut column.canvas, place, styles, [&head, &text])
            });
            column.y = end - ascent;
            column.gap(1.0);
        }
    }
}
