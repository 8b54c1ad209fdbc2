//! What each command does on the form.

use super::{
    counter::{Counter, FIRST, Hint, OPENING},
    intent::Intent,
    placed_command::FormCommand,
    scene::Closed,
    screens::result::ResultScreen,
    session::{Case, FocusTarget, Session},
};
use crate::{
    domain::{BirthDraft, Field, Kind},
    ui::view_context::ViewContext,
};

impl Counter {
    pub(super) fn run_on_form(
        &mut self,
        context: ViewContext<'_>,
        command: FormCommand,
    ) -> Option<Intent> {
        let previous = self.session.cases.len().saturating_sub(1);
        match command {
            FormCommand::Issue => return self.issue(context),
            FormCommand::NextCustomer => {
                self.begin(Session::default());
                return Some(Intent::NextCustomer(Vec::new()));
            }
            FormCommand::SamePerson => {
                let case = self.session.case().same_person();
                self.session.add(case);
                self.focus = Some(self.first_spot());
            }
            FormCommand::NextPerson => {
                self.session.add(Case::default());
                self.focus = Some(FIRST);
            }
            FormCommand::RemoveCase => {
                self.session.remove_open();
                self.focus = Some(FIRST);
            }
            FormCommand::PreviousCase => self.session.step(previous),
            FormCommand::NextCase => self.session.step(1),
            FormCommand::Switch(kind) => self.session.case().switch(kind),
            FormCommand::BirthUnknown => {
                let birth = &mut self.session.case().draft.birth;
                *birth = match birth {
                    BirthDraft::Typed(_) => BirthDraft::Unknown,
                    BirthDraft::Unknown => BirthDraft::default(),
                };
            }
            FormCommand::TakeUp => return self.take_up(context),
            FormCommand::NameLine => self.session.case().toggle_transliterations(),
            FormCommand::Check(place) => self.tick(place),
        }
        None
    }

    /// Asks for all cases, or opens the first that lacks something and goes to it.
    fn issue(&mut self, context: ViewContext<'_>) -> Option<Intent> {
        if context.scene.closed() == Some(Closed::Opening) {
            self.hint = Some(Hint::Says(OPENING));
            return None;
        }
        self.session.submit(context);
        let missing = self
            .session
            .cases
            .iter()
            .map(Case::first_missing)
            .enumerate();
        let mut missing = missing;
        let missing = missing.find_map(|(place, spot)| Some((place, spot?)));
        self.session.incomplete = missing.is_some();
        if let Some((place, spot)) = missing {
            self.session.open = place;
            self.focus = Some(spot);
            return None;
        }
        self.result = ResultScreen::default();
        self.session.restored = false;
        self.session.visit().map(Intent::Issue)
    }

    fn tick(&mut self, place: usize) {
        let case = self.session.case();
        if let Some(check) = case.checks().get(place) {
            case.tick(*check, !case.is_ticked(*check));
        }
    }

    /// Where typing goes on in a case whose person is known already.
    pub(super) fn first_spot(&mut self) -> FocusTarget {
        match self.session.case().draft.event.kind() {
            Kind::Vaccination => FocusTarget::Field(Field::Product),
            Kind::Recovery => FocusTarget::Field(Field::FirstPositive),
            Kind::Test => FocusTarget::Field(Field::SampleDate),
        }
    }
}
