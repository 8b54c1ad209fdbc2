//! One key forward: Ctrl+Enter takes the visible next step wherever it is struck, and so does Enter where nothing is typed.

use egui::{Event, FocusDirection, Response, Ui};

use super::{
    command::Command,
    counter::Counter,
    placed_command::Place,
    scene::Form,
    seen::{FirstAction, Foot, Step, TO_BE_SEEN},
};
use crate::ui::view_context::ViewContext;

impl Counter {
    /// Returns the first action of the place, where the key that issues is struck and the action could be read by now. On
    /// the form it is what that key does anyway, and an attempt is not given up by it.
    pub(super) fn next_step(&self, ui: &Ui, context: ViewContext<'_>) -> Option<Command> {
        let place = self.place(context);
        if matches!(place, Place::Form | Place::Sending) || self.covered() {
            return None;
        }
        if self.question.is_some() || !Command::Issue.take_from(ui) {
            return None;
        }
        let commands = self.commands(place, context);
        // What concerns no visit that shows is asked for by its own key.
        let of_all = [Command::PrintReady, Command::ClockIsRight];
        let first = *commands.first().filter(|it| !of_all.contains(it))?;
        let now = ui.input(|input| input.time);
        let read =
            self.foot.shows == Foot::Actions(commands) && now - self.foot.since >= TO_BE_SEEN;
        read.then_some(first)
    }

    /// Gives the keys to the first action where nothing else is to be typed into, and to the next one when that has done its
    /// work.
    pub(super) fn focus_first(
        &mut self,
        (place, command): (Place, Command),
        button: &Response,
        context: ViewContext<'_>,
    ) {
        let visit = context.scene.form().and_then(Form::taken_up);
        let visit = visit.filter(|_| place != Place::Shown);
        let is = Step {
            place,
            visit,
            command,
        };
        let before = self.foot.first.filter(|_| has_no_field(place));
        self.foot.first = has_no_field(place).then_some(FirstAction {
            is,
            button: button.id,
        });
        if !has_no_field(place) || before.is_some_and(|before| before.is == is) {
            return;
        }
        let stays = |before: FirstAction| before.is.place == place && before.is.visit == visit;
        let focused = button.ctx.memory(egui::Memory::focused);
        let elsewhere = before
            .filter(|before| stays(*before))
            .is_some_and(|before| focused.is_some_and(|focused| focused != before.button));
        if !elsewhere {
            button.request_focus();
        }
    }

    /// Whoever types where nothing is typed looks elsewhere: no key that goes on with that presses anything or moves the
    /// focus, be it the blank of a name, the Enter of a scanner, or the Tab to the next field.
    pub(super) fn watch_typing(&mut self, ui: &Ui, place: Place) {
        let is_typed = |event: &Event| {
            matches!(event, Event::Text(text) if text != " ") || matches!(event, Event::Paste(_))
        };
        let is_struck = |event: &Event| matches!(event, Event::Key { pressed: true, .. });
        let (now, typed, struck) = ui.input(|input| {
            let events = &input.events;
            let typed = events.iter().any(is_typed);
            (input.time, typed, events.iter().any(is_struck))
        });
        let goes_on = struck && now - self.foot.typed_at < TYPING;
        // What comes next takes the place of the wait, and its keys are not those that were typed meanwhile.
        if place == Place::Sending && typed {
            self.foot.typed_at = now;
        }
        if !has_no_field(place) || !(typed || goes_on) {
            return;
        }
        (self.foot.typed_at, self.foot.since) = (now, now);
        ui.memory_mut(|memory| memory.move_focus(FocusDirection::None));
    }
}

/// A hand that types strikes the next key in fewer seconds.
pub(super) const TYPING: f64 = 1.0;

/// Whether nothing is typed at a place: the keys belong to its actions.
pub(super) fn has_no_field(place: Place) -> bool {
    matches!(place, Place::Result | Place::Shown | Place::QueuedVisit)
}
