//! Names as the machine-readable line of a passport writes them: ICAO Doc 9303 part 3 section 6.
//!
//! A proposal only: the line of the holder's travel document beats any table.

use std::{collections::HashMap, sync::OnceLock};

use unicode_normalization::{
    UnicodeNormalization as _,
    char::{compose, is_combining_mark},
};

use super::{Fault, letters::MAX_CHARACTERS};

/// Transliterates a name into `A` to `Z` and `<`, at most 80 characters.
pub fn transliterate(text: &str) -> Result<String, Fault> {
    let letters: Vec<char> = text
        .chars()
        .flat_map(shaped_to_plain)
        .nfc()
        .flat_map(char::to_uppercase)
        .nfc()
        .filter(|&c| !is_apostrophe(c))
        .collect();
    let mut out = String::new();
    let mut last = 0;
    let mut at = 0;
    while let Some(rest) = letters.get(at..).filter(|rest| !rest.is_empty()) {
        let before = at
            .checked_sub(1)
            .and_then(|index| letters.get(index))
            .copied();
        let length = out.len();
        at += match (greek(rest, before), rest) {
            (Some((latin, taken)), _) => {
                out.push_str(&latin);
                taken
            }
            // Shadda doubles all that the letter before it became.
            (None, [SHADDA, ..]) => {
                let doubled = out.get(last..).unwrap_or_default().to_owned();
                out.push_str(&doubled);
                1
            }
            (None, [letter, following @ ..]) => {
                let ends = following
                    .iter()
                    .find(|&&c| !is_silent(c))
                    .is_none_or(|&c| is_separator(c));
                let marks = following.iter().take_while(|&&c| is_plain_mark(c)).count();
                let marks = following.get(..marks).unwrap_or_default();
                push(*letter, marks, ends, &mut out)?;
                1 + marks.len()
            }
            (None, []) => break,
        };
        if out.len() > length {
            last = length;
        }
    }
    tidy(&out).ok_or(Fault::NoLetters)
}

/// Reads a line that was copied from a travel document; lower case and blanks are forgiven.
pub fn check(text: &str) -> Result<String, Fault> {
    let text: String = text
        .trim()
        .chars()
        .map(|c| {
            if c == ' ' || c == '-' {
                '<'
            } else {
                c.to_ascii_uppercase()
            }
        })
        .collect();
    if !text.chars().all(|c| c.is_ascii_uppercase() || c == '<') || text.len() > MAX_CHARACTERS {
        return Err(Fault::NotATransliteration);
    }
    tidy(&text).ok_or(Fault::NotATransliteration)
}

/// Appends what one letter becomes with the marks that stand after it, as they are in no one character with it; `ends`
/// says that no letter follows it in its name component.
fn push(letter: char, marks: &[char], ends: bool, out: &mut String) -> Result<(), Fault> {
    match letter {
        'A'..='Z' => out.push_str(&marked(letter, marks)),
        // One that stands on no letter.
        _ if is_plain_mark(letter) => {}
        '1'..='9' => out.push_str(
            ROMAN
                .get(letter as usize - '1' as usize)
                .copied()
                .unwrap_or_default(),
        ),
        '0' => return Err(Fault::NoLatinSpelling('0')),
        TEH_MARBUTA if ends => out.push_str("XAH"),
        _ if is_separator(letter) => out.push('<'),
        _ if is_dropped(letter) => {}
        _ => out.push_str(&latin(letter, marks).ok_or(Fault::NoLatinSpelling(letter))?),
    }
    Ok(())
}

/// Whether it is a mark that says nothing by itself, as the vowel signs of Arabic do.
fn is_plain_mark(c: char) -> bool {
    is_combining_mark(c) && !table().contains_key(&c)
}

/// Spells a Latin capital with marks: one of them may make another letter of it (Ü is UE), and then a second changes
/// nothing (Ǖ is UE, too).
fn marked(base: char, marks: &[char]) -> String {
    let composed = marks.iter().filter_map(|&mark| compose(base, mark));
    let own = composed.filter_map(|letter| table().get(&letter));
    own.max_by_key(|latin| latin.len())
        .map_or_else(|| base.to_string(), |latin| (*latin).to_owned())
}

/// German practice where a name has digits; there is no form for nought.
const ROMAN: [&str; 9] = ["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX"];
const TATWEEL: char = '\u{640}';
const SHADDA: char = '\u{651}';
const TEH_MARBUTA: char = '\u{629}';

