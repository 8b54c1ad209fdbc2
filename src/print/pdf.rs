//! Pages written as a PDF: fonts cut to what is used, text that can be searched, dates and id of the input.

use std::collections::BTreeMap;

use jiff::{Timestamp, tz::TimeZone};
use lopdf::{Dictionary, Object, Stream, StringFormat, dictionary, text_string};
use printpdf::{
    Codepoint, Color, CurTransMat, FontEmbeddingMode, FontId, Greyscale, Line as PdfLine,
    LineDashPattern, LinePoint, Mm, Op, PaintMode, ParsedFont, PdfDocument, PdfFont, PdfFontHandle,
    PdfPage, PdfSaveOptions, Point, Polygon, PolygonRing, Pt, Rgb, TextItem, TextMatrix,
    WindingOrder,
};
use sha2::{Digest as _, Sha256};

use super::{
    Error,
    canvas::{Brush, Canvas, Colour, PANEL_HEIGHT, PANEL_WIDTH, Paint, Panel, Step, Style},
    font::{Fonts, Line, POINT, Run},
    trace::Corner,
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
    let pages = pages
        .iter()
        .map(|page| {
            let (width, height) = page.size;
            PdfPage::new(Mm(width), Mm(height), operations(page, &cut))
        })
        .collect();
    document.with_pages(pages);
    finish(&document, about)
}

/// A font with the used glyphs alone.
struct Cut {
    tag: String,
    bytes: Vec<u8>,
    glyphs: subsetter::GlyphRemapper,
}

