//! The window: takes in events, shows the screens, starts what they ask for.

mod events;
mod looks;
mod meanwhile;
mod printer_login;
mod printing;
mod reports;
mod saving;
mod shown;
mod thrown_away;
mod typing;

use std::{fmt, sync::Arc};

use jiff::ZonedDateTime;
use secrecy::SecretString;

use printer_login::LoginTries;
use reports::{Told, as_they_stand};
use thrown_away::ThrownAway;
use typing::{Hands, Kept};

use super::{
    ended::Ends,
    event::{Event, Unfinished},
    jobs::Jobs,
    surroundings::Surroundings,
    view::SharedView,
};
use crate::{
    app::{
        notices,
        print_queue::PrintQueue,
        printer_watch::{self, Seen},
        worker::{Worker, WorkerContext},
        worker_request::Request,
    },
    case::{CaseRef, PickupNumber, State, Visit, VisitId},
    counter::{data_folder::DataFolder, settings::Settings},
    issue::Issued,
    spool,
    text::Language,
    ui::{self, Closed, Counter, Form, Intent, Look, Notice, Profile, Scene, ViewContext},
};

/// The counter as a program: takes what is typed, does what is asked for, shows what has come of it.
///
/// Whoever drives it calls [`App::logic`] and then [`App::ui`] once a frame, and [`App::close`] in the end. Dropped
/// without, it leaves everything as a kill would: the last second of what was typed is not kept.
pub struct App {
    folder: DataFolder,
    around: Surroundings,
    jobs: Jobs<Event>,
    shared_view: Arc<SharedView>,
    /// What a worker is given.
    worker_context: WorkerContext,
    worker: Worker,
    counter: Counter,
    language: Language,
    now: ZonedDateTime,
    settings: Settings,
    /// What the window is about.
    scene: Scene,
    /// The certificates that the scene shows, for paper and file.
    certificates: Vec<(PickupNumber, Issued)>,
    /// A PDF is being written.
    saving: bool,
    print_queue: PrintQueue,
    /// The printer for certificates as it was seen last, once somebody has begun to look.
    printer: Option<Seen>,
    printer_watch: Option<printer_watch::PrinterWatch>,
    /// The printers there are, once somebody has asked.
    printers: Option<Result<Vec<spool::Printer>, spool::Error>>,
    /// The logins that are being tried at printers, or could not be.
    login_tries: LoginTries,
    /// What was last kept of what is being typed, and when, if it may not be kept again at once.
    kept: Kept,
    /// What was left half typed and waits to be gone on with, the latest first.
    unfinished: Vec<Unfinished>,
    /// What was thrown away of it, and can be brought back for a moment.
    thrown_away: ThrownAway,
    hands: Hands,
    problem: Option<Told>,
    /// What staff have ended and the store has not, and what does not stand any more, the oldest first: each shows until
    /// they put it away.
    until_seen: Vec<Told>,
    /// Names the texts for what keeps the counter from its own work, as long as that lasts.
    hindered: Option<&'static str>,
    /// What is worth a line.
    notice: Option<Notice>,
    /// What does not show any more, by no doing of this window's staff.
    taken_away: Option<String>,
    closing: bool,
}

impl App {
    /// Begins to open the counter of a folder: what comes of it is shown by the frames that follow.
    pub fn new(context: egui::Context, folder: DataFolder, around: Surroundings) -> Self {
        ui::theme::install(&context);
        // A counter stands in bright light; only a system that asks for it gets the dark theme.
        context.options_mut(|options| options.fallback_theme = egui::Theme::Light);
        let language = looks::take_up(&context, &folder);
        let jobs = Jobs::new(context);
        let shared_view = Arc::new(SharedView::default());
        // Keys and queue are opened while the first frame is drawn; what is wrong with them is said at once.
        let now = around.clock.now();
        let worker_context = WorkerContext {
            folder: folder.clone(),
            clock: Arc::clone(&around.clock),
            shared_view: Arc::clone(&shared_view),
            event_sender: jobs.event_sender(),
            logins: around.printers.logins.clone(),
        };
        let worker = Worker::start(worker_context.clone(), None);
        Self {
            folder,
            around,
            jobs,
            shared_view,
            worker_context,
            worker,
            counter: Counter::default(),
            language,
            now,
            settings: Settings::default(),
            scene: Scene::Closed {
                how: Closed::Opening,
                lost: None,
            },
            certificates: Vec::new(),
            saving: false,
            print_queue: PrintQueue::default(),
            printer: None,
            printer_watch: None,
            printers: None,
            login_tries: LoginTries::default(),
            kept: Kept::default(),
            unfinished: Vec::new(),
            thrown_away: ThrownAway::default(),
            hands: Hands::default(),
            problem: None,
            until_seen: Vec::new(),
            hindered: None,
            notice: None,
            taken_away: None,
            closing: false,
        }
    }

