//! Whether the clock of this computer can be believed, and what time has surely come.
//!
//! The counter keeps a time of its own, the sure time: a moment that has surely come. A moment known to be true is
//! its anchor: what the clock itself showed when it was last believed, kept in the database across restarts. From
//! there the sure time goes on with the running clock, which nobody sets but which stands still while the computer
//! sleeps or the program is closed. So the sure time never runs ahead of the truth, and the clock is judged by it:
//!
//! - At most [`MAX_CLOCK_SKEW`] away, it is right, and the sure time follows it.
//! - Behind the sure time, it is wrong, because more time than that is known to have passed.
//! - Ahead of the sure time, the computer slept, the program was closed, or somebody set the clock. Nobody can tell
//!   these apart, so it is believed, unless the portal's `Date` says otherwise. The sure time follows at the start
//!   of the program, and later once the clock has gone on undisturbed for [`SETTLED`].
//! - More than [`CLOSED`] ahead, no pharmacy is closed for so long without a doubt: the clock may be right, but
//!   nothing goes by it until the portal's `Date` or a person says so.
//!
//! The portal's `Date` counts where the answer is proven to be the portal's. One that agrees with the clock proves it
//! right, and the sure time follows; so does the time that anybody answers on the portal's address, for two clocks
//! that are wrong do not agree. One that contradicts the clock makes it wrong until both agree. But the sure time
//! goes ahead on nobody's word alone: who is wrong, portal or clock, nobody can tell.
//!
//! A clock that is wrong, or in doubt, fixes nothing, signs nothing and renews no key. Where no portal ends a doubt,
//! a person does with one key. Whatever ends by the time (deadlines, erasures, drafts) goes by the sure time alone,
//! so that a clock that was set wrong, either way, neither ends anything early nor keeps it for ever.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use crate::domain::{
    MAX_CLOCK_SKEW,
    clock::{Unit, in_units},
};

/// What is known of the clock.
#[derive(Clone, Copy, Debug)]
pub(super) struct ClockWatch {
    /// The moment that has surely come, as of the last look.
    sure: Timestamp,
    /// What the clock showed at the last look, and the running clock then.
    looked: (Timestamp, Duration),
    /// The running clock when the clock was last set, or the computer woke up.
    set: Duration,
    /// What the portal's clock shows now, as far as it contradicts this one, which was not right since.
    portal: Option<Contradiction>,
}

/// The portal says that the clock is wrong.
#[derive(Clone, Copy, Debug)]
struct Contradiction {
    /// What the portal's clock shows by now, or more.
    there: Timestamp,
    /// It was said since the program was started: the time since then is known.
    is_fresh: bool,
}

/// What a clock is worth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trust {
    /// Nothing speaks against it.
    Believed,
    /// It is in doubt: so much ahead of what is known, longer than a pharmacy is closed, and nobody has confirmed it.
    Unsure(SignedDuration),
    /// It is ahead of the truth by so much (negative: behind).
    Wrong(SignedDuration),
}

/// The longest that a pharmacy is closed in the ordinary course: four days, as around Easter or Christmas.
pub(super) const CLOSED: SignedDuration = SignedDuration::from_hours(4 * 24);
/// So long a clock that left the sure time has to go on undisturbed until that follows. Staff who set it wrong have
/// noticed by then, and what ends within minutes of a hand-over or of the last key has ended by the old one, too.
const SETTLED: Duration = Duration::from_mins(15);
/// A running computer's clock that moved so much against the time that passed was set, or the computer slept.
const SET: SignedDuration = SignedDuration::from_secs(60);

impl ClockWatch {
    /// Takes up the sure time where the last run of the program left it, and what the portal had said to the contrary
    /// by then.
    pub(super) fn resume(
        known: Option<Timestamp>,
        portal: Option<Timestamp>,
        now: Timestamp,
    ) -> Self {
        let sure = known.filter(|known| {
            let gap = now.duration_since(*known);
            gap < -MAX_CLOCK_SKEW || gap > CLOSED
        });
        Self {
            sure: sure.unwrap_or(now),
            looked: (now, Duration::ZERO),
            set: Duration::ZERO,
            portal: portal
                .filter(|there| now.duration_since(*there) < -MAX_CLOCK_SKEW)
                .map(|there| Contradiction {
                    there,
                    is_fresh: false,
                }),
        }
    }

