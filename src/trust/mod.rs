//! Whose signature counts: document signers, lists of them, and the verdict on a certificate.
//!
//! Verifies, never signs.

mod certificate;
mod chain_of_trust;
pub mod list;
mod verify;

pub use certificate::Certificate;
pub use chain_of_trust::{NotIssued, issued_by};
pub use verify::{Outcome, TOLERANCE, Unproven, Verdict, signer, verify};

/// Why a document signer or a list of them cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// Not a certificate.
    #[error("this is no X.509 certificate")]
    NoCertificate,
    /// Not a list.
    #[error("this is no signed list of document signers")]
    NoList,
    /// Not a public key.
    #[error("this is no P-256 public key")]
    NoPublicKey,
    /// Somebody else's list, or a changed one.
    #[error("the signature of the list does not verify")]
    WrongSignature,
}
