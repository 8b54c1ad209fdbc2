//! A table of rows to choose from: only those in view are laid out, and each is known by its own number, wherever it
//! stands.

use egui::{
    Align2, Color32, CornerRadius, FontId, Id, Key, Margin, Rect, Response, Sense, Shape, Stroke,
    StrokeKind, Ui, WidgetInfo,
    accesskit::Role,
    epaint::text::{LayoutJob, TextWrapping},
    pos2, vec2,
};
use egui_extras::{Column, TableBuilder, TableRow};

use super::{super::theme, Tone, focus_ring, spoken};

/// What stands above a column.
#[derive(Debug)]
pub(in crate::ui) struct Head {
    /// In a word.
    pub title: String,
    /// The same for screen readers, with the order.
    pub says: String,
    /// How the column orders the rows; nothing where it cannot.
    pub sorted: Option<Sorted>,
}

/// How a column orders the rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::ui) enum Sorted {
    /// Another does.
    No,
    /// The least first.
    Rising,
    /// The greatest first.
    Falling,
}

/// A table but for its rows.
#[derive(Debug)]
pub(in crate::ui) struct Table<'a> {
    /// What tells it from other tables.
    pub salt: &'static str,
    /// What it is called.
    pub name: &'a str,
    /// The columns with their widths; the one without takes what is left.
    pub columns: &'a [(Head, Option<f32>)],
    /// What a click on the head of a column does.
    pub hint: &'a str,
    /// How many rows there are.
    pub rows: usize,
    /// The place of the chosen one.
    pub chosen: Option<usize>,
    /// Whether that must come into view.
    pub follow: bool,
    /// Where the keys that move the choice go.
    pub keys: Keys,
}

/// Where the keys go that move the choice: a screen reader says what they have moved to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::ui) enum Keys {
    /// To another field, which is what is heard.
    Elsewhere,
    /// To a field, through which the chosen row is heard.
    Through(Id),
    /// To the chosen row itself.
    Row,
}

impl Table<'_> {
    /// Shows a row over a width; returns how it was clicked.
    fn row_ui(
        &self,
        line: &mut TableRow<'_, '_>,
        row: &Row,
        table: Id,
        width: f32,
    ) -> Option<Clicked> {
        let place = line.index();
        let (mut ground, mut whole) = (None, true);
        for cell in &row.cells {
            line.col(|ui| {
                if ground.is_none() {
                    let rect = ui.max_rect().with_max_x(ui.max_rect().min.x + width);
                    // The table itself would know the row by its place.
                    ground = Some(self.ground_ui(ui, table.with(row.id), rect, place));
                }
                whole &= cell_ui(ui, cell);
            });
        }
        let response = ground?;
        let chosen = self.chosen == Some(place);
        response.widget_info(|| WidgetInfo::selected(Role::ListBoxOption, true, chosen, &row.says));
        spoken::select(&response, chosen);
        spoken::count(&response, place);
        let enter = response.ctx.input(|input| input.key_pressed(Key::Enter));
        // Both clicks must have been for this row: another may have come to lie there after the first.
        let again = chosen && (response.double_clicked() || enter);
        let how = if again { Clicked::Again } else { Clicked::Row };
        let clicked = response.clicked().then(|| how(place));
        if !whole {
            response.on_hover_text_at_pointer(&row.says);
        }
        clicked
    }

    /// Paints what lies below all cells of a row, and hears what happens to it.
    ///
    /// Only the chosen one is reached by the Tab key; the others are reached by the arrows.
    fn ground_ui(&self, ui: &Ui, id: Id, rect: Rect, place: usize) -> Response {
        let colours = theme::palette(ui);
        let chosen = self.chosen == Some(place);
        let sense = if chosen { Sense::click() } else { Sense::CLICK };
        let response = ui.interact(rect, id, sense);
        let corners = CornerRadius::same(6);
        let painter = ui.painter();
        if chosen {
            let stroke = Stroke::new(1.0, colours.accent);
            let inside = StrokeKind::Inside;
            painter.rect(rect, corners, colours.accent_soft, stroke, inside);
            self.hear(ui, &response);
        } else if response.hovered() {
            painter.rect_filled(rect, corners, colours.hover);
        }
        if !chosen && place + 1 < self.rows {
            let stroke = Stroke::new(1.0, colours.line);
            painter.hline(rect.x_range().shrink(INSET), rect.max.y, stroke);
        }
        focus_ring(ui, &response);
        response
    }

    /// Lets the chosen row be heard.
    fn hear(&self, ui: &Ui, row: &Response) {
        match self.keys {
            Keys::Through(field) => {
                let row = row.id.accesskit_id();
                ui.ctx()
                    .accesskit_node_builder(field, |field| field.set_active_descendant(row));
            }
            Keys::Row if self.follow => row.request_focus(),
            Keys::Row | Keys::Elsewhere => {}
        }
    }
}

