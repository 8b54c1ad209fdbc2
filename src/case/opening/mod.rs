//! When a pharmacy is open, as its staff type it, and when a customer is asked to come back.

mod calendar;
mod closed;
mod holiday;
mod parse;

use std::fmt;

use jiff::civil::Weekday;

pub use calendar::{CHOICES, Calendar, EARLIEST, Eves};
pub use closed::ClosedDays;
pub use holiday::{Land, is_holiday};
use parse::DAYS;

/// The opening hours of a week.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpeningHours {
    /// Monday first; the openings of a day in order, none overlapping another.
    week: [Vec<Opening>; 7],
}

/// One opening: from a minute of the day to a later one of the same day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Opening {
    opens: u16,
    closes: u16,
}

/// Days that open and close alike.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group<'a> {
    days: Vec<Weekday>,
    openings: &'a [Opening],
}

/// Why a text does not tell when a pharmacy is open or closed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OpeningHoursError {
    /// Nothing was entered, or no day ever opens.
    #[error("no opening hours, expected is a text such as Mo-Fr 8:30-18:30, Sa 9-13")]
    Missing,
    /// More than anybody needs.
    #[error("has {is} characters, at most {MAX_CHARACTERS} are allowed")]
    TooLong {
        /// What was entered.
        is: usize,
    },
    /// Neither a day nor one of the words between days and times.
    #[error("\"{0}\" is no day of the week and no time")]
    Unknown(String),
    /// Digits that are no time of day.
    #[error("\"{0}\" is not a time, expected is hour and minute such as 8:30")]
    NotATime(String),
    /// The hours of no day.
    #[error("say on which days it opens at {0}")]
    NoDay(String),
    /// A day without hours.
    #[error("say when it opens on {0:?}")]
    NoTimes(Weekday),
    /// An opening without its end.
    #[error("say until when it is open from {0} on")]
    NoEnd(String),
    /// A dash that joins nothing.
    #[error("a dash stands between two days or two times")]
    StrayDash,
    /// It closes before it opens, on another day, or at once.
    #[error("{0}: must close at least half an hour after it opens, and on the same day")]
    NotAnOpening(String),
    /// A day opens when it is open.
    #[error("two openings overlap on {0:?}")]
    Overlap(Weekday),
    /// As many days are said to be open as to be closed.
    #[error("{0:?} is said to be open and closed")]
    OpenAndClosed(Weekday),
    /// Neither a time of day nor "closed".
    #[error("\"{0}\" is not a time, expected is a time such as 13:00, or closed")]
    NotAClosing(String),
    /// Neither a day nor days in a row.
    #[error(
        "\"{0}\" is not a day, expected is a text such as 24.5.2027, 27.12.2026-2.1.2027, 8.8."
    )]
    NotADate(String),
    /// None of the sixteen Länder.
    #[error("\"{0}\" is not a Land, expected is a code such as DE-BY")]
    NotALand(String),
    /// Closed on no day.
    #[error("say on which days it is closed")]
    ClosedWhen,
}

/// The longest text that is read.
const MAX_CHARACTERS: usize = 200;
/// The shortest opening: so short that it still holds a quarter hour at which to come.
const SHORTEST: u16 = 30;

impl OpeningHours {
    /// Lists the days that open, those that open alike together, by their first day.
    pub fn groups(&self) -> Vec<Group<'_>> {
        let mut groups: Vec<Group<'_>> = Vec::new();
        for (day, openings) in WEEK.into_iter().zip(&self.week) {
            match groups.iter_mut().find(|group| group.openings == openings) {
                _ if openings.is_empty() => {}
                Some(group) => group.days.push(day),
                None => groups.push(Group {
                    days: vec![day],
                    openings,
                }),
            }
        }
        groups
    }

    /// Adds an opening to a day.
    fn open(&mut self, day: Weekday, opening: Opening) -> Result<(), OpeningHoursError> {
        let Some(openings) = self.week.get_mut(place_of(day)) else {
            return Ok(());
        };
        if openings.iter().any(|other| other.overlaps(opening)) {
            return Err(OpeningHoursError::Overlap(day));
        }
        openings.push(opening);
        openings.sort_unstable();
        Ok(())
    }
}

impl Default for OpeningHours {
    /// Monday to Friday 9 to 18, Saturday 9 to 13: when nearly every German pharmacy is open.
    fn default() -> Self {
        let opening = |closes: u16| {
            vec![Opening {
                opens: 9 * 60,
                closes: closes * 60,
            }]
        };
        Self {
            week: [18_u16, 18, 18, 18, 18, 13, 0].map(|closes| match closes {
                0 => Vec::new(),
                _ => opening(closes),
            }),
        }
    }
}

impl Opening {
    fn new(opens: u16, closes: u16) -> Result<Self, OpeningHoursError> {
        let opening = Self { opens, closes };
        if closes < opens.saturating_add(SHORTEST) {
            return Err(OpeningHoursError::NotAnOpening(opening.to_string()));
        }
        Ok(opening)
    }

    fn overlaps(self, other: Self) -> bool {
        self.opens < other.closes && other.opens < self.closes
    }

    /// Lists the quarter hours after opening, the last one that long before closing.
    fn quarters(self) -> impl Iterator<Item = u16> {
        let first = self.opens.next_multiple_of(15);
        (first..=self.closes.saturating_sub(15)).step_by(15)
    }
}

impl fmt::Display for Opening {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}\u{2013}{}", clock(self.opens), clock(self.closes))
    }
}

impl Group<'_> {
    /// Returns the days as people write them, `name` telling the name of each: "Mo–Fr", "Mo, Di, Do".
    pub fn days(&self, name: impl Fn(Weekday) -> String) -> String {
        let runs = self.days.chunk_by(|day, next| day.next() == *next);
        let runs = runs.map(|run| match run {
            [first, .., last] if run.len() > 2 => {
                format!("{}\u{2013}{}", name(*first), name(*last))
            }
            _ => run
                .iter()
                .map(|&day| name(day))
                .collect::<Vec<_>>()
                .join(", "),
        });
        runs.collect::<Vec<_>>().join(", ")
    }

    /// Returns the times: "8:00–13:00, 14:30–18:30".
    pub fn times(&self) -> String {
        let times = self.openings.iter().map(ToString::to_string);
        times.collect::<Vec<_>>().join(", ")
    }
}

impl fmt::Display for OpeningHours {
    /// Writes what `FromStr` reads back: "Mo–Fr 8:30–18:30; Sa 9:00–13:00".
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let short = |day| {
            let word = DAYS.iter().find(|(_, named)| *named == day);
            word.map_or_else(String::new, |(word, _)| {
                let (first, rest) = word.split_at(1);
                format!("{}{rest}", first.to_uppercase())
            })
        };
        for (place, group) in self.groups().iter().enumerate() {
            let before = if place > 0 { "; " } else { "" };
            write!(f, "{before}{} {}", group.days(short), group.times())?;
        }
        Ok(())
    }
}

const WEEK: [Weekday; 7] = [
    Weekday::Monday,
    Weekday::Tuesday,
    Weekday::Wednesday,
    Weekday::Thursday,
    Weekday::Friday,
    Weekday::Saturday,
    Weekday::Sunday,
];

/// Returns a day's place in the week, Monday first.
fn place_of(day: Weekday) -> usize {
    WEEK.iter()
        .position(|&other| other == day)
        .unwrap_or_default()
}

/// Writes a minute of the day: "8:30".
fn clock(minute: u16) -> String {
    format!("{}:{:02}", minute / 60, minute % 60)
}

#[cfg(test)]
mod tests;
