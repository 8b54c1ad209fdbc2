//! Fonts, and text set in them: glyphs with their places, in reading order for every direction.
//!
//! Shaping follows the Unicode bidirectional algorithm (UAX 9). Knows neither page nor PDF.

use std::{borrow::Cow, collections::BTreeSet, ops::Range, sync::OnceLock};

use harfrust::{BufferClusterLevel, Direction, ShapeOptions, ShaperData, UnicodeBuffer};
use skrifa::{
    FontRef, GlyphId, MetadataProvider as _,
    charmap::Charmap,
    instance::{LocationRef, Size},
    metrics::GlyphMetrics,
};
use unicode_bidi::{BidiInfo, Level};
use unicode_normalization::char::is_combining_mark;

use super::Error;

/// Millimetres of one point.
pub(super) const POINT: f32 = 25.4 / 72.0;

/// How heavy the letters are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Weight {
    /// For sentences and second lines.
    Regular,
    /// For what is looked for.
    SemiBold,
}

/// One font program, parsed once.
pub(super) struct Face {
    /// The PostScript name.
    pub(super) name: &'static str,
    /// The font program.
    pub(super) bytes: &'static [u8],
    font: FontRef<'static>,
    /// What shaping looks up again and again.
    shaping: ShaperData,
    glyphs: Charmap<'static>,
    /// In units of the font.
    metrics: GlyphMetrics<'static>,
}

impl Face {
    fn parse((name, bytes): (&'static str, &'static [u8])) -> Option<Self> {
        let font = FontRef::new(bytes).ok()?;
        Some(Self {
            name,
            bytes,
            shaping: ShaperData::new(&font),
            glyphs: font.charmap(),
            metrics: font.glyph_metrics(Size::unscaled(), LocationRef::default()),
            font,
        })
    }
}

/// All fonts of the paper: Latin, Greek, Cyrillic first, then Arabic, each in two weights.
pub(super) struct Fonts {
    faces: Vec<Face>,
}

/// A glyph and how far the pen moves, in thousandths of the font size.
#[derive(Clone, Debug)]
pub(super) struct Glyph {
    /// The glyph's number in its font.
    pub(super) id: u16,
    /// How far the pen moves beyond the glyph's own width.
    pub(super) extra: f32,
    /// How far the glyph is shifted to the right.
    pub(super) right: f32,
    /// How far the glyph is lifted.
    pub(super) up: f32,
    /// The characters it stands for; empty for the second and later glyphs of a cluster.
    pub(super) text: String,
}

/// Glyphs of one font.
#[derive(Clone, Debug)]
pub(super) struct Run {
    /// The place of the font in [`Fonts`].
    pub(super) face: usize,
    /// Where it begins, in millimetres from the start of the line.
    pub(super) x: f32,
    /// From left to right, whatever the direction of reading.
    pub(super) glyphs: Vec<Glyph>,
}

/// A line of text, ready to be drawn.
#[derive(Clone, Debug)]
pub(super) struct Line {
    /// From left to right.
    pub(super) runs: Vec<Run>,
    /// In millimetres.
    pub(super) width: f32,
    /// What it says, in the order in which it is read.
    pub(super) text: String,
    /// Whether a part of it is read from right to left, so that its glyphs stand in another order.
    pub(super) has_leftwards: bool,
    /// How far its row reaches above and below the baseline, by the size: that of a usual line, or as far as the
    /// letters reach, up to [`MOST_ABOVE`] and [`MOST_BELOW`].
    pub(super) row: [f32; 2],
    /// Whether a glyph reaches beyond its row even so, as marks upon marks do.
    pub(super) overflows: bool,
}

impl Line {
    /// Returns by how much its row is higher than that of a usual line, above and below, by the size.
    pub(super) fn extra(&self) -> [f32; 2] {
        let [above, below] = self.row;
        [above - ABOVE, below - BELOW]
    }
}

/// The distance between two usual lines, by their size.
pub(super) const LEADING: f32 = 1.28;
/// How far the row of a usual line reaches above its baseline, by its size, so that its letters are in the middle.
pub(super) const ABOVE: f32 = LEADING / 2.0 + 0.357;
/// How far it reaches below.
pub(super) const BELOW: f32 = LEADING - ABOVE;
/// How far letters with all marks of a language reach above their baseline, by their size.
const MOST_ABOVE: f32 = 1.1;
/// How far they reach below.
const MOST_BELOW: f32 = 0.56;

/// Returns the fonts, parsed on first use.
pub(super) fn fonts() -> Result<&'static Fonts, Error> {
    static FONTS: OnceLock<Option<Fonts>> = OnceLock::new();
    FONTS.get_or_init(Fonts::parse).as_ref().ok_or(Error::Font)
}

