//! What a screen reader is told beyond the words that a widget has by itself.
//!
//! Today's adapters hand on name, value, description and states of a node. What belongs to a control is therefore in
//! its description: its fault, its help, its key.

use std::hash::Hash;

use egui::{
    Align, Id, InnerResponse, Layout, Response, Ui, UiBuilder, UiStack,
    accesskit::{HasPopup, Live, Node, Role},
    util::IdTypeMap,
};

/// Says in which language the window speaks, by its code (BCP 47).
pub(in crate::ui) fn language(ui: &Ui, code: &str) {
    let whole = egui::accesskit_root_id();
    ui.ctx()
        .accesskit_node_builder(whole, |node| node.set_language(code));
}

/// Says what a part of the screen is, and what it is called.
pub(in crate::ui) fn region(ui: &Ui, role: Role, name: &str) {
    name_as(ui, ui.unique_id(), role, name);
}

/// Says the same of the panel around this part, and returns which that is.
pub(in crate::ui) fn panel(ui: &Ui, role: Role, name: &str) -> Id {
    let mut around = ui.stack().iter();
    let panel = around.find(|around| UiStack::is_panel_ui(around));
    let panel = panel.map_or_else(|| ui.unique_id(), |panel| panel.unique_id);
    name_as(ui, panel, role, name);
    panel
}

fn name_as(ui: &Ui, id: Id, role: Role, name: &str) {
    ui.ctx().accesskit_node_builder(id, |node| {
        node.set_role(role);
        if !name.is_empty() {
            node.set_label(name);
        }
    });
}

/// Says what belongs to a control, in this order; empty words are left out.
pub(in crate::ui) fn describe(response: &Response, words: &[&str]) {
    let words = words.iter().filter(|words| !words.is_empty()).copied();
    let words = words.collect::<Vec<_>>().join(". ");
    change(response, |node| {
        if words.is_empty() {
            node.clear_description();
        } else {
            node.set_description(words);
        }
    });
}

/// Tells a tab or an entry of a list as chosen or not; egui tells them as ticked.
pub(in crate::ui) fn select(response: &Response, chosen: bool) {
    change(response, |node| {
        node.clear_toggled();
        node.set_selected(chosen);
    });
}

/// Tells whether the list of a choice is open.
pub(in crate::ui) fn expand(response: &Response, open: bool) {
    change(response, |node| {
        node.set_has_popup(HasPopup::Listbox);
        node.set_expanded(open);
    });
}

/// Names a list of so many entries.
pub(in crate::ui) fn list(ui: &Ui, name: &str, entries: usize) {
    region(ui, Role::ListBox, name);
    let id = ui.unique_id();
    ui.ctx()
        .accesskit_node_builder(id, |node| node.set_size_of_set(entries));
}

/// Tells which of how many an entry is: of a long list only what is in view has a node.
pub(in crate::ui) fn count(response: &Response, place: usize) {
    change(response, |node| node.set_position_in_set(place));
}

/// How soon something is said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::ui) enum Soon {
    /// At once, whatever is being read.
    AtOnce,
    /// After what is being read.
    Next,
}

/// Has the words of a node said when it comes to show, and when they change.
///
/// The node must keep its identity as long as it says the same thing.
pub(in crate::ui) fn announce(response: &Response, soon: Soon) {
    change(response, |node| {
        node.set_live(match soon {
            Soon::AtOnce => Live::Assertive,
            Soon::Next => Live::Polite,
        });
    });
}

/// Gives other words to a label, for those who hear it.
pub(in crate::ui) fn reword(response: &Response, words: &str) {
    change(response, |node| node.set_value(words));
}

/// Takes a label away from those who hear: what it shows is said by something else.
pub(in crate::ui) fn silence(response: &Response) {
    change(response, Node::set_hidden);
}

/// Returns the words that were first said of something, known by `what`: a countdown is not said anew each second.
pub(in crate::ui) fn first(
    response: &Response,
    what: impl Hash + std::fmt::Debug,
    words: &str,
) -> String {
    let id = response.id.with("first said").with(what);
    let data = |data: &mut IdTypeMap| data.get_temp_mut_or(id, words.to_owned()).clone();
    response.ctx.data_mut(data)
}

/// A heading that is heard and not seen, said whenever its words change; `what` tells it from others.
pub(in crate::ui) fn heading(ui: &mut Ui, what: &str, words: &str) {
    let place = ui.cursor().min;
    let heading = UiBuilder::new()
        // Wherever it stands it is the same one.
        .scope_id(Id::unique("heading that is heard").with(what))
        .max_rect(egui::Rect::from_min_size(place, egui::Vec2::ZERO))
        .accessibility_role(Role::Heading)
        .accessibility_label(words);
    let heading = ui.new_child(heading);
    let id = heading.unique_id();
    ui.ctx()
        .accesskit_node_builder(id, |node| node.set_live(Live::Polite));
}

/// Lays out from the right what is read from the left.
pub(in crate::ui) fn from_the_right<R>(
    ui: &mut Ui,
    add: impl FnOnce(&mut Ui) -> R,
) -> InnerResponse<R> {
    ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
        let inner = add(ui);
        turn(ui);
        inner
    })
}

/// Turns round the order in which the parts of this one are read.
pub(in crate::ui) fn turn(ui: &Ui) {
    ui.ctx().accesskit_node_builder(ui.unique_id(), |node| {
        let children = node.children().iter().rev().copied();
        node.set_children(children.collect::<Vec<_>>());
    });
}

/// Has parts that were laid out first, from the bottom up, read last and from the top down.
pub(in crate::ui) fn read_last(ui: &Ui, parts: &[Id]) {
    let parts: Vec<_> = parts.iter().rev().map(Id::accesskit_id).collect();
    ui.ctx().accesskit_node_builder(ui.unique_id(), |node| {
        let mut children = node.children().to_vec();
        // What is none of them comes first, in the order it has.
        children.sort_by_key(|child| parts.iter().position(|part| part == child));
        node.set_children(children);
    });
}

fn change(response: &Response, change: impl FnOnce(&mut Node)) {
    // Egui would make a node for what has none.
    if response.ctx.has_accesskit_node(response.id) {
        response.ctx.accesskit_node_builder(response.id, change);
    }
}
