//! When to try again, and which case: one rule for a counter, safe when 17,000 of them follow it.
//!
//! Pure: the moment, what waits, what was met and the random number all come in; what is remembered of the
//! portal goes out as a [`Pace`]. The loop that acts on it stands in `issue`. The constants were found with
//! the simulation in `tests/bench/fleet`, which drives this very code.
//!
//! The rule in words: a failure means a long random wait, longer with each further one. Meanwhile nobody
//! at the counter starts an attempt of their own, and one single case, the canary, is tried when the wait
//! is over. An answer of any kind means the portal lives: the next case follows after a pause that shrinks
//! with each answer, but grows steeply with the time an answer took, for that time is the portal's queue.

use std::{str::FromStr, time::Duration};

use jiff::{SignedDuration, Timestamp};

use crate::domain::{PickupNumber, RetryAfter};

/// The longest wait after a first failure.
const FIRST_WAIT: Duration = Duration::from_mins(15);
/// The longest wait after any number of failures.
const LONGEST_WAIT: Duration = Duration::from_hours(1);
/// The longest `Retry-After` that is obeyed; more is absurd, for then a person would rather ask by hand.
const LONGEST_RETRY_AFTER: Duration = Duration::from_hours(2);
/// No pause is longer than both together, whatever happened and whatever is read from disk.
const LONGEST_PAUSE: Duration = LONGEST_WAIT.saturating_add(LONGEST_RETRY_AFTER);
/// The longest wait while the counter's own network is down: no request reaches the portal, so the wait
/// only spreads out those who come back together when a provider's network does.
const OFFLINE_WAIT: Duration = Duration::from_mins(5);

/// So many answers after a failure are followed by a pause of their own: the slow start.
const SLOW_STEPS: u32 = 5;
/// The shortest of these pauses; each earlier one is twice as long.
const SLOW_STEP: Duration = Duration::from_millis(500);

/// An answer within this time says nothing about the portal's load.
const QUICK: Duration = Duration::from_millis(300);
/// Each time an answer takes longer by this, the pause after it doubles.
const LOAD_DOUBLES: Duration = Duration::from_millis(250);
/// An answer that took so long leaves too little of the foreground's eight seconds.
const TOO_SLOW_TO_STAND_AND_WAIT: Duration = Duration::from_secs(4);

/// "Try now" works at most once in this time.
const BETWEEN_TRIES_BY_HAND: Duration = Duration::from_secs(30);
/// "Try now" borrows from the waits to come, but only while less than this is left to wait.
const MOST_BORROWED: Duration = Duration::from_mins(30);

/// So many attempts are made with a case before a younger one gets its turn, so that no single case which
/// the portal cannot digest stops all others.
const PATIENCE: u32 = 4;

/// The first word of a pace on disk: the version of its form.
const FORM: &str = "pace-1";
/// What stands there for something that has not happened.
const NEVER: &str = "-";

/// What a counter remembers of the portal; kept across restarts as [`Pace::to_text`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pace {
    /// Failures since the last answer.
    failures: u32,
    /// The pause under way: from when it was drawn until the next try.
    from: Timestamp,
    until: Timestamp,
    /// Answers that are still followed by a slow-start pause.
    slow: u32,
    /// How long the last answer took, and how long one usually takes.
    took: Duration,
    usual: Duration,
    /// The last answer of any kind.
    answered_at: Option<Timestamp>,
    /// The last "Try now", and whether its attempt is still to come.
    by_hand_at: Option<Timestamp>,
    by_hand: bool,
    /// A `Retry-After` that was too long to be obeyed, as the portal sent it.
    absurd: Option<Duration>,
}

impl Default for Pace {
    /// A portal nothing is known about: it may be tried at once.
    fn default() -> Self {
        Self {
            failures: 0,
            from: Timestamp::UNIX_EPOCH,
            until: Timestamp::UNIX_EPOCH,
            slow: 0,
            took: Duration::ZERO,
            usual: QUICK,
            answered_at: None,
            by_hand_at: None,
            by_hand: false,
            absurd: None,
        }
    }
}

/// A case in the state `Waiting`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// Its number; the lower, the older.
    pub number: PickupNumber,
    /// How often it has been tried.
    pub attempts: u32,
}

/// What to do now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// Try this case.
    Deliver(PickupNumber),
    /// Ask again at this moment, or when something changes.
    Wait(Timestamp),
    /// Nothing waits.
    Idle,
}

