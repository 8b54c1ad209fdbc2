//! What is asked about a name: signs that no name has, letters read in a wrong encoding, digits alone.
//!
//! None of it is refused: names are as they are. But what is no letter has no place in the line of the travel document,
//! where it would be missing without anybody having seen it.

use unicode_normalization::char::is_combining_mark;

use super::{Asks, Field, Question, Signs, letters::tidy, parse_context::ParseContext};

/// Asks about a part of a name, beside the other part; returns whether that is still open.
pub(super) fn ask(field: Field, [text, other]: [&str; 2], context: &mut ParseContext<'_>) -> bool {
    // What nobody can see is refused where the name is read.
    let Some(asks) = tidy(text).map_or(None, |_| asked(text, other.trim())) else {
        return false;
    };
    // Said of one field, a yes is none for the same text in the other.
    let about = format!("{field} {}", text.trim());
    let question = Question::new(field, asks, about);
    let is_open = !question.is_confirmed(context.confirmed);
    context.ask(question);
    is_open
}

fn asked(text: &str, other: &str) -> Option<Asks> {
    let is_digit = |c: char| c.is_numeric();
    if text.contains(is_digit) && !text.contains(char::is_alphabetic) {
        return Some(Asks::Digits);
    }
    if is_misread(text) {
        return Some(Asks::Encoding);
    }
    let (comma, dots) = (holds_both(text, other), has_loose_dots(text));
    let signs = text.chars().filter(|&c| match c {
        ',' => comma,
        '¨' => dots,
        c => !is_of_a_name(c),
    });
    Signs::of(signs).map(|signs| Asks::Sign { signs })
}

/// Letters and their marks, blanks, hyphens, apostrophes, the full stop, and the signs that DIN 91379 allows in a name
/// (its group of 18). Of other scripts: what stands there for hyphen and apostrophe.
fn is_of_a_name(c: char) -> bool {
    let is_letter = c.is_alphabetic() && !is_superscript(c);
    is_letter
        || is_combining_mark(c)
        || c.is_whitespace()
        || matches!(
            c,
            '\'' | ',' | '-' | '.' | '`' | '~' | '\u{A8}' | '\u{B4}' | '\u{B7}' | '\u{2019}' | '\u{2021}'
                | '\u{2B9}'..='\u{2CC}' | '\u{2018}' | '\u{2032}' | '\u{2010}'..='\u{2015}' | '\u{2212}'
                | '\u{200C}' | '\u{200D}'
                | '\u{55A}' | '\u{5BE}' | '\u{5F3}' | '\u{5F4}' | '\u{60C}' | '\u{30FB}' | '\u{FF0C}'
        )
}

/// What code pages of DOS have where others have a letter: `Mⁿller`.
fn is_superscript(c: char) -> bool {
    matches!(c, '\u{2070}'..='\u{209F}')
}

/// Whether a whole name was pasted into one field: `Mustermann, Erika`.
fn holds_both(text: &str, other: &str) -> bool {
    let after = text.split_once(',').map(|(_, after)| after.trim());
    after.is_some_and(|after| {
        !after.is_empty() && (other.is_empty() || after.to_lowercase() == other.to_lowercase())
    })
}

/// Whether dots stand beside their vowel instead of on it, as in texts copied from a PDF: `Mu¨ller`.
fn has_loose_dots(text: &str) -> bool {
    ['a', 'o', 'u']
        .into_iter()
        .any(|vowel| text.contains(&format!("{vowel}¨")) || text.contains(&format!("¨{vowel}")))
}

/// Whether letters stand together as they do where UTF-8 was read as an encoding of one byte a letter, or one such
/// encoding as another: `MÃ¼ller`, `Mьller`.
fn is_misread(text: &str) -> bool {
    let letters: Vec<char> = text.chars().collect();
    let pair = (0..letters.len()).any(|at| {
        let rest = letters.get(at..).unwrap_or_default();
        is_utf8_of_one_byte_each(rest)
    });
    pair || text.split([' ', '-', '.']).any(is_mixed)
}

