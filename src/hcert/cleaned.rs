//! The text of a certificate, whatever noise it came with: noise is undone and told.
//!
//! Looked for only where the plain reading fails, so that a good text costs nothing. Nothing is guessed: where noise
//! can be undone in several ways, the one that leads to a certificate decides, checksum of zlib included.

use std::collections::BTreeSet;

use unicode_normalization::UnicodeNormalization as _;

use super::{
    chain::{self, Decoded, Failure, PREFIX},
    gaps::{self, Sign},
    keyboard::{self, Layout},
    noise::Noise,
    wrapping,
};

pub use super::gaps::Budget;

/// A certificate, and the noise that its text came with.
#[derive(Clone, Debug)]
pub struct Cleaned {
    /// What was read.
    pub decoded: Decoded,
    /// What was undone, each kind once, in the order in which it lay around the text.
    pub undone: Vec<Noise>,
}

/// Takes the text of a certificate apart, whatever noise it came with.
///
/// # Errors
/// Where no way leads to a certificate: why the one failed that came farthest.
pub fn decode(text: &str) -> Result<Cleaned, Failure> {
    decode_within(text, &mut Budget::new())
}

/// The same where several texts share what may be tried.
///
/// # Errors
/// As [`decode`].
pub fn decode_within(text: &str, budget: &mut Budget) -> Result<Cleaned, Failure> {
    let plain = match chain::decode(text) {
        Ok(decoded) => {
            let undone = Vec::new();
            return Ok(Cleaned { decoded, undone });
        }
        Err(failure) => failure,
    };
    if text.len() > MAX_NOISY {
        return Err(plain);
    }
    let mut farthest = plain;
    for (inner, undone) in wrapping::unwrapped(text) {
        for layout in Layout::of(&inner) {
            match cleaned(&inner, undone.clone(), layout, budget) {
                Ok(cleaned) => return Ok(cleaned),
                Err(failure) if failure.stage() > farthest.stage() => farthest = failure,
                Err(_) => {}
            }
        }
    }
    Err(farthest)
}

/// Reads what was unwrapped, by one keyboard.
fn cleaned(
    text: &str,
    mut undone: BTreeSet<Noise>,
    layout: Option<Layout>,
    budget: &mut Budget,
) -> Result<Cleaned, Failure> {
    let composed: String;
    let text = match layout {
        Some(_) => {
            undone.insert(Noise::Keyboard);
            // A dead key and the letter after it may have come as two characters.
            composed = text.nfc().collect();
            &composed
        }
        None => text,
    };
    let text = bare(text, layout, &mut undone);
    let mut signs = Vec::with_capacity(text.len());
    for character in text.chars() {
        match layout {
            Some(layout) => {
                for sign in keyboard::keys(layout, character) {
                    signs.extend(stands_for(sign, &mut undone));
                }
            }
            None => signs.extend(stands_for(Sign::Character(character), &mut undone)),
        }
    }
    if let [
        Sign::Character(']'),
        Sign::Character(_),
        Sign::Character(_),
        ..,
    ] = signs[..]
    {
        undone.insert(Noise::AimIdentifier);
        signs.drain(..AIM);
    }
    unquote(&mut signs);
    let body = without_prefix(&signs, &mut undone)?;
    let decoded = gaps::decode(body, &mut undone, budget)?;
    let undone = undone.into_iter().collect();
    Ok(Cleaned { decoded, undone })
}

/// Takes the marks at the beginning of each line for a part of its break, with which mail quotes mail.
fn unquote(signs: &mut [Sign]) {
    let mut at_begin = false;
    for sign in signs {
        match *sign {
            Sign::Break => at_begin = true,
            Sign::Character('>') if at_begin => *sign = Sign::Break,
            Sign::Blank | Sign::Swallowed => {}
            Sign::Character(_) => at_begin = false,
        }
    }
}

/// Says what one character stands for; nothing where it stands for nothing.
fn stands_for(sign: Sign, undone: &mut BTreeSet<Noise>) -> Option<Sign> {
    let Sign::Character(character) = sign else {
        return Some(sign);
    };
    let (sign, noise) = match character {
        ' ' => (Some(Sign::Blank), None),
        '\t' => (Some(Sign::Break), Some(Noise::Tabs)),
        '\n' | '\r' | '\u{B}' | '\u{C}' | '\u{85}' | '\u{2028}' | '\u{2029}' => {
            (Some(Sign::Break), Some(Noise::LineBreaks))
        }
        '\u{2010}'..='\u{2013}' | '\u{2212}' => (Some(Sign::Character('-')), Some(Noise::Hyphens)),
        'a'..='z' => {
            let capital = Sign::Character(character.to_ascii_uppercase());
            (Some(capital), Some(Noise::LowerCase))
        }
        _ if character.is_whitespace() => (Some(Sign::Blank), Some(Noise::OtherBlanks)),
        _ if is_invisible(character) => (None, Some(Noise::Control)),
        _ => (Some(sign), None),
    };
    undone.extend(noise);
    sign
}

