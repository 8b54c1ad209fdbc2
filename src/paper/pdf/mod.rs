//! Pages written as a PDF: fonts cut to what is used, text that can be searched and read aloud, dates and
//! id of the input.
//!
//! The file keeps to PDF/A-2a (ISO 19005-2, for archives) and PDF/UA-1 (ISO 14289-1, for everyone).

mod finish;
mod operations;
mod profile;
mod structure;

use std::collections::BTreeMap;

use jiff::Timestamp;
use printpdf::{FontEmbeddingMode, FontId, Mm, ParsedFont, PdfDocument, PdfFont, PdfPage};
use sha2::{Digest as _, Sha256};

use super::{
    Error,
    canvas::{Canvas, Paint},
    font::{Fonts, Glyph},
};

/// What a file says about itself.
pub(super) struct About {
    /// What it is, in German and English.
    pub(super) title: [String; 2],
    /// When it was made, as far as readers are concerned.
    pub(super) made_at: Timestamp,
}

/// Writes the pages.
pub(super) fn write(fonts: &Fonts, pages: &[Canvas<'_>], about: &About) -> Result<Vec<u8>, Error> {
    let [title, _] = &about.title;
    let mut document = PdfDocument::new(title);
    let cut = cut_fonts(fonts, pages)?;
    for (&face, cut) in &cut {
        let mut parsed =
            ParsedFont::from_bytes(&cut.bytes, 0, &mut Vec::new()).ok_or(Error::Font)?;
        let name = fonts.face(face).map_or("", |face| face.name);
        parsed.font_name = Some(format!("{}+{name}", cut.tag));
        let mut font = PdfFont::new(parsed);
        // It is cut already.
        font.meta.embedding_mode = FontEmbeddingMode::Full;
        document.resources.fonts.map.insert(font_id(face), font);
    }
    let printed = pages
        .iter()
        .map(|page| {
            let (width, height) = page.size;
            PdfPage::new(Mm(width), Mm(height), operations::of(page, &cut))
        })
        .collect();
    document.with_pages(printed);
    finish::finish(&document, pages, about)
}

/// A font with the used glyphs alone.
struct Cut {
    tag: String,
    bytes: Vec<u8>,
    glyphs: subsetter::GlyphRemapper,
    /// What each glyph stands for: one text a glyph, as a PDF font can only say.
    texts: BTreeMap<u16, String>,
}

impl Cut {
    /// Returns the text that the font gives a glyph.
    fn text(&self, glyph: &Glyph) -> &str {
        // A glyph that never begins a cluster has no text of its own; ISO 14289-1 section 7.21.7 wants one.
        self.texts.get(&glyph.id).map_or("\u{200B}", String::as_str)
    }
}

/// Which glyphs of a font are used, and for what.
#[derive(Default)]
struct Used {
    glyphs: subsetter::GlyphRemapper,
    texts: BTreeMap<u16, String>,
}

fn cut_fonts(fonts: &Fonts, pages: &[Canvas<'_>]) -> Result<BTreeMap<usize, Cut>, Error> {
    let mut used: BTreeMap<usize, Used> = BTreeMap::new();
    for mark in pages.iter().flat_map(|page| &page.marks) {
        let Paint::Text { line, .. } = &mark.paint else {
            continue;
        };
        for run in &line.runs {
            let used = used.entry(run.face).or_default();
            for glyph in &run.glyphs {
                used.glyphs.remap(glyph.id);
                if !glyph.text.is_empty() {
                    let text = || glyph.text.clone();
                    used.texts.entry(glyph.id).or_insert_with(text);
                }
            }
        }
    }
    used.into_iter()
        .map(|(face, Used { glyphs, texts })| {
            let program = fonts.face(face).ok_or(Error::Font)?.bytes;
            let bytes = subsetter::subset(program, 0, &glyphs).or(Err(Error::Font))?;
            let tag = Sha256::digest(&bytes)
                .iter()
                .take(6)
                .map(|byte| char::from(b'A' + byte % 26))
                .collect();
            let cut = Cut {
                tag,
                bytes,
                glyphs,
                texts,
            };
            Ok((face, cut))
        })
        .collect()
}

fn font_id(face: usize) -> FontId {
    FontId(format!("F{face}"))
}
