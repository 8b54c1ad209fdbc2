//! Inside, right: the data of the certificate.

use jiff::Timestamp;

use super::{
    MARGIN, WIDTH, bar,
    rows::{self, Row},
    rule, title_of,
};
use crate::print::{
    Sheet, both,
    canvas::{BLUE, Canvas, GREY, INK, Style},
    font::POINT,
};

/// Where the table begins and ends.
const TABLE: (f32, f32) = (31.5, 129.0);
/// The width of the labels, and where the values begin.
const LABELS: f32 = 41.0;
const VALUES: f32 = 44.0;

/// Draws the panel.
pub(super) fn draw(canvas: &mut Canvas<'_>, sheet: &Sheet<'_>) {
    let event = sheet.statement.event();
    let [german, english] = title_of(event.kind());
    canvas.text((MARGIN, 19.0), Style::strong(16.0, BLUE), &german);
    canvas.text((MARGIN, 24.2), Style::plain(10.0, GREY), &english);
    bar(canvas, 27.6);
    table(canvas, &rows::of(event, sheet.issuer));
    rule(canvas, TABLE.1 + 1.0);
    let mut y = TABLE.1 + 6.0;
    let dates = [
        ("paper-issued", sheet.issued_at),
        ("paper-expires", sheet.expires_at),
    ];
    for (key, at) in dates {
        let label = both(key, &[]).join(" · ");
        let width = canvas.text((MARGIN, y), Style::plain(7.5, GREY), &label);
        canvas.text((MARGIN + width + 1.4, y), Style::strong(7.5, INK), &day(at));
        y += 3.9;
    }
    let form = both("paper-date-form", &[]).join(" · ");
    let right = MARGIN + WIDTH;
    canvas.text_to((right, TABLE.1 + 6.0), Style::plain(7.5, GREY), &form);
}

fn day(at: Timestamp) -> String {
    at.strftime("%Y-%m-%d").to_string()
}

/// A row broken into lines.
struct Block {
    texts: Vec<(f32, f32, Style, Vec<String>)>,
    height: f32,
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
    let mut y = TABLE.0;
    for (number, block) in blocks.into_iter().enumerate() {
        if number > 0 {
            rule(canvas, y);
        }
        let top = y + 1.2 + spare / 2.0;
        for (x, down, style, lines) in block.texts {
            canvas.lines((MARGIN + x, top + down), style, &lines);
        }
        y += block.height + 2.4 + spare;
    }
}

fn block(canvas: &Canvas<'_>, row: &Row, scale: f32) -> Block {
    let [german, english] = &row.label;
    let mut left = 0.0;
    let mut right = 0.0;
    let mut texts = Vec::new();
    let mut add = |x: f32, width: f32, down: &mut f32, style: Style, text: &str| {
        let lines = canvas.wrap(style, text, width);
        let ascent = style.size * POINT * 0.98;
        let first = *down + ascent;
        *down += lines.iter().map(|_| style.leading()).sum::<f32>();
        texts.push((x, first, style, lines));
    };
    add(
        0.0,
        LABELS,
        &mut left,
        Style::strong(7.75 * scale, BLUE),
        german,
    );
    add(
        0.0,
        LABELS,
        &mut left,
        Style::plain(6.75 * scale, GREY),
        english,
    );
    let strong = Style::strong(10.0 * scale, INK);
    let slim = strong.sized(9.0 * scale);
    let width = WIDTH - VALUES;
    let one_line = canvas.width(strong, &row.value) <= width;
    let style = if one_line { strong } else { slim };
    add(VALUES, width, &mut right, style, &row.value);
    if let Some(also) = &row.also {
        add(
            VALUES,
            width,
            &mut right,
            Style::plain(8.0 * scale, GREY),
            also,
        );
    }
    let mut height = left.max(right);
    if let Some([german, english]) = &row.remark {
        height += 0.6;
        add(
            0.0,
            WIDTH,
            &mut height,
            Style::plain(7.0 * scale, INK),
            german,
        );
        add(
            0.0,
            WIDTH,
            &mut height,
            Style::plain(6.75 * scale, GREY),
            english,
        );
    }
    Block { texts, height }
}
