//! The colours of the page, as IEC 61966-2-1 (sRGB) defines them, in a profile of ICC.1:2004-10 (version 4.2).
//!
//! ISO 19005-2 section 6.2.4.3 wants a profile for colours that name no space of their own. Ours is made
//! here, from the numbers of the standards: nobody else's work, and no file to keep.

/// Where the red, green and blue of sRGB and its white lie, in the CIE XYZ space that is adapted to D50.
const COLOURANTS: [([u8; 4], [f64; 3]); 4] = [
    (*b"wtpt", [0.9642, 1.0, 0.8249]),
    (*b"rXYZ", [0.436_065_7, 0.222_488_4, 0.013_915_9]),
    (*b"gXYZ", [0.385_147_1, 0.716_873_2, 0.097_076_4]),
    (*b"bXYZ", [0.143_066_4, 0.060_607_9, 0.714_096_1]),
];
/// How colours move from the white of a screen (D65) to that of paper (D50): Bradford's matrix, by rows.
const ADAPTATION: [f64; 9] = [
    1.047_882_1,
    0.022_918_7,
    -0.050_201_4,
    0.029_586_8,
    0.990_478_5,
    -0.017_059_3,
    -0.009_246_8,
    0.015_075_7,
    0.751_678_5,
];
/// The curve of each colour: power, then the straight part near black.
const CURVE: [f64; 5] = [2.4, 1.0 / 1.055, 0.055 / 1.055, 1.0 / 12.92, 0.04045];

/// Makes the profile.
pub(super) fn srgb() -> Vec<u8> {
    let mut tags = vec![
        (*b"desc", text("sRGB IEC61966-2.1")),
        (*b"cprt", text("Made by Impftheke, free for any use")),
        (*b"chad", numbers(*b"sf32", &ADAPTATION)),
    ];
    for (tag, colour) in COLOURANTS {
        tags.push((tag, numbers(*b"XYZ ", &colour)));
    }
    let mut curve = b"para\0\0\0\0\0\x03\0\0".to_vec();
    curve.extend(CURVE.iter().flat_map(|&number| fixed(number)));
    for tag in [*b"rTRC", *b"gTRC", *b"bTRC"] {
        tags.push((tag, curve.clone()));
    }
    assemble(&tags)
}

/// Puts header, table and tags together; tags of the same content share it.
fn assemble(tags: &[([u8; 4], Vec<u8>)]) -> Vec<u8> {
    let start = HEADER + 4 + 12 * tags.len();
    let mut table = word(tags.len()).to_vec();
    let mut data: Vec<u8> = Vec::new();
    let mut last: Option<(usize, &Vec<u8>)> = None;
    for (tag, content) in tags {
        let offset = match last {
            Some((offset, same)) if same == content => offset,
            _ => {
                let offset = start + data.len();
                data.extend(content);
                data.resize(data.len().next_multiple_of(4), 0);
                offset
            }
        };
        last = Some((offset, content));
        table.extend(tag);
        table.extend(word(offset));
        table.extend(word(content.len()));
    }
    let mut profile = header(start + data.len());
    profile.extend(table);
    profile.extend(data);
    profile
}

const HEADER: usize = 128;

/// Section 7.2: a display's profile from red, green and blue to XYZ, made when the standard was.
fn header(size: usize) -> Vec<u8> {
    let mut header = word(size).to_vec();
    header.extend(b"\0\0\0\0\x04\x20\0\0mntrRGB XYZ ");
    for number in [1999_u16, 10, 1, 0, 0, 0] {
        header.extend(number.to_be_bytes());
    }
    header.extend(b"acsp");
    header.resize(68, 0);
    header.extend([0.9642, 1.0, 0.8249].into_iter().flat_map(fixed));
    header.resize(HEADER, 0);
    header
}

/// A text of one language (`multiLocalizedUnicodeType`).
fn text(text: &str) -> Vec<u8> {
    let units: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
    let mut tag = b"mluc\0\0\0\0\0\0\0\x01\0\0\0\x0cenUS".to_vec();
    tag.extend(word(units.len()));
    tag.extend(word(28));
    tag.extend(units);
    tag
}

fn numbers(kind: [u8; 4], numbers: &[f64]) -> Vec<u8> {
    let mut tag = kind.to_vec();
    tag.extend([0; 4]);
    tag.extend(numbers.iter().flat_map(|&number| fixed(number)));
    tag
}

/// Section 4.6 (`s15Fixed16Number`).
#[expect(
    clippy::cast_possible_truncation,
    reason = "all numbers lie between -3 and 3"
)]
fn fixed(number: f64) -> [u8; 4] {
    ((number * 65_536.0).round() as i32).to_be_bytes()
}

fn word(number: usize) -> [u8; 4] {
    u32::try_from(number).unwrap_or(u32::MAX).to_be_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_tag_lies_inside_and_starts_at_a_multiple_of_four() {
        let profile = srgb();
        let word = |at: usize| {
            let bytes = profile[at..at + 4].try_into().unwrap();
            usize::try_from(u32::from_be_bytes(bytes)).unwrap()
        };
        assert_eq!(word(0), profile.len());
        assert_eq!(word(128), 10);
        for tag in 0..10 {
            let (offset, size) = (word(136 + 12 * tag), word(140 + 12 * tag));
            assert!(offset % 4 == 0 && offset >= 252 && offset + size <= profile.len());
        }
        assert!(profile.len() < 700, "{}", profile.len());
    }

    #[test]
    fn white_is_the_sum_of_the_colours() {
        let [white, colours @ ..] = COLOURANTS;
        for axis in 0..3 {
            let sum: f64 = colours.iter().map(|(_, colour)| colour[axis]).sum();
            assert!((sum - white.1[axis]).abs() < 0.0002, "{sum}");
        }
    }
}
