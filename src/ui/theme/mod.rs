//! Every colour, size and font of the screens, and nothing else.

pub(in crate::ui) mod icon;
mod palette;

use std::{sync::Arc, time::Duration};

use egui::{
    Context, CornerRadius, FontData, FontDefinitions, FontFamily, FontId, Margin, Stroke,
    TextStyle, Theme, Ui,
    epaint::text::{FontTweak, VariationCoords},
    style::{ScrollStyle, WidgetVisuals},
    vec2,
};

pub(in crate::ui) use palette::Palette;

/// The height of every control.
pub(in crate::ui) const CONTROL: f32 = 36.0;
/// Beyond this a form is not wider: the eye would lose the line.
pub(in crate::ui) const WIDEST: f32 = 1200.0;
/// Words.
pub(in crate::ui) const BODY: f32 = 14.0;
/// Labels.
pub(in crate::ui) const LABEL: f32 = 13.0;
/// Help, faults and keys.
pub(in crate::ui) const SMALL: f32 = 12.0;
/// Headings of a card.
pub(in crate::ui) const HEADING: f32 = 15.0;
/// The name on the result screen.
pub(in crate::ui) const TITLE: f32 = 20.0;
/// The number of a visit.
pub(in crate::ui) const NUMBER: f32 = 26.0;
/// The number that the customer is told.
pub(in crate::ui) const GREAT: f32 = 52.0;
/// A row of a long list; a finger hits it.
pub(in crate::ui) const ROW: f32 = 44.0;
/// Signs beside words.
pub(in crate::ui) const ICON: f32 = 16.0;
/// The white margin of a QR symbol in modules (ISO/IEC 18004, 9.1).
pub(in crate::ui) const QUIET_ZONE: usize = 4;

/// Sizes that shrink with the window.
#[derive(Clone, Copy, Debug)]
pub(in crate::ui) struct Metrics {
    /// The bar at the top.
    pub top: f32,
    /// The bar at the bottom.
    pub bottom: f32,
    /// The status line below it.
    pub status: f32,
    /// The ribbon of training.
    pub ribbon: f32,
    /// Between cards, and around them.
    pub gap: f32,
    /// Inside a card, above and below.
    pub pad: i8,
    /// The list of cases.
    pub side: f32,
    /// A field's label, and the line for help or a fault below it.
    pub line: f32,
    /// Between the parts of a field.
    pub tight: f32,
    /// Between rows of fields.
    pub rows: f32,
    /// Whether cards have room for a heading; the labels of their fields say as much.
    pub headings: bool,
}

impl Metrics {
    /// Chooses the sizes for a window.
    pub(in crate::ui) fn of(ui: &Ui) -> Self {
        let size = ui.ctx().content_rect().size();
        let side = if size.x < 1160.0 { 256.0 } else { 264.0 };
        let high = Self {
            top: 58.0,
            bottom: 66.0,
            status: 28.0,
            ribbon: 26.0,
            gap: 12.0,
            pad: 9,
            side,
            line: 17.0,
            tight: 3.0,
            rows: 6.0,
            headings: true,
        };
        let low = Self {
            top: 46.0,
            bottom: 52.0,
            status: 24.0,
            ribbon: 22.0,
            gap: 8.0,
            pad: 6,
            ..high
        };
        // As low as 600 the whole form stands without scrolling, down to the check list.
        let lowest = Self {
            top: 38.0,
            bottom: 40.0,
            status: 22.0,
            ribbon: 18.0,
            gap: 4.0,
            pad: 4,
            line: 15.0,
            tight: 2.0,
            headings: false,
            ..low
        };
        match size.y {
            ..680.0 => lowest,
            ..860.0 => low,
            _ => high,
        }
    }
}

/// Returns the colours of the theme in use.
pub(in crate::ui) fn palette(ui: &Ui) -> &'static Palette {
    if ui.visuals().dark_mode {
        &palette::DARK
    } else {
        &palette::LIGHT
    }
}

/// A little heavier: labels and buttons.
pub(in crate::ui) fn medium(size: f32) -> FontId {
    FontId::new(size, FontFamily::Name("medium".into()))
}

/// Headings.
pub(in crate::ui) fn semibold(size: f32) -> FontId {
    FontId::new(size, FontFamily::Name("semibold".into()))
}

