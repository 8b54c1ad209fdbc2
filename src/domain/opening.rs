//! When a pharmacy is open, as its staff type it, and when a customer is asked to come back.

use std::{fmt, str::FromStr};

use jiff::{
    SignedDuration, ZonedDateTime,
    civil::{DateTime, Weekday},
};

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

/// Why a text tells no opening hours.
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

    /// Chooses when a customer is asked to come back: a quarter hour, at which the pharmacy is open.
    ///
    /// It is one of the next [`CHOICES`] quarter hours of opening time that begin at least [`EARLIEST`]
    /// from now and at least a quarter hour before the doors close. Two hours, because then a short outage
    /// is over, and nobody stays at the counter to wait for it. Eight hours of opening, about one day's,
    /// because those who were captured while the portal was down then return as evenly as customers come on
    /// any other day, however many they are and whenever the portal is back. A pharmacy that rarely opens
    /// spreads them over a week at most.
    ///
    /// `random` may be any number; the same one gives the same moment. A quarter hour that a clock change
    /// leaves out is never chosen.
    pub fn pickup(&self, now: &ZonedDateTime, random: u64) -> DateTime {
        let choices: Vec<DateTime> = self.quarters(now).take(CHOICES).collect();
        let count = u64::try_from(choices.len()).unwrap_or_default();
        random
            .checked_rem(count)
            .and_then(|choice| usize::try_from(choice).ok())
            .and_then(|choice| choices.get(choice))
            .copied()
            // Only where the calendar itself ends.
            .unwrap_or_else(|| now.datetime())
    }

    /// Lists the quarter hours from which on a customer may come, a week of them.
    fn quarters(&self, now: &ZonedDateTime) -> impl Iterator<Item = DateTime> {
        let earliest = now.timestamp().saturating_add(EARLIEST);
        let zone = now.time_zone().clone();
        let first = now.date();
        let days = std::iter::successors(Some(first), |day| day.tomorrow().ok());
        // Eight days, since on the last of them hours may come that are over on the first.
        days.take(8)
            .flat_map(|day| {
                let openings = self.week.get(place_of(day.weekday()));
                openings
                    .into_iter()
                    .flatten()
                    .flat_map(|opening| opening.quarters())
                    .filter_map(move |minute| {
                        let hour = i8::try_from(minute / 60).ok()?;
                        Some(day.at(hour, i8::try_from(minute % 60).ok()?, 0, 0))
                    })
            })
            .filter(move |&quarter| {
                let there = zone.to_zoned_datetime(quarter);
                there.is_ok_and(|there| {
                    there.datetime() == quarter
                        && earliest.as_ref().is_ok_and(|at| there.timestamp() >= *at)
                })
            })
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

/// How far ahead a customer is asked to come at the earliest.
pub const EARLIEST: SignedDuration = SignedDuration::from_hours(2);
/// Over how many quarter hours of opening time those who come back are spread.
pub const CHOICES: usize = 32;

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
    /// Writes what [`OpeningHours::from_str`] reads back: "Mo–Fr 8:30–18:30; Sa 9:00–13:00".
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

impl FromStr for OpeningHours {
    type Err = OpeningHoursError;

    /// Reads days followed by times, German or English: "Mo-Fr 8:30-18:30, Sa 9-13" or
    /// "Mo, Di, Do, Fr 8-13 und 14:30-18:30; Mi 8-13; So geschlossen".
    ///
    /// What separates them does not matter: a day after a time begins the next group.
    fn from_str(text: &str) -> Result<Self, OpeningHoursError> {
        let is = text.chars().count();
        if is > MAX_CHARACTERS {
            return Err(OpeningHoursError::TooLong { is });
        }
        let tokens = tokens(text)?;
        let mut hours = Self {
            week: Default::default(),
        };
        // The days of the group, and whether their times have begun.
        let (mut days, mut timed) = (Vec::new(), true);
        let mut rest = tokens.as_slice();
        loop {
            let starts_with_day = matches!(rest, [Token::Days(..), ..]);
            if starts_with_day && timed {
                days.clear();
                timed = false;
            }
            rest = match rest {
                [
                    Token::Days(from, _),
                    Token::Dash,
                    Token::Days(_, to),
                    rest @ ..,
                ]
                | [Token::Days(from, to), rest @ ..] => {
                    let until = from.until(*to);
                    days.extend((0..=until).map(|day| from.wrapping_add(day)));
                    rest
                }
                [
                    Token::Time(opens),
                    Token::Dash,
                    Token::Time(closes),
                    rest @ ..,
                ] => {
                    let opening = Opening::new(*opens, *closes)?;
                    if days.is_empty() {
                        return Err(OpeningHoursError::NoDay(clock(*opens)));
                    }
                    for &day in &days {
                        hours.open(day, opening)?;
                    }
                    timed = true;
                    rest
                }
                [Token::Closed, rest @ ..] => {
                    timed = true;
                    rest
                }
                [Token::Time(opens), ..] => return Err(OpeningHoursError::NoEnd(clock(*opens))),
                [Token::Dash, ..] => return Err(OpeningHoursError::StrayDash),
                [] => break,
            };
        }
        match days.last() {
            Some(&day) if !timed => Err(OpeningHoursError::NoTimes(day)),
            _ if hours.groups().is_empty() => Err(OpeningHoursError::Missing),
            _ => Ok(hours),
        }
    }
}

/// What a text is made of, once words and punctuation that say nothing are gone.
#[derive(Clone, Copy, Debug)]
enum Token {
    /// From one day to another; a single day is both.
    Days(Weekday, Weekday),
    /// A minute of the day.
    Time(u16),
    /// From the one to the other.
    Dash,
    /// These days do not open.
    Closed,
}

fn tokens(text: &str) -> Result<Vec<Token>, OpeningHoursError> {
    let mut tokens = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let of = |belongs: fn(char) -> bool| rest.find(|c| !belongs(c)).unwrap_or(rest.len());
        let length = if first.is_ascii_digit() {
            of(|c| c.is_ascii_digit() || c == ':' || c == '.')
        } else if first.is_alphabetic() {
            of(char::is_alphabetic)
        } else {
            first.len_utf8()
        };
        let (piece, after) = rest.split_at(length);
        rest = after;
        match first {
            '0'..='9' => tokens.push(Token::Time(time(piece)?)),
            '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' => tokens.push(Token::Dash),
            _ if first.is_whitespace() || ",;.:/&+|".contains(first) => {}
            _ => tokens.extend(word(piece)?),
        }
    }
    Ok(tokens)
}