impl Fonts {
    fn parse() -> Option<Self> {
        let faces = PROGRAMS.into_iter().map(Face::parse);
        Some(Self {
            faces: faces.collect::<Option<_>>()?,
        })
    }

    /// Returns a font by its place.
    pub(super) fn face(&self, place: usize) -> Option<&Face> {
        self.faces.get(place)
    }

    /// Whether every character has a glyph.
    pub(super) fn covers(&self, text: &str) -> bool {
        text.chars()
            .all(|c| is_joiner(c) || self.place_of(Weight::SemiBold, c).is_some())
    }

    /// Shows what no font has a letter for as a question mark: ISO 19005-2 section 6.2.11.8 forbids the empty
    /// box (glyph 0), and leaving it out would be a lie.
    fn legible<'t>(&self, text: &'t str) -> Cow<'t, str> {
        if self.covers(text) {
            return Cow::Borrowed(text);
        }
        let shown = |c: char| {
            if self.covers(c.encode_utf8(&mut [0; 4])) {
                c
            } else {
                '?'
            }
        };
        Cow::Owned(text.chars().map(shown).collect())
    }

    /// Sets a line of text at a font size in points.
    pub(super) fn set(&self, weight: Weight, size: f32, text: &str) -> Line {
        let text = &*self.legible(text);
        let mut line = Line {
            runs: Vec::new(),
            width: 0.0,
            text: text.to_owned(),
            has_leftwards: false,
            row: [ABOVE, BELOW],
            overflows: false,
        };
        let bidi = BidiInfo::new(text, Some(Level::ltr()));
        for paragraph in &bidi.paragraphs {
            let (levels, runs) = bidi.visual_runs(paragraph, paragraph.range.clone());
            for run in runs {
                let leftwards = levels.get(run.start).is_some_and(Level::is_rtl);
                let mut pieces = self.split_by_font(weight, text, run);
                if leftwards {
                    pieces.reverse();
                    line.has_leftwards = true;
                }
                for (place, range) in pieces {
                    let piece = text.get(range).unwrap_or_default();
                    self.set_run(place, size, piece, leftwards, &mut line);
                }
            }
        }
        line
    }

    /// Returns the width of a line, in millimetres.
    pub(super) fn width(&self, weight: Weight, size: f32, text: &str) -> f32 {
        self.set(weight, size, text).width
    }

    fn place_of(&self, weight: Weight, c: char) -> Option<usize> {
        let places = match weight {
            Weight::Regular => [0, 2],
            Weight::SemiBold => [1, 3],
        };
        places.into_iter().find(|&place| {
            self.face(place)
                .is_some_and(|face| face.glyphs.map(c).is_some())
        })
    }

    /// Cuts a run where the font changes; marks and blanks stay with the letter before them.
    fn split_by_font(
        &self,
        weight: Weight,
        text: &str,
        run: Range<usize>,
    ) -> Vec<(usize, Range<usize>)> {
        let mut pieces: Vec<(usize, Range<usize>)> = Vec::new();
        let fallback = usize::from(weight == Weight::SemiBold);
        for (at, c) in text.get(run.clone()).unwrap_or_default().char_indices() {
            let start = run.start + at;
            let end = start + c.len_utf8();
            let stays = is_combining_mark(c) || c == ' ' || is_joiner(c);
            match pieces.last_mut() {
                Some(piece) if stays => piece.1.end = end,
                last => {
                    let place = self.place_of(weight, c).unwrap_or(fallback);
                    match last {
                        Some(piece) if piece.0 == place => piece.1.end = end,
                        _ => pieces.push((place, start..end)),
                    }
                }
            }
        }
        pieces
    }

    #[expect(
        clippy::cast_precision_loss,
        reason = "advances are small whole numbers"
    )]
    #[expect(clippy::too_many_arguments, reason = "a run is all of these, once")]
    fn set_run(&self, place: usize, size: f32, text: &str, leftwards: bool, line: &mut Line) {
        let Some(face) = self.face(place) else { return };
        let mut buffer = UnicodeBuffer::new();
        buffer.push_str(text);
        buffer.guess_segment_properties();
        buffer.set_direction(if leftwards {
            Direction::RightToLeft
        } else {
            Direction::LeftToRight
        });
        buffer.set_cluster_level(BufferClusterLevel::MonotoneCharacters);
        let shaper = face.shaping.shaper(&face.font).build();
        let shaped = shaper.shape(buffer, ShapeOptions::new());
        let starts: BTreeSet<usize> = shaped
            .glyph_infos()
            .iter()
            .map(|info| info.cluster as usize)
            .collect();
        let thousandth = 1000.0 / shaper.units_per_em() as f32;
        let mut seen = BTreeSet::new();
        let mut glyphs = Vec::new();
        let mut advance = 0;
        for (info, position) in shaped.glyph_infos().iter().zip(shaped.glyph_positions()) {
            let start = info.cluster as usize;
            let end = starts
                .range(start + 1..)
                .next()
                .copied()
                .unwrap_or(text.len());
            let id = u16::try_from(info.glyph_id).unwrap_or_default();
            let glyph = GlyphId::from(id);
            let own = face.metrics.advance_width(glyph).unwrap_or_default();
            let first = seen.insert(start);
            if let Some(edges) = face.metrics.bounds(glyph) {
                let reach = |edge: f32| (edge + position.y_offset as f32) * thousandth / 1000.0;
                let reaches = [reach(edges.y_max), -reach(edges.y_min)];
                let most = [MOST_ABOVE, MOST_BELOW];
                for ((row, reach), most) in line.row.iter_mut().zip(reaches).zip(most) {
                    *row = row.max(reach.min(most));
                    line.overflows |= reach > most;
                }
            }
            glyphs.push(Glyph {
                id,
                extra: (position.x_advance as f32 - own) * thousandth,
                right: position.x_offset as f32 * thousandth,
                up: position.y_offset as f32 * thousandth,
                text: first
                    .then(|| text.get(start..end))
                    .flatten()
                    .unwrap_or_default()
                    .to_owned(),
            });
            advance += position.x_advance;
        }
        let x = line.width;
        line.width += advance as f32 * thousandth / 1000.0 * size * POINT;
        line.runs.push(Run {
            face: place,
            x,
            glyphs,
        });
    }
}

