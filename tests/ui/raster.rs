//! Pictures of screens without a GPU: fills egui's triangles on the processor, the same on every machine.

#![expect(
    clippy::too_many_arguments,
    clippy::iter_over_hash_type,
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "a renderer counts in pixels and takes what the toolkit hands it; the order of textures does not matter"
)]

use std::collections::HashMap;

use egui::{
    Color32, FullOutput, ImageData, Pos2, TextureFilter, TextureId, TexturesDelta,
    epaint::{Mesh, Primitive, Vertex},
};

/// A renderer for `egui_kittest`.
#[derive(Default)]
pub(crate) struct Raster {
    textures: HashMap<TextureId, Texture>,
}

struct Texture {
    width: usize,
    height: usize,
    texels: Vec<[f32; 4]>,
    nearest: bool,
}

/// A picture in the making, and where drawing is allowed.
struct Canvas {
    width: usize,
    pixels: Vec<[f32; 4]>,
    clip: [i64; 4],
}

impl Texture {
    fn texel(&self, x: f32, y: f32) -> [f32; 4] {
        let column = (x.max(0.0) as usize).min(self.width - 1);
        let row = (y.max(0.0) as usize).min(self.height - 1);
        self.texels[row * self.width + column]
    }

    fn sample(&self, at: Pos2) -> [f32; 4] {
        let (x, y) = (at.x * self.width as f32, at.y * self.height as f32);
        if self.nearest {
            return self.texel(x, y);
        }
        let (x, y) = (x - 0.5, y - 0.5);
        let (left, top) = (x.floor(), y.floor());
        let mix =
            |a: [f32; 4], b: [f32; 4], t: f32| std::array::from_fn(|i| a[i] + (b[i] - a[i]) * t);
        let upper = mix(self.texel(left, top), self.texel(left + 1.0, top), x - left);
        let lower = mix(
            self.texel(left, top + 1.0),
            self.texel(left + 1.0, top + 1.0),
            x - left,
        );
        mix(upper, lower, y - top)
    }
}

fn channels(colour: Color32) -> [f32; 4] {
    colour.to_array().map(f32::from)
}

impl Canvas {
    fn mesh(&mut self, mesh: &Mesh, texture: &Texture, scale: f32) {
        for corners in mesh.indices.chunks_exact(3) {
            let corners = [0, 1, 2].map(|i| mesh.vertices[corners[i] as usize]);
            self.triangle(corners, texture, scale);
        }
    }

    /// Fills in steps of 1/256 pixel with the top-left rule, so that neighbours neither gap nor overlap.
    fn triangle(&mut self, mut corners: [Vertex; 3], texture: &Texture, scale: f32) {
        let fixed = |v: f32| (v * scale * 256.0).round() as i64;
        let place = |v: &Vertex| (fixed(v.pos.x), fixed(v.pos.y));
        let cross = |a: (i64, i64), b: (i64, i64), c: (i64, i64)| {
            (b.0 - a.0) * (c.1 - a.1) - (b.1 - a.1) * (c.0 - a.0)
        };
        let mut points = corners.each_ref().map(place);
        let mut area = cross(points[0], points[1], points[2]);
        if area < 0 {
            points.swap(1, 2);
            corners.swap(1, 2);
            area = -area;
        }
        if area == 0 {
            return;
        }
        let bias = |a: (i64, i64), b: (i64, i64)| {
            let (dx, dy) = (b.0 - a.0, b.1 - a.1);
            if (dy == 0 && dx > 0) || dy < 0 { 0 } else { -1 }
        };
        let edges = [(1, 2), (2, 0), (0, 1)]
            .map(|(a, b)| (points[a], points[b], bias(points[a], points[b])));
        let bounds = |axis: fn(&(i64, i64)) -> i64| {
            let values = points.iter().map(axis);
            (
                values.clone().min().unwrap() >> 8,
                (values.max().unwrap() >> 8) + 1,
            )
        };
        let ((left, right), (top, bottom)) = (bounds(|p| p.0), bounds(|p| p.1));
        let [clip_left, clip_top, clip_right, clip_bottom] = self.clip;
        // Most of a screen is of one colour: its triangles need no mixing.
        let [first, second, third] = &corners;
        let flat = [second, third]
            .iter()
            .all(|corner| corner.color == first.color && corner.uv == first.uv);
        let flat = flat.then(|| tinted(channels(first.color), texture.sample(first.uv)));
        let flat = flat.map(|paint| (paint, paint.map(|value| (value + 0.5).floor().min(255.0))));
        let (left, right) = (left.max(clip_left), right.min(clip_right));
        for y in top.max(clip_top)..bottom.min(clip_bottom) {
            let centre = (left * 256 + 128, y * 256 + 128);
            // Each edge is linear along the row: where it is crossed follows, and no pixel is asked.
            let first = edges.map(|(a, b, _)| cross(a, b, centre));
            let steps = edges.map(|(a, b, _)| (a.1 - b.1) * 256);
            let (mut from, mut to) = (0, right - left);
            for ((value, step), (_, _, bias)) in first.into_iter().zip(steps).zip(edges) {
                let value = value + bias;
                match step {
                    0 if value < 0 => to = 0,
                    0 => {}
                    1.. => from = from.max(-value.div_euclid(step)),
                    _ => to = to.min(value.div_euclid(-step) + 1),
                }
            }
            for x in from..to.max(from) {
                let at = (left + x) as usize;
                if let Some((paint, whole)) = flat {
                    if paint[3] >= 255.0 {
                        let row = y as usize * self.width;
                        let span = row + at..row + (left + to) as usize;
                        self.pixels[span].fill(whole);
                        break;
                    }
                    self.lay(at, y as usize, paint);
                } else {
                    let weight = |edge: usize| (first[edge] + steps[edge] * x) as f32 / area as f32;
                    let weights = [weight(0), weight(1), weight(2)];
                    self.blend(at, y as usize, &corners, weights, texture);
                }
            }
        }
    }

