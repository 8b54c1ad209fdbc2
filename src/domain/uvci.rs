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

    /// Takes an identifier that a portal of this country chose, if it is one: `URN:UVCI:01:XX:` and one to three parts,
    /// or the German form, or that of the EU's reference service, of at most 80 characters.
    ///
    /// Where a check character stands it must agree, but for the German form, whose service computes it in a way of its
    /// own that nobody knows.
    pub fn chosen(text: &str, country: &str) -> Option<Self> {
        let rest = text.strip_prefix("URN:UVCI:")?;
        // The service writes its check character without a `#`, and it may well be one of `/` and `:`.
        let service = rest.starts_with("V1:") && !rest.contains('#');
        let (body, check) = match rest.split_once('#') {
            Some((body, check)) => (body, Some(check)),
            None if service => (rest.get(..rest.len() - 1)?, None),
            None => (rest, None),
        };
        let all_fit = body.bytes().all(|byte| ALPHABET.contains(&byte));
        let german = body
            .strip_prefix("01")
            .and_then(|body| body.strip_prefix(country));
        let german = german.and_then(|rest| rest.strip_prefix('/'));
        let (version, parts) = if let Some(parts) = german {
            ("01", parts)
        } else {
            let (version, rest) = body.split_once(':')?;
            (version, rest.strip_prefix(country)?.strip_prefix(':')?)
        };
        let parts: Vec<&str> = parts.split('/').collect();
        let whole = parts.len() <= 3 && parts.iter().all(|part| !part.is_empty());
        let checked = match check {
            Some(check) if german.is_some() => {
                check.len() == 1 && check.chars().all(is_of_the_alphabet)
            }
            Some(_) => Self::check(text) == Check::Verifies,
            None if service => {
                let mut before = text.chars();
                let last = before.next_back();
                check_character(before.as_str()) == last
            }
            None => true,
        };
        let known = matches!(version, "01" | "V1");
        let fits = all_fit && known && whole && checked;
        Self::existing(text).ok().filter(|_| fits)
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
    fn an_identifier_that_a_portal_chose_is_of_its_country_and_of_a_known_form() {
        let service = Uvci::of_the_reference_service("DE", [7; 16]).unwrap();
        let mut other = service.as_str().to_owned();
        let last = other.pop();
        other.push(if last == Some('A') { 'B' } else { 'A' });
        for (text, fits) in [
            (service.as_str(), true),
            (&other, false),
            ("URN:UVCI:V1:DE:MNI5SHBAVDC5JWF0WI63I5IQ68", true),
            ("URN:UVCI:V1:FR:MNI5SHBAVDC5JWF0WI63I5IQ68", false),
            ("URN:UVCI:01DE/IZ12345A/5CWLU12RNOB9RXSEOP6FG8#W", true),
            ("URN:UVCI:01DE/IZ12345A/5CWLU12RNOB9RXSEOP6FG8", true),
            ("URN:UVCI:01DE/IZ12345A/5CWLU12RNOB9RXSEOP6FG8#WW", false),
            ("URN:UVCI:01DE/IZ12345A/5CWLU12RNOB9RXSEOP6FG8#", false),
            ("URN:UVCI:01AT/IZ12345A/5CWLU12RNOB9RXSEOP6FG8#W", false),
            ("URN:UVCI:01:DE:0123456789ABCDEFGHIJKLMN", true),
            ("URN:UVCI:01:DE:187/37512422923", true),
            ("URN:UVCI:01:DE:187/37512422923#A", false),
            ("URN:UVCI:01:DE:A/B/C/D", false),
            ("URN:UVCI:01:DE:A//D", false),
            ("URN:UVCI:01:DE:", false),
            ("URN:UVCI:02:DE:187/37512422923", false),
            ("URN:UVCI:01:DE:187-37512422923", false),
            ("urn:uvci:01:de:187/37512422923", false),
            ("<script>alert(1)</script>", false),
            ("A", false),
            ("", false),
        ] {
            assert_eq!(Uvci::chosen(text, "DE").is_some(), fits, "{text}");
        }
        let swedish = "URN:UVCI:01:SE:EHM/C878/123456789ABC#B";
        assert!(Uvci::chosen(swedish, "SE").is_some());
        for random in 0..=255 {
            let service = Uvci::of_the_reference_service("DE", [random; 16]).unwrap();
            assert!(Uvci::chosen(service.as_str(), "DE").is_some(), "{random}");
            let ours = Issuer::new("XX", "DE", "Impftheke", "APO12345").unwrap();
            let ours = Uvci::new(&ours, [random; 16]).unwrap();
            assert!(Uvci::chosen(ours.as_str(), "XX").is_some(), "{random}");
        }
        let longest = format!("URN:UVCI:01:DE:{}", "A".repeat(65));
        assert!(Uvci::chosen(&longest, "DE").is_some());
        assert!(Uvci::chosen(&format!("{longest}A"), "DE").is_none());
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
