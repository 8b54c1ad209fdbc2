//! What a counter knows of what a portal offers before it signs: its signers, and whose identifier is whose.

use std::collections::BTreeSet;

use jiff::Timestamp;

use crate::{
    case::Cause,
    domain::Kind,
    portal,
    queue::{GivenAway, digest},
    trust::Certificate,
};

/// What this counter knows of what a portal offers before it signs.
pub(super) struct Known<'a> {
    pub(super) signers: &'a [Certificate],
    /// Digests of the identifiers that other cases have.
    pub(super) taken: &'a BTreeSet<[u8; 32]>,
    pub(super) given_away: Option<&'a GivenAway>,
}

impl portal::Known for Known<'_> {
    fn signer_ends(&self, kid: [u8; 8], kind: Kind, at: Timestamp) -> Result<Timestamp, Cause> {
        let of_kid = self.signers.iter().filter(|signer| signer.kid() == kid);
        let ends = of_kid.map(|signer| {
            let valid = signer.allows(kind) && signer.not_before() <= at && at < signer.not_after();
            valid.then(|| signer.not_after())
        });
        // Several signers may share an identifier; which of them it is shows the signature alone.
        match ends.reduce(|one, other| one.into_iter().chain(other).min()) {
            None => Err(Cause::UnknownSigner),
            Some(None) => Err(Cause::SignerNotAllowed),
            Some(Some(ends)) => Ok(ends),
        }
    }

    fn is_taken(&self, uvci: &str) -> bool {
        self.taken.contains(&digest(uvci))
    }

    fn given_away(&self, uvci: &str) {
        if let Some(noted) = self.given_away {
            noted.note(uvci);
        }
    }
}
