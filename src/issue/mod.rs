//! The counter's work, joining the rooms above: choose, sign, check our own work, hand on.
//!
//! Nothing leaves here that has not been read back from its own QR symbol and compared field by field.

mod self_check;

use std::fmt;

use jiff::{SignedDuration, Timestamp, civil::Time, tz::TimeZone};

use crate::{
    domain::{Error as FieldError, Event, Issuer, Kind, Statement, Uvci},
    hcert::{Header, Terms, Unsigned, chain, qr, qr::Symbol},
    print::{self, Sheet},
    sign::{self, Signer},
    trust::{self, Certificate},
};

pub use self_check::Difference;

/// Why a certificate was not issued. Nothing of the case stands in it.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The certificate could not be built.
    #[error("the certificate could not be built")]
    Build(#[source] chain::Error),
    /// The issuing place is not usable.
    #[error("the issuing place is not set up")]
    Issuer(#[source] FieldError),
    /// The document signer may not sign this kind.
    #[error("the document signer is not made for this kind of certificate")]
    NotAllowed(Kind),
    /// The page could not be made.
    #[error("the page could not be made")]
    Print(#[source] print::Error),
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
    /// The signature would end within a day.
    #[error("less than a day would be left until the certificate expires")]
    TooShort,
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
pub struct Desk<'a> {
    /// The texts that staff never type.
    pub issuer: &'a Issuer,
    /// Makes the signatures.
    pub signer: &'a dyn Signer,
}

impl fmt::Debug for Desk<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Desk")
            .field("issuer", self.issuer)
            .finish_non_exhaustive()
    }
}

/// A certificate that has passed the self-check.
#[derive(Clone, PartialEq, Eq)]
pub struct Issued {
    /// What it says: typed, signed, read back and found equal.
    pub statement: Statement,
    /// Who issued it.
    pub issuer: Issuer,
    /// Its identifier.
    pub uvci: String,
    /// When it was issued, in whole seconds.
    #[expect(clippy::struct_field_names, reason = "iat, as every room names it")]
    pub issued_at: Timestamp,
    /// When its signature ends.
    pub expires_at: Timestamp,
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
    /// Returns what the paper shows of it.
    pub fn sheet(&self) -> Sheet<'_> {
        Sheet {
            statement: &self.statement,
            issuer: &self.issuer,
            uvci: &self.uvci,
            issued_at: self.issued_at,
            expires_at: self.expires_at,
            symbol: &self.symbol,
        }
    }
}

impl Desk<'_> {
    /// Issues one certificate: chooses its identifier and times, signs it, and checks the finished symbol.
    pub fn issue(&self, statement: &Statement, at: Timestamp) -> Result<Issued, Error> {
        let certificate =
            Certificate::from_der(self.signer.certificate()).map_err(Error::Signer)?;
        let kind = statement.event().kind();
        if !certificate.allows(kind) {
            return Err(Error::NotAllowed(kind));
        }
        let issued_at = whole_second(at);
        let (from, until) = (certificate.not_before(), certificate.not_after());
        if issued_at < from || issued_at > until {
            return Err(Error::Untimely { from, until });
        }
        let expires_at = expiry(statement.event(), issued_at, until).ok_or(Error::TooShort)?;
        let uvci = new_uvci(self.issuer)?;
        let terms = Terms {
            issuer: self.issuer,
            uvci: &uvci,
            issued_at,
            expires_at,
            header: Header::WithKid(certificate.kid()),
        };
        let unsigned = Unsigned::new(statement, &terms).map_err(Error::Build)?;
        let signature = self
            .signer
            .sign(unsigned.to_be_signed())
            .map_err(Error::Sign)?;
        let hcert = unsigned.sign(&signature);
        let symbol = Symbol::of(hcert.text()).map_err(Error::NoSymbol)?;
        self_check::check(&symbol, statement, &terms, &certificate).map_err(Error::SelfCheck)?;
        Ok(Issued {
            statement: statement.clone(),
            issuer: self.issuer.clone(),
            uvci: uvci.as_str().to_owned(),
            issued_at,
            expires_at,
            hc1: hcert.text().to_owned(),
            symbol,
        })
    }
}

/// Lays the certificates out as one PDF.
pub fn pdf(issued: &[Issued], specimen: bool) -> Result<Vec<u8>, Error> {
    let sheets: Vec<Sheet<'_>> = issued.iter().map(Issued::sheet).collect();
    let options = print::Options {
        specimen,
        ..print::Options::default()
    };
    print::pdf(&sheets, options).map_err(Error::Print)
}

/// Ends the signature: a year after issue, a recovery with its last valid day (UTC), never after the signer.
///
/// Returns nothing when less than a day would be left.
fn expiry(event: &Event, issued_at: Timestamp, signer_ends: Timestamp) -> Option<Timestamp> {
    let year = issued_at.checked_add(VALID_FOR).ok()?;
    let own = match event {
        Event::Vaccination(_) | Event::Test(_) => year,
        Event::Recovery(recovery) => {
            let last = recovery
                .valid_until()
                .to_datetime(Time::constant(23, 59, 59, 0));
            year.min(TimeZone::UTC.to_timestamp(last).ok()?)
        }
    };
    let expires_at = own.min(whole_second(signer_ends));
    (expires_at.duration_since(issued_at) >= SignedDuration::from_hours(24)).then_some(expires_at)
}

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
