//! Watches a job until it ends, staff cancel it, or nobody wants to wait any longer.

use std::{thread, time::Duration, time::Instant};

use super::{Error, Job, Progress, Spooler};

/// What a watcher wants next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// To go on watching.
    Go,
    /// The job to be cancelled.
    Cancel,
    /// To look away; the job goes on.
    Leave,
}

/// Watches a job for at most `limit`, and tells every change of its progress.
///
/// `tell` is called about twice a second, with the progress where it has changed; what it returns decides what is
/// next. Returns the last progress, which is not final when the time is over or the watcher has left: the job
/// then goes on by itself. A printer that stops answering is [`Progress::Silent`] as long as the time lasts.
pub fn follow(
    spooler: &dyn Spooler,
    job: &Job,
    limit: Duration,
    tell: &mut dyn FnMut(Option<&Progress>) -> Step,
) -> Result<Progress, Error> {
    let started = Instant::now();
    let mut last = None;
    let mut cancelled = false;
    loop {
        let progress = match spooler.look(job) {
            Ok(progress) => progress,
            Err(error) if error.is_silence() => Progress::Silent,
            Err(error) => return Err(error),
        };
        let changed = last.as_ref() != Some(&progress);
        let step = tell(changed.then_some(&progress));
        if progress.is_final() || step == Step::Leave || started.elapsed() >= limit {
            return Ok(progress);
        }
        last = Some(progress);
        if step == Step::Cancel && !cancelled {
            cancelled = true;
            match spooler.cancel(job) {
                // It has just ended, and the next look says how.
                Ok(()) | Err(Error::TooLate) => {}
                Err(error) => return Err(error),
            }
        }
        thread::sleep(PAUSE);
    }
}

/// Short enough for somebody who watches, long enough for a small printer.
const PAUSE: Duration = Duration::from_millis(500);
