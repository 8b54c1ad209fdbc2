//! The parts of a slip from top to bottom: whose it is, what it is not, number, moment, and the rest.

use jiff::civil::{Date, DateTime, Weekday};

use super::Slip;
use crate::{
    case::{PickupNumber, numbers_in_words, opening::Group},
    paper::{
        both,
        canvas::{Brush, Style, WHITE},
        column::{Column, beside},
        font::Fonts,
        tags::Role,
    },
    qr::Symbol,
    text::{Language, Value, texts},
};

/// The side of the symbol: a whole number of a thermal head's dots a module, and easy for every scanner.
const SYMBOL: f32 = 21.0;
/// Around the symbol, in modules of a millimetre.
const QUIET: f32 = 4.0;

/// Draws all parts; the pharmacy's name leaves room for a `tag` at its right.
pub(super) fn draw(column: &mut Column<'_>, slip: &Slip<'_>, symbol: &Symbol, tag: f32) {
    head(column, slip, tag);
    title(column);
    not_valid(column);
    number(column, slip, symbol);
    come(column, slip.pickup);
    column.within(Role::Table, |column| rows(column, slip));
    column.rule(column.look.hair, 0.5);
    column.gap(1.8);
    notes(column, slip);
}

/// Writes whose slip it is.
fn head(column: &mut Column<'_>, slip: &Slip<'_>, tag: f32) {
    let look = column.look;
    let name = legible(column.canvas.fonts, slip.pharmacy.name());
    let address = legible(column.canvas.fonts, slip.pharmacy.address());
    let room = if tag > 0.0 { tag + 4.0 } else { 0.0 };
    let place = (column.left(), column.width() - room);
    column.write_in(place, column.strong(10.5, look.ink), &name);
    if !address.is_empty() {
        column.write(column.plain(8.0, look.second), &address);
    }
    column.gap(1.6);
    column.rule(look.accent, 1.0);
    column.gap(2.2);
}

fn title(column: &mut Column<'_>) {
    let look = column.look;
    let styles = [
        column.strong(20.0, look.accent),
        column.plain(10.0, look.second),
    ];
    column.within(Role::Title, |column| column.beside("slip-title", styles));
    column.gap(1.8);
}

/// Says in the strongest way that paper has that this is no certificate.
fn not_valid(column: &mut Column<'_>) {
    let look = column.look;
    let [german, english] = both("slip-not-valid", &[]);
    let strong = column.strong(9.5, WHITE).german();
    let plain = column.plain(8.25, WHITE).english();
    let inner = (column.left() + 3.5, column.width() - 7.0);
    let pad = 1.5 * column.scale;
    let height = 2.0 * pad
        + column.height(strong, &german, inner.1)
        + column.height(plain, &english, inner.1);
    let frame = (column.left(), column.y, column.width(), height);
    column.canvas.frame(frame, 1.4, Brush::Fill(look.ink));
    column.y += pad;
    column.write_in(inner, strong, &german);
    column.write_in(inner, plain, &english);
    column.y += pad;
    column.gap(3.0);
}

/// Draws the frame with the number, its symbol, how many certificates it is for, and whose.
fn number(column: &mut Column<'_>, slip: &Slip<'_>, symbol: &Symbol) {
    let look = column.look;
    let inner = (
        column.left() + 3.5,
        column.width() - SYMBOL - 2.0 * QUIET - 3.5,
    );
    let label = both("slip-number", &[]);
    let number = slip
        .numbers
        .first()
        .map_or_else(String::new, ToString::to_string);
    let large = column.strong(54.0, look.ink);
    let wide = column.canvas.width(large, &number);
    // A little narrower than its room, so that no rounding breaks it.
    let large = large.sized(large.size * (0.99 * inner.1 / wide).min(1.0));
    let strong = column.strong(9.0, look.ink).german();
    let plain = column.plain(7.5, look.second).english();
    let [german, english] = cases(column, slip, [strong, plain], inner.1);
    // Digits reach neither up nor down as far as letters do.
    let trim = large.leading() * 0.13;
    let lines = [
        (large, number, trim),
        (strong, german, 0.0),
        (plain, english, 0.0),
    ];
    let height = lines
        .iter()
        .fold(plain.leading(), |height, (style, text, trim)| {
            height + column.height(*style, text, inner.1) - 2.0 * trim
        });
    let top = column.y;
    let frame = (height + 4.0 * column.scale).max(SYMBOL + 2.0 * QUIET);
    column.y += (frame - height) / 2.0;
    column.write_both(inner, plain, &label);
    for (style, text, trim) in lines {
        column.y -= trim;
        column.write_in(inner, style, &text);
        column.y -= trim;
    }
    let edges = (column.left(), top, column.width(), frame);
    column
        .canvas
        .frame(edges, 1.8, Brush::Stroke(look.accent, 1.2, false));
    let corner = (
        column.left() + column.width() - SYMBOL - QUIET,
        top + (frame - SYMBOL) / 2.0,
    );
    let [shows, _] = both("slip-symbol", &[]);
    let place = (corner.0, corner.1, SYMBOL, SYMBOL);
    column.canvas.figure(place, shows, |canvas| {
        canvas.symbol(corner, SYMBOL, symbol);
    });
    column.y = top + frame;
    column.gap(3.0);
}

