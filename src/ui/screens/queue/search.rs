//! What somebody at the counter remembers of a case: a number, a name, a date of birth, or some of each.

use jiff::civil::Date;
use unicode_normalization::{UnicodeNormalization as _, char::is_combining_mark};

use crate::{
    case::PickupNumber,
    domain::{BirthDate, date},
};

impl super::QueueScreen {
    /// Whether something is searched for and not found.
    pub(in crate::ui) fn finds_nothing(&self) -> bool {
        self.list.len() == 0 && !self.search.trim().is_empty()
    }
}

/// A search as typed, read into its terms; a case must satisfy each of them.
pub(super) struct Search {
    terms: Vec<Term>,
}

/// One word of a search, which may mean several things at once: `1964` is a number and a year.
struct Term {
    digits: Option<String>,
    birth: Option<BirthDate>,
    name: String,
}

/// What a case can be found by.
pub(super) struct Findable {
    pub number: PickupNumber,
    pub birth: Option<BirthDate>,
    /// The name as [`fold`] returns it.
    pub name: String,
}

impl Search {
    /// Reads what was typed.
    pub(super) fn parse(text: &str, today: Date) -> Self {
        let text = text.trim();
        // A date may be typed with spaces, `12. 8. 1964`.
        if text.contains(' ') && date::parse_birth(text, today).is_ok() {
            return Self {
                terms: vec![Term::parse(text, today)],
            };
        }
        let is_date = |word: &&str| date::parse_birth(word, today).is_ok();
        let (dates, others): (Vec<&str>, Vec<&str>) = text.split(' ').partition(is_date);
        let words = others.into_iter().flat_map(|word| word.split([',', ';']));
        let words = words.filter(|word| !word.is_empty()).chain(dates);
        Self {
            terms: words.map(|word| Term::parse(word, today)).collect(),
        }
    }

    /// Whether a case is meant.
    pub(super) fn finds(&self, case: &Findable) -> bool {
        self.terms.iter().all(|term| term.finds(case))
    }

    /// Returns the one number that was typed and nothing else, as a hand scanner types it.
    pub(super) fn number(&self) -> Option<PickupNumber> {
        match self.terms.as_slice() {
            [term] => term.digits.as_ref()?.parse().ok(),
            _ => None,
        }
    }
}

impl Term {
    fn parse(word: &str, today: Date) -> Self {
        let digits = word.bytes().all(|byte| byte.is_ascii_digit());
        Self {
            digits: digits.then(|| word.to_owned()),
            birth: date::parse_birth(word, today).ok(),
            name: plain(&word.to_lowercase()),
        }
    }

    fn finds(&self, case: &Findable) -> bool {
        let by_number = self.digits.as_ref().is_some_and(|digits| {
            case.number.to_string().starts_with(digits)
                || case.number.get().to_string().starts_with(digits)
        });
        let by_birth = self
            .birth
            .zip(case.birth)
            .is_some_and(|(wanted, birth)| covers(wanted, birth));
        let by_name = self.digits.is_none() && case.name.contains(&self.name);
        by_number || by_birth || by_name
    }
}

/// Whether a date of birth agrees with one that may be known in part.
fn covers(wanted: BirthDate, birth: BirthDate) -> bool {
    let parts = |birth| match birth {
        BirthDate::Unknown => (None, None, None),
        BirthDate::Year(year) => (Some(year), None, None),
        BirthDate::Month { year, month } => (Some(year), Some(month), None),
        BirthDate::Day(date) => (Some(date.year()), Some(date.month()), Some(date.day())),
    };
    let (year, month, day) = parts(wanted);
    let (of_year, of_month, of_day) = parts(birth);
    year == of_year && (month.is_none() || month == of_month) && (day.is_none() || day == of_day)
}

