//! The visit in the form: its name, what is kept of it, and what a restart brings back.

use std::time::{Duration, Instant};

use super::{App, reports::log};
use crate::{
    app::{
        event::{Fault, Unfinished},
        explain,
        worker_request::Request,
    },
    case::{Visit, VisitId},
    queue,
    ui::{Closed, Form, TO_BE_SEEN},
};

/// Whether somebody has begun something in this window, and what came into the form before.
#[derive(Debug, Default)]
pub(super) struct Hands {
    /// Something was typed or chosen since the window opened.
    begun: bool,
    /// The frames' clock, in seconds.
    now: f64,
    /// What came into the form by itself, and when: until it can have been read, what is typed is not meant for it.
    arrived: Option<(Unfinished, f64)>,
}

/// What the worker keeps of the visit in the form.
#[derive(Debug, Default)]
pub(super) struct Kept {
    /// Of which visit something may be on the disk.
    of: Option<VisitId>,
    /// What it was asked to keep last, as far as it has not said that it could not.
    pub(super) typed: Option<Visit>,
    /// It is not asked again before.
    pub(super) again: Option<Instant>,
    /// The visit that another window goes on with: what stands here of it is kept no more, whatever becomes of that one.
    elsewhere: Option<VisitId>,
}

/// What is typed is kept so often.
pub(super) const KEEP_EVERY: Duration = Duration::from_secs(1);
/// What could not be kept is tried again so often.
const TRY_EVERY: Duration = Duration::from_secs(5);
/// Names the texts for what cannot be kept.
const NOT_KEPT: &str = "draft-not-kept";

impl App {
    /// Names the visit in the form, if it is a new one.
    pub(super) fn name_visit(&mut self) {
        if !self.counter.is_unnamed() {
            return;
        }
        match queue::new_visit() {
            Ok(id) => self.counter.name(id),
            Err(error) => {
                log(&error);
                self.tell("vault");
            }
        }
    }

    /// Notes whether somebody begins to type or to choose; what is typed into the lock is for the lock alone.
    pub(super) fn watch_hands(&mut self, context: &egui::Context) {
        let (now, begins) = context.input(|input| (input.time, input.events.iter().any(begins)));
        self.hands.now = now;
        if !begins || matches!(self.scene.closed(), Some(Closed::Locked { .. })) {
            return;
        }
        self.hands.begun = true;
        if let Some((unfinished, since)) = self.hands.arrived.take()
            && now - since < TO_BE_SEEN
        {
            // Meant for the empty form, which it gets.
            self.counter.end(unfinished.visit.id);
            self.kept = Kept::default();
            self.leave(unfinished);
        }
    }

    /// Brings back what was being typed last, where nobody has begun anything yet. Otherwise it is offered.
    pub(super) fn bring_back(&mut self, latest: Unfinished) {
        if self.is_in_form(latest.visit.id) {
            return;
        }
        if self.hands.begun || !self.is_form_free() {
            self.leave(latest);
            return;
        }
        self.hands.arrived = Some((latest.clone(), self.hands.now));
        self.restore(latest);
    }

    /// Asks for a visit that waits, to go on with it, unless something else stands in the form.
    pub(super) fn take_up(&mut self, visit: VisitId) {
        if !self.is_form_free() {
            return;
        }
        let mut beside = self.thrown_away.beside.iter();
        let place = beside.position(|it| it.draft.visit.id == visit && it.again.is_some());
        let Some(place) = place else {
            self.ask(Request::TakeDraft(visit));
            return;
        };
        // It is nowhere but here.
        let taken = self.thrown_away.beside.remove(place).draft;
        self.unfinished.retain(|waits| waits.visit.id != visit);
        self.restore(taken);
        self.kept = Kept::default();
    }

    /// Goes on with a visit, as it was kept last. Where the form has been filled meanwhile, it waits as before.
    pub(super) fn draft_taken(&mut self, draft: Unfinished) {
        let id = draft.visit.id;
        self.unfinished.retain(|waits| waits.visit.id != id);
        if self.is_in_form(id) {
            // Asked for twice.
        } else if self.is_form_free() {
            self.restore(draft);
        } else {
            self.leave(draft);
        }
    }

