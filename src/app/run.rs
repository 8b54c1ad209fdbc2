//! The window: takes in events, shows the screens, starts what they ask for.

use std::sync::Arc;

use eframe::{CreationContext, Frame, NativeOptions};
use jiff::ZonedDateTime;

use super::{
    SystemClock,
    config::{self, DataFolder},
    desk::{self, Ready},
    event::Event,
    jobs::Jobs,
    problem, save,
};
use crate::{
    domain::{Clock as _, Draft, Statement},
    issue::{self, Issued},
    text::{Language, texts},
    ui::{self, Busy, Counter, Desk, Intent, IssuedCase, Problem, Profile},
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
    counter: Counter,
    pace: ui::Pace,
    language: Language,
    now: ZonedDateTime,
    ready: Option<Arc<Ready>>,
    busy: Option<Busy>,
    issued: Arc<Vec<Issued>>,
    shown: Option<ui::Issued>,
    problem: Option<(&'static str, Problem)>,
    notice: Option<String>,
    drawn: bool,
}

impl App {
    fn new(context: &CreationContext<'_>, folder: DataFolder) -> Self {
        ui::theme::install(&context.egui_ctx);
        // A counter stands in bright light; only a system that asks for it gets the dark theme.
        context
            .egui_ctx
            .options_mut(|options| options.fallback_theme = egui::Theme::Light);
        let app = Self {
            folder,
            jobs: Jobs::new(context.egui_ctx.clone()),
            counter: Counter::default(),
            pace: ui::Pace::default(),
            language: Language::default(),
            now: SystemClock.now(),
            ready: None,
            busy: None,
            issued: Arc::default(),
            shown: None,
            problem: None,
            notice: None,
            drawn: false,
        };
        // The keys are made or read while the first frame is drawn; what is wrong with them is said at once.
        let (folder, now) = (app.folder.clone(), app.now.clone());
        app.jobs.spawn("open", move || {
            Event::Opened(desk::open(&folder, &now).map(Arc::new))
        });
        app
    }

    fn run(&mut self, intent: Intent) {
        match intent {
            Intent::Issue(drafts) => self.issue(&drafts),
            Intent::SavePdf => self.save_pdf(),
            Intent::FurtherCase | Intent::NextCustomer => {
                self.issued = Arc::default();
                (self.shown, self.notice, self.problem) = (None, None, None);
            }
            Intent::SwitchLanguage(language) => {
                self.language = language;
                self.notice = None;
                if let Some((name, _)) = self.problem.take() {
                    self.tell(name);
                }
            }
            Intent::DismissProblem => self.problem = None,
            Intent::SwitchTheme(_)
            | Intent::StopWaiting
            | Intent::PrintSlip(_)
            | Intent::TryNow
            | Intent::TryAgain(_)
            | Intent::ShowReady(_)
            | Intent::PrintReady
            | Intent::HandOver(_)
            | Intent::Withdraw(_)
            | Intent::Correct(_)
            | Intent::Drill(_)
            | Intent::Close => {}
        }
    }

    fn issue(&mut self, drafts: &[Draft]) {
        if self.busy.is_some() {
            return;
        }
        (self.problem, self.notice) = (None, None);
        let parsed: Result<Vec<Statement>, _> =
            drafts.iter().map(|draft| draft.parse(&self.now)).collect();
        let Ok(statements) = parsed else {
            return self.tell("invalid-case");
        };
        let Some(ready) = self.ready.clone() else {
            // Another try: the folder may have been repaired meanwhile.
            let (folder, now) = (self.folder.clone(), self.now.clone());
            self.jobs.spawn("open", move || {
                Event::Opened(desk::open(&folder, &now).map(Arc::new))
            });
            return self.tell("signer-unavailable");
        };
        self.busy = Some(Busy::Issuing);
        let at = self.now.timestamp();
        self.jobs.spawn("issue", move || {
            let counter = issue::Desk {
                issuer: &ready.issuer,
                signer: &ready.keys.signer,
            };
            Event::Issued(
                statements
                    .iter()
                    .map(|statement| counter.issue(statement, at))
                    .collect(),
            )
        });
    }

    fn save_pdf(&mut self) {
        if self.busy.is_some() || self.issued.is_empty() {
            return;
        }
        (self.problem, self.notice) = (None, None);
        self.busy = Some(Busy::SavingPdf);
        let (issued, folder, now) = (
            Arc::clone(&self.issued),
            self.folder.certificates(),
            self.now.clone(),
        );
        self.jobs.spawn("save", move || {
            Event::Saved(save::save(&issued, &folder, &now))
        });
    }

    fn take_in(&mut self, event: Event) {
        match event {
            Event::Opened(Ok(ready)) => {
                let in_time =
                    (ready.keys.not_before..=ready.keys.not_after).contains(&self.now.timestamp());
                self.ready = Some(ready);
                if !in_time {
                    self.tell("clock");
                } else if matches!(
                    self.problem,
                    Some(("signer-unavailable" | "data-folder" | "clock", _))
                ) {
                    self.problem = None;
                }
            }
            Event::Opened(Err(error)) => {
                log(&error);
                self.tell(problem::of_desk(&error));
            }
            Event::Issued(Ok(issued)) => {
                self.busy = None;
                self.shown = Some(ui::Issued {
                    cases: issued.iter().map(shown).collect(),
                });
                self.issued = Arc::new(issued);
            }
            Event::Issued(Err(error)) => {
                self.busy = None;
                log(&error);
                self.tell(problem::of_issue(&error));
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
                self.busy = None;
                tracing::error!(job = name, "a job ended without a result");
                self.tell("job-lost");
            }
        }
    }

    fn tell(&mut self, name: &'static str) {
        self.problem = Some((name, Problem::of(texts(self.language), name)));
    }
}

impl eframe::App for App {
    fn raw_input_hook(&mut self, context: &egui::Context, input: &mut egui::RawInput) {
        if self.pace.pass(&mut input.events) {
            context.request_repaint();
        }
    }

    fn logic(&mut self, _context: &egui::Context, _frame: &mut Frame) {
        self.now = SystemClock.now();
        let events: Vec<Event> = self.jobs.events().collect();
        for event in events {
            self.take_in(event);
        }
    }

    fn ui(&mut self, ui: &mut egui::Ui, _frame: &mut Frame) {
        let desk = Desk {
            now: &self.now,
            language: self.language,
            profile: Profile::Training,
            pharmacy: config::TRAINING_PHARMACY,
            busy: self.busy,
            result: self.shown.as_ref(),
            problem: self.problem.as_ref().map(|(_, problem)| problem),
            notice: self.notice.as_deref(),
            sending: None,
            taken: None,
            queue: &ui::QueueView::default(),
            status: &ui::Status::default(),
            drill: false,
        };
        if let Some(intent) = self.counter.ui(ui, desk) {
            self.run(intent);
            ui.ctx().request_repaint();
        }
        if !self.drawn {
            self.drawn = true;
            tracing::info!("first frame");
        }
    }
}

/// Gives the result screen what it shows of a certificate.
fn shown(issued: &Issued) -> IssuedCase {
    let side = issued.symbol.side();
    IssuedCase {
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
