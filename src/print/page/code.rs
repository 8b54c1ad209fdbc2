//! The back: the symbol, and whose it is.

use super::{MARGIN, Place, WIDTH, bar, title_of};
use crate::{
    domain::{BirthDate, Event, NamePart, PersonName},
    print::{
        Sheet, both,
        canvas::{BLUE, Canvas, GREY, INK, PANEL_WIDTH, Style, WHITE},
        font::Fonts,
    },
};

/// The upper edge of the symbol.
const TOP: f32 = 14.0;
/// Where the last line must end.
const BOTTOM: f32 = 143.5;

/// Draws the panel.
pub(super) fn draw(canvas: &mut Canvas<'_>, sheet: &Sheet<'_>, side: f32, place: Place) {
    symbol(canvas, sheet, side);
    let mut y = TOP + side + 7.0;
    let middle = PANEL_WIDTH / 2.0;
    let [german, english] = both("paper-scan", &[]);
    canvas.text_around((middle, y), Style::plain(7.5, INK), &german);
    canvas.text_around((middle, y + 3.3), Style::plain(7.0, GREY), &english);
    y += 6.4;
    bar(canvas, y);
    let kind = short_title(sheet).join(" · ");
    canvas.text_to((MARGIN + WIDTH, y + 1.3), Style::strong(7.25, BLUE), &kind);
    if let Some([page, codes]) = place.lines() {
        y += 4.9;
        canvas.text((MARGIN, y), Style::strong(7.5, INK), &codes);
        y += 3.3;
        canvas.text((MARGIN, y), Style::plain(7.5, GREY), &page);
    }
    y += 6.9;
    holder(canvas, sheet, y);
}

#[expect(
    clippy::cast_precision_loss,
    reason = "a symbol has at most 177 modules a side"
)]
fn symbol(canvas: &mut Canvas<'_>, sheet: &Sheet<'_>, side: f32) {
    let x = (PANEL_WIDTH - side) / 2.0;
    let module = side / sheet.symbol.side() as f32;
    let quiet = 4.0 * module;
    let whole = side + 2.0 * quiet;
    canvas.fill((x - quiet, TOP - quiet, whole, whole), WHITE);
    canvas.symbol((x, TOP), side, sheet.symbol);
}

fn short_title(sheet: &Sheet<'_>) -> Vec<String> {
    let event = sheet.statement.event();
    let mut title = title_of(event.kind()).to_vec();
    if let Event::Vaccination(vaccination) = event {
        title.push(format!("{}/{}", vaccination.dose(), vaccination.doses()));
    }
    title
}

/// Writes name, date of birth and identifier; long names shrink and break until all has room.
fn holder(canvas: &mut Canvas<'_>, sheet: &Sheet<'_>, y: f32) {
    let holder = sheet.statement.holder();
    let (name, second) = spelling(canvas.fonts, &holder.name);
    let identifier = Style::plain(8.5, INK);
    let identifier_lines = canvas.wrap(identifier, sheet.uvci, WIDTH);
    let below = if identifier_lines.len() > 1 {
        26.5
    } else {
        23.2
    };
    let room = BOTTOM - y - below;
    label(canvas, y, "paper-name");
    let mut scale = 1.0_f32;
    let (name_style, name_lines, second_style, second_lines) = loop {
        let first = Style::strong(15.0 * scale, INK);
        let other = Style::plain((9.5 * scale).min(8.5), GREY);
        let lines = canvas.wrap(first, &name, WIDTH);
        let others = second
            .as_ref()
            .map_or_else(Vec::new, |text| canvas.wrap(other, text, WIDTH));
        let height = first.leading() * count(&lines) + other.leading() * count(&others);
        let calm = lines.len() <= 2 || scale < 0.66;
        if (height <= room && calm) || scale < 0.3 {
            break (first, lines, other, others);
        }
        scale -= 0.03;
    };
    let start = y + name_style.leading() * 0.95 + 0.4;
    let mut y = canvas.lines((MARGIN, start), name_style, &name_lines);
    if second_lines.is_empty() {
        y -= name_style.leading();
    } else {
        y -= name_style.leading() - second_style.leading() * 1.05;
        y = canvas.lines((MARGIN, y), second_style, &second_lines);
        y -= second_style.leading();
    }
    y += 6.6;
    label(canvas, y, "paper-birth-date");
    canvas.text(
        (MARGIN, y + 5.0),
        Style::strong(11.5, INK),
        &birth(holder.birth),
    );
    y += 11.4;
    label(canvas, y, "paper-identifier");
    canvas.lines((MARGIN, y + 4.2), identifier, &identifier_lines);
}

#[expect(clippy::cast_precision_loss, reason = "there are few lines")]
fn count(lines: &[String]) -> f32 {
    lines.len() as f32
}

fn label(canvas: &mut Canvas<'_>, y: f32, key: &str) {
    let [german, english] = both(key, &[]);
    let width = canvas.text((MARGIN, y), Style::strong(8.0, BLUE), &german);
    canvas.text((MARGIN + width + 1.6, y), Style::plain(7.5, GREY), &english);
}

/// Returns the name to print, and the passport's spelling when the name is not in Latin letters.
fn spelling(fonts: &Fonts, name: &PersonName) -> (String, Option<String>) {
    let join = |spell: fn(&NamePart) -> String| {
        let parts = [name.family(), name.given()];
        let parts: Vec<_> = parts.into_iter().flatten().map(spell).collect();
        parts.join(", ")
    };
    let text = join(|part| part.text().to_owned());
    let line = join(|part| part.line().replace('<', " "));
    if !fonts.covers(&text) {
        return (line, None);
    }
    let latin = text.chars().all(is_latin);
    (text, (!latin).then_some(line))
}

fn is_latin(c: char) -> bool {
    matches!(c, '\0'..='\u{36F}' | '\u{1E00}'..='\u{1EFF}' | '\u{2010}'..='\u{2027}')
}

/// Returns a date of birth with `XX` for what is unknown.
fn birth(date: BirthDate) -> String {
    match date {
        BirthDate::Unknown => "XXXX-XX-XX".to_owned(),
        BirthDate::Year(_) => format!("{}-XX-XX", date.to_iso()),
        BirthDate::Month { .. } => format!("{}-XX", date.to_iso()),
        BirthDate::Day(_) => date.to_iso(),
    }
}
