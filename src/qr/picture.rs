//! Pictures as people bring them, PNG and JPEG, to grey points: in bounded memory, whatever a file claims.
//!
//! A PNG is taken row by row, so that neither sixteen bits nor four channels are ever held for the whole picture;
//! of a JPEG only the luminance is asked for. What is transparent is paper.

use std::io::Cursor;

use png::{ColorType, InterlaceInfo, Transformations};
use zune_jpeg::{
    JpegDecoder,
    zune_core::{bytestream::ZCursor, colorspace::ColorSpace, options::DecoderOptions},
};

use super::MAX_POINTS;

/// A grey picture.
#[derive(Clone, PartialEq, Eq)]
pub struct Picture {
    /// Row by row, 0 is black.
    pub luma: Vec<u8>,
    /// Points in a row.
    pub width: usize,
    /// Rows.
    pub height: usize,
}

impl std::fmt::Debug for Picture {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Picture({} by {}, hidden)", self.width, self.height)
    }
}

/// Why bytes are no picture. What a library says of it may quote the file, and is left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// Neither PNG nor JPEG.
    #[error("neither a PNG nor a JPEG picture")]
    Format,
    /// Damaged, or of a kind that is not read.
    #[error("the picture is damaged, or of an unusual kind")]
    Damaged,
    /// More points, or more channels, than a photograph has.
    #[error("the picture is larger than {} million points", MAX_POINTS / 1_000_000)]
    TooLarge,
}

/// Whether bytes begin as a PNG or a JPEG does.
pub fn is_picture(bytes: &[u8]) -> bool {
    bytes.starts_with(PNG) || bytes.starts_with(JPEG)
}

/// Decodes a picture.
pub fn decode(bytes: &[u8]) -> Result<Picture, Error> {
    if bytes.starts_with(PNG) {
        png(bytes)
    } else if bytes.starts_with(JPEG) {
        jpeg(bytes)
    } else {
        Err(Error::Format)
    }
}

fn png(bytes: &[u8]) -> Result<Picture, Error> {
    let mut decoder = png::Decoder::new(Cursor::new(bytes));
    decoder.set_transformations(Transformations::normalize_to_color8());
    decoder.set_ignore_text_chunk(true);
    decoder.set_ignore_iccp_chunk(true);
    let header = decoder.read_header_info().or(Err(Error::Damaged))?;
    let (width, height) = (header.width as usize, header.height as usize);
    let points = points(width, height)?;
    let mut reader = decoder.read_info().or(Err(Error::Damaged))?;
    let (colours, _) = reader.output_color_type();
    let mut luma = vec![u8::MAX; points];
    let mut line = 0;
    while let Some(row) = reader.next_interlaced_row().or(Err(Error::Damaged))? {
        let greys = greys(row.data(), colours);
        match row.interlace() {
            InterlaceInfo::Null(_) => {
                let places = luma.iter_mut().skip(line * width).take(width);
                places.zip(greys).for_each(|(place, grey)| *place = grey);
                line += 1;
            }
            InterlaceInfo::Adam7(pass) => {
                let row: Vec<u8> = greys.collect();
                png::expand_interlaced_row(&mut luma, width, &row, pass, 8);
            }
        }
    }
    Ok(Picture {
        luma,
        width,
        height,
    })
}

fn jpeg(bytes: &[u8]) -> Result<Picture, Error> {
    let options = DecoderOptions::default()
        .set_strict_mode(false)
        .set_max_width(usize::from(u16::MAX))
        .set_max_height(usize::from(u16::MAX))
        .jpeg_set_max_scans(MAX_SCANS)
        .jpeg_set_out_colorspace(ColorSpace::Luma);
    let mut decoder = JpegDecoder::new_with_options(ZCursor::new(bytes), options);
    decoder.decode_headers().or(Err(Error::Damaged))?;
    let (width, height) = decoder.dimensions().ok_or(Error::Damaged)?;
    let points = points(width, height)?;
    let channels = decoder
        .input_colorspace()
        .map_or(MAX_CHANNELS, |space| space.num_components());
    // A progressive one is held as two bytes a channel until its last pass.
    if points * channels * 2 > MAX_HELD {
        return Err(Error::TooLarge);
    }
    // Four channels are inks, of which no luminance can be asked for.
    let inks = channels == MAX_CHANNELS;
    if inks {
        decoder.set_options(options.jpeg_set_out_colorspace(ColorSpace::RGB));
    }
    let mut luma = decoder.decode().or(Err(Error::Damaged))?;
    if inks {
        luma = greys(&luma, ColorType::Rgb).collect();
    }
    luma.truncate(points);
    Ok(Picture {
        luma,
        width,
        height,
    })
}

