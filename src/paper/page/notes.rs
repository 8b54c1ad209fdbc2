//! Inside, left: what is good to know, and how the sheet is folded.

use super::{MARGIN, WIDTH, bar, heading, rule, spaced};
use crate::{
    paper::{
        both,
        canvas::{BLUE, Brush, Canvas, Colour, GREY, INK, Style, WHITE},
        tags::Role,
    },
    text::{Language, texts},
};

/// The notes, in the order in which they are needed.
pub(super) const NOTES: [&str; 5] = ["show", "keep", "privacy", "travel", "error"];

/// Draws the panel.
pub(super) fn draw(canvas: &mut Canvas<'_>) {
    heading(canvas, &both("paper-notes", &[]));
    bar(canvas, 27.6);
    let mut y = 36.0;
    y = notes(canvas, y, Language::German, (8.0, INK)) + 0.6;
    rule(canvas, y - 2.0);
    y += 2.6;
    notes(canvas, y, Language::English, (7.25, GREY));
    rule(canvas, 117.0);
    fold_guide(canvas, 120.5);
}

/// Writes all notes of a language; returns the baseline after the last.
fn notes(canvas: &mut Canvas<'_>, y: f32, language: Language, look: (f32, Colour)) -> f32 {
    let words = texts(language);
    let styles = [Style::strong(look.0, BLUE), Style::plain(look.0, look.1)];
    let styles = styles.map(|style| style.spoken(language));
    let mut y = y;
    for note in NOTES {
        let key = format!("paper-note-{note}");
        let [head, text] = [key.clone(), format!("{key}-text")].map(|key| words.get(&key));
        y = canvas.within(Role::Paragraph, |canvas| {
            run_in(canvas, (MARGIN, y, WIDTH), styles, [&head, &text])
        });
        y += 0.9;
    }
    y
}

/// Writes a text whose first line stands beside its heading: left, baseline, width. Returns the baseline after
/// the last.
pub(super) fn run_in(
    canvas: &mut Canvas<'_>,
    (x, y, width): (f32, f32, f32),
    [strong, body]: [Style; 2],
    [head, text]: [&str; 2],
) -> f32 {
    let lead = canvas.text((x, y), strong, &spaced(head)) + 0.1 * body.leading();
    let mut lines = canvas.wrap(body, text, width - lead).into_iter();
    let first = lines.next().unwrap_or_default();
    canvas.text((x + lead, y), body, &first);
    let rest = lines.collect::<String>();
    if rest.is_empty() {
        return y + body.leading();
    }
    let lines = canvas.wrap(body, &rest, width);
    canvas.lines((x, y + body.leading()), body, &lines)
}

/// Draws the three states of the sheet, and says how to get from one to the next.
fn fold_guide(canvas: &mut Canvas<'_>, y: f32) {
    let (height, width) = (20.0, 14.14);
    let half = y + height / 2.0;
    let starts = [MARGIN, MARGIN + width + 5.0, MARGIN + 2.0 * width + 10.0];
    let [first, second, third] = starts;
    let frames = [
        (first, y, width, height),
        (second, half, width, height / 2.0),
        (third, half, width / 2.0, height / 2.0),
    ];
    for frame in frames {
        canvas.frame(frame, 0.5, Brush::Fill(WHITE));
        canvas.frame(frame, 0.5, Brush::Stroke(GREY, 0.6, false));
    }
    for x in [first, second] {
        canvas.fill((x + 1.7, half + 1.5, 3.6, 3.6), GREY);
        canvas.fill((x + width / 2.0 + 1.3, half + 1.5, 3.9, 2.6), BLUE);
        let middle = half + height / 4.0;
        let tip = x + width + 3.0;
        let arrow = [
            (tip - 1.6, middle - 1.1),
            (tip, middle),
            (tip - 1.6, middle + 1.1),
        ];
        canvas.line(&arrow, Brush::Stroke(BLUE, 0.9, false));
    }
    canvas.fill((third + 1.3, half + 1.5, 3.9, 2.6), BLUE);
    let dashed = Brush::Stroke(BLUE, 0.6, true);
    canvas.line(&[(first, half), (first + width, half)], dashed.clone());
    let middle = second + width / 2.0;
    canvas.line(&[(middle, half), (middle, y + height)], dashed);
    let x = MARGIN + 47.0;
    let mut y = y + 2.6;
    for language in Language::ALL {
        let words = texts(language);
        let [head, step] = match language {
            Language::German => [BLUE, INK],
            Language::English => [GREY, GREY],
        };
        let head = Style::strong(7.5, head).spoken(language);
        let step = Style::plain(7.25, step).spoken(language);
        canvas.text((x, y), head, &words.get("paper-fold"));
        canvas.text((x, y + 3.3), step, &words.get("paper-fold-first"));
        canvas.text((x, y + 6.5), step, &words.get("paper-fold-second"));
        y += 10.6;
    }
}
