//! QR and Aztec symbols read from pictures, with bounded work whatever the picture shows.
//!
//! `rxing` finds and decodes; which places it is sent to, and how many, is decided here. Its own search takes every
//! three patterns of a picture for a symbol, and of patterns a small file can hold any number.

use std::panic::{self, AssertUnwindSafe};

use rxing::{
    BinaryBitmap, DecodeHints, Luma8Source, Reader as _,
    aztec::AztecReader,
    common::{
        BitMatrix, DetectorRXingResult as _, HybridBinarizer,
        cpp_essentials::{
            ConcentricPattern, FixedPattern, GetPatternRowTP, IsPattern, LocateConcentricPattern,
            PatternRow, PatternView,
        },
    },
    point,
    qrcode::{
        cpp_port::{
            decoder::Decode,
            detector::{DetectPureQR, GenerateFinderPatternSets, SampleQR},
        },
        detector::QRCodeDetectorResult,
    },
};

use super::{Error, MAX_POINTS};

/// A QR symbol that was found in a picture.
#[derive(Clone, PartialEq)]
pub struct Found {
    /// What it says.
    pub text: String,
    /// The length of a side without its quiet zone, in points of the picture.
    pub side: f32,
}

impl std::fmt::Debug for Found {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Found(side {:.0}, hidden)", self.side)
    }
}

/// A picture in black and white alone, as a printer makes it.
#[derive(Clone, PartialEq, Eq)]
pub struct Dots(BitMatrix);

impl std::fmt::Debug for Dots {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Dots({} by {}, hidden)", self.0.width(), self.0.height())
    }
}

impl Dots {
    /// Takes white paper.
    pub fn white(width: usize, height: usize) -> Result<Self, Error> {
        let (columns, rows) = size(width, height)?;
        BitMatrix::new(columns.into(), rows.into())
            .map(Self)
            .or(Err(Error::Size))
    }

    /// Makes a dot black.
    pub fn ink(&mut self, x: usize, y: usize) {
        if let (Ok(x), Ok(y)) = (x.try_into(), y.try_into())
            && x < self.0.width()
            && y < self.0.height()
        {
            self.0.set(x, y);
        }
    }

    /// Reads every QR symbol, however it is turned; that there is none is no error.
    pub fn read_all(&self) -> Result<Vec<Found>, Error> {
        let mut places = Places::new();
        guarded(|| symbols(&self.0, usize::MAX, &mut places)).ok_or(Error::NotFound)
    }
}

/// Reads every QR symbol in a grey picture, however it is turned; that there is none is no error.
pub fn read_all(luma: &[u8], width: usize, height: usize) -> Result<Vec<Found>, Error> {
    let picture = Picture::new(luma, width, height)?;
    let mut places = Places::new();
    guarded(|| symbols(picture.bits(), usize::MAX, &mut places)).ok_or(Error::NotFound)
}

/// Takes a size that is not too large.
fn size(width: usize, height: usize) -> Result<(u16, u16), Error> {
    let points = width.checked_mul(height).ok_or(Error::Size)?;
    if points == 0 || points > MAX_POINTS {
        return Err(Error::Size);
    }
    // The reader counts the points of a run in sixteen bits.
    let columns = u16::try_from(width).or(Err(Error::Size))?;
    let rows = u16::try_from(height).or(Err(Error::Size))?;
    Ok((columns, rows))
}

/// Reads the QR or Aztec symbol in a grey picture, dark on light or light on dark.
///
/// It is looked at in smaller sizes too, where noise is less; first in a size that most telephones' pictures have.
pub fn read(luma: &[u8], width: usize, height: usize) -> Result<String, Error> {
    let mut search = Search::new(1);
    search.all_sizes(luma, (width, height))?;
    search.texts.pop().ok_or(Error::NotFound)
}

/// Reads every symbol in a grey picture, QR or Aztec, dark on light or light on dark, and pale ones too; each text once.
/// That there is none is no error.
pub fn read_many(luma: &[u8], width: usize, height: usize) -> Result<Many, Error> {
    let mut search = Search::new(usize::MAX);
    search.all_sizes(luma, (width, height))?;
    search.pale(luma, (width, height));
    Ok(Many {
        texts: search.texts,
        is_all: !search.places.are_untried,
    })
}

