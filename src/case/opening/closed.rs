//! Closed days of a pharmacy's own, as its staff type them.

use std::str::FromStr;

use jiff::civil::Date;

use super::{MAX_CHARACTERS, OpeningHoursError};

/// Days on which a pharmacy is closed beside holidays.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ClosedDays(Vec<Span>);

/// A day, or several in a row; the ends are closed, too.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Span {
    /// Once.
    Once(Date, Date),
    /// Every year, by month and day; where it ends before it begins it goes on into the next year.
    Yearly((i8, i8), (i8, i8)),
}

impl ClosedDays {
    /// Whether a day is closed.
    pub fn contain(&self, day: Date) -> bool {
        let of_year = (day.month(), day.day());
        self.0.iter().any(|span| match span {
            Span::Once(first, last) => (*first..=*last).contains(&day),
            Span::Yearly(first, last) if first <= last => (*first..=*last).contains(&of_year),
            Span::Yearly(first, last) => of_year >= *first || of_year <= *last,
        })
    }
}

impl FromStr for ClosedDays {
    type Err = OpeningHoursError;

    /// Reads days and ranges with commas between them: "24.12.2026, 27.12.2026-2.1.2027, 8.8."
    ///
    /// Without a year it is every year. The first day of a range takes what it lacks from the last one, as in
    /// "27.-31.12.2026". ISO 8601 is understood.
    fn from_str(text: &str) -> Result<Self, OpeningHoursError> {
        let is = text.chars().count();
        if is > MAX_CHARACTERS {
            return Err(OpeningHoursError::TooLong { is });
        }
        let spans = text
            .split([',', ';', '\n'])
            .map(str::trim)
            .filter(|span| !span.is_empty());
        spans.map(span).collect::<Result<_, _>>().map(Self)
    }
}

/// Reads a day or a range.
fn span(text: &str) -> Result<Span, OpeningHoursError> {
    let fault = || OpeningHoursError::NotADate(text.to_owned());
    if let Some(day) = Written::read(text) {
        return between(day, day).ok_or_else(fault);
    }
    let joins = ["-", "\u{2013}", "\u{2014}", " bis ", " to "];
    let mut cuts = joins.iter().flat_map(|join| {
        let found = text.match_indices(join);
        found.map(|(at, join)| (text.get(..at), text.get(at + join.len()..)))
    });
    cuts.find_map(|(first, last)| Some((Written::read(first?)?, Written::read(last?)?)))
        .and_then(|(first, last)| between(first, last))
        .ok_or_else(fault)
}

/// A day as far as it is written.
#[derive(Clone, Copy)]
struct Written {
    day: i8,
    month: Option<i8>,
    year: Option<i16>,
}

impl Written {
    /// Reads "27.", "27.12.", "27.12.2026" or "2026-12-27".
    fn read(text: &str) -> Option<Self> {
        let text = text.trim();
        if let Ok(date) = text.parse::<Date>() {
            let (day, month, year) = (date.day(), Some(date.month()), Some(date.year()));
            return Some(Self { day, month, year });
        }
        let parts: Vec<&str> = text.split('.').map(str::trim).collect();
        let (day, month, year) = match parts.as_slice() {
            [day, ""] => (*day, None, None),
            [day, month] | [day, month, ""] => (*day, Some(*month), None),
            [day, month, year] => (*day, Some(*month), Some(*year)),
            _ => return None,
        };
        let number = |text: &str, most: usize| {
            let digits = !text.is_empty() && text.len() <= most;
            let digits = digits && text.bytes().all(|byte| byte.is_ascii_digit());
            digits.then(|| text.parse::<i16>().ok()).flatten()
        };
        let short = |text| i8::try_from(number(text, 2)?).ok();
        Some(Self {
            day: short(day)?,
            month: month.map(|month| short(month).ok_or(())).transpose().ok()?,
            year: year
                .map(|year| match year.len() {
                    2 => number(year, 2).map(|year| year + 2000).ok_or(()),
                    4 => number(year, 4).ok_or(()),
                    _ => Err(()),
                })
                .transpose()
                .ok()?,
        })
    }
}

/// Joins the ends of a range; nothing where a day does not exist or the last one comes first.
fn between(first: Written, last: Written) -> Option<Span> {
    let until = last.month?;
    let from = first.month.unwrap_or(until);
    let Some(year) = last.year else {
        let is_day = |month, day| Date::new(LEAP_YEAR, month, day).is_ok();
        let days = is_day(from, first.day) && is_day(until, last.day) && first.year.is_none();
        let spans = Span::Yearly((from, first.day), (until, last.day));
        // Only with its month can the first day lie in the year before.
        let in_order = first.month.is_some() || first.day <= last.day;
        return (days && in_order).then_some(spans);
    };
    let last = Date::new(year, until, last.day).ok()?;
    let begins = Date::new(first.year.unwrap_or(year), from, first.day).ok()?;
    let begins = match (first.year, first.month) {
        (None, Some(_)) if begins > last => Date::new(year - 1, from, first.day).ok()?,
        _ => begins,
    };
    (begins <= last).then_some(Span::Once(begins, last))
}

/// Any year that has every day.
const LEAP_YEAR: i16 = 2028;

#[cfg(test)]
mod tests {
    use super::*;

    fn closed(text: &str) -> ClosedDays {
        text.parse().unwrap()
    }

    #[test]
    fn days_and_ranges_are_read() {
        for (text, inside, outside) in [
            ("24.5.2027", "2027-05-24", "2028-05-24"),
            ("24.05.27", "2027-05-24", "2027-05-23"),
            ("2027-05-24", "2027-05-24", "2027-05-25"),
            ("8.8.", "2031-08-08", "2031-08-09"),
            ("29.2.", "2028-02-29", "2027-02-28"),
            ("27.-31.12.2026", "2026-12-27", "2026-12-26"),
            ("27.12.-2.1.2027", "2026-12-28", "2027-12-28"),
            ("27.12.2026 bis 2.1.2027", "2027-01-02", "2027-01-03"),
            ("27.12.–2.1.", "2029-01-01", "2029-01-03"),
            ("27.12.–2.1.", "2029-12-27", "2029-12-26"),
            ("2026-12-27-2027-01-02", "2027-01-01", "2026-12-26"),
            ("2026-12-27 – 2027-01-02", "2026-12-31", "2027-01-03"),
            ("1.1.2027; 4.-6.8.\n9.9.2027,", "2030-08-05", "2030-08-07"),
        ] {
            let days = closed(text);
            assert!(days.contain(inside.parse().unwrap()), "{text}");
            assert!(!days.contain(outside.parse().unwrap()), "{text}");
        }
        assert_eq!(closed(" "), ClosedDays::default());
    }

    #[test]
    fn what_is_no_day_is_named() {
        for text in [
            "Weihnachten",
            "32.1.2027",
            "29.2.2027",
            "30.2.",
            "24.",
            "24",
            "24.12.202",
            "31.-27.12.2026",
            "2.1.2027-27.12.2026",
            "2.1.2027-27.12.",
            "1.1.2027 1.2.2027",
        ] {
            let fault = OpeningHoursError::NotADate(text.to_owned());
            assert_eq!(format!("1.1., {text}").parse::<ClosedDays>(), Err(fault));
        }
        let long = "1.1.2027,".repeat(30);
        assert_eq!(
            long.parse::<ClosedDays>(),
            Err(OpeningHoursError::TooLong { is: 270 })
        );
    }
}
