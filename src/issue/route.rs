//! How a counter comes by signatures: with a key at hand, or from a portal.

use std::{collections::BTreeSet, fmt, sync::Arc};

use jiff::{SignedDuration, Timestamp};
use sha2::{Digest as _, Sha256};

use super::Error;
use crate::{
    backoff::{self, Backoff},
    case::Cause,
    domain::{DraftLimits, Issuer, Statement},
    hcert::{Header, SigningAlgorithm, chain},
    issue::{
        preparation::{self, Preparation},
        signed_answer::Asked,
    },
    portal::{Flow, Portal},
    queue::{Content, Prepared, SigningMode},
    sign::Signer,
    trust::{self, Certificate},
};

/// Where signatures come from.
#[derive(Clone)]
pub enum Route {
    /// From a key at hand.
    Local {
        /// Whose key it is, and which registration of it.
        owner: KeyOwner,
        /// The key.
        signer: Arc<dyn Signer>,
        /// The document signer that belongs to it.
        certificate: Arc<Certificate>,
    },
    /// From nobody for now: from a key at hand that cannot be used, or not by the settings as they are. Cases wait.
    Nobody(Cause),
    /// From a portal.
    Portal {
        /// The portal.
        portal: Arc<Portal>,
        /// Whoever may have signed its answers.
        signers: Arc<[Certificate]>,
    },
}

/// Whose key is at hand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyOwner {
    /// The program's, to practise with: it makes new ones.
    Training,
    /// The pharmacy's own, with a digest of its registration: one that is given anew is tried anew.
    Pharmacy([u8; 32]),
}

impl KeyOwner {
    /// Returns why nothing is signed where the key cannot be used.
    pub fn cause(self) -> Cause {
        match self {
            Self::Training => Cause::KeysUnusable,
            Self::Pharmacy(_) => Cause::SigningKeyUnusable,
        }
    }
}

impl fmt::Debug for Route {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Local { .. } => "Local",
            Self::Nobody(_) => "Nobody",
            Self::Portal { .. } => "Portal",
        })
    }
}

impl Route {
    /// Takes a key at hand.
    pub fn local(signer: Arc<dyn Signer>, owner: KeyOwner) -> Result<Self, Error> {
        let certificate = Certificate::from_der(signer.certificate()).map_err(Error::Signer)?;
        Ok(Self::Local {
            owner,
            signer,
            certificate: Arc::new(certificate),
        })
    }

    /// Whether a key at hand signs, so that nothing has to wait.
    pub fn is_local(&self) -> bool {
        matches!(self, Self::Local { .. } | Self::Nobody(_))
    }

    /// Returns how many of these waiting cases of a visit are signed in one step: a key at hand signs all of them, a
    /// portal one after the other. It is one at least.
    pub fn at_once(&self, waiting: usize) -> usize {
        if self.is_local() { waiting.max(1) } else { 1 }
    }

    /// Returns how many waiting cases may be tried one after the other before what came of them is settled. It is one
    /// where a server chooses the identifier: an answer that is lost would be another certificate.
    pub(super) fn in_a_row(&self, pace: &Backoff) -> usize {
        if self.server_chooses() {
            1
        } else {
            backoff::in_a_row(pace)
        }
    }

    /// Returns what keeps every case from being signed at a moment, as long as this is the way: keys at hand that are
    /// damaged, or whose time is over, or settings that do not fit each other.
    pub fn cause(&self, at: Timestamp) -> Option<Cause> {
        match self {
            Self::Local {
                certificate, owner, ..
            } => {
                let works = preparation::may_sign_at(certificate, at);
                (!works).then(|| owner.cause())
            }
            Self::Nobody(cause) => Some(*cause),
            Self::Portal { .. } => None,
        }
    }

