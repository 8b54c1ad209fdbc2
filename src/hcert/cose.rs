//! `COSE_Sign1`: headers, payload and signature in one message, and the bytes that are signed.
//!
//! RFC 9052 section 4, <https://www.rfc-editor.org/rfc/rfc9052#section-4.2>. Whether a signature holds is
//! the business of `trust`. By hand, because the libraries give a whole message up for one unregistered content
//! type, where the specification says to pass over it.

use std::fmt;

use super::{
    cbor::{self, Item, Key},
    note::{Leniency, Note},
};

/// What is written into the headers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Header {
    /// Algorithm and key identifier, both protected: a key at hand signs.
    WithKid {
        /// How that key signs.
        algorithm: SigningAlgorithm,
        /// Its identifier.
        kid: [u8; 8],
    },
    /// The algorithm alone, ES256, is protected: a service that sees only the digest signs, and adds its key
    /// identifier to the unprotected header.
    AlgorithmOnly,
}

impl Header {
    /// The header of a P-256 key, as nearly all issuers have it.
    pub fn es256(kid: [u8; 8]) -> Self {
        let algorithm = SigningAlgorithm::Es256;
        Self::WithKid { algorithm, kid }
    }
}

/// How a key signs; a key has one way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SigningAlgorithm {
    /// ECDSA on P-256 with SHA-256: r and s of 32 bytes each (RFC 9053 section 2.1).
    Es256,
    /// RSASSA-PSS with SHA-256 and a salt of 32 bytes (RFC 8230 section 2).
    Ps256,
}

impl SigningAlgorithm {
    /// Returns its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Es256 => "ES256",
            Self::Ps256 => "PS256",
        }
    }

    /// The member `alg` of a header.
    fn member(self) -> &'static [u8] {
        match self {
            Self::Es256 => &ES256,
            Self::Ps256 => &PS256,
        }
    }
}

/// How a message is signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Algorithm {
    /// ECDSA on P-256 with SHA-256.
    Es256,
    /// RSASSA-PSS with SHA-256.
    Ps256,
    /// Anything else, by its number or name.
    Other(String),
}

impl From<SigningAlgorithm> for Algorithm {
    fn from(algorithm: SigningAlgorithm) -> Self {
        match algorithm {
            SigningAlgorithm::Es256 => Self::Es256,
            SigningAlgorithm::Ps256 => Self::Ps256,
        }
    }
}

/// A message as it was sent.
#[derive(Clone, PartialEq, Eq)]
pub struct Message {
    /// The protected header, byte for byte.
    pub protected: Vec<u8>,
    /// The payload, byte for byte.
    pub payload: Vec<u8>,
    /// The signature.
    pub signature: Vec<u8>,
    /// The algorithm of the protected header, else of the unprotected one.
    pub algorithm: Algorithm,
    /// The key identifier of the protected header, else of the unprotected one.
    pub kid: Option<Vec<u8>>,
}

impl fmt::Debug for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Message(hidden)")
    }
}

