//! The visit in the form: its name, what is kept of it, and what a restart brings back.

use std::time::{Duration, Instant};

use super::{App, log};
use crate::{
    app::ask::Ask,
    domain::{Draft, Visit},
    queue,
    ui::Form,
};

/// What was being typed when the program ended, and what the case says that it corrects.
#[derive(Debug)]
pub(super) struct Unfinished {
    pub(super) visit: Visit,
    pub(super) original: Option<Draft>,
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

    /// Takes up what was being typed when the program ended, as soon as nobody types anything else.
    pub(super) fn restore(&mut self) {
        let free = matches!(self.scene.form(), Some(Form::Typing))
            && self
                .counter
                .visit()
                .is_none_or(|visit| visit.drafts.is_empty());
        if let Some(Unfinished { visit, original }) = self.unfinished.take_if(|_| free) {
            self.kept.0 = Some(visit.clone());
            self.counter.restore(visit, original.as_ref());
        }
    }

    /// Keeps what is being typed, so that a crash does not take it; returns whether something is left to be kept.
    ///
    /// What is taken up, or being taken up, is the queue's. There is room for one: what an earlier program left stays
    /// until it is taken up.
    pub(super) fn keep_draft(&mut self) -> bool {
        if self.unfinished.is_some() {
            return false;
        }
        let typed = self.counter.visit();
        let typing = matches!(self.scene.form(), Some(Form::Typing));
        let (kept, at) = &self.kept;
        if !typing || typed == *kept {
            return false;
        }
        let ask = match (&typed, kept) {
            (Some(visit), kept) if !visit.drafts.is_empty() => {
                let goes_on = kept.as_ref().is_some_and(|kept| kept.id == visit.id);
                if goes_on && at.is_some_and(|at| at.elapsed() < KEEP_EVERY) {
                    return true;
                }
                Ask::KeepDraft(visit.clone())
            }
            // What is discarded goes at once: whoever issues next and closes the window would meet it again.
            (_, Some(kept)) if !kept.drafts.is_empty() => Ask::DropDraft(kept.id),
            (_, _) => return false,
        };
        if self.keeper.ask(ask) {
            self.kept = (typed, Some(Instant::now()));
        }
        false
    }
}
