//! A case as it enters the queue, as it stands in lists, and as it comes out.

use std::fmt;

use jiff::{Timestamp, ZonedDateTime, civil::Date};
use sha2::{Digest as _, Sha256};

use crate::{
    case::{CaseVersion, Cause, Class, Failure, PickupNumber, State},
    domain::{Draft, Issuer, Kind, MAX_CLOCK_SKEW, Statement},
    hcert::{self, chain, reading::ReadBack},
};

/// A case as it is taken up at the counter.
pub struct Capture {
    /// What was typed.
    pub draft: Draft,
    /// Who issues.
    pub issuer: Issuer,
    /// How it is to be signed.
    pub order: SigningMode,
    /// When it was taken up, in the zone of the counter: what was typed is read at this moment again.
    pub captured_at: ZonedDateTime,
    /// When staff are asked to let it go, handed over or not.
    pub deadline: Timestamp,
    /// The case that says this from now on, and keeps its number.
    pub corrects: Option<CaseVersion>,
}

/// How a case is to be signed.
#[derive(Clone, PartialEq, Eq)]
pub enum SigningMode {
    /// The bytes to be signed are fixed: every attempt gives the same certificate.
    Prepared(Prepared),
    /// A server chooses the identifier; every attempt names the same transaction.
    ByServer {
        /// The name of the transaction.
        transaction: [u8; 16],
    },
}

/// What is fixed of a certificate before anybody signs it. Its issuer stands with the case ([`Content::issuer`]).
#[derive(Clone, PartialEq, Eq)]
pub struct Prepared {
    /// The claims with the certificate inside.
    pub payload: Vec<u8>,
    /// The protected header.
    pub header: hcert::Header,
    /// The identifier inside the payload.
    pub uvci: String,
    /// The issue inside the payload.
    pub issued_at: Timestamp,
    /// The expiry inside the payload.
    pub expires_at: Timestamp,
}

/// What is sealed of a case.
#[derive(Clone, PartialEq)]
pub struct Content {
    /// What was typed.
    pub draft: Draft,
    /// Who issues.
    pub issuer: Issuer,
    /// How it is to be signed.
    pub order: SigningMode,
    /// When it was taken up, in the zone of the counter.
    pub captured_at: ZonedDateTime,
    /// The finished certificate.
    pub hc1: Option<String>,
    /// The finished certificate's identifier.
    pub uvci: Option<String>,
    /// The document signer (DER) that the finished certificate was verified by.
    pub signer: Option<Vec<u8>>,
    /// Identifiers that a portal has given away for it and that reach nobody (`ISSUING_API` 10, no. 25).
    pub lost: Vec<String>,
    /// What the portal said, in its own words.
    pub portal_message: Option<String>,
    /// A signed answer that could not be let out: its signer is not known here, or its content is wrong.
    pub kept_answer: Option<Vec<u8>>,
    /// Whether the bytes that are fixed may have been signed, by an attempt whose answer is not here.
    pub maybe_signed: bool,
    /// How often it was corrected, and how many attempts were at what it said before: the row says so, too, which may get
    /// lost.
    pub former: Former,
}

/// What a case has behind it since it was taken up first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Former {
    /// How often it was corrected.
    pub corrected: u32,
    /// The attempts up to this one were at what it said before.
    pub attempts: u32,
}

/// What may be known of a case without opening it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Its number.
    pub number: PickupNumber,
    /// The number of its visit's first case.
    pub visit: PickupNumber,
    /// Where it stands.
    pub state: State,
    /// What it is about.
    pub kind: Kind,
    /// When it was taken up, to the millisecond.
    pub captured_at: Timestamp,
    /// When staff are asked to let it go, handed over or not.
    pub deadline: Timestamp,
    /// How often it was tried, before it was corrected, too.
    pub attempts: u32,
    /// Not to be tried before.
    pub next_try: Option<Timestamp>,
    /// What the last attempt met.
    pub cause: Option<Cause>,
    /// When it was handed over or withdrawn.
    pub done_at: Option<Timestamp>,
    /// Until when its certificate can be shown again.
    pub reprint_until: Option<Timestamp>,
    /// How many certificates a server may have made for it that reach nobody.
    pub lost: u32,
    /// The case that it has taken the place of: one that staff had withdrawn, or that an older version has corrected.
    pub replaces: Option<PickupNumber>,
    /// How often it was corrected.
    pub corrected: u32,
    /// The attempts up to this one were at what it said before it was corrected.
    pub(super) former_attempts: u32,
    /// Whether a server's signed answer of it is kept. Nothing more is signed for it until that proves right, or a person
    /// lets this case be tried again.
    pub answered: bool,
    /// When a printer reported its certificate as printed last.
    pub printed_at: Option<Timestamp>,
    /// When its certificate was written to a file last.
    pub saved_at: Option<Timestamp>,
}

impl Row {
    /// Returns how often what it says was tried: not what it said before it was corrected.
    pub fn own_attempts(&self) -> u32 {
        self.attempts.saturating_sub(self.former_attempts)
    }

    /// Returns which case it is, as it stands.
    pub fn version(&self) -> CaseVersion {
        CaseVersion {
            number: self.number,
            corrected: self.corrected,
        }
    }

    /// Whether it was taken up by a clock that was ahead, and waits for its own time to come.
    pub fn is_ahead_of(&self, now: Timestamp) -> bool {
        self.captured_at.duration_since(now) > MAX_CLOCK_SKEW
    }
}

/// One attempt at one case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AttemptId {
    /// The case.
    pub number: PickupNumber,
    /// Which of its attempts, from 1 on.
    pub attempt: u32,
}

/// An attempt that begins, and what it is at.
#[derive(Clone, Debug)]
pub struct Begun {
    /// The attempt.
    pub attempt: AttemptId,
    /// What is to be signed.
    pub content: Content,
}

