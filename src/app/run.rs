//! The window: takes in events, shows the screens, starts what they ask for.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use eframe::{CreationContext, Frame, NativeOptions};
use jiff::ZonedDateTime;

use super::{
    SystemClock,
    config::DataFolder,
    event::{Event, SaveError},
    jobs::Jobs,
    keeper::{Ask, Keeper},
    problem, save,
    settings::Settings,
    view::Board,
};
use crate::{
    domain::{Clock as _, Draft, PickupNumber, State},
    issue::{self, Issued},
    text::{Language, texts},
    ui::{self, Busy, Counter, Desk, Intent, IssuedCase, Problem, Profile, Sending, Taken},
};

/// Opens the counter and returns when it is closed.
pub fn open_window(folder: DataFolder) -> eframe::Result {
    let viewport = egui::ViewportBuilder::default()
        .with_title(NAME)
        .with_app_id("impftheke")
        .with_inner_size([1280.0, 800.0])
        .with_min_inner_size([800.0, 560.0]);
    let options = NativeOptions {
        viewport,
        ..NativeOptions::default()
    };
    eframe::run_native(
        NAME,
        options,
        Box::new(|context| Ok(Box::new(App::new(context, folder)))),
    )
}

/// The name in the window's title; never anything of a case.
const NAME: &str = "Impftheke";

struct App {
    folder: DataFolder,
    jobs: Jobs,
    board: Arc<Board>,
    keeper: Keeper,
    counter: Counter,
    pace: ui::Pace,
    language: Language,
    now: ZonedDateTime,
    settings: Settings,
    /// The counter is open: whoever asks for something is heard.
    opened: bool,
    busy: Option<Busy>,
    sending: Option<Sending>,
    taken: Option<Taken>,
    issued: Arc<Vec<Issued>>,
    shown: Option<ui::Issued>,
    /// The case whose content stands in the form: the new one will take its place.
    corrects: Option<PickupNumber>,
    /// What was last kept of what is being typed, and when.
    kept: (Vec<Draft>, Instant),
    problem: Option<(&'static str, Problem)>,
    notice: Option<String>,
    closing: bool,
    drawn: bool,
}

/// What is typed is kept so often.
const KEEP_EVERY: Duration = Duration::from_secs(1);

impl App {
    fn new(context: &CreationContext<'_>, folder: DataFolder) -> Self {
        ui::theme::install(&context.egui_ctx);
        // A counter stands in bright light; only a system that asks for it gets the dark theme.
        context
            .egui_ctx
            .options_mut(|options| options.fallback_theme = egui::Theme::Light);
        let jobs = Jobs::new(context.egui_ctx.clone());
        let board = Arc::new(Board::default());
        // Keys and queue are opened while the first frame is drawn; what is wrong with them is said at once.
        let keeper = Keeper::start(folder.clone(), Arc::clone(&board), &jobs.teller());
        Self {
            folder,
            jobs,
            board,
            keeper,
            counter: Counter::default(),
            pace: ui::Pace::default(),
            language: Language::default(),
            now: SystemClock.now(),
            settings: Settings::default(),
            opened: false,
            busy: None,
            sending: None,
            taken: None,
            issued: Arc::default(),
            shown: None,
            corrects: None,
            kept: (Vec::new(), Instant::now()),
            problem: None,
            notice: None,
            closing: false,
            drawn: false,
        }
    }

    fn run(&mut self, intent: Intent, context: &egui::Context) {
        match intent {
            Intent::Issue(drafts) => self.issue(drafts),
            Intent::SavePdf => self.save_pdf(Arc::clone(&self.issued)),
            Intent::FurtherCase => self.put_away(),
            Intent::NextCustomer => {
                self.hand_over_shown();
                self.put_away();
                self.corrects = None;
            }
            Intent::SwitchLanguage(language) => {
                self.language = language;
                self.notice = None;
                if let Some((name, _)) = self.problem.take() {
                    self.tell(name);
                }
            }
            Intent::SwitchTheme(_) => {}
            Intent::DismissProblem => self.problem = None,
            Intent::StopWaiting => self.ask(Ask::StopWaiting),
            Intent::PrintSlip(visit) => self.ask(Ask::Slip(visit)),
            Intent::TryNow => self.ask(Ask::TryNow),
            Intent::TryAgain(number) => self.ask(Ask::TryAgain(number)),
            Intent::ShowReady(numbers) => self.ask(Ask::Show(numbers)),
            Intent::PrintReady => self.ask(Ask::Ready),
            Intent::HandOver(numbers) => {
                if self.shows(&numbers) {
                    self.put_away();
                }
                self.ask(Ask::HandOver(numbers));
            }
            Intent::Withdraw(numbers) => self.ask(Ask::Withdraw(numbers)),
            Intent::Correct(number) => self.ask(Ask::Content(number)),
            Intent::Drill(on) => self.ask(Ask::Drill(on)),
            Intent::Close => {
                self.closing = true;
                context.send_viewport_cmd(egui::ViewportCommand::Close);
            }
        }
    }

