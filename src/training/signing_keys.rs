//! The keys of the training mode: made once, kept in the data folder, country `XX`.
//!
//! Certificates follow hcert-spec 1.0.8 section 5: a self-signed CSCA, and one document signer for all groups.
//! Keys whose time is over are kept beside the new ones that take their place.

use std::{
    fs, io,
    path::{Path, PathBuf},
    str::FromStr as _,
    time::Duration,
};

use jiff::{SignedDuration, Timestamp};
use p256::{
    SecretKey,
    ecdsa::{DerSignature, SigningKey},
    pkcs8::{EncodePrivateKey as _, LineEnding},
};
use x509_cert::{
    Certificate, TbsCertificate,
    builder::{Builder as _, CertificateBuilder, Result as BuildResult, profile::BuilderProfile},
    der::{DecodePem as _, Encode as _, EncodePem as _, asn1::ObjectIdentifier},
    ext::{
        Extension, ToExtension as _,
        pkix::{
            AuthorityKeyIdentifier, BasicConstraints, ExtendedKeyUsage, KeyUsage, KeyUsages,
            SubjectKeyIdentifier,
        },
    },
    name::Name,
    serial_number::SerialNumber,
    spki::{SubjectPublicKeyInfo, SubjectPublicKeyInfoRef},
    time::{Time, Validity},
};
use zeroize::Zeroizing;

use crate::{
    files,
    sign::{Error, LocalSigner},
};

/// The training signer with the certificates that others verify it by.
#[derive(Debug)]
pub struct TrainingKeys {
    /// Signs.
    pub signer: LocalSigner,
    /// The document signer's certificate.
    pub certificate_pem: String,
    /// The CSCA that vouches for it.
    pub csca_pem: String,
    /// The first moment at which it may sign.
    pub not_before: Timestamp,
    /// The last moment at which it may sign.
    pub not_after: Timestamp,
}

/// Opens the keys in a folder, making them when the folder does not exist yet, or when less than a day of their time is
/// left: too little for any certificate.
///
/// They are made in a folder beside it that is then renamed: two programs that start at once end up with one
/// and the same set, and no crash leaves half a set. Where keys are over, the caller keeps other programs away.
pub fn open_or_create(folder: &Path, now: Timestamp) -> Result<TrainingKeys, Error> {
    if folder.exists() {
        let keys = open(folder)?;
        let left = keys.not_after.duration_since(second(now.as_second()));
        if left >= LEAST_LEFT || now > second(LAST_DAY) {
            return Ok(keys);
        }
        let why = format!("until-{}", keys.not_after.strftime("%Y-%m-%d"));
        if let Err(error) = put_aside(folder, &why) {
            tracing::warn!(%error, "the training keys are over, and new ones cannot be made here");
            return Ok(keys);
        }
    }
    create(folder, now)?;
    open(folder)
}

/// Makes new keys in place of those in a folder that cannot be used; these are kept beside them. The caller keeps other
/// programs away.
pub fn renew(folder: &Path, now: Timestamp) -> Result<TrainingKeys, Error> {
    if folder.exists() {
        put_aside(folder, "unusable").map_err(|source| Error::File {
            path: folder.to_owned(),
            source,
        })?;
    }
    create(folder, now)?;
    open(folder)
}

/// Returns the files of the keys in a folder.
pub fn files(folder: &Path) -> [PathBuf; 3] {
    [KEY, DSC, CSCA].map(|name| folder.join(name))
}

/// Gives keys that new ones take the place of a name that tells why.
fn put_aside(folder: &Path, why: &str) -> io::Result<()> {
    let names = (1..100).map(|count| folder.with_extension(format!("{why}-{count}")));
    let aside = names.into_iter().find(|aside| !aside.exists());
    fs::rename(folder, aside.ok_or(io::ErrorKind::AlreadyExists)?)?;
    files::sync_folder(folder)
}

const LEAST_LEFT: SignedDuration = SignedDuration::from_hours(24);

const CSCA: &str = "csca.pem";
const DSC: &str = "dsc.pem";
const KEY: &str = "dsc.key";

