//! The worked examples, byte for byte, and how damaged texts fail.

use std::fs;

use jiff::{Timestamp, tz::TimeZone};
use proptest::prelude::*;
use serde_json::Value as Json;

use super::{chain, cleaned, cose, cwt, group, note::Leniency, payload, *};
use crate::domain::{Issuer, Statement};

pub(crate) struct Example(Json);

impl Example {
    pub(crate) fn all() -> Vec<Self> {
        let names = [
            "v-local", "v-remote", "t-local", "t-remote", "r-local", "r-remote",
        ];
        names.map(Self::open).into()
    }

    pub(crate) fn open(name: &str) -> Self {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/worked");
        let text = fs::read_to_string(format!("{folder}/{name}.json")).unwrap();
        Self(serde_json::from_str(&text).unwrap())
    }

    pub(crate) fn bytes(&self, member: &str) -> Vec<u8> {
        let hex = self.0[member].as_str().unwrap();
        let digits = (0..hex.len()).step_by(2);
        digits
            .map(|at| u8::from_str_radix(hex.get(at..at + 2).unwrap(), 16).unwrap())
            .collect()
    }

    fn time(&self, claim: &str) -> Timestamp {
        Timestamp::from_second(self.0["CWT"][claim].as_i64().unwrap()).unwrap()
    }

    fn is_remote(&self) -> bool {
        self.0.get("SKELETON_HEX").is_some()
    }

    fn header(&self) -> Header {
        if self.is_remote() {
            Header::AlgorithmOnly
        } else {
            Header::es256(self.bytes("KID_HEX").try_into().unwrap())
        }
    }

    fn statement(&self) -> Statement {
        let now = self.time("6").to_zoned_datetime(TimeZone::UTC);
        let read = reading::read(&self.0["JSON"]).unwrap();
        read.draft().parse(&now).unwrap().into_statement()
    }

    pub(crate) fn text(&self) -> &str {
        self.0["PREFIX"].as_str().unwrap()
    }

    fn unsigned(&self) -> Unsigned {
        let (_, entry) = group::entry(&self.0["JSON"]).unwrap();
        let issuer = Issuer::new("DE", "DE", entry["is"].as_str().unwrap(), "X").unwrap();
        let uvci = entry["ci"].as_str().unwrap();
        let statement = self.statement();
        let certificate = payload::Certificate::new(&statement, &issuer, uvci);
        let payload = cwt::encode("DE", self.time("6"), self.time("4"), &certificate);
        Unsigned::from_payload(payload, self.header())
    }

    pub(crate) fn sign(&self) -> Hcert {
        let signature = self.bytes("SIGNATURE_HEX");
        match self.header() {
            Header::WithKid { .. } => self.unsigned().sign(&signature),
            Header::AlgorithmOnly => self
                .unsigned()
                .sign_remotely(&self.bytes("KID_HEX"), &signature),
        }
    }
}

#[test]
fn every_step_gives_the_bytes_of_the_worked_examples() {
    for example in Example::all() {
        let unsigned = example.unsigned();
        assert_eq!(unsigned.payload(), example.bytes("PAYLOAD_HEX"));
        assert_eq!(
            cose::protected(example.header()),
            example.bytes("PROTECTED_HEX")
        );
        assert_eq!(unsigned.to_be_signed(), example.bytes("SIG_STRUCTURE_HEX"));
        assert_eq!(example.sign().cose(), example.bytes("COSE_HEX"));
    }
}

#[test]
fn the_worked_examples_are_read_with_the_unprotected_key_as_the_only_leniency() {
    for example in Example::all() {
        for text in [example.text(), example.sign().text()] {
            let decoded = chain::decode(text).unwrap();
            assert_eq!(decoded.cose(), example.bytes("COSE_HEX"));
            assert_eq!(decoded.payload(), example.bytes("PAYLOAD_HEX"));
            assert_eq!(decoded.protected(), example.bytes("PROTECTED_HEX"));
            assert_eq!(decoded.to_be_signed(), example.bytes("SIG_STRUCTURE_HEX"));
            assert_eq!(decoded.signature(), example.bytes("SIGNATURE_HEX"));
            assert_eq!(decoded.kid(), Some(example.bytes("KID_HEX").as_slice()));
            assert_eq!(decoded.algorithm(), &Algorithm::Es256);
            assert_eq!(decoded.claims().iss.as_deref(), Some("DE"));
            assert_eq!(decoded.claims().iat, example.time("6"));
            assert_eq!(decoded.claims().exp, example.time("4"));
            assert_eq!(
                decoded.certificate().to_string(),
                example.0["JSON"].to_string()
            );
            let notes: Vec<_> = decoded.notes().iter().map(|note| note.leniency).collect();
            let expected = example.is_remote().then_some(Leniency::KeyIdUnprotected);
            assert_eq!(notes, expected.into_iter().collect::<Vec<_>>());
        }
    }
}

