//! A key that never leaves its token or card (PKCS #11 2.40).
//!
//! Tokens sign wrong lengths and wrong salts without complaint, and some give DER where r and s belong: what goes in is
//! made here, and what comes out is verified before it is used.

mod slot;
mod token_fault;

use std::{
    fmt,
    path::PathBuf,
    sync::{Mutex, PoisonError},
};

use cryptoki::{
    mechanism::{
        Mechanism, MechanismType,
        rsa::{PkcsMgfType, PkcsPssParams},
    },
    object::{Attribute, AttributeType, CertificateType, ObjectClass, ObjectHandle},
    session::Session,
};
use p256::ecdsa::Signature;
use secrecy::SecretString;
use sha2::{Digest as _, Sha256};

use super::{Error, Signer};

pub use slot::was_wrong_before;
pub use token_fault::TokenFault;

/// Where a key lies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenPlace {
    /// The library of the token.
    pub module: PathBuf,
    /// The token's serial number.
    pub serial: String,
    /// `CKA_ID` of the key.
    pub id: Vec<u8>,
}

/// How a key signs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyKind {
    /// ECDSA with P-256.
    P256,
    /// RSA, PSS.
    Rsa,
}

/// Signs with a key on a token. It is opened with the first signature, and again where it was lost.
pub struct TokenKey {
    place: TokenPlace,
    kind: KeyKind,
    certificate: Vec<u8>,
    pin: Option<SecretString>,
    /// Notes that the PIN was refused, for the next start.
    note_refusal: Box<dyn Fn() + Send + Sync>,
    state: Mutex<State>,
}

enum State {
    Closed,
    Open(OpenKey),
    /// The PIN was refused: it is never tried again by itself.
    Refused(TokenFault),
}

/// A key on a token in a session that has logged in.
struct OpenKey {
    session: Session,
    key: ObjectHandle,
    way: Way,
}

/// What goes into the token.
#[derive(Clone, Copy)]
enum Way {
    /// The digest, to ECDSA. That with the hash in it is missing from many.
    EcdsaOfDigest,
    /// The message, to PSS.
    PssOfMessage,
    /// The digest, to PSS: older tokens.
    PssOfDigest,
}

impl TokenKey {
    /// Takes a key by its place, with the document signer certificate (DER) that belongs to it. `refused` where its PIN was
    /// refused before.
    pub fn new(
        (place, kind): (TokenPlace, KeyKind),
        certificate: Vec<u8>,
        (pin, refused): (Option<SecretString>, bool),
        note_refusal: impl Fn() + Send + Sync + 'static,
    ) -> Self {
        let state = if refused {
            State::Refused(TokenFault::RefusedBefore)
        } else {
            State::Closed
        };
        Self {
            place,
            kind,
            certificate,
            pin,
            note_refusal: Box::new(note_refusal),
            state: Mutex::new(state),
        }
    }

    fn open(&self) -> Result<OpenKey, TokenFault> {
        let module = slot::module(&self.place.module)?;
        let (slot, _) = slot::slot(&module, Some(&self.place.serial))?;
        let mechanisms = module.get_mechanism_list(slot)?;
        let session = slot::session(&module, slot, self.pin.as_ref())?;
        let keys = session.find_objects(&[
            Attribute::Class(ObjectClass::PRIVATE_KEY),
            Attribute::Id(self.place.id.clone()),
        ])?;
        let key = keys.first().copied().ok_or(TokenFault::KeyMissing)?;
        if asks_each_time(&session, key)? {
            return Err(TokenFault::AsksEachTime);
        }
        let way = way(self.kind, &mechanisms)?;
        Ok(OpenKey { session, key, way })
    }

    /// Opens the key where it is closed, and signs. A lost session is opened anew once.
    fn sign_in(&self, state: &mut State, message: &[u8]) -> Result<Vec<u8>, TokenFault> {
        for is_last in [false, true] {
            if let State::Refused(fault) = state {
                return Err(fault.clone());
            }
            let open = match std::mem::replace(state, State::Closed) {
                State::Open(open) => open,
                State::Closed | State::Refused(_) => self.open()?,
            };
            match open.sign(message) {
                Ok(signature) => {
                    *state = State::Open(open);
                    return Ok(signature);
                }
                Err(fault) if fault.is_lost() && !is_last => {
                    tracing::info!(%fault, "the token is opened once more");
                }
                Err(fault) => return Err(fault),
            }
        }
        Err(TokenFault::KeyMissing)
    }
}

impl OpenKey {
    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, TokenFault> {
        let digest = Sha256::digest(message);
        let pss = PkcsPssParams {
            hash_alg: MechanismType::SHA256,
            mgf: PkcsMgfType::MGF1_SHA256,
            s_len: 32.into(),
        };
        let (mechanism, input) = match self.way {
            Way::EcdsaOfDigest => (Mechanism::Ecdsa, digest.as_slice()),
            Way::PssOfMessage => (Mechanism::Sha256RsaPkcsPss(pss), message),
            Way::PssOfDigest => (Mechanism::RsaPkcsPss(pss), digest.as_slice()),
        };
        let signature = self.session.sign(&mechanism, self.key, input)?;
        match self.way {
            Way::EcdsaOfDigest => r_and_s(&signature),
            Way::PssOfMessage | Way::PssOfDigest => Ok(signature),
        }
    }
}

impl Signer for TokenKey {
    fn certificate(&self) -> &[u8] {
        &self.certificate
    }

    fn sign(&self, to_be_signed: &[u8]) -> Result<Vec<u8>, Error> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        self.sign_in(&mut state, to_be_signed).map_err(|fault| {
            if fault.is_of_the_pin() {
                (self.note_refusal)();
                *state = State::Refused(fault.clone());
            }
            tracing::warn!(%fault, "the token did not sign");
            Error::Token(fault)
        })
    }
}

