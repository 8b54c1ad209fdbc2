//! What was chosen or ticked by a key in this frame: from there it goes on.

use egui::{Id, Key, Ui};

use super::focus_target::FocusTarget;
use crate::domain::Field;

/// Notes that a field's choice was made, where that was done by Enter.
pub(super) fn chosen(ui: &Ui, field: Field) {
    if ui.input(|input| input.key_pressed(Key::Enter)) {
        note(ui, FocusTarget::Field(field));
    }
}

/// Notes that a field's answer stands, and Enter goes on from it.
pub(super) fn gone_on(ui: &Ui, field: Field) {
    note(ui, FocusTarget::Field(field));
}

/// Notes that something was ticked, where that was done by the space bar.
pub(super) fn ticked(ui: &Ui, spot: FocusTarget, ticked: bool) {
    if ticked && ui.input(|input| input.key_pressed(Key::Space)) {
        note(ui, spot);
    }
}

fn note(ui: &Ui, spot: FocusTarget) {
    ui.data_mut(|data| data.insert_temp(id(), spot));
}

/// Returns where it was, and forgets it.
pub(super) fn take(ui: &Ui) -> Option<FocusTarget> {
    let taken = ui.data(|data| data.get_temp(id()));
    if taken.is_some() {
        ui.data_mut(|data| data.remove::<FocusTarget>(id()));
    }
    taken
}

fn id() -> Id {
    Id::unique("taken by a key")
}