/// Whether letters begin with a character of UTF-8 whose bytes were read as Windows-1252 each.
fn is_utf8_of_one_byte_each(letters: &[char]) -> bool {
    let Some(first) = letters.first().and_then(|&c| windows_1252(c)) else {
        return false;
    };
    let length = match first {
        0xC2..=0xDF => 2,
        0xE0..=0xEF => 3,
        0xF0..=0xF4 => 4,
        _ => return false,
    };
    let bytes: Vec<u8> = letters
        .iter()
        .take(length)
        .map_while(|&c| windows_1252(c))
        .collect();
    let Ok(Some(meant)) = std::str::from_utf8(&bytes).map(|text| text.chars().next()) else {
        return false;
    };
    let second = letters.get(1).copied().unwrap_or_default();
    bytes.len() == length && (length > 2 || (is_meant(meant, second) && !is_joined(letters)))
}

/// Whether a capital stands before the dash or apostrophe of a name, as in `JOSÈ–MARIA`, and not for a letter that a name
/// may have: `Ã–` is an Ö wherever it stands, `Ä–` and `Å–` are a letter where no other follows.
fn is_joined(letters: &[char]) -> bool {
    let [first, second, rest @ ..] = letters else {
        return false;
    };
    let joins = matches!(second, '\u{2013}' | '\u{2014}' | '\u{2018}' | '\u{2019}');
    joins
        && match first {
            'Ã' => false,
            'Ä' | 'Å' => rest.first().is_some_and(|next| next.is_alphabetic()),
            _ => true,
        }
}

/// Whether the character that two letters would be is one of a name. They may as well be letters that stand together: the
/// ÍŽ of KŘÍŽ would be a mark that no name has, and an Arabic letter is told from Ø or Ù before Š, Ž and their like by
/// the sign that follows.
fn is_meant(meant: char, second: char) -> bool {
    match meant {
        '\0'..='\u{21F}' | '\u{300}'..='\u{333}' | '\u{370}'..='\u{45F}' => true,
        '\u{600}'..='\u{6FF}' => !second.is_alphabetic(),
        _ => false,
    }
}

/// Whether a word has plain Latin letters and letters of another script.
fn is_mixed(word: &str) -> bool {
    let plain = word.contains(|c: char| c.is_ascii_alphabetic());
    plain && word.contains(|c: char| c.is_alphabetic() && !is_latin(c))
}

/// Latin letters, and letters that stand beside those of any script.
fn is_latin(c: char) -> bool {
    matches!(c, '\0'..='\u{36F}' | '\u{1D00}'..='\u{1DBF}' | '\u{1E00}'..='\u{1EFF}' | '\u{2070}'..='\u{2188}'
        | '\u{2C60}'..='\u{2C7F}' | '\u{A720}'..='\u{A7FF}' | '\u{AB30}'..='\u{AB6F}' | '\u{FB00}'..='\u{FB06}'
        | '\u{FF21}'..='\u{FF5A}')
}

/// Returns the byte of a character in Windows-1252, which is Latin-1 but for 27 characters.
pub(super) fn windows_1252(c: char) -> Option<u8> {
    let place = WINDOWS_1252.iter().position(|&of| of == c);
    let placed = place.and_then(|place| u8::try_from(place + 0x80).ok());
    placed.or_else(|| u8::try_from(u32::from(c)).ok())
}

/// What Windows-1252 has from 0x80 on where Latin-1 has controls; five places are empty.
const WINDOWS_1252: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8D}', 'Ž', '\u{8F}',
    '\u{90}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9D}', 'ž', 'Ÿ',
];

#[cfg(test)]
mod tests {
    use super::*;

