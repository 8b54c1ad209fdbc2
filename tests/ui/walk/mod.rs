//! A hurried clerk: thousands of sequences of keys, drawn by chance, on the real application with its real worker,
//! its real folder and a real portal, against the few things that must always hold.
//!
//! `cargo test --test ui walk::` walks two hundred times. `IMPFTHEKE_WALKS=20000` walks further, `IMPFTHEKE_SEED=n` begins
//! at another walk: a walk that failed says its number, and `IMPFTHEKE_WALKS=1` with it walks that one again. What
//! the worker does meanwhile is not drawn, so a walk may take another turn the second time.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::print_stderr,
    reason = "helpers of tests fail by panicking, and say how far they came"
)]

mod clerk;
pub(crate) mod random;
mod sight;
mod truth;

use std::{
    sync::{
        Mutex,
        atomic::{AtomicU64, Ordering},
    },
    thread,
};

use clerk::Clerk;
use truth::Met;

#[test]
fn whatever_a_clerk_does_everybody_gets_their_own_certificate_once() {
    let (walks, first) = (number("IMPFTHEKE_WALKS", 200), number("IMPFTHEKE_SEED", 1));
    let next = AtomicU64::new(first);
    let met = Mutex::new(Met::default());
    let walk = || {
        loop {
            let seed = next.fetch_add(1, Ordering::Relaxed);
            if seed >= first + walks {
                return;
            }
            let mut clerk = Clerk::arrive(seed);
            let on_this_walk = clerk.work();
            met.lock().unwrap().add(on_this_walk);
            if walks > 200 && seed.is_multiple_of(100) {
                eprintln!("walk {seed} went well");
            }
        }
    };
    // Most of a walk is waiting for what its worker and its portal do.
    let threads = 4 * thread::available_parallelism().map_or(2, usize::from);
    thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(walk);
        }
    });
    let met = met.into_inner().unwrap();
    eprintln!("{walks} walks: {met:?}");
    // Walks that lead nowhere would find nothing.
    if walks >= 200 {
        let missing = met.missing();
        assert!(
            missing.is_empty(),
            "{missing:?} came about too seldom: {met:?}"
        );
    }
}

/// Returns the number of an environment variable.
fn number(name: &str, otherwise: u64) -> u64 {
    std::env::var(name).map_or(otherwise, |text| text.parse().unwrap())
}
