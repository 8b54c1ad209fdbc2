//! `impftheke check`: reads certificates, verifies them and says what they hold.

use std::{path::PathBuf, process::ExitCode};

use clap::Args;
use jiff::Timestamp;

use super::{
    Error, files,
    report::{Report, Reports},
};
use crate::{
    check::other_code::OtherCode,
    counter::data_folder::DataFolder,
    hcert::{cleaned, wrapping},
    qr::{self, picture},
    trust::{Certificate, list},
};

/// Verify certificates: HC1 text, or a picture of one code or several; exit status 0 only where all are valid
#[derive(Args, Debug)]
pub(super) struct Arguments {
    /// HC1 text or a picture (PNG, JPEG); - reads standard input
    #[arg(value_name = "FILE|-")]
    input: PathBuf,
    /// A document signer's certificate (PEM or DER); without any, this counter's own
    #[arg(long, value_name = "DSC", num_args = 1)]
    certificate: Vec<PathBuf>,
    /// A signed list of document signers
    #[arg(long, value_name = "FILE", requires = "trust_list_key")]
    trust_list: Option<PathBuf>,
    /// The public key that signs the list (PEM)
    #[arg(long, value_name = "PEM", requires = "trust_list")]
    trust_list_key: Option<PathBuf>,
    /// Take this for the present moment; without a zone it is UTC
    #[arg(long, value_name = "RFC3339", value_parser = super::moment)]
    at: Option<Timestamp>,
    /// Print one JSON object
    #[arg(long)]
    json: bool,
}

pub(super) fn run(folder: &DataFolder, arguments: &Arguments) -> Result<ExitCode, Error> {
    let signers = signers(folder, arguments)?;
    let input = files::read(&arguments.input, MAX_INPUT)?;
    let at = super::now(arguments.at).timestamp();
    let reports = reports(&input, &signers, at)?;
    let output = if arguments.json {
        reports.to_json().to_string()
    } else {
        reports.to_text()
    };
    files::say(&output)?;
    Ok(if reports.valid() {
        ExitCode::SUCCESS
    } else {
        ExitCode::from(1)
    })
}

/// The most bytes of a picture.
const MAX_INPUT: u64 = 32 << 20;

/// Reads the signers that were named; without any, the one of this counter, if it has one.
fn signers(folder: &DataFolder, arguments: &Arguments) -> Result<Vec<Certificate>, Error> {
    let mut signers = Vec::new();
    for path in &arguments.certificate {
        let bytes = files::read(path, MAX_INPUT)?;
        signers.push(Certificate::from_pem_or_der(&bytes).map_err(|error| {
            Error::Input(format!(
                "{}: {}",
                path.display(),
                super::in_one_line(&error)
            ))
        })?);
    }
    if let (Some(list), Some(key)) = (&arguments.trust_list, &arguments.trust_list_key) {
        let (bytes, key) = (files::read(list, MAX_INPUT)?, files::read(key, MAX_INPUT)?);
        let read = list::read(&bytes, &key).map_err(|error| {
            Error::Input(format!(
                "{}: {}",
                list.display(),
                super::in_one_line(&error)
            ))
        })?;
        signers.extend(read.certificates);
    }
    if arguments.certificate.is_empty() && arguments.trust_list.is_none() {
        let own = folder.training_keys().join("dsc.pem");
        if own.is_file() {
            let bytes = files::read(&own, MAX_INPUT)?;
            signers.extend(Certificate::from_pem_or_der(&bytes));
        }
    }
    Ok(signers)
}

/// Reads a text, or every code in a picture.
fn reports(input: &[u8], signers: &[Certificate], at: Timestamp) -> Result<Reports, Error> {
    if !picture::is_picture(input) {
        let (text, undone) = wrapping::text_of(input).ok_or_else(|| {
            Error::Input("the input is neither text nor a PNG or JPEG picture".into())
        })?;
        // A file of text ends with a line end.
        let read = cleaned::decode(text.trim_matches(['\r', '\n']));
        let mut report = Report::of(read, signers, at);
        report.undone(&undone);
        return Ok(Reports::new(vec![report], Vec::new()));
    }
    let read = picture::decode(input);
    let picture = read.map_err(|error| Error::Input(error.to_string()))?;
    let many = qr::read_many(&picture.luma, picture.width, picture.height)
        .map_err(|error| Error::Input(error.to_string()))?;
    let mut found = Vec::new();
    let mut others = Vec::new();
    // However many codes there are, a picture costs no more than one text.
    let mut budget = cleaned::Budget::new();
    for text in many.texts {
        match cleaned::decode_within(&text, &mut budget) {
            Err(failure) if !failure.is_of_certificates() => {
                others.push(OtherCode::of(&text));
            }
            read => found.push(Report::of(read, signers, at)),
        }
    }
    if found.is_empty() {
        found.push(Report::nothing(others.len()));
    }
    Ok(Reports::new(found, others).of_all(many.is_all))
}