/// Opens the keys in a folder as they are, over or not.
pub fn open(folder: &Path) -> Result<TrainingKeys, Error> {
    let read = |name: &str| {
        let path = folder.join(name);
        fs::read_to_string(&path).map_err(|source| {
            let kinds = [
                (io::ErrorKind::InvalidData, "it is no text"),
                (io::ErrorKind::NotFound, "it is missing"),
            ];
            match kinds.into_iter().find(|(kind, _)| *kind == source.kind()) {
                Some((_, what)) => Error::Damaged { path, what },
                None => Error::File { path, source },
            }
        })
    };
    let damaged = |name: &str, what| Error::Damaged {
        path: folder.join(name),
        what,
    };
    let key = read_key(&folder.join(KEY))?;
    let (certificate_pem, csca_pem) = (read(DSC)?, read(CSCA)?);
    Certificate::from_pem(&csca_pem).or(Err(damaged(CSCA, "it is no certificate")))?;
    let certificate =
        Certificate::from_pem(&certificate_pem).or(Err(damaged(DSC, "it is no certificate")))?;
    let der = certificate
        .to_der()
        .or(Err(damaged(DSC, "it is no certificate")))?;
    let signer = std::str::from_utf8(&key)
        .ok()
        .and_then(|key| LocalSigner::new(key, &der).ok())
        .ok_or_else(|| damaged(KEY, "it is not the key of the certificate beside it"))?;
    let validity = certificate.tbs_certificate().validity();
    let moment = |time: &Time| {
        let seconds = i64::try_from(time.to_unix_duration().as_secs()).ok()?;
        Timestamp::from_second(seconds).ok()
    };
    match (moment(&validity.not_before), moment(&validity.not_after)) {
        (Some(not_before), Some(not_after)) => Ok(TrainingKeys {
            signer,
            certificate_pem,
            csca_pem,
            not_before,
            not_after,
        }),
        _ => Err(damaged(DSC, "its times cannot be read")),
    }
}

fn create(folder: &Path, now: Timestamp) -> Result<(), Error> {
    let (from, until) = (second(FIRST_DAY), second(LAST_DAY));
    if !(from..=until).contains(&now) {
        return Err(Error::Untimely { from, until });
    }
    let set = make(now)?;
    let files = [
        (KEY, set.key.as_bytes()),
        (DSC, set.certificate.as_bytes()),
        (CSCA, set.csca.as_bytes()),
    ];
    keep(folder, &files)
}

/// Reads the key, taking it back from everybody else who could read it.
fn read_key(path: &Path) -> Result<Zeroizing<Vec<u8>>, Error> {
    let path = path.to_owned();
    match files::read(&path) {
        Ok(Some(key)) => Ok(key),
        Ok(None) => Err(Error::Damaged {
            path,
            what: "it is missing",
        }),
        Err(source) => Err(Error::File { path, source }),
    }
}

/// Writes a folder of files for its owner alone, all or none; where another program was faster, its files count.
pub(crate) fn keep(folder: &Path, files: &[(&str, &[u8])]) -> Result<(), Error> {
    let beside = folder.with_extension(format!("{}.part", std::process::id()));
    let file_error = |path: &Path| {
        let path = path.to_owned();
        move |source| Error::File { path, source }
    };
    files::create_folder(&beside).map_err(file_error(&beside))?;
    for (name, content) in files {
        let path = beside.join(name);
        files::create(&path, content).map_err(file_error(&path))?;
    }
    match fs::rename(&beside, folder) {
        Err(_) if folder.exists() => {
            drop(fs::remove_dir_all(&beside));
            Ok(())
        }
        other => other.map_err(file_error(folder)),
    }
}

/// New keys and certificates as PEM. The CSCA's key is not kept: it has signed all that it ever will.
struct Set {
    key: Zeroizing<String>,
    certificate: String,
    csca: String,
}

fn make(now: Timestamp) -> Result<Set, Error> {
    let (csca_key, signer_key) = (new_key()?, new_key()?);
    let csca_name =
        Name::from_str("CN=Impftheke Training CSCA,O=Impftheke,C=XX").or(Err(Error::Sign))?;
    let signer_name =
        Name::from_str("CN=Impftheke Training DSC,O=Impftheke,C=XX").or(Err(Error::Sign))?;
    let csca = build(
        Profile::Csca(csca_name.clone()),
        &csca_key,
        &csca_key,
        (now, 4),
    )?;
    let certificate = build(
        Profile::Signer {
            subject: signer_name,
            issuer: csca_name,
        },
        &signer_key,
        &csca_key,
        (now, 2),
    )?;
    let pem = |certificate: Certificate| certificate.to_pem(LineEnding::LF).or(Err(Error::Sign));
    Ok(Set {
        key: signer_key
            .to_pkcs8_pem(LineEnding::LF)
            .or(Err(Error::NoKey))?,
        certificate: pem(certificate)?,
        csca: pem(csca)?,
    })
}

