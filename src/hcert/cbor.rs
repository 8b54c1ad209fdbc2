//! CBOR as the steps above need it: one whole item, without duplicate keys, within stated bounds.
//!
//! RFC 8949, <https://www.rfc-editor.org/rfc/rfc8949>. What an item means is not decided here. Read by hand, so that
//! texts stay where they lie and every bound is kept while reading, before anything is built.

use std::{borrow::Cow, fmt};

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

/// An item that was read; its strings lie in the bytes it was read from, unless they came in pieces.
#[derive(Clone, PartialEq)]
pub enum Item<'a> {
    /// `true` or `false`.
    Bool(bool),
    /// `null`, or `undefined`.
    Null,
    /// A whole number, between -2^64 and 2^64 - 1.
    Integer(i128),
    /// A floating-point number of any of the three sizes.
    Float(f64),
    /// A byte string.
    Bytes(Cow<'a, [u8]>),
    /// A text string.
    Text(Cow<'a, str>),
    /// Items in a row.
    Array(Vec<Self>),
    /// Items by their keys, no key twice.
    Map(Vec<(Key<'a>, Self)>),
    /// A tag and what it stands before.
    Tag(u64, Box<Self>),
}

/// The key of a map's member.
#[derive(Clone, PartialEq, Eq)]
pub enum Key<'a> {
    /// A number.
    Integer(i128),
    /// A name.
    Text(Cow<'a, str>),
}

impl fmt::Debug for Item<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Item(hidden)")
    }
}

impl fmt::Debug for Key<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Key(hidden)")
    }
}

impl Key<'_> {
    /// Names the key for a person to read.
    pub fn label(&self) -> String {
        match self {
            Self::Integer(number) => number.to_string(),
            Self::Text(text) => text.chars().take(40).collect(),
        }
    }
}

/// Writes an item: definite lengths, shortest form, members in the given order.
#[expect(clippy::missing_panics_doc, reason = "a vector takes every byte")]
pub fn encode(value: &impl Serialize) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(512);
    ciborium::into_writer(value, &mut bytes).expect("a vector takes every byte");
    bytes
}

/// Appends a byte string to items that are written by hand.
pub(super) fn push_bytes(out: &mut Vec<u8>, bytes: &[u8]) {
    let long = (bytes.len() as u64).to_be_bytes();
    let [.., b, a] = long;
    match bytes.len() {
        0..24 => out.push(0x40 | a),
        24..0x100 => out.extend([0x58, a]),
        0x100..0x1_0000 => out.extend([0x59, b, a]),
        _ => {
            out.push(0x5B);
            out.extend(long);
        }
    }
    out.extend(bytes);
}

/// Reads one item that fills all the bytes.
pub fn decode(bytes: &[u8]) -> Result<Item<'_>, Error> {
    let mut reader = Reader { rest: bytes };
    let item = reader.item(MAX_DEPTH)?;
    match reader.rest.len() {
        0 => Ok(item),
        left => Err(Error::Trailing(left)),
    }
}

/// Reads items one after another.
struct Reader<'a> {
    rest: &'a [u8],
}

/// What an item begins with: section 3.
struct Head {
    major: u8,
    /// The lower five bits of the first byte.
    info: u8,
    /// A value, or a length; nothing where items follow until a break.
    argument: Option<u64>,
}