/// Returns how many points a picture has, if that is not too many.
fn points(width: usize, height: usize) -> Result<usize, Error> {
    let points = width
        .checked_mul(height)
        .filter(|&points| points <= MAX_POINTS);
    points.ok_or(Error::TooLarge)
}

/// Makes channels of eight bits grey, and what is transparent white.
fn greys(row: &[u8], colours: ColorType) -> impl Iterator<Item = u8> {
    row.chunks_exact(colours.samples())
        .map(|point| match *point {
            [grey] => grey,
            [grey, alpha] => on_paper(grey, alpha),
            [red, green, blue] => luminance(red, green, blue),
            [red, green, blue, alpha] => on_paper(luminance(red, green, blue), alpha),
            _ => u8::MAX,
        })
}

/// Rec. 709, in thousandths.
fn luminance(red: u8, green: u8, blue: u8) -> u8 {
    let sum = 213 * u32::from(red) + 715 * u32::from(green) + 72 * u32::from(blue);
    u8::try_from(sum / 1000).unwrap_or(u8::MAX)
}

fn on_paper(grey: u8, alpha: u8) -> u8 {
    let (grey, alpha) = (u32::from(grey), u32::from(alpha));
    u8::try_from((grey * alpha + 255 * (255 - alpha)) / 255).unwrap_or(u8::MAX)
}

const PNG: &[u8] = b"\x89PNG\r\n\x1A\n";
const JPEG: &[u8] = &[0xFF, 0xD8, 0xFF];
/// A progressive JPEG comes in so many passes at most; usual are ten.
const MAX_SCANS: usize = 24;
const MAX_CHANNELS: usize = 4;
/// The most bytes of a JPEG's channels: those of a photograph of the largest size.
const MAX_HELD: usize = MAX_POINTS * 6;

#[cfg(test)]
mod tests {
    use super::*;

    const PLAIN: &[u8] = include_bytes!("../../tests/data/pictures/plain.png");
    const INTERLACED: &[u8] = include_bytes!("../../tests/data/pictures/interlaced.png");

    #[test]
    fn an_interlaced_picture_is_the_same_as_a_plain_one() {
        let plain = decode(PLAIN).unwrap();
        assert_eq!((plain.width, plain.height, plain.luma.len()), (11, 9, 99));
        assert_eq!(decode(INTERLACED).unwrap(), plain);
    }

    #[test]
    fn what_is_transparent_is_paper() {
        let greys = |point: &[u8], colours| greys(point, colours).next();
        assert_eq!(greys(&[0, 0, 0, 0], ColorType::Rgba), Some(255));
        assert_eq!(greys(&[0, 0, 0, 255], ColorType::Rgba), Some(0));
        assert_eq!(greys(&[0, 128], ColorType::GrayscaleAlpha), Some(127));
        assert_eq!(greys(&[255, 255, 255], ColorType::Rgb), Some(255));
        assert_eq!(greys(&[7], ColorType::Grayscale), Some(7));
    }

    #[test]
    fn what_is_damaged_too_large_or_no_picture_is_refused() {
        assert_eq!(decode(b"GIF89a"), Err(Error::Format));
        assert!(!is_picture(b"HC1:"));
        for length in [8, 20, 40, PLAIN.len() - 30] {
            let broken = &PLAIN[..length];
            assert!(is_picture(broken));
            assert_eq!(decode(broken), Err(Error::Damaged), "{length}");
        }
        assert_eq!(points(7_200, 7_200), Ok(51_840_000));
        for (width, height) in [(8_192, 8_191), (usize::MAX, 2)] {
            assert_eq!(points(width, height), Err(Error::TooLarge));
        }
    }
}
