//! Attempts that follow each other before what they bring back is settled.

use std::{
    hint::black_box,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        mpsc::{self, Receiver, SyncSender},
    },
    thread::{self, Scope},
    time::{Duration, Instant},
};

use jiff::Timestamp;

use super::{
    attempt::{Attempt, AttemptResult},
    pipeline::Pipeline,
};
use crate::backoff;

/// Attempts that were begun together and are made one after the other. Where a portal is asked, none follows a failure,
/// which may hold for all of them, nor when a moment has passed: a customer may have come meanwhile.
#[derive(Debug)]
pub struct AttemptRow {
    attempts: Vec<Attempt>,
    progress: Mutex<Progress>,
}

#[derive(Debug, Default)]
struct Progress {
    /// How many have been set out to, or given up.
    taken: usize,
    results: Vec<AttemptResult>,
}

impl AttemptRow {
    /// Puts attempts in a row.
    pub fn new(attempts: Vec<Attempt>) -> Self {
        Self {
            attempts,
            progress: Mutex::default(),
        }
    }

    /// Makes them, each with this limit, as far as they are to follow each other. A panic loses the attempt that it
    /// befell, and none but that one.
    pub fn run(&self, limit: Duration) {
        let started = Instant::now();
        while let Some(attempt) = self.take_next() {
            let run = AssertUnwindSafe(|| attempt.run(limit));
            let result = catch_unwind(run).unwrap_or_else(|_| attempt.lost());
            let goes_on = attempt.is_local()
                || result.says_nothing_of_others() && backoff::is_quick(started.elapsed());
            let mut progress = self.progress();
            progress.results.push(result);
            if !goes_on {
                return;
            }
        }
    }

    /// Makes them as the last work of a thread.
    pub fn run_on_own_thread(&self, limit: Duration) {
        self.run(limit);
        wipe_stack();
    }

    /// Takes what they have brought back so far; the rest come back without having been made, but for the one that is
    /// under way, which brings back its own when it is done.
    pub fn take(&self) -> Vec<AttemptResult> {
        let mut progress = self.progress();
        let rest = self.attempts.get(progress.taken..).unwrap_or_default();
        let rest: Vec<AttemptResult> = rest.iter().map(Attempt::not_made).collect();
        progress.taken = self.attempts.len();
        let mut results = std::mem::take(&mut progress.results);
        results.extend(rest);
        results
    }

    fn take_next(&self) -> Option<&Attempt> {
        let mut progress = self.progress();
        let next = self.attempts.get(progress.taken)?;
        progress.taken += 1;
        Some(next)
    }

    fn progress(&self) -> MutexGuard<'_, Progress> {
        self.progress.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Makes attempts as [`AttemptRow`] does, here and now.
pub fn run_in_a_row(attempts: Vec<Attempt>, limit: Duration) -> Vec<AttemptResult> {
    let row = AttemptRow::new(attempts);
    row.run(limit);
    row.take()
}

/// Makes attempts that are begun and those that follow them, a row on a thread of its own while what came before it is
/// settled here, until there are none.
///
/// `moment` tells the time and the longest that a portal may take from then on; where nothing is left of that none
/// follows. `settle` takes what came back to [`Pipeline::finish_and_start_next`] and returns what that has begun, or to
/// [`Pipeline::finish`]. After an error of it nothing is begun, and what was under way is settled, too.
pub fn work_off<E>(
    pipeline: &mut Pipeline,
    first: Vec<Attempt>,
    moment: impl Fn() -> (Timestamp, Duration),
    mut settle: impl FnMut(&mut Pipeline, Vec<AttemptResult>) -> Result<Vec<Attempt>, E>,
) -> Result<(), E> {
    thread::scope(|scope| {
        let beside = Beside::start(scope);
        let mut results = run_in_a_row(first, moment().1);
        while !results.is_empty() {
            let (now, limit) = moment();
            let follows = if limit.is_zero() {
                Vec::new()
            } else {
                pipeline.follow(&results, now)
            };
            let (settled, following) = beside.run(follows, limit, || settle(pipeline, results));
            results = match settled {
                Ok(next) if following.is_empty() => run_in_a_row(next, moment().1),
                Ok(_none) => following,
                Err(error) => {
                    let begun = settle(pipeline, following)?;
                    put_back(pipeline, &begun, moment().0);
                    return Err(error);
                }
            };
        }
        Ok(())
    })
}

/// Puts attempts back that were begun and are not made.
fn put_back(pipeline: &mut Pipeline, begun: &[Attempt], now: Timestamp) {
    let not_made = begun.iter().map(Attempt::not_made).collect();
    // Where nobody was asked there is no pace to draw by chance.
    if let Err(error) = pipeline.finish(not_made, now, 0.0) {
        tracing::warn!(%error, "attempts that are not made are put back at the next opening");
    }
}

/// A thread that makes rows while something is done here. It is one for all of them: to wipe a stack that is new takes as
/// long as an attempt.
struct Beside {
    rows: SyncSender<(Arc<AttemptRow>, Duration)>,
    made: Receiver<()>,
}

impl Beside {
    fn start<'scope>(scope: &'scope Scope<'scope, '_>) -> Self {
        let (rows, to_make) = mpsc::sync_channel::<(Arc<AttemptRow>, Duration)>(1);
        let (is_made, made) = mpsc::sync_channel(1);
        let work = move || {
            for (row, limit) in to_make {
                row.run(limit);
                // Nobody waits for it any more where a panic has ended what was done beside.
                is_made.send(()).unwrap_or_default();
            }
            wipe_stack();
        };
        let thread = thread::Builder::new().name("attempt".to_owned());
        // Where the system has no thread left nothing is made, and all is put back.
        drop(thread.spawn_scoped(scope, work));
        Self { rows, made }
    }

    /// Makes these attempts, while something is done here.
    fn run<T>(
        &self,
        attempts: Vec<Attempt>,
        limit: Duration,
        here: impl FnOnce() -> T,
    ) -> (T, Vec<AttemptResult>) {
        if attempts.is_empty() {
            return (here(), Vec::new());
        }
        let row = Arc::new(AttemptRow::new(attempts));
        let is_under_way = self.rows.send((Arc::clone(&row), limit)).is_ok();
        let done = here();
        if is_under_way {
            // The row holds what it has brought back, whatever became of its thread.
            self.made.recv().unwrap_or_default();
        }
        (done, row.take())
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
