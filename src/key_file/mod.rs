//! Private keys and certificates out of the files in which they are handed over: PKCS#12 (RFC 7292) and PEM (RFC 7468).
//!
//! Says what a file holds and decides nothing: which key is wanted, and whether it may sign, is for whoever asked.

mod ber;
mod encryption;
mod password;
mod pem;
mod pkcs12;
mod private_key;

use std::fmt;

use zeroize::Zeroizing;

use encryption::Work;

pub use private_key::PrivateKey;

/// What a file holds.
#[derive(Debug, Default)]
pub struct KeyFile {
    /// Its private keys.
    pub keys: Vec<PrivateKey>,
    /// Its certificates (DER), in the order of the file; a key's own may stand anywhere among them.
    pub certificates: Vec<Vec<u8>>,
    /// Whether nothing in it shows that it was not changed: a PKCS#12 file without its checksum.
    pub unprotected: bool,
}

/// Why a file gives nothing.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// What should be there is cut off or changed.
    #[error("the file is damaged: {0}")]
    Damaged(&'static str),
    /// The password opens the file, and not the key in it.
    #[error(
        "the password opens the file, but its key has another one: have it packed anew under one password"
    )]
    MixedPasswords,
    /// Neither PKCS#12 nor PEM with a key or a certificate.
    #[error("the file is neither PKCS#12 nor PEM with a key or a certificate")]
    NotKeyFile,
    /// It asks for more work than any program that packs such files does.
    #[error(
        "the file asks for {0} rounds to open it, more than any program uses: it is damaged, or made to stop this one"
    )]
    TooManyRounds(u64),
    /// A way of protecting it that is not supported.
    #[error(
        "the file is protected in a way that is not supported ({0}): have it packed anew, with AES"
    )]
    Unsupported(String),
    /// The password does not open it.
    #[error("the password does not open the file")]
    WrongPassword,
}

impl KeyFile {
    /// Opens a file with its password, which is empty where it has none.
    pub fn open(file: &[u8], password: &str) -> Result<Self, Error> {
        Self::open_within(file, (password, &Work::default()))
    }

    fn open_within(file: &[u8], key: (&str, &Work)) -> Result<Self, Error> {
        if pem::is_in(file) {
            pem::read(file, key)
        } else {
            pkcs12::read(file, key)
        }
    }
}

/// Plain bytes of a private key, wiped after use.
type Plain = Zeroizing<Vec<u8>>;

impl fmt::Debug for PrivateKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PrivateKey(hidden)")
    }
}

#[cfg(test)]
mod tests;
