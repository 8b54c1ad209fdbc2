//! A choice among many: closed it shows what is chosen, open it lists all, narrowed by what is typed.

use egui::{
    Align2, Color32, ComboBox, Id, Key, Response, RichText, ScrollArea, Stroke, TextEdit, Ui,
};

use super::super::theme;

/// One entry of a list.
#[derive(Clone, Debug)]
pub(in crate::ui) struct Choice<T> {
    /// What is chosen by it.
    pub value: T,
    /// Its words.
    pub label: String,
    /// A further word at the right.
    pub aside: String,
}

/// Shows a choice; returns the response and the value just chosen.
///
/// `search` is the hint of the search line; without one there is none.
pub(in crate::ui) fn select<T: Clone>(
    ui: &mut Ui,
    id: Id,
    shown: Result<&str, &str>,
    search: &str,
    choices: impl FnOnce() -> Vec<Choice<T>>,
) -> (Response, Option<T>) {
    let colours = theme::palette(ui);
    let words = match shown {
        Ok(chosen) => RichText::new(chosen),
        Err(hint) => RichText::new(hint).color(colours.muted),
    };
    let width = ui.available_width();
    let mut picked = None;
    let inner = ComboBox::from_id_salt(id)
        .width(width)
        .truncate()
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
            picked = list(ui, id, search, choices());
            if picked.is_some() {
                // Enter on an entry does not close the list by itself.
                ui.close();
            }
        });
    let response = inner.response;
    if picked.is_some() {
        response.request_focus();
    }
    (response, picked)
}

fn list<T: Clone>(ui: &mut Ui, id: Id, search: &str, choices: Vec<Choice<T>>) -> Option<T> {
    let wanted = if search.is_empty() {
        String::new()
    } else {
        search_line(ui, id, search)
    };
    let wanted = wanted.to_lowercase();
    let matching = choices.into_iter().filter(|choice| {
        wanted.is_empty()
            || format!("{} {}", choice.label, choice.aside)
                .to_lowercase()
                .contains(&wanted)
    });
    let enter = !wanted.is_empty() && ui.input(|input| input.key_pressed(Key::Enter));
    let mut picked = None;
    soften(ui);
    ScrollArea::vertical().max_height(280.0).show(ui, |ui| {
        for (row, choice) in matching.take(MOST_ROWS).enumerate() {
            let aside = RichText::new(&choice.aside)
                .size(theme::SMALL)
                .color(theme::palette(ui).muted);
            let button = egui::Button::selectable(false, choice.label.as_str()).right_text(aside);
            if ui.add(button).clicked() || (enter && row == 0) {
                picked = Some(choice.value);
            }
        }
    });
    picked
}

/// Shows the search line and returns what is typed there; an opening list starts anew.
fn search_line(ui: &mut Ui, id: Id, hint: &str) -> String {
    let id = id.with("search");
    let frame = ui.ctx().cumulative_frame_nr();
    let (mut typed, seen): (String, u64) = ui.data(|data| data.get_temp(id).unwrap_or_default());
    let opening = seen + 1 < frame;
    if opening {
        typed.clear();
    }
    let edit = TextEdit::singleline(&mut typed)
        .id(id)
        .hint_text(hint)
        .desired_width(f32::INFINITY);
    let response = ui.add(edit);
    let hint = hint.to_owned();
    response
        .widget_info(|| egui::WidgetInfo::labeled(egui::accesskit::Role::SearchInput, true, &hint));
    if opening {
        response.request_focus();
    }
    ui.data_mut(|data| data.insert_temp(id, (typed.clone(), frame)));
    typed
}

/// Rows of a list have no outline.
fn soften(ui: &mut Ui) {
    ui.spacing_mut().item_spacing.y = 2.0;
    ui.spacing_mut().interact_size.y = 34.0;
    let widgets = &mut ui.visuals_mut().widgets;
    for state in [&mut widgets.inactive, &mut widgets.hovered] {
        state.bg_stroke = Stroke::NONE;
    }
    widgets.inactive.weak_bg_fill = Color32::TRANSPARENT;
}

/// Rows beyond this are found by typing.
const MOST_ROWS: usize = 60;
