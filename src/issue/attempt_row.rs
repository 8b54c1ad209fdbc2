//! Attempts that follow each other before what they bring back is settled.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use super::attempt::{Attempt, AttemptResult};
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