/// Makes a private key.
pub(crate) fn new_key() -> Result<SecretKey, Error> {
    let mut bytes = Zeroizing::new([0; 32]);
    // All but one number in 2^32 is a private key.
    for _ in 0..8 {
        getrandom::fill(bytes.as_mut()).or(Err(Error::Random))?;
        if let Ok(key) = SecretKey::from_slice(bytes.as_ref()) {
            return Ok(key);
        }
    }
    Err(Error::Random)
}

/// Builds a certificate that is valid from the first day of practice for some years from now.
pub(crate) fn build(
    profile: impl BuilderProfile,
    key: &SecretKey,
    by: &SecretKey,
    (now, years): (Timestamp, u64),
) -> Result<Certificate, Error> {
    let mut serial = [0; 16];
    getrandom::fill(&mut serial).or(Err(Error::Random))?;
    serial[0] = serial[0] & 0x7F | 0x40;
    let serial = SerialNumber::new(&serial).or(Err(Error::Sign))?;
    let seconds = u64::try_from(now.as_second()).or(Err(Error::Sign))?;
    let time = |seconds: u64| {
        Time::try_from(std::time::UNIX_EPOCH + Duration::from_secs(seconds)).or(Err(Error::Sign))
    };
    let validity = Validity::new(
        time(FIRST_DAY.unsigned_abs())?,
        time(seconds + years * 365 * DAY)?,
    );
    let public = SubjectPublicKeyInfo::from_key(&key.public_key()).or(Err(Error::Sign))?;
    CertificateBuilder::new(profile, serial, validity, public)
        .and_then(|builder| builder.build::<_, DerSignature>(&SigningKey::from(by)))
        .map_err(Error::Build)
}

const DAY: u64 = 24 * 60 * 60;
/// 1 January 2021. Training keys reach back to it, so that the cases of those years can be practised.
const FIRST_DAY: i64 = 1_609_459_200;
/// 31 December 2099: a clock beyond it is wrong.
const LAST_DAY: i64 = 4_102_358_400;

fn second(seconds: i64) -> Timestamp {
    Timestamp::from_second(seconds).unwrap_or(Timestamp::UNIX_EPOCH)
}

/// What a certificate is for.
enum Profile {
    Csca(Name),
    Signer { subject: Name, issuer: Name },
}

impl BuilderProfile for Profile {
    fn get_issuer(&self, _subject: &Name) -> Name {
        match self {
            Self::Csca(name) | Self::Signer { issuer: name, .. } => name.clone(),
        }
    }

    fn get_subject(&self) -> Name {
        match self {
            Self::Csca(name) | Self::Signer { subject: name, .. } => name.clone(),
        }
    }

    fn build_extensions(
        &self,
        public: SubjectPublicKeyInfoRef<'_>,
        issuer_public: SubjectPublicKeyInfoRef<'_>,
        tbs: &TbsCertificate,
    ) -> BuildResult<Vec<Extension>> {
        let mut extensions = Vec::new();
        let subject = tbs.subject();
        let identifier = SubjectKeyIdentifier::try_from(public)?;
        extensions.push(identifier.to_extension(subject, &extensions)?);
        match self {
            Self::Csca(_) => {
                let constraints = BasicConstraints {
                    ca: true,
                    path_len_constraint: Some(0),
                };
                extensions.push(constraints.to_extension(subject, &extensions)?);
                let usage = KeyUsage(KeyUsages::KeyCertSign | KeyUsages::CRLSign);
                extensions.push(usage.to_extension(subject, &extensions)?);
            }
            Self::Signer { .. } => {
                let authority = AuthorityKeyIdentifier::try_from(issuer_public)?;
                extensions.push(authority.to_extension(subject, &extensions)?);
                let usage = KeyUsage(KeyUsages::DigitalSignature.into());
                extensions.push(usage.to_extension(subject, &extensions)?);
                let groups = ExtendedKeyUsage(GROUPS.to_vec());
                extensions.push(groups.to_extension(subject, &extensions)?);
            }
        }
        Ok(extensions)
    }
}

