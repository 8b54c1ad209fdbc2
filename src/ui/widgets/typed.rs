//! In which lines something was typed or deleted, in that order: what is taken back is the last of it, wherever the keys
//! are by then.

use egui::{Event, Id, Key, Response, TextEdit, Ui};

/// Notes what has happened to a line in this frame: something was typed, or the last of it was taken back.
pub(super) fn note(ui: &Ui, line: &Response, text: &str) {
    if line.changed() {
        change(ui, |lines| {
            lines.retain(|typed| *typed != line.id);
            lines.push(line.id);
        });
    } else if line.has_focus() && is_undo(ui) && !goes_further_back(ui, line.id, text) {
        change(ui, |lines| lines.retain(|typed| *typed != line.id));
    }
}

/// Returns the line in which something was typed last and has not been taken back.
pub(in crate::ui) fn typed_last(ui: &Ui) -> Option<Id> {
    let lines: Option<Vec<Id>> = ui.data(|data| data.get_temp(lines_id()));
    lines?.last().copied()
}

/// Forgets in which lines something was typed.
pub(in crate::ui) fn forget_typed(ui: &Ui) {
    change(ui, Vec::clear);
}

fn change(ui: &Ui, change: impl FnOnce(&mut Vec<Id>)) {
    ui.data_mut(|data| change(data.get_temp_mut_or_default(lines_id())));
}

/// Whether Ctrl+Z was struck, and is the line's own.
fn is_undo(ui: &Ui) -> bool {
    let is_undo = |event: &Event| {
        matches!(event, Event::Key { key: Key::Z, pressed: true, modifiers, .. }
            if modifiers.command_only())
    };
    ui.input(|input| input.events.iter().any(is_undo))
}

/// Whether there is more in a line to be taken back.
fn goes_further_back(ui: &Ui, line: Id, text: &str) -> bool {
    TextEdit::load_state(ui.ctx(), line).is_some_and(|state| {
        let caret = state.cursor.char_range();
        caret.is_some_and(|caret| state.undoer().has_undo(&(caret, text.to_owned())))
    })
}

fn lines_id() -> Id {
    Id::unique("lines typed in")
}
