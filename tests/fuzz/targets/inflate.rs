//! zlib: what is written comes back, and what is read stays within its bound.

use impftheke::hcert::deflate::{self, MAX_INFLATED};

/// As long as certificates are; the smallest form of more takes its time to find.
const USUAL: usize = 512;

pub(crate) fn run(data: &[u8]) -> bool {
    if data.len() <= USUAL {
        let written = deflate::encode(data);
        assert!(deflate::decode(&written).is_ok_and(|read| read == data));
    }
    deflate::decode(data)
        .map(|read| assert!(read.len() <= MAX_INFLATED))
        .is_ok()
}
