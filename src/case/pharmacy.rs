//! The pharmacy as its customers know it: what a pick-up slip says about it.

use std::fmt;

use super::OpeningHours;
use crate::domain::{Fault, tidy};

/// A pharmacy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pharmacy {
    name: String,
    address: String,
    phone: String,
    hours: Option<OpeningHours>,
}

/// A text about the pharmacy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PharmacyText {
    /// Where it is, on one line.
    Address,
    /// What it is called.
    Name,
    /// How it is called by telephone.
    Phone,
}

/// A text about the pharmacy, and what is wrong with it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{text} of the pharmacy: {fault}")]
pub struct PharmacyError {
    /// Which text.
    pub text: PharmacyText,
    /// What is wrong, and what is expected.
    pub fault: Fault,
}

impl fmt::Display for PharmacyText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Address => "address",
            Self::Name => "name",
            Self::Phone => "telephone number",
        })
    }
}

impl PharmacyText {
    /// Returns the most characters it may have, so that every slip has room for it.
    pub const fn max(self) -> usize {
        match self {
            Self::Address => 120,
            Self::Name => 80,
            Self::Phone => 40,
        }
    }

    fn check(self, text: &str) -> Result<String, PharmacyError> {
        let fail = |fault| PharmacyError { text: self, fault };
        let text = tidy(text).map_err(fail)?;
        let is = text.chars().count();
        if is > self.max() {
            let max = self.max();
            return Err(fail(Fault::TooLong { max, is }));
        }
        Ok(text)
    }
}

impl Pharmacy {
    /// Checks the texts; all but the name may be empty, and hours that nobody has told are not known.
    pub fn new(
        name: &str,
        address: &str,
        phone: &str,
        hours: Option<OpeningHours>,
    ) -> Result<Self, PharmacyError> {
        let name = PharmacyText::Name.check(name)?;
        if name.is_empty() {
            return Err(PharmacyError {
                text: PharmacyText::Name,
                fault: Fault::Missing,
            });
        }
        Ok(Self {
            name,
            address: PharmacyText::Address.check(address)?,
            phone: PharmacyText::Phone.check(phone)?,
            hours,
        })
    }

    /// Returns what it is called.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Returns where it is, on one line; empty when nobody has told.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// Returns its telephone number; empty when nobody has told.
    pub fn phone(&self) -> &str {
        &self.phone
    }

    /// Returns when it is open, if somebody has told.
    ///
    /// A slip never shows hours that nobody has told. To choose a moment for coming back, the usual ones
    /// ([`OpeningHours::default`]) are good enough.
    pub fn hours(&self) -> Option<&OpeningHours> {
        self.hours.as_ref()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_text_is_tidied_and_bounded() {
        let pharmacy =
            Pharmacy::new(" Adler-Apotheke  am Markt ", "", "030 1234567", None).unwrap();
        assert_eq!(pharmacy.name(), "Adler-Apotheke am Markt");
        assert_eq!((pharmacy.address(), pharmacy.phone()), ("", "030 1234567"));
        for (made, error) in [
            (
                Pharmacy::new(" ", "", "", None),
                "name of the pharmacy: is missing",
            ),
            (
                Pharmacy::new("A", &"b".repeat(121), "", None),
                "address of the pharmacy: has 121 characters, at most 120 are allowed",
            ),
            (
                Pharmacy::new("A", "", "030\u{202e}1", None),
                "telephone number of the pharmacy: holds the invisible or control character U+202E, type the text by hand",
            ),
        ] {
            assert_eq!(made.unwrap_err().to_string(), error);
        }
    }
}
