//! The front of the flat sheet: what one shows.

use super::{BODY, BOTTOM, KEY, LARGER, LOOK, bar, begin, label, notes, trial};
use crate::{
    domain::Event,
    print::{
        Options, Sheet, both,
        canvas::{BLUE, Canvas, GREY, INK, Style},
        column::Column,
        font::Fonts,
        page::{
            code, codes,
            cover::{country_name, flag},
            spaced, title_of,
        },
        tags::Role,
    },
    text::{Language, texts},
};

/// Draws what one shows: title, kind, symbol, holder; returns whether the notes had room.
pub(super) fn front<'a>(
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
    flag(
        &mut column.canvas,
        (left, top, height),
        sheet.issuer.country(),
    );
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
    column.gap(3.5);
    bar(column);
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
    row(column, place, "paper-name", |column| {
        name(column, place, sheet);
    });
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

fn name(column: &mut Column<'_>, place: (f32, f32), sheet: &Sheet<'_>) {
    let spelling = code::spelling(column.canvas.fonts, &sheet.statement.holder().name);
    let paragraph = |column: &mut Column<'_>, style, text: &str| {
        column.within(Role::Paragraph, |column| {
            column.write_in(place, style, text);
        });
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
