//! The form in which content is kept before it is sealed: JSON, its version first.
//!
//! Domain types promise no stored form; each is taken apart here by name, so that a new field does not compile
//! until it has its place. Errors carry nothing: those of a JSON library repeat what they read.

mod stored_draft;
mod stored_result;

use std::borrow::Cow;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use jiff::{Timestamp, ZonedDateTime};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::{Content, Former, Prepared, Settled, SigningMode};
use crate::{
    case::{CaseVersion, PickupNumber, Visit, VisitId},
    domain::Issuer,
    hcert::{Header, SigningAlgorithm},
};
use stored_draft::StoredDraft;
use stored_result::StoredResult;

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
        signer,
        lost,
        portal_message,
        kept_answer,
        maybe_signed,
        former,
    } = content;
    let mut bytes = write(&StoredContent {
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
        signer: signer.as_ref().map(|der| STANDARD.encode(der)),
        lost: lost.iter().map(Cow::from).collect(),
        portal_message: borrowed(portal_message.as_ref()),
        kept_answer: kept_answer.as_ref().map(|bytes| STANDARD.encode(bytes)),
        maybe_signed: *maybe_signed,
        corrected: former.corrected,
        former_attempts: former.attempts,
    })?;
    let filled = bytes.len().next_multiple_of(FILLS);
    bytes.resize(filled, b' ');
    Ok(bytes)
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
        signer: stored.signer.as_deref().map(bytes_of).transpose()?,
        lost: stored.lost.into_iter().map(Cow::into_owned).collect(),
        portal_message: stored.portal_message.map(Cow::into_owned),
        kept_answer: stored.kept_answer.as_deref().map(bytes_of).transpose()?,
        maybe_signed: stored.maybe_signed,
        former: Former {
            corrected: stored.corrected,
            attempts: stored.former_attempts,
        },
    })
}

/// Writes what is being typed.
pub(super) fn encode_visit(visit: &Visit) -> Result<Zeroizing<Vec<u8>>, Unreadable> {
    let Visit {
        id: _, // stands beside it, and the seal is bound to it
        drafts,
        corrects,
        given,
    } = visit;
    write(&StoredVisit {
        drafts: drafts.iter().map(StoredDraft::of).collect(),
        corrects: corrects.map(|case| case.number.get()),
        times: corrects.map_or(0, |case| case.corrected),
        given: given.iter().map(StoredDraft::of).collect(),
    })
}

/// Reads what was being typed in the visit of this name.
pub(super) fn decode_visit(id: VisitId, bytes: &[u8]) -> Result<Visit, Unreadable> {
    let StoredVisit {
        drafts,
        corrects,
        times,
        given,
    } = match read(bytes) {
        Ok(stored) => stored,
        // Older versions kept the drafts alone.
        Err(Unreadable) => StoredVisit {
            drafts: read(bytes)?,
            corrects: None,
            times: 0,
            given: Vec::new(),
        },
    };
    let corrects = corrects.map(|number| {
        let number = PickupNumber::new(number).ok_or(Unreadable)?;
        Ok(CaseVersion {
            number,
            corrected: times,
        })
    });
    let all = |stored: Vec<StoredDraft<'_>>| -> Result<Vec<_>, Unreadable> {
        stored.into_iter().map(StoredDraft::read).collect()
    };
    Ok(Visit {
        id,
        drafts: all(drafts)?,
        corrects: corrects.transpose()?,
        given: all(given)?,
    })
}

/// Writes what an attempt brought back and is not in its case yet.
pub(super) fn encode_result(settled: &Settled) -> Result<Zeroizing<Vec<u8>>, Unreadable> {
    write(&StoredResult::of(settled))
}

/// Reads what an attempt brought back and is not in its case yet.
pub(super) fn decode_result(bytes: &[u8]) -> Result<Settled, Unreadable> {
    read::<StoredResult<'_>>(bytes)?.read()
}

/// The form that is written: in the first, doses had no basis and staff were asked nothing.
const VERSION: u32 = 2;
/// The oldest form that is read.
const OLDEST: u32 = 1;
/// What is sealed of a case fills a page of the database, so that it is written over where it lies, whatever is added
/// to it; its length tells nothing of the names in it.
const FILLS: usize = 3_840;
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
    if !(OLDEST..=VERSION).contains(&versioned.version) {
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
    /// Not there in cases of older versions, and neither is the next.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    signer: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    lost: Vec<Cow<'a, str>>,
    #[serde(rename = "says")]
    portal_message: Option<Cow<'a, str>>,
    #[serde(rename = "kept")]
    kept_answer: Option<String>,
    /// Not there in cases of older versions.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    maybe_signed: bool,
    /// Not there in cases that were never corrected, and neither is the next.
    #[serde(default, skip_serializing_if = "is_none_yet")]
    corrected: u32,
    #[serde(default, skip_serializing_if = "is_none_yet")]
    former_attempts: u32,
}

