//! What is fixed of a certificate before anybody signs it, and the check of what comes back.

use jiff::{SignedDuration, Timestamp};

use super::{
    Difference, Error, Issued,
    self_check::{self, Moment, Proof},
};
use crate::{
    domain::{Event, Issuance, Issuer, Statement, Uvci},
    hcert::{Header, Unsigned},
    qr::Symbol,
    queue::{Content, Prepared, SigningMode},
    trust::Certificate,
};

/// A certificate of which every byte is decided but the signature.
#[derive(Clone, Debug)]
pub(super) struct Preparation {
    pub(super) statement: Statement,
    pub(super) issuance: Issuance,
    pub(super) header: Header,
    pub(super) unsigned: Unsigned,
}

impl Preparation {
    /// Chooses identifier and times. `signer_ends` is the last moment of the signer that will sign.
    pub(super) fn new(
        statement: &Statement,
        issuer: &Issuer,
        header: Header,
        (at, signer_ends): (Timestamp, Timestamp),
    ) -> Result<Self, Error> {
        let issued_at = whole_second(at);
        let issuance = Issuance {
            issuer: issuer.clone(),
            uvci: new_uvci(issuer)?,
            issued_at,
            expires_at: expiry(statement.event(), issued_at, signer_ends)?,
        };
        let unsigned = Unsigned::new(statement, &issuance, header).map_err(Error::Build)?;
        Ok(Self {
            statement: statement.clone(),
            issuance,
            header,
            unsigned,
        })
    }

    /// Fixes the bytes for a signer that is known already, if it may sign them now.
    pub(super) fn for_signer(
        statement: &Statement,
        issuer: &Issuer,
        signer: &Certificate,
        at: Timestamp,
    ) -> Result<Self, Error> {
        let kind = statement.event().kind();
        if !signer.allows(kind) {
            return Err(Error::NotAllowed(kind));
        }
        let (from, until) = (signer.not_before(), signer.not_after());
        if at < from || at > until {
            return Err(Error::Untimely { from, until });
        }
        let header = signer.header().ok_or(Error::NotAllowed(kind))?;
        Self::new(statement, issuer, header, (at, until))
    }

    /// Takes up a plan that was made earlier: the same bytes again.
    pub(super) fn resume(
        statement: Statement,
        issuer: Issuer,
        fixed: &Prepared,
    ) -> Result<Self, Error> {
        Ok(Self {
            statement,
            issuance: Issuance {
                issuer,
                uvci: Uvci::existing(&fixed.uvci).map_err(Error::Issuer)?,
                issued_at: fixed.issued_at,
                expires_at: fixed.expires_at,
            },
            header: fixed.header,
            unsigned: Unsigned::from_payload(fixed.payload.clone(), fixed.header),
        })
    }

    /// Returns what the queue keeps of it.
    pub(super) fn fixed(&self) -> Prepared {
        Prepared {
            payload: self.unsigned.payload().to_vec(),
            header: self.header,
            uvci: self.issuance.uvci.as_str().to_owned(),
            issued_at: self.issuance.issued_at,
            expires_at: self.issuance.expires_at,
        }
    }

    /// Checks the text of the signed certificate against what was planned; returns its proof.
    pub(super) fn check<'a>(
        &self,
        text: &str,
        against: (&'a [Certificate], Moment),
    ) -> Result<Proof<'a>, Difference> {
        self_check::check(text, &self.statement, &self.issuance, against)
    }

    /// Draws the symbol of the signed certificate, and lets it out once the symbol reads back right.
    pub(super) fn present(self, text: &str, signers: &[Certificate]) -> Result<Issued, Error> {
        let symbol = Symbol::of(text).map_err(Error::NoSymbol)?;
        let hc1 = self_check::read(&symbol).map_err(Error::SelfCheck)?;
        self.check(&hc1, (signers, Moment::Issue))
            .map_err(Error::SelfCheck)?;
        Ok(Issued {
            statement: self.statement,
            issuance: self.issuance,
            hc1,
            symbol,
        })
    }
}

