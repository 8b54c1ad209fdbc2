//! What the counter does by the time: looks at its clock, asks the portal for the time where it is in doubt, and ends
//! what ends by the time that has surely come.

use std::{sync::Arc, time::Duration};

use jiff::{SignedDuration, Timestamp};

use super::Pipeline;
use crate::{
    domain::MAX_CLOCK_SKEW,
    issue::{
        Error,
        clock_watch::{ClockWatch, Trust},
        route::Route,
    },
    portal::Portal,
    queue::{AttemptId, LONGEST_ATTEMPT, Moments},
};

/// A question for the time, to be asked away from the disk.
#[derive(Debug)]
pub struct TimeQuestion(Arc<Portal>);

impl TimeQuestion {
    /// Asks; nothing where no answer says the time within the limit.
    pub fn ask(&self, limit: Duration) -> Option<Timestamp> {
        self.0.time(limit)
    }
}

/// A portal is asked for the time at most so often, unless the clock is set meanwhile: seldom enough for all
/// counters at once.
const BETWEEN_QUESTIONS: Duration = Duration::from_mins(15);

/// Returns why nothing may go by a clock that shows `now`, as far as the last time that is known of a counter tells,
/// whose queue is not open.
pub fn fault_of_clock(known: Option<Timestamp>, now: Timestamp) -> Option<Error> {
    fault_of(ClockWatch::resume(known, None, now).trust(now))
}

fn fault_of(trust: Trust) -> Option<Error> {
    match trust {
        Trust::Believed => None,
        Trust::Unsure(off) => Some(Error::ClockUnsure(off)),
        Trust::Wrong(off) => Some(Error::ClockWrong(off)),
    }
}

impl Pipeline {
    /// Looks at the clock, and does what is due by the time that has surely come: deadlines, erasures. Returns
    /// whether anything changed. Where another program works the queue, what is due is left to that.
    ///
    /// `running` is the time since this was made, by a clock that nobody sets.
    pub fn tidy(&mut self, now: Timestamp, running: Duration) -> Result<bool, Error> {
        let moved = self.clock.tick(now, running);
        if self.store.try_to_write(now).is_err() {
            // It can be read; what is due waits until it can be written to.
            return Ok(false);
        }
        self.hear_of_pace()?;
        if let Some(moved) = moved {
            self.asked = None;
            // The pauses under way go by the time that passes: whoever works the queue says so to all.
            if self.store.is_worker() {
                self.keep_pace(self.pace.moved(moved))?;
            }
        }
        self.write_down(MAX_CLOCK_SKEW);
        if self.store.is_worker() {
            self.take_back(running)?;
        }
        // Another program may know better what time it is: one alone ends what ends by the time.
        if self.store.is_worked_elsewhere() {
            return Ok(false);
        }
        let sure = self.clock.sure();
        let expired = self.store.expire(sure).map_err(Error::Queue)?;
        let erased = self.store.erase_due(self.moments(now));
        let erased = erased.map_err(Error::Queue)?;
        Ok(!expired.is_empty() || erased > 0)
    }

    /// Takes back the attempts of another program that died while this one was open.
    fn take_back(&mut self, running: Duration) -> Result<(), Error> {
        let attempts = self.store.under_way().map_err(Error::Queue)?;
        let since = |attempt: &AttemptId| {
            let known = self.under_way.iter().find(|(known, _)| known == attempt);
            known.map_or(running, |(_, since)| *since)
        };
        self.under_way = attempts.iter().map(|it| (*it, since(it))).collect();
        let is_over = |since: Duration| running.saturating_sub(since) >= LONGEST_ATTEMPT;
        let over = self.under_way.iter().filter(|(_, since)| is_over(*since));
        let over: Vec<AttemptId> = over.map(|(attempt, _)| *attempt).collect();
        self.store.take_back(&over).map_err(Error::Queue)?;
        Ok(())
    }

