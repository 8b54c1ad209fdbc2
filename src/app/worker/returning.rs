//! What this window has ended and staff may take back for a moment: remembered by the clock that nobody sets, brought
//! back as soon as the store takes it, and erased when that is over.

use super::{drafts::PATIENCE, endings::passes, worker_state::WorkerState};
use crate::{
    app::{
        ended::{Ended, Returning},
        event::Event,
    },
    case::{PickupNumber, State},
    issue,
    queue::{Obstacle, REPRINT_WINDOW, WITHDRAWAL_WINDOW},
};

impl WorkerState<'_> {
    /// Brings back what staff have ended, in the store or on its way there: now, or as soon as the store takes it.
    pub(super) fn bring_back(&mut self, state: State, numbers: &[PickupNumber]) {
        for &number in numbers {
            let returning = self.part_with(number, state);
            self.returning.push(returning);
        }
        // The next step tries again, and says what hinders it.
        if let Err(error) = self.see_to_returning() {
            tracing::warn!(%error, "what staff take back is not brought back yet");
        }
    }

    /// Forgets that a case was ended, and says what is known of that.
    fn part_with(&mut self, number: PickupNumber, state: State) -> Returning {
        let mut returning = Returning {
            number,
            state,
            since: None,
            may_stand: false,
        };
        let running = self.running();
        for ending in &mut self.endings {
            if ending.ends.state() == state && ending.numbers().any(|it| it == number) {
                ending.cases.retain(|it| it.number() != number);
                returning.may_stand = true;
                returning.since = ending.is_asked.then_some(running);
            }
        }
        self.endings.retain(|ending| !ending.cases.is_empty());
        let mut ended = self.ended.iter();
        if let Some(place) = ended.position(|it| (it.number, it.state) == (number, state)) {
            returning.since = Some(self.ended.remove(place).since);
        }
        returning
    }

    /// Brings back what has to be brought back. What the store refuses for good is told, and ends as it would have.
    pub(super) fn see_to_returning(&mut self) -> Result<(), issue::Error> {
        let store = &mut self.counter.pipeline.store;
        if matches!(
            store.obstacle(),
            Some(Obstacle::DiskFull | Obstacle::ReadOnly)
        ) {
            return Ok(());
        }
        let (mut brought, mut refused, mut hindered) = (Vec::new(), Vec::new(), Ok(()));
        while let Some(one) = self.returning.first_mut() {
            match store.in_haste(PATIENCE, |store| one.write(store)) {
                Ok(()) => brought.push(one.number),
                Err(error) if passes(&error) => {
                    one.may_stand = true;
                    hindered = Err(issue::Error::Queue(error));
                    break;
                }
                Err(error) => {
                    refused.push((one.number, error.into()));
                    let (number, state) = (one.number, one.state);
                    self.ended.extend(one.since.map(|since| Ended {
                        number,
                        state,
                        since,
                    }));
                }
            }
            self.returning.remove(0);
        }
        if !brought.is_empty() {
            let told = Event::BroughtBack(brought);
            self.context.event_sender.tell(told);
        }
        if !refused.is_empty() {
            let told = Event::NotBroughtBack(refused);
            self.context.event_sender.tell(told);
        }
        hindered
    }

    /// Erases what this window has withdrawn and staff can bring back no longer.
    pub(super) fn erase_withdrawn(&mut self) -> Result<(), issue::Error> {
        let running = self.running();
        self.erase_ended(|ended| match ended.state {
            State::Withdrawn => running.saturating_sub(ended.since) >= WITHDRAWAL_WINDOW,
            State::Waiting
            | State::Sending
            | State::NeedsLogin
            | State::NeedsCorrection
            | State::Ready
            | State::HandedOver
            | State::Expired => {
                let window = REPRINT_WINDOW.unsigned_abs();
                running.saturating_sub(ended.since) >= window
            }
        })
    }

    /// Erases all that this window has withdrawn: it is being closed, and brings nothing back.
    pub(super) fn erase_all_withdrawn(&mut self) -> Result<(), issue::Error> {
        self.erase_ended(|_| true)
    }

    fn erase_ended(&mut self, is_over: impl Fn(&Ended) -> bool) -> Result<(), issue::Error> {
        let over = self.ended.iter().filter(|ended| is_over(ended));
        let withdrawn: Vec<PickupNumber> = over
            .filter(|ended| ended.state == State::Withdrawn)
            .map(|ended| ended.number)
            .collect();
        if !withdrawn.is_empty() {
            let store = &mut self.counter.pipeline.store;
            let erased = store.in_haste(PATIENCE, |store| store.erase_withdrawn(&withdrawn));
            erased.map_err(issue::Error::Queue)?;
        }
        self.ended.retain(|ended| !is_over(ended));
        Ok(())
    }
}
