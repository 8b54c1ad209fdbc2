//! Attempts without a window: made here and now, one after the other, and settled as soon as the disk takes them.

use std::{
    thread,
    time::{Duration, Instant},
};

use super::{Error, files};
use crate::{
    backoff::REQUEST_LIMIT,
    case::PickupNumber,
    counter::{SystemClock, open},
    domain::Clock as _,
    issue::{self, Attempt, AttemptResult, Done, Pipeline},
};

/// Makes one attempt at each of these cases, whose customer looks on for so long: after a blip a second one.
pub(super) fn for_customer(
    pipeline: &mut Pipeline,
    numbers: &[PickupNumber],
    looks_on: Duration,
) -> Result<Vec<Done>, Error> {
    let now = SystemClock.now().timestamp();
    let attempts = pipeline.start_for_customer(numbers, now, looks_on)?;
    let results = issue::run_in_a_row(attempts, looks_on);
    Ok(settle(pipeline, results, false)?.0)
}

/// Makes an attempt at this case and at those that are due right after it, until it is time to look after other
/// things again, and tells what becomes of each. Those that follow are made while what came before them is settled.
/// Nothing is begun after `left`, where there is such a limit.
pub(super) fn work_off(
    pipeline: &mut Pipeline,
    number: PickupNumber,
    left: Option<Duration>,
    tell: impl Fn(Vec<Done>) -> Result<(), Error>,
) -> Result<(), Error> {
    let begun = Instant::now();
    let stretch = left.map_or(STRETCH, |left| left.min(STRETCH));
    let moment = || {
        let left = left.map(|left| left.saturating_sub(begun.elapsed()));
        let limit = left.map_or(REQUEST_LIMIT, |left| left.min(REQUEST_LIMIT));
        (SystemClock.now().timestamp(), limit)
    };
    let mut told = Ok(());
    let attempts = pipeline.start(&[number], SystemClock.now().timestamp())?;
    issue::work_off(pipeline, attempts, moment, |pipeline, results| {
        // What is begun is brought to its end, whether it can be told or not.
        let goes_on = told.is_ok() && begun.elapsed() < stretch;
        let (done, next) = settle(pipeline, results, goes_on)?;
        if told.is_ok() {
            told = tell(done);
        }
        Ok::<_, Error>(next)
    })?;
    told
}

/// Settles what attempts brought back. Returns what became of them and, if it `goes_on`, the attempts begun in the same
/// step.
fn settle(
    pipeline: &mut Pipeline,
    results: Vec<AttemptResult>,
    goes_on: bool,
) -> Result<(Vec<Done>, Vec<Attempt>), Error> {
    let now = SystemClock.now().timestamp();
    // Only the spread of the next attempts hangs on it.
    let random = open::random().unwrap_or(0.5);
    let finished = if goes_on {
        pipeline.finish_and_start_next(results, now, random)
    } else {
        let done = pipeline.finish(results, now, random);
        done.map(|done| (done, Vec::new()))
    };
    if let Err(error) = &finished {
        files::say_error(&format!(
            "impftheke: {error}; what came back is kept, trying again"
        ));
    }
    let (since, mut finished) = (Instant::now(), finished);
    while finished.is_err() && pipeline.holds_answers() && since.elapsed() < PATIENCE {
        thread::sleep(SETTLE_AGAIN);
        finished = pipeline.settle().map(|done| (done, Vec::new()));
    }
    Ok(finished?)
}

/// So long one case follows another without a look at clock, settings and what is due by the time.
const STRETCH: Duration = Duration::from_secs(1);
/// So long the store is asked to take an answer, while another program keeps it or the disk is full.
pub(super) const PATIENCE: Duration = Duration::from_mins(1);
/// How often.
pub(super) const SETTLE_AGAIN: Duration = Duration::from_millis(200);
