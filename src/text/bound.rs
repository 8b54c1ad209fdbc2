//! How long a text may be where somebody reads it: what comes from outside may be quoted in it, and that may be of any
//! length.

use std::borrow::Cow;

/// The most characters of a message on a terminal: 25 lines of 80.
pub const SCREEN: usize = 2_000;
/// The most characters of a report in the window, which leaves the form below it in sight at 800 by 560 points.
pub const REPORT: usize = 480;
/// The most characters of what a text in the window quotes: a path, the words of a portal or a printer.
pub const QUOTED: usize = 240;

/// Cuts a text to so many characters, and puts a space where a control character would command the terminal.
///
/// What is left out is the middle: a message begins with what it is about and ends with the reason, a path ends with
/// the name of the file.
pub fn cut(text: &str, most: usize) -> Cow<'_, str> {
    let commands = |c: char| c.is_control() && c != '\n';
    let count = text.chars().count();
    if count <= most && !text.contains(commands) {
        return text.into();
    }
    let (head, tail) = if count <= most {
        (most, 0)
    } else {
        (most - most / 3, most / 3)
    };
    let mut short = String::new();
    for (place, character) in text.chars().enumerate() {
        if place == head && head < count {
            short.push('\u{2026}');
        }
        if place < head || place >= count - tail {
            short.push(if commands(character) { ' ' } else { character });
        }
    }
    short.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_text_is_left_alone_and_a_long_one_loses_its_middle_between_characters() {
        for length in [0, 1, SCREEN] {
            let text = "\u{e4}".repeat(length);
            assert_eq!(cut(&text, SCREEN), text);
        }
        let long = format!("{}.pdf: not found", "/\u{e4}".repeat(60_000));
        let short = cut(&long, 30).into_owned();
        assert_eq!(
            short,
            "/\u{e4}/\u{e4}/\u{e4}/\u{e4}/\u{e4}/\u{e4}/\u{e4}/\u{e4}/\u{e4}/\u{e4}\u{2026} not found"
        );
        assert_eq!(cut("abcdef", 6), "abcdef");
        assert_eq!(cut("abcdefg", 6), "abcd\u{2026}fg");
        assert_eq!(cut("abcdefg", 0), "\u{2026}");
    }

    #[test]
    fn nothing_in_a_message_commands_a_terminal() {
        assert_eq!(cut("a\u{1b}[2J\r\tb\nc\u{9b}", 20), "a [2J  b\nc ");
    }
}
