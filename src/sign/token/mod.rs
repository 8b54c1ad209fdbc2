//! A key that never leaves its token or card (PKCS #11 2.40).
//!
//! Tokens sign wrong lengths and wrong salts without complaint, and some give DER where r and s belong: what goes in is
//! made here, and what comes out is verified before it is used.

mod slot;
mod token_fault;

use std::{
    fmt,
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
};

use cryptoki::{
    mechanism::{
        Mechanism, MechanismType,
        rsa::{PkcsMgfType, PkcsPssParams},
    },
    object::{Attribute, AttributeType, CertificateType, KeyType, ObjectClass, ObjectHandle},
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

/// Remembers, beyond this program too, that a PIN is being tried: one that was refused is never tried again by itself.
pub trait PinMemory: Send + Sync {
    /// Notes that it is tried now. An error where it was refused before, or where that cannot be noted.
    fn try_now(&self) -> Result<Box<dyn PinTrial>, TokenFault>;
}

/// A PIN being tried. Where nothing is said of how that ended, such as after a kill, it counts as refused.
pub trait PinTrial {
    /// Says how it ended.
    fn ended(self: Box<Self>, is_refused: bool);
}

/// What needs no memory: somebody gives the PIN at this moment.
#[derive(Debug)]
pub struct GivenNow;

impl PinMemory for GivenNow {
    fn try_now(&self) -> Result<Box<dyn PinTrial>, TokenFault> {
        Ok(Box::new(Self))
    }
}

impl PinTrial for GivenNow {
    fn ended(self: Box<Self>, _is_refused: bool) {}
}

/// Signs with a key on a token. It is opened with the first signature, and again where it was lost.
pub struct TokenKey {
    place: TokenPlace,
    kind: KeyKind,
    certificate: Vec<u8>,
    pin: Option<SecretString>,
    memory: Box<dyn PinMemory>,
    state: Mutex<State>,
}

enum State {
    Closed,
    Open(TokenSession, FoundKey),
    /// The PIN was refused: it is never tried again by itself.
    Refused(TokenFault),
}

impl TokenKey {
    /// Takes a key by its place, with the document signer certificate (DER) that belongs to it.
    pub fn new(
        (place, kind): (TokenPlace, KeyKind),
        certificate: Vec<u8>,
        pin: Option<SecretString>,
        memory: Box<dyn PinMemory>,
    ) -> Self {
        Self {
            place,
            kind,
            certificate,
            pin,
            memory,
            state: Mutex::new(State::Closed),
        }
    }

    fn open(&self) -> Result<(TokenSession, FoundKey), TokenFault> {
        let TokenPlace { module, serial, id } = &self.place;
        let pin = (self.pin.as_ref(), &*self.memory);
        let session = TokenSession::open(module, Some(serial), pin)?;
        let key = session.keys(Some(id))?.into_iter().next();
        Ok((session, key.ok_or(TokenFault::KeyMissing)?))
    }

    /// Opens the key where it is closed, and signs. A lost session is opened anew once.
    fn sign_in(&self, state: &mut State, message: &[u8]) -> Result<Vec<u8>, TokenFault> {
        for is_last in [false, true] {
            if let State::Refused(fault) = state {
                return Err(fault.clone());
            }
            let opened = match std::mem::replace(state, State::Closed) {
                State::Open(session, key) => Ok((session, key)),
                State::Closed | State::Refused(_) => self.open(),
            };
            let signed = opened.and_then(|(session, key)| {
                let signature = session.sign(&key, self.kind, message)?;
                *state = State::Open(session, key);
                Ok(signature)
            });
            match signed {
                Err(fault) if fault.is_absent() && !is_last => {
                    tracing::info!(fault = fault.word(), "the token is opened once more");
                    slot::renew(&self.place.module);
                }
                ended => return ended,
            }
        }
        Err(TokenFault::KeyMissing)
    }
}

impl Signer for TokenKey {
    fn certificate(&self) -> &[u8] {
        &self.certificate
    }

    fn sign(&self, to_be_signed: &[u8]) -> Result<Vec<u8>, Error> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        self.sign_in(&mut state, to_be_signed).map_err(|fault| {
            if fault.is_refusal() {
                *state = State::Refused(fault.clone());
            }
            // Its label may be somebody's name: the word alone.
            tracing::warn!(fault = fault.word(), "the token did not sign");
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
    /// How it signs; nothing where the token does not tell, or tells of another kind.
    pub kind: Option<KeyKind>,
    handle: ObjectHandle,
}

/// A token that somebody has logged in to.
pub struct TokenSession {
    module: PathBuf,
    serial: String,
    mechanisms: Vec<MechanismType>,
    session: Session,
}

impl TokenSession {
    /// Opens the token with a serial number, or the only one there is. The PIN is tried once.
    pub fn open(
        module: &Path,
        serial: Option<&str>,
        (pin, memory): (Option<&SecretString>, &dyn PinMemory),
    ) -> Result<Self, TokenFault> {
        let library = slot::module(module)?;
        let (slot, serial) = slot::slot(&library, serial)?;
        Ok(Self {
            module: module.to_owned(),
            serial,
            mechanisms: library.get_mechanism_list(slot)?,
            session: slot::session(&library, slot, (pin, memory))?,
        })
    }

    /// Lists the private keys, with this identifier or all, each with its certificates. Those that ask for the PIN at every
    /// signature are left out.
    pub fn keys(&self, id: Option<&[u8]>) -> Result<Vec<FoundKey>, TokenFault> {
        let certificates = certificates(&self.session)?;
        let mut found = Vec::new();
        let mut none = TokenFault::KeyMissing;
        let keys = [Attribute::Class(ObjectClass::PRIVATE_KEY)];
        for handle in self.session.find_objects(&keys)? {
            let own = id_of(&self.session, handle)?;
            if id.is_some_and(|id| id != own) {
                continue;
            }
            if asks_each_time(&self.session, handle)? {
                none = TokenFault::AsksEachTime;
                continue;
            }
            let with_it = certificates.iter().filter(|(id, _)| *id == own);
            found.push(FoundKey {
                certificates: with_it.map(|(_, der)| der.clone()).collect(),
                kind: kind_of(&self.session, handle)?,
                handle,
                place: TokenPlace {
                    module: self.module.clone(),
                    serial: self.serial.clone(),
                    id: own,
                },
            });
        }
        if found.is_empty() {
            Err(none)
        } else {
            Ok(found)
        }
    }

    /// Signs a message. Whether the signature is any good is not looked at.
    pub fn sign(
        &self,
        key: &FoundKey,
        kind: KeyKind,
        message: &[u8],
    ) -> Result<Vec<u8>, TokenFault> {
        let digest = Sha256::digest(message);
        let pss = PkcsPssParams {
            hash_alg: MechanismType::SHA256,
            mgf: PkcsMgfType::MGF1_SHA256,
            s_len: 32.into(),
        };
        let way = way(kind, &self.mechanisms)?;
        let (mechanism, input) = match way {
            Way::EcdsaOfDigest => (Mechanism::Ecdsa, digest.as_slice()),
            Way::PssOfMessage => (Mechanism::Sha256RsaPkcsPss(pss), message),
            Way::PssOfDigest => (Mechanism::RsaPkcsPss(pss), digest.as_slice()),
        };
        let signature = self.session.sign(&mechanism, key.handle, input)?;
        match way {
            Way::EcdsaOfDigest => r_and_s(&signature),
            Way::PssOfMessage | Way::PssOfDigest => Ok(signature),
        }
    }
}

impl fmt::Debug for TokenSession {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TokenSession(hidden)")
    }
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

fn kind_of(session: &Session, key: ObjectHandle) -> Result<Option<KeyKind>, TokenFault> {
    let attributes = session.get_attributes(key, &[AttributeType::KeyType])?;
    let is = |kind| attributes.contains(&Attribute::KeyType(kind));
    Ok(if is(KeyType::EC) {
        Some(KeyKind::P256)
    } else if is(KeyType::RSA) {
        Some(KeyKind::Rsa)
    } else {
        None
    })
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
