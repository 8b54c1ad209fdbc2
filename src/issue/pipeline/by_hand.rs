//! What a person sets going: trying now, trying again, and what is let out once that person has mended something.

use std::time::Duration;

use jiff::Timestamp;

use super::{Done, Pipeline};
use crate::{
    backoff::{self, Backoff},
    case::{CaseRef, Cause, PickupNumber, State},
    issue::{Error, signed_answer::Asked},
    queue::Content,
};

impl Pipeline {
    /// Returns from when on staff may try by hand; nothing if they may now.
    pub fn by_hand_from(&self, now: Timestamp) -> Option<Timestamp> {
        backoff::by_hand(now, &self.pace).err()
    }

    /// Lets staff try at once; where that is too soon, from when on they may.
    pub fn try_by_hand(&mut self, now: Timestamp) -> Result<Result<(), Timestamp>, Error> {
        self.take_up(backoff::by_hand(now, &self.pace))
    }

    /// Lets a run of the queue that somebody has just started try once; where that is too soon, from when on.
    ///
    /// A pause that ended while the program was closed is over: whoever starts a run wants it tried.
    pub fn try_at_start(&mut self, now: Timestamp) -> Result<Result<(), Timestamp>, Error> {
        let left = self.store.pace().map_err(Error::Queue)?;
        self.take_up(backoff::at_start(now, &left))
    }

    /// Lets cases be tried again that a person has looked at, until a new deadline, and all that wait for what that
    /// person has mended; where that is too soon, from when on.
    pub fn try_again(
        &mut self,
        cases: &[impl Into<CaseRef> + Copy],
        now: Timestamp,
    ) -> Result<Result<(), Timestamp>, Error> {
        let until = self.deadline(self.deadlines_from(now));
        self.store.try_again(cases, until).map_err(Error::Queue)?;
        self.try_by_hand(now)
    }

    /// Judges again what the time, or another way to the portal, may have made right: lets out the signed answers that
    /// were kept and prove right by now, and takes up again what was over by a clock that was ahead. Nobody is asked for
    /// it. By a clock that is not believed nothing is judged.
    ///
    /// It is done when the way to the portal has changed and once a minute; `running` is as for
    /// [`Pipeline::tidy`].
    pub fn reconsider(&mut self, now: Timestamp, running: Duration) -> Result<Vec<Done>, Error> {
        let mut done = Vec::new();
        let is_early = |looked: Duration| running.saturating_sub(looked) < BETWEEN_LOOKS;
        if self.clock_fault(now).is_some() || self.reconsidered.is_some_and(is_early) {
            return Ok(done);
        }
        for row in self.store.rows().map_err(Error::Queue)? {
            let kept = row.state == State::Waiting && row.answered;
            let was_over =
                row.state == State::NeedsCorrection && row.cause == Some(Cause::RecoveryOver);
            if !kept && !was_over {
                continue;
            }
            // One that cannot be opened is found, and told, at its next attempt.
            let Ok(content) = self.content(row.number) else {
                continue;
            };
            if was_over {
                let statement = content.statement();
                if statement.is_some_and(|it| !it.event().is_over(content.today(now))) {
                    self.store.resume(row.number).map_err(Error::Queue)?;
                }
            } else if self.is_right_now(row.number, &content, now)? {
                let attempts = self.start(&[row.number], now)?;
                let settled = attempts
                    .iter()
                    .map(|attempt| attempt.run(Duration::ZERO))
                    .collect();
                // Where nobody is asked there is no pace to draw by chance.
                done.extend(self.finish(settled, now, 0.0)?);
            }
        }
        self.reconsidered = Some(running);
        Ok(done)
    }

    /// Whether the signed answer that was kept of a case passes every check by now.
    fn is_right_now(
        &self,
        number: PickupNumber,
        content: &Content,
        now: Timestamp,
    ) -> Result<bool, Error> {
        let Some(statement) = content.statement() else {
            return Ok(false);
        };
        let asked = Asked {
            content,
            statement: &statement,
            taken: &*self.taken_but_by(number)?,
        };
        Ok(asked.check_kept(self.route.signers(), now).is_some())
    }

    fn take_up(
        &mut self,
        pace: Result<Backoff, Timestamp>,
    ) -> Result<Result<(), Timestamp>, Error> {
        match pace {
            Ok(pace) => self.keep_pace(pace).map(Ok),
            Err(from) => Ok(Err(from)),
        }
    }
}

/// What is judged by the time is judged to the minute.
const BETWEEN_LOOKS: Duration = Duration::from_mins(1);
