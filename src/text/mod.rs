//! The words people read, in two languages, from `assets/texts`.
//!
//! Knows neither screen nor page: a key and its arguments go in, a line of text comes out.

mod bound;
mod problem;

use std::sync::LazyLock;

use fluent_bundle::{FluentArgs, FluentResource, FluentValue, concurrent::FluentBundle};
use unic_langid::LanguageIdentifier;

pub use bound::{QUOTED, REPORT, SCREEN, cut};
pub use problem::Problem;

/// A language of the counter and of the paper.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Language {
    /// Deutsch.
    #[default]
    German,
    /// English.
    English,
}

impl Language {
    /// Lists both, German first.
    pub const ALL: [Self; 2] = [Self::German, Self::English];

    /// Returns the code of ISO 639-1.
    pub fn code(self) -> &'static str {
        match self {
            Self::German => "de",
            Self::English => "en",
        }
    }

    /// Reads a code of ISO 639-1.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|language| language.code() == code)
    }

    /// Returns the other one.
    #[must_use]
    pub fn other(self) -> Self {
        match self {
            Self::German => Self::English,
            Self::English => Self::German,
        }
    }
}

/// An argument of a text.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Value<'a> {
    /// A number; texts may choose their plural by it.
    Number(u32),
    /// A text, inserted as it is.
    Text(&'a str),
}

impl<'a> From<&'a str> for Value<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(text)
    }
}

impl From<u32> for Value<'_> {
    fn from(number: u32) -> Self {
        Self::Number(number)
    }
}

/// All texts of one language.
pub struct Texts {
    bundle: FluentBundle<FluentResource>,
}

impl std::fmt::Debug for Texts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Texts")
            .field("locales", &self.bundle.locales)
            .finish_non_exhaustive()
    }
}

/// Returns the texts of a language; they are read on first use.
pub fn texts(language: Language) -> &'static Texts {
    static GERMAN: LazyLock<Texts> =
        LazyLock::new(|| Texts::read(Language::German, GERMAN_SOURCES));
    static ENGLISH: LazyLock<Texts> =
        LazyLock::new(|| Texts::read(Language::English, ENGLISH_SOURCES));
    match language {
        Language::German => &GERMAN,
        Language::English => &ENGLISH,
    }
}

impl Texts {
    /// Returns a text without arguments; an unknown key is a bug and shows itself.
    pub fn get(&self, key: &str) -> String {
        self.with(key, &[])
    }

    /// Returns a text with its arguments put in.
    pub fn with(&self, key: &str, arguments: &[(&str, Value<'_>)]) -> String {
        let Some(pattern) = self
            .bundle
            .get_message(key)
            .and_then(|message| message.value())
        else {
            return key.to_owned();
        };
        let arguments: FluentArgs<'_> = arguments
            .iter()
            .map(|&(name, value)| match value {
                Value::Number(number) => (name, FluentValue::from(number)),
                Value::Text(text) => (name, FluentValue::from(text)),
            })
            .collect();
        let mut faults = Vec::new();
        self.bundle
            .format_pattern(pattern, Some(&arguments), &mut faults)
            .into_owned()
    }

    /// Whether there is such a text.
    pub fn has(&self, key: &str) -> bool {
        self.bundle.has_message(key)
    }

    /// Joins the files; a broken file of our own loses only the broken text, and a test finds it.
    fn read(language: Language, sources: &[&str]) -> Self {
        let locale: LanguageIdentifier = language.code().parse().unwrap_or_default();
        let mut bundle = FluentBundle::new_concurrent(vec![locale]);
        // The marks around arguments are invisible on screen but would be drawn on paper.
        bundle.set_use_isolating(false);
        for source in sources {
            let resource = match FluentResource::try_new((*source).to_owned()) {
                Ok(resource) | Err((resource, _)) => resource,
            };
            bundle.add_resource_overriding(resource);
        }
        Self { bundle }
    }
}

const GERMAN_SOURCES: &[&str] = &[
    include_str!("../../assets/texts/de/counter.ftl"),
    include_str!("../../assets/texts/de/paper.ftl"),
    include_str!("../../assets/texts/de/printer.ftl"),
    include_str!("../../assets/texts/de/problem.ftl"),
];
const ENGLISH_SOURCES: &[&str] = &[
    include_str!("../../assets/texts/en/counter.ftl"),
    include_str!("../../assets/texts/en/paper.ftl"),
    include_str!("../../assets/texts/en/printer.ftl"),
    include_str!("../../assets/texts/en/problem.ftl"),
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn keys(sources: &[&str]) -> BTreeSet<String> {
        sources
            .iter()
            .flat_map(|source| source.lines())
            .filter(|line| line.starts_with(|c: char| c.is_ascii_lowercase()))
            .filter_map(|line| line.split_once(" ="))
            .map(|(key, _)| key.to_owned())
            .collect()
    }

    #[test]
    fn both_languages_have_the_same_keys() {
        assert_eq!(keys(GERMAN_SOURCES), keys(ENGLISH_SOURCES));
    }

    #[test]
    fn every_file_is_free_of_syntax_errors() {
        for source in GERMAN_SOURCES.iter().chain(ENGLISH_SOURCES) {
            let read = FluentResource::try_new((*source).to_owned());
            assert!(read.is_ok(), "{:?}", read.map_err(|(_, errors)| errors));
        }
    }

    #[test]
    fn every_problem_has_a_remedy() {
        let keys = keys(GERMAN_SOURCES);
        let problems = |prefix: &str| -> BTreeSet<String> {
            keys.iter()
                .filter_map(|key| key.strip_prefix(prefix))
                .map(str::to_owned)
                .collect()
        };
        assert_eq!(problems("err-"), problems("rec-"));
        assert!(!problems("err-").is_empty());
    }

    #[test]
    fn arguments_are_put_in_and_an_unknown_key_shows_itself() {
        let german = texts(Language::German);
        assert_eq!(german.with("age", &[("years", 62.into())]), "62 Jahre");
        assert_eq!(german.with("age", &[("years", 1.into())]), "1 Jahr");
        assert_eq!(german.get("no-such-key"), "no-such-key");
    }
}
