//! What was typed into a case and does not show just now: a key that comes once more shows it again.

use std::{
    fmt,
    mem::{replace, take},
};

use crate::domain::{BirthDraft, Draft, EventDraft, Kind, TransliterationDraft};

/// What of a case is set aside.
#[derive(Default)]
pub(super) struct SetAside {
    /// What was typed of other kinds of certificate.
    events: Vec<EventDraft>,
    /// A date of birth that staff have since said is unknown.
    birth: Option<BirthDraft>,
    /// The lines of the travel document that were closed, each with the name that it was typed for.
    lines: Option<[(String, TransliterationDraft); 2]>,
}

/// A `Debug` that says nothing of the person.
impl fmt::Debug for SetAside {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SetAside").finish_non_exhaustive()
    }
}

impl SetAside {
    /// Whether nothing is.
    pub(super) fn is_empty(&self) -> bool {
        let mut events = self.events.iter();
        events.all(|event| *event == EventDraft::of(event.kind()))
            && self.birth.is_none()
            && self.lines.is_none()
    }

    /// Shows another kind, as it was typed before.
    pub(super) fn switch(&mut self, event: &mut EventDraft, kind: Kind) {
        let before = self.events.iter().position(|event| event.kind() == kind);
        let shows = before.map_or_else(|| EventDraft::of(kind), |place| self.events.remove(place));
        self.events.push(replace(event, shows));
    }

    /// Takes the date of birth as unknown, or as it was typed before.
    pub(super) fn toggle_birth(&mut self, birth: &mut BirthDraft) {
        match birth {
            BirthDraft::Typed(text) => {
                let typed = BirthDraft::Typed(take(text));
                self.birth = (!typed.text().is_empty()).then_some(typed);
                *birth = BirthDraft::Unknown;
            }
            BirthDraft::Unknown => *birth = self.birth.take().unwrap_or_default(),
        }
    }

    /// Closes the lines of the travel document: ours count.
    pub(super) fn close_lines(&mut self, draft: &mut Draft) {
        let family = take(&mut draft.family_transliteration);
        let given = take(&mut draft.given_transliteration);
        if [&family, &given].into_iter().any(|it| it.typed().is_some()) {
            self.lines = Some([
                (draft.family_name.clone(), family),
                (draft.given_name.clone(), given),
            ]);
        }
    }

    /// Opens the lines of the travel document, as they were typed for the same names.
    pub(super) fn open_lines(&mut self, draft: &mut Draft) {
        let Some([family, given]) = self.lines.take() else {
            return;
        };
        if family.0 == draft.family_name {
            draft.family_transliteration = family.1;
        }
        if given.0 == draft.given_name {
            draft.given_transliteration = given.1;
        }
    }
}