/// What an attempt met.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Met {
    /// Delivered, refused, or a login asked for: the portal is alive, and took so long to say so.
    Answered {
        /// From the request to its answer.
        took: Duration,
    },
    /// Anything that passes by itself.
    Later {
        /// What the portal asked for.
        retry_after: Option<RetryAfter>,
    },
    /// The counter's own network is known to be down, so that no request left the house. In doubt it is
    /// [`Met::Later`].
    Offline,
}

/// Says what to do now.
pub fn next(now: Timestamp, waiting: &[Waiting], pace: &Pace) -> Next {
    let turn = |case: &&Waiting| (case.attempts / PATIENCE, case.number);
    let Some(case) = waiting.iter().min_by_key(turn) else {
        return Next::Idle;
    };
    match pace.waits_until(now) {
        Some(until) => Next::Wait(until),
        None => Next::Deliver(case.number),
    }
}

/// Whether a new case may be tried while its customer looks on.
///
/// While the portal is known to be down, only the canary asks it: the case goes straight to the queue. The
/// pauses between waiting cases, however, are for waiting cases; whoever stands at the counter comes first.
pub fn foreground(now: Timestamp, pace: &Pace) -> bool {
    let quick = pace.failures == 0 && pace.took < TOO_SLOW_TO_STAND_AND_WAIT;
    quick || pace.waits_until(now).is_none()
}

/// Takes note of what an attempt met; every attempt counts, in the foreground too.
///
/// `random` is evenly distributed from 0 to 1.
pub fn after(pace: &Pace, met: Met, now: Timestamp, random: f64) -> Pace {
    let pace = Pace {
        by_hand: false,
        ..pace.clone()
    };
    match met {
        Met::Answered { took } => pace.answered(took, now, random),
        Met::Later { retry_after } => pace.failed(retry_after, now, random),
        Met::Offline => Pace {
            from: now,
            until: later(now, part(OFFLINE_WAIT, random)),
            ..pace
        },
    }
}

/// Lets a person try now, or says from when on.
///
/// The attempt takes the place of the canary to come: if it fails, what was left of the wait is added to
/// the next one, so that pressing the button makes no more requests in the long run.
pub fn by_hand(now: Timestamp, pace: &Pace) -> Result<Pace, Timestamp> {
    let rested = pace
        .by_hand_at
        .filter(|pressed| *pressed <= now)
        .map_or(now, |pressed| later(pressed, BETWEEN_TRIES_BY_HAND));
    let paid = pace.pauses_until(now).map_or(now, |until| {
        let borrowed = SignedDuration::try_from(MOST_BORROWED).unwrap_or_default();
        until.saturating_sub(borrowed).unwrap_or(now)
    });
    let from = rested.max(paid);
    if from > now {
        return Err(from);
    }
    Ok(Pace {
        by_hand_at: Some(now),
        by_hand: true,
        ..pace.clone()
    })
}

/// Takes the pace up again when the program starts.
///
/// A wait that ended while the program was closed begins anew: when 17,000 counters open at eight, their
/// canaries must not all fly at eight.
pub fn resume(now: Timestamp, pace: &Pace, random: f64) -> Pace {
    let mut pace = pace.clone();
    if pace.failures > 0 && pace.pauses_until(now).is_none() {
        pace.from = now;
        pace.until = later(now, part(FIRST_WAIT, random));
    }
    pace
}

impl Pace {
    /// Whether the last attempt failed.
    pub fn is_down(&self) -> bool {
        self.failures > 0
    }

    /// Returns when the portal last answered anything.
    pub fn answered_at(&self) -> Option<Timestamp> {
        self.answered_at
    }

    /// Returns the `Retry-After` of the last failure if it was too long to be obeyed.
    pub fn absurd_retry_after(&self) -> Option<Duration> {
        self.absurd
    }

    /// Writes it down for the store.
    pub fn to_text(&self) -> String {
        let Self {
            failures,
            from,
            until,
            slow,
            took,
            usual,
            answered_at,
            by_hand_at,
            by_hand,
            absurd,
        } = self;
        let moment = |moment: &Option<Timestamp>| {
            moment.map_or_else(|| NEVER.to_owned(), |moment| moment.to_string())
        };
        let absurd = absurd.map_or_else(|| NEVER.to_owned(), |wait| wait.as_secs().to_string());
        [
            FORM.to_owned(),
            failures.to_string(),
            from.to_string(),
            until.to_string(),
            slow.to_string(),
            took.as_millis().to_string(),
            usual.as_millis().to_string(),
            moment(answered_at),
            moment(by_hand_at),
            by_hand.to_string(),
            absurd,
        ]
        .join(" ")
    }

