//! What is sent out beside the worker's thread, so that no portal keeps the next customer waiting.

use std::{
    sync::Arc,
    thread,
    time::{Duration, Instant},
};

use jiff::Timestamp;

use super::worker_state::WorkerState;
use crate::{
    app::worker_request::Request,
    backoff::REQUEST_LIMIT,
    counter::open,
    issue::{self, Attempt, AttemptResult, AttemptRow},
};

impl WorkerState<'_> {
    /// Asks the portal for the time where the clock is in doubt. Without an answer the doubt remains.
    pub(super) fn ask_the_time(&mut self, now: Timestamp, running: Duration) {
        let Some(question) = self.counter.pipeline.asks_the_time(now, running) else {
            return;
        };
        let requests = self.requests.clone();
        let ask = move || {
            if let Some(date) = question.ask(REQUEST_LIMIT) {
                drop(requests.send(Request::Time(date)));
            }
        };
        let asker = thread::Builder::new().name("asker".to_owned());
        if let Err(error) = asker.spawn(ask) {
            tracing::warn!(%error, "the portal could not be asked for the time");
        }
    }

    /// Has an attempt made beside this thread; `false` if none of the cases can be tried. A customer who stops waiting
    /// does not end it: to hang up would waste what the portal is working on.
    pub(super) fn send(&mut self, attempts: Vec<Attempt>) -> bool {
        if attempts.is_empty() {
            return false;
        }
        let requests = self.requests.clone();
        self.in_flight += 1;
        self.sent_at = Instant::now();
        let lost: Vec<AttemptResult> = attempts.iter().map(Attempt::lost).collect();
        let row = Arc::new(AttemptRow::new(attempts));
        self.row = Some(Arc::clone(&row));
        let work = move || {
            row.run_on_own_thread(REQUEST_LIMIT);
            // The worker outlives its attempt threads, or the program ends.
            drop(requests.send(Request::Finished(row.take())));
        };
        if thread::Builder::new()
            .name("attempt".to_owned())
            .spawn(work)
            .is_err()
        {
            self.attempts_finished(lost);
        }
        true
    }

    /// Where an attempt takes its time, lets those before it be settled and those after it go.
    pub(super) fn part_from_slow_attempt(&mut self, now: Timestamp) -> Result<(), issue::Error> {
        if self.in_flight == 0 || self.sent_at.elapsed() < A_MOMENT {
            return Ok(());
        }
        let results = self.row.take().map(|row| row.take()).unwrap_or_default();
        if results.is_empty() {
            return Ok(());
        }
        self.settle_those(results, now)
    }

    /// Puts back what was begun and not made when the window is closed: only the attempt under way stays so.
    pub(super) fn put_back_what_is_not_made(&mut self) {
        let results = self.row.take().map(|row| row.take()).unwrap_or_default();
        let now = self.context.clock.now().timestamp();
        if let Err(error) = self.settle_those(results, now) {
            tracing::warn!(%error, "what was begun and not made is put back at the next opening");
        }
    }

    fn settle_those(
        &mut self,
        results: Vec<AttemptResult>,
        now: Timestamp,
    ) -> Result<(), issue::Error> {
        let random = open::random().unwrap_or(0.5);
        let done = self.counter.pipeline.finish(results, now, random)?;
        self.note(&done, now);
        Ok(())
    }
}

/// Attempts that follow each other are done by then, unless one of them waits for its answer.
const A_MOMENT: Duration = Duration::from_secs(1);
