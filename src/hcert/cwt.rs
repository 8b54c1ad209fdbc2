//! CWT claims: who issued, when, until when, and the certificate inside.
//!
//! RFC 8392, <https://www.rfc-editor.org/rfc/rfc8392>, with claim -260 of the EU's electronic health
//! certificate specification. Whether the times fit a moment is for `trust` to say.

use jiff::{SignedDuration, Timestamp};
use serde::{Serialize, Serializer, ser::SerializeMap as _};

use super::{
    cbor::{self, Item, Key},
    note::{Leniency, Note},
    payload::{self, Content},
};

/// What a certificate says about itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claims {
    /// Claim 1: the country of issue, as sent.
    pub iss: Option<String>,
    /// Claim 6: when it was issued.
    pub iat: Timestamp,
    /// Claim 4: when the signature ends to count.
    pub exp: Timestamp,
}

/// Why a payload is not a certificate's.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Not CBOR.
    #[error("the claims are not usable CBOR")]
    Cbor(#[source] cbor::Error),
    /// Not a map.
    #[error("the claims are not a map")]
    Shape,
    /// A claim is missing.
    #[error("claim {0} is missing")]
    Missing(i128),
    /// A claim has the wrong type or an impossible value.
    #[error("claim {0} cannot be read")]
    Claim(i128),
    /// The certificate inside cannot be told as JSON.
    #[error("the certificate cannot be read")]
    Certificate(#[source] payload::Error),
}

/// Writes the claims around a certificate, in the order 1, 4, 6, -260.
pub fn encode(iss: &str, iat: Timestamp, exp: Timestamp, certificate: &impl Serialize) -> Vec<u8> {
    cbor::encode(&Written {
        iss,
        iat,
        exp,
        certificate,
    })
}

/// Claims about to be written: their names are numbers, which no derived struct has.
struct Written<'a, C> {
    iss: &'a str,
    iat: Timestamp,
    exp: Timestamp,
    certificate: &'a C,
}

impl<C: Serialize> Serialize for Written<'_, C> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut claims = serializer.serialize_map(Some(4))?;
        claims.serialize_entry(&ISS, self.iss)?;
        claims.serialize_entry(&EXP, &self.exp.as_second())?;
        claims.serialize_entry(&IAT, &self.iat.as_second())?;
        claims.serialize_entry(&HCERT, &Hcert(self.certificate))?;
        claims.end()
    }
}

/// Claim -260: a map of certificates by their kind.
struct Hcert<'a, C>(&'a C);

impl<C: Serialize> Serialize for Hcert<'_, C> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map([(EU_DCC_V1, self.0)])
    }
}

/// Reads the claims and the certificate.
pub fn decode<'a>(bytes: &'a [u8], notes: &mut Vec<Note>) -> Result<(Claims, Content<'a>), Error> {
    let Item::Map(members) = cbor::decode(bytes).map_err(Error::Cbor)? else {
        return Err(Error::Shape);
    };
    let (mut iss, mut iat, mut exp, mut hcert) = (None, None, None, None);
    for (key, item) in members {
        match key {
            Key::Integer(ISS) => iss = Some(text(item).ok_or(Error::Claim(ISS))?),
            Key::Integer(IAT) => iat = Some(time(item, IAT, "iat", notes)?),
            Key::Integer(EXP) => exp = Some(time(item, EXP, "exp", notes)?),
            Key::Integer(HCERT) => hcert = Some(item),
            further @ (Key::Integer(_) | Key::Text(_)) => {
                notes.push(Note::new(Leniency::FurtherClaim, &further.label()));
            }
        }
    }
    match iss.as_deref() {
        None => notes.push(Note::new(Leniency::NoIssuer, "iss")),
        Some(country) if country.len() != 2 || !country.bytes().all(|b| b.is_ascii_uppercase()) => {
            notes.push(Note::new(Leniency::UnusualIssuer, "iss"));
        }
        Some(_) => {}
    }
    let claims = Claims {
        iss,
        iat: iat.ok_or(Error::Missing(IAT))?,
        exp: exp.ok_or(Error::Missing(EXP))?,
    };
    let certificate = certificate(hcert.ok_or(Error::Missing(HCERT))?, notes)?;
    Ok((claims, certificate))
}

fn text(item: Item<'_>) -> Option<String> {
    if let Item::Text(text) = item {
        Some(text.into_owned())
    } else {
        None
    }
}

#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "whatever is no time is refused alike"
)]
fn time(
    item: Item<'_>,
    claim: i128,
    name: &str,
    notes: &mut Vec<Note>,
) -> Result<Timestamp, Error> {
    match item {
        // No issuer says twice that it is a time.
        Item::Tag(EPOCH, inner) if !matches!(*inner, Item::Tag(..)) => {
            notes.push(Note::new(Leniency::DateTag, name));
            time(*inner, claim, name, notes)
        }
        Item::Integer(seconds) => i64::try_from(seconds)
            .ok()
            .and_then(|seconds| Timestamp::from_second(seconds).ok())
            .ok_or(Error::Claim(claim)),
        Item::Float(seconds) => {
            notes.push(Note::new(Leniency::FractionalTime, name));
            SignedDuration::try_from_secs_f64(seconds)
                .and_then(Timestamp::from_duration)
                .or(Err(Error::Claim(claim)))
        }
        _ => Err(Error::Claim(claim)),
    }
}

