//! The counter's work on its cases: capture, attempt, settle, present. Joins the queue and the route.
//!
//! Knows no thread and never sleeps: whoever runs it, the window or a command, asks what is next, runs the
//! errand wherever it likes and brings back the result.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp, ZonedDateTime};

use super::{
    Error, Issued,
    clock_watch::ClockWatch,
    errand::{self, Errand, Failure, Return},
    route::Route,
};
use crate::{
    domain::{
        Draft, Error as FieldError, Issuer, PickupNumber, State, Statement, Trouble, VisitId,
    },
    queue::{
        Capture, Content, Store,
        retry::{self, Met, Next, Pace, Waiting},
    },
};

/// One case as it is asked for.
#[derive(Clone, Debug)]
pub struct Wish {
    /// What was typed.
    pub draft: Draft,
    /// Who issues it.
    pub issuer: Issuer,
}

/// How long things are kept.
#[derive(Clone, Copy, Debug)]
pub struct Terms {
    /// From capture to the day on which staff are asked to let a case go.
    pub deadline: SignedDuration,
}

/// A counter at work.
#[derive(Debug)]
pub struct Office {
    /// Every case on its way.
    pub store: Store,
    route: Route,
    terms: Terms,
    pace: Pace,
    clock: ClockWatch,
}

/// What became of an attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Done {
    /// The case.
    pub number: PickupNumber,
    /// What it met; nothing when its certificate is ready.
    pub trouble: Option<Trouble>,
}

impl Office {
    /// Takes up work where it was left.
    ///
    /// `random` is between 0 and 1: it spreads the counters that open at the same hour.
    pub fn new(
        store: Store,
        route: Route,
        terms: Terms,
        (now, random): (Timestamp, f64),
    ) -> Result<Self, Error> {
        let pace = store.pace().map_err(Error::Queue)?;
        let pace = retry::resume(now, &pace, random);
        Ok(Self {
            store,
            route,
            terms,
            pace,
            clock: ClockWatch::default(),
        })
    }

    /// Returns how signatures are had.
    pub fn route(&self) -> &Route {
        &self.route
    }

    /// Changes how signatures are had; what is remembered of another portal does not hold for this one.
    pub fn switch_route(&mut self, route: Route) -> Result<(), Error> {
        self.route = route;
        self.keep_pace(Pace::default())
    }

    /// Returns from when on staff may try by hand; nothing if they may now.
    pub fn by_hand_from(&self, now: Timestamp) -> Option<Timestamp> {
        retry::by_hand(now, &self.pace).err()
    }

    /// Returns what is remembered of the portal.
    pub fn pace(&self) -> &Pace {
        &self.pace
    }

    /// Reads what was typed, as strictly as whoever signs; on failure every fault, in the order of the form.
    pub fn read(&self, draft: &Draft, now: &ZonedDateTime) -> Result<Statement, Vec<FieldError>> {
        draft.parse_for(now, self.route.max_centre())
    }

    /// Takes up a visit: all of its cases, safe on disk when this returns, or none.
    ///
    /// Returns their numbers, in the order of the wishes. A visit that was taken up before has its numbers already,
    /// whatever would be said of it now.
    pub fn capture(
        &mut self,
        visit: VisitId,
        wishes: &[Wish],
        now: &ZonedDateTime,
        replaces: Option<PickupNumber>,
    ) -> Result<Vec<PickupNumber>, Error> {
        let taken_up = self.store.of_visit(visit).map_err(Error::Queue)?;
        if !taken_up.is_empty() {
            return Ok(taken_up);
        }
        if let Some(off) = self.clock.fault() {
            return Err(Error::ClockWrong(off));
        }
        let at = now.timestamp();
        let deadline = at
            .checked_add(self.terms.deadline)
            .unwrap_or(Timestamp::MAX);
        let captures = wishes.iter().enumerate().map(|(place, wish)| {
            let statement = self.read(&wish.draft, now).or(Err(Error::Unreadable))?;
            Ok(Capture {
                order: self.route.order(&statement, &wish.issuer, at)?,
                draft: wish.draft.clone(),
                issuer: wish.issuer.clone(),
                captured_at: now.clone(),
                deadline,
                replaces: replaces.filter(|_| place == 0),
            })
        });
        let captures: Vec<Capture> = captures.collect::<Result<_, Error>>()?;
        self.store
            .capture(visit, captures, at)
            .map_err(Error::Queue)
    }

    /// Says what is to be done now.
    pub fn next(&self, now: Timestamp) -> Result<Next, Error> {
        let waiting = self.store.waiting().map_err(Error::Queue)?;
        if self.route.is_local() {
            let oldest = waiting.first().map(|case| Next::Deliver(case.number));
            return Ok(oldest.unwrap_or(Next::Idle));
        }
        Ok(retry::next(now, &waiting, &self.pace))
    }

    /// Whether a customer should wait for an attempt, or the case goes straight to the queue.
    pub fn may_try_at_once(&self, now: Timestamp) -> bool {
        self.route.is_local() || retry::foreground(now, &self.pace)
    }

