//! The EU's reference issuance service: first an identifier and a key, then a signature over a hash.
//!
//! dgca-issuance-service, endpoints `dgci/issue`. One signature an identifier: after a lost answer the two steps
//! begin anew, and the identifier that was given away reaches nobody: it is named, so that it can be withdrawn.

use std::time::{Duration, Instant};

use base64::{Engine as _, engine::general_purpose::STANDARD as BASE64};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use super::{Answer, Known, Portal, german, reply};
use crate::{
    case::{Cause, Failure},
    domain::{Issuance, Issuer, Kind, MAX_CLOCK_SKEW, Statement, Uvci},
    hcert::{Header, Unsigned},
    http::{Method, Response},
};

/// What the first step gives.
struct Slot {
    id: String,
    dgci: String,
    kid: [u8; 8],
    country: String,
    expired: Option<i64>,
    expired_duration: Option<i64>,
    /// The time at the portal.
    date: Option<Timestamp>,
}

impl Slot {
    /// Returns the portal's time in whole seconds; where it does not say so, the counter's.
    fn issued_at(&self, now: Timestamp) -> Timestamp {
        let at = self.date.unwrap_or(now);
        Timestamp::from_second(at.as_second()).unwrap_or(at)
    }

    /// Expects a slot of the portal itself: of the issuer's country, and with a key that is known. Another portal may
    /// be at the other end.
    fn is_of(&self, country: &str, signer_ends: Result<Timestamp, Cause>) -> Result<(), Cause> {
        // The claims name the country whose key signs, which is known.
        if self.country != country {
            Err(Cause::OtherCountry)
        } else if signer_ends == Err(Cause::UnknownSigner) {
            Err(Cause::UnknownSigner)
        } else {
            Ok(())
        }
    }

    /// Expects that both clocks agree. By its key it is the portal that says so.
    fn check_clock(&self, now: Timestamp) -> Result<(), Failure> {
        if now.duration_since(self.issued_at(now)).abs() > MAX_CLOCK_SKEW {
            return Err(Failure {
                date: self.date,
                ..Failure::of(Cause::ClockWrong)
            });
        }
        Ok(())
    }

    /// Returns the identifier that it was given, if it fits a certificate and is no other one's.
    fn identifier(&self, country: &str, known: &dyn Known) -> Result<Uvci, Cause> {
        let uvci = Uvci::chosen(&self.dgci, country).ok_or(Cause::IdentifierUnfit)?;
        if known.is_taken(uvci.as_str()) {
            return Err(Cause::IdentifierTaken);
        }
        Ok(uvci)
    }

    /// Returns when the certificate is to end: with what the service grants, its signer and a recovery.
    fn ends(
        &self,
        statement: &Statement,
        at: Timestamp,
        signer_ends: Timestamp,
    ) -> Result<Timestamp, Cause> {
        // Less than a day is left, for any certificate: nobody could use it (DCC 15).
        let too_short = |ends: Timestamp| ends.duration_since(at) < SignedDuration::from_hours(24);
        if too_short(signer_ends) {
            return Err(Cause::SignerEndsFirst);
        }
        let granted = self.granted(at).filter(|ends| !too_short(*ends));
        // A recovery may be certified on its last day yet.
        let last = statement.event().ends().unwrap_or(Timestamp::MAX);
        let ends = granted
            .ok_or(Cause::CertificateExpired)?
            .min(signer_ends)
            .min(last);
        if ends <= at {
            return Err(Cause::RecoveryOver);
        }
        Ok(ends)
    }

    /// Returns the end that the service grants, if there is one.
    fn granted(&self, at: Timestamp) -> Option<Timestamp> {
        match (self.expired, self.expired_duration) {
            (Some(seconds), _) => Timestamp::from_second(seconds).ok(),
            (None, Some(seconds)) => at.checked_add(SignedDuration::from_secs(seconds)).ok(),
            (None, None) => None,
        }
    }
}

impl Portal {
    /// Has a certificate signed in two steps. It is issued at the portal's time in whole seconds, where it says so;
    /// `now` is the counter's, and where the two differ too much ([`MAX_CLOCK_SKEW`]), nothing is signed.
    ///
    /// What the first step gives is checked before the second: what could never be let out is not signed.
    pub fn eu(
        &self,
        statement: &Statement,
        issuer: &Issuer,
        (now, known): (Timestamp, &dyn Known),
        timeout: Duration,
    ) -> Result<Answer, Failure> {
        let started = Instant::now();
        let kind = statement.event().kind();
        let slot = self.slot(kind, timeout)?;
        let at = slot.issued_at(now);
        let signer_ends = known.signer_ends(slot.kid, kind, at);
        slot.is_of(issuer.country(), signer_ends)
            .map_err(Failure::of)?;
        slot.check_clock(now)?;
        let uvci = slot
            .identifier(issuer.country(), known)
            .map_err(Failure::of)?;
        let ends = signer_ends.and_then(|signer_ends| slot.ends(statement, at, signer_ends));
        let issuance = Issuance {
            issuer: issuer.clone(),
            uvci,
            issued_at: at,
            expires_at: ends.map_err(Failure::of)?,
        };
        let unsigned = Unsigned::new(statement, &issuance, Header::es256(slot.kid))
            .map_err(|_fault| Failure::of(Cause::CertificateExpired))?;
        // Both steps together may take no longer than whoever waits for them has agreed to.
        let left = timeout.saturating_sub(started.elapsed());
        if left.is_zero() {
            return Err(Failure::of(Cause::Timeout));
        }
        // From here on the identifier may be used up, whatever becomes of the answer (ISSUING_API 10, no. 25).
        known.given_away(&slot.dgci);
        self.sign_slot(&slot, unsigned, left)
            .map_err(|failure| Failure {
                identifier: failure.maybe_signed.then(|| slot.dgci.clone()),
                ..failure
            })
    }

