//! The counter as a whole: which screen shows, and what has been typed.

use std::collections::BTreeSet;

use egui::Ui;
use jiff::Timestamp;

pub(super) use super::screen::{OpenedFrom, Panel, Screen};
use super::{
    command::Command,
    intent::{Asked, Intent, Passphrase},
    placed_command::Place,
    scene::{Closed, Face, Form},
    screens::{
        printers::PrintersScreen, queue::QueueScreen, result::ResultScreen, sending::SendingScreen,
        today::TodayScreen, unlock::UnlockScreen,
    },
    session::{FocusTarget, Session},
    theme,
    widgets::spoken,
};
use crate::{
    case::{CaseVersion, PickupNumber, Visit, VisitId},
    domain::{Field, Kind, Statement},
    text::texts,
    ui::{
        confirmation::Question,
        corrected::Original,
        focus_target::{Keys, focus},
        seen::{FootSeen, Outcome},
        undo::{Undo, Undoable},
        view_context::ViewContext,
        view_model::{Issued, Lock},
    },
};

/// All screens and what has been typed into them.
#[derive(Debug)]
pub struct Counter {
    pub(super) screen: Screen,
    pub(super) session: Session,
    /// The certificates of whoever stands at the counter that were finished in earlier rounds: they leave with the rest,
    /// whatever stands in the form meanwhile.
    pub(super) earlier: Vec<PickupNumber>,
    pub(super) result: ResultScreen,
    pub(super) sending: SendingScreen,
    pub(super) queue: QueueScreen,
    pub(super) today: TodayScreen,
    unlock: UnlockScreen,
    pub(super) printers: PrintersScreen,
    pub(super) panel: Option<Panel>,
    pub(super) keys: Keys,
    /// What was asked for and must be confirmed.
    pub(super) question: Option<Question>,
    /// Where finished certificates were last asked for.
    pub(super) opened_from: Option<OpenedFrom>,
    /// A line that says why a command did nothing.
    pub(super) hint: Option<Hint>,
    /// The finished certificates that have shown, in the list of the queue or by themselves: they are no news.
    pub(super) ready_seen: BTreeSet<PickupNumber>,
    /// What showed when the last frame was done; nothing before the first.
    pub(super) face: Option<Face>,
    /// What showed of the visits that are over.
    pub(super) outcome: Outcome,
    /// The line of the actions as it showed last.
    pub(super) foot: FootSeen,
    /// Alt was held, and nothing that makes it type, when the last frame was done.
    pub(super) alt_is_held: bool,
    /// What can be brought back.
    pub(super) undo: Undo,
    /// Which case was typed into in the last frame: its visit, its place among how many, and its kind.
    pub(super) typed_into: Option<(Option<VisitId>, usize, usize, Kind)>,
    /// When Enter has gone on through the form last, in seconds of the frames' clock; nothing once something was typed.
    pub(super) went_on_at: Option<f64>,
    /// Sent in the next frame: a field that sees a click elsewhere in this one would drop the focus again.
    pub(super) focus: Option<FocusTarget>,
}

/// What a yes is answered with that came before the question could be read.
pub(super) const UNSEEN_QUESTION: &str = "ask-unseen";

/// Why a command did nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Hint {
    /// A text says it.
    Says(&'static str),
    /// What was asked of this case cannot be done any more: it is something else by now.
    Changed(PickupNumber),
    /// What was asked of this case cannot be done any more: it is done.
    Done(PickupNumber),
    /// The portal may not be asked by hand before then.
    TooSoon(Timestamp),
}

impl Hint {
    /// Whether it only takes a moment: nothing is wrong.
    pub(super) fn is_a_wait(self) -> bool {
        match self {
            Self::Says(key) => [BUSY, OPENING].contains(&key),
            Self::TooSoon(_) => true,
            Self::Changed(_) | Self::Done(_) => false,
        }
    }
}

