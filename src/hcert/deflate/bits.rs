//! Bits written one after another, the lowest of a byte first.

/// What has been written.
#[derive(Debug)]
pub(super) struct Bits {
    bytes: Vec<u8>,
    pending: u64,
    count: u32,
}

impl Bits {
    /// Begins after whole bytes.
    pub(super) fn after(bytes: Vec<u8>) -> Self {
        Self {
            bytes,
            pending: 0,
            count: 0,
        }
    }

    /// Writes up to 32 bits, the lowest first.
    pub(super) fn put(&mut self, bits: u32, count: u32) {
        self.pending |= u64::from(bits) << self.count;
        self.count += count;
        if let (Some(count), [a, b, c, d, ..]) =
            (self.count.checked_sub(32), self.pending.to_le_bytes())
        {
            self.bytes.extend([a, b, c, d]);
            self.pending >>= 32;
            self.count = count;
        }
    }

    /// Fills the last byte, and goes on in whole bytes.
    pub(super) fn into_bytes(mut self) -> Vec<u8> {
        let rest = self.pending.to_le_bytes();
        let whole = self.count.div_ceil(8) as usize;
        self.bytes.extend(rest.iter().take(whole));
        self.bytes
    }
}
