//! All steps in one call: from a statement to the text of a QR code, and back.
//!
//! EU electronic health certificate specification 1.0.8,
//! <https://github.com/ehn-dcc-development/hcert-spec>. Verifying is left to `trust`.

use std::{fmt, sync::OnceLock};

use serde_json::Value as Json;

use super::{
    base45,
    cose::{self, Algorithm, Header},
    cwt::{self, Claims},
    deflate,
    group::GroupFault,
    note::Note,
    payload::Certificate,
    reading::{self, ReadBack},
};
use crate::domain::{Issuance, Kind, Statement};

/// The context identifier in front of the Base45 text.
pub const PREFIX: &str = "HC1:";
/// A longer text is refused; a QR code holds 4,296 characters at most.
pub const MAX_TEXT: usize = 8 * 1024;

/// Why a certificate cannot be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// It would expire before it is issued.
    #[error("the end of validity is not later than the issue")]
    ExpiresFirst,
}

/// A certificate that waits for its signature: every byte of it is decided.
#[derive(Clone, PartialEq, Eq)]
pub struct Unsigned {
    protected: Vec<u8>,
    payload: Vec<u8>,
    to_be_signed: Vec<u8>,
}

impl Unsigned {
    /// Fixes the bytes to be signed; `header` is the protected one.
    pub fn new(statement: &Statement, issuance: &Issuance, header: Header) -> Result<Self, Error> {
        let Issuance {
            issuer,
            uvci,
            issued_at,
            expires_at,
        } = issuance;
        if expires_at.as_second() <= issued_at.as_second() {
            return Err(Error::ExpiresFirst);
        }
        let certificate = Certificate::new(statement, issuer, uvci.as_str());
        let payload = cwt::encode(issuer.country(), *issued_at, *expires_at, &certificate);
        Ok(Self::from_payload(payload, header))
    }

    /// Takes up again what was fixed earlier and kept: the same payload and header give the same bytes to be
    /// signed. Nothing is checked; new certificates are made with [`Unsigned::new`].
    pub fn from_payload(payload: Vec<u8>, header: Header) -> Self {
        let protected = cose::protected(header);
        let to_be_signed = cose::to_be_signed(&protected, &payload);
        Self {
            protected,
            payload,
            to_be_signed,
        }
    }

    /// Returns the protected header.
    pub fn protected(&self) -> &[u8] {
        &self.protected
    }

    /// Returns the bytes to be signed.
    pub fn to_be_signed(&self) -> &[u8] {
        &self.to_be_signed
    }

    /// Returns the claims with the certificate inside.
    pub fn payload(&self) -> &[u8] {
        &self.payload
    }

    /// Adds the signature, of the algorithm that the header names.
    pub fn sign(self, signature: &[u8]) -> Hcert {
        self.finish(None, signature)
    }

    /// Adds a signature from elsewhere, with the key identifier of whoever signed.
    pub fn sign_remotely(self, kid: &[u8], signature: &[u8]) -> Hcert {
        self.finish(Some(kid), signature)
    }

    fn finish(self, kid: Option<&[u8]>, signature: &[u8]) -> Hcert {
        let cose = cose::encode(&self.protected, kid, &self.payload, signature);
        let text = format!("{PREFIX}{}", base45::encode(&deflate::encode(&cose)));
        Hcert { text, cose }
    }
}

impl fmt::Debug for Unsigned {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Unsigned(hidden)")
    }
}

/// A signed certificate.
#[derive(Clone, PartialEq, Eq)]
pub struct Hcert {
    text: String,
    cose: Vec<u8>,
}

impl Hcert {
    /// Returns the text for the QR code.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Returns the COSE message.
    pub fn cose(&self) -> &[u8] {
        &self.cose
    }
}

impl fmt::Debug for Hcert {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Hcert(hidden)")
    }
}

/// A certificate that was read. Nothing in it is verified yet.
#[derive(Clone)]
pub struct Decoded {
    cose: Vec<u8>,
    message: cose::Message,
    claims: Claims,
    kind: Result<Kind, GroupFault>,
    /// Made when it is first asked for: whoever verifies does not ask.
    certificate: OnceLock<Json>,
    notes: Vec<Note>,
}

impl PartialEq for Decoded {
    fn eq(&self, other: &Self) -> bool {
        // All the rest was read from these bytes.
        self.cose == other.cose
    }
}

impl Decoded {
    /// Returns the COSE message as sent.
    pub fn cose(&self) -> &[u8] {
        &self.cose
    }

    /// Returns the protected header as sent.
    pub fn protected(&self) -> &[u8] {
        &self.message.protected
    }

    /// Returns the payload as sent.
    pub fn payload(&self) -> &[u8] {
        &self.message.payload
    }

    /// Returns the key identifier: the protected one, else the unprotected one.
    pub fn kid(&self) -> Option<&[u8]> {
        self.message.kid.as_deref()
    }

    /// Returns the algorithm.
    pub fn algorithm(&self) -> &Algorithm {
        &self.message.algorithm
    }

    /// Returns the signature.
    pub fn signature(&self) -> &[u8] {
        &self.message.signature
    }

