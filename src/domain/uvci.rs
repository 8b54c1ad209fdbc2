//! The identifier of a certificate, with its check character.
//!
//! eHealth Network, "Guidelines on verifiable vaccination certificates", annex 2.

use super::{Error, Fault, Field, Issuer};

/// A unique certificate identifier, member `ci`.
#[derive(Clone, PartialEq, Eq)]
pub struct Uvci(String);

impl Uvci {
    /// Makes an identifier from 128 random bits.
    ///
    /// German certificates have the form `URN:UVCI:01DE/<location>/<opaque>#<check>`, which German apps take
    /// apart; all others that of option 3: `URN:UVCI:01:XX:<location>/<opaque>#<check>`.
    pub fn new(issuer: &Issuer, random: [u8; 16]) -> Result<Self, Error> {
        let country = issuer.country();
        let (before, after) = if country == "DE" {
            ("", '/')
        } else {
            (":", ':')
        };
        let text = format!(
            "URN:UVCI:01{before}{country}{after}{}/{}",
            issuer.location(),
            opaque(random)
        );
        let check = check_character(&text)
            .ok_or_else(|| Error::new(Field::Location, Fault::NotALocation))?;
        Ok(Self(format!("{text}#{check}")))
    }

    /// Takes an identifier that exists already: one of ours from the queue, or one that a portal chose.
    ///
    /// Refuses what member `ci` cannot hold: nothing, or more than 80 characters.
    pub fn existing(text: &str) -> Result<Self, Error> {
        let is = text.chars().count();
        match is {
            0 => Err(Error::new(Field::Identifier, Fault::Missing)),
            1..=MAX_CHARACTERS => Ok(Self(text.to_owned())),
            _ => Err(Error::new(
                Field::Identifier,
                Fault::TooLong {
                    max: MAX_CHARACTERS,
                    is,
                },
            )),
        }
    }

    /// Makes an identifier from 128 random bits as the EU's reference service has it: no place, and no `#` before the
    /// check character.
    pub fn of_the_reference_service(country: &str, random: [u8; 16]) -> Result<Self, Error> {
        let text = format!("URN:UVCI:V1:{country}:{}", opaque(random));
        let check =
            check_character(&text).ok_or_else(|| Error::new(Field::Country, Fault::NotACountry))?;
        Ok(Self(format!("{text}{check}")))
    }

    /// Compares the check character of any identifier with its text (Luhn modulo 38).
    ///
    /// A hint only: most of the German service's own identifiers differ, and no certificate is refused for it.
    pub fn check(text: &str) -> Check {
        let Some((before, given)) = text.split_once('#') else {
            return Check::None;
        };
        let mut given = given.chars();
        match (check_character(before), given.next(), given.next()) {
            (Some(_), _, _) if before.is_empty() => Check::Unfit,
            (Some(expected), Some(given), None) if given == expected => Check::Verifies,
            (Some(_), Some(given), None) if is_of_the_alphabet(given) => Check::Differs,
            _ => Check::Unfit,
        }
    }

    /// Returns the text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for Uvci {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Uvci(hidden)")
    }
}

/// What the check character of an identifier says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Check {
    /// It agrees with the text before it.
    Verifies,
    /// Another one belongs there.
    Differs,
    /// The identifier has none.
    None,
    /// Not computable: a character outside the alphabet, or not exactly one after `#`.
    Unfit,
}

fn is_of_the_alphabet(character: char) -> bool {
    u8::try_from(character).is_ok_and(|byte| ALPHABET.contains(&byte))
}

/// Computes the check character of the text before `#` (Luhn modulo 38); nothing for a foreign character.
pub(super) fn check_character(text: &str) -> Option<char> {
    let mut sum = 0;
    for (place, character) in text.bytes().rev().enumerate() {
        let value = ALPHABET.iter().position(|&c| c == character)?;
        let product = value * if place % 2 == 0 { 2 } else { 1 };
        sum += product / ALPHABET.len() + product % ALPHABET.len();
    }
    let check = (ALPHABET.len() - sum % ALPHABET.len()) % ALPHABET.len();
    ALPHABET.get(check).copied().map(char::from)
}

/// The longest `ci` of the schema.
const MAX_CHARACTERS: usize = 80;

const ALPHABET: &[u8; 38] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/:";

