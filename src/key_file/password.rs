//! A password as programs turn it into bytes, the right way first.
//!
//! RFC 7292 appendix B.1 wants UTF-16 and two zeros for the old forms, RFC 8018 leaves the new form to UTF-8. Programs got
//! both wrong: Latin-1 where UTF-8 belongs, and the bytes of UTF-8 each made a character of UTF-16.

use unicode_normalization::UnicodeNormalization as _;
use zeroize::Zeroizing;

use super::Plain;

/// Returns the bytes for PBES2 (RFC 8018 section 6.2), and for PEM.
pub(super) fn plain(password: &str) -> Vec<Plain> {
    let composed = composed(password);
    let mut all = vec![password.as_bytes().to_vec(), composed.as_bytes().to_vec()];
    all.extend(latin1(&composed));
    without_repeats(all)
}

/// Returns the bytes for the checksum and for PBES1 (RFC 7292 appendix B.1).
pub(super) fn wide(password: &str) -> Vec<Plain> {
    let mut all = vec![utf16(password), utf16(&composed(password))];
    all.push(bytes_as_characters(password.as_bytes()));
    if password.is_empty() {
        // No password at all, and one of no characters, are two things (RFC 7292 appendix B.1).
        all.push(Vec::new());
    }
    without_repeats(all)
}

fn composed(password: &str) -> Zeroizing<String> {
    Zeroizing::new(password.nfc().collect())
}

fn latin1(password: &str) -> Option<Vec<u8>> {
    password
        .chars()
        .map(|character| u8::try_from(character).ok())
        .collect()
}

fn utf16(password: &str) -> Vec<u8> {
    let units = password.encode_utf16().chain([0]);
    units.flat_map(u16::to_be_bytes).collect()
}

fn bytes_as_characters(bytes: &[u8]) -> Vec<u8> {
    let characters = bytes.iter().copied().chain([0]);
    characters.flat_map(|byte| [0, byte]).collect()
}

fn without_repeats(all: Vec<Vec<u8>>) -> Vec<Plain> {
    let mut kept: Vec<Plain> = Vec::with_capacity(all.len());
    for bytes in all.into_iter().map(Zeroizing::new) {
        if !kept.contains(&bytes) {
            kept.push(bytes);
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_umlaut_is_tried_as_every_program_writes_it() {
        let plain: Vec<Vec<u8>> = plain("a\u{308}")
            .into_iter()
            .map(|one| one.to_vec())
            .collect();
        assert_eq!(
            plain,
            [
                b"a\xCC\x88".to_vec(),
                b"\xC3\xA4".to_vec(),
                b"\xE4".to_vec()
            ]
        );
        let wide: Vec<Vec<u8>> = wide("ä").into_iter().map(|one| one.to_vec()).collect();
        assert_eq!(wide, [vec![0, 0xE4, 0, 0], vec![0, 0xC3, 0, 0xA4, 0, 0]]);
    }

    #[test]
    fn plain_letters_are_tried_once_and_no_password_is_two() {
        assert_eq!(plain("geheim").len(), 1);
        assert_eq!(wide("geheim").len(), 1);
        assert_eq!(plain("").len(), 1);
        let none: Vec<Vec<u8>> = wide("").into_iter().map(|one| one.to_vec()).collect();
        assert_eq!(none, [vec![0, 0], vec![]]);
    }
}