#[derive(Serialize, Deserialize)]
struct StoredVisit<'a> {
    drafts: Vec<StoredDraft<'a>>,
    // Drafts of older versions keep its name.
    #[serde(rename = "replaces")]
    corrects: Option<u32>,
    /// Not there in visits of older versions, in which no case was corrected twice.
    #[serde(default, skip_serializing_if = "is_none_yet")]
    times: u32,
    /// Not there in visits of older versions, which forgot it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    given: Vec<StoredDraft<'a>>,
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
        /// Whether PS256 stands there in the place of ES256.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        ps256: bool,
        uvci: Cow<'a, str>,
        issued_at: String,
        expires_at: String,
    },
    ByServer {
        transaction: String,
    },
}

impl<'a> StoredOrder<'a> {
    fn of(order: &'a SigningMode) -> Self {
        match order {
            SigningMode::Prepared(Prepared {
                payload,
                header,
                uvci,
                issued_at,
                expires_at,
            }) => Self::Fixed {
                payload: STANDARD.encode(payload),
                kid: match header {
                    Header::WithKid { kid, .. } => Some(STANDARD.encode(kid)),
                    Header::AlgorithmOnly => None,
                },
                ps256: matches!(
                    header,
                    Header::WithKid {
                        algorithm: SigningAlgorithm::Ps256,
                        ..
                    }
                ),
                uvci: uvci.into(),
                issued_at: issued_at.to_string(),
                expires_at: expires_at.to_string(),
            },
            SigningMode::ByServer { transaction } => Self::ByServer {
                transaction: STANDARD.encode(transaction),
            },
        }
    }

    fn read(self) -> Result<SigningMode, Unreadable> {
        Ok(match self {
            Self::Fixed {
                payload,
                kid,
                ps256,
                uvci,
                issued_at,
                expires_at,
            } => SigningMode::Prepared(Prepared {
                payload: bytes_of(&payload)?,
                header: match kid {
                    Some(kid) => Header::WithKid {
                        algorithm: if ps256 {
                            SigningAlgorithm::Ps256
                        } else {
                            SigningAlgorithm::Es256
                        },
                        kid: array_of(&kid)?,
                    },
                    None => Header::AlgorithmOnly,
                },
                uvci: uvci.into_owned(),
                issued_at: timestamp(&issued_at)?,
                expires_at: timestamp(&expires_at)?,
            }),
            Self::ByServer { transaction } => SigningMode::ByServer {
                transaction: array_of(&transaction)?,
            },
        })
    }
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "the library gives a reference"
)]
fn is_none_yet(times: &u32) -> bool {
    *times == 0
}

