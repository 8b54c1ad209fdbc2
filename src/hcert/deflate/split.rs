//! The smallest zlib stream of a certificate: blocks cut where its parts meet.
//!
//! A certificate is a binary header, a text, and a signature that looks like chance. Put into one block the
//! signature spoils the code of the text, so that zlib's best level saves next to nothing. Here a block of
//! the fixed code holds the header, a dynamic block the text, and what looks like chance is stored, or in
//! the fixed code where that is shorter: whatever costs the fewest bits. Any text may come, and any zlib
//! reads what comes out.

use std::sync::LazyLock;

use super::{
    alphabet::{self, DISTANCES, END, FIXED_DISTANCE, LITERALS, Symbol},
    bits::Bits,
    checksum::adler32,
    code::{Code, Counts},
    huffman,
    match_finder::Matches,
    match_finder::Step,
    optimal_parse::{Costs, DYNAMIC, Parse, Paths},
};

/// The longest text that is looked at, far longer than what any symbol holds.
pub(super) const LONGEST: usize = 4096;
/// The bytes before the text, which a first guess leaves out.
const HEADER: usize = 30;
/// The bytes of an ES256 signature.
const SIGNATURE: usize = 64;

/// A zlib stream of several blocks.
pub(super) struct Split {
    /// The stream.
    pub(super) bytes: Vec<u8>,
    /// Whether the text is what zlib's one block is bad at: there its stream has always been larger, and asking
    /// it would take as long again.
    pub(super) certain: bool,
}

/// Writes a text of 1 to [`LONGEST`] bytes as a zlib stream.
pub(super) fn encode(bytes: &[u8]) -> Split {
    let costs = Costs::dynamic(&guess(bytes));
    let paths = Paths::through(bytes, &Matches::of(bytes), &costs);
    let best = paths.best();
    let mut split = write(bytes, &best);
    if let Some(plain) = paths.plain_in_doubt() {
        let plain = write(bytes, &plain);
        if plain.len() < split.len() {
            split = plain;
        }
    }
    Split {
        certain: is_certain(bytes, &best, split.len()),
        bytes: split,
    }
}

/// Whether much is saved although a signature spoils any single block, and little of it by copies, of which
/// zlib might find better ones.
fn is_certain(bytes: &[u8], parse: &Parse, size: usize) -> bool {
    let span = |steps: &mut dyn Iterator<Item = &Step>| -> usize {
        steps.map(|step| usize::from(step.length)).sum()
    };
    let [_, text, _] = &parse.blocks;
    let mut copies = parse
        .blocks
        .iter()
        .flatten()
        .filter(|step| step.distance > 0);
    size + bytes.len() / 24 <= bytes.len()
        && span(&mut text.iter()) + SIGNATURE <= bytes.len()
        && span(&mut copies) * 4 <= bytes.len()
        && bytes.last_chunk().is_some_and(looks_like_chance)
}

/// Whether hardly any byte occurs twice: of 10,000 true signatures one has fewer different ones.
fn looks_like_chance(bytes: &[u8; SIGNATURE]) -> bool {
    let mut seen = [false; 256];
    for &byte in bytes {
        if let Some(seen) = seen.get_mut(usize::from(byte)) {
            *seen = true;
        }
    }
    seen.into_iter().filter(|&seen| seen).count() * 4 >= SIGNATURE * 3
}

/// Counts the symbols of the text as if it were known where it begins and ends.
fn guess(bytes: &[u8]) -> Counts {
    let mut counts = Counts::new();
    let end = bytes.len().saturating_sub(SIGNATURE);
    for &byte in bytes.get(HEADER..end).unwrap_or(bytes) {
        counts.literal(usize::from(byte));
    }
    // Most copies are short and from far away.
    for symbol in (257..265).chain(257..265) {
        counts.literal(symbol);
    }
    for symbol in 6..16 {
        counts.distance(symbol);
    }
    counts
}

/// Returns the best code for the steps of a dynamic block.
fn best_code(bytes: &[u8], steps: &[Step]) -> Code {
    let mut counts = Counts::new();
    each_symbol(bytes, steps, |literal, distance| {
        counts.literal(literal.number);
        if let Some(distance) = distance {
            counts.distance(distance.number);
        }
    });
    Code::best(&counts)
}

