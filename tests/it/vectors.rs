//! The published test certificates of 39 countries against every claim that was made about them.
//!
//! `tests/data/vectors/NOTICE` tells where they come from. A claim that the data contradict
//! (`META.known_broken`) must be found wrong here too.
#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a test that cannot read its data must fail, and shows what it counted"
)]

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    thread,
};

use base64::{Engine as _, engine::general_purpose::STANDARD as BASE64};
use impftheke::{
    check::json_schema,
    hcert::{Decoded, base45, cbor, chain, cwt, deflate, payload},
    qr,
    trust::{self, Certificate, Outcome},
};
use jiff::{Timestamp, civil::DateTime, tz::TimeZone};
use serde_json::Value as Json;

/// One vector.
struct Vector {
    id: String,
    folder: PathBuf,
    content: Json,
}

impl Vector {
    fn all() -> Vec<Self> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/vectors");
        let mut vectors = Vec::new();
        for folder in fs::read_dir(root).unwrap() {
            let folder = folder.unwrap().path();
            if !folder.is_dir() {
                continue;
            }
            for file in fs::read_dir(&folder).unwrap() {
                let path = file.unwrap().path();
                if path
                    .extension()
                    .is_some_and(|extension| extension == "json")
                {
                    let content: Json =
                        serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
                    let id = content
                        .pointer("/META/id")
                        .and_then(Json::as_str)
                        .unwrap()
                        .to_owned();
                    let folder = folder.clone();
                    vectors.push(Self {
                        id,
                        folder,
                        content,
                    });
                }
            }
        }
        vectors.sort_by(|one, other| one.id.cmp(&other.id));
        vectors
    }

    fn text(&self, member: &str) -> Option<&str> {
        self.content.get(member)?.as_str()
    }

    fn bytes(&self, member: &str) -> Option<Vec<u8>> {
        let hex = self.text(member)?;
        let digits = (0..hex.len()).step_by(2);
        digits
            .map(|at| u8::from_str_radix(hex.get(at..at + 2)?, 16).ok())
            .collect()
    }

    fn context(&self, member: &str) -> Option<&str> {
        self.content.get("TESTCTX")?.get(member)?.as_str()
    }

    fn json(&self) -> Option<&Json> {
        self.content.get("JSON")
    }

    fn clock(&self) -> Option<Timestamp> {
        let text = self.context("VALIDATIONCLOCK")?;
        // Some clocks have no zone; UTC is meant.
        let utc = || {
            text.parse::<DateTime>()
                .ok()?
                .to_zoned_datetime(TimeZone::UTC)
                .ok()
        };
        text.parse().ok().or_else(|| Some(utc()?.timestamp()))
    }

    fn claims(&self) -> impl Iterator<Item = (&str, bool)> {
        let claims = self
            .content
            .get("EXPECTEDRESULTS")
            .and_then(Json::as_object);
        claims
            .into_iter()
            .flatten()
            .filter_map(|(flag, claimed)| Some((flag.as_str(), claimed.as_bool()?)))
    }

    fn is_known_broken(&self, flag: &str) -> bool {
        self.remarks("known_broken")
            .any(|text| text.starts_with(&format!("{flag} ")))
    }

    /// Lists what `META` remarks on it.
    fn remarks(&self, member: &str) -> impl Iterator<Item = &str> {
        let remarks = self
            .content
            .get("META")
            .and_then(|meta| meta.get(member)?.as_array());
        remarks.into_iter().flatten().filter_map(Json::as_str)
    }

    fn signer(&self) -> Option<Certificate> {
        let der = BASE64.decode(self.context("CERTIFICATE")?).ok()?;
        Certificate::from_der(&der).ok()
    }

    /// Reads the COSE bytes, or what the text leads to where they are not given.
    fn decoded(&self) -> Option<Decoded> {
        match self.bytes("COSE") {
            Some(cose) => chain::decode_cose(cose).ok(),
            None => chain::decode(self.text("PREFIX")?).ok(),
        }
    }

    /// Reads the CBOR, which is either the whole payload or the certificate alone.
    fn cbor(&self) -> Option<Json> {
        let cbor = self.bytes("CBOR")?;
        if let Ok((_, certificate)) = cwt::decode(&cbor, &mut Vec::new()) {
            return Some(certificate.to_json());
        }
        let item = cbor::decode(&cbor).ok()?;
        let certificate = payload::decode(item, &mut Vec::new()).ok()?;
        Some(certificate.to_json())
    }
}

