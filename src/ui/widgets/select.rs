//! A choice among many: closed it shows what is chosen, open it lists all, narrowed by what is typed.

use std::ops::RangeInclusive;

use egui::{
    Align2, Color32, ComboBox, Event, EventFilter, FocusDirection, Id, IdSalt, Key, Modifiers,
    Popup, Response, RichText, ScrollArea, Stroke, TextEdit, TextWrapMode, Ui, WidgetInfo,
    accesskit::Role, text_edit::TextEditState,
};

use super::{
    super::theme,
    spoken::{self, Soon},
};

/// One entry of a list.
#[derive(Clone, Debug)]
pub(in crate::ui) struct Choice<T> {
    /// What is chosen by it.
    pub value: T,
    /// Its words.
    pub label: String,
    /// A further word at the right.
    pub aside: String,
    /// Other words that it is found by.
    pub also: String,
}

/// The words of a search line.
#[derive(Clone, Copy, Debug)]
pub(in crate::ui) struct Search<'a> {
    /// What stands in it while it is empty.
    pub hint: &'a str,
    /// What stands in the list where nothing is found.
    pub nothing: &'a str,
}

/// Shows a choice; returns the response and the value just chosen.
///
/// A letter or the arrow down opens it; where there is a search line, that is where letters go. What is chosen is marked in
/// the open list, or its first entry; arrow keys go on from there, Enter takes it, and Escape goes back.
pub(in crate::ui) fn select<T: Clone>(
    ui: &mut Ui,
    id: Id,
    shown: Result<&str, &str>,
    search: Option<Search<'_>>,
    choices: impl FnOnce() -> Vec<Choice<T>>,
) -> (Response, Option<T>) {
    let colours = theme::palette(ui);
    let words = match shown {
        Ok(chosen) => RichText::new(chosen),
        Err(hint) => RichText::new(hint).color(colours.muted),
    };
    let width = ui.available_width();
    let height = height(ui);
    let mut picked = None;
    open_by_key(ui, id);
    close_by_tab(ui, id);
    let inner = ComboBox::from_id_salt(id)
        .width(width)
        .height(height)
        .wrap()
        .icon(|ui, rect, _, _| {
            let colour = theme::palette(ui).muted;
            let font = theme::icons(theme::ICON);
            ui.painter().text(
                rect.center(),
                Align2::CENTER_CENTER,
                theme::icon::CHEVRON_DOWN,
                font,
                colour,
            );
        })
        .close_behavior(egui::PopupCloseBehavior::CloseOnClickOutside)
        .selected_text(words)
        .show_ui(ui, |ui| {
            ui.set_min_width(width - 12.0);
            if search.is_some() {
                // The toolkit leaves it no more room than it took in the last frame, which may have found less.
                ui.set_min_height(height);
            }
            let opening = opening(ui, id);
            let (wanted, typing) = match search {
                Some(search) => search_line(ui, id, search.hint, opening),
                None => (String::new(), false),
            };
            let words = wanted.split_whitespace().map(str::to_lowercase);
            let list = List {
                wanted: words.collect(),
                chosen: shown.ok(),
                typing,
                opening,
                nothing: search.map_or("", |search| search.nothing),
            };
            let room = match search {
                Some(_) => height - ROW,
                None => height,
            };
            picked = list.ui(ui, room, choices());
            if picked.is_none() && typing && !opening && struck(ui, Key::Enter) {
                // Nothing was found: the search goes on.
                ui.memory_mut(|memory| memory.request_focus(id.with(SEARCH)));
            }
            if picked.is_some() {
                // Enter on an entry does not close the list by itself.
                ui.close();
            }
        });
    if inner.inner.is_none() {
        ui.data_mut(|data| data.remove::<String>(id.with(SEARCH)));
    }
    let response = inner.response;
    spoken::expand(&response, inner.inner.is_some());
    let given_up = inner.inner.is_some() && ui.input(|input| input.key_pressed(Key::Escape));
    if picked.is_some() || given_up {
        response.request_focus();
    }
    (response, picked)
}

/// Opens the list of a choice when it is drawn next.
pub(in crate::ui) fn open(ui: &Ui, id: Id) {
    ui.data_mut(|data| data.insert_temp(id.with(OPENS), ()));
}

