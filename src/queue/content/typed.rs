//! What is typed, as it is kept: by itself while it stands in the form, and in the content of its case.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::{Unreadable, borrowed, timestamp};
use crate::domain::{
    BirthDraft, Draft, EventDraft, RecoveryDraft, Sampled, TestDraft, TestKind, VaccinationDraft,
    product,
};

#[derive(Serialize, Deserialize)]
pub(super) struct StoredDraft<'a> {
    family_name: Cow<'a, str>,
    given_name: Cow<'a, str>,
    family_line: Option<Cow<'a, str>>,
    given_line: Option<Cow<'a, str>>,
    birth_date: Cow<'a, str>,
    birth_unknown: bool,
    event: StoredEvent<'a>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum StoredEvent<'a> {
    Vaccination {
        /// The code of the product, which the embedded list turns back into the product.
        product: Option<Cow<'a, str>>,
        vp: Option<Cow<'a, str>>,
        date: Cow<'a, str>,
        dose: Option<u32>,
        doses: Option<u32>,
        unusual_dose_confirmed: bool,
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
            family_line,
            given_line,
            birth,
            event,
        } = draft;
        Self {
            family_name: family_name.into(),
            given_name: given_name.into(),
            family_line: borrowed(family_line.as_ref()),
            given_line: borrowed(given_line.as_ref()),
            birth_date: birth.text().into(),
            birth_unknown: *birth == BirthDraft::Unknown,
            event: StoredEvent::of(event),
        }
    }

    pub(super) fn read(self) -> Result<Draft, Unreadable> {
        Ok(Draft {
            family_name: self.family_name.into_owned(),
            given_name: self.given_name.into_owned(),
            family_line: self.family_line.map(Cow::into_owned),
            given_line: self.given_line.map(Cow::into_owned),
            birth: if self.birth_unknown {
                BirthDraft::Unknown
            } else {
                BirthDraft::Typed(self.birth_date.into_owned())
            },
            event: self.event.read()?,
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
                doses,
                unusual_dose_confirmed,
            }) => Self::Vaccination {
                product: product.map(|product| product.mp.as_str().into()),
                vp: borrowed(vp.as_ref()),
                date: date.into(),
                dose: *dose,
                doses: *doses,
                unusual_dose_confirmed: *unusual_dose_confirmed,
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
                unusual_dose_confirmed,
            } => EventDraft::Vaccination(VaccinationDraft {
                product: product.map(|mp| product_of(&mp)).transpose()?,
                vp: vp.map(Cow::into_owned),
                date: date.into_owned(),
                dose,
                doses,
                unusual_dose_confirmed,
            }),
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

fn product_of(mp: &str) -> Result<&'static product::Product, Unreadable> {
    let mut products = product::products().iter();
    products.find(|product| product.mp == mp).ok_or(Unreadable)
}
