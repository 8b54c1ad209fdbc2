//! The visit in the form: its name, what is kept of it, and what a restart brings back.

use std::time::{Duration, Instant};

use super::{App, log};
use crate::{
    app::{ask::Ask, event::Unfinished},
    domain::{Visit, VisitId},
    queue::{self, KEPT},
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
    came: Option<(Unfinished, f64)>,
}

/// What is typed is kept so often.
pub(super) const KEEP_EVERY: Duration = Duration::from_secs(1);

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
        if let Some((unfinished, since)) = self.hands.came.take()
            && now - since < TO_BE_SEEN
        {
            // Meant for the empty form, which it gets.
            self.counter.end(unfinished.visit.id);
            self.kept = (None, None);
            self.unfinished.insert(0, unfinished);
        }
    }

    /// Brings back what was being typed last, where nobody has begun anything yet. Otherwise it waits until it is asked
    /// for.
    pub(super) fn bring_back(&mut self) {
        if !self.hands.begun && !self.unfinished.is_empty() {
            let latest = self.unfinished.remove(0);
            self.hands.came = Some((latest.clone(), self.hands.now));
            self.restore(latest);
        }
    }

    /// Goes on with a visit that waits, unless something else stands in the form.
    pub(super) fn take_up(&mut self, visit: VisitId) {
        let mut waiting = self.unfinished.iter();
        if self.is_form_free()
            && let Some(place) = waiting.position(|unfinished| unfinished.visit.id == visit)
        {
            let unfinished = self.unfinished.remove(place);
            self.restore(unfinished);
        }
    }

    /// Forgets a visit that waits.
    pub(super) fn discard(&mut self, visit: VisitId) {
        self.unfinished
            .retain(|unfinished| unfinished.visit.id != visit);
        self.ask(Ask::DropDraft(visit));
    }

    /// Lets go of what waits when its term is over.
    pub(super) fn forget_unfinished(&mut self) {
        let now = self.now.timestamp();
        self.unfinished
            .retain(|unfinished| now.duration_since(unfinished.kept_at) < KEPT);
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
        self.counter.restore(visit, original.as_ref());
        // It is on the disk already.
        self.kept = (self.counter.visit(), None);
        if let Some(kept) = &self.kept.0
            && !self.keeper.ask(Ask::TakeDraft(kept.id))
        {
            self.tell("job-lost");
        }
    }

    /// Lets go of a visit that another window goes on with.
    pub(super) fn leave_to_other_window(&mut self, visit: VisitId) {
        self.counter.end(visit);
        self.kept.0.take_if(|kept| kept.id == visit);
        self.unfinished
            .retain(|unfinished| unfinished.visit.id != visit);
        self.tell("open-elsewhere");
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
        let (kept, at) = &mut self.kept;
        // What is discarded goes at once: whoever issues next and closes the window would meet it again.
        let is_over = |kept: &mut Visit| typed.as_ref().is_none_or(|typed| typed.id != kept.id);
        if let Some(over) = kept.take_if(is_over)
            && !self.keeper.ask(Ask::DropDraft(over.id))
        {
            *kept = Some(over);
            return false;
        }
        if typed == *kept {
            return false;
        }
        let Some(visit) = typed else {
            return false;
        };
        if kept.is_some() && at.is_some_and(|at| at.elapsed() < KEEP_EVERY) {
            return true;
        }
        if self.keeper.ask(Ask::KeepDraft(visit.clone())) {
            self.kept = (Some(visit), Some(Instant::now()));
        }
        false
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