/// What became of an attempt.
#[derive(Clone, PartialEq, Eq)]
pub enum Settled {
    /// The certificate is here and has passed every check.
    Ready {
        /// The text of its code.
        hc1: String,
        /// Its identifier.
        uvci: String,
        /// The document signer (DER) that it was verified by.
        signer: Vec<u8>,
    },
    /// There is none yet.
    NotReady {
        /// Why, and what came instead.
        failure: Failure,
        /// Not to be tried before.
        next_try: Option<Timestamp>,
    },
}

impl From<Failure> for Settled {
    /// It may be tried again at any time.
    fn from(failure: Failure) -> Self {
        Self::NotReady {
            failure,
            next_try: None,
        }
    }
}

impl Content {
    /// Begins with what was taken up: nothing has come of it yet.
    pub(super) fn of(capture: Capture) -> Self {
        let Capture {
            draft,
            issuer,
            order,
            captured_at,
            deadline: _,
            corrects: _,
        } = capture;
        Self {
            draft,
            issuer,
            order,
            captured_at,
            hc1: None,
            uvci: None,
            signer: None,
            lost: Vec::new(),
            portal_message: None,
            kept_answer: None,
            maybe_signed: false,
            former: Former::default(),
        }
    }

    /// Proves again what was proven when it was taken up, by the clock of that moment; nothing where it does not keep to
    /// the rules of this version.
    ///
    /// A line that nobody typed is the one that is fixed: the table of this version may spell the name otherwise than that
    /// of the version that took it up.
    pub fn statement(&self) -> Option<Statement> {
        let mut draft = self.draft.clone().taken_up();
        if let Some(issued) = self.fixed_content() {
            let lines = [issued.family, issued.given].map(|part| part.map(|(_, line)| line));
            draft = draft.with_lines(lines);
        }
        Some(draft.parse(&self.captured_at).ok()?.into_statement())
    }

    /// Returns what the bytes say that are fixed, or the certificate that came by another way; nothing where there are
    /// none, or none that can be read.
    fn fixed_content(&self) -> Option<ReadBack> {
        match &self.order {
            SigningMode::Prepared(fixed)
                if self.uvci.as_ref().is_none_or(|it| *it == fixed.uvci) =>
            {
                chain::read_payload(&fixed.payload)
            }
            SigningMode::Prepared(_) | SigningMode::ByServer { .. } => {
                let finished = chain::decode(self.hc1.as_deref()?).ok()?;
                finished.read_back().ok()
            }
        }
    }

    /// Returns the identifier of the signed answer that is kept, where one can be read.
    pub fn kept_identifier(&self) -> Option<String> {
        identifier_of(self.kept_answer.as_deref()?)
    }

    /// Returns the day at the counter at a moment.
    pub fn today(&self, at: Timestamp) -> Date {
        at.to_zoned_datetime(self.captured_at.time_zone().clone())
            .date()
    }

    /// Notes an identifier that reaches nobody, once.
    pub(super) fn name_lost(&mut self, identifier: String) {
        if !self.lost.contains(&identifier) {
            self.lost.push(identifier);
        }
    }

    /// Whether a server's signed answer is kept, so that another attempt would make a second certificate.
    pub(super) fn holds_answer(&self) -> bool {
        self.kept_answer.is_some() && matches!(self.order, SigningMode::ByServer { .. })
    }
}

impl Settled {
    /// Returns the state that follows: what passes by itself, or is mended for all cases at once, lets them wait.
    pub fn state(&self) -> State {
        match self.cause().map(Cause::class) {
            None => State::Ready,
            Some(Class::Later | Class::Mend) => State::Waiting,
            Some(Class::Refused | Class::Ask) => State::NeedsCorrection,
        }
    }

    /// Returns what was met.
    pub fn cause(&self) -> Option<Cause> {
        self.failure().map(|it| it.cause)
    }

    /// Takes the identifier that reaches nobody.
    pub(super) fn lost_identifier(&self) -> Option<&str> {
        self.failure()?.identifier.as_deref()
    }

    /// Whether a portal has given something with it that exists once: a signed answer, or an identifier.
    pub(super) fn holds_an_answer(&self) -> bool {
        self.failure()
            .is_none_or(|it| it.kept_answer.is_some() || it.identifier.is_some())
    }

    /// Whether a certificate may exist that reaches nobody.
    pub fn maybe_signed(&self) -> bool {
        self.failure().is_some_and(|it| it.maybe_signed)
    }

    pub(super) fn failure(&self) -> Option<&Failure> {
        match self {
            Self::Ready { .. } => None,
            Self::NotReady { failure, .. } => Some(failure),
        }
    }
}

/// Returns the identifier of a signed answer, where one can be read.
pub(super) fn identifier_of(answer: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(answer).ok()?;
    let read = chain::decode(text).ok()?.read_back().ok()?;
    Some(read.frame.uvci)
}

/// Returns what is kept, in plain, of an identifier: its SHA-256.
pub fn digest(uvci: &str) -> [u8; 32] {
    Sha256::digest(uvci).into()
}

impl fmt::Debug for Prepared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Prepared(hidden)")
    }
}

impl fmt::Debug for Capture {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Capture")
            .field("kind", &self.draft.event.kind())
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for SigningMode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Prepared { .. } => "Prepared(hidden)",
            Self::ByServer { .. } => "ByServer(hidden)",
        })
    }
}

impl fmt::Debug for Content {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Content")
            .field("kind", &self.draft.event.kind())
            .field("ready", &self.hc1.is_some())
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for Settled {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Settled")
            .field("state", &self.state())
            .field("cause", &self.cause())
            .finish_non_exhaustive()
    }
}
