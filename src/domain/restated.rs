//! What a case says, as somebody would type it: to be kept beside what is being typed, and held against it again.

use super::{
    DoseDraft, Draft, Event, EventDraft, NamePart, RecoveryDraft, Sampled, Statement, TestDraft,
    TransliterationDraft, VaccinationDraft,
};

impl From<&Statement> for Draft {
    /// Says the same: [`Draft::stated`] reads it back. The numbers of a dose stand by hand, whatever gave them.
    fn from(statement: &Statement) -> Self {
        let holder = statement.holder();
        let [family, given] = [holder.name.family(), holder.name.given()];
        let text = |part: Option<&NamePart>| part.map_or("", NamePart::text).to_owned();
        let line = |part: Option<&NamePart>| {
            part.map_or(TransliterationDraft::Proposed, |part| {
                TransliterationDraft::beside(part.text(), part.transliteration().to_owned())
            })
        };
        Self {
            family_name: text(family),
            given_name: text(given),
            family_transliteration: line(family),
            given_transliteration: line(given),
            birth: holder.birth.into(),
            event: statement.event().into(),
            ..Self::default()
        }
    }
}

impl From<&Event> for EventDraft {
    fn from(event: &Event) -> Self {
        match event {
            Event::Vaccination(it) => Self::Vaccination(VaccinationDraft {
                product: Some(it.product()),
                vp: Some(it.vp().to_owned()),
                date: it.date().to_string(),
                dose: DoseDraft::by_hand(it.dose().number(), it.dose().doses(), REASON),
            }),
            Event::Recovery(it) => Self::Recovery(RecoveryDraft {
                first_positive: it.first_positive().to_string(),
                valid_from: it.valid_from().to_string(),
                valid_until: it.valid_until().to_string(),
            }),
            Event::Test(it) => Self::Test(TestDraft {
                kind: Some(it.kind()),
                name: it.name().unwrap_or_default().to_owned(),
                device: it.device().map(str::to_owned),
                sampled: Sampled::At(it.sampled_at()),
                detected: Some(it.detected()),
                centre: it.centre().unwrap_or_default().to_owned(),
            }),
        }
    }
}

/// Numbers by hand want a reason; nobody reads this one.
const REASON: &str = "given before";
