//! `impftheke signer`: writes the certificates that others need to verify ours.

use std::{path::PathBuf, process::ExitCode};

use clap::Args;
use p256::pkcs8::LineEnding;
use x509_cert::{
    Certificate as X509,
    der::{Decode as _, EncodePem as _},
};

use super::{Error, files};
use crate::counter::{data_folder::DataFolder, open, settings::Settings, signing_key};

/// Write the current document signer's certificate, and its CSCA
#[derive(Args, Debug)]
pub(super) struct Arguments {
    /// Write the document signer's certificate (PEM)
    #[arg(long, value_name = "FILE.pem", required_unless_present = "csca")]
    certificate: Option<PathBuf>,
    /// Write the CSCA that vouches for it (PEM)
    #[arg(long, value_name = "FILE.pem")]
    csca: Option<PathBuf>,
}

pub(super) fn run(folder: &DataFolder, arguments: &Arguments) -> Result<ExitCode, Error> {
    let [certificate, csca] = if Settings::load(&folder.settings())?.is_live() {
        of_own_key(folder)?
    } else {
        let keys = open::training_keys(folder, super::now(None).timestamp())?;
        [Some(keys.certificate_pem), Some(keys.csca_pem)]
    };
    if arguments.csca.is_some() && csca.is_none() {
        return Err(Error::Input(
            "no CSCA was imported with the signing key: impftheke key import FILE --csca FILE.pem"
                .into(),
        ));
    }
    let asked = [
        (&arguments.certificate, certificate),
        (&arguments.csca, csca),
    ];
    let files: Vec<(PathBuf, Vec<u8>)> = asked
        .into_iter()
        .filter_map(|(path, pem)| Some((path.clone()?, pem?.into_bytes())))
        .collect();
    files::write_all(&files)?;
    Ok(ExitCode::SUCCESS)
}

/// Returns the certificates of the pharmacy's own key (PEM).
fn of_own_key(folder: &DataFolder) -> Result<[Option<String>; 2], Error> {
    let key = signing_key::load(folder)?;
    let pem = |der: &[u8]| {
        X509::from_der(der)
            .and_then(|one| one.to_pem(LineEnding::LF))
            .ok()
    };
    Ok([
        pem(key.certificate.der()),
        key.csca.as_deref().and_then(pem),
    ])
}
