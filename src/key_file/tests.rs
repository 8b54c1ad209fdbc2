//! Files as programs pack them, and what is wrong with others.

use std::collections::BTreeSet;

use p256::{SecretKey, pkcs8::DecodePrivateKey as _};
use proptest::prelude::*;

use super::*;

fn file(name: &str) -> Vec<u8> {
    let path = format!("{}/tests/data/{name}", env!("CARGO_MANIFEST_DIR"));
    std::fs::read(path).unwrap()
}

fn key_of_worked_examples() -> SecretKey {
    let pem = String::from_utf8(file("worked/dsc-test-key.pem")).unwrap();
    SecretKey::from_pkcs8_pem(&pem).unwrap()
}

fn certificate_of_worked_examples() -> Vec<u8> {
    let read = KeyFile::open(&file("worked/dsc.pem"), "").unwrap();
    read.certificates.into_iter().next().unwrap()
}

fn only_key(read: &KeyFile) -> SecretKey {
    let [key] = read.keys.as_slice() else {
        panic!("{} keys", read.keys.len());
    };
    SecretKey::from_pkcs8_der(key.pkcs8()).unwrap()
}

/// Files with the key of the worked examples, and the password of each.
const WITH_THE_KEY: [(&str, &str); 19] = [
    ("key_files/bundle.pem", ""),
    ("key_files/bytes-as-characters.p12", "Gehäuse-ß"),
    ("key_files/latin1.p12", "Gehäuse-ß"),
    ("key_files/legacy-umlaut.p12", "Gehäuse-ß"),
    ("key_files/nothing.p12", ""),
    ("key_files/pkcs8-des.pem", "geheim"),
    ("key_files/pkcs8-pbes1.pem", "geheim"),
    ("key_files/pkcs8-scrypt.pem", "geheim"),
    ("key_files/pkcs8-sha1.pem", "geheim"),
    ("key_files/plain-certificates.p12", "geheim"),
    ("key_files/sec1-aes.pem", "geheim"),
    ("key_files/sec1-des.pem", "geheim"),
    ("key_files/sec1.pem", ""),
    ("pkcs12/empty-password.p12", ""),
    ("pkcs12/no-mac.p12", "geheim"),
    ("pkcs12/rc2-40.p12", "geheim"),
    ("pkcs12/umlaut-utf8.p12", "Gehäuse-ß"),
    ("worked/dsc-test-legacy.p12", "test"),
    ("worked/dsc-test.p12", "test"),
];

#[test]
fn the_key_is_read_as_programs_pack_it() {
    let (key, certificate) = (key_of_worked_examples(), certificate_of_worked_examples());
    for (name, password) in WITH_THE_KEY {
        let read =
            KeyFile::open(&file(name), password).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(only_key(&read), key, "{name}");
        if name.ends_with("p12") || name.contains("bundle") {
            assert!(read.certificates.contains(&certificate), "{name}");
        }
        let bare = ["key_files/nothing.p12", "pkcs12/no-mac.p12"].contains(&name);
        assert_eq!(read.unprotected, bare, "{name}");
    }
}

#[test]
fn an_umlaut_typed_in_two_signs_opens_too() {
    let decomposed = "Geha\u{308}use-ß";
    for name in [
        "key_files/latin1.p12",
        "key_files/legacy-umlaut.p12",
        "pkcs12/umlaut-utf8.p12",
    ] {
        assert!(KeyFile::open(&file(name), decomposed).is_ok(), "{name}");
    }
}

#[test]
fn an_rsa_key_is_the_same_in_every_form() {
    let keys: BTreeSet<Vec<u8>> = [
        ("rsa.pem", ""),
        ("pkcs1.pem", ""),
        ("pkcs1-aes.pem", "geheim"),
    ]
    .into_iter()
    .map(|(name, password)| {
        let read = KeyFile::open(&file(&format!("key_files/{name}")), password).unwrap();
        read.keys[0].pkcs8().to_vec()
    })
    .collect();
    assert_eq!(keys.len(), 1);
}