    /// Says why a visit that was offered cannot be gone on with.
    pub(super) fn draft_not_taken(&mut self, visit: VisitId, fault: Option<&Fault>) {
        if self.thrown_away.is_unkept(visit) {
            // It never came to the disk.
            self.take_up(visit);
            return;
        }
        // What fails just now may go well the next time.
        if matches!(
            fault,
            None | Some(Fault::Queue(queue::Error::OpenElsewhere))
        ) {
            self.unfinished.retain(|waits| waits.visit.id != visit);
        }
        self.tell(fault.map_or("draft-gone", explain::of_refusal));
    }

    /// Offers what stands in nobody's form by now.
    pub(super) fn offer(&mut self, unfinished: Vec<Unfinished>) {
        let before = std::mem::replace(&mut self.unfinished, unfinished);
        for (place, waits) in before.into_iter().enumerate() {
            let id = waits.visit.id;
            let mut beside = self.thrown_away.beside.iter();
            let is_unkept = beside.any(|it| it.draft.visit.id == id);
            if is_unkept && self.unfinished.iter().all(|it| it.visit.id != id) {
                let place = place.min(self.unfinished.len());
                self.unfinished.insert(place, waits);
            }
        }
        // The worker before may have known whose it was, and this one not yet.
        let own = self.counter.visit().map(|visit| visit.id);
        self.unfinished.retain(|waits| own != Some(waits.visit.id));
        let gone = &self.thrown_away.drafts;
        let is_gone = |id| gone.iter().any(|gone| gone.visit.id == id);
        self.unfinished.retain(|waits| !is_gone(waits.visit.id));
    }

    /// Forgets that anything was kept of a visit: it is this form's no more.
    pub(super) fn part_with(&mut self, visit: VisitId) {
        if self.kept.of == Some(visit) {
            self.kept = Kept::default();
        }
    }

    /// Leaves a visit to any window; this one offers it at once.
    pub(super) fn leave(&mut self, draft: Unfinished) {
        if !self.worker.ask(Request::LeaveDraft(draft.visit.id)) {
            self.tell("job-lost");
        }
        self.unfinished.insert(0, draft);
    }

    /// Whether nothing stands in the form, and nothing of it is on its way.
    pub(super) fn is_form_free(&self) -> bool {
        let typed = self.counter.visit();
        matches!(self.scene.form(), Some(Form::Typing))
            && typed.is_none_or(|visit| visit.drafts.is_empty())
    }

    fn restore(&mut self, unfinished: Unfinished) {
        let Unfinished {
            visit, original, ..
        } = unfinished;
        self.counter.restore(visit, original);
        // It is on the disk already.
        let typed = self.counter.visit();
        self.kept = Kept {
            of: typed.as_ref().map(|visit| visit.id),
            typed,
            ..Kept::default()
        };
    }

    fn is_in_form(&self, visit: VisitId) -> bool {
        self.counter.visit().is_some_and(|typed| typed.id == visit)
    }

    /// Keeps what is being typed, so that a crash does not take it; returns whether something is left to be kept.
    ///
    /// What is taken up, or being taken up, is the queue's.
    pub(super) fn keep_draft(&mut self) -> bool {
        if !matches!(self.scene.form(), Some(Form::Typing)) {
            return false;
        }
        let typed = self.counter.visit();
        let typed = typed.filter(|visit| !visit.drafts.is_empty());
        let kept = &mut self.kept;
        // What is discarded goes as soon as it cannot be brought back: whoever issues next and closes the window would
        // meet it again.
        let is_over = |of: &mut VisitId| typed.as_ref().is_none_or(|typed| typed.id != *of);
        if let Some(over) = kept.of.take_if(is_over) {
            self.thrown_away.visits.push(over);
        }
        if typed == kept.typed {
            return false;
        }
        let Some(visit) = typed else {
            kept.typed = None;
            self.problem.take_if(|told| told.name == NOT_KEPT);
            return false;
        };
        if kept.elsewhere == Some(visit.id) {
            return false;
        }
        let now = Instant::now();
        if kept.of.is_some() && kept.again.is_some_and(|again| now < again) {
            return true;
        }
        if self.worker.ask(Request::KeepDraft(visit.clone())) {
            *kept = Kept {
                of: Some(visit.id),
                typed: Some(visit),
                again: Some(now + KEEP_EVERY),
                elsewhere: None,
            };
        }
        false
    }

