//! x
pub struct Uvci;
