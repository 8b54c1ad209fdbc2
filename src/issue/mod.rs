//! The counter's work, joining the rooms above: capture, have signed, check our own work, hand on.
//!
//! Every case goes through the queue, whoever signs it. Nothing leaves here that has not
//! been read back from its own QR symbol and compared field by field, and nothing is printed that has not been
//! read back from its page.

mod attempt;
mod attempt_row;
mod clock_watch;
mod known;
mod outcome;
mod pipeline;
mod preparation;
mod printable;
mod route;
mod self_check;
mod signed_answer;

use std::fmt;

use jiff::{SignedDuration, Timestamp};
use preparation::Preparation;

use crate::{
    case::PickupNumber,
    domain::{Error as FieldError, Issuance, Issuer, Kind, MAX_CLOCK_SKEW, Statement},
    hcert::chain,
    paper::{self, Sheet},
    qr::{self, Symbol},
    queue,
    sign::{self, Signer},
    trust::{self, Certificate},
};

pub use attempt::{Attempt, AttemptResult};
pub use attempt_row::{AttemptRow, run_in_a_row, work_off};
pub use clock_watch::Trust;
pub use pipeline::{Done, IssueRequest, Pipeline, Terms, TimeQuestion, fault_of_clock};
pub use printable::{Printable, pdf, slip};
pub use route::{ENDS_SOON, KeyOwner, Route};
pub use self_check::Difference;

/// Why a certificate was not issued. Nothing of the case stands in it.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The certificate could not be built.
    #[error("the certificate could not be built")]
    Build(#[source] chain::Error),
    /// The clock of this computer is in doubt: so much ahead of the last time that is known, and nobody has confirmed it.
    #[error(
        "the clock of this computer is {} ahead of the last time that is known, and nothing is issued before it is confirmed: set date and time; if they are right: impftheke queue clock-is-right",
        clock_watch::in_words(*.0)
    )]
    ClockUnsure(SignedDuration),
    /// The clock of this computer is ahead of the truth by so much (negative: behind).
    #[error(
        "the clock of this computer is {} {}: set date and time, then try again",
        clock_watch::in_words(*.0), clock_watch::side(*.0)
    )]
    ClockWrong(SignedDuration),
    /// The issuing place is not usable.
    #[error("the issuing place is not set up")]
    Issuer(#[source] FieldError),
    /// The document signer may not sign this kind.
    #[error("the document signer is not made for this kind of certificate")]
    NotAllowed(Kind),
    /// The finished certificate does not count at this moment.
    #[error(
        "the certificate counts from {from} to {until} and is not given out now: check the date of this computer; if it is right, withdraw the case and issue anew"
    )]
    NotNow {
        /// When it was issued.
        from: Timestamp,
        /// When it ends.
        until: Timestamp,
    },
    /// The case has no certificate yet.
    #[error("the certificate is not ready yet")]
    NotReady,
    /// A finished page does not show the code that belongs there; pages are counted by certificate, from 1.
    #[error("page {number} did not pass the check")]
    OnPaper {
        /// Which certificate of the file.
        number: usize,
        /// What is wrong with it.
        #[source]
        source: Difference,
    },
    /// The page could not be made.
    #[error("the page could not be made")]
    Print(#[source] paper::Error),
    /// The queue did not take it, or does not have it.
    #[error(transparent)]
    Queue(queue::Error),
    /// No random numbers.
    #[error("the system gives no random numbers")]
    Random(#[source] getrandom::Error),
    /// The text is too long for a code.
    #[error("the details do not fit into a code")]
    NoSymbol(#[source] qr::Error),
    /// The self-check found our own work wrong.
    #[error("the finished certificate did not pass the check")]
    SelfCheck(#[source] Difference),
    /// The signer failed.
    #[error("the certificate could not be signed")]
    Sign(#[source] sign::Error),
    /// The signer's own certificate cannot be read.
    #[error("the document signer's certificate cannot be used")]
    Signer(#[source] trust::Error),
    /// The document signer ends within a day.
    #[error("the document signer ends at {0}: a new one is needed before anything can be issued")]
    SignerEnds(Timestamp),
    /// What is certified has ended.
    #[error("the last valid day of what is certified is over")]
    TooShort,
    /// The visit was taken up before as these cases, and one of them is handed over or withdrawn.
    #[error("the visit was taken up before, and is done: nothing more was taken up")]
    Done(Vec<PickupNumber>),
    /// The visit was taken up before as these cases, with other content.
    #[error(
        "the visit was taken up before, and says something else now: nothing more was taken up"
    )]
    TakenUpOtherwise(Vec<PickupNumber>),
    /// What was captured does not pass the rules.
    #[error("the case does not keep to the rules of this version")]
    Unreadable,
    /// The signer is not valid at this moment.
    #[error("the document signer is valid from {from} to {until}: check the date of this computer")]
    Untimely {
        /// The first valid moment.
        from: Timestamp,
        /// The last valid moment.
        until: Timestamp,
    },
}

/// The place that issues: its texts, its key, its document signer.
pub struct LocalIssuer<'a> {
    /// The texts that staff never type.
    pub issuer: &'a Issuer,
    /// Makes the signatures.
    pub signer: &'a dyn Signer,
}

impl fmt::Debug for LocalIssuer<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LocalIssuer")
            .field("issuer", self.issuer)
            .finish_non_exhaustive()
    }
}

/// A certificate that has passed the self-check.
#[derive(Clone, PartialEq, Eq)]
pub struct Issued {
    /// What it says: typed, signed, read back and found equal.
    pub statement: Statement,
    /// Who issued it, under which identifier, and for how long.
    pub issuance: Issuance,
    /// The text of the symbol.
    pub hc1: String,
    /// The symbol that was read back.
    pub symbol: Symbol,
}

impl fmt::Debug for Issued {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Issued")
            .field("kind", &self.statement.event().kind())
            .finish_non_exhaustive()
    }
}

impl Issued {
    /// Refuses a certificate that does not count at a moment: one that has ended, or that a clock ahead of the truth
    /// has dated in the future. It is shown, printed and saved by this rule alone.
    pub(crate) fn counts_at(&self, moment: Timestamp) -> Result<(), Error> {
        let (from, until) = (self.issuance.issued_at, self.issuance.expires_at);
        if from.duration_since(moment) > MAX_CLOCK_SKEW || until <= moment {
            return Err(Error::NotNow { from, until });
        }
        Ok(())
    }

    /// Returns what the paper shows of it.
    pub fn sheet(&self) -> Sheet<'_> {
        Sheet {
            statement: &self.statement,
            issuance: &self.issuance,
            symbol: &self.symbol,
        }
    }
}

impl LocalIssuer<'_> {
    /// Issues one certificate on the spot: fixes its bytes, signs them and checks the finished symbol.
    ///
    /// The counter itself goes through the queue; this is the chain alone, for measuring and for tests.
    pub fn issue(&self, statement: &Statement, at: Timestamp) -> Result<Issued, Error> {
        let certificate =
            Certificate::from_der(self.signer.certificate()).map_err(Error::Signer)?;
        let plan = Preparation::for_signer(statement, self.issuer, &certificate, at)?;
        let signature = self
            .signer
            .sign(plan.unsigned.to_be_signed())
            .map_err(Error::Sign)?;
        let hcert = plan.unsigned.clone().sign(&signature);
        plan.present(hcert.text(), &[certificate])
    }
}
