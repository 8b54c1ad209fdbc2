//! `impftheke signer`: writes the certificates that others need to verify ours.

use std::{path::PathBuf, process::ExitCode};

use clap::Args;

use super::{Error, files};
use crate::counter::{data_folder::DataFolder, open};

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
    let keys = open::training_keys(folder, super::now(None).timestamp())?;
    let asked = [
        (&arguments.certificate, &keys.certificate_pem),
        (&arguments.csca, &keys.csca_pem),
    ];
    let files: Vec<(PathBuf, Vec<u8>)> = asked
        .into_iter()
        .filter_map(|(path, pem)| Some((path.clone()?, pem.clone().into_bytes())))
        .collect();
    files::write_all(&files)?;
    Ok(ExitCode::SUCCESS)
}
