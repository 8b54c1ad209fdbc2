//! The counter as a whole: which screen shows, and what each command does there.

use egui::{Key, Modifiers, Theme, Ui};

use crate::{domain::Kind, text::texts};

use super::{
    command::Command,
    desk::Desk,
    intent::Intent,
    screens::{issue, result::ResultScreen},
    session::{Case, Session, Spot},
};

/// All screens and what has been typed into them.
#[derive(Debug)]
pub struct Counter {
    pub(super) session: Session,
    pub(super) result: ResultScreen,
    pub(super) help: bool,
    /// A second request was made while a job runs.
    pub(super) refused: bool,
    /// Issuing was tried and something is missing.
    pub(super) incomplete: bool,
    /// Sent in the next frame: a field that sees a click elsewhere in this one would drop the focus again.
    focus: Option<Spot>,
}

impl Default for Counter {
    fn default() -> Self {
        Self {
            session: Session::default(),
            result: ResultScreen::default(),
            help: false,
            refused: false,
            incomplete: false,
            focus: Some(FIRST),
        }
    }
}

impl Counter {
    /// Shows the counter for one frame.
    pub fn ui(&mut self, ui: &mut Ui, desk: Desk<'_>) -> Option<Intent> {
        if let Some(spot) = self.focus.take() {
            issue::focus(ui, spot);
        }
        if self.help && ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Escape)) {
            self.help = false;
        }
        if desk.busy.is_none() {
            self.refused = false;
        }
        self.session.case().refresh(desk.now);
        let pressed = Command::pressed(ui);
        let by_key = pressed.and_then(|command| self.run(ui, desk, command));
        let shown = self.frame_ui(ui, desk);
        let by_pointer = match shown {
            Some(Asked::Command(command)) => self.run(ui, desk, command),
            Some(Asked::Intent(intent)) => Some(intent),
            None => None,
        };
        // What was typed in this frame is read in this frame; only a change costs anything.
        self.session.case().refresh(desk.now);
        if self.focus.is_some() {
            ui.ctx().request_repaint();
        }
        by_key.or(by_pointer)
    }

    /// Does what a command means on the present screen.
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "the rest belongs to the screen that shows, which lists it"
    )]
    fn run(&mut self, ui: &Ui, desk: Desk<'_>, command: Command) -> Option<Intent> {
        match command {
            Command::Help => self.help = !self.help,
            Command::IssueScreen => {
                self.help = false;
                self.focus = Some(FIRST);
            }
            Command::Language => return Some(Intent::SwitchLanguage(desk.language.other())),
            Command::Theme => {
                let theme = if ui.visuals().dark_mode {
                    Theme::Light
                } else {
                    Theme::Dark
                };
                ui.ctx().set_theme(theme);
                return Some(Intent::SwitchTheme(theme));
            }
            // A certificate on its way would otherwise come out before the next customer.
            Command::NextCustomer if desk.busy.is_some() => self.refused = true,
            Command::NextCustomer => {
                *self = Self::default();
                return Some(Intent::NextCustomer);
            }
            _ if self.help => {}
            _ if desk.result.is_some() => return self.run_on_result(desk, command),
            _ => return self.run_on_form(desk, command),
        }
        None
    }

    fn run_on_result(&mut self, desk: Desk<'_>, command: Command) -> Option<Intent> {
        let issued = desk.result?;
        match command {
            Command::SavePdf if desk.busy.is_some() => self.refused = true,
            Command::SavePdf => return Some(Intent::SavePdf),
            Command::SamePerson => {
                let case = self
                    .session
                    .cases
                    .get(self.result.place())
                    .or_else(|| self.session.cases.first());
                let case = case.map(Case::same_person).unwrap_or_default();
                return Some(self.further(case));
            }
            Command::NextPerson => return Some(self.further(Case::default())),
            Command::PreviousCase => self
                .result
                .step(issued, issued.cases.len().saturating_sub(1)),
            Command::NextCase => self.result.step(issued, 1),
            Command::IssueScreen
            | Command::Language
            | Command::Theme
            | Command::Help
            | Command::NextCustomer
            | Command::Issue
            | Command::RemoveCase
            | Command::Vaccination
            | Command::Recovery
            | Command::Test
            | Command::BirthUnknown
            | Command::NameLine
            | Command::Check1
            | Command::Check2
            | Command::Check3
            | Command::Check4 => {}
        }
        None
    }

    /// Begins a further round of the same visit; what is issued is done.
    fn further(&mut self, case: Case) -> Intent {
        self.session = Session {
            cases: vec![case],
            open: 0,
        };
        self.result = ResultScreen::default();
        self.incomplete = false;
        self.focus = Some(self.first_spot());
        Intent::FurtherCase
    }

    fn run_on_form(&mut self, desk: Desk<'_>, command: Command) -> Option<Intent> {
        if desk.busy.is_some() {
            self.refused = true;
            return None;
        }
        let previous = self.session.cases.len().saturating_sub(1);
        match command {
            Command::Issue => return self.issue(desk),
            Command::SamePerson => {
                let case = self.session.case().same_person();
                self.session.add(case);
                self.focus = Some(self.first_spot());
            }
            Command::NextPerson => {
                self.session.add(Case::default());
                self.focus = Some(FIRST);
            }
            Command::RemoveCase => {
                self.session.remove_open();
                self.focus = Some(FIRST);
            }
            Command::PreviousCase => self.session.step(previous),
            Command::NextCase => self.session.step(1),
            Command::Vaccination => self.session.case().switch(Kind::Vaccination),
            Command::Recovery => self.session.case().switch(Kind::Recovery),
            Command::Test => self.session.case().switch(Kind::Test),
            Command::BirthUnknown => {
                let draft = &mut self.session.case().draft;
                draft.birth_unknown = !draft.birth_unknown;
                draft.birth_date.clear();
            }
            Command::NameLine => issue::person::toggle_line(&mut self.session.case().draft),
            Command::Check1 => self.tick(0),
            Command::Check2 => self.tick(1),
            Command::Check3 => self.tick(2),
            Command::Check4 => self.tick(3),
            Command::SavePdf
            | Command::NextCustomer
            | Command::IssueScreen
            | Command::Language
            | Command::Theme
            | Command::Help => {}
        }
        None
    }

    /// Asks for all cases, or opens the first that lacks something and goes to it.
    fn issue(&mut self, desk: Desk<'_>) -> Option<Intent> {
        for case in &mut self.session.cases {
            case.refresh(desk.now);
            case.submit();
        }
        let missing = self
            .session
            .cases
            .iter()
            .map(Case::first_missing)
            .enumerate();
        let mut missing = missing;
        let missing = missing.find_map(|(place, spot)| Some((place, spot?)));
        self.incomplete = missing.is_some();
        if let Some((place, spot)) = missing {
            self.session.open = place;
            self.focus = Some(spot);
            return None;
        }
        self.result = ResultScreen::default();
        Some(Intent::Issue(
            self.session
                .cases
                .iter()
                .map(|case| case.draft.clone())
                .collect(),
        ))
    }

    fn tick(&mut self, place: usize) {
        let case = self.session.case();
        if place < case.checks().len()
            && let Some(ticked) = case.ticks.get_mut(place)
        {
            *ticked = !*ticked;
        }
    }

    /// Where typing goes on in a case whose person is known already.
    fn first_spot(&mut self) -> Spot {
        use crate::domain::Field;
        match self.session.case().draft.event.kind() {
            Kind::Vaccination => Spot::Field(Field::Product),
            Kind::Recovery => Spot::Field(Field::FirstPositive),
            Kind::Test => Spot::Field(Field::SampleDate),
        }
    }

    /// Opens another case of the visit.
    pub(super) fn open(&mut self, place: usize, desk: Desk<'_>) {
        if desk.result.is_some() {
            self.result.open(place);
        } else {
            self.session.open = place;
            self.session.case().refresh(desk.now);
        }
    }
}

/// What was clicked.
#[derive(Debug)]
pub(super) enum Asked {
    Command(Command),
    Intent(Intent),
}

/// Where a visit begins.
const FIRST: Spot = Spot::Field(crate::domain::Field::FamilyName);

impl Counter {
    /// Returns the words of the counter.
    pub(super) fn texts(desk: Desk<'_>) -> &'static crate::text::Texts {
        texts(desk.language)
    }
}
