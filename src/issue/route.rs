//! How a counter comes by signatures: with a key at hand, or from a portal.

use std::{fmt, sync::Arc};

use jiff::Timestamp;

use super::{Error, plan::Plan};
use crate::{
    domain::{Issuer, Statement},
    hcert::Header,
    portal::{Flow, Portal},
    queue::Order,
    sign::Signer,
    trust::Certificate,
};

/// Where signatures come from.
#[derive(Clone)]
pub enum Route {
    /// From a key at hand.
    Local {
        /// The key.
        signer: Arc<dyn Signer>,
        /// The document signer that belongs to it.
        certificate: Box<Certificate>,
    },
    /// From a portal.
    Portal {
        /// The portal.
        portal: Arc<Portal>,
        /// Whoever may have signed its answers.
        signers: Arc<[Certificate]>,
    },
}

impl fmt::Debug for Route {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Local { .. } => "Local",
            Self::Portal { .. } => "Portal",
        })
    }
}

impl Route {
    /// Takes a key at hand.
    pub fn local(signer: Arc<dyn Signer>) -> Result<Self, Error> {
        let certificate = Certificate::from_der(signer.certificate()).map_err(Error::Signer)?;
        Ok(Self::Local {
            signer,
            certificate: Box::new(certificate),
        })
    }

    /// Whether a key at hand signs, so that nothing has to wait.
    pub fn is_local(&self) -> bool {
        matches!(self, Self::Local { .. })
    }

    /// Returns whoever may have signed what comes back.
    pub fn signers(&self) -> &[Certificate] {
        match self {
            Self::Local { certificate, .. } => std::slice::from_ref(certificate),
            Self::Portal { signers, .. } => signers,
        }
    }

    /// Returns the most characters of a testing centre, where the portal takes fewer than a certificate.
    pub fn max_centre(&self) -> Option<usize> {
        match self {
            Self::Local { .. } => None,
            Self::Portal { portal, .. } => portal.max_centre(),
        }
    }

    /// Fixes what can be fixed before anybody signs.
    pub(super) fn order(
        &self,
        statement: &Statement,
        issuer: &Issuer,
        at: Timestamp,
    ) -> Result<Order, Error> {
        let kind = statement.event().kind();
        match self {
            Self::Local { certificate, .. } => {
                let plan = Plan::for_signer(statement, issuer, certificate, at)?;
                Ok(Order::Fixed(plan.fixed()))
            }
            Self::Portal { portal, signers } if portal.flow() == Flow::Hash => {
                // Which signer will sign is not known yet: the certificate must not outlive the last of them. Where none
                // is known, its answer shows whether it does.
                let ends = signers
                    .iter()
                    .filter(|signer| signer.allows(kind) && signer.not_after() > at)
                    .map(Certificate::not_after)
                    .max()
                    .unwrap_or(Timestamp::MAX);
                let plan = Plan::new(statement, issuer, Header::AlgorithmOnly, (at, ends))?;
                Ok(Order::Fixed(plan.fixed()))
            }
            Self::Portal { .. } => {
                let mut transaction = [0; 16];
                getrandom::fill(&mut transaction).map_err(Error::Random)?;
                Ok(Order::ByServer { transaction })
            }
        }
    }
}
