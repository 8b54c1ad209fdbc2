//! Reads zlib streams of the size of a certificate: whole, into memory that is all theirs.
//!
//! RFC 1950 and 1951. By hand, because a stream that fits into a symbol costs a general decoder more to prepare for
//! than to read: a window of 32 KiB that has to be wiped again, and tables for codes that never come. As strict as
//! zlib itself.

use std::sync::LazyLock;

use super::{
    Error, MAX_INFLATED,
    alphabet::{self, DISTANCES, END, LITERALS},
    checksum, huffman,
};

/// Inflates one whole stream, checking its checksum.
pub(super) fn inflate(bytes: &[u8]) -> Result<Vec<u8>, Error> {
    let mut bits = Bits::of(bytes);
    begin(&mut bits)?;
    let mut out = Vec::with_capacity(USUAL);
    loop {
        let last = bits.take(1)? == 1;
        match bits.take(2)? {
            0 => stored(&mut bits, &mut out)?,
            1 => bits = coded(bits, &mut out, &FIXED)?,
            2 => {
                let codes = described(&mut bits)?;
                bits = coded(bits, &mut out, &codes)?;
            }
            _ => return Err(Error::Damaged),
        }
        if last {
            break;
        }
    }
    if *bits.whole(4)? != checksum::adler32(&out).to_be_bytes() {
        return Err(Error::Damaged);
    }
    match bits.rest().len() {
        0 => Ok(out),
        left => Err(Error::Trailing(left)),
    }
}

/// Reads what a stream begins with: RFC 1950 section 2.2.
fn begin(bits: &mut Bits<'_>) -> Result<(), Error> {
    let (method, flags) = (bits.take(8)?, bits.take(8)?);
    let deflate = method & 0xF == 8 && method >> 4 <= 7;
    let dictionary = flags & 0x20 != 0;
    if deflate && !dictionary && (method << 8 | flags).is_multiple_of(31) {
        Ok(())
    } else {
        Err(Error::Damaged)
    }
}

fn stored(bits: &mut Bits<'_>, out: &mut Vec<u8>) -> Result<(), Error> {
    let &[a, b, c, d] = bits.whole(4)? else {
        return Err(Error::EndsEarly);
    };
    let length = u16::from_le_bytes([a, b]);
    if length != !u16::from_le_bytes([c, d]) {
        return Err(Error::Damaged);
    }
    let bytes = bits.whole(length.into())?;
    make_room(out, bytes.len())?;
    out.extend_from_slice(bytes);
    Ok(())
}

/// Reads a block of literals and copies; gives the bits back that follow it.
fn coded<'a>(mut bits: Bits<'a>, out: &mut Vec<u8>, codes: &Codes) -> Result<Bits<'a>, Error> {
    loop {
        // Enough for a length and a distance with what follows each.
        bits.fill();
        let symbol = bits.symbol(&codes.literals)?;
        if let Ok(byte) = u8::try_from(symbol) {
            make_room(out, 1)?;
            out.push(byte);
            continue;
        }
        if symbol == END {
            return Ok(bits);
        }
        let length = alphabet::shortest_of(symbol).ok_or(Error::Damaged)?;
        let length = length + bits.take(alphabet::length_extra(symbol))? as usize;
        let symbol = bits.symbol(&codes.distances)?;
        let distance = alphabet::nearest_of(symbol).ok_or(Error::Damaged)?;
        let distance = distance + bits.take(alphabet::distance_extra(symbol))? as usize;
        let start = out.len().checked_sub(distance).ok_or(Error::Damaged)?;
        make_room(out, length)?;
        let end = out.len() + length;
        // A copy may reach into itself: then it repeats what lies between.
        while out.len() < end {
            let piece = (end - out.len()).min(out.len() - start);
            out.extend_from_within(start..start + piece);
        }
    }
}

fn make_room(out: &[u8], length: usize) -> Result<(), Error> {
    if out.len() + length > MAX_INFLATED {
        return Err(Error::TooLarge);
    }
    Ok(())
}

/// Reads the description of a block's codes: RFC 1951 section 3.2.7.
fn described(bits: &mut Bits<'_>) -> Result<Codes, Error> {
    let literals = bits.take(5)? as usize + END + 1;
    let distances = bits.take(5)? as usize + 1;
    let orders = bits.take(4)? as usize + 4;
    if literals > LITERALS || distances > DISTANCES {
        return Err(Error::Damaged);
    }
    let mut run_lengths = [0; alphabet::RUNS];
    for &symbol in alphabet::ORDER.iter().take(orders) {
        let length = bits.take(3)?;
        if let Some(place) = run_lengths.get_mut(symbol) {
            *place = u8::try_from(length).unwrap_or_default();
        }
    }
    let used = used(&run_lengths);
    // Of this code alone even a single symbol would leave bits without a meaning.
    if used.len() < 2 {
        return Err(Error::Damaged);
    }
    let runs = Table::of(&used, 0)?;
    let mut described = Vec::with_capacity(USUAL_SYMBOLS);
    let (mut at, mut before) = (0, None);
    // A run may go on from one code into the other, but not beyond both.
    while at < literals + distances {
        bits.fill();
        let symbol = u8::try_from(bits.symbol(&runs)?).unwrap_or_default();
        let (length, least) = match symbol {
            alphabet::SAME => (before.ok_or(Error::Damaged)?, 3),
            alphabet::FEW => (0, 3),
            alphabet::MANY => (0, 11),
            length => (length, 1),
        };
        let times = least + bits.take(alphabet::run_extra(symbol))? as usize;
        if length > 0 {
            let symbols = (at..at + times).map(|symbol| Used::new(symbol, length));
            described.extend(symbols);
        }
        at += times;
        before = Some(length);
    }
    let split = described.partition_point(|used| usize::from(used.symbol) < literals);
    let distances_used = described.split_off(split);
    let ends = described.iter().any(|used| usize::from(used.symbol) == END);
    if at > literals + distances || !ends {
        return Err(Error::Damaged);
    }
    Ok(Codes {
        literals: Table::of(&described, 0)?,
        distances: Table::of(&distances_used, literals)?,
    })
}

