//! The match finder: what has stood in the text before, by chains of places that begin with the same three bytes.

use super::alphabet::{LONGEST, SHORTEST};

/// The earlier places that are looked at for each place.
const DEPTH: usize = 16;
/// The number of chains, a power of two.
const CHAINS: usize = 512;

/// Beyond the end of every text.
const NOWHERE: u16 = u16::MAX;

/// For every place the matches that begin there, longer ones from farther away.
#[derive(Debug)]
pub(super) struct Matches {
    /// Where the matches of each place end in the list.
    ends: Vec<usize>,
    list: Vec<Step>,
}

impl Matches {
    /// Finds the matches of a short text.
    pub(super) fn of(bytes: &[u8]) -> Self {
        let mut matches = Self {
            ends: Vec::with_capacity(bytes.len()),
            list: Vec::with_capacity(bytes.len() / 2),
        };
        // The last place of each chain, and for each place the one before it in its chain.
        let mut heads = [NOWHERE; CHAINS];
        let mut chains: Vec<u16> = Vec::with_capacity(bytes.len());
        for (at, place) in (0..bytes.len()).zip(0_u16..) {
            let text = bytes.get(at..).unwrap_or_default();
            let text = text.get(..LONGEST).unwrap_or(text);
            let head = chain(text).and_then(|chain| heads.get_mut(chain));
            let mut earlier = head.as_ref().map_or(NOWHERE, |head| **head);
            chains.push(earlier);
            if let Some(head) = head {
                *head = place;
            }
            let mut longest = SHORTEST - 1;
            for _ in 0..DEPTH {
                let Some(from) = bytes.get(usize::from(earlier)..) else {
                    break;
                };
                let length = from.iter().zip(text).take_while(|(a, b)| a == b).count();
                if length > longest {
                    longest = length;
                    matches.list.push(Step {
                        length: u16::try_from(length).unwrap_or_default(),
                        distance: place - earlier,
                    });
                }
                earlier = *chains.get(usize::from(earlier)).unwrap_or(&NOWHERE);
            }
            matches.ends.push(matches.list.len());
        }
        matches
    }

    /// Returns the matches that begin at a place.
    pub(super) fn at(&self, place: usize) -> &[Step] {
        let end = |place: usize| self.ends.get(place).copied().unwrap_or_default();
        let start = place.checked_sub(1).map_or(0, end);
        self.list.get(start..end(place)).unwrap_or_default()
    }
}

/// Returns the chain of the first three bytes.
fn chain(text: &[u8]) -> Option<usize> {
    let &[a, b, c, ..] = text else { return None };
    let three = u32::from_le_bytes([a, b, c, 0]);
    // Fibonacci hashing: the upper bits of the product are well mixed.
    Some((three.wrapping_mul(0x9E37_79B1) >> 23) as usize)
}

/// A literal, or a copy.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Step {
    /// How many bytes it stands for; 0 where a block begins.
    pub(super) length: u16,
    /// How far back they are copied from; 0 for a literal.
    pub(super) distance: u16,
}
