//! The window: takes in events, shows the screens, starts what they ask for.

mod paper;
mod shown;
mod typing;

use std::{fmt, sync::Arc, time::Instant};

use jiff::ZonedDateTime;
use secrecy::SecretString;

use super::{
    ask::Ask,
    config::DataFolder,
    desk,
    event::Event,
    jobs::Jobs,
    keeper::{Keeper, Post},
    press::Press,
    printer::{self, Seen},
    problem,
    settings::Settings,
    surroundings::Surroundings,
    view::Board,
};
use crate::{
    domain::{Draft, PickupNumber, State, VisitId},
    issue::Issued,
    print::spool,
    text::{Language, texts},
    ui::{self, Busy, Counter, Desk, Intent, Lock, Problem, Profile, Sending, Taken},
    vault,
};

/// The counter as a program: takes what is typed, does what is asked for, shows what has come of it.
///
/// Whoever drives it calls [`App::logic`] and then [`App::ui`] once a frame, and [`App::close`] in the end. Dropped
/// without, it leaves everything as a kill would: the last second of what was typed is not kept.
pub struct App {
    folder: DataFolder,
    around: Surroundings,
    jobs: Jobs,
    board: Arc<Board>,
    /// What a keeper is given.
    post: Post,
    keeper: Keeper,
    counter: Counter,
    language: Language,
    now: ZonedDateTime,
    settings: Settings,
    /// The counter is open: whoever asks for something is heard.
    opened: bool,
    busy: Option<Busy>,
    sending: Option<Sending>,
    taken: Option<Taken>,
    issued: Arc<Vec<(PickupNumber, Issued)>>,
    press: Press,
    /// The printer for certificates as it was seen last, once somebody has begun to look.
    printer: Option<Seen>,
    printer_watch: Option<printer::Watch>,
    /// The printers there are, once somebody has asked.
    printers: Option<Result<Vec<spool::Printer>, spool::Error>>,
    shown: Option<ui::Issued>,
    /// Names the visit in the form from the first time on that it is kept or taken up, until it is issued.
    visit: Option<VisitId>,
    /// The case whose content stands in the form: the new one will take its place.
    corrects: Option<PickupNumber>,
    /// What was last kept of what is being typed, and when, if it may not be kept again at once.
    kept: (Vec<Draft>, Option<Instant>),
    problem: Option<(&'static str, Problem)>,
    notice: Option<String>,
    /// What a locked counter waits for.
    lock: Option<Lock>,
    closing: bool,
}

impl App {
    /// Begins to open the counter of a folder: what comes of it is shown by the frames that follow.
    pub fn new(context: egui::Context, folder: DataFolder, around: Surroundings) -> Self {
        ui::theme::install(&context);
        // A counter stands in bright light; only a system that asks for it gets the dark theme.
        context.options_mut(|options| options.fallback_theme = egui::Theme::Light);
        let jobs = Jobs::new(context);
        let board = Arc::new(Board::default());
        // Keys and queue are opened while the first frame is drawn; what is wrong with them is said at once.
        let now = around.clock.now();
        let post = Post {
            folder: folder.clone(),
            clock: Arc::clone(&around.clock),
            board: Arc::clone(&board),
            teller: jobs.teller(),
        };
        let keeper = Keeper::start(post.clone(), None);
        Self {
            folder,
            around,
            jobs,
            board,
            post,
            keeper,
            counter: Counter::default(),
            language: Language::default(),
            now,
            settings: Settings::default(),
            opened: false,
            busy: None,
            sending: None,
            taken: None,
            issued: Arc::default(),
            press: Press::default(),
            printer: None,
            printer_watch: None,
            printers: None,
            shown: None,
            visit: None,
            corrects: None,
            kept: (Vec::new(), None),
            problem: None,
            notice: None,
            lock: None,
            closing: false,
        }
    }