    /// Reads what [`Self::to_text`] wrote; from anything else nothing is known about the portal.
    pub fn from_text(text: &str) -> Self {
        Self::read(text).unwrap_or_default()
    }

    fn read(text: &str) -> Option<Self> {
        let mut words = text.split(' ');
        if words.next()? != FORM {
            return None;
        }
        let pace = Self {
            failures: words.next()?.parse().ok()?,
            from: words.next()?.parse().ok()?,
            until: words.next()?.parse().ok()?,
            slow: words.next()?.parse().ok()?,
            took: Duration::from_millis(words.next()?.parse().ok()?),
            usual: Duration::from_millis(words.next()?.parse().ok()?),
            answered_at: read_unless_never(words.next()?)?,
            by_hand_at: read_unless_never(words.next()?)?,
            by_hand: words.next()?.parse().ok()?,
            absurd: read_unless_never(words.next()?)?.map(Duration::from_secs),
        };
        let plausible = pace.until <= later(pace.from, LONGEST_PAUSE)
            && pace.slow <= SLOW_STEPS
            && pace.usual >= QUICK;
        (plausible && words.next().is_none()).then_some(pace)
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
        let pause = slow_start + self.load_pause(took);
        let mut until = later(now, part(pause, random));
        // The answer to a customer at the counter does not lengthen the pause between waiting cases.
        if self.failures == 0
            && let Some(drawn) = self.pauses_until(now)
        {
            until = until.min(drawn);
        }
        Self {
            failures: 0,
            from: now,
            until,
            slow: self.slow.saturating_sub(1),
            took,
            usual: self.usual_after(took),
            answered_at: Some(now),
            absurd: None,
            ..self
        }
    }

    /// The longest pause that the portal's load asks for.
    fn load_pause(&self, took: Duration) -> Duration {
        let over = took.saturating_sub(self.usual).as_secs_f64();
        let doubled = (over / LOAD_DOUBLES.as_secs_f64()).exp2() - 1.0;
        Duration::try_from_secs_f64(over * doubled)
            .map_or(LONGEST_WAIT, |pause| pause.min(LONGEST_WAIT))
    }

    /// What is usual falls at once and rises slowly, so that a slow line is not taken for a full portal for
    /// ever, nor a full portal for a slow line at once.
    fn usual_after(&self, took: Duration) -> Duration {
        if took < self.usual {
            took.max(QUICK)
        } else {
            whole_millis(self.usual + (took - self.usual) / 64)
        }
    }

    fn failed(self, retry_after: Option<RetryAfter>, now: Timestamp, random: f64) -> Self {
        // A failure before the canary's turn, by hand, says nothing new; it has used up the turn.
        let early = self.pauses_until(now).filter(|_| self.failures > 0);
        let failures = match early {
            Some(_) => self.failures,
            None => self.failures.saturating_add(1),
        };
        let asked = retry_after.map_or(Duration::ZERO, RetryAfter::wait);
        let obeyed = later(now, asked.min(LONGEST_RETRY_AFTER));
        let until = later(early.unwrap_or(now).max(obeyed), wait(failures, random));
        Self {
            failures,
            from: now,
            until: until.min(later(now, LONGEST_PAUSE)),
            slow: SLOW_STEPS,
            absurd: (asked > LONGEST_RETRY_AFTER).then_some(asked),
            ..self
        }
    }
}

/// The wait after so many failures.
fn wait(failures: u32, random: f64) -> Duration {
    let doublings = failures.saturating_sub(1).min(16);
    let longest = FIRST_WAIT
        .saturating_mul(2_u32.pow(doublings))
        .min(LONGEST_WAIT);
    part(longest, random)
}

/// A random part of a wait: full jitter.
fn part(longest: Duration, random: f64) -> Duration {
    // Not a number is no part at all of anything; the whole wait is the safe answer.
    let part = if random.is_nan() { 1.0 } else { random };
    longest.mul_f64(part.clamp(0.0, 1.0))
}

/// Reads a word, which may say "never"; nothing if it is neither.
fn read_unless_never<T: FromStr>(word: &str) -> Option<Option<T>> {
    match word {
        NEVER => Some(None),
        word => word.parse().ok().map(Some),
    }
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
