//! What people take home on paper: what stands where, and the PDF that is saved or printed.
//!
//! A certificate is an A4 sheet that folds twice to A6; until it is there, a pick-up slip stands for it.
//! [`crate::spool`] takes it to a printer. Knows no window.

mod canvas;
mod column;
mod font;
mod page;
mod panel;
mod pdf;
mod raster;
mod slip;
mod specimen;
mod tags;
mod trace;
mod wrap;

pub use raster::{OFFICE_PRINTER, RECEIPT_PRINTER, Raster};
pub use slip::{Slip, SlipPaper, slip};

use std::ops::RangeInclusive;

use crate::{
    domain::{Issuance, Statement},
    qr::Symbol,
    text::{Language, Value, texts},
};

/// One certificate, as it goes onto its sheet.
#[derive(Clone, Copy)]
pub struct Sheet<'a> {
    /// Who and what.
    pub statement: &'a Statement,
    /// Who says so, under which identifier, and for how long.
    pub issuance: &'a Issuance,
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
    /// The side of the symbol without its quiet zone, in millimetres; held within [`CODE_SIDES`].
    ///
    /// On the large sheet it is up to a quarter more; below the longest names it is less.
    pub code_side_mm: f32,
    /// How a certificate stands on its paper.
    pub layout: Layout,
}

impl Options {
    /// Returns the side of the symbol, in millimetres.
    #[expect(clippy::cast_precision_loss, reason = "both ends are small")]
    fn code_side(self) -> f32 {
        let (least, most) = (*CODE_SIDES.start() as f32, *CODE_SIDES.end() as f32);
        // Not clamp, which would let something that is no number pass.
        self.code_side_mm.max(least).min(most)
    }
}

/// How a certificate stands on its paper.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Layout {
    /// A4 that folds twice to A6.
    #[default]
    Folded,
    /// A4 that stays flat, in large letters.
    Large,
}

/// The sides of a symbol, in millimetres.
///
/// Below 35 the modules of a long name blur in a cheap printer; above 64 no room is left for the holder.
/// Readers with fixed optics want a diagonal of at most 60, which is a side of 42; the official German sheet
/// has 53, and of damaged prints most read at 53 or more.
pub const CODE_SIDES: RangeInclusive<u32> = 35..=64;

impl Default for Options {
    /// A real certificate with the symbol of the official German sheet.
    fn default() -> Self {
        Self {
            specimen: false,
            code_side_mm: 53.0,
            layout: Layout::Folded,
        }
    }
}

/// Why there is no PDF.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// There is nothing to print.
    #[error("there is nothing to print")]
    NoSheet,
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

/// Prints certificates into one PDF, each beginning a page, those of one person after one another.
///
/// The same input gives the same bytes.
pub fn pdf(sheets: &[Sheet<'_>], options: Options) -> Result<Vec<u8>, Error> {
    let first = sheets.first().ok_or(Error::NoSheet)?;
    let fonts = font::fonts()?;
    let pages = page::draw(fonts, &by_person(sheets), options);
    let about = pdf::About {
        title: both("paper-title", &[]),
        made_at: first.issuance.issued_at,
    };
    pdf::write(fonts, &pages, &about)
}

/// Sorts certificates by person, each in the order of the first of its certificates, so that no sheet of one
/// lies between those of another.
pub fn by_person<'s, 'a>(sheets: &'s [Sheet<'a>]) -> Vec<Vec<&'s Sheet<'a>>> {
    let mut persons: Vec<Vec<&Sheet<'_>>> = Vec::new();
    for sheet in sheets {
        let holder = sheet.statement.holder();
        let same = |sheets: &&mut Vec<&Sheet<'_>>| {
            sheets
                .first()
                .is_some_and(|first| first.statement.holder() == holder)
        };
        match persons.iter_mut().find(same) {
            Some(sheets) => sheets.push(sheet),
            None => persons.push(vec![sheet]),
        }
    }
    persons
}

/// Returns a text in German and English.
fn both(key: &str, arguments: &[(&str, Value<'_>)]) -> [String; 2] {
    Language::ALL.map(|language| texts(language).with(key, arguments))
}
