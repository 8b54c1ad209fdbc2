//! What is sent out beside the worker's thread, so that no portal keeps the next customer waiting.

use std::{
    hint::black_box,
    panic::{AssertUnwindSafe, catch_unwind},
    thread,
    time::{Duration, Instant},
};

use jiff::Timestamp;

use super::worker_state::WorkerState;
use crate::{
    app::worker_request::Request,
    backoff::REQUEST_LIMIT,
    issue::{self, Attempt, AttemptResult},
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
        let work = move || {
            let run = || issue::run_in_a_row(&attempts, REQUEST_LIMIT);
            let results = catch_unwind(AssertUnwindSafe(run))
                .unwrap_or_else(|_| attempts.iter().map(Attempt::lost).collect());
            wipe_stack();
            // The worker outlives its attempt threads, or the program ends.
            drop(requests.send(Request::Finished(results)));
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
}

/// Overwrites what an attempt has left of a person on the stack of its thread: that is kept as it is for another thread.
#[inline(never)]
#[expect(
    clippy::large_stack_arrays,
    reason = "a thread has two megabytes, and attempts are not that deep"
)]
fn wipe_stack() {
    let mut bytes = [0_u8; 512 * 1024];
    black_box(&mut bytes);
}
