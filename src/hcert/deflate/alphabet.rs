//! The symbols of deflate: literals, lengths, distances, and the codes that every decoder knows.
//!
//! RFC 1951 section 3.2, <https://www.rfc-editor.org/rfc/rfc1951#section-3.2.5>.

/// The symbols for literals, the end of a block, and lengths.
pub(super) const LITERALS: usize = 286;
/// The symbols for distances.
pub(super) const DISTANCES: usize = 30;
/// The symbol that ends a block.
pub(super) const END: usize = 256;
/// The shortest and the longest copy.
pub(super) const SHORTEST: usize = 3;
/// The longest copy.
pub(super) const LONGEST: usize = 258;

/// A symbol and the bits that follow it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Symbol {
    /// Its number in the alphabet.
    pub(super) number: usize,
    /// How many bits follow.
    pub(super) extra: u32,
    /// What they say.
    pub(super) value: u32,
}

impl Symbol {
    /// Ends a block.
    pub(super) const END: Self = Self {
        number: END,
        extra: 0,
        value: 0,
    };

    /// Returns the symbol of a byte as it is.
    pub(super) fn literal(byte: u8) -> Self {
        Self {
            number: usize::from(byte),
            extra: 0,
            value: 0,
        }
    }
}

/// Returns the symbol of a length from 3 to 258.
pub(super) fn length(length: usize) -> Symbol {
    if length >= LONGEST {
        return Symbol {
            number: 285,
            extra: 0,
            value: 0,
        };
    }
    // Eight lengths stand alone; from there on four symbols share each power of two.
    scale(length.saturating_sub(SHORTEST), 2, 257)
}

/// Returns the symbol of a distance from 1 on.
pub(super) fn distance(distance: usize) -> Symbol {
    scale(distance.saturating_sub(1), 1, 0)
}

/// Numbers of a scale on which `1 << steps` symbols share each power of two.
fn scale(from: usize, steps: u32, first: usize) -> Symbol {
    let extra = (from | 1).ilog2().saturating_sub(steps);
    let place = (from >> extra) + ((extra as usize) << steps);
    let value = from & ((1 << extra) - 1);
    Symbol {
        number: first + place,
        extra,
        value: u32::try_from(value).unwrap_or_default(),
    }
}

/// Returns how many bits follow the symbol of a length.
pub(super) fn length_extra(symbol: usize) -> u32 {
    match symbol {
        265..285 => u32::try_from((symbol - 261) / 4).unwrap_or_default(),
        _ => 0,
    }
}

/// Returns how many bits follow the symbol of a distance.
pub(super) fn distance_extra(symbol: usize) -> u32 {
    u32::try_from(symbol / 2)
        .unwrap_or_default()
        .saturating_sub(1)
}

/// Returns the shortest length of a symbol.
pub(super) fn shortest_of(symbol: usize) -> Option<usize> {
    match symbol {
        257..285 => Some(unscale(symbol - 257, 2) + SHORTEST),
        285 => Some(LONGEST),
        _ => None,
    }
}

/// Returns the nearest distance of a symbol.
pub(super) fn nearest_of(symbol: usize) -> Option<usize> {
    (symbol < DISTANCES).then(|| unscale(symbol, 1) + 1)
}

/// Returns the first number of a symbol's place on a scale.
fn unscale(place: usize, steps: u32) -> usize {
    let extra = (place >> steps).saturating_sub(1);
    (place - (extra << steps)) << extra
}

/// Returns the bits of a literal, the end or a length in a block of the fixed code.
pub(super) fn fixed(symbol: usize) -> u32 {
    match symbol {
        0..144 | 280.. => 8,
        144..256 => 9,
        256..280 => 7,
    }
}

/// The bits of every distance in a block of the fixed code.
pub(super) const FIXED_DISTANCE: u32 = 5;

/// The symbols of the code in which the lengths of a dynamic block's codes are written: lengths themselves, and three
/// for runs.
pub(super) const RUNS: usize = 19;
/// Repeats the length before 3 to 6 times.
pub(super) const SAME: u8 = 16;
/// 3 to 10 symbols that do not occur.
pub(super) const FEW: u8 = 17;
/// 11 to 138 symbols that do not occur.
pub(super) const MANY: u8 = 18;
/// In which order the lengths of the codes of runs stand.
pub(super) const ORDER: [usize; RUNS] = [
    16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15,
];

/// Returns how many bits follow a symbol for runs.
pub(super) fn run_extra(symbol: u8) -> u32 {
    match symbol {
        SAME => 2,
        FEW => 3,
        MANY => 7,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn symbols_are_those_of_the_tables_in_the_standard() {
        for (number, symbol, extra, value) in [
            (3, 257, 0, 0),
            (10, 264, 0, 0),
            (11, 265, 1, 0),
            (12, 265, 1, 1),
            (18, 268, 1, 1),
            (19, 269, 2, 0),
            (34, 272, 2, 3),
            (35, 273, 3, 0),
            (130, 280, 4, 15),
            (131, 281, 5, 0),
            (257, 284, 5, 30),
            (258, 285, 0, 0),
        ] {
            assert_eq!(
                length(number),
                Symbol {
                    number: symbol,
                    extra,
                    value
                },
                "{number}"
            );
            assert_eq!(length_extra(symbol), extra);
            let value = usize::try_from(value).unwrap();
            assert_eq!(shortest_of(symbol), Some(number - value));
        }
        for (number, symbol, extra, value) in [
            (1, 0, 0, 0),
            (4, 3, 0, 0),
            (5, 4, 1, 0),
            (8, 5, 1, 1),
            (9, 6, 2, 0),
            (193, 15, 6, 0),
            (2048, 21, 9, 511),
            (32_768, 29, 13, 8191),
        ] {
            assert_eq!(
                distance(number),
                Symbol {
                    number: symbol,
                    extra,
                    value
                },
                "{number}"
            );
            assert_eq!(distance_extra(symbol), extra);
            let value = usize::try_from(value).unwrap();
            assert_eq!(nearest_of(symbol), Some(number - value));
        }
    }
}