/// Opens a list by a key on its field, or because it was asked for; its search begins with what was typed.
fn open_by_key(ui: &Ui, id: Id) {
    let field = field_id(ui, id);
    if ui
        .data_mut(|data| data.remove_temp::<()>(id.with(OPENS)))
        .is_some()
    {
        ui.data_mut(|data| data.remove::<String>(id.with(SEARCH)));
        Popup::open_id(ui.ctx(), list_id(field));
        return;
    }
    let has_keys = ui.is_enabled() && ui.memory(|memory| memory.has_focus(field));
    if !has_keys || ComboBox::is_open(ui.ctx(), field) {
        return;
    }
    let (typed, down) = ui.input(|input| {
        let typed = input.events.iter().filter_map(|event| {
            let Event::Text(text) = event else {
                return None;
            };
            Some(text.as_str())
        });
        let down = input.modifiers.is_none() && input.key_pressed(Key::ArrowDown);
        (typed.collect::<String>(), down)
    });
    // The space bar presses the field.
    let typed = typed.trim_start();
    if !down && typed.is_empty() {
        return;
    }
    ui.data_mut(|data| {
        data.insert_temp(id.with(SEARCH), typed.to_owned());
        data.insert_temp(took_id(), ());
    });
    // A blank within what was typed would press the field, and close the list again.
    ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Space));
    ui.memory_mut(|memory| memory.move_focus(FocusDirection::None));
    Popup::open_id(ui.ctx(), list_id(field));
}

/// Whether a list has been opened by what was typed since this was asked last.
pub(in crate::ui) fn took_typed(ui: &Ui) -> bool {
    ui.data_mut(|data| data.remove_temp::<()>(took_id()).is_some())
}

fn took_id() -> Id {
    Id::unique("typed-into-list")
}

/// Lets Tab go on from the field of an open list, and not through what stands behind it.
fn close_by_tab(ui: &Ui, id: Id) {
    let field = field_id(ui, id);
    if ComboBox::is_open(ui.ctx(), field) && struck(ui, Key::Tab) {
        Popup::close_id(ui.ctx(), list_id(field));
        ui.memory_mut(|memory| memory.request_focus(field));
    }
}

/// Returns the identity of a choice's field, as the toolkit names it.
fn field_id(ui: &Ui, id: Id) -> Id {
    ui.make_persistent_id(IdSalt::new(id))
}

/// Returns the identity of a field's list, as the toolkit names it.
fn list_id(field: Id) -> Id {
    field.with("popup")
}

fn struck(ui: &Ui, key: Key) -> bool {
    ui.input(|input| input.key_pressed(key))
}

/// Whether the list of a choice is open.
pub(in crate::ui) fn is_open(ui: &Ui, id: Id) -> bool {
    let frame = ui.ctx().cumulative_frame_nr();
    shown_in(ui, id).is_some_and(|frames| *frames.end() + 1 >= frame)
}

/// Whether a list that is shown was not shown a frame ago; a frame may be laid out twice.
fn opening(ui: &Ui, id: Id) -> bool {
    let frame = ui.ctx().cumulative_frame_nr();
    let frames = shown_in(ui, id).filter(|frames| *frames.end() + 1 >= frame);
    let first = frames.map_or(frame, |frames| *frames.start());
    ui.data_mut(|data| data.insert_temp(id.with("frames"), first..=frame));
    first == frame
}

/// Returns the frames in which a list was shown last.
fn shown_in(ui: &Ui, id: Id) -> Option<RangeInclusive<u64>> {
    ui.data(|data| data.get_temp(id.with("frames")))
}

/// Returns how high the list may be so that it stays in the window, below the field or above it.
fn height(ui: &Ui) -> f32 {
    let (window, top) = (ui.ctx().content_rect(), ui.cursor().top());
    let below = window.bottom() - top - ui.spacing().interact_size.y;
    let above = top - window.top();
    (below.max(above) - FRAME).clamp(ROW, MOST_HEIGHT)
}

/// An open list.
struct List<'a> {
    /// The words that are searched, in small letters.
    wanted: Vec<String>,
    /// The words of what is chosen.
    chosen: Option<&'a str>,
    /// Whether the search line has the keys.
    typing: bool,
    /// Whether this is its first frame.
    opening: bool,
    /// What it says where nothing is found.
    nothing: &'a str,
}