/// A row.
#[derive(Debug)]
pub(in crate::ui) struct Row {
    /// What it is known by: its place may change between two clicks.
    pub id: u32,
    /// What stands in each column.
    pub cells: Vec<Cell>,
    /// All of it, for screen readers, and for the pointer where a cell has no room.
    pub says: String,
}

/// What stands in a column.
#[derive(Debug)]
pub(in crate::ui) enum Cell {
    /// What the row is called by.
    Number(String),
    /// A name, and in small letters below it what has no column of its own.
    Name(String, String),
    /// Words.
    Words(String),
    /// A state in a word, with its sign and its colour.
    State(Tone, String),
}

/// What was clicked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::ui) enum Clicked {
    /// The head of a column, by its place.
    Head(usize),
    /// A row, by its place.
    Row(usize),
    /// The chosen row, once more or with Enter.
    Again(usize),
}

/// Shows a table on a card, as high as its rows or as there is room; returns what was clicked.
pub(in crate::ui) fn table(
    ui: &mut Ui,
    table: &Table<'_>,
    row: impl Fn(usize) -> Option<Row>,
) -> Option<Clicked> {
    let mut clicked = None;
    let card = theme::card(ui).inner_margin(Margin::same(EDGE));
    card.show(ui, |ui| {
        spoken::list(ui, table.name, table.rows);
        ui.spacing_mut().item_spacing = vec2(GAP, 0.0);
        // As deep as it is elsewhere, the chosen row would stand in it at the end of a page.
        ui.spacing_mut().scroll.fade.size = FADE;
        let id = ui.scope_id().with(table.salt);
        let (widths, width) = widths(ui, table);
        // Rows follow at once: one that glides stands nowhere.
        let mut builder = TableBuilder::new(ui)
            .id_salt(table.salt)
            .min_scrolled_height(0.0)
            .auto_shrink([false, true])
            .animate_scrolling(false);
        for width in widths {
            // Words are cut by themselves, and what is painted of a row reaches over all its cells.
            builder = builder.column(Column::exact(width).clip(false));
        }
        if let Some(place) = table.chosen.filter(|_| table.follow) {
            builder = builder.scroll_to_row(place, None);
        }
        let body = builder.header(theme::CONTROL, |mut line| {
            for (place, (head, _)) in table.columns.iter().enumerate() {
                line.col(|ui| {
                    if head_ui(ui, id.with(("head", place)), head, table.hint) {
                        clicked = Some(Clicked::Head(place));
                    }
                });
            }
        });
        body.body(|body| {
            body.rows(theme::ROW, table.rows, |mut line| {
                if let Some(row) = row(line.index()) {
                    clicked = table.row_ui(&mut line, &row, id, width).or(clicked);
                }
            });
        });
    });
    clicked
}

/// Returns how wide the columns are, and all together.
fn widths(ui: &Ui, table: &Table<'_>) -> (Vec<f32>, f32) {
    let width = ui.available_width() - ui.spacing().scroll.allocated_width();
    let known: f32 = table.columns.iter().filter_map(|(_, width)| *width).sum();
    let gaps: f32 = table.columns.iter().skip(1).map(|_| GAP).sum();
    let rest = (width - known - gaps).max(0.0);
    let columns = table.columns.iter();
    (columns.map(|(_, own)| own.unwrap_or(rest)).collect(), width)
}