#[test]
fn a_wrong_password_is_called_so() {
    for (name, password) in WITH_THE_KEY
        .into_iter()
        .filter(|(_, password)| !password.is_empty())
    {
        for wrong in ["", "Geheim", "geheim "] {
            let error = KeyFile::open(&file(name), wrong).unwrap_err();
            assert_eq!(
                error,
                Error::WrongPassword,
                "{name} with {wrong:?} and not {password:?}"
            );
        }
    }
}

#[test]
fn what_is_no_key_file_is_called_so() {
    for bytes in [
        &b""[..],
        b"Erika",
        b"%PDF-1.7",
        b"\x30\x03\x02\x01\x03",
        b"-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n",
    ] {
        assert_eq!(
            KeyFile::open(bytes, "").unwrap_err(),
            Error::NotKeyFile,
            "{bytes:?}"
        );
    }
    let whole = file("worked/dsc-test.p12");
    let half = &whole[..whole.len() / 2];
    assert_eq!(
        KeyFile::open(half, "test").unwrap_err(),
        Error::Damaged("it is cut off")
    );
}

#[test]
fn a_file_in_ber_is_read_too() {
    // Every constructed value without a length, and every octet string in two pieces, as browsers write them.
    fn to_ber(der: &[u8], ber: &mut Vec<u8>) {
        let mut rest = der;
        while let [tag, first, ..] = *rest {
            let (header, length) = if first < 0x80 {
                (2, usize::from(first))
            } else {
                let count = usize::from(first & 0x7F);
                let length = rest[2..2 + count]
                    .iter()
                    .fold(0, |sum, byte| sum << 8 | usize::from(*byte));
                (2 + count, length)
            };
            let content = &rest[header..header + length];
            if tag & 0x20 != 0 {
                ber.extend([tag, 0x80]);
                to_ber(content, ber);
                ber.extend([0, 0]);
            } else if tag == 4 && length > 16 {
                let (a, b) = content.split_at(length / 2);
                ber.extend([0x24, 0x80]);
                for piece in [a, b] {
                    ber.extend([4, 0x82]);
                    ber.extend(u16::try_from(piece.len()).unwrap().to_be_bytes());
                    ber.extend(piece);
                }
                ber.extend([0, 0]);
            } else {
                ber.extend(&rest[..header + length]);
            }
            rest = &rest[header + length..];
        }
    }
    for (name, password) in [
        ("worked/dsc-test.p12", "test"),
        ("pkcs12/rc2-40.p12", "geheim"),
    ] {
        let mut ber = Vec::new();
        to_ber(&file(name), &mut ber);
        assert_eq!(
            only_key(&KeyFile::open(&ber, password).unwrap()),
            key_of_worked_examples()
        );
    }
}

#[test]
fn a_whole_file_asks_for_no_more_work_than_it_may() {
    let work = Work::default();
    work.spend(9_999_999).unwrap();
    assert_eq!(work.spend(2), Err(Error::TooManyRounds(2)));
    work.spend(1).unwrap();
    // Each key takes 2,048 rounds: the third is not begun.
    let three = file("key_files/pkcs8-sha1.pem").repeat(3);
    let opened = |rounds| KeyFile::open_within(&three, ("geheim", &Work::of(rounds)));
    assert_eq!(opened(6_144).unwrap().keys.len(), 3);
    assert_eq!(opened(6_143).err(), Some(Error::TooManyRounds(2048)));
    // A checksum of 2,048, and bags of as many.
    let old = file("worked/dsc-test-legacy.p12");
    let within = |rounds| KeyFile::open_within(&old, ("test", &Work::of(rounds)));
    assert_eq!(within(2_047).err(), Some(Error::TooManyRounds(2048)));
    assert_eq!(within(2_048).err(), Some(Error::TooManyRounds(4096)));
    assert!(within(2_048 + 2 * 4_096).is_ok());
}

proptest! {
    #[test]
    fn no_change_of_a_file_is_a_panic(
        at in any::<prop::sample::Index>(),
        to in any::<u8>(),
        name in prop::sample::select(&["key_files/sec1-aes.pem", "key_files/bundle.pem", "key_files/plain-certificates.p12"][..]),
    ) {
        let mut bytes = file(name);
        let at = at.index(bytes.len());
        bytes[at] = to;
        drop(KeyFile::open(&bytes, "geheim"));
    }
}
