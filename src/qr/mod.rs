//! QR symbols: drawn in alphanumeric mode at level Q, and read back from pictures.
//!
//! ISO/IEC 18004 and section 5 of the EU's electronic health certificate specification. Drawing and
//! reading are the work of two libraries that share no code, so that one can check the other.

mod mask;
pub mod picture;
mod read;

use qrcode::{EcLevel, Version, bits::Bits, ec};

pub use read::{Dots, Found, Many, read, read_all, read_many};

/// The quiet zone around a symbol, in modules.
pub const QUIET: usize = 4;
/// A picture of more points is not looked at: the largest that usual telephones take have 50 million.
pub const MAX_POINTS: usize = 52_000_000;

/// Why there is no symbol, or none to read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// A character outside alphanumeric mode.
    #[error("character {at} does not belong to the alphanumeric mode")]
    Character {
        /// Counted from 0, in bytes.
        at: usize,
    },
    /// More characters than the largest symbol holds.
    #[error("the text does not fit into any symbol")]
    TooLong,
    /// Width and height do not match the points, or are too large.
    #[error("the picture has an impossible size")]
    Size,
    /// No symbol was found, or its errors could not be corrected.
    #[error("no readable symbol in the picture")]
    NotFound,
}

/// A QR symbol as modules, without its quiet zone.
#[derive(Clone, PartialEq, Eq)]
pub struct Symbol {
    version: u8,
    side: usize,
    modules: Vec<bool>,
}

impl Symbol {
    /// Draws a text in the smallest version that holds it.
    pub fn of(text: &str) -> Result<Self, Error> {
        if let Some(at) = text.bytes().position(|byte| !is_alphanumeric(byte)) {
            return Err(Error::Character { at });
        }
        // The crate's own choice of a version is sometimes one too large: it adds up rounded segments.
        let version = (1..=40)
            .find(|&version| fits(text, version))
            .ok_or(Error::TooLong)?;
        let mut bits = Bits::new(Version::Normal(version.into()));
        let kind = bits.version();
        let (data, correction) = bits
            .push_alphanumeric_data(text.as_bytes())
            .and_then(|()| bits.push_terminator(EcLevel::Q))
            .and_then(|()| ec::construct_codewords(&bits.into_bytes(), kind, EcLevel::Q))
            .or(Err(Error::TooLong))?;
        Ok(Self {
            version,
            side: 17 + 4 * usize::from(version),
            modules: mask::draw(version, &data, &correction),
        })
    }

    /// Returns the version, 1 to 40.
    pub fn version(&self) -> u8 {
        self.version
    }

    /// Returns the modules of a side, without the quiet zone.
    pub fn side(&self) -> usize {
        self.side
    }

    /// Whether a module is dark; outside the symbol all is light.
    pub fn is_dark(&self, x: usize, y: usize) -> bool {
        x < self.side
            && y < self.side
            && self
                .modules
                .get(y * self.side + x)
                .copied()
                .unwrap_or(false)
    }

    /// Returns the modules row by row, `true` for dark.
    pub fn modules(&self) -> &[bool] {
        &self.modules
    }

    /// Returns a grey picture, `scale` points a module, with `quiet` light modules around; and its side.
    pub fn to_luma(&self, scale: usize, quiet: usize) -> (Vec<u8>, usize) {
        let side = (self.side + 2 * quiet) * scale;
        let place = |point: usize| (point / scale).wrapping_sub(quiet);
        let points = (0..side).flat_map(|y| (0..side).map(move |x| (x, y)));
        let luma = points
            .map(|(x, y)| {
                if self.is_dark(place(x), place(y)) {
                    0
                } else {
                    255
                }
            })
            .collect();
        (luma, side)
    }
}

impl std::fmt::Debug for Symbol {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Symbol(version {}, hidden)", self.version)
    }
}

fn is_alphanumeric(byte: u8) -> bool {
    byte.is_ascii_uppercase() || byte.is_ascii_digit() || b" $%*+-./:".contains(&byte)
}

