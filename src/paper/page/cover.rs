//! The front: flag, title, kind of certificate.

use super::{MARGIN, Place, WIDTH, bar, rule, spaced, title_of};
use crate::{
    domain::{Event, value_set},
    paper::{
        Sheet, both,
        canvas::{BLUE, Brush, Canvas, GREY, INK, Paint, Style, WHITE, YELLOW, corners},
        font::POINT,
        tags::Role,
    },
    text::{Language, texts},
};

/// Draws the panel.
pub(super) fn draw(canvas: &mut Canvas<'_>, sheet: &Sheet<'_>, place: Place) {
    flag(
        canvas,
        (MARGIN, 14.0, 30.0),
        sheet.issuance.issuer.country(),
    );
    country_name(canvas, (MARGIN, 50.2), 9.0, sheet.issuance.issuer.country());
    canvas.within(Role::Title, title);
    if let Some([page, codes]) = place.lines() {
        canvas.both((MARGIN, 114.2), Style::strong(8.5, INK), &codes);
        canvas.both((MARGIN, 118.2), Style::plain(7.5, GREY), &page);
    }
    rule(canvas, 122.0);
    let [kind, kind_english] = title_of(sheet.statement.event().kind());
    canvas.within(Role::Paragraph, |canvas| {
        let strong = Style::strong(12.5, INK).german();
        canvas.text((MARGIN, 129.6), strong, &spaced(&kind));
        let plain = Style::plain(9.0, GREY).english();
        canvas.text((MARGIN, 134.8), plain, &kind_english);
    });
    if let Event::Vaccination(vaccination) = sheet.statement.event() {
        let dose = format!(
            "{}/{}",
            vaccination.dose().number(),
            vaccination.dose().doses()
        );
        let right = MARGIN + WIDTH;
        let style = Style::plain(7.5, GREY);
        let label = both("paper-dose", &[]);
        let left = right - canvas.width_of_both(style, &label);
        canvas.within(Role::Paragraph, |canvas| {
            canvas.text_to((right, 130.6), Style::strong(17.0, BLUE), &dose);
            canvas.both((left, 134.8), style, &label);
        });
    }
}

fn title(canvas: &mut Canvas<'_>) {
    let [german, english] = Language::ALL.map(texts);
    let heading = Style::strong(22.0, BLUE).german();
    canvas.text((MARGIN, 72.0), heading, &german.get("paper-title-first"));
    let last = spaced(&german.get("paper-title-second"));
    canvas.text((MARGIN, 81.6), heading, &last);
    bar(canvas, 87.6);
    let second = Style::plain(15.0, GREY).english();
    let first = spaced(&english.get("paper-title-first"));
    canvas.text((MARGIN, 98.8), second, &first);
    canvas.text((MARGIN, 105.6), second, &english.get("paper-title-second"));
}

/// Writes the country that stands in the flag.
pub(super) fn country_name(canvas: &mut Canvas<'_>, at: (f32, f32), size: f32, code: &str) {
    let style = Style::plain(size, GREY);
    match <[String; 2]>::try_from(country(code)) {
        Ok(both) => canvas.both(at, style, &both),
        Err(one) => canvas.text(at, style.english(), &one.concat()),
    };
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

/// Draws the flag of the Union, two by three, with a country's code in the circle of stars: left, top, height.
pub(super) fn flag(canvas: &mut Canvas<'_>, (x, y, height): (f32, f32, f32), code: &str) {
    let [shows, _] = both("paper-flag", &[("code", code.into())]);
    let edges = (x, y, height * 1.5, height);
    canvas.figure(edges, shows, |canvas| {
        draw_flag(canvas, (x, y, height), code);
    });
}

fn draw_flag(canvas: &mut Canvas<'_>, (x, y, height): (f32, f32, f32), code: &str) {
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
    let style = Style::strong(0.7 * height, WHITE);
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
