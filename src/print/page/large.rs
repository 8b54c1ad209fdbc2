//! The sheet that stays flat, for eyes that need large letters: nothing below 16 points, and 20 for what counts.
//!
//! So large, both languages need both sides of the paper: the front is what one shows, the back what it says.

use super::{
    Place, code, codes,
    cover::{country_name, flag},
    data::dates,
    notes::run_in,
    number_of,
    rows::{self, Row},
    spaced, title_of,
};
use crate::{
    domain::Event,
    print::{
        Options, Sheet, both,
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
        let (front, with_notes) = front(fonts, sheet, options, number_of(sheets));
        pages.push(front);
        pages.extend(back(fonts, sheet, options, with_notes));
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
fn begin<'a>(fonts: &'a Fonts, options: Options, is_front: bool) -> Column<'a> {
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

/// Draws what one shows: title, kind, symbol, holder; returns whether the notes had room.
fn front<'a>(
    fonts: &'a Fonts,
    sheet: &Sheet<'_>,
    options: Options,
    count: u32,
) -> (Canvas<'a>, bool) {
    let mut side = options.code_side() * LARGER;
    loop {
        let mut column = begin(fonts, options, true);
        let with_notes = column.within(Role::Section, |column| {
            title(column, sheet);
            kind(column, sheet);
            if count > 1 {
                let place = (column.left(), column.width());
                column.write_both(place, Style::strong(BODY, INK), &codes(count));
                column.gap(1.0);
            }
            holder(column, sheet, side);
            column.y <= BOTTOM && notes(column)
        });
        if column.y <= BOTTOM || side <= code::LEAST {
            return (column.canvas, with_notes);
        }
        // The longest names take some of the room.
        side = (side - (column.y - BOTTOM).max(1.0)).max(code::LEAST);
    }
}

/// Draws the flag, and beside it what the sheet is.
fn title(column: &mut Column<'_>, sheet: &Sheet<'_>) {
    let height = 23.0;
    let (left, top) = (column.left(), column.y);
    flag(&mut column.canvas, (left, top, height), sheet.issuer.country());
    let x = left + height * 1.5 + 6.0;
    let place = (x, LOOK.width - LOOK.margin - x);
    let [german, english] = Language::ALL.map(|language| {
        let words = texts(language);
        let parts = ["paper-title-first", "paper-title-second"].map(|key| words.get(key));
        let [first, second] = parts;
        if first.ends_with('-') {
            format!("{first}{second}")
        } else {
            format!("{first} {second}")
        }
    });
    column.within(Role::Title, |column| {
        let strong = Style::strong(KEY, BLUE).german();
        column.write_in(place, strong, &spaced(&german));
        column.write_in(place, Style::plain(BODY, GREY).english(), &english);
    });
    let at = (x, column.y + Style::plain(BODY, GREY).ascent());
    country_name(&mut column.canvas, at, BODY, sheet.issuer.country());
    column.y = (column.y + Style::plain(BODY, GREY).leading()).max(top + height);
    column.gap(2.5);
    bar(column);
}

fn bar(column: &mut Column<'_>) {
    let (left, y) = (column.left(), column.y);
    column.canvas.fill((left, y, 40.0, 1.8), YELLOW);
    column.y += 1.8;
    column.gap(2.5);
}

/// Writes what kind of certificate it is, and the numbers of a dose.
fn kind(column: &mut Column<'_>, sheet: &Sheet<'_>) {
    let [german, english] = title_of(sheet.statement.event().kind());
    let (strong, plain) = (Style::strong(24.0, INK), Style::plain(BODY, GREY));
    let right = LOOK.width - LOOK.margin;
    let top = column.y;
    column.within(Role::Paragraph, |column| {
        column.write(strong.german(), &spaced(&german));
        column.write(plain.english(), &english);
    });
    if let Event::Vaccination(vaccination) = sheet.statement.event() {
        let dose = format!("{}/{}", vaccination.dose(), vaccination.doses());
        let label = both("paper-dose", &[]);
        let left = right - column.canvas.width_of_both(plain, &label);
        let above = top + strong.ascent();
        let below = top + strong.leading() + plain.ascent();
        column.within(Role::Paragraph, |column| {
            let canvas = &mut column.canvas;
            canvas.text_to((right, above), Style::strong(32.0, BLUE), &dose);
            canvas.both((left, below), plain, &label);
        });
    }
    column.gap(2.5);
}

