//! Half typed visits: whose they are, and what this window is offered of them.

use std::time::Duration;

use jiff::{Timestamp, tz::TimeZone};

use super::{
    originals,
    worker_state::{Undone, WorkerState},
};
use crate::{
    app::event::{Event, Fault, Unfinished},
    case::{State, Visit, VisitId},
    issue::{self, Pipeline},
    queue::{self, Moments},
    ui::Original,
};

/// What is done later if not now waits so long for another program at a time, so that nobody who closes
/// the window waits for all of it.
pub(super) const PATIENCE: Duration = Duration::from_secs(1);

impl WorkerState<'_> {
    /// Takes the latest of what stands in nobody's form.
    pub(super) fn latest_draft(&mut self) -> Option<Unfinished> {
        let pipeline = &self.counter.pipeline;
        let left = pipeline.store.left_drafts(self.moments());
        let left = left.inspect_err(|error| tracing::warn!(%error, "no draft can be read"));
        for (visit, _) in left.unwrap_or_default() {
            match self.take_draft(visit) {
                Ok(Some(draft)) => return Some(draft),
                // Another window that opens just now was faster: the next one.
                Ok(None) | Err(queue::Error::OpenElsewhere) => {}
                Err(error) => {
                    tracing::warn!(%error, "a draft was not taken");
                    return None;
                }
            }
        }
        None
    }

    /// Keeps what is typed, and says whether it is kept.
    pub(super) fn keep_draft(&mut self, visit: &Visit, at: Timestamp) {
        let id = visit.id;
        let past = [Undone::Drop(id), Undone::Leave(id)];
        self.undone.retain(|undone| !past.contains(undone));
        let pipeline = &mut self.counter.pipeline;
        let at = pipeline.stamp(at);
        let store = &mut pipeline.store;
        let kept = store.in_haste(PATIENCE, |store| store.keep_draft(visit, at));
        let kept = kept.map_err(Fault::from);
        self.context.event_sender.tell(Event::DraftKept(id, kept));
    }

    /// Does with a draft what has to be done: now, or as soon as the store takes it.
    pub(super) fn see_to_draft(&mut self, what: Undone) {
        self.undone.push(what);
        // The next step tries again, and says what hinders it.
        if let Err(error) = self.see_to_drafts() {
            tracing::warn!(%error, "a draft stays as it is for now");
        }
    }

    /// Does what has to be done with drafts.
    pub(super) fn see_to_drafts(&mut self) -> Result<(), issue::Error> {
        let store = &mut self.counter.pipeline.store;
        // It is told already, and ends by itself.
        if store.obstacle().is_some() {
            return Ok(());
        }
        while let Some(undone) = self.undone.first() {
            let done = store.in_haste(PATIENCE, |store| match *undone {
                Undone::Drop(visit) => store.drop_draft(visit),
                Undone::Leave(visit) => store.leave_draft(visit),
            });
            done.map_err(issue::Error::Queue)?;
            self.undone.remove(0);
        }
        Ok(())
    }

    /// Forgets a draft as it was offered, and offers it anew where that fails.
    pub(super) fn discard_draft(
        &mut self,
        visit: VisitId,
        kept_at: Timestamp,
    ) -> Result<(), queue::Error> {
        self.offered.retain(|(offered, _)| *offered != visit);
        self.counter.pipeline.store.discard_draft(visit, kept_at)
    }

    /// Takes a half typed visit for this window, as it is kept by now.
    ///
    /// Where nothing can be written it waits until it can: nobody could tell whose it is, or what it says by then.
    pub(super) fn take_draft(
        &mut self,
        visit: VisitId,
    ) -> Result<Option<Unfinished>, queue::Error> {
        // What is not taken is offered anew, if it still stands in nobody's form.
        self.offered.retain(|(offered, _)| *offered != visit);
        let at = self.moments().present;
        let pipeline = &mut self.counter.pipeline;
        let draft = pipeline.store.take_draft(visit, at)?;
        let zone = self.context.clock.now();
        Ok(draft.map(|draft| unfinished(pipeline, draft, zone.time_zone())))
    }

    fn moments(&self) -> Moments {
        let now = self.context.clock.now().timestamp();
        self.counter.pipeline.moments(now)
    }

    /// Tells the window what stands in nobody's form, when that has changed.
    pub(super) fn offer_drafts(&mut self) -> Result<(), issue::Error> {
        let pipeline = &self.counter.pipeline;
        let left = pipeline.store.left_drafts(self.moments());
        let left = left.map_err(issue::Error::Queue)?;
        if left == self.offered {
            return Ok(());
        }
        let now = self.context.clock.now();
        let mut offers = Vec::with_capacity(left.len());
        for (visit, _) in &left {
            let draft = pipeline.store.draft(*visit).map_err(issue::Error::Queue)?;
            offers.extend(draft.map(|draft| unfinished(pipeline, draft, now.time_zone())));
        }
        self.offered = left;
        self.context.event_sender.tell(Event::Unfinished(offers));
        Ok(())
    }
}

fn unfinished(pipeline: &Pipeline, draft: queue::Unfinished, zone: &TimeZone) -> Unfinished {
    let queue::Unfinished { mut visit, kept_at } = draft;
    let original = original(pipeline, &mut visit, zone);
    Unfinished {
        visit,
        kept_at,
        original,
    }
}

/// Returns the case that a visit corrects. One that staff have withdrawn is not corrected any more; one that was corrected
/// meanwhile, or has its certificate, is still named, so that nothing is issued beside that.
fn original(pipeline: &Pipeline, visit: &mut Visit, zone: &TimeZone) -> Option<Original> {
    let number = visit.corrects?.number;
    let store = &pipeline.store;
    let is_withdrawn = !store
        .row(number)
        .is_ok_and(|row| row.state != State::Withdrawn);
    // While it can be brought back it may stand again, and nothing is issued beside it.
    let is_gone = is_withdrawn && !store.may_come_back(number).unwrap_or(true);
    if is_gone && store.in_place_of(number).ok().flatten().is_none() {
        visit.corrects = None;
        return None;
    }
    let (_, original) = originals::read(pipeline, number, zone).ok()?;
    Some(original)
}
