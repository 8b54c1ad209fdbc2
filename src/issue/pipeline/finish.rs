//! What attempts bring back: noted of the portal and of the clock, settled, and followed by the next attempt.

use std::time::Duration;

use jiff::Timestamp;

use super::{Ahead, Done, Pipeline, come, due};
use crate::{
    backoff::{self, Backoff, Met, Next, Waiting},
    case::{Cause, Failure, PickupNumber},
    domain::MAX_CLOCK_SKEW,
    issue::{
        Error,
        attempt::{Attempt, AttemptResult, Outcome},
        clock_watch::Trust,
        outcome,
    },
    queue::{self, Begun},
};

impl Pipeline {
    /// Takes in what attempts brought back, and settles it. `random` is between 0 and 1.
    ///
    /// An error says that the store does not take it just now: no answer is lost by that, [`Pipeline::settle`] tries
    /// again.
    pub fn finish(
        &mut self,
        finished: Vec<AttemptResult>,
        now: Timestamp,
        random: f64,
    ) -> Result<Vec<Done>, Error> {
        self.give_up_ahead();
        self.take_in(finished, now, random);
        let settled = self.settle_and_begin(None);
        self.write_down(MAX_CLOCK_SKEW);
        settled.map(|(done, _)| done)
    }

    /// Returns the row of attempts that follows what has come back, to be made while that is settled. It is empty where
    /// none was begun, where what has come back may hold for others, too, and when a moment has passed since.
    pub fn follow(&mut self, finished: &[AttemptResult], now: Timestamp) -> Vec<Attempt> {
        let went_through = |finished: &AttemptResult| finished.went_through();
        let is_fresh = |attempt: &Attempt| {
            let passed = Duration::try_from(now.duration_since(attempt.at));
            passed.is_ok_and(backoff::is_quick)
        };
        match &mut self.ahead {
            Ahead::Begun(attempts)
                if finished.iter().all(went_through) && attempts.iter().all(is_fresh) =>
            {
                let attempts = std::mem::take(attempts);
                self.ahead = Ahead::UnderWay;
                attempts
            }
            Ahead::Nothing | Ahead::Begun(_) | Ahead::UnderWay => Vec::new(),
        }
    }

    /// Takes in and settles, and in the same step of the store begins the attempt that [`Pipeline::next`] would have
    /// made now, with those that would have followed it without a pause: what is worked off costs the disk one commit.
    ///
    /// Whoever asks for it makes these attempts ([`crate::issue::run_in_a_row`]), and those that [`Pipeline::follow`]
    /// has for what they bring back. While such are under way none are returned. Where none is begun,
    /// [`Pipeline::next`] says what is to be done.
    pub fn finish_and_start_next(
        &mut self,
        finished: Vec<AttemptResult>,
        now: Timestamp,
        random: f64,
    ) -> Result<(Vec<Done>, Vec<Attempt>), Error> {
        let under_way = matches!(self.ahead, Ahead::UnderWay);
        self.give_up_ahead();
        self.take_in(finished, now, random);
        let settled = self.settle_and_begin(Some(now));
        self.write_down(MAX_CLOCK_SKEW);
        let (done, begun) = settled?;
        let mut next = self.attempts(begun, now, None);
        let ahead = if under_way { 0 } else { next.len().div_ceil(2) };
        let ahead = next.split_off(ahead);
        if !ahead.is_empty() {
            self.ahead = Ahead::Begun(ahead);
        }
        Ok((done, next))
    }

    /// What was begun ahead and is not made by now is put back with the next step of the store.
    pub(super) fn give_up_ahead(&mut self) {
        if let Ahead::Begun(attempts) = std::mem::take(&mut self.ahead) {
            self.not_made
                .extend(attempts.iter().map(|attempt| attempt.id));
        }
    }

    /// Settles what attempts brought back, as far as the store has not taken it yet; returns what became of it.
    ///
    /// A case that went on meanwhile, and has no use for what came, is not among it.
    pub fn settle(&mut self) -> Result<Vec<Done>, Error> {
        if !self.holds_answers() {
            return Ok(Vec::new());
        }
        let settled = self.settle_and_begin(None);
        self.write_down(MAX_CLOCK_SKEW);
        settled.map(|(done, _)| done)
    }

    /// Whether the store has yet to take what an attempt brought back.
    pub fn holds_answers(&self) -> bool {
        !self.answers.is_empty() || !self.not_made.is_empty()
    }

