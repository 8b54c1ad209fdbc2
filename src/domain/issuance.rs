//! What an issuer adds to a statement: who certifies it, under which identifier, and from when to when.

use jiff::Timestamp;

use super::{Issuer, Uvci};

/// What stands in a certificate beside its statement, the same in its bytes, on the screen and on paper.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Issuance {
    /// Who issues.
    pub issuer: Issuer,
    /// The unique certificate identifier.
    pub uvci: Uvci,
    /// When it is issued, in whole seconds.
    pub issued_at: Timestamp,
    /// When its signature ends to count, in whole seconds.
    pub expires_at: Timestamp,
}