/// Signs.
pub(in crate::ui) fn icons(size: f32) -> FontId {
    FontId::new(size, FontFamily::Name("icons".into()))
}

/// Whether our fonts have every letter of a text.
pub(in crate::ui) fn shows(ui: &Ui, text: &str) -> bool {
    missing(ui, text).is_empty()
}

/// Returns the text with a mid-dot for each letter that would show as a box.
pub(in crate::ui) fn without_boxes(ui: &Ui, text: &str) -> String {
    let missing = missing(ui, text);
    let dotted = |c| if missing.contains(&c) { '·' } else { c };
    text.chars().map(dotted).collect()
}

fn missing(ui: &Ui, text: &str) -> Vec<char> {
    if text.is_ascii() {
        return Vec::new();
    }
    // The weights share their letters; one answers for all.
    let font = FontId::proportional(BODY);
    ui.fonts_mut(|fonts| {
        let unseen = text.chars().filter(|&c| !is_mark(c));
        unseen.filter(|&c| !fonts.has_glyph(&font, c)).collect()
    })
}

/// Joiners and other marks that have no picture of their own.
fn is_mark(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}')
}

/// A card on the ground.
pub(in crate::ui) fn card(ui: &Ui) -> egui::Frame {
    let colours = palette(ui);
    egui::Frame::new()
        .fill(colours.surface)
        .stroke(Stroke::new(1.0, colours.line))
        .corner_radius(10)
        .inner_margin(Margin::symmetric(18, Metrics::of(ui).pad))
}

/// Marks an entry of a list on a ground on which its words and those beside them can be read.
pub(in crate::ui) fn mark_softly(ui: &mut Ui) {
    let ground = palette(ui).accent_soft;
    ui.visuals_mut().selection.bg_fill = ground;
}

/// Gives a context our fonts and both themes; once, before the first frame.
pub fn install(ctx: &Context) {
    ctx.set_fonts(fonts());
    ctx.style_mut_of(Theme::Light, |style| {
        apply(style, &palette::LIGHT, egui::Visuals::light());
    });
    ctx.style_mut_of(Theme::Dark, |style| {
        apply(style, &palette::DARK, egui::Visuals::dark());
    });
}

/// One variable file serves three weights; other scripts follow behind it.
fn fonts() -> FontDefinitions {
    let mut fonts = FontDefinitions::empty();
    let weights = [
        ("inter-400", 400.0),
        ("inter-500", 500.0),
        ("inter-600", 600.0),
    ];
    for (name, weight) in weights {
        let tweak = FontTweak {
            coords: VariationCoords::new([(b"wght", weight)]),
            ..FontTweak::default()
        };
        fonts.font_data.insert(
            name.into(),
            Arc::new(FontData::from_static(INTER).tweak(tweak)),
        );
    }
    let others = [
        ("arabic", ARABIC),
        ("hebrew", HEBREW),
        ("lucide", LUCIDE),
        ("noto", NOTO),
    ];
    for (name, bytes) in others {
        fonts
            .font_data
            .insert(name.into(), Arc::new(FontData::from_static(bytes)));
    }
    let families = [
        (FontFamily::Proportional, "inter-400"),
        (FontFamily::Monospace, "inter-500"),
        (FontFamily::Name("medium".into()), "inter-500"),
        (FontFamily::Name("semibold".into()), "inter-600"),
        (FontFamily::Name("icons".into()), "lucide"),
    ];
    for (family, first) in families {
        let list = [first, "inter-400", "arabic", "hebrew", "lucide", "noto"];
        let list = list.map(str::to_owned).to_vec();
        fonts.families.insert(family, list);
    }
    fonts
}

fn apply(style: &mut egui::Style, colours: &Palette, base: egui::Visuals) {
    style.text_styles = [
        (TextStyle::Heading, semibold(HEADING)),
        (TextStyle::Body, FontId::proportional(BODY)),
        (TextStyle::Button, FontId::proportional(BODY)),
        (TextStyle::Small, FontId::proportional(SMALL)),
        (TextStyle::Monospace, FontId::monospace(LABEL)),
    ]
    .into();
    let spacing = &mut style.spacing;
    spacing.item_spacing = vec2(8.0, 8.0);
    spacing.button_padding = vec2(12.0, 7.0);
    spacing.interact_size = vec2(CONTROL, CONTROL);
    spacing.combo_width = 60.0;
    spacing.combo_height = 320.0;
    spacing.icon_width = 20.0;
    spacing.icon_width_inner = 11.0;
    spacing.icon_spacing = 8.0;
    spacing.menu_margin = Margin::same(6);
    spacing.scroll = ScrollStyle::thin();
    style.interaction.tooltip_delay = 0.4;
    style.interaction.selectable_labels = false;
    style.animation_time = 0.1;
    style.visuals = visuals(colours, base);
}

