//! Prefix codes: how long each symbol's code is, and what it is.

/// The longest code of a literal or a distance.
pub(super) const LONGEST: usize = 15;

/// A node above two symbols or other nodes.
struct Node {
    weight: u32,
    parent: usize,
    symbols: u32,
    depth: usize,
}

/// Huffman's tree over symbols of given frequencies.
pub(super) struct Tree<const N: usize> {
    /// Frequency and symbol of each one that occurs, the rarest first.
    used: Vec<(u16, u16)>,
    /// How many symbols there are of each depth, from depth 1 on.
    depths: [u32; LONGEST],
}

impl<const N: usize> Tree<N> {
    /// Grows the tree.
    pub(super) fn of(frequencies: &[u16; N]) -> Self {
        let mut used: Vec<(u16, u16)> = Vec::with_capacity(N);
        let symbols = frequencies.iter().zip(0..);
        used.extend(
            symbols
                .filter(|&(&frequency, _)| frequency > 0)
                .map(|(&frequency, symbol)| (frequency, symbol)),
        );
        used.sort_unstable();
        let depths = depths(&used);
        Self { used, depths }
    }

    /// Returns the code lengths that make these symbols shortest, none longer than `limit`.
    ///
    /// Where so many symbols need longer codes, the limit gives way.
    pub(super) fn lengths(&self, limit: usize) -> [u8; N] {
        let mut limit = limit.min(LONGEST);
        while self.used.len() > 1 << limit {
            limit += 1;
        }
        let mut lengths = [0; N];
        // The longest codes go to the rarest symbols.
        let mut symbols = self.used.iter();
        let counts = limited(self.depths, limit);
        for (shorter, &count) in counts.iter().enumerate().rev() {
            let length = u8::try_from(shorter + 1).unwrap_or_default();
            for &(_, symbol) in symbols.by_ref().take(count as usize) {
                if let Some(place) = lengths.get_mut(usize::from(symbol)) {
                    *place = length;
                }
            }
        }
        lengths
    }
}

/// Counts the symbols of each depth in Huffman's tree, from depth 1 on; `used` by rising frequency.
fn depths(used: &[(u16, u16)]) -> [u32; LONGEST] {
    let mut counts = [0; LONGEST];
    if used.len() < 2 {
        if let (Some(first), false) = (counts.first_mut(), used.is_empty()) {
            *first = 1;
        }
        return counts;
    }
    // Symbols and nodes are each in the order of their weight, so the lightest two are at the two heads.
    let mut symbols = used
        .iter()
        .map(|&(frequency, _)| u32::from(frequency))
        .peekable();
    let mut nodes: Vec<Node> = Vec::with_capacity(used.len());
    let mut head = 0;
    for place in 1..used.len() {
        let mut node = Node {
            weight: 0,
            parent: usize::MAX,
            symbols: 0,
            depth: 0,
        };
        for _ in 0..2 {
            let lighter = nodes.get_mut(head);
            let bound = lighter.as_ref().map_or(u32::MAX, |node| node.weight);
            if let Some(weight) = symbols.next_if(|&weight| weight <= bound) {
                node.weight += weight;
                node.symbols += 1;
            } else if let Some(lighter) = lighter {
                node.weight += lighter.weight;
                lighter.parent = place - 1;
                head += 1;
            }
        }
        nodes.push(node);
    }
    for place in (0..nodes.len()).rev() {
        let parent = nodes.get(place).map_or(usize::MAX, |node| node.parent);
        let depth = nodes.get(parent).map_or(0, |parent| parent.depth + 1);
        if let Some(node) = nodes.get_mut(place) {
            node.depth = depth;
            // Deeper than any limit allows is counted at the end; the limit moves it anyway.
            let last = counts.len() - 1;
            if let Some(count) = counts.get_mut(depth.min(last)) {
                *count += node.symbols;
            }
        }
    }
    counts
}

