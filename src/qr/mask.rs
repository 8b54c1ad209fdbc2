//! A symbol under the mask that suits it best: all eight are scored, whole rows at a time.
//!
//! ISO/IEC 18004 section 7.8. What a version looks like under a mask before any data is in it, `qrcode` draws once;
//! data only turns modules over. Scores are those of `qrcode`, which departs from the standard in two things: the
//! balance of dark and light is not rounded, and beyond the edge all is light.

use std::{
    ops::{BitAnd, BitOr, BitXor, Not, Shl, Shr},
    sync::OnceLock,
};

use qrcode::{
    EcLevel, Version,
    canvas::{Canvas, MaskPattern, Module},
};

/// Draws codewords, those of the data and those that correct errors, under the mask of the lowest penalty; returns the
/// modules row by row, `true` for dark.
pub(super) fn draw(version: u8, data: &[u8], correction: &[u8]) -> Vec<bool> {
    let Some(blank) = BLANKS.get(usize::from(version).wrapping_sub(1)) else {
        return Vec::new();
    };
    let Blank { canvas, masked } = blank.get_or_init(|| Blank::of(version));
    let side = usize::from(version) * 4 + 17;
    let mut canvas = canvas.clone();
    canvas.draw_data(data, correction);
    let turned = Grid::of(&canvas, side, |module| {
        module == Module::Unmasked(qrcode::Color::Dark)
    });
    let best = masked
        .each_ref()
        .map(|blank| blank.turned_over(&turned))
        .into_iter()
        .min_by_key(Grid::penalty)
        .unwrap_or(turned);
    let row = |row: &Row| {
        let row = *row;
        (0..side).map(move |x| row.has(x))
    };
    best.rows.iter().flat_map(row).collect()
}

/// A version without data.
struct Blank {
    /// Function patterns alone.
    canvas: Canvas,
    /// Under each mask.
    masked: [Grid; 8],
}

static BLANKS: [OnceLock<Blank>; 40] = [const { OnceLock::new() }; 40];

/// In the order in which the first of equals is taken.
const MASKS: [MaskPattern; 8] = [
    MaskPattern::Checkerboard,
    MaskPattern::HorizontalLines,
    MaskPattern::VerticalLines,
    MaskPattern::DiagonalLines,
    MaskPattern::LargeCheckerboard,
    MaskPattern::Fields,
    MaskPattern::Diamonds,
    MaskPattern::Meadow,
];

impl Blank {
    fn of(version: u8) -> Self {
        let mut canvas = Canvas::new(Version::Normal(version.into()), EcLevel::Q);
        canvas.draw_all_functional_patterns();
        let side = usize::from(version) * 4 + 17;
        let masked = MASKS.map(|mask| {
            let mut canvas = canvas.clone();
            canvas.apply_mask(mask);
            Grid::of(&canvas, side, Module::is_dark)
        });
        Self { canvas, masked }
    }
}

/// Modules as bits, seen from two sides.
struct Grid {
    rows: Vec<Row>,
    columns: Vec<Row>,
}

impl Grid {
    fn of(canvas: &Canvas, side: usize, is_set: impl Fn(Module) -> bool) -> Self {
        let mut rows = vec![Row::default(); side];
        let mut columns = rows.clone();
        for ((y, row), at) in rows.iter_mut().enumerate().zip(0..) {
            for ((x, column), across) in columns.iter_mut().enumerate().zip(0..) {
                if is_set(canvas.get(across, at)) {
                    row.set(x);
                    column.set(y);
                }
            }
        }
        Self { rows, columns }
    }

    /// Returns these modules with those turned over that are set in the other grid.
    fn turned_over(&self, other: &Self) -> Self {
        let turned = |rows: &[Row], others: &[Row]| {
            let pairs = rows.iter().zip(others);
            pairs.map(|(&row, &other)| row ^ other).collect()
        };
        Self {
            rows: turned(&self.rows, &other.rows),
            columns: turned(&self.columns, &other.columns),
        }
    }

