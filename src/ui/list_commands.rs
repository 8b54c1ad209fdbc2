//! What the counter does with the queue: find, show, hand over, correct, withdraw.

use egui::{Event, FocusDirection, Key, Modifiers, Ui};

use super::{
    command::{Command, take_key},
    counter::{Counter, Hint, Screen},
    intent::{Asked, Intent},
    placed_command::{Place, QueueCommand, TodayCommand, VisitCommand},
    scene::Form,
    screens::{queue, result::ResultScreen},
};
use crate::{
    case::{PickupNumber, State},
    ui::{
        confirmation::Question,
        counter::OpenedFrom,
        view_context::ViewContext,
        view_model::{Issued, QueueRow},
    },
};

impl Counter {
    pub(super) fn run_on_queue(
        &mut self,
        context: ViewContext<'_>,
        command: QueueCommand,
    ) -> Option<Intent> {
        match command {
            QueueCommand::Visit(command) => return self.run_on_visit(context, command),
            QueueCommand::PrintReady => {
                let unprinted = Self::ready_unprinted(context);
                if unprinted.is_empty() {
                    self.hint = Some(Hint::Says("nothing-unprinted"));
                    return None;
                }
                return Some(Intent::Print(unprinted));
            }
            QueueCommand::TryNow => return self.try_now(context),
            QueueCommand::OrderNext => self.queue.order_next(),
            QueueCommand::OrderTurned => self.queue.turn_order(),
            QueueCommand::ClearSearch => {
                self.queue.clear_search();
            }
        }
        None
    }

    /// Lets all that waits be tried, if the portal may be asked by hand.
    pub(super) fn try_now(&mut self, context: ViewContext<'_>) -> Option<Intent> {
        let now = context.now.timestamp();
        let waits = self.queue.counts().unasked > 0;
        let from = context.queue.by_hand_from;
        if let Some(from) = from.filter(|from| waits && *from > now) {
            self.too_soon(from);
            return None;
        }
        waits.then_some(Intent::TryNow)
    }

    /// Does something with those cases of the chosen visit that it is for.
    fn run_on_visit(&mut self, context: ViewContext<'_>, command: VisitCommand) -> Option<Intent> {
        let mut command = command;
        let mut numbers = self.queue.numbers_for(command, context);
        if command == VisitCommand::Print && numbers.is_empty() {
            // Its key prints what there is.
            command = VisitCommand::PrintSlip;
            numbers = self.queue.numbers_for(command, context);
        }
        let Some(&first) = numbers.first() else {
            let sent = !self.queue.numbers(context.queue, is_sent).is_empty();
            self.hint = said_while_sending(command).filter(|_| sent).map(Hint::Says);
            return None;
        };
        self.queue.keep_in_view();
        match command {
            VisitCommand::Show => return Some(self.show(numbers)),
            VisitCommand::Print => return Some(Intent::Print(numbers)),
            VisitCommand::HandOver => self.question = Some(Question::HandOver(numbers)),
            VisitCommand::Withdraw => {
                let rows = numbers
                    .iter()
                    .filter_map(|number| context.queue.row(*number));
                let cases = rows.map(QueueRow::version).collect();
                self.question = Some(Question::Withdraw(cases));
            }
            VisitCommand::PrintSlip => {
                return Some(Intent::PrintSlip(self.queue.chosen()?.number));
            }
            VisitCommand::Correct if !self.is_free(context) => {
                self.hint = Some(Hint::Says("form-in-use"));
            }
            VisitCommand::Correct => return Some(Intent::Correct(first)),
            VisitCommand::TryAgain => {
                let again = context.queue.row(first)?;
                return Some(Intent::TryAgain(again.version()));
            }
        }
        None
    }

    /// Returns the ready cases that have not been printed or saved yet, in the order of their numbers.
    pub(super) fn ready_unprinted(context: ViewContext<'_>) -> Vec<PickupNumber> {
        let rows = context.queue.rows.iter();
        let ready = rows.filter(|row| row.state == State::Ready);
        context.unprinted(ready.map(|row| row.number))
    }

    pub(super) fn run_on_today(
        &mut self,
        context: ViewContext<'_>,
        command: TodayCommand,
    ) -> Option<Intent> {
        match command {
            TodayCommand::OrderNext => self.today.order_next(),
            TodayCommand::OrderTurned => self.today.turn_order(),
            TodayCommand::Show => {
                let number = self.today.to_show(context)?;
                self.today.choose(number);
                return Some(self.show(vec![number]));
            }
        }
        None
    }

    /// Whether nobody's visit would be lost if the form began with another.
    fn is_free(&self, context: ViewContext<'_>) -> bool {
        match context.scene.form() {
            Some(Form::Typing) => self.session.is_empty(),
            Some(Form::Queued { .. } | Form::Result { .. }) => true,
            Some(Form::Sending { .. }) | None => false,
        }
    }

    /// Asks for finished certificates; they show on the screen they were opened from.
    pub(super) fn show(&mut self, numbers: Vec<PickupNumber>) -> Intent {
        self.result = ResultScreen::default();
        self.opened_from = Some(self.stands());
        Intent::Look(numbers)
    }