    /// Looks at the clock. `running` is the time since the start of the program, by a clock that nobody sets.
    ///
    /// Returns by how much the clock was set since the last look, if it was, or how long the computer slept.
    pub(super) fn tick(&mut self, now: Timestamp, running: Duration) -> Option<SignedDuration> {
        let (shown, ran) = std::mem::replace(&mut self.looked, (now, running));
        let passed = SignedDuration::try_from(running.saturating_sub(ran)).unwrap_or_default();
        let moved = Some(now.duration_since(shown).saturating_sub(passed));
        let moved = moved.filter(|moved| moved.abs() > SET);
        if moved.is_some() {
            self.set = running;
        }
        self.sure = self.sure.checked_add(passed).unwrap_or(Timestamp::MAX);
        if let Some(portal) = &mut self.portal {
            portal.there = portal.there.checked_add(passed).unwrap_or(Timestamp::MAX);
            let off = now.duration_since(portal.there);
            if off.abs() <= MAX_CLOCK_SKEW {
                // Two that do not know of each other.
                (self.sure, self.portal) = (now, None);
            } else if !portal.is_fresh && !off.is_negative() {
                // So much time may have passed.
                self.portal = None;
            }
        }
        if self.portal.is_some() {
            return moved;
        }
        let off = now.duration_since(self.sure);
        let ahead = !off.is_negative() && off <= CLOSED;
        let is_settled = running.saturating_sub(self.set) >= SETTLED;
        if off.abs() <= MAX_CLOCK_SKEW || (ahead && is_settled) {
            self.sure = now;
        }
        moved
    }

    /// Takes the `Date` of an answer that is proven to be the portal's, said after the clock showed `asked`, and taken in
    /// while it shows `now`: in between the computer may have slept.
    pub(super) fn told(&mut self, date: Timestamp, (asked, now): (Timestamp, Timestamp)) {
        if self.agrees(date, now) {
            return;
        }
        if asked.duration_since(date) <= MAX_CLOCK_SKEW
            && date.duration_since(now) <= MAX_CLOCK_SKEW
        {
            self.sure = self.sure.max(date);
            return;
        }
        self.portal = Some(Contradiction {
            there: date,
            is_fresh: true,
        });
        // Back it goes at once, for nothing ends early by that.
        self.sure = self.sure.min(date);
    }

    /// Takes what somebody says of the time while the clock showed `now`, whoever it is: it counts where it agrees.
    pub(super) fn agrees(&mut self, date: Timestamp, now: Timestamp) -> bool {
        let agrees = now.duration_since(date).abs() <= MAX_CLOCK_SKEW;
        if agrees {
            (self.sure, self.portal) = (now, None);
        }
        agrees
    }

    /// Says what the clock is worth that shows `now`.
    pub(super) fn trust(&self, now: Timestamp) -> Trust {
        if let Some(portal) = self.portal {
            let off = now.duration_since(portal.there);
            return if off.abs() > MAX_CLOCK_SKEW {
                Trust::Wrong(off)
            } else {
                Trust::Believed
            };
        }
        let off = now.duration_since(self.sure);
        if off < -MAX_CLOCK_SKEW {
            Trust::Wrong(off)
        } else if off > CLOSED {
            Trust::Unsure(off)
        } else {
            Trust::Believed
        }
    }

    /// Whether the portal's `Date` has said that the clock is wrong.
    pub(super) fn is_refuted(&self) -> bool {
        self.portal.is_some_and(|portal| portal.is_fresh)
    }

    /// Returns what the portal's clock shows now, as far as it contradicts this one.
    pub(super) fn portal(&self) -> Option<Timestamp> {
        self.portal.map(|portal| portal.there)
    }

    /// Returns the moment that has surely come.
    pub(super) fn sure(&self) -> Timestamp {
        self.sure
    }
}

/// Says by how much a clock is off.
pub(super) fn in_words(off: SignedDuration) -> String {
    let (count, unit) = in_units(off);
    let unit = match unit {
        Unit::Minutes => "minutes",
        Unit::Hours => "hours",
        Unit::Days => "days",
    };
    format!("{count} {unit}")
}

