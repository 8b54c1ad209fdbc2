//! A signing key taken from a file: whether it may sign is found out before it is kept.

use std::fmt;

use base64::{Engine as _, engine::general_purpose::STANDARD as BASE64};
use jiff::{SignedDuration, Timestamp};

use super::{Kept, KeptKey, TRAINING, is_of, keep, kid_of};
use crate::{
    counter::{
        Error, SigningKeyFault as Fault,
        data_folder::DataFolder,
        master_key::{self, Given},
        settings::Settings,
    },
    hcert::Algorithm,
    key_file::{KeyFile, PrivateKey},
    sign::{self, OwnKey, Signer as _},
    trust::{self, Certificate},
};

/// What is to be imported.
pub struct Import<'a> {
    /// The file with the key: PKCS#12 or PEM.
    pub file: &'a [u8],
    /// Its password; empty where it has none.
    pub password: &'a str,
    /// The file of its certificate, where it does not stand in the same.
    pub certificate: Option<&'a [u8]>,
    /// The file of the CSCA.
    pub csca: Option<&'a [u8]>,
    /// Which of several keys, by the Base64 of its key identifier.
    pub kid: Option<&'a str>,
}

impl fmt::Debug for Import<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Import(hidden)")
    }
}

/// What came of an import.
#[derive(Debug)]
pub struct Imported {
    /// The document signer.
    pub certificate: Certificate,
    /// Whether a CSCA has been seen to vouch for it.
    pub is_vouched_for: bool,
    /// Whether nothing shows that the file was not changed.
    pub unprotected: bool,
    /// Whether the certificate calls itself an authority's, which no document signer's does.
    pub is_of_authority: bool,
}

/// Takes a key from a file, checks that it may sign, and keeps it sealed in the place of the one before.
pub fn import(folder: &DataFolder, import: &Import<'_>, at: Timestamp) -> Result<Imported, Error> {
    let settings = Settings::load(&folder.settings())?;
    let (imported, kept) = check(&settings, import, at)?;
    let (_, master) = master_key::open(folder, Given::InFile)?;
    keep(folder, &kept, &master)?;
    Ok(imported)
}

fn check(
    settings: &Settings,
    import: &Import<'_>,
    at: Timestamp,
) -> Result<(Imported, Kept), Fault> {
    if !settings.is_live() {
        return Err(Fault::Training);
    }
    let mut file = KeyFile::open(import.file, import.password)?;
    if let Some(certificate) = import.certificate {
        file.certificates
            .extend(certificates_in(certificate, "--certificate")?);
    }
    let found = pair(&file, import.kid, (settings, at))?;
    let certificate =
        Certificate::from_der(found.signer.certificate()).or(Err(Fault::NoCertificate))?;
    may_sign(&certificate, settings, at)?;
    prove(|test| found.signer.sign(test), &certificate)?;
    let csca = csca_of(&certificate, &file.certificates, import.csca)?;
    let kept = Kept {
        key: KeptKey::File(BASE64.encode(found.key.pkcs8())),
        certificate: BASE64.encode(certificate.der()),
        csca: csca.as_ref().map(|der| BASE64.encode(der)),
    };
    let imported_is_ca = certificate.is_of_authority();
    let imported = Imported {
        certificate,
        is_vouched_for: csca.is_some(),
        unprotected: file.unprotected,
        is_of_authority: imported_is_ca,
    };
    Ok((imported, kept))
}

pub(super) fn certificates_in(file: &[u8], option: &'static str) -> Result<Vec<Vec<u8>>, Fault> {
    let one = |bytes: &[u8]| Certificate::from_der(bytes).map(|read| vec![read.der().to_vec()]);
    let certificates = match KeyFile::open(file, "") {
        Ok(read) if !read.certificates.is_empty() => read.certificates,
        _ => one(file).or(Err(Fault::Certificate(option)))?,
    };
    Ok(certificates)
}

/// A key of the file with its own certificate.
struct Pair<'a> {
    key: &'a PrivateKey,
    signer: OwnKey,
}

/// Returns the best of several certificates of one key: one that may sign, and of those the one that is valid longest.
pub(super) fn best_of<T>(
    mut own: Vec<(Certificate, T)>,
    settings: &Settings,
    at: Timestamp,
) -> Option<(Certificate, T)> {
    own.sort_by_key(|(certificate, _)| {
        let fits = may_sign(certificate, settings, at).is_ok();
        (fits, certificate.not_after())
    });
    own.pop()
}

