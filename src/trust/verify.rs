//! The verdict on a decoded certificate: signature, key usage, times.

use jiff::{SignedDuration, Timestamp};

use super::Certificate;
use crate::hcert::Decoded;

/// What became of one stage.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It did not hold.
    Failed(String),
    /// It holds.
    Ok,
    /// It could not be looked at.
    Skipped,
}

impl Outcome {
    /// Returns one of the words ok, failed, skipped.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Failed(_) => "failed",
            Self::Ok => "ok",
            Self::Skipped => "skipped",
        }
    }

    /// Returns what did not hold.
    pub fn reason(&self) -> Option<&str> {
        match self {
            Self::Failed(reason) => Some(reason),
            Self::Ok | Self::Skipped => None,
        }
    }
}

/// What became of the stages that need a document signer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// Somebody known signed it.
    pub signature: Outcome,
    /// That signer may sign such certificates.
    pub key_usage: Outcome,
    /// Certificate and signer are valid at the moment asked for.
    pub time: Outcome,
    /// The length of the signer's key in bits where it is too short to be trusted for long.
    pub short_key_bits: Option<u32>,
}

impl Verdict {
    /// Returns what did not hold first; nothing when everything holds.
    pub fn failure(&self) -> Option<String> {
        [&self.signature, &self.key_usage, &self.time]
            .into_iter()
            .find_map(|outcome| match outcome {
                Outcome::Failed(reason) => Some(reason.clone()),
                Outcome::Skipped => Some("there is no document signer to verify with".to_owned()),
                Outcome::Ok => None,
            })
    }
}

/// How far two clocks may differ.
pub const TOLERANCE: SignedDuration = SignedDuration::from_mins(5);

/// Why no document signer stands behind a certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unproven {
    /// None is known with its key identifier.
    #[error("no known document signer has the key identifier of this certificate")]
    UnknownSigner,
    /// One is known, and the signature is not by it.
    #[error("{0}")]
    NotSigned(&'static str),
}

/// Finds the document signer that signed a certificate.
///
/// Several may share an identifier: all of them are tried. It is a hint, not a proof.
pub fn signer<'a>(
    decoded: &Decoded,
    signers: &'a [Certificate],
) -> Result<&'a Certificate, Unproven> {
    let signed = decoded.to_be_signed();
    let mut unproven = Unproven::UnknownSigner;
    for candidate in signers
        .iter()
        .filter(|candidate| decoded.kid() == Some(&candidate.kid()))
    {
        match candidate.verify(decoded.algorithm(), &signed, decoded.signature()) {
            Ok(()) => return Ok(candidate),
            Err(fault) => unproven = Unproven::NotSigned(fault.in_words()),
        }
    }
    Err(unproven)
}

/// Verifies a certificate against the signers with its key identifier.
pub fn verify(decoded: &Decoded, signers: &[Certificate], at: Timestamp) -> Verdict {
    let found = signer(decoded, signers);
    let signature = match &found {
        Ok(_) => Outcome::Ok,
        Err(_) if signers.is_empty() => Outcome::Skipped,
        Err(unproven) => Outcome::Failed(unproven.to_string()),
    };
    let signer = found.ok();
    let key_usage = match (signer, decoded.kind()) {
        (Some(signer), Ok(kind)) if !signer.allows(kind) => {
            Outcome::Failed("the document signer may not sign this kind of certificate".into())
        }
        (Some(_), Ok(_)) => Outcome::Ok,
        _ => Outcome::Skipped,
    };
    Verdict {
        signature,
        key_usage,
        time: time(decoded, signer, at),
        short_key_bits: signer.and_then(Certificate::short_key_bits),
    }
}

fn time(decoded: &Decoded, signer: Option<&Certificate>, at: Timestamp) -> Outcome {
    let failed = |reason: &str| Outcome::Failed(reason.to_owned());
    let (issued_at, expires_at) = (decoded.claims().iat, decoded.claims().exp);
    if at
        .saturating_add(TOLERANCE)
        .is_ok_and(|latest| issued_at > latest)
    {
        return failed("the certificate was issued in the future");
    }
    if at > expires_at {
        return failed("the certificate has expired");
    }
    match signer {
        Some(signer) if issued_at < signer.not_before() || issued_at > signer.not_after() => {
            failed("the document signer was not valid when it signed")
        }
        _ => Outcome::Ok,
    }
}
