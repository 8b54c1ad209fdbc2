//! Whether the clock of this computer can be believed.
//!
//! The portal says its time with every answer. A certificate carries the moment of its issue, so a clock that is
//! off by more than five minutes blocks issuing until somebody has set it right.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

/// What is known of the clock.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct ClockWatch {
    off: Option<SignedDuration>,
    last: Option<(Timestamp, Duration)>,
}

/// The most that a clock may be off.
pub const MOST_OFF: SignedDuration = SignedDuration::from_mins(5);
/// A clock that moved so much against the time that passed was set, or the computer slept.
const SET: SignedDuration = SignedDuration::from_secs(60);

impl ClockWatch {
    /// Takes the portal's time, said at `now` by this computer.
    pub(super) fn compare(&mut self, portal: Timestamp, now: Timestamp) {
        self.off = Some(now.duration_since(portal));
    }

    /// Notices that the clock was set: what was known of it does not hold any more. `running` is the time since
    /// the program started, by a clock that nobody sets.
    pub(super) fn tick(&mut self, now: Timestamp, running: Duration) {
        if let Some((then, ran)) = self.last.replace((now, running)) {
            let passed = SignedDuration::try_from(running.saturating_sub(ran)).unwrap_or_default();
            let moved = now.duration_since(then).saturating_sub(passed);
            if moved.abs() > SET {
                self.off = None;
            }
        }
    }

    /// Returns by how much the clock is ahead (or, negative, behind), if that is too much.
    pub(super) fn fault(&self) -> Option<SignedDuration> {
        self.off.filter(|off| off.abs() > MOST_OFF)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_second(1_800_000_000 + seconds).unwrap()
    }

    #[test]
    fn five_minutes_are_put_up_with_and_not_more() {
        let mut watch = ClockWatch::default();
        assert_eq!(watch.fault(), None);
        watch.compare(at(0), at(300));
        assert_eq!(watch.fault(), None);
        watch.compare(at(301), at(0));
        assert_eq!(watch.fault(), Some(SignedDuration::from_secs(-301)));
    }

    #[test]
    fn a_clock_that_was_set_is_believed_again_until_the_portal_says_otherwise() {
        let mut watch = ClockWatch::default();
        watch.tick(at(1000), Duration::from_secs(0));
        watch.compare(at(0), at(1000));
        watch.tick(at(1010), Duration::from_secs(10));
        assert!(watch.fault().is_some());
        watch.tick(at(20), Duration::from_secs(20));
        assert_eq!(watch.fault(), None);
    }
}
