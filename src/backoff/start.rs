//! What a person, or a start of the program, changes in the pace.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use super::{Backoff, FIRST_WAIT, later, longest_wait, part};
use crate::case::Cause;

/// Lets a person try now, or says from when on.
///
/// The attempt takes the place of the canary to come: if it fails, what was left of the wait is added to
/// the next ones, a little to each, so that pressing the button makes no more requests in the long run.
/// Where nothing waits for its time, nothing is changed.
pub fn by_hand(now: Timestamp, pace: &Backoff) -> Result<Backoff, Timestamp> {
    if pace.pauses_until(now).is_none() && pace.to_mend().is_none() {
        return Ok(pace.clone());
    }
    if pace.cause.is_some_and(Cause::is_of_the_network) {
        // The portal is not asked before the way there is mended, and somebody says that it is.
        return Ok(tried_now(now, pace));
    }
    let rested = pace
        .by_hand_at
        .filter(|pressed| *pressed <= now)
        .map_or(now, |pressed| later(pressed, BETWEEN_TRIES_BY_HAND));
    let paid = pace.pauses_until(now).map_or(now, |until| {
        let credit = MOST_BORROWED.saturating_sub(pace.debt);
        let credit = SignedDuration::try_from(credit).unwrap_or_default();
        until.saturating_sub(credit).unwrap_or(now)
    });
    let from = rested.max(paid);
    if from > now {
        return Err(from);
    }
    Ok(tried_now(now, pace))
}

fn tried_now(now: Timestamp, pace: &Backoff) -> Backoff {
    Backoff {
        by_hand_at: Some(now),
        by_hand: true,
        ..pace.clone()
    }
}

/// Lets the portal be tried at once by somebody who has just set up how it is reached, in whatever pause: as [`by_hand`]
/// does, and whenever that was done last or is done next. A set-up that has failed before may be the right one by now.
pub fn set_up_anew(now: Timestamp, pace: &Backoff) -> Backoff {
    let waits = pace.pauses_until(now).is_some() || pace.to_mend().is_some();
    if !waits || pace.cause.is_none() {
        return pace.clone();
    }
    Backoff {
        by_hand_at: None,
        by_hand: true,
        ..pace.clone()
    }
}

/// Lets whoever starts a run of the queue have it tried once, as [`by_hand`] does, or says from when on.
///
/// But what is answered the same until somebody has mended it ([`Cause::is_settled`]) is asked about no sooner
/// than its pause is over, however often runs are started.
pub fn at_start(now: Timestamp, pace: &Backoff) -> Result<Backoff, Timestamp> {
    let settled = pace.cause.is_some_and(Cause::is_settled);
    match pace.waits_until(now).filter(|_| settled) {
        Some(until) => Err(until),
        None => by_hand(now, pace),
    }
}

/// Takes the pace up again when the program starts.
///
/// In an outage or just after it, a wait that ended while the program was closed begins anew: when 17,000
/// counters open at eight, their canaries must not all fly at eight.
pub fn resume(now: Timestamp, pace: &Backoff, random: f64) -> Backoff {
    let overdue = pace.slow > 0 && pace.pauses_until(now).is_none();
    if !overdue {
        return pace.clone();
    }
    // The counter should know soon whether it may serve customers again; what waits from an outage that is
    // over has more time.
    let longest = if pace.down {
        FIRST_WAIT
    } else {
        longest_wait(pace.since, now)
    };
    Backoff {
        from: now,
        until: later(now, part(longest, random)),
        took: Duration::ZERO,
        ..pace.clone()
    }
}

/// "Try now" works at most once in this time.
const BETWEEN_TRIES_BY_HAND: Duration = Duration::from_secs(30);
/// "Try now" borrows what is left of the wait, but no more than this before it is paid back.
pub(super) const MOST_BORROWED: Duration = Duration::from_mins(30);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        backoff::{Met, Next, Waiting, after, next},
        case::PickupNumber,
    };

    const FAILED: Met = met(Cause::Unavailable);

    const fn met(cause: Cause) -> Met {
        Met::Failed {
            cause,
            retry_after: None,
        }
    }

    fn at(secs: i64) -> Timestamp {
        Timestamp::from_second(1_623_650_400 + secs).unwrap()
    }

    #[test]
    fn a_set_up_that_is_new_is_tried_at_once_and_only_once() {
        let down = after(&Backoff::default(), FAILED, at(0), 1.0);
        let pressed = by_hand(at(10), &down).unwrap();
        let down = after(&pressed, FAILED, at(11), 1.0);
        assert!(by_hand(at(12), &down).is_err());
        let anew = set_up_anew(at(12), &down);
        let number = PickupNumber::new(1).unwrap();
        let case = [Waiting {
            number,
            attempts: 0,
        }];
        assert_eq!(next(at(12), &case, &anew), Next::Deliver(number));
        // Whoever says so by hand as well is not refused for it.
        by_hand(at(12), &anew).unwrap();
        let failed = after(&anew, FAILED, at(13), 1.0);
        assert!(matches!(next(at(14), &case, &failed), Next::Wait(_)));
        // A portal that answers has its pauses, whatever is set.
        assert_eq!(set_up_anew(at(0), &Backoff::default()), Backoff::default());
    }

    #[test]
    fn the_own_network_may_be_tried_by_hand_as_often_as_somebody_likes() {
        for cause in [Cause::Offline, Cause::ProxyDown, Cause::ProxyLogin] {
            let mut pace = after(&Backoff::default(), met(cause), at(0), 1.0);
            for secs in 1..5 {
                pace = by_hand(at(secs), &pace).unwrap();
                pace = after(&pace, met(cause), at(secs), 1.0);
            }
        }
        let pace = after(&Backoff::default(), FAILED, at(0), 1.0);
        let pace = after(&by_hand(at(1), &pace).unwrap(), FAILED, at(1), 1.0);
        assert!(by_hand(at(2), &pace).is_err());
    }
}