    /// Returns the last moment at which the pharmacy's own key may sign, where that is so near that a new one must be
    /// asked for.
    pub fn ends_soon(&self, at: Timestamp) -> Option<Timestamp> {
        match self {
            Self::Local {
                owner: KeyOwner::Pharmacy(_),
                certificate,
                ..
            } => {
                let ends = certificate.not_after();
                let last = ends.saturating_sub(preparation::LEAST_LEFT).unwrap_or(ends);
                (ends.duration_since(at) < ENDS_SOON).then_some(last)
            }
            Self::Local { .. } | Self::Nobody(_) | Self::Portal { .. } => None,
        }
    }

    /// Returns whoever may have signed what comes back.
    pub fn signers(&self) -> &[Certificate] {
        match self {
            Self::Local { certificate, .. } => std::slice::from_ref(certificate),
            Self::Nobody(_) => &[],
            Self::Portal { signers, .. } => signers,
        }
    }

    /// Returns a digest of how signatures are had: of the portal, the login and the signers.
    pub(super) fn set_up(&self) -> [u8; 32] {
        let mut digest = Sha256::new();
        match self {
            Self::Portal { portal, .. } => digest.update(portal.set_up()),
            Self::Local {
                owner: KeyOwner::Pharmacy(registered),
                ..
            } => digest.update(registered),
            Self::Local { .. } | Self::Nobody(_) => {}
        }
        for signer in self.signers() {
            digest.update(signer.kid());
        }
        digest.finalize().into()
    }

    /// Returns what whoever signs takes of a draft.
    pub fn limits(&self) -> DraftLimits {
        match self {
            Self::Local { certificate, .. } => DraftLimits::of_kinds(certificate.kinds()),
            Self::Nobody(_) => DraftLimits::default(),
            Self::Portal { portal, .. } => portal.limits(),
        }
    }

    /// Whether this is the way on which a case can be signed as it stands.
    pub(super) fn signs(&self, order: &SigningMode) -> bool {
        matches!(order, SigningMode::ByServer { .. }) == self.server_chooses()
    }

    /// Whether a server chooses the identifier.
    fn server_chooses(&self) -> bool {
        match self {
            Self::Local { .. } | Self::Nobody(_) => false,
            Self::Portal { portal, .. } => portal.flow() != Flow::Hash,
        }
    }

    /// Fixes what can be fixed before anybody signs. It needs no signer: what does not fit the one that signs is fixed anew
    /// ([`Self::renewed`]).
    pub(super) fn order(
        &self,
        statement: &Statement,
        issuer: &Issuer,
        at: Timestamp,
    ) -> Result<SigningMode, Error> {
        let kind = statement.event().kind();
        match self {
            Self::Local { certificate, .. }
                if certificate.allows(kind) && preparation::may_sign_at(certificate, at) =>
            {
                let plan = Preparation::for_signer(statement, issuer, certificate, at)?;
                Ok(SigningMode::Prepared(plan.fixed()))
            }
            Self::Local { .. } | Self::Nobody(_) => {
                let header = Header::AlgorithmOnly;
                let plan = Preparation::new(statement, issuer, header, (at, Timestamp::MAX))?;
                Ok(SigningMode::Prepared(plan.fixed()))
            }
            Self::Portal { portal, signers } if portal.flow() == Flow::Hash => {
                // Which signer will sign is not known yet: the certificate must not outlive the last of them. Where none
                // is known that can, its answer shows whether it does.
                let ends = signers
                    .iter()
                    .map(|signer| (signer, signer.not_after()))
                    .filter(|(signer, ends)| {
                        signer.allows(kind) && ends.duration_since(at) >= preparation::LEAST_LEFT
                    })
                    .map(|(_, ends)| ends)
                    .max()
                    .unwrap_or(Timestamp::MAX);
                let plan = Preparation::new(statement, issuer, Header::AlgorithmOnly, (at, ends))?;
                Ok(SigningMode::Prepared(plan.fixed()))
            }
            Self::Portal { .. } => {
                let mut transaction = [0; 16];
                getrandom::fill(&mut transaction).map_err(Error::Random)?;
                Ok(SigningMode::ByServer { transaction })
            }
        }
    }

