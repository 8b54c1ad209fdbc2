//! What staff have ended, handed over or withdrawn: it is done by now, or as soon as the store takes it.

use jiff::Timestamp;

use super::{drafts::PATIENCE, worker_state::WorkerState};
use crate::{
    app::{
        ended::{Ended, Ending, Ends},
        event::Event,
    },
    case::{CaseRef, PickupNumber},
    issue,
    queue::{self, Obstacle},
};

impl WorkerState<'_> {
    /// Ends cases: now, or as soon as the store takes it.
    pub(super) fn end(&mut self, ends: Ends, cases: Vec<CaseRef>, now: Timestamp) {
        self.endings.push(Ending {
            ends,
            cases,
            at: self.counter.pipeline.stamp(now),
            is_asked: false,
        });
        // The next step tries again, and says what hinders it.
        if let Err(error) = self.see_to_endings() {
            tracing::warn!(%error, "what staff have ended is not written down yet");
        }
    }

    /// Ends what has to be ended. What the store refuses for good is told, under its number.
    pub(super) fn see_to_endings(&mut self) -> Result<(), issue::Error> {
        let running = self.running();
        let store = &mut self.counter.pipeline.store;
        // It is told already, and ends by itself.
        if matches!(
            store.obstacle(),
            Some(Obstacle::DiskFull | Obstacle::ReadOnly)
        ) {
            return Ok(());
        }
        while let Some(ending) = self.endings.first_mut() {
            let written = store.in_haste(PATIENCE, |store| ending.write(store));
            let Err(error) = written else {
                let ending = self.endings.remove(0);
                self.ended.extend(Ended::by(&ending, running));
                continue;
            };
            if passes(&error) {
                ending.is_asked = true;
                return Err(issue::Error::Queue(error));
            }
            let ending = self.endings.remove(0);
            if ending.is_done(&error) {
                self.ended.extend(Ended::by(&ending, running));
                continue;
            }
            if ending.cases.len() > 1 {
                self.endings.splice(0..0, ending.each());
                continue;
            }
            let numbers = ending.numbers().collect();
            let told = Event::NotEnded(ending.ends, numbers, error.into());
            self.context.event_sender.tell(told);
        }
        Ok(())
    }

    /// Returns the cases of which staff have ended this, and the store has not.
    pub(super) fn ending(&self, ends: Ends) -> Vec<PickupNumber> {
        let those = self.endings.iter().filter(|ending| ending.ends == ends);
        those.flat_map(Ending::numbers).collect()
    }

    /// Whether staff have ended a case, and the store has not.
    pub(super) fn is_ending(&self, number: PickupNumber) -> bool {
        let mut endings = self.endings.iter();
        endings.any(|ending| ending.numbers().any(|it| it == number))
    }
}

/// Whether the store may take by and by what it refuses now.
pub(super) fn passes(error: &queue::Error) -> bool {
    match error {
        queue::Error::Busy | queue::Error::DiskFull | queue::Error::ReadOnly => true,
        queue::Error::Damaged
        | queue::Error::Corrected(_)
        | queue::Error::DamagedCase(_)
        | queue::Error::Database(_)
        | queue::Error::Erased(_)
        | queue::Error::File { .. }
        | queue::Error::InUse
        | queue::Error::Issued(_)
        | queue::Error::NetworkDrive { .. }
        | queue::Error::Newer { .. }
        | queue::Error::NoSuchCase(_)
        | queue::Error::NotPossible { .. }
        | queue::Error::OpenElsewhere
        | queue::Error::OtherKey
        | queue::Error::Overtaken(_)
        | queue::Error::Replaced { .. }
        | queue::Error::Unwritable
        | queue::Error::Vault(_) => false,
    }
}
