//! CBOR as the steps above need it: one whole item, without duplicate keys, within stated bounds.
//!
//! RFC 8949, <https://www.rfc-editor.org/rfc/rfc8949>. What an item means is not decided here.

use ciborium::Value;
use serde::Serialize;

/// Deeper nesting is refused; a certificate needs six levels.
pub const MAX_DEPTH: usize = 24;
/// A longer map is refused, so that looking for duplicate keys stays cheap.
pub const MAX_MEMBERS: usize = 512;

/// Why bytes are not one CBOR item.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// The item breaks off.
    #[error("the CBOR item ends early")]
    EndsEarly,
    /// No item begins like this.
    #[error("not well-formed CBOR")]
    Malformed,
    /// More levels than any certificate has.
    #[error("nested more than {MAX_DEPTH} levels deep")]
    TooDeep,
    /// Bytes follow the item.
    #[error("{0} bytes follow the CBOR item")]
    Trailing(usize),
    /// A map has the same key twice.
    #[error("a map has the same key twice")]
    DuplicateKey,
    /// A map key is neither a text nor an integer.
    #[error("a map key is neither a text nor an integer")]
    Key,
    /// A map is longer than any in a certificate.
    #[error("a map has more than {MAX_MEMBERS} members")]
    TooManyMembers,
}

/// Writes an item: definite lengths, shortest form, members in the given order.
#[expect(clippy::missing_panics_doc, reason = "a vector takes every byte")]
pub fn encode(value: &impl Serialize) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(512);
    ciborium::into_writer(value, &mut bytes).expect("a vector takes every byte");
    bytes
}

/// Reads one item that fills all the bytes.
pub fn decode(bytes: &[u8]) -> Result<Value, Error> {
    let mut rest = bytes;
    // Lengths are believed only as far as there are bytes, so a claimed 4 GiB allocates nothing.
    let value = ciborium::de::from_reader_with_recursion_limit(&mut rest, MAX_DEPTH).map_err(
        |error: ciborium::de::Error<std::io::Error>| match error {
            ciborium::de::Error::Io(_) => Error::EndsEarly,
            ciborium::de::Error::RecursionLimitExceeded => Error::TooDeep,
            ciborium::de::Error::Syntax(_) | ciborium::de::Error::Semantic(..) => Error::Malformed,
        },
    )?;
    if !rest.is_empty() {
        return Err(Error::Trailing(rest.len()));
    }
    check_keys(&value)?;
    Ok(value)
}

/// Names a map key for a person to read.
#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "whatever else CBOR has, or will have, cannot be a key here"
)]
pub fn label(key: &Value) -> String {
    match key {
        Value::Integer(number) => i128::from(*number).to_string(),
        Value::Text(text) => text.chars().take(40).collect(),
        _ => String::new(),
    }
}

#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "whatever else CBOR has, or will have, holds no keys"
)]
fn check_keys(value: &Value) -> Result<(), Error> {
    match value {
        Value::Array(items) => items.iter().try_for_each(check_keys),
        Value::Tag(_, inner) => check_keys(inner),
        Value::Map(members) => {
            if members.len() > MAX_MEMBERS {
                return Err(Error::TooManyMembers);
            }
            for (index, (key, value)) in members.iter().enumerate() {
                if !key.is_text() && !key.is_integer() {
                    return Err(Error::Key);
                }
                if members.iter().take(index).any(|(other, _)| other == key) {
                    return Err(Error::DuplicateKey);
                }
                check_keys(value)?;
            }
            Ok(())
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn hostile_items_are_refused_by_name() {
        for (bytes, error) in [
            (&b""[..], Error::EndsEarly),
            // A byte string, a text and an array that claim 4 GiB.
            (&[0x5A, 0xFF, 0xFF, 0xFF, 0xFF, 1], Error::EndsEarly),
            (&[0x7A, 0xFF, 0xFF, 0xFF, 0xFF, b'a'], Error::EndsEarly),
            (&[0x9A, 0xFF, 0xFF, 0xFF, 0xFF, 1], Error::EndsEarly),
            (
                &[0xBB, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF],
                Error::EndsEarly,
            ),
            (&[0xFF], Error::Malformed),
            (&[0x1C], Error::Malformed),
            // A text that is not UTF-8, and an indefinite text with a number inside.
            (&[0x61, 0xFF], Error::Malformed),
            (&[0x7F, 0x01, 0xFF], Error::Malformed),
            (&[0x01, 0x01], Error::Trailing(1)),
            (&[0xA2, 0x01, 0x01, 0x01, 0x02], Error::DuplicateKey),
            (
                &[0x81, 0xC1, 0xA2, 0x61, b'a', 0, 0x61, b'a', 0],
                Error::DuplicateKey,
            ),
            (&[0xA1, 0x41, 0, 0], Error::Key),
        ] {
            assert_eq!(decode(bytes), Err(error), "{bytes:02x?}");
        }
    }

    #[test]
    fn nesting_of_ten_thousand_levels_is_refused() {
        for opening in [&[0x81][..], &[0xC1], &[0xA1, 0x01], &[0x9F], &[0xBF, 0x01]] {
            assert_eq!(decode(&opening.repeat(10_000)), Err(Error::TooDeep));
        }
    }

    #[test]
    fn a_map_of_thousands_is_refused_before_its_keys_are_compared() {
        let members = (0..20_000).map(|key| (Value::from(key), Value::Null));
        assert_eq!(
            decode(&encode(&Value::Map(members.collect()))),
            Err(Error::TooManyMembers)
        );
    }

    proptest! {
        #[test]
        fn texts_and_numbers_come_back(members: std::collections::BTreeMap<String, i64>) {
            let members = members.into_iter().map(|(key, value)| (key.into(), value.into()));
            let value = Value::Map(members.collect());
            prop_assert_eq!(decode(&encode(&value)), Ok(value));
        }

        #[test]
        fn no_bytes_make_the_decoder_panic(bytes: Vec<u8>) {
            drop(decode(&bytes));
        }
    }
}
