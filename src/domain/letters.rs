//! Which letters the paper can show, and how many marks one may bear.

use unicode_normalization::{UnicodeNormalization as _, char::is_combining_mark};

use super::Fault;

/// The most characters a name, an issuer or an identifier may have.
pub(super) const MAX_CHARACTERS: usize = 80;

/// The most marks that one letter bears in any language that is written so.
const MOST_MARKS: usize = 4;

/// Whether the fonts of the paper have a character: Latin, Greek, Cyrillic and Arabic letters.
///
/// `paper` holds this table against its fonts.
pub fn is_on_paper(c: char) -> bool {
    let at = ON_PAPER.partition_point(|(_, last)| *last < c);
    ON_PAPER.get(at).is_some_and(|(first, _)| *first <= c)
}

/// Reads a text that goes onto paper as it is written: tidied, in one line of at most so many characters.
///
/// Whoever takes such a text, from a form, a file or a setting, takes it through here.
pub fn on_paper(text: &str, max: usize) -> Result<String, Fault> {
    let text = tidy(text)?;
    check_paper(&text)?;
    let is = text.chars().count();
    if is > max {
        return Err(Fault::TooLong { max, is });
    }
    Ok(text)
}

/// Refuses what the paper would show as a question mark.
fn check_paper(text: &str) -> Result<(), Fault> {
    match text.chars().find(|&c| !is_on_paper(c)) {
        Some(c) => Err(Fault::NotOnPaper(c)),
        None => Ok(()),
    }
}

/// Refuses a letter with more marks than any language gives it: they would be drawn over the lines around it.
///
/// The text is composed (NFC). The joiners, which nobody sees, end no letter.
fn check_marks(text: &str) -> Result<(), Fault> {
    let mut marks = 0;
    for c in text.chars() {
        if is_combining_mark(c) {
            marks += 1;
        } else if !matches!(c, '\u{200C}' | '\u{200D}') {
            marks = 0;
        }
        if marks > MOST_MARKS {
            return Err(Fault::TooManyMarks { max: MOST_MARKS });
        }
    }
    Ok(())
}

/// The first and the last of characters in a row, in order.
const ON_PAPER: &[(char, char)] = &[
    ('\u{20}', '\u{7E}'),
    ('\u{A0}', '\u{377}'),
    ('\u{37A}', '\u{37F}'),
    ('\u{384}', '\u{38A}'),
    ('\u{38C}', '\u{38C}'),
    ('\u{38E}', '\u{3A1}'),
    ('\u{3A3}', '\u{3E1}'),
    ('\u{3F0}', '\u{52F}'),
    ('\u{600}', '\u{6FF}'),
    ('\u{750}', '\u{77F}'),
    ('\u{8A0}', '\u{8FF}'),
    ('\u{1AB0}', '\u{1AC0}'),
    ('\u{1AC5}', '\u{1AC5}'),
    ('\u{1AC7}', '\u{1ACE}'),
    ('\u{1C80}', '\u{1C88}'),
    ('\u{1E00}', '\u{1F15}'),
    ('\u{1F18}', '\u{1F1D}'),
    ('\u{1F20}', '\u{1F45}'),
    ('\u{1F48}', '\u{1F4D}'),
    ('\u{1F50}', '\u{1F57}'),
    ('\u{1F59}', '\u{1F59}'),
    ('\u{1F5B}', '\u{1F5B}'),
    ('\u{1F5D}', '\u{1F5D}'),
    ('\u{1F5F}', '\u{1F7D}'),
    ('\u{1F80}', '\u{1FB4}'),
    ('\u{1FB6}', '\u{1FC4}'),
    ('\u{1FC6}', '\u{1FD3}'),
    ('\u{1FD6}', '\u{1FDB}'),
    ('\u{1FDD}', '\u{1FEF}'),
    ('\u{1FF2}', '\u{1FF4}'),
    ('\u{1FF6}', '\u{1FFE}'),
    ('\u{200C}', '\u{200D}'),
    ('\u{2010}', '\u{2027}'),
    ('\u{202F}', '\u{203A}'),
    ('\u{20AC}', '\u{20AC}'),
    ('\u{2116}', '\u{2116}'),
    ('\u{2122}', '\u{2122}'),
    ('\u{25CC}', '\u{25CC}'),
    ('\u{A640}', '\u{A69F}'),
    ('\u{A720}', '\u{A7CA}'),
    ('\u{A7D0}', '\u{A7D1}'),
    ('\u{A7D3}', '\u{A7D3}'),
    ('\u{A7D5}', '\u{A7D9}'),
    ('\u{A7F2}', '\u{A7FF}'),
    ('\u{FB50}', '\u{FBC2}'),
    ('\u{FBD3}', '\u{FD8F}'),
    ('\u{FD92}', '\u{FDC7}'),
    ('\u{FDCF}', '\u{FDCF}'),
    ('\u{FDF0}', '\u{FDFF}'),
    ('\u{FE70}', '\u{FE74}'),
    ('\u{FE76}', '\u{FEFC}'),
    ('\u{FEFF}', '\u{FEFF}'),
];

/// Trims, joins runs of blanks, tabs and line ends, composes (NFC) and refuses what no name holds and no letter bears.
pub(crate) fn tidy(text: &str) -> Result<String, Fault> {
    if let Some(character) = text
        .chars()
        .find(|&c| is_forbidden(c) && !c.is_whitespace())
    {
        return Err(Fault::ForbiddenCharacter(character));
    }
    let text: String = text.nfc().collect();
    check_marks(&text)?;
    Ok(text.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// Controls, marks that turn the reading direction, and characters that nobody can see.
///
/// The zero-width joiners U+200C and U+200D stay: Persian names are spelt with them.
fn is_forbidden(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{AD}' | '\u{61C}' | '\u{180E}' | '\u{200B}' | '\u{200E}' | '\u{200F}'
            | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}' | '\u{FFF0}'..='\u{FFFF}'
            | '\u{E000}'..='\u{F8FF}' | '\u{E0000}'..='\u{10FFFF}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn four_marks_are_a_letter_and_five_are_none() {
        let marks = |count| "\u{301}".repeat(count);
        for (text, fits) in [
            (format!("x{}", marks(4)), true),
            (format!("x{}", marks(5)), false),
            (format!("x{}y{}", marks(4), marks(4)), true),
            (format!("x{}\u{200D}{}", marks(3), marks(3)), false),
            (marks(5), false),
            ("مُحَمَّد".to_owned(), true),
        ] {
            let expected = if fits {
                Ok(())
            } else {
                Err(Fault::TooManyMarks { max: 4 })
            };
            assert_eq!(check_marks(&text), expected, "{text:?}");
        }
    }

    #[test]
    fn what_the_paper_lacks_is_named() {
        for (text, letter) in [
            ("Testzentrum Łódź", None),
            ("Κέντρο", None),
            ("王 Testzentrum", Some('王')),
            ("თბილისი", Some('თ')),
            ("Praxis 😀", Some('😀')),
        ] {
            let expected = letter.map_or(Ok(()), |letter| Err(Fault::NotOnPaper(letter)));
            assert_eq!(check_paper(text), expected);
        }
    }
}