/// Draws the symbol and whose it is: beside it, or, where the name is long, below it.
fn holder(column: &mut Column<'_>, sheet: &Sheet<'_>, side: f32) {
    let quiet = code::quiet(sheet, side);
    let (left, top) = (column.left(), column.y + 1.0);
    code::symbol(&mut column.canvas, sheet, (left, top, side));
    let x = left + side + quiet.max(7.0);
    let beside = (x, LOOK.width - LOOK.margin - x);
    let below = (left, column.width());
    let bottom = top + side + quiet;
    let mut trial = trial(column);
    trial.y = top;
    person(&mut trial, beside, sheet);
    if trial.y <= bottom {
        column.y = bottom;
        scan(column, below);
        let end = std::mem::replace(&mut column.y, top);
        column.within(Role::Table, |column| {
            person(column, beside, sheet);
            column.y = end;
            column.gap(1.5);
            identifier(column, sheet);
        });
        return;
    }
    column.y = top;
    scan(column, beside);
    column.y = bottom;
    column.within(Role::Table, |column| {
        person(column, below, sheet);
        column.gap(1.5);
        identifier(column, sheet);
    });
}

fn scan(column: &mut Column<'_>, place: (f32, f32)) {
    let [german, english] = both("paper-scan", &[]);
    column.write_in(place, Style::strong(BODY, INK).german(), &german);
    column.write_in(place, Style::plain(BODY, GREY).english(), &english);
}

fn person(column: &mut Column<'_>, place: (f32, f32), sheet: &Sheet<'_>) {
    row(column, place, "paper-name", |column| name(column, place, sheet));
    column.gap(2.0);
    let birth = code::birth(sheet.statement.holder().birth);
    row(column, place, "paper-birth-date", |column| {
        column.write_in(place, Style::strong(KEY, INK), &birth);
    });
}

fn identifier(column: &mut Column<'_>, sheet: &Sheet<'_>) {
    let place = (column.left(), column.width());
    row(column, place, "paper-identifier", |column| {
        column.write(Style::plain(BODY, INK), sheet.uvci);
    });
}

/// Takes an empty page to see how high something is.
fn trial<'f>(column: &Column<'f>) -> Column<'f> {
    let canvas = Canvas::new(column.canvas.fonts, SHEET);
    let mut trial = Column::new(canvas, &LOOK, column.y);
    trial.air = column.air;
    trial
}

fn name(column: &mut Column<'_>, place: (f32, f32), sheet: &Sheet<'_>) {
    let spelling = code::spelling(column.canvas.fonts, &sheet.statement.holder().name);
    let paragraph = |column: &mut Column<'_>, style, text: &str| {
        column.within(Role::Paragraph, |column| column.write_in(place, style, text));
    };
    paragraph(column, Style::strong(22.0, INK), &spelling.name);
    if let Some(line) = spelling.line {
        paragraph(column, Style::plain(BODY, INK), &line);
    }
    if spelling.note.is_some() {
        let [german, english] = both("paper-passport", &[]);
        let style = Style::plain(BODY, GREY);
        paragraph(column, style.german(), &german);
        paragraph(column, style.english(), &english);
    }
}

