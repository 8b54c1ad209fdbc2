//! Marks as drawing operations, each inside the marked content that ties it to its element.

use std::collections::BTreeMap;

use printpdf::{
    Codepoint, Color, CurTransMat, DictItem, Greyscale, Line as PdfLine, LineDashPattern,
    LinePoint, Op, PaintMode, PdfFontHandle, Point, Polygon, PolygonRing, Pt, Rgb, TextItem,
    TextMatrix, WindingOrder,
};

use super::{Cut, font_id};
use crate::paper::{
    canvas::{Brush, Canvas, Colour, Mark, Paint, Step, Style},
    font::{Line, POINT, Run},
    tags::Tags,
    trace::Corner,
};

/// Returns the operations that draw a page.
pub(super) fn of(page: &Canvas<'_>, cut: &BTreeMap<usize, Cut>) -> Vec<Op> {
    let mut ops = Vec::new();
    for marks in page.marks.chunk_by(|a, b| a.panel == b.panel) {
        let Some(first) = marks.first() else {
            continue;
        };
        let height = page.height_of(first.panel);
        ops.push(Op::SaveGraphicsState);
        ops.push(Op::SetTransformationMatrix {
            matrix: CurTransMat::Raw(first.panel.place()),
        });
        for marks in marks.chunk_by(|a, b| a.sequence == b.sequence) {
            let Some(first) = marks.first() else {
                continue;
            };
            ops.push(begin(&page.tags, first.sequence));
            for mark in marks {
                draw(mark, height, cut, &mut ops);
            }
            ops.push(Op::EndMarkedContent);
        }
        ops.push(Op::RestoreGraphicsState);
    }
    ops
}

/// Says what follows: a sequence of an element (ISO 32000-1 section 14.7.4.2), or decoration.
fn begin(tags: &Tags, sequence: Option<usize>) -> Op {
    let element = sequence
        .and_then(|sequence| tags.sequences.get(sequence))
        .and_then(|&element| tags.elements.get(element));
    let number = sequence.and_then(|sequence| i64::try_from(sequence).ok());
    match (element, number) {
        (Some(element), Some(number)) => Op::BeginMarkedContentWithProperties {
            tag: element.role.name().to_owned(),
            properties: properties("MCID", DictItem::Int(number)),
        },
        _ => Op::BeginMarkedContent {
            tag: "Artifact".to_owned(),
        },
    }
}

fn properties(key: &str, value: DictItem) -> DictItem {
    DictItem::Dict {
        map: [(key.to_owned(), value)].into(),
    }
}

fn draw(mark: &Mark, height: f32, cut: &BTreeMap<usize, Cut>, ops: &mut Vec<Op>) {
    match &mark.paint {
        Paint::Text {
            x,
            y,
            line,
            style,
            turn,
        } => {
            let at = (x / POINT, (height - y) / POINT);
            let spelled = spelled_out(line, cut);
            ops.extend(spelled.clone());
            if line.overflows {
                ops.push(Op::SaveGraphicsState);
                ops.push(row(line, *style, at));
            }
            text(line, *style, (at, *turn), cut, ops);
            if line.overflows {
                ops.push(Op::RestoreGraphicsState);
            }
            ops.extend(spelled.map(|_| Op::EndMarkedContent));
        }
        Paint::Shape {
            rings,
            brush,
            closed,
        } => shape(rings, brush, (*closed, height), ops),
        Paint::Symbol {
            x,
            y,
            module,
            rings,
        } => {
            let at = (x / POINT, (height - y) / POINT);
            symbol(at, module / POINT, rings, ops);
        }
    }
}

/// Gives the text of a line whose glyphs alone do not, because one stands for several letters or several for
/// one, or because it is read from right to left (`ActualText`, ISO 32000-1 section 14.9.4).
fn spelled_out(line: &Line, cut: &BTreeMap<usize, Cut>) -> Option<Op> {
    let plain = |run: &Run| {
        let cut = cut.get(&run.face);
        run.glyphs
            .iter()
            .all(|glyph| cut.is_some_and(|cut| cut.text(glyph) == glyph.text))
    };
    if !line.has_leftwards && line.runs.iter().all(plain) {
        return None;
    }
    let mut data = vec![0xFE, 0xFF];
    data.extend(line.text.encode_utf16().flat_map(u16::to_be_bytes));
    Some(Op::BeginMarkedContentWithProperties {
        tag: "Span".to_owned(),
        properties: properties(
            "ActualText",
            DictItem::String {
                data,
                literal: false,
            },
        ),
    })
}

/// Half of what stays free between two rows, in points: no dot of a printer belongs to both.
const APART: f32 = 0.2;

/// Clips to the row of a line, so that no mark stands on what is above or below it.
fn row(line: &Line, style: Style, (x, y): (f32, f32)) -> Op {
    let (left, right) = (x - style.size, x + line.width / POINT + style.size);
    let [above, below] = line.row;
    let (lower, upper) = (
        y - below * style.size + APART,
        y + above * style.size - APART,
    );
    let corners = [(left, lower), (right, lower), (right, upper), (left, upper)];
    let point = |(x, y): (f32, f32)| LinePoint {
        p: Point { x: Pt(x), y: Pt(y) },
        bezier: false,
    };
    Op::DrawPolygon {
        polygon: Polygon {
            rings: vec![PolygonRing {
                points: corners.map(point).to_vec(),
            }],
            mode: PaintMode::Clip,
            winding_order: WindingOrder::NonZero,
        },
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
            items.push(Codepoint {
                gid: cut.glyphs.get(glyph.id).unwrap_or_default(),
                offset: glyph.right - glyph.extra,
                cid: Some(cut.text(glyph).to_owned()),
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