/// Takes every step as its symbols, literals without a distance; returns the bytes that follow.
fn each_symbol<'a>(
    bytes: &'a [u8],
    steps: &[Step],
    mut take: impl FnMut(Symbol, Option<Symbol>),
) -> &'a [u8] {
    let mut rest = bytes;
    for step in steps {
        let length = usize::from(step.length);
        match (step.distance, rest) {
            (0, &[byte, ..]) => take(Symbol::literal(byte), None),
            (distance, _) => take(
                alphabet::length(length),
                Some(alphabet::distance(usize::from(distance))),
            ),
        }
        rest = rest.get(length..).unwrap_or_default();
    }
    rest
}

/// Codes with their lengths; the fixed code counts two symbols that never occur.
struct Table {
    literals: [(u16, u8); LITERALS + 2],
    distances: [(u16, u8); DISTANCES],
}

impl Table {
    fn of(code: &Code) -> Self {
        let mut lengths = code.literals.iter().copied();
        Self {
            literals: with_codes([(); LITERALS + 2].map(|()| lengths.next().unwrap_or_default())),
            distances: with_codes(code.distances),
        }
    }

    /// Writes the symbols of the steps, and the end of the block; returns the bytes that follow.
    fn write<'a>(&self, bits: &mut Bits, bytes: &'a [u8], steps: &[Step]) -> &'a [u8] {
        let rest = each_symbol(bytes, steps, |literal, distance| {
            put(bits, &self.literals, literal);
            if let Some(distance) = distance {
                put(bits, &self.distances, distance);
            }
        });
        put(bits, &self.literals, Symbol::END);
        rest
    }
}

fn with_codes<const N: usize>(lengths: [u8; N]) -> [(u16, u8); N] {
    let mut next = huffman::first_codes(lengths.into_iter().filter(|&length| length > 0));
    lengths.map(|length| (huffman::next_code(&mut next, length), length))
}

fn put(bits: &mut Bits, codes: &[(u16, u8)], symbol: Symbol) {
    let (code, length) = codes.get(symbol.number).copied().unwrap_or_default();
    let length = u32::from(length);
    bits.put(
        u32::from(code) | (symbol.value << length),
        length + symbol.extra,
    );
}

/// The code that every decoder knows.
static FIXED: LazyLock<Table> = LazyLock::new(|| {
    let short = |bits: u32| u8::try_from(bits).unwrap_or_default();
    let mut symbols = 0..;
    Table {
        literals: with_codes(
            [(); LITERALS + 2].map(|()| short(alphabet::fixed(symbols.next().unwrap_or(END)))),
        ),
        distances: with_codes([short(FIXED_DISTANCE); DISTANCES]),
    }
});

/// Writes the blocks of a parse between the beginning of a zlib stream and its checksum.
fn write(bytes: &[u8], parse: &Parse) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len() + 16);
    // Deflate with the largest window, made as small as possible: RFC 1950 section 2.2.
    out.extend([0x78, 0xDA]);
    let mut bits = Bits::after(out);
    let mut rest = bytes;
    for (kind, steps) in parse.blocks.iter().enumerate() {
        if steps.is_empty() {
            continue;
        }
        let covered: usize = steps.iter().map(|step| usize::from(step.length)).sum();
        bits.put(u32::from(covered == rest.len()), 1);
        if kind == DYNAMIC {
            let code = best_code(rest, steps);
            bits.put(2, 2);
            code.write_header(&mut bits);
            rest = Table::of(&code).write(&mut bits, rest, steps);
        } else {
            bits.put(1, 2);
            rest = FIXED.write(&mut bits, rest, steps);
        }
    }
    if !rest.is_empty() {
        bits.put(1, 3);
    }
    let mut out = bits.into_bytes();
    if let (false, Ok(length)) = (rest.is_empty(), u16::try_from(rest.len())) {
        out.extend(length.to_le_bytes());
        out.extend((!length).to_le_bytes());
        out.extend(rest);
    }
    out.extend(adler32(bytes).to_be_bytes());
    out
}