/// Says how many certificates, whose, and which further numbers they have.
fn cases(
    column: &Column<'_>,
    slip: &Slip<'_>,
    [strong, plain]: [Style; 2],
    width: f32,
) -> [String; 2] {
    let [german, english] = both("slip-cases", &[("cases", count(slip))]);
    let mut initials: Vec<String> = Vec::new();
    for each in slip.initials {
        // The letters of one person stay on one line.
        let each = legible(column.canvas.fonts, each).replace(' ', "\u{a0}");
        if !initials.contains(&each) {
            initials.push(each);
        }
    }
    let join = |style, text: String, more: Option<String>| match more {
        Some(more) => column.join(style, [&text, &more], width),
        None => text,
    };
    let initials = (!initials.is_empty()).then(|| initials.join(", "));
    [
        join(strong, german, initials),
        join(plain, english, several(slip.numbers)),
    ]
}

/// Writes from when on to come, or to get in touch first.
fn come(column: &mut Column<'_>, pickup: Option<DateTime>) {
    let look = column.look;
    let styles = [
        column.strong(8.0, look.accent),
        column.plain(7.5, look.second),
    ];
    let (label, [german, english]) = match pickup {
        Some(pickup) => (
            "slip-come",
            Language::ALL.map(|language| moment(language, pickup)),
        ),
        None => ("slip-ask", both("slip-ask-first", &[])),
    };
    column.beside(label, styles);
    column.gap(0.4);
    column.write(column.strong(15.0, look.ink).german(), &german);
    column.write(column.plain(8.5, look.second).english(), &english);
    column.gap(2.0);
}

