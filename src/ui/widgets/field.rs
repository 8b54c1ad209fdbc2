//! A field: its label above, the control, and words below for help or a fault.

use std::sync::Arc;

use egui::{
    Align, FontId, Id, Label, Layout, Rect, Response, RichText, Sense, Stroke, TextBuffer,
    TextEdit, Ui, UiBuilder, WidgetInfo, accesskit::Role, text::LayoutJob,
    text_edit::TextEditOutput, vec2,
};

use super::{super::theme, focus_ring, sign, spoken, spoken::Soon, typed};

/// What stands around a control.
#[derive(Clone, Copy, Debug, Default)]
#[expect(clippy::struct_field_names, reason = "help is what stands below")]
pub(in crate::ui) struct Help<'a> {
    /// The label above.
    pub label: &'a str,
    /// A word beside the label, such as the key that serves the field.
    pub aside: Aside<'a>,
    /// The fault below, which beats the help.
    pub fault: Option<&'a str>,
    /// The help below.
    pub help: &'a str,
    /// Whether the fault is said as soon as it shows: its field has just been left.
    pub is_news: bool,
}

/// A word beside a label, where room is short.
#[derive(Clone, Copy, Debug, Default)]
pub(in crate::ui) struct Aside<'a> {
    /// What is seen.
    pub shown: &'a str,
    /// The whole of it, for screen readers.
    pub name: &'a str,
}

impl<'a> From<&'a str> for Aside<'a> {
    fn from(shown: &'a str) -> Self {
        Self { shown, name: shown }
    }
}

/// Shows a control with its label and with a line below that is kept free, so that nothing jumps where one is enough.
pub(in crate::ui) fn field(
    ui: &mut Ui,
    help: Help<'_>,
    add: impl FnOnce(&mut Ui) -> Response,
) -> Response {
    let colours = theme::palette(ui);
    let sizes = theme::Metrics::of(ui);
    ui.spacing_mut().item_spacing.y = sizes.tight;
    let line = vec2(ui.available_width(), sizes.line);
    let layout = Layout::left_to_right(Align::Center);
    let label = ui
        .allocate_ui_with_layout(line, layout, |ui| {
            ui.set_height(sizes.line);
            let label = RichText::new(help.label)
                .font(theme::medium(theme::LABEL))
                .color(colours.text);
            let label = ui.label(label);
            if !help.aside.shown.is_empty() {
                ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                    let aside = RichText::new(help.aside.shown).size(theme::SMALL);
                    let aside = ui.add(Label::new(aside.color(colours.muted)).truncate());
                    // The control says it.
                    spoken::silence(&aside);
                });
            }
            label
        })
        .inner;
    let response = ui
        .scope(|ui| {
            if help.fault.is_some() {
                mark_faulty(ui);
            }
            let response = add(ui);
            focus_ring_unless_text(ui, &response);
            response
        })
        .inner
        .labelled_by(label.id);
    describe(ui, &response, help);
    let below = words_below(ui, response.id, help);
    if response.gained_focus() {
        // What is wrong stands below it.
        ui.scroll_to_rect(response.rect.union(below), None);
    }
    response
}

/// Has a control say what stands around it, and on Linux what is chosen, which nothing else hands on of a choice.
fn describe(ui: &Ui, control: &Response, help: Help<'_>) {
    let chosen = ui.ctx().accesskit_node_builder(control.id, |node| {
        let tells = cfg!(target_os = "linux") && node.role() == Role::ComboBox;
        tells.then(|| node.value().map(str::to_owned)).flatten()
    });
    let chosen = chosen.flatten().unwrap_or_default();
    let below = help.fault.unwrap_or(help.help);
    spoken::describe(control, &[&chosen, below, help.aside.name]);
}

fn focus_ring_unless_text(ui: &Ui, response: &Response) {
    // A text field shows its focus by its own border and the caret.
    if TextEdit::load_state(ui.ctx(), response.id).is_none() {
        focus_ring(ui, response);
    }
}

fn mark_faulty(ui: &mut Ui) {
    let colour = theme::palette(ui).bad;
    let visuals = ui.visuals_mut();
    for state in [&mut visuals.widgets.inactive, &mut visuals.widgets.hovered] {
        state.bg_stroke = Stroke::new(1.5, colour);
    }
    visuals.widgets.active.bg_stroke = Stroke::new(2.0, colour);
    visuals.selection.stroke = Stroke::new(2.0, colour);
}

