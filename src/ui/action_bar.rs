//! The actions at the bottom: what is still to do at the left, the one primary action at the lower right.

use egui::{Align, Layout, Rect, RichText, Ui, Vec2};

use super::{
    command::{Command, Words},
    counter::{Counter, Hint},
    intent::Asked,
    placed_command::Place,
    scene::Form,
    theme,
    widgets::{Tone, badge, primary, secondary, spoken, spoken::Soon},
    words,
};
use crate::{
    case::PickupNumber,
    text::Texts,
    ui::{seen::Foot, theme::COUNTDOWN, view_context::ViewContext},
};

impl Counter {
    /// Shows the actions of the place, or the question that one of them has raised.
    pub(super) fn foot_ui(
        &mut self,
        ui: &mut Ui,
        context: ViewContext<'_>,
        texts: &Texts,
    ) -> Option<Asked> {
        if let Some(question) = self.question.clone() {
            return self.answers_ui(ui, &question, texts);
        }
        let mut asked = None;
        let row = ui.max_rect();
        let pointer = ui.input(|input| input.pointer.interact_pos());
        let pointer = pointer.filter(|place| row.contains(*place));
        self.foot.seat = pointer.map(|place| Rect::from_center_size(place, SEAT));
        let place = self.place(context);
        let commands = self.commands(place, context);
        let read = self.watch_foot(ui, Foot::Actions(commands.clone()));
        let chosen = self.queue.chosen().map(|visit| visit.number.get());
        let of = (place, chosen.filter(|_| place == Place::Queue));
        ui.horizontal_centered(|ui| {
            spoken::from_the_right(ui, |ui| {
                ui.spacing_mut().item_spacing.x = 12.0;
                for (order, command) in commands.into_iter().enumerate() {
                    let words = self.words(command, context, texts);
                    let waits = context.saving
                        || (place == Place::Form && context.is_sending() && !context.is_shut());
                    // The focus on one never passes to another that comes to stand in its place.
                    let button = ui
                        .push_id((of, command), |ui| match order {
                            0 => primary(ui, words.tool(), !waits),
                            _ => secondary(ui, words.tool()),
                        })
                        .inner;
                    if button.contains_pointer() || (button.clicked() && pointer.is_none()) {
                        // Egui counts what lies just beside a button to it.
                        let place = pointer.unwrap_or_else(|| button.rect.center());
                        self.foot.seat = Some(button.rect.union(Rect::from_pos(place)));
                    }
                    if button.clicked() && read {
                        asked = Some(Asked::Command(command));
                    }
                }
                ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                    self.left_ui(ui, place, context, texts);
                });
            });
        });
        asked
    }

    /// Lists the actions of a place, the primary one first.
    fn commands(&self, place: Place, context: ViewContext<'_>) -> Vec<Command> {
        let held = context
            .scene
            .looked_at()
            .is_some_and(|issued| !Self::to_hand_over(issued, context).is_empty());
        let is_ready = matches!(
            context.scene.form(),
            Some(Form::Queued { queued, .. }) if queued.is_ready(context.queue)
        );
        let fault = context.status.clock;
        let clock = fault.filter(|fault| !fault.is_wrong && fault.may_be_confirmed);
        let clock = clock.map(|_fault| Command::ClockIsRight);
        match place {
            // A narrow window has room for two.
            Place::Form => vec![Command::Issue, clock.unwrap_or(Command::NextCustomer)],
            Place::Sending => vec![Command::StopWaiting],
            Place::QueuedVisit if is_ready => vec![Command::Show, Command::NextCustomer],
            Place::QueuedVisit => vec![Command::PrintSlip, Command::NextCustomer],
            Place::Result => vec![Command::Print, Command::NextCustomer, Command::SavePdf],
            Place::Shown if held => vec![
                Command::Print,
                Command::HandOver,
                Command::SavePdf,
                Command::Back,
            ],
            Place::Shown => vec![Command::Print, Command::SavePdf, Command::Back],
            Place::Queue => {
                let first = self.queue.offers(context).into_iter().next();
                let ready = self.queue.counts().ready > 0;
                let all = ready.then_some(Command::PrintReady);
                first.into_iter().chain(all).chain(clock).collect()
            }
            Place::Today => self
                .today
                .to_show(context)
                .map(|_| Command::Show)
                .into_iter()
                .collect(),
        }
    }

    /// Returns the words of a button, which say more while a job runs or for several cases.
    fn words(&self, command: Command, context: ViewContext<'_>, texts: &Texts) -> Words {
        let words = Words::of(command, texts);
        let count = u32::try_from(self.session.cases.len()).unwrap_or(u32::MAX);
        if command == Command::Issue && context.is_sending() && !context.is_shut() {
            words.saying(texts.get("busy-issuing"))
        } else if command == Command::SavePdf && context.saving {
            words.saying(texts.get("busy-saving"))
        } else if command == Command::Issue && count > 1 {
            words.saying(texts.with("cmd-issue-many", &[("count", count.into())]))
        } else {
            words
        }
    }

    /// Says what keeps a command from doing its work, or how far the place is.
    fn left_ui(&self, ui: &mut Ui, place: Place, context: ViewContext<'_>, texts: &Texts) {
        if let Some(hint) = self.hint {
            hint_ui(ui, hint, context, texts);
            return;
        }
        match place {
            Place::Form if !context.is_sending() => self.form_left_ui(ui, texts),
            Place::Queue => self.queue_left_ui(ui, texts),
            Place::Form
            | Place::Sending
            | Place::QueuedVisit
            | Place::Result
            | Place::Shown
            | Place::Today => {
                // The button says it, or the screen does.
            }
        }
    }

    fn form_left_ui(&self, ui: &mut Ui, texts: &Texts) {
        let case = self.session.cases.get(self.session.open);
        let left = case.map_or(0, super::session::Case::left);
        let left = u32::try_from(left).unwrap_or(u32::MAX);
        let count = [("count", left.into())];
        if left == 0 {
            badge(ui, Tone::Good, &texts.get("status-ready"));
        } else if self.session.incomplete {
            let said = badge(ui, Tone::Bad, &texts.with("status-correct", &count));
            spoken::announce(&said, Soon::Next);
        } else {
            muted(ui, texts.with("status-left", &count));
        }
    }

    fn queue_left_ui(&self, ui: &mut Ui, texts: &Texts) {
        let counts = self.queue.counts();
        let parts = [
            (counts.needs_you, "badge-needs-you"),
            (counts.ready, "badge-ready"),
            (counts.waiting, "badge-waiting"),
        ];
        let parts = parts.into_iter().filter(|(count, _)| *count > 0);
        let parts: Vec<String> = parts
            .map(|(count, key)| texts.with(key, &[("count", count.into())]))
            .collect();
        muted(ui, parts.join(", "));
    }
}