    fn ask(&mut self, ask: Ask) {
        (self.problem, self.notice) = (None, None);
        if !self.keeper.ask(ask) {
            self.tell("job-lost");
        }
    }

    fn issue(&mut self, drafts: Vec<Draft>) {
        if self.busy.is_some() {
            return;
        }
        if !self.opened {
            // Another try: the folder may have been repaired meanwhile.
            self.open_again();
            return self.tell("signer-unavailable");
        }
        self.busy = Some(Busy::Issuing);
        let replaces = self.corrects.take();
        self.ask(Ask::Capture(drafts, replaces));
    }

    fn open_again(&mut self) {
        self.keeper = Keeper::start(
            self.folder.clone(),
            Arc::clone(&self.board),
            &self.jobs.teller(),
        );
    }

    /// Puts result and slip away.
    fn put_away(&mut self) {
        self.issued = Arc::default();
        (self.shown, self.taken, self.notice, self.problem) = (None, None, None, None);
    }

    /// The customer goes: what was just issued goes along.
    fn hand_over_shown(&mut self) {
        let shown = self.shown.iter().flat_map(|shown| &shown.cases);
        let open: Vec<PickupNumber> = shown
            .filter_map(|case| case.number)
            .filter(|number| {
                let view = self.board.read();
                let row = view.queue.rows.iter().find(|row| row.number == *number);
                row.is_some_and(|row| row.state == State::Ready)
            })
            .collect();
        if !open.is_empty() {
            self.ask(Ask::HandOver(open));
        }
    }

    fn shows(&self, numbers: &[PickupNumber]) -> bool {
        let mut shown = self.shown.iter().flat_map(|shown| &shown.cases);
        shown.any(|case| case.number.is_some_and(|number| numbers.contains(&number)))
    }

    fn save_pdf(&mut self, issued: Arc<Vec<Issued>>) {
        if self.busy.is_some() || issued.is_empty() {
            return;
        }
        (self.problem, self.notice) = (None, None);
        self.busy = Some(Busy::SavingPdf);
        let (folder, now) = (self.folder.certificates(), self.now.clone());
        let paper = self.settings.paper(!self.settings.is_live());
        self.jobs.spawn("save", move || {
            let saved = issue::pdf(&issued, paper).map_err(SaveError::from);
            let name = save::Name::Certificate;
            Event::Saved(saved.and_then(|pdf| save::save(&pdf, name, &folder, &now)))
        });
    }

    fn save_slip(&mut self, visit: PickupNumber, pdf: Vec<u8>) {
        if self.busy.is_some() {
            return;
        }
        self.busy = Some(Busy::SavingPdf);
        let (folder, now) = (self.folder.slips(), self.now.clone());
        self.jobs.spawn("save", move || {
            Event::Saved(save::save(&pdf, save::Name::Slip(visit), &folder, &now))
        });
    }

    fn take_in(&mut self, event: Event) {
        match event {
            Event::Opened(opened) => {
                self.opened = true;
                self.problem = None;
                self.settings = opened.settings;
                self.notice = opened.notes.first().cloned();
                if !opened.drafts.is_empty() && self.counter.drafts().is_empty() {
                    self.counter.restore(opened.drafts);
                }
            }
            Event::NotOpened(error) => {
                self.opened = false;
                log(&error);
                self.tell(problem::of_desk(&error));
            }
            Event::Sending(until) => self.sending = Some(Sending { until }),
            Event::Issued(issued) => {
                (self.busy, self.sending) = (None, None);
                self.show(issued);
            }
            Event::Taken(taken) => {
                (self.busy, self.sending) = (None, None);
                self.taken = Some(taken);
            }
            Event::ToSave(issued) => {
                let issued = issued.into_iter().map(|(_, issued)| issued).collect();
                self.save_pdf(Arc::new(issued));
            }
            Event::Slip(visit, pdf) => self.save_slip(visit, pdf),
            Event::Content(number, draft) => {
                self.corrects = Some(number);
                self.put_away();
                self.counter.restore(vec![*draft]);
            }
            Event::Refused(fault) => {
                (self.busy, self.sending) = (None, None);
                log(&fault);
                self.tell(problem::of_fault(&fault));
            }
            Event::Saved(Ok(path)) => {
                self.busy = None;
                self.notice = path.map(|path| {
                    let path = path.display().to_string();
                    texts(self.language).with("notice-saved", &[("path", path.as_str().into())])
                });
            }
            Event::Saved(Err(error)) => {
                self.busy = None;
                log(&error);
                self.tell(problem::of_save(&error));
            }
            Event::JobLost(name) => {
                (self.busy, self.sending) = (None, None);
                tracing::error!(job = name, "a job ended without a result");
                if name == "keeper" {
                    self.open_again();
                }
                self.tell("job-lost");
            }
        }
    }