/// Says whether a flag holds; nothing when what it needs is not there.
fn holds(vector: &Vector, flag: &str) -> Option<bool> {
    Some(match flag {
        "EXPECTEDPICTUREDECODE" => return picture(vector),
        "EXPECTEDUNPREFIX" => {
            let (text, rest) = (vector.text("PREFIX")?, vector.text("BASE45"));
            match (chain::unprefix(text), rest) {
                (Ok(found), Some(rest)) => found == rest,
                (found, _) => found.is_ok(),
            }
        }
        "EXPECTEDB45DECODE" => match (
            base45::decode(vector.text("BASE45")?),
            vector.bytes("COMPRESSED"),
        ) {
            (Ok(bytes), Some(compressed)) => bytes == compressed,
            (Ok(_), None) => return None,
            (Err(_), _) => false,
        },
        "EXPECTEDCOMPRESSION" => {
            let compressed = match vector.bytes("COMPRESSED") {
                Some(compressed) => compressed,
                None => base45::decode(vector.text("BASE45")?).ok()?,
            };
            match (deflate::decode(&compressed), vector.bytes("COSE")) {
                (Ok(inflated), Some(cose)) => inflated == cose,
                (inflated, _) => inflated.is_ok(),
            }
        }
        "EXPECTEDVERIFY" => verdict(vector)?.signature == Outcome::Ok,
        "EXPECTEDKEYUSAGE" => verdict(vector)?.key_usage == Outcome::Ok,
        "EXPECTEDEXPIRATIONCHECK" => {
            let (decoded, clock) = (vector.decoded()?, vector.clock()?);
            let claims = decoded.claims();
            (claims.iat..=claims.exp).contains(&clock)
        }
        "EXPECTEDDECODE" => {
            let json = vector.json();
            let cbor = vector.bytes("CBOR")?;
            let Some(certificate) = vector.cbor() else {
                return Some(false);
            };
            let inside = vector.decoded().is_none_or(|decoded| {
                same(decoded.certificate(), &certificate)
                    && (decoded.payload() == cbor || cwt::decode(&cbor, &mut Vec::new()).is_err())
            });
            inside && same(&certificate, json?)
        }
        "EXPECTEDVALIDJSON" => {
            let json = vector.json()?;
            chain::decode(vector.text("PREFIX")?)
                .is_ok_and(|decoded| same(decoded.certificate(), json))
        }
        "EXPECTEDSCHEMAVALIDATION" => {
            let certificate = match vector.decoded() {
                Some(decoded) => decoded.certificate().clone(),
                None => vector.json()?.clone(),
            };
            json_schema::check(&certificate).is_ok()
        }
        "EXPECTEDVALIDOBJECT" => {
            let version = vector.context("SCHEMA").unwrap_or(json_schema::USUAL);
            json_schema::check_against(vector.json()?, version).is_ok()
        }
        "EXPECTEDENCODE" => same(&vector.cbor()?, vector.json()?),
        _ => return None,
    })
}

fn verdict(vector: &Vector) -> Option<trust::Verdict> {
    let decoded = vector.decoded()?;
    let clock = vector.clock().unwrap_or_else(|| decoded.claims().iat);
    Some(trust::verify(&decoded, &[vector.signer()?], clock))
}

fn picture(vector: &Vector) -> Option<bool> {
    let (read, text) = (read_pictures(vector), vector.text("PREFIX")?);
    let all = read.iter().all(|found| found.as_deref() == Some(text));
    (!read.is_empty()).then_some(all)
}

fn read_pictures(vector: &Vector) -> Vec<Option<String>> {
    let files = vector.content.get("2DCODE_FILES").and_then(Json::as_array);
    let read = |file: &str| {
        let picture = image::open(vector.folder.join(file)).unwrap().into_luma8();
        let (width, height) = picture.dimensions();
        qr::read(picture.as_raw(), width as usize, height as usize).ok()
    };
    let files = files.into_iter().flatten().filter_map(Json::as_str);
    files.map(read).collect()
}

/// Compares two certificates: times as instants, numbers by value, without the order of members.
fn same(one: &Json, other: &Json) -> bool {
    match (one, other) {
        (Json::Object(one), Json::Object(other)) => {
            one.len() == other.len()
                && one.iter().all(|(member, value)| {
                    other.get(member).is_some_and(|other| same(value, other))
                })
        }
        (Json::Array(one), Json::Array(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| same(one, other))
        }
        (Json::Number(one), Json::Number(other)) => one.as_f64() == other.as_f64(),
        (Json::String(one), Json::String(other)) => one == other || same_instant(one, other),
        _ => one == other,
    }
}

fn same_instant(one: &str, other: &str) -> bool {
    match (one.parse::<Timestamp>(), other.parse::<Timestamp>()) {
        (Ok(one), Ok(other)) => one == other,
        _ => false,
    }
}

/// What became of one claim.
struct Finding {
    id: String,
    flag: String,
    claimed: bool,
    expected: bool,
    found: Option<bool>,
}

fn examine(vectors: &[Vector]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for vector in vectors {
        for (flag, claimed) in vector.claims() {
            findings.push(Finding {
                id: vector.id.clone(),
                flag: flag.to_owned(),
                claimed,
                expected: claimed != vector.is_known_broken(flag),
                found: holds(vector, flag),
            });
        }
    }
    findings
}

