//! zlib: the compressed form of the COSE bytes.
//!
//! RFC 1950, <https://www.rfc-editor.org/rfc/rfc1950>. Neither gzip nor raw deflate is read. What is written is
//! smaller than what zlib writes, since every byte makes the symbol harder to scan.

mod alphabet;
mod bits;
mod code;
mod copies;
mod huffman;
mod plan;
mod split;

use flate2::{Compress, Compression, Decompress, FlushCompress, FlushDecompress, Status};

/// Nothing inflates to more than this; real certificates stay below 2 KiB.
pub const MAX_INFLATED: usize = 64 * 1024;

/// Why bytes do not inflate.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Not zlib, or its checksum differs.
    #[error("the zlib stream is damaged")]
    Damaged(#[source] flate2::DecompressError),
    /// The stream breaks off.
    #[error("the zlib stream ends early")]
    EndsEarly,
    /// More comes out than any certificate needs.
    #[error("inflates to more than {MAX_INFLATED} bytes")]
    TooLarge,
    /// Bytes follow the stream.
    #[error("{0} bytes follow the zlib stream")]
    Trailing(usize),
}

/// Compresses into the smallest stream that we can make, never larger than zlib's best level makes it.
pub fn encode(bytes: &[u8]) -> Vec<u8> {
    if !(1..=split::LONGEST).contains(&bytes.len()) {
        return zlib(bytes);
    }
    let split = split::encode(bytes);
    if split.certain {
        return split.bytes;
    }
    let whole = zlib(bytes);
    if whole.len() < split.bytes.len() {
        whole
    } else {
        split.bytes
    }
}

/// Compresses at zlib's best level.
fn zlib(bytes: &[u8]) -> Vec<u8> {
    // A compressor remembers what it has read: each certificate gets its own.
    let mut compressor = Compress::new(Compression::best(), true);
    let mut out = Vec::with_capacity(bytes.len() + 64);
    let mut rest = bytes;
    loop {
        let before = compressor.total_in();
        let status = compressor
            .compress_vec(rest, &mut out, FlushCompress::Finish)
            .expect("a new compressor takes any bytes");
        if status == Status::StreamEnd {
            return out;
        }
        rest = rest
            .get(taken(before, compressor.total_in())..)
            .unwrap_or_default();
        out.reserve(out.len().max(64));
    }
}

/// Inflates one whole stream, checking its checksum.
pub fn decode(bytes: &[u8]) -> Result<Vec<u8>, Error> {
    let mut inflater = Decompress::new(true);
    let mut out = Vec::with_capacity(1024);
    let mut rest = bytes;
    loop {
        let (before, length) = (inflater.total_in(), out.len());
        let status = inflater
            .decompress_vec(rest, &mut out, FlushDecompress::None)
            .map_err(Error::Damaged)?;
        let taken = taken(before, inflater.total_in());
        rest = rest.get(taken..).unwrap_or_default();
        if out.len() > MAX_INFLATED {
            return Err(Error::TooLarge);
        }
        if status == Status::StreamEnd {
            return match rest.len() {
                0 => Ok(out),
                left => Err(Error::Trailing(left)),
            };
        }
        if out.len() < out.capacity() && taken == 0 && out.len() == length {
            return Err(Error::EndsEarly);
        }
        if out.len() == out.capacity() {
            // One byte beyond the limit is room enough to notice that it is passed.
            out.reserve_exact(out.len().min(MAX_INFLATED + 1 - out.len()));
        }
    }
}

fn taken(before: u64, after: u64) -> usize {
    usize::try_from(after - before).unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_bomb_is_refused_at_the_limit() {
        assert!(matches!(
            decode(&encode(&vec![0; 50_000_000])),
            Err(Error::TooLarge)
        ));
        assert_eq!(
            decode(&encode(&vec![0; MAX_INFLATED])).unwrap().len(),
            MAX_INFLATED
        );
        assert!(matches!(
            decode(&encode(&vec![0; MAX_INFLATED + 1])),
            Err(Error::TooLarge)
        ));
    }

    #[test]
    fn a_stream_must_be_whole_alone_and_undamaged() {
        let stream = encode(b"certificate");
        assert!(matches!(
            decode(&stream[..stream.len() - 1]),
            Err(Error::EndsEarly)
        ));
        assert!(matches!(decode(b""), Err(Error::EndsEarly)));
        let mut longer = stream.clone();
        longer.push(0);
        assert!(matches!(decode(&longer), Err(Error::Trailing(1))));
        // The bits between the last block and the checksum mean nothing.
        let checksum = stream.len() - 4;
        for place in (0..checksum - 1).chain(checksum..stream.len()) {
            let mut damaged = stream.clone();
            damaged[place] ^= 0x10;
            assert!(
                decode(&damaged).is_err(),
                "a changed byte {place} went unnoticed"
            );
        }
    }

    #[test]
    fn other_containers_are_refused() {
        // The beginnings of gzip, of raw deflate and of a tagged COSE message.
        for bytes in [
            &[0x1F, 0x8B, 8, 0][..],
            &[0x4B, 0x4C, 4, 0],
            &[0xD2, 0x84, 0x43],
        ] {
            assert!(matches!(decode(bytes), Err(Error::Damaged(_))));
        }
    }

    proptest! {
        #[test]
        fn bytes_come_back(bytes: Vec<u8>, times in 1_usize..40) {
            let bytes = bytes.repeat(times);
            prop_assert_eq!(decode(&encode(&bytes)).unwrap(), bytes);
        }

        #[test]
        fn no_bytes_make_the_decoder_panic(mut bytes: Vec<u8>) {
            drop(decode(&bytes));
            bytes.splice(..0, [0x78, 0xDA]);
            drop(decode(&bytes));
        }
    }
}
