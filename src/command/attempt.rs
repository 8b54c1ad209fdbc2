//! Attempts without a window: made here and now, one after the other, and settled as soon as the disk takes them.

use std::{
    sync::mpsc::{Receiver, sync_channel},
    thread,
    time::{Duration, Instant},
};

use super::{Error, files};
use crate::{
    app::{SystemClock, courier, desk},
    domain::{Clock as _, PickupNumber},
    issue::{self, Done, Errand, Office, Return, Route},
    queue::retry::REQUEST_LIMIT,
};

/// Makes one attempt at each of these cases, whose customer looks on for so long: after a blip a second one.
pub(super) fn for_customer(
    office: &mut Office,
    numbers: &[PickupNumber],
    looks_on: Duration,
) -> Result<Vec<Done>, Error> {
    let now = SystemClock.now().timestamp();
    let errands = office.start_for_customer(numbers, now, looks_on)?;
    let run = |errand: &Errand| errand.run(office.route(), looks_on);
    let returns = errands.iter().map(run).collect();
    let now = SystemClock.now().timestamp();
    let finished = office.finish(returns, now, random());
    settle(office, finished)
}

/// Makes an attempt at this case and at those that are due right after it, until it is time to look after other
/// things again, and tells what becomes of each. Nothing is begun after `left`, where there is such a limit.
pub(super) fn work_off(
    office: &mut Office,
    number: PickupNumber,
    left: Option<Duration>,
    tell: impl Fn(Vec<Done>) -> Result<(), Error>,
) -> Result<(), Error> {
    let begun = Instant::now();
    let stretch = left.map_or(STRETCH, |left| left.min(STRETCH));
    let route = office.route().clone();
    let send = |errands| {
        let left = left.map(|left| left.saturating_sub(begun.elapsed()));
        let limit = left.map_or(REQUEST_LIMIT, |left| left.min(REQUEST_LIMIT));
        send(errands, &route, limit)
    };
    let mut told = Ok(());
    let errands = office.start(&[number], SystemClock.now().timestamp())?;
    let mut under_way = (!errands.is_empty()).then(|| send(errands));
    while let Some(courier) = under_way.take() {
        let returns = courier.recv().unwrap_or_default();
        let now = SystemClock.now().timestamp();
        // What is begun is brought to its end, whether it can be told or not.
        let finished = if told.is_ok() && begun.elapsed() < stretch {
            let send = |errands| under_way = Some(send(errands));
            office.finish_and_start_next(returns, now, random(), send)
        } else {
            office.finish(returns, now, random())
        };
        let done = settle(office, finished);
        told = told.and_then(|()| tell(done?));
    }
    told
}

/// Has attempts made beside this thread, and returns where their returns are to be had.
fn send(errands: Vec<Errand>, route: &Route, limit: Duration) -> Receiver<Vec<Return>> {
    let (bring, courier) = sync_channel(1);
    let lost = {
        let bring = bring.clone();
        courier::send(errands, route.clone(), limit, move |returns| {
            drop(bring.send(returns));
        })
    };
    if let Err(lost) = lost {
        drop(bring.send(lost));
    }
    courier
}

/// Settles what came back, as soon as the disk takes it.
fn settle(
    office: &mut Office,
    mut finished: Result<Vec<Done>, issue::Error>,
) -> Result<Vec<Done>, Error> {
    if let Err(error) = &finished {
        files::say_error(&format!(
            "impftheke: {error}; what came back is kept, trying again"
        ));
    }
    let since = Instant::now();
    while finished.is_err() && office.holds_answers() && since.elapsed() < PATIENCE {
        thread::sleep(SETTLE_AGAIN);
        finished = office.settle();
    }
    Ok(finished?)
}

/// Only the spread of the next attempts hangs on it.
fn random() -> f64 {
    desk::random().unwrap_or(0.5)
}

/// So long one case follows another without a look at clock, settings and what is due by the time.
const STRETCH: Duration = Duration::from_secs(1);
/// So long the store is asked to take an answer, while another program keeps it or the disk is full.
pub(super) const PATIENCE: Duration = Duration::from_mins(1);
/// How often.
pub(super) const SETTLE_AGAIN: Duration = Duration::from_millis(200);
