//! What each command does on a visit that is over: its certificates, or the slip of what waits.

use super::{
    corrected::Corrected,
    counter::{Counter, Hint, Screen},
    intent::Intent,
    list_commands::{CORRECT_WHILE_SENDING, is_sent},
    placed_command::{IssuedCommand, Place, QueuedCommand},
    scene::{Form, QueuedVisit},
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
        let queued = context.scene.form().and_then(Form::queued)?;
        let is_ready = queued.is_ready(context.queue);
        match command {
            QueuedCommand::NextCustomer => self.leave_or_ask(context),
            QueuedCommand::Show if is_ready => {
                self.screen = Screen::Queue;
                Some(self.show(queued.numbers.clone()))
            }
            // A slip would say that nothing is issued yet.
            QueuedCommand::PrintSlip if !is_ready => {
                queued.numbers.first().copied().map(Intent::PrintSlip)
            }
            QueuedCommand::Correct => {
                self.outcome.leaves_without = self.without_slip(context);
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
        if let Some(changed) = self.changed(context).first()
            && command.gives_out()
        {
            self.hint = Some(Hint::Changed(*changed));
            return None;
        }
        match command {
            IssuedCommand::Print => return Some(Intent::Print(numbers)),
            IssuedCommand::PrintAndGoOn => return Some(self.print_and_go_on(numbers, context)),
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
            IssuedCommand::NextCustomer => return self.leave_or_ask(context),
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

    /// Prints these, which show, and lets the customer leave with all of the visit; asks first where something of an earlier
    /// round would come out nowhere.
    fn print_and_go_on(&mut self, print: Vec<PickupNumber>, context: ViewContext<'_>) -> Intent {
        let goes = self.all_of_visit(context);
        let mut unprinted = context.unprinted(goes.iter().copied());
        unprinted.retain(|number| !print.contains(number));
        if !unprinted.is_empty() {
            self.question = Some(Question::Leave(unprinted));
            return Intent::Print(print);
        }
        self.next_visit();
        Intent::PrintAndGoOn { print, goes }
    }

    /// Lets the customer leave with the whole visit, or asks where no slip bears the number of what waits, or something of it
    /// is neither on paper nor in a file.
    pub(super) fn leave_or_ask(&mut self, context: ViewContext<'_>) -> Option<Intent> {
        let without_slip = self.without_slip(context);
        if without_slip.is_empty() {
            return self.leave_or_ask_of_prints(context);
        }
        self.question = Some(Question::NoSlip(without_slip));
        None
    }

    /// Returns the cases that show with a number that their customer has on no slip.
    pub(super) fn without_slip(&self, context: ViewContext<'_>) -> Vec<PickupNumber> {
        let queued = context.scene.form().and_then(Form::queued);
        let without = queued.filter(|queued| {
            let has_slip = queued.has_slip(context.prints) || self.came_with_slip(queued);
            !has_slip && !queued.is_ready(context.queue)
        });
        without.map_or(Vec::new(), |queued| queued.numbers.clone())
    }

    /// Whether the visit was corrected after its customer had left: the number stays, and she has had it since.
    fn came_with_slip(&self, queued: &QueuedVisit) -> bool {
        let corrects = self
            .session
            .cases
            .first()
            .and_then(|case| case.corrects.as_ref());
        let number = corrects.map(Corrected::number);
        number.is_some_and(|number| {
            queued.numbers.contains(&number) && !self.outcome.leaves_without.contains(&number)
        })
    }

    /// Does the same where it is known that she goes without a slip, or has one.
    pub(super) fn leave_or_ask_of_prints(&mut self, context: ViewContext<'_>) -> Option<Intent> {
        let unprinted = context.unprinted(self.all_of_visit(context));
        if unprinted.is_empty() {
            return Some(self.leave(context));
        }
        self.question = Some(Question::Leave(unprinted));
        None
    }

    /// Lets the customer leave with the whole visit.
    pub(super) fn leave(&mut self, context: ViewContext<'_>) -> Intent {
        self.leave_without(&[], context)
    }

    /// Lets the customer leave; these stay ready. What stands in the form can be brought back for a moment.
    pub(super) fn leave_without(
        &mut self,
        stay: &[PickupNumber],
        context: ViewContext<'_>,
    ) -> Intent {
        let mut goes = self.all_of_visit(context);
        goes.retain(|number| !stay.contains(number));
        if self.place(context) == Place::Form {
            self.throw_away(Session::default());
        }
        self.next_visit();
        let stays = stay.to_vec();
        Intent::NextCustomer { goes, stays }
    }

    fn next_visit(&mut self) {
        self.earlier.clear();
        self.begin(Session::default());
    }

    /// Returns the cases of the whole visit: those of its rounds before, and those that show, finished or on a slip.
    pub(super) fn all_of_visit(&self, context: ViewContext<'_>) -> Vec<PickupNumber> {
        let shown = context.scene.form().map_or(Vec::new(), Form::numbers);
        let earlier = self.earlier.iter().copied();
        earlier.chain(shown).collect()
    }

    /// Begins a further round of the same visit; what is issued is done.
    ///
    /// What was given in it is remembered until the next customer, so that nothing is given to one person twice and all
    /// of it goes along.
    fn further(&mut self, case: Case, issued: &Issued) -> Intent {
        self.earlier.extend(issued.numbers());
        let issued = issued.cases.iter().map(|issued| issued.statement.clone());
        let given = self.session.given().iter().cloned().chain(issued).collect();
        self.begin(Session::after(case, given));
        Intent::FurtherCase
    }
}
