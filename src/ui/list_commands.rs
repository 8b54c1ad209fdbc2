//! What the counter does with the queue: find, show, hand over, correct, withdraw.

use egui::{Event, FocusDirection, Key, Modifiers, Ui};

use super::{
    command::{Command, Place},
    counter::{Counter, Hint, Screen},
    intent::{Asked, Intent},
    scene::Form,
    screens::{queue, result::ResultScreen},
};
use crate::{
    case::PickupNumber,
    ui::{
        confirmation::Question,
        counter::OpenedFrom,
        view_context::ViewContext,
        view_model::{Issued, QueueRow},
    },
};

impl Counter {
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "the rest belongs to other screens"
    )]
    pub(super) fn run_on_queue(
        &mut self,
        context: ViewContext<'_>,
        command: Command,
    ) -> Option<Intent> {
        let view = context.queue;
        match command {
            Command::PrintReady => {
                return (self.queue.counts().ready > 0).then_some(Intent::PrintReady);
            }
            Command::TryNow => {
                let now = context.now.timestamp();
                let waits = self.queue.counts().waiting > 0;
                if let Some(from) = view.by_hand_from.filter(|from| waits && *from > now) {
                    self.too_soon(from);
                    return None;
                }
                return waits.then_some(Intent::TryNow);
            }
            Command::OrderNext => self.queue.order_next(),
            Command::OrderTurned => self.queue.turn_order(),
            _ if !self.queue.offers(context).contains(&command) => {}
            Command::Show => {
                let numbers = self.queue.numbers(view, |row| row.finished);
                return Some(self.show(numbers));
            }
            Command::HandOver => {
                let numbers = self.queue.numbers(view, QueueRow::may_be_handed_over);
                self.question = Some(Question::HandOver(numbers));
            }
            Command::Withdraw => {
                self.question = Some(Question::Withdraw(self.queue.to_withdraw(view)));
            }
            Command::PrintSlip => return Some(Intent::PrintSlip(self.queue.chosen()?.number)),
            Command::Correct if !self.is_free(context) => {
                self.hint = Some(Hint::Says("form-in-use"));
            }
            Command::Correct => {
                let row = self.first(context, |row| row.may_be_corrected(context));
                return row.map(Intent::Correct);
            }
            Command::TryAgain => {
                let row = self.first(context, QueueRow::may_be_tried_again);
                return row.map(Intent::TryAgain);
            }
            _ => {}
        }
        None
    }

    pub(super) fn run_on_today(
        &mut self,
        context: ViewContext<'_>,
        command: Command,
    ) -> Option<Intent> {
        if command == Command::OrderNext {
            self.today.order_next();
            return None;
        }
        if command == Command::OrderTurned {
            self.today.turn_order();
            return None;
        }
        let number = self.today.to_show(context)?;
        self.today.choose(number);
        Some(self.show(vec![number]))
    }

    /// Whether nobody's visit would be lost if the form began with another.
    fn is_free(&self, context: ViewContext<'_>) -> bool {
        match context.scene.form() {
            Some(Form::Typing) => self.session.is_empty(),
            Some(Form::Queued { .. } | Form::Result { .. }) => true,
            Some(Form::Sending { .. }) | None => false,
        }
    }

    /// Returns the first case of the chosen visit that satisfies something.
    fn first(
        &self,
        context: ViewContext<'_>,
        wanted: impl Fn(&QueueRow) -> bool,
    ) -> Option<PickupNumber> {
        self.queue.numbers(context.queue, wanted).into_iter().next()
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

    /// Sends what is typed next to the search, where the queue is turned to.
    pub(super) fn search(&self, ui: &Ui) {
        if self.screen == Screen::Queue {
            ui.memory_mut(|memory| memory.request_focus(queue::search_id()));
        }
    }

    /// Opens the chosen visit of the queue, or the chosen row of today.
    pub(super) fn opened(&mut self, context: ViewContext<'_>) -> Option<Asked> {
        let ready = self.queue.offers(context).contains(&Command::Show);
        (self.screen != Screen::Queue || ready).then_some(Asked::Command(Command::Show))
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
            if !ui.input_mut(|input| input.consume_key(Modifiers::NONE, key)) {
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

/// How far a page of a list goes: no further than the smallest window shows rows, so that none is passed unseen.
const PAGE: isize = 6;