/// What was read in a picture.
#[derive(Clone, PartialEq, Eq)]
pub struct Many {
    /// Each text once.
    pub texts: Vec<String>,
    /// Whether the whole picture was looked at, and not left with places that were too many to try.
    pub is_all: bool,
}

impl std::fmt::Debug for Many {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Many({}, hidden)", self.texts.len())
    }
}

/// The places of a picture at which symbols may be.
struct Places {
    /// So many may still be tried.
    left: usize,
    /// Whether some were not tried.
    are_untried: bool,
}

impl Places {
    fn new() -> Self {
        Self {
            left: MAX_PLACES_IN_ALL,
            are_untried: false,
        }
    }

    /// Whether one more may be tried.
    fn take(&mut self) -> bool {
        let left = self.left.checked_sub(1);
        self.left = left.unwrap_or_default();
        left.is_some()
    }
}

/// What was found in a picture so far.
struct Search {
    texts: Vec<String>,
    /// So many are looked for.
    most: usize,
    places: Places,
}

impl Search {
    fn new(most: usize) -> Self {
        Self {
            texts: Vec::new(),
            most,
            places: Places::new(),
        }
    }

    fn is_done(&self) -> bool {
        self.texts.len() >= self.most || self.places.left == 0
    }

    /// Looks at a picture in all of its sizes.
    fn all_sizes(&mut self, luma: &[u8], size: (usize, usize)) -> Result<(), Error> {
        let mut picture = Picture::new(luma, size.0, size.1)?;
        if luma.len() > LARGE {
            self.smaller(luma, size);
        }
        for _ in 0..2 {
            if self.is_done() {
                return Ok(());
            }
            let (most, places) = (self.most, &mut self.places);
            let found = guarded(|| picture.read(most, places));
            self.take(found.unwrap_or_default());
            picture.invert();
        }
        if !self.is_done() && (SMALL..=LARGE).contains(&luma.len()) {
            self.smaller(luma, size);
        }
        Ok(())
    }

    fn smaller(&mut self, luma: &[u8], (width, height): (usize, usize)) {
        let (half, width, height) = halved(luma, width, height);
        // What is one point wide has no half.
        self.all_sizes(&half, (width, height)).unwrap_or_default();
    }

    /// Looks once more with the contrast of each range of greys raised, in which a pale symbol may lie.
    fn pale(&mut self, luma: &[u8], (width, height): (usize, usize)) {
        if luma.len() > MODERATE {
            let (half, width, height) = halved(luma, width, height);
            return self.pale(&half, (width, height));
        }
        let mut stretched = Vec::with_capacity(luma.len());
        let own = luma.iter().min().zip(luma.iter().max());
        let own = own.map(|(&dark, &light)| (dark, light));
        let own = own.filter(|(dark, light)| (1..MAX_PALE).contains(&(light - dark)));
        for (dark, light) in own.into_iter().chain(RANGES) {
            let counts = |&&point: &&u8| (dark..=light).contains(&point);
            if self.is_done() || luma.iter().filter(counts).count() < MIN_PALE {
                continue;
            }
            stretched.clear();
            stretched.extend(luma.iter().map(|&point| stretch(point, (dark, light))));
            self.all_sizes(&stretched, (width, height))
                .unwrap_or_default();
        }
    }

    fn take(&mut self, found: Vec<String>) {
        for text in found {
            if !self.texts.contains(&text) {
                self.texts.push(text);
            }
        }
    }
}

/// Spreads a range of greys from black to white.
fn stretch(point: u8, (dark, light): (u8, u8)) -> u8 {
    let above = u16::from(point.clamp(dark, light) - dark);
    u8::try_from(above * 255 / u16::from(light - dark)).unwrap_or(u8::MAX)
}

/// The reader is large and meets any picture: should it panic, there is nothing to read.
fn guarded<T>(read: impl FnOnce() -> T) -> Option<T> {
    panic::catch_unwind(AssertUnwindSafe(read)).ok()
}

/// A picture in black and white.
struct Picture<'a>(BinaryBitmap<HybridBinarizer<Luma8Source<'a>>>);