/// Reads a time of day: `8`, `8:30`, `08.30`, `0830`, `24`.
fn time(text: &str) -> Result<u16, OpeningHoursError> {
    let fault = || OpeningHoursError::NotATime(text.to_owned());
    // The full stop of a sentence belongs to no time.
    let digits = text.trim_end_matches(['.', ':']);
    let (hour, minute) = match digits.split_once(['.', ':']) {
        Some((hour, minute)) if minute.len() == 2 => (hour, minute),
        None if digits.len() > 2 => digits.split_at(digits.len() - 2),
        None => (digits, "00"),
        Some(_) => return Err(fault()),
    };
    let hour: u16 = hour.parse().ok().ok_or_else(fault)?;
    let minute: u16 = minute.parse().ok().ok_or_else(fault)?;
    let at = hour.saturating_mul(60).saturating_add(minute);
    if minute > 59 || at > 24 * 60 {
        return Err(fault());
    }
    Ok(at)
}

fn word(text: &str) -> Result<Option<Token>, OpeningHoursError> {
    let word = text.to_lowercase();
    if let Some((_, day)) = DAYS.iter().find(|(name, _)| *name == word) {
        return Ok(Some(Token::Days(*day, *day)));
    }
    match word.as_str() {
        "bis" | "to" | "until" | "till" => Ok(Some(Token::Dash)),
        "täglich" | "daily" => Ok(Some(Token::Days(Weekday::Monday, Weekday::Sunday))),
        "geschlossen" | "closed" | "zu" => Ok(Some(Token::Closed)),
        "und" | "u" | "and" | "von" | "from" | "uhr" | "h" => Ok(None),
        _ => Err(OpeningHoursError::Unknown(text.to_owned())),
    }
}

