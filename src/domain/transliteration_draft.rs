//! The spelling of a part of a name in the travel document, as it is typed: ours, or another.

use std::fmt;

use super::{NamePart, transliteration};

/// The spelling of a part of a name in the travel document's line, as it is typed.
#[derive(Clone, Default, PartialEq, Eq)]
pub enum TransliterationDraft {
    /// Nothing was typed: our proposal counts, which follows the name.
    #[default]
    Proposed,
    /// These characters, which stay whatever becomes of the name.
    Typed(String),
}

impl TransliterationDraft {
    /// Takes what was typed into the line beside a name. Our proposal, typed out, is our proposal.
    pub fn beside(name: &str, text: String) -> Self {
        if text.trim() == proposed(name) {
            Self::Proposed
        } else {
            Self::Typed(text)
        }
    }

    /// Returns what was typed.
    pub fn typed(&self) -> Option<&str> {
        match self {
            Self::Proposed => None,
            Self::Typed(text) => Some(text),
        }
    }

    /// Returns what stands in the line beside a name; nothing where our table has no spelling for it.
    pub fn shown(&self, name: &str) -> String {
        match self {
            Self::Proposed => proposed(name),
            Self::Typed(text) => text.clone(),
        }
    }

    /// Returns it as it would be typed beside a name: what says the same as our proposal is that.
    #[must_use]
    pub fn read_beside(&self, name: &str) -> Self {
        Self::beside(name, self.shown(name))
    }

    /// Returns the line as it will be issued and our proposal beside it, where something else was typed; our proposal
    /// is empty where our table has none.
    pub fn unlike(&self, name: &str) -> Option<[String; 2]> {
        let typed = transliteration::check(self.typed()?).ok()?;
        let ours = proposed(name);
        (typed != ours).then_some([typed, ours])
    }
}

/// Returns our spelling of a part of a name, or nothing where our table has none.
fn proposed(name: &str) -> String {
    let part = NamePart::parse(name, None).ok().flatten();
    part.map_or_else(String::new, |part| part.transliteration().to_owned())
}

impl From<Option<String>> for TransliterationDraft {
    fn from(typed: Option<String>) -> Self {
        typed.map_or(Self::Proposed, Self::Typed)
    }
}

impl fmt::Debug for TransliterationDraft {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("LineDraft(hidden)")
    }
}
