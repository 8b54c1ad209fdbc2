//! The form in which content is kept before it is sealed: JSON, its version first.
//!
//! Domain types promise no stored form; each is taken apart here by name, so that a new field does not compile
//! until it has its place. Errors carry nothing: those of a JSON library repeat what they read.

use std::borrow::Cow;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use jiff::{Timestamp, ZonedDateTime};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::{Content, Fixed, Order};
use crate::{
    domain::{
        Draft, EventDraft, Issuer, RecoveryDraft, Sampled, TestDraft, TestKind, VaccinationDraft,
        product,
    },
    hcert::Header,
};

/// What was kept cannot be read by the rules of this version.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Unreadable;

/// Writes the content of a case.
pub(super) fn encode(content: &Content) -> Result<Zeroizing<Vec<u8>>, Unreadable> {
    let Content {
        draft,
        issuer,
        order,
        captured_at,
        hc1,
        uvci,
        says,
        kept,
    } = content;
    write(&StoredContent {
        draft: StoredDraft::of(draft),
        issuer: StoredIssuer {
            country: issuer.country().into(),
            place: issuer.place().into(),
            name: issuer.name().into(),
            location: issuer.location().into(),
        },
        order: StoredOrder::of(order),
        captured_at: captured_at.to_string(),
        hc1: borrowed(hc1.as_ref()),
        uvci: borrowed(uvci.as_ref()),
        says: borrowed(says.as_ref()),
        kept: kept.as_ref().map(|bytes| STANDARD.encode(bytes)),
    })
}

/// Reads the content of a case.
pub(super) fn decode(bytes: &[u8]) -> Result<Content, Unreadable> {
    let stored: StoredContent<'_> = read(bytes)?;
    Ok(Content {
        draft: stored.draft.read()?,
        issuer: Issuer::new(
            &stored.issuer.country,
            &stored.issuer.place,
            &stored.issuer.name,
            &stored.issuer.location,
        )
        .or(Err(Unreadable))?,
        order: stored.order.read()?,
        captured_at: zoned(&stored.captured_at)?,
        hc1: stored.hc1.map(Cow::into_owned),
        uvci: stored.uvci.map(Cow::into_owned),
        says: stored.says.map(Cow::into_owned),
        kept: stored.kept.as_deref().map(bytes_of).transpose()?,
    })
}

/// Writes what is being typed.
pub(super) fn encode_drafts(drafts: &[Draft]) -> Result<Zeroizing<Vec<u8>>, Unreadable> {
    write(&drafts.iter().map(StoredDraft::of).collect::<Vec<_>>())
}

/// Reads what was being typed.
pub(super) fn decode_drafts(bytes: &[u8]) -> Result<Vec<Draft>, Unreadable> {
    let stored: Vec<StoredDraft<'_>> = read(bytes)?;
    stored.into_iter().map(StoredDraft::read).collect()
}

/// The one form there is so far.
const VERSION: u32 = 1;
/// Room for nearly every case, so that no part of it stays behind where a smaller buffer was.
const USUAL_SIZE: usize = 16 * 1024;

fn write(stored: &impl Serialize) -> Result<Zeroizing<Vec<u8>>, Unreadable> {
    let mut bytes = Zeroizing::new(Vec::with_capacity(USUAL_SIZE));
    let versioned = Versioned {
        version: VERSION,
        stored,
    };
    serde_json::to_writer(&mut *bytes, &versioned).or(Err(Unreadable))?;
    Ok(bytes)
}

fn read<'a, T: Deserialize<'a>>(bytes: &'a [u8]) -> Result<T, Unreadable> {
    let versioned: Versioned<T> = serde_json::from_slice(bytes).or(Err(Unreadable))?;
    if versioned.version != VERSION {
        return Err(Unreadable);
    }
    Ok(versioned.stored)
}

#[derive(Serialize, Deserialize)]
struct Versioned<T> {
    version: u32,
    stored: T,
}

#[derive(Serialize, Deserialize)]
struct StoredContent<'a> {
    draft: StoredDraft<'a>,
    issuer: StoredIssuer<'a>,
    order: StoredOrder<'a>,
    captured_at: String,
    hc1: Option<Cow<'a, str>>,
    uvci: Option<Cow<'a, str>>,
    says: Option<Cow<'a, str>>,
    kept: Option<String>,
}

#[derive(Serialize, Deserialize)]
struct StoredIssuer<'a> {
    country: Cow<'a, str>,
    place: Cow<'a, str>,
    name: Cow<'a, str>,
    location: Cow<'a, str>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum StoredOrder<'a> {
    Fixed {
        payload: String,
        /// The key identifier in the protected header, where one stands there.
        kid: Option<String>,
        uvci: Cow<'a, str>,
        issued_at: String,
        expires_at: String,
    },
    ByServer {
        transaction: String,
    },
}

