//! The counter's work on its cases: capture, attempt, settle, present. Joins the queue and the route.
//!
//! Knows no thread and never sleeps: whoever runs it, the window or a command, asks what is next, runs the
//! attempt wherever it likes and brings back the result.

mod by_hand;
mod capture;
mod finish;
mod housekeeping;

use std::{collections::BTreeSet, sync::Arc, time::Duration};

pub use housekeeping::{TimeQuestion, fault_of_clock};
use jiff::{SignedDuration, Timestamp, ZonedDateTime};

use super::{Error, Issued, clock_watch::ClockWatch, route::Route};
use crate::{
    backoff::{self, Backoff, Next, Waiting},
    case::{Cause, Failure, PickupNumber, State},
    domain::{Draft, Error as FieldError, Issuer, MAX_CLOCK_SKEW, ParsedDraft, Statement},
    issue::{attempt::Attempt, preparation},
    queue::{AttemptId, Begun, Content, Settled, SigningMode, Store},
};

/// One case as it is asked for.
#[derive(Clone, Debug)]
pub struct IssueRequest {
    /// What was typed, as it has passed every rule.
    pub draft: ParsedDraft,
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
pub struct Pipeline {
    /// Every case on its way.
    pub store: Store,
    route: Route,
    terms: Terms,
    pace: Backoff,
    /// The same as it stands on the disk, as far as is known here: what differs there was done by another program.
    pace_on_disk: Backoff,
    clock: ClockWatch,
    /// The moment that was written down last as known to have come.
    known: Option<Timestamp>,
    /// What was written down last of what the portal says to the contrary.
    said: Option<Timestamp>,
    /// The time was chosen for practice, and says nothing of the clock.
    practises: bool,
    /// When the portal was asked for the time, by the running clock.
    asked: Option<Duration>,
    /// When it was judged again what waits, by the running clock; nothing since the way to the portal changed.
    reconsidered: Option<Duration>,
    /// The attempts under way, and since when this program knows of them by the running clock.
    under_way: Vec<(AttemptId, Duration)>,
    /// What attempts brought back and the store has not taken yet.
    answers: Vec<(AttemptId, Settled)>,
    /// Attempts that were begun and not made, whose cases the store has not put back yet.
    not_made: Vec<AttemptId>,
    /// What follows the row of attempts that was begun last.
    ahead: Ahead,
}

/// The row of attempts that follows the one under way, so that none waits for what came before it to be settled.
#[derive(Debug, Default)]
enum Ahead {
    /// There is none.
    #[default]
    Nothing,
    /// It is begun, and made when the row before it has gone through.
    Begun(Vec<Attempt>),
    /// It is being made, and what the row before it brought back is yet to be settled.
    UnderWay,
}

/// What became of an attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Done {
    /// The case.
    pub number: PickupNumber,
    /// What it met; nothing when its certificate is ready.
    pub cause: Option<Cause>,
}

impl Pipeline {
    /// Takes up work where it was left.
    ///
    /// `random` is between 0 and 1: it spreads the counters that open at the same hour.
    pub fn new(
        mut store: Store,
        route: Route,
        terms: Terms,
        (now, random): (Timestamp, f64),
    ) -> Result<Self, Error> {
        let (mut pace_on_disk, is_other) = pace_of(&mut store, &route)?;
        if is_other {
            pace_on_disk = backoff::set_up_anew(now, &pace_on_disk);
            // The next program is to know it, too; this one does.
            if let Err(error) = store.set_pace(&pace_on_disk) {
                tracing::warn!(%error, "that the portal is set up anew is known for this start alone");
            }
        }
        let pace = backoff::resume(now, &pace_on_disk, random);
        let known = store.known_time().map_err(Error::Queue)?;
        let said = store.portal_time().map_err(Error::Queue)?;
        Ok(Self {
            store,
            route,
            terms,
            pace,
            pace_on_disk,
            clock: ClockWatch::resume(known, said, now),
            known,
            said,
            practises: false,
            asked: None,
            reconsidered: None,
            under_way: Vec::new(),
            answers: Vec::new(),
            not_made: Vec::new(),
            ahead: Ahead::default(),
        })
    }

    /// Returns how signatures are had.
    pub fn route(&self) -> &Route {
        &self.route
    }

    /// Changes how signatures are had; what is remembered of another portal does not hold for this one.
    pub fn switch_route(&mut self, route: Route) -> Result<(), Error> {
        self.give_up_ahead();
        self.route = route;
        self.reconsidered = None;
        self.pace = pace_of(&mut self.store, &self.route)?.0;
        self.pace_on_disk = self.pace.clone();
        Ok(())
    }

