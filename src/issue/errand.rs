//! One attempt at one case, away from the disk: what is taken along, and what comes back.

use std::time::{Duration, Instant};

use jiff::Timestamp;

use super::{
    Difference, Error, Issued,
    plan::{self, Plan},
    route::Route,
    self_check,
};
use crate::{
    domain::{Class, RetryAfter, Statement, Trouble},
    hcert::Header,
    portal::{self, Flow, Portal},
    queue::{Attempt, Content, Fixed, Order, Settled, retry::Met},
    sign::Signer,
    trust::Certificate,
};

/// A case on its way to be signed.
#[derive(Debug)]
pub struct Errand {
    pub(super) attempt: Attempt,
    pub(super) content: Content,
    /// When it set out, by the counter's clock.
    pub(super) at: Timestamp,
}

/// What an errand brings back.
#[derive(Debug)]
pub struct Return {
    pub(super) attempt: Attempt,
    pub(super) result: Result<Signed, Failure>,
    /// The time at the portal, where it said so.
    pub(super) date: Option<Timestamp>,
    /// The moment of issue that was fixed before, where one was.
    pub(super) issued_at: Option<Timestamp>,
    /// From the request to its answer.
    pub(super) took: Duration,
}

/// A text that is signed, checked and right.
#[derive(Clone)]
pub(super) struct Signed {
    pub(super) hc1: String,
    pub(super) uvci: String,
}

impl std::fmt::Debug for Signed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Signed(hidden)")
    }
}

/// Why there is no certificate.
pub(super) struct Failure {
    pub(super) trouble: Trouble,
    pub(super) retry_after: Option<RetryAfter>,
    pub(super) says: Option<String>,
    pub(super) kept: Option<Vec<u8>>,
    pub(super) maybe_signed: bool,
}

impl std::fmt::Debug for Failure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Failure")
            .field("trouble", &self.trouble)
            .finish_non_exhaustive()
    }
}

impl Signed {
    /// Returns what the queue notes of it.
    pub(super) fn settled(self) -> Settled {
        let Self { hc1, uvci } = self;
        Settled::Ready { hc1, uvci }
    }
}

impl Failure {
    pub(super) fn of(trouble: Trouble) -> Self {
        Self {
            trouble,
            retry_after: None,
            says: None,
            kept: None,
            maybe_signed: false,
        }
    }

    /// A signed answer that is not what was asked for: kept for a person to look at.
    fn wrong(difference: &Difference, hc1: &str) -> Self {
        let trouble = match difference {
            Difference::Signature(_) => Trouble::OtherSigner,
            Difference::Chain(_) | Difference::Content(_) | Difference::Field(_) => {
                Trouble::OtherContent
            }
            Difference::Codes(_)
            | Difference::Picture(_)
            | Difference::Side { .. }
            | Difference::Text => Trouble::SelfCheck,
        };
        Self {
            kept: Some(hc1.as_bytes().to_vec()),
            maybe_signed: true,
            ..Self::of(trouble)
        }
    }

    /// Returns what the pace takes note of.
    pub(super) fn met(&self, took: Duration) -> Met {
        match (self.trouble, self.trouble.class()) {
            (Trouble::Offline, _) => Met::Offline,
            // A wrong clock is the counter's fault, not the portal's.
            (Trouble::ClockWrong, _) | (_, Class::Login | Class::Refused | Class::Ask) => {
                Met::Answered { took }
            }
            (_, Class::Later) => Met::Later {
                retry_after: self.retry_after,
            },
        }
    }

    /// Returns what the queue notes of it.
    pub(super) fn settled(self, next_try: Option<Timestamp>) -> Settled {
        let Self {
            trouble,
            retry_after: _,
            says,
            kept,
            maybe_signed,
        } = self;
        match trouble.class() {
            Class::Later => Settled::Later {
                trouble,
                next_try,
                maybe_signed,
            },
            Class::Login => Settled::NeedsLogin { trouble, says },
            Class::Refused | Class::Ask => Settled::Refused {
                trouble,
                says,
                kept,
                maybe_signed,
            },
        }
    }
}

impl Errand {
    /// Has the case signed and checks what comes back. `limit` is the longest that a portal may take.
    pub fn run(&self, route: &Route, limit: Duration) -> Return {
        let started = Instant::now();
        let (result, date) = match statement(&self.content) {
            Ok(statement) => self.sign(route, statement, limit),
            Err(_) => (Err(Failure::of(Trouble::Unreadable)), None),
        };
        Return {
            attempt: self.attempt,
            result,
            date,
            issued_at: match &self.content.order {
                Order::Fixed(fixed) => Some(fixed.issued_at),
                Order::ByServer { .. } => None,
            },
            took: started.elapsed(),
        }
    }

