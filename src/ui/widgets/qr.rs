//! A QR symbol that any phone can read from the screen: whole physical pixels, hard edges, white margin.

use egui::{
    ColorImage, Rect, Response, Sense, TextureHandle, TextureOptions, Ui, Vec2, WidgetInfo,
    accesskit::Role, pos2,
};

use super::super::theme;

/// A symbol as a texture, made once and kept while the same symbol is shown.
#[derive(Default)]
pub(in crate::ui) struct Qr {
    shown: Option<(String, TextureHandle)>,
}

impl std::fmt::Debug for Qr {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Qr(hidden)")
    }
}

impl Qr {
    /// How far the plate reaches beyond the symbol on every side; whoever shows it leaves that room.
    pub(in crate::ui) const PLATE: f32 = 6.0;

    /// Shows a symbol as large as fits; `key` tells symbols apart, `name` is read by screen readers.
    pub(in crate::ui) fn ui(
        &mut self,
        ui: &mut Ui,
        key: &str,
        name: &str,
        (side, modules): (usize, &[bool]),
    ) -> Response {
        let texture = self.texture(ui, key, side, modules).id();
        let pixels_per_point = ui.ctx().pixels_per_point();
        let room = ui.available_size().min_elem() * pixels_per_point;
        #[expect(
            clippy::cast_precision_loss,
            reason = "a symbol has at most 185 modules a side"
        )]
        let modules_a_side = (side + 2 * theme::QUIET_ZONE) as f32;
        let module = (room / modules_a_side).floor().max(1.0);
        let length = module * modules_a_side / pixels_per_point;
        let (rect, response) = ui.allocate_exact_size(Vec2::splat(length), Sense::hover());
        // Snapped to the pixel grid, or every edge would be grey.
        let corner = (rect.min * pixels_per_point).round() / pixels_per_point;
        let rect = Rect::from_min_size(corner, Vec2::splat(length));
        ui.painter()
            .rect_filled(rect.expand(Self::PLATE), 8.0, theme::palette(ui).plate);
        let whole = Rect::from_min_max(pos2(0.0, 0.0), pos2(1.0, 1.0));
        ui.painter()
            .image(texture, rect, whole, theme::palette(ui).plate);
        let name = name.to_owned();
        response.widget_info(|| WidgetInfo::labeled(Role::Image, true, &name));
        response
    }

    fn texture(&mut self, ui: &Ui, key: &str, side: usize, modules: &[bool]) -> &TextureHandle {
        let stale = self.shown.take().filter(|(shown, _)| shown == key);
        let fresh = stale.unwrap_or_else(|| {
            let picture = picture(ui, side, modules);
            (
                key.to_owned(),
                ui.ctx()
                    .load_texture("qr", picture, TextureOptions::NEAREST),
            )
        });
        &self.shown.insert(fresh).1
    }
}

/// One texel a module, with the quiet zone.
fn picture(ui: &Ui, side: usize, modules: &[bool]) -> ColorImage {
    let colours = theme::palette(ui);
    let whole = side + 2 * theme::QUIET_ZONE;
    let mut picture = ColorImage::filled([whole, whole], colours.plate);
    let rows = modules.chunks(side.max(1));
    let targets = picture.pixels.chunks_mut(whole).skip(theme::QUIET_ZONE);
    for (row, target) in rows.zip(targets) {
        for (&dark, texel) in row.iter().zip(target.iter_mut().skip(theme::QUIET_ZONE)) {
            if dark {
                *texel = colours.module;
            }
        }
    }
    picture
}
