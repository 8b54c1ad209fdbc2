//! The back: the symbol, and whose it is.

use super::{MARGIN, Place, WIDTH, bar, spaced, title_of};
use crate::{
    domain::{BirthDate, Event, NamePart, PersonName},
    paper::{
        Sheet, both,
        canvas::{BLUE, Canvas, GREY, INK, PANEL_WIDTH, Style, WHITE},
        font::Fonts,
        tags::Role,
    },
};

/// The upper edge of the symbol.
const TOP: f32 = 14.0;
/// Where the last line must end.
const BOTTOM: f32 = 143.5;

/// The smallest part of its usual size that a name shrinks to beside a large symbol: 8 points.
const READABLE: f32 = 0.55;
/// The side that a symbol keeps, however long the name.
pub(super) const LEAST: f32 = 42.0;

/// Draws the panel.
pub(super) fn draw(canvas: &mut Canvas<'_>, sheet: &Sheet<'_>, side: f32, place: Place) {
    let side = side_with_room(canvas, sheet, side, place);
    let middle = PANEL_WIDTH / 2.0;
    let quiet = quiet(sheet, side);
    let (top, mut y) = edges(side, quiet);
    symbol(canvas, sheet, (middle - side / 2.0, top, side));
    let [german, english] = both("paper-scan", &[]);
    canvas.text_around((middle, y), Style::plain(7.5, INK).german(), &german);
    let second = Style::plain(7.0, GREY).english();
    canvas.text_around((middle, y + 3.3), second, &english);
    y += 6.4;
    bar(canvas, y);
    short_title(canvas, sheet, y + 1.3);
    if let Some([page, codes]) = place.lines() {
        canvas.both((MARGIN, y + 5.6), Style::strong(7.5, INK), &codes);
        canvas.both((MARGIN, y + 8.9), Style::plain(7.5, GREY), &page);
        y += PLACE;
    }
    y += 6.9;
    canvas.within(Role::Table, |canvas| holder(canvas, sheet, y));
}

/// What "page x of y" takes.
const PLACE: f32 = 8.9;

/// Returns the upper edge of the symbol, below the tag of a specimen, and the first baseline under it; neither
/// stands in the quiet zone.
fn edges(side: f32, quiet: f32) -> (f32, f32) {
    let top = TOP.max(11.2 + quiet);
    (top, top + side + 2.5 + quiet.max(4.5))
}

/// Returns the largest side up to the one asked for below which the name can still be read.
fn side_with_room(canvas: &Canvas<'_>, sheet: &Sheet<'_>, side: f32, place: Place) -> f32 {
    let spelling = spelling(canvas.fonts, &sheet.statement.holder().name);
    let height = Name::broken(canvas, &spelling, READABLE).height(canvas);
    let mut below = 13.3 + height + 26.5;
    if place.count > 1 {
        below += PLACE;
    }
    let mut side = side;
    while side > LEAST && edges(side, quiet(sheet, side)).1 + below > BOTTOM {
        side = (side - 0.5).max(LEAST);
    }
    side
}

/// Returns the width of the light border that a reader needs: four modules (ISO/IEC 18004 section 5.3.8).
#[expect(
    clippy::cast_precision_loss,
    reason = "a symbol has at most 177 modules a side"
)]
pub(super) fn quiet(sheet: &Sheet<'_>, side: f32) -> f32 {
    4.0 * side / sheet.symbol.side() as f32
}

/// Draws the symbol on its quiet zone: left, top, side without it.
pub(super) fn symbol(canvas: &mut Canvas<'_>, sheet: &Sheet<'_>, (x, y, side): (f32, f32, f32)) {
    let quiet = quiet(sheet, side);
    let whole = side + 2.0 * quiet;
    canvas.fill((x - quiet, y - quiet, whole, whole), WHITE);
    let [shows, _] = both("paper-symbol", &[]);
    canvas.figure((x, y, side, side), shows, |canvas| {
        canvas.symbol((x, y), side, sheet.symbol);
    });
}

fn short_title(canvas: &mut Canvas<'_>, sheet: &Sheet<'_>, y: f32) {
    let style = Style::strong(7.25, BLUE);
    let event = sheet.statement.event();
    let title = title_of(event.kind());
    let mut dose = String::new();
    if let Event::Vaccination(vaccination) = event {
        dose = format!(
            " · {}/{}",
            vaccination.dose().number(),
            vaccination.dose().doses()
        );
    }
    let width = canvas.width_of_both(style, &title) + canvas.width(style, &dose);
    canvas.within(Role::Paragraph, |canvas| {
        let x = MARGIN + WIDTH - width;
        let after = canvas.both((x, y), style, &title);
        if !dose.is_empty() {
            canvas.text((x + after, y), style, &dose);
        }
    });
}

/// Writes name, date of birth and identifier; long names shrink and break until all has room.
fn holder(canvas: &mut Canvas<'_>, sheet: &Sheet<'_>, y: f32) {
    let holder = sheet.statement.holder();
    let identifier = Style::plain(8.5, INK);
    let identifier_lines = canvas.wrap(identifier, sheet.issuance.uvci.as_str(), WIDTH);
    let below = if identifier_lines.len() > 1 {
        26.5
    } else {
        23.2
    };
    let name = Name::fitted(canvas, &holder.name, BOTTOM - y - below);
    let mut end = y;
    row(canvas, y, "paper-name", |canvas| {
        end = name.draw(canvas, y);
    });
    let y = end + 6.6;
    row(canvas, y, "paper-birth-date", |canvas| {
        let at = (MARGIN, y + 5.0);
        canvas.text(at, Style::strong(11.5, INK), &birth(holder.birth));
    });
    let y = y + 11.4;
    row(canvas, y, "paper-identifier", |canvas| {
        canvas.lines((MARGIN, y + 4.2), identifier, &identifier_lines);
    });
}

