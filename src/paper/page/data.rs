//! Inside, right: the data of the certificate.

use jiff::Timestamp;

use super::{
    MARGIN, WIDTH, bar, heading,
    rows::{self, Row},
    rule, spaced, title_of,
};
use crate::paper::{
    Sheet, both,
    canvas::{BLUE, Canvas, GREY, INK, Style},
    font::POINT,
    tags::Role,
};

/// Where the table begins and ends.
const TABLE: (f32, f32) = (31.5, 129.0);
/// The width of the labels, and where the values begin.
const LABELS: f32 = 41.0;
const VALUES: f32 = 44.0;

/// Draws the panel.
pub(super) fn draw(canvas: &mut Canvas<'_>, sheet: &Sheet<'_>) {
    let event = sheet.statement.event();
    heading(canvas, &title_of(event.kind()));
    bar(canvas, 27.6);
    table(canvas, &rows::of(event, &sheet.issuance.issuer));
    rule(canvas, TABLE.1 + 1.0);
    canvas.within(Role::Table, |canvas| {
        let mut y = TABLE.1 + 6.0;
        for (label, at) in dates(sheet) {
            canvas.within(Role::Row, |canvas| date(canvas, y, &label, &at));
            y += 3.9;
        }
    });
    let form = both("paper-date-form", &[]);
    let style = Style::plain(7.5, GREY);
    let left = MARGIN + WIDTH - canvas.width_of_both(style, &form);
    canvas.both((left, TABLE.1 + 6.0), style, &form);
}

/// Lists when the certificate was issued and when its signature ends.
pub(super) fn dates(sheet: &Sheet<'_>) -> [([String; 2], String); 2] {
    [
        (both("paper-issued", &[]), day(sheet.issuance.issued_at)),
        (both("paper-expires", &[]), day(sheet.issuance.expires_at)),
    ]
}

fn date(canvas: &mut Canvas<'_>, y: f32, label: &[String; 2], day: &str) {
    let width = canvas.within(Role::Label, |canvas| {
        canvas.both((MARGIN, y), Style::plain(7.5, GREY), label)
    });
    canvas.within(Role::Value, |canvas| {
        canvas.text((MARGIN + width + 1.4, y), Style::strong(7.5, INK), day);
    });
}

fn day(at: Timestamp) -> String {
    at.strftime("%Y-%m-%d").to_string()
}

/// A row broken into lines.
struct Block {
    label: Vec<Piece>,
    value: Vec<Piece>,
    height: f32,
}

/// A text of a row: how far to the right and down it begins, and its lines.
struct Piece {
    x: f32,
    down: f32,
    style: Style,
    lines: Vec<String>,
}

/// Draws the rows: shrunk until they fit, the rest of the room shared out evenly.
#[expect(clippy::cast_precision_loss, reason = "there are few rows")]
fn table(canvas: &mut Canvas<'_>, rows: &[Row]) {
    let room = TABLE.1 - TABLE.0;
    let mut scale = 1.0;
    let (blocks, height) = loop {
        let blocks: Vec<Block> = rows.iter().map(|row| block(canvas, row, scale)).collect();
        let height = blocks.iter().map(|block| block.height + 2.4).sum::<f32>();
        if height <= room || scale < 0.5 {
            break (blocks, height);
        }
        scale -= 0.03;
    };
    let spare = ((room - height) / rows.len() as f32).clamp(0.0, 4.5);
    canvas.within(Role::Table, |canvas| {
        let mut y = TABLE.0;
        for (number, block) in blocks.iter().enumerate() {
            if number > 0 {
                rule(canvas, y);
            }
            let top = y + 1.2 + spare / 2.0;
            canvas.within(Role::Row, |canvas| {
                write(canvas, Role::Label, &block.label, top);
                write(canvas, Role::Value, &block.value, top);
            });
            y += block.height + 2.4 + spare;
        }
    });
}

/// Writes a cell; of several texts each is a paragraph.
fn write(canvas: &mut Canvas<'_>, cell: Role, pieces: &[Piece], top: f32) {
    let several = cell == Role::Value && pieces.len() > 1;
    canvas.within(cell, |canvas| {
        for piece in pieces {
            let at = (MARGIN + piece.x, top + piece.down);
            if several {
                canvas.within(Role::Paragraph, |canvas| {
                    canvas.lines(at, piece.style, &piece.lines)
                });
            } else {
                canvas.lines(at, piece.style, &piece.lines);
            }
        }
    });
}

fn block(canvas: &Canvas<'_>, row: &Row, scale: f32) -> Block {
    let [german, english] = &row.label;
    let (mut label, mut value) = (Vec::new(), Vec::new());
    let add = |x: f32, down: &mut f32, style: Style, text: &str| {
        let width = if x > 0.0 { WIDTH - VALUES } else { LABELS };
        piece(canvas, (x, width), down, style, text)
    };
    let [strong, plain] = [
        Style::strong(7.75 * scale, BLUE),
        Style::plain(6.75 * scale, GREY),
    ];
    let mut left = 0.0;
    label.push(add(0.0, &mut left, strong.german(), &spaced(german)));
    label.push(add(0.0, &mut left, plain.english(), english));
    let strong = Style::strong(10.0 * scale, INK);
    let one_line = canvas.width(strong, &row.value) <= WIDTH - VALUES;
    let style = if one_line {
        strong
    } else {
        let smaller = strong.sized(9.0 * scale);
        canvas.fitting(smaller, &row.value, WIDTH - VALUES, 7.0 * scale)
    };
    let plain = Style::plain(8.0 * scale, GREY).english();
    let mut right = 0.0;
    if let Some(also) = &row.also {
        value.push(add(VALUES, &mut right, style.german(), &row.value));
        value.push(add(VALUES, &mut right, plain, also));
    } else {
        value.push(add(VALUES, &mut right, style, &row.value));
    }
    let mut height = left.max(right);
    if let Some([german, english]) = &row.remark {
        height += 0.6;
        let [first, second] = [
            Style::plain(7.0 * scale, INK).german(),
            Style::plain(6.75 * scale, GREY).english(),
        ];
        for (style, text) in [(first, german), (second, english)] {
            value.push(piece(canvas, (0.0, WIDTH), &mut height, style, text));
        }
    }
    Block {
        label,
        value,
        height,
    }
}

/// Breaks a text into lines below what stands there already.
fn piece(
    canvas: &Canvas<'_>,
    (x, width): (f32, f32),
    down: &mut f32,
    style: Style,
    text: &str,
) -> Piece {
    let lines = canvas.wrap(style, text, width);
    let first = *down + style.size * POINT * 0.98;
    *down += canvas.height(style, &lines);
    Piece {
        x,
        down: first,
        style,
        lines,
    }
}
