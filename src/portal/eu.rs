//! The EU's reference issuance service: first an identifier and a key, then a signature over a hash.
//!
//! dgca-issuance-service, endpoints `dgci/issue`. One signature an identifier: after a lost answer the two steps
//! begin anew, and the identifier that was given away reaches nobody.

use std::time::{Duration, Instant};

use base64::{Engine as _, engine::general_purpose::STANDARD as BASE64};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use super::{Answer, Failure, Portal, german, reply};
use crate::{
    domain::{Issuer, Kind, MOST_OFF, Statement, Trouble, Uvci},
    hcert::{Header, Terms, Unsigned},
    http::{Method, Response},
};

/// What the first step gives.
struct Slot {
    /// The portal's time in whole seconds, where it says so, else the counter's.
    at: Timestamp,
    id: String,
    uvci: Uvci,
    kid: [u8; 8],
    country: String,
    ends: Timestamp,
}

impl Portal {
    /// Has a certificate signed in two steps. It is issued at the portal's time; `now` is the counter's, and where
    /// the two differ too much ([`MOST_OFF`]), nothing is signed.
    pub fn eu(
        &self,
        statement: &Statement,
        issuer: &Issuer,
        now: Timestamp,
        timeout: Duration,
    ) -> Result<Answer, Failure> {
        let started = Instant::now();
        let slot = self.slot(statement.event().kind(), now, timeout)?;
        // The claims name the country whose key signs, which is known: another portal is at the other end.
        if slot.country != issuer.country() {
            return Err(Failure {
                says: Some("the portal signs for another country".to_owned()),
                ..Failure::of(Trouble::OtherContent)
            });
        }
        let terms = Terms {
            issuer,
            uvci: &slot.uvci,
            issued_at: slot.at,
            expires_at: statement
                .event()
                .ends()
                .map_or(slot.ends, |last| slot.ends.min(last)),
            header: Header::WithKid(slot.kid),
        };
        let unsigned = Unsigned::new(statement, &terms)
            .map_err(|_fault| Failure::of(Trouble::SignerEndsFirst))?;
        let digest = BASE64.encode(Sha256::digest(unsigned.to_be_signed()));
        let path = format!("{BASE}/{}", escaped(&slot.id));
        let body = json!({ "hash": digest }).to_string().into_bytes();
        // Both steps together may take no longer than whoever waits for them has agreed to.
        let left = timeout.saturating_sub(started.elapsed());
        if left.is_zero() {
            return Err(Failure::of(Trouble::Timeout));
        }
        let response = self.call((Method::Put, &path), json_headers(), body, left)?;
        let object = object(&response)?;
        let signature = text(&object, "signature").and_then(|text| BASE64.decode(text).ok());
        let signature: [u8; 64] = signature
            .and_then(|bytes| bytes.try_into().ok())
            .ok_or_else(|| reply::unreadable(&response))?;
        let hcert = unsigned.sign(&signature);
        Ok(german::answer(&hcert, slot.uvci.as_str(), &response))
    }

    fn slot(&self, kind: Kind, now: Timestamp, timeout: Duration) -> Result<Slot, Failure> {
        let kind = match kind {
            Kind::Vaccination => "Vaccination",
            Kind::Recovery => "Recovery",
            Kind::Test => "Test",
        };
        // Nothing is signed before the second step.
        let first = |failure: Failure| Failure {
            maybe_signed: false,
            ..failure
        };
        let body = json!({ "greenCertificateType": kind })
            .to_string()
            .into_bytes();
        let response = self
            .call((Method::Post, BASE), json_headers(), body, timeout)
            .map_err(first)?;
        let object = object(&response).map_err(first)?;
        let at = response.date().unwrap_or(now);
        if now.duration_since(at).abs() > MOST_OFF {
            return Err(Failure {
                date: response.date(),
                ..Failure::of(Trouble::ClockWrong)
            });
        }
        let at = Timestamp::from_second(at.as_second()).unwrap_or(at);
        if object.get("algId").and_then(Value::as_i64) != Some(ES256) {
            return Err(Failure {
                says: Some("the portal signs with another algorithm than ES256".to_owned()),
                date: response.date(),
                ..Failure::of(Trouble::NotAcceptable)
            });
        }
        let read = || {
            let kid = BASE64.decode(text(&object, "kid")?).ok()?.try_into().ok()?;
            let given = object.get("expired").and_then(Value::as_i64);
            let given = given.and_then(|seconds| Timestamp::from_second(seconds).ok());
            let ends = if let Some(ends) = given {
                ends
            } else {
                let seconds = object.get("expiredDuration")?.as_i64()?;
                at.checked_add(SignedDuration::from_secs(seconds)).ok()?
            };
            Some(Slot {
                at,
                id: text(&object, "id")?.to_owned(),
                uvci: Uvci::existing(text(&object, "dgci")?).ok()?,
                kid,
                country: text(&object, "countryCode")?.to_owned(),
                ends,
            })
        };
        read().ok_or_else(|| first(reply::unreadable(&response)))
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
        return Err(reply::not_the_portal(response));
    }
    serde_json::from_slice(&response.body).map_err(|_fault| reply::unreadable(response))
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