/// Looks a letter up; failing that, its base letter, with that of its marks which makes another letter of it.
fn latin(letter: char, marks: &[char]) -> Option<String> {
    let mut parts = std::iter::once(letter).nfd();
    let base = parts.next().filter(char::is_ascii_uppercase);
    if let Some(base) = base {
        let marks: Vec<char> = parts.chain(marks.iter().copied()).collect();
        return Some(marked(base, &marks));
    }
    if let Some(latin) = table().get(&letter) {
        return Some((*latin).to_owned());
    }
    let mut out = String::new();
    for part in std::iter::once(letter)
        .nfkd()
        .filter(|&c| !is_combining_mark(c))
        .flat_map(char::to_uppercase)
    {
        match part {
            'A'..='Z' => out.push(part),
            _ if part == letter => return None,
            _ => out.push_str(table().get(&part).copied().or_else(|| greek_single(part))?),
        }
    }
    Some(out).filter(|out| !out.is_empty())
}

/// Collapses runs of fillers, cuts at 80 and removes fillers at both ends.
fn tidy(text: &str) -> Option<String> {
    let joined = text
        .split('<')
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join("<");
    let cut: String = joined.chars().take(MAX_CHARACTERS).collect();
    let cut = cut.trim_end_matches('<');
    (!cut.is_empty()).then(|| cut.to_owned())
}

pub(super) fn is_apostrophe(c: char) -> bool {
    matches!(
        c,
        '\'' | '\u{2019}' | '\u{2018}' | '\u{2BC}' | '\u{2BB}' | '`' | '\u{B4}' | '\u{2032}'
    )
}

/// Hyphens, dashes, blanks and commas, and the filler itself.
pub(super) fn is_separator(c: char) -> bool {
    c.is_whitespace()
        || matches!(
            c,
            '-' | ',' | '<' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{60C}' | '\u{FF0C}'
        )
}

/// What stands between letters without parting them: vowel signs, tatweel, other punctuation.
fn is_silent(c: char) -> bool {
    is_combining_mark(c) || c == TATWEEL || (is_dropped(c) && !is_separator(c))
}

/// Gives the letters that an Arabic presentation form draws, as texts copied from a PDF have them.
fn shaped_to_plain(c: char) -> impl Iterator<Item = char> {
    let shaped = matches!(c, '\u{FB50}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFC}');
    let plain = shaped.then(|| std::iter::once(c).nfkd());
    let unchanged = (!shaped).then_some(c);
    plain.into_iter().flatten().chain(unchanged)
}

/// Other punctuation, the signs of transcriptions that DIN 91379 allows in a name, and the joiners that no one sees.
fn is_dropped(c: char) -> bool {
    c.is_ascii_punctuation()
        || matches!(
            c,
            '\u{2B9}' | '\u{2BA}' | '\u{2BE}' | '\u{2BF}' | '\u{2C8}' | '\u{2CC}'
        )
        || matches!(c, '\u{A1}'..='\u{A9}' | '\u{AB}'..='\u{B3}' | '\u{B6}'..='\u{B9}' | '\u{BB}'..='\u{BF}'
            | '\u{200C}' | '\u{200D}' | '\u{2016}'..='\u{2027}' | '\u{2030}'..='\u{203E}')
}

/// Returns what else a travel document may write for an upper-case letter.
pub(super) fn alternatives(letter: char) -> impl Iterator<Item = &'static str> {
    let row = rows().find(|(of, _)| *of == letter);
    let others = row.and_then(|(_, mut columns)| columns.nth(1));
    others
        .into_iter()
        .flat_map(|others| others.split(','))
        .filter(|other| !other.is_empty())
}

/// The table of ICAO Doc 9303 with our additions; upper-case letters only.
fn table() -> &'static HashMap<char, &'static str> {
    static TABLE: OnceLock<HashMap<char, &'static str>> = OnceLock::new();
    TABLE.get_or_init(|| {
        rows()
            .filter_map(|(letter, mut columns)| {
                let latin = columns.next()?;
                let plain = latin.bytes().all(|b| b.is_ascii_uppercase());
                Some((letter, if plain { latin } else { "" }))
            })
            .collect()
    })
}

/// Returns each letter of the file with the columns after it: what it becomes, and what else it may become.
fn rows() -> impl Iterator<Item = (char, std::str::Split<'static, char>)> {
    let rows = include_str!("../../assets/icao9303.tsv").lines().skip(1);
    rows.filter_map(|row| {
        let mut columns = row.split('\t');
        let code = u32::from_str_radix(columns.next()?, 16).ok()?;
        columns.next()?;
        Some((char::from_u32(code)?, columns))
    })
}