/// The zero-width joiners of Persian names, which no font draws.
fn is_joiner(c: char) -> bool {
    matches!(c, '\u{200C}' | '\u{200D}')
}

const PROGRAMS: [(&str, &[u8]); 4] = [
    (
        "NotoSans-Regular",
        include_bytes!("../../assets/fonts/NotoSans-Regular.ttf"),
    ),
    (
        "NotoSans-SemiBold",
        include_bytes!("../../assets/fonts/NotoSans-SemiBold.ttf"),
    ),
    (
        "NotoSansArabic-Regular",
        include_bytes!("../../assets/fonts/NotoSansArabic-Regular.ttf"),
    ),
    (
        "NotoSansArabic-SemiBold",
        include_bytes!("../../assets/fonts/NotoSansArabic-SemiBold.ttf"),
    ),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::letters::is_on_paper;

    #[test]
    fn every_letter_of_the_passport_table_has_a_glyph_in_both_cases() {
        let fonts = fonts().unwrap();
        let table = include_str!("../../assets/icao9303.tsv");
        let mut missing = Vec::new();
        for row in table.lines().skip(1) {
            let point = row.split('\t').next().unwrap();
            let c = char::from_u32(u32::from_str_radix(point, 16).unwrap()).unwrap();
            for case in [
                c.to_string(),
                c.to_lowercase().to_string(),
                c.to_uppercase().to_string(),
            ] {
                if !fonts.covers(&case) {
                    missing.push(case);
                }
            }
        }
        assert!(missing.is_empty(), "{missing:?}");
        assert!(table.lines().count() > 200);
    }

    #[test]
    fn what_may_be_typed_is_what_the_fonts_have() {
        let fonts = fonts().unwrap();
        // The last one ends the table of a font.
        for c in ' '..'\u{FFFF}' {
            let has = |weight| is_joiner(c) || fonts.place_of(weight, c).is_some();
            let is = [Weight::Regular, Weight::SemiBold].map(has);
            assert_eq!(is, [is_on_paper(c); 2], "U+{:04X}", u32::from(c));
        }
    }

    #[test]
    fn only_marks_upon_marks_reach_beyond_their_line() {
        let overflows = |text: &str| {
            let line = fonts().unwrap().set(Weight::SemiBold, 12.0, text);
            line.overflows
        };
        for text in ["Ấ Ǘ Ṩ q̧ Řj", "Ψᾦ", "Ѷ", "محمد علي إبراهيم"] {
            assert!(!overflows(text), "{text}");
        }
        assert!(overflows(&format!("A{}", "\u{301}".repeat(4))));
        assert!(overflows(&format!("a{}", "\u{323}".repeat(4))));
    }

    #[test]
    fn scripts_without_a_font_are_known() {
        let fonts = fonts().unwrap();
        assert!(!fonts.covers("כהן"));
        assert!(!fonts.covers("王"));
        assert!(fonts.covers("Nguyễn"));
    }

    #[test]
    fn arabic_letters_join_and_stand_from_right_to_left() {
        let line = fonts().unwrap().set(Weight::Regular, 10.0, "محمد");
        let glyphs = &line.runs[0].glyphs;
        assert_eq!(glyphs.last().unwrap().text, "م");
        let alone = fonts().unwrap().set(Weight::Regular, 10.0, "م");
        assert_ne!(glyphs.last().unwrap().id, alone.runs[0].glyphs[0].id);
    }
}