    fn run(&mut self, intent: Intent, context: &egui::Context) {
        match intent {
            Intent::Issue(visit) => self.issue(visit),
            Intent::Print(numbers) => self.print_certificates(numbers),
            Intent::PrintAndGoOn { print, goes } => self.print_and_go_on(print, goes),
            Intent::AskPrinters => self.ask_printers(),
            Intent::ChoosePrinter(purpose, chosen) => self.choose_printer(purpose, &chosen),
            Intent::ForgetPrinter(printer) => self.forget_printer(&printer),
            Intent::LogIn(printer, typed) => self.log_in(&printer, &typed),
            Intent::LogOut(printer) => self.log_out(&printer),
            Intent::CancelPrint => self.print_queue.cancel(),
            Intent::DismissPrint => self.print_queue.dismiss(),
            Intent::SavePdf(numbers) => self.save_shown(&numbers),
            Intent::FurtherCase => self.put_away(),
            Intent::LookAway => self.look_away(),
            Intent::NextCustomer { goes, stays } => {
                self.go_on(&goes);
                self.leave_with(goes);
                self.tell_what_stays(&stays);
            }
            Intent::SwitchLanguage(language) => {
                self.language = language;
                (self.notice, self.taken_away) = (None, None);
                self.say_anew();
                self.remember_language();
            }
            Intent::SwitchTheme(theme) => self.remember_theme(theme),
            Intent::DismissProblem => self.dismiss_problem(),
            Intent::DismissNotice => (self.notice, self.taken_away) = (None, None),
            Intent::Seen(id) => self.ask(Request::Seen(id)),
            Intent::StopWaiting(visit) => self.ask(Request::StopWaiting(visit)),
            Intent::PrintSlip(visit) => self.ask_for_slip(visit),
            Intent::TryNow => self.ask(Request::TryNow),
            Intent::TryAgain(case) => self.ask(Request::TryAgain(case)),
            Intent::Look(numbers) => {
                self.scene.look(Look::Opening(numbers.clone()));
                if !self.is_heard(Request::Show(numbers)) {
                    self.scene.look_away();
                }
            }
            Intent::HandOver(numbers) => self.end_by_hand(Ends::HandOver, &as_they_stand(numbers)),
            Intent::Withdraw(cases) => {
                let cases: Vec<CaseRef> = cases.into_iter().map(CaseRef::from).collect();
                self.end_by_hand(Ends::Withdraw, &cases);
            }
            Intent::BringBack(state, numbers) => self.ask(Request::BringBack(state, numbers)),
            Intent::BringBackDraft(visit) => self.bring_back_draft(visit),
            Intent::Leave(visit) => self.leave_typed(visit),
            Intent::LeaveUnnamed(drafts) => self.leave_unnamed(drafts),
            Intent::Correct(number) => {
                // Read by now, unlike what may come before the content does.
                self.put_away();
                self.ask(Request::Content(number));
            }
            Intent::TakeUp(visit) => self.take_up(visit),
            Intent::Discard(visit) => self.discard(visit),
            Intent::BelieveClock => {
                self.problem.take_if(|told| told.name == "clock-unsure");
                self.ask(Request::BelieveClock);
            }
            Intent::Drill(on) => self.ask(Request::Drill(on)),
            Intent::Unlock(passphrase) => self.unlock(&passphrase),
            Intent::Close => {
                self.closing = true;
                context.send_viewport_cmd(egui::ViewportCommand::Close);
            }
        }
    }

    fn ask(&mut self, ask: Request) {
        self.is_heard(ask);
    }

    /// Asks the worker; where it does not hear, says so and returns `false`.
    fn is_heard(&mut self, ask: Request) -> bool {
        self.clear();
        self.print_queue.tidy();
        let heard = self.worker.ask(ask);
        if !heard {
            self.tell("job-lost");
        }
        heard
    }

    fn issue(&mut self, visit: Visit) {
        match &mut self.scene {
            Scene::Form(form @ Form::Typing) | Scene::Looking(_, form @ Form::Typing) => {
                let id = visit.id;
                *form = Form::Sending { id, until: None };
                if !self.is_heard(Request::Capture(visit)) {
                    self.release(id);
                }
            }
            Scene::Closed {
                how: Closed::Shut, ..
            } => {
                // Another try: the folder may have been repaired meanwhile.
                self.open_again(None);
                self.tell("signer-unavailable");
            }
            Scene::Closed { .. } | Scene::Form(_) | Scene::Looking(..) => {}
        }
    }

    /// Opens keys and queue anew; a visit that was being taken up meanwhile is asked for once more then.
    fn open_again(&mut self, passphrase: Option<SecretString>) {
        self.scene.close(match self.scene.closed() {
            Some(Closed::Locked { lock, .. }) => {
                let trying = true;
                Closed::Locked { lock, trying }
            }
            Some(Closed::Opening | Closed::Shut) | None => Closed::Opening,
        });
        self.worker = Worker::start(self.worker_context.clone(), passphrase);
    }

    fn unlock(&mut self, passphrase: &ui::Passphrase) {
        if matches!(
            self.scene.closed(),
            Some(Closed::Locked { trying: false, .. })
        ) {
            self.open_again(Some(SecretString::from(passphrase.reveal())));
        }
    }

