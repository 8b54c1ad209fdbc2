//! A signing key on a token: found, proved, and its place kept. The key itself never leaves the token.

use std::{
    fmt,
    path::{Path, PathBuf},
};

use base64::{Engine as _, engine::general_purpose::STANDARD as BASE64};
use jiff::Timestamp;
use secrecy::{ExposeSecret as _, SecretString};

use super::{
    Imported, Kept, KeptKey,
    import::{best_of, certificates_in, csca_of, may_sign, prove},
    keep, kind_of,
};
use crate::{
    counter::{
        Error, SigningKeyFault as Fault,
        data_folder::DataFolder,
        master_key::{self, Given},
        settings::Settings,
    },
    sign::{
        self,
        token::{FoundKey, GivenNow, PinMemory, TokenFault, TokenSession},
    },
    trust::Certificate,
};

/// Which key on which token.
pub struct TokenImport<'a> {
    /// The library of the token.
    pub module: &'a Path,
    /// The token's serial number; nothing where there is one token.
    pub serial: Option<&'a str>,
    /// `CKA_ID` of the key in hexadecimal digits; nothing where there is one key.
    pub id: Option<&'a str>,
    /// The file of its certificate, where the token has none.
    pub certificate: Option<&'a [u8]>,
    /// The file of the CSCA.
    pub csca: Option<&'a [u8]>,
    /// The PIN; nothing where the reader has keys of its own.
    pub pin: Option<SecretString>,
}

impl fmt::Debug for TokenImport<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TokenImport(hidden)")
    }
}

/// Finds the key, has it sign something, and keeps its place and its PIN sealed. The PIN is tried once.
pub fn register(
    folder: &DataFolder,
    import: &TokenImport<'_>,
    at: Timestamp,
) -> Result<Imported, Error> {
    let settings = Settings::load(&folder.settings())?;
    if !settings.is_live() {
        return Err(Fault::Training.into());
    }
    let id = import.id.map(unhex).transpose()?;
    let module = absolute(import.module)?;
    let failed = |fault: TokenFault| Fault::Key(fault.into());
    let pin: (_, &dyn PinMemory) = (import.pin.as_ref(), &GivenNow);
    let session = TokenSession::open(&module, import.serial, pin).map_err(failed)?;
    let found = session.keys(id.as_deref()).map_err(failed)?;
    let (key, certificate) = chosen((&session, &found), import, (&settings, at))?;
    may_sign(&certificate, &settings, at)?;
    let csca = csca_of(&certificate, &[], import.csca)?;
    let place = key.place.clone();
    let id = BASE64.encode(&place.id);
    let kept = Kept {
        key: KeptKey::Token {
            module: place.module,
            serial: place.serial,
            id,
            pin: import
                .pin
                .as_ref()
                .map(|pin| pin.expose_secret().to_owned()),
        },
        certificate: BASE64.encode(certificate.der()),
        csca: csca.as_ref().map(|der| BASE64.encode(der)),
    };
    let (_, master) = master_key::open(folder, Given::InFile)?;
    keep(folder, &kept, &master)?;
    Ok(Imported {
        is_of_authority: certificate.is_of_authority(),
        certificate,
        is_vouched_for: csca.is_some(),
        unprotected: false,
    })
}

/// Returns the path of a module as it is found from everywhere.
fn absolute(module: &Path) -> Result<PathBuf, Fault> {
    let path = std::path::absolute(module).unwrap_or_else(|_| module.to_owned());
    if path.to_str().is_some() {
        return Ok(path);
    }
    let says = "its path is no text".to_owned();
    Err(Fault::Key(TokenFault::Module { path, says }.into()))
}

/// Chooses the one key that signs for a certificate: each is tried, for a certificate beside a key may be another one's.
fn chosen<'a>(
    (session, found): (&TokenSession, &'a [FoundKey]),
    import: &TokenImport<'_>,
    (settings, at): (&Settings, Timestamp),
) -> Result<(&'a FoundKey, Certificate), Fault> {
    let given = match import.certificate {
        Some(file) => Some(certificates_in(file, "--certificate")?),
        None => None,
    };
    let mut chosen: Vec<(&FoundKey, Certificate)> = Vec::new();
    let mut last = None;
    for key in found {
        let mut own = Vec::new();
        for der in given.as_ref().unwrap_or(&key.certificates) {
            let certificate = Certificate::from_der(der).or(Err(Fault::NoCertificateOnToken))?;
            let Some(kind) = kind_of(&certificate) else {
                continue;
            };
            if key.kind.is_some_and(|is| is != kind) {
                continue;
            }
            let sign = |message: &[u8]| Ok(session.sign(key, kind, message)?);
            match prove(sign, &certificate) {
                Ok(()) => own.push((certificate, ())),
                // Another's certificate.
                Err(Fault::Key(sign::Error::Sign)) => {}
                Err(fault) => last = Some(fault),
            }
        }
        let best = best_of(own, settings, at);
        chosen.extend(best.map(|(certificate, ())| (key, certificate)));
    }
    match chosen.len() {
        0 if given.is_some() => Err(last.unwrap_or(Fault::OtherCertificate)),
        0 => Err(last.unwrap_or(Fault::NoCertificateOnToken)),
        1 => chosen.pop().ok_or(Fault::NoCertificateOnToken),
        _ => {
            let ids: Vec<String> = chosen.iter().map(|(key, _)| hex(&key.place.id)).collect();
            let several = TokenFault::SeveralKeys(ids.join(", "));
            Err(Fault::Key(several.into()))
        }
    }
}

fn hex(id: &[u8]) -> String {
    let bytes: Vec<String> = id.iter().map(|byte| format!("{byte:02X}")).collect();
    bytes.concat()
}

fn unhex(text: &str) -> Result<Vec<u8>, Fault> {
    let digits: Option<Vec<u8>> = text
        .chars()
        .map(|digit| u8::try_from(digit.to_digit(16)?).ok())
        .collect();
    match digits.as_deref().map(<[u8]>::as_chunks::<2>) {
        Some((pairs, [])) if !pairs.is_empty() => {
            Ok(pairs.iter().map(|[high, low]| high << 4 | low).collect())
        }
        _ => Err(Fault::NoId),
    }
}
