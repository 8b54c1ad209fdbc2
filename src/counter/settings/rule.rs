//! What the value of a setting must be, and the field of its type that takes it.

use std::{path::PathBuf, str::FromStr};

use super::values::Values;
use crate::{
    case::OpeningHoursError,
    domain::{Fault, letters},
    http,
    spool::{Pins, Target},
};

/// The field of a setting.
pub(super) type Field<T> = fn(&mut Values) -> &mut T;

/// What a word of a choice does.
pub(super) type Meaning = fn(&mut Values);

/// What a value must be. A rule names the field, too, so that a setting that nobody can read does not compile; a
/// secret has none, it stays sealed.
#[derive(Clone, Copy, Debug)]
pub(super) enum Rule {
    /// One of these words, each with what it means.
    Choice(&'static [(&'static str, Meaning)]),
    /// Two capital letters.
    Country(Field<String>),
    /// A file, or several with commas between them; relative to the folder it was set from.
    Files(Field<Vec<PathBuf>>),
    /// Digits and capital letters.
    Location(Field<String>),
    /// A whole number between two.
    Number((u32, u32), Field<u32>),
    /// Something about when the pharmacy is open, as this reads it.
    Opening(fn(&mut Values, &str) -> Result<(), OpeningHoursError>),
    /// Printers with the certificates that are trusted.
    Pins(Field<Pins>),
    /// A queue, or the address of a printer.
    Printer(Field<Target>),
    /// A proxy: http or https, a host, perhaps a login.
    Proxy(Field<String>),
    /// Never shown, sealed in the file.
    Secret,
    /// A line of at most so many characters.
    Text(usize, Field<String>),
    /// The keyword of a tray.
    Tray(Field<String>),
    /// http or https, a host, no query.
    Url(Field<String>),
}

/// Why a value is refused.
#[derive(Debug)]
pub(super) enum Refused {
    /// This is expected.
    Expected(String),
    /// Not what can be said of when the pharmacy is open.
    Hours(OpeningHoursError),
}

/// Reads something about when the pharmacy is open; what cannot be read leaves nothing.
pub(super) fn read<T: FromStr<Err = OpeningHoursError>>(
    field: &mut Option<T>,
    text: &str,
) -> Result<(), OpeningHoursError> {
    *field = None;
    *field = Some(text.parse()?);
    Ok(())
}

impl Rule {
    /// Returns a value that keeps the rule as it is kept, or why the paper cannot show it.
    pub(super) fn kept(&self, value: &str) -> Result<String, Fault> {
        match self {
            Self::Files(_) => Ok(absolute(value)),
            Self::Text(max, _) => letters::on_paper(value, *max),
            Self::Choice(_)
            | Self::Country(_)
            | Self::Location(_)
            | Self::Number(..)
            | Self::Opening(_)
            | Self::Pins(_)
            | Self::Printer(_)
            | Self::Proxy(_)
            | Self::Secret
            | Self::Tray(_)
            | Self::Url(_) => Ok(value.to_owned()),
        }
    }

