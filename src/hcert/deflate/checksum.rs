//! The checksum of a zlib stream: RFC 1950 section 8.

/// Returns Adler-32 of bytes, no more than [`super::MAX_INFLATED`].
pub(super) fn adler32(bytes: &[u8]) -> u32 {
    // Neither sum passes 64 bits, so that one division at the end is enough.
    let (mut sum, mut sums) = (1_u64, 0_u64);
    for &byte in bytes {
        sum += u64::from(byte);
        sums += sum;
    }
    u32::try_from(((sums % MODULUS) << 16) | (sum % MODULUS)).unwrap_or_default()
}

const MODULUS: u64 = 65_521;
