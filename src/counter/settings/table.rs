//! The table of settings: names, defaults, and what each value must be.

use std::str::FromStr;

use super::Error;
use crate::{
    case::{
        OpeningHours, OpeningHoursError,
        opening::{ClosedDays, Eves, Land},
    },
    domain::letters,
    paper::CODE_SIDES,
    spool::{Pins, Target},
};

/// One key of the table.
#[derive(Clone, Copy, Debug)]
pub struct Setting {
    /// Its name, as `config set` takes it.
    pub key: &'static str,
    /// What holds where nothing is set.
    pub default: &'static str,
    /// What it is for, in one line.
    pub about: &'static str,
    pub(super) rule: Rule,
}

/// What a value must be.
#[derive(Clone, Copy, Debug)]
pub(super) enum Rule {
    /// One of these words.
    Choice(&'static [&'static str]),
    /// Two capital letters.
    Country,
    /// A file, or several with commas between them; relative to the folder it was set from.
    Files,
    /// Digits and capital letters.
    Location,
    /// A whole number between two.
    Number(u32, u32),
    /// Something about when the pharmacy is open, as this reads it.
    Opening(fn(&str) -> Result<(), OpeningHoursError>),
    /// Printers with the certificates that are trusted.
    Pins,
    /// A queue, or the address of a printer.
    Printer,
    /// Never shown, sealed in the file.
    Secret,
    /// A line of at most so many characters.
    Text(usize),
    /// The keyword of a tray.
    Tray,
    /// http or https, a host, no query.
    Url,
}

const fn row(key: &'static str, default: &'static str, rule: Rule, about: &'static str) -> Setting {
    Setting {
        key,
        default,
        about,
        rule,
    }
}

/// All settings, in the order in which a counter is set up.
pub const SETTINGS: &[Setting] = &[
    row(
        "profile",
        "training",
        Rule::Choice(&["training", "live"]),
        "training, or live: certificates that count",
    ),
    row(
        "pharmacy.name",
        "Muster-Apotheke",
        Rule::Text(80),
        "the name in the window and on the slip",
    ),
    row(
        "pharmacy.address",
        "",
        Rule::Text(120),
        "one line on the slip",
    ),
    row("pharmacy.phone", "", Rule::Text(40), "on the slip"),
    row(
        "pharmacy.hours",
        "Mo-Fr 8:30-18:30, Sa 9-13",
        Rule::Opening(read::<OpeningHours>),
        "opening hours, for the slip and its pick-up time",
    ),
    row(
        "pharmacy.state",
        "",
        Rule::Opening(read::<Land>),
        "whose public holidays close it, such as DE-BY; empty: only those of all Germany do",
    ),
    row(
        "pharmacy.closed",
        "",
        Rule::Opening(read::<ClosedDays>),
        "its own closed days: 24.5.2027, 27.12.2026-2.1.2027; every year without the year: 8.8.",
    ),
    row(
        "pharmacy.eves",
        "13:00",
        Rule::Opening(read::<Eves>),
        "when it closes on 24 and 31 December at the latest, or closed",
    ),
    row(
        "issuer.country",
        "XX",
        Rule::Country,
        "the signer's country (iss); XX in training",
    ),
    row(
        "issuer.place",
        "DE",
        Rule::Country,
        "the country of the vaccination (co)",
    ),
    row(
        "issuer.name",
        "Impftheke Übungsbetrieb · Training",
        Rule::Text(80),
        "the certificate issuer (is)",
    ),
    row(
        "issuer.location",
        "UEBUNG",
        Rule::Location,
        "the id of this place, from the operator of the portal",
    ),
    row(
        "portal.url",
        "",
        Rule::Url,
        "the portal's address; empty: the training key at hand signs",
    ),
    row(
        "portal.flow",
        "hash",
        Rule::Choice(&["hash", "issue", "eu"]),
        "hash: only a hash leaves the counter",
    ),
    row(
        "portal.login",
        "none",
        Rule::Choice(&["none", "key", "certificate"]),
        "how the counter shows who it is",
    ),
    row(
        "portal.key",
        "",
        Rule::Secret,
        "the API key for portal.login key",
    ),
    row(
        "portal.certificate",
        "",
        Rule::Files,
        "the PKCS#12 file for portal.login certificate",
    ),
    row(
        "portal.certificate-password",
        "",
        Rule::Secret,
        "the password of that file",
    ),
    row(
        "portal.roots",
        "",
        Rule::Files,
        "further TLS roots (PEM), beside the system's",
    ),
    row(
        "portal.signers",
        "",
        Rule::Files,
        "document signers that the portal may sign with (PEM); empty: in training the training key's",
    ),
    row(
        "portal.proxy",
        "",
        Rule::Url,
        "a proxy; empty: the system's",
    ),
    row(
        "portal.limit-seconds",
        "8",
        Rule::Number(2, 30),
        "how long a customer waits for one attempt",
    ),
    row(
        "queue.deadline-days",
        "14",
        Rule::Number(1, 60),
        "after so many days a case is erased, once staff have seen it",
    ),
    row(
        "slip.paper",
        "a6",
        Rule::Choice(&["a6", "roll"]),
        "a6, or roll: 80 mm",
    ),
    row(
        "printer.certificate",
        "",
        Rule::Printer,
        "the queue, or ipps://HOST/ipp/print; empty: the system's default",
    ),
    row(
        "printer.certificate-tray",
        "",
        Rule::Tray,
        "its tray with A4, as impftheke printers lists it; empty: it chooses",
    ),
    row(
        "printer.slip",
        "",
        Rule::Printer,
        "the printer of pick-up slips",
    ),
    row(
        "printer.slip-tray",
        "",
        Rule::Tray,
        "its tray with the slip's paper",
    ),
    row(
        "printer.copies",
        "1",
        Rule::Number(1, 9),
        "how often a certificate is printed",
    ),
    row(
        "printer.trusted",
        "",
        Rule::Pins,
        "certificates of ipps printers; impftheke printers --trust adds to it",
    ),
    row(
        "print.layout",
        "folded",
        Rule::Choice(&["folded", "large"]),
        "folded: A4 to A6; large: one flat page, German not below 16 points",
    ),
    row(
        "print.code-side",
        "53",
        Rule::Number(*CODE_SIDES.start(), *CODE_SIDES.end()),
        "the side of the code in mm; at most 42 for scanners with fixed optics",
    ),
    row(
        "vault.key",
        "file",
        Rule::Choice(&["file", "keystore", "passphrase"]),
        "where the master key is kept; file in training only",
    ),
];

