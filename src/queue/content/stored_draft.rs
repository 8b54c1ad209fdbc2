//! What is typed, as it is kept: by itself while it stands in the form, and in the content of its case.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::{Unreadable, borrowed, timestamp};
use crate::domain::{
    BirthDraft, DoseDraft, Draft, EventDraft, Product, RecoveryDraft, Sampled, TestDraft, TestKind,
    VaccinationDraft,
    dose::{self, BasisDraft, Before, Finding},
    product,
};

#[derive(Serialize, Deserialize)]
pub(super) struct StoredDraft<'a> {
    family_name: Cow<'a, str>,
    given_name: Cow<'a, str>,
    #[serde(rename = "family_line")]
    family_transliteration: Option<Cow<'a, str>>,
    #[serde(rename = "given_line")]
    given_transliteration: Option<Cow<'a, str>>,
    birth_date: Cow<'a, str>,
    birth_unknown: bool,
    event: StoredEvent<'a>,
    /// Not there in cases of older versions, which asked nothing.
    confirmed: Option<Vec<Cow<'a, str>>>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum StoredEvent<'a> {
    Vaccination {
        /// The code of the product, which the embedded list turns back into the product.
        product: Option<Cow<'a, str>>,
        vp: Option<Cow<'a, str>>,
        date: Cow<'a, str>,
        dose: StoredDose<'a>,
        /// Of older versions.
        #[serde(default, skip_serializing)]
        doses: Option<u32>,
    },
    Recovery {
        first_positive: Cow<'a, str>,
        valid_from: Cow<'a, str>,
        valid_until: Cow<'a, str>,
    },
    Test {
        /// The code of the kind.
        kind: Option<Cow<'a, str>>,
        name: Cow<'a, str>,
        device: Option<Cow<'a, str>>,
        sampled: StoredSampled<'a>,
        detected: Option<bool>,
        centre: Cow<'a, str>,
    },
}

#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum StoredDose<'a> {
    WithBasis {
        number: Cow<'a, str>,
        basis: StoredBasis<'a>,
    },
    /// As older versions kept it: the number of the dose alone.
    Number(Option<u32>),
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum StoredBasis<'a> {
    Unanswered,
    Before {
        before: Cow<'a, str>,
        /// The rule that was found, and what it gave: a rule that changes later does not change the case.
        rule: Option<(Cow<'a, str>, u32)>,
    },
    Numbers {
        doses: Cow<'a, str>,
        before: Option<Cow<'a, str>>,
    },
    ByHand {
        doses: Cow<'a, str>,
        reason: Cow<'a, str>,
    },
}

impl<'a> StoredDose<'a> {
    fn of(dose: &'a DoseDraft, product: Option<&Product>) -> Self {
        let DoseDraft { number, basis } = dose;
        let basis = match basis {
            BasisDraft::Unanswered => StoredBasis::Unanswered,
            BasisDraft::Before(before) => StoredBasis::Before {
                before: before.name().into(),
                rule: match dose.finding(product) {
                    Some(Finding::Proposal { doses, rule }) => {
                        Some((rule.id.as_str().into(), doses))
                    }
                    Some(Finding::NoNumbers(_)) | None => None,
                },
            },
            BasisDraft::Numbers { doses, before } => StoredBasis::Numbers {
                doses: doses.into(),
                before: before.map(|before| before.name().into()),
            },
            BasisDraft::ByHand { doses, reason } => StoredBasis::ByHand {
                doses: doses.into(),
                reason: reason.into(),
            },
        };
        Self::WithBasis {
            number: number.into(),
            basis,
        }
    }

    /// Reads it; `doses` stands beside it in cases of older versions.
    fn read(self, product: Option<&Product>, doses: Option<u32>) -> Result<DoseDraft, Unreadable> {
        let known = |name: &str| Before::from_name(name).ok_or(Unreadable);
        let (number, basis) = match self {
            Self::Number(number) => return Ok(of_numbers(number, doses)),
            Self::WithBasis { number, basis } => (number.into_owned(), basis),
        };
        let mut rule = None;
        let basis = match basis {
            StoredBasis::Unanswered => BasisDraft::Unanswered,
            StoredBasis::Before {
                before,
                rule: found,
            } => {
                rule = found;
                BasisDraft::Before(known(&before)?)
            }
            StoredBasis::Numbers { doses, before } => BasisDraft::Numbers {
                doses: doses.into_owned(),
                before: before.map(|before| known(&before)).transpose()?,
            },
            StoredBasis::ByHand { doses, reason } => BasisDraft::ByHand {
                doses: doses.into_owned(),
                reason: reason.into_owned(),
            },
        };
        let mut dose = DoseDraft { number, basis };
        if let Some((_, doses)) = rule
            && dose.doses(product) != Some(doses)
        {
            dose.basis = BasisDraft::ByHand {
                doses: doses.to_string(),
                reason: dose::NO_REASON.to_owned(),
            };
        }
        Ok(dose)
    }
}

