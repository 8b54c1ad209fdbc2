//! One attempt at one case, away from the disk: what is taken along, and what comes back.

use std::{
    collections::BTreeSet,
    sync::Arc,
    thread,
    time::{Duration, Instant},
};

use jiff::{SignedDuration, Timestamp};

use super::{
    Difference,
    known::Known,
    outcome::{Signed, wrong_answer},
    route::Route,
    self_check::{Moment, Proof},
    signed_answer::Asked,
};
use crate::{
    case::{Cause, Failure},
    domain::Statement,
    hcert::Header,
    issue::preparation::Preparation,
    portal::{self, Flow},
    queue::{AttemptId, Content, GivenAway, SigningMode},
    sign::{self, Signer},
    trust::Certificate,
};

/// A case on its way to be signed.
#[derive(Debug)]
pub struct Attempt {
    pub(super) id: AttemptId,
    pub(super) content: Content,
    /// What is to be signed; nothing where it does not keep to the rules of this version.
    pub(super) statement: Option<Statement>,
    /// When it set out, by the counter's clock.
    pub(super) at: Timestamp,
    /// The way that it goes: the one that it was begun for, whatever the counter is set up for by then.
    pub(super) route: Route,
    /// Which portal, login and signers it set out to.
    pub(super) set_up: [u8; 32],
    /// Digests of the identifiers that other cases have, where a portal chooses this one's or may have.
    pub(super) taken: Arc<BTreeSet<[u8; 32]>>,
    /// Where it is noted which identifier a portal gives away.
    pub(super) given_away: Option<GivenAway>,
    /// How long a customer looks on, where a second attempt for her is paid for.
    pub(super) looks_on: Option<Duration>,
}

/// What an attempt brings back.
#[derive(Debug)]
pub struct AttemptResult {
    pub(super) id: AttemptId,
    /// Which portal, login and signers it comes from.
    pub(super) set_up: [u8; 32],
    /// Nothing where it was not made: the case is put back.
    pub(super) result: Option<Outcome>,
    /// When it set out, by the counter's clock.
    pub(super) asked: Timestamp,
    /// The moment of issue that was fixed before, where one was.
    pub(super) issued_at: Option<Timestamp>,
    /// From the last request to its answer; nothing where nobody was asked.
    pub(super) took: Option<Duration>,
    /// Whether a second attempt was made.
    pub(super) repeated: bool,
    /// Whether it failed by the case's own bytes, which are fixed anew before the next attempt.
    pub(super) anew: bool,
}

impl AttemptResult {
    /// Returns the time at the portal, where it said so and is proven to be the portal.
    pub(super) fn date(&self) -> Option<Timestamp> {
        match self.result.as_ref()? {
            Ok(signed) => signed.date,
            Err(failure) => failure.date,
        }
    }

    /// Whether it was made, and what it met is its own case's affair.
    pub(super) fn went_through(&self) -> bool {
        self.result.is_some() && self.says_nothing_of_others()
    }

    /// Whether what it met is its own case's affair: all is well, or nobody was asked.
    pub(super) fn says_nothing_of_others(&self) -> bool {
        self.took.is_none() || matches!(self.result, Some(Ok(_)))
    }
}

impl Attempt {
    /// Has the case signed and checks what comes back. `limit` is the longest that a portal may take.
    ///
    /// A signed answer that was kept is checked first: it may be all that is needed. For a customer who looks on a
    /// blip is followed by a second attempt: the same bytes, or the same transaction.
    pub(super) fn run(&self, limit: Duration) -> AttemptResult {
        let Some(statement) = &self.statement else {
            return self.result_of(failed(Cause::Unreadable), None, false);
        };
        // It may be all that is needed: its signer is known by now, or its time has come.
        if let Some(signed) = self
            .asked(statement)
            .check_kept(self.route.signers(), self.at)
        {
            return self.result_of(Ok(signed), None, false);
        }
        // What could be certified when it was taken up may be over by now.
        if statement.event().is_over(self.content.today(self.at)) {
            return self.result_of(failed(Cause::RecoveryOver), None, false);
        }
        // Nothing that has ended already is signed, or let out.
        if let SigningMode::Prepared(fixed) = &self.content.order
            && fixed.expires_at <= self.at
        {
            return self.result_of(failed(Cause::CertificateExpired), None, false);
        }
        // Whoever signs now may take less than the one for whom it was taken up: it would be refused, and is not sent.
        if !self.route.limits().allow(statement.event()) {
            return self.result_of(failed(Cause::NotAcceptable), None, false);
        }
        let started = Instant::now();
        let result = self.ask(statement, (limit, started));
        let took = started.elapsed();
        if !self.may_repeat(&result, took) {
            return self.answered(result, (took, false));
        }
        // What was a moment's has passed by then, mostly.
        thread::sleep(Duration::from_millis(250));
        let left = limit.saturating_sub(started.elapsed());
        let again = Instant::now();
        let result = self.ask(statement, (left, started));
        self.answered(result, (again.elapsed(), true))
    }