/// Moves symbols deeper than the limit up to it, and others down until there is room for all.
fn limited(mut counts: [u32; LONGEST], limit: usize) -> [u32; LONGEST] {
    let Some((within, beyond)) = counts.split_at_mut_checked(limit) else {
        return counts;
    };
    let Some((last, above)) = within.split_last_mut() else {
        return counts;
    };
    *last += beyond.iter_mut().map(std::mem::take).sum::<u32>();
    let shares = above.iter().rev().zip(1..).map(|(&count, up)| count << up);
    let mut taken = *last + shares.sum::<u32>();
    while taken > 1 << limit {
        // A symbol of the last depth becomes the sibling of the deepest one above it.
        let Some(place) = above.iter().rposition(|&count| count > 0) else {
            break;
        };
        *last -= 1;
        if let Some(count) = above.get_mut(place) {
            *count -= 1;
        }
        match above.get_mut(place + 1) {
            Some(count) => *count += 2,
            None => *last += 2,
        }
        taken -= 1;
    }
    counts
}

/// Returns each symbol's code, its first bit last, as deflate writes it.
pub(super) fn codes<const N: usize>(lengths: &[u8; N]) -> [u16; N] {
    let mut next = first_codes(lengths.iter().copied().filter(|&length| length > 0));
    lengths.map(|length| next_code(&mut next, length))
}

/// Returns the first code of each length, its first bit first; lengths are of symbols that occur.
pub(super) fn first_codes(lengths: impl Iterator<Item = u8>) -> [u16; LONGEST + 1] {
    let mut counts = [0_u16; LONGEST + 1];
    for length in lengths {
        if let Some(count) = counts.get_mut(usize::from(length)) {
            *count += 1;
        }
    }
    let mut code = 0_u16;
    counts.map(|count| {
        // The codes of each length follow those of the shorter ones.
        let first = code << 1;
        code = first + count;
        first
    })
}

/// Takes the next code of a length, its first bit last; 0 for a symbol that does not occur.
pub(super) fn next_code(next: &mut [u16; LONGEST + 1], length: u8) -> u16 {
    match next.get_mut(usize::from(length)) {
        Some(free) if length > 0 => {
            let code = free.reverse_bits() >> (16 - u32::from(length));
            *free += 1;
            code
        }
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_codes_are_those_of_the_example_in_the_standard() {
        // RFC 1951 section 3.2.2: lengths 3, 3, 3, 3, 3, 2, 4, 4.
        let codes = codes(&[3, 3, 3, 3, 3, 2, 4, 4]);
        let forwards = [2, 3, 4, 5, 6, 0, 14, 15];
        for ((code, length), expected) in codes.iter().zip([3, 3, 3, 3, 3, 2, 4, 4]).zip(forwards) {
            assert_eq!(code.reverse_bits() >> (16 - length), expected);
        }
    }

    #[test]
    fn frequent_symbols_get_short_codes_and_unused_ones_none() {
        assert_eq!(
            Tree::of(&[1, 0, 1, 2, 4, 8]).lengths(15),
            [4, 0, 4, 3, 2, 1]
        );
        assert_eq!(Tree::of(&[1, 0, 1, 2, 4, 8]).lengths(3), [3, 0, 3, 3, 3, 1]);
        assert_eq!(Tree::of(&[0, 7, 0]).lengths(7), [0, 1, 0]);
        assert_eq!(Tree::of(&[0, 0]).lengths(7), [0, 0]);
    }

    proptest! {
        #[test]
        fn every_code_is_complete_and_within_its_limit(
            frequencies in proptest::array::uniform32(0_u16..500), limit in 1_usize..16,
        ) {
            let lengths = Tree::of(&frequencies).lengths(limit);
            let used = frequencies.iter().filter(|&&frequency| frequency > 0).count();
            let limit = (limit..16).find(|limit| used <= 1 << limit).unwrap();
            let mut sum = 0_u32;
            for (&length, &frequency) in lengths.iter().zip(&frequencies) {
                prop_assert_eq!(length > 0, frequency > 0);
                prop_assert!(usize::from(length) <= limit);
                sum += if length > 0 { 1 << (15 - length) } else { 0 };
            }
            if used > 1 {
                prop_assert_eq!(sum, 1 << 15);
            }
        }
    }
}