/// Transliterates a Greek letter or pair after ELOT 743; gives the Latin text and how many letters it took.
fn greek(rest: &[char], before: Option<char>) -> Option<(String, usize)> {
    let (first, diaeresis) = greek_base(*rest.first()?)?;
    let second = rest.get(1).and_then(|&c| greek_base(c));
    let third = rest
        .get(2)
        .and_then(|&c| greek_base(c))
        .map(|(base, _)| base);
    let pair = |text: &str| Some((text.to_owned(), 2));
    match (first, second) {
        ('Α' | 'Ε' | 'Η', Some(('Υ', false))) if !diaeresis => {
            let voiced = third.is_some_and(|c| "ΑΕΗΙΟΥΩΒΓΔΖΛΜΝΡ".contains(c));
            let vowel = greek_single(first)?;
            pair(&format!("{vowel}{}", if voiced { 'V' } else { 'F' }))
        }
        ('Ο', Some(('Υ', false))) => pair("OU"),
        ('Γ', Some(('Γ', _))) => pair("NG"),
        ('Γ', Some(('Ξ', _))) => pair("NX"),
        ('Γ', Some(('Χ', _))) => pair("NCH"),
        ('Μ', Some(('Π', _))) => {
            let starts = before.is_none_or(|c| greek_base(c).is_none());
            pair(if starts || third.is_none() { "B" } else { "MP" })
        }
        _ => Some((greek_single(first)?.to_owned(), 1)),
    }
}

/// Returns a Greek capital without its accents, and whether it carries a diaeresis.
fn greek_base(c: char) -> Option<(char, bool)> {
    let mut parts = std::iter::once(c).nfd();
    let base = parts.next()?;
    let base = if base == 'ς' {
        'Σ'
    } else {
        base.to_uppercase().next()?
    };
    let diaeresis = parts.any(|mark| mark == '\u{308}');
    greek_single(base).map(|_| (base, diaeresis))
}

