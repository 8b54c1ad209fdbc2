//! When to try again, and which case: one rule for a counter, safe when 17,000 of them follow it.
//!
//! Pure: the moment, what waits, what was met and the random number all come in; what is remembered of the
//! portal goes out as a [`Backoff`]. The loop that acts on it stands in `issue`. The constants were found with
//! the simulation in `tests/bench/fleet`, which drives this very code.
//!
//! The rule in words. A failure means a long random wait, longer the longer the outage lasts. Meanwhile
//! nobody at the counter starts an attempt of their own, and when the wait is over one single case, the
//! canary, is tried. An answer of any kind means that the portal lives: the next case follows after a
//! pause, which shrinks with each quick answer and grows steeply with the time an answer took. For that
//! time is the portal's line, and all counters together see it grow before anything breaks.
//!
//! A blip is not an outage: what fails while a customer looks on is tried once more at once, paid from a small
//! budget that answers fill, and only a second failure counts. And what a person must mend, such as the login, is
//! asked about once: nothing is tried until that person says so.

mod in_a_row;
mod start;
mod text;

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use crate::case::{Cause, Class, PickupNumber, RetryAfter};

pub use in_a_row::{in_a_row, is_quick};
use start::MOST_BORROWED;
pub use start::{at_start, by_hand, resume, set_up_anew};

/// How long a request is kept open. The customer looks on for some seconds only, but hanging up then would
/// waste the work that the portal is about to do, and make it collapse under requests of nobody: the
/// attempt goes on while the counter does.
pub const REQUEST_LIMIT: Duration = Duration::from_mins(2);

/// The longest wait after a first failure. Shorter, and 17,000 counters would ask a dead portal more than 17
/// times a second; longer, and they would notice its return later than it needs to work off what waits.
const FIRST_WAIT: Duration = Duration::from_mins(14);
/// The longest wait grows by this part of the outage's age: what waits grows with it too, and takes longer
/// to be worked off than the return to be noticed.
const GROWTH: f64 = 0.35;
/// The longest wait in an outage of any age.
const LONGEST_WAIT: Duration = Duration::from_hours(1);
/// The shortest first wait as a part of the longest: nearly full jitter, for one event made all fail.
const FIRST_JITTER_FROM: f64 = 0.2;
/// The shortest later wait as a part of the longest. The first one has spread the counters already; more
/// jitter would only let them gather again, and the last of them hear of the return even later.
const LATER_JITTER_FROM: f64 = 0.9;
/// The longest `Retry-After` that is obeyed; more is absurd, for then a person would rather ask by hand.
const LONGEST_RETRY_AFTER: Duration = Duration::from_hours(2);
/// No pause is longer than both together, whatever happened and whatever is read from disk.
const LONGEST_PAUSE: Duration = LONGEST_WAIT.saturating_add(LONGEST_RETRY_AFTER);
/// The longest wait while the counter's own network is down: no request reaches the portal, so the wait
/// only spreads out those who come back together when a provider's network does.
const OFFLINE_WAIT: Duration = Duration::from_mins(5);

/// An answer within this time says nothing about the portal's load.
const QUICK: Duration = Duration::from_millis(300);
/// Each time an answer takes longer by this, the pause after it doubles.
const LOAD_DOUBLES: Duration = Duration::from_millis(250);
/// A portal whose answers take no longer than usual and this is at ease.
const AT_EASE: Duration = Duration::from_millis(750);
/// An answer that took so long leaves too little of the seconds for which a customer looks on.
const TOO_SLOW_TO_LOOK_ON: Duration = Duration::from_secs(4);
/// The longest pause for load, in no outage that this counter has noticed: little waits here.
const LOAD_PAUSE: Duration = Duration::from_mins(3);
/// The longest pause for load grows by this part of the outage's age, from this on, up to
/// [`LONGEST_WAIT`]: as much waits everywhere as the outage was long.
const LOAD_GROWTH: f64 = 0.2;
const LOAD_PAUSE_IN_OUTAGE: Duration = Duration::from_mins(2);

/// An outage is over after so many answers at ease. Until then each answer is followed by a pause of its own,
/// the slow start.
const SLOW_STEPS: u32 = 5;
/// The shortest of these pauses; each earlier one is twice as long.
const SLOW_STEP: Duration = Duration::from_millis(500);

