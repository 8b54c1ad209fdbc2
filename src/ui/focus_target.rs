//! Where the focus can be sent: to what is missing, and to where typing goes on.

use egui::Ui;

use crate::domain::Field;

/// What the keys go to.
#[derive(Clone, Copy, Debug)]
pub(super) enum Keys {
    /// To a field of the screen.
    Screen(Option<egui::Id>),
    /// To what stands over the screens, and after that to the field again.
    Over(Option<egui::Id>),
}

/// Where the focus can be sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum FocusTarget {
    /// A field of the form.
    Field(Field),
    /// The tick by which a question is answered, by the field at which it is asked and the question's code.
    Question(Field, &'static str),
    /// The tick that a correction of somebody's name or birth date asks for.
    SameHolder,
    /// A line of the check list.
    Check(usize),
    /// The button that issues.
    Issue,
}

impl FocusTarget {
    /// Returns the identity of the widget there.
    pub(super) fn id(self) -> egui::Id {
        egui::Id::unique(("spot", format!("{self:?}")))
    }
}

/// Sends the focus to a spot.
pub(in crate::ui) fn focus(ui: &Ui, spot: FocusTarget) {
    let id = ui
        .data(|data| data.get_temp(spot.id()))
        .unwrap_or_else(|| spot.id());
    ui.memory_mut(|memory| memory.request_focus(id));
}
