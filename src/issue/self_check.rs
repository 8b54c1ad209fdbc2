//! Reads a finished certificate as a verifier would, and compares every field with what was asked for.
//!
//! Three times: the text, as soon as there is a signature; the drawn symbol, read back by another library than
//! the one that drew it, before anybody sees it; and the finished page, before it can be printed.

use jiff::Timestamp;

use super::Issued;
use crate::{
    check::json_schema,
    domain::{self, Issuance, Issuer, NamePart, Statement, Uvci},
    hcert::{
        self, Decoded, chain,
        note::Leniency,
        reading::{self, ReadBack},
    },
    qr::{self, Symbol},
    trust::{self, Certificate},
};

/// What is wrong with our own work.
#[derive(Debug, thiserror::Error)]
pub enum Difference {
    /// The text does not decode.
    #[error("the code does not decode")]
    Chain(#[source] hcert::Failure),
    /// So many codes on a page that has room for one.
    #[error("{0} readable codes stand on the page instead of one")]
    Codes(usize),
    /// The certificate is of another country.
    #[error("the certificate is of another country")]
    Country,
    /// The content is of another shape than ours.
    #[error("the content of the code cannot be compared")]
    Content(#[source] reading::Error),
    /// The certificate counts no longer.
    #[error("the certificate has expired")]
    Expired,
    /// A field reads otherwise than it was asked for.
    #[error("the code holds another {0} than was asked for")]
    Field(&'static str),
    /// The identifier is none, or of another country, or its check character is wrong.
    #[error("the identifier is not a valid one")]
    Identifier,
    /// The identifier is that of another case.
    #[error("the identifier is that of another case")]
    IdentifierTaken,
    /// The certificate was issued later than now.
    #[error("the certificate was issued in the future")]
    InFuture,
    /// The certificate ends after its signer.
    #[error("the certificate would outlive its signer")]
    OutlivesSigner,
    /// The picture is not readable.
    #[error("the code cannot be read")]
    Picture(#[source] qr::Error),
    /// The certificate breaks a rule of the schema.
    #[error("the certificate is of another shape than it should be")]
    Schema(#[source] json_schema::Error),
    /// The symbol has a size on paper that nobody has set.
    #[error("the code is {mm:.0} mm wide on paper")]
    Side {
        /// Without its quiet zone.
        mm: f32,
    },
    /// The signer may not sign this kind of certificate, or was not valid when it did.
    #[error("the document signer was not entitled to this certificate")]
    SignerNotAllowed,
    /// The signature is not by a signer that is known here.
    #[error("the signature does not verify: {0}")]
    Signature(#[source] trust::Unproven),
    /// All fields are right, but these are not the signed bytes.
    #[error("the code holds another text than was checked")]
    Text,
}

impl Difference {
    /// Whether a known signer has signed what is wrong, so that whoever sent it is proven.
    pub(super) fn is_of_a_known_signer(&self) -> bool {
        !matches!(self, Self::Chain(_) | Self::Signature(_))
    }
}

/// What was proven of a text: what it says, and the signer that stands behind it.
#[derive(Debug)]
pub(super) struct Proof<'a> {
    pub(super) decoded: Decoded,
    pub(super) signer: &'a Certificate,
}

/// Compares a text with all that was planned, and verifies it at a moment against the known signers.
pub(super) fn check<'a>(
    text: &str,
    statement: &Statement,
    issuance: &Issuance,
    against: (&'a [Certificate], Moment),
) -> Result<Proof<'a>, Difference> {
    let proof = proven(text, issuance.issuer.country(), against)?;
    let read = proof.decoded.read_back().map_err(Difference::Content)?;
    let claims = proof.decoded.claims();
    let other = first_other(&[
        ("iat", claims.iat == issuance.issued_at),
        ("exp", claims.exp == issuance.expires_at),
    ]);
    let other = other.or_else(|| {
        let differences = read.differences(statement, &issuance.issuer, &issuance.uvci);
        differences.first().copied()
    });
    other.map_or(Ok(proof), |field| Err(Difference::Field(field)))
}

/// Compares a text whose identifier, times and spelling of the name line a portal chose, and verifies all of it.
pub(super) fn check_foreign<'a>(
    text: &str,
    statement: &Statement,
    issuer: &Issuer,
    against: (&'a [Certificate], Moment),
) -> Result<Proof<'a>, Difference> {
    let proof = proven(text, issuer.country(), against)?;
    let decoded = &proof.decoded;
    let read = decoded.read_back().map_err(Difference::Content)?;
    let other = asked_for(&read, statement).or_else(|| {
        first_other(&[
            ("tg", read.frame.disease == domain::DISEASE),
            ("co", read.frame.place == issuer.place()),
        ])
    });
    if let Some(field) = other {
        return Err(Difference::Field(field));
    }
    if Uvci::chosen(&read.frame.uvci, issuer.country()).is_none() {
        return Err(Difference::Identifier);
    }
    json_schema::check(decoded.certificate()).map_err(Difference::Schema)?;
    let notes = decoded.notes().iter();
    match notes
        .into_iter()
        .find(|note| !is_put_up_with(note.leniency))
    {
        Some(_) => Err(Difference::Field("form")),
        None => Ok(proof),
    }
}

/// Whether what readers put up with may stand in a certificate that leaves this counter: only what an issuer is free to
/// do, for some readers are not lenient (DCC 4 to 6).
fn is_put_up_with(leniency: Leniency) -> bool {
    match leniency {
        Leniency::KeyIdUnprotected
        | Leniency::KeyIdTwice
        | Leniency::FurtherHeader
        | Leniency::FurtherClaim
        | Leniency::UnknownMember
        | Leniency::Escaped
        | Leniency::Untagged => true,
        Leniency::CwtTag
        | Leniency::AlgorithmUnprotected
        | Leniency::KeyIdLength
        | Leniency::NoIssuer
        | Leniency::UnusualIssuer
        | Leniency::FractionalTime
        | Leniency::DateTag
        | Leniency::Null
        | Leniency::Float
        | Leniency::Blanks
        | Leniency::DateWithTime
        | Leniency::EmptyGroup
        | Leniency::Transliteration
        | Leniency::CountryCase
        | Leniency::RetiredMember => false,
    }
}

/// When a certificate must hold.
#[derive(Clone, Copy, Debug)]
pub(super) enum Moment {
    /// Now, by the counter's clock and by the portal's: it is about to be taken for a finished one. Where the two
    /// differ, one of them is wrong, which is said elsewhere and no fault of the certificate.
    Now {
        /// By the counter's clock.
        here: Timestamp,
        /// By the portal's, where it told.
        there: Option<Timestamp>,
    },
    /// When it was issued: it was taken for a finished one then.
    Issue,
}

/// Verifies a text as a verifier would: signature, the signer's right to sign it, country and times (DCC 20).
fn proven<'a>(
    text: &str,
    country: &str,
    (signers, moment): (&'a [Certificate], Moment),
) -> Result<Proof<'a>, Difference> {
    let decoded = chain::decode(text).map_err(Difference::Chain)?;
    let signer = trust::signer(&decoded, signers).map_err(Difference::Signature)?;
    let claims = decoded.claims();
    if claims.iss.as_deref() != Some(country) {
        return Err(Difference::Country);
    }
    let allowed = decoded.kind().is_ok_and(|kind| signer.allows(kind));
    let valid = signer.not_before()..=signer.not_after();
    if !allowed || !valid.contains(&claims.iat) {
        return Err(Difference::SignerNotAllowed);
    }
    let (earliest, latest) = match moment {
        Moment::Now { here, there } => {
            let there = there.unwrap_or(here);
            (here.min(there), here.max(there))
        }
        Moment::Issue => (claims.iat, claims.iat),
    };
    let latest = latest
        .saturating_add(trust::TOLERANCE)
        .unwrap_or(Timestamp::MAX);
    if claims.iat > latest {
        return Err(Difference::InFuture);
    }
    if claims.exp <= earliest.max(claims.iat) {
        return Err(Difference::Expired);
    }
    if claims.exp > signer.not_after() {
        return Err(Difference::OutlivesSigner);
    }
    Ok(Proof { decoded, signer })
}

/// Compares what was read from a finished page with the certificate that belongs there.
pub(super) fn check_page(text: &str, issued: &Issued) -> Result<(), Difference> {
    let decoded = chain::decode(text).map_err(Difference::Chain)?;
    let read = decoded.read_back().map_err(Difference::Content)?;
    let (claims, frame) = (decoded.claims(), &read.frame);
    let Issuance {
        issuer,
        uvci,
        issued_at,
        expires_at,
    } = &issued.issuance;
    let other = asked_for(&read, &issued.statement).or_else(|| {
        first_other(&[
            ("iss", claims.iss.as_deref() == Some(issuer.country())),
            ("iat", claims.iat == *issued_at),
            ("exp", claims.exp == *expires_at),
            ("co", frame.place == issuer.place()),
            ("is", frame.issuer == issuer.name()),
            ("ci", frame.uvci == uvci.as_str()),
        ])
    });
    match other {
        Some(field) => Err(Difference::Field(field)),
        // The signature was verified over these very bytes, whoever made it.
        None if text == issued.hc1 => Ok(()),
        None => Err(Difference::Text),
    }
}

/// Returns the first member that reads otherwise than staff asked for; the spelling of the name line is free.
fn asked_for(read: &ReadBack, statement: &Statement) -> Option<&'static str> {
    let holder = statement.holder();
    let same = |read: &Option<(String, String)>, meant: Option<&NamePart>| {
        read.as_ref().map(|(text, _)| text.as_str()) == meant.map(NamePart::text)
    };
    let other = first_other(&[
        ("fn", same(&read.family, holder.name.family())),
        ("gn", same(&read.given, holder.name.given())),
        ("dob", read.birth == holder.birth),
    ]);
    other.or_else(|| read.event.difference(statement.event()))
}

/// Returns the first member that is not the same.
fn first_other(compared: &[(&'static str, bool)]) -> Option<&'static str> {
    compared
        .iter()
        .find_map(|&(name, same)| (!same).then_some(name))
}

/// Reads the symbol as a customer's scanner would, and returns its text.
pub(super) fn read(symbol: &Symbol) -> Result<String, Difference> {
    let (picture, side) = symbol.to_luma(PIXELS_A_MODULE, qr::QUIET);
    qr::read(&picture, side, side).map_err(Difference::Picture)
}

/// Enough for a reader of screens.
const PIXELS_A_MODULE: usize = 4;