    /// Frees the form of a visit that was not taken up: it can be issued once more.
    fn release(&mut self, visit: VisitId) {
        if self.scene.is_sending(visit)
            && let Some(form) = self.scene.form_mut()
        {
            *form = Form::Typing;
        }
    }

    /// Ends what was taken up in the form, which is free then; a visit under way is not touched.
    fn end_visit(&mut self) {
        if let Some(form) = self.scene.form_mut()
            && let Some(visit) = form.taken_up()
        {
            *form = Form::Typing;
            self.counter.end(visit);
        }
    }

    /// Puts the form's result or slip away.
    fn put_away(&mut self) {
        self.end_visit();
        self.clear();
        self.tidy_up();
    }

    fn look_away(&mut self) {
        self.scene.look_away();
        self.clear();
        self.tidy_up();
    }

    /// Puts away whatever shows one of these, or is the slip of one.
    fn put_away_those(&mut self, numbers: &[PickupNumber]) {
        let shows = |issued: Option<&ui::Issued>| {
            issued.is_some_and(|issued| issued.numbers().any(|one| numbers.contains(&one)))
        };
        if shows(self.scene.looked_at()) {
            self.look_away();
        }
        let waits = matches!(
            self.scene.form(),
            Some(Form::Queued { queued, .. }) if queued.numbers.iter().any(|one| numbers.contains(one))
        );
        if waits || shows(self.scene.form().and_then(Form::issued)) {
            self.put_away();
        }
    }

    /// Lets go of certificates that do not show any more.
    fn tidy_up(&mut self) {
        let shown: Vec<PickupNumber> = self.scene.numbers().collect();
        self.certificates
            .retain(|(number, _)| shown.contains(number));
        self.print_queue.tidy();
    }

    /// Closing with cases on their way, to the portal or out of the printer, is explained first.
    fn watch_closing(&mut self, context: &egui::Context) {
        let asked = context.input(|input| input.viewport().close_requested());
        let waits = self
            .shared_view
            .read()
            .queue
            .rows
            .iter()
            .any(|row| matches!(row.state, State::Waiting | State::Sending));
        let goes_on = waits || self.print_queue.hands_over_later();
        if asked && goes_on && !self.closing {
            context.send_viewport_cmd(egui::ViewportCommand::CancelClose);
            self.counter.ask_to_close();
        }
    }
}

impl App {
    /// Takes in what has happened since the last frame.
    pub fn logic(&mut self, context: &egui::Context) {
        self.now = self.around.clock.now();
        self.watch_hands(context);
        let events: Vec<Event> = self.jobs.events().collect();
        for event in events {
            self.take_in(event);
        }
        self.take_away_what_is_done();
        self.put_away_what_is_printed(context);
        self.save_unprinted();
        self.name_visit();
        self.forget_thrown_away();
        if self.keep_draft() | self.keep_beside() {
            context.request_repaint_after(typing::KEEP_EVERY);
        }
        self.watch_closing(context);
    }

    /// Shows the counter for one frame, and begins what was asked for in it.
    pub fn ui(&mut self, ui: &mut egui::Ui) {
        let view = self.shared_view.read();
        let mut status = self.with_printer(&view.status);
        status.noted = notices::all(self.language, &view.notes, self.hindered);
        let printing = self.print_queue.say(self.language);
        let prints = self.print_queue.prints();
        let (told, notice) = (self.told(), self.say_notice());
        let printers = self.say_printers();
        let waiting = self.unfinished.iter();
        let unfinished: Vec<ui::Unfinished> = waiting
            .map(|waits| ui::Unfinished::of(&waits.visit, waits.kept_at))
            .collect();
        let view_context = ViewContext {
            now: &self.now,
            language: self.language,
            profile: if self.settings.is_live() {
                Profile::Live
            } else {
                Profile::Training
            },
            pharmacy: &self.settings.values().pharmacy.name,
            limits: view.limits,
            scene: &self.scene,
            saving: self.saving,
            problem: told.as_ref(),
            notice: notice.as_ref(),
            queue: &view.queue,
            status: &status,
            drill: view.drill,
            printing: printing.as_ref(),
            prints: &prints,
            unfinished: &unfinished,
            printers: printers.as_ref(),
        };
        if let Some(intent) = self.counter.ui(ui, view_context) {
            self.run(intent, ui.ctx());
            ui.ctx().request_repaint();
        }
        self.counter.end_frame(&self.scene);
    }

    /// Whether keys and queue are still being opened.
    pub fn is_opening(&self) -> bool {
        matches!(
            self.scene.closed(),
            Some(Closed::Opening | Closed::Locked { trying: true, .. })
        )
    }

    /// Keeps what was typed in the last moment, and waits until the queue is closed.
    pub fn close(&mut self) {
        self.kept.again = None;
        self.keep_draft();
        self.keep_beside_at_once();
        self.counter.forget_ended();
        self.forget_thrown_away();
        self.keep_what_is_sent();
        // Nobody hears any longer what happens.
        self.jobs.stop_listening();
        self.worker.close();
    }
}

impl fmt::Debug for App {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("App")
            .field("folder", &self.folder)
            .finish_non_exhaustive()
    }
}