impl List<'_> {
    fn ui<T: Clone>(&self, ui: &mut Ui, room: f32, choices: Vec<Choice<T>>) -> Option<T> {
        let matching: Vec<Choice<T>> = choices
            .into_iter()
            .filter(|choice| self.wants(choice))
            .take(MOST_ROWS)
            .collect();
        if matching.is_empty() {
            let words = RichText::new(self.nothing).color(theme::palette(ui).muted);
            spoken::announce(&ui.label(words), Soon::Next);
            return None;
        }
        let chosen = matching
            .iter()
            .position(|choice| Some(choice.label.as_str()) == self.chosen);
        // Who searches means the best match, and not what was chosen before.
        let first = chosen.filter(|_| self.wanted.is_empty()).unwrap_or(0);
        soften(ui);
        let area = ScrollArea::vertical().max_height(room);
        let rows = area.show(ui, |ui| {
            let rows = matching.iter().enumerate().map(|(row, choice)| {
                let marked = if self.typing { Some(first) } else { chosen };
                row_ui(ui, choice, marked == Some(row))
            });
            let rows: Vec<Response> = rows.collect();
            let focused = rows.iter().position(Response::has_focus);
            let [up, down] =
                [Key::ArrowUp, Key::ArrowDown].map(|key| ui.input(|input| input.key_pressed(key)));
            let next = match focused {
                _ if self.opening => (!self.typing).then_some(first),
                Some(row) if down => Some(row + 1),
                Some(row) if up => row.checked_sub(1),
                None if down => Some(first),
                _ => None,
            };
            if up || down {
                // Its row has the focus since this frame alone, and the toolkit would move on from it once more.
                ui.memory_mut(|memory| memory.move_focus(FocusDirection::None));
            }
            if let Some(next) = next.and_then(|next| rows.get(next)) {
                next.request_focus();
                next.scroll_to_me(None);
            } else if self.opening
                && let Some(first) = rows.get(first)
            {
                first.scroll_to_me(None);
            }
            rows
        });
        let enter = self.typing && !self.opening && ui.input(|input| input.key_pressed(Key::Enter));
        let picked = rows.inner.iter().position(Response::clicked);
        let picked = picked.or_else(|| enter.then_some(first))?;
        matching.into_iter().nth(picked).map(|choice| choice.value)
    }

    fn wants<T>(&self, choice: &Choice<T>) -> bool {
        let Choice {
            label, aside, also, ..
        } = choice;
        let found_by = format!("{label} {aside} {also}").to_lowercase();
        self.wanted.iter().all(|word| found_by.contains(word))
    }
}

fn row_ui<T>(ui: &mut Ui, choice: &Choice<T>, marked: bool) -> Response {
    let aside = RichText::new(&choice.aside)
        .size(theme::SMALL)
        .color(theme::palette(ui).muted);
    let mut button = egui::Button::selectable(marked, choice.label.as_str());
    if !choice.aside.is_empty() {
        button = button.right_text(aside);
    }
    let response = ui.add(button);
    let words = [choice.label.as_str(), choice.aside.as_str()];
    let words = words.into_iter().filter(|words| !words.is_empty());
    let name = words.collect::<Vec<_>>().join(", ");
    response.widget_info(|| WidgetInfo::selected(Role::ListBoxOption, true, marked, &name));
    spoken::select(&response, marked);
    if response.has_focus() {
        // Arrows stay in the list.
        let arrows = EventFilter {
            vertical_arrows: true,
            ..EventFilter::default()
        };
        ui.memory_mut(|memory| memory.set_focus_lock_filter(response.id, arrows));
    }
    response
}

/// Shows the search line and returns what is typed there and whether it has the keys.
fn search_line(ui: &mut Ui, id: Id, hint: &str, opening: bool) -> (String, bool) {
    let id = id.with(SEARCH);
    let mut typed: String = ui.data(|data| data.get_temp(id).unwrap_or_default());
    if opening {
        // The caret of the search before is nowhere in this one.
        TextEditState::default().store(ui.ctx(), id);
    }
    let edit = TextEdit::singleline(&mut typed)
        .id(id)
        .hint_text(hint)
        .desired_width(f32::INFINITY);
    let response = ui.add(edit);
    let hint = hint.to_owned();
    response.widget_info(|| WidgetInfo::labeled(Role::SearchInput, true, &hint));
    if opening {
        response.request_focus();
    }
    ui.data_mut(|data| data.insert_temp(id, typed.clone()));
    // Enter takes the keys from it.
    let typing = opening || response.has_focus() || response.lost_focus();
    (typed, typing)
}

/// Rows of a list have no outline, and as many lines as their words take.
fn soften(ui: &mut Ui) {
    ui.style_mut().wrap_mode = Some(TextWrapMode::Wrap);
    ui.spacing_mut().item_spacing.y = 2.0;
    ui.spacing_mut().interact_size.y = 34.0;
    let widgets = &mut ui.visuals_mut().widgets;
    for state in [&mut widgets.inactive, &mut widgets.hovered] {
        state.bg_stroke = Stroke::NONE;
    }
    widgets.inactive.weak_bg_fill = Color32::TRANSPARENT;
    theme::mark_softly(ui);
}

/// What is added to the identifier of a choice that is to open.
const OPENS: &str = "opens";
/// What its search line adds to the identifier of a choice.
const SEARCH: &str = "search";
/// Rows beyond this are found by typing.
const MOST_ROWS: usize = 60;
/// How high a list is where there is room.
const MOST_HEIGHT: f32 = 320.0;
/// A row, with the space after it.
const ROW: f32 = 36.0;
/// What stands around a list: its frame and the gap to its field, above and below.
const FRAME: f32 = 24.0;
