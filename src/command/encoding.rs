//! The encoding of a text from outside: read as what it is where that is sure, named where it is not.

use std::borrow::Cow;

/// A text cannot be read, and why.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum Error {
    /// A form of Unicode that nobody sends.
    #[error("the input is UTF-32: save it as UTF-8")]
    Utf32,
    /// Half a character, or bytes left over.
    #[error("the input is damaged UTF-16: save it as UTF-8")]
    Utf16,
    /// The end is missing, within a letter.
    #[error("the input is not whole, line {line} ends within a letter: get the file again")]
    CutOff {
        /// Its last line.
        line: usize,
    },
    /// One byte a letter. Which letter a byte is, nobody can know for sure: a wrong one would be in somebody's name.
    #[error("the input is not UTF-8, line {line} looks like {looks_like}: save it as UTF-8")]
    OneByte {
        /// The line of the first byte that is no UTF-8.
        line: usize,
        /// Of which encoding that byte usually is.
        looks_like: &'static str,
    },
}

/// Reads UTF-8 and UTF-16, with a byte order mark or, as JSON begins with ASCII, without.
pub(super) fn read(bytes: &[u8]) -> Result<Cow<'_, str>, Error> {
    match bytes {
        [0xFF, 0xFE, 0, 0, ..] | [0, 0, 0xFE, 0xFF, ..] | [0, 0, 0, _, ..] | [_, 0, 0, 0, ..] => {
            Err(Error::Utf32)
        }
        [0xFF, 0xFE, text @ ..] => utf16(text, u16::from_le_bytes),
        [0xFE, 0xFF, text @ ..] => utf16(text, u16::from_be_bytes),
        [0, _, ..] => utf16(bytes, u16::from_be_bytes),
        [_, 0, ..] => utf16(bytes, u16::from_le_bytes),
        [0xEF, 0xBB, 0xBF, text @ ..] | text => utf8(text),
    }
}

fn utf8(text: &[u8]) -> Result<Cow<'_, str>, Error> {
    std::str::from_utf8(text)
        .map(Cow::Borrowed)
        .map_err(|error| {
            let (before, rest) = text.split_at(error.valid_up_to());
            let line = before.split(|&byte| byte == b'\n').count();
            if error.error_len().is_none() {
                return Error::CutOff { line };
            }
            let looks_like = looks_like(rest.first().copied().unwrap_or_default());
            Error::OneByte { line, looks_like }
        })
}

/// Names the encoding in which a byte is a letter of German names.
fn looks_like(byte: u8) -> &'static str {
    match byte {
        // ä ö ü Ä Ö Ü in code page 850.
        0x84 | 0x94 | 0x81 | 0x8E | 0x99 | 0x9A => "DOS (code page 850)",
        _ => "Windows-1252 (ANSI, Latin-1)",
    }
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Result<Cow<'_, str>, Error> {
    let (pairs, []) = bytes.as_chunks::<2>() else {
        return Err(Error::Utf16);
    };
    let units: Vec<u16> = pairs.iter().map(|&pair| unit(pair)).collect();
    let text = String::from_utf16(&units).or(Err(Error::Utf16))?;
    Ok(Cow::Owned(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "{\"fn\": \"Müller 𝒜\"}";

    fn wide(to_bytes: fn(u16) -> [u8; 2], mark: bool) -> Vec<u8> {
        let mark = mark.then_some(0xFEFF);
        let units = mark.into_iter().chain(TEXT.encode_utf16());
        units.flat_map(to_bytes).collect()
    }

    #[test]
    fn unicode_is_read_in_whatever_form_it_comes() {
        let marked = [b"\xEF\xBB\xBF", TEXT.as_bytes()].concat();
        for bytes in [
            TEXT.as_bytes().to_vec(),
            marked,
            wide(u16::to_le_bytes, true),
            wide(u16::to_be_bytes, true),
            wide(u16::to_le_bytes, false),
            wide(u16::to_be_bytes, false),
        ] {
            assert_eq!(read(&bytes).as_deref(), Ok(TEXT), "{bytes:?}");
        }
        assert_eq!(read(b"").as_deref(), Ok(""));
    }

    #[test]
    fn what_is_no_unicode_is_named() {
        for (bytes, says) in [
            (
                &b"{\n\"fn\": \"M\xFCller\"}"[..],
                "line 2 looks like Windows-1252",
            ),
            (b"{\"fn\": \"M\x81ller\"}", "line 1 looks like DOS"),
            (b"{\"fn\": \"M\xFC", "line 1 looks like Windows-1252"),
            (b"{\n\"fn\": \"M\xC3", "line 2 ends within a letter"),
            (b"{\"fn\": \"\xF0\x9D\x92", "line 1 ends within a letter"),
            (b"\xFF\xFE{\0\"", "damaged UTF-16"),
            (b"\xFF\xFE{\0\x00\xD8", "damaged UTF-16"),
            (b"\xFF\xFE\0\0{\0\0\0", "UTF-32"),
            (b"{\0\0\0", "UTF-32"),
        ] {
            let error = read(bytes).unwrap_err().to_string();
            assert!(error.contains(says), "{error}");
        }
    }
}
