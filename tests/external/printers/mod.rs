//! Real printers: Debian's `ippeveprinter`, CUPS with queues to it, and one that misbehaves on purpose.
//!
//! Everything is started on loopback with folders of its own, and stopped again, also when a test fails.
#![cfg(unix)]
#![expect(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

#[path = "../../support/accounts.rs"]
mod accounts;
mod command;
mod counter;
mod cups;
mod direct;
mod hanging;
mod logins;
mod lost;
#[path = "../../support/printer.rs"]
mod printer;
mod private;
#[path = "../../support/programs.rs"]
mod programs;
mod queues;
#[expect(dead_code, reason = "logins are tried with CUPS itself")]
#[path = "../../support/scripted.rs"]
mod scripted;
mod words;

use std::time::Duration;

use impftheke::{
    case::PickupNumber,
    spool::{
        Cause, Config, Cups as Place, Job, Logins, News, Paper, Pins, Progress, Spooler, Step,
        SystemSpooler, Target, Ticket, Title, follow,
    },
};

/// A spooler that knows the given CUPS and nothing else.
fn spooler(cups: &[Place]) -> SystemSpooler {
    SystemSpooler::new(&config(cups))
}

fn config(cups: &[Place]) -> Config {
    Config {
        cups: cups.to_vec(),
        direct: Vec::new(),
        pins: Pins::default(),
        logins: Logins::default(),
        lp: None,
        limit: Duration::from_secs(10),
    }
}

fn ticket() -> Ticket {
    Ticket {
        title: Title::of(&[PickupNumber::new(42).unwrap()]),
        paper: Paper::A4,
        copies: 1,
        tray: None,
        insist: false,
    }
}

fn queue(name: &str) -> Target {
    Target::Queue(name.to_owned())
}

/// Watches a job to its end, and returns every progress that was told.
fn watch(spooler: &dyn Spooler, job: &Job, seconds: u64) -> Vec<Progress> {
    watch_and(spooler, job, seconds, &mut |_| Step::Go)
}

/// Watches a job, and does something at each new progress.
fn watch_and(
    spooler: &dyn Spooler,
    job: &Job,
    seconds: u64,
    act: &mut dyn FnMut(&Progress) -> Step,
) -> Vec<Progress> {
    let mut told = Vec::new();
    let last = follow(
        spooler,
        job,
        Duration::from_secs(seconds),
        &mut |news| match news {
            News::Progress(progress) => {
                told.push(progress.clone());
                act(progress)
            }
            News::Nothing | News::GoesOn => Step::Go,
        },
    )
    .unwrap();
    assert_eq!(told.last(), Some(&last));
    told
}

/// Watches a job that must wait for something, helps it then, and sees it done.
fn watch_and_help(spooler: &dyn Spooler, job: &Job, cause: Cause, help: &dyn Fn()) {
    let mut waited = false;
    let told = watch_and(spooler, job, 40, &mut |progress| {
        if waits_for(progress, cause) {
            waited = true;
            help();
        }
        Step::Go
    });
    assert!(waited, "{told:?}");
    assert_eq!(told.last(), Some(&Progress::Done), "{told:?}");
}

/// Whether a progress waits for this.
fn waits_for(progress: &Progress, cause: Cause) -> bool {
    matches!(progress, Progress::Waiting(reasons) if reasons.iter().any(|r| r.cause == cause))
}