impl Default for Counter {
    fn default() -> Self {
        Self {
            screen: Screen::Issue,
            session: Session::default(),
            earlier: Vec::new(),
            result: ResultScreen::default(),
            sending: SendingScreen::default(),
            queue: QueueScreen::default(),
            today: TodayScreen::default(),
            unlock: UnlockScreen::default(),
            printers: PrintersScreen::default(),
            panel: None,
            keys: Keys::Screen(None),
            question: None,
            opened_from: None,
            hint: None,
            ready_seen: BTreeSet::new(),
            face: None,
            outcome: Outcome::default(),
            foot: FootSeen::default(),
            alt_is_held: false,
            undo: Undo::default(),
            typed_into: None,
            went_on_at: None,
            focus: Some(FIRST),
        }
    }
}

impl Counter {
    /// Returns the visit in the form, with no drafts where nothing is typed; nothing before it has its name.
    pub fn visit(&self) -> Option<Visit> {
        self.session.visit()
    }

    /// Whether the visit in the form waits for its name.
    pub fn is_unnamed(&self) -> bool {
        self.session.id.is_none()
    }

    /// Names the visit in the form, which keeps its name until another begins.
    pub fn name(&mut self, id: VisitId) {
        self.session.id.get_or_insert(id);
    }

    /// Takes its name from the visit in the form, where it belongs to another.
    pub fn unname(&mut self, id: VisitId) {
        self.session.id.take_if(|named| *named == id);
    }

    /// Opens the form with what was typed before. What was ticked then is asked anew.
    ///
    /// `original` is the case that the first draft corrects, where it can still be read.
    pub fn restore(&mut self, visit: Visit, original: Option<Original>) {
        self.begin(Session::of(visit, original));
        self.outcome.has_come = true;
    }

    /// Opens the form with the content of a case to be corrected, beside what the others of its visit say.
    ///
    /// The keys stand at the field that was refused, where that is known.
    pub fn correct(&mut self, correction: CaseVersion, original: Original, beside: Vec<Statement>) {
        let refused = original.refusal.as_ref();
        let refused = refused.and_then(|refusal| refusal.field);
        let mut session = Session::correcting(correction, original, beside);
        let came = Box::new(session.case().draft.clone());
        let before = std::mem::take(&mut self.session);
        self.begin(session);
        self.undo.push(Undoable::Before(before, correction, came));
        self.focus = refused.map_or(Some(FIRST), |field| {
            // The doses of the series follow from the answer.
            let is_given = field == Field::Doses;
            let field = if is_given { Field::History } else { field };
            Some(FocusTarget::Field(field))
        });
        self.outcome.has_come = true;
    }

    /// Frees the form of a visit that is over; what has been begun since stays.
    pub fn end(&mut self, visit: VisitId) {
        if self.session.id == Some(visit) {
            self.session = Session::default();
            self.result = ResultScreen::default();
            self.focus = Some(FIRST);
        }
    }

    /// Says from when on the portal may be asked by hand.
    pub fn too_soon(&mut self, from: Timestamp) {
        self.hint = Some(Hint::TooSoon(from));
    }

    /// Asks whether to close while cases are on their way; the answer is [`Intent::Close`] or nothing.
    pub fn ask_to_close(&mut self) {
        self.panel = Some(Panel::Closing { first: true });
    }

