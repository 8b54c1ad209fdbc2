//! The hour that comes twice, and the one that never comes: the clock on the wall jumps, the time does not.