    fn run(&mut self, intent: Intent, context: &egui::Context) {
        match intent {
            Intent::Issue(drafts) => self.issue(drafts),
            Intent::Print => self.print_shown(),
            Intent::AskPrinters => self.ask_printers(),
            Intent::ChoosePrinter(purpose, chosen) => self.choose_printer(purpose, &chosen),
            Intent::CancelPrint => self.press.cancel(),
            Intent::DismissPrint => self.press.dismiss(),
            Intent::SavePdf => self.save_shown(),
            Intent::FurtherCase => self.put_away(),
            Intent::NextCustomer => {
                self.hand_over_shown();
                self.put_away();
                self.end_visit();
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
                self.press.forget(&numbers);
                if self.shows(&numbers) {
                    self.put_away();
                }
                self.ask(Ask::HandOver(numbers));
            }
            Intent::Withdraw(numbers) => {
                self.press.forget(&numbers);
                self.ask(Ask::Withdraw(numbers));
            }
            Intent::Correct(number) => self.ask(Ask::Content(number)),
            Intent::Drill(on) => self.ask(Ask::Drill(on)),
            Intent::Unlock(passphrase) => {
                self.busy = Some(Busy::Opening);
                self.open_again(Some(SecretString::from(passphrase.reveal())));
            }
            Intent::Close => {
                self.closing = true;
                context.send_viewport_cmd(egui::ViewportCommand::Close);
            }
        }
    }

    fn ask(&mut self, ask: Ask) {
        (self.problem, self.notice) = (None, None);
        self.press.tidy();
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
            self.open_again(None);
            return self.tell("signer-unavailable");
        }
        match self.visit_of(drafts) {
            Ok(visit) => {
                self.busy = Some(Busy::Issuing);
                self.ask(Ask::Capture(visit));
            }
            Err(error) => {
                log(&error);
                self.tell("vault");
            }
        }
    }

    fn open_again(&mut self, passphrase: Option<SecretString>) {
        self.keeper = Keeper::start(self.post.clone(), passphrase);
    }

    /// Puts result and slip away.
    fn put_away(&mut self) {
        self.issued = Arc::default();
        (self.shown, self.taken, self.notice, self.problem) = (None, None, None, None);
        self.press.tidy();
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
        let open = self.press.take_leave(open);
        if !open.is_empty() {
            self.ask(Ask::HandOver(open));
        }
    }

    fn shows(&self, numbers: &[PickupNumber]) -> bool {
        let mut shown = self.shown.iter().flat_map(|shown| &shown.cases);
        shown.any(|case| case.number.is_some_and(|number| numbers.contains(&number)))
    }

    fn take_in(&mut self, event: Event) {
        match event {
            Event::Opened(opened) => {
                self.opened = true;
                (self.problem, self.lock, self.busy) = (None, None, None);
                self.settings = opened.settings;
                self.watch_printer();
                self.notice = opened.notes.first().cloned();
                self.restore(opened.draft);
            }
            Event::NotOpened(error) => {
                (self.opened, self.busy) = (false, None);
                self.lock = self.lock_after(&error);
                if self.lock.is_some() {
                    return;
                }
                log(&error);
                self.tell(problem::of_desk(&error));
            }
            Event::Sending(until) => self.sending = Some(Sending { until }),
            Event::Issued(issued) => {
                if self.busy == Some(Busy::Issuing) {
                    self.end_visit();
                }
                (self.busy, self.sending) = (None, None);
                self.show(issued);
            }
            Event::Taken(taken) => {
                (self.busy, self.sending) = (None, None);
                self.end_visit();
                self.taken = Some(taken);
            }
            Event::ToPrint(issued) => self.print_issued(issued),
            Event::Slip(visit, pdf) => self.print_slip(visit, pdf),
            Event::Print(id, report) => self.take_print(id, report),
            Event::Printer(seen) => self.printer = seen,
            Event::Printers(printers) => self.printers = Some(printers),
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
            Event::Saved(notice, Ok(path)) => {
                self.busy = None;
                self.notice = path.map(|path| {
                    let path = path.display().to_string();
                    texts(self.language).with(notice, &[("path", path.as_str().into())])
                });
            }
            Event::Saved(_, Err(error)) => {
                self.busy = None;
                log(&error);
                self.tell(problem::of_save(&error));
            }
            Event::JobLost(name) => {
                (self.busy, self.sending) = (None, None);
                tracing::error!(job = name, "a job ended without a result");
                if name == "keeper" {
                    self.open_again(None);
                }
                self.tell("job-lost");
            }
        }
    }

