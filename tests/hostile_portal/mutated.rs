//! Right answers with something done to them, and answers that are none: whatever is let out is right, nothing panics,
//! and each attempt ends in time and in little memory.

use std::{
    collections::BTreeSet,
    time::{Duration, Instant},
};

use impftheke::{
    case::{Cause, State},
    portal::Flow,
    training::signing_keys::TrainingKeys,
};
use serde_json::Value;

use super::{
    counter::{Counter, Made, at, erika, keys, signed, signer},
    hash::skeleton,
    server::{Asked, Sent, Server, written},
    two_steps::{JSON, signature, slot},
};

/// A small generator of numbers (SplitMix64): every run meets the same answers.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % u64::try_from(end.max(1)).unwrap()).unwrap()
    }
}

/// Changes a digit of the date, in a way that leaves a date.
fn redated(mut bytes: Vec<u8>, random: &mut Random) -> Vec<u8> {
    let year = place_of(&bytes, b" 2022 ") + 3;
    bytes[year] = b'0' + u8::try_from(random.below(10)).unwrap();
    bytes
}

/// What a portal answers when all is well.
fn right(flow: Flow, keys: &TrainingKeys, asked: &Asked, number: u32) -> Vec<u8> {
    match flow {
        Flow::Issue => {
            let text = signed(Made::right(number).unsigned(&asked.body), keys);
            let headers = [("Content-Type", "application/cbor+base45")];
            written(200, &headers, text.as_bytes())
        }
        Flow::Hash => skeleton(&keys.signer, asked),
        Flow::Eu => {
            let answer: Value = if asked.path.ends_with("/dgci/issue") {
                slot(keys, number)
            } else {
                signature(keys, asked)
            };
            written(200, &[JSON], answer.to_string().as_bytes())
        }
    }
}

/// Where a piece stands for the first time.
fn place_of(bytes: &[u8], piece: &[u8]) -> usize {
    let mut pieces = bytes.windows(piece.len());
    pieces.position(|some| some == piece).unwrap()
}

/// Does something to an answer.
fn mutated(mut bytes: Vec<u8>, random: &mut Random) -> Sent {
    let head = place_of(&bytes, b"\r\n\r\n") + 4;
    match random.below(15) {
        // One byte, anywhere, or in the body alone.
        0 | 1 => {
            let place = random.below(bytes.len());
            bytes[place] = u8::try_from(random.below(256)).unwrap();
        }
        2..=4 => {
            let place = head + random.below(bytes.len() - head);
            bytes[place] ^= 1 << random.below(8);
        }
        5 => bytes.truncate(random.below(bytes.len())),
        6 => {
            let place = head + random.below(bytes.len() - head);
            bytes.splice(place..place, [0; 9]);
        }
        7 => return Sent::Dripping(bytes),
        // Another status, with the same body.
        8 => {
            let status = format!("{}", 100 + random.below(500));
            bytes.splice(9..12, status.into_bytes());
        }
        // A body without end, of nothing or of JSON.
        9 => {
            bytes.truncate(head);
            bytes.resize(head + (6 << 20), b"[{ "[random.below(3)]);
            let length = (bytes.len() - head).to_string();
            let from = place_of(&bytes, b"Content-Length: ") + 16;
            let to = from + place_of(&bytes[from..], b"\r");
            bytes.splice(from..to, length.into_bytes());
        }
        // Headers without end.
        10 => {
            let flood = "X-Flood: ".to_owned() + &"A".repeat(100_000) + "\r\n";
            bytes.splice(head - 2..head - 2, flood.repeat(20).into_bytes());
        }
        // A length that is a lie.
        11 => {
            let from = place_of(&bytes, b"Content-Length: ") + 16;
            bytes.splice(from..=from, b"99999999999999999999".to_vec());
        }
        // The body in pieces that are none.
        12 => {
            let from = place_of(&bytes, b"Content-Length:");
            bytes.splice(
                from..from + 15,
                b"Transfer-Encoding: chunked\r\nX:".to_vec(),
            );
        }
        13 => bytes = redated(bytes, random),
        _ => {
            bytes = (0..random.below(5000))
                .map(|_| u8::try_from(random.below(256)).unwrap())
                .collect();
        }
    }
    Sent::Whole(bytes)
}

/// The most that the process has held at once; only Linux tells it.
fn peak_kib() -> Option<usize> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line?.trim().strip_suffix(" kB")?.parse().ok()
}

/// Runs so many attempts; 20,000 with `IMPFTHEKE_HOSTILE` set to it.
fn attempts() -> u64 {
    let asked = std::env::var("IMPFTHEKE_HOSTILE").ok();
    asked.and_then(|text| text.parse().ok()).unwrap_or(150)
}

fn withstands(flow: Flow) {
    let folder = tempfile::tempdir().unwrap();
    let keys = keys(folder.path());
    let known = vec![signer(&keys)];
    let turn = std::sync::Arc::new(std::sync::Mutex::new((Random(7), 0_u32)));
    let server = Server::start(move |asked| {
        let mut turn = turn.lock().unwrap();
        let (random, number) = &mut *turn;
        *number += 1;
        let bytes = right(flow, &keys, asked, *number);
        // In two steps, half of all first steps are right, so that the second is met as well.
        if flow == Flow::Eu && random.below(2) == 0 {
            return Sent::Whole(bytes);
        }
        mutated(bytes, random)
    });
    let mut counter = Counter::new(flow, &server.url, known);
    let mut ready = 0;
    let mut met = BTreeSet::new();
    for _ in 0..attempts() {
        let number = counter.capture(&erika());
        let started = Instant::now();
        let row = counter.attempt(number, at(), Duration::from_millis(400));
        // What drips would last for minutes.
        assert!(started.elapsed() < Duration::from_mins(1), "{row:?}");
        // A date that somebody changed says that the clock is wrong, until it is asked for again.
        if counter.pipeline.clock_fault(at()).is_some() {
            counter.pipeline.told_the_time(at(), at());
            assert!(counter.pipeline.clock_fault(at()).is_none(), "{row:?}");
        }
        if row.state == State::Ready {
            ready += 1;
            let issued = counter.pipeline.present(number, at()).unwrap();
            let decoded = impftheke::hcert::chain::decode(&issued.hc1).unwrap();
            let read = decoded.read_back().unwrap();
            assert_eq!(read.family.unwrap().0, "Mustermann");
            assert_eq!(decoded.claims().iss.as_deref(), Some("XX"));
        } else {
            assert!(counter.pipeline.present(number, at()).is_err(), "{row:?}");
            met.extend(row.cause.map(Cause::name));
        }
        counter.pipeline.store.withdraw(&[number], at()).unwrap();
    }
    // Something did get through, where what was done to the answer did not matter, and much did not.
    assert!(ready > 0 && ready < attempts(), "{flow:?}: {ready}");
    assert!(met.len() > 3, "{flow:?}: only {met:?}");
    let peak = peak_kib();
    assert_eq!(peak.is_some(), cfg!(target_os = "linux"));
    assert!(peak.is_none_or(|kib| kib < 500 * 1024), "{peak:?} KiB");
}

#[test]
fn whatever_is_done_to_a_whole_certificate_nothing_wrong_is_let_out() {
    withstands(Flow::Issue);
}

#[test]
fn whatever_is_done_to_a_signed_hash_nothing_wrong_is_let_out() {
    withstands(Flow::Hash);
}

#[test]
fn whatever_is_done_in_two_steps_nothing_wrong_is_let_out() {
    withstands(Flow::Eu);
}
