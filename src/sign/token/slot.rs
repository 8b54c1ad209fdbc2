//! Modules, and the tokens that they know.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    sync::{LazyLock, Mutex, PoisonError},
};

use cryptoki::{
    context::{CInitializeArgs, CInitializeFlags, Pkcs11},
    error::{Error as Cryptoki, RvError},
    session::{Session, UserType},
    slot::{Slot, TokenInfo},
};
use secrecy::{ExposeSecret as _, SecretString};

use super::{PinMemory, TokenFault};

/// The modules of this process. A module is set up once, for whoever uses it, and taken down only where its token is gone:
/// that takes the sessions of another key of it away, which opens them once more.
static MODULES: LazyLock<Mutex<BTreeMap<PathBuf, Pkcs11>>> = LazyLock::new(Mutex::default);

/// Loads the library of a token.
pub(super) fn module(path: &Path) -> Result<Pkcs11, TokenFault> {
    let mut modules = MODULES.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(module) = modules.get(path) {
        return Ok(module.clone());
    }
    let failed = |error: &Cryptoki| TokenFault::Module {
        path: path.to_owned(),
        says: error.to_string(),
    };
    let module = Pkcs11::new(path).map_err(|error| failed(&error))?;
    match module.initialize(CInitializeArgs::new(CInitializeFlags::OS_LOCKING_OK)) {
        // Another part of this process, such as TLS, may have it in use.
        Ok(()) | Err(Cryptoki::Pkcs11(RvError::CryptokiAlreadyInitialized, _)) => {}
        Err(error) => return Err(failed(&error)),
    }
    modules.insert(path.to_owned(), module.clone());
    Ok(module)
}

/// Loads a module anew: some see a token that is put in again only then. Every session of it ends.
pub(super) fn renew(path: &Path) {
    let mut modules = MODULES.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(module) = modules.remove(path)
        && let Err(error) = module.finalize()
    {
        tracing::warn!(%error, "the module of the token could not be closed");
    }
}

/// Finds the token with a serial number, or the only one there is. Two may have the same label.
pub(super) fn slot(module: &Pkcs11, serial: Option<&str>) -> Result<(Slot, String), TokenFault> {
    let mut found = Vec::new();
    let mut names = Vec::new();
    // A slot whose token was never set up is none.
    for slot in module.get_slots_with_initialized_token()? {
        let Ok(info) = module.get_token_info(slot) else {
            continue;
        };
        let own = info.serial_number().trim().to_owned();
        names.push(format!("{own} ({})", info.label().trim()));
        if serial.is_none_or(|serial| serial == own) {
            found.push((slot, own));
        }
    }
    let names = if names.is_empty() {
        "none".to_owned()
    } else {
        names.join(", ")
    };
    match found.len() {
        0 => Err(TokenFault::NoToken(names)),
        1 => found.pop().ok_or(TokenFault::NoToken(names)),
        _ => Err(TokenFault::SeveralTokens(names)),
    }
}

/// Opens a session and logs in. A token that would be locked by one more wrong PIN is not asked.
pub(super) fn session(
    module: &Pkcs11,
    slot: Slot,
    (pin, memory): (Option<&SecretString>, &dyn PinMemory),
) -> Result<Session, TokenFault> {
    let info = module.get_token_info(slot)?;
    let session = module.open_ro_session(slot)?;
    if !info.login_required() {
        return Ok(session);
    }
    if info.user_pin_locked() {
        return Err(TokenFault::Locked);
    }
    if !info.user_pin_initialized() {
        return Err(TokenFault::NotSetUp);
    }
    if info.user_pin_to_be_changed() {
        return Err(TokenFault::PinToBeChanged);
    }
    if info.user_pin_final_try() {
        return Err(TokenFault::FinalTry);
    }
    // Where the reader has keys of its own, it asks itself.
    let pin = match pin {
        _ if info.protected_authentication_path() => None,
        Some(pin) => Some(fitting(pin, &info)?),
        None => return Err(TokenFault::NoPin),
    };
    let trial = memory.try_now()?;
    match session.login(UserType::User, pin) {
        Ok(()) | Err(Cryptoki::Pkcs11(RvError::UserAlreadyLoggedIn, _)) => {
            trial.ended(false);
            Ok(session)
        }
        Err(error) => {
            let fault = TokenFault::of_login(&error);
            trial.ended(fault.is_refusal());
            Err(fault)
        }
    }
}

/// Expects a PIN of a length that the token takes: another one would cost a try.
fn fitting<'a>(pin: &'a SecretString, info: &TokenInfo) -> Result<&'a SecretString, TokenFault> {
    let length = pin.expose_secret().len();
    let (least, most) = (info.min_pin_length().max(1), info.max_pin_length());
    match length {
        0 => Err(TokenFault::NoPin),
        // Some tell no longest one.
        _ if length < least || most >= least && length > most => {
            Err(TokenFault::PinLength { least, most })
        }
        _ => Ok(pin),
    }
}

/// Whether a wrong PIN was entered since the last right one.
pub fn was_wrong_before(module: &Path, serial: Option<&str>) -> Result<bool, TokenFault> {
    let module = self::module(module)?;
    let (slot, _) = slot(&module, serial)?;
    Ok(module.get_token_info(slot)?.user_pin_count_low())
}