    /// Keeps a visit that is being taken up, for whoever closes the window before that is known: the queue keeps nothing
    /// of one that it has.
    pub(super) fn keep_what_is_sent(&mut self) {
        let sent = !matches!(self.scene.form(), Some(Form::Typing));
        let visit = self.counter.visit().filter(|it| !it.drafts.is_empty());
        if sent
            && let Some(visit) = visit
            && !self.worker.ask(Request::KeepDraft(visit))
        {
            tracing::warn!("the visit being taken up is not kept as a draft");
        }
    }

    /// Notes whether a visit that was put beside the form is kept.
    fn beside_kept(&mut self, visit: VisitId, kept: &Result<(), Fault>) {
        let beside = &mut self.thrown_away.beside;
        let Some(place) = beside.iter().position(|it| it.draft.visit.id == visit) else {
            return;
        };
        match kept {
            Ok(()) | Err(Fault::Queue(queue::Error::OpenElsewhere)) => {
                beside.remove(place);
            }
            Err(_) => {
                if let Some(unkept) = beside.get_mut(place) {
                    unkept.again = Some(Instant::now() + TRY_EVERY);
                }
                if self.problem.is_none() {
                    self.tell(NOT_KEPT);
                }
            }
        }
    }

    /// Tries again to keep what was put beside the form, as long as it waits there; returns whether anything is left.
    pub(super) fn keep_beside(&mut self) -> bool {
        let (unfinished, worker, now) = (&self.unfinished, &self.worker, Instant::now());
        let waits = |id| unfinished.iter().any(|waits| waits.visit.id == id);
        self.thrown_away.beside.retain_mut(|beside| {
            let visit = &beside.draft.visit;
            if beside.again.is_some_and(|again| again <= now)
                && worker.ask(Request::KeepDraft(visit.clone()))
                && worker.ask(Request::LeaveDraft(visit.id))
            {
                beside.again = Some(now + TRY_EVERY);
            }
            waits(visit.id)
        });
        self.thrown_away
            .beside
            .iter()
            .any(|beside| beside.again.is_some())
    }

    /// Tries at once to keep what was put beside the form and could not be kept: the window is being closed.
    pub(super) fn keep_beside_at_once(&mut self) {
        let now = Instant::now();
        for beside in &mut self.thrown_away.beside {
            beside.again = beside.again.map(|_| now);
        }
        self.keep_beside();
    }

    /// Notes whether what is typed is kept; what is not is tried again, and said as long as it lasts.
    pub(super) fn draft_kept(&mut self, visit: VisitId, kept: Result<(), Fault>) {
        self.beside_kept(visit, &kept);
        let Err(fault) = kept else {
            self.problem.take_if(|told| told.name == NOT_KEPT);
            return;
        };
        log(&fault);
        if !self.is_in_form(visit) {
            return;
        }
        let is_typed = matches!(self.scene.form(), Some(Form::Typing));
        if matches!(fault, Fault::Queue(queue::Error::OpenElsewhere)) {
            // It is no more this window's to forget, either.
            (self.kept.of, self.kept.elsewhere) = (None, Some(visit));
            if is_typed {
                self.tell(explain::of_fault(&fault));
            }
            return;
        }
        self.kept.typed = None;
        self.kept.again = Some(Instant::now() + TRY_EVERY);
        // What is more important stays.
        if is_typed && self.problem.is_none() {
            self.tell(NOT_KEPT);
        }
    }
}

/// Whether somebody types or chooses something: more than the pointer moves.
fn begins(event: &egui::Event) -> bool {
    use egui::Event::{
        AccessKitActionRequest, Copy, Cut, Ime, Key, MouseWheel, Paste, PointerButton, Text, Touch,
    };
    matches!(
        event,
        Key { pressed: true, .. }
            | PointerButton { pressed: true, .. }
            | Text(_)
            | Paste(_)
            | Copy
            | Cut
            | Ime(_)
            | Touch { .. }
            | MouseWheel { .. }
            | AccessKitActionRequest(_)
    )
}