impl<'a> Picture<'a> {
    /// Takes a picture that has as many points as it should, and not too many.
    fn new(luma: &'a [u8], width: usize, height: usize) -> Result<Self, Error> {
        let (columns, rows) = size(width, height)?;
        if luma.len() != width * height {
            return Err(Error::Size);
        }
        let source = Luma8Source::new_with_slice(luma, columns.into(), rows.into());
        let source = source.or(Err(Error::Size))?;
        Ok(Self(BinaryBitmap::new(HybridBinarizer::new(source))))
    }

    fn bits(&self) -> &BitMatrix {
        self.0.get_black_matrix()
    }

    fn invert(&mut self) {
        self.0.invert();
    }

    /// Reads up to so many symbols; of those that are no QR symbol, one.
    fn read(&mut self, most: usize, places: &mut Places) -> Vec<String> {
        let mut found = symbols(self.bits(), most, places);
        if found.is_empty() {
            found.extend(
                DetectPureQR(self.bits())
                    .ok()
                    .and_then(|pure| decode(&pure)),
            );
        }
        let mut texts: Vec<String> = found.into_iter().map(|found| found.text).collect();
        if texts.len() < most {
            let aztec = AztecReader.decode_with_hints(&mut self.0, &DecodeHints::default());
            texts.extend(aztec.iter().map(|read| read.getText().to_owned()));
        }
        texts
    }
}

/// Finds up to so many symbols, at the likeliest places first, of which so many are left.
fn symbols(image: &BitMatrix, most: usize, places: &mut Places) -> Vec<Found> {
    let mut corners = corners(image);
    let mut used = Vec::new();
    let mut symbols = Vec::new();
    for (at, three) in GenerateFinderPatternSets(&mut corners)
        .into_iter()
        .enumerate()
    {
        let three_corners = [three.bl, three.tl, three.tr];
        if three_corners.iter().any(|corner| used.contains(corner)) {
            continue;
        }
        if at >= MAX_PLACES || !places.take() {
            places.are_untried = true;
            break;
        }
        let sampled = SampleQR(image, &three).ok();
        if let Some(found) = sampled.and_then(|sampled| decode(&sampled)) {
            used.extend(three_corners);
            symbols.push(found);
            if symbols.len() == most {
                break;
            }
        }
    }
    symbols
}

fn decode(sampled: &QRCodeDetectorResult) -> Option<Found> {
    let decoded = Decode(sampled.getBits()).ok()?;
    decoded.isValid().then(|| Found {
        text: decoded.text(),
        side: match sampled.getPoints() {
            [first, second, ..] => (first.x - second.x).hypot(first.y - second.y),
            [_] | [] => 0.0,
        },
    })
}

/// Finds the patterns in the corners of symbols: rows that run dark, light, dark, light, dark as 1:1:3:1:1, with
/// rings around their middle.
#[expect(
    clippy::cast_precision_loss,
    reason = "no side is longer than 65,535 points"
)]
fn corners(image: &BitMatrix) -> Vec<ConcentricPattern> {
    let mut corners: Vec<ConcentricPattern> = Vec::new();
    let mut looked_at = 0;
    let mut row = PatternRow::default();
    for y in (STEP - 1..image.height()).step_by(STEP as usize) {
        GetPatternRowTP(image, y, &mut row, false);
        let mut start = 0.0;
        // A row begins with a light run, though it may be empty, so that every second one is light.
        for (index, runs) in PatternView::new(&row).data().windows(6).enumerate() {
            let [light, first, second, middle, ..] = *runs else {
                break;
            };
            start += f32::from(light);
            if index % 2 == 1 || !is_corner(runs, index == 0) {
                continue;
            }
            let middle = f32::from(middle) / 2.0;
            let at = point(
                start + f32::from(first) + f32::from(second) + middle,
                y as f32 + 0.5,
            );
            let known = |corner: &ConcentricPattern| {
                let (dx, dy) = (at.x - corner.p.x, at.y - corner.p.y);
                dx.hypot(dy) < corner.size as f32 / 2.0
            };
            if corners.iter().any(known) {
                continue;
            }
            // Three times its width, for symbols that are seen from the side.
            let range = runs.iter().skip(1).map(|&run| i32::from(run)).sum::<i32>() * 3;
            corners.extend(LocateConcentricPattern::<true, 5, 7>(
                image,
                &CORNER.into(),
                at,
                range,
            ));
            looked_at += 1;
            if looked_at == MAX_LOOKS || corners.len() == MAX_CORNERS {
                return corners;
            }
        }
    }
    corners
}

