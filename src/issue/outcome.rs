//! What an attempt came to: a text that is signed and right, or why there is none.

use std::time::Duration;

use jiff::Timestamp;

use super::Difference;
use crate::{
    backoff::Met,
    case::{Cause, Class, RetryAfter, Scope},
    queue::{NotReady, Settled},
    trust::Unproven,
};

/// A text that is signed, checked and right.
#[derive(Clone)]
pub(super) struct Signed {
    pub(super) hc1: String,
    pub(super) uvci: String,
    /// The document signer's certificate (DER).
    pub(super) signer: Vec<u8>,
}

impl std::fmt::Debug for Signed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Signed(hidden)")
    }
}

/// Why there is no certificate.
pub(super) struct Failure {
    pub(super) cause: Cause,
    pub(super) retry_after: Option<RetryAfter>,
    pub(super) portal_message: Option<String>,
    pub(super) kept_answer: Option<Vec<u8>>,
    pub(super) maybe_signed: bool,
    /// The identifier that the portal has given away for nothing.
    pub(super) identifier: Option<String>,
    /// It comes of the case's own bytes, which are fixed anew before the next attempt.
    pub(super) anew: bool,
}

impl std::fmt::Debug for Failure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Failure")
            .field("cause", &self.cause)
            .finish_non_exhaustive()
    }
}

impl Signed {
    /// Returns what the queue notes of it.
    pub(super) fn settled(self) -> Settled {
        let Self { hc1, uvci, signer } = self;
        Settled::Ready { hc1, uvci, signer }
    }
}

impl Failure {
    pub(super) fn of(cause: Cause) -> Self {
        Self {
            cause,
            retry_after: None,
            portal_message: None,
            kept_answer: None,
            maybe_signed: false,
            identifier: None,
            anew: false,
        }
    }

    /// A signed answer that is not what was asked for: kept for a person to look at.
    pub(super) fn wrong(difference: &Difference, hc1: &str) -> Self {
        let cause = match difference {
            Difference::Chain(_)
            | Difference::Content(_)
            | Difference::Field(_)
            | Difference::Schema(_) => Cause::OtherContent,
            Difference::Country => Cause::OtherCountry,
            Difference::Expired => Cause::CertificateExpired,
            Difference::Identifier => Cause::IdentifierUnfit,
            Difference::IdentifierTaken => Cause::IdentifierTaken,
            Difference::InFuture => Cause::IssuedInFuture,
            Difference::OutlivesSigner => Cause::SignerEndsFirst,
            Difference::Signature(Unproven::UnknownSigner) => Cause::UnknownSigner,
            Difference::Signature(Unproven::NotSigned(_)) => Cause::OtherSigner,
            Difference::SignerNotAllowed => Cause::SignerNotAllowed,
            Difference::Codes(_)
            | Difference::Picture(_)
            | Difference::Side { .. }
            | Difference::Text => Cause::SelfCheck,
        };
        Self {
            kept_answer: Some(hc1.as_bytes().to_vec()),
            maybe_signed: true,
            ..Self::of(cause)
        }
    }

    /// Returns what the pace takes note of.
    pub(super) fn met(&self, took: Option<Duration>) -> Option<Met> {
        let answered = took.map(|took| Met::Answered { took });
        match self.cause.scope() {
            Scope::Case => answered,
            _ if self.anew => answered,
            // The clock has a state of its own, and the portal has answered.
            Scope::Counter if self.cause == Cause::ClockWrong => answered,
            Scope::Counter | Scope::Portal => Some(Met::Failed {
                cause: self.cause,
                retry_after: self.retry_after,
            }),
        }
    }

    /// Returns what the queue notes of it.
    pub(super) fn settled(self, next_try: Option<Timestamp>) -> Settled {
        let Self {
            cause,
            retry_after: _,
            portal_message,
            kept_answer,
            maybe_signed,
            identifier,
            anew: _,
        } = self;
        Settled::NotReady(NotReady {
            cause,
            next_try: next_try.filter(|_| cause.class() == Class::Later),
            // What passes by itself asks nobody to read anything.
            portal_message: portal_message.filter(|_| cause.class() != Class::Later),
            kept_answer,
            maybe_signed,
            identifier,
        })
    }
}