    /// Lets staff try at once; where that is too soon, from when on they may.
    pub fn try_by_hand(&mut self, now: Timestamp) -> Result<Result<(), Timestamp>, Error> {
        match retry::by_hand(now, &self.pace) {
            Ok(pace) => self.keep_pace(pace).map(Ok),
            Err(from) => Ok(Err(from)),
        }
    }

    /// Begins an attempt at each of these cases.
    pub fn start(
        &mut self,
        numbers: &[PickupNumber],
        now: Timestamp,
    ) -> Result<Vec<Errand>, Error> {
        let attempts = self.store.begin(numbers, now).map_err(Error::Queue)?;
        let errand = |attempt: crate::queue::Attempt| {
            let content = self.store.content(attempt.number).map_err(Error::Queue)?;
            Ok(Errand { attempt, content })
        };
        attempts.into_iter().map(errand).collect()
    }

    /// Notes what came of attempts. `random` is between 0 and 1.
    pub fn finish(
        &mut self,
        returns: Vec<Return>,
        now: Timestamp,
        random: f64,
    ) -> Result<Vec<Done>, Error> {
        let mut pace = self.pace.clone();
        let mut settled = Vec::with_capacity(returns.len());
        let mut done = Vec::with_capacity(returns.len());
        for returned in returns {
            if let Some(date) = returned.date {
                self.clock.compare(date, now);
            }
            let attempt = returned.attempt;
            let took = returned.took;
            let result = self.by_the_clock(returned, now);
            let met = match &result {
                Ok(_) => Met::Answered { took },
                Err(failure) => failure.met(took),
            };
            if !self.route.is_local() {
                pace = retry::after(&pace, met, now, random);
            }
            done.push(Done {
                number: attempt.number,
                trouble: result.as_ref().err().map(|failure| failure.trouble),
            });
            let settled_as = match result {
                Ok(signed) => signed.settled(),
                Err(failure) => failure.settled(next_try(now, attempt.number, &pace)),
            };
            settled.push((attempt, settled_as));
        }
        self.store.settle(settled).map_err(Error::Queue)?;
        self.keep_pace(pace)?;
        Ok(done)
    }

    /// Lets nothing out that bears the time of a wrong clock.
    fn by_the_clock(&self, returned: Return, now: Timestamp) -> Result<errand::Signed, Failure> {
        let early = returned
            .issued_at
            .is_some_and(|at| at.duration_since(now) > super::clock_watch::MOST_OFF);
        let wrong = returned.issued_at.is_some() && (self.clock.fault().is_some() || early);
        match returned.result {
            Ok(_) if wrong => Err(Failure::of(Trouble::ClockWrong)),
            result => result,
        }
    }

    /// Opens a finished certificate for screen and paper; nothing leaves that does not read back right.
    pub fn present(&self, number: PickupNumber) -> Result<Issued, Error> {
        let content = self.content(number)?;
        errand::present(&content, self.route.signers())
    }

    /// Opens what was captured.
    pub fn content(&self, number: PickupNumber) -> Result<Content, Error> {
        self.store.content(number).map_err(Error::Queue)
    }

    /// Does what is due by the clock: deadlines, erasures. Returns whether anything changed.
    pub fn tidy(&mut self, now: Timestamp, running: Duration) -> Result<bool, Error> {
        self.clock.tick(now, running);
        if self.store.is_worker() {
            // Attempts of another program that died while this one was open.
            self.store.take_back(now).map_err(Error::Queue)?;
        }
        let expired = self.store.expire(now).map_err(Error::Queue)?;
        let erased = self.store.erase_due(now).map_err(Error::Queue)?;
        Ok(!expired.is_empty() || erased > 0)
    }

    /// Returns by how much the clock is ahead (or, negative, behind), if that blocks issuing.
    pub fn clock_fault(&self) -> Option<SignedDuration> {
        self.clock.fault()
    }

    /// Returns the cases of a visit that are ready, of all that belong to it.
    pub fn ready_of(&self, visit: PickupNumber) -> Result<Vec<PickupNumber>, Error> {
        let rows = self.store.rows().map_err(Error::Queue)?;
        Ok(rows
            .iter()
            .filter(|row| row.visit == visit && row.state == State::Ready)
            .map(|row| row.number)
            .collect())
    }

    fn keep_pace(&mut self, pace: Pace) -> Result<(), Error> {
        if pace != self.pace {
            self.store.set_pace(&pace).map_err(Error::Queue)?;
            self.pace = pace;
        }
        Ok(())
    }
}

/// When a case that failed just now is tried again, if it is the next one.
fn next_try(now: Timestamp, number: PickupNumber, pace: &Pace) -> Option<Timestamp> {
    let waiting = Waiting {
        number,
        attempts: 1,
    };
    match retry::next(now, &[waiting], pace) {
        Next::Wait(until) => Some(until),
        Next::Deliver(_) | Next::Idle => None,
    }
}
