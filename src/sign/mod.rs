//! Bytes to signature. A signer sees bytes, never a person and never a certificate of one.

mod local;
mod own_key;
pub mod token;

use std::path::PathBuf;

use jiff::Timestamp;

pub use local::LocalSigner;
pub use own_key::OwnKey;

/// Something that holds a document signer's key: a key in this process, or on a token.
pub trait Signer: Send + Sync {
    /// Returns the document signer certificate (DER) that belongs to the key.
    fn certificate(&self) -> &[u8];

    /// Signs in the way of the certificate's key: r and s of 32 bytes each, or the signature of an RSA key.
    fn sign(&self, to_be_signed: &[u8]) -> Result<Vec<u8>, Error>;
}

/// Why there is no key or no signature.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A certificate that cannot be built.
    #[error("a certificate could not be made")]
    Build(#[source] x509_cert::builder::Error),
    /// A file with other content than expected.
    #[error("{path} is damaged ({what}): restore it from a backup, or move the folder away to begin with new keys", path = path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        what: &'static str,
    },
    /// A file that could not be read or written.
    #[error("{path} cannot be used", path = path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What the system says.
        #[source]
        source: std::io::Error,
    },
    /// The key is of another kind, or too short.
    #[error(
        "the key is {0}: a certificate is signed by a P-256 key, or by an RSA key of 2048 to 4096 bits"
    )]
    KindOfKey(&'static str),
    /// The key is not a P-256 private key in PKCS#8.
    #[error("the key is not a P-256 private key")]
    NoKey,
    /// Key and certificate do not belong together.
    #[error("the key does not belong to the certificate")]
    OtherKey,
    /// The system gives no random numbers.
    #[error("the system gives no random numbers")]
    Random,
    /// The library did not sign.
    #[error("the signature could not be made")]
    Sign,
    /// A token.
    #[error(transparent)]
    Token(#[from] token::TokenFault),
    /// The certificates are not valid at this moment.
    #[error("the document signer is valid from {from} to {until}: check the date of this computer")]
    Untimely {
        /// The first valid moment.
        from: Timestamp,
        /// The last valid moment.
        until: Timestamp,
    },
}

impl Error {
    /// Whether the clock, not the key, is the likely cause.
    pub fn is_untimely(&self) -> bool {
        matches!(self, Self::Untimely { .. })
    }
}