    /// Whether this failed attempt is to be followed by a second one: while the customer looks on, after what may
    /// have been a moment's, and where no second certificate can come of it.
    fn may_repeat(&self, result: &Outcome, took: Duration) -> bool {
        let (Some(looks_on), Err(failure)) = (self.looks_on, result) else {
            return false;
        };
        // Bytes that are fixed are one certificate, however often they are signed (ISSUING_API 4).
        let single =
            matches!(self.content.order, SigningMode::Prepared(_)) || !failure.maybe_signed;
        let asked_to_wait = failure.retry_after.is_some();
        took < looks_on / 2 && failure.cause.may_be_a_blip() && single && !asked_to_wait
    }

    fn answered(&self, result: Outcome, (took, repeated): (Duration, bool)) -> AttemptResult {
        let anew = result
            .as_ref()
            .is_err_and(|failure| self.is_fixed_anew(failure));
        AttemptResult {
            anew,
            ..self.result_of(result, Some(took), repeated)
        }
    }

    fn result_of(&self, result: Outcome, took: Option<Duration>, repeated: bool) -> AttemptResult {
        AttemptResult {
            id: self.id,
            set_up: self.set_up,
            result: Some(result),
            asked: self.at,
            issued_at: match &self.content.order {
                SigningMode::Prepared(fixed) => Some(fixed.issued_at),
                SigningMode::ByServer { .. } => None,
            },
            took,
            repeated,
            anew: false,
        }
    }

    /// Comes back with empty hands: whoever ran the attempt was lost on the way.
    pub fn lost(&self) -> AttemptResult {
        let failure = Failure {
            maybe_signed: true,
            identifier: self.given_away.as_ref().and_then(GivenAway::noted),
            ..Failure::of(Cause::LostAnswer)
        };
        AttemptResult {
            issued_at: None,
            ..self.result_of(Err(failure), None, false)
        }
    }

    /// Whether a key at hand signs it.
    pub(super) fn is_local(&self) -> bool {
        self.route.is_local()
    }

    /// Comes back without having been made.
    pub(super) fn not_made(&self) -> AttemptResult {
        AttemptResult {
            result: None,
            ..self.lost()
        }
    }

    fn ask(&self, statement: &Statement, limit: (Duration, Instant)) -> Outcome {
        match &self.content.order {
            // It could not be fixed for this way when it was begun.
            order if !self.route.signs(order) => failed(Cause::Unreadable),
            SigningMode::Prepared(fixed) => {
                let issuer = self.content.issuer.clone();
                let Ok(plan) = Preparation::resume(statement.clone(), issuer, fixed) else {
                    return failed(Cause::Unreadable);
                };
                self.fixed(&plan, limit)
            }
            SigningMode::ByServer { transaction } => self.by_server(statement, *transaction, limit),
        }
    }

    /// Has the bytes signed that were fixed at the counter.
    fn fixed(&self, plan: &Preparation, (limit, started): (Duration, Instant)) -> Outcome {
        match &self.route {
            Route::Local {
                signer,
                certificate,
                owner: _,
            } => {
                let at = self.now(started, None);
                at_hand(signer.as_ref(), plan, certificate, at)
            }
            Route::Nobody(cause) => failed(*cause),
            Route::Portal { portal, signers } => {
                let kind = plan.statement.event().kind();
                let uvci = plan.issuance.uvci.as_str();
                let answer = portal.sign_hash(plan.unsigned.clone(), kind, uvci, limit);
                let result = of_answer(answer, |hc1, date| {
                    plan.check(hc1, (signers, self.now(started, date)))
                });
                // The counter's own clock fixed that time.
                result.map_err(|failure| {
                    if failure.cause == Cause::IssuedInFuture {
                        Failure {
                            date: failure.date,
                            ..Failure::of(Cause::ClockWrong)
                        }
                    } else {
                        failure
                    }
                })
            }
        }
    }

