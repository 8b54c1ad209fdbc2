//! Where each command goes, and what keeps one from doing its work.

use egui::{Theme, Ui};

use super::{
    command::Command,
    counter::{BUSY, Counter, FIRST, Hint, Panel, Screen},
    intent::Intent,
    placed_command::{Place, PlaceCommand, PlacedCommand, SendingCommand, WindowCommand},
    scene::Form,
};
use crate::ui::{confirmation::Question, view_context::ViewContext, view_model::Profile};

impl Counter {
    /// Does what a command means on the present screen.
    pub(super) fn run(
        &mut self,
        ui: &Ui,
        context: ViewContext<'_>,
        command: Command,
    ) -> Option<Intent> {
        self.hint = None;
        let question = self.question.take();
        let place = self.place(context);
        match place.meaning(command)? {
            PlacedCommand::Window(command) => self.run_in_window(ui, context, command),
            PlacedCommand::Place(_) | PlacedCommand::Agree if self.covered() => None,
            PlacedCommand::Agree => self.agree(ui, context, question?),
            PlacedCommand::Place(placed) => {
                self.hint = self.refusal(place, command, context);
                if self.hint.is_some() {
                    return None;
                }
                if let (
                    Some(question @ (Question::Leave(_) | Question::NoSlip(_))),
                    Command::NextCustomer,
                ) = (question, command)
                {
                    return self.go_on(ui, context, question);
                }
                self.run_at_place(ui, context, placed)
            }
        }
    }

    /// Goes on to the next customer without a yes: what was asked about stays ready. A key that runs on does not.
    fn go_on(&mut self, ui: &Ui, context: ViewContext<'_>, question: Question) -> Option<Intent> {
        if !self.is_read(ui, &question) {
            self.question = Some(question);
            return None;
        }
        if matches!(question, Question::NoSlip(_)) {
            return self.leave_or_ask_of_prints(context);
        }
        if self.asks_of_more(&question.numbers(), context) {
            return None;
        }
        Some(self.leave_without(&question.numbers(), context))
    }

    /// Does what belongs to the place that shows.
    fn run_at_place(
        &mut self,
        ui: &Ui,
        context: ViewContext<'_>,
        command: PlaceCommand,
    ) -> Option<Intent> {
        match command {
            PlaceCommand::Form(command) => self.run_on_form(ui, context, command),
            PlaceCommand::Sending(SendingCommand::StopWaiting) => Self::stop_waiting(context),
            PlaceCommand::Queued(command) => self.run_on_queued(context, command),
            PlaceCommand::Issued(command) => self.run_on_result(context, command),
            PlaceCommand::Queue(command) => self.run_on_queue(context, command),
            PlaceCommand::Today(command) => self.run_on_today(context, command),
        }
    }

    fn stop_waiting(context: ViewContext<'_>) -> Option<Intent> {
        match context.scene.form()? {
            Form::Sending { id, .. } => Some(Intent::StopWaiting(*id)),
            Form::Typing | Form::Queued { .. } | Form::Result { .. } => None,
        }
    }

    /// Does what a command means whatever shows.
    fn run_in_window(
        &mut self,
        ui: &Ui,
        context: ViewContext<'_>,
        command: WindowCommand,
    ) -> Option<Intent> {
        match command {
            WindowCommand::Undo => {
                // What comes back is typed on from its end.
                Self::carets_to_the_end(ui);
                return self.bring_back(context);
            }
            WindowCommand::Help => self.toggle(Panel::Help),
            WindowCommand::Status => self.toggle(Panel::Status),
            WindowCommand::Printers => {
                self.toggle(Panel::Printers);
                return (self.panel == Some(Panel::Printers)).then_some(Intent::AskPrinters);
            }
            WindowCommand::PutAway => return self.put_away(context),
            WindowCommand::IssueScreen => {
                self.focus = Some(FIRST);
                return self.turn_to(Screen::Issue, context);
            }
            WindowCommand::QueueScreen | WindowCommand::Find => {
                let turned = self.turn_to(Screen::Queue, context);
                self.queue.choose_something();
                self.search(ui);
                self.queue.select_search();
                return turned;
            }
            WindowCommand::TodayScreen => return self.turn_to(Screen::Today, context),
            WindowCommand::Language => {
                return Some(Intent::SwitchLanguage(context.language.other()));
            }
            WindowCommand::Theme => {
                let theme = if ui.visuals().dark_mode {
                    Theme::Light
                } else {
                    Theme::Dark
                };
                ui.ctx().set_theme(theme);
                return Some(Intent::SwitchTheme(theme));
            }
            WindowCommand::ClockIsRight => {
                let fault = context.status.clock.filter(|fault| fault.may_be_confirmed);
                return fault.map(|_fault| Intent::BelieveClock);
            }
            WindowCommand::Drill => {
                let is_training = context.profile == Profile::Training;
                return is_training.then_some(Intent::Drill(!context.drill));
            }
        }
        None
    }

    /// Why a command does nothing yet.
    fn refusal(&self, place: Place, command: Command, context: ViewContext<'_>) -> Option<Hint> {
        if Self::is_held_up(place, context) && !Self::goes_on(command, context) {
            return Some(Hint::Says(BUSY));
        }
        let unread = Self::keeps_unread(command, place).filter(|_| self.is_unread(context));
        unread.map(Hint::Says)
    }

    /// Whether a job stands in the way of a place's commands.
    fn is_held_up(place: Place, context: ViewContext<'_>) -> bool {
        context.saving || (place == Place::Form && context.is_sending())
    }

    /// Whether no job stands in the way of a command: it changes nothing but what is seen, or opens what is shut.
    fn goes_on(command: Command, context: ViewContext<'_>) -> bool {
        use Command::{Back, NextCase, OrderNext, OrderTurned, PreviousCase};
        let looks = [PreviousCase, NextCase, OrderTurned, OrderNext, Back];
        looks.contains(&command) || (command == Command::Issue && context.is_shut())
    }
}