    /// Holds what attempts brought back until it is settled, and notes what it says of the portal and of the clock.
    fn take_in(&mut self, finished: Vec<AttemptResult>, now: Timestamp, random: f64) {
        for finished in finished {
            if let Some(date) = finished.date() {
                self.clock.told(date, (finished.asked, now));
            }
            let attempt = finished.id;
            let (took, anew) = (finished.took, finished.anew);
            // Another portal, as in a drill that is over, or another login says nothing of this one.
            let of_this = finished.set_up == self.route.set_up();
            if finished.repeated && of_this {
                self.pace = backoff::repeated(&self.pace);
            }
            let Some(result) = self.by_the_clock(finished, now) else {
                self.not_made.push(attempt);
                continue;
            };
            let met = match &result {
                Ok(_) => took.map(|took| Met::Answered { took }),
                Err(failure) => outcome::met(failure, took, anew),
            };
            match met.filter(|_| of_this) {
                // A key at hand has no load; an answer of it says that all is well.
                Some(Met::Answered { .. }) if self.route.is_local() => {
                    self.pace = Backoff::default();
                }
                Some(met) => self.pace = backoff::after(&self.pace, met, now, random),
                None => {}
            }
            let settled = match result {
                Ok(signed) => signed.settled(),
                Err(failure) => {
                    outcome::not_ready(failure, next_try(now, attempt.number, &self.pace))
                }
            };
            self.answers.push((attempt, settled));
        }
    }

    /// Settles what is held, remembers the pace and, if it `begins` one at a moment, begins the attempt that is due then:
    /// one step of the store.
    fn settle_and_begin(&mut self, begins: Option<Timestamp>) -> Result<Settled, Error> {
        if self.answers.is_empty() && self.not_made.is_empty() {
            return Ok((Vec::new(), Vec::new()));
        }
        let begins = begins.filter(|now| self.clock_fault(*now).is_none());
        let (pace, on_disk, route) = (&self.pace, &self.pace_on_disk, &self.route);
        let most = route.in_a_row(pace);
        let mut begun = Vec::new();
        let settled = self.store.settle_and(&self.answers, |step| {
            step.put_back(&self.not_made)?;
            if pace != on_disk {
                step.set_pace(pace)?;
            }
            let Some(now) = begins else { return Ok(()) };
            let waiting = step.next_waiting(come(now), most)?;
            if let Next::Deliver(_) = due(now, &waiting, (route, pace)) {
                let numbers: Vec<_> = waiting.iter().map(|waiting| waiting.number).collect();
                begun = step.begin(&numbers, now, |content| route.renewed(content, now))?;
            }
            Ok(())
        });
        let late = match settled {
            Ok(()) => Vec::new(),
            Err(queue::Error::Overtaken(late)) => late,
            Err(error) => return Err(Error::Queue(error)),
        };
        self.pace_on_disk = self.pace.clone();
        self.not_made.clear();
        let mut done = Vec::with_capacity(self.answers.len());
        for (attempt, settled) in self.answers.drain(..) {
            if !late.contains(&attempt) {
                // The store does not take a certificate with the identifier of another case for a finished one.
                let met = || self.store.row(attempt.number).ok()?.cause;
                done.push(Done {
                    number: attempt.number,
                    cause: settled.cause().or_else(met),
                });
            }
        }
        Ok((done, begun))
    }

    /// Lets nothing out that bears the time of a wrong clock: a moment that has not come yet, or the one of a clock
    /// that is behind just now. Nothing where the attempt was not made.
    fn by_the_clock(&self, finished: AttemptResult, now: Timestamp) -> Option<Outcome> {
        let told = finished.date().unwrap_or(now);
        let result = finished.result?;
        let Some(issued_at) = finished.issued_at else {
            return Some(result);
        };
        let early = issued_at.duration_since(told) > MAX_CLOCK_SKEW;
        let behind = matches!(self.clock.trust(now), Trust::Wrong(off) if off.is_negative());
        Some(match result {
            Ok(_) if early || behind => Err(Failure::of(Cause::ClockWrong)),
            result => result,
        })
    }
}

/// What became of attempts, and the attempts begun in the same step.
type Settled = (Vec<Done>, Vec<Begun>);

/// When a case that failed just now is tried again, if it is the next one.
fn next_try(now: Timestamp, number: PickupNumber, pace: &Backoff) -> Option<Timestamp> {
    let waiting = Waiting {
        number,
        attempts: 1,
    };
    match backoff::next(now, &[waiting], pace) {
        Next::Wait(until) => Some(until),
        Next::Deliver(_) | Next::Idle | Next::Mend(_) => None,
    }
}
