//! What staff have thrown away of what was typed: it stays on the disk as long as they can bring it back, and goes then.
//! A program that is killed meanwhile offers it again.

use std::time::Instant;

use super::{App, reports::log};
use crate::{
    app::{event::Unfinished, worker_request::Request},
    case::{Visit, VisitId},
    domain::Draft,
    queue,
    text::texts,
    ui::{Closed, Notice},
};

/// What was thrown away, and is still on the disk.
#[derive(Debug, Default)]
pub(super) struct ThrownAway {
    /// Visits that left the form.
    pub(super) visits: Vec<VisitId>,
    /// Half typed visits that were offered beside it.
    pub(super) drafts: Vec<Unfinished>,
    /// Visits that were put beside the form and may not be on the disk yet.
    pub(super) beside: Vec<Beside>,
}

impl ThrownAway {
    /// Whether a visit was put beside the form and could not be kept yet.
    pub(super) fn is_unkept(&self, visit: VisitId) -> bool {
        let mut beside = self.beside.iter();
        beside.any(|it| it.draft.visit.id == visit && it.again.is_some())
    }
}

/// A visit that was put beside the form, until it is known to be kept.
#[derive(Debug)]
pub(super) struct Beside {
    pub(super) draft: Unfinished,
    /// It could not be kept, and is tried again then.
    pub(super) again: Option<Instant>,
}

impl App {
    /// Throws away a visit that waits, as it is offered.
    pub(super) fn discard(&mut self, visit: VisitId) {
        let mut waiting = self.unfinished.iter();
        if let Some(place) = waiting.position(|waits| waits.visit.id == visit) {
            let discarded = self.unfinished.remove(place);
            self.clear();
            self.thrown_away.drafts.push(discarded);
        }
    }

    /// Offers a visit again that was thrown away.
    pub(super) fn bring_back_draft(&mut self, visit: VisitId) {
        let mut drafts = self.thrown_away.drafts.iter();
        if let Some(place) = drafts.position(|draft| draft.visit.id == visit) {
            let draft = self.thrown_away.drafts.remove(place);
            self.unfinished.insert(0, draft);
        }
    }

    /// Puts a visit that has left the form unfinished beside it.
    pub(super) fn leave_typed(&mut self, visit: Visit) {
        self.part_with(visit.id);
        self.thrown_away.visits.retain(|gone| *gone != visit.id);
        self.ask(Request::KeepDraft(visit.clone()));
        let beside = Unfinished {
            visit,
            kept_at: self.now.timestamp(),
            original: None,
        };
        let again = None;
        self.thrown_away.beside.push(Beside {
            draft: beside.clone(),
            again,
        });
        self.leave(beside);
        self.notice = Some(Notice::Well(texts(self.language).get("notice-left-beside")));
    }

    /// Puts what is typed of a visit without a name beside the form, under a name of its own.
    pub(super) fn leave_unnamed(&mut self, drafts: Vec<Draft>) {
        match queue::new_visit() {
            Ok(id) => self.leave_typed(Visit {
                id,
                drafts,
                corrects: None,
                given: Vec::new(),
            }),
            Err(error) => {
                log(&error);
                self.tell("vault");
            }
        }
    }

    /// Erases what can be brought back no longer, as soon as the worker hears.
    pub(super) fn forget_thrown_away(&mut self) {
        if matches!(
            self.scene.closed(),
            Some(Closed::Opening | Closed::Locked { .. })
        ) {
            return;
        }
        let in_form = self.counter.visit().map(|visit| visit.id);
        let (counter, worker) = (&self.counter, &self.worker);
        self.thrown_away.visits.retain(|visit| {
            in_form != Some(*visit)
                && (counter.may_bring_back(*visit) || !worker.ask(Request::DropDraft(*visit)))
        });
        self.thrown_away.drafts.retain(|draft| {
            let id = draft.visit.id;
            counter.may_bring_back(id) || !worker.ask(Request::DiscardDraft(id, draft.kept_at))
        });
    }
}
