//! The counter as a whole: which screen shows, and what each command does there.

use egui::{Key, Modifiers, Theme, Ui};

use crate::{
    domain::{Draft, Field, PickupNumber},
    text::texts,
};

use super::{
    command::{Command, Place},
    desk::{Desk, Lock, Profile},
    intent::{Intent, Passphrase},
    screens::{
        issue, queue::QueueScreen, result::ResultScreen, sending::SendingScreen,
        today::TodayScreen, unlock::UnlockScreen,
    },
    session::{Case, Session, Spot},
    theme,
};

/// All screens and what has been typed into them.
#[derive(Debug)]
pub struct Counter {
    pub(super) screen: Screen,
    /// The screen that the result belongs to: a certificate opened from the queue leaves the form alone.
    pub(super) result_on: Screen,
    pub(super) session: Session,
    pub(super) result: ResultScreen,
    pub(super) sending: SendingScreen,
    pub(super) queue: QueueScreen,
    pub(super) today: TodayScreen,
    unlock: UnlockScreen,
    pub(super) panel: Option<Panel>,
    keys: Keys,
    /// What was asked for and must be confirmed.
    pub(super) question: Option<Question>,
    /// A line that says why a command did nothing.
    pub(super) hint: Option<&'static str>,
    /// Issuing was tried and something is missing.
    pub(super) incomplete: bool,
    /// The form holds what was typed before.
    pub(super) restored: bool,
    /// The cases of the form are issued or wait in the queue: they must not be issued once more.
    done: bool,
    /// How many finished certificates the queue screen has shown.
    pub(super) ready_seen: u32,
    /// Sent in the next frame: a field that sees a click elsewhere in this one would drop the focus again.
    pub(super) focus: Option<Spot>,
}

/// What the keys F2 to F4 show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Screen {
    Issue,
    Queue,
    Today,
}

/// What stands over the screens for a while.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Panel {
    /// All keys.
    Help,
    /// What works and what does not.
    Status,
    /// Which printers there are.
    Printers,
    /// What closing the window means; at first the harmless answer gets the focus.
    Closing { first: bool },
}

/// What the keys go to.
#[derive(Clone, Copy, Debug)]
enum Keys {
    /// To a field of the screen.
    Screen(Option<egui::Id>),
    /// To what stands over the screens, and after that to the field again.
    Over(Option<egui::Id>),
}

/// What cannot be taken back, and is asked once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Question {
    HandOver(Vec<PickupNumber>),
    Withdraw(Vec<PickupNumber>),
}

impl Default for Counter {
    fn default() -> Self {
        Self {
            screen: Screen::Issue,
            result_on: Screen::Issue,
            session: Session::default(),
            result: ResultScreen::default(),
            sending: SendingScreen::default(),
            queue: QueueScreen::default(),
            today: TodayScreen::default(),
            unlock: UnlockScreen::default(),
            panel: None,
            keys: Keys::Screen(None),
            question: None,
            hint: None,
            incomplete: false,
            restored: false,
            done: false,
            ready_seen: 0,
            focus: Some(FIRST),
        }
    }
}

impl Counter {
    /// Returns what is typed and neither issued nor queued; nothing where nothing is.
    pub fn drafts(&self) -> Vec<Draft> {
        if self.done {
            return Vec::new();
        }
        self.session.drafts()
    }

    /// Opens the form with what was typed before, or with the content of a case to correct.
    ///
    /// What was ticked then is asked anew.
    pub fn restore(&mut self, drafts: Vec<Draft>) {
        self.begin(Session::of(drafts));
        self.restored = true;
    }

    /// Asks whether to close while cases are on their way; the answer is [`Intent::Close`] or nothing.
    pub fn ask_to_close(&mut self) {
        self.panel = Some(Panel::Closing { first: true });
    }

