//! Scanners that act as a keyboard send keys, not characters: what a computer with another keyboard makes of them.
//!
//! Worked out from the layouts of both sides, key by key, for the characters of Base45. The prefix shows which pair it
//! is; the certificate that comes of it proves it.

use unicode_normalization::UnicodeNormalization as _;

use super::gaps::Sign;

/// What scanner and computer are set to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Layout {
    /// A scanner for US keyboards at a computer with a German one.
    UsOnGerman,
    /// The same while Caps Lock is on, which on Windows turns the row of digits too.
    UsOnGermanCaps,
    /// A scanner for German keyboards at a computer with a US one.
    GermanOnUs,
}

impl Layout {
    /// Tells by the prefix which layouts a text may come from; none where its prefix is as it should be.
    pub(super) fn of(text: &str) -> Vec<Option<Self>> {
        let begins = |prefix: &str| {
            text.split(prefix).nth(1).is_some()
                || text.split(&prefix.to_lowercase()).nth(1).is_some()
        };
        let mut layouts = vec![None];
        if begins("HC1\u{D6}") {
            layouts.push(Some(Self::UsOnGerman));
        }
        if begins("HC!\u{D6}") {
            layouts.push(Some(Self::UsOnGermanCaps));
        }
        if begins("HC1>") {
            layouts.push(Some(Self::GermanOnUs));
        }
        layouts
    }

    /// Whether a mark may be the key of a digit or letter, and so the last one of a text.
    pub(super) fn may_end_in(self, mark: char) -> bool {
        let key = self.other(mark);
        key.is_some_and(|key| key.is_ascii_alphanumeric())
    }

    /// Returns what a character is on the other keyboard, where it is another.
    fn other(self, character: char) -> Option<char> {
        let swapped = match character.to_ascii_uppercase() {
            'Y' => Some('Z'),
            'Z' => Some('Y'),
            _ => None,
        };
        swapped.or(match self {
            Self::UsOnGerman => match character {
                '(' => Some('*'),
                '`' => Some('+'),
                '\u{DF}' | '\u{1E9E}' => Some('-'),
                '-' => Some('/'),
                '\u{D6}' | '\u{F6}' => Some(':'),
                // In front of the text alone: the bracket of an AIM identifier.
                '+' => Some(']'),
                _ => None,
            },
            Self::UsOnGermanCaps => match character {
                '!' => Some('1'),
                '"' => Some('2'),
                '\u{A7}' => Some('3'),
                '$' => Some('4'),
                '%' => Some('5'),
                '&' => Some('6'),
                '/' => Some('7'),
                '(' => Some('8'),
                ')' => Some('9'),
                '=' => Some('0'),
                '4' => Some('$'),
                '5' => Some('%'),
                '8' => Some('*'),
                '\u{B4}' => Some('+'),
                '?' => Some('-'),
                ':' => Some('.'),
                '_' => Some('/'),
                '\u{F6}' => Some(':'),
                '*' => Some(']'),
                _ => None,
            },
            Self::GermanOnUs => match character {
                '}' => Some('*'),
                ']' => Some('+'),
                '/' => Some('-'),
                '&' => Some('/'),
                '>' => Some(':'),
                _ => None,
            },
        })
    }
}

/// Returns the keys behind a character: a dead accent eats a blank after it, and goes onto a letter.
pub(super) fn keys(layout: Layout, character: char) -> Vec<Sign> {
    let dead = match layout {
        Layout::UsOnGerman => Some(('`', '\u{300}')),
        Layout::UsOnGermanCaps => Some(('\u{B4}', '\u{301}')),
        Layout::GermanOnUs => None,
    };
    let key = |character: char| Sign::Character(layout.other(character).unwrap_or(character));
    let parts: Vec<char> = std::iter::once(character).nfd().collect();
    match (dead, parts.as_slice()) {
        (Some((accent, _)), [alone]) if *alone == accent => vec![key(accent), Sign::Swallowed],
        (Some((accent, combining)), [letter, mark]) if *mark == combining => {
            vec![key(accent), key(*letter)]
        }
        _ => vec![key(character)],
    }
}
