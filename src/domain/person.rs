//! The holder of a certificate: name and date of birth.
//!
//! <https://github.com/ehn-dcc-development/ehn-dcc-schema> 1.3.x, members `nam` and `dob`.

use std::fmt;

use jiff::civil::Date;

use super::{
    Error, Fault, Field,
    letters::{MAX_CHARACTERS, tidy},
    transliteration,
};

/// The holder of a certificate.
#[derive(Clone, PartialEq, Eq)]
pub struct Person {
    /// The name in both spellings.
    pub name: PersonName,
    /// The date of birth, as far as it is known.
    pub birth: BirthDate,
}

impl fmt::Debug for Person {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Person(hidden)")
    }
}

/// A name: a family name, given names, or both.
#[derive(Clone, PartialEq, Eq)]
pub struct PersonName {
    family: Option<NamePart>,
    given: Option<NamePart>,
}

impl PersonName {
    /// Joins the two parts; at least one must be there.
    pub fn new(family: Option<NamePart>, given: Option<NamePart>) -> Result<Self, Error> {
        if family.is_none() && given.is_none() {
            return Err(Error::new(Field::FamilyName, Fault::Missing));
        }
        Ok(Self { family, given })
    }

    /// Returns the family name.
    pub fn family(&self) -> Option<&NamePart> {
        self.family.as_ref()
    }

    /// Returns the given names.
    pub fn given(&self) -> Option<&NamePart> {
        self.given.as_ref()
    }

    /// Returns the name as the machine-readable line of a passport has it, without its padding.
    pub fn passport_line(&self) -> String {
        let line = |part: Option<&NamePart>| {
            part.map_or(String::new(), |part| part.transliteration.clone())
        };
        match (self.family(), self.given()) {
            (family, None) => line(family),
            (None, given) => line(given),
            (family, given) => format!("{}<<{}", line(family), line(given)),
        }
    }

    /// Returns the first letters of the given and the family name, as on a pick-up slip: "E. M."
    ///
    /// They are those of the travel document, so that they are Latin whatever script the name is in.
    pub fn initials(&self) -> String {
        let parts = [self.given(), self.family()].into_iter().flatten();
        let letters = parts.filter_map(|part| part.transliteration.chars().next());
        letters
            .map(|letter| format!("{letter}."))
            .collect::<Vec<_>>()
            .join(" ")
    }
}

impl fmt::Debug for PersonName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PersonName(hidden)")
    }
}

/// One part of a name, as spelt and as the travel document transliterates it.
#[derive(Clone, PartialEq, Eq)]
pub struct NamePart {
    text: String,
    transliteration: String,
}

impl NamePart {
    /// Reads a part of a name; `None` when nothing was typed.
    ///
    /// `transliteration` is the spelling of the holder's travel document where staff have seen it. It beats our table
    /// (ICAO Doc 9303 part 3 section 6).
    pub fn parse(text: &str, transliteration: Option<&str>) -> Result<Option<Self>, Fault> {
        let text = tidy(text)?;
        if text.is_empty() {
            return Ok(None);
        }
        let is = text.chars().count();
        if is > MAX_CHARACTERS {
            return Err(Fault::TooLong {
                max: MAX_CHARACTERS,
                is,
            });
        }
        let transliteration = match transliteration {
            Some(typed) => transliteration::check(typed)?,
            None => transliteration::transliterate(&text)?,
        };
        Ok(Some(Self {
            text,
            transliteration,
        }))
    }

    /// Returns the original spelling, in NFC.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Returns the transliteration: `A` to `Z` and `<`.
    pub fn transliteration(&self) -> &str {
        &self.transliteration
    }
}

impl fmt::Debug for NamePart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("NamePart(hidden)")
    }
}

/// A date of birth, as far as it is known.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum BirthDate {
    /// Nothing is known.
    Unknown,
    /// The year alone.
    Year(i16),
    /// Year and month.
    Month {
        /// The year.
        year: i16,
        /// The month, 1 to 12.
        month: i8,
    },
    /// The whole date.
    Day(Date),
}

impl BirthDate {
    /// Reads the form of the certificate: `1979-04-14`, `1979-04`, `1979` or nothing.
    pub fn parse_iso(text: &str) -> Option<Self> {
        let parts: Vec<&str> = if text.is_empty() {
            Vec::new()
        } else {
            text.split('-').collect()
        };
        let number = |part: &str, digits: usize| {
            (part.len() == digits && part.bytes().all(|b| b.is_ascii_digit()))
                .then(|| part.parse::<i16>().ok())
                .flatten()
        };
        let birth = match parts.as_slice() {
            [] => Self::Unknown,
            [year] => Self::Year(number(year, 4)?),
            [year, month] => Self::Month {
                year: number(year, 4)?,
                month: i8::try_from(number(month, 2)?).ok()?,
            },
            [year, month, day] => Self::Day(
                Date::new(
                    number(year, 4)?,
                    i8::try_from(number(month, 2)?).ok()?,
                    i8::try_from(number(day, 2)?).ok()?,
                )
                .ok()?,
            ),
            _ => return None,
        };
        birth.in_range().then_some(birth)
    }

    /// Returns the form of the certificate.
    pub fn to_iso(self) -> String {
        match self {
            Self::Unknown => String::new(),
            Self::Year(year) => format!("{year:04}"),
            Self::Month { year, month } => format!("{year:04}-{month:02}"),
            Self::Day(date) => date.to_string(),
        }
    }

    /// Returns the earliest day it can mean.
    pub fn earliest(self) -> Option<Date> {
        match self {
            Self::Unknown => None,
            Self::Year(year) => Date::new(year, 1, 1).ok(),
            Self::Month { year, month } => Date::new(year, month, 1).ok(),
            Self::Day(date) => Some(date),
        }
    }

    /// Returns the age in whole years, when the whole date is known.
    pub fn age_on(self, today: Date) -> Option<i16> {
        let Self::Day(date) = self else { return None };
        let had_birthday = (today.month(), today.day()) >= (date.month(), date.day());
        Some(today.year() - date.year() - i16::from(!had_birthday))
    }

    /// Whether year and month lie in what the certificate can hold: 1900 to 2099.
    fn in_range(self) -> bool {
        self.earliest()
            .map_or(matches!(self, Self::Unknown), |date| {
                (1900..=2099).contains(&date.year())
            })
    }
}

impl fmt::Debug for BirthDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("BirthDate(hidden)")
    }
}
