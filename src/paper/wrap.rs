//! Breaking a text into lines: after blanks and hyphens, never in front of what belongs to the word before.
//!
//! Knows how wide letters are, and neither page nor PDF.

use unicode_normalization::char::is_combining_mark;

use super::font::{Fonts, Weight};

impl Fonts {
    /// Breaks a text into lines of a width, in millimetres; only a word wider than that is cut.
    pub(super) fn wrap(&self, weight: Weight, size: f32, text: &str, width: f32) -> Vec<String> {
        let measure = |text: &str| self.width(weight, size, text);
        let mut lines = Vec::new();
        let mut line = String::new();
        let mut taken = 0.0;
        for word in words(text) {
            let whole = measure(word);
            let bare = if word.ends_with(' ') {
                measure(word.trim_end_matches(' '))
            } else {
                whole
            };
            // A line is nearly as wide as its words; it is set as a whole only where that decides.
            let mut is = taken + bare;
            if (is - width).abs() < 0.02 * width {
                is = measure(format!("{line}{word}").trim_end());
            }
            if is <= width {
                line.push_str(word);
                taken += whole;
                continue;
            }
            if !line.is_empty() {
                lines.push(std::mem::take(&mut line));
            }
            let mut rest = word;
            while measure(rest.trim_end()) > width {
                let Some((head, tail)) = cut(rest, |head| measure(head) <= width) else {
                    break;
                };
                lines.push(head.to_owned());
                rest = tail;
            }
            rest.clone_into(&mut line);
            taken = measure(rest);
        }
        lines.push(line);
        lines
    }

    /// Returns the width of the widest word up to a limit: a column as wide as that cuts none of those. In
    /// millimetres.
    pub(super) fn widest(&self, weight: Weight, size: f32, text: &str, limit: f32) -> f32 {
        let words = text.lines().flat_map(words);
        let widths = words.map(|word| self.width(weight, size, word.trim_end()));
        widths.filter(|width| *width <= limit).fold(0.0, f32::max)
    }
}

/// Splits a text after every blank and hyphen that may end a line.
fn words(text: &str) -> Vec<&str> {
    let mut words = Vec::new();
    let mut start = 0;
    let mut before = ' ';
    let pairs = text.char_indices().zip(text.char_indices().skip(1));
    for ((_, c), (end, next)) in pairs {
        // A hyphen in front of a word is the word's own ("oder -einrichtung"), and one in front of a figure joins it
        // to the one before ("8:30–18:30", UAX 14 rule LB25).
        let may_end = c == ' ' || (is_hyphen(c) && before != ' ' && !next.is_numeric());
        if may_end && !belongs_before(next) {
            words.extend(text.get(start..end));
            start = end;
        }
        before = c;
    }
    words.extend(text.get(start..));
    words
}

/// Whether a word goes on after it in the next line.
fn is_hyphen(c: char) -> bool {
    matches!(c, '-' | '\u{2010}' | '\u{2012}'..='\u{2014}')
}

/// Whether it belongs to what stands before it, so that no line begins with it.
fn belongs_before(c: char) -> bool {
    " ,.;:!?/#)]}»’”…،؛؟".contains(c)
        || matches!(c, '-' | '\u{2010}'..='\u{2015}')
        || is_combining_mark(c)
}

/// Cuts a word after as many letters as fit, at least one, or after its last slash among them, as identifiers have them;
/// what belongs to a letter stays with it.
fn cut(word: &str, fits: impl Fn(&str) -> bool) -> Option<(&str, &str)> {
    let letters = word.char_indices().skip(1);
    let places: Vec<usize> = letters
        .filter(|(_, c)| !is_combining_mark(*c))
        .map(|(place, _)| place)
        .collect();
    let fitting = places.partition_point(|&place| word.get(..place).is_some_and(&fits));
    let fitting = places.get(..fitting.max(1))?;
    let parts = |&place: &usize| word.split_at_checked(place);
    let slash = |(head, _): &(&str, &str)| head.ends_with('/');
    if let Some(at_slash) = fitting.iter().rev().filter_map(parts).find(slash) {
        return Some(at_slash);
    }
    let mut parts = fitting.iter().rev().filter_map(parts).peekable();
    let widest = parts.peek().copied();
    // Marks alone are cut all the same.
    parts
        .find(|(_, tail)| !tail.starts_with(belongs_before))
        .or(widest)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::paper::font::fonts;

    fn wrap(text: &str, width: f32) -> Vec<String> {
        fonts().unwrap().wrap(Weight::SemiBold, 9.0, text, width)
    }

    #[test]
    fn no_line_is_wider_than_the_room_it_is_broken_for() {
        let fonts = fonts().unwrap();
        let marks = "-,".repeat(40);
        for text in [
            &"W".repeat(80),
            &"Щ".repeat(80),
            &"von und zu ".repeat(8),
            &marks,
        ] {
            let lines = wrap(text, 60.0);
            assert_eq!(lines.concat(), **text);
            for line in lines {
                assert!(fonts.width(Weight::SemiBold, 9.0, line.trim_end()) <= 60.0);
            }
        }
    }

    #[test]
    fn lines_end_after_blanks_and_hyphens_and_begin_with_no_mark() {
        for (text, expected) in [
            ("Anna-Lena Müller", &["Anna-", "Lena ", "Müller"][..]),
            ("8:30–18:30, 19–20", &["8:30–18:30, ", "19–20"]),
            (
                "Haupt – Nebenstelle (Süd)",
                &["Haupt – ", "Nebenstelle ", "(Süd)"],
            ),
            (
                "Zentrum oder -haus Süd",
                &["Zentrum ", "oder -haus ", "Süd"],
            ),
            ("Nord- , Südhaus--", &["Nord- , ", "Südhaus--"]),
            ("van  der Berg ", &["van  ", "der ", "Berg "]),
            ("", &[""]),
        ] {
            assert_eq!(words(text), expected, "{text}");
        }
    }

    #[test]
    fn a_word_is_cut_only_where_it_is_wider_than_its_line_and_never_in_front_of_a_mark() {
        let fonts = fonts().unwrap();
        let text = "Wolfeschlegelsteinhausen-Bergerdorff, Hans-Georg";
        let widest = fonts.widest(Weight::SemiBold, 9.0, text, f32::INFINITY);
        let mut width = widest;
        while width > 5.0 {
            let lines = wrap(text, width);
            assert_eq!(lines.concat(), text);
            for pair in lines.windows(2) {
                assert!(!pair[1].starts_with(belongs_before), "{lines:?}");
                assert!(width < widest || pair[0].ends_with([' ', '-']), "{lines:?}");
            }
            width -= 0.1;
        }
    }

    #[test]
    fn an_identifier_is_cut_after_its_slash_and_keeps_its_check_character() {
        let identifier = "URN:UVCI:01:XX:APO12345/6J2KWHIDKDHE0DKQ9CZDBP5J1#S";
        let (head, tail) = identifier.split_once('/').unwrap();
        let whole = fonts().unwrap().width(Weight::SemiBold, 9.0, identifier);
        for part in [0.99, 0.95, 0.8, 0.7] {
            let lines = wrap(identifier, part * whole);
            assert_eq!(lines, [format!("{head}/"), tail.to_owned()], "{part}");
        }
        // Where a line takes neither part whole, the check character has something before it all the same.
        for width in 20..60 {
            let lines = wrap(identifier, f32::from(u8::try_from(width).unwrap()));
            assert_eq!(lines.concat(), identifier);
            assert!(lines.iter().all(|line| !line.starts_with('#')), "{lines:?}");
        }
    }
}