impl<'a> Reader<'a> {
    /// Reads an item of so many levels at most.
    fn item(&mut self, depth: usize) -> Result<Item<'a>, Error> {
        let head = self.head()?;
        let inner = || depth.checked_sub(1).ok_or(Error::TooDeep);
        match (head.major, head.argument) {
            (0, Some(number)) => Ok(Item::Integer(number.into())),
            (1, Some(number)) => Ok(Item::Integer(-1 - i128::from(number))),
            (2, length) => self.string(2, length).map(Item::Bytes),
            (3, length) => self.text(length).map(Item::Text),
            (4, length) => self.array(length, inner()?),
            (5, length) => self.map(length, inner()?),
            (6, Some(tag)) => {
                let item = self.item(inner()?)?;
                Ok(small(tag, &item).unwrap_or_else(|| Item::Tag(tag, Box::new(item))))
            }
            (7, Some(argument)) => simple(head.info, argument),
            _ => Err(Error::Malformed),
        }
    }

    fn head(&mut self) -> Result<Head, Error> {
        let [first] = self.take()?;
        let info = first & 0x1F;
        let argument = match info {
            0..24 => Some(info.into()),
            24 => Some(u8::from_be_bytes(self.take()?).into()),
            25 => Some(u16::from_be_bytes(self.take()?).into()),
            26 => Some(u32::from_be_bytes(self.take()?).into()),
            27 => Some(u64::from_be_bytes(self.take()?)),
            31 => None,
            _ => return Err(Error::Malformed),
        };
        Ok(Head {
            major: first >> 5,
            info,
            argument,
        })
    }

    fn take<const N: usize>(&mut self) -> Result<[u8; N], Error> {
        let (taken, rest) = self.rest.split_first_chunk().ok_or(Error::EndsEarly)?;
        self.rest = rest;
        Ok(*taken)
    }

    /// Takes bytes where they lie: a length is believed only as far as there are bytes.
    fn slice(&mut self, length: u64) -> Result<&'a [u8], Error> {
        let length = usize::try_from(length).or(Err(Error::EndsEarly))?;
        let (taken, rest) = self.rest.split_at_checked(length).ok_or(Error::EndsEarly)?;
        self.rest = rest;
        Ok(taken)
    }

    /// Reads a string, or its pieces up to the break: section 3.2.3.
    fn string(&mut self, major: u8, length: Option<u64>) -> Result<Cow<'a, [u8]>, Error> {
        if let Some(length) = length {
            return self.slice(length).map(Cow::Borrowed);
        }
        let mut whole = Vec::new();
        while self.goes_on(&mut None) {
            match self.head()? {
                Head {
                    major: piece,
                    argument: Some(length),
                    ..
                } if piece == major => {
                    let piece = self.slice(length)?;
                    if major == TEXT && str::from_utf8(piece).is_err() {
                        return Err(Error::Malformed);
                    }
                    whole.extend(piece);
                }
                _ => return Err(Error::Malformed),
            }
        }
        Ok(Cow::Owned(whole))
    }

    fn text(&mut self, length: Option<u64>) -> Result<Cow<'a, str>, Error> {
        match self.string(TEXT, length)? {
            Cow::Borrowed(bytes) => str::from_utf8(bytes)
                .map(Cow::Borrowed)
                .or(Err(Error::Malformed)),
            Cow::Owned(bytes) => String::from_utf8(bytes)
                .map(Cow::Owned)
                .or(Err(Error::Malformed)),
        }
    }

    fn array(&mut self, length: Option<u64>, inner: usize) -> Result<Item<'a>, Error> {
        let mut items = Vec::with_capacity(room(length));
        let mut left = length;
        while self.goes_on(&mut left) {
            items.push(self.item(inner)?);
        }
        Ok(Item::Array(items))
    }

    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "whatever else CBOR has is no key"
    )]
    fn map(&mut self, length: Option<u64>, inner: usize) -> Result<Item<'a>, Error> {
        let mut members: Vec<(Key<'a>, Item<'a>)> = Vec::with_capacity(room(length));
        let mut left = length;
        while self.goes_on(&mut left) {
            let key = match self.item(inner)? {
                Item::Integer(number) => Key::Integer(number),
                Item::Text(text) => Key::Text(text),
                _ => return Err(Error::Key),
            };
            if members.len() == MAX_MEMBERS {
                return Err(Error::TooManyMembers);
            }
            if members.iter().any(|(other, _)| *other == key) {
                return Err(Error::DuplicateKey);
            }
            members.push((key, self.item(inner)?));
        }
        Ok(Item::Map(members))
    }

    /// Whether another item follows: as many as are left, or all up to the break.
    fn goes_on(&mut self, left: &mut Option<u64>) -> bool {
        match (left, self.rest) {
            (Some(0), _) => false,
            (Some(left), _) => {
                *left -= 1;
                true
            }
            (None, [BREAK, rest @ ..]) => {
                self.rest = rest;
                false
            }
            (None, _) => true,
        }
    }
}

/// Returns the room to make for so many items before the first is read: a length may claim anything.
fn room(length: Option<u64>) -> usize {
    length
        .and_then(|length| usize::try_from(length).ok())
        .map_or(0, |length| length.min(16))
}