fn cut_fonts(fonts: &Fonts, pages: &[Canvas<'_>]) -> Result<BTreeMap<usize, Cut>, Error> {
    let mut used: BTreeMap<usize, subsetter::GlyphRemapper> = BTreeMap::new();
    for (_, paint) in pages.iter().flat_map(|page| &page.marks) {
        let Paint::Text { line, .. } = paint else {
            continue;
        };
        for run in &line.runs {
            let glyphs = used.entry(run.face).or_default();
            for glyph in &run.glyphs {
                glyphs.remap(glyph.id);
            }
        }
    }
    used.into_iter()
        .map(|(face, glyphs)| {
            let program = fonts.face(face).ok_or(Error::Font)?.bytes;
            let bytes = subsetter::subset(program, 0, &glyphs).or(Err(Error::Font))?;
            let tag = Sha256::digest(&bytes)
                .iter()
                .take(6)
                .map(|byte| char::from(b'A' + byte % 26))
                .collect();
            let cut = Cut { tag, bytes, glyphs };
            Ok((face, cut))
        })
        .collect()
}

fn font_id(face: usize) -> FontId {
    FontId(format!("F{face}"))
}

fn operations(page: &Canvas<'_>, cut: &BTreeMap<usize, Cut>) -> Vec<Op> {
    let mut ops = Vec::new();
    for marks in page.marks.chunk_by(|a, b| a.0 == b.0) {
        let Some((panel, _)) = marks.first() else {
            continue;
        };
        let height = page.height_of(*panel);
        ops.push(Op::SaveGraphicsState);
        ops.push(Op::SetTransformationMatrix {
            matrix: CurTransMat::Raw(place(*panel)),
        });
        for (_, paint) in marks {
            match paint {
                Paint::Text {
                    x,
                    y,
                    line,
                    style,
                    turn,
                } => {
                    let at = (x / POINT, (height - y) / POINT);
                    text(line, *style, (at, *turn), cut, &mut ops);
                }
                Paint::Shape {
                    rings,
                    brush,
                    closed,
                } => shape(rings, brush, (*closed, height), &mut ops),
                Paint::Symbol {
                    x,
                    y,
                    module,
                    rings,
                } => {
                    let at = (x / POINT, (height - y) / POINT);
                    symbol(at, module / POINT, rings, &mut ops);
                }
            }
        }
        ops.push(Op::RestoreGraphicsState);
    }
    ops
}

/// Where a panel lies on the sheet; the upper two stand on their heads.
fn place(panel: Panel) -> [f32; 6] {
    let (width, height) = (PANEL_WIDTH / POINT, PANEL_HEIGHT / POINT);
    match panel {
        Panel::Page | Panel::Code => [1.0, 0.0, 0.0, 1.0, 0.0, 0.0],
        Panel::Cover => [1.0, 0.0, 0.0, 1.0, width, 0.0],
        Panel::Data => [-1.0, 0.0, 0.0, -1.0, width, 2.0 * height],
        Panel::Notes => [-1.0, 0.0, 0.0, -1.0, 2.0 * width, 2.0 * height],
    }
}

fn text(
    line: &Line,
    style: Style,
    ((x, y), turn): ((f32, f32), f32),
    cut: &BTreeMap<usize, Cut>,
    ops: &mut Vec<Op>,
) {
    let (sin, cos) = turn.to_radians().sin_cos();
    ops.push(Op::StartTextSection);
    ops.push(Op::SetFillColor {
        col: colour(style.colour),
    });
    for run in &line.runs {
        let Some(cut) = cut.get(&run.face) else {
            continue;
        };
        let along = run.x / POINT;
        ops.push(Op::SetFont {
            font: PdfFontHandle::External(font_id(run.face)),
            size: Pt(style.size),
        });
        ops.push(Op::SetTextMatrix {
            matrix: TextMatrix::Raw([cos, sin, -sin, cos, x + along * cos, y + along * sin]),
        });
        glyphs(run, style.size, cut, ops);
    }
    ops.push(Op::EndTextSection);
}

#[expect(clippy::float_cmp, reason = "both come from the same whole number")]
fn glyphs(run: &Run, size: f32, cut: &Cut, ops: &mut Vec<Op>) {
    let mut lifted = 0.0;
    for level in run.glyphs.chunk_by(|a, b| a.up == b.up) {
        let up = level.first().map_or(0.0, |glyph| glyph.up);
        if up != lifted {
            ops.push(Op::SetLineOffset {
                multiplier: up * size / 1000.0,
            });
            lifted = up;
        }
        let mut items: Vec<Codepoint> = Vec::new();
        for glyph in level {
            // A shift is taken from the pen before the glyph and given back after it.
            if glyph.right != 0.0 {
                match items.last_mut() {
                    Some(before) => before.offset -= glyph.right,
                    None => ops.push(Op::ShowText {
                        items: vec![TextItem::Offset(-glyph.right)],
                    }),
                }
            }
            let text = if glyph.text.is_empty() {
                "\u{200B}"
            } else {
                &glyph.text
            };
            items.push(Codepoint {
                gid: cut.glyphs.get(glyph.id).unwrap_or_default(),
                offset: glyph.right - glyph.extra,
                cid: Some(text.to_owned()),
            });
        }
        ops.push(Op::ShowText {
            items: vec![TextItem::GlyphIds(items)],
        });
    }
    if lifted != 0.0 {
        ops.push(Op::SetLineOffset { multiplier: 0.0 });
    }
}

fn shape(rings: &[Vec<Step>], brush: &Brush, (closed, height): (bool, f32), ops: &mut Vec<Op>) {
    let point = |step: &Step| LinePoint {
        p: Point {
            x: Pt(step.x / POINT),
            y: Pt((height - step.y) / POINT),
        },
        bezier: step.pulls,
    };
    let mode = match brush {
        Brush::Fill(fill) => {
            ops.push(Op::SetFillColor { col: colour(*fill) });
            PaintMode::Fill
        }
        Brush::Stroke(stroke, width, dashed) => {
            ops.push(Op::SetOutlineColor {
                col: colour(*stroke),
            });
            ops.push(Op::SetOutlineThickness { pt: Pt(*width) });
            let dashes: &[f32] = if *dashed { &[2.0, 2.0] } else { &[] };
            ops.push(Op::SetLineDashPattern {
                dash: LineDashPattern::new(0.0, dashes),
            });
            PaintMode::Stroke
        }
    };
    let rings = rings.iter().map(|ring| ring.iter().map(point).collect());
    if closed {
        let rings = rings.map(|points| PolygonRing { points }).collect();
        ops.push(Op::DrawPolygon {
            polygon: Polygon {
                rings,
                mode,
                winding_order: WindingOrder::NonZero,
            },
        });
    } else {
        ops.extend(rings.map(|points| Op::DrawLine {
            line: PdfLine {
                points,
                is_closed: false,
            },
        }));
    }
}

#[expect(
    clippy::cast_precision_loss,
    reason = "a symbol has at most 177 modules a side"
)]
fn symbol((x, y): (f32, f32), module: f32, rings: &[Vec<Corner>], ops: &mut Vec<Op>) {
    let point = |&(column, row): &Corner| LinePoint {
        p: Point {
            x: Pt(column as f32),
            y: Pt(row as f32),
        },
        bezier: false,
    };
    let rings = rings
        .iter()
        .map(|ring| PolygonRing {
            points: ring.iter().map(point).collect(),
        })
        .collect();
    ops.push(Op::SaveGraphicsState);
    ops.push(Op::SetFillColor {
        col: Color::Greyscale(Greyscale::new(0.0, None)),
    });
    // One unit is one module, so that the file holds small whole numbers.
    ops.push(Op::SetTransformationMatrix {
        matrix: CurTransMat::Raw([module, 0.0, 0.0, -module, x, y]),
    });
    ops.push(Op::DrawPolygon {
        polygon: Polygon {
            rings,
            mode: PaintMode::Fill,
            winding_order: WindingOrder::EvenOdd,
        },
    });
    ops.push(Op::RestoreGraphicsState);
}

