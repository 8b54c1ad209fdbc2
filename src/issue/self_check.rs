//! Reads a finished certificate as a verifier would, and compares every field with what was asked for.
//!
//! Three times: the text, as soon as there is a signature; the drawn symbol, read back by another library than
//! the one that drew it, before anybody sees it; and the finished page, before it can be printed.

use super::Issued;
use crate::{
    domain::{NamePart, Statement},
    hcert::{
        self, Decoded, Terms, chain, qr,
        qr::Symbol,
        reading::{self, ReadBack},
    },
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
    /// The content is of another shape than ours.
    #[error("the content of the code cannot be compared")]
    Content(#[source] reading::Error),
    /// A field reads otherwise than it was asked for.
    #[error("the code holds another {0} than was asked for")]
    Field(&'static str),
    /// The picture is not readable.
    #[error("the code cannot be read")]
    Picture(#[source] qr::Error),
    /// The symbol has a size on paper that nobody has set.
    #[error("the code is {mm:.0} mm wide on paper")]
    Side {
        /// Without its quiet zone.
        mm: f32,
    },
    /// The signature does not verify.
    #[error("the signature does not verify: {0}")]
    Signature(String),
    /// All fields are right, but these are not the signed bytes.
    #[error("the code holds another text than was checked")]
    Text,
}

/// Compares a text with all that was planned, and verifies it against the expected signers.
pub(super) fn check(
    text: &str,
    statement: &Statement,
    terms: &Terms<'_>,
    signers: &[Certificate],
) -> Result<(), Difference> {
    let decoded = verified(text, signers)?;
    let read = decoded.read_back().map_err(Difference::Content)?;
    let claims = decoded.claims();
    let other = first_other(&[
        ("iss", claims.iss.as_deref() == Some(terms.issuer.country())),
        ("iat", claims.iat == terms.issued_at),
        ("exp", claims.exp == terms.expires_at),
    ]);
    let other = other.or_else(|| {
        let differences = read.differences(statement, terms.issuer, terms.uvci);
        differences.first().copied()
    });
    other.map_or(Ok(()), |field| Err(Difference::Field(field)))
}

/// Compares a text whose identifier, times and spelling of the name line a portal chose.
pub(super) fn check_foreign(
    text: &str,
    statement: &Statement,
    signers: &[Certificate],
) -> Result<Decoded, Difference> {
    let decoded = verified(text, signers)?;
    let read = decoded.read_back().map_err(Difference::Content)?;
    match asked_for(&read, statement) {
        Some(field) => Err(Difference::Field(field)),
        None => Ok(decoded),
    }
}

/// Compares what was read from a finished page with the certificate that belongs there.
pub(super) fn check_page(text: &str, issued: &Issued) -> Result<(), Difference> {
    let decoded = chain::decode(text).map_err(Difference::Chain)?;
    let read = decoded.read_back().map_err(Difference::Content)?;
    let (claims, frame) = (decoded.claims(), &read.frame);
    let other = asked_for(&read, &issued.statement).or_else(|| {
        first_other(&[
            (
                "iss",
                claims.iss.as_deref() == Some(issued.issuer.country()),
            ),
            ("iat", claims.iat == issued.issued_at),
            ("exp", claims.exp == issued.expires_at),
            ("co", frame.place == issued.issuer.place()),
            ("is", frame.issuer == issued.issuer.name()),
            ("ci", frame.uvci == issued.uvci),
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

fn verified(text: &str, signers: &[Certificate]) -> Result<Decoded, Difference> {
    let decoded = chain::decode(text).map_err(Difference::Chain)?;
    let verdict = trust::verify(&decoded, signers, decoded.claims().iat);
    match verdict.failure() {
        Some(reason) => Err(Difference::Signature(reason)),
        None => Ok(decoded),
    }
}

/// Reads the symbol as a customer's scanner would, and returns its text.
pub(super) fn read(symbol: &Symbol) -> Result<String, Difference> {
    let (picture, side) = symbol.to_luma(PIXELS_A_MODULE, qr::QUIET);
    qr::read(&picture, side, side).map_err(Difference::Picture)
}

/// Enough for a reader of screens.
const PIXELS_A_MODULE: usize = 4;