    /// Tells bytes that do not fit the time of the signer that has signed them, and are fixed anew, from a signer that
    /// could sign for nobody.
    fn is_fixed_anew(&self, failure: &Failure) -> bool {
        let of_times = [Cause::SignerEndsFirst, Cause::SignerNotAllowed];
        if !of_times.contains(&failure.cause) {
            return false;
        }
        let content = Content {
            kept_answer: failure.kept_answer.clone(),
            ..self.content.clone()
        };
        self.route.renewed(&content, self.at).is_some()
    }

    /// Has a portal make a certificate, or choose its identifier.
    fn by_server(
        &self,
        statement: &Statement,
        transaction: [u8; 16],
        (limit, started): (Duration, Instant),
    ) -> Outcome {
        let Route::Portal { portal, signers } = &self.route else {
            return failed(Cause::Unreadable);
        };
        let issuer = &self.content.issuer;
        let answer = if portal.flow() == Flow::Eu {
            let known = Known {
                signers,
                taken: &self.taken,
                given_away: self.given_away.as_ref(),
            };
            portal.eu(statement, issuer, (self.at, &known), limit)
        } else {
            portal.issue(statement, issuer, transaction, limit)
        };
        of_answer(answer, |hc1, date| {
            let against = (&**signers, self.now(started, date));
            Ok(self.asked(statement).check_foreign(hc1, against)?.1)
        })
    }

    /// Returns what is asked for.
    fn asked<'a>(&'a self, statement: &'a Statement) -> Asked<'a> {
        Asked {
            content: &self.content,
            statement,
            taken: &self.taken,
        }
    }

    /// The present moment: that of setting out and the time that has passed since, by a clock that nobody sets; and
    /// the portal's.
    fn now(&self, started: Instant, there: Option<Timestamp>) -> Moment {
        let passed = SignedDuration::try_from(started.elapsed()).unwrap_or_default();
        let here = self.at.saturating_add(passed).unwrap_or(self.at);
        Moment::Now { here, there }
    }
}

/// A verified certificate, or why there is none.
pub(super) type Outcome = Result<Signed, Failure>;

fn failed(cause: Cause) -> Outcome {
    Err(Failure::of(cause))
}

/// Says why a key at hand gave no signature.
fn of_signer(error: &sign::Error) -> Cause {
    let sign::Error::Token(fault) = error else {
        return Cause::SignerFailed;
    };
    if fault.is_refusal() {
        Cause::PinRefused
    } else if fault.is_absent() {
        Cause::TokenMissing
    } else {
        Cause::SignerFailed
    }
}

fn at_hand(
    signer: &dyn Signer,
    plan: &Preparation,
    certificate: &Certificate,
    at: Moment,
) -> Outcome {
    let signature = signer
        .sign(plan.unsigned.to_be_signed())
        .map_err(|error| Failure::of(of_signer(&error)))?;
    let unsigned = plan.unsigned.clone();
    let hcert = match plan.header {
        // Captured for a portal: the key identifier stands where the portal would have put it.
        Header::AlgorithmOnly => unsigned.sign_remotely(&certificate.kid(), &signature),
        Header::WithKid { .. } => unsigned.sign(&signature),
    };
    match plan.check(hcert.text(), (std::slice::from_ref(certificate), at)) {
        Ok(_) => Ok(Signed {
            hc1: hcert.text().to_owned(),
            uvci: plan.issuance.uvci.as_str().to_owned(),
            signer: certificate.der().to_vec(),
            date: None,
        }),
        Err(_) => Err(Failure::of(Cause::SelfCheck)),
    }
}

/// Checks what a portal has answered, with the time that it told.
fn of_answer<'a>(
    answer: Result<portal::Answer, Failure>,
    check: impl FnOnce(&str, Option<Timestamp>) -> Result<Proof<'a>, Difference>,
) -> Outcome {
    let portal::Answer { hc1, uvci, date } = answer?;
    match check(&hc1, date) {
        Ok(proof) => Ok(Signed {
            signer: proof.signer.der().to_vec(),
            hc1,
            uvci,
            date,
        }),
        Err(difference) => Err(wrong_answer(&difference, &hc1, date)),
    }
}