    /// Changes how signatures are had because somebody has changed the settings: whoever has mended what was wrong, or
    /// thinks so, has it tried at once.
    pub fn set_up_anew(&mut self, route: Route, now: Timestamp) -> Result<(), Error> {
        let before = self.route.set_up();
        self.switch_route(route)?;
        if self.route.set_up() == before {
            return Ok(());
        }
        self.keep_pace(backoff::set_up_anew(now, &self.pace))
    }

    /// Returns what is remembered of the portal.
    pub fn pace(&self) -> &Backoff {
        &self.pace
    }

    /// Returns what keeps every case from being signed, at the counter or at the portal.
    pub fn cause(&self, now: Timestamp) -> Option<Cause> {
        let clock = self.clock_fault(now).map(|_fault| Cause::ClockWrong);
        let of_route = || self.route.cause(now);
        clock.or_else(of_route).or_else(|| self.pace.cause())
    }

    /// Reads what was typed, as strictly as whoever signs; on failure every fault, in the order of the form.
    pub fn parse(&self, draft: Draft, now: &ZonedDateTime) -> Result<ParsedDraft, Vec<FieldError>> {
        draft.parse_for(now, self.route.limits())
    }

    /// Says what is to be done now.
    ///
    /// While the clock is wrong or in doubt, nothing is. A case from the future, captured while the clock was ahead, waits for
    /// its own time: its certificate would bear a moment that has not come.
    pub fn next(&self, now: Timestamp) -> Result<Next, Error> {
        if self.clock_fault(now).is_some() {
            return Ok(Next::Idle);
        }
        let waiting = self.store.next_waiting(come(now)).map_err(Error::Queue)?;
        Ok(due(now, waiting.as_slice(), (&self.route, &self.pace)))
    }

    /// Whether a customer should wait for an attempt, or the case goes straight to the queue.
    pub fn may_try_at_once(&self, now: Timestamp) -> bool {
        let free = self.clock_fault(now).is_none() && self.route.cause(now).is_none();
        free && backoff::foreground(now, &self.pace)
    }

    /// Begins an attempt at each of these cases.
    pub fn start(
        &mut self,
        numbers: &[PickupNumber],
        now: Timestamp,
    ) -> Result<Vec<Attempt>, Error> {
        self.begin(numbers, now, None)
    }

    /// Begins an attempt at each of these cases, for a customer who looks on for so long: a blip is followed by a
    /// second attempt, as far as answers have paid for it.
    pub fn start_for_customer(
        &mut self,
        numbers: &[PickupNumber],
        now: Timestamp,
        looks_on: Duration,
    ) -> Result<Vec<Attempt>, Error> {
        let may_repeat = !self.route.is_local() && backoff::may_repeat(&self.pace);
        self.begin(numbers, now, may_repeat.then_some(looks_on))
    }

    fn begin(
        &mut self,
        numbers: &[PickupNumber],
        now: Timestamp,
        looks_on: Option<Duration>,
    ) -> Result<Vec<Attempt>, Error> {
        if let Some(fault) = self.clock_fault(now) {
            return Err(fault);
        }
        let route = &self.route;
        let renew = |content: &Content| route.renewed(content, now);
        let begun = self
            .store
            .begin_renewed(numbers, now, renew)
            .map_err(Error::Queue)?;
        Ok(self.attempts(begun, now, looks_on))
    }

    fn attempts(
        &mut self,
        begun: Vec<Begun>,
        now: Timestamp,
        looks_on: Option<Duration>,
    ) -> Vec<Attempt> {
        let mut attempts = Vec::with_capacity(begun.len());
        for begun in begun {
            let attempt = begun.attempt;
            match self.attempt(begun, now, looks_on) {
                Ok(attempt) => attempts.push(attempt),
                // The store was read a moment ago: the attempt ends before it has begun.
                Err(error) => {
                    tracing::error!(number = %attempt.number, %error, "a case could not be read");
                    let ended = Failure::of(Cause::LostAnswer);
                    self.answers.push((attempt, ended.into()));
                }
            }
        }
        attempts
    }