    /// Shows the counter for one frame.
    pub fn ui(&mut self, ui: &mut Ui, desk: Desk<'_>) -> Option<Intent> {
        if let Some(lock) = desk.lock {
            return self.unlock_ui(ui, lock, desk);
        }
        self.queue.refresh(desk.queue);
        self.take_note(desk);
        if let Some(spot) = self.focus.take().filter(|_| self.screen == Screen::Issue) {
            issue::focus(ui, spot);
        }
        if matches!(self.panel, Some(Panel::Closing { .. })) && desk.queue.rows.is_empty() {
            self.panel = None;
            return Some(Intent::Close);
        }
        self.escape(ui);
        self.session.case().refresh(desk);
        let place = self.place(desk);
        let pressed = Command::pressed(ui, place);
        let by_key = pressed.and_then(|command| self.run(ui, desk, command));
        self.browse(ui, place);
        self.keep_keys(ui);
        let shown = self.frame_ui(ui, desk);
        let by_pointer = match shown {
            Some(Asked::Command(command)) => self.run(ui, desk, command),
            Some(Asked::Intent(intent)) => Some(intent),
            None => None,
        };
        // What was typed in this frame is read in this frame; only a change costs anything.
        self.session.case().refresh(desk);
        if self.focus.is_some() {
            ui.ctx().request_repaint();
        }
        by_key.or(by_pointer)
    }

    /// Shows the lock and nothing else; the language can be chosen all the same.
    fn unlock_ui(&mut self, ui: &mut Ui, lock: Lock, desk: Desk<'_>) -> Option<Intent> {
        if Command::pressed(ui, Place::Form) == Some(Command::Language) {
            return Some(Intent::SwitchLanguage(desk.language.other()));
        }
        let ground = egui::Frame::new().fill(theme::palette(ui).ground);
        let shown = egui::CentralPanel::default().frame(ground).show(ui, |ui| {
            let busy = desk.busy.is_some();
            self.unlock.ui(ui, (lock, busy), texts(desk.language))
        });
        Some(Intent::Unlock(Passphrase::new(shown.inner?)))
    }

    /// Returns what shows.
    pub(super) fn place(&self, desk: Desk<'_>) -> Place {
        let result = desk.result.is_some() && self.result_on == self.screen;
        match self.screen {
            Screen::Issue if result => Place::Result,
            Screen::Issue if desk.sending.is_some() => Place::Sending,
            Screen::Issue if desk.taken.is_some() => Place::Taken,
            Screen::Issue => Place::Form,
            Screen::Queue | Screen::Today if result => Place::Shown,
            Screen::Queue => Place::Queue,
            Screen::Today => Place::Today,
        }
    }

    /// Notes what has become of what was asked for.
    fn take_note(&mut self, desk: Desk<'_>) {
        if desk.busy.is_none() && self.hint == Some(BUSY) {
            self.hint = None;
        }
        let issued = desk.result.is_some() && self.result_on == Screen::Issue;
        let over = issued || desk.taken.is_some();
        if self.done && !over {
            // The result or the slip has been put away: the form is free for the next customer.
            self.session = Session::default();
            (self.incomplete, self.restored) = (false, false);
            self.focus = Some(FIRST);
        }
        self.done = over;
        let ready = self.queue.counts().ready;
        self.ready_seen = if self.screen == Screen::Queue {
            ready
        } else {
            self.ready_seen.min(ready)
        };
    }

    /// Lets Esc close what stands over the screens before anything else hears of it.
    fn escape(&mut self, ui: &Ui) {
        let open = self.panel.is_some() || self.question.is_some();
        let escape = |input: &mut egui::InputState| input.consume_key(Modifiers::NONE, Key::Escape);
        if open && ui.input_mut(escape) && self.panel.take().is_none() {
            self.question = None;
        }
    }