/// Opens a finished certificate: drawn, read back, verified and compared once more.
///
/// Verified by the signer that was known when it became ready, which is sealed with it: what was proven once can be
/// shown and printed, whatever has become of the list of signers.
pub(super) fn present(content: &Content, signers: &[Certificate]) -> Result<Issued, Error> {
    let hc1 = content.hc1.as_deref().ok_or(Error::NotReady)?;
    let statement = content.statement().ok_or(Error::Unreadable)?;
    let sealed = content.signer.as_deref().map(Certificate::from_der);
    let sealed = sealed.transpose().map_err(Error::Signer)?;
    // Cases of older versions have none.
    let signers = sealed.as_ref().map_or(signers, std::slice::from_ref);
    let issuer = &content.issuer;
    match &content.order {
        SigningMode::Prepared(fixed)
            if content.uvci.as_ref().is_none_or(|it| *it == fixed.uvci) =>
        {
            Preparation::resume(statement, issuer.clone(), fixed)?.present(hc1, signers)
        }
        // It came by another way than the one that the case has taken since.
        SigningMode::Prepared(_) | SigningMode::ByServer { .. } => {
            present_foreign(statement, issuer, hc1, signers)
        }
    }
}

/// Draws and reads back a certificate whose identifier and times a portal chose.
fn present_foreign(
    statement: Statement,
    issuer: &Issuer,
    text: &str,
    signers: &[Certificate],
) -> Result<Issued, Error> {
    let symbol = Symbol::of(text).map_err(Error::NoSymbol)?;
    let hc1 = self_check::read(&symbol).map_err(Error::SelfCheck)?;
    let proof = self_check::check_foreign(&hc1, &statement, issuer, (signers, Moment::Issue))
        .map_err(Error::SelfCheck)?;
    let read = proof.decoded.read_back();
    let read = read.map_err(|error| Error::SelfCheck(Difference::Content(error)))?;
    let claims = proof.decoded.claims();
    let location = issuer.location();
    let issuer = Issuer::new(
        issuer.country(),
        &read.frame.place,
        &read.frame.issuer,
        location,
    )
    .map_err(Error::Issuer)?;
    Ok(Issued {
        statement,
        issuance: Issuance {
            issuer,
            uvci: Uvci::existing(&read.frame.uvci).map_err(Error::Issuer)?,
            issued_at: claims.iat,
            expires_at: claims.exp,
        },
        hc1,
        symbol,
    })
}

/// Ends the signature: a year after issue, a recovery with its last valid day (UTC), never after the signer.
///
/// Refuses when less than a day would be left of the signer ([`LEAST_LEFT`]). A recovery may be certified on its last day yet, which
/// `domain` holds at its field.
fn expiry(event: &Event, issued_at: Timestamp, signer_ends: Timestamp) -> Result<Timestamp, Error> {
    let left = |end: Timestamp| end.duration_since(issued_at);
    let year = issued_at
        .saturating_add(VALID_FOR)
        .unwrap_or(Timestamp::MAX);
    let own = event.ends().map_or(year, |last| year.min(last));
    let signer_ends = whole_second(signer_ends);
    if left(own) <= SignedDuration::ZERO {
        Err(Error::TooShort)
    } else if left(signer_ends) < LEAST_LEFT {
        Err(Error::SignerEnds(signer_ends))
    } else {
        Ok(own.min(signer_ends))
    }
}

/// Whether a signer may sign at a moment what can be used for a day yet.
pub(super) fn may_sign_at(signer: &Certificate, at: Timestamp) -> bool {
    let left = whole_second(signer.not_after()).duration_since(whole_second(at));
    signer.not_before() <= at && left >= LEAST_LEFT
}

/// So long a certificate is good for at least, as far as its signer goes (DCC 15).
pub(super) const LEAST_LEFT: SignedDuration = SignedDuration::from_hours(24);

/// How long a signature is good: 365 days, as the German service has it.
const VALID_FOR: SignedDuration = SignedDuration::from_hours(365 * 24);

fn whole_second(at: Timestamp) -> Timestamp {
    Timestamp::from_second(at.as_second()).unwrap_or(at)
}

fn new_uvci(issuer: &Issuer) -> Result<Uvci, Error> {
    let mut random = [0; 16];
    getrandom::fill(&mut random).map_err(Error::Random)?;
    Uvci::new(issuer, random).map_err(Error::Issuer)
}
