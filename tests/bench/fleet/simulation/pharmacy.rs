//! A counter: what waits there, and what it remembers of the portal.

use impftheke::{
    backoff::{self, Backoff, Met, Next, Waiting},
    case::{Cause, PickupNumber},
};
use jiff::{SignedDuration, Timestamp};

use super::{
    random::Random,
    scenario::{MINUTE, Secs, Strategy},
};

/// How long a clerk reloads for one customer.
const PATIENCE: Secs = 10.0 * MINUTE;
/// A clerk's pause between two reloads.
const RELOAD: (Secs, Secs) = (5.0, 25.0);

#[derive(Default)]
pub(crate) struct Pharmacy {
    pub(crate) open: bool,
    pub(crate) waiting: Vec<Waiting>,
    pub(crate) pace: Backoff,
    /// An attempt of the worker (or of the clerk who reloads) is under way.
    pub(crate) working: bool,
    /// A customer's attempt is under way, whether the customer still looks on or not.
    pub(crate) in_foreground: bool,
    /// The next time the worker looks, so that it is not woken twice.
    pub(crate) wakes_at: Option<Secs>,
    /// The clerk who reloads: since when for this customer, and not before when again.
    trying_since: Option<Secs>,
    reload_at: Secs,
}

/// What the worker does now.
pub(crate) enum Act {
    Try(usize),
    WakeAt(Secs),
    /// The clerk asks this customer to come again.
    SendAway(usize),
    Nothing,
}

impl Pharmacy {
    pub(crate) fn add(&mut self, case: usize) {
        let number = PickupNumber::new(u32::try_from(case + 1).unwrap()).unwrap();
        let attempts = 0;
        self.waiting.push(Waiting { number, attempts });
    }

    /// Counts an attempt with a case.
    pub(crate) fn begin(&mut self, case: usize) {
        let tried = self.waiting.iter_mut().find(|c| case_of(c.number) == case);
        tried.unwrap().attempts += 1;
    }

    pub(crate) fn remove(&mut self, case: usize) {
        self.waiting.retain(|c| case_of(c.number) != case);
    }

    pub(crate) fn cases(&self) -> impl Iterator<Item = usize> {
        self.waiting.iter().map(|case| case_of(case.number))
    }

    pub(crate) fn act(&mut self, now: Secs, strategy: Strategy) -> Act {
        if self.working || !self.open {
            return Act::Nothing;
        }
        if strategy != Strategy::ByHand {
            return match backoff::next(moment(now), &self.waiting, &self.pace) {
                Next::Deliver(number) => Act::Try(case_of(number)),
                Next::Wait(until) => Act::WakeAt(secs(until)),
                Next::Idle | Next::Mend(_) => Act::Nothing,
            };
        }
        let Some(case) = self.waiting.first().map(|case| case_of(case.number)) else {
            return Act::Nothing;
        };
        let since = *self.trying_since.get_or_insert(now);
        if now - since > PATIENCE {
            self.trying_since = None;
            return Act::SendAway(case);
        }
        // The clock of the events knows whole microseconds.
        if now + 1e-6 < self.reload_at {
            return Act::WakeAt(self.reload_at);
        }
        Act::Try(case)
    }

    /// Takes note of an attempt's end.
    pub(crate) fn met(&mut self, answered: Option<Secs>, now: Secs, random: &mut Random) {
        let met = match answered {
            Some(took) => Met::Answered {
                took: std::time::Duration::from_secs_f64(took),
            },
            None => Met::Failed {
                cause: Cause::Unavailable,
                retry_after: None,
            },
        };
        self.pace = backoff::after(&self.pace, met, moment(now), random.part());
        match answered {
            Some(_) => self.trying_since = None,
            None => self.reload_at = now + random.between(RELOAD.0, RELOAD.1),
        }
    }
}

pub(crate) fn case_of(number: PickupNumber) -> usize {
    number.get() as usize - 1
}

/// The moment as the product knows it.
pub(crate) fn moment(at: Secs) -> Timestamp {
    let start: Timestamp = Timestamp::from_second(1_623_650_400).unwrap();
    start + SignedDuration::from_micros((at * 1e6).round() as i64)
}

/// A moment of the product, never earlier than it is there.
fn secs(moment: Timestamp) -> Secs {
    (moment.as_microsecond() - 1_623_650_400_000_000 + 1) as f64 / 1e6
}