/// Why bytes are not a message.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Not CBOR.
    #[error("the message is not usable CBOR")]
    Cbor(#[source] cbor::Error),
    /// The protected header is not CBOR.
    #[error("the protected header is not usable CBOR")]
    ProtectedCbor(#[source] cbor::Error),
    /// A tag other than 18, or 61 around 18.
    #[error("tagged {0} where tag 18 is expected")]
    Tag(u64),
    /// Not an array of four with the right types.
    #[error("not an array of header, header, payload and signature")]
    Shape,
    /// No algorithm in either header, or one that is no number and no text.
    #[error("no algorithm")]
    NoAlgorithm,
    /// A key identifier that is no byte string.
    #[error("the key identifier is not a byte string")]
    KeyId,
    /// A critical header is not understood.
    #[error("a critical header is not understood")]
    Critical,
}

/// Returns the protected header for these terms.
pub fn protected(header: Header) -> Vec<u8> {
    match header {
        Header::WithKid { algorithm, kid } => {
            [&[0xA2][..], algorithm.member(), &[KID, 0x48], &kid].concat()
        }
        Header::AlgorithmOnly => [&[0xA1][..], &ES256].concat(),
    }
}

/// Returns the bytes that are signed: `Signature1`, the protected header as sent, no further data, the payload.
pub fn to_be_signed(protected: &[u8], payload: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(protected.len() + payload.len() + ROOM);
    bytes.extend(b"\x84\x6ASignature1");
    cbor::push_bytes(&mut bytes, protected);
    cbor::push_bytes(&mut bytes, &[]);
    cbor::push_bytes(&mut bytes, payload);
    bytes
}

/// Writes the message with tag 18. `kid` stands unprotected where the protected header has none.
pub fn encode(protected: &[u8], kid: Option<&[u8]>, payload: &[u8], signature: &[u8]) -> Vec<u8> {
    let room = protected.len() + payload.len() + signature.len() + ROOM;
    let mut bytes = Vec::with_capacity(room);
    bytes.extend([0xD2, 0x84]);
    cbor::push_bytes(&mut bytes, protected);
    match kid {
        Some(kid) => {
            bytes.extend([0xA1, KID]);
            cbor::push_bytes(&mut bytes, kid);
        }
        None => bytes.push(0xA0),
    }
    cbor::push_bytes(&mut bytes, payload);
    cbor::push_bytes(&mut bytes, signature);
    bytes
}

/// Reads a message: tagged 18, tagged 61 around 18, or untagged.
pub fn decode(bytes: &[u8], notes: &mut Vec<Note>) -> Result<Message, Error> {
    let item = cbor::decode(bytes).map_err(Error::Cbor)?;
    let Item::Array(items) = untag(item, notes)? else {
        return Err(Error::Shape);
    };
    let [
        Item::Bytes(protected),
        Item::Map(unprotected),
        Item::Bytes(payload),
        Item::Bytes(signature),
    ] = items.as_slice()
    else {
        return Err(Error::Shape);
    };
    // A header without members may be an empty string: RFC 9052 section 3.
    let map = match protected.as_ref() {
        [] => Vec::new(),
        protected => {
            let Item::Map(map) = cbor::decode(protected).map_err(Error::ProtectedCbor)? else {
                return Err(Error::Shape);
            };
            map
        }
    };
    check_critical(&map, unprotected)?;
    note_further(&map, unprotected, notes);
    Ok(Message {
        algorithm: algorithm(&map, unprotected, notes)?,
        kid: kid(&map, unprotected, notes)?,
        protected: protected.to_vec(),
        payload: payload.to_vec(),
        signature: signature.to_vec(),
    })
}

/// Takes the tags off: some issuers leave them out, and some wrap the message as a CWT (RFC 8392 section 6).
#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "whatever else CBOR has is no tag"
)]
fn untag<'a>(item: Item<'a>, notes: &mut Vec<Note>) -> Result<Item<'a>, Error> {
    match item {
        Item::Tag(SIGN1, inner) => Ok(*inner),
        Item::Tag(CWT, inner) => match *inner {
            Item::Tag(SIGN1, inner) => {
                notes.push(Note::new(Leniency::CwtTag, ""));
                Ok(*inner)
            }
            Item::Tag(tag, _) => Err(Error::Tag(tag)),
            _ => Err(Error::Tag(CWT)),
        },
        Item::Tag(tag, _) => Err(Error::Tag(tag)),
        untagged => {
            notes.push(Note::new(Leniency::Untagged, ""));
            Ok(untagged)
        }
    }
}

type Map<'a> = [(Key<'a>, Item<'a>)];

fn member<'a, 'm>(map: &'m Map<'a>, label: u8) -> Option<&'m Item<'a>> {
    map.iter()
        .find(|(key, _)| *key == Key::Integer(label.into()))
        .map(|(_, item)| item)
}

/// Finds the algorithm. One that is not protected does no harm: by another than the signer's own nothing verifies.
#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "whatever else CBOR has is refused alike"
)]
fn algorithm(
    protected: &Map<'_>,
    unprotected: &Map<'_>,
    notes: &mut Vec<Note>,
) -> Result<Algorithm, Error> {
    let item = match (member(protected, ALG), member(unprotected, ALG)) {
        (Some(item), _) => item,
        (None, Some(item)) => {
            notes.push(Note::new(Leniency::AlgorithmUnprotected, "alg"));
            item
        }
        (None, None) => return Err(Error::NoAlgorithm),
    };
    match item {
        Item::Integer(-7) => Ok(Algorithm::Es256),
        Item::Integer(-37) => Ok(Algorithm::Ps256),
        Item::Integer(other) => Ok(Algorithm::Other(other.to_string())),
        Item::Text(name) => Ok(Algorithm::Other(name.chars().take(40).collect())),
        _ => Err(Error::NoAlgorithm),
    }
}