#[test]
fn with_caps_lock_a_text_may_end_in_a_digit_that_is_typed_as_a_mark() {
    let keys = |character: char| match character {
        '0'..='9' => "=!\"\u{A7}$%&/()"
            .chars()
            .nth(character as usize - '0' as usize),
        '$' => Some('4'),
        '%' => Some('5'),
        '*' => Some('8'),
        '+' => Some('\u{B4}'),
        '-' => Some('?'),
        '.' => Some(':'),
        '/' => Some('_'),
        ':' => Some('\u{F6}'),
        'Y' => Some('z'),
        'Z' => Some('y'),
        other => Some(other.to_ascii_lowercase()),
    };
    let whole = Example::open("v-local");
    let payload = whole.bytes("PAYLOAD_HEX");
    let protected = whole.bytes("PROTECTED_HEX");
    for end in "024".chars() {
        // Some signature, none of which is looked at here, has a text with this end.
        let mut texts = (0..2000_u32).map(|at| {
            let mut signature = [0x5A; 64];
            let count = at as usize % signature.len();
            for (byte, step) in signature.iter_mut().take(count).zip(1..) {
                *byte = (at.wrapping_mul(2_654_435_761).wrapping_mul(step) >> 24) as u8;
            }
            let cose = cose::encode(&protected, None, &payload, &signature);
            format!("HC1:{}", base45::encode(&deflate::encode(&cose)))
        });
        let text = texts.find(|text| text.ends_with(end)).unwrap();
        let typed: String = text.chars().filter_map(keys).collect();
        let cleaned = cleaned::decode(&typed).unwrap_or_else(|why| panic!("{end}: {why}"));
        assert_eq!(cleaned.decoded.payload(), payload, "{end}");
    }
}

#[test]
fn each_stage_reports_its_own_failure() {
    let whole = Example::open("v-local");
    let packed = |cose: &[u8]| format!("HC1:{}", base45::encode(&deflate::encode(cose)));
    let claims = |payload: &[u8]| packed(&cose::encode(&[0xA1, 1, 0x26], None, payload, &[0; 64]));
    for (text, stage) in [
        (String::new(), Stage::Prefix),
        (whole.text().replace("HC1:", ""), Stage::Prefix),
        (whole.text().replace("HC1", "HC2"), Stage::Prefix),
        (whole.text().replace("HC1", "hc1"), Stage::Prefix),
        (
            "HC1:".to_owned() + &"0".repeat(chain::MAX_TEXT),
            Stage::Prefix,
        ),
        (
            whole.text().to_lowercase().replace("hc1", "HC1"),
            Stage::Base45,
        ),
        (format!("{}=", whole.text()), Stage::Base45),
        ("HC1:".to_owned(), Stage::Zlib),
        (
            format!("HC1:{}", base45::encode(&whole.bytes("COSE_HEX"))),
            Stage::Zlib,
        ),
        (packed(&vec![0; 1_000_000]), Stage::Zlib),
        (packed(b""), Stage::Cose),
        (packed(&[0x81].repeat(10_000)), Stage::Cose),
        (
            packed(&[0xD2, 0x84, 0x5A, 0xFF, 0xFF, 0xFF, 0xFF]),
            Stage::Cose,
        ),
        (
            packed(&[whole.bytes("COSE_HEX"), vec![0]].concat()),
            Stage::Cose,
        ),
        (claims(&[]), Stage::Cwt),
        (claims(&[0xA1, 0x01]), Stage::Cwt),
        (
            claims(&[whole.bytes("PAYLOAD_HEX"), vec![0]].concat()),
            Stage::Cwt,
        ),
    ] {
        let stage_met = chain::decode(&text).map_err(|failure| failure.stage());
        assert_eq!(stage_met.unwrap_err(), stage);
    }
}

#[test]
fn groups_are_counted_without_those_that_are_null() {
    use super::group::GroupFault;
    use crate::domain::Kind;
    for (certificate, kind) in [
        (serde_json::json!({ "v": [{}] }), Ok(Kind::Vaccination)),
        (
            serde_json::json!({ "v": null, "t": [{}], "r": null }),
            Ok(Kind::Test),
        ),
        (serde_json::json!({}), Err(GroupFault::Groups(0))),
        (
            serde_json::json!({ "v": [{}], "r": [{}] }),
            Err(GroupFault::Groups(2)),
        ),
        (serde_json::json!({ "r": [{}, {}] }), Ok(Kind::Recovery)),
        (serde_json::json!({ "r": {} }), Err(GroupFault::NotAnArray)),
    ] {
        assert_eq!(group::kind(&certificate), kind);
    }
    for (entries, is_one) in [
        (serde_json::json!([{}]), true),
        (serde_json::json!([]), false),
        (serde_json::json!([{}, {}]), false),
    ] {
        let certificate = serde_json::json!({ "r": entries });
        assert_eq!(group::entry(&certificate).is_some(), is_one);
    }
}

#[test]
fn personal_data_stays_out_of_debug() {
    let example = Example::open("v-local");
    let decoded = chain::decode(example.text()).unwrap();
    let shown = format!(
        "{:?} {:?} {:?} {:?}",
        decoded,
        decoded.read_back().unwrap(),
        example.unsigned(),
        example.sign()
    );
    assert!(
        !shown.contains("Muster") && !shown.contains("77, 117"),
        "{shown}"
    );
}

proptest! {
    #[test]
    fn no_text_makes_the_chain_panic(text: String, digits in "[0-9A-Z $%*+./:-]{0,200}") {
        prop_assert!(chain::decode(&text).is_err());
        prop_assert!(chain::decode(&["HC1:", &digits].concat()).is_err());
    }

    #[test]
    fn no_damage_to_a_message_makes_the_chain_panic(place in 0_usize..390, byte: u8, cut: bool) {
        let mut cose = Example::open("v-local").bytes("COSE_HEX");
        if let Some(at) = cose.get_mut(place) {
            *at = byte;
        }
        if cut {
            cose.truncate(place);
            prop_assert!(chain::decode_cose(cose).is_err());
        } else if let Ok(decoded) = chain::decode_cose(cose) {
            drop(decoded.read_back());
        }
    }
}
