//! What a case asked for, held against a signed answer: one whose identifier a portal chose, or one that was kept.

use std::collections::BTreeSet;

use jiff::Timestamp;

use super::{
    Difference,
    outcome::Signed,
    preparation::Preparation,
    self_check::{self, Moment, Proof},
};
use crate::{
    domain::Statement,
    queue::{Content, SigningMode, digest},
    trust::Certificate,
};

/// What was asked for.
pub(super) struct Asked<'a> {
    pub(super) content: &'a Content,
    pub(super) statement: &'a Statement,
    /// Digests of the identifiers that other cases have.
    pub(super) taken: &'a BTreeSet<[u8; 32]>,
}

impl Asked<'_> {
    /// Checks a certificate whose identifier was not chosen for what is asked for now, and which no other case may have.
    pub(super) fn check_foreign<'a>(
        &self,
        hc1: &str,
        against: (&'a [Certificate], Moment),
    ) -> Result<(String, Proof<'a>), Difference> {
        let issuer = &self.content.issuer;
        let proof = self_check::check_foreign(hc1, self.statement, issuer, against)?;
        let read = proof.decoded.read_back().map_err(Difference::Content)?;
        if self.taken.contains(&digest(&read.frame.uvci)) {
            return Err(Difference::IdentifierTaken);
        }
        Ok((read.frame.uvci, proof))
    }

    /// Checks the signed answer that was kept, if there is one: it may be all that is needed, whichever way it came.
    pub(super) fn check_kept(&self, signers: &[Certificate], at: Timestamp) -> Option<Signed> {
        let content = self.content;
        let hc1 = std::str::from_utf8(content.kept_answer.as_deref()?).ok()?;
        let moment = Moment::Now {
            here: at,
            there: None,
        };
        let against = (signers, moment);
        let (uvci, proof) = match &content.order {
            SigningMode::Prepared(fixed)
                if content.kept_identifier().as_ref() == Some(&fixed.uvci) =>
            {
                let (statement, issuer) = (self.statement.clone(), content.issuer.clone());
                let plan = Preparation::resume(statement, issuer, fixed).ok()?;
                (fixed.uvci.clone(), plan.check(hc1, against).ok()?)
            }
            // A portal signed it, before the way became another.
            SigningMode::Prepared(_) | SigningMode::ByServer { .. } => {
                self.check_foreign(hc1, against).ok()?
            }
        };
        Some(Signed {
            hc1: hc1.to_owned(),
            uvci,
            signer: proof.signer.der().to_vec(),
            date: None,
        })
    }
}