    /// Whether the certificates that were asked for are still what is looked for: not where another visit has been
    /// chosen since, or a question is asked of one.
    pub fn waits_to_see(&self) -> bool {
        self.question.is_none() && self.opened_from == Some(self.stands())
    }

    fn stands(&self) -> OpenedFrom {
        OpenedFrom {
            screen: self.screen,
            chosen: match self.screen {
                Screen::Queue => self.queue.chosen().map(|visit| visit.number),
                Screen::Today => self.today.chosen(),
                Screen::Issue => None,
            },
        }
    }

    /// Returns those of the certificates that the queue still holds for the customer.
    pub(super) fn to_hand_over(issued: &Issued, context: ViewContext<'_>) -> Vec<PickupNumber> {
        let row = |number: &PickupNumber| context.queue.row(*number);
        let held = |number: &PickupNumber| row(number).is_some_and(QueueRow::may_be_handed_over);
        issued.numbers().filter(held).collect()
    }

    /// Returns those of the certificates opened from a list whose cases have changed since: they are for nobody any more.
    pub(super) fn changed(&self, context: ViewContext<'_>) -> Vec<PickupNumber> {
        let shown = self.shown(context).map(Issued::numbers);
        let row = |number: &PickupNumber| context.queue.row(*number);
        let changed = |number: &PickupNumber| {
            let is_shown = self.place(context) == Place::Shown;
            is_shown && row(number).is_some_and(|row| !row.may_be_handed_over())
        };
        shown.into_iter().flatten().filter(changed).collect()
    }

    /// Sends what is typed next to the search, where the queue is turned to.
    pub(super) fn search(&self, ui: &Ui) {
        if self.screen == Screen::Queue {
            ui.memory_mut(|memory| memory.request_focus(queue::search_id()));
        }
    }

    /// Opens the chosen visit of the queue, or the chosen row of today; what was refused is corrected.
    pub(super) fn opened(&mut self, context: ViewContext<'_>) -> Option<Asked> {
        let offers = self.queue.offers(context);
        let ready = self.screen != Screen::Queue || offers.contains(&Command::Show);
        let command = if ready {
            Command::Show
        } else {
            // A slip that is scanned ends with Enter: that prints no second one, and tries nothing.
            offers
                .first()
                .copied()
                .filter(|it| *it == Command::Correct)?
        };
        Some(Asked::Command(command))
    }

    /// Returns the command whose key was struck at a place. In the search the key that withdraws deletes a word, as in every
    /// text, until the arrows lead from there into the list; where there is none left it says so.
    pub(super) fn pressed(&mut self, ui: &Ui, place: Place) -> Option<Command> {
        let in_text = place == Place::Queue && self.queue.is_typed_into(ui);
        let pressed = place.pressed(ui, |command| in_text && command == Command::Withdraw);
        let is_idle = in_text && pressed.is_none() && !self.queue.may_delete(ui);
        if is_idle && Command::Withdraw.take_from(ui) {
            self.hint = Some(Hint::Says("delete-word"));
        }
        pressed
    }

    /// Moves through a list by the arrows, and sends what is typed or scanned to the search.
    pub(super) fn browse(&mut self, ui: &Ui, place: Place) {
        if self.covered() {
            return;
        }
        let typed = |event: &Event| matches!(event, Event::Text(text) if text != " ");
        if ui.input(|input| input.events.iter().any(typed)) {
            // Whoever types or scans has not answered the question.
            self.question = None;
            if place == Place::Queue {
                self.search(ui);
            }
        }
        if !matches!(place, Place::Queue | Place::Today) {
            return;
        }
        let steps = [
            (Key::ArrowDown, 1),
            (Key::ArrowUp, -1),
            (Key::PageDown, PAGE),
            (Key::PageUp, -PAGE),
            (Key::End, isize::MAX),
            (Key::Home, isize::MIN),
        ];
        for (key, places) in steps {
            if !ui.input_mut(|input| take_key(input, (Modifiers::NONE, key))) {
                continue;
            }
            (self.question, self.hint) = (None, None);
            // The arrows move the choice, not the focus.
            ui.memory_mut(|memory| memory.move_focus(FocusDirection::None));
            if place == Place::Queue {
                self.queue.step(places);
                self.search(ui);
            } else {
                self.today.step(places);
            }
        }
    }
}

/// Returns the text for what an attempt under way keeps from a case.
fn said_while_sending(command: VisitCommand) -> Option<&'static str> {
    match command {
        VisitCommand::Correct => Some(CORRECT_WHILE_SENDING),
        VisitCommand::TryAgain => Some("state-sending-text"),
        VisitCommand::Withdraw => Some("withdraw-while-sending"),
        VisitCommand::HandOver
        | VisitCommand::Show
        | VisitCommand::Print
        | VisitCommand::PrintSlip => None,
    }
}

/// The text that a correction is answered with while its case is being tried.
pub(super) const CORRECT_WHILE_SENDING: &str = "correct-while-sending";

/// Whether an attempt at a case is under way.
pub(super) fn is_sent(row: &QueueRow) -> bool {
    row.state == State::Sending
}

/// How far a page of a list goes: no further than the smallest window shows rows, so that none is passed unseen.
const PAGE: isize = 6;
