//! Who issues, and where: the part of a certificate that staff never type.

use super::{Error, Fault, Field};

/// The issuing place, as configured.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Issuer {
    country: String,
    place: String,
    name: String,
    location: String,
}

impl Issuer {
    /// Checks the four texts.
    ///
    /// `country` is the signer's country (claim `iss`, ISO 3166 alpha-2, `XX` in training), `place` the
    /// country of the event (`co`), `name` the certificate issuer (`is`, at most 80 characters) and
    /// `location` the id of the administering place (`^[0-9A-Z]+$`), which goes into the UVCI.
    pub fn new(country: &str, place: &str, name: &str, location: &str) -> Result<Self, Error> {
        for code in [country, place] {
            if code.len() != 2 || !code.bytes().all(|b| b.is_ascii_uppercase()) {
                return Err(Error::new(Field::Country, Fault::NotACountry));
            }
        }
        let length = name.chars().count();
        if length == 0 {
            return Err(Error::new(Field::IssuerName, Fault::Missing));
        }
        if length > super::letters::MAX_CHARACTERS {
            let max = super::letters::MAX_CHARACTERS;
            return Err(Error::new(
                Field::IssuerName,
                Fault::TooLong { max, is: length },
            ));
        }
        if location.is_empty()
            || !location
                .bytes()
                .all(|b| b.is_ascii_uppercase() || b.is_ascii_digit())
        {
            return Err(Error::new(Field::Location, Fault::NotALocation));
        }
        // `URN:UVCI:01:XX:` + location + `/` + 25 + `#` + 1 must stay within the 80 of `ci`.
        if location.len() > MAX_LOCATION {
            return Err(Error::new(
                Field::Location,
                Fault::TooLong {
                    max: MAX_LOCATION,
                    is: location.len(),
                },
            ));
        }
        Ok(Self {
            country: country.to_owned(),
            place: place.to_owned(),
            name: name.to_owned(),
            location: location.to_owned(),
        })
    }

    /// Returns the signer's country, claim `iss`.
    pub fn country(&self) -> &str {
        &self.country
    }

    /// Whether certificates of this issuer count nowhere.
    pub fn is_training(&self) -> bool {
        self.country == TRAINING_COUNTRY
    }

    /// Returns the country of the event, member `co`.
    pub fn place(&self) -> &str {
        &self.place
    }

    /// Returns the certificate issuer, member `is`.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Returns the id of the administering place.
    pub fn location(&self) -> &str {
        &self.location
    }

    /// Returns the same issuer at another administering place.
    pub fn at(&self, location: &str) -> Result<Self, Error> {
        Self::new(&self.country, &self.place, &self.name, location)
    }
}

/// No country has this code (ISO 3166-1, user-assigned), and no trust list.
const TRAINING_COUNTRY: &str = "XX";

/// The longest location id that leaves room for the rest of a UVCI.
const MAX_LOCATION: usize = 36;
