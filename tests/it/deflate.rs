//! The compressed form of a certificate: smaller than zlib makes it, and read by a zlib that is not ours.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

#[path = "../support/generated.rs"]
mod generated;

use std::{
    fmt::Write as _,
    io::Write as _,
    process::{Command, Stdio},
};

use flate2::{Compression, write::ZlibEncoder};
use generated::certificates;
use impftheke::hcert::deflate;
use proptest::prelude::*;

/// What zlib makes of bytes at its best level.
fn zlib(bytes: &[u8]) -> usize {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap().len()
}

fn check(bytes: &[u8]) {
    let stream = deflate::encode(bytes);
    assert_eq!(deflate::decode(&stream).unwrap(), bytes);
    assert!(
        stream.len() <= zlib(bytes),
        "{} of {} bytes",
        stream.len(),
        bytes.len()
    );
    assert_eq!(stream, deflate::encode(bytes));
}

#[test]
fn every_certificate_comes_back_from_fewer_bytes_than_zlib_needs() {
    let (mut own, mut theirs) = (0, 0);
    for certificate in certificates::<Vec<u8>>(300) {
        check(&certificate);
        own += deflate::encode(&certificate).len();
        theirs += zlib(&certificate);
    }
    // Not a little fewer: that would be chance.
    assert!(own * 100 < theirs * 95, "{own} and {theirs} bytes");
}

#[test]
fn short_and_strange_texts_come_back() {
    for length in [
        0, 1, 2, 3, 4, 29, 30, 31, 63, 64, 65, 94, 95, 257, 258, 259, 4095, 4096, 4097,
    ] {
        check(&vec![0; length]);
        let rising: Vec<u8> = (0..=u8::MAX).cycle().take(length).collect();
        check(&rising);
        let mut number = 1_u32;
        let noise = std::iter::repeat_with(|| {
            number = number.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            number.to_be_bytes()[0]
        });
        let noise: Vec<u8> = noise.take(length).collect();
        check(&noise);
        check(&[vec![b'A'; length], noise.clone(), vec![b'A'; length]].concat());
        check(&[noise.clone(), noise].concat());
    }
}

#[test]
fn what_follows_a_text_and_is_no_chance_is_weighed_against_zlib() {
    // Its first half has its own short code, and its second half is no signature: one block suits both.
    check(
        b"03AA00AA0A0AA00AAAA0AACF00AA0A00A00A00AA0AA0/0A00B0AB0BA/AAAAAAA0A0AA0A/AA0A0A/AA00A0A0/01ABOC\
        /A11BC/B111ABAC102011ABC10BBCBC0C01C0CABC10/0AB0BA/01/1CAB0B1\0",
    );
}

#[test]
fn python_reads_what_we_write() {
    let mut texts: Vec<Vec<u8>> = certificates(100);
    texts.extend((0..200_u8).map(|length| vec![length; usize::from(length)]));
    let mut lines = String::new();
    for text in &texts {
        for bytes in [text, &deflate::encode(text)] {
            for byte in bytes {
                write!(lines, "{byte:02x}").unwrap();
            }
            lines.push(' ');
        }
        lines.push('\n');
    }
    let program = "import sys, zlib\n\
        for line in sys.stdin:\n \
        text, stream = (bytes.fromhex(part) for part in line[:-2].split(' '))\n \
        assert zlib.decompress(stream) == text\n \
        assert len(stream) <= len(zlib.compress(text, 9)), line";
    let mut python = Command::new("python3")
        .args(["-c", program])
        .stdin(Stdio::piped())
        .spawn()
        .unwrap();
    python
        .stdin
        .take()
        .unwrap()
        .write_all(lines.as_bytes())
        .unwrap();
    assert!(python.wait().unwrap().success());
}

proptest! {
    #[test]
    fn any_bytes_come_back_from_no_more_than_zlib_needs(
        bytes in proptest::collection::vec(any::<u8>(), 0..600), times in 1_usize..8,
    ) {
        check(&bytes.repeat(times));
    }

    #[test]
    fn any_text_with_a_signature_comes_back_from_no_more_than_zlib_needs(
        head in proptest::collection::vec(any::<u8>(), 0..40),
        text in "[ -~]{0,200}|[A-Z0-9:/]{0,300}|(ab|abc|Zürich){0,90}|[0-9]{0,500}",
        signature in proptest::collection::vec(any::<u8>(), 0..260),
    ) {
        check(&[&head, text.as_bytes(), &signature].concat());
    }

    #[test]
    fn a_certificate_with_a_changed_part_comes_back(
        number in 0_u64..50, from in 0_usize..400, part in proptest::collection::vec(any::<u8>(), 0..60),
    ) {
        let mut bytes: Vec<u8> = certificates(number + 1).pop().unwrap();
        let from = from.min(bytes.len());
        bytes.splice(from..from, part);
        check(&bytes);
    }
}