/// Draws a row: its label in both languages, side by side where they have room, and what `value` writes below.
fn row<'f>(
    column: &mut Column<'f>,
    place: (f32, f32),
    key: &str,
    value: impl FnOnce(&mut Column<'f>),
) {
    let texts = both(key, &[]);
    column.within(Role::Row, |column| {
        label(column, place, &texts);
        column.within(Role::Value, value);
    });
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

/// Draws what the certificate says: the table and the dates, on as many pages as it takes.
fn back<'a>(
    fonts: &'a Fonts,
    sheet: &Sheet<'_>,
    options: Options,
    with_notes: bool,
) -> Vec<Canvas<'a>> {
    let mut rows: Vec<Row> = rows::of(sheet.statement.event(), sheet.issuer);
    rows.extend(dates(sheet).map(|(label, value)| Row {
        label,
        value,
        also: None,
        remark: None,
    }));
    let draw = |air| draw_back(fonts, sheet, &rows, (options, with_notes), air);
    let (pages, end, gaps) = draw(0.0);
    if pages.len() > 1 {
        return pages;
    }
    draw(((BOTTOM - end) / gaps).clamp(0.0, 2.5)).0
}

/// Draws the pages with so much air; returns them, where the last ends, and what its gaps take.
fn draw_back<'a>(
    fonts: &'a Fonts,
    sheet: &Sheet<'_>,
    rows: &[Row],
    (options, with_notes): (Options, bool),
    air: f32,
) -> (Vec<Canvas<'a>>, f32, f32) {
    let mut pages = Vec::new();
    let (mut end, mut gaps) = (0.0, 1.0);
    let mut rest = rows;
    while !rest.is_empty() {
        let mut column = begin(fonts, options, false);
        column.air = air;
        column.within(Role::Section, |column| {
            if pages.is_empty() {
                heading(column, sheet);
            }
            rest = table(column, rest);
            if rest.is_empty() {
                let form = both("paper-date-form", &[]);
                let place = (column.left(), column.width());
                column.write_both(place, Style::plain(BODY, GREY), &form);
            }
            if rest.is_empty() && !with_notes {
                column.gap(2.0);
                notes(column);
            }
        });
        (end, gaps) = (column.y, column.gaps.max(1.0));
        pages.push(column.canvas);
    }
    (pages, end, gaps)
}

fn heading(column: &mut Column<'_>, sheet: &Sheet<'_>) {
    let texts = title_of(sheet.statement.event().kind());
    let styles = [
        Style::strong(24.0, BLUE).german(),
        Style::plain(BODY, GREY).english(),
    ];
    let place = (column.left(), column.width());
    column.within(Role::Heading, |column| {
        side_by_side(column, place, styles, texts.each_ref());
    });
    column.gap(1.0);
    bar(column);
}

/// Draws the rows that have room, at least one; returns the others.
fn table<'r>(column: &mut Column<'_>, rows: &'r [Row]) -> &'r [Row] {
    column.within(Role::Table, |column| {
        for (number, row) in rows.iter().enumerate() {
            let mut trial = trial(column);
            one(&mut trial, row);
            if number > 0 && trial.y > BOTTOM {
                return rows.get(number..).unwrap_or_default();
            }
            one(column, row);
        }
        &[]
    })
}

fn one(column: &mut Column<'_>, row: &Row) {
    let place = (column.left(), column.width());
    column.rule(HAIR, 0.6);
    column.gap(0.6);
    column.within(Role::Row, |column| {
        label(column, place, &row.label);
        column.within(Role::Value, |column| value(column, place, row));
    });
    column.gap(0.6);
}

fn value(column: &mut Column<'_>, place: (f32, f32), row: &Row) {
    let (strong, plain) = (Style::strong(KEY, INK), Style::plain(BODY, GREY).english());
    match &row.also {
        Some(also) => column.within(Role::Paragraph, |column| {
            side_by_side(column, place, [strong.german(), plain], [&row.value, also]);
        }),
        None => column.write_in(place, strong, &row.value),
    }
    if let Some([german, english]) = &row.remark {
        for (style, text) in [(Style::plain(BODY, INK).german(), german), (plain, english)] {
            column.within(Role::Paragraph, |column| column.write_in(place, style, text));
        }
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
        let words = texts(language);
        let colour = match language {
            Language::German => INK,
            Language::English => GREY,
        };
        let head = if colour == INK { BLUE } else { GREY };
        let styles = [Style::strong(BODY, head), Style::plain(BODY, colour)];
        let styles = styles.map(|style| style.spoken(language));
        for note in super::notes::NOTES.iter().filter(|note| chosen.contains(note)) {
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
