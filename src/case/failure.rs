//! Why an attempt at a case brought no certificate, and what it brought instead.

use std::fmt;

use jiff::Timestamp;

use super::{Cause, RetryAfter};

/// An attempt that failed, from the portal's answer to the queue. What follows from it its cause alone says.
#[derive(Clone, PartialEq, Eq)]
pub struct Failure {
    /// Why it failed.
    pub cause: Cause,
    /// How long the portal asks to be left alone.
    pub retry_after: Option<RetryAfter>,
    /// What the portal said, in its own words; may name a person.
    pub portal_message: Option<String>,
    /// A signed answer that cannot be let out: its signer is not known here, or its content is wrong.
    pub kept_answer: Option<Vec<u8>>,
    /// Whether a certificate exists, or may exist, that reaches nobody yet.
    pub maybe_signed: bool,
    /// The identifier that was given away for it.
    pub identifier: Option<String>,
    /// The time at the portal, where the answer is proven to be the portal's: what any gateway, firewall or hotel says of
    /// the time counts for nothing.
    pub date: Option<Timestamp>,
}

impl Failure {
    /// It failed for this, and nothing was signed.
    pub fn of(cause: Cause) -> Self {
        Self {
            cause,
            retry_after: None,
            portal_message: None,
            kept_answer: None,
            maybe_signed: false,
            identifier: None,
            date: None,
        }
    }
}

impl fmt::Debug for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Failure")
            .field("cause", &self.cause)
            .field("retry_after", &self.retry_after)
            .field("maybe_signed", &self.maybe_signed)
            .finish_non_exhaustive()
    }
}
