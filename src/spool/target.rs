//! How settings name a printer.

use std::{fmt, str::FromStr};

/// A printer as settings name it: empty for the system's default, a queue, or an address of ipp or ipps.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Target {
    /// The system's default printer.
    #[default]
    Default,
    /// An address, such as `ipps://192.168.1.9/ipp/print`.
    Address(String),
    /// A queue of the system.
    Queue(String),
}

/// The text names no printer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the name of a queue, or an address such as ipps://printer.local/ipp/print")]
pub struct NotATarget;

impl FromStr for Target {
    type Err = NotATarget;

    fn from_str(text: &str) -> Result<Self, NotATarget> {
        let text = text.trim();
        if text.is_empty() {
            return Ok(Self::Default);
        }
        let Some((scheme, rest)) = text.split_once("://") else {
            // What CUPS itself allows in a name (lpadmin(8)).
            let fits = text.chars().count() <= 127
                && !text.starts_with('-')
                && !text
                    .chars()
                    .any(|c| c.is_control() || c.is_whitespace() || "/#?\\'\"<>|".contains(c));
            return if fits {
                Ok(Self::Queue(text.to_owned()))
            } else {
                Err(NotATarget)
            };
        };
        let host = rest.split('/').next().unwrap_or_default();
        let fits = ["ipp", "ipps"].contains(&scheme)
            && !host.is_empty()
            && !host.starts_with(':')
            && text.len() <= 200
            && text
                .chars()
                .all(|c| c.is_ascii_graphic() && !"@?#\"<>\\".contains(c))
            && ureq::http::Uri::try_from(text).is_ok();
        if fits {
            Ok(Self::Address(text.to_owned()))
        } else {
            Err(NotATarget)
        }
    }
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Default => Ok(()),
            Self::Address(name) | Self::Queue(name) => f.write_str(name),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_printer_is_read_as_it_is_written() {
        assert_eq!("".parse(), Ok(Target::Default));
        for (text, address) in [
            ("HP_LaserJet", false),
            ("Kasse-1", false),
            ("Büro", false),
            ("ipp://192.168.1.9/ipp/print", true),
            ("ipps://printer.local:8631/ipp/print", true),
            ("ipps://[fe80::1]/ipp/print", true),
        ] {
            let target: Target = text.parse().unwrap();
            assert_eq!(target.to_string(), text);
            assert_eq!(matches!(target, Target::Address(_)), address, "{text}");
        }
        for text in [
            "two words",
            "-o",
            "a/b",
            "http://printer/ipp",
            "ipp://",
            "ipp:///ipp/print",
            "ipp://user@printer/ipp",
            "ipps://printer/ipp?x",
            "socket://printer",
        ] {
            assert_eq!(text.parse::<Target>(), Err(NotATarget), "{text}");
        }
    }
}