/// Finds the key identifier, a hint at the signer that proves nothing: whoever sees only a digest adds it unprotected.
fn kid(
    protected: &Map<'_>,
    unprotected: &Map<'_>,
    notes: &mut Vec<Note>,
) -> Result<Option<Vec<u8>>, Error> {
    let (item, met) = match (member(protected, KID), member(unprotected, KID)) {
        (Some(item), None) => (item, None),
        (Some(item), Some(_)) => (item, Some(Leniency::KeyIdTwice)),
        (None, Some(item)) => (item, Some(Leniency::KeyIdUnprotected)),
        (None, None) => return Ok(None),
    };
    let Item::Bytes(kid) = item else {
        return Err(Error::KeyId);
    };
    let length = (kid.len() != 8).then_some(Leniency::KeyIdLength);
    notes.extend(
        met.into_iter()
            .chain(length)
            .map(|met| Note::new(met, "kid")),
    );
    Ok(Some(kid.to_vec()))
}

/// A `crit` header must be protected, and list only what is understood here.
fn check_critical(protected: &Map<'_>, unprotected: &Map<'_>) -> Result<(), Error> {
    if member(unprotected, CRIT).is_some() {
        return Err(Error::Critical);
    }
    match member(protected, CRIT) {
        None => Ok(()),
        Some(Item::Array(labels)) if !labels.is_empty() => {
            let understood = |label: &Item<'_>| {
                [ALG, KID].iter().any(|&known| {
                    *label == Item::Integer(known.into()) && member(protected, known).is_some()
                })
            };
            labels
                .iter()
                .all(understood)
                .then_some(())
                .ok_or(Error::Critical)
        }
        Some(_) => Err(Error::Critical),
    }
}

fn note_further(protected: &Map<'_>, unprotected: &Map<'_>, notes: &mut Vec<Note>) {
    for (label, _) in protected.iter().chain(unprotected) {
        let known = [ALG, CRIT, KID].map(|known| Key::Integer(known.into()));
        if !known.contains(label) {
            notes.push(Note::new(Leniency::FurtherHeader, &label.label()));
        }
    }
}

const SIGN1: u64 = 18;
const CWT: u64 = 61;
// Labels of headers, RFC 9052 section 3.1; so small that each is written as itself.
const ALG: u8 = 1;
const CRIT: u8 = 2;
const KID: u8 = 4;
/// The algorithm, and its number -7.
const ES256: [u8; 2] = [ALG, 0x26];
/// The algorithm, and its number -37.
const PS256: [u8; 3] = [ALG, 0x38, 0x24];
/// Tag, array, context and the beginnings of the strings take no more.
const ROOM: usize = 48;

#[cfg(test)]
mod tests {
    use ciborium::Value;
    use proptest::prelude::*;

    use super::*;

    fn message(protected: &Value, unprotected: Value) -> Vec<u8> {
        cbor::encode(&Value::Array(vec![
            cbor::encode(protected).into(),
            unprotected,
            b"payload".as_slice().into(),
            [7; 64].as_slice().into(),
        ]))
    }

    fn map(members: &[(i64, Value)]) -> Value {
        Value::Map(
            members
                .iter()
                .map(|(key, value)| ((*key).into(), value.clone()))
                .collect(),
        )
    }

    fn read(bytes: &[u8]) -> Result<(Message, Vec<Leniency>), Error> {
        let mut notes = Vec::new();
        let message = decode(bytes, &mut notes)?;
        Ok((message, notes.iter().map(|note| note.leniency).collect()))
    }

    #[test]
    fn both_protected_headers_are_the_bytes_of_the_specification() {
        assert_eq!(protected(Header::AlgorithmOnly), [0xA1, 1, 0x26]);
        assert_eq!(
            protected(Header::es256([9; 8])),
            [0xA2, 1, 0x26, 4, 0x48, 9, 9, 9, 9, 9, 9, 9, 9]
        );
    }

