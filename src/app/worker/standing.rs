//! Finished certificates: opened to be shown and printed, and whether they still stand at that moment.

use jiff::Timestamp;

use super::worker_state::WorkerState;
use crate::{
    app::{
        ended::{Ends, Why},
        event::{Event, Fault},
    },
    case::{PickupNumber, State},
    issue::Issued,
    queue,
};

impl WorkerState<'_> {
    /// Returns which of these do not stand any more, and why. What cannot be read just now is not among them: whoever
    /// stands at the counter is not kept by it.
    pub(super) fn gone(
        &self,
        numbers: &[PickupNumber],
        now: Timestamp,
    ) -> Vec<(PickupNumber, Why)> {
        let why = |number: &PickupNumber| Some((*number, self.why_gone(*number, now)?));
        numbers.iter().filter_map(why).collect()
    }

    fn why_gone(&self, number: PickupNumber, now: Timestamp) -> Option<Why> {
        if self.ending(Ends::Withdraw).contains(&number) {
            return Some(Why::Withdrawn);
        }
        let pipeline = &self.counter.pipeline;
        let row = match pipeline.store.row(number) {
            Ok(row) => row,
            Err(queue::Error::NoSuchCase(_)) => return Some(Why::Erased),
            Err(error) => {
                tracing::warn!(%number, %error, "a case cannot be read before it is printed");
                return None;
            }
        };
        match row.state {
            State::Withdrawn => {
                let replaced = pipeline.store.in_place_of(number);
                Some(if matches!(replaced, Ok(Some(_))) {
                    Why::Replaced
                } else {
                    Why::Withdrawn
                })
            }
            State::HandedOver => {
                let moment = pipeline.stamp(now);
                let is_over = row.reprint_until.is_none_or(|until| until <= moment);
                is_over.then_some(Why::Erased)
            }
            State::Waiting
            | State::Sending
            | State::NeedsLogin
            | State::NeedsCorrection
            | State::Ready
            | State::Expired => None,
        }
    }

    /// Opens these, to be printed. One that cannot be opened keeps no other back.
    pub(super) fn present_to_print(&self, asked: Vec<PickupNumber>) {
        let at = self.context.clock.now().timestamp();
        let (mut issued, mut unfit) = (Vec::new(), Vec::new());
        let open = asked.iter().filter(|number| !self.is_ending(**number));
        for &number in open {
            match self.counter.pipeline.present(number, at) {
                Ok(one) => issued.push((number, one)),
                Err(error) => {
                    tracing::error!(%number, %error, "a certificate cannot be opened to be printed");
                    unfit.push(number);
                }
            }
        }
        self.context.event_sender.tell(Event::ToPrint {
            asked,
            issued,
            unfit,
        });
    }

    pub(super) fn present(
        &self,
        numbers: &[PickupNumber],
    ) -> Result<Vec<(PickupNumber, Issued)>, Fault> {
        let at = self.context.clock.now().timestamp();
        let pipeline = &self.counter.pipeline;
        let present = |&number: &PickupNumber| Ok((number, pipeline.present(number, at)?));
        numbers.iter().map(present).collect()
    }
}