    /// Scores what makes a symbol hard to read: section 7.8.3.
    fn penalty(&self) -> u32 {
        let side = self.rows.len();
        let lines = self.rows.iter().chain(&self.columns);
        let lines: u32 = lines
            .map(|&line| runs(line, side) + 40 * finders(line))
            .sum();
        let below = self.rows.iter().skip(1);
        let blocks: u32 = self
            .rows
            .iter()
            .zip(below)
            .map(|(&upper, &lower)| blocks(upper, lower, side))
            .sum();
        let dark: u32 = self.rows.iter().map(|row| row.count()).sum();
        let modules = u32::try_from(side * side).unwrap_or(u32::MAX);
        lines + 3 * blocks + (dark * 200 / modules).abs_diff(100)
    }
}

/// Runs of five modules or more of one colour: three points for five, and one for each further one.
fn runs(line: Row, side: usize) -> u32 {
    let same = alike(line, side);
    // A bit for each four neighbouring pairs alike: a run of five has one of them, and each further module one more.
    let long = same & (same >> 1) & (same >> 2) & (same >> 3);
    let begun = long & !(long << 1);
    long.count() + 2 * begun.count()
}

/// Returns which modules have the colour of the next.
fn alike(line: Row, side: usize) -> Row {
    !(line ^ (line >> 1)) & Row::of(side - 1)
}

/// Squares of two by two modules of one colour.
fn blocks(upper: Row, lower: Row, side: usize) -> u32 {
    (alike(upper, side) & alike(lower, side) & !(upper ^ lower)).count()
}

/// What looks like a finder pattern: dark and light as 1:1:3:1:1, with four light modules before or after.
fn finders(line: Row) -> u32 {
    let dark = line & (line >> 2) & (line >> 3) & (line >> 4) & (line >> 6);
    let light = (line >> 1) | (line >> 5);
    let before = (line << 1) | (line << 2) | (line << 3) | (line << 4);
    let after = (line >> 7) | (line >> 8) | (line >> 9) | (line >> 10);
    (dark & !light & !(before & after)).count()
}

/// A row or column of modules, up to 177 of them.
#[derive(Clone, Copy, Default)]
struct Row([u64; 3]);

impl Row {
    /// Returns so many set bits.
    fn of(count: usize) -> Self {
        let mut from = 0;
        Self([(); 3].map(|()| {
            let bits = count.saturating_sub(from);
            from += 64;
            if bits < 64 { (1 << bits) - 1 } else { u64::MAX }
        }))
    }

    fn set(&mut self, place: usize) {
        if let Some(word) = self.0.get_mut(place / 64) {
            *word |= 1 << (place % 64);
        }
    }

    fn has(self, place: usize) -> bool {
        let word = self.0.get(place / 64).copied().unwrap_or_default();
        word >> (place % 64) & 1 == 1
    }

    /// Joins each word with the other row's.
    fn join(self, other: Self, join: impl Fn(u64, u64) -> u64) -> Self {
        let mut others = other.0.into_iter();
        Self(
            self.0
                .map(|word| join(word, others.next().unwrap_or_default())),
        )
    }

    fn count(self) -> u32 {
        self.0.into_iter().map(u64::count_ones).sum()
    }
}

impl BitAnd for Row {
    type Output = Self;

    fn bitand(self, other: Self) -> Self {
        self.join(other, BitAnd::bitand)
    }
}

impl BitOr for Row {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        self.join(other, BitOr::bitor)
    }
}

impl BitXor for Row {
    type Output = Self;

    fn bitxor(self, other: Self) -> Self {
        self.join(other, BitXor::bitxor)
    }
}

impl Not for Row {
    type Output = Self;

    fn not(self) -> Self {
        Self(self.0.map(Not::not))
    }
}

/// Towards higher places, by 1 to 63.
impl Shl<u32> for Row {
    type Output = Self;

    fn shl(self, by: u32) -> Self {
        let Self([a, b, c]) = self;
        let rest = 64 - by;
        Self([a << by, (b << by) | (a >> rest), (c << by) | (b >> rest)])
    }
}

/// Towards lower places, by 1 to 63.
impl Shr<u32> for Row {
    type Output = Self;

    fn shr(self, by: u32) -> Self {
        let Self([a, b, c]) = self;
        let rest = 64 - by;
        Self([(a >> by) | (b << rest), (b >> by) | (c << rest), c >> by])
    }
}
