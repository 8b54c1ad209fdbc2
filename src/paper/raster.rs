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

use hayro::{
    PixmapSettings, RenderCache, RenderSettings, hayro_interpret::InterpreterSettings,
    hayro_syntax::Pdf, vello_cpu::color::palette::css::WHITE,
};
use image::{DynamicImage, RgbaImage};

use super::Error;

/// The coarsest resolution of an pipeline printer, in dots an inch.
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

/// A page in black and white.
#[derive(Clone, PartialEq, Eq)]
pub struct Picture {
    /// In dots.
    pub width: usize,
    /// In dots.
    pub height: usize,
    /// Row by row, 0 for black and 255 for white.
    pub luma: Vec<u8>,
}

impl fmt::Debug for Picture {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Picture({} x {}, hidden)", self.width, self.height)
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
    pub fn picture(&self, page: usize, dots_an_inch: f32) -> Result<Picture, Error> {
        let page = self.0.pages().get(page).ok_or(Error::Raster)?;
        let missing = Arc::new(AtomicBool::new(false));
        let noticed = Arc::clone(&missing);
        let interpreter = InterpreterSettings {
            warning_sink: Arc::new(move |_| noticed.store(true, Ordering::Relaxed)),
            ..InterpreterSettings::default()
        };
        let scale = dots_an_inch / POINTS_AN_INCH;
        let pixmap = PixmapSettings {
            x_scale: scale,
            y_scale: scale,
            bg_color: WHITE,
        };
        // Printers place letters where the file says, not where a screen's grid would have them.
        let render = RenderSettings {
            hinting: false,
            ..RenderSettings::default()
        };
        let drawn = panic::catch_unwind(AssertUnwindSafe(|| {
            hayro::render(page, &RenderCache::new(), &interpreter, &render, &pixmap)
        }));
        let drawn = drawn.or(Err(Error::Raster))?;
        if missing.load(Ordering::Relaxed) {
            return Err(Error::Raster);
        }
        let (width, height) = (drawn.width(), drawn.height());
        let dots = drawn.data_as_u8_slice().to_vec();
        let coloured = RgbaImage::from_raw(width.into(), height.into(), dots);
        let coloured = DynamicImage::ImageRgba8(coloured.ok_or(Error::Raster)?);
        let mut luma = coloured.into_luma8().into_raw();
        for dot in &mut luma {
            // From half grey on a dot gets ink.
            *dot = if *dot < 128 { 0 } else { 255 };
        }
        Ok(Picture {
            width: width.into(),
            height: height.into(),
            luma,
        })
    }
}

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
