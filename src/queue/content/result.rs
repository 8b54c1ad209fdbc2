//! The form in which the result of an attempt is kept before it is sealed.

use std::borrow::Cow;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde::{Deserialize, Serialize};

use super::{Unreadable, borrowed, bytes_of};
use crate::{
    domain::{Class, Trouble},
    queue::Settled,
};

/// A certificate, as older versions keep it too, or why there is none.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
pub(super) enum StoredResult<'a> {
    Ready {
        hc1: Cow<'a, str>,
        uvci: Cow<'a, str>,
        signer: String,
    },
    Failed {
        trouble: Cow<'a, str>,
        says: Option<Cow<'a, str>>,
        kept: Option<String>,
        maybe_signed: bool,
        identifier: Option<Cow<'a, str>>,
    },
}

impl<'a> StoredResult<'a> {
    pub(super) fn of(settled: &'a Settled) -> Self {
        let (trouble, says, kept, maybe_signed, identifier) = match settled {
            Settled::Ready { hc1, uvci, signer } => {
                return Self::Ready {
                    hc1: hc1.into(),
                    uvci: uvci.into(),
                    signer: STANDARD.encode(signer),
                };
            }
            // By the time that it is read a pause is over.
            Settled::Later {
                trouble,
                next_try: _,
                maybe_signed,
                identifier,
            } => (trouble, None, None, maybe_signed, identifier),
            Settled::Mend {
                trouble,
                says,
                kept,
                maybe_signed,
                identifier,
            }
            | Settled::Refused {
                trouble,
                says,
                kept,
                maybe_signed,
                identifier,
            } => (
                trouble,
                says.as_ref(),
                kept.as_ref(),
                maybe_signed,
                identifier,
            ),
        };
        Self::Failed {
            trouble: trouble.name().into(),
            says: borrowed(says),
            kept: kept.map(|bytes| STANDARD.encode(bytes)),
            maybe_signed: *maybe_signed,
            identifier: borrowed(identifier.as_ref()),
        }
    }

    pub(super) fn read(self) -> Result<Settled, Unreadable> {
        let (trouble, says, kept, maybe_signed, identifier) = match self {
            Self::Ready { hc1, uvci, signer } => {
                return Ok(Settled::Ready {
                    hc1: hc1.into_owned(),
                    uvci: uvci.into_owned(),
                    signer: bytes_of(&signer)?,
                });
            }
            Self::Failed {
                trouble,
                says,
                kept,
                maybe_signed,
                identifier,
            } => (trouble, says, kept, maybe_signed, identifier),
        };
        let trouble = Trouble::from_name(&trouble).ok_or(Unreadable)?;
        let says = says.map(Cow::into_owned);
        let kept = kept.as_deref().map(bytes_of).transpose()?;
        let identifier = identifier.map(Cow::into_owned);
        Ok(match trouble.class() {
            Class::Later => Settled::Later {
                trouble,
                next_try: None,
                maybe_signed,
                identifier,
            },
            Class::Mend => Settled::Mend {
                trouble,
                says,
                kept,
                maybe_signed,
                identifier,
            },
            Class::Refused | Class::Ask => Settled::Refused {
                trouble,
                says,
                kept,
                maybe_signed,
                identifier,
            },
        })
    }
}
