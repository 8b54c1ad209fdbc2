//! Why there is no signing key of the pharmacy's own, or why one is not taken.

use std::path::PathBuf;

use jiff::Timestamp;

use crate::{key_file, sign, trust};

/// Why there is no signing key, or why one is not taken.
#[derive(Debug, thiserror::Error)]
pub enum SigningKeyFault {
    /// The file of a certificate.
    #[error("{0} holds no certificate")]
    Certificate(&'static str),
    /// What is kept of the key is damaged.
    #[error("{path} is damaged: import the key once more", path = .0.display())]
    Damaged(PathBuf),
    /// Its file.
    #[error("{path} cannot be used", path = path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What the system says.
        #[source]
        source: std::io::Error,
    },
    /// A certificate whose key usage is not that of a document signer.
    #[error(
        "the certificate is not made for signatures (key usage): a document signer's is needed"
    )]
    KeyUsage,
    /// The file that it should come from.
    #[error(transparent)]
    KeyFile(#[from] key_file::Error),
    /// No certificate belongs to the key.
    #[error(
        "no certificate belongs to the key in the file: name its own with --certificate FILE.pem"
    )]
    NoCertificate,
    /// No country, which every document signer has.
    #[error("the certificate names no country: it is no document signer's")]
    NoCountry,
    /// No private key.
    #[error("the file holds no private key: a certificate alone signs nothing")]
    NoKey,
    /// Nothing was imported.
    #[error("there is no signing key: impftheke key import FILE")]
    None,
    /// The key.
    #[error(transparent)]
    Key(sign::Error),
    /// An identifier of a key on a token.
    #[error("--id is no identifier in hexadecimal digits, such as 01AF")]
    NoId,
    /// The certificate that was named belongs to none of the keys.
    #[error("the certificate that --certificate names belongs to no key there")]
    OtherCertificate,
    /// The token has no certificate of the key.
    #[error(
        "no certificate on the token belongs to the key: name its own with --certificate FILE.pem"
    )]
    NoCertificateOnToken,
    /// None of several keys has the identifier that was asked for.
    #[error("no key in the file has the key identifier that --kid names; it holds {0}")]
    NoSuchKid(String),
    /// The CSCA has not signed the certificate.
    #[error("the CSCA that was given, or stands in the file, has not signed the certificate: {0}")]
    NotOfCsca(trust::NotIssued),
    /// The certificate is another country's.
    #[error(
        "the certificate is for {is}, and issuer.country is {expected}: set issuer.country, or take another key"
    )]
    OtherCountry {
        /// The certificate's.
        is: String,
        /// That of the settings.
        expected: String,
    },
    /// More than one key, so that the choice would be a guess.
    #[error("the file holds several keys that could sign: name one with --kid, of {0}")]
    Several(String),
    /// Training.
    #[error(
        "in training the program signs with a key of its own: first impftheke config set profile live"
    )]
    Training,
    /// Not valid at this moment.
    #[error(transparent)]
    Untimely(sign::Error),
    /// The certificate ends within a day.
    #[error("the certificate ends at {0}: less than a day is too little for anybody")]
    Ends(Timestamp),
}