    /// Does what a command means on the present screen.
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "the rest belongs to the screen that shows, which lists it"
    )]
    fn run(&mut self, ui: &Ui, desk: Desk<'_>, command: Command) -> Option<Intent> {
        self.hint = None;
        self.question = None;
        let place = self.place(desk);
        match command {
            Command::Help => self.toggle(Panel::Help),
            Command::Status => self.toggle(Panel::Status),
            Command::Printers => {
                self.toggle(Panel::Printers);
                return (self.panel == Some(Panel::Printers)).then_some(Intent::AskPrinters);
            }
            Command::PutAway => return super::frame::put_away(desk),
            Command::IssueScreen => {
                self.go(Screen::Issue);
                self.focus = Some(FIRST);
            }
            Command::QueueScreen => {
                self.go(Screen::Queue);
                let search = super::screens::queue::search_id();
                ui.memory_mut(|memory| memory.request_focus(search));
            }
            Command::TodayScreen => self.go(Screen::Today),
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
            Command::Drill if desk.profile == Profile::Training => {
                return Some(Intent::Drill(!desk.drill));
            }
            _ if self.covered() || !command.belongs(place) => {}
            Command::StopWaiting => return Some(Intent::StopWaiting),
            _ if desk.busy.is_some() && !Self::only_looks(command) => self.hint = Some(BUSY),
            _ => match place {
                Place::Form => return self.run_on_form(desk, command),
                Place::Taken | Place::Sending => return self.run_on_taken(desk, command),
                Place::Result | Place::Shown => return self.run_on_result(desk, command),
                Place::Queue => return self.run_on_queue(desk, command),
                Place::Today => {
                    let number = self.today.to_show(desk)?;
                    return Some(self.show(vec![number]));
                }
            },
        }
        None
    }

    /// Whether a command changes nothing but what is seen; a job does not stand in its way.
    fn only_looks(command: Command) -> bool {
        let looks = [Command::PreviousCase, Command::NextCase, Command::Back];
        looks.contains(&command)
    }

    /// Whether something stands over the screens and keeps their commands away.
    pub(super) fn covered(&self) -> bool {
        matches!(
            self.panel,
            Some(Panel::Help | Panel::Printers | Panel::Closing { .. })
        )
    }

    /// Gives the keys back to what had them before something stood over it.
    fn keep_keys(&mut self, ui: &Ui) {
        self.keys = match (self.keys, self.covered()) {
            (Keys::Screen(field) | Keys::Over(field), true) => Keys::Over(field),
            (Keys::Screen(_), false) => Keys::Screen(ui.memory(egui::Memory::focused)),
            (Keys::Over(field), false) => {
                if let Some(field) = field {
                    ui.memory_mut(|memory| memory.request_focus(field));
                }
                Keys::Screen(field)
            }
        };
    }

    fn toggle(&mut self, panel: Panel) {
        self.panel = (self.panel != Some(panel)).then_some(panel);
    }

    fn go(&mut self, screen: Screen) {
        self.panel = None;
        self.keys = Keys::Screen(None);
        self.screen = screen;
    }

    /// Begins anew on the form; who was searched for is forgotten.
    pub(super) fn begin(&mut self, session: Session) {
        self.session = session;
        self.result = ResultScreen::default();
        self.queue.forget();
        self.go(Screen::Issue);
        self.result_on = Screen::Issue;
        self.question = None;
        self.hint = None;
        (self.incomplete, self.restored, self.done) = (false, false, false);
        self.focus = Some(FIRST);
    }

    fn run_on_taken(&mut self, desk: Desk<'_>, command: Command) -> Option<Intent> {
        if command == Command::NextCustomer {
            self.begin(Session::default());
            return Some(Intent::NextCustomer);
        }
        let first = desk.taken?.numbers.first()?;
        (command == Command::PrintSlip).then_some(Intent::PrintSlip(*first))
    }

    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "the rest belongs to other screens"
    )]
    fn run_on_result(&mut self, desk: Desk<'_>, command: Command) -> Option<Intent> {
        let issued = desk.result?;
        match command {
            Command::Print => return Some(Intent::Print),
            Command::SavePdf => return Some(Intent::SavePdf),
            Command::HandOver => {
                let numbers = Self::to_hand_over(desk);
                self.question = (!numbers.is_empty()).then_some(Question::HandOver(numbers));
            }
            Command::Back => {
                self.result = ResultScreen::default();
                return Some(Intent::FurtherCase);
            }
            Command::NextCustomer => {
                self.begin(Session::default());
                return Some(Intent::NextCustomer);
            }
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
            _ => {}
        }
        None
    }

    /// Begins a further round of the same visit; what is issued is done.
    fn further(&mut self, case: Case) -> Intent {
        self.begin(Session {
            cases: vec![case],
            open: 0,
        });
        self.focus = Some(self.first_spot());
        Intent::FurtherCase
    }

    /// Opens another case of the visit.
    pub(super) fn open(&mut self, place: usize, desk: Desk<'_>) {
        if desk.result.is_some() && self.result_on == self.screen {
            self.result.open(place);
        } else {
            self.session.open = place;
            self.session.case().refresh(desk);
        }
    }

    /// Returns the words of the counter.
    pub(super) fn texts(desk: Desk<'_>) -> &'static crate::text::Texts {
        texts(desk.language)
    }
}

/// What was clicked.
#[derive(Debug)]
pub(super) enum Asked {
    Command(Command),
    Intent(Intent),
}

/// Where a visit begins.
pub(super) const FIRST: Spot = Spot::Field(Field::FamilyName);

/// The text that a second request is answered with while a job runs.
const BUSY: &str = "busy-refused";