/// Draws a row: its label in both languages, and what `value` draws below it.
fn row(canvas: &mut Canvas<'_>, y: f32, key: &str, value: impl FnOnce(&mut Canvas<'_>)) {
    let [german, english] = both(key, &[]);
    canvas.within(Role::Row, |canvas| {
        canvas.within(Role::Label, |canvas| {
            let strong = Style::strong(8.0, BLUE).german();
            let width = canvas.text((MARGIN, y), strong, &spaced(&german));
            let plain = Style::plain(7.5, GREY).english();
            canvas.text((MARGIN + width + 0.9, y), plain, &english);
        });
        canvas.within(Role::Value, value);
    });
}

/// A name broken into lines: as it is written, as the passport spells it, and what says so.
struct Name {
    parts: [(Style, Vec<String>); 3],
}

impl Name {
    /// Chooses the largest letters that leave a calm picture in a height.
    fn fitted(canvas: &Canvas<'_>, name: &PersonName, room: f32) -> Self {
        let spelling = spelling(canvas.fonts, name);
        let mut scale = 1.0_f32;
        loop {
            let fitted = Self::broken(canvas, &spelling, scale);
            let style = fitted.parts[0].0;
            let is_whole = canvas.widest(style, &spelling.name, f32::INFINITY) <= WIDTH;
            let calm = (fitted.parts[0].1.len() <= 2 && is_whole) || scale < 0.66;
            if (fitted.height(canvas) <= room && calm) || scale < 0.3 {
                return fitted;
            }
            scale -= 0.03;
        }
    }

    /// Breaks a name into lines of letters of so much of their usual size.
    fn broken(canvas: &Canvas<'_>, spelling: &Spelling, scale: f32) -> Self {
        let Spelling { name, line, note } = spelling;
        let break_into = |style, text: Option<&str>| {
            let lines = text.map(|text| canvas.wrap(style, text, WIDTH));
            (style, lines.unwrap_or_default())
        };
        let second = Style::plain((9.5 * scale).clamp(6.5, 8.5), GREY);
        Self {
            parts: [
                break_into(Style::strong(15.0 * scale, INK), Some(name)),
                break_into(second, line.as_deref()),
                break_into(Style::plain(6.75, GREY), note.as_deref()),
            ],
        }
    }

    fn height(&self, canvas: &Canvas<'_>) -> f32 {
        let parts = self.parts.iter();
        parts
            .map(|(style, lines)| canvas.height(*style, lines))
            .sum()
    }

    /// Draws below the baseline of the label; returns the last baseline.
    fn draw(&self, canvas: &mut Canvas<'_>, y: f32) -> f32 {
        let mut y = y + 0.4;
        let [name, line, (style, note)] = &self.parts;
        for (style, lines) in [name, line] {
            if lines.is_empty() {
                continue;
            }
            canvas.within(Role::Paragraph, |canvas| {
                canvas.lines((MARGIN, y + style.leading() * 0.97), *style, lines)
            });
            y += canvas.height(*style, lines);
        }
        if !note.is_empty() {
            let at = (MARGIN, y + style.leading() * 0.97);
            canvas.within(Role::Paragraph, |canvas| {
                canvas.both(at, *style, &both("paper-passport", &[]))
            });
            y += style.leading();
        }
        y
    }
}

/// A name as it is printed.
pub(super) struct Spelling {
    /// As it is written; as the passport spells it, where there is no font for it.
    pub(super) name: String,
    /// The passport's spelling of a name in other letters.
    pub(super) line: Option<String>,
    /// What says whose spelling it is.
    pub(super) note: Option<String>,
}

/// Returns the name to print, and the passport's spelling when the name is not in Latin letters.
pub(super) fn spelling(fonts: &Fonts, name: &PersonName) -> Spelling {
    let join = |spell: fn(&NamePart) -> String| {
        let parts = [name.family(), name.given()];
        let parts: Vec<_> = parts.into_iter().flatten().map(spell).collect();
        parts.join(", ")
    };
    let text = join(|part| part.text().to_owned());
    let line = join(|part| part.transliteration().replace('<', " "));
    let note = Some(both("paper-passport", &[]).join(" · "));
    if !fonts.covers(&text) {
        return Spelling {
            name: line,
            line: None,
            note,
        };
    }
    if text.chars().all(is_latin) {
        return Spelling {
            name: text,
            line: None,
            note: None,
        };
    }
    Spelling {
        name: text,
        line: Some(line),
        note,
    }
}

fn is_latin(c: char) -> bool {
    matches!(c, '\0'..='\u{36F}' | '\u{1E00}'..='\u{1EFF}' | '\u{2010}'..='\u{2027}')
}

/// Returns a date of birth with `XX` for what is unknown.
pub(super) fn birth(date: BirthDate) -> String {
    match date {
        BirthDate::Unknown => "XXXX-XX-XX".to_owned(),
        BirthDate::Year(_) => format!("{}-XX-XX", date.to_iso()),
        BirthDate::Month { .. } => format!("{}-XX", date.to_iso()),
        BirthDate::Day(_) => date.to_iso(),
    }
}