    fn attempt(
        &self,
        Begun { attempt, content }: Begun,
        at: Timestamp,
        looks_on: Option<Duration>,
    ) -> Result<Attempt, Error> {
        let (taken, given_away) = match &content.order {
            SigningMode::Prepared(_) if content.kept_answer.is_none() => (Arc::default(), None),
            SigningMode::Prepared(_) => (self.taken_but_by(attempt.number)?, None),
            SigningMode::ByServer { .. } => {
                let noted = self.store.given_away(attempt).map_err(Error::Queue)?;
                (self.taken_but_by(attempt.number)?, Some(noted))
            }
        };
        Ok(Attempt {
            id: attempt,
            statement: content.statement(),
            content,
            at,
            route: self.route.clone(),
            set_up: self.route.set_up(),
            taken,
            given_away,
            looks_on,
        })
    }

    fn taken_but_by(&self, number: PickupNumber) -> Result<Arc<BTreeSet<[u8; 32]>>, Error> {
        let taken = self
            .store
            .identifiers_but_of(number)
            .map_err(Error::Queue)?;
        Ok(Arc::new(taken))
    }

    /// Opens a finished certificate for screen and paper; nothing leaves that does not read back right, that has
    /// ended while it lay ready, or that a clock ahead of the truth has dated in the future.
    pub fn present(&self, number: PickupNumber, now: Timestamp) -> Result<Issued, Error> {
        let content = self.content(number)?;
        let issued = preparation::present(&content, self.route.signers())?;
        issued.counts_at(self.stamp(now))?;
        Ok(issued)
    }

    /// Opens what was captured.
    pub fn content(&self, number: PickupNumber) -> Result<Content, Error> {
        self.store.content(number).map_err(Error::Queue)
    }

    /// Returns what the other cases of its visit say that were not withdrawn; nothing of those whose content is erased or
    /// cannot be read.
    pub fn beside(&self, number: PickupNumber) -> Result<Vec<Statement>, Error> {
        let visit = self.store.row(number).map_err(Error::Queue)?.visit;
        let rows = self.store.rows().map_err(Error::Queue)?;
        let others = rows.iter().filter(|row| {
            row.visit == visit && row.number != number && row.state != State::Withdrawn
        });
        let read = others.filter_map(|row| self.store.content(row.number).ok()?.statement());
        Ok(read.collect())
    }

    /// Hands cases over.
    pub fn hand_over(&mut self, numbers: &[PickupNumber], now: Timestamp) -> Result<(), Error> {
        let at = self.stamp(now);
        self.store.hand_over(numbers, at).map_err(Error::Queue)
    }

    /// Withdraws cases.
    pub fn withdraw(&mut self, numbers: &[PickupNumber], now: Timestamp) -> Result<(), Error> {
        let at = self.stamp(now);
        self.store.withdraw(numbers, at).map_err(Error::Queue)
    }

    fn deadline(&self, at: Timestamp) -> Timestamp {
        at.checked_add(self.terms.deadline)
            .unwrap_or(Timestamp::MAX)
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

    fn keep_pace(&mut self, pace: Backoff) -> Result<(), Error> {
        if pace == self.pace {
            return Ok(());
        }
        // It holds from now on, on the disk or not.
        self.pace = pace;
        self.store.set_pace(&self.pace).map_err(Error::Queue)?;
        self.pace_on_disk = self.pace.clone();
        Ok(())
    }

    /// Takes up what another program has found out about the portal, or what somebody has mended there.
    fn hear_of_pace(&mut self) -> Result<(), Error> {
        let on_disk = self.store.pace().map_err(Error::Queue)?;
        if on_disk != self.pace_on_disk {
            self.pace = on_disk.clone();
            self.pace_on_disk = on_disk;
        }
        Ok(())
    }
}

/// Returns what is remembered of the portal, if it is about this one and this login, and whether that is another set-up
/// than before.
fn pace_of(store: &mut Store, route: &Route) -> Result<(Backoff, bool), Error> {
    match store.keep_pace_of(&route.set_up()) {
        Ok(is_other) => Ok((store.pace().map_err(Error::Queue)?, is_other)),
        // Where nothing can be written, what is finished can be shown all the same.
        Err(error) => {
            tracing::warn!(%error, "what is remembered of the portal may be about another one");
            Ok((Backoff::default(), false))
        }
    }
}

/// Says what is to be done now with what waits.
fn due(now: Timestamp, waiting: &[Waiting], (route, pace): (&Route, &Backoff)) -> Next {
    match route.cause(now) {
        Some(_) if waiting.is_empty() => Next::Idle,
        Some(cause) => Next::Mend(cause),
        None => backoff::next(now, waiting, pace),
    }
}

/// The latest moment of capture that may be worked off now, by a clock that may be a little off.
fn come(now: Timestamp) -> Timestamp {
    now.checked_add(MAX_CLOCK_SKEW).unwrap_or(Timestamp::MAX)
}