/// A wait is this part of the longest when it pays back what was borrowed; the rest is left to the waits after
/// it. Paid at once, it would make those who pressed the last to hear of the portal's return.
const PAY_UP_TO: f64 = 1.25;

/// What a second attempt for a customer costs, in the parts that one answer earns: a portal of whose answers more
/// than a tenth fail is in an outage, and gets no request for it that would not have come anyway.
const SECOND_ATTEMPT: u32 = 10;
/// The most second attempts in store. Few, for so many may be made into an outage that nobody has noticed yet.
const MOST_SECOND_ATTEMPTS: u32 = 5;

/// So many attempts are made with a case before a younger one gets its turn, so that no single case which
/// the portal cannot digest stops all others.
pub(super) const PATIENCE: u32 = 4;

/// What a counter remembers of the portal; kept across restarts as [`Backoff::to_text`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Backoff {
    /// Whether the last attempt failed.
    down: bool,
    /// What it met, where that concerns every case and not only its own.
    cause: Option<Cause>,
    /// The outage's first failure.
    since: Timestamp,
    /// The pause under way: from when it was drawn until the next try.
    from: Timestamp,
    until: Timestamp,
    /// Answers at ease that are still missing until the outage is over.
    slow: u32,
    /// How long the last answer took, and how long one usually takes.
    took: Duration,
    usual: Duration,
    /// The last answer of any kind.
    answered_at: Option<Timestamp>,
    /// The last "Try now", and whether its attempt is still to come.
    by_hand_at: Option<Timestamp>,
    by_hand: bool,
    /// What "Try now" has borrowed and no wait has paid back yet.
    debt: Duration,
    /// What answers have earned for second attempts.
    budget: u32,
    /// A `Retry-After` that was too long to be obeyed, as the portal sent it.
    absurd: Option<Duration>,
}

impl Default for Backoff {
    /// A portal nothing is known about: it may be tried at once.
    fn default() -> Self {
        Self {
            down: false,
            cause: None,
            since: Timestamp::UNIX_EPOCH,
            from: Timestamp::UNIX_EPOCH,
            until: Timestamp::UNIX_EPOCH,
            slow: 0,
            took: Duration::ZERO,
            usual: QUICK,
            answered_at: None,
            by_hand_at: None,
            by_hand: false,
            debt: Duration::ZERO,
            budget: SECOND_ATTEMPT * MOST_SECOND_ATTEMPTS,
            absurd: None,
        }
    }
}

/// A case in the state `Waiting`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// Its number; the lower, the older.
    pub number: PickupNumber,
    /// How often what it says has been tried.
    pub attempts: u32,
}

/// What to do now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// Try this case.
    Deliver(PickupNumber),
    /// Ask again at this moment, or when something changes.
    Wait(Timestamp),
    /// Try nothing until a person has mended this and says so ([`by_hand`]).
    Mend(Cause),
    /// Nothing waits.
    Idle,
}

/// What an attempt met.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Met {
    /// Delivered, or refused for what it says: the portal is alive, and took so long to say so.
    Answered {
        /// From the request to its answer.
        took: Duration,
    },
    /// A cause that every other case would have met, too. [`Cause::Offline`] only where no request left the
    /// house.
    Failed {
        /// What it was.
        cause: Cause,
        /// What the portal asked for.
        retry_after: Option<RetryAfter>,
    },
}

/// Says what to do now.
pub fn next(now: Timestamp, waiting: &[Waiting], pace: &Backoff) -> Next {
    let turn = |case: &&Waiting| (case.attempts / PATIENCE, case.number);
    let Some(case) = waiting.iter().min_by_key(turn) else {
        return Next::Idle;
    };
    match (pace.to_mend(), pace.waits_until(now)) {
        (Some(cause), _) => Next::Mend(cause),
        (None, Some(until)) => Next::Wait(until),
        (None, None) => Next::Deliver(case.number),
    }
}

/// Whether a new case may be tried while its customer looks on.
///
/// While the portal is known to be down, only the canary asks it: the case goes straight to the queue. The
/// pauses between waiting cases, however, are for waiting cases; whoever stands at the counter comes first.
pub fn foreground(now: Timestamp, pace: &Backoff) -> bool {
    let quick = !pace.down && pace.took < TOO_SLOW_TO_LOOK_ON;
    pace.to_mend().is_none() && (quick || pace.waits_until(now).is_none())
}