/// A number that is written as a big one and is none: section 3.4.3 makes them equal.
fn small(tag: u64, item: &Item<'_>) -> Option<Item<'static>> {
    let Item::Bytes(bytes) = item else {
        return None;
    };
    let leading = bytes.iter().take_while(|&&byte| byte == 0).count();
    let digits = bytes.get(leading..)?;
    if digits.len() > 8 {
        return None;
    }
    let number = digits
        .iter()
        .fold(0_i128, |number, &digit| number << 8 | i128::from(digit));
    match tag {
        2 => Some(Item::Integer(number)),
        3 => Some(Item::Integer(-1 - number)),
        _ => None,
    }
}

/// Reads what is neither number, string, array, map nor tag: section 3.3.
#[expect(
    clippy::cast_possible_truncation,
    reason = "the argument was as long as the float it is"
)]
fn simple<'a>(info: u8, argument: u64) -> Result<Item<'a>, Error> {
    Ok(match info {
        20 => Item::Bool(false),
        21 => Item::Bool(true),
        22 | 23 => Item::Null,
        25 => Item::Float(half(argument as u16)),
        26 => Item::Float(f32::from_bits(argument as u32).into()),
        27 => Item::Float(f64::from_bits(argument)),
        _ => return Err(Error::Malformed),
    })
}

/// Reads a float of sixteen bits: IEEE 754 section 3.6.
fn half(bits: u16) -> f64 {
    let (exponent, fraction) = (i32::from(bits >> 10 & 0x1F), f64::from(bits & 0x3FF));
    let size = match exponent {
        0 => fraction * 2_f64.powi(-24),
        31 if fraction == 0.0 => f64::INFINITY,
        31 => f64::NAN,
        _ => (fraction + 1024.0) * 2_f64.powi(exponent - 25),
    };
    if bits >> 15 == 0 { size } else { -size }
}

const TEXT: u8 = 3;
const BREAK: u8 = 0xFF;

#[cfg(test)]
mod tests {
    use ciborium::Value;
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

