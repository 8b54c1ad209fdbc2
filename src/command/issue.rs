//! `impftheke issue`: requests in, certificates out; all of them or none.

use std::{
    ffi::OsString,
    path::{Path, PathBuf},
    process::ExitCode,
};

use clap::Args;
use image::{GrayImage, ImageFormat};
use jiff::{Timestamp, ZonedDateTime};
use serde_json::Value;

use super::{Error, files};
use crate::{
    app::{config::DataFolder, desk},
    domain::{Issuer, Statement},
    hcert::qr,
    issue::{self, Issued},
    portal::request,
};

/// Issue certificates from requests in the German issuing API's JSON shape
#[derive(Args, Debug)]
pub(super) struct Arguments {
    /// One request or an array of them; - reads standard input
    #[arg(value_name = "INPUT.json")]
    input: PathBuf,
    /// Write the printed certificates
    #[arg(long, value_name = "FILE")]
    pdf: Option<PathBuf>,
    /// Write the QR code alone; several become FILE-1, FILE-2, ...
    #[arg(long, value_name = "FILE")]
    png: Option<PathBuf>,
    /// Write the HC1 text, one a line; - writes to standard output
    #[arg(long, value_name = "FILE|-")]
    hc1: Option<PathBuf>,
    /// Take this for the present moment; without a zone it is UTC
    #[arg(long, value_name = "RFC3339", value_parser = super::moment)]
    at: Option<Timestamp>,
}

pub(super) fn run(folder: &DataFolder, arguments: &Arguments) -> Result<ExitCode, Error> {
    let now = super::now(arguments.at);
    let bytes = files::read(&arguments.input, MAX_INPUT)?;
    let input: Value = serde_json::from_slice(&bytes).map_err(|error| {
        Error::Input(format!(
            "the input is not JSON at line {} column {}",
            error.line(),
            error.column()
        ))
    })?;
    let requests = if let Value::Array(requests) = input {
        requests
    } else {
        vec![input]
    };
    if requests.is_empty() {
        return Err(Error::Input("the array is empty".into()));
    }
    let desk = desk::open(folder, &now)?;
    let cases = read_all(&requests, &desk.issuer, &now)?;
    let mut issued = Vec::with_capacity(cases.len());
    for (number, (statement, issuer)) in cases.iter().enumerate() {
        let counter = issue::Desk {
            issuer,
            signer: &desk.keys.signer,
        };
        issued.push(counter.issue(statement, now.timestamp()).map_err(|error| {
            Error::Issue(format!(
                "{}{}",
                place(number, cases.len()),
                super::in_one_line(&error)
            ))
        })?);
    }
    write(arguments, &issued)?;
    Ok(ExitCode::SUCCESS)
}

/// The most bytes of an input: some thousand requests.
const MAX_INPUT: u64 = 16 << 20;

/// Reads every request; on failure every fault in one line.
fn read_all(
    requests: &[Value],
    issuer: &Issuer,
    now: &ZonedDateTime,
) -> Result<Vec<(Statement, Issuer)>, Error> {
    let mut cases = Vec::new();
    let mut faults = Vec::new();
    for (number, value) in requests.iter().enumerate() {
        match read_one(value, issuer, now) {
            Ok(case) => cases.push(case),
            Err(errors) => faults.push(format!(
                "{}{}",
                place(number, requests.len()),
                errors.join("; ")
            )),
        }
    }
    if faults.is_empty() {
        Ok(cases)
    } else {
        Err(Error::Input(faults.join("; ")))
    }
}

fn read_one(
    value: &Value,
    issuer: &Issuer,
    now: &ZonedDateTime,
) -> Result<(Statement, Issuer), Vec<String>> {
    let request = request::read(value).map_err(|error| vec![error.to_string()])?;
    let issuer = issuer
        .at(&request.location)
        .map_err(|error| vec![error.to_string()])?;
    let statement = request
        .draft
        .parse(now)
        .map_err(|errors| errors.iter().map(ToString::to_string).collect::<Vec<_>>())?;
    Ok((statement, issuer))
}

fn place(number: usize, of: usize) -> String {
    if of == 1 {
        String::new()
    } else {
        format!("case {}: ", number + 1)
    }
}

fn write(arguments: &Arguments, issued: &[Issued]) -> Result<(), Error> {
    let mut files = Vec::new();
    if let Some(path) = &arguments.pdf {
        let pdf =
            issue::pdf(issued, true).map_err(|error| Error::Issue(super::in_one_line(&error)))?;
        files.push((path.clone(), pdf));
    }
    if let Some(path) = &arguments.png {
        for (number, one) in issued.iter().enumerate() {
            files.push((numbered(path, number, issued.len()), png(one)?));
        }
    }
    let text = issued
        .iter()
        .map(|one| one.hc1.as_str())
        .collect::<Vec<_>>()
        .join("\n");
    let nothing_asked =
        arguments.pdf.is_none() && arguments.png.is_none() && arguments.hc1.is_none();
    let to_output = nothing_asked
        || arguments
            .hc1
            .as_ref()
            .is_some_and(|path| path.as_os_str() == "-");
    if let Some(path) = arguments.hc1.as_ref().filter(|_| !to_output) {
        files.push((path.clone(), text.clone().into_bytes()));
    }
    files::write_all(&files)?;
    if to_output {
        files::say(&text)?;
    }
    Ok(())
}

/// Draws the symbol with its quiet zone.
fn png(issued: &Issued) -> Result<Vec<u8>, Error> {
    let (pixels, side) = issued.symbol.to_luma(PIXELS_A_MODULE, qr::QUIET);
    let mut bytes = std::io::Cursor::new(Vec::new());
    u32::try_from(side)
        .ok()
        .and_then(|side| GrayImage::from_raw(side, side, pixels))
        .and_then(|picture| picture.write_to(&mut bytes, ImageFormat::Png).ok())
        .ok_or_else(|| Error::Issue("the picture of the code could not be drawn".into()))?;
    Ok(bytes.into_inner())
}

/// Large enough for every reader, a whole number for every module.
const PIXELS_A_MODULE: usize = 8;

fn numbered(path: &Path, number: usize, of: usize) -> PathBuf {
    if of == 1 {
        return path.to_owned();
    }
    let mut name = OsString::from(path.file_stem().unwrap_or_default());
    name.push(format!("-{}", number + 1));
    if let Some(extension) = path.extension() {
        name.push(".");
        name.push(extension);
    }
    path.with_file_name(name)
}
