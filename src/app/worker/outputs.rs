//! What certificates have come out as: noted by now, or as soon as the store takes it.

use jiff::Timestamp;

use super::{drafts::PATIENCE, worker_state::WorkerState};
use crate::{
    app::ended::Outputs,
    case::{Output, PickupNumber},
    issue,
};

impl WorkerState<'_> {
    /// Notes what certificates have come out as: now, or as soon as the store takes it.
    pub(super) fn note_output(
        &mut self,
        numbers: Vec<PickupNumber>,
        output: Output,
        now: Timestamp,
    ) {
        self.outputs.push(Outputs {
            numbers,
            output,
            at: self.counter.pipeline.stamp(now),
        });
        // The next step tries again, and says what hinders it.
        if let Err(error) = self.see_to_outputs() {
            tracing::warn!(%error, "what was printed or saved is not noted yet");
        }
    }

    /// Notes what has not been noted yet.
    pub(super) fn see_to_outputs(&mut self) -> Result<(), issue::Error> {
        let store = &mut self.counter.pipeline.store;
        // It is told already, and ends by itself.
        if store.obstacle().is_some() {
            return Ok(());
        }
        while let Some(one) = self.outputs.first() {
            let noted = store.in_haste(PATIENCE, |store| {
                store.note_output(&one.numbers, one.output, one.at)
            });
            noted.map_err(issue::Error::Queue)?;
            self.outputs.remove(0);
        }
        Ok(())
    }
}