/// The codes of a block.
struct Codes {
    literals: Table,
    distances: Table,
}

/// The code that every decoder knows. Two symbols of each alphabet have a code and no meaning.
static FIXED: LazyLock<Codes> = LazyLock::new(|| {
    let table = |symbols: usize, bits: &dyn Fn(usize) -> u32| {
        let lengths: Vec<u8> = (0..symbols)
            .map(|symbol| u8::try_from(bits(symbol)).unwrap_or_default())
            .collect();
        Table::of(&used(&lengths), 0).expect("the standard's code is complete")
    };
    Codes {
        literals: table(LITERALS + 2, &alphabet::fixed),
        distances: table(DISTANCES + 2, &|_| alphabet::FIXED_DISTANCE),
    }
});

/// A symbol that occurs, and how long its code is.
struct Used {
    symbol: u16,
    length: u8,
}

impl Used {
    fn new(symbol: usize, length: u8) -> Self {
        let symbol = u16::try_from(symbol).unwrap_or_default();
        Self { symbol, length }
    }
}

/// Returns the symbols that occur, by the lengths of all.
fn used(lengths: &[u8]) -> Vec<Used> {
    let symbols = lengths.iter().enumerate();
    let used = symbols.filter(|&(_, &length)| length > 0);
    used.map(|(symbol, &length)| Used::new(symbol, length))
        .collect()
}

/// A code to be read: for all bits that may come, symbol and length of the code that they begin with.
struct Table {
    entries: Vec<(u16, u8)>,
    /// Of the longest code, as ones.
    mask: u64,
}

impl Table {
    /// Makes the table of a code that leaves no bits without a meaning: but for one of a single symbol, and one
    /// without any. Symbols are counted from the first one on.
    fn of(used: &[Used], from: usize) -> Result<Self, Error> {
        let longest = used
            .iter()
            .map(|used| used.length)
            .max()
            .unwrap_or_default();
        let size = 1_usize << longest;
        let taken: usize = used.iter().map(|used| size >> used.length).sum();
        if taken > size || taken < size && longest > 1 {
            return Err(Error::Damaged);
        }
        let mut entries = vec![(0, 0); size];
        let mut next = huffman::first_codes(used.iter().map(|used| used.length));
        for &Used { symbol, length } in used {
            let first = usize::from(huffman::next_code(&mut next, length));
            let symbol = usize::from(symbol) - from;
            let entry = (u16::try_from(symbol).unwrap_or_default(), length);
            for place in entries.iter_mut().skip(first).step_by(1 << length) {
                *place = entry;
            }
        }
        Ok(Self {
            entries,
            mask: size as u64 - 1,
        })
    }
}

/// Bits read one after another, the lowest of a byte first.
struct Bits<'a> {
    bytes: &'a [u8],
    /// The next byte that is not among the pending bits.
    next: usize,
    pending: u64,
    count: u32,
}

impl<'a> Bits<'a> {
    fn of(bytes: &'a [u8]) -> Self {
        Self {
            bytes,
            next: 0,
            pending: 0,
            count: 0,
        }
    }

    /// Makes 56 bits ready or more, or all that are left.
    fn fill(&mut self) {
        let rest = self.bytes.get(self.next..).unwrap_or_default();
        if let Some(eight) = rest.first_chunk() {
            // What does not fit is read again the next time.
            self.pending |= u64::from_le_bytes(*eight) << self.count;
            let whole = (63 - self.count) / 8;
            self.count += whole * 8;
            self.next += whole as usize;
            return;
        }
        while self.count < 56
            && let Some(&byte) = self.bytes.get(self.next)
        {
            self.pending |= u64::from(byte) << self.count;
            self.count += 8;
            self.next += 1;
        }
    }

    /// Reads up to 16 bits.
    fn take(&mut self, count: u32) -> Result<u32, Error> {
        if self.count < count {
            self.fill();
        }
        let taken = self.pending & ((1 << count) - 1);
        self.pass(count)?;
        Ok(u32::try_from(taken).unwrap_or_default())
    }

    /// Reads a symbol; enough bits must have been made ready.
    fn symbol(&mut self, table: &Table) -> Result<usize, Error> {
        let place = usize::try_from(self.pending & table.mask).unwrap_or_default();
        match table.entries.get(place) {
            Some(&(symbol, length)) if length > 0 => {
                self.pass(length.into())?;
                Ok(symbol.into())
            }
            _ => Err(Error::Damaged),
        }
    }

    fn pass(&mut self, count: u32) -> Result<(), Error> {
        self.count = self.count.checked_sub(count).ok_or(Error::EndsEarly)?;
        self.pending >>= count;
        Ok(())
    }

    /// Goes on at the next whole byte; gives away so many bytes.
    fn whole(&mut self, count: usize) -> Result<&'a [u8], Error> {
        let rest = self.rest();
        let whole = rest.get(..count).ok_or(Error::EndsEarly)?;
        *self = Self {
            next: self.bytes.len() - rest.len() + count,
            ..Self::of(self.bytes)
        };
        Ok(whole)
    }

    /// Returns the whole bytes that are left.
    fn rest(&self) -> &'a [u8] {
        let ready = self.count as usize / 8;
        self.bytes.get(self.next - ready..).unwrap_or_default()
    }
}

/// Certificates are shorter, and have no more symbols.
const USUAL: usize = 512;
const USUAL_SYMBOLS: usize = 96;
