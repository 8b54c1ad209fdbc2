//! What a token says no with, in words. Nothing of a PIN stands in them.

use std::path::PathBuf;

use cryptoki::error::{Error as Cryptoki, RvError};

/// Why a token does not sign.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TokenFault {
    /// It wants its PIN for every single signature.
    #[error(
        "this key asks for its PIN at every signature, which no counter can work with: take one that asks once"
    )]
    AsksEachTime,
    /// One wrong PIN is left.
    #[error(
        "one try is left, and a wrong PIN locks the token: enter the PIN once in the maker's program, then try again"
    )]
    FinalTry,
    /// No key with this identifier, or none at all.
    #[error("the token holds no private key that fits")]
    KeyMissing,
    /// It went away, or another program took the login away.
    #[error("the token or its session is gone ({0}): put it in again, then try again")]
    Lost(String),
    /// The PIN is locked.
    #[error("the PIN is locked: unlock it with the PUK in the maker's program")]
    Locked,
    /// It cannot sign what is wanted.
    #[error("the token cannot sign {0}")]
    Mechanism(&'static str),
    /// The library of the token.
    #[error("{path} is no PKCS#11 module that can be used: {says}", path = path.display())]
    Module {
        /// Its file.
        path: PathBuf,
        /// What was said of it.
        says: String,
    },
    /// No token with this serial number, or none at all.
    #[error("no such token is plugged in; there are {0}")]
    NoToken(String),
    /// The login did not work, for another reason than a wrong PIN.
    #[error(
        "the token does not take the login ({0}), and is not asked again by itself: look at it in the maker's program, then impftheke key token once more"
    )]
    NoLogin(String),
    /// That a PIN is tried could not be noted, and so it is not.
    #[error("the PIN is not tried, for nothing can be written to the data folder ({0})")]
    NoNote(String),
    /// A PIN is needed and none was given.
    #[error("the token wants its PIN, and none was given: give it with --pin")]
    NoPin,
    /// The token takes no PIN of this length.
    #[error("the token takes PINs of {least} to {most} characters: this one was not tried")]
    PinLength {
        /// The fewest.
        least: usize,
        /// The most.
        most: usize,
    },
    /// It has no PIN yet.
    #[error("the token is not set up: set its PIN in the maker's program first")]
    NotSetUp,
    /// Anything else.
    #[error("the token says: {0}")]
    Other(String),
    /// The PIN has expired.
    #[error(
        "the PIN has expired or is the one it came with: set an own one in the maker's program first"
    )]
    PinToBeChanged,
    /// The PIN of before was wrong, and is not tried again by itself.
    #[error(
        "the PIN that is kept was refused, and is not tried again by itself: impftheke key token … --pin once more"
    )]
    RefusedBefore,
    /// More than one key, so that the choice would be a guess.
    #[error("the token holds several keys: name one with --id, of {0}")]
    SeveralKeys(String),
    /// More than one token.
    #[error("there are several tokens: name one with --serial, of {0}")]
    SeveralTokens(String),
    /// What came is no signature of the length that it must have.
    #[error("the token gave a signature of {0} bytes, which is none")]
    Shape(usize),
    /// The PIN is wrong.
    #[error("the PIN is wrong: it is not tried again by itself")]
    WrongPin,
}

impl TokenFault {
    /// Whether the token is not there, as far as is known: it may have been put in again meanwhile.
    pub fn is_absent(&self) -> bool {
        matches!(self, Self::Lost(_) | Self::NoToken(_) | Self::KeyMissing)
    }

    /// Whether the login was refused, so that it must not be tried again by itself.
    pub fn is_refusal(&self) -> bool {
        matches!(
            self,
            Self::WrongPin
                | Self::Locked
                | Self::PinToBeChanged
                | Self::NoLogin(_)
                | Self::RefusedBefore
        )
    }

    /// Returns its word for a log: labels and serial numbers may name somebody.
    pub(super) fn word(&self) -> &'static str {
        match self {
            Self::AsksEachTime => "asks-each-time",
            Self::FinalTry => "final-try",
            Self::KeyMissing => "key-missing",
            Self::Lost(_) => "lost",
            Self::Locked => "locked",
            Self::Mechanism(_) => "mechanism",
            Self::Module { .. } => "module",
            Self::NoLogin(_) => "no-login",
            Self::NoNote(_) => "no-note",
            Self::NoPin => "no-pin",
            Self::NotSetUp => "not-set-up",
            Self::NoToken(_) => "no-token",
            Self::Other(_) => "other",
            Self::PinLength { .. } => "pin-length",
            Self::PinToBeChanged => "pin-to-be-changed",
            Self::RefusedBefore => "refused-before",
            Self::SeveralKeys(_) => "several-keys",
            Self::SeveralTokens(_) => "several-tokens",
            Self::Shape(_) => "shape",
            Self::WrongPin => "wrong-pin",
        }
    }

    /// Says what a login was answered with. Whatever is not surely an absent token may have cost a try.
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "the standard has some hundred codes, and modules their own; the others are said by their names"
    )]
    pub(super) fn of_login(error: &Cryptoki) -> Self {
        let Cryptoki::Pkcs11(code, _) = error else {
            return Self::NoLogin(error.to_string());
        };
        match code {
            RvError::PinIncorrect | RvError::PinInvalid | RvError::PinLenRange => Self::WrongPin,
            RvError::PinLocked => Self::Locked,
            RvError::PinExpired => Self::PinToBeChanged,
            RvError::DeviceRemoved
            | RvError::SessionClosed
            | RvError::SessionHandleInvalid
            | RvError::TokenNotPresent
            | RvError::TokenNotRecognized => Self::Lost(format!("{code:?}")),
            other => Self::NoLogin(format!("{other:?}")),
        }
    }
}

#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "the standard has some hundred codes, and modules their own; the others are said by their names"
)]
impl From<Cryptoki> for TokenFault {
    fn from(error: Cryptoki) -> Self {
        let Cryptoki::Pkcs11(code, _) = &error else {
            return Self::Other(error.to_string());
        };
        match code {
            RvError::DeviceError
            | RvError::DeviceRemoved
            | RvError::GeneralError
            | RvError::KeyHandleInvalid
            | RvError::ObjectHandleInvalid
            | RvError::SessionClosed
            | RvError::SessionHandleInvalid
            | RvError::TokenNotPresent
            | RvError::TokenNotRecognized
            | RvError::UserNotLoggedIn => Self::Lost(format!("{code:?}")),
            other => Self::Other(format!("{other:?}")),
        }
    }
}
