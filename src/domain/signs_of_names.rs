//! Which characters a name has: letters and their marks, and the signs that DIN 91379 allows beside them.

use unicode_normalization::char::is_combining_mark;

/// Letters and their marks, blanks, hyphens, apostrophes, the full stop, and the signs that DIN 91379 allows in a name
/// (its group of 18). Of other scripts: what stands there for hyphen and apostrophe.
pub(super) fn is_of_a_name(c: char) -> bool {
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

/// Whether it is a letter or a mark of one.
pub(super) fn is_letter(c: char) -> bool {
    c.is_alphabetic() || is_combining_mark(c)
}