/// Finds the key that is wanted and its certificate.
fn pair<'a>(
    file: &'a KeyFile,
    kid: Option<&str>,
    (settings, at): (&Settings, Timestamp),
) -> Result<Pair<'a>, Fault> {
    if file.keys.is_empty() {
        return Err(Fault::NoKey);
    }
    let mut unfit = None;
    let mut pairs: Vec<(Certificate, Pair<'_>)> = Vec::new();
    for key in &file.keys {
        let mut own: Vec<(Certificate, Pair<'_>)> = Vec::new();
        for der in &file.certificates {
            match OwnKey::new(key, der) {
                Ok(signer) => {
                    let certificate = Certificate::from_der(der).or(Err(Fault::NoCertificate))?;
                    own.push((certificate, Pair { key, signer }));
                }
                Err(sign::Error::OtherKey) => {}
                Err(error) => unfit = Some(error),
            }
        }
        if kid.is_none() {
            pairs.extend(best_of(own, settings, at));
        } else {
            pairs.extend(own);
        }
    }
    if let Some(kid) = kid {
        let names = names(&pairs);
        let named = pairs
            .into_iter()
            .find(|(certificate, _)| kid_of(certificate) == kid);
        return named.map(|(_, pair)| pair).ok_or(Fault::NoSuchKid(names));
    }
    // One that is over stands beside its successor.
    let fits = |(one, _): &(Certificate, Pair<'_>)| may_sign(one, settings, at).is_ok();
    if pairs.iter().any(fits) {
        pairs.retain(fits);
    }
    match (pairs.len(), unfit) {
        (0, Some(error)) => Err(Fault::Key(error)),
        (0 | 1, _) => pairs
            .pop()
            .map(|(_, pair)| pair)
            .ok_or(Fault::NoCertificate),
        _ => Err(Fault::Several(names(&pairs))),
    }
}

fn names(pairs: &[(Certificate, Pair<'_>)]) -> String {
    let names: Vec<String> = pairs.iter().map(|(one, _)| kid_of(one)).collect();
    names.join(", ")
}

/// Holds a certificate against what a document signer must be (DCC.md 12), and against the settings.
pub(super) fn may_sign(
    certificate: &Certificate,
    settings: &Settings,
    at: Timestamp,
) -> Result<(), Fault> {
    // A counter whose issuer is not set up yet has the country of training.
    if settings.values().issuer.country == TRAINING {
        certificate.country().ok_or(Fault::NoCountry)?;
    } else {
        is_of(certificate, settings)?;
    }
    if !certificate.is_made_to_sign() {
        return Err(Fault::KeyUsage);
    }
    let (from, until) = (certificate.not_before(), certificate.not_after());
    if at < from || at > until {
        return Err(Fault::Untimely(sign::Error::Untimely { from, until }));
    }
    if until.duration_since(at) < LEAST_LEFT {
        return Err(Fault::Ends(until));
    }
    Ok(())
}

/// Signs something and verifies it by the certificate.
pub(super) fn prove(
    sign: impl FnOnce(&[u8]) -> Result<Vec<u8>, sign::Error>,
    certificate: &Certificate,
) -> Result<(), Fault> {
    let test = b"impftheke key import";
    let signature = sign(test).map_err(Fault::Key)?;
    let algorithm = certificate.algorithm().map(Algorithm::from);
    let holds = algorithm.is_some_and(|algorithm| certificate.holds(&algorithm, test, &signature));
    if holds {
        Ok(())
    } else {
        Err(Fault::Key(sign::Error::Sign))
    }
}

/// Finds the CSCA: one of those that were given must have signed the certificate, and so must one of the file, where it
/// holds any that has the name of its issuer. There may be two of one name, when a key gives way to the next.
pub(super) fn csca_of(
    certificate: &Certificate,
    beside: &[Vec<u8>],
    given: Option<&[u8]>,
) -> Result<Option<Vec<u8>>, Fault> {
    let candidates = match given {
        Some(given) => certificates_in(given, "--csca")?,
        None => beside.to_vec(),
    };
    let mut why = given.map(|_| trust::NotIssued::OtherName);
    for der in candidates
        .into_iter()
        .filter(|der| der != certificate.der())
    {
        match trust::issued_by(certificate, &der) {
            Ok(()) => return Ok(Some(der)),
            Err(trust::NotIssued::OtherName) => {}
            Err(not) => why = Some(not),
        }
    }
    why.map_or(Ok(None), |why| Err(Fault::NotOfCsca(why)))
}

const LEAST_LEFT: SignedDuration = SignedDuration::from_hours(24);