fn visuals(colours: &Palette, base: egui::Visuals) -> egui::Visuals {
    let mut visuals = base;
    visuals.weak_text_color = Some(colours.muted);
    visuals.panel_fill = colours.ground;
    visuals.window_fill = colours.surface;
    visuals.window_stroke = Stroke::new(1.0, colours.line);
    visuals.window_corner_radius = CornerRadius::same(12);
    visuals.menu_corner_radius = CornerRadius::same(8);
    visuals.extreme_bg_color = colours.field;
    visuals.text_edit_bg_color = Some(colours.field);
    visuals.faint_bg_color = colours.ground;
    visuals.hyperlink_color = colours.accent;
    visuals.error_fg_color = colours.bad;
    visuals.selection.bg_fill = colours.accent.gamma_multiply(0.28);
    visuals.selection.stroke = Stroke::new(2.0, colours.accent);
    visuals.text_cursor.stroke = Stroke::new(1.5, colours.accent);
    visuals.text_cursor.blink = false;
    visuals.disabled_alpha = 0.5;
    let state = |fill, outline: Stroke, words| WidgetVisuals {
        bg_fill: fill,
        weak_bg_fill: fill,
        bg_stroke: outline,
        fg_stroke: Stroke::new(1.5, words),
        corner_radius: CornerRadius::same(7),
        expansion: 0.0,
    };
    let widgets = &mut visuals.widgets;
    widgets.noninteractive = state(
        colours.surface,
        Stroke::new(1.0, colours.line),
        colours.text,
    );
    widgets.inactive = state(
        colours.field,
        Stroke::new(1.0, colours.outline),
        colours.text,
    );
    widgets.hovered = state(colours.hover, Stroke::new(1.0, colours.muted), colours.text);
    widgets.active = state(
        colours.hover,
        Stroke::new(2.0, colours.accent),
        colours.text,
    );
    widgets.open = state(
        colours.field,
        Stroke::new(2.0, colours.accent),
        colours.text,
    );
    visuals
}

const INTER: &[u8] = include_bytes!("../../../assets/fonts/Inter.ttf");
const LUCIDE: &[u8] = include_bytes!("../../../assets/fonts/Lucide.ttf");
const ARABIC: &[u8] = include_bytes!("../../../assets/fonts/NotoSansArabic.ttf");
const HEBREW: &[u8] = include_bytes!("../../../assets/fonts/NotoSansHebrew.ttf");
/// That of the paper, for the letters and marks of German registers that Inter lacks.
const NOTO: &[u8] = include_bytes!("../../../assets/fonts/NotoSans-Regular.ttf");

/// How often seconds that are counted are drawn anew.
pub(super) const COUNTDOWN: Duration = Duration::from_millis(250);

#[cfg(test)]
mod tests {
    use super::*;

    /// What German registers write (DIN 91379) is seen as it is typed.
    #[test]
    fn the_window_has_every_letter_and_sign_of_german_registers() {
        let context = Context::default();
        install(&context);
        let mut rows = 0;
        // Fonts that are installed are there from the next frame on.
        for _ in 0..2 {
            let mut shown = context.run_ui(egui::RawInput::default(), |ui| {
                rows = 0;
                for row in include_str!("../../../tests/data/din91379.tsv")
                    .lines()
                    .skip(1)
                {
                    let points = row.split('\t').next().unwrap().split(' ');
                    let letters = points.map(|hex| u32::from_str_radix(hex, 16).unwrap());
                    let text: String = letters.map(|c| char::from_u32(c).unwrap()).collect();
                    assert!(shows(ui, &text), "{row}");
                    rows += 1;
                }
                assert!(!shows(ui, "\u{12345}"));
            });
            shown.textures_delta.clear();
        }
        assert_eq!(rows, 649 + 18);
    }
}
