//! How many cases follow each other before what came of them is settled.

use std::time::Duration;

use super::{Backoff, QUICK};

/// The most cases that follow each other before what came of them is settled. Few: twice so many are signed again, with
/// the same bytes, where the power fails in that moment.
const MOST_IN_A_ROW: usize = 8;

/// How many waiting cases may follow each other before what came of them is settled: several only where no answer is
/// followed by a pause, so that the portal is asked as it would be one by one.
pub fn in_a_row(pace: &Backoff) -> usize {
    let at_ease = !pace.down && pace.cause.is_none() && pace.slow == 0 && !pace.by_hand;
    if at_ease && is_quick(pace.took) {
        MOST_IN_A_ROW
    } else {
        1
    }
}

/// Whether an answer that took so long says nothing about the portal's load.
pub fn is_quick(took: Duration) -> bool {
    took <= QUICK
}
