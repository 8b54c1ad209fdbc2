//! What one shows: what the sheet is, the symbol, and whose it is.

use super::{BODY, Certificate, KEY, LOOK, SECOND, bar, label, side_by_side, trial};
use crate::{
    domain::Event,
    paper::{
        Sheet, both,
        canvas::{BLUE, GREY, INK, Style},
        column::Column,
        page::{
            code, codes,
            cover::{country_name, flag},
            spaced, title_of,
        },
        tags::Role,
    },
    text::{Language, texts},
};

/// Draws what one shows: title, kind, symbol, holder.
pub(super) fn draw(column: &mut Column<'_>, certificate: &Certificate<'_, '_>, side: f32) {
    let Certificate { sheet, count, .. } = certificate;
    title(column, sheet);
    kind(column, sheet);
    if *count > 1 {
        column.gap(1.5);
        let place = (column.left(), column.width());
        column.write_both(place, Style::strong(BODY, INK), &codes(*count));
    }
    holder(column, sheet, side);
}

/// Draws the flag, and beside it what the sheet is.
fn title(column: &mut Column<'_>, sheet: &Sheet<'_>) {
    let height = 15.0;
    let (left, top) = (column.left(), column.y);
    flag(
        &mut column.canvas,
        (left, top, height),
        sheet.issuance.issuer.country(),
    );
    let x = left + height * 1.5 + 5.0;
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
        column.write_in(place, Style::plain(SECOND, GREY).english(), &english);
    });
    let plain = Style::plain(SECOND, GREY);
    let after = x + column.canvas.width(plain, &english) + 6.0;
    let at = (after, column.y - plain.leading() + plain.ascent());
    country_name(
        &mut column.canvas,
        at,
        SECOND,
        sheet.issuance.issuer.country(),
    );
    column.y = column.y.max(top + height);
    column.gap(2.0);
    bar(column);
}

/// Writes what kind of certificate it is, and the numbers of a dose.
fn kind(column: &mut Column<'_>, sheet: &Sheet<'_>) {
    let texts = title_of(sheet.statement.event().kind());
    let strong = Style::strong(24.0, INK);
    let styles = [strong.german(), Style::plain(SECOND, GREY).english()];
    let place = (column.left(), column.width());
    let baseline = column.y + strong.ascent();
    column.within(Role::Heading, |column| {
        side_by_side(column, place, styles, texts.each_ref());
    });
    if let Event::Vaccination(vaccination) = sheet.statement.event() {
        let dose = format!(
            " {}/{}",
            vaccination.dose().number(),
            vaccination.dose().doses()
        );
        let (large, plain) = (Style::strong(32.0, BLUE), Style::plain(BODY, GREY));
        column.within(Role::Paragraph, |column| {
            let canvas = &mut column.canvas;
            let right = LOOK.width - LOOK.margin;
            let label = both("paper-dose", &[]);
            let widths = canvas.width(large, &dose) + canvas.width_of_both(plain, &label);
            canvas.both((right - widths, baseline), plain, &label);
            canvas.text_to((right, baseline), large, &dose);
        });
    }
}

/// Writes a part of what belongs to the holder between a left edge and a width.
type Part = fn(&mut Column<'_>, (f32, f32), &Sheet<'_>);

/// Draws the symbol and whose it is: beside it, and below it what has no room there.
fn holder(column: &mut Column<'_>, sheet: &Sheet<'_>, side: f32) {
    let quiet = code::quiet(sheet, side);
    // The light border reaches up to what is written above it, and not over it.
    let (left, top) = (column.left(), column.y + quiet);
    code::symbol(&mut column.canvas, sheet, (left, top, side));
    let x = left + side + quiet.max(7.0);
    let beside = (x, LOOK.width - LOOK.margin - x);
    let below = (left, column.width());
    let bottom = top + side + quiet;
    let ends_beside = |from: f32, write: Part| {
        let mut trial = trial(column);
        trial.y = from;
        write(&mut trial, beside, sheet);
        (trial.y <= bottom).then_some(trial.y)
    };
    let person_end = ends_beside(top, person);
    let identifier_end = person_end.and_then(|end| ends_beside(end, identifier));
    column.y = top;
    column.within(Role::Table, |column| {
        let parts: [(_, Part); 2] = [(person_end, person), (identifier_end, identifier)];
        for (end_beside, write) in parts {
            if end_beside.is_some() {
                write(column, beside, sheet);
            } else {
                column.y = column.y.max(bottom);
                write(column, below, sheet);
            }
        }
    });
    column.y = column.y.max(bottom);
    column.gap(1.0);
}

fn person(column: &mut Column<'_>, place: (f32, f32), sheet: &Sheet<'_>) {
    row(column, place, "paper-name", |column| {
        name(column, place, sheet);
    });
    column.gap(1.5);
    let birth = code::birth(sheet.statement.holder().birth);
    row(column, place, "paper-birth-date", |column| {
        column.write_in(place, Style::strong(KEY, INK), &birth);
    });
}

fn identifier(column: &mut Column<'_>, place: (f32, f32), sheet: &Sheet<'_>) {
    column.gap(1.5);
    row(column, place, "paper-identifier", |column| {
        column.write_in(
            place,
            Style::plain(SECOND, INK),
            sheet.issuance.uvci.as_str(),
        );
    });
}

fn name(column: &mut Column<'_>, place: (f32, f32), sheet: &Sheet<'_>) {
    let spelling = code::spelling(column.canvas.fonts, &sheet.statement.holder().name);
    let paragraph = |column: &mut Column<'_>, style, text: &str| {
        column.within(Role::Paragraph, |column| {
            column.write_in(place, style, text);
        });
    };
    let strong = Style::strong(22.0, INK);
    let strong = column.canvas.fitting(strong, &spelling.name, place.1, BODY);
    paragraph(column, strong, &spelling.name);
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