fn colour([red, green, blue]: Colour) -> Color {
    Color::Rgb(Rgb::new(red, green, blue, None))
}

/// Sets what printpdf leaves to the clock or to chance, and what readers and printers want to know.
fn finish(document: &PdfDocument, about: &About) -> Result<Vec<u8>, Error> {
    let [title, english] = &about.title;
    let options = PdfSaveOptions {
        subset_fonts: true,
        image_optimization: None,
        ..PdfSaveOptions::default()
    };
    let mut file = printpdf::to_lopdf_doc(document, &options, &mut Vec::new());
    "1.7".clone_into(&mut file.version);
    let at = about.made_at.to_zoned_datetime(TimeZone::UTC);
    let date = Object::string_literal(at.strftime("D:%Y%m%d%H%M%SZ").to_string());
    let info = dictionary! {
        "Title" => text_string(title),
        "Subject" => text_string(english),
        "Creator" => Object::string_literal("Impftheke"),
        "CreationDate" => date.clone(),
        "ModDate" => date,
    };
    let info = file.add_object(info);
    file.trailer.set("Info", Object::Reference(info));
    let packet = xmp(title, &at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string());
    let stream = Stream::new(
        dictionary! { "Type" => "Metadata", "Subtype" => "XML" },
        packet.into_bytes(),
    );
    let metadata = file.add_object(stream.with_compression(false));
    let mut viewer = Dictionary::new();
    viewer.set("DisplayDocTitle", true);
    // A page made to fit would shrink the symbol.
    viewer.set("PrintScaling", "None");
    let catalog = file.catalog_mut().or(Err(Error::Pdf))?;
    catalog.set("Metadata", Object::Reference(metadata));
    catalog.set("Lang", Object::string_literal("de-DE"));
    catalog.set("ViewerPreferences", viewer);
    catalog.set("PageLayout", "SinglePage");
    file.compress();
    file.trailer.remove(b"ID");
    let id = id_of(&file);
    file.trailer.set("ID", Object::Array(vec![id.clone(), id]));
    let mut bytes = Vec::new();
    file.save_modern(&mut bytes).or(Err(Error::Pdf))?;
    Ok(bytes)
}

/// Makes the file's identifier from all that it holds.
fn id_of(file: &lopdf::Document) -> Object {
    let mut hash = Sha256::new();
    for object in file.objects.values() {
        if let Object::Stream(stream) = object {
            hash.update(&stream.content);
        }
    }
    let id = hash.finalize().iter().take(16).copied().collect();
    Object::String(id, StringFormat::Hexadecimal)
}

fn xmp(title: &str, date: &str) -> String {
    format!(
        "<?xpacket begin=\"\u{feff}\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n\
         <x:xmpmeta xmlns:x=\"adobe:ns:meta/\"><rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">\
         <rdf:Description rdf:about=\"\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\" \
         xmlns:xmp=\"http://ns.adobe.com/xap/1.0/\">\
         <dc:title><rdf:Alt><rdf:li xml:lang=\"x-default\">{title}</rdf:li></rdf:Alt></dc:title>\
         <dc:language><rdf:Bag><rdf:li>de-DE</rdf:li><rdf:li>en-GB</rdf:li></rdf:Bag></dc:language>\
         <xmp:CreateDate>{date}</xmp:CreateDate><xmp:ModifyDate>{date}</xmp:ModifyDate>\
         </rdf:Description></rdf:RDF></x:xmpmeta>\n<?xpacket end=\"r\"?>"
    )
}