    #[test]
    fn the_protected_key_identifier_counts_where_both_have_one() {
        let bytes = message(
            &map(&[(1, (-7).into()), (4, [1; 3].as_slice().into())]),
            map(&[(4, [2; 8].as_slice().into())]),
        );
        let (message, notes) = read(&bytes).unwrap();
        assert_eq!(message.kid, Some(vec![1; 3]));
        assert_eq!(
            notes,
            [
                Leniency::Untagged,
                Leniency::KeyIdTwice,
                Leniency::KeyIdLength
            ]
        );
    }

    #[test]
    fn unknown_headers_are_passed_over_unless_they_are_critical() {
        let odd = (3, 64_999.into());
        let (_, notes) = read(&message(&map(&[(1, (-37).into()), odd.clone()]), map(&[]))).unwrap();
        assert_eq!(notes, [Leniency::Untagged, Leniency::FurtherHeader]);
        let critical = |label: Value| (2, Value::Array(vec![label]));
        for (header, holds) in [
            (map(&[(1, (-7).into()), critical(1.into())]), true),
            (map(&[(1, (-7).into()), critical(3.into()), odd]), false),
            (map(&[(1, (-7).into()), critical("x".into())]), false),
            (map(&[(1, (-7).into()), (2, Value::Array(vec![]))]), false),
            (map(&[(1, (-7).into()), (2, 1.into())]), false),
        ] {
            assert_eq!(read(&message(&header, map(&[]))).is_ok(), holds);
        }
        let unprotected = map(&[critical(1.into())]);
        assert!(read(&message(&map(&[(1, (-7).into())]), unprotected)).is_err());
    }

    #[test]
    fn tags_are_taken_where_they_may_stand() {
        let bare = message(&map(&[(1, (-7).into())]), map(&[]));
        let tagged = |tags: &[u8]| read(&[tags, &bare].concat()).map(|(_, notes)| notes);
        assert_eq!(tagged(&[0xD2]).unwrap(), []);
        assert_eq!(tagged(&[0xD8, 61, 0xD2]).unwrap(), [Leniency::CwtTag]);
        for wrong in [
            &[0xD1][..],
            &[0xD8, 61],
            &[0xD2, 0xD2],
            &[0xD2, 0xD8, 61],
            &[0xD8, 61, 0xD1],
        ] {
            assert!(tagged(wrong).is_err(), "{wrong:02x?}");
        }
    }

    #[test]
    fn a_message_must_be_whole() {
        for bytes in [
            message(&map(&[]), map(&[])),
            message(&map(&[(1, Value::Null)]), map(&[])),
            message(&Value::Array(vec![]), map(&[])),
            message(&map(&[(1, (-7).into())]), Value::Array(vec![])),
            message(&map(&[(1, (-7).into()), (4, "kid".into())]), map(&[])),
            cbor::encode(&Value::Array(vec![])),
            cbor::encode(&1),
            [message(&map(&[(1, (-7).into())]), map(&[])), vec![0]].concat(),
        ] {
            assert!(read(&bytes).is_err());
        }
    }

    proptest! {
        #[test]
        fn a_message_comes_back(payload: Vec<u8>, signature: [u8; 32], kid: [u8; 8], remote: bool) {
            let header = if remote { Header::AlgorithmOnly } else { Header::es256(kid) };
            let unprotected = remote.then_some(kid.as_slice());
            let protected = protected(header);
            let bytes = encode(&protected, unprotected, &payload, &signature);
            let (message, _) = read(&bytes).unwrap();
            prop_assert_eq!(message.protected, protected);
            prop_assert_eq!(message.payload, payload);
            prop_assert_eq!(message.signature, signature);
            prop_assert_eq!(message.kid, Some(kid.to_vec()));
            prop_assert_eq!(message.algorithm, Algorithm::Es256);
        }

        #[test]
        fn no_bytes_make_the_decoder_panic(mut bytes: Vec<u8>) {
            drop(read(&bytes));
            bytes.splice(..0, [0xD2, 0x84, 0x43, 0xA1, 1, 0x26]);
            drop(read(&bytes));
        }
    }
}
