//! What each command does on a visit that is over: its certificates, or the slip of what waits.

use super::{
    command::Command,
    counter::{Counter, Screen},
    intent::Intent,
    scene::Form,
    screens::result::ResultScreen,
    session::{Case, Session},
};
use crate::{
    case::PickupNumber,
    ui::{confirmation::Question, view_context::ViewContext},
};

impl Counter {
    pub(super) fn run_on_taken(
        &mut self,
        context: ViewContext<'_>,
        command: Command,
    ) -> Option<Intent> {
        let Some(Form::Queued { taken, .. }) = context.scene.form() else {
            return None;
        };
        if command == Command::NextCustomer {
            self.begin(Session::default());
            return Some(Intent::NextCustomer(Vec::new()));
        }
        let is_ready = taken.is_ready(context.queue);
        if command == Command::Show && is_ready {
            self.screen = Screen::Queue;
            return Some(self.show(taken.numbers.clone()));
        }
        // A slip would say that nothing is issued yet.
        let first = taken.numbers.first().filter(|_| !is_ready)?;
        (command == Command::PrintSlip).then_some(Intent::PrintSlip(*first))
    }

    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "the rest belongs to other screens"
    )]
    pub(super) fn run_on_result(
        &mut self,
        context: ViewContext<'_>,
        command: Command,
    ) -> Option<Intent> {
        let issued = self.shown(context)?;
        let numbers: Vec<PickupNumber> = issued.numbers().collect();
        match command {
            Command::Print => return Some(Intent::Print(numbers)),
            Command::SavePdf => return Some(Intent::SavePdf(numbers)),
            Command::HandOver => {
                let numbers = Self::to_hand_over(issued, context);
                self.question = (!numbers.is_empty()).then_some(Question::HandOver(numbers));
            }
            Command::Back => {
                self.result = ResultScreen::default();
                return Some(Intent::LookAway);
            }
            Command::NextCustomer => {
                self.begin(Session::default());
                return Some(Intent::NextCustomer(numbers));
            }
            Command::SamePerson => {
                let holder = self.result.shown(issued)?.statement.holder();
                // Of the visit's cases the one of whoever shows: only what was ticked for that person stays ticked.
                let mut cases = self.session.cases.iter();
                let case = cases.find(|case| case.is_of(holder, context));
                let case = case.map(Case::same_person).unwrap_or_default();
                let intent = self.further(case);
                self.focus = Some(self.first_spot());
                return Some(intent);
            }
            Command::NextPerson => return Some(self.further(Case::default())),
            Command::PreviousCase => self
                .result
                .step(issued, issued.cases.len().saturating_sub(1)),
            Command::NextCase => self.result.step(issued, 1),
            _ => {}
        }
        None
    }

    /// Begins a further round of the same visit; what is issued is done.
    fn further(&mut self, case: Case) -> Intent {
        self.begin(Session::with(case));
        Intent::FurtherCase
    }
}
