//! What people take home on paper: what stands where, and the PDF that is saved or printed.
//!
//! A certificate is an A4 sheet that folds twice to A6; until it is there, a pick-up slip stands for it.
//! [`spool`] takes it to a printer. Knows no window.

mod canvas;
mod font;
mod page;
mod pdf;
mod raster;
mod slip;
mod specimen;
pub mod spool;
mod trace;

pub use raster::{OFFICE_PRINTER, Picture, RECEIPT_PRINTER, Raster};
pub use slip::{Slip, SlipPaper, slip};
pub use spool::Spooler;

use jiff::Timestamp;

use crate::{
    domain::{Issuer, Statement},
    hcert::qr::Symbol,
    text::{Language, Value, texts},
};

/// One certificate, as it goes onto its sheet.
#[derive(Clone, Copy)]
pub struct Sheet<'a> {
    /// Who and what.
    pub statement: &'a Statement,
    /// Who says so.
    pub issuer: &'a Issuer,
    /// The unique certificate identifier.
    pub uvci: &'a str,
    /// When it was issued.
    pub issued_at: Timestamp,
    /// When its signature ends.
    pub expires_at: Timestamp,
    /// The QR symbol.
    pub symbol: &'a Symbol,
}

impl std::fmt::Debug for Sheet<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Sheet(hidden)")
    }
}

/// How certificates are printed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Options {
    /// Whether every page says that it is worth nothing.
    pub specimen: bool,
    /// The side of the symbol without its quiet zone, in millimetres: 35 to 64.
    pub qr_side_mm: f32,
}

impl Default for Options {
    /// A real certificate with the symbol of the official German sheet.
    fn default() -> Self {
        Self {
            specimen: false,
            qr_side_mm: 53.0,
        }
    }
}

/// Why there is no PDF.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// There is nothing to print.
    #[error("there is nothing to print")]
    NoSheet,
    /// The symbol would be unreadable, or too large for its panel.
    #[error("the side of the symbol must be 35 to 64 mm")]
    SymbolSide,
    /// A font of our own cannot be read.
    #[error("a font is damaged")]
    Font,
    /// The file could not be put together.
    #[error("the pdf could not be written")]
    Pdf,
    /// The finished file could not be drawn, or not with all that belongs onto it.
    #[error("the finished pdf cannot be drawn")]
    Raster,
}

/// Prints certificates into one PDF, one a page; the same input gives the same bytes.
pub fn pdf(sheets: &[Sheet<'_>], options: Options) -> Result<Vec<u8>, Error> {
    let first = sheets.first().ok_or(Error::NoSheet)?;
    if !(35.0..=64.0).contains(&options.qr_side_mm) {
        return Err(Error::SymbolSide);
    }
    let fonts = font::fonts()?;
    let pages: Vec<_> = (1..)
        .zip(sheets)
        .map(|(number, sheet)| page::draw(fonts, sheet, options, (number, sheets.len())))
        .collect();
    let about = pdf::About {
        title: both("paper-title", &[]),
        made_at: first.issued_at,
    };
    pdf::write(fonts, &pages, &about)
}

/// Returns a text in German and English.
fn both(key: &str, arguments: &[(&str, Value<'_>)]) -> [String; 2] {
    Language::ALL.map(|language| texts(language).with(key, arguments))
}
