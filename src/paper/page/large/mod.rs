//! The sheet that stays flat, for eyes that need large letters: nothing of what is read first below 16 points.
//!
//! One page is shown, kept and handed on more easily than two, so English, which is for a border and not for
//! weak eyes, stands at the size of a good book.

mod holder;
mod table;

use super::{
    Place,
    notes::run_in,
    number_of,
    rows::{self, Row},
    spaced,
};
use crate::{
    paper::{
        Options, Sheet,
        canvas::{BLUE, Canvas, GREY, HAIR, INK, SHEET, Style, YELLOW},
        column::{Column, Look, beside},
        font::Fonts,
        page::data::dates,
        specimen,
        tags::Role,
    },
    text::{Language, texts},
};

/// The sizes of what is read, of what counts, and of what stands there once more for others, in points.
const BODY: f32 = 16.0;
const KEY: f32 = 19.0;
const SECOND: f32 = 11.0;
/// Where the text of a page begins and ends, and the baseline of its number.
const TOP: f32 = 13.0;
const BOTTOM: f32 = SHEET.1 - 13.0;
const FOOT: f32 = SHEET.1 - 7.0;
/// How much larger than on the sheet that folds a symbol is, the best first.
const SIDES: [f32; 3] = [1.25, 1.1, 1.0];
/// The notes, the least important last; on the paper they stand in the order of [`super::notes`].
const NOTES: [&str; 4] = ["travel", "privacy", "show", "keep"];

const LOOK: Look = Look {
    width: SHEET.0,
    margin: 15.0,
    labels: 96.0,
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
    let count = number_of(sheets);
    let sheets = sheets.iter().map(|sheet| Certificate {
        fonts,
        sheet,
        rows: rows_of(sheet),
        options,
        count,
    });
    let mut pages: Vec<Canvas<'a>> = sheets.flat_map(|sheet| sheet.draw()).collect();
    let count = number_of(&pages);
    for (number, page) in (1..).zip(&mut pages).filter(|_| count > 1) {
        let style = Style::plain(BODY, GREY);
        let place = Place { number, count };
        page.within(Role::Section, |page| {
            page.both((LOOK.margin, FOOT), style, &place.page());
        });
    }
    pages
}

/// Lists all that the certificate says besides whose it is.
fn rows_of(sheet: &Sheet<'_>) -> Vec<Row> {
    let mut rows = rows::of(sheet.statement.event(), &sheet.issuance.issuer);
    rows.extend(dates(sheet).map(|(label, value)| Row {
        label,
        value,
        also: None,
        remark: None,
    }));
    rows
}

/// What is drawn.
struct Certificate<'a, 's> {
    fonts: &'a Fonts,
    sheet: &'s Sheet<'s>,
    rows: Vec<Row>,
    options: Options,
    /// How many certificates its holder gets.
    count: u32,
}

/// How the room of a sheet is shared out.
#[derive(Clone, Copy)]
struct Shares {
    /// The side of the symbol.
    side: f32,
    /// How many notes there are.
    notes: usize,
    /// By how much of itself every gap is wider.
    air: f32,
}

impl<'a> Certificate<'a, '_> {
    /// Draws it on one page, with fewer notes or a smaller symbol if need be; else the table gets its own.
    fn draw(&self) -> Vec<Canvas<'a>> {
        let asked = self.options.code_side();
        let ways = SIDES.iter().flat_map(|by| {
            (1..=NOTES.len()).rev().map(move |notes| Shares {
                side: by * asked,
                notes,
                air: 0.0,
            })
        });
        for shares in ways {
            let tight = self.on_one_page(shares);
            let room = BOTTOM - tight.y;
            if room >= 0.0 {
                let air = (room / tight.gaps.max(1.0)).min(1.5);
                return vec![self.on_one_page(Shares { air, ..shares }).canvas];
            }
        }
        let mut pages = vec![self.front()];
        pages.extend(table::pages(self));
        pages
    }

    fn on_one_page(&self, shares: Shares) -> Column<'a> {
        let mut column = self.begin(true);
        column.air = shares.air;
        column.within(Role::Section, |column| {
            holder::draw(column, self, shares.side);
            let rest = table::draw(column, &self.rows, f32::INFINITY);
            debug_assert!(rest.is_empty(), "nothing ends the table");
            these_notes(column, shares.notes);
        });
        column
    }

    /// Draws the first of several pages: all but the table.
    fn front(&self) -> Canvas<'a> {
        let mut side = self.options.code_side() * SIDES[0];
        loop {
            let mut column = self.begin(true);
            column.within(Role::Section, |column| {
                holder::draw(column, self, side);
                notes(column);
            });
            if column.y <= BOTTOM || side <= super::code::LEAST {
                return column.canvas;
            }
            // The longest names take some of the room.
            side = (side - (column.y - BOTTOM).max(1.0)).max(super::code::LEAST);
        }
    }

    /// Begins a page below the marks of a specimen, which are read once a certificate.
    fn begin(&self, is_first: bool) -> Column<'a> {
        let mut canvas = Canvas::new(self.fonts, SHEET);
        if self.options.specimen {
            for part in [0.3, 0.7] {
                specimen::slanted(&mut canvas, (SHEET.0 / 2.0, SHEET.1 * part));
            }
            let corner = (SHEET.0 - LOOK.margin, 4.5);
            let tag = |canvas: &mut Canvas<'_>| {
                specimen::tag(canvas, corner, 10.0);
            };
            if is_first {
                canvas.within(Role::Section, tag);
            } else {
                canvas.decorate(tag);
            }
        }
        Column::new(canvas, &LOOK, TOP)
    }
}

fn bar(column: &mut Column<'_>) {
    let (left, y) = (column.left(), column.y);
    column.canvas.fill((left, y, 40.0, 1.8), YELLOW);
    column.y += 1.8;
    column.gap(2.0);
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
    let plain = Style::plain(SECOND, GREY).english();
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

/// Writes as many notes as have room.
fn notes(column: &mut Column<'_>) {
    let fits = |count: &usize| {
        let mut trial = trial(column);
        these_notes(&mut trial, *count);
        trial.y <= BOTTOM
    };
    if let Some(count) = (1..=NOTES.len()).rev().find(fits) {
        these_notes(column, count);
    }
}

/// Writes so many notes in both languages.
fn these_notes(column: &mut Column<'_>, count: usize) {
    column.gap(2.0);
    column.rule(HAIR, 0.6);
    column.gap(1.5);
    for language in Language::ALL {
        let words = texts(language);
        let styles = match language {
            Language::German => [Style::strong(BODY, BLUE), Style::plain(BODY, INK)],
            Language::English => [Style::strong(SECOND, GREY), Style::plain(SECOND, GREY)],
        };
        let styles = styles.map(|style| style.spoken(language));
        let chosen = NOTES.get(..count).unwrap_or_default();
        let all = super::notes::NOTES.iter();
        for note in all.filter(|note| chosen.contains(note)) {
            let key = format!("paper-note-{note}");
            let [head, text] = [key.clone(), format!("{key}-text")].map(|key| words.get(&key));
            let ascent = styles[1].ascent();
            let place = (column.left(), column.y + ascent, column.width());
            let end = column.within(Role::Paragraph, |column| {
                run_in(&mut column.canvas, place, styles, [&head, &text])
            });
            column.y = end - ascent;
            column.gap(0.8);
        }
    }
}
