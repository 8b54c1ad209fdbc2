//! What a text is wrapped in before anybody reads it: bytes of one encoding or another, JSON, percent encoding.

use std::collections::BTreeSet;

use serde_json::Value as Json;

use super::noise::Noise;

/// Reads the bytes of a text file; nothing where they are no text.
///
/// UTF-8, UTF-16 with or without a mark, else Windows-1252, in which a byte has no meaning that no text has.
pub fn text_of(bytes: &[u8]) -> Option<(String, Vec<Noise>)> {
    let mark = Noise::ByteOrderMark;
    if let Some(rest) = bytes.strip_prefix(b"\xFF\xFE") {
        return utf16(rest, u16::from_le_bytes).map(|text| (text, vec![Noise::Utf16, mark]));
    }
    if let Some(rest) = bytes.strip_prefix(b"\xFE\xFF") {
        return utf16(rest, u16::from_be_bytes).map(|text| (text, vec![Noise::Utf16, mark]));
    }
    let unmarked = match bytes {
        [first, 0, second, 0, ..] if *first != 0 && *second != 0 => {
            utf16(bytes, u16::from_le_bytes)
        }
        [0, first, 0, second, ..] if *first != 0 && *second != 0 => {
            utf16(bytes, u16::from_be_bytes)
        }
        _ => None,
    };
    if let Some(text) = unmarked {
        return Some((text, vec![Noise::Utf16]));
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Some(match text.strip_prefix('\u{FEFF}') {
            Some(text) => (text.to_owned(), vec![mark]),
            None => (text.to_owned(), Vec::new()),
        });
    }
    let text: Option<String> = bytes.iter().map(|&byte| windows_1252(byte)).collect();
    Some((text?, vec![Noise::Windows1252]))
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Option<String> {
    // A last half of a unit is the rest of a line end.
    let (units, _) = bytes.as_chunks::<2>();
    let units: Vec<u16> = units.iter().map(|pair| unit(*pair)).collect();
    String::from_utf16(&units).ok()
}

/// Returns a character of Windows-1252; nothing for what no text file holds.
fn windows_1252(byte: u8) -> Option<char> {
    match byte {
        0x82 => Some('\u{201A}'),
        0x84 => Some('\u{201E}'),
        0x8B => Some('\u{2039}'),
        0x91 => Some('\u{2018}'),
        0x92 => Some('\u{2019}'),
        0x93 => Some('\u{201C}'),
        0x94 => Some('\u{201D}'),
        0x96 | 0x97 => Some('\u{2013}'),
        0x9B => Some('\u{203A}'),
        0x02 | 0x03 | b'\t'..=b'\r' | 0x1C..=0x1F | 0x20..=0x7E | 0xA0..=0xFF => {
            Some(char::from(byte))
        }
        _ => None,
    }
}

/// Returns all that a text may be when it is unwrapped, itself first, each with what was undone.
pub(super) fn unwrapped(text: &str) -> Vec<(String, BTreeSet<Noise>)> {
    let mut found = vec![(text.to_owned(), BTreeSet::new())];
    found.extend(json(text).map(|inner| (inner, BTreeSet::from([Noise::Json]))));
    for (text, undone) in found.clone() {
        for inner in percent(&text) {
            let mut undone = undone.clone();
            undone.insert(Noise::Percent);
            found.push((inner, undone));
        }
    }
    found
}

/// Returns a string of JSON: the text is one, holds one, or is one without its quotation marks.
fn json(text: &str) -> Option<String> {
    let text = text.trim_matches(|character: char| {
        character.is_whitespace() || character.is_control() || character == '\u{FEFF}'
    });
    if let Ok(value) = serde_json::from_str::<Json>(text) {
        let mut values = vec![value];
        while let Some(value) = values.pop() {
            match value {
                Json::String(inner) if names_prefix(&inner) => return Some(inner),
                Json::Array(inner) => values.extend(inner),
                Json::Object(members) => values.extend(members.into_iter().map(|(_, value)| value)),
                Json::String(_) | Json::Null | Json::Bool(_) | Json::Number(_) => {}
            }
        }
        return None;
    }
    let bare = text.trim_matches('"');
    if !bare.contains('\\') {
        return None;
    }
    serde_json::from_str(&format!("\"{bare}\"")).ok()
}

fn names_prefix(text: &str) -> bool {
    let begin: String = text.trim_start().chars().take(12).collect();
    begin.to_ascii_uppercase().contains("HC1")
}

/// Undoes percent encoding, where every percent sign is one; a plus may be a blank then.
fn percent(text: &str) -> Vec<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&byte, after)) = rest.split_first() {
        if byte != b'%' {
            bytes.push(byte);
            rest = after;
            continue;
        }
        let digits = after
            .get(..2)
            .and_then(|pair| std::str::from_utf8(pair).ok());
        let value = digits
            .filter(|pair| pair.bytes().all(|digit| digit.is_ascii_hexdigit()))
            .and_then(|pair| u8::from_str_radix(pair, 16).ok());
        let Some(value) = value else {
            return Vec::new();
        };
        // The encoding of a plus, told from one that stands for a blank.
        bytes.push(value);
        rest = after.get(2..).unwrap_or_default();
    }
    if !text.contains('%') {
        return Vec::new();
    }
    let mut found = Vec::new();
    if text.contains('+') {
        found.extend(percent(&text.replace('+', "%20")));
    }
    found.extend(String::from_utf8(bytes));
    found
}