fn certificate<'a>(hcert: Item<'a>, notes: &mut Vec<Note>) -> Result<Content<'a>, Error> {
    let Item::Map(members) = hcert else {
        return Err(Error::Claim(HCERT));
    };
    let mut certificate = None;
    for (key, item) in members {
        if key == Key::Integer(EU_DCC_V1) {
            certificate = Some(payload::decode(item, notes).map_err(Error::Certificate)?);
        } else {
            let at = format!("{HCERT}/{}", key.label());
            notes.push(Note::new(Leniency::FurtherClaim, &at));
        }
    }
    certificate.ok_or(Error::Missing(HCERT))
}

const ISS: i128 = 1;
const EXP: i128 = 4;
const IAT: i128 = 6;
const HCERT: i128 = -260;
/// The one kind of certificate inside claim -260. The same number as claim `iss`, by chance.
const EU_DCC_V1: i128 = 1;
/// CBOR's tag for seconds since 1970.
const EPOCH: u64 = 1;

#[cfg(test)]
mod tests {
    use ciborium::Value;
    use proptest::prelude::*;

    use super::*;

    fn claims(members: Vec<(Value, Value)>) -> Vec<u8> {
        cbor::encode(&Value::Map(members))
    }

    fn inner() -> (Value, Value) {
        let certificate = Value::Map(vec![("ver".into(), "1.3.0".into())]);
        (HCERT.into(), Value::Map(vec![(1.into(), certificate)]))
    }

    #[test]
    fn times_are_read_as_integers_floats_and_tagged() {
        for (time, leniency) in [
            (Value::from(1_620_000_000), None),
            (1_620_000_000.0.into(), Some(Leniency::FractionalTime)),
            (
                Value::Tag(1, Box::new(1_620_000_000.into())),
                Some(Leniency::DateTag),
            ),
        ] {
            let bytes = claims(vec![
                (1.into(), "DE".into()),
                (6.into(), time),
                (4.into(), 1_700_000_000.into()),
                inner(),
            ]);
            let mut notes = Vec::new();
            let (claims, _) = decode(&bytes, &mut notes).unwrap();
            assert_eq!(claims.iat.as_second(), 1_620_000_000);
            let met: Vec<_> = notes.iter().map(|note| note.leniency).collect();
            assert_eq!(met, leniency.into_iter().collect::<Vec<_>>());
        }
    }

    #[test]
    fn the_country_may_be_missing_but_nothing_else() {
        let whole = vec![(6.into(), 1.into()), (4.into(), 2.into()), inner()];
        let mut notes = Vec::new();
        assert_eq!(
            decode(&claims(whole.clone()), &mut notes).unwrap().0.iss,
            None
        );
        assert_eq!(notes, [Note::new(Leniency::NoIssuer, "iss")]);
        for missing in 0..whole.len() {
            let mut members = whole.clone();
            members.remove(missing);
            assert!(matches!(
                decode(&claims(members), &mut Vec::new()),
                Err(Error::Missing(_))
            ));
        }
    }

    #[test]
    fn text_keys_impossible_times_and_other_shapes_are_refused() {
        let text_keys = vec![
            ("6".into(), 1.into()),
            ("4".into(), 2.into()),
            ("-260".into(), inner().1),
        ];
        assert!(decode(&claims(text_keys), &mut Vec::new()).is_err());
        for time in [
            f64::NAN.into(),
            f64::INFINITY.into(),
            1e300.into(),
            Value::from(u64::MAX),
            "1".into(),
            Value::Null,
            Value::Tag(1, Box::new(Value::Tag(1, Box::new(1.into())))),
        ] {
            let bytes = claims(vec![(6.into(), time), (4.into(), 2.into()), inner()]);
            assert!(matches!(
                decode(&bytes, &mut Vec::new()),
                Err(Error::Claim(6))
            ));
        }
        assert!(matches!(
            decode(&[0x80], &mut Vec::new()),
            Err(Error::Shape)
        ));
    }

    proptest! {
        #[test]
        fn claims_come_back(iss in "[A-Z]{2}", iat in 0_i64..4_000_000_000, more in 1_i64..100_000_000) {
            let (issued, expires) = (Timestamp::from_second(iat).unwrap(), Timestamp::from_second(iat + more).unwrap());
            let certificate = Value::Map(vec![("ver".into(), "1.3.0".into())]);
            let mut notes = Vec::new();
            let (claims, _) = decode(&encode(&iss, issued, expires, &certificate), &mut notes).unwrap();
            prop_assert_eq!(claims, Claims { iss: Some(iss), iat: issued, exp: expires });
            prop_assert!(notes.is_empty());
        }

        #[test]
        fn no_bytes_make_the_decoder_panic(bytes: Vec<u8>) {
            drop(decode(&bytes, &mut Vec::new()));
        }
    }
}
