//! The optimal parse: where each kind of block begins, and what is copied from before, as the cheapest path through
//! the text.
//!
//! One walk over the text keeps, for every place, the fewest bits that lead there in a first block of the
//! fixed code, in the dynamic block, and in a last block of the fixed code; from everywhere the rest may be
//! stored as it is. What a dynamic block costs depends on its symbols, so their costs come from a guess.

use std::sync::LazyLock;

use super::{
    alphabet::{self, DISTANCES, END, FIXED_DISTANCE, LITERALS, LONGEST, SHORTEST},
    code::Counts,
    match_finder::{Matches, Step},
};

/// Costs are counted in parts of a bit.
pub(super) const BIT: u32 = 16;
/// What a symbol adds to the description of a dynamic block, shared out among its occurrences.
const SYMBOL: u32 = 64;
/// What a symbol costs that the guess does not have.
const UNKNOWN: u32 = 13 * BIT;
/// By how much the costs of a guess may be wrong.
pub(super) const DOUBT: u32 = 48 * BIT;
/// What the description costs before its symbols.
const DESCRIPTION: u32 = 45;
/// Costs more than any text.
const NEVER: u32 = u32::MAX / 4;
/// The beginning of a block: whether it is the last, and its kind.
const BLOCK: u32 = 3;
/// The beginning of a stored block with half of the bits that may fill a byte, and its length twice.
const STORED: u32 = BLOCK + 4 + 32;

/// A text cut into blocks; those that are empty are left out.
#[derive(Clone, Debug, Default)]
pub(super) struct Parse {
    /// The steps of each block, by its kind; what follows them is stored.
    pub(super) blocks: [Vec<Step>; 3],
}

/// The kinds of block that have codes, in their order.
const FIRST: usize = 0;
/// The block with a code of its own.
pub(super) const DYNAMIC: usize = 1;

/// What symbols cost in a kind of block.
#[derive(Clone)]
pub(super) struct Costs {
    literals: [u32; LITERALS],
    distances: [u32; DISTANCES],
    /// Before the first symbol.
    begin: u32,
}

impl Costs {
    /// Returns the costs in a block of the fixed code.
    fn fixed() -> Self {
        let mut symbols = 0..;
        let mut distances = 0..;
        Self {
            literals: [(); LITERALS].map(|()| {
                let symbol = symbols.next().unwrap_or_default();
                (alphabet::fixed(symbol) + alphabet::length_extra(symbol)) * BIT
            }),
            distances: [(); DISTANCES].map(|()| {
                let symbol = distances.next().unwrap_or_default();
                (FIXED_DISTANCE + alphabet::distance_extra(symbol)) * BIT
            }),
            begin: BLOCK * BIT,
        }
    }

    /// Returns the costs in a dynamic block that resembles the counts.
    pub(super) fn dynamic(counts: &Counts) -> Self {
        let all = |counts: &[u16]| log(counts.iter().sum());
        let cost = |all: u32, count: u16| match count {
            0 => UNKNOWN,
            _ => (all - log(count)).max(BIT) + SYMBOL / u32::from(count),
        };
        let (literals, distances) = (all(&counts.literals), all(&counts.distances));
        let mut literal =
            counts.literals.iter().zip(0..).map(|(&count, symbol)| {
                cost(literals, count) + alphabet::length_extra(symbol) * BIT
            });
        let mut distance = counts.distances.iter().zip(0..).map(|(&count, symbol)| {
            cost(distances, count) + alphabet::distance_extra(symbol) * BIT
        });
        Self {
            literals: [(); LITERALS].map(|()| literal.next().unwrap_or(NEVER)),
            distances: [(); DISTANCES].map(|()| distance.next().unwrap_or(NEVER)),
            // The symbols pay the rest of the description themselves.
            begin: (BLOCK + DESCRIPTION) * BIT,
        }
    }

    fn literal(&self, symbol: usize) -> u32 {
        self.literals.get(symbol).copied().unwrap_or(NEVER)
    }

    fn distance(&self, symbol: usize) -> u32 {
        self.distances.get(symbol).copied().unwrap_or(NEVER)
    }
}

static FIXED: LazyLock<Costs> = LazyLock::new(Costs::fixed);

/// Returns the logarithm of a count to the base of 2, in parts of a bit: exact for powers of 2, between them
/// up to a tenth of a bit too small.
fn log(count: u16) -> u32 {
    let power = count.max(1).ilog2();
    let fraction = ((u32::from(count) * BIT) >> power).saturating_sub(BIT);
    power * BIT + fraction
}

/// The cheapest paths to a place, one for each kind of block it may lie in, each with its last step.
type Place = [(u32, Step); 3];

/// A place and the kind of block that ends there.
#[derive(Clone, Copy)]
struct End {
    cost: u32,
    kind: usize,
    at: usize,
}

/// The cheapest paths through a text.
pub(super) struct Paths {
    places: Vec<Place>,
    best: End,
    /// The best end without a dynamic block.
    plain: End,
}