/// Takes away what lies around a text. Always safe: the last digit of Base45 is at most 32, a W, which no key of
/// another keyboard turns into a mark but those of a layout's own, and in front of the prefix nothing can belong to it.
fn bare<'a>(text: &'a str, layout: Option<Layout>, undone: &mut BTreeSet<Noise>) -> &'a str {
    let may_be_last = |character| layout.is_some_and(|layout| layout.may_end_in(character));
    let mut text = text;
    loop {
        let before = text.len();
        text = text.trim_matches(is_invisible);
        if text.len() < before {
            undone.insert(Noise::Control);
        }
        let visible = text.len();
        text = text.trim();
        if text.len() < visible {
            undone.insert(Noise::Ends);
        }
        let identified = text.len();
        text = without_aim_identifier(text);
        if text.len() < identified {
            undone.insert(Noise::AimIdentifier);
        }
        let quoted = text.len();
        text = text
            .trim_start_matches(|character| character != ']' && QUOTES.contains(character))
            .trim_end_matches(|character| QUOTES.contains(character) && !may_be_last(character));
        if text.len() < quoted {
            undone.insert(Noise::Quotes);
        }
        if text.len() == before {
            return text;
        }
    }
}

/// Takes away `]`, the letter of a kind of symbol and a modifier (ISO/IEC 15424), where `HC` follows.
fn without_aim_identifier(text: &str) -> &str {
    let mut characters = text.chars();
    let is = matches!(
        (characters.next(), characters.next(), characters.next()),
        (Some(']'), Some(kind), Some(modifier))
            if kind.is_ascii_alphabetic() && modifier.is_ascii_alphanumeric()
    );
    if is { characters.as_str() } else { text }
}

/// Whether nobody sees a character, and it is no line break and no tab.
fn is_invisible(character: char) -> bool {
    let breaks = matches!(character, '\t' | '\n' | '\r' | '\u{B}' | '\u{C}' | '\u{85}');
    character.is_control() && !breaks
        || matches!(
            character,
            '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}'
        )
}

/// Takes away the prefix, through which blanks or breaks may go.
fn without_prefix<'a>(
    signs: &'a [Sign],
    undone: &mut BTreeSet<Noise>,
) -> Result<&'a [Sign], Failure> {
    let mut expected = PREFIX.chars();
    let mut rest = signs;
    while !expected.as_str().is_empty() {
        match rest {
            [Sign::Character(_), left @ ..] => {
                let met = rest.first().copied();
                if met != expected.next().map(Sign::Character) {
                    // It says which way the text does not begin as it should.
                    let text: String = signs.iter().filter_map(|sign| sign.character()).collect();
                    return Err(chain::unprefix(&text).err().unwrap_or(Failure::NoPrefix));
                }
                rest = left;
            }
            [Sign::Blank | Sign::Break | Sign::Swallowed, left @ ..] => {
                undone.insert(Noise::Blanks);
                rest = left;
            }
            [] => return Err(Failure::NoPrefix),
        }
    }
    Ok(rest)
}

/// A longer text is not searched for noise: percent encoding makes three characters of one, JSON up to six.
const MAX_NOISY: usize = 6 * chain::MAX_TEXT;
/// The characters of an identifier in front of what was scanned.
const AIM: usize = 3;
/// What stands around a text that somebody quotes; the full stop, comma and semicolon of a sentence too.
const QUOTES: &str = "\"'`\u{B4}\u{201C}\u{201D}\u{201E}\u{201F}\u{2018}\u{2019}\u{201A}\u{201B}\u{AB}\u{BB}\u{2039}\u{203A}<>()[]{}.,;";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_that_are_digits_of_another_keyboard_stay_at_the_end() {
        let caps = Some(Layout::UsOnGermanCaps);
        for (text, layout, expected) in [
            ("HC!\u{D6}6BF\"", caps, "HC!\u{D6}6BF\""),
            ("HC!\u{D6}6BF(", caps, "HC!\u{D6}6BF("),
            ("HC!\u{D6}6BF)", caps, "HC!\u{D6}6BF)"),
            ("\u{201E}HC!\u{D6}6BF)\u{201C}.", caps, "HC!\u{D6}6BF)"),
            ("(HC1:6BF)", None, "HC1:6BF"),
            ("\"HC1\u{D6}6BF\"", Some(Layout::UsOnGerman), "HC1\u{D6}6BF"),
        ] {
            assert_eq!(bare(text, layout, &mut BTreeSet::new()), expected, "{text}");
        }
    }
}
