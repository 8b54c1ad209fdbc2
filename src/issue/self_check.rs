//! Reads a finished symbol as a customer's scanner would, and compares every field with what was asked for.
//!
//! What is compared comes out of the drawn modules by another library than the one that drew them.

use crate::{
    domain::Statement,
    hcert::{self, Terms, chain, qr, qr::Symbol, reading},
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

/// Decodes the symbol, verifies it against the signer's certificate and compares field by field.
pub(super) fn check(
    symbol: &Symbol,
    statement: &Statement,
    terms: &Terms<'_>,
    certificate: &Certificate,
) -> Result<(), Difference> {
    let (picture, side) = symbol.to_luma(PIXELS_A_MODULE, qr::QUIET);
    let text = qr::read(&picture, side, side).map_err(Difference::Picture)?;
    let decoded = chain::decode(&text).map_err(Difference::Chain)?;
    let verdict = trust::verify(&decoded, std::slice::from_ref(certificate), terms.issued_at);
    if let Some(reason) = verdict.failure() {
        return Err(Difference::Signature(reason));
    }
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
    match other.or_else(|| {
        read.differences(statement, terms.issuer, terms.uvci)
            .first()
            .copied()
    }) {
        Some(field) => Err(Difference::Field(field)),
        None => Ok(()),
    }
}

/// Enough for a reader of screens.
const PIXELS_A_MODULE: usize = 4;