    fn code(text: &str) -> Option<&'static str> {
        asked(text, "Erika").map(Asks::code)
    }

    #[test]
    fn names_as_people_bear_them_are_not_asked_about() {
        for name in [
            "Mustermann",
            "Müller-Lüdenscheidt",
            "von und zu Castell",
            "d'Artagnan",
            "O’Connor",
            "Mª José",
            "Nguyễn Thị Hồng",
            "Gal·la",
            "Jr. Smith",
            "Smith, Jr.",
            "ÅSTRÖM",
            "ANDRADE FALCÃO",
            "João",
            "Ãlvaro",
            "Şükrü",
            "ʿAbd al-Karīm",
            "Щербаков",
            "Παπαδόπουλος",
            "עבד אל־כרים",
            "می\u{200C}نا",
            "Ǩ̕iam",
            "KŘÍŽ",
            "KŘÍŽOVÁ",
            "KNÍŽEK",
            "JENÍŠEK",
            "BENÍŠEK",
            "LÍŠKA",
            "MÍŠA",
            "Groß–Meier",
            "JOSÈ–MARIA",
            "JOSÈ–",
            "ANDRÉ–LOUIS",
            "DESIRÉE ÈVE’",
            "KETOLÄ–VIRTANEN",
            "NIÑ–ÒR",
            "ÇELIKÇ’OĞLU",
            "Weiß’",
            "ØŠ",
        ] {
            assert_eq!(code(name), None, "{name}");
        }
    }

    #[test]
    fn every_sign_and_slip_of_an_encoding_is_asked_about() {
        for (name, asked) in [
            ("Jo‰l", "sign"),
            ("<b>Mustermann</b>", "sign"),
            ("M&uuml;ller", "sign"),
            ("Mustermann;Erika", "sign"),
            ("Mustermann, Erika", "sign"),
            ("Mustermann,ERIKA", "sign"),
            ("M?ller", "sign"),
            ("M=C3=BCller", "sign"),
            ("M%FCller", "sign"),
            (r"M\u00fcller", "sign"),
            ("M+APw-ller", "sign"),
            ("J÷rg", "sign"),
            ("M³ller", "sign"),
            ("Mⁿller", "sign"),
            ("M├╝ller", "sign"),
            ("M√ºller", "sign"),
            ("Mu¨ller", "sign"),
            ("M¨uller", "sign"),
            ("\"Eri\" Mustermann", "sign"),
            ("Mustermann (geb. Schmidt)", "sign"),
            ("Mustermann 120864", "sign"),
            ("Mustermann\u{1F600}", "sign"),
            ("MÃ¼ller", "encoding"),
            ("KÃ¶hler", "encoding"),
            ("BÃ¤r", "encoding"),
            ("GroÃŸ", "encoding"),
            ("RenÃ©", "encoding"),
            ("Oâ€™Connor", "encoding"),
            ("WaÅ‚Ä™sa", "encoding"),
            ("MuÌˆller", "encoding"),
            ("Ã–zgÃ¼r", "encoding"),
            ("Ã–zdemir", "encoding"),
            ("PETRAUSKIENÄ–", "encoding"),
            ("MÃƒÂ¼ller", "encoding"),
            ("VoilÃ\u{A0}", "encoding"),
            ("Ð˜Ð²Ð°Ð½", "encoding"),
            ("Î¡Î¬Î»Î»Î·Ï‚", "encoding"),
            ("Ø¹Ø¨Ø§Ø³", "encoding"),
            ("NguyÃªÌƒn", "encoding"),
            ("Mьller", "encoding"),
            ("MГјller", "encoding"),
            ("Mόller", "encoding"),
            ("123", "digits"),
            ("120864", "digits"),
            ("12.08.1964", "digits"),
        ] {
            assert_eq!(code(name), Some(asked), "{name}");
        }
    }

    #[test]
    fn every_sign_of_a_name_is_named() {
        for (name, named) in [
            ("<b>Jo‰l", vec!['<', '>', '‰']),
            ("Mustermann, Mu¨ller?", vec!['¨', '?']),
            (
                "Mustermann;Erika (geb. 1964)",
                vec![';', '(', '1', '9', '6', '4'],
            ),
        ] {
            let Some(Asks::Sign { signs }) = asked(name, "Erika") else {
                panic!("{name} is asked about");
            };
            assert_eq!(signs.iter().collect::<Vec<_>>(), named, "{name}");
        }
    }

    #[test]
    fn a_comma_parts_a_name_where_both_parts_stand_in_one_field() {
        assert_eq!(asked("Mustermann, Erika", "").map(Asks::code), Some("sign"));
        assert_eq!(asked("Mustermann, Dr.", "Erika"), None);
        assert_eq!(asked("Mustermann,", ""), None);
    }
}
