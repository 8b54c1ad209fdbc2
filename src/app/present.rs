//! What of a certificate is true at the present moment: whether it counts, and whether it still stands.

use std::{
    fmt,
    sync::{
        Arc,
        mpsc::{SyncSender, sync_channel},
    },
    time::Duration,
};

use jiff::Timestamp;

use super::{
    ended::{Gone, Why},
    view::{SharedView, View},
    worker_request::Request,
};
use crate::{
    case::{PickupNumber, State},
    domain::Clock,
};

/// The present moment, as certificates are judged by it on any thread of the window.
#[derive(Clone)]
pub(super) struct Present {
    clock: Arc<dyn Clock>,
    shared_view: Arc<SharedView>,
    worker: SyncSender<Request>,
}

impl fmt::Debug for Present {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Present").finish_non_exhaustive()
    }
}

/// Whoever stands at the counter waits so long at most for what the store says: another program may keep it.
const PATIENCE: Duration = Duration::from_secs(2);

impl Present {
    pub(super) fn new(
        clock: &Arc<dyn Clock>,
        shared_view: &Arc<SharedView>,
        worker: SyncSender<Request>,
    ) -> Self {
        Self {
            clock: Arc::clone(clock),
            shared_view: Arc::clone(shared_view),
            worker,
        }
    }

    /// Returns what the clock shows; while it is wrong, as far as that is known, the true moment.
    pub(super) fn moment(&self) -> Timestamp {
        let now = self.clock.now().timestamp();
        let fault = self.shared_view.read().status.clock;
        let off = fault.filter(|fault| fault.is_wrong).map(|fault| fault.off);
        now.saturating_sub(off.unwrap_or_default()).unwrap_or(now)
    }

    /// Returns which of these certificates do not stand any more, as the store has it at this moment; where it does not
    /// say so soon, as the window knows it. It waits, so the window's own thread does not ask.
    pub(super) fn gone(&self, numbers: &[PickupNumber]) -> Vec<Gone> {
        let (answer, answered) = sync_channel(1);
        let asked = self
            .worker
            .try_send(Request::Stand(numbers.to_vec(), answer));
        let told = asked
            .ok()
            .and_then(|()| answered.recv_timeout(PATIENCE).ok());
        Gone::gather(told.unwrap_or_else(|| self.known_as_gone(numbers)))
    }

    fn known_as_gone(&self, numbers: &[PickupNumber]) -> Vec<(PickupNumber, Why)> {
        let (view, now) = (self.shared_view.read(), self.moment());
        let known = |number: &PickupNumber| Some((*number, why_gone(&view, *number, now)?));
        numbers.iter().filter_map(known).collect()
    }
}

/// Returns what a view knows of a case that is done and does not stand any more at a moment.
pub(super) fn why_gone(view: &View, number: PickupNumber, now: Timestamp) -> Option<Why> {
    if view.notes.later.withdrawn.contains(&number) {
        return Some(Why::Withdrawn);
    }
    let mut done = view.queue.today.iter();
    let row = done.find(|row| row.number == number)?;
    if row.state == State::Withdrawn {
        return Some(Why::Withdrawn);
    }
    let is_over = row.reprint_until.is_none_or(|until| until <= now);
    is_over.then_some(Why::Erased)
}
