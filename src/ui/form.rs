//! What each command does on the form.

use egui::Ui;

use super::{
    counter::{Counter, FIRST, Hint, OPENING},
    intent::Intent,
    placed_command::FormCommand,
    scene::Closed,
    screens::result::ResultScreen,
    session::{Case, FocusTarget, LINES},
};
use crate::{
    domain::{EventDraft, Field},
    ui::{undo::Undoable, view_context::ViewContext},
};

impl Counter {
    pub(super) fn run_on_form(
        &mut self,
        ui: &Ui,
        context: ViewContext<'_>,
        command: FormCommand,
    ) -> Option<Intent> {
        let previous = self.session.cases.len().saturating_sub(1);
        match command {
            FormCommand::Issue => return self.issue(context),
            FormCommand::NextCustomer => return self.leave_or_ask(context),
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
                self.remove_case();
                self.focus = Some(FIRST);
            }
            FormCommand::PreviousCase => self.session.step(previous),
            FormCommand::NextCase => self.session.step(1),
            FormCommand::Switch(kind) => self.session.case().switch(kind),
            FormCommand::BirthUnknown => self.session.case().toggle_birth(),
            FormCommand::TakeUp => return self.take_up(context),
            FormCommand::NameLine => self.toggle_lines(ui),
            FormCommand::Check(place) => {
                self.tick(place);
                self.go_on_from_check(ui, context);
            }
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

    /// Opens the lines of the travel document and goes on in that of the name that was typed in, or closes them and goes
    /// back to the name.
    fn toggle_lines(&mut self, ui: &Ui) {
        let focused = ui.memory(egui::Memory::focused);
        let has_focus = |field: &Field| focused == Some(FocusTarget::Field(*field).id());
        let mut beside = NAMES.into_iter().zip(LINES);
        let spot = if self.session.case().toggle_transliterations() {
            let line = beside.find(|(name, _)| has_focus(name));
            Some(line.map_or(Field::FamilyTransliteration, |(_, line)| line))
        } else {
            let name = beside.find(|(_, line)| has_focus(line));
            name.map(|(name, _)| name)
        };
        self.focus = spot.map(FocusTarget::Field).or(self.focus);
    }

    /// Removes the open case, or empties the form of its last one; either can be brought back for a moment.
    fn remove_case(&mut self) {
        if let Some((case, place)) = self.session.take_open() {
            if !case.holds_nothing() {
                let what = Undoable::Case(Box::new(case), place, self.session.id);
                self.undo.push(what);
            }
        } else {
            let rest = self.session.emptied();
            self.throw_away(rest);
        }
    }

    fn tick(&mut self, place: usize) {
        let case = self.session.case();
        if let Some(check) = case.checks().get(place) {
            case.tick(*check, !case.is_ticked(*check));
        }
    }

    /// Where typing goes on in a case whose person is known already.
    pub(super) fn first_spot(&mut self) -> FocusTarget {
        FocusTarget::Field(match &self.session.case().draft.event {
            EventDraft::Vaccination(draft) if draft.product.is_some() => Field::VaccinationDate,
            EventDraft::Vaccination(_) => Field::Product,
            EventDraft::Recovery(_) => Field::FirstPositive,
            EventDraft::Test(_) => Field::SampleDate,
        })
    }
}

/// The names, in the order of their lines.
const NAMES: [Field; 2] = [Field::FamilyName, Field::GivenName];
