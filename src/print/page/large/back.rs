//! The back of the flat sheet: what the certificate says, on as many pages as it takes.

use super::{BODY, BOTTOM, KEY, bar, begin, label, notes, side_by_side, trial};
use crate::print::{
    Options, Sheet, both,
    canvas::{BLUE, Canvas, GREY, HAIR, INK, Style},
    column::Column,
    font::Fonts,
    page::{
        data::dates,
        rows::{self, Row},
        title_of,
    },
    tags::Role,
};

/// Draws what the certificate says: the table and the dates, on as many pages as it takes.
pub(super) fn back<'a>(
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
            column.within(Role::Paragraph, |column| {
                column.write_in(place, style, text);
            });
        }
    }
}