/// Shows the head of a column; returns whether it was clicked.
///
/// The Tab key passes it by: on its way to the chosen row that would be six stops, and the order has a key of its own.
fn head_ui(ui: &Ui, id: Id, head: &Head, hint: &str) -> bool {
    let colours = theme::palette(ui);
    let rect = ui.max_rect();
    let sense = head.sorted.map_or(Sense::HOVER, |_| Sense::CLICK);
    let response = ui.interact(rect, id, sense);
    let by_this = matches!(head.sorted, Some(Sorted::Rising | Sorted::Falling));
    let colour = if by_this || (response.hovered() && head.sorted.is_some()) {
        colours.text
    } else {
        colours.muted
    };
    let at = rect.min.x + INSET;
    let room = rect.max.x - at - if by_this { ARROW } else { 0.0 };
    let words = one_line(&head.title, theme::medium(theme::SMALL), colour, room);
    let words = ui.painter().layout_job(words);
    let (width, height) = (words.size().x, words.size().y);
    let top = rect.center().y - height / 2.0;
    ui.painter().galley(pos2(at, top), words, colour);
    match head.sorted {
        Some(Sorted::Rising) => arrow(ui, pos2(at + width + ARROW, rect.center().y), -1.0),
        Some(Sorted::Falling) => arrow(ui, pos2(at + width + ARROW, rect.center().y), 1.0),
        Some(Sorted::No) | None => {}
    }
    let line = Stroke::new(1.0, colours.line);
    ui.painter()
        .hline(rect.x_range().expand(GAP / 2.0), rect.max.y, line);
    response.widget_info(|| WidgetInfo::labeled(Role::ColumnHeader, true, &head.says));
    head.sorted.is_some() && response.on_hover_text(hint).clicked()
}

/// Paints a small arrow that ends at a point, down or up.
fn arrow(ui: &Ui, end: egui::Pos2, down: f32) {
    let middle = end - vec2(3.5, 0.0);
    let points = [(-3.5, -2.0), (3.5, -2.0), (0.0, 2.5)];
    let points = points.map(|(x, y)| middle + vec2(x, y * down)).to_vec();
    let colour = theme::palette(ui).text;
    ui.painter()
        .add(Shape::convex_polygon(points, colour, Stroke::NONE));
}

/// Paints a cell; returns whether all of it has room.
fn cell_ui(ui: &Ui, cell: &Cell) -> bool {
    let colours = theme::palette(ui);
    let rect = ui.max_rect();
    let line = |text: &str, font, colour, middle: f32| {
        let left = rect.min.x + INSET;
        let text = theme::without_boxes(ui, text);
        let words = one_line(&text, font, colour, rect.max.x - left);
        let words = ui.painter().layout_job(words);
        let whole = !words.elided;
        let top = middle - words.size().y / 2.0;
        ui.painter().galley(pos2(left, top), words, colour);
        whole
    };
    let middle = rect.center().y;
    let small = FontId::proportional(theme::SMALL);
    match cell {
        Cell::Number(number) => {
            let font = theme::semibold(theme::HEADING);
            line(number, font, colours.text, middle)
        }
        Cell::Words(words) => {
            let font = FontId::proportional(theme::LABEL);
            line(words, font, colours.text, middle)
        }
        Cell::Name(name, below) if below.is_empty() => {
            line(name, theme::medium(theme::BODY), colours.text, middle)
        }
        Cell::Name(name, below) => {
            let font = theme::medium(theme::BODY);
            let both = line(name, font, colours.text, middle - 9.0);
            line(below, small, colours.muted, middle + 10.0) && both
        }
        Cell::State(tone, state) => {
            badge_ui(ui, rect, *tone, state);
            true
        }
    }
}

/// Paints a state at the left of its cell.
fn badge_ui(ui: &Ui, cell: Rect, tone: Tone, state: &str) {
    let (icon, colour, ground) = tone.look(ui);
    let painter = ui.painter();
    let words = painter.layout_no_wrap(state.to_owned(), theme::medium(theme::SMALL), colour);
    let middle = cell.center().y;
    let size = vec2(words.size().x + 38.0, 24.0);
    let rect = Rect::from_min_size(pos2(cell.min.x, middle - 12.0), size);
    painter.rect_filled(rect, 12, ground);
    painter.text(
        pos2(rect.min.x + 10.0, middle),
        Align2::LEFT_CENTER,
        icon,
        theme::icons(theme::LABEL),
        colour,
    );
    let at = pos2(rect.min.x + 28.0, middle - words.size().y / 2.0);
    painter.galley(at, words, colour);
}

/// Words that end in an ellipsis where there is no more room.
fn one_line(text: &str, font: FontId, colour: Color32, room: f32) -> LayoutJob {
    let mut job = LayoutJob::simple_singleline(text.to_owned(), font, colour);
    job.wrap = TextWrapping::truncate_at_width(room);
    job
}

/// Between the card and its rows.
const EDGE: i8 = 4;
/// Between columns.
const GAP: f32 = 6.0;
/// Between the edge of a cell and its words.
const INSET: f32 = 10.0;
/// How deep the rows fade where more of them follow.
const FADE: f32 = 8.0;
/// The room of the arrow that shows the order.
const ARROW: f32 = 12.0;
