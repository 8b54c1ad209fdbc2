//! Gaps inside a Base45 text: a blank is one of its digits, and whoever wraps a text keeps it, eats it or adds one.
//!
//! Every way to close the gaps is tried that can still lead to Base45: three of four wrong triples out of a hundred
//! survive twelve of them, so that a wrong way ends within its line.

use std::collections::BTreeSet;

use super::{
    base45,
    chain::{self, Decoded, Failure, PREFIX},
    noise::Noise,
};

/// What was met in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sign {
    /// A character that is seen.
    Character(char),
    /// A blank, which may be a digit.
    Blank,
    /// A tab or a line break, which is none.
    Break,
    /// A place where a dead key may have eaten a blank.
    Swallowed,
}

impl Sign {
    pub(super) fn character(self) -> Option<char> {
        match self {
            Self::Character(character) => Some(character),
            Self::Blank => Some(' '),
            Self::Break | Self::Swallowed => None,
        }
    }
}

/// How much may be tried in all for one text, so that no text costs more than a moment.
#[derive(Debug)]
pub struct Budget {
    /// Characters looked at.
    characters: usize,
    /// Whole texts tried.
    texts: usize,
}

impl Budget {
    /// Takes as much as one text may cost.
    #[expect(clippy::new_without_default, reason = "a budget is given, not assumed")]
    pub fn new() -> Self {
        Self {
            characters: 2_000_000,
            texts: 400,
        }
    }

    fn take_characters(&mut self, count: usize) -> bool {
        self.characters = self.characters.saturating_sub(count.max(1));
        self.characters > 0
    }

    fn take_text(&mut self) -> bool {
        self.texts = self.texts.saturating_sub(1);
        self.texts > 0
    }
}

/// Characters without a gap, and the gap before them.
struct Piece {
    gap: Gap,
    run: String,
}

/// How many blanks a gap may stand for.
struct Gap {
    /// As it came.
    usual: usize,
    /// What else it may have been.
    others: Vec<usize>,
    /// Whether blanks were put right where another number is taken.
    is_plain: bool,
}

/// Decodes the digits after the prefix.
pub(super) fn decode(
    signs: &[Sign],
    undone: &mut BTreeSet<Noise>,
    budget: &mut Budget,
) -> Result<Decoded, Failure> {
    let pieces = pieces(signs);
    let mut search = Search {
        pieces: &pieces,
        budget,
        farthest: None,
    };
    // As it came, so that there is a failure to tell of.
    let mut text = String::from(PREFIX);
    for piece in &pieces {
        text.extend(std::iter::repeat_n(' ', piece.gap.usual));
        text.push_str(&piece.run);
    }
    if let Some(decoded) = search.attempt(&text) {
        return Ok(decoded);
    }
    let is_alphabet = |run: &str| run.bytes().all(base45::is_digit);
    if pieces.len() <= MAX_PIECES && pieces.iter().all(|piece| is_alphabet(&piece.run)) {
        for plain_gaps in 0..=MAX_PLAIN {
            text.truncate(PREFIX.len());
            if let Some(decoded) = search.close(0, &mut text, plain_gaps) {
                if plain_gaps > 0 {
                    undone.insert(Noise::Blanks);
                }
                return Ok(decoded);
            }
        }
    }
    Err(search.farthest.unwrap_or(Failure::NoPrefix))
}

struct Search<'a> {
    pieces: &'a [Piece],
    budget: &'a mut Budget,
    /// The failure of the way that came farthest.
    farthest: Option<Failure>,
}

impl Search<'_> {
    /// Tries a whole text.
    fn attempt(&mut self, text: &str) -> Option<Decoded> {
        match chain::decode(text) {
            Ok(decoded) => return Some(decoded),
            Err(failure)
                if self
                    .farthest
                    .as_ref()
                    .is_none_or(|farthest| failure.stage() > farthest.stage()) =>
            {
                self.farthest = Some(failure);
            }
            Err(_) => {}
        }
        None
    }

    /// Closes the gaps from some piece on; of plain ones so many exactly in another way than they came.
    fn close(&mut self, from: usize, text: &mut String, plain_gaps: usize) -> Option<Decoded> {
        let pieces = self.pieces;
        let Some(Piece { gap, run }) = pieces.get(from) else {
            let finished = plain_gaps == 0 && self.budget.take_text();
            return finished.then(|| self.attempt(text)).flatten();
        };
        let length = text.len();
        for (place, &blanks) in std::iter::once(&gap.usual).chain(&gap.others).enumerate() {
            let Some(left) = plain_gaps.checked_sub((gap.is_plain && place > 0).into()) else {
                break;
            };
            text.extend(std::iter::repeat_n(' ', blanks));
            text.push_str(run);
            if !self.budget.take_characters(run.len()) {
                return None;
            }
            if whole_triples(text, length)
                && let Some(decoded) = self.close(from + 1, text, left)
            {
                return Some(decoded);
            }
            text.truncate(length);
        }
        None
    }
}

/// Whether the triples that were finished since some length can be Base45.
fn whole_triples(text: &str, since: usize) -> bool {
    let digits = text.get(PREFIX.len()..).unwrap_or_default();
    let begin = (since - PREFIX.len()) / 3 * 3;
    let end = digits.len() / 3 * 3;
    digits
        .get(begin..end)
        .is_some_and(|triples| base45::decode(triples).is_ok())
}

fn pieces(signs: &[Sign]) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::new();
    let mut rest = signs;
    loop {
        let is_seen = |sign: &Sign| matches!(sign, Sign::Character(_));
        let gap = rest.iter().position(is_seen).unwrap_or(rest.len());
        let (between, after) = rest.split_at(gap);
        if after.is_empty() {
            // No blank is the last digit.
            return pieces;
        }
        let run = after.iter().position(|sign| !is_seen(sign));
        let (run, after) = after.split_at(run.unwrap_or(after.len()));
        pieces.push(Piece {
            gap: Gap::of(between),
            run: run.iter().filter_map(|sign| sign.character()).collect(),
        });
        rest = after;
    }
}

impl Gap {
    fn of(signs: &[Sign]) -> Self {
        let count = |signs: &[Sign]| signs.iter().filter(|sign| **sign == Sign::Blank).count();
        let is_break = |sign: &Sign| *sign == Sign::Break;
        let blanks = count(signs);
        let (usual, others, is_plain) = if let Some(first) = signs.iter().position(is_break) {
            let last = signs.iter().rposition(is_break).unwrap_or(first);
            let before = count(signs.get(..first).unwrap_or_default());
            let after = count(signs.get(last..).unwrap_or_default());
            (0, vec![blanks, 1, before, after], false)
        } else if signs.contains(&Sign::Swallowed) {
            (blanks, vec![blanks + 1], false)
        } else {
            let others = vec![blanks.saturating_sub(1), 0, blanks + 1];
            (blanks, if blanks == 0 { Vec::new() } else { others }, true)
        };
        let mut distinct = vec![usual];
        for other in others {
            if !distinct.contains(&other) && other <= MAX_BLANKS {
                distinct.push(other);
            }
        }
        Self {
            usual,
            others: distinct.split_off(1),
            is_plain,
        }
    }
}

/// More pieces are not what a wrapped text has; it bounds how deep the search goes.
const MAX_PIECES: usize = 600;
/// So many plain gaps are put right at most.
const MAX_PLAIN: usize = 2;
/// A text of more blanks in a row is no certificate's.
const MAX_BLANKS: usize = 4;
