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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{DraftLimits, dose::Before, product, visit_rules};

    #[test]
    fn what_a_case_says_is_read_back_as_it_was() {
        let now = "2022-06-01T10:00[Europe/Berlin]".parse().unwrap();
        let vaccination = VaccinationDraft {
            product: product::products().first(),
            date: "29.05.2021".to_owned(),
            dose: DoseDraft::after(2, Before::Same),
            ..VaccinationDraft::default()
        };
        let recovery = RecoveryDraft {
            first_positive: "01.04.2022".to_owned(),
            ..RecoveryDraft::default()
        };
        let test = TestDraft {
            kind: Some(crate::domain::TestKind::Naat),
            name: "PCR".to_owned(),
            sampled: Sampled::At("2022-06-01T06:00:00Z".parse().unwrap()),
            detected: Some(false),
            centre: "Marien-Apotheke".to_owned(),
            ..TestDraft::default()
        };
        for event in [
            EventDraft::Vaccination(vaccination),
            EventDraft::Recovery(recovery),
            EventDraft::Test(test),
        ] {
            let draft = Draft {
                family_name: "Müller–Łuk".to_owned(),
                given_name: "Jörg Ağa".to_owned(),
                given_transliteration: TransliterationDraft::Typed("JOERG<AGHA".to_owned()),
                birth: "08.1964".into(),
                event,
                ..Draft::default()
            };
            let limits = DraftLimits::default();
            let said = draft.stated(&now, limits).expect("it is right");
            let again = Draft::from(&said)
                .stated(&now, limits)
                .expect("it is right");
            assert_eq!(again.holder(), said.holder());
            // All but where the numbers of a dose come from.
            assert_eq!(Draft::from(&again), Draft::from(&said));
            let asked = visit_rules::questions(&again, std::slice::from_ref(&said));
            let codes: Vec<_> = asked.iter().map(|it| it.asks.code()).collect();
            assert_eq!(codes, ["same-dose"]);
        }
    }
}
