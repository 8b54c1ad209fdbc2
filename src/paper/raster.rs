//! The finished PDF as paper will show it: drawn from the file's own bytes, in black and white alone.
//!
//! Parser and rasteriser share no code with what wrote the file, so that a slip of the writer does not agree
//! with itself.

use std::{
    fmt,
    panic::{self, AssertUnwindSafe},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use super::Error;
use crate::qr::Dots;
use hayro::{
    RenderCache, RenderSettings,
    hayro_interpret::{InterpreterSettings, util::TransformExt as _},
    hayro_syntax::{Pdf, page::Page},
    kurbo::Affine,
    vello_cpu::{
        Pixmap, RasterizerSettings, RenderContext, Resources, TargetInit,
        color::palette::css::WHITE,
    },
};

/// The coarsest resolution of an office printer, in dots an inch.
pub const OFFICE_PRINTER: f32 = 300.0;
/// The resolution of a receipt printer: eight dots a millimetre.
pub const RECEIPT_PRINTER: f32 = 203.2;

/// A PDF to be drawn page by page.
pub struct Raster(Pdf);

impl fmt::Debug for Raster {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Raster({} pages, hidden)", self.pages())
    }
}

impl Raster {
    /// Takes a finished file.
    pub fn of(pdf: &[u8]) -> Result<Self, Error> {
        let read = panic::catch_unwind(|| Pdf::new(pdf.to_vec()));
        match read {
            Ok(Ok(pdf)) => Ok(Self(pdf)),
            Ok(Err(_)) | Err(_) => Err(Error::Raster),
        }
    }

    /// Returns how many pages there are.
    pub fn pages(&self) -> usize {
        self.0.pages().len()
    }

    /// Draws a page, counted from 0, with so many dots an inch.
    ///
    /// A font that cannot be used is an error: its words would be missing on paper.
    pub fn picture(&self, page: usize, dots_an_inch: f32) -> Result<Dots, Error> {
        let page = self.0.pages().get(page).ok_or(Error::Raster)?;
        let missing = Arc::new(AtomicBool::new(false));
        let noticed = Arc::clone(&missing);
        let interpreter = InterpreterSettings {
            warning_sink: Arc::new(move |_| noticed.store(true, Ordering::Relaxed)),
            ..InterpreterSettings::default()
        };
        let drawn = panic::catch_unwind(AssertUnwindSafe(|| {
            drawn(page, dots_an_inch / POINTS_AN_INCH, &interpreter)
        }));
        let dots = drawn.or(Err(Error::Raster))??;
        if missing.load(Ordering::Relaxed) {
            return Err(Error::Raster);
        }
        Ok(dots)
    }
}

/// Draws a page, so many dots a point, one band after another: a whole page in colour takes 35 MB, which cost more to
/// get and to wipe than to fill.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the renderer counts dots in sixteen bits, and so does the reader"
)]
fn drawn(page: &Page<'_>, scale: f32, interpreter: &InterpreterSettings) -> Result<Dots, Error> {
    let (width, height) = page.render_dimensions();
    let (width, height) = ((width * scale) as u16, (height * scale) as u16);
    let mut dots = Dots::white(width.into(), height.into()).or(Err(Error::Raster))?;
    let upright = Affine::scale(scale.into()) * page.initial_transform(true).to_kurbo();
    // Printers place letters where the file says, not where a screen's grid would have them: few stand at a place of
    // the grid twice, and to draw each into a store of its own takes longer than to draw it on the page.
    let settings = RenderSettings {
        hinting: false,
        glyph_caching: false,
        ..RenderSettings::default()
    };
    let cache = RenderCache::new();
    let mut resources = Resources::default();
    let mut band = Pixmap::new(width, BAND);
    let mut context = RenderContext::new(width, BAND);
    for top in (0..height).step_by(BAND.into()) {
        context.reset();
        let place = Affine::translate((0.0, -f64::from(top))) * upright;
        hayro::render_into(page, &cache, interpreter, &settings, &mut context, place);
        context.flush();
        let rasterizer = RasterizerSettings {
            target_init: TargetInit::Clear(WHITE),
            ..RasterizerSettings::default()
        };
        context.render_with(&mut band, &mut resources, rasterizer);
        let rows = band
            .data_as_u8_slice()
            .chunks_exact(usize::from(width) * CHANNELS);
        for (row, y) in rows.zip(top.into()..) {
            draw(&mut dots, row, y);
        }
    }
    Ok(dots)
}

/// Puts ink where a row of a drawn page is dark.
fn draw(dots: &mut Dots, row: &[u8], y: usize) {
    // Most of a page is white, which is told from many dots at once.
    for (piece, from) in row.chunks(WHITE_PIECE.len()).zip((0..).step_by(PIECE)) {
        if piece == WHITE_PIECE {
            continue;
        }
        for (dot, x) in piece.as_chunks().0.iter().zip(from..) {
            if is_dark(*dot) {
                dots.ink(x, y);
            }
        }
    }
}

/// From half grey on a dot gets ink; grey by Rec. 709, in thousandths.
fn is_dark([red, green, blue, _]: [u8; CHANNELS]) -> bool {
    213 * u32::from(red) + 715 * u32::from(green) + 72 * u32::from(blue) < 128_000
}

/// Red, green, blue, and how opaque it is: on white paper everything is.
const CHANNELS: usize = 4;
const PIECE: usize = 64;
const WHITE_PIECE: [u8; PIECE * CHANNELS] = [u8::MAX; _];
/// Rows that are drawn at a time.
const BAND: u16 = 880;
const POINTS_AN_INCH: f32 = 72.0;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_pdf_is_refused() {
        for bytes in [&b""[..], b"%PDF-1.7", &[0; 4000]] {
            assert_eq!(Raster::of(bytes).err(), Some(Error::Raster));
        }
    }
}
