//! What staff should hear of the queue.

use crate::text::Problem;

/// Something that staff should hear of, and that shows until they say that they have, or until it is over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Noted {
    /// What it is, and what to do.
    pub problem: Problem,
    /// The name by which it can be put away; nothing for what shows as long as it lasts.
    pub id: Option<i64>,
}