    /// Expects a value that can be used.
    pub(super) fn check(&self, value: &str) -> Result<(), Refused> {
        match self {
            Self::Choice(words) => {
                let words: Vec<_> = words.iter().map(|(word, _)| *word).collect();
                expect(words.contains(&value), || words.join(" or "))
            }
            Self::Country(_) => expect(
                value.len() == 2 && value.bytes().all(|b| b.is_ascii_uppercase()),
                || "a country code of two capital letters".to_owned(),
            ),
            // What was taken once as a proxy keeps no counter closed: every case says what is wrong with it.
            Self::Files(_) | Self::Proxy(_) | Self::Secret => Ok(()),
            Self::Location(_) => expect(value.bytes().all(is_of_a_location), || {
                "digits and capital letters".to_owned()
            }),
            Self::Number((min, max), _) => expect(
                value
                    .parse()
                    .is_ok_and(|is: u32| (*min..=*max).contains(&is)),
                || format!("a whole number from {min} to {max}"),
            ),
            Self::Opening(read) => read(&mut Values::default(), value).map_err(Refused::Hours),
            Self::Pins(_) => expect(value.parse::<Pins>().is_ok(), || {
                "HOST:PORT=SHA-256 in small hexadecimal digits".to_owned()
            }),
            Self::Printer(_) => match value.parse::<Target>() {
                Ok(_) => Ok(()),
                Err(error) => Err(Refused::Expected(error.to_string())),
            },
            Self::Text(max, _) => expect(is_line(value, *max), || {
                format!("one line of at most {max} characters")
            }),
            Self::Tray(_) => expect(is_tray(value), || {
                "the name of a tray, such as tray-1".to_owned()
            }),
            Self::Url(_) => expect(http::is_address(value), || {
                "an address such as https://portal.example, without a query".to_owned()
            }),
        }
    }

    /// Says what is expected of a value that is set anew, where it is not that.
    pub(super) fn expected_anew(&self, value: &str) -> Option<String> {
        match self {
            Self::Proxy(_) => http::proxy_refused(value)
                .map(|fault| format!("an HTTP proxy such as http://proxy.example:8080: {fault}")),
            Self::Choice(_)
            | Self::Country(_)
            | Self::Files(_)
            | Self::Location(_)
            | Self::Number(..)
            | Self::Opening(_)
            | Self::Pins(_)
            | Self::Printer(_)
            | Self::Secret
            | Self::Text(..)
            | Self::Tray(_)
            | Self::Url(_) => None,
        }
    }

    /// Puts a value that keeps the rule into its field; one about hours that does not leaves nothing there.
    pub(super) fn put(&self, values: &mut Values, value: &str) {
        match self {
            Self::Choice(words) => {
                if let Some((_, choose)) = words.iter().find(|(word, _)| *word == value) {
                    choose(values);
                }
            }
            Self::Country(field)
            | Self::Location(field)
            | Self::Proxy(field)
            | Self::Text(_, field)
            | Self::Tray(field)
            | Self::Url(field) => value.clone_into(field(values)),
            Self::Files(field) => *field(values) = files(value),
            Self::Number(_, field) => *field(values) = value.parse().unwrap_or_default(),
            // What is wrong with it is said by `Settings::unreadable`.
            Self::Opening(read) => drop(read(values, value)),
            Self::Pins(field) => *field(values) = value.parse().unwrap_or_default(),
            Self::Printer(field) => *field(values) = value.parse().unwrap_or_default(),
            Self::Secret => {}
        }
    }
}

fn expect(holds: bool, expected: impl FnOnce() -> String) -> Result<(), Refused> {
    if holds {
        Ok(())
    } else {
        Err(Refused::Expected(expected()))
    }
}

fn is_of_a_location(byte: u8) -> bool {
    byte.is_ascii_uppercase() || byte.is_ascii_digit()
}

fn is_line(value: &str, max: usize) -> bool {
    value.chars().count() <= max && !value.chars().any(char::is_control)
}

fn is_tray(value: &str) -> bool {
    let is_of_a_keyword = |b: u8| b.is_ascii_alphanumeric() || b"-._".contains(&b);
    value.len() <= 127 && value.bytes().all(is_of_a_keyword)
}

/// Lists the files that a value names.
fn files(value: &str) -> Vec<PathBuf> {
    let paths = value.split(',').map(str::trim);
    let paths = paths.filter(|path| !path.is_empty());
    paths.map(PathBuf::from).collect()
}

/// Makes paths independent of the folder that somebody stands in.
fn absolute(files: &str) -> String {
    let files = files.split(',').map(str::trim).map(|path| {
        std::path::absolute(path)
            .map_or_else(|_| path.to_owned(), |path| path.display().to_string())
    });
    files.collect::<Vec<_>>().join(",")
}
