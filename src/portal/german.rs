//! The German service: a hash signed, or a whole certificate made.

use std::time::Duration;

use base64::{Engine as _, engine::general_purpose::STANDARD as BASE64};
use ciborium::Value;
use sha2::{Digest as _, Sha256};

use super::{Answer, Portal, compare, reply, request};
use crate::{
    case::Failure,
    domain::{Issuer, Kind, Statement},
    hcert::{Hcert, Header, Stage, Unsigned, chain, cose},
    http::{Method, Response},
};

impl Portal {
    /// Has a hash signed; nothing but the hash, the place and the kind leaves the counter.
    ///
    /// `uvci` names the transaction, so that every attempt at a case is the same one.
    pub fn sign_hash(
        &self,
        unsigned: Unsigned,
        kind: Kind,
        uvci: &str,
        timeout: Duration,
    ) -> Result<Answer, Failure> {
        let digest = Sha256::digest(unsigned.to_be_signed());
        let headers = vec![
            ("Content-Type", "text/plain".to_owned()),
            ("Accept", "application/cbor".to_owned()),
            (
                "X-Location-Id",
                hex_digest(self.settings.location.as_bytes()),
            ),
            ("X-Transaction-Id", hex_digest(uvci.as_bytes())),
            ("X-UBIRCH-DCCType", letter(kind).to_owned()),
        ];
        let path = (Method::Post, "/api/certify/v2/issue/hash");
        let body = BASE64.encode(digest).into_bytes();
        let response = self.call(path, headers, body, timeout)?;
        if !reply::is_of_type(&response, &["application/cbor", "application/octet-stream"]) {
            return Err(reply::not_the_portal());
        }
        let skeleton = Skeleton::read(&response)?;
        // Another header was signed than the one that was hashed: the signature cannot be right.
        if skeleton.protected != unsigned.protected() {
            return Err(reply::other_header(&response));
        }
        let hcert = match &skeleton.kid {
            Some(kid) => unsigned.sign_remotely(kid, &skeleton.signature),
            // Nobody could find the key of a certificate that names it nowhere.
            None if unsigned.protected() == cose::protected(Header::AlgorithmOnly) => {
                return Err(reply::other_header(&response));
            }
            None => unsigned.sign(&skeleton.signature),
        };
        Ok(answer(&hcert, uvci, &response))
    }

    /// Has a whole certificate made; its person leaves the counter.
    pub fn issue(
        &self,
        statement: &Statement,
        issuer: &Issuer,
        transaction: [u8; 16],
        timeout: Duration,
    ) -> Result<Answer, Failure> {
        let headers = vec![
            ("Content-Type", "application/vnd.dgc.v1.3+json".to_owned()),
            ("Accept", "application/cbor+base45".to_owned()),
            ("X-Transaction-Id", hex_digest(&transaction)),
            (
                "X-UBIRCH-DCCType",
                letter(statement.event().kind()).to_owned(),
            ),
        ];
        let path = (Method::Post, "/api/certify/v2/issue");
        let body = request::write(statement, issuer.location())
            .to_string()
            .into_bytes();
        let response = self.call(path, headers, body, timeout)?;
        if !reply::is_of_type(&response, &["application/cbor+base45", "text/plain"]) {
            return Err(reply::not_the_portal());
        }
        let text = std::str::from_utf8(&response.body)
            .map(str::trim)
            .map_err(|_fault| reply::unreadable())?;
        if !text.starts_with(chain::PREFIX) {
            return Err(reply::not_the_portal());
        }
        // A whole message around something else was signed: another attempt would only sign another one.
        let decoded = chain::decode(text).map_err(|fault| match fault.stage() {
            Stage::Cwt => reply::other_content(&response),
            Stage::Prefix | Stage::Base45 | Stage::Zlib | Stage::Cose => reply::unreadable(),
        })?;
        let uvci =
            compare::compare(&decoded, statement).ok_or_else(|| reply::other_content(&response))?;
        let named = response.header("x-dgc-id").map(str::trim);
        if named.is_some_and(|id| id.is_empty() || !uvci.ends_with(id)) {
            return Err(reply::other_content(&response));
        }
        Ok(Answer {
            hc1: text.to_owned(),
            uvci,
            date: response.date(),
        })
    }
}

pub(super) fn answer(hcert: &Hcert, uvci: &str, response: &Response) -> Answer {
    Answer {
        hc1: hcert.text().to_owned(),
        uvci: uvci.to_owned(),
        date: response.date(),
    }
}

/// The letter of a kind in the service's own header.
fn letter(kind: Kind) -> &'static str {
    match kind {
        Kind::Vaccination => "V",
        Kind::Recovery => "R",
        Kind::Test => "T",
    }
}

/// Writes SHA-256 as 64 lower-case hex digits.
fn hex_digest(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(64);
    for byte in Sha256::digest(bytes) {
        for half in [byte >> 4, byte & 15] {
            text.extend(char::from_digit(half.into(), 16));
        }
    }
    text
}

/// The signed message as the service returns it: everything but the payload, for which a placeholder stands.
struct Skeleton {
    protected: Vec<u8>,
    kid: Option<Vec<u8>>,
    signature: [u8; 64],
}

impl Skeleton {
    fn read(response: &Response) -> Result<Self, Failure> {
        let read = || {
            let value: Value = ciborium::from_reader(response.body.as_slice()).ok()?;
            let value = if let Value::Tag(SIGN1, inner) = value {
                *inner
            } else {
                value
            };
            let items: [Value; 4] = value.into_array().ok()?.try_into().ok()?;
            let [protected, unprotected, placeholder, signature] = items;
            placeholder.as_bytes()?;
            let headers = unprotected.into_map().ok()?;
            let kid = headers
                .into_iter()
                .find(|(label, _)| *label == Value::from(KID))
                .and_then(|(_, kid)| kid.into_bytes().ok());
            Some(Self {
                protected: protected.into_bytes().ok()?,
                kid,
                signature: signature.into_bytes().ok()?.try_into().ok()?,
            })
        };
        read().ok_or_else(reply::unreadable)
    }
}

/// The tag of `COSE_Sign1` and the label of the key identifier (RFC 9052 sections 2 and 3.1).
const SIGN1: u64 = 18;
const KID: i64 = 4;
