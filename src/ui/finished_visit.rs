//! What each command does on a visit that is over: its certificates, or the slip of what waits.

use super::{
    counter::{Counter, Hint, Screen},
    intent::Intent,
    list_commands::{CORRECT_WHILE_SENDING, is_sent},
    placed_command::{IssuedCommand, QueuedCommand},
    scene::Form,
    screens::result::ResultScreen,
    session::{Case, Session},
};
use crate::{
    case::PickupNumber,
    ui::{confirmation::Question, view_context::ViewContext, view_model::Issued},
};

impl Counter {
    pub(super) fn run_on_queued(
        &mut self,
        context: ViewContext<'_>,
        command: QueuedCommand,
    ) -> Option<Intent> {
        let Some(Form::Queued { id, queued }) = context.scene.form() else {
            return None;
        };
        let is_ready = queued.is_ready(context.queue);
        match command {
            QueuedCommand::NextCustomer => {
                let goes = self.earlier_in_hand(context);
                self.begin(Session::default());
                Some(Intent::NextCustomer(goes))
            }
            QueuedCommand::Show if is_ready => {
                self.screen = Screen::Queue;
                Some(self.show(queued.numbers.clone()))
            }
            // A slip would say that nothing is issued yet.
            QueuedCommand::PrintSlip if !is_ready => {
                self.outcome.slip = Some(*id);
                queued.numbers.first().copied().map(Intent::PrintSlip)
            }
            QueuedCommand::Correct => {
                let mut own = queued.rows(context.queue);
                let corrected = own.find(|row| row.may_be_corrected(context));
                if corrected.is_none() && queued.rows(context.queue).any(is_sent) {
                    self.hint = Some(Hint::Says(CORRECT_WHILE_SENDING));
                }
                Some(Intent::Correct(corrected?.number))
            }
            QueuedCommand::TryAgain => {
                let mut own = queued.rows(context.queue);
                let again = own.find(|row| row.may_be_tried_again())?;
                Some(Intent::TryAgain(again.version()))
            }
            QueuedCommand::TryNow => self.try_now(context),
            QueuedCommand::Show | QueuedCommand::PrintSlip => None,
        }
    }

    pub(super) fn run_on_result(
        &mut self,
        context: ViewContext<'_>,
        command: IssuedCommand,
    ) -> Option<Intent> {
        let issued = self.shown(context)?;
        let numbers: Vec<PickupNumber> = issued.numbers().collect();
        match command {
            IssuedCommand::Print => return Some(Intent::Print(numbers)),
            IssuedCommand::PrintAndGoOn => {
                self.begin(Session::default());
                return Some(Intent::PrintAndGoOn(numbers));
            }
            IssuedCommand::SavePdf => return Some(Intent::SavePdf(numbers)),
            IssuedCommand::HandOver => {
                let numbers = Self::to_hand_over(issued, context);
                self.question = (!numbers.is_empty()).then_some(Question::HandOver(numbers));
            }
            IssuedCommand::Back => {
                self.result = ResultScreen::default();
                self.queue.select_search();
                return Some(Intent::LookAway);
            }
            IssuedCommand::NextCustomer => {
                let unprinted = context.unprinted(self.all_of_visit(context));
                if unprinted.is_empty() {
                    return self.leave(context);
                }
                self.question = Some(Question::Leave(unprinted));
            }
            IssuedCommand::SamePerson => {
                let holder = self.result.shown(issued)?.statement.holder();
                // Of the visit's cases the one of whoever shows: only what was ticked for that person stays ticked.
                let mut cases = self.session.cases.iter();
                let case = cases.find(|case| case.is_of(holder, context));
                let case = case.map(Case::same_person).unwrap_or_default();
                let intent = self.further(case, issued);
                self.focus = Some(self.first_spot());
                return Some(intent);
            }
            IssuedCommand::NextPerson => return Some(self.further(Case::default(), issued)),
            IssuedCommand::PreviousCase => self
                .result
                .step(issued, issued.cases.len().saturating_sub(1)),
            IssuedCommand::NextCase => self.result.step(issued, 1),
        }
        None
    }

    /// Lets the customer leave with all that shows.
    pub(super) fn leave(&mut self, context: ViewContext<'_>) -> Option<Intent> {
        self.leave_without(&[], context)
    }

    /// Lets the customer leave; these stay ready.
    pub(super) fn leave_without(
        &mut self,
        stay: &[PickupNumber],
        context: ViewContext<'_>,
    ) -> Option<Intent> {
        self.shown(context)?;
        let mut goes = self.all_of_visit(context);
        goes.retain(|number| !stay.contains(number));
        self.begin(Session::default());
        Some(Intent::NextCustomer(goes))
    }

    /// Returns the finished certificates of the whole visit: those of its rounds before, and those that show.
    pub(super) fn all_of_visit(&self, context: ViewContext<'_>) -> Vec<PickupNumber> {
        let shown = self.shown(context).map(Issued::numbers);
        let earlier = self.session.earlier().iter().copied();
        earlier.chain(shown.into_iter().flatten()).collect()
    }

    /// Returns those of the rounds before that the customer has on paper or in a file, or is about to.
    pub(super) fn earlier_in_hand(&self, context: ViewContext<'_>) -> Vec<PickupNumber> {
        let earlier = self.session.earlier();
        let unprinted = context.unprinted(earlier.iter().copied());
        let earlier = earlier.iter().copied();
        earlier.filter(|it| !unprinted.contains(it)).collect()
    }

    /// Begins a further round of the same visit; what is issued is done.
    ///
    /// What was given in it is remembered until the next customer, so that nothing is given to one person twice and all
    /// of it goes along.
    fn further(&mut self, case: Case, issued: &Issued) -> Intent {
        let earlier = self.session.earlier().iter().copied();
        let earlier = earlier.chain(issued.numbers()).collect();
        let issued = issued.cases.iter().map(|issued| issued.statement.clone());
        let given = self.session.given().iter().cloned().chain(issued).collect();
        self.begin(Session::after(case, given).with_earlier(earlier));
        Intent::FurtherCase
    }
}