/// Whether a light run and five more may cross the middle of a corner's pattern.
fn is_corner(runs: &[u16], first: bool) -> bool {
    let [light, five @ ..] = runs else {
        return false;
    };
    let &[a, b, middle, d, e] = five else {
        return false;
    };
    // What cannot be is told quickly.
    if middle < 3 || middle < 2 * a.max(e) || middle < b.max(d) {
        return false;
    }
    let before = if first { f32::MAX } else { f32::from(*light) };
    let five = PatternView::from_slice(five);
    IsPattern::<true, 5, 7, false>(&five, &CORNER, Some(before), 0.1, 0.0, 0.0) != 0.0
}

/// Halves a picture in both directions: each point is the mean of four.
fn halved(luma: &[u8], width: usize, height: usize) -> (Vec<u8>, usize, usize) {
    let mut half = Vec::with_capacity(luma.len() / 4);
    for two in luma.chunks_exact(width * 2) {
        let (upper, lower) = two.split_at(width);
        let pairs = upper
            .as_chunks::<2>()
            .0
            .iter()
            .zip(lower.as_chunks::<2>().0);
        half.extend(pairs.map(|(upper, lower)| {
            let sum: u16 = upper
                .iter()
                .chain(lower)
                .map(|&point| u16::from(point))
                .sum();
            u8::try_from(sum / 4).unwrap_or(u8::MAX)
        }));
    }
    (half, width / 2, height / 2)
}

/// The widths of dark and light across a corner's pattern, in modules.
const CORNER: FixedPattern<5, 7> = FixedPattern::new([1, 1, 3, 1, 1]);
/// Every third row is looked at: the middle of a pattern is three modules high, and a module one point at least.
const STEP: u32 = 3;
/// So many crossings are looked at closely.
const MAX_LOOKS: usize = 20_000;
/// So many patterns are believed; a sheet of fifty symbols has 150.
const MAX_CORNERS: usize = 512;
/// So many places are tried in a picture of one size, each of three patterns.
const MAX_PLACES: usize = 10_000;
/// So many places are tried in all sizes of a picture, and in both of its colours: a small file may be full of patterns
/// in each of them.
const MAX_PLACES_IN_ALL: usize = 30_000;
/// A picture of more points is looked at in a smaller size first.
const LARGE: usize = 4_000_000;
/// A picture of more points is looked at for pale symbols in a smaller size.
const MODERATE: usize = 1_500_000;
/// The ranges of greys in which pale symbols are looked for: they overlap, so that dark and light of one lie together.
const RANGES: [(u8, u8); 5] = [(192, 255), (128, 224), (224, 255), (64, 160), (0, 96)];
/// What spreads over more greys is not pale as a whole.
const MAX_PALE: u8 = 200;
/// A symbol has more points, and a range of fewer is not looked at.
const MIN_PALE: usize = 441;
/// A picture of fewer points is not made smaller.
const SMALL: usize = 40_000;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_a_picture_full_of_corners_only_so_many_are_believed() {
        let side = 600;
        let dark = |x: usize, y: usize| {
            let ring = x.abs_diff(3).max(y.abs_diff(3));
            matches!(ring, 0 | 1 | 3) && x < 7 && y < 7
        };
        let points = (0..side).flat_map(|y| (0..side).map(move |x| (x, y)));
        let luma: Vec<u8> = points
            .map(|(x, y)| if dark(x / 2 % 8, y / 2 % 8) { 0 } else { 255 })
            .collect();
        let picture = Picture::new(&luma, side, side).unwrap();
        assert_eq!(corners(picture.bits()).len(), MAX_CORNERS);
        assert_eq!(read(&luma, side, side), Err(Error::NotFound));
        assert_eq!(read_all(&luma, side, side), Ok(Vec::new()));
        // Of which somebody is told.
        let many = read_many(&luma, side, side).unwrap();
        assert!(many.texts.is_empty() && !many.is_all);
        assert!(read_many(&vec![255; 90_000], 300, 300).unwrap().is_all);
    }

    #[test]
    fn a_picture_is_halved_to_the_means_of_its_points() {
        let luma = [0, 200, 9, 100, 100, 9, 7, 7, 7];
        assert_eq!(halved(&luma, 3, 3), (vec![100], 1, 1));
    }
}
