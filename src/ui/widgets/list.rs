//! A row of a long list, painted in one go: number, words in two lines, state and time.

use egui::{
    Align2, Color32, CornerRadius, FontId, Rect, Response, Sense, Stroke, StrokeKind, Ui,
    WidgetInfo,
    accesskit::Role,
    epaint::text::{LayoutJob, TextWrapping},
    pos2, vec2,
};

use super::{super::theme, Tone, focus_ring};

/// What a row shows.
#[derive(Clone, Copy, Debug)]
pub(in crate::ui) struct ListRow<'a> {
    /// Whether it is the chosen one.
    pub chosen: bool,
    /// The number at the left.
    pub number: &'a str,
    /// The first line.
    pub name: &'a str,
    /// The second line.
    pub aside: &'a str,
    /// The sign and the colour of the state.
    pub tone: Tone,
    /// The state in a word.
    pub state: &'a str,
    /// The time at the right.
    pub time: &'a str,
}

/// Shows a row where it belongs.
///
/// Only the chosen one is reached by the Tab key; the others are reached by the arrows.
pub(in crate::ui) fn list_row(ui: &mut Ui, rect: Rect, row: ListRow<'_>) -> Response {
    let colours = theme::palette(ui);
    let sense = if row.chosen {
        Sense::click()
    } else {
        Sense::CLICK
    };
    let id = ui.scope_id().with(row.number);
    let response = ui.interact(rect, id, sense);
    let (fill, outline) = match (row.chosen, response.hovered()) {
        (true, _) => (colours.accent_soft, colours.accent),
        (false, true) => (colours.hover, colours.outline),
        (false, false) => (colours.surface, colours.line),
    };
    let painter = ui.painter();
    let stroke = Stroke::new(1.0, outline);
    painter.rect(
        rect,
        CornerRadius::same(7),
        fill,
        stroke,
        StrokeKind::Inside,
    );
    let middle = rect.center().y;
    painter.text(
        pos2(rect.left() + 14.0, middle),
        Align2::LEFT_CENTER,
        row.number,
        theme::semibold(theme::HEADING),
        colours.text,
    );
    let right = rect.right() - 14.0;
    painter.text(
        pos2(right, middle),
        Align2::RIGHT_CENTER,
        row.time,
        FontId::proportional(theme::SMALL),
        colours.muted,
    );
    let state_right = right - 88.0;
    let state_left = state_ui(ui, pos2(state_right, middle), row);
    let left = rect.left() + 74.0;
    let room = (state_left - 12.0 - left).max(0.0);
    let lines = [
        (
            row.name,
            theme::medium(theme::BODY),
            colours.text,
            rect.top() + 6.0,
        ),
        (
            row.aside,
            FontId::proportional(theme::SMALL),
            colours.muted,
            rect.top() + 25.0,
        ),
    ];
    for (text, font, colour, top) in lines {
        let words = one_line(text, font, colour, room);
        let words = ui.painter().layout_job(words);
        ui.painter().galley(pos2(left, top), words, colour);
    }
    focus_ring(ui, &response);
    let label = [row.number, row.name, row.aside, row.state, row.time].join(", ");
    response.widget_info(|| WidgetInfo::selected(Role::ListBoxOption, true, row.chosen, &label));
    response
}

/// Paints the state to the left of a point; returns where it begins.
fn state_ui(ui: &Ui, right: egui::Pos2, row: ListRow<'_>) -> f32 {
    let (icon, colour, ground) = row.tone.look(ui);
    let painter = ui.painter();
    let words = painter.layout_no_wrap(row.state.to_owned(), theme::medium(theme::SMALL), colour);
    let size = vec2(words.size().x + 38.0, 24.0);
    let rect = Rect::from_min_size(pos2(right.x - size.x, right.y - 12.0), size);
    painter.rect_filled(rect, 12, ground);
    painter.text(
        pos2(rect.left() + 10.0, right.y),
        Align2::LEFT_CENTER,
        icon,
        theme::icons(theme::LABEL),
        colour,
    );
    let at = pos2(rect.left() + 28.0, right.y - words.size().y / 2.0);
    painter.galley(at, words, colour);
    rect.left()
}

/// Words that end in an ellipsis where there is no more room.
fn one_line(text: &str, font: FontId, colour: Color32, room: f32) -> LayoutJob {
    let mut job = LayoutJob::simple_singleline(text.to_owned(), font, colour);
    job.wrap = TextWrapping::truncate_at_width(room);
    job
}
