//! Pictures as people bring them, PNG and JPEG, to grey points: in bounded memory, whatever a file claims.
//!
//! A PNG is taken row by row, so that neither sixteen bits nor four channels are ever held for the whole picture;
//! of a JPEG only the luminance is asked for. What is transparent is paper. What is larger than a photograph, as a sheet
//! at 1,200 dots an inch, is made smaller.

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
    /// More points than can be held, with the channels and the depth that it has.
    #[error(
        "the picture is larger than {0} million points, the most that are read of its kind; make it smaller, or cut \
         out the code"
    )]
    TooLarge(usize),
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
    let points = points(width, height, MAX_UNPACKED / header.bytes_per_pixel())?;
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
    Ok(shrunk(luma, width, height))
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
    let channels = decoder
        .input_colorspace()
        .map_or(MAX_CHANNELS, |space| space.num_components());
    // A progressive one is held as two bytes a channel until its last pass, and then its luminance.
    let points = points(width, height, MAX_HELD / (channels * 2 + 1))?;
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
    Ok(shrunk(luma, width, height))
}

/// Returns how many points a picture has, if those are not too many.
fn points(width: usize, height: usize, most: usize) -> Result<usize, Error> {
    let most = most.min(MAX_DECODED);
    let points = width.checked_mul(height).filter(|&points| points <= most);
    points.ok_or(Error::TooLarge(most / 1_000_000))
}

/// Makes a picture smaller that is larger than a reader takes: each point is the mean of a square.
fn shrunk(luma: Vec<u8>, width: usize, height: usize) -> Picture {
    let fits = |factor: usize| {
        let most = if factor == 1 { MAX_POINTS } else { MAX_SHRUNK };
        let (width, height) = (width / factor, height / factor);
        width * height <= most && width.max(height) <= MAX_SIDE
    };
    let factor = (1..=MAX_FACTOR).find(|&factor| fits(factor));
    let factor = factor.unwrap_or(MAX_FACTOR);
    if factor == 1 {
        return Picture {
            luma,
            width,
            height,
        };
    }
    let columns = width / factor;
    let mut means = Vec::with_capacity(columns * (height / factor));
    let mut sums = vec![0_u32; columns];
    let count = u32::try_from(factor * factor).unwrap_or(u32::MAX);
    for rows in luma.chunks_exact(width * factor) {
        for row in rows.chunks_exact(width) {
            for (sum, points) in sums.iter_mut().zip(row.chunks_exact(factor)) {
                *sum += points.iter().map(|&point| u32::from(point)).sum::<u32>();
            }
        }
        let mean = |sum: &mut u32| u8::try_from(std::mem::take(sum) / count).unwrap_or(u8::MAX);
        means.extend(sums.iter_mut().map(mean));
    }
    Picture {
        luma: means,
        width: columns,
        height: height / factor,
    }
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
/// The most bytes that decoding a JPEG may take: those of a photograph of the largest size.
const MAX_HELD: usize = MAX_POINTS * 7;
/// The most bytes that a PNG may unpack to, row by row: a bound on time. A sheet of A4 at 1,200 dots an inch fits in
/// colours of eight bits each.
const MAX_UNPACKED: usize = 430_000_000;
/// A larger picture is not decoded; a sheet of A4 at 1,200 dots an inch has 139 million points.
const MAX_DECODED: usize = 200_000_000;
/// What has to be made smaller is made so small: a code on a sheet keeps many points a module.
const MAX_SHRUNK: usize = 26_000_000;
/// The reader counts the points of a side in sixteen bits.
const MAX_SIDE: usize = 65_535;
/// What is not small enough by then has a side that no picture has.
const MAX_FACTOR: usize = 64;

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
        assert_eq!(points(9_921, 14_031, MAX_UNPACKED), Ok(139_201_551));
        for (width, height) in [(14_143, 14_143), (usize::MAX, 2)] {
            let refused = points(width, height, MAX_UNPACKED);
            assert_eq!(refused, Err(Error::TooLarge(200)));
        }
        // Colours at sixteen bits.
        assert_eq!(
            points(7_700, 7_000, MAX_UNPACKED / 8),
            Err(Error::TooLarge(53))
        );
    }

    #[test]
    fn what_is_larger_than_a_reader_takes_is_made_smaller() {
        let luma = [vec![10; 66_000], vec![20; 66_000]].concat();
        let picture = shrunk(luma, 66_000, 2);
        assert_eq!((picture.width, picture.height), (33_000, 1));
        assert!(picture.luma == vec![15; 33_000]);
        let as_it_is = shrunk(vec![7; 6], 3, 2);
        assert_eq!((as_it_is.width, as_it_is.luma.len()), (3, 6));
    }
}