fn borrowed(text: Option<&String>) -> Option<Cow<'_, str>> {
    text.map(Cow::from)
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
    use crate::domain::{
        BirthDraft, DoseDraft, Draft, Event, EventDraft, RecoveryDraft, Sampled, TestDraft,
        TestKind, VaccinationDraft,
        dose::{BasisDraft, Before},
        product,
    };

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

    fn dose() -> impl Strategy<Value = DoseDraft> {
        let before = || proptest::sample::select(Before::ALL.to_vec());
        let basis = prop_oneof![
            Just(BasisDraft::Unanswered),
            before().prop_map(BasisDraft::Before),
            (text(), proptest::option::of(before()))
                .prop_map(|(doses, before)| BasisDraft::Numbers { doses, before }),
            (text(), text()).prop_map(|(doses, reason)| BasisDraft::ByHand { doses, reason }),
        ];
        let number = prop_oneof![text(), "[1-9]"];
        (number, basis).prop_map(|(number, basis)| DoseDraft { number, basis })
    }

    fn event() -> impl Strategy<Value = EventDraft> {
        let products = product::products();
        let vaccination = (
            proptest::option::of(0..products.len()),
            optional_text(),
            text(),
            dose(),
        )
            .prop_map(|(product, vp, date, dose)| {
                EventDraft::Vaccination(VaccinationDraft {
                    product: product.map(|index| &products[index]),
                    vp,
                    date,
                    dose,
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
        let birth = prop_oneof![
            text().prop_map(BirthDraft::Typed),
            Just(BirthDraft::Unknown)
        ];
        let names = (text(), text(), lines, birth);
        let confirmed = proptest::collection::btree_set(text(), 0..3);
        (names, event(), confirmed).prop_map(
            |(
                (family_name, given_name, (family_transliteration, given_transliteration), birth),
                event,
                confirmed,
            )| {
                Draft {
                    family_name,
                    given_name,
                    family_transliteration: family_transliteration.into(),
                    given_transliteration: given_transliteration.into(),
                    birth,
                    event,
                    confirmed,
                }
            },
        )
    }

    fn order() -> impl Strategy<Value = SigningMode> {
        let header = prop_oneof![
            any::<[u8; 8]>().prop_map(Header::es256),
            any::<[u8; 8]>().prop_map(|kid| Header::WithKid {
                algorithm: SigningAlgorithm::Ps256,
                kid,
            }),
            Just(Header::AlgorithmOnly),
        ];
        prop_oneof![
            (any::<Vec<u8>>(), header, text(), moment(), moment()).prop_map(
                |(payload, header, uvci, issued_at, expires_at)| SigningMode::Prepared(Prepared {
                    payload,
                    header,
                    uvci,
                    issued_at,
                    expires_at,
                })
            ),
            any::<[u8; 16]>().prop_map(|transaction| SigningMode::ByServer { transaction }),
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
            any::<(Option<Vec<u8>>, Option<Vec<u8>>, Vec<String>, bool)>(),
            any::<(u32, u32)>(),
        );
        (draft(), order(), captured_at, "[ -~]{1,80}", ends).prop_map(
            |(
                draft,
                order,
                captured_at,
                name,
                (
                    hc1,
                    uvci,
                    portal_message,
                    (kept_answer, signer, lost, maybe_signed),
                    (corrected, attempts),
                ),
            )| Content {
                draft,
                issuer: Issuer::new("DE", "AT", &name, "IZ12345A").unwrap(),
                order,
                captured_at,
                hc1,
                uvci,
                signer,
                lost,
                portal_message,
                kept_answer,
                maybe_signed,
                former: Former {
                    corrected,
                    attempts,
                },
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
        fn a_visit_comes_back_as_it_was(
            drafts in proptest::collection::vec(draft(), 0..4),
            (number, corrected) in any::<(u32, u32)>(),
            given in proptest::collection::vec(draft(), 0..3),
        ) {
            let id = VisitId::new([7; VisitId::BYTES]);
            let number = PickupNumber::new(number);
            let corrects = number.map(|number| CaseVersion { number, corrected });
            let visit = Visit { id, drafts, corrects, given };
            let bytes = encode_visit(&visit).unwrap();
            prop_assert!(decode_visit(id, &bytes).unwrap() == visit);
        }

        #[test]
        fn drafts_that_an_older_version_kept_are_read(
            drafts in proptest::collection::vec(draft(), 0..4),
        ) {
            let stored: Vec<_> = drafts.iter().map(StoredDraft::of).collect();
            let id = VisitId::new([7; VisitId::BYTES]);
            let visit = decode_visit(id, &write(&stored).unwrap()).unwrap();
            prop_assert!(visit.drafts == drafts && visit.corrects.is_none());
        }

        #[test]
        fn no_bytes_make_the_decoder_panic(bytes: Vec<u8>) {
            prop_assert!(decode(&bytes).is_err());
        }
    }

    #[test]
    fn the_form_is_what_this_version_writes() {
        let written = include_bytes!("../../../tests/data/queue/content-2.json");
        let content = decode(written).unwrap();
        assert_eq!(content.draft.family_name, "Musterfrau-Gößinger");
        let encoded = encode(&content).unwrap();
        let as_json = |bytes: &[u8]| serde_json::from_slice::<serde_json::Value>(bytes).unwrap();
        assert_eq!(as_json(&encoded), as_json(written));
    }

    /// The first version knew no basis and asked nothing: what it has taken up is signed and shown all the same.
    #[test]
    fn what_the_first_version_wrote_is_still_a_statement() {
        let written = include_str!("../../../tests/data/queue/content-1.json");
        let janssen = written.replace("EU/1/20/1528", "EU/1/20/1525");
        for (written, numbers) in [
            (written.to_owned(), (1, 2)),
            // No rule gives these, and nobody has said why.
            (written.replace("\"doses\": 2", "\"doses\": 4"), (1, 4)),
            (janssen, (1, 2)),
            // Before the vaccine was authorised.
            (written.replace("13.06.2021", "02.12.2020"), (1, 2)),
        ] {
            let content = decode(written.as_bytes()).unwrap();
            let draft = content.draft.clone();
            let parsed = draft.parse(&content.captured_at).unwrap();
            let Event::Vaccination(vaccination) = parsed.statement().event() else {
                panic!("a vaccination")
            };
            let dose = vaccination.dose();
            assert_eq!((dose.number(), dose.doses()), numbers);
            let again = decode(&encode(&content).unwrap()).unwrap();
            assert!(again == content);
        }
    }

    /// A rule that changes after a case was taken up does not change the case: its bytes are fixed.
    #[test]
    fn a_case_keeps_the_numbers_that_its_rule_gave() {
        let written = include_str!("../../../tests/data/queue/content-2.json");
        let changed = written.replace("[\"1\", 2]", "[\"1\", 3]");
        assert_ne!(changed, written);
        let content = decode(changed.as_bytes()).unwrap();
        let draft = content.draft.clone();
        let parsed = draft.parse(&content.captured_at).unwrap();
        let Event::Vaccination(vaccination) = parsed.statement().event() else {
            panic!("a vaccination")
        };
        assert_eq!(vaccination.dose().doses(), 3);
    }

    #[test]
    fn another_version_an_unknown_product_and_an_impossible_issuer_are_refused() {
        let written = include_str!("../../../tests/data/queue/content-1.json");
        assert!(decode(written.as_bytes()).is_ok());
        for (from, to) in [
            ("\"version\": 1", "\"version\": 3"),
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