/// Whether the attempt for a customer who looks on may be made a second time, should the first one fail.
pub fn may_repeat(pace: &Backoff) -> bool {
    !pace.down && pace.budget >= SECOND_ATTEMPT
}

/// Pays for a second attempt that was made.
pub fn repeated(pace: &Backoff) -> Backoff {
    Backoff {
        budget: pace.budget.saturating_sub(SECOND_ATTEMPT),
        ..pace.clone()
    }
}

/// Takes note of what an attempt met; every attempt counts, in the foreground too.
///
/// `random` is evenly distributed from 0 to 1.
pub fn after(pace: &Backoff, met: Met, now: Timestamp, random: f64) -> Backoff {
    let pace = pace.clone();
    let pace = match met {
        Met::Answered { took } => pace.answered(took, now, random),
        Met::Failed { cause, .. } if cause.class() == Class::Mend => Backoff {
            down: true,
            cause: Some(cause),
            from: now,
            until: later(now, part_from(FIRST_JITTER_FROM, FIRST_WAIT, random)),
            ..pace
        },
        // The portal was not reached: it is no nearer to an outage than before.
        Met::Failed { cause, .. } if cause.is_of_the_network() => Backoff {
            cause: Some(cause),
            from: now,
            until: later(now, part(OFFLINE_WAIT, random)),
            ..pace
        },
        Met::Failed { cause, retry_after } => Backoff {
            cause: Some(cause),
            ..pace.failed(retry_after, now, random)
        },
    };
    Backoff {
        by_hand: false,
        ..pace
    }
}

impl Backoff {
    /// Whether the last attempt failed.
    pub fn is_down(&self) -> bool {
        self.down
    }

    /// Returns what the last attempt met, where that concerns every case and not only its own.
    pub fn cause(&self) -> Option<Cause> {
        self.cause
    }

    /// Returns what a person must mend before anything is tried again by itself.
    fn to_mend(&self) -> Option<Cause> {
        self.cause
            .filter(|cause| cause.class() == Class::Mend && !self.by_hand)
    }

    /// Returns when the portal last answered anything.
    pub fn answered_at(&self) -> Option<Timestamp> {
        self.answered_at
    }

    /// Returns the `Retry-After` of the last failure if it was too long to be obeyed.
    pub fn absurd_retry_after(&self) -> Option<Duration> {
        self.absurd
    }

    /// Follows a clock that was set, ahead or (negative) back, so that no pause becomes shorter or longer.
    #[must_use]
    pub fn moved(&self, by: SignedDuration) -> Self {
        let moved = |moment: Timestamp| moment.saturating_add(by).unwrap_or(moment);
        Self {
            since: moved(self.since),
            from: moved(self.from),
            until: moved(self.until),
            answered_at: self.answered_at.map(moved),
            by_hand_at: self.by_hand_at.map(moved),
            ..self.clone()
        }
    }

    /// The end of the pause under way, unless a person wants to try now.
    fn waits_until(&self, now: Timestamp) -> Option<Timestamp> {
        self.pauses_until(now).filter(|_| !self.by_hand)
    }

    /// The end of the pause under way. A clock set back to before the pause was drawn ends it: nobody
    /// knows how much of it is over.
    fn pauses_until(&self, now: Timestamp) -> Option<Timestamp> {
        (self.from <= now && now < self.until).then_some(self.until)
    }

    fn answered(self, took: Duration, now: Timestamp, random: f64) -> Self {
        let took = whole_millis(took);
        let slow_start = match self.slow {
            0 => Duration::ZERO,
            steps => SLOW_STEP * 2_u32.pow((steps - 1).min(SLOW_STEPS)),
        };
        let pause = part(slow_start + self.load_pause(took, now), random);
        let until = match self.pauses_until(now).filter(|_| !self.down) {
            None => later(now, pause),
            // What was borrowed by hand is paid back, to a loaded portal too.
            Some(drawn) if self.by_hand => later(drawn, pause),
            // The answer to a customer at the counter does not lengthen the pause between waiting cases.
            Some(drawn) => later(now, pause).min(drawn),
        };
        Self {
            down: false,
            cause: None,
            from: now,
            until: until.min(later(now, LONGEST_PAUSE)),
            slow: self
                .slow
                .saturating_sub(u32::from(took <= self.usual + AT_EASE)),
            took,
            usual: self.usual_after(took),
            answered_at: Some(now),
            debt: Duration::ZERO,
            budget: (self.budget + 1).min(SECOND_ATTEMPT * MOST_SECOND_ATTEMPTS),
            absurd: None,
            ..self
        }
    }

