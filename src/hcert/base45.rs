//! Base45: two bytes as three characters of the QR code's alphanumeric mode.
//!
//! RFC 9285, <https://www.rfc-editor.org/rfc/rfc9285>. By hand, because no published crate checks every
//! range at the same speed.

/// Why a text is not Base45.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// A character outside the alphabet, lower case included.
    #[error("character {at} is not one of the alphabet")]
    Character {
        /// Counted from 0, in bytes.
        at: usize,
    },
    /// The length leaves one character over.
    #[error("one character is left over")]
    Length,
    /// Three characters above 65535, or the last two above 255.
    #[error("the characters from {at} on stand for more than their bytes can hold")]
    Range {
        /// Counted from 0, in bytes.
        at: usize,
    },
}

/// Writes bytes as Base45.
pub fn encode(bytes: &[u8]) -> String {
    let mut text = Vec::with_capacity(bytes.len().div_ceil(2) * 3);
    let (pairs, last) = bytes.as_chunks::<2>();
    for pair in pairs {
        let number = u16::from_be_bytes(*pair);
        text.extend([
            digit(number % 45),
            digit(number / 45 % 45),
            digit(number / 2025),
        ]);
    }
    for &byte in last {
        text.extend([digit(u16::from(byte) % 45), digit(u16::from(byte) / 45)]);
    }
    as_text(text)
}

/// Reads Base45. Nothing is trimmed here, though at its ends a text may be: a blank stands for 36, and the last digit
/// is at most 32.
pub fn decode(text: &str) -> Result<Vec<u8>, Error> {
    let mut bytes = Vec::with_capacity(text.len() / 3 * 2 + 1);
    let (groups, rest) = text.as_bytes().as_chunks::<3>();
    for (group, at) in groups.iter().zip((0..).step_by(3)) {
        let number = number(group, at)?;
        let number = u16::try_from(number).or(Err(Error::Range { at }))?;
        bytes.extend(number.to_be_bytes());
    }
    let at = text.len() - rest.len();
    let last = number(rest, at)?;
    match rest.len() {
        0 => {}
        2 => bytes.push(u8::try_from(last).or(Err(Error::Range { at }))?),
        _ => return Err(Error::Length),
    }
    Ok(bytes)
}

/// Returns what up to three characters stand for, the first of the lowest value.
fn number(group: &[u8], at: usize) -> Result<u32, Error> {
    let mut number = 0;
    for (offset, &character) in group.iter().enumerate().rev() {
        let value = value(character).ok_or(Error::Character { at: at + offset })?;
        number = number * 45 + value;
    }
    Ok(number)
}

/// Whether a byte is a character of the alphabet.
pub(super) fn is_digit(character: u8) -> bool {
    value(character).is_some()
}

fn as_text(digits: Vec<u8>) -> String {
    String::from_utf8(digits).expect("the alphabet is ASCII")
}

fn digit(value: u16) -> u8 {
    *ALPHABET
        .get(usize::from(value))
        .expect("65535 / 2025 and every remainder of 45 are below 45")
}

fn value(character: u8) -> Option<u32> {
    VALUES
        .get(usize::from(character))
        .copied()
        .filter(|&value| value < 45)
        .map(u32::from)
}

const ALPHABET: &[u8; 45] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";

/// The value of each character; 255 where it has none.
#[expect(
    clippy::indexing_slicing,
    reason = "runs while compiling: a wrong index does not compile"
)]
const VALUES: [u8; 256] = {
    let mut values = [255; 256];
    let mut value = 0;
    while value < 45 {
        values[ALPHABET[value as usize] as usize] = value;
        value += 1;
    }
    values
};

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_examples_of_the_specification_hold_in_both_directions() {
        for (bytes, text) in [
            (&b"AB"[..], "BB8"),
            (b"Hello!!", "%69 VD92EX0"),
            (b"base-45", "UJCLQE7W581"),
            (b"ietf!", "QED8WEX0"),
            (&[0xFF, 0xFF], "FGW"),
            (&[0xFF], "U5"),
            (&[], ""),
        ] {
            assert_eq!(encode(bytes), text);
            assert_eq!(decode(text).as_deref(), Ok(bytes));
        }
    }

    #[test]
    fn what_no_bytes_stand_for_is_refused_with_its_place() {
        for (text, error) in [
            ("GGW", Error::Range { at: 0 }),
            (":::", Error::Range { at: 0 }),
            ("::", Error::Range { at: 0 }),
            ("BB8V5", Error::Range { at: 3 }),
            ("A", Error::Length),
            ("ABCD", Error::Length),
            ("ab8", Error::Character { at: 2 - 1 }),
            ("BB8 ", Error::Length),
            ("00 ", Error::Range { at: 0 }),
            ("0 ", Error::Range { at: 0 }),
            ("BB8=", Error::Character { at: 3 }),
            ("ä", Error::Character { at: 1 }),
        ] {
            assert_eq!(decode(text), Err(error), "{text}");
        }
    }

    proptest! {
        #[test]
        fn bytes_come_back(bytes: Vec<u8>) {
            prop_assert_eq!(decode(&encode(&bytes)), Ok(bytes));
        }

        #[test]
        fn a_text_that_decodes_is_the_only_one_for_its_bytes(text in "[0-9A-Z $%*+./:-]{0,40}") {
            if let Ok(bytes) = decode(&text) {
                prop_assert_eq!(encode(&bytes), text);
            }
        }

        #[test]
        fn no_text_makes_the_decoder_panic(text: String) {
            drop(decode(&text));
        }
    }
}