fn moment(language: Language, pickup: DateTime) -> String {
    let day = day_name(language, pickup.weekday());
    let date = date(language, pickup.date());
    let time = pickup.strftime("%-H:%M").to_string();
    let arguments: [(&str, Value<'_>); 3] = [
        ("day", day.as_str().into()),
        ("date", date.as_str().into()),
        ("time", time.as_str().into()),
    ];
    texts(language).with("slip-come-at", &arguments)
}

/// Draws the table of what else one needs to know.
fn rows(column: &mut Column<'_>, slip: &Slip<'_>) {
    row(column, "slip-bring", |column, place| {
        pair(column, place, &both("slip-bring-text", &[]));
    });
    row(column, "slip-collect-by", |column, place| {
        let texts = Language::ALL.map(|language| {
            let date = date(language, slip.collect_by);
            texts(language).with("slip-collect-by-text", &[("date", date.as_str().into())])
        });
        pair(column, place, &texts);
    });
    let phone = legible(column.canvas.fonts, slip.pharmacy.phone());
    if !phone.is_empty() {
        row(column, "slip-phone", |column, place| {
            column.write_in(place, column.strong(8.5, column.look.ink), &phone);
        });
    }
    if let Some(hours) = slip.pharmacy.hours() {
        row(column, "slip-hours", |column, place| {
            openings(column, place, &hours.groups());
        });
    }
}

/// Draws a row: a label in both languages, and beside it what `value` writes between its edges.
fn row<'f>(column: &mut Column<'f>, key: &str, value: impl FnOnce(&mut Column<'f>, (f32, f32))) {
    let look = column.look;
    column.rule(look.hair, 0.5);
    column.gap(1.0);
    let top = column.y;
    let [label, second] = both(key, &[]);
    let left = (column.left(), look.labels - 1.0);
    let right = (column.left() + look.labels, column.width() - look.labels);
    column.within(Role::Row, |column| {
        column.within(Role::Label, |column| {
            let strong = column.strong(8.0, look.accent).german();
            column.write_in(left, strong, &format!("{label} "));
            column.write_in(left, column.plain(7.0, look.second).english(), &second);
        });
        let bottom = std::mem::replace(&mut column.y, top);
        column.within(Role::Value, |column| value(column, right));
        column.y = column.y.max(bottom);
    });
    column.gap(1.0);
}

/// Writes a text in German and, below it, in English.
fn pair(column: &mut Column<'_>, place: (f32, f32), [german, english]: &[String; 2]) {
    let look = column.look;
    let strong = column.strong(8.5, look.ink).german();
    column.within(Role::Paragraph, |column| {
        column.write_in(place, strong, german);
    });
    let plain = column.plain(7.5, look.second).english();
    column.within(Role::Paragraph, |column| {
        column.write_in(place, plain, english);
    });
}

/// Writes days in both languages and, at the right edge, their times; below them where one is too wide.
fn openings(column: &mut Column<'_>, (x, width): (f32, f32), groups: &[Group<'_>]) {
    let look = column.look;
    let strong = column.strong(8.5, look.ink);
    let plain = column.plain(7.5, look.second);
    let lines: Vec<_> = groups
        .iter()
        .map(|group| {
            let days = Language::ALL.map(|language| group.days(|day| day_name(language, day)));
            (days, group.times())
        })
        .collect();
    let side_by_side = lines.iter().all(|([german, english], times)| {
        let canvas = &column.canvas;
        let days = canvas.width(strong, german) + canvas.width(plain, english);
        days + 4.0 + canvas.width(strong, times) <= width
    });
    for (days, times) in lines {
        column.within(Role::Paragraph, |column| {
            let place = (x, column.y + strong.ascent());
            // In what is read aloud or copied, days and times do not grow together.
            let [german, english] = days;
            let days = [german, format!("{english} ")];
            if side_by_side {
                beside(&mut column.canvas, place, [strong, plain], &days);
                let right = (x + width, place.1);
                column.canvas.text_to(right, strong, &times);
                column.y += strong.leading();
            } else {
                column.write_both((x, width), plain, &days);
                column.write_in((x, width), strong, &times);
            }
        });
    }
}

/// Writes why there is no certificate yet, and when the case was taken.
fn notes(column: &mut Column<'_>, slip: &Slip<'_>) {
    let look = column.look;
    let styles = [column.plain(7.5, look.ink), column.plain(7.0, look.second)];
    for (language, style) in Language::ALL.into_iter().zip(styles) {
        let words = texts(language);
        let why = match slip.pickup {
            Some(_) => "slip-why",
            None => "slip-why-ask",
        };
        let mut text = words.with(why, &[("cases", count(slip))]);
        if slip.pickup.is_some() && !slip.pharmacy.phone().is_empty() {
            text = format!("{text} {}", words.get("slip-call"));
        }
        column.write(style.spoken(language), &text);
        column.gap(0.8);
    }
    let taken = Language::ALL.map(|language| {
        let date = date(language, slip.taken_at.date());
        let time = slip.taken_at.strftime("%-H:%M").to_string();
        let arguments: [(&str, Value<'_>); 2] = [
            ("date", date.as_str().into()),
            ("time", time.as_str().into()),
        ];
        texts(language).with("slip-taken", &arguments)
    });
    let style = column.plain(7.0, look.second);
    let place = (column.left(), column.width());
    column.write_both(place, style, &taken);
}

fn count(slip: &Slip<'_>) -> Value<'static> {
    Value::Number(u32::try_from(slip.numbers.len()).unwrap_or(u32::MAX))
}

/// Lists the numbers of a visit, when there are several.
fn several(numbers: &[PickupNumber]) -> Option<String> {
    (numbers.len() > 1).then(|| numbers_in_words(numbers))
}

fn day_name(language: Language, day: Weekday) -> String {
    texts(language).get(&format!("slip-day-{}", day.to_monday_one_offset()))
}

fn date(language: Language, date: Date) -> String {
    let form = match language {
        Language::German => "%d.%m.%Y",
        Language::English => "%-d %B %Y",
    };
    date.strftime(form).to_string()
}

/// Leaves out what no font has a letter for, rather than to print boxes.
fn legible(fonts: &Fonts, text: &str) -> String {
    text.chars()
        .filter(|c| fonts.covers(c.encode_utf8(&mut [0; 4])))
        .collect()
}
