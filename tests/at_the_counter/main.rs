//! What a clerk does at the counter, on the real application: the right person, every time.

#[expect(dead_code, reason = "no program of tests uses all of the stage")]
#[path = "../stage/mod.rs"]
mod stage;

mod visits;