/// Writes 128 bits as 25 digits of base 36.
fn opaque(random: [u8; 16]) -> String {
    let mut rest = u128::from_be_bytes(random);
    let mut digits = [b'0'; 25];
    for digit in digits.iter_mut().rev() {
        *digit = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
            .get((rest % 36) as usize)
            .copied()
            .unwrap_or(b'0');
        rest /= 36;
    }
    digits.iter().map(|&digit| char::from(digit)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_published_check_characters_come_out() {
        for (text, check) in [
            ("A", 'A'),
            ("B", '/'),
            ("9", 'F'),
            ("/", 'D'),
            (":", 'B'),
            ("AA", 'A'),
            ("URN:UVCI:01:NL:187/37512422923", 'Z'),
            ("URN:UVCI:01:SE:EHM/C878/123456789ABC", 'B'),
            ("URN:UVCI:01DE/IZ28215B/0123456789ABCDEFGHIJKLMNO", 'Q'),
            ("URN:UVCI:01DE/IZ12345A/5CWLU12RNOB9RXSEOP6FG8", 'D'),
            ("URN:UVCI:V1:DE:MNI5SHBAVDC5JWF0WI63I5IQ6", '8'),
        ] {
            assert_eq!(check_character(text), Some(check), "{text}");
        }
        assert_eq!(check_character("urn"), None);
        assert_eq!(check_character("A#"), None);
    }

    #[test]
    fn german_and_other_certificates_have_their_own_forms() {
        let form = |country: &str, random| {
            let issuer = Issuer::new(country, "DE", "Impftheke", "APO12345").unwrap();
            Uvci::new(&issuer, random).unwrap().as_str().to_owned()
        };
        let german = form("DE", [0; 16]);
        assert!(german.starts_with("URN:UVCI:01DE/APO12345/0000000000000000000000000#"));
        let other = form("XX", [255; 16]);
        assert!(other.starts_with("URN:UVCI:01:XX:APO12345/F5LXX1ZZ5PNORYNQGLHZMSP33#"));
        for random in [[0; 16], [7; 16], [255; 16]] {
            assert_eq!(Uvci::check(&form("DE", random)), Check::Verifies);
            assert_eq!(Uvci::check(&form("XX", random)), Check::Verifies);
        }
    }

    #[test]
    fn the_reference_service_has_a_form_of_its_own() {
        let uvci = Uvci::of_the_reference_service("XX", [255; 16]).unwrap();
        assert!(
            uvci.as_str()
                .starts_with("URN:UVCI:V1:XX:F5LXX1ZZ5PNORYNQGLHZMSP33")
        );
        let (text, check) = uvci.as_str().split_at(uvci.as_str().len() - 1);
        assert_eq!(Uvci::check(&format!("{text}#{check}")), Check::Verifies);
        assert!(Uvci::of_the_reference_service("xx", [0; 16]).is_err());
    }

    #[test]
    fn the_check_character_of_any_identifier_is_compared() {
        for (text, expected) in [
            ("URN:UVCI:01:SE:EHM/C878/123456789ABC#B", Check::Verifies),
            (
                "URN:UVCI:01DE/IZ12345A/5CWLU12RNOB9RXSEOP6FG8#D",
                Check::Verifies,
            ),
            (
                "URN:UVCI:01DE/IZ12345A/5CWLU12RNOB9RXSEOP6FG8#W",
                Check::Differs,
            ),
            ("URN:UVCI:V1:DE:MNI5SHBAVDC5JWF0WI63I5IQ68", Check::None),
            ("", Check::None),
            ("#A", Check::Unfit),
            ("URN:UVCI:01:NL:187/37512422923#", Check::Unfit),
            ("URN:UVCI:01:NL:187/37512422923#ZZ", Check::Unfit),
            ("URN:UVCI:01:NL:187/37512422923##", Check::Unfit),
            ("urn:uvci:01:nl:187/37512422923#Z", Check::Unfit),
            ("URN:UVCI:01:NL:187-37512422923#Ä", Check::Unfit),
        ] {
            assert_eq!(Uvci::check(text), expected, "{text}");
        }
    }

    #[test]
    fn the_longest_location_stays_within_80_characters() {
        let issuer = Issuer::new("XX", "DE", "Impftheke", &"A".repeat(36)).unwrap();
        assert_eq!(Uvci::new(&issuer, [255; 16]).unwrap().as_str().len(), 79);
    }
}
