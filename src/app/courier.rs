//! A courier: makes attempts on a thread of its own, so that neither the next customer nor the disk waits for a portal.

use std::{
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
        bring(returns.unwrap_or_else(|_| errands.iter().map(Errand::lost).collect()));
    };
    let courier = thread::Builder::new().name("courier".to_owned());
    courier.spawn(fly).map(drop).map_err(|error| {
        tracing::error!(%error, "no thread could be had for an attempt");
        lost
    })
}
