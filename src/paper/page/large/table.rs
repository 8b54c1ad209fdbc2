//! What the certificate says: a row for each thing, its label on the left.

use super::{BODY, BOTTOM, Certificate, LOOK, SECOND, bar, label, side_by_side, trial};
use crate::paper::{
    Sheet, both,
    canvas::{BLUE, Canvas, GREY, HAIR, INK, Style},
    column::Column,
    page::{code, rows::Row, title_of},
    tags::Role,
};

/// The size of a value, in points: the longest kind of vaccine just stands on one line.
const VALUE: f32 = 17.0;
/// Between labels and values.
const APART: f32 = 3.0;

/// Draws the table on pages of its own, as many as it takes.
pub(super) fn pages<'a>(certificate: &Certificate<'a, '_>) -> Vec<Canvas<'a>> {
    let mut pages = Vec::new();
    let mut rest = certificate.rows.as_slice();
    while !rest.is_empty() {
        let mut column = certificate.begin(false);
        column.air = 1.0;
        column.within(Role::Section, |column| {
            if pages.is_empty() {
                heading(column, certificate);
            }
            whose(column, certificate.sheet);
            rest = draw(column, rest, BOTTOM);
        });
        pages.push(column.canvas);
    }
    pages
}

fn heading(column: &mut Column<'_>, certificate: &Certificate<'_, '_>) {
    let texts = title_of(certificate.sheet.statement.event().kind());
    let styles = [
        Style::strong(24.0, BLUE).german(),
        Style::plain(SECOND, GREY).english(),
    ];
    let place = (column.left(), column.width());
    column.within(Role::Heading, |column| {
        side_by_side(column, place, styles, texts.each_ref());
    });
    column.gap(1.0);
    bar(column);
}

/// Says whose page it is: sheets that have come apart are put together again, and never with another's.
fn whose(column: &mut Column<'_>, sheet: &Sheet<'_>) {
    let holder = sheet.statement.holder();
    let name = code::spelling(column.canvas.fonts, &holder.name).name;
    let (strong, plain) = (Style::strong(VALUE, INK), Style::plain(SECOND, INK));
    let rows = [
        ("paper-name", name, strong),
        ("paper-birth-date", code::birth(holder.birth), strong),
        (
            "paper-identifier",
            sheet.issuance.uvci.as_str().to_owned(),
            plain,
        ),
    ];
    column.within(Role::Table, |column| {
        for (key, value, style) in rows {
            let row = Row {
                label: both(key, &[]),
                value,
                also: None,
                remark: None,
            };
            one(column, &row, style);
        }
    });
}

/// Draws the rows that end above an edge, at least one, and below the last how dates are written; returns the
/// others.
pub(super) fn draw<'r>(column: &mut Column<'_>, rows: &'r [Row], bottom: f32) -> &'r [Row] {
    let strong = Style::strong(VALUE, INK);
    let rest = column.within(Role::Table, |column| {
        for (number, row) in rows.iter().enumerate() {
            let mut trial = trial(column);
            one(&mut trial, row, strong);
            if number > 0 && trial.y + form().leading() > bottom {
                return rows.get(number..).unwrap_or_default();
            }
            one(column, row, strong);
        }
        &[]
    });
    if rest.is_empty() {
        let place = (column.left() + LOOK.labels + APART, column.width());
        column.write_both(place, form(), &both("paper-date-form", &[]));
    }
    rest
}

/// How the form of dates is written.
fn form() -> Style {
    Style::plain(SECOND, GREY)
}

/// Draws a row whose value is written in a style.
fn one(column: &mut Column<'_>, row: &Row, style: Style) {
    let left = (column.left(), LOOK.labels);
    let mut right = (
        column.left() + LOOK.labels + APART,
        column.width() - LOOK.labels - APART,
    );
    // A word without room beside its label stands below it.
    let smallest = style.sized(style.size.min(BODY));
    let stands_below = column.canvas.widest(smallest, &row.value, f32::INFINITY) > right.1;
    if stands_below {
        right = (column.left(), column.width());
    }
    column.rule(HAIR, 0.6);
    column.gap(0.5);
    column.within(Role::Row, |column| {
        let top = column.y;
        // Both stand on one line, the smaller letters lower.
        column.y += Style::strong(VALUE, INK).ascent() - Style::strong(BODY, BLUE).ascent();
        label(column, left, &row.label);
        let mut below = column.y;
        if !stands_below {
            below = std::mem::replace(&mut column.y, top);
        }
        column.within(Role::Value, |column| {
            value(column, right, row, style);
            column.y = column.y.max(below);
            remark(column, row);
        });
    });
    column.gap(0.5);
}

fn value(column: &mut Column<'_>, place: (f32, f32), row: &Row, style: Style) {
    if let Some(also) = &row.also {
        column.within(Role::Paragraph, |column| {
            let plain = Style::plain(SECOND, GREY).english();
            side_by_side(column, place, [style.german(), plain], [&row.value, also]);
        });
    } else {
        let style = column.canvas.fitting(style, &row.value, place.1, BODY);
        column.write_in(place, style, &row.value);
    }
}

/// Explains a puzzling value over the whole width.
fn remark(column: &mut Column<'_>, row: &Row) {
    let Some([german, english]) = &row.remark else {
        return;
    };
    let styles = [
        Style::plain(BODY, INK).german(),
        Style::plain(SECOND, GREY).english(),
    ];
    for (style, text) in styles.into_iter().zip([german, english]) {
        column.within(Role::Paragraph, |column| column.write(style, text));
    }
}