/// Says which way a clock is off.
pub(super) fn side(off: SignedDuration) -> &'static str {
    if off.is_negative() { "slow" } else { "fast" }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MINUTE: i64 = 60;
    const HOUR: i64 = 60 * MINUTE;
    const DAY: i64 = 24 * HOUR;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_second(1_800_000_000 + seconds).unwrap()
    }

    fn wrong(seconds: i64) -> Trust {
        Trust::Wrong(SignedDuration::from_secs(seconds))
    }

    fn unsure(seconds: i64) -> Trust {
        Trust::Unsure(SignedDuration::from_secs(seconds))
    }

    /// A counter whose clock is set by the test, in seconds ahead of the truth.
    struct Counter {
        watch: ClockWatch,
        truth: i64,
        ran: u64,
        ahead: i64,
    }

    impl Counter {
        fn started(known: Option<i64>, ahead: i64) -> Self {
            let watch = ClockWatch::resume(known.map(at), None, at(ahead));
            Self {
                watch,
                truth: 0,
                ran: 0,
                ahead,
            }
        }

        fn now(&self) -> Timestamp {
            at(self.truth + self.ahead)
        }

        fn run(&mut self, seconds: u64) {
            for _ in 0..seconds {
                self.truth += 1;
                self.ran += 1;
                self.watch.tick(self.now(), Duration::from_secs(self.ran));
            }
        }

        fn sleep(&mut self, seconds: i64) {
            self.truth += seconds;
            self.run(1);
        }

        fn told(&mut self) {
            self.watch.told(at(self.truth), (self.now(), self.now()));
        }

        fn trust(&self) -> Trust {
            self.watch.trust(self.now())
        }

        /// How far the sure time is ahead of the truth.
        fn sure(&self) -> i64 {
            self.watch.sure().duration_since(at(self.truth)).as_secs()
        }
    }

    #[test]
    fn five_minutes_are_put_up_with_and_not_more() {
        for ahead in [-300, 300] {
            let mut counter = Counter::started(None, ahead);
            counter.told();
            assert_eq!(counter.trust(), Trust::Believed);
        }
        for ahead in [-301, 301] {
            let mut counter = Counter::started(None, ahead);
            counter.told();
            assert_eq!(counter.trust(), wrong(ahead));
        }
    }

    #[test]
    fn what_the_portal_says_holds_until_the_clock_is_right_and_no_longer() {
        for ahead in [2 * HOUR, 20 * DAY, 50 * DAY] {
            for ahead in [ahead, -ahead] {
                let mut counter = Counter::started(None, ahead);
                counter.told();
                // The sure time goes back on the portal's word, and ahead on nobody's alone.
                let sure = ahead.min(0);
                assert_eq!((counter.trust(), counter.sure()), (wrong(ahead), sure));
                counter.run(20 * 60);
                assert_eq!((counter.trust(), counter.sure()), (wrong(ahead), sure));
                counter.ahead = 0;
                assert_eq!(counter.trust(), Trust::Believed);
                counter.run(1);
                assert_eq!((counter.trust(), counter.sure()), (Trust::Believed, 0));
            }
        }
    }

    #[test]
    fn no_word_of_a_portal_ends_anything_before_its_time() {
        for ahead in [-2 * HOUR, -20 * DAY, -50 * DAY] {
            let mut counter = Counter::started(None, 0);
            for _ in 0..3 {
                // The portal's clock is ahead: ours is right all the time.
                let now = counter.now();
                counter.watch.told(at(counter.truth - ahead), (now, now));
                counter.run(20 * 60);
                assert_eq!((counter.trust(), counter.sure()), (wrong(ahead), 0));
                assert!(counter.watch.is_refuted());
            }
            // Another program hears of it, until the portal is mended.
            let portal = counter.watch.portal();
            counter.watch = ClockWatch::resume(Some(counter.now()), portal, counter.now());
            assert_eq!((counter.trust(), counter.sure()), (wrong(ahead), 0));
            assert!(!counter.watch.is_refuted(), "a person may know better");
            counter.told();
            assert_eq!((counter.trust(), counter.sure()), (Trust::Believed, 0));
        }
    }

    #[test]
    fn an_answer_that_was_there_before_the_computer_slept_speaks_against_nobody() {
        let mut counter = Counter::started(None, 0);
        let (asked, date) = (counter.now(), at(counter.truth + 1));
        counter.sleep(HOUR);
        counter.watch.told(date, (asked, counter.now()));
        assert_eq!(counter.trust(), Trust::Believed);
        // It has not happened yet, or long before it was asked for.
        for date in [2 * HOUR, -HOUR] {
            let now = counter.now();
            counter.watch.told(at(date), (asked, now));
            assert!(counter.watch.is_refuted(), "{date}");
        }
    }

    #[test]
    fn what_anybody_says_of_the_time_counts_where_it_agrees() {
        let mut counter = Counter::started(Some(-20 * DAY), 0);
        for off in [-50 * DAY, -20 * DAY, -HOUR, HOUR, 50 * DAY] {
            assert!(!counter.watch.agrees(at(off), counter.now()));
            assert_eq!(
                (counter.trust(), counter.sure()),
                (unsure(20 * DAY), -20 * DAY)
            );
        }
        assert!(counter.watch.agrees(at(120), counter.now()));
        assert_eq!((counter.trust(), counter.sure()), (Trust::Believed, 0));
    }

    #[test]
    fn a_clock_behind_what_has_passed_is_wrong_without_a_portal() {
        for behind in [2 * HOUR, 20 * DAY, 50 * DAY] {
            // At the start, and while the program runs.
            let mut counter = Counter::started(Some(0), -behind);
            assert_eq!(counter.trust(), wrong(-behind));
            counter.run(20 * 60);
            assert_eq!((counter.trust(), counter.sure()), (wrong(-behind), 0));
            counter.ahead = 0;
            counter.run(1);
            assert_eq!(counter.trust(), Trust::Believed);
            counter.ahead = -behind;
            counter.run(1);
            assert_eq!((counter.trust(), counter.sure()), (wrong(-behind), 0));
        }
    }

    #[test]
    fn a_night_and_a_long_weekend_are_no_reason_for_doubt_and_three_weeks_are() {
        for (closed, trust, sure) in [
            (14 * HOUR, Trust::Believed, 0),
            (86 * HOUR, Trust::Believed, 0),
            (20 * DAY, unsure(20 * DAY), -20 * DAY),
            (50 * DAY, unsure(50 * DAY), -50 * DAY),
        ] {
            let counter = Counter::started(Some(-closed), 0);
            assert_eq!((counter.trust(), counter.sure()), (trust, sure));
        }
        let mut counter = Counter::started(Some(-20 * DAY), 0);
        counter.run(20 * 60);
        assert_eq!(counter.trust(), unsure(20 * DAY));
        counter.told();
        assert_eq!((counter.trust(), counter.sure()), (Trust::Believed, 0));
    }

    #[test]
    fn the_sure_time_follows_a_sleep_once_it_is_clear_that_it_was_none_of_a_hurried_hand() {
        let mut counter = Counter::started(None, 0);
        counter.run(60);
        counter.sleep(13 * HOUR);
        assert_eq!(counter.trust(), Trust::Believed);
        assert_eq!(counter.sure(), -13 * HOUR);
        counter.run(15 * 60 + 1);
        assert_eq!(counter.sure(), 0);
    }

    #[test]
    fn a_clock_set_ahead_and_back_again_leaves_nothing_behind() {
        for ahead in [2 * HOUR, 20 * DAY, 50 * DAY] {
            let mut counter = Counter::started(None, 0);
            counter.run(60);
            counter.ahead = ahead;
            counter.run(5 * 60);
            assert_eq!(counter.sure(), 0, "the sure time has followed");
            counter.ahead = 0;
            counter.run(1);
            assert_eq!((counter.trust(), counter.sure()), (Trust::Believed, 0));
        }
    }

    #[test]
    fn a_step_is_told_once_and_the_time_that_passes_never() {
        let mut watch = ClockWatch::resume(None, None, at(0));
        let hours = SignedDuration::from_hours;
        for (now, running, moved) in [
            (at(1), 1, None),
            (at(1000), 1000, None),
            (at(1000 + 2 * HOUR), 1000, Some(hours(2))),
            (at(1001 + 2 * HOUR), 1001, None),
            (at(1002 - DAY), 1002, Some(hours(-26))),
            (at(1003 - DAY), 1003, None),
        ] {
            assert_eq!(watch.tick(now, Duration::from_secs(running)), moved);
        }
    }

    #[test]
    fn the_sure_time_is_never_ahead_of_the_truth_by_a_leap_that_does_not_last() {
        let mut counter = Counter::started(None, 0);
        for ahead in [HOUR, 2 * HOUR, 3 * HOUR, -HOUR, 50 * DAY, 0, 2 * DAY, 0] {
            counter.ahead = ahead;
            counter.run(14 * 60);
            assert!(counter.sure().abs() <= 1, "{}", counter.sure());
        }
    }
}