/// Looks a plain Greek capital up.
fn greek_single(c: char) -> Option<&'static str> {
    ('Α'..='Ω')
        .contains(&c)
        .then(|| table().get(&c).copied())
        .flatten()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn check(text: &str, expected: &str) {
        assert_eq!(transliterate(text).as_deref(), Ok(expected), "{text}");
    }

    #[test]
    fn the_examples_of_the_specification_hold() {
        for (text, expected) in [
            ("Musterfrau-Dießner", "MUSTERFRAU<DIESSNER"),
            ("Erika Dörte", "ERIKA<DOERTE"),
            ("d'Červenková Panklová", "DCERVENKOVA<PANKLOVA"),
            ("Jiřina-Maria Alena", "JIRINA<MARIA<ALENA"),
            ("O’Connor", "OCONNOR"),
            ("d'Artagnan", "DARTAGNAN"),
            ("von der Leyen", "VON<DER<LEYEN"),
            ("Müller, Max", "MUELLER<MAX"),
            ("Åström", "AASTROEM"),
            ("Ørsted", "OERSTED"),
            ("Þórður", "THORDUR"),
            ("Łukasz Żółć", "LUKASZ<ZOLC"),
            ("İbrahim Işık", "IBRAHIM<ISIK"),
            ("Güneş", "GUENES"),
            ("Ștefan Țurcanu", "STEFAN<TURCANU"),
            ("Erdős", "ERDOS"),
            ("Nguyễn Thị Hồng", "NGUYEN<THI<HONG"),
            ("Muñoz", "MUNOZ"),
            ("Щербаков", "SHCHERBAKOV"),
            ("Дмитрий", "DMITRII"),
            ("Юлия", "IULIIA"),
            ("Dr. Meier", "DR<MEIER"),
            ("Nestlé-Œuvre", "NESTLE<OEUVRE"),
            ("عباس", "EBAS"),
            ("عبّاس", "EBBAS"),
            ("فضّة", "FXDZXDZXAH"),
            // A vowel sign, a full stop or tatweel after it leaves teh marbuta at the end.
            ("فضّةٌ", "FXDZXDZXAH"),
            ("فضّة. عباس", "FXDZXDZXAH<EBAS"),
            ("فضّةعباس", "FXDZXDZXTAEBAS"),
            // Presentation forms are the same letters.
            ("\u{FED3}\u{FEC0}\u{FE94}", "FXDZXAH"),
            ("Anna<Maria", "ANNA<MARIA"),
            ("Moderna44", "MODERNAIVIV"),
        ] {
            check(text, expected);
        }
    }

    /// Every letter and sequence that German registers write, and the signs that they allow in a name.
    #[test]
    fn din_91379_has_a_line_whole() {
        let rows: Vec<[&str; 3]> = include_str!("../../tests/data/din91379.tsv")
            .lines()
            .skip(1)
            .map(|row| row.split('\t').collect::<Vec<_>>().try_into().unwrap())
            .collect();
        let of = |group: &str| rows.iter().filter(|[_, of, _]| *of == group).count();
        assert_eq!((of("bll"), of("bnlreq")), (649, 18));
        let mut wrong = Vec::new();
        for [code_points, _, line] in rows {
            let text: String = code_points
                .split(' ')
                .map(|hex| char::from_u32(u32::from_str_radix(hex, 16).unwrap()).unwrap())
                .collect();
            // As the register has it, and as another program has composed or taken it apart.
            for text in [text.nfc().collect::<String>(), text.nfd().collect(), text] {
                let found = transliterate(&format!("M{text}M"));
                if found.as_deref() != Ok(&format!("M{line}M")) {
                    wrong.push(format!("{code_points}: {found:?}, not {line}"));
                }
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }

    #[test]
    fn greek_follows_elot_743() {
        for (text, expected) in [
            ("Παπαδόπουλος", "PAPADOPOULOS"),
            ("Γιώργος", "GIORGOS"),
            ("Ευάγγελος", "EVANGELOS"),
            ("Ευθυμίου", "EFTHYMIOU"),
            ("Μπακογιάννης", "BAKOGIANNIS"),
            ("Λαμπρου", "LAMPROU"),
            ("Σταύρος", "STAVROS"),
            ("Μαΐου", "MAIOU"),
            ("Πραΰς", "PRAYS"),
        ] {
            check(text, expected);
        }
    }

    #[test]
    fn fillers_are_collapsed_and_never_stand_at_an_end() {
        check("  Anna -- Maria, ", "ANNA<MARIA");
        check(&"Ab ".repeat(40), &format!("{}AB", "AB<".repeat(26)));
        check(&format!("{} b", "a".repeat(79)), &"A".repeat(79));
    }

    #[test]
    fn scripts_without_a_table_ask_for_the_travel_document() {
        for (text, letter) in [
            ("山田", '山'),
            ("כהן", 'כ'),
            ("Anna ก", 'ก'),
            ("Anna0", '0'),
        ] {
            assert_eq!(transliterate(text), Err(Fault::NoLatinSpelling(letter)));
        }
        for text in ["-", "...", "'", ""] {
            assert_eq!(transliterate(text), Err(Fault::NoLetters), "{text}");
        }
    }

    #[test]
    fn every_row_of_the_table_is_kept_in_both_cases() {
        for row in include_str!("../../assets/icao9303.tsv").lines().skip(1) {
            let columns: Vec<&str> = row.split('\t').collect();
            let letter = char::from_u32(u32::from_str_radix(columns[0], 16).unwrap()).unwrap();
            let expected = columns[2];
            if !expected.bytes().all(|b| b.is_ascii_uppercase()) || letter == SHADDA {
                continue;
            }
            // A letter between two others: nothing ends or begins a name there.
            let in_a_name = |letter: &str| transliterate(&format!("A{letter}A"));
            assert_eq!(
                in_a_name(&letter.to_string()),
                Ok(format!("A{expected}A")),
                "U+{}",
                columns[0]
            );
            let lower = letter.to_lowercase().to_string();
            assert_eq!(
                in_a_name(&lower),
                Ok(format!("A{expected}A")),
                "lower case of U+{}",
                columns[0]
            );
        }
    }

    #[test]
    fn a_line_from_a_passport_is_taken_as_it_stands() {
        assert_eq!(
            super::check("mueller<anna maria").as_deref(),
            Ok("MUELLER<ANNA<MARIA")
        );
        for text in ["MÜLLER", "", "<<", "A1"] {
            assert_eq!(
                super::check(text),
                Err(Fault::NotATransliteration),
                "{text}"
            );
        }
    }

    proptest! {
        #[test]
        fn a_line_is_always_a_line(text in prop_oneof![
            any::<String>(),
            "[a-zA-ZäöüßİıÅ' ,.<-]{0,120}",
            "[Α-Ωα-ώΐΰϊϋ ]{0,40}",
            "[А-яЁ -]{0,120}",
            "[\u{621}-\u{652}\u{FE70}-\u{FEFC} ]{0,60}",
        ]) {
            if let Ok(line) = transliterate(&text) {
                prop_assert!(line.chars().all(|c| c.is_ascii_uppercase() || c == '<'));
                prop_assert!((1..=80).contains(&line.len()));
                prop_assert!(!line.contains("<<") && !line.starts_with('<') && !line.ends_with('<'));
            }
        }
    }
}
