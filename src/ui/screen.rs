//! Which screen shows, and what stands over it.

use crate::case::PickupNumber;

/// What the keys F2 to F4 show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Screen {
    Issue,
    Queue,
    Today,
}

/// What stands over the screens for a while.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Panel {
    /// All keys.
    Help,
    /// What works and what does not.
    Status,
    /// Which printers there are.
    Printers,
    /// What closing the window means; at first the harmless answer gets the focus.
    Closing { first: bool },
}

/// The screen that certificates are opened from, and what is chosen there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct OpenedFrom {
    pub(super) screen: Screen,
    pub(super) chosen: Option<PickupNumber>,
}
