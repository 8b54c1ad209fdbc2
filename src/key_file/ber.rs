//! BER to DER, as far as key files need it: lengths without an end, and strings in pieces (X.690 sections 8.1.3, 8.7).
//!
//! Browsers and older systems write their files so; the reader behind takes DER alone.

use super::Error;

/// Writes the one value at the beginning of `bytes` with definite lengths, octet strings whole; what follows it is dropped.
/// Bytes that are DER already come back as they are.
pub(super) fn to_der(bytes: &[u8]) -> Result<Vec<u8>, Error> {
    let mut rest = bytes;
    let mut der = Vec::with_capacity(bytes.len());
    value(&mut rest, &mut der, 0)?;
    Ok(der)
}

const CONSTRUCTED: u8 = 0x20;
const OCTET_STRING: u8 = 0x04;
const END: [u8; 2] = [0, 0];
/// A key file is some ten levels deep.
const DEEPEST: usize = 32;
const CUT: Error = Error::Damaged("it is cut off");

fn value(rest: &mut &[u8], der: &mut Vec<u8>, depth: usize) -> Result<(), Error> {
    if depth > DEEPEST {
        return Err(Error::Damaged("it is nested too deeply"));
    }
    let tag = take(rest, 1)?;
    let [tag] = *tag else { return Err(CUT) };
    // None of ours has a number above 30.
    if tag & 0x1F == 0x1F {
        return Err(Error::NotKeyFile);
    }
    let content = match length(rest)? {
        Some(length) => {
            let inside = take(rest, length)?;
            if tag & CONSTRUCTED == 0 {
                inside.to_vec()
            } else {
                values(inside, depth)?
            }
        }
        None if tag & CONSTRUCTED != 0 => until_end(rest, depth)?,
        None => return Err(Error::Damaged("a length is wrong")),
    };
    if tag == OCTET_STRING | CONSTRUCTED {
        push(der, OCTET_STRING, &pieces(&content)?);
    } else {
        push(der, tag, &content);
    }
    Ok(())
}

/// Writes all values of a constructed one.
fn values(mut inside: &[u8], depth: usize) -> Result<Vec<u8>, Error> {
    let mut content = Vec::with_capacity(inside.len());
    while !inside.is_empty() {
        value(&mut inside, &mut content, depth + 1)?;
    }
    Ok(content)
}

/// Writes all values up to the two zeros that end them.
fn until_end(rest: &mut &[u8], depth: usize) -> Result<Vec<u8>, Error> {
    let mut content = Vec::new();
    loop {
        if let Some(after) = rest.strip_prefix(&END) {
            *rest = after;
            return Ok(content);
        }
        value(rest, &mut content, depth + 1)?;
    }
}

/// Joins the pieces of an octet string, which are octet strings by now.
pub(super) fn pieces(content: &[u8]) -> Result<Vec<u8>, Error> {
    let mut rest = content;
    let mut whole = Vec::with_capacity(content.len());
    while !rest.is_empty() {
        if take(&mut rest, 1)? != [OCTET_STRING] {
            return Err(Error::Damaged("a piece of a string is none"));
        }
        let length = length(&mut rest)?.ok_or(CUT)?;
        whole.extend(take(&mut rest, length)?);
    }
    Ok(whole)
}

/// Reads a length; nothing where the end is marked instead.
fn length(rest: &mut &[u8]) -> Result<Option<usize>, Error> {
    let [first] = *take(rest, 1)? else {
        return Err(CUT);
    };
    match first {
        0x80 => Ok(None),
        0..0x80 => Ok(Some(first.into())),
        _ => {
            let bytes = take(rest, usize::from(first & 0x7F))?;
            let mut length = 0_usize;
            for byte in bytes {
                length = length.checked_mul(256).ok_or(CUT)? | usize::from(*byte);
            }
            Ok(Some(length))
        }
    }
}

fn take<'a>(rest: &mut &'a [u8], count: usize) -> Result<&'a [u8], Error> {
    let (taken, after) = rest.split_at_checked(count).ok_or(CUT)?;
    *rest = after;
    Ok(taken)
}

fn push(der: &mut Vec<u8>, tag: u8, content: &[u8]) {
    der.push(tag);
    match u8::try_from(content.len()) {
        Ok(short) if short < 0x80 => der.push(short),
        Ok(_) | Err(_) => {
            let bytes = content.len().to_be_bytes();
            let significant = bytes.iter().skip_while(|byte| **byte == 0);
            let count = u8::try_from(significant.clone().count()).unwrap_or(u8::MAX);
            der.push(0x80 | count);
            der.extend(significant);
        }
    }
    der.extend(content);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_without_an_end_and_strings_in_pieces_become_der() {
        let ber = b"\x30\x80\x24\x80\x04\x02ab\x04\x01c\x00\x00\x02\x01\x05\x00\x00";
        assert_eq!(to_der(ber).unwrap(), b"\x30\x08\x04\x03abc\x02\x01\x05");
    }

    #[test]
    fn der_comes_back_as_it_is() {
        for name in ["worked/dsc-test.p12", "pkcs12/rc2-40.p12"] {
            let path = format!("{}/tests/data/{name}", env!("CARGO_MANIFEST_DIR"));
            let file = std::fs::read(path).unwrap();
            assert_eq!(to_der(&file).unwrap(), file, "{name}");
        }
    }

    #[test]
    fn what_is_cut_off_or_without_an_end_is_refused() {
        for bytes in [
            &b""[..],
            b"\x30",
            b"\x30\x05\x02\x01",
            b"\x30\x80\x02\x01\x05",
            b"\x04\x80\x00\x00",
        ] {
            assert!(to_der(bytes).is_err(), "{bytes:?}");
        }
        let deep = [0x30, 0x80].repeat(10_000);
        assert!(matches!(to_der(&deep), Err(Error::Damaged(_))));
    }
}