    fn blend(
        &mut self,
        x: usize,
        y: usize,
        corners: &[Vertex; 3],
        weights: [f32; 3],
        texture: &Texture,
    ) {
        let mut tint = [0.0; 4];
        let mut at = Pos2::ZERO;
        for (corner, weight) in corners.iter().zip(weights) {
            let colour = channels(corner.color);
            tint = std::array::from_fn(|i| tint[i] + colour[i] * weight);
            at += corner.uv.to_vec2() * weight;
        }
        self.lay(x, y, tinted(tint, texture.sample(at)));
    }

    /// Lays a premultiplied colour over a pixel.
    fn lay(&mut self, x: usize, y: usize, paint: [f32; 4]) {
        let rest = 1.0 - paint[3] / 255.0;
        for (value, paint) in self.pixels[y * self.width + x].iter_mut().zip(paint) {
            *value = (paint + *value * rest + 0.5).floor().clamp(0.0, 255.0);
        }
    }
}

fn tinted([r, g, b, a]: [f32; 4], [tr, tg, tb, ta]: [f32; 4]) -> [f32; 4] {
    [
        r * tr / 255.0,
        g * tg / 255.0,
        b * tb / 255.0,
        a * ta / 255.0,
    ]
}

impl egui_kittest::TestRenderer for Raster {
    fn handle_delta(&mut self, delta: &mut TexturesDelta) {
        for (id, list) in delta.set.drain() {
            for change in list {
                let ImageData::Color(image) = &change.image;
                let [width, height] = image.size;
                let texels: Vec<_> = image.pixels.iter().map(|c| channels(*c)).collect();
                if let Some([x, y]) = change.pos {
                    let texture = self
                        .textures
                        .get_mut(&id)
                        .expect("a part follows its whole");
                    for (row, line) in texels.chunks(width).enumerate() {
                        let start = (y + row) * texture.width + x;
                        texture.texels[start..start + width].copy_from_slice(line);
                    }
                } else {
                    let nearest = change.options.magnification == TextureFilter::Nearest;
                    self.textures.insert(
                        id,
                        Texture {
                            width,
                            height,
                            texels,
                            nearest,
                        },
                    );
                }
            }
        }
        for id in delta.free.drain() {
            self.textures.remove(&id);
        }
    }

    fn render(
        &mut self,
        ctx: &egui::Context,
        output: &FullOutput,
    ) -> Result<image::RgbaImage, String> {
        let scale = ctx.pixels_per_point();
        let size = ctx.content_rect().size() * scale;
        let (width, height) = (size.x.round() as usize, size.y.round() as usize);
        let mut canvas = Canvas {
            width,
            pixels: vec![[0.0; 4]; width * height],
            clip: [0; 4],
        };
        for part in ctx.tessellate(output.shapes.clone(), scale) {
            let Primitive::Mesh(mesh) = &part.primitive else {
                continue;
            };
            let Some(texture) = self.textures.get(&mesh.texture_id) else {
                continue;
            };
            let pixel = |v: f32, most: usize| ((v * scale).round() as i64).clamp(0, most as i64);
            let clip = part.clip_rect;
            canvas.clip = [
                pixel(clip.min.x, width),
                pixel(clip.min.y, height),
                pixel(clip.max.x, width),
                pixel(clip.max.y, height),
            ];
            canvas.mesh(mesh, texture, scale);
        }
        let bytes = canvas.pixels.iter().flatten().map(|v| *v as u8).collect();
        image::RgbaImage::from_raw(width as u32, height as u32, bytes)
            .ok_or_else(|| "size".to_owned())
    }
}