    /// What the library reads, in our words.
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "whatever else the library may come to read, we do not"
    )]
    fn of_value(value: Value) -> Option<Item<'static>> {
        Some(match value {
            Value::Bool(value) => Item::Bool(value),
            Value::Null => Item::Null,
            Value::Integer(number) => Item::Integer(number.into()),
            Value::Float(number) => Item::Float(number),
            Value::Bytes(bytes) => Item::Bytes(bytes.into()),
            Value::Text(text) => Item::Text(text.into()),
            Value::Array(items) => {
                Item::Array(items.into_iter().map(of_value).collect::<Option<_>>()?)
            }
            Value::Map(members) => {
                let member = |(key, value)| match of_value(key)? {
                    Item::Integer(number) => Some((Key::Integer(number), of_value(value)?)),
                    Item::Text(text) => Some((Key::Text(text), of_value(value)?)),
                    _ => None,
                };
                Item::Map(members.into_iter().map(member).collect::<Option<_>>()?)
            }
            Value::Tag(tag, inner) => Item::Tag(tag, Box::new(of_value(*inner)?)),
            _ => return None,
        })
    }

    /// Holds our reading of bytes against that of the library.
    fn compare(bytes: &[u8]) -> Result<(), TestCaseError> {
        let mut rest = bytes;
        let theirs: Option<Value> =
            ciborium::de::from_reader_with_recursion_limit(&mut rest, 200).ok();
        let theirs = theirs.filter(|_| rest.is_empty()).and_then(of_value);
        // A number that is none is like no other.
        let shown = |item: &Item<'_>| format!("{:?}", Shown(item));
        match (decode(bytes), theirs) {
            (Ok(ours), Some(theirs)) => prop_assert_eq!(shown(&ours), shown(&theirs)),
            (Ok(_), None) => prop_assert!(false, "{:02x?} is no CBOR", bytes),
            (Err(Error::DuplicateKey | Error::Key | Error::TooDeep | Error::TooManyMembers), _) => {
            }
            (Err(error), theirs) => prop_assert!(theirs.is_none(), "{:02x?}: {}", bytes, error),
        }
        Ok(())
    }

    /// Shows an item that is nobody's.
    struct Shown<'a>(&'a Item<'a>);

    impl fmt::Debug for Shown<'_> {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            match self.0 {
                Item::Bool(value) => value.fmt(f),
                Item::Null => f.write_str("null"),
                Item::Integer(number) => number.fmt(f),
                Item::Float(number) => number.fmt(f),
                Item::Bytes(bytes) => bytes.fmt(f),
                Item::Text(text) => text.fmt(f),
                Item::Array(items) => f.debug_list().entries(items.iter().map(Shown)).finish(),
                Item::Map(members) => {
                    let members = members.iter();
                    let members = members.map(|(key, item)| (key.label(), Shown(item)));
                    f.debug_map().entries(members).finish()
                }
                Item::Tag(tag, inner) => write!(f, "{tag}({:?})", Shown(inner)),
            }
        }
    }

    #[test]
    fn every_kind_of_item_is_read_as_the_standard_has_it() {
        // RFC 8949, appendix A.
        for (bytes, shown) in [
            (
                &[0x1B, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF][..],
                "18446744073709551615",
            ),
            (
                &[0x3B, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF],
                "-18446744073709551616",
            ),
            (&[0xC2, 0x42, 1, 0], "256"),
            (&[0xC3, 0x43, 0, 1, 0], "-257"),
            (&[0x39, 0x03, 0xE7], "-1000"),
            (&[0xF9, 0x80, 0x00], "-0.0"),
            (&[0xF9, 0x3E, 0x00], "1.5"),
            (&[0xF9, 0x7B, 0xFF], "65504.0"),
            (&[0xF9, 0x00, 0x01], "5.960464477539063e-8"),
            (&[0xF9, 0x04, 0x00], "6.103515625e-5"),
            (&[0xF9, 0xFC, 0x00], "-inf"),
            (&[0xF9, 0x7E, 0x00], "NaN"),
            (&[0xFA, 0x47, 0xC3, 0x50, 0x00], "100000.0"),
            (
                &[0xFB, 0xC0, 0x10, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66],
                "-4.1",
            ),
            (&[0x83, 0xF4, 0xF5, 0xF7], "[false, true, null]"),
            (&[0x5F, 0x42, 1, 2, 0x41, 3, 0xFF], "[1, 2, 3]"),
            (&[0x7F, 0x61, b'a', 0x60, 0x61, b'b', 0xFF], "\"ab\""),
            (
                &[0xBF, 0x61, b'a', 0x9F, 1, 0xFF, 2, 0xC1, 3, 0xFF],
                "{\"a\": [1], \"2\": 1(3)}",
            ),
        ] {
            assert_eq!(format!("{:?}", Shown(&decode(bytes).unwrap())), shown);
        }
    }

    #[test]
    fn a_byte_string_is_written_in_its_shortest_form() {
        for (length, header) in [(0, 1), (23, 1), (24, 2), (255, 2), (256, 3), (65_535, 3)] {
            let bytes = vec![7; length];
            let mut written = Vec::new();
            push_bytes(&mut written, &bytes);
            assert_eq!(written.len(), header + length);
            assert_eq!(decode(&written), Ok(Item::Bytes(bytes.into())));
        }
    }

    proptest! {
        #[test]
        fn texts_and_numbers_come_back(members: std::collections::BTreeMap<String, i64>) {
            let members = members.into_iter().map(|(key, value)| (key.into(), value.into()));
            let value = Value::Map(members.collect());
            let bytes = encode(&value);
            prop_assert_eq!(decode(&bytes).ok(), of_value(value));
        }

        #[test]
        fn another_library_reads_the_same_and_refuses_the_same(
            bytes in proptest::collection::vec(prop_oneof![
                any::<u8>(), prop::sample::select(&b"\x01\x20\x41a\x61\x7F\x5F\x80\x81\x82\x9F\xA1\xBF\xC1\xC2\xF4\xF6\xF9\xFF"[..]),
            ], 0..24),
        ) {
            compare(&bytes)?;
        }

        #[test]
        fn no_bytes_make_the_decoder_panic(bytes: Vec<u8>) {
            drop(decode(&bytes));
        }
    }
}