/// Whether one alphanumeric segment fits: mode, count, eleven bits a pair, six for a last character.
fn fits(text: &str, version: u8) -> bool {
    let count = match version {
        ..10 => 9,
        10..27 => 11,
        _ => 13,
    };
    let needed = 4 + count + text.len() / 2 * 11 + text.len() % 2 * 6;
    Bits::new(Version::Normal(version.into()))
        .max_len(EcLevel::Q)
        .is_ok_and(|bits| needed <= bits)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_smallest_version_is_taken_up_to_its_last_character() {
        for (version, characters) in [
            (1, 16),
            (10, 221),
            (18, 574),
            (19, 644),
            (23, 890),
            (26, 1094),
            (27, 1172),
            (40, 2420),
        ] {
            let full = Symbol::of(&"A".repeat(characters)).unwrap();
            assert_eq!(
                (full.version(), full.side()),
                (version, 17 + 4 * usize::from(version))
            );
            match Symbol::of(&"A".repeat(characters + 1)) {
                Ok(next) => assert_eq!(next.version(), version + 1),
                Err(error) => assert_eq!((version, error), (40, Error::TooLong)),
            }
        }
    }

    /// A text is a number of pseudo-random characters, most as long as certificates are.
    #[test]
    fn the_modules_are_those_of_the_library_that_scores_module_by_module() {
        const ALPHABET: &[u8; 45] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
        let mut state = 0x0123_4567_89AB_CDEF_u64;
        let mut below = |count: usize| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            usize::try_from(state % u64::try_from(count).unwrap()).unwrap()
        };
        let texts = if cfg!(debug_assertions) { 200 } else { 10_000 };
        for number in 0..texts {
            let length = match number % 8 {
                0 => 1 + below(2420),
                _ => 400 + below(250),
            };
            let text: String = (0..length)
                .map(|_| char::from(ALPHABET[below(45)]))
                .collect();
            let symbol = Symbol::of(&text).unwrap();
            let mut bits = Bits::new(Version::Normal(symbol.version().into()));
            bits.push_alphanumeric_data(text.as_bytes()).unwrap();
            bits.push_terminator(EcLevel::Q).unwrap();
            let library = qrcode::QrCode::with_bits(bits, EcLevel::Q).unwrap();
            let dark = |color: qrcode::Color| color == qrcode::Color::Dark;
            let modules: Vec<bool> = library.to_colors().into_iter().map(dark).collect();
            assert!(symbol.modules() == modules, "{text}");
        }
    }

    #[test]
    fn a_text_of_another_mode_is_refused() {
        for (text, at) in [("HC1:a", 4), ("HC1:Ä", 4), ("=", 0)] {
            assert_eq!(Symbol::of(text), Err(Error::Character { at }));
        }
    }

    #[test]
    fn a_symbol_is_read_inverted_too() {
        let (luma, side) = Symbol::of("HC1:NCF").unwrap().to_luma(3, QUIET);
        let inverted: Vec<u8> = luma.iter().map(|point| 255 - point).collect();
        assert_eq!(read(&inverted, side, side).as_deref(), Ok("HC1:NCF"));
    }

    #[test]
    fn a_picture_without_a_symbol_or_of_another_size_is_refused() {
        assert_eq!(read(&[255; 400], 20, 20), Err(Error::NotFound));
        for (width, height) in [(20, 21), (0, 0), (0, 400), (usize::MAX, 2)] {
            assert_eq!(read(&[255; 400], width, height), Err(Error::Size));
            assert_eq!(read_all(&[255; 400], width, height), Err(Error::Size));
        }
        assert_eq!(read_all(&[255; 400], 20, 20), Ok(Vec::new()));
    }

    #[test]
    fn every_symbol_of_a_picture_is_read_and_measured() {
        let texts = ["HC1:NCF", "HC1:NCF%RN%TSMAHN-HSL425WFIKQA"];
        let symbols = texts.map(|text| Symbol::of(text).unwrap());
        let pictures = symbols.each_ref().map(|symbol| symbol.to_luma(6, QUIET));
        let width = pictures.iter().map(|(_, side)| *side).max().unwrap();
        let mut luma = Vec::new();
        for (picture, side) in &pictures {
            for row in picture.chunks(*side) {
                luma.extend_from_slice(row);
                luma.resize(luma.len() + width - side, 255);
            }
        }
        // Turned by half, as one half of a folded sheet is.
        luma.reverse();
        let height = luma.len() / width;
        let mut found = read_all(&luma, width, height).unwrap();
        found.sort_by(|a, b| a.text.cmp(&b.text));
        assert_eq!(found.len(), 2);
        for ((found, text), symbol) in found.iter().zip(texts).zip(symbols) {
            assert_eq!(found.text, text);
            let side = f32::from(u16::try_from(symbol.side() * 6).unwrap());
            assert!((found.side - side).abs() < 3.0, "{found:?} and {side}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(12))]

        #[test]
        fn a_text_comes_back_from_its_picture(text in "HC1:[0-9A-Z $%*+./:-]{1,800}") {
            let symbol = Symbol::of(&text).unwrap();
            let (luma, side) = symbol.to_luma(3, QUIET);
            prop_assert_eq!(read(&luma, side, side), Ok(text));
        }
    }
}