impl fmt::Debug for TokenKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TokenKey(hidden)")
    }
}

/// A key as it was found on a token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoundKey {
    /// Where it lies.
    pub place: TokenPlace,
    /// The certificates with its identifier (DER).
    pub certificates: Vec<Vec<u8>>,
}

/// Lists the private keys of a token, with this identifier or all, each with its certificates.
pub fn keys_on(
    module: &std::path::Path,
    (serial, id): (Option<&str>, Option<&[u8]>),
    pin: Option<&SecretString>,
) -> Result<Vec<FoundKey>, TokenFault> {
    let library = slot::module(module)?;
    let (slot, serial) = slot::slot(&library, serial)?;
    let session = slot::session(&library, slot, pin)?;
    let certificates = certificates(&session)?;
    let mut found = Vec::new();
    for key in session.find_objects(&[Attribute::Class(ObjectClass::PRIVATE_KEY)])? {
        let own = id_of(&session, key)?;
        if id.is_some_and(|id| id != own) {
            continue;
        }
        if asks_each_time(&session, key)? {
            return Err(TokenFault::AsksEachTime);
        }
        let with_it = certificates.iter().filter(|(id, _)| *id == own);
        found.push(FoundKey {
            certificates: with_it.map(|(_, der)| der.clone()).collect(),
            place: TokenPlace {
                module: module.to_owned(),
                serial: serial.clone(),
                id: own,
            },
        });
    }
    if found.is_empty() {
        return Err(TokenFault::KeyMissing);
    }
    Ok(found)
}

/// A certificate (DER) with the identifier by which it belongs to a key.
type Identified = (Vec<u8>, Vec<u8>);

fn certificates(session: &Session) -> Result<Vec<Identified>, TokenFault> {
    let objects = session.find_objects(&[
        Attribute::Class(ObjectClass::CERTIFICATE),
        Attribute::CertificateType(CertificateType::X_509),
    ])?;
    let read = |object| {
        let mut value = Vec::new();
        for attribute in session.get_attributes(object, &[AttributeType::Value])? {
            if let Attribute::Value(der) = attribute {
                value = der;
            }
        }
        Ok((id_of(session, object)?, value))
    };
    objects.into_iter().map(read).collect()
}

fn id_of(session: &Session, object: ObjectHandle) -> Result<Vec<u8>, TokenFault> {
    let attributes = session.get_attributes(object, &[AttributeType::Id])?;
    let id = attributes.into_iter().find_map(|attribute| {
        let Attribute::Id(id) = attribute else {
            return None;
        };
        Some(id)
    });
    Ok(id.unwrap_or_default())
}

/// Whether it wants its PIN at every signature (`CKA_ALWAYS_AUTHENTICATE`); older tokens do not know the question.
fn asks_each_time(session: &Session, key: ObjectHandle) -> Result<bool, TokenFault> {
    let attributes = session.get_attributes(key, &[AttributeType::AlwaysAuthenticate])?;
    Ok(attributes.contains(&Attribute::AlwaysAuthenticate(true)))
}

fn way(kind: KeyKind, mechanisms: &[MechanismType]) -> Result<Way, TokenFault> {
    let has = |mechanism| mechanisms.contains(&mechanism);
    match kind {
        KeyKind::P256 if has(MechanismType::ECDSA) => Ok(Way::EcdsaOfDigest),
        KeyKind::P256 => Err(TokenFault::Mechanism("ES256 (CKM_ECDSA)")),
        KeyKind::Rsa if has(MechanismType::SHA256_RSA_PKCS_PSS) => Ok(Way::PssOfMessage),
        KeyKind::Rsa if has(MechanismType::RSA_PKCS_PSS) => Ok(Way::PssOfDigest),
        KeyKind::Rsa => Err(TokenFault::Mechanism("PS256 (CKM_SHA256_RSA_PKCS_PSS)")),
    }
}

/// Returns r and s of 32 bytes each: as most tokens give them, or out of DER, as some do.
fn r_and_s(signature: &[u8]) -> Result<Vec<u8>, TokenFault> {
    if signature.len() == 64 {
        return Ok(signature.to_vec());
    }
    let read = Signature::from_der(signature);
    let read = read.or(Err(TokenFault::Shape(signature.len())))?;
    Ok(read.to_bytes().to_vec())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_in_der_becomes_r_and_s() {
        let raw: Vec<u8> = (1..=64).collect();
        let signature = Signature::from_slice(&raw).unwrap();
        assert_eq!(r_and_s(&raw), Ok(raw.clone()));
        assert_eq!(r_and_s(signature.to_der().as_bytes()), Ok(raw));
        assert_eq!(r_and_s(&[0; 63]), Err(TokenFault::Shape(63)));
        assert_eq!(r_and_s(&[]), Err(TokenFault::Shape(0)));
    }

    #[test]
    fn the_way_follows_what_the_token_knows() {
        let all = [MechanismType::ECDSA, MechanismType::RSA_PKCS_PSS];
        assert!(matches!(way(KeyKind::P256, &all), Ok(Way::EcdsaOfDigest)));
        assert!(matches!(way(KeyKind::Rsa, &all), Ok(Way::PssOfDigest)));
        let newer = [
            MechanismType::SHA256_RSA_PKCS_PSS,
            MechanismType::RSA_PKCS_PSS,
        ];
        assert!(matches!(way(KeyKind::Rsa, &newer), Ok(Way::PssOfMessage)));
        assert!(matches!(
            way(KeyKind::P256, &newer),
            Err(TokenFault::Mechanism(_))
        ));
    }
}
