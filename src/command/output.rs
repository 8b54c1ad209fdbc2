//! Finished certificates as files: the page, the code, the text. All of them or none.

use std::{
    ffi::OsString,
    path::{Path, PathBuf},
};

use clap::Args;
use image::{GrayImage, ImageFormat};
use jiff::Timestamp;

use super::{Error, files};
use crate::{
    counter::settings::Settings,
    issue::{self, Issued},
    qr,
};

/// Where finished certificates go.
#[derive(Args, Debug)]
#[group(skip)]
pub(super) struct Arguments {
    /// Write the printed certificates
    #[arg(long, value_name = "FILE")]
    pdf: Option<PathBuf>,
    /// Write the QR code alone; several become FILE-1, FILE-2, ...
    #[arg(long, value_name = "FILE")]
    png: Option<PathBuf>,
    /// Write the HC1 text, one a line; - writes to standard output
    #[arg(long, value_name = "FILE|-")]
    hc1: Option<PathBuf>,
}

impl Arguments {
    /// Whether anything was asked for.
    pub(super) fn is_asked(&self) -> bool {
        self.pdf.is_some() || self.png.is_some() || self.hc1.is_some()
    }
}

/// Writes what was asked for of certificates that count at this moment; with nothing asked for, prints the HC1 text.
pub(super) fn write(
    arguments: &Arguments,
    issued: &[Issued],
    (settings, moment): (&Settings, Timestamp),
) -> Result<(), Error> {
    let mut files = Vec::new();
    if let Some(path) = &arguments.pdf {
        let paper = settings.paper();
        files.push((
            path.clone(),
            issue::pdf(issued, paper, moment)?.into_bytes(),
        ));
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
    let to_output = !arguments.is_asked()
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
        .ok_or_else(|| Error::Input("the picture of the code could not be drawn".into()))?;
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