impl<'a> StoredOrder<'a> {
    fn of(order: &'a Order) -> Self {
        match order {
            Order::Fixed(Fixed {
                payload,
                header,
                uvci,
                issued_at,
                expires_at,
            }) => Self::Fixed {
                payload: STANDARD.encode(payload),
                kid: match header {
                    Header::WithKid(kid) => Some(STANDARD.encode(kid)),
                    Header::AlgorithmOnly => None,
                },
                uvci: uvci.into(),
                issued_at: issued_at.to_string(),
                expires_at: expires_at.to_string(),
            },
            Order::ByServer { transaction } => Self::ByServer {
                transaction: STANDARD.encode(transaction),
            },
        }
    }

    fn read(self) -> Result<Order, Unreadable> {
        Ok(match self {
            Self::Fixed {
                payload,
                kid,
                uvci,
                issued_at,
                expires_at,
            } => Order::Fixed(Fixed {
                payload: bytes_of(&payload)?,
                header: match kid {
                    Some(kid) => Header::WithKid(array_of(&kid)?),
                    None => Header::AlgorithmOnly,
                },
                uvci: uvci.into_owned(),
                issued_at: timestamp(&issued_at)?,
                expires_at: timestamp(&expires_at)?,
            }),
            Self::ByServer { transaction } => Order::ByServer {
                transaction: array_of(&transaction)?,
            },
        })
    }
}

#[derive(Serialize, Deserialize)]
struct StoredDraft<'a> {
    family_name: Cow<'a, str>,
    given_name: Cow<'a, str>,
    family_line: Option<Cow<'a, str>>,
    given_line: Option<Cow<'a, str>>,
    birth_date: Cow<'a, str>,
    birth_unknown: bool,
    event: StoredEvent<'a>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum StoredEvent<'a> {
    Vaccination {
        /// The code of the product, which the embedded list turns back into the product.
        product: Option<Cow<'a, str>>,
        vp: Option<Cow<'a, str>>,
        date: Cow<'a, str>,
        dose: Option<u32>,
        doses: Option<u32>,
        unusual_dose_confirmed: bool,
    },
    Recovery {
        first_positive: Cow<'a, str>,
        valid_from: Cow<'a, str>,
        valid_until: Cow<'a, str>,
    },
    Test {
        /// The code of the kind.
        kind: Option<Cow<'a, str>>,
        name: Cow<'a, str>,
        device: Option<Cow<'a, str>>,
        sampled: StoredSampled<'a>,
        detected: Option<bool>,
        centre: Cow<'a, str>,
    },
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum StoredSampled<'a> {
    Typed {
        date: Cow<'a, str>,
        time: Cow<'a, str>,
        later_hour: Option<bool>,
    },
    At(String),
}

impl<'a> StoredDraft<'a> {
    fn of(draft: &'a Draft) -> Self {
        let Draft {
            family_name,
            given_name,
            family_line,
            given_line,
            birth_date,
            birth_unknown,
            event,
        } = draft;
        Self {
            family_name: family_name.into(),
            given_name: given_name.into(),
            family_line: borrowed(family_line.as_ref()),
            given_line: borrowed(given_line.as_ref()),
            birth_date: birth_date.into(),
            birth_unknown: *birth_unknown,
            event: StoredEvent::of(event),
        }
    }

    fn read(self) -> Result<Draft, Unreadable> {
        Ok(Draft {
            family_name: self.family_name.into_owned(),
            given_name: self.given_name.into_owned(),
            family_line: self.family_line.map(Cow::into_owned),
            given_line: self.given_line.map(Cow::into_owned),
            birth_date: self.birth_date.into_owned(),
            birth_unknown: self.birth_unknown,
            event: self.event.read()?,
        })
    }
}

