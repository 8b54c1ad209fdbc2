//! The code of a dynamic block, and how its lengths are described at the block's beginning.
//!
//! RFC 1951 section 3.2.7. In so short a text the description costs a seventh of the block: codes of few
//! different lengths are described in fewer bits, and that is worth more than the best code for the text.

use super::{
    alphabet::{self, DISTANCES, END, FEW, LITERALS, MANY, ORDER, RUNS, SAME},
    bits::Bits,
    huffman::{self, Tree},
};

/// The longest codes that are tried: the text loses little by them, and the description gains much.
const LIMITS: [usize; 2] = [6, 7];

/// How often each symbol occurs.
#[derive(Clone, Debug)]
pub(super) struct Counts {
    /// Literals, the end of the block, lengths.
    pub(super) literals: [u16; LITERALS],
    /// Distances.
    pub(super) distances: [u16; DISTANCES],
}

impl Counts {
    /// Counts nothing but the end of the block.
    pub(super) fn new() -> Self {
        let mut counts = Self {
            literals: [0; LITERALS],
            distances: [0; DISTANCES],
        };
        counts.literal(END);
        counts
    }

    /// Counts a literal, an end or a length.
    pub(super) fn literal(&mut self, symbol: usize) {
        if let Some(count) = self.literals.get_mut(symbol) {
            *count = count.saturating_add(1);
        }
    }

    /// Counts a distance.
    pub(super) fn distance(&mut self, symbol: usize) {
        if let Some(count) = self.distances.get_mut(symbol) {
            *count = count.saturating_add(1);
        }
    }
}

/// A code, with its description.
#[derive(Clone, Debug)]
pub(super) struct Code {
    /// The lengths of the codes of literals, the end, and lengths.
    pub(super) literals: [u8; LITERALS],
    /// The lengths of the codes of distances.
    pub(super) distances: [u8; DISTANCES],
    described: (usize, usize),
    description: Description,
}

/// The lengths of a code as runs.
#[derive(Clone, Debug, Default)]
struct Description {
    runs: Vec<Run>,
    /// The lengths of the codes of runs.
    lengths: [u8; RUNS],
    /// With the three counts before it.
    bits: u32,
}

/// How lengths are described: one of them, or several that repeat.
#[derive(Clone, Copy, Debug)]
struct Run {
    symbol: u8,
    value: u8,
}

impl Code {
    /// Returns the code of the fewest bits for the counts; of the longest codes, [`LIMITS`] are tried.
    pub(super) fn best(counts: &Counts) -> Self {
        let literals = Tree::of(&counts.literals);
        let distances = Tree::of(&counts.distances);
        let [short, long] = LIMITS
            .map(|limit| Self::described(&literals.lengths(limit), &distances.lengths(limit)));
        if short.bits(counts) < long.bits(counts) {
            short
        } else {
            long
        }
    }

    /// Describes the code in the fewest bits.
    fn described(literals: &[u8; LITERALS], distances: &[u8; DISTANCES]) -> Self {
        let last = |lengths: &[u8]| lengths.iter().rposition(|&length| length > 0);
        let described = (
            last(literals).map_or(0, |last| last + 1).max(END + 1),
            last(distances).map_or(0, |last| last + 1).max(1),
        );
        let mut lengths = Vec::with_capacity(LITERALS + DISTANCES);
        lengths.extend(literals.iter().take(described.0));
        lengths.extend(distances.iter().take(described.1));
        let mut equal = Vec::with_capacity(lengths.len());
        let length = |equal: &[u8]| equal.first().copied().unwrap_or_default();
        equal.extend(
            lengths
                .chunk_by(|a, b| a == b)
                .map(|equal| (length(equal), equal.len())),
        );
        let mut description = Description::of(&equal, true);
        if equal.iter().any(|&(length, times)| length > 0 && times > 3) {
            let single = Description::of(&equal, false);
            if single.bits < description.bits {
                description = single;
            }
        }
        Self {
            literals: *literals,
            distances: *distances,
            described,
            description,
        }
    }

    /// Returns the bits of a block of these symbols, with its description.
    pub(super) fn bits(&self, counts: &Counts) -> u32 {
        let literals = (0..).zip(self.literals.iter().zip(&counts.literals));
        let literals = literals.map(|(symbol, (&length, &count))| {
            let extra = alphabet::length_extra(symbol);
            (u32::from(length) + extra) * u32::from(count)
        });
        let distances = (0..).zip(self.distances.iter().zip(&counts.distances));
        let distances = distances.map(|(symbol, (&length, &count))| {
            (u32::from(length) + alphabet::distance_extra(symbol)) * u32::from(count)
        });
        self.description.bits + literals.chain(distances).sum::<u32>()
    }

    /// Writes the description.
    pub(super) fn write_header(&self, bits: &mut Bits) {
        let small = |number: usize| u32::try_from(number).unwrap_or_default();
        let Description { runs, lengths, .. } = &self.description;
        bits.put(small(self.described.0 - END - 1), 5);
        bits.put(small(self.described.1 - 1), 5);
        let orders = orders(lengths);
        bits.put(small(orders - 4), 4);
        let length = |symbol: usize| lengths.get(symbol).map_or(0, |&length| u32::from(length));
        for &symbol in ORDER.iter().take(orders) {
            bits.put(length(symbol), 3);
        }
        let codes = huffman::codes(lengths);
        for run in runs {
            let symbol = usize::from(run.symbol);
            let code = codes.get(symbol).map_or(0, |&code| u32::from(code));
            bits.put(code, length(symbol));
            bits.put(u32::from(run.value), alphabet::run_extra(run.symbol));
        }
    }
}

impl Description {
    /// Describes lengths, each with how often it stands there in a row; `repeat` says whether to join those.
    fn of(equal: &[(u8, usize)], repeat: bool) -> Self {
        let mut runs = Vec::with_capacity(LITERALS);
        for &(length, mut rest) in equal {
            let single = Run {
                symbol: length,
                value: 0,
            };
            if length > 0 {
                // A repetition needs the length once before it.
                runs.push(single);
                rest -= 1;
            }
            let joined: &[(u8, usize, usize)] = match length {
                0 => &[(MANY, 11, 138), (FEW, 3, 10)],
                _ if repeat => &[(SAME, 3, 6)],
                _ => &[],
            };
            for &(symbol, least, most) in joined {
                while rest >= least {
                    let taken = rest.min(most);
                    rest -= taken;
                    let value = u8::try_from(taken - least).unwrap_or_default();
                    runs.push(Run { symbol, value });
                }
            }
            runs.extend(std::iter::repeat_n(single, rest));
        }
        let mut counts = [0_u16; RUNS];
        for run in &runs {
            if let Some(count) = counts.get_mut(usize::from(run.symbol)) {
                *count += 1;
            }
        }
        let lengths = Tree::of(&counts).lengths(7);
        let order_bits = 3 * u32::try_from(orders(&lengths)).unwrap_or_default();
        let run_bits = (0..).zip(counts.iter().zip(&lengths));
        let run_bits = run_bits.map(|(symbol, (&count, &length))| {
            u32::from(count) * (u32::from(length) + alphabet::run_extra(symbol))
        });
        let bits = 14 + order_bits + run_bits.sum::<u32>();
        Self {
            runs,
            lengths,
            bits,
        }
    }
}

/// Returns how many lengths of codes of runs are written.
fn orders(lengths: &[u8; RUNS]) -> usize {
    let used = |symbol: &usize| lengths.get(*symbol).is_some_and(|&length| length > 0);
    ORDER
        .iter()
        .rposition(used)
        .map_or(4, |last| last + 1)
        .max(4)
}
