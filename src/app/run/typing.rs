//! The visit in the form: its name, what is kept of it, and what a restart brings back.

use std::time::{Duration, Instant};

use super::{App, log};
use crate::{
    app::ask::Ask,
    domain::{Draft, Visit},
    queue,
};

/// What is typed is kept so often.
pub(super) const KEEP_EVERY: Duration = Duration::from_secs(1);

impl App {
    /// Returns the visit in the form, which keeps its name until it is issued.
    pub(super) fn visit_of(&mut self, drafts: Vec<Draft>) -> Result<Visit, queue::Error> {
        let id = match self.visit {
            Some(id) => id,
            None => *self.visit.insert(queue::new_visit()?),
        };
        Ok(Visit {
            id,
            drafts,
            replaces: self.corrects,
        })
    }

    /// What was in the form is taken up: whatever is typed now is another visit.
    pub(super) fn end_visit(&mut self) {
        (self.visit, self.corrects) = (None, None);
    }

    /// Takes up what was being typed when the program ended, unless somebody types already.
    pub(super) fn restore(&mut self, draft: Option<Visit>) {
        if let Some(visit) = draft.filter(|_| self.counter.drafts().is_empty()) {
            (self.visit, self.corrects) = (Some(visit.id), visit.replaces);
            self.counter.restore(visit.drafts);
        }
    }

    /// Keeps what is being typed, so that a crash does not take it.
    pub(super) fn keep_drafts(&mut self) {
        let (kept, at) = &self.kept;
        if !self.opened || self.busy.is_some() || at.is_some_and(|at| at.elapsed() < KEEP_EVERY) {
            return;
        }
        let drafts = self.counter.drafts();
        if drafts == *kept {
            return;
        }
        match self.visit_of(drafts.clone()) {
            Ok(visit) => {
                if self.keeper.ask(Ask::KeepDraft(visit)) {
                    self.kept = (drafts, Some(Instant::now()));
                }
            }
            Err(error) => log(&error),
        }
    }
}