    /// Shows the counter for one frame.
    pub fn ui(&mut self, ui: &mut Ui, context: ViewContext<'_>) -> Option<Intent> {
        spoken::language(ui, context.language.code());
        self.forget_text_of_alt(ui);
        Self::forget_ctrl_alt(ui);
        Self::hear_delete(ui);
        Self::forget_super(ui);
        Self::forget_held_keys(ui);
        if let Some(Closed::Locked { lock, trying }) = context.scene.closed() {
            return self.unlock_ui(ui, (lock, trying), context);
        }
        self.forget_early_keys(ui, context);
        self.watch_outcome(ui, context);
        self.take_note(context);
        if let Some(spot) = self.focus.take().filter(|_| self.screen == Screen::Issue) {
            focus(ui, spot);
        }
        if matches!(self.panel, Some(Panel::Closing { .. })) && context.queue.rows.is_empty() {
            self.panel = None;
            return Some(Intent::Close);
        }
        self.escape(ui, context);
        if self.panel != Some(Panel::Printers) {
            // What was typed there is forgotten with it.
            self.printers = PrintersScreen::default();
        }
        self.enter(ui, context);
        self.keep_space(ui);
        self.session.refresh(context);
        self.undo
            .forget_changed(&self.session, context.scene.form());
        self.pass_questions(ui, context);
        self.undo.refresh(ui);
        let place = self.place(context);
        self.watch_typing(ui, place);
        let seen = !self.covered() && self.question.is_none();
        let undo = seen && self.undo.is_possible() && Command::Undo.take_from(ui);
        let pressed = undo.then_some(Command::Undo);
        let pressed = pressed.or_else(|| self.next_step(ui, context));
        let pressed = pressed.or_else(|| self.pressed(ui, place));
        if pressed.is_some() {
            // What a command brings does not show behind a list.
            egui::Popup::close_all(ui.ctx());
        }
        let by_key = pressed.and_then(|command| self.run(ui, context, command));
        self.browse(ui, place);
        self.take_back(ui, context);
        self.keep_keys(ui, context);
        self.forget_steps(ui);
        let shown = self.frame_ui(ui, context);
        self.go_on_from_choice(ui, context);
        let by_pointer = match shown {
            Some(Asked::Command(command)) => self.run(ui, context, command),
            Some(Asked::Intent(intent)) => Some(intent),
            None => None,
        };
        // Who turns to it in this frame sees it from this frame on.
        self.watch_outcome(ui, context);
        // What was typed in this frame is read in this frame; only a change costs anything.
        self.session.refresh(context);
        if self.focus.is_some() {
            ui.ctx().request_repaint();
        }
        by_key.or(by_pointer)
    }

    /// Shows the lock and nothing else; the language can be chosen all the same.
    fn unlock_ui(
        &mut self,
        ui: &mut Ui,
        lock: (Lock, bool),
        context: ViewContext<'_>,
    ) -> Option<Intent> {
        // Whoever has opened it begins to type.
        self.focus = Some(FIRST);
        if Place::Form.pressed(ui, |_| false) == Some(Command::Language) {
            return Some(Intent::SwitchLanguage(context.language.other()));
        }
        Self::lock_bar_ui(ui, context);
        let ground = egui::Frame::new().fill(theme::palette(ui).ground);
        let shown = egui::CentralPanel::default()
            .frame(ground)
            .show(ui, |ui| self.unlock.ui(ui, lock, texts(context.language)));
        Some(Intent::Unlock(Passphrase::new(shown.inner?)))
    }

    /// Returns what shows.
    pub(super) fn place(&self, context: ViewContext<'_>) -> Place {
        let looking = context.scene.looked_at().is_some();
        match (self.screen, context.scene.form()) {
            (Screen::Queue | Screen::Today, _) if looking => Place::Shown,
            (Screen::Queue, _) => Place::Queue,
            (Screen::Today, _) => Place::Today,
            (Screen::Issue, None | Some(Form::Typing | Form::Sending { until: None, .. })) => {
                Place::Form
            }
            (Screen::Issue, Some(Form::Sending { until: Some(_), .. })) => Place::Sending,
            (Screen::Issue, Some(Form::Queued { .. })) => Place::QueuedVisit,
            (Screen::Issue, Some(Form::Result { .. })) => Place::Result,
        }
    }