#[test]
fn every_claim_about_every_vector_is_confirmed_or_known_to_be_wrong() {
    let vectors = Vector::all();
    assert_eq!(vectors.len(), 533);
    let findings: Vec<Finding> = thread::scope(|scope| {
        let parts: Vec<_> = vectors
            .chunks(vectors.len() / 4 + 1)
            .map(|part| scope.spawn(|| examine(part)))
            .collect();
        parts
            .into_iter()
            .flat_map(|part| part.join().unwrap())
            .collect()
    });
    let mut counts = BTreeMap::<&str, [usize; 5]>::new();
    for finding in &findings {
        let place = match (finding.claimed, finding.found) {
            (_, None) => 4,
            (true, Some(true)) => 0,
            (true, Some(false)) => 1,
            (false, Some(false)) => 2,
            (false, Some(true)) => 3,
        };
        counts.entry(&finding.flag).or_default()[place] += 1;
    }
    println!(
        "{:26}{:>8}{:>8}{:>8}{:>8}{:>8}",
        "", "+ +", "+ -", "- -", "- +", "none"
    );
    for (flag, row) in counts {
        println!(
            "{flag:26}{:>8}{:>8}{:>8}{:>8}{:>8}",
            row[0], row[1], row[2], row[3], row[4]
        );
    }
    // What a claim needs is missing in these; none more may slip through untested.
    let untested = findings.iter().filter(|finding| finding.found.is_none());
    assert_eq!(untested.count(), 72);
    let wrong: Vec<_> = findings
        .iter()
        .filter(|finding| finding.found.is_some_and(|found| found != finding.expected))
        .map(|finding| {
            format!(
                "{} {}: expected {}",
                finding.id, finding.flag, finding.expected
            )
        })
        .collect();
    assert!(
        wrong.is_empty(),
        "{} disagree:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

#[test]
fn what_real_issuers_did_is_read_and_noted() {
    use impftheke::hcert::note::Leniency;
    let mut counts = BTreeMap::<String, usize>::new();
    let vectors = Vector::all();
    for vector in &vectors {
        let Some(decoded) = vector.decoded() else {
            continue;
        };
        let mut met: Vec<_> = decoded
            .notes()
            .iter()
            .map(|note| format!("{:?}", note.leniency))
            .collect();
        met.sort();
        met.dedup();
        for leniency in met {
            *counts.entry(leniency).or_default() += 1;
        }
        for quirk in vector.remarks("quirks") {
            let expected = match quirk
                .split([':', '[', '\''])
                .next()
                .unwrap_or_default()
                .trim()
            {
                "kid" if quirk.ends_with("protected+unprotected") => Leniency::KeyIdTwice,
                "kid" => Leniency::KeyIdUnprotected,
                "kid has 3 bytes" => Leniency::KeyIdLength,
                "alg only in the unprotected header" => Leniency::AlgorithmUnprotected,
                "further COSE headers" => Leniency::FurtherHeader,
                "further CWT claims" => Leniency::FurtherClaim,
                "date with time" => Leniency::DateWithTime,
                "iat is a float" | "exp is a float" => Leniency::FractionalTime,
                "unknown members" => Leniency::UnknownMember,
                "null member" => Leniency::Null,
                "blanks at the ends" => Leniency::Blanks,
                "CBOR date tag" => Leniency::DateTag,
                "CBOR tags around COSE" => Leniency::Untagged,
                "iss is" => Leniency::UnusualIssuer,
                "float" => Leniency::Float,
                // Remarks on the identifier are not leniencies: nothing depends on it.
                _ => continue,
            };
            let noted = decoded.notes().iter().any(|note| note.leniency == expected);
            assert!(noted, "{}: {quirk} is not noted", vector.id);
        }
    }
    for (leniency, count) in counts {
        println!("{leniency:26}{count:>8}");
    }
    let undecodable: Vec<_> = vectors
        .iter()
        .filter(|vector| vector.decoded().is_none())
        .map(|vector| vector.id.as_str())
        .collect();
    assert_eq!(
        undecodable,
        ["common/td-B1", "common/td-CBO1", "common/td-H1"]
    );
}

#[test]
fn every_picture_holds_a_certificate_claimed_or_not() {
    let vectors = Vector::all();
    let mut pictures = 0;
    let mut others = Vec::new();
    for vector in &vectors {
        let read = read_pictures(vector);
        pictures += read.len();
        assert!(
            read.iter()
                .flatten()
                .filter(|text| chain::decode(text).is_ok())
                .count()
                == read.len(),
            "{}: a picture cannot be read",
            vector.id
        );
        if picture(vector) == Some(false) {
            others.push(vector.id.as_str());
        }
    }
    assert_eq!(pictures, 492);
    // Beside these upstream put the picture of another certificate, and claims nothing about it.
    assert_eq!(others, ["ES/td-501", "ES/td-502", "ES/td-503"]);
}

#[test]
fn a_signer_with_too_short_a_key_verifies_and_is_told() {
    let short: Vec<_> = Vector::all()
        .iter()
        .filter_map(|vector| {
            let verdict = verdict(vector)?;
            let bits = verdict.short_key_bits?;
            assert_eq!(verdict.signature, Outcome::Ok, "{}", vector.id);
            Some((vector.id.clone(), bits))
        })
        .collect();
    let expected = ["REC", "TEST", "VAC"].map(|kind| (format!("MK/qa-1.3.0-{kind}_MK"), 1024));
    assert_eq!(short, expected);
}
