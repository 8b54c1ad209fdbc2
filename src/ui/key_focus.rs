//! Where the keys go: to what is typed in, to what stands over it, and back again.

use egui::{Event, Key, Modifiers, Ui, text_edit::TextEditState};

use super::{
    command::{Command, take_key},
    counter::{Counter, FIRST},
    placed_command::Place,
    screens::queue,
    session::FocusTarget,
    widgets,
};
use crate::{
    domain::Field,
    ui::{focus_target::Keys, view_context::ViewContext},
};

impl Counter {
    /// Lets Esc close what stands over the screens, or end the search, before anything else hears of it.
    pub(super) fn escape(&mut self, ui: &Ui, context: ViewContext<'_>) {
        let place = self.place(context);
        let open = self.panel.is_some() || self.question.is_some();
        let escape = (Modifiers::NONE, Key::Escape);
        let struck = ui.input(|input| {
            let mut events = input.events.iter();
            events.any(is_escape)
        });
        if let (Keys::Screen(Some(field)), true, None) =
            (self.keys, struck, ui.memory(egui::Memory::focused))
        {
            // The toolkit has taken it away with the very key; whatever closes by it, typing goes on where it was.
            ui.memory_mut(|memory| memory.request_focus(field));
        }
        if open && ui.input_mut(|input| take_key(input, escape)) && self.panel.take().is_none() {
            self.disagree(ui);
        }
        if !open && place == Place::Queue && struck && self.queue.clear_search() {
            ui.input_mut(|input| take_key(input, escape));
        }
    }

    /// Gives the keys back to what had them before something stood over it.
    ///
    /// Where something is typed they never go nowhere: neither by Esc nor because their field has gone.
    pub(super) fn keep_keys(&mut self, ui: &Ui, context: ViewContext<'_>) {
        let focused = ui.memory(egui::Memory::focused);
        self.keys = match (self.keys, focused) {
            (Keys::Screen(field) | Keys::Over(field), _) if self.covered() => Keys::Over(field),
            (Keys::Over(field), _) => {
                if let Some(field) = field {
                    ui.memory_mut(|memory| memory.request_focus(field));
                }
                Keys::Screen(field)
            }
            (Keys::Screen(_), Some(field)) => Keys::Screen(Some(field)),
            // What is clicked on may take them.
            (Keys::Screen(field), None) if is_clicked(ui) => Keys::Screen(field),
            (Keys::Screen(field), None) => Keys::Screen(self.send_keys(ui, context, field)),
        };
    }

    /// Lets Ctrl+Z take back what was typed or deleted last on the form, wherever the keys have gone since.
    pub(super) fn take_back(&self, ui: &Ui, context: ViewContext<'_>) {
        let is_undo = |event: &Event| {
            matches!(event, Event::Key { key, pressed: true, modifiers, .. }
                if Command::Undo.hears(*key, *modifiers))
        };
        if self.place(context) != Place::Form
            || self.covered()
            || egui::Popup::is_any_open(ui.ctx())
            || !ui.input(|input| input.events.iter().any(is_undo))
        {
            return;
        }
        if let Some(field) = widgets::typed_last(ui).filter(|field| can_have_keys(ui, *field)) {
            ui.memory_mut(|memory| memory.request_focus(field));
        }
    }

    /// Forgets what the toolkit would take a text back to, and closes the list of a field, when another case comes into
    /// the form: its fields are the same ones, and the text was somebody else's.
    pub(super) fn forget_steps(&mut self, ui: &Ui) {
        let session = &mut self.session;
        let kind = session.case().draft.event.kind();
        let now = Some((session.id, session.open, session.cases.len(), kind));
        if std::mem::replace(&mut self.typed_into, now) == now {
            return;
        }
        egui::Popup::close_all(ui.ctx());
        widgets::forget_typed(ui);
        let fields = Field::ALL.map(|field| FocusTarget::Field(field).id());
        for field in fields.into_iter().chain([queue::search_id()]) {
            if let Some(mut state) = TextEditState::load(ui.ctx(), field) {
                state.clear_undoer();
                state.store(ui.ctx(), field);
            }
        }
    }

    /// Has the caret of every field of the form stand behind what comes to stand there.
    pub(super) fn carets_to_the_end(ui: &Ui) {
        for field in Field::ALL.map(|field| FocusTarget::Field(field).id()) {
            if let Some(mut state) = TextEditState::load(ui.ctx(), field) {
                state.cursor.set_char_range(None);
                state.store(ui.ctx(), field);
            }
        }
    }

    /// Sends the keys to what had them last, or to where typing begins; returns what has them now.
    fn send_keys(
        &self,
        ui: &Ui,
        context: ViewContext<'_>,
        last: Option<egui::Id>,
    ) -> Option<egui::Id> {
        let first = match self.place(context) {
            Place::Form if !context.is_sending() => FIRST.id(),
            Place::Queue => queue::search_id(),
            Place::Result | Place::Shown | Place::QueuedVisit => match self.foot.first {
                Some(action) => action.button,
                None => return last,
            },
            Place::Form | Place::Today | Place::Sending => return last,
        };
        if egui::Popup::is_any_open(ui.ctx()) || self.focus.is_some() {
            return last;
        }
        let shown = last.filter(|field| can_have_keys(ui, *field));
        let field = shown.unwrap_or(first);
        ui.memory_mut(|memory| memory.request_focus(field));
        Some(field)
    }
}

/// Whether a control shows and takes keys.
fn can_have_keys(ui: &Ui, control: egui::Id) -> bool {
    let shown = ui.ctx().read_response(control);
    shown.is_some_and(|shown| shown.enabled())
}

/// Whether a button of the pointer is down, or goes up in this frame.
fn is_clicked(ui: &Ui) -> bool {
    ui.input(|input| input.pointer.any_down() || input.pointer.any_released())
}

/// Whether Esc was struck alone.
fn is_escape(event: &Event) -> bool {
    matches!(
        event,
        Event::Key { key: Key::Escape, pressed: true, modifiers, .. } if modifiers.is_none()
    )
}