/// Shows the fault or the help of a control whole, on as many lines as it takes; returns where.
fn words_below(ui: &mut Ui, control: Id, help: Help<'_>) -> Rect {
    let colours = theme::palette(ui);
    let (said, colour) = match help.fault {
        Some(fault) => (fault, colours.bad),
        None => (help.help, colours.muted),
    };
    let width = ui.available_width();
    let room = width - help.fault.map_or(0.0, |_| SIGN + SIGN_GAP);
    let font = FontId::proportional(theme::SMALL);
    let words = ui.painter().layout(said.to_owned(), font, colour, room);
    let height = theme::Metrics::of(ui).line.max(words.size().y);
    let (rect, _) = ui.allocate_exact_size(vec2(width, height), Sense::hover());
    // One line stands in the middle of its room; of several the sign stands at the first.
    let align = if words.rows.len() > 1 {
        Align::Min
    } else {
        Align::Center
    };
    let layout = Layout::left_to_right(align);
    let known = UiBuilder::new().scope_id(control.with("below"));
    let mut below = ui.new_child(known.max_rect(rect).layout(layout));
    below.spacing_mut().item_spacing.x = SIGN_GAP;
    if help.fault.is_some() {
        sign(&mut below, theme::icon::CIRCLE_ALERT, SIGN, colour);
    }
    if !said.is_empty() {
        let shown = below.label(words);
        if help.fault.is_some() && help.is_news {
            spoken::reword(&shown, &format!("{}: {said}", help.label));
            spoken::announce(&shown, Soon::Next);
        }
    }
    rect
}

/// The sign of a fault, as wide as it is high.
const SIGN: f32 = theme::LABEL;

/// Between the sign of a fault and its words.
const SIGN_GAP: f32 = 4.0;

/// A line to type into, as wide as there is room; a letter without a picture stands there as a mid-dot.
pub(in crate::ui) fn text_edit(ui: &mut Ui, id: Id, text: &mut String, hint: &str) -> Response {
    let hint = RichText::new(hint).color(theme::palette(ui).muted.gamma_multiply(0.8));
    let size = vec2(ui.available_width(), theme::CONTROL);
    let colour = theme::palette(ui).text;
    let mut dotted = |ui: &Ui, text: &dyn TextBuffer, _: f32| {
        let text = theme::without_boxes(ui, text.as_str());
        let font = FontId::proportional(theme::BODY);
        let mut job = LayoutJob::simple_singleline(text, font, colour);
        job.keep_trailing_whitespace = true;
        ui.fonts_mut(|fonts| fonts.layout_job(job))
    };
    // Also for plain text: what is typed in this frame is laid out in this frame.
    let edit = TextEdit::singleline(text)
        .id(id)
        .hint_text(hint)
        .layouter(&mut dotted)
        .margin(egui::Margin::symmetric(10, 6))
        .desired_width(f32::INFINITY)
        .align(egui::Align2::LEFT_CENTER);
    let response = ui.add_sized(size, |ui: &mut Ui| {
        let shown = edit.show(ui);
        beyond_line(ui, &shown);
        shown.response.response
    });
    typed::note(ui, &response, text);
    response
}

/// Draws what marks reach beyond the line, at which the toolkit cuts them: the macron of an Û\u{304}, and behind the last
/// letter the comma of a K\u{315}.
fn beyond_line(ui: &Ui, shown: &TextEditOutput) {
    // So far the toolkit draws.
    let line = shown.text_clip_rect.expand(1.0);
    let room = shown.response.response.rect;
    let ink = shown.galley.mesh_bounds;
    // A text is drawn at whole pixels.
    let ink = ink.translate(shown.galley_pos.to_vec2()).expand(0.5);
    let above = line.with_max_y(line.min.y).with_min_y(room.min.y);
    let below = line.with_min_y(line.max.y).with_max_y(room.max.y);
    let behind = room.with_min_x(line.max.x);
    // A text that is longer than the field is cut there.
    let fits = shown.galley.size().x <= line.width();
    let colour = theme::palette(ui).text;
    for (part, is_cut) in [
        (above, ink.min.y < line.min.y),
        (below, ink.max.y > line.max.y),
        (behind, fits && ink.max.x > line.max.x),
    ] {
        if is_cut {
            let painter = ui.painter_at(part);
            painter.galley(shown.galley_pos, Arc::clone(&shown.galley), colour);
        }
    }
}

/// Whether a control is a line to type into, or was when it last showed.
pub(in crate::ui) fn is_text(ui: &Ui, id: Id) -> bool {
    TextEdit::load_state(ui.ctx(), id).is_some()
}

