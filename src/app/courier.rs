//! A courier: makes attempts on a thread of its own, so that neither the next customer nor the disk waits for a portal.

use std::{
    hint::black_box,
    panic::{AssertUnwindSafe, catch_unwind},
    thread,
    time::Duration,
};

use crate::issue::{Errand, Return, Route};

/// Has attempts made one after the other, each within `limit`, and has what comes of them brought back: one return for
/// each, whatever happens on the way.
///
/// Where no thread can be had nobody brings anything, and they are returned here, as lost.
pub fn send(
    errands: Vec<Errand>,
    route: Route,
    limit: Duration,
    bring: impl FnOnce(Vec<Return>) + Send + 'static,
) -> Result<(), Vec<Return>> {
    let lost: Vec<Return> = errands.iter().map(Errand::lost).collect();
    let fly = move || {
        let run = || errands.iter().map(|errand| errand.run(&route, limit));
        let returns = catch_unwind(AssertUnwindSafe(|| run().collect()));
        wipe_stack();
        bring(returns.unwrap_or_else(|_| errands.iter().map(Errand::lost).collect()));
    };
    let courier = thread::Builder::new().name("courier".to_owned());
    courier.spawn(fly).map(drop).map_err(|error| {
        tracing::error!(%error, "no thread could be had for an attempt");
        lost
    })
}

/// Overwrites what an attempt has left of a person on the stack of its thread: that is kept as it is for another thread.
#[inline(never)]
#[expect(
    clippy::large_stack_arrays,
    reason = "a thread has two megabytes, and attempts are not that deep"
)]
fn wipe_stack() {
    let mut bytes = [0_u8; 512 * 1024];
    black_box(&mut bytes);
}
