//! Reads a finished certificate as a verifier would, and compares every field with what was asked for.
//!
//! Twice: the text, as soon as there is a signature; and the drawn symbol, read back by another library than
//! the one that drew it, before anybody sees it.

use crate::{
    domain::{NamePart, Statement},
    hcert::{self, Decoded, Terms, chain, qr, qr::Symbol, reading},
    trust::{self, Certificate},
};

/// What is wrong with our own work.
#[derive(Debug, thiserror::Error)]
pub enum Difference {
    /// The text does not decode.
    #[error("the code does not decode")]
    Chain(#[source] hcert::Failure),
    /// The content is of another shape than ours.
    #[error("the content of the code cannot be compared")]
    Content(#[source] reading::Error),
    /// A field reads otherwise than it was asked for.
    #[error("the code holds another {0} than was asked for")]
    Field(&'static str),
    /// The picture is not readable.
    #[error("the code cannot be read")]
    Picture(#[source] qr::Error),
    /// The signature does not verify.
    #[error("the signature does not verify: {0}")]
    Signature(String),
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
    let framed = [
        ("iss", claims.iss.as_deref() == Some(terms.issuer.country())),
        ("iat", claims.iat == terms.issued_at),
        ("exp", claims.exp == terms.expires_at),
    ];
    let other = framed
        .into_iter()
        .find_map(|(name, same)| (!same).then_some(name));
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
    let holder = statement.holder();
    let same = |read: &Option<(String, String)>, meant: Option<&NamePart>| {
        read.as_ref().map(|(text, _)| text.as_str()) == meant.map(NamePart::text)
    };
    let compared = [
        ("fn", same(&read.family, holder.name.family())),
        ("gn", same(&read.given, holder.name.given())),
        ("dob", read.birth == holder.birth),
    ];
    let other = compared
        .into_iter()
        .find_map(|(name, same)| (!same).then_some(name));
    match other.or_else(|| read.event.difference(statement.event())) {
        Some(field) => Err(Difference::Field(field)),
        None => Ok(decoded),
    }
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
