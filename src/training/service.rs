//! What a portal does when it works: signs digests and builds certificates; and how it does it wrong when it is
//! told to.

use std::fmt;

use base64::{Engine as _, engine::general_purpose::STANDARD as BASE64};
use jiff::{SignedDuration, Timestamp, ZonedDateTime};
use p256::ecdsa::{Signature, SigningKey, signature::hazmat::PrehashSigner as _};
use sha2::{Digest as _, Sha256};

use super::Fault;
use crate::{
    domain::{self, Draft, Issuance, Issuer, TransliterationDraft, Uvci},
    hcert::{Hcert, Header, Unsigned, cose},
    portal::request::Request,
    sign::{self, Signer as _},
    training::signing_keys::TrainingKeys,
};

/// Signs with the training keys.
pub(super) struct Service {
    keys: TrainingKeys,
    kid: [u8; 8],
    issuer: Issuer,
    /// A key that nobody knows.
    stranger: SigningKey,
    stranger_kid: [u8; 8],
}

/// Why nothing was signed.
#[derive(Debug)]
pub(super) enum Refused {
    /// The content breaks a rule.
    Content(Vec<domain::Error>),
    /// The service cannot work.
    Broken(&'static str),
}

/// A certificate made here.
pub(super) struct Made {
    pub(super) hcert: Hcert,
    pub(super) uvci: String,
}

impl Service {
    pub(super) fn new(keys: TrainingKeys, issuer: Issuer) -> Result<Self, sign::Error> {
        // All but one number in 2^32 is a private key.
        let stranger = (0..8)
            .find_map(|_| {
                let mut bytes = [0; 32];
                getrandom::fill(&mut bytes).ok()?;
                SigningKey::from_slice(&bytes).ok()
            })
            .ok_or(sign::Error::Random)?;
        let mut stranger_kid = [0; 8];
        getrandom::fill(&mut stranger_kid).or(Err(sign::Error::Random))?;
        Ok(Self {
            kid: kid(keys.signer.certificate()),
            keys,
            issuer,
            stranger,
            stranger_kid,
        })
    }

    /// Returns the document signer's certificate.
    pub(super) fn certificate_pem(&self) -> &str {
        &self.keys.certificate_pem
    }

    /// Returns the country that signs.
    pub(super) fn country(&self) -> &str {
        self.issuer.country()
    }

    /// Signs a digest as it is, wrongly or with another key where that is the fault.
    pub(super) fn sign(&self, digest: &[u8; 32], fault: Fault) -> Result<[u8; 64], sign::Error> {
        if fault == Fault::OtherSigner {
            let signature: Result<Signature, _> = self.stranger.sign_prehash(digest);
            return Ok(signature.or(Err(sign::Error::Sign))?.to_bytes().into());
        }
        let mut signature = self.keys.signer.sign_digest(digest)?;
        if fault == Fault::WrongSignature {
            signature[40] ^= 1;
        }
        Ok(signature)
    }

    /// Returns the key identifier that goes with the signature.
    pub(super) fn kid(&self, fault: Fault) -> [u8; 8] {
        if fault == Fault::OtherSigner {
            self.stranger_kid
        } else {
            self.kid
        }
    }

    /// Returns a key identifier that belongs to no signature.
    pub(super) fn wrong_kid(&self) -> [u8; 8] {
        self.stranger_kid
    }

    /// Answers a digest: a message whose payload is the digest in base64, to be replaced by the client.
    pub(super) fn skeleton(&self, digest: &[u8; 32], fault: Fault) -> Result<Vec<u8>, sign::Error> {
        let digest = if fault == Fault::OtherPerson {
            Sha256::digest(digest).into()
        } else {
            *digest
        };
        let kid = if fault == Fault::WrongFields {
            self.wrong_kid()
        } else {
            self.kid(fault)
        };
        let protected = cose::protected(if fault == Fault::WrongHeader {
            Header::es256(kid)
        } else {
            Header::AlgorithmOnly
        });
        let placeholder = BASE64.encode(digest).into_bytes();
        let signature = self.sign(&digest, fault)?;
        Ok(cose::encode(
            &protected,
            Some(&kid),
            &placeholder,
            &signature,
        ))
    }

    /// Builds and signs the certificate that was asked for.
    pub(super) fn issue(
        &self,
        request: Request,
        now: &ZonedDateTime,
        fault: Fault,
    ) -> Result<Made, Refused> {
        let one = |error| Refused::Content(vec![error]);
        let issuer = self.issuer.at(&request.location).map_err(one)?;
        // A portal has no rules for doses and asks nothing: the counter has answered for what it sends.
        let request = Request {
            draft: request.draft.answered_for("as it was sent"),
            ..request
        };
        // An edge of its own: what the network asks for is read here, and refused as it was sent, whatever is made of it
        // afterwards.
        let asked = request.draft.parse(now).map_err(Refused::Content)?;
        let made = if matches!(fault, Fault::OtherPerson | Fault::WrongFields) {
            let other = someone_else(asked.draft().clone(), fault == Fault::OtherPerson);
            other.parse(now).map_err(Refused::Content)?
        } else {
            asked
        };
        let statement = made.statement();
        let issued_at = whole_second(now.timestamp());
        let year = issued_at.checked_add(VALID_FOR).unwrap_or(issued_at);
        let mut random = [0; 16];
        getrandom::fill(&mut random).or(Err(Refused::Broken("no random numbers")))?;
        let uvci = Uvci::new(&issuer, random).map_err(one)?;
        let issuance = Issuance {
            issuer,
            uvci,
            issued_at,
            expires_at: year.min(whole_second(self.keys.not_after)),
        };
        let expired = Refused::Broken("the document signer has expired");
        let unsigned =
            Unsigned::new(statement, &issuance, Header::AlgorithmOnly).or(Err(expired))?;
        let digest = Sha256::digest(unsigned.to_be_signed()).into();
        let broken = Refused::Broken("the signature could not be made");
        let signature = self.sign(&digest, fault).or(Err(broken))?;
        let kid = self.kid(fault);
        let hcert = if fault == Fault::WrongHeader {
            let header = Header::es256(kid);
            let broken = Refused::Broken("the certificate could not be built");
            Unsigned::new(statement, &issuance, header)
                .or(Err(broken))?
                .sign(&signature)
        } else {
            unsigned.sign_remotely(&kid, &signature)
        };
        let uvci = issuance.uvci.as_str().to_owned();
        Ok(Made { hcert, uvci })
    }
}

impl fmt::Debug for Service {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Service(hidden)")
    }
}

/// The first eight bytes of the certificate's SHA-256.
fn kid(certificate: &[u8]) -> [u8; 8] {
    let mut kid = [0; 8];
    kid.iter_mut()
        .zip(Sha256::digest(certificate))
        .for_each(|(byte, digest)| *byte = digest);
    kid
}

/// Turns what was asked for into something that was not: another person, or another given name.
fn someone_else(draft: Draft, altogether: bool) -> Draft {
    let draft = Draft {
        given_name: "Toni".to_owned(),
        given_transliteration: TransliterationDraft::Proposed,
        ..draft
    };
    if !altogether {
        return draft;
    }
    Draft {
        family_name: "Beispiel".to_owned(),
        family_transliteration: TransliterationDraft::Proposed,
        birth: "1950-01-02".into(),
        ..draft
    }
}

/// How long a signature is good: 365 days, as the German service has it.
const VALID_FOR: SignedDuration = SignedDuration::from_hours(365 * 24);

fn whole_second(at: Timestamp) -> Timestamp {
    Timestamp::from_second(at.as_second()).unwrap_or(at)
}