    /// The second step.
    fn sign_slot(
        &self,
        slot: &Slot,
        unsigned: Unsigned,
        timeout: Duration,
    ) -> Result<Answer, Failure> {
        let digest = BASE64.encode(Sha256::digest(unsigned.to_be_signed()));
        let path = format!("{BASE}/{}", escaped(&slot.id));
        let body = json!({ "hash": digest }).to_string().into_bytes();
        let answered = self.call((Method::Put, &path), json_headers(), body, timeout);
        let response = answered.map_err(|failure| {
            // One signature an identifier: a copy of this very request was signed, and its answer is lost. It begins
            // anew with the first step (ISSUING_API 8.1).
            if failure.cause == Cause::Conflict {
                Failure {
                    cause: Cause::LostAnswer,
                    maybe_signed: true,
                    ..failure
                }
            } else {
                failure
            }
        })?;
        let object = object(&response)?;
        let signature = text(&object, "signature").and_then(|text| BASE64.decode(text).ok());
        let signature: [u8; 64] = signature
            .and_then(|bytes| bytes.try_into().ok())
            .ok_or_else(reply::unreadable)?;
        Ok(german::answer(
            &unsigned.sign(&signature),
            &slot.dgci,
            &response,
        ))
    }

    fn slot(&self, kind: Kind, timeout: Duration) -> Result<Slot, Failure> {
        let kind = match kind {
            Kind::Vaccination => "Vaccination",
            Kind::Recovery => "Recovery",
            Kind::Test => "Test",
        };
        // Nothing is signed before the second step, and nothing of a case is asked for: whoever refuses it, or knows it
        // already, is another service (ISSUING_API 8.1).
        let first = |failure: Failure| {
            let is_anothers = [Cause::Conflict, Cause::NotAcceptable].contains(&failure.cause);
            Failure {
                cause: if is_anothers {
                    Cause::NotThePortal
                } else {
                    failure.cause
                },
                maybe_signed: false,
                ..failure
            }
        };
        let body = json!({ "greenCertificateType": kind })
            .to_string()
            .into_bytes();
        let response = self
            .call((Method::Post, BASE), json_headers(), body, timeout)
            .map_err(first)?;
        let object = object(&response).map_err(first)?;
        if object.get("algId").and_then(Value::as_i64) != Some(ES256) {
            return Err(Failure::of(Cause::WrongFlow));
        }
        let read = || {
            Some(Slot {
                id: text(&object, "id")?.to_owned(),
                dgci: text(&object, "dgci")?.to_owned(),
                kid: BASE64.decode(text(&object, "kid")?).ok()?.try_into().ok()?,
                country: text(&object, "countryCode")?.to_owned(),
                expired: number(&object, "expired"),
                expired_duration: number(&object, "expiredDuration"),
                date: response.date(),
            })
        };
        read().ok_or_else(|| first(reply::unreadable()))
    }
}

fn json_headers() -> Vec<(&'static str, String)> {
    vec![
        ("Content-Type", "application/json".to_owned()),
        ("Accept", "application/json".to_owned()),
    ]
}

fn object(response: &Response) -> Result<Value, Failure> {
    if !reply::is_of_type(response, &["application/json"]) {
        return Err(reply::not_the_portal());
    }
    serde_json::from_slice(&response.body).map_err(|_fault| reply::unreadable())
}

fn number(object: &Value, member: &str) -> Option<i64> {
    object.get(member)?.as_i64()
}

fn text<'a>(object: &'a Value, member: &str) -> Option<&'a str> {
    object.get(member)?.as_str()
}

/// Percent-encodes what may not stand in a path (RFC 3986 section 2.3).
fn escaped(id: &str) -> String {
    id.bytes()
        .map(|byte| match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                char::from(byte).to_string()
            }
            _ => format!("%{byte:02X}"),
        })
        .collect()
}

const BASE: &str = "/dgca-issuance-service/dgci/issue";
/// ES256 (RFC 9053 section 2.1).
const ES256: i64 = -7;
