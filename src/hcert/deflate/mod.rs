//! zlib: the compressed form of the COSE bytes.
//!
//! RFC 1950, <https://www.rfc-editor.org/rfc/rfc1950>. Neither gzip nor raw deflate is read. What is written is
//! smaller than what zlib writes, since every byte makes the symbol harder to scan.

mod alphabet;
mod bits;
mod checksum;
mod code;
mod huffman;
mod inflate;
mod match_finder;
mod optimal_parse;
mod split;

use flate2::{Compress, Compression, FlushCompress, Status};

/// Nothing inflates to more than this; real certificates stay below 2 KiB.
pub const MAX_INFLATED: usize = 64 * 1024;

/// Why bytes do not inflate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// Not zlib, or its checksum differs.
    #[error("the zlib stream is damaged")]
    Damaged,
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
        let taken = usize::try_from(compressor.total_in() - before).unwrap_or(usize::MAX);
        rest = rest.get(taken..).unwrap_or_default();
        out.reserve(out.len().max(64));
    }
}

/// Inflates one whole stream, checking its checksum.
pub fn decode(bytes: &[u8]) -> Result<Vec<u8>, Error> {
    inflate::inflate(bytes)
}

#[cfg(test)]
mod tests {
    use std::io::{Read as _, Write as _};

    use flate2::{read::ZlibDecoder, write::ZlibEncoder};
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
            assert!(matches!(decode(bytes), Err(Error::Damaged)));
        }
    }

    proptest! {
        #[test]
        fn bytes_come_back(bytes: Vec<u8>, times in 1_usize..40) {
            let bytes = bytes.repeat(times);
            prop_assert_eq!(decode(&encode(&bytes)).unwrap(), bytes);
        }

        #[test]
        fn zlib_reads_the_same_and_refuses_the_same(
            bytes in proptest::collection::vec(0_u8..24, 0..600), level in 0_u32..10,
            damage in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..3),
        ) {
            let mut encoder = ZlibEncoder::new(Vec::new(), Compression::new(level));
            encoder.write_all(&bytes).unwrap();
            let mut stream = encoder.finish().unwrap();
            for (place, change) in damage {
                let place = place.index(stream.len());
                stream[place] ^= change;
            }
            let mut inflated = Vec::new();
            let zlib = ZlibDecoder::new(stream.as_slice()).read_to_end(&mut inflated);
            match decode(&stream) {
                Ok(read) => prop_assert_eq!(zlib.map(|_| inflated).ok(), Some(read)),
                Err(Error::Trailing(_)) => {}
                Err(error) => prop_assert!(zlib.is_err(), "{}", error),
            }
        }

        #[test]
        fn no_bytes_make_the_decoder_panic(mut bytes: Vec<u8>) {
            drop(decode(&bytes));
            bytes.splice(..0, [0x78, 0xDA]);
            drop(decode(&bytes));
        }
    }
}