    /// Comes back with empty hands: whoever ran the errand was lost on the way.
    pub fn lost(&self) -> Return {
        let failure = Failure {
            maybe_signed: true,
            ..Failure::of(Trouble::LostAnswer)
        };
        Return {
            attempt: self.attempt,
            result: Err(failure),
            date: None,
            issued_at: None,
            took: Duration::ZERO,
        }
    }

    fn sign(&self, route: &Route, statement: Statement, limit: Duration) -> Outcome {
        let signers = route.signers();
        match (route, &self.content.order) {
            (Route::Local { signer, .. }, Order::Fixed(fixed)) => {
                let Ok(plan) = Plan::resume(statement, self.content.issuer.clone(), fixed) else {
                    return (Err(Failure::of(Trouble::Unreadable)), None);
                };
                (at_hand(signer.as_ref(), &plan, signers), None)
            }
            (Route::Portal { portal, .. }, Order::Fixed(fixed)) => {
                self.by_hash(portal, (statement, fixed), signers, limit)
            }
            (Route::Portal { portal, .. }, Order::ByServer { transaction }) => {
                let issuer = &self.content.issuer;
                let answer = if portal.flow() == Flow::Eu {
                    portal.eu(&statement, issuer, self.at, limit)
                } else {
                    portal.issue(&statement, issuer, *transaction, limit)
                };
                of_answer(answer, |hc1| {
                    self_check::check_foreign(hc1, &statement, signers).map(drop)
                })
            }
            // The counter was set up otherwise since: nobody here can sign this case as it was captured.
            (Route::Local { .. }, Order::ByServer { .. }) => {
                (Err(Failure::of(Trouble::SignerFailed)), None)
            }
        }
    }

    fn by_hash(
        &self,
        portal: &Portal,
        (statement, fixed): (Statement, &Fixed),
        signers: &[Certificate],
        limit: Duration,
    ) -> Outcome {
        let kind = statement.event().kind();
        let Ok(plan) = Plan::resume(statement, self.content.issuer.clone(), fixed) else {
            return (Err(Failure::of(Trouble::Unreadable)), None);
        };
        let answer = portal.sign_hash(plan.unsigned.clone(), kind, &fixed.uvci, limit);
        of_answer(answer, |hc1| plan.check(hc1, signers))
    }
}

/// What came of it, and the portal's time.
type Outcome = (Result<Signed, Failure>, Option<Timestamp>);

fn at_hand(signer: &dyn Signer, plan: &Plan, signers: &[Certificate]) -> Result<Signed, Failure> {
    let signature = signer
        .sign(plan.unsigned.to_be_signed())
        .map_err(|_error| Failure::of(Trouble::SignerFailed))?;
    let unsigned = plan.unsigned.clone();
    let hcert = match (plan.header, signers) {
        // Captured for a portal: the key identifier stands where the portal would have put it.
        (Header::AlgorithmOnly, [signer]) => unsigned.sign_remotely(&signer.kid(), &signature),
        _ => unsigned.sign(&signature),
    };
    match plan.check(hcert.text(), signers) {
        Ok(()) => Ok(Signed {
            hc1: hcert.text().to_owned(),
            uvci: plan.uvci.as_str().to_owned(),
        }),
        Err(_) => Err(Failure::of(Trouble::SelfCheck)),
    }
}

fn of_answer(
    answer: Result<portal::Answer, portal::Failure>,
    check: impl FnOnce(&str) -> Result<(), Difference>,
) -> Outcome {
    match answer {
        Ok(portal::Answer { hc1, uvci, date }) => {
            let result = match check(&hc1) {
                Ok(()) => Ok(Signed { hc1, uvci }),
                Err(difference) => Err(Failure::wrong(&difference, &hc1)),
            };
            (result, date)
        }
        Err(failure) => {
            let portal::Failure {
                trouble,
                retry_after,
                says,
                kept,
                maybe_signed,
                date,
            } = failure;
            let failure = Failure {
                trouble,
                retry_after,
                says,
                kept,
                maybe_signed,
            };
            (Err(failure), date)
        }
    }
}

/// Proves again what was proven when the case was captured, by the clock of that moment.
pub(super) fn statement(content: &Content) -> Result<Statement, Error> {
    content
        .draft
        .parse(&content.captured_at)
        .or(Err(Error::Unreadable))
}

/// Opens a finished certificate: drawn, read back, verified and compared once more.
pub(super) fn present(content: &Content, signers: &[Certificate]) -> Result<Issued, Error> {
    let hc1 = content.hc1.as_deref().ok_or(Error::NotReady)?;
    let statement = statement(content)?;
    match &content.order {
        Order::Fixed(fixed) => {
            Plan::resume(statement, content.issuer.clone(), fixed)?.present(hc1, signers)
        }
        Order::ByServer { .. } => {
            plan::present_foreign(statement, content.issuer.location(), hc1, signers)
        }
    }
}
