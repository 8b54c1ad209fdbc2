//! The actions at the bottom: what is still to do at the left, the one primary action at the lower right.

use egui::{
    Align, Color32, FontId, Frame, Id, Layout, Panel, Rect, RichText, Ui, Vec2, accesskit::Role,
};

use super::{
    command::{Command, Words},
    counter::{Counter, Hint},
    intent::Asked,
    placed_command::{Place, VisitCommand},
    scene::Form,
    screens::issue::remember,
    session::FocusTarget,
    theme,
    widgets::{AROUND_BADGE, Tone, primary, secondary, spoken, spoken::Soon, wrapped_badge},
    words,
};
use crate::{
    case::{Output, PickupNumber, numbers_in_words},
    text::Texts,
    ui::{seen::Foot, theme::COUNTDOWN, view_context::ViewContext, view_model::LightState},
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
        self.foot.width = row.width();
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
                    let saves = matches!(
                        command,
                        Command::Print
                            | Command::PrintAndGoOn
                            | Command::PrintReady
                            | Command::SavePdf
                    );
                    let waits = (saves && context.saving)
                        || (place == Place::Form && context.is_sending() && !context.is_shut());
                    // The focus on one never passes to another that comes to stand in its place.
                    let button = ui
                        .push_id((of, command), |ui| match order {
                            0 => primary(ui, words.tool(), !waits),
                            _ => secondary(ui, words.tool()),
                        })
                        .inner;
                    if order == 0 {
                        self.focus_first((place, command), &button, context);
                    }
                    if (place, command) == (Place::Form, Command::Issue) {
                        remember(ui, FocusTarget::Issue, &button);
                    }
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
                    self.foot.room = Some(ui.available_width());
                    self.left_ui(ui, place, context, texts);
                });
            });
        });
        asked
    }

    /// Lists the actions of a place, the primary one first.
    pub(super) fn commands(&self, place: Place, context: ViewContext<'_>) -> Vec<Command> {
        let held = context.scene.looked_at();
        let held = held.map_or(Vec::new(), |issued| Self::to_hand_over(issued, context));
        let issued = context.scene.form().and_then(Form::issued);
        let issued = issued.map_or(Vec::new(), |issued| issued.numbers().collect());
        // What is being printed leads on already; a file in a folder is nothing in the customer's hand.
        let is_on_paper = |number: &PickupNumber| {
            let row = context.queue.row(*number);
            let output = row.and_then(|row| row.output(context));
            let printed = matches!(output, Some((Output::Printed, _)));
            row.is_none() || printed || context.prints.under_way.contains(number)
        };
        let is_out = |numbers: &[PickupNumber]| {
            let is_listed = |number: &PickupNumber| context.queue.row(*number).is_some();
            numbers.iter().any(is_listed) && numbers.iter().all(is_on_paper)
        };
        let queued = context.scene.form().and_then(Form::queued);
        let is_ready = queued.is_some_and(|queued| queued.is_ready(context.queue));
        let is_offered = |command| place.meaning(command).is_some();
        let advised = queued.and_then(|queued| queued.advised(context.queue, is_offered));
        let fault = context.status.clock;
        let clock = fault.filter(|fault| !fault.is_wrong && fault.may_be_confirmed);
        let clock = clock.map(|_fault| Command::ClockIsRight);
        match place {
            // A narrow window has room for two.
            Place::Form => vec![Command::Issue, clock.unwrap_or(Command::NextCustomer)],
            Place::Sending => vec![Command::StopWaiting],
            Place::QueuedVisit if is_ready => vec![Command::Show, Command::NextCustomer],
            Place::QueuedVisit => {
                let mut rest = [Command::PrintSlip, Command::NextCustomer];
                if queued.is_some_and(|queued| queued.has_slip(context.prints)) {
                    rest.reverse();
                }
                advised.into_iter().chain(rest).collect()
            }
            Place::Result if is_out(&issued) => {
                vec![Command::NextCustomer, Command::Print, Command::SavePdf]
            }
            Place::Result => self.actions_of_result(&issued, context),
            Place::Shown if !self.changed(context).is_empty() => vec![Command::Back],
            Place::Shown if is_out(&held) => vec![
                Command::HandOver,
                Command::Print,
                Command::SavePdf,
                Command::Back,
            ],
            Place::Shown if !held.is_empty() => vec![
                Command::Print,
                Command::HandOver,
                Command::SavePdf,
                Command::Back,
            ],
            Place::Shown => vec![Command::Print, Command::SavePdf, Command::Back],
            Place::Queue if self.queue.finds_nothing() => vec![Command::ClearSearch],
            Place::Queue => {
                let first = self.queue.offers(context).into_iter().next();
                let ready = self.prints_more_than(first, context);
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

    /// Whether something ready is unprinted; beside the print of that very visit it would only be said twice.
    fn prints_more_than(&self, first: Option<Command>, context: ViewContext<'_>) -> bool {
        let unprinted = Self::ready_unprinted(context);
        let of_first = || self.queue.numbers_for(VisitCommand::Print, context);
        let is_said = first == Some(Command::Print) && unprinted == of_first();
        !unprinted.is_empty() && !is_said
    }

    /// Lists the actions of what was issued just now and is not out yet.
    fn actions_of_result(&self, issued: &[PickupNumber], context: ViewContext<'_>) -> Vec<Command> {
        // Where it probably comes out, nobody has to wait for it here.
        let printer = context.status.printer.map(|light| light.state);
        let waits = |number: &PickupNumber| context.prints.waiting.contains(number);
        let works = printer == Some(LightState::Works) && !issued.iter().any(waits);
        let both = works && !issued.is_empty();
        // A narrow window has no room for four.
        if both {
            let saves = (self.foot.width > FOUR).then_some(Command::SavePdf);
            let first = [Command::PrintAndGoOn, Command::Print, Command::NextCustomer];
            return first.into_iter().chain(saves).collect();
        }
        vec![Command::Print, Command::NextCustomer, Command::SavePdf]
    }

    /// Returns the words of a button, which say more while a job runs or for several cases.
    fn words(&self, command: Command, context: ViewContext<'_>, texts: &Texts) -> Words {
        let words = Words::of(command, texts);
        let count = u32::try_from(self.session.cases.len()).unwrap_or(u32::MAX);
        if command == Command::Issue && context.is_sending() && !context.is_shut() {
            words.saying(texts.get("busy-issuing"))
        } else if matches!(command, Command::SavePdf | Command::PrintAndGoOn) && context.saving {
            // Beside the one that does both there is no room for the other.
            words.saying(texts.get("busy-saving"))
        } else if command == Command::PrintReady {
            let count = Self::ready_unprinted(context).len();
            let count = u32::try_from(count).unwrap_or(u32::MAX);
            words.saying(texts.with("cmd-print-unprinted", &[("count", count.into())]))
        } else if command == Command::Issue && count > 1 {
            words.saying(texts.with("cmd-issue-many", &[("count", count.into())]))
        } else if let Some((key, numbers)) = self.of_several(command, context) {
            let numbers = numbers_in_words(&numbers);
            words.saying(texts.with(key, &[("numbers", numbers.as_str().into())]))
        } else {
            words
        }
    }

    /// Returns which cases of several a command is for, and the text that names them.
    fn of_several(
        &self,
        command: Command,
        context: ViewContext<'_>,
    ) -> Option<(&'static str, Vec<PickupNumber>)> {
        match (self.place(context), command) {
            (Place::QueuedVisit, Command::Correct) => {
                let queued = context.scene.form().and_then(Form::queued)?;
                let mut own = queued.rows(context.queue);
                let row = own.find(|row| row.may_be_corrected(context))?;
                let is_one = queued.numbers.len() == 1;
                (!is_one).then(|| ("cmd-correct-number", vec![row.number]))
            }
            (Place::Queue, Command::Print) => {
                let printed = self.queue.numbers_for(VisitCommand::Print, context);
                let all = self.queue.numbers(context.queue, |_| true).len();
                (printed.len() < all).then_some(("cmd-print-numbers", printed))
            }
            _ => None,
        }
    }

    /// Says what keeps a command from doing its work, or how far the place is, where the actions leave room for it.
    fn left_ui(&self, ui: &mut Ui, place: Place, context: ViewContext<'_>, texts: &Texts) {
        if let Some(said) = self.said(ui, place, context, texts)
            && self.has_room_beside(ui, &said)
        {
            said.ui(ui);
        }
    }

    /// Says the same above the actions, in a column or across the page, where it has no room beside them; returns which
    /// part of the screen it is.
    pub(super) fn above_ui(
        &self,
        ui: &mut Ui,
        frame: Frame,
        context: ViewContext<'_>,
        texts: &Texts,
    ) -> Option<Id> {
        if self.question.is_some() {
            return None;
        }
        let said = self.said(ui, self.place(context), context, texts)?;
        if self.has_room_beside(ui, &said) {
            return None;
        }
        let shown = Panel::bottom("said")
            .resizable(false)
            .show_separator_line(false)
            .frame(frame)
            .show(ui, |ui| {
                said.ui(ui);
                spoken::panel(ui, Role::Note, "")
            });
        Some(shown.inner)
    }

    /// Returns what is to be said beside the actions.
    fn said(&self, ui: &Ui, place: Place, context: ViewContext<'_>, texts: &Texts) -> Option<Said> {
        if let Some(hint) = self.hint {
            let words = hint_words(ui, hint, context, texts);
            let how = How::Hint(hint);
            return Some(Said { words, how });
        }
        // What is missing for what was asked for says more.
        let lacks = place == Place::Form && self.session.incomplete;
        if let Some(words) = self.undo.say(texts).filter(|_| !lacks) {
            let how = How::Undo;
            return Some(Said { words, how });
        }
        match place {
            Place::Form if !context.is_sending() => Some(self.said_of_form(context, texts)),
            Place::Queue => Some(self.said_of_queue(texts)),
            Place::Form
            | Place::Sending
            | Place::QueuedVisit
            | Place::Result
            | Place::Shown
            | Place::Today => {
                // The button says it, or the screen does.
                None
            }
        }
    }

    fn said_of_form(&self, context: ViewContext<'_>, texts: &Texts) -> Said {
        if self.since_corrected(context).is_too_late() {
            let words = texts.get("status-too-late");
            let how = How::Badge(Tone::Bad);
            return Said { words, how };
        }
        // The key that issues is for all of the visit.
        let left: usize = self
            .session
            .cases
            .iter()
            .map(super::session::Case::left)
            .sum();
        let left = u32::try_from(left).unwrap_or(u32::MAX);
        let count = [("count", left.into())];
        let (words, how) = if left == 0 {
            (texts.get("status-ready"), How::Badge(Tone::Good))
        } else if self.session.incomplete {
            (texts.with("status-correct", &count), How::Badge(Tone::Bad))
        } else {
            (texts.with("status-left", &count), How::Plain)
        };
        Said { words, how }
    }

    fn said_of_queue(&self, texts: &Texts) -> Said {
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
        Said {
            words: parts.join(", "),
            how: How::Plain,
        }
    }

    /// Whether something has room on one line beside the actions.
    fn has_room_beside(&self, ui: &Ui, said: &Said) -> bool {
        let (font, around) = match said.how {
            How::Plain => (FontId::proportional(theme::LABEL), 0.0),
            How::Badge(_) | How::Hint(_) | How::Undo => (theme::medium(theme::SMALL), AROUND_BADGE),
        };
        let painter = ui.painter();
        let words = painter.layout_no_wrap(said.words.clone(), font, Color32::PLACEHOLDER);
        let needed = words.size().x + around;
        self.foot.room.is_none_or(|room| needed <= room)
    }
}

/// What is said beside the actions.
struct Said {
    words: String,
    how: How,
}

/// How it is said.
enum How {
    /// In small words.
    Plain,
    /// As a state.
    Badge(Tone),
    /// As an answer to a key or a click.
    Hint(Hint),
    /// As what can be brought back.
    Undo,
}

impl Said {
    fn ui(&self, ui: &mut Ui) {
        let words = &self.words;
        match self.how {
            How::Plain => {
                let colour = theme::palette(ui).muted;
                let shown = RichText::new(words).size(theme::LABEL).color(colour);
                let shown = ui.label(shown);
                if words.is_empty() {
                    spoken::silence(&shown);
                }
            }
            How::Badge(tone) => {
                let said = wrapped_badge(ui, tone, words);
                if tone == Tone::Bad {
                    spoken::announce(&said, Soon::Next);
                }
            }
            How::Undo => {
                let said = wrapped_badge(ui, Tone::Still, words);
                spoken::announce(&said, Soon::Next);
            }
            How::Hint(hint) => {
                let tone = if hint.is_a_wait() {
                    Tone::Still
                } else {
                    Tone::Bad
                };
                let said = wrapped_badge(ui, tone, words);
                if let Hint::TooSoon(from) = hint {
                    // Not every second anew.
                    let first = spoken::first(&said, from, words);
                    spoken::reword(&said, &first);
                }
                spoken::announce(&said, Soon::AtOnce);
            }
        }
    }
}

/// So wide a line has room for four actions and what is said beside them.
const FOUR: f32 = 1200.0;

/// What a pointer takes up that lies on no button.
const SEAT: Vec2 = Vec2::splat(40.0);

/// Returns why a command did nothing.
fn hint_words(ui: &Ui, hint: Hint, context: ViewContext<'_>, texts: &Texts) -> String {
    let about = |key, number: PickupNumber| {
        let number = number.to_string();
        texts.with(key, &[("number", number.as_str().into())])
    };
    match hint {
        Hint::Says(key) => texts.get(key),
        Hint::Changed(number) => about("ask-changed", number),
        Hint::Done(number) => about("ask-done", number),
        Hint::TooSoon(from) => {
            ui.ctx().request_repaint_after(COUNTDOWN);
            let seconds = words::seconds_until(from, context.now.timestamp());
            texts.with("try-too-soon", &[("seconds", seconds.into())])
        }
    }
}