/// What a pointer takes up that lies on no button.
const SEAT: Vec2 = Vec2::splat(40.0);

/// Says why a command did nothing.
fn hint_ui(ui: &mut Ui, hint: Hint, context: ViewContext<'_>, texts: &Texts) {
    let about = |key, number: PickupNumber| {
        let number = number.to_string();
        texts.with(key, &[("number", number.as_str().into())])
    };
    let words = match hint {
        Hint::Says(key) => texts.get(key),
        Hint::Changed(number) => about("ask-changed", number),
        Hint::Done(number) => about("ask-done", number),
        Hint::TooSoon(from) => {
            ui.ctx().request_repaint_after(COUNTDOWN);
            let seconds = words::seconds_until(from, context.now.timestamp());
            texts.with("try-too-soon", &[("seconds", seconds.into())])
        }
    };
    let said = badge(ui, Tone::Bad, &words);
    if let Hint::TooSoon(from) = hint {
        // Not every second anew.
        let first = spoken::first(&said, from, &words);
        spoken::reword(&said, &first);
    }
    spoken::announce(&said, Soon::AtOnce);
}

fn muted(ui: &mut Ui, words: String) {
    let words = RichText::new(words).size(theme::LABEL);
    let words = words.color(theme::palette(ui).muted);
    ui.add(egui::Label::new(words).truncate());
}