    fn show(&mut self, issued: Vec<(PickupNumber, Issued)>) {
        let shown = |(number, issued): &(PickupNumber, Issued)| shown(*number, issued);
        self.shown = Some(ui::Issued {
            cases: issued.iter().map(shown).collect(),
        });
        self.issued = Arc::new(issued.into_iter().map(|(_, issued)| issued).collect());
    }

    fn tell(&mut self, name: &'static str) {
        self.problem = Some((name, Problem::of(texts(self.language), name)));
    }

    /// Keeps what is being typed, so that a crash does not take it.
    fn keep_drafts(&mut self) {
        let (kept, at) = &self.kept;
        if !self.opened || self.busy.is_some() || at.elapsed() < KEEP_EVERY {
            return;
        }
        let drafts = self.counter.drafts();
        if drafts != *kept && self.keeper.ask(Ask::KeepDrafts(drafts.clone())) {
            self.kept = (drafts, Instant::now());
        }
    }

    /// Closing with cases on their way is explained first.
    fn watch_closing(&mut self, context: &egui::Context) {
        let asked = context.input(|input| input.viewport().close_requested());
        let waits = self
            .board
            .read()
            .queue
            .rows
            .iter()
            .any(|row| matches!(row.state, State::Waiting | State::Sending));
        if asked && waits && !self.closing {
            context.send_viewport_cmd(egui::ViewportCommand::CancelClose);
            self.counter.ask_to_close();
        }
    }
}

impl eframe::App for App {
    fn raw_input_hook(&mut self, context: &egui::Context, input: &mut egui::RawInput) {
        if self.pace.pass(&mut input.events) {
            context.request_repaint();
        }
    }

    fn logic(&mut self, context: &egui::Context, _frame: &mut Frame) {
        self.now = SystemClock.now();
        let events: Vec<Event> = self.jobs.events().collect();
        for event in events {
            self.take_in(event);
        }
        self.keep_drafts();
        if self.kept.0 != self.counter.drafts() {
            context.request_repaint_after(KEEP_EVERY);
        }
        self.watch_closing(context);
    }

    fn ui(&mut self, ui: &mut egui::Ui, _frame: &mut Frame) {
        let view = self.board.read();
        let desk = Desk {
            now: &self.now,
            language: self.language,
            profile: if self.settings.is_live() {
                Profile::Live
            } else {
                Profile::Training
            },
            pharmacy: self.settings.get("pharmacy.name"),
            busy: self.busy,
            result: self.shown.as_ref(),
            problem: self.problem.as_ref().map(|(_, problem)| problem),
            notice: self.notice.as_deref(),
            sending: self.sending,
            taken: self.taken.as_ref(),
            queue: &view.queue,
            status: &view.status,
            drill: view.drill,
        };
        if let Some(intent) = self.counter.ui(ui, desk) {
            self.run(intent, ui.ctx());
            ui.ctx().request_repaint();
        }
        if !self.drawn {
            self.drawn = true;
            tracing::info!("first frame");
        }
    }
}

/// Gives the result screen what it shows of a certificate.
fn shown(number: PickupNumber, issued: &Issued) -> IssuedCase {
    let side = issued.symbol.side();
    IssuedCase {
        number: Some(number),
        statement: issued.statement.clone(),
        uvci: issued.uvci.clone(),
        issued_at: issued.issued_at,
        expires_at: issued.expires_at,
        issuer_name: issued.issuer.name().to_owned(),
        issuer_country: issued.issuer.country().to_owned(),
        side,
        modules: (0..side * side)
            .map(|at| issued.symbol.is_dark(at % side, at / side))
            .collect(),
    }
}

/// Notes an error with what caused it; none of our errors holds a person.
fn log(error: &dyn std::error::Error) {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(source) = cause {
        text = format!("{text}: {source}");
        cause = source.source();
    }
    tracing::error!("{text}");
}