fn read<T: FromStr<Err = OpeningHoursError>>(text: &str) -> Result<(), OpeningHoursError> {
    text.parse::<T>().map(drop)
}

/// Finds a key in the table.
pub fn find(key: &str) -> Result<&'static Setting, Error> {
    SETTINGS
        .iter()
        .find(|setting| setting.key == key)
        .ok_or(Error::NoSuchKey)
}

impl Setting {
    /// Whether the value is never shown.
    pub fn is_secret(&self) -> bool {
        matches!(self.rule, Rule::Secret)
    }

    pub(super) fn is_about_hours(&self) -> bool {
        matches!(self.rule, Rule::Opening(_))
    }

    /// Reads a value that somebody sets, as it is kept. Stricter than [`check`](Self::check): what stands in the file
    /// already keeps no counter closed.
    pub(super) fn read(&self, value: &str) -> Result<String, Error> {
        self.check(value)?;
        match self.rule {
            Rule::Files => Ok(absolute(value)),
            Rule::Text(max) => {
                let refused = |fault| Error::NotOnPaper {
                    key: self.key,
                    fault,
                };
                letters::on_paper(value, max).map_err(refused)
            }
            Rule::Choice(_)
            | Rule::Country
            | Rule::Location
            | Rule::Number(..)
            | Rule::Opening(_)
            | Rule::Pins
            | Rule::Printer
            | Rule::Secret
            | Rule::Tray
            | Rule::Url => Ok(value.to_owned()),
        }
    }

    /// Expects a value that can be used.
    pub(super) fn check(&self, value: &str) -> Result<(), Error> {
        let expected = match self.rule {
            Rule::Choice(words) if !words.contains(&value) => words.join(" or "),
            Rule::Country if value.len() != 2 || !value.bytes().all(|b| b.is_ascii_uppercase()) => {
                "a country code of two capital letters".to_owned()
            }
            Rule::Opening(read) => {
                let key = self.key;
                return read(value).map_err(|fault| Error::Hours { key, fault });
            }
            Rule::Location
                if !value
                    .bytes()
                    .all(|b| b.is_ascii_uppercase() || b.is_ascii_digit()) =>
            {
                "digits and capital letters".to_owned()
            }
            Rule::Number(min, max)
                if !value
                    .parse::<u32>()
                    .is_ok_and(|number| (min..=max).contains(&number)) =>
            {
                format!("a whole number from {min} to {max}")
            }
            Rule::Pins if value.parse::<Pins>().is_err() => {
                "HOST:PORT=SHA-256 in small hexadecimal digits".to_owned()
            }
            Rule::Printer => match value.parse::<Target>() {
                Ok(_) => return Ok(()),
                Err(error) => error.to_string(),
            },
            Rule::Tray
                if value.len() > 127
                    || !value
                        .bytes()
                        .all(|b| b.is_ascii_alphanumeric() || b"-._".contains(&b)) =>
            {
                "the name of a tray, such as tray-1".to_owned()
            }
            Rule::Text(max)
                if value.chars().count() > max || value.chars().any(char::is_control) =>
            {
                format!("one line of at most {max} characters")
            }
            Rule::Url if !is_address(value) => {
                "an address such as https://portal.example, without a query".to_owned()
            }
            Rule::Choice(_)
            | Rule::Country
            | Rule::Files
            | Rule::Location
            | Rule::Number(..)
            | Rule::Pins
            | Rule::Secret
            | Rule::Text(_)
            | Rule::Tray
            | Rule::Url => return Ok(()),
        };
        Err(Error::NotA {
            key: self.key,
            expected,
        })
    }
}

fn is_address(value: &str) -> bool {
    let rest = value
        .strip_prefix("https://")
        .or_else(|| value.strip_prefix("http://"));
    rest.is_some_and(|rest| {
        !rest.is_empty()
            && !rest.starts_with(['/', ':', '@'])
            && !rest.contains(['?', '#', '@'])
            && rest.chars().all(|c| c.is_ascii_graphic())
    })
}

/// Makes paths independent of the folder that somebody stands in.
fn absolute(files: &str) -> String {
    let files = files.split(',').map(str::trim).map(|path| {
        std::path::absolute(path)
            .map_or_else(|_| path.to_owned(), |path| path.display().to_string())
    });
    files.collect::<Vec<_>>().join(",")
}