    /// Writes down the moment that has surely come, if the one that is known is off by more than this.
    ///
    /// What is not written down is only noticed later, so a failure stops nothing.
    pub(super) fn write_down(&mut self, off: SignedDuration) {
        let sure = self.clock.sure();
        let as_known = (self.known).is_some_and(|known| sure.duration_since(known).abs() <= off);
        if self.practises || (as_known && self.said.is_some() == self.clock.portal().is_some()) {
            return;
        }
        // Where the portal is behind, the sure time is, too.
        let portal = self.clock.portal().filter(|there| *there > sure);
        match self.store.set_known_time(sure, portal) {
            Ok(()) => (self.known, self.said) = (Some(sure), portal),
            Err(error) => {
                tracing::warn!(%error, "the time that is known could not be written down");
            }
        }
    }

    /// Returns why nothing is fixed, signed or renewed by the clock as it is, if it is not believed.
    pub fn clock_fault(&self, now: Timestamp) -> Option<Error> {
        fault_of(self.clock.trust(now))
    }

    /// Returns what the clock is worth.
    pub fn clock_trust(&self, now: Timestamp) -> Trust {
        self.clock.trust(now)
    }

    /// Returns the moment that has surely come.
    pub fn sure_time(&self) -> Timestamp {
        self.clock.sure()
    }

    /// Returns the moment that is now as far as anybody knows, to show and to print by: while the clock is wrong, the
    /// portal's, or the one that has surely come.
    pub fn stamp(&self, now: Timestamp) -> Timestamp {
        match self.clock.trust(now) {
            Trust::Wrong(_) => self.clock.portal().unwrap_or_else(|| self.clock.sure()),
            Trust::Believed | Trust::Unsure(_) => now,
        }
    }

    /// Returns the moment from which staff have time for a case: what the clock shows, unless that is not believed.
    pub(super) fn deadlines_from(&self, now: Timestamp) -> Timestamp {
        match self.clock.trust(now) {
            Trust::Believed => now,
            Trust::Unsure(_) | Trust::Wrong(_) => self.clock.sure(),
        }
    }

    /// Returns the moments by which things end, while the clock shows `now`.
    ///
    /// A term that a clock in doubt has begun too late begins anew when the clock is set right.
    pub fn moments(&self, now: Timestamp) -> Moments {
        Moments {
            sure: self.clock.sure(),
            present: self.stamp(now),
        }
    }

    /// Where the clock is in doubt and a portal may know better, returns whom to ask for the time: by
    /// [`TimeQuestion::ask`], anywhere, and its answer goes to [`Self::told_the_time`].
    ///
    /// `running` is as for [`Self::tidy`].
    pub fn asks_the_time(&mut self, now: Timestamp, running: Duration) -> Option<TimeQuestion> {
        let Route::Portal { portal, .. } = &self.route else {
            return None;
        };
        let rests = |asked: Duration| running.saturating_sub(asked) < BETWEEN_QUESTIONS;
        if self.clock.trust(now) == Trust::Believed || self.asked.is_some_and(rests) {
            return None;
        }
        self.asked = Some(running);
        Some(TimeQuestion(Arc::clone(portal)))
    }

    /// Takes the time that was answered to [`TimeQuestion::ask`] while the clock showed `now`. Who has answered is not
    /// proven: it ends a doubt where it agrees with the clock, and says nothing where it does not.
    pub fn told_the_time(&mut self, date: Timestamp, now: Timestamp) {
        if self.clock.agrees(date, now) {
            self.write_down(SignedDuration::ZERO);
        }
    }

    /// Takes a moment that was chosen for practice.
    pub fn practise_at(&mut self, at: Timestamp) {
        self.clock = ClockWatch::resume(None, None, at);
        self.practises = true;
    }

    /// Whether only the counter's own earlier times speak against the clock, so that a person may know better.
    pub fn clock_may_be_confirmed(&self, now: Timestamp) -> bool {
        self.clock.trust(now) != Trust::Believed && !self.clock.is_refuted()
    }

    /// Takes a person's word that the clock is right, unless the portal's `Date` has said otherwise.
    pub fn believe_the_clock(&mut self, now: Timestamp) -> Result<(), Error> {
        match self.clock.trust(now) {
            Trust::Wrong(off) if self.clock.is_refuted() => Err(Error::ClockWrong(off)),
            Trust::Believed | Trust::Unsure(_) | Trust::Wrong(_) => {
                self.told_the_time(now, now);
                Ok(())
            }
        }
    }
}