    fn show(&mut self, issued: Vec<(PickupNumber, Issued)>) {
        let shown = |(number, issued): &(PickupNumber, Issued)| shown::case(*number, issued);
        self.shown = Some(ui::Issued {
            cases: issued.iter().map(shown).collect(),
        });
        self.issued = Arc::new(issued);
    }

    /// Says what a counter that did not open waits for, if it is a passphrase.
    fn lock_after(&self, error: &desk::Error) -> Option<Lock> {
        let wrong = matches!(error, desk::Error::Vault(vault::Error::WrongPassphrase));
        if wrong && self.lock.is_some() {
            return Some(Lock::Wrong);
        }
        let locked = matches!(error, desk::Error::Locked);
        locked.then(|| {
            if desk::has_passphrase(&self.folder) {
                return Lock::Closed;
            }
            Lock::Choose {
                least: vault::passphrase::LEAST_CHARACTERS,
            }
        })
    }

    fn tell(&mut self, name: &'static str) {
        self.problem = Some((name, Problem::of(texts(self.language), name)));
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

impl App {
    /// Takes in what has happened since the last frame.
    pub fn logic(&mut self, context: &egui::Context) {
        self.now = self.around.clock.now();
        let events: Vec<Event> = self.jobs.events().collect();
        for event in events {
            self.take_in(event);
        }
        self.save_unprinted();
        self.keep_drafts();
        if self.kept.0 != self.counter.drafts() {
            context.request_repaint_after(typing::KEEP_EVERY);
        }
        self.watch_closing(context);
    }

    /// Shows the counter for one frame, and begins what was asked for in it.
    pub fn ui(&mut self, ui: &mut egui::Ui) {
        let view = self.board.read();
        let status = self.with_printer(&view.status);
        let printing = self.press.say(self.language);
        let printers = self.say_printers();
        let desk = Desk {
            now: &self.now,
            language: self.language,
            profile: if self.settings.is_live() {
                Profile::Live
            } else {
                Profile::Training
            },
            pharmacy: self.settings.get("pharmacy.name"),
            max_centre: view.max_centre,
            busy: self.busy,
            result: self.shown.as_ref(),
            problem: self.problem.as_ref().map(|(_, problem)| problem),
            notice: self.notice.as_deref(),
            sending: self.sending,
            taken: self.taken.as_ref(),
            queue: &view.queue,
            status: &status,
            drill: view.drill,
            printing: printing.as_ref(),
            printers: printers.as_ref(),
            lock: self.lock,
        };
        if let Some(intent) = self.counter.ui(ui, desk) {
            self.run(intent, ui.ctx());
            ui.ctx().request_repaint();
        }
    }

    /// Whether keys and queue are still being opened.
    pub fn is_opening(&self) -> bool {
        let said = self.problem.is_some() || self.lock.is_some();
        !self.opened && (!said || self.busy == Some(Busy::Opening))
    }

    /// Keeps what was typed in the last moment, and waits until the queue is closed.
    pub fn close(&mut self) {
        self.kept.1 = None;
        self.keep_drafts();
        // Nobody hears any longer what happens.
        self.jobs.stop_listening();
        self.keeper.close();
    }
}

impl fmt::Debug for App {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("App")
            .field("folder", &self.folder)
            .finish_non_exhaustive()
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