    /// The longest pause that the portal's load asks for.
    fn load_pause(&self, took: Duration, now: Timestamp) -> Duration {
        let longest = match self.slow {
            0 => LOAD_PAUSE,
            _ => between(self.since, now)
                .mul_f64(LOAD_GROWTH)
                .clamp(LOAD_PAUSE_IN_OUTAGE, LONGEST_WAIT),
        };
        let over = took.saturating_sub(self.usual).as_secs_f64();
        let doubled = (over / LOAD_DOUBLES.as_secs_f64()).exp2() - 1.0;
        Duration::try_from_secs_f64(over * doubled).map_or(longest, |pause| pause.min(longest))
    }

    /// What is usual falls at once and rises slowly, so that a slow line is not taken for a full portal for
    /// ever, nor a full portal for a slow line at once.
    fn usual_after(&self, took: Duration) -> Duration {
        match took.checked_sub(self.usual) {
            Some(over) => whole_millis(self.usual + over / 64),
            None => took.max(QUICK),
        }
    }

    fn failed(self, retry_after: Option<RetryAfter>, now: Timestamp, random: f64) -> Self {
        // A failure before the canary's turn, by hand, says nothing new; it has used up the turn.
        let early = self
            .pauses_until(now)
            .filter(|_| self.down)
            .map_or(Duration::ZERO, |until| between(now, until));
        let since = if self.slow > 0 {
            self.since.min(now)
        } else {
            now
        };
        let asked = retry_after.map_or(Duration::ZERO, RetryAfter::wait);
        let obeyed = later(now, asked.min(LONGEST_RETRY_AFTER));
        // Those who have just met the outage, or were all told the same date, are together still.
        let together = since == now || retry_after.is_some();
        let jitter_from = if together {
            FIRST_JITTER_FROM
        } else {
            LATER_JITTER_FROM
        };
        let longest = longest_wait(since, now);
        let wait = part_from(jitter_from, longest, random);
        let owed = wait + early + self.debt;
        let paid = owed.min(longest.mul_f64(PAY_UP_TO));
        let until = later(now, paid).max(later(obeyed, wait));
        Self {
            down: true,
            since,
            from: now,
            until: until.min(later(now, LONGEST_PAUSE)),
            slow: SLOW_STEPS,
            debt: whole_millis(owed.saturating_sub(paid)).min(MOST_BORROWED),
            absurd: (asked > LONGEST_RETRY_AFTER).then_some(asked),
            ..self
        }
    }
}

/// The longest wait in an outage that began at `since`.
fn longest_wait(since: Timestamp, now: Timestamp) -> Duration {
    let grown = between(since, now).mul_f64(GROWTH);
    FIRST_WAIT.saturating_add(grown).min(LONGEST_WAIT)
}

/// The time from one moment to a later one; none if it is not later.
fn between(from: Timestamp, until: Timestamp) -> Duration {
    Duration::try_from(until.duration_since(from)).unwrap_or_default()
}

/// A random wait from this part of the longest to the longest.
fn part_from(from: f64, longest: Duration, random: f64) -> Duration {
    longest.mul_f64(from) + part(longest.mul_f64(1.0 - from), random)
}

/// A random part of a wait: full jitter.
fn part(longest: Duration, random: f64) -> Duration {
    // Not a number is no part at all of anything; the whole wait is the safe answer.
    let part = if random.is_nan() { 1.0 } else { random };
    longest.mul_f64(part.clamp(0.0, 1.0))
}

/// Cuts what is not written down.
fn whole_millis(time: Duration) -> Duration {
    time.saturating_sub(Duration::from_nanos(u64::from(
        time.subsec_nanos() % 1_000_000,
    )))
}

fn later(moment: Timestamp, wait: Duration) -> Timestamp {
    SignedDuration::try_from(wait)
        .ok()
        .and_then(|wait| moment.checked_add(wait).ok())
        .unwrap_or(Timestamp::MAX)
}

#[cfg(test)]
mod tests;