/// Whether something is marked in a line to type into, or stands behind its caret.
pub(in crate::ui) fn may_delete(ui: &Ui, id: Id, text: &str) -> bool {
    let state = TextEdit::load_state(ui.ctx(), id);
    let caret = state.and_then(|state| state.cursor.char_range());
    let end = text.chars().count();
    caret.is_some_and(|caret| !caret.is_empty() || caret.primary.index.0 < end)
}

/// A line to search with: a sign and a hint inside, its name for screen readers.
pub(in crate::ui) fn search_field(
    ui: &mut Ui,
    id: Id,
    text: &mut String,
    [name, hint]: [&str; 2],
) -> Response {
    let colours = theme::palette(ui);
    let sign = RichText::new(theme::icon::SEARCH)
        .font(theme::icons(theme::ICON))
        .color(colours.muted);
    let hint = RichText::new(hint).color(colours.muted);
    let response = ui.add_sized(
        vec2(ui.available_width(), theme::CONTROL),
        TextEdit::singleline(text)
            .id(id)
            .prefix(sign)
            .hint_text(hint)
            .margin(egui::Margin::symmetric(10, 6))
            .desired_width(f32::INFINITY)
            .align(egui::Align2::LEFT_CENTER),
    );
    let name = name.to_owned();
    response.widget_info(|| WidgetInfo::labeled(Role::SearchInput, true, &name));
    response
}

#[cfg(test)]
mod tests {
    use egui::{Context, RawInput, Shape, epaint::TextShape};

    use super::*;

    /// Shows a text in a field; returns where the ink of each glyph lies, and where drawing ends.
    fn inks(context: &Context, text: &str) -> (Vec<Rect>, Rect) {
        let mut shown = None;
        let mut drawn = Rect::NOTHING;
        // Fonts that are installed are there from the next frame on.
        for _ in 0..2 {
            let mut typed = text.to_owned();
            let mut output = context.run_ui(RawInput::default(), |ui| {
                text_edit(ui, Id::unique("field"), &mut typed, "");
            });
            output.textures_delta.clear();
            for it in output.shapes {
                if let Shape::Text(text_shape) = it.shape
                    && text_shape.galley.text() == text
                {
                    drawn = drawn.union(it.clip_rect);
                    shown = Some(text_shape);
                }
            }
        }
        let TextShape { pos, galley, .. } = shown.unwrap();
        let rows = galley.rows.iter();
        let glyphs = rows.flat_map(|row| row.glyphs.iter().map(move |glyph| (row.pos, glyph)));
        let inks = glyphs.filter(|(_, glyph)| !glyph.uv_rect.is_nothing());
        let inks = inks.map(|(row, glyph)| {
            let corner = pos + row.to_vec2() + glyph.pos.to_vec2() + glyph.uv_rect.offset;
            Rect::from_min_size(corner, glyph.uv_rect.size)
        });
        (inks.collect(), drawn)
    }

    /// The sequences of DIN 91379 have no code point of their own: each mark is drawn at its letter, and whole.
    #[test]
    fn each_mark_of_german_registers_is_seen_at_its_letter() {
        let table = include_str!("../../../tests/data/din91379.tsv").lines();
        let sequences = table.skip(1).filter_map(|row| {
            let points = row.split('\t').next()?.split(' ');
            let letters = points.map(|hex| char::from_u32(u32::from_str_radix(hex, 16).unwrap()));
            let letters: String = letters.map(Option::unwrap).collect();
            (letters.chars().count() > 1).then_some(letters)
        });
        let sequences: Vec<String> = sequences.collect();
        assert_eq!(sequences.len(), 149);
        let mut wrong = Vec::new();
        for scale in [1.0, 2.0] {
            let context = Context::default();
            theme::install(&context);
            context.set_pixels_per_point(scale);
            for text in &sequences {
                let (inks, clip) = inks(&context, text);
                let [base, marks @ ..] = inks.as_slice() else {
                    panic!("{text} shows nothing");
                };
                // K\u{35F}H: the line stands below both.
                let (base, marks) = match marks {
                    [marks @ .., other] if text.ends_with(['H', 'h']) => {
                        (base.union(*other), marks)
                    }
                    marks => (*base, marks),
                };
                let is_beside = text.contains(['\u{315}', '\u{31B}']);
                let is_at = |mark: &Rect| {
                    let x = if is_beside {
                        mark.min.x
                    } else {
                        mark.center().x
                    };
                    base.expand(if is_beside { 4.0 } else { 0.0 })
                        .x_range()
                        .contains(x)
                };
                let is_whole = inks.iter().all(|ink| clip.contains_rect(*ink));
                if marks.is_empty() || !marks.iter().all(is_at) || !is_whole {
                    wrong.push(format!("{text} {scale} {inks:?} {clip:?}"));
                }
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }
}
