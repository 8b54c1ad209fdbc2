//! What an attempt came to: a text that is signed and right, or why there is none.

use std::time::Duration;

use jiff::Timestamp;

use super::Difference;
use crate::{
    backoff::Met,
    case::{Cause, Class, Failure, Scope},
    queue::Settled,
    trust::Unproven,
};

/// A text that is signed, checked and right.
#[derive(Clone)]
pub(super) struct Signed {
    pub(super) hc1: String,
    pub(super) uvci: String,
    /// The document signer's certificate (DER).
    pub(super) signer: Vec<u8>,
    /// The time at the portal, where one has answered: it is proven to be the portal.
    pub(super) date: Option<Timestamp>,
}

impl std::fmt::Debug for Signed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Signed(hidden)")
    }
}

impl Signed {
    /// Returns what the queue notes of it.
    pub(super) fn settled(self) -> Settled {
        let Self {
            hc1,
            uvci,
            signer,
            date: _,
        } = self;
        Settled::Ready { hc1, uvci, signer }
    }
}

/// A signed answer of a portal that is not what was asked for: kept for a person to look at. `date` is the time that the
/// answer told.
pub(super) fn wrong_answer(difference: &Difference, hc1: &str, date: Option<Timestamp>) -> Failure {
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
    Failure {
        kept_answer: Some(hc1.as_bytes().to_vec()),
        maybe_signed: true,
        date: date.filter(|_| difference.is_of_a_known_signer()),
        ..Failure::of(cause)
    }
}

/// Returns what the pace takes note of; of bytes that are fixed `anew` before the next attempt it is no fault.
pub(super) fn met(failure: &Failure, took: Option<Duration>, anew: bool) -> Option<Met> {
    let answered = took.map(|took| Met::Answered { took });
    match failure.cause.scope() {
        Scope::Case => answered,
        _ if anew => answered,
        // The clock has a state of its own, and the portal has answered.
        Scope::Counter if failure.cause == Cause::ClockWrong => answered,
        Scope::Counter | Scope::Portal => Some(Met::Failed {
            cause: failure.cause,
            retry_after: failure.retry_after,
        }),
    }
}

/// Returns what the queue notes of a failure.
pub(super) fn not_ready(failure: Failure, next_try: Option<Timestamp>) -> Settled {
    let is_later = failure.cause.class() == Class::Later;
    Settled::NotReady {
        next_try: next_try.filter(|_| is_later),
        failure: Failure {
            // What passes by itself asks nobody to read anything.
            portal_message: failure.portal_message.filter(|_| !is_later),
            ..failure
        },
    }
}