/// Makes names comparable: small letters without marks, and the German ones also as they are typed without
/// their keys, so that `mueller` and `muller` both find Müller.
pub(super) fn fold(name: &str) -> String {
    let lower = name.to_lowercase();
    let written_out = lower
        .nfc()
        .collect::<String>()
        .replace('\u{e4}', "ae")
        .replace('\u{f6}', "oe")
        .replace('\u{fc}', "ue")
        .replace('\u{f8}', "oe");
    let (plain, written_out) = (plain(&lower), plain(&written_out));
    if plain == written_out {
        plain
    } else {
        format!("{plain}\n{written_out}")
    }
}

/// Takes the marks off small letters, and writes as A to Z what Unicode takes for letters of their own.
fn plain(lower: &str) -> String {
    let letters = lower.nfd().filter(|letter| !is_combining_mark(*letter));
    let mut plain = String::with_capacity(lower.len());
    for letter in letters {
        match letter {
            '\u{df}' => plain.push_str("ss"),
            '\u{e6}' => plain.push_str("ae"),
            '\u{153}' => plain.push_str("oe"),
            '\u{fe}' => plain.push_str("th"),
            '\u{f0}' | '\u{111}' => plain.push('d'),
            '\u{f8}' => plain.push('o'),
            '\u{131}' => plain.push('i'),
            '\u{142}' => plain.push('l'),
            letter => plain.push(letter),
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(typed: &str, finds: bool) {
        let today = Date::constant(2022, 6, 1);
        let case = Findable {
            number: PickupNumber::new(417).unwrap(),
            birth: BirthDate::parse_iso("1964-08-12"),
            name: fold("Müller-Groß, Zoë Ángela"),
        };
        assert_eq!(Search::parse(typed, today).finds(&case), finds, "{typed}");
    }

    #[test]
    fn a_case_is_found_by_its_number_as_it_is_typed_or_scanned() {
        for typed in ["", "4", "41", "417", "0417", "04", " 417 "] {
            check(typed, true);
        }
        for typed in ["17", "0041", "4170", "418"] {
            check(typed, false);
        }
    }

    #[test]
    fn a_case_is_found_by_parts_of_the_name_however_they_are_spelled() {
        for typed in [
            "müll",
            "muell",
            "MULLER",
            "gross",
            "groß",
            "zoe",
            "angela m",
            "müller, z",
        ] {
            check(typed, true);
        }
        for typed in ["meyer", "müller erika"] {
            check(typed, false);
        }
    }

    #[test]
    fn letters_with_a_stroke_are_found_without_it() {
        for (name, typed) in [
            ("Łukasiewicz, Đorđe", "lukas"),
            ("Łukasiewicz, Đorđe", "dord"),
            ("Øster, Søren", "oster"),
            ("Øster, Søren", "soeren"),
            ("Ægisdóttir, Þóra", "aegis thora"),
        ] {
            let case = Findable {
                number: PickupNumber::new(417).unwrap(),
                birth: None,
                name: fold(name),
            };
            let today = Date::constant(2022, 6, 1);
            assert!(Search::parse(typed, today).finds(&case), "{typed}");
        }
    }

    #[test]
    fn a_case_is_found_by_the_birth_date_in_every_form() {
        for typed in [
            "120864",
            "12.8.64",
            "12.08.1964",
            "12. 8. 1964",
            "12,08,64",
            "12, 8, 1964",
            "1964-08-12",
            "08.1964",
            "1964",
            "müller 1964",
            "120864 zoe",
            "müller, 12,08,64",
        ] {
            check(typed, true);
        }
        for typed in ["1965", "130864", "07.1964", "meyer 1964"] {
            check(typed, false);
        }
    }

    #[test]
    fn a_number_alone_is_what_a_scanner_types() {
        let number = |typed| Search::parse(typed, Date::constant(2022, 6, 1)).number();
        assert_eq!(number("0417"), PickupNumber::new(417));
        assert_eq!(number("muster"), None);
        assert_eq!(number("417 muster"), None);
    }
}
