//! Whether a travel document may spell a name so: ICAO Doc 9303 part 3 section 6 leaves a choice, and documents cut.

use unicode_normalization::{UnicodeNormalization as _, char::is_combining_mark};

use super::transliteration::{alternatives, is_apostrophe, is_separator, transliterate};

/// How much of a name may be missing at the end of its line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Missing {
    /// Nothing.
    Nothing,
    /// Names after the first: of given names, a document may have fewer than are known.
    Names,
    /// Letters: the line of the document is full.
    Letters,
}

/// Whether a line, as it stands in a document, may be that of a name.
pub(super) fn may_be(name: &str, line: &str, missing: Missing) -> bool {
    if transliterate(name).as_deref() == Ok(line) {
        return true;
    }
    let Some(spellings) = spellings(name) else {
        return false;
    };
    let mut ends = vec![0];
    for spelling in &spellings {
        let is_whole = ends.contains(&line.len());
        let may_end = match missing {
            Missing::Nothing => false,
            Missing::Names => is_whole && parts_names(spelling),
            Missing::Letters => is_whole,
        };
        if may_end {
            return true;
        }
        ends = ends
            .iter()
            .flat_map(|&end| spelling.iter().filter_map(move |to| after(line, end, to)))
            .collect();
        ends.sort_unstable();
        ends.dedup();
    }
    ends.contains(&line.len())
}

/// Whether it is that of a blank or hyphen, and not of an apostrophe, which stands within one name.
fn parts_names(spelling: &[String]) -> bool {
    spelling.first().is_some_and(|first| first == "<")
}

/// Returns where a spelling ends that stands at a place of a line.
fn after(line: &str, at: usize, spelling: &str) -> Option<usize> {
    let stands = line.get(at..)?.starts_with(spelling);
    stands.then_some(at + spelling.len())
}

/// Returns what each letter of a name may become; nothing for scripts whose letters are not spelt one by one.
fn spellings(name: &str) -> Option<Vec<Vec<String>>> {
    let letters = name.trim().nfc().flat_map(char::to_uppercase).nfc();
    let letters: Vec<char> = letters.collect();
    let mut spellings: Vec<Vec<String>> = Vec::new();
    let mut rest = letters.as_slice();
    while let [letter, following @ ..] = rest {
        let marks = following.iter().take_while(|&&c| is_combining_mark(c));
        let (marks, further) = following.split_at(marks.count());
        rest = further;
        if is_spelt_by_the_word(*letter) {
            return None;
        }
        let spelling = spelling(*letter, marks);
        // Blanks and hyphens in a row part a name once.
        if !is_separator(*letter) || spellings.last() != Some(&spelling) {
            spellings.push(spelling);
        }
    }
    Some(spellings)
}

/// Whether it is of a script whose letters are not spelt one by one: Greek, and what follows Armenian, but for Latin with
/// further marks and the punctuation of all.
fn is_spelt_by_the_word(letter: char) -> bool {
    matches!(letter, '\u{370}'..='\u{3FF}' | '\u{590}'..='\u{1DFF}' | '\u{1F00}'..='\u{1FFF}' | '\u{2C00}'..)
}

fn spelling(letter: char, marks: &[char]) -> Vec<String> {
    let owned = |spellings: &[&str]| spellings.iter().map(|&it| it.to_owned()).collect();
    if matches!(letter, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}') {
        return owned(&["<", ""]);
    }
    if is_separator(letter) {
        return owned(&["<"]);
    }
    if is_apostrophe(letter) {
        return owned(&["", "<"]);
    }
    let cluster: String = std::iter::once(letter)
        .chain(marks.iter().copied())
        .collect();
    let ours = transliterate(&cluster).unwrap_or_default();
    let base = std::iter::once(letter).nfd().next();
    let base = base.filter(char::is_ascii_uppercase).map(String::from);
    let others = alternatives(letter).map(str::to_owned);
    std::iter::once(ours).chain(base).chain(others).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_documents_leave_open_is_the_same_name() {
        for (name, line) in [
            ("Müller", "MUELLER"),
            ("Müller", "MULLER"),
            ("Müller", "MUXXLLER"),
            ("Åström", "ASTROM"),
            ("Åström", "AASTROEM"),
            ("Ørsted", "ORSTED"),
            ("Muñoz", "MUNXXOZ"),
            ("Groß", "GROSS"),
            ("Đorđević", "DJORDJEVIC"),
            ("Musterfrau-Dießner", "MUSTERFRAUDIESSNER"),
            ("O'Connor", "O<CONNOR"),
            ("Юлия", "YULIYA"),
            ("Наталья", "NATALIA"),
            ("Əliyev", "ELIYEV"),
            ("O’Connor", "O<CONNOR"),
            ("O’Connor", "OCONNOR"),
            ("GROẞMÜLLER", "GROSSMULLER"),
            ("Nguyễn", "NGUYEN"),
            ("Anna‐Maria", "ANNAMARIA"),
        ] {
            assert!(may_be(name, line, Missing::Nothing), "{name} {line}");
        }
    }

    #[test]
    fn another_name_is_another() {
        for (name, line) in [
            ("Mustermann", "SCHMIDT"),
            ("Mustermann", "M"),
            ("Mustermann", "MUSTERMAN"),
            ("Mustermann", "MUSTERMANNN"),
            ("Erika", "E"),
            ("Erika", "ERIKA<DOERTE"),
            ("Muller", "MUELLER"),
            ("von der Leyen", "LEYEN"),
            ("عباس", "ABBAS"),
            ("N'Golo", "N"),
            ("D'Angelo", "D"),
            ("D’Angelo", "D"),
        ] {
            assert!(!may_be(name, line, Missing::Nothing), "{name} {line}");
            assert!(!may_be(name, line, Missing::Names), "{name} {line}");
        }
    }

    #[test]
    fn a_document_may_have_fewer_names_and_a_full_line_is_cut() {
        let name = "Erika Dörte Maria";
        assert!(may_be(name, "ERIKA", Missing::Names));
        assert!(may_be(name, "ERIKA<DORTE", Missing::Names));
        assert!(may_be("Thị Hồng", "THI", Missing::Names));
        assert!(may_be("Erika-Maria", "ERIKA", Missing::Names));
        assert!(may_be("Erika D'Angelo", "ERIKA", Missing::Names));
        assert!(!may_be(name, "ERIK", Missing::Names));
        assert!(!may_be(name, "DOERTE", Missing::Names));
        assert!(!may_be(name, "ERIKA", Missing::Nothing));
        assert!(may_be(name, "ERIKA<DOE", Missing::Letters));
        assert!(!may_be(name, "ERIKA<DOX", Missing::Letters));
    }
}