    /// Returns the certificates that show.
    pub(super) fn shown<'a>(&self, context: ViewContext<'a>) -> Option<&'a Issued> {
        match self.place(context) {
            Place::Result => context.scene.form()?.issued(),
            Place::Shown => context.scene.looked_at(),
            Place::Form | Place::Sending | Place::QueuedVisit | Place::Queue | Place::Today => None,
        }
    }

    /// Notes what has become of what was asked for.
    fn take_note(&mut self, context: ViewContext<'_>) {
        let over = match self.hint {
            Some(Hint::Says(BUSY)) => !context.saving && !context.is_sending(),
            Some(Hint::Says(OPENING)) => context.scene.closed() != Some(Closed::Opening),
            Some(Hint::Says(UNSEEN_QUESTION)) => self.question.is_none(),
            Some(Hint::TooSoon(from)) => from <= context.now.timestamp(),
            Some(Hint::Says(_) | Hint::Changed(_) | Hint::Done(_)) | None => false,
        };
        if over {
            self.hint = None;
        }
        let over = self.question.as_ref();
        if let Some(number) = over.and_then(|question| question.over(context.queue)) {
            self.question = None;
            let listed = context.queue.row(number).is_some();
            let hint = if listed { Hint::Changed } else { Hint::Done };
            self.hint = Some(hint(number));
        }
        self.note_seen(context);
    }

    /// Notes which finished certificates have shown.
    fn note_seen(&mut self, context: ViewContext<'_>) {
        // What has come out since it was asked about is no question any more.
        let is_out = match &self.question {
            Some(Question::Leave(numbers)) => context.unprinted(numbers.iter().copied()).is_empty(),
            Some(Question::NoSlip(_)) => self.without_slip(context).is_empty(),
            Some(Question::HandOver(_) | Question::Withdraw(_)) | None => false,
        };
        self.question.take_if(|_| is_out);
        let ready = self.queue.ready();
        let shown: Vec<PickupNumber> = match (self.place(context), context.scene.form()) {
            (Place::Queue, _) => ready.to_vec(),
            (Place::QueuedVisit, Some(Form::Queued { queued, .. })) => queued.numbers.clone(),
            (Place::Result | Place::Shown, _) => {
                let shown = self.shown(context).map(Issued::numbers);
                shown.into_iter().flatten().collect()
            }
            (Place::Form | Place::Sending | Place::Today | Place::QueuedVisit, _) => Vec::new(),
        };
        self.ready_seen.extend(shown);
        self.ready_seen
            .retain(|number| ready.binary_search(number).is_ok());
    }

    /// Whether something stands over the screens and keeps their commands away.
    pub(super) fn covered(&self) -> bool {
        matches!(
            self.panel,
            Some(Panel::Help | Panel::Printers | Panel::Closing { .. })
        )
    }

    pub(super) fn toggle(&mut self, panel: Panel) {
        self.panel = (self.panel != Some(panel)).then_some(panel);
    }

    /// Turns to a screen; what was looked at is put away with the screen it stood on.
    pub(super) fn turn_to(&mut self, screen: Screen, context: ViewContext<'_>) -> Option<Intent> {
        self.go(screen);
        context.scene.is_looking().then_some(Intent::LookAway)
    }

    fn go(&mut self, screen: Screen) {
        self.panel = None;
        self.keys = Keys::Screen(None);
        let before = std::mem::replace(&mut self.screen, screen);
        if screen == Screen::Today && before != screen {
            self.today.choose_first();
        }
    }

    /// Begins anew on the form; who was searched for is forgotten.
    pub(super) fn begin(&mut self, session: Session) {
        self.session = session;
        self.result = ResultScreen::default();
        self.queue.forget();
        self.go(Screen::Issue);
        self.question = None;
        self.hint = None;
        self.focus = Some(FIRST);
    }

    /// Turns to the form, which says something else now.
    pub(super) fn show_form(&mut self) {
        self.result = ResultScreen::default();
        self.go(Screen::Issue);
        self.focus = Some(FIRST);
    }

    /// Opens another case of the visit.
    pub(super) fn open(&mut self, place: usize, context: ViewContext<'_>) {
        if let Some(issued) = self.shown(context) {
            self.result.open(issued, place);
        } else {
            self.session.open = place;
            self.session.refresh(context);
        }
    }

    /// Returns the words of the counter.
    pub(super) fn texts(context: ViewContext<'_>) -> &'static crate::text::Texts {
        texts(context.language)
    }
}

/// Where a visit begins.
pub(super) const FIRST: FocusTarget = FocusTarget::Field(Field::FamilyName);

/// The text that a second request is answered with while a job runs.
pub(super) const BUSY: &str = "busy-refused";
/// The text that issuing is answered with while the counter is being opened.
pub(super) const OPENING: &str = "opening-refused";