/// Tests, vaccinations, recoveries.
const GROUPS: [ObjectIdentifier; 3] = [
    ObjectIdentifier::new_unwrap("1.3.6.1.4.1.1847.2021.1.1"),
    ObjectIdentifier::new_unwrap("1.3.6.1.4.1.1847.2021.1.2"),
    ObjectIdentifier::new_unwrap("1.3.6.1.4.1.1847.2021.1.3"),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sign::Signer as _;

    fn now() -> Timestamp {
        "2021-06-14T08:00:00Z".parse().unwrap()
    }

    #[test]
    fn keys_are_made_once_and_kept() {
        let data = tempfile::tempdir().unwrap();
        let folder = data.path().join("training");
        let made = open_or_create(&folder, now()).unwrap();
        let again = open_or_create(&folder, now()).unwrap();
        assert_eq!(made.certificate_pem, again.certificate_pem);
        assert_eq!(made.signer.certificate(), again.signer.certificate());
    }

    #[cfg(unix)]
    #[test]
    fn the_key_file_is_its_owners_alone() {
        use std::os::unix::fs::PermissionsExt as _;
        let data = tempfile::tempdir().unwrap();
        let folder = data.path().join("training");
        open_or_create(&folder, now()).unwrap();
        let key = folder.join(KEY);
        let mode = || fs::metadata(&key).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(), 0o600);
        fs::set_permissions(&key, fs::Permissions::from_mode(0o644)).unwrap();
        open_or_create(&folder, now()).unwrap();
        assert_eq!(mode(), 0o600);
    }

    #[test]
    fn a_damaged_file_is_named_and_never_replaced() {
        let data = tempfile::tempdir().unwrap();
        for name in [KEY, DSC, CSCA] {
            let folder = data.path().join(name).with_extension("");
            open_or_create(&folder, now()).unwrap();
            let path = folder.join(name);
            fs::write(&path, "nonsense").unwrap();
            let error = open_or_create(&folder, now()).unwrap_err();
            assert!(
                matches!(&error, Error::Damaged { path: named, .. } if *named == path),
                "{error}"
            );
            assert_eq!(fs::read_to_string(&path).unwrap(), "nonsense");
            fs::remove_file(&path).unwrap();
            assert!(matches!(
                open_or_create(&folder, now()),
                Err(Error::Damaged { .. })
            ));
            fs::remove_dir_all(&folder).unwrap();
        }
    }

    #[test]
    fn a_clock_set_to_1970_is_said() {
        let data = tempfile::tempdir().unwrap();
        let folder = data.path().join("training");
        let error = open_or_create(&folder, Timestamp::UNIX_EPOCH).unwrap_err();
        assert!(error.is_untimely() && !folder.exists());
        let keys = open_or_create(&folder, now()).unwrap();
        assert!((keys.not_before..=keys.not_after).contains(&now()));
    }

    #[test]
    fn keys_whose_time_is_over_are_kept_beside_new_ones() {
        let data = tempfile::tempdir().unwrap();
        let folder = data.path().join("training");
        let old = open_or_create(&folder, now()).unwrap();
        let later = old.not_after + SignedDuration::from_secs(1);
        let new = open_or_create(&folder, later).unwrap();
        assert_ne!(new.certificate_pem, old.certificate_pem);
        assert!((new.not_before..=new.not_after).contains(&later));
        // The new ones hold for a clock that is set back again, too.
        let again = open_or_create(&folder, now()).unwrap();
        assert_eq!(again.certificate_pem, new.certificate_pem);
        let aside = data.path().join("training.until-2023-06-14-1");
        assert_eq!(open(&aside).unwrap().certificate_pem, old.certificate_pem);
        let error = open_or_create(&data.path().join("none"), Timestamp::MAX).unwrap_err();
        assert!(error.is_untimely());
    }

    #[test]
    fn two_programs_that_start_at_once_share_one_set() {
        let data = tempfile::tempdir().unwrap();
        let folder = data.path().join("training");
        let first = make(now()).unwrap();
        open_or_create(&folder, now()).unwrap();
        let kept = fs::read_to_string(folder.join(DSC)).unwrap();
        create(&folder, now()).unwrap();
        assert_eq!(fs::read_to_string(folder.join(DSC)).unwrap(), kept);
        assert_ne!(first.certificate, kept);
        assert_eq!(fs::read_dir(data.path()).unwrap().count(), 1);
    }
}