impl<'a> StoredEvent<'a> {
    fn of(event: &'a EventDraft) -> Self {
        match event {
            EventDraft::Vaccination(VaccinationDraft {
                product,
                vp,
                date,
                dose,
                doses,
                unusual_dose_confirmed,
            }) => Self::Vaccination {
                product: product.map(|product| product.mp.as_str().into()),
                vp: borrowed(vp.as_ref()),
                date: date.into(),
                dose: *dose,
                doses: *doses,
                unusual_dose_confirmed: *unusual_dose_confirmed,
            },
            EventDraft::Recovery(RecoveryDraft {
                first_positive,
                valid_from,
                valid_until,
            }) => Self::Recovery {
                first_positive: first_positive.into(),
                valid_from: valid_from.into(),
                valid_until: valid_until.into(),
            },
            EventDraft::Test(TestDraft {
                kind,
                name,
                device,
                sampled,
                detected,
                centre,
            }) => Self::Test {
                kind: kind.map(|kind| kind.code().into()),
                name: name.into(),
                device: borrowed(device.as_ref()),
                sampled: match sampled {
                    Sampled::Typed {
                        date,
                        time,
                        later_hour,
                    } => StoredSampled::Typed {
                        date: date.into(),
                        time: time.into(),
                        later_hour: *later_hour,
                    },
                    Sampled::At(at) => StoredSampled::At(at.to_string()),
                },
                detected: *detected,
                centre: centre.into(),
            },
        }
    }

    fn read(self) -> Result<EventDraft, Unreadable> {
        Ok(match self {
            Self::Vaccination {
                product,
                vp,
                date,
                dose,
                doses,
                unusual_dose_confirmed,
            } => EventDraft::Vaccination(VaccinationDraft {
                product: product.map(|mp| product_of(&mp)).transpose()?,
                vp: vp.map(Cow::into_owned),
                date: date.into_owned(),
                dose,
                doses,
                unusual_dose_confirmed,
            }),
            Self::Recovery {
                first_positive,
                valid_from,
                valid_until,
            } => EventDraft::Recovery(RecoveryDraft {
                first_positive: first_positive.into_owned(),
                valid_from: valid_from.into_owned(),
                valid_until: valid_until.into_owned(),
            }),
            Self::Test {
                kind,
                name,
                device,
                sampled,
                detected,
                centre,
            } => EventDraft::Test(TestDraft {
                kind: kind
                    .map(|code| TestKind::from_code(&code).ok_or(Unreadable))
                    .transpose()?,
                name: name.into_owned(),
                device: device.map(Cow::into_owned),
                sampled: match sampled {
                    StoredSampled::Typed {
                        date,
                        time,
                        later_hour,
                    } => Sampled::Typed {
                        date: date.into_owned(),
                        time: time.into_owned(),
                        later_hour,
                    },
                    StoredSampled::At(at) => Sampled::At(timestamp(&at)?),
                },
                detected,
                centre: centre.into_owned(),
            }),
        })
    }
}

fn borrowed(text: Option<&String>) -> Option<Cow<'_, str>> {
    text.map(Cow::from)
}

fn product_of(mp: &str) -> Result<&'static product::Product, Unreadable> {
    let mut products = product::products().iter();
    products.find(|product| product.mp == mp).ok_or(Unreadable)
}

fn timestamp(text: &str) -> Result<Timestamp, Unreadable> {
    text.parse().or(Err(Unreadable))
}

fn zoned(text: &str) -> Result<ZonedDateTime, Unreadable> {
    text.parse().or(Err(Unreadable))
}

fn bytes_of(text: &str) -> Result<Vec<u8>, Unreadable> {
    STANDARD.decode(text).or(Err(Unreadable))
}

