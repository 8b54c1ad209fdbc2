//! The case that the one in the form corrects: whose it is, whether it is still about them, and why it was refused.

use std::fmt;

use jiff::civil::Date;

use crate::{
    case::{CaseVersion, Cause, PickupNumber},
    domain::{Draft, EventDraft, Field, RecoveryDraft, Sampled, TestDraft, VaccinationDraft},
};

use super::checks::Holder;

/// A case that is to be corrected, as it stands in the queue.
#[derive(Clone, PartialEq, Eq)]
pub struct Original {
    /// What it says.
    pub content: Draft,
    /// Why it is not ready, where somebody has looked at what it says.
    pub refusal: Option<Refusal>,
}

/// Why the content of a case was refused.
#[derive(Clone, PartialEq, Eq)]
pub struct Refusal {
    /// What its attempt met.
    pub cause: Cause,
    /// The portal's own words.
    pub words: Option<String>,
    /// The field that it concerns, where that is known.
    pub field: Option<Field>,
}

/// A case being corrected. It says something else when the one in the form is taken up, and not before.
pub(super) struct Corrected {
    case: CaseVersion,
    /// Whose it is; nothing where it cannot be read any more.
    holder: Option<Holder>,
    /// For whom staff have said that it is the same person.
    confirmed: Option<Holder>,
    /// Why it was refused, and what stood in the form then.
    refused: Option<(Refusal, Draft)>,
}

impl Corrected {
    /// Begins the correction of a case, where it can be read with what it `says` in the form.
    pub(super) fn new(case: CaseVersion, original: Option<(Original, Draft)>) -> Self {
        let holder = original.as_ref();
        Self {
            case,
            holder: holder.map(|(original, _)| Holder::of(&original.content)),
            confirmed: None,
            refused: original.and_then(|(original, says)| Some((original.refusal?, says))),
        }
    }

    /// Returns the number of the case.
    pub(super) fn number(&self) -> PickupNumber {
        self.case.number
    }

    /// Returns the case.
    pub(super) fn case(&self) -> CaseVersion {
        self.case
    }

    /// Returns why the case was refused.
    pub(super) fn refusal(&self) -> Option<&Refusal> {
        self.refused.as_ref().map(|(refusal, _)| refusal)
    }

    /// Returns why what stands in a field was refused; nothing once something else stands there.
    pub(super) fn refusal_at(&self, field: Field, draft: &Draft) -> Option<&Refusal> {
        let (refusal, refused) = self.refused.as_ref()?;
        let is_the_same = || typed_at(field, refused) == typed_at(field, draft);
        (refusal.field == Some(field) && is_the_same()).then_some(refusal)
    }

    /// Whether staff have said that it is the same person; `None` where name and birth date say so themselves.
    pub(super) fn is_confirmed(&self, draft: &Draft, today: Date) -> Option<bool> {
        let holder = Holder::of(draft);
        let is = |known: &Option<Holder>| {
            let known = known.as_ref();
            known.is_some_and(|known| known.is(&holder, today))
        };
        (!is(&self.holder)).then(|| is(&self.confirmed))
    }

    /// Notes whether staff say that it is the same person.
    pub(super) fn confirm(&mut self, draft: &Draft, ticked: bool) {
        self.confirmed = ticked.then(|| Holder::of(draft));
    }
}

/// Returns what stands in a field, to be compared; nothing where the draft has no such field.
fn typed_at(field: Field, draft: &Draft) -> Option<String> {
    match field {
        Field::FamilyName => Some(draft.family_name.clone()),
        Field::FamilyTransliteration => {
            Some(draft.family_transliteration.shown(&draft.family_name))
        }
        Field::GivenName => Some(draft.given_name.clone()),
        Field::GivenTransliteration => Some(draft.given_transliteration.shown(&draft.given_name)),
        Field::BirthDate => Some(draft.birth.text().to_owned()),
        Field::Disease | Field::Product | Field::Prophylaxis | Field::Manufacturer => {
            Some(vaccination(draft)?.product?.mp.clone())
        }
        Field::VaccinationDate => Some(vaccination(draft)?.date.clone()),
        // Number and series are refused together, whichever of them is named.
        Field::Dose | Field::History | Field::Doses | Field::Reason => {
            let VaccinationDraft { dose, product, .. } = vaccination(draft)?;
            Some(format!("{}/{:?}", dose.number, dose.doses(*product)))
        }
        Field::FirstPositive => Some(recovery(draft)?.first_positive.clone()),
        Field::ValidFrom => Some(recovery(draft)?.valid_from.clone()),
        Field::ValidUntil => Some(recovery(draft)?.valid_until.clone()),
        Field::TestKind => Some(test(draft)?.kind?.code().to_owned()),
        Field::TestName => Some(test(draft)?.name.clone()),
        Field::TestDevice => test(draft)?.device.clone(),
        Field::SampleDate | Field::SampleTime => Some(match &test(draft)?.sampled {
            Sampled::Typed { date, time, .. } => format!("{date} {time}"),
            Sampled::At(at) => at.to_string(),
        }),
        Field::TestOutcome => test(draft)?.detected.map(|it| it.to_string()),
        Field::TestCentre => Some(test(draft)?.centre.clone()),
        // They are the pharmacy's, and nobody types them here.
        Field::Location | Field::Country | Field::IssuerName | Field::Identifier => None,
    }
}

fn vaccination(draft: &Draft) -> Option<&VaccinationDraft> {
    match &draft.event {
        EventDraft::Vaccination(vaccination) => Some(vaccination),
        EventDraft::Recovery(_) | EventDraft::Test(_) => None,
    }
}

fn recovery(draft: &Draft) -> Option<&RecoveryDraft> {
    match &draft.event {
        EventDraft::Recovery(recovery) => Some(recovery),
        EventDraft::Vaccination(_) | EventDraft::Test(_) => None,
    }
}

fn test(draft: &Draft) -> Option<&TestDraft> {
    match &draft.event {
        EventDraft::Test(test) => Some(test),
        EventDraft::Vaccination(_) | EventDraft::Recovery(_) => None,
    }
}

impl fmt::Debug for Original {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Original(hidden)")
    }
}

/// The portal's words may name somebody.
impl fmt::Debug for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Refusal")
            .field("cause", &self.cause)
            .field("field", &self.field)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for Corrected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Corrected")
            .field("case", &self.case)
            .finish_non_exhaustive()
    }
}