/// The words for days, the short German one first.
const DAYS: [(&str, Weekday); 34] = [
    ("mo", Weekday::Monday),
    ("di", Weekday::Tuesday),
    ("mi", Weekday::Wednesday),
    ("do", Weekday::Thursday),
    ("fr", Weekday::Friday),
    ("sa", Weekday::Saturday),
    ("so", Weekday::Sunday),
    ("montag", Weekday::Monday),
    ("dienstag", Weekday::Tuesday),
    ("mittwoch", Weekday::Wednesday),
    ("donnerstag", Weekday::Thursday),
    ("freitag", Weekday::Friday),
    ("samstag", Weekday::Saturday),
    ("sonnabend", Weekday::Saturday),
    ("sonntag", Weekday::Sunday),
    ("mon", Weekday::Monday),
    ("monday", Weekday::Monday),
    ("tu", Weekday::Tuesday),
    ("tue", Weekday::Tuesday),
    ("tues", Weekday::Tuesday),
    ("tuesday", Weekday::Tuesday),
    ("we", Weekday::Wednesday),
    ("wed", Weekday::Wednesday),
    ("wednesday", Weekday::Wednesday),
    ("th", Weekday::Thursday),
    ("thu", Weekday::Thursday),
    ("thurs", Weekday::Thursday),
    ("thursday", Weekday::Thursday),
    ("fri", Weekday::Friday),
    ("friday", Weekday::Friday),
    ("sat", Weekday::Saturday),
    ("saturday", Weekday::Saturday),
    ("sun", Weekday::Sunday),
    ("sunday", Weekday::Sunday),
];

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
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;

    fn hours(text: &str) -> OpeningHours {
        text.parse().unwrap()
    }

    fn now(text: &str) -> ZonedDateTime {
        text.parse().unwrap()
    }

    #[test]
    fn what_a_pharmacist_types_is_read_and_written_back() {
        let long = "Mo–Fr 8:30–18:30; Sa 9:00–13:00";
        let noon = "Mo, Di, Do, Fr 8:00–13:00, 14:30–18:30; Mi 8:00–13:00";
        for (text, read) in [
            ("Mo-Fr 8:30-18:30, Sa 9-13", long),
            ("Mo.-Fr.: 8.30 - 18.30 Uhr; Sa. 9-13 Uhr.", long),
            (
                "Montag bis Freitag von 0830 bis 1830 und Samstag 9 bis 13 Uhr, Sonntag geschlossen",
                long,
            ),
            ("Mon-Fri 08:30–18:30 / Sat 09:00-13:00 / Sun closed", long),
            (
                "Monday to Friday 8:30 until 18:30h and Saturday 9 to 13h",
                long,
            ),
            ("Sonnabend 9-13\nMo, Di, Mi, Do, Fr 830-1830", long),
            ("Mo,Di,Do,Fr 8-13 und 14:30-18:30; Mi 8-13", noon),
            ("Mo-Fr 8-13, Mo Di Do Fr 14:30-18:30", noon),
            (
                "Mo & Di 8-13 + 14.30-18.30 | Th, Fri 8-13, 14:30-18:30 | We 8-13",
                noon,
            ),
            ("täglich 0-24", "Mo–So 0:00–24:00"),
            ("Fr-Mo 10-12", "Mo, Fr–So 10:00–12:00"),
        ] {
            let hours = hours(text);
            assert_eq!(hours.to_string(), read, "{text}");
            assert_eq!(read.parse(), Ok(hours));
        }
    }

    #[test]
    fn a_fault_is_named() {
        for (text, fault) in [
            (
                "",
                "no opening hours, expected is a text such as Mo-Fr 8:30-18:30, Sa 9-13",
            ),
            (
                "So geschlossen",
                "no opening hours, expected is a text such as Mo-Fr 8:30-18:30, Sa 9-13",
            ),
            (
                "Mo-Fr 8-18, Feiertage 9-12",
                "\"Feiertage\" is no day of the week and no time",
            ),
            (
                "Mo-Fr 8-25",
                "\"25\" is not a time, expected is hour and minute such as 8:30",
            ),
            (
                "Mo-Fr 8:3-18",
                "\"8:3\" is not a time, expected is hour and minute such as 8:30",
            ),
            (
                "Mo-Fr 8-24:01",
                "\"24:01\" is not a time, expected is hour and minute such as 8:30",
            ),
            ("8-18", "say on which days it opens at 8:00"),
            ("Mo-Fr 8-18, Sa", "say when it opens on Saturday"),
            ("Mo-Fr ab 8", "\"ab\" is no day of the week and no time"),
            ("Mo-Fr 8", "say until when it is open from 8:00 on"),
            ("Mo-Fr 8--18", "say until when it is open from 8:00 on"),
            (
                "Mo-Fr - 8-18",
                "a dash stands between two days or two times",
            ),
            (
                "Fr 20-2",
                "20:00–2:00: must close at least half an hour after it opens, and on the same day",
            ),
            (
                "Mo 8:00-8:29",
                "8:00–8:29: must close at least half an hour after it opens, and on the same day",
            ),
            ("Mo-Fr 8-13, Di 12:30-18", "two openings overlap on Tuesday"),
            ("Mo 8★18", "\"★\" is no day of the week and no time"),
        ] {
            let found = text.parse::<OpeningHours>().unwrap_err();
            assert_eq!(found.to_string(), fault, "{text}");
        }
        let long = "Mo 8-9 ".repeat(40).parse::<OpeningHours>();
        assert_eq!(long, Err(OpeningHoursError::TooLong { is: 280 }));
    }

    #[test]
    fn the_moment_to_come_is_spread_over_the_coming_day_of_opening() {
        let hours = hours("Mo-Fr 8:30-18:30, Sa 9-13");
        let at = |now: &ZonedDateTime, choice| hours.pickup(now, choice);
        // Tuesday morning: from two hours later to the next morning.
        let tuesday = now("2026-11-24T10:07[Europe/Berlin]");
        assert_eq!(at(&tuesday, 0), date(2026, 11, 24).at(12, 15, 0, 0));
        assert_eq!(at(&tuesday, 24), date(2026, 11, 24).at(18, 15, 0, 0));
        assert_eq!(at(&tuesday, 25), date(2026, 11, 25).at(8, 30, 0, 0));
        assert_eq!(at(&tuesday, 31), date(2026, 11, 25).at(10, 0, 0, 0));
        assert_eq!(at(&tuesday, 32), at(&tuesday, 0));
        // Saturday just before closing: Monday, all day.
        let saturday = now("2026-11-28T12:50[Europe/Berlin]");
        assert_eq!(at(&saturday, 0), date(2026, 11, 30).at(8, 30, 0, 0));
        assert_eq!(at(&saturday, 31), date(2026, 11, 30).at(16, 15, 0, 0));
    }

    #[test]
    fn a_pharmacy_that_rarely_opens_spreads_over_a_week() {
        let hours = hours("Di 9-10");
        let tuesday = now("2026-11-24T09:10[Europe/Berlin]");
        let days: Vec<_> = (0..8)
            .map(|choice| hours.pickup(&tuesday, choice))
            .collect();
        let next = date(2026, 12, 1);
        assert_eq!(
            days[..4],
            [0, 15, 30, 45].map(|minute| next.at(9, minute, 0, 0))
        );
        assert_eq!(days[..4], days[4..]);
    }

    #[test]
    fn two_hours_are_two_hours_when_the_clocks_change() {
        let hours = hours("täglich 0-24");
        // 1:30 and two hours more: 4:30 in spring, 2:30 winter time in autumn, which is written 2:30 for
        // the second time and therefore left out.
        let spring = now("2026-03-29T01:30[Europe/Berlin]");
        assert_eq!(hours.pickup(&spring, 0), date(2026, 3, 29).at(4, 30, 0, 0));
        let autumn = now("2026-10-25T01:30[Europe/Berlin]");
        assert_eq!(hours.pickup(&autumn, 0), date(2026, 10, 25).at(3, 0, 0, 0));
        // What the clock leaves out is never chosen.
        let before = now("2026-03-28T23:00[Europe/Berlin]");
        for choice in 0..32 {
            assert_ne!(hours.pickup(&before, choice).hour(), 2);
        }
    }

    #[test]
    fn the_end_of_the_calendar_is_no_end_of_the_program() {
        let last = now("9999-12-30T22:00[UTC]");
        assert_eq!(OpeningHours::default().pickup(&last, 7), last.datetime());
    }

    /// Any week: on each day no, one or two openings.
    fn any_hours() -> impl Strategy<Value = OpeningHours> {
        let day = prop_oneof![
            Just(Vec::new()),
            (0_u16..1380, 30_u16..60).prop_map(|(opens, long)| vec![(opens, opens + long)]),
            (0_u16..600, 30_u16..120, 0_u16..400, 30_u16..300).prop_map(
                |(opens, long, pause, more)| {
                    let again = opens + long + pause;
                    vec![(opens, opens + long), (again, again + more)]
                }
            ),
        ];
        proptest::array::uniform7(day)
            .prop_map(|week| OpeningHours {
                week: week.map(|day| {
                    let opening = |(opens, closes)| Opening { opens, closes };
                    day.into_iter().map(opening).collect()
                }),
            })
            .prop_filter("opens never", |hours| !hours.groups().is_empty())
    }

    proptest! {
        #[test]
        fn opening_hours_come_back_from_their_text(hours in any_hours()) {
            let text = hours.to_string();
            match text.parse() {
                Ok(read) => prop_assert_eq!(hours, read),
                Err(fault) => {
                    let is = text.chars().count();
                    prop_assert!(is > MAX_CHARACTERS);
                    prop_assert_eq!(fault, OpeningHoursError::TooLong { is });
                }
            }
        }

        #[test]
        fn no_text_makes_the_reader_panic(text in "[MoDiFr0-9:., –★\u{e4}-]{0,40}") {
            drop(text.parse::<OpeningHours>());
        }

        #[test]
        fn a_customer_finds_the_door_open_two_hours_later_or_more(
            hours in any_hours(), second in 1_600_000_000_i64..2_100_000_000, random: u64,
        ) {
            let now = jiff::Timestamp::from_second(second).unwrap();
            let now = now.in_tz("Europe/Berlin").unwrap();
            let come = hours.pickup(&now, random);
            let minute = u16::try_from(come.hour()).unwrap() * 60 + u16::try_from(come.minute()).unwrap();
            prop_assert_eq!((minute % 15, come.second()), (0, 0));
            let open = &hours.week[place_of(come.weekday())];
            prop_assert!(open.iter().any(|opening| opening.opens <= minute && minute + 15 <= opening.closes));
            let there = come.to_zoned_datetime(now.time_zone().clone()).unwrap();
            prop_assert_eq!(there.datetime(), come);
            let ahead = there.duration_since(&now);
            prop_assert!(ahead >= EARLIEST, "{ahead}");
            prop_assert!(ahead <= SignedDuration::from_hours(8 * 24), "{ahead}");
        }

        #[test]
        fn those_who_were_captured_together_come_back_evenly(hours in any_hours(), second in 1_600_000_000_i64..2_100_000_000) {
            let now = jiff::Timestamp::from_second(second).unwrap().in_tz("Europe/Berlin").unwrap();
            let slots: Vec<_> = hours.quarters(&now).take(CHOICES).collect();
            let mut counts = std::collections::BTreeMap::new();
            for random in 0..slots.len() as u64 * 3 {
                *counts.entry(hours.pickup(&now, random)).or_insert(0) += 1;
            }
            prop_assert_eq!(counts.len(), slots.len());
            prop_assert!(counts.values().all(|&count| count == 3));
        }
    }
}