impl Paths {
    /// Walks through a text.
    pub(super) fn through(bytes: &[u8], matches: &Matches, dynamic: &Costs) -> Self {
        let fixed = LazyLock::force(&FIXED);
        let kinds = [fixed, dynamic, fixed];
        let ends = kinds.map(|costs| costs.literal(END));
        let mut places: Vec<Place> = vec![[(NEVER, Step::default()); 3]; bytes.len() + 1];
        let stored = |rest: usize| match rest {
            0 => 0,
            rest => (STORED + 8 * bits(rest)) * BIT,
        };
        let all_stored = End {
            cost: stored(bytes.len()),
            kind: FIRST,
            at: 0,
        };
        let (mut best, mut plain) = (all_stored, all_stored);
        for at in 0..=bytes.len() {
            let (before, after) = places.split_at_mut(at + 1);
            let Some(place) = before.last_mut() else {
                break;
            };
            begin_blocks(place, at, kinds);
            if at > 0 {
                let rest = stored(bytes.len() - at);
                for (kind, (end, &(cost, _))) in ends.iter().zip(place.iter()).enumerate() {
                    let cost = cost + end + rest;
                    if cost < best.cost {
                        best = End { cost, kind, at };
                    }
                    if kind == FIRST && cost < plain.cost {
                        plain = End { cost, kind, at };
                    }
                }
            }
            let Some(&byte) = bytes.get(at) else { break };
            walk(place, after, kinds, (byte, matches.at(at)));
        }
        Self {
            places,
            best,
            plain,
        }
    }

    /// Returns the cheapest parse, as far as the guess knows.
    pub(super) fn best(&self) -> Parse {
        self.trace(self.best)
    }

    /// Returns the cheapest parse without a dynamic block, where the guess may be wrong about the best.
    pub(super) fn plain_in_doubt(&self) -> Option<Parse> {
        let doubt = self.best.kind != FIRST && self.plain.cost < self.best.cost + DOUBT;
        doubt.then(|| self.trace(self.plain))
    }

    /// Follows the path back from its end.
    fn trace(&self, end: End) -> Parse {
        let mut parse = Parse::default();

        let (mut at, mut kind) = (end.at, end.kind);
        while let Some((_, step)) = self.places.get(at).and_then(|place| place.get(kind)) {
            match (usize::from(step.length), kind) {
                (0, FIRST) => break,
                (0, DYNAMIC) if at == 0 => break,
                (0, _) => kind -= 1,
                (length, _) => {
                    if let Some(block) = parse.blocks.get_mut(kind) {
                        block.push(*step);
                    }
                    at = at.saturating_sub(length);
                }
            }
        }
        for block in &mut parse.blocks {
            block.reverse();
        }
        parse
    }
}

fn bits(bytes: usize) -> u32 {
    u32::try_from(bytes).unwrap_or(NEVER)
}

/// Lets blocks begin at a place, where that is cheaper than to go on.
fn begin_blocks(place: &mut Place, at: usize, kinds: [&Costs; 3]) {
    let [fixed, dynamic, _] = kinds;
    let [first, middle, last] = place;
    let begin = |place: &mut (u32, Step), cost: u32| {
        if cost < place.0 {
            *place = (cost, Step::default());
        }
    };
    if at == 0 {
        begin(first, fixed.begin);
        begin(middle, dynamic.begin);
    } else {
        begin(middle, first.0 + fixed.literal(END) + dynamic.begin);
        begin(last, middle.0 + dynamic.literal(END) + fixed.begin);
        // A last block that is dearer than the first leads nowhere: the dynamic block has not paid yet. And
        // once it has, by far, nobody goes back.
        if last.0 >= first.0 {
            last.0 = NEVER;
        } else if first.0 > last.0 + DOUBT {
            first.0 = NEVER;
        }
    }
}

/// Takes every step that leads on from a place.
fn walk(place: &Place, after: &mut [Place], kinds: [&Costs; 3], (byte, matches): (u8, &[Step])) {
    let literal = Step {
        length: 1,
        distance: 0,
    };
    let Some(next) = after.first_mut() else {
        return;
    };
    for ((costs, &(here, _)), to) in kinds.iter().zip(place).zip(next) {
        go(to, here + costs.literal(usize::from(byte)), literal);
    }
    let mut shortest = SHORTEST;
    for copy in matches {
        let longest = usize::from(copy.length).min(LONGEST);
        let distance = alphabet::distance(usize::from(copy.distance)).number;
        for (length, to) in (shortest..=longest).zip(after.iter_mut().skip(shortest - 1)) {
            let symbol = alphabet::length(length).number;
            let step = Step {
                length: u16::try_from(length).unwrap_or_default(),
                ..*copy
            };
            for ((costs, &(here, _)), to) in kinds.iter().zip(place).zip(to) {
                go(
                    to,
                    here + costs.distance(distance) + costs.literal(symbol),
                    step,
                );
            }
        }
        shortest = longest + 1;
    }
}

fn go(to: &mut (u32, Step), cost: u32, step: Step) {
    if cost < to.0 {
        *to = (cost, step);
    }
}