/// Takes up the numbers of an older version, which knew nothing of what they rest on.
fn of_numbers(number: Option<u32>, doses: Option<u32>) -> DoseDraft {
    let words = |number: Option<u32>| number.map_or_else(String::new, |n| n.to_string());
    if number.or(doses).is_none() {
        return DoseDraft::default();
    }
    DoseDraft {
        number: words(number),
        basis: BasisDraft::Numbers {
            doses: words(doses),
            before: None,
        },
    }
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum StoredSampled<'a> {
    Typed {
        date: Cow<'a, str>,
        time: Cow<'a, str>,
        later_hour: Option<bool>,
    },
    At(String),
}

impl<'a> StoredDraft<'a> {
    pub(super) fn of(draft: &'a Draft) -> Self {
        let Draft {
            family_name,
            given_name,
            family_transliteration,
            given_transliteration,
            birth,
            event,
            confirmed,
        } = draft;
        Self {
            family_name: family_name.into(),
            given_name: given_name.into(),
            family_transliteration: family_transliteration.typed().map(Cow::from),
            given_transliteration: given_transliteration.typed().map(Cow::from),
            birth_date: birth.text().into(),
            birth_unknown: *birth == BirthDraft::Unknown,
            event: StoredEvent::of(event),
            confirmed: Some(confirmed.iter().map(Cow::from).collect()),
        }
    }

    pub(super) fn read(self) -> Result<Draft, Unreadable> {
        let confirmed = self.confirmed;
        let is_older = confirmed.is_none();
        let confirmed = confirmed.into_iter().flatten().map(Cow::into_owned);
        let draft = Draft {
            family_name: self.family_name.into_owned(),
            given_name: self.given_name.into_owned(),
            family_transliteration: self.family_transliteration.map(Cow::into_owned).into(),
            given_transliteration: self.given_transliteration.map(Cow::into_owned).into(),
            birth: if self.birth_unknown {
                BirthDraft::Unknown
            } else {
                BirthDraft::Typed(self.birth_date.into_owned())
            },
            event: self.event.read()?,
            confirmed: confirmed.collect(),
        };
        Ok(if is_older {
            draft.answered_for(dose::NO_REASON)
        } else {
            draft
        })
    }
}

impl<'a> StoredEvent<'a> {
    fn of(event: &'a EventDraft) -> Self {
        match event {
            EventDraft::Vaccination(VaccinationDraft {
                product,
                vp,
                date,
                dose,
            }) => Self::Vaccination {
                product: product.map(|product| product.mp.as_str().into()),
                vp: borrowed(vp.as_ref()),
                date: date.into(),
                dose: StoredDose::of(dose, *product),
                doses: None,
            },
            EventDraft::Recovery(RecoveryDraft {
                first_positive,
                valid_from,
                valid_until,
            }) => Self::Recovery {
                first_positive: first_positive.into(),
                valid_from: valid_from.into(),
                valid_until: valid_until.into(),
            },
            EventDraft::Test(TestDraft {
                kind,
                name,
                device,
                sampled,
                detected,
                centre,
            }) => Self::Test {
                kind: kind.map(|kind| kind.code().into()),
                name: name.into(),
                device: borrowed(device.as_ref()),
                sampled: match sampled {
                    Sampled::Typed {
                        date,
                        time,
                        later_hour,
                    } => StoredSampled::Typed {
                        date: date.into(),
                        time: time.into(),
                        later_hour: *later_hour,
                    },
                    Sampled::At(at) => StoredSampled::At(at.to_string()),
                },
                detected: *detected,
                centre: centre.into(),
            },
        }
    }

    fn read(self) -> Result<EventDraft, Unreadable> {
        Ok(match self {
            Self::Vaccination {
                product,
                vp,
                date,
                dose,
                doses,
            } => {
                let product = product.map(|mp| product_of(&mp)).transpose()?;
                EventDraft::Vaccination(VaccinationDraft {
                    product,
                    vp: vp.map(Cow::into_owned),
                    date: date.into_owned(),
                    dose: dose.read(product, doses)?,
                })
            }
            Self::Recovery {
                first_positive,
                valid_from,
                valid_until,
            } => EventDraft::Recovery(RecoveryDraft {
                first_positive: first_positive.into_owned(),
                valid_from: valid_from.into_owned(),
                valid_until: valid_until.into_owned(),
            }),
            Self::Test {
                kind,
                name,
                device,
                sampled,
                detected,
                centre,
            } => EventDraft::Test(TestDraft {
                kind: kind
                    .map(|code| TestKind::from_code(&code).ok_or(Unreadable))
                    .transpose()?,
                name: name.into_owned(),
                device: device.map(Cow::into_owned),
                sampled: match sampled {
                    StoredSampled::Typed {
                        date,
                        time,
                        later_hour,
                    } => Sampled::Typed {
                        date: date.into_owned(),
                        time: time.into_owned(),
                        later_hour,
                    },
                    StoredSampled::At(at) => Sampled::At(timestamp(&at)?),
                },
                detected,
                centre: centre.into_owned(),
            }),
        })
    }
}

fn product_of(mp: &str) -> Result<&'static Product, Unreadable> {
    let mut products = product::products().iter();
    products.find(|product| product.mp == mp).ok_or(Unreadable)
}
