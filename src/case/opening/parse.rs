//! Opening hours from what staff type.

use std::{cmp::Ordering, str::FromStr};

use jiff::civil::Weekday;

use super::{Eves, MAX_CHARACTERS, Opening, OpeningHours, OpeningHoursError, WEEK, clock};

/// What a text says of some days, until the next days begin.
#[derive(Debug, Default)]
struct Said<'a> {
    days: Vec<Weekday>,
    /// The word for public holidays, which may stand here to be closed.
    holidays: Option<&'a str>,
    openings: Vec<Opening>,
    closed: bool,
}

impl FromStr for OpeningHours {
    type Err = OpeningHoursError;

    /// Reads days followed by times, German or English: "Mo-Fr 8:30-18:30, Sa 9-13" or
    /// "Mo, Di, Do, Fr 8-13 und 14:30-18:30; Mi 8-13; So geschlossen".
    ///
    /// What separates them does not matter: a day after a time begins the next group. The times of a day add
    /// up. "Closed" takes away what was said of more days than it names, wherever it stands, and is itself
    /// overridden by what is said of fewer: "täglich 8-20, Sa-So geschlossen, So 10-12" opens on Sunday from
    /// 10 to 12. What is said of as many days cannot be told apart and is refused. Public holidays may be said
    /// to be closed, which they are anyway.
    fn from_str(text: &str) -> Result<Self, OpeningHoursError> {
        let is = text.chars().count();
        if is > MAX_CHARACTERS {
            return Err(OpeningHoursError::TooLong { is });
        }
        let said = groups(&tokens(text)?)?;
        let mut hours = Self {
            week: Default::default(),
        };
        for day in WEEK {
            for opening in openings(day, &said)? {
                hours.open(day, opening)?;
            }
        }
        if hours.groups().is_empty() {
            return Err(OpeningHoursError::Missing);
        }
        Ok(hours)
    }
}

/// Returns when a day opens by all that is said of it.
fn openings(day: Weekday, said: &[Said<'_>]) -> Result<Vec<Opening>, OpeningHoursError> {
    let of_day = || said.iter().filter(|said| said.days.contains(&day));
    let closed = of_day().filter(|said| said.closed);
    let closed = closed.map(|said| said.days.len()).min();
    let mut openings = Vec::new();
    for said in of_day().filter(|said| !said.openings.is_empty()) {
        match closed.map(|days| said.days.len().cmp(&days)) {
            Some(Ordering::Equal) => return Err(OpeningHoursError::OpenAndClosed(day)),
            Some(Ordering::Greater) => {}
            Some(Ordering::Less) | None => openings.extend(&said.openings),
        }
    }
    Ok(openings)
}

/// Puts times and "closed" to their days.
fn groups<'a>(tokens: &[Token<'a>]) -> Result<Vec<Said<'a>>, OpeningHoursError> {
    let mut groups = Vec::new();
    let mut said = Said::default();
    let mut rest = tokens;
    loop {
        let is_full = said.closed || !said.openings.is_empty();
        if is_full && matches!(rest, [Token::Days(..) | Token::Holidays(_), ..] | []) {
            groups.push(std::mem::take(&mut said));
        }
        rest = match rest {
            [
                Token::Days(from, _),
                Token::Dash,
                Token::Days(_, to),
                rest @ ..,
            ]
            | [Token::Days(from, to), rest @ ..] => {
                for day in (0..=from.until(*to)).map(|day| from.wrapping_add(day)) {
                    if !said.days.contains(&day) {
                        said.days.push(day);
                    }
                }
                rest
            }
            [
                Token::Time(opens),
                Token::Dash,
                Token::Time(closes),
                rest @ ..,
            ] => {
                let opening = Opening::new(*opens, *closes)?;
                if let Some(word) = said.holidays {
                    return Err(OpeningHoursError::Unknown(word.to_owned()));
                }
                if said.days.is_empty() {
                    return Err(OpeningHoursError::NoDay(clock(*opens)));
                }
                said.openings.push(opening);
                rest
            }
            [Token::Holidays(word), rest @ ..] => {
                said.holidays = Some(word);
                rest
            }
            [Token::Closed, ..] if said.days.is_empty() && said.holidays.is_none() => {
                return Err(OpeningHoursError::ClosedWhen);
            }
            [Token::Closed, rest @ ..] => {
                said.closed = true;
                rest
            }
            [Token::Time(opens), ..] => return Err(OpeningHoursError::NoEnd(clock(*opens))),
            [Token::Dash, ..] => return Err(OpeningHoursError::StrayDash),
            [] => break,
        };
    }
    match (said.days.last(), said.holidays) {
        (_, Some(word)) => Err(OpeningHoursError::Unknown(word.to_owned())),
        (Some(&day), None) => Err(OpeningHoursError::NoTimes(day)),
        (None, None) => Ok(groups),
    }
}

impl FromStr for Eves {
    type Err = OpeningHoursError;

    /// Reads a time of day or "closed", German or English.
    fn from_str(text: &str) -> Result<Self, OpeningHoursError> {
        match tokens(text).as_deref() {
            Ok([Token::Time(closes)]) => Ok(Self::Until(*closes)),
            Ok([Token::Closed]) => Ok(Self::Closed),
            Ok(_) | Err(_) => Err(OpeningHoursError::NotAClosing(text.to_owned())),
        }
    }
}

/// What a text is made of, once words and punctuation that say nothing are gone.
#[derive(Clone, Copy, Debug)]
enum Token<'a> {
    /// From one day to another; a single day is both.
    Days(Weekday, Weekday),
    /// A minute of the day.
    Time(u16),
    /// From the one to the other.
    Dash,
    /// These days do not open.
    Closed,
    /// Public holidays, by this word.
    Holidays(&'a str),
}

fn tokens(text: &str) -> Result<Vec<Token<'_>>, OpeningHoursError> {
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

fn word(text: &str) -> Result<Option<Token<'_>>, OpeningHoursError> {
    let word = text.to_lowercase();
    if let Some((_, day)) = DAYS.iter().find(|(name, _)| *name == word) {
        return Ok(Some(Token::Days(*day, *day)));
    }
    match word.as_str() {
        "bis" | "to" | "until" | "till" => Ok(Some(Token::Dash)),
        "täglich" | "daily" => Ok(Some(Token::Days(Weekday::Monday, Weekday::Sunday))),
        "geschlossen" | "closed" | "zu" => Ok(Some(Token::Closed)),
        "feiertag" | "feiertage" | "feiertagen" | "feiertags" | "holiday" | "holidays" => {
            Ok(Some(Token::Holidays(text)))
        }
        "an" | "on" | "public" | "und" | "u" | "and" | "von" | "from" | "uhr" | "h" => Ok(None),
        _ => Err(OpeningHoursError::Unknown(text.to_owned())),
    }
}

/// The words for days, the short German one first.
pub(super) const DAYS: [(&str, Weekday); 34] = [
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