fn array_of<const N: usize>(text: &str) -> Result<[u8; N], Unreadable> {
    bytes_of(text)?.try_into().or(Err(Unreadable))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Text of every script, with what JSON must escape.
    fn text() -> impl Strategy<Value = String> {
        prop_oneof![
            any::<String>(),
            "[A-ZÄÖÜẞa-zäöüßçşğı' -]{0,40}",
            "\\PC{0,80}"
        ]
    }

    fn optional_text() -> impl Strategy<Value = Option<String>> {
        proptest::option::of(text())
    }

    fn moment() -> impl Strategy<Value = Timestamp> {
        (0_i64..4_000_000_000, 0_i32..1_000_000_000)
            .prop_map(|(second, nanosecond)| Timestamp::new(second, nanosecond).unwrap())
    }

    fn event() -> impl Strategy<Value = EventDraft> {
        let products = product::products();
        let vaccination = (
            proptest::option::of(0..products.len()),
            optional_text(),
            text(),
            any::<Option<u32>>(),
            any::<Option<u32>>(),
            any::<bool>(),
        )
            .prop_map(|(product, vp, date, dose, doses, confirmed)| {
                EventDraft::Vaccination(VaccinationDraft {
                    product: product.map(|index| &products[index]),
                    vp,
                    date,
                    dose,
                    doses,
                    unusual_dose_confirmed: confirmed,
                })
            });
        let recovery =
            [text(), text(), text()].prop_map(|[first_positive, valid_from, valid_until]| {
                EventDraft::Recovery(RecoveryDraft {
                    first_positive,
                    valid_from,
                    valid_until,
                })
            });
        let sampled = prop_oneof![
            (text(), text(), any::<Option<bool>>()).prop_map(|(date, time, later_hour)| {
                Sampled::Typed {
                    date,
                    time,
                    later_hour,
                }
            }),
            moment().prop_map(Sampled::At),
        ];
        let kinds = [None, Some(TestKind::Naat), Some(TestKind::RapidAntigen)];
        let test = (
            proptest::sample::select(kinds.to_vec()),
            text(),
            optional_text(),
            sampled,
            any::<Option<bool>>(),
            text(),
        )
            .prop_map(|(kind, name, device, sampled, detected, centre)| {
                EventDraft::Test(TestDraft {
                    kind,
                    name,
                    device,
                    sampled,
                    detected,
                    centre,
                })
            });
        prop_oneof![vaccination, recovery, test]
    }

    fn draft() -> impl Strategy<Value = Draft> {
        let lines = (optional_text(), optional_text());
        let names = (text(), text(), lines, text(), any::<bool>());
        (names, event()).prop_map(
            |(
                (family_name, given_name, (family_line, given_line), birth_date, birth_unknown),
                event,
            )| {
                Draft {
                    family_name,
                    given_name,
                    family_line,
                    given_line,
                    birth_date,
                    birth_unknown,
                    event,
                }
            },
        )
    }

    fn order() -> impl Strategy<Value = Order> {
        let header = prop_oneof![
            any::<[u8; 8]>().prop_map(Header::WithKid),
            Just(Header::AlgorithmOnly),
        ];
        prop_oneof![
            (any::<Vec<u8>>(), header, text(), moment(), moment()).prop_map(
                |(payload, header, uvci, issued_at, expires_at)| Order::Fixed(Fixed {
                    payload,
                    header,
                    uvci,
                    issued_at,
                    expires_at,
                })
            ),
            any::<[u8; 16]>().prop_map(|transaction| Order::ByServer { transaction }),
        ]
    }

    fn content() -> impl Strategy<Value = Content> {
        let zones = ["Europe/Berlin", "UTC", "Asia/Kathmandu"];
        let captured_at = (moment(), proptest::sample::select(zones.to_vec()))
            .prop_map(|(moment, zone)| moment.in_tz(zone).unwrap());
        let ends = (
            optional_text(),
            optional_text(),
            optional_text(),
            any::<Option<Vec<u8>>>(),
        );
        (draft(), order(), captured_at, "[ -~]{1,80}", ends).prop_map(
            |(draft, order, captured_at, name, (hc1, uvci, says, kept))| Content {
                draft,
                issuer: Issuer::new("DE", "AT", &name, "IZ12345A").unwrap(),
                order,
                captured_at,
                hc1,
                uvci,
                says,
                kept,
            },
        )
    }

    proptest! {
        #[test]
        fn every_content_comes_back_as_it_was(content in content()) {
            let bytes = encode(&content).unwrap();
            prop_assert!(decode(&bytes).unwrap() == content);
        }

        #[test]
        fn drafts_come_back_as_they_were(drafts in proptest::collection::vec(draft(), 0..4)) {
            let bytes = encode_drafts(&drafts).unwrap();
            prop_assert!(decode_drafts(&bytes).unwrap() == drafts);
        }

        #[test]
        fn no_bytes_make_the_decoder_panic(bytes: Vec<u8>) {
            prop_assert!(decode(&bytes).is_err());
        }
    }

    #[test]
    fn the_form_is_what_the_first_version_wrote() {
        let written = include_bytes!("../../tests/data/queue/content-1.json");
        let content = decode(written).unwrap();
        assert_eq!(content.draft.family_name, "Musterfrau-Gößinger");
        let encoded = encode(&content).unwrap();
        let as_json = |bytes: &[u8]| serde_json::from_slice::<serde_json::Value>(bytes).unwrap();
        assert_eq!(as_json(&encoded), as_json(written));
    }

    #[test]
    fn another_version_an_unknown_product_and_an_impossible_issuer_are_refused() {
        let written = include_str!("../../tests/data/queue/content-1.json");
        assert!(decode(written.as_bytes()).is_ok());
        for (from, to) in [
            ("\"version\": 1", "\"version\": 2"),
            ("EU/1/20/1528", "EU/0/00/0000"),
            ("\"XX\"", "\"xx\""),
            ("[Europe/Berlin]", "[Europe/Nowhere]"),
            ("a2lka2lka2k=", "a2lk"),
        ] {
            assert!(written.contains(from), "{from}");
            assert_eq!(
                decode(written.replace(from, to).as_bytes()).err(),
                Some(Unreadable),
                "{to}"
            );
        }
    }
}
