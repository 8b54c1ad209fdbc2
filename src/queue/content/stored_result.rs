//! The form in which the result of an attempt is kept before it is sealed.

use std::borrow::Cow;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde::{Deserialize, Serialize};

use super::{Unreadable, borrowed, bytes_of};
use crate::{
    case::{Cause, Failure},
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
        // Files of older versions keep their names.
        #[serde(rename = "trouble")]
        cause: Cow<'a, str>,
        #[serde(rename = "says")]
        portal_message: Option<Cow<'a, str>>,
        #[serde(rename = "kept")]
        kept_answer: Option<String>,
        maybe_signed: bool,
        identifier: Option<Cow<'a, str>>,
    },
}

impl<'a> StoredResult<'a> {
    pub(super) fn of(settled: &'a Settled) -> Self {
        match settled {
            Settled::Ready { hc1, uvci, signer } => Self::Ready {
                hc1: hc1.into(),
                uvci: uvci.into(),
                signer: STANDARD.encode(signer),
            },
            // By the time that it is read a pause is over.
            Settled::NotReady {
                failure:
                    Failure {
                        cause,
                        retry_after: _,
                        portal_message,
                        kept_answer,
                        maybe_signed,
                        identifier,
                        date: _,
                    },
                next_try: _,
            } => Self::Failed {
                cause: cause.name().into(),
                portal_message: borrowed(portal_message.as_ref()),
                kept_answer: kept_answer.as_ref().map(|bytes| STANDARD.encode(bytes)),
                maybe_signed: *maybe_signed,
                identifier: borrowed(identifier.as_ref()),
            },
        }
    }

    pub(super) fn read(self) -> Result<Settled, Unreadable> {
        Ok(match self {
            Self::Ready { hc1, uvci, signer } => Settled::Ready {
                hc1: hc1.into_owned(),
                uvci: uvci.into_owned(),
                signer: bytes_of(&signer)?,
            },
            Self::Failed {
                cause,
                portal_message,
                kept_answer,
                maybe_signed,
                identifier,
            } => Settled::from(Failure {
                portal_message: portal_message.map(Cow::into_owned),
                kept_answer: kept_answer.as_deref().map(bytes_of).transpose()?,
                maybe_signed,
                identifier: identifier.map(Cow::into_owned),
                ..Failure::of(Cause::from_name(&cause).ok_or(Unreadable)?)
            }),
        })
    }
}
