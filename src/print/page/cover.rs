//! The front: flag, title, kind of certificate.

use super::{MARGIN, Place, WIDTH, bar, rule, title_of};
use crate::{
    domain::{Event, value_set},
    print::{
        Sheet, both,
        canvas::{BLUE, Brush, Canvas, GREY, INK, Paint, Style, WHITE, YELLOW, corners},
        font::POINT,
    },
    text::{Language, texts},
};

/// Draws the panel.
pub(super) fn draw(canvas: &mut Canvas<'_>, sheet: &Sheet<'_>, place: Place) {
    flag(canvas, (MARGIN, 14.0), sheet.issuer.country());
    let country = country(sheet.issuer.country());
    canvas.text(
        (MARGIN, 50.2),
        Style::plain(9.0, GREY),
        &country.join(" · "),
    );
    let [german, english] = Language::ALL.map(texts);
    let heading = Style::strong(22.0, BLUE);
    canvas.text((MARGIN, 72.0), heading, &german.get("paper-title-first"));
    canvas.text((MARGIN, 81.6), heading, &german.get("paper-title-second"));
    bar(canvas, 87.6);
    let second = Style::plain(15.0, GREY);
    canvas.text((MARGIN, 98.8), second, &english.get("paper-title-first"));
    canvas.text((MARGIN, 105.6), second, &english.get("paper-title-second"));
    if let Some([page, codes]) = place.lines() {
        canvas.text((MARGIN, 114.2), Style::strong(8.5, INK), &codes);
        canvas.text((MARGIN, 118.2), Style::plain(7.5, GREY), &page);
    }
    rule(canvas, 122.0);
    let [kind, kind_english] = title_of(sheet.statement.event().kind());
    canvas.text((MARGIN, 129.6), Style::strong(12.5, INK), &kind);
    canvas.text((MARGIN, 134.8), Style::plain(9.0, GREY), &kind_english);
    if let Event::Vaccination(vaccination) = sheet.statement.event() {
        let dose = format!("{}/{}", vaccination.dose(), vaccination.doses());
        let right = MARGIN + WIDTH;
        canvas.text_to((right, 130.6), Style::strong(17.0, BLUE), &dose);
        let label = both("paper-dose", &[]).join(" · ");
        canvas.text_to((right, 134.8), Style::plain(7.5, GREY), &label);
    }
}

/// Returns a country's name in German, where we know it, and in English.
pub(super) fn country(code: &str) -> Vec<String> {
    let key = format!("paper-country-{}", code.to_ascii_lowercase());
    if texts(Language::German).has(&key) {
        return both(&key, &[]).into();
    }
    let name = value_set::look_up(value_set::Set::Country, code).map(|value| value.display.clone());
    vec![name.unwrap_or_else(|| code.to_owned())]
}

/// Draws the flag of the Union, 45 by 30 mm, with a country's code in the circle of stars.
fn flag(canvas: &mut Canvas<'_>, (x, y): (f32, f32), code: &str) {
    let height = 30.0;
    let width = height * 1.5;
    canvas.fill((x, y, width, height), BLUE);
    let middle = (x + width / 2.0, y + height / 2.0);
    let stars = (0..12u8).map(|hour| {
        let (sin, cos) = (f32::from(hour) * 30.0).to_radians().sin_cos();
        let away = height / 3.0;
        star(
            (middle.0 + away * sin, middle.1 - away * cos),
            height / 18.0,
        )
    });
    let rings = stars.map(|points| corners(&points)).collect();
    canvas.paint(Paint::Shape {
        rings,
        brush: Brush::Fill(YELLOW),
        closed: true,
    });
    let style = Style::strong(21.0, WHITE);
    let baseline = middle.1 + style.size * POINT * 0.357;
    canvas.text_around((middle.0, baseline), style, code);
}

/// Returns the ten corners of a star that stands on two points.
fn star((x, y): (f32, f32), radius: f32) -> Vec<(f32, f32)> {
    let corner = |step: u8| {
        let (sin, cos) = (f32::from(step) * 36.0).to_radians().sin_cos();
        let away = if step.is_multiple_of(2) {
            radius
        } else {
            radius * 0.382
        };
        (x + away * sin, y - away * cos)
    };
    (0..10).map(corner).collect()
}
