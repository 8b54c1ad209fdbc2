//! The visit in the form: its name, what is kept of it, and what a restart brings back.

use std::time::{Duration, Instant};

use super::{App, log};
use crate::{
    app::ask::Ask,
    domain::{Draft, Visit},
    queue,
    ui::Form,
};

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

    /// Takes up what was being typed when the program ended, unless somebody types already. `original` is what the
    /// case says that it corrects.
    pub(super) fn restore(&mut self, draft: Option<Visit>, original: Option<&Draft>) {
        let typed = self.counter.visit();
        if typed.is_none_or(|visit| visit.drafts.is_empty())
            && let Some(visit) = draft
        {
            self.kept.0 = Some(visit.clone());
            self.counter.restore(visit, original);
        }
    }

    /// Keeps what is being typed, so that a crash does not take it; returns whether something is left to be kept.
    ///
    /// What is taken up, or being taken up, is the queue's.
    pub(super) fn keep_draft(&mut self) -> bool {
        let typed = self.counter.visit();
        let typing = matches!(self.scene.form(), Some(Form::Typing));
        let (kept, at) = &self.kept;
        if !typing || typed == *kept {
            return false;
        }
        let nothing = |visit: &Option<Visit>| visit.as_ref().is_none_or(|v| v.drafts.is_empty());
        if nothing(&typed) && nothing(kept) {
            return false;
        }
        if at.is_some_and(|at| at.elapsed() < KEEP_EVERY) {
            return true;
        }
        if let Some(visit) = typed
            && self.keeper.ask(Ask::KeepDraft(visit.clone()))
        {
            self.kept = (Some(visit), Some(Instant::now()));
        }
        false
    }
}
