//! The German list of document signers: a signature, a line end, and JSON.
//!
//! `GET /trustList/DSC/`, dsc-update-api 0.1.1 of certification-apis.

use base64::{Engine as _, engine::general_purpose::STANDARD as BASE64};
use p256::{elliptic_curve::sec1::ToSec1Point as _, pkcs8::DecodePublicKey as _};
use ring::signature::{ECDSA_P256_SHA256_FIXED, UnparsedPublicKey};
use serde_json::Value;

use super::{Certificate, Error};

/// What a list holds.
#[derive(Clone, Debug)]
pub struct List {
    /// The document signers.
    pub certificates: Vec<Certificate>,
    /// How many entries could not be read and were passed over.
    pub skipped: usize,
}

/// Verifies a list with its public key (PEM) and reads it, passing over single entries that cannot be read.
pub fn read(list: &[u8], key_pem: &[u8]) -> Result<List, Error> {
    let end = list
        .iter()
        .position(|&byte| byte == b'\n')
        .ok_or(Error::NoList)?;
    let (signature, rest) = list.split_at(end);
    // The signature covers exactly the bytes after the first line end.
    let signed = rest.get(1..).ok_or(Error::NoList)?;
    let signature = BASE64
        .decode(signature.trim_ascii())
        .or(Err(Error::NoList))?;
    let pem = std::str::from_utf8(key_pem).or(Err(Error::NoPublicKey))?;
    let key = p256::PublicKey::from_public_key_pem(pem.trim()).or(Err(Error::NoPublicKey))?;
    let point = key.to_sec1_point(false);
    UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, point.as_bytes())
        .verify(signed, &signature)
        .or(Err(Error::WrongSignature))?;
    let content: Value = serde_json::from_slice(signed).or(Err(Error::NoList))?;
    let entries = content
        .get("certificates")
        .and_then(Value::as_array)
        .ok_or(Error::NoList)?;
    let mut read = List {
        certificates: Vec::with_capacity(entries.len()),
        skipped: 0,
    };
    for entry in entries {
        let text = |member: &str| entry.get(member).and_then(Value::as_str);
        if text("certificateType") != Some("DSC") {
            continue;
        }
        let certificate = text("rawData")
            .and_then(|data| BASE64.decode(data).ok())
            .and_then(|der| Certificate::from_der(&der).ok());
        match certificate {
            Some(certificate) => read.certificates.push(certificate),
            None => read.skipped += 1,
        }
    }
    if read.skipped > 0 {
        tracing::warn!(
            skipped = read.skipped,
            "entries of the list of document signers cannot be read"
        );
    }
    Ok(read)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn demo() -> Vec<u8> {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/trustlist");
        std::fs::read(format!("{folder}/dsc-list-demo.txt")).unwrap()
    }

    const KEY: &[u8] = include_bytes!("../../tests/data/trustlist/dsc-list-demo-key.pem");

    #[test]
    fn a_published_list_verifies_and_single_faulty_entries_are_passed_over() {
        let list = read(&demo(), KEY).unwrap();
        assert_eq!(list.certificates.len() + list.skipped, 610);
        assert!(list.skipped <= 6, "{} skipped", list.skipped);
    }

    #[test]
    fn a_list_changed_by_one_byte_or_a_line_end_is_refused() {
        let mut longer = demo();
        longer.push(b'\n');
        let mut changed = demo();
        let middle = changed.len() / 2;
        changed[middle] ^= 1;
        for list in [longer, changed] {
            assert_eq!(read(&list, KEY).unwrap_err(), Error::WrongSignature);
        }
        assert_eq!(read(b"no list", KEY).unwrap_err(), Error::NoList);
        assert_eq!(read(&demo(), b"no key").unwrap_err(), Error::NoPublicKey);
    }
}