    /// Fixes anew how a case is to be signed, where it could not be signed or let out as it stands: it was taken up for
    /// another way than this, or [`Self::prepared_anew`]. Nothing where it is good as it is, or where nothing else
    /// would be better; nor where a signed answer was kept that proves right by now, whichever way it came.
    pub(super) fn renewed(&self, content: &Content, at: Timestamp) -> Option<SigningMode> {
        if self.is_answered(content, at) {
            return None;
        }
        match &content.order {
            order if !self.signs(order) => {
                self.order(&content.statement()?, &content.issuer, at).ok()
            }
            SigningMode::Prepared(fixed) => self.prepared_anew(content, fixed, at),
            SigningMode::ByServer { .. } => None,
        }
    }

    /// Whether the signed answer that was kept of a case is all that it needs. The queue has told already whether its
    /// identifier is that of another case.
    fn is_answered(&self, content: &Content, at: Timestamp) -> bool {
        if content.kept_answer.is_none() {
            return false;
        }
        content.statement().is_some_and(|statement| {
            let asked = Asked {
                content,
                statement: &statement,
                taken: &BTreeSet::new(),
            };
            asked.check_kept(self.signers(), at).is_some()
        })
    }

    /// Fixes the bytes of a case anew, where those that are fixed could never be let out: they have ended, or they do
    /// not fit the time of the signer whose answer was kept (`ISSUING_API` 10, no. 10). Nothing where they are good, or
    /// where no others would be better.
    fn prepared_anew(
        &self,
        content: &Content,
        fixed: &Prepared,
        at: Timestamp,
    ) -> Option<SigningMode> {
        let (signer, other_key) = match self {
            Self::Local { certificate, .. } => {
                // What was captured for a portal names ES256, too.
                let fits = match certificate.algorithm() {
                    Some(SigningAlgorithm::Es256) => fixed.header == Header::AlgorithmOnly,
                    Some(SigningAlgorithm::Ps256) | None => false,
                };
                let other = !fits && certificate.header() != Some(fixed.header);
                (Some(&**certificate), other)
            }
            Self::Nobody(_) => (None, false),
            // A portal signs no header but its own.
            Self::Portal { signers, .. } => (
                signer_of_kept_answer(content, signers),
                fixed.header != Header::AlgorithmOnly,
            ),
        };
        let fits = signer.is_none_or(|signer| {
            signer.not_before() <= fixed.issued_at && fixed.expires_at <= signer.not_after()
        });
        if fits && !other_key && at < fixed.expires_at {
            return None;
        }
        let statement = content.statement()?;
        let issuer = &content.issuer;
        let plan = match (self, signer) {
            (Self::Local { certificate, .. }, _) => {
                Preparation::for_signer(&statement, issuer, certificate, at)
            }
            // Nothing that is fixed now would fit a signer whose time has not begun.
            (Self::Portal { .. }, Some(signer)) if signer.not_before() > at => return None,
            (Self::Portal { .. }, Some(signer)) => {
                let ends = signer.not_after();
                Preparation::new(&statement, issuer, Header::AlgorithmOnly, (at, ends))
            }
            (Self::Nobody(_) | Self::Portal { .. }, _) => {
                return self.order(&statement, issuer, at).ok();
            }
        };
        Some(SigningMode::Prepared(plan.ok()?.fixed()))
    }
}

/// So long before its end a signer needs a successor: authorities take weeks (DCC.md 12).
pub const ENDS_SOON: SignedDuration = SignedDuration::from_hours(30 * 24);

/// Finds who signed the answer that was kept of a case.
fn signer_of_kept_answer<'a>(
    content: &Content,
    signers: &'a [Certificate],
) -> Option<&'a Certificate> {
    let text = std::str::from_utf8(content.kept_answer.as_deref()?).ok()?;
    trust::signer(&chain::decode(text).ok()?, signers).ok()
}
