//! PEM: keys and certificates as text (RFC 7468), and the older form with headers in it (RFC 1421), in which OpenSSL once
//! protected keys.

use base64::{Engine as _, engine::general_purpose::STANDARD as BASE64};
use der::Decode as _;
use md5::{Digest as _, Md5};
use zeroize::Zeroizing;

use super::{
    Error, KeyFile, Plain, PrivateKey,
    encryption::{self, EncryptedKey, Work},
    password, pkcs12,
};

const BEGIN: &str = "-----BEGIN ";
const END: &str = "-----END ";
const DASHES: &str = "-----";

/// Whether a file is text of this kind, whatever stands before it.
pub(super) fn is_in(file: &[u8]) -> bool {
    file.windows(BEGIN.len())
        .any(|window| window == BEGIN.as_bytes())
}

/// Reads every key and every certificate.
pub(super) fn read(file: &[u8], key: (&str, &Work)) -> Result<KeyFile, Error> {
    // Explanations between the parts may be in any encoding.
    let text = Zeroizing::new(String::from_utf8_lossy(file).into_owned());
    let mut read = KeyFile::default();
    let mut rest = text.as_str();
    while let Some((_, begun)) = rest.split_once(BEGIN) {
        let (label, body) = begun.split_once(DASHES).ok_or(CUT)?;
        let (body, after) = body.split_once(END).ok_or(CUT)?;
        rest = after;
        read.take_part(label.trim(), &Part::of(body)?, key)?;
    }
    if read.keys.is_empty() && read.certificates.is_empty() {
        return Err(Error::NotKeyFile);
    }
    Ok(read)
}

const CUT: Error = Error::Damaged("it is cut off");

/// What stands between begin and end.
struct Part {
    bytes: Plain,
    /// `DEK-Info`: cipher and first block (RFC 1421 section 4.6.1.3).
    protected: Option<(String, Vec<u8>)>,
}

impl Part {
    fn of(body: &str) -> Result<Self, Error> {
        let mut protected = None;
        let mut encoded = Zeroizing::new(String::with_capacity(body.len()));
        for line in body.lines() {
            match line.split_once(':') {
                Some(("DEK-Info", info)) => {
                    let (cipher, block) = info.split_once(',').ok_or(WRONG_HEADER)?;
                    let block = unhex(block.trim()).ok_or(WRONG_HEADER)?;
                    protected = Some((cipher.trim().to_owned(), block));
                }
                // Proc-Type, and what other programs note.
                Some(_) => {}
                None => encoded.extend(line.chars().filter(|sign| !sign.is_whitespace())),
            }
        }
        let bytes = BASE64.decode(encoded.as_bytes());
        Ok(Self {
            bytes: Zeroizing::new(bytes.or(Err(Error::Damaged("it is no Base64")))?),
            protected,
        })
    }

    /// Opens what is protected by headers; `read` makes something of the right plain bytes alone.
    fn open<T>(
        &self,
        password: &str,
        read: impl Fn(&[u8]) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let Some((cipher, block)) = &self.protected else {
            return read(&self.bytes);
        };
        let (decrypt, length) = cipher_of(cipher)?;
        let salt = block.get(..8).ok_or(WRONG_HEADER)?;
        password::plain(password)
            .iter()
            .filter_map(|bytes| decrypt(&self.bytes, (&derive(bytes, salt, length), block)))
            .find_map(|plain| read(&plain).ok())
            .ok_or(Error::WrongPassword)
    }
}

/// Decrypts bytes with a key and a first block.
type Decrypt = fn(&[u8], (&[u8], &[u8])) -> Option<Plain>;

/// Returns what decrypts, and the length of its key.
fn cipher_of(name: &str) -> Result<(Decrypt, usize), Error> {
    match name {
        "AES-128-CBC" => Ok((encryption::decrypt::<aes::Aes128>, 16)),
        "AES-192-CBC" => Ok((encryption::decrypt::<aes::Aes192>, 24)),
        "AES-256-CBC" => Ok((encryption::decrypt::<aes::Aes256>, 32)),
        "DES-EDE3-CBC" => Ok((encryption::decrypt::<des::TdesEde3>, 24)),
        other => Err(Error::Unsupported(other.to_owned())),
    }
}

const WRONG_HEADER: Error = Error::Damaged("how it is protected cannot be read");

impl KeyFile {
    /// Takes a key or a certificate; other parts, such as the parameters of a curve, are passed over.
    fn take_part(&mut self, label: &str, part: &Part, key: (&str, &Work)) -> Result<(), Error> {
        let password = key.0;
        let key = match label {
            "CERTIFICATE" | "X509 CERTIFICATE" | "TRUSTED CERTIFICATE" => {
                self.certificates.push(part.bytes.to_vec());
                return Ok(());
            }
            "PRIVATE KEY" => PrivateKey::from_pkcs8(part.bytes.clone())?,
            "ENCRYPTED PRIVATE KEY" => {
                let protected = EncryptedKey::from_der(&part.bytes);
                let protected = protected.or(Err(Error::Damaged("its key cannot be read")))?;
                pkcs12::open_key(&protected, key)?
            }
            "EC PRIVATE KEY" => part.open(password, PrivateKey::from_sec1)?,
            "RSA PRIVATE KEY" => part.open(password, PrivateKey::from_pkcs1)?,
            _ => return Ok(()),
        };
        self.keys.push(key);
        Ok(())
    }
}

/// Derives a key as OpenSSL's `EVP_BytesToKey` does with MD5 and one round.
fn derive(password: &[u8], salt: &[u8], length: usize) -> Plain {
    let mut key = Zeroizing::new(Vec::with_capacity(length + 16));
    let mut last: Vec<u8> = Vec::new();
    while key.len() < length {
        let mut digest = Md5::new();
        digest.update(&last);
        digest.update(password);
        digest.update(salt);
        last = digest.finalize().to_vec();
        key.extend(&last);
    }
    key.truncate(length);
    key
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    let digits: Vec<u8> = text
        .chars()
        .map(|digit| u8::try_from(digit.to_digit(16)?).ok())
        .collect::<Option<_>>()?;
    let (pairs, []) = digits.as_chunks::<2>() else {
        return None;
    };
    Some(pairs.iter().map(|[high, low]| high << 4 | low).collect())
}