    /// Returns the bytes that the signature is over.
    pub fn to_be_signed(&self) -> Vec<u8> {
        cose::to_be_signed(&self.message.protected, &self.message.payload)
    }

    /// Returns country, issue and expiry.
    pub fn claims(&self) -> &Claims {
        &self.claims
    }

    /// Returns the certificate, its members in the order in which they were sent.
    pub fn certificate(&self) -> &Json {
        self.certificate.get_or_init(|| {
            // What was read once is read again.
            let read = cwt::decode(&self.message.payload, &mut Vec::new());
            read.map_or(Json::Null, |(_, content)| content.to_json())
        })
    }

    /// Returns what was put up with while reading.
    pub fn notes(&self) -> &[Note] {
        &self.notes
    }

    /// Returns what the certificate says in the words of `domain`, for comparing it with what was meant.
    pub fn read_back(&self) -> Result<ReadBack, reading::Error> {
        reading::read(self.certificate())
    }

    /// Returns the kind, if the certificate has exactly one group. How many entries the group has is not
    /// looked at: schemas up to 1.2.1 let it have several, and its signer had to be entitled all the same.
    pub fn kind(&self) -> Result<Kind, GroupFault> {
        self.kind
    }
}

impl fmt::Debug for Decoded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Decoded(hidden)")
    }
}

/// Where reading stopped, in the order of reading.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stage {
    /// Length and `HC1:`.
    Prefix,
    /// Base45.
    Base45,
    /// zlib.
    Zlib,
    /// `COSE_Sign1`.
    Cose,
    /// CWT claims and the certificate in them.
    Cwt,
}

/// Why a text is not a certificate.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// Longer than any certificate.
    #[error("the text has {0} bytes, more than {MAX_TEXT}")]
    TooLong(usize),
    /// No context identifier.
    #[error("the text does not begin with {PREFIX}")]
    NoPrefix,
    /// A context identifier that came after this program.
    #[error("the text is of a newer format")]
    NewerFormat,
    /// Not Base45.
    #[error("the text is not Base45")]
    Base45(#[source] base45::Error),
    /// Not zlib.
    #[error("the bytes do not inflate")]
    Zlib(#[source] deflate::Error),
    /// Not COSE.
    #[error("the bytes are not a signed message")]
    Cose(#[source] cose::Error),
    /// Not claims, or no certificate in them.
    #[error("the message holds no certificate")]
    Cwt(#[source] cwt::Error),
}

impl Failure {
    /// Whether a text was meant to be a certificate, though it could not be read.
    pub fn is_of_certificates(&self) -> bool {
        match self {
            Self::TooLong(_) | Self::NoPrefix => false,
            Self::NewerFormat | Self::Base45(_) | Self::Zlib(_) | Self::Cose(_) | Self::Cwt(_) => {
                true
            }
        }
    }

    /// Returns where reading stopped.
    pub fn stage(&self) -> Stage {
        match self {
            Self::TooLong(_) | Self::NoPrefix | Self::NewerFormat => Stage::Prefix,
            Self::Base45(_) => Stage::Base45,
            Self::Zlib(_) => Stage::Zlib,
            Self::Cose(_) => Stage::Cose,
            Self::Cwt(_) => Stage::Cwt,
        }
    }
}

/// Takes the text of a QR code apart.
pub fn decode(text: &str) -> Result<Decoded, Failure> {
    let compressed = base45::decode(unprefix(text)?).map_err(Failure::Base45)?;
    read(deflate::decode(&compressed).map_err(Failure::Zlib)?)
}

/// Takes a COSE message apart that came without text.
pub fn decode_cose(cose: Vec<u8>) -> Result<Decoded, Failure> {
    if cose.len() > deflate::MAX_INFLATED {
        return Err(Failure::TooLong(cose.len()));
    }
    read(cose)
}

/// Reads claims that nobody has signed yet; nothing where they are none of ours.
pub fn read_payload(payload: &[u8]) -> Option<ReadBack> {
    let (_, content) = cwt::decode(payload, &mut Vec::new()).ok()?;
    reading::read(&content.to_json()).ok()
}

/// Removes `HC1:`.
pub fn unprefix(text: &str) -> Result<&str, Failure> {
    if text.len() > MAX_TEXT {
        return Err(Failure::TooLong(text.len()));
    }
    if let Some(rest) = text.strip_prefix(PREFIX) {
        return Ok(rest);
    }
    match text.as_bytes() {
        [b'H', b'C', b'2'..=b'9' | b'A'..=b'Z', b':', ..] => Err(Failure::NewerFormat),
        _ => Err(Failure::NoPrefix),
    }
}

fn read(cose: Vec<u8>) -> Result<Decoded, Failure> {
    let mut notes = Vec::new();
    let message = cose::decode(&cose, &mut notes).map_err(Failure::Cose)?;
    let (claims, content) = cwt::decode(&message.payload, &mut notes).map_err(Failure::Cwt)?;
    Ok(Decoded {
        kind: content.kind(),
        certificate: OnceLock::new(),
        cose,
        message,
        claims,
        notes,
    })
}
