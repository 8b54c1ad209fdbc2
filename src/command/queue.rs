//! `impftheke queue`: what waits, and the work on it without a window. Never says whose a case is.

use std::{
    process::ExitCode,
    thread,
    time::{Duration, Instant},
};

use clap::{Args, Subcommand};
use jiff::Timestamp;
use serde_json::{Value, json};

use super::{
    Error,
    attempt::{self, PATIENCE, SETTLE_AGAIN},
    files, output,
};
use crate::{
    backoff::Next,
    case::{Cause, PickupNumber, State, numbers_in_words},
    counter::{
        data_folder::DataFolder,
        open::{self, Counter},
    },
    domain::Clock as _,
    issue::{self, Done, Pipeline},
    queue::Row,
};

/// See and work the queue: what waits, is ready, or needs you
#[derive(Args, Debug)]
pub(super) struct Arguments {
    #[command(subcommand)]
    action: Option<Action>,
    /// Print JSON
    #[arg(long, global = true)]
    json: bool,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// List every case that is not erased (the default)
    List,
    /// Work the queue: one try at the start, then as the portal allows
    ///
    /// Prints a line for each attempt and, where nothing can be tried, why and until when. With --until-empty, and
    /// where the clock is not believed, the exit status is 3 while something still waits.
    Run(Run),
    /// Show one case, or write its finished certificate
    Show(Show),
    /// The customer has it: erase the person
    HandOver(Numbers),
    /// Let cases that needed you be tried again, and all that wait for what you have mended
    TryAgain(TryAgain),
    /// Cancel a case and erase the person
    Withdraw(Numbers),
    /// Say that the clock of this computer is right, where it is behind the counter's own earlier times or far ahead
    ClockIsRight,
    /// What was said of the queue has been read: do not say it again
    Seen,
}

#[derive(Args, Debug)]
struct Run {
    /// End as soon as nothing waits any more
    #[arg(long)]
    until_empty: bool,
    /// End after so many seconds
    #[arg(long, value_name = "SECONDS")]
    limit: Option<u64>,
}

#[derive(Args, Debug)]
struct Show {
    /// The number of the case
    #[arg(value_name = "N")]
    number: PickupNumber,
    #[command(flatten)]
    output: output::Arguments,
}

#[derive(Args, Debug)]
struct TryAgain {
    /// The numbers of the cases; without one, all that wait
    #[arg(value_name = "N")]
    numbers: Vec<PickupNumber>,
}

#[derive(Args, Debug)]
struct Numbers {
    /// The numbers of the cases
    #[arg(value_name = "N", required = true)]
    numbers: Vec<PickupNumber>,
}

pub(super) fn run(folder: &DataFolder, arguments: &Arguments) -> Result<ExitCode, Error> {
    let now = super::now(None);
    let mut counter = open::open(folder, &now)?;
    super::say_notes(&counter);
    let pipeline = &mut counter.pipeline;
    let at = now.timestamp();
    let action = arguments.action.as_ref().unwrap_or(&Action::List);
    // A mere look changes nothing.
    if !matches!(action, Action::List | Action::Show(_)) {
        super::tidy(pipeline, at);
    }
    match action {
        Action::List => list(pipeline, at, arguments.json)?,
        Action::Run(run) => return work(&mut counter, folder, run),
        Action::Show(show) if show.output.is_asked() => {
            let issued = pipeline.present(show.number, at)?;
            let issued = std::slice::from_ref(&issued);
            output::write(
                &show.output,
                issued,
                (&counter.settings, pipeline.stamp(at)),
            )?;
        }
        Action::Show(show) => {
            let row = pipeline.store.row(show.number)?;
            // What cannot be opened, or is erased, has no more to tell.
            let lost = pipeline
                .content(show.number)
                .map_or_else(|_| Vec::new(), |content| content.lost);
            say_row(&row, &lost, (at, arguments.json))?;
        }
        Action::HandOver(given) => pipeline.hand_over(&given.numbers, at)?,
        Action::TryAgain(given) => {
            counter.mend_keys(folder, at)?;
            if let Some(route) = counter.look_again(folder, at)? {
                counter.pipeline.set_up_anew(route, at)?;
            }
            if let Err(from) = counter.pipeline.try_again(&given.numbers, at)? {
                files::say(&format!(
                    "the next try by hand is possible from {from:.0} on"
                ))?;
                return Ok(ExitCode::from(3));
            }
        }
        Action::ClockIsRight => {
            super::ask_the_time(pipeline, Duration::ZERO, counter.limit);
            pipeline.believe_the_clock(at)?;
        }
        Action::Withdraw(given) => pipeline.withdraw(&given.numbers, at)?,
        Action::Seen => {
            for unseen in pipeline.store.notes()? {
                pipeline.store.seen(unseen.id)?;
            }
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn list(pipeline: &Pipeline, at: Timestamp, json: bool) -> Result<(), Error> {
    let rows = pipeline.store.rows()?;
    if json {
        let rows: Vec<Value> = rows.iter().map(|row| to_json(row, at)).collect();
        files::say(&Value::Array(rows).to_string())?;
    } else {
        for row in &rows {
            files::say(&to_line(row, at))?;
        }
    }
    Ok(())
}

/// Tells one case, with the identifiers that a portal has given away for it and that reached nobody.
fn say_row(row: &Row, lost: &[String], (at, json): (Timestamp, bool)) -> Result<(), Error> {
    if json {
        let mut object = to_json(row, at);
        if let Value::Object(members) = &mut object {
            members.insert("lost_identifiers".to_owned(), json!(lost));
        }
        return Ok(files::say(&object.to_string())?);
    }
    files::say(&to_line(row, at))?;
    for identifier in lost {
        files::say(&format!("      lost  {identifier}"))?;
    }
    Ok(())
}

/// Tells a case in one object; a person is never in it.
fn to_json(row: &Row, at: Timestamp) -> Value {
    json!({
        "number": row.number.get(),
        "visit": row.visit.get(),
        "state": row.state.name(),
        "kind": row.kind.group(),
        "attempts": row.own_attempts(),
        "next_try": row.next_try.map(|next| next.to_string()),
        "age": age(row, at),
        "captured_at": row.captured_at.to_string(),
        "deadline": row.deadline.to_string(),
        "trouble": row.cause.map(Cause::name),
        "maybe_signed": row.lost,
        "done_at": row.done_at.map(|done| done.to_string()),
    })
}

/// Tells a case in one line: number, state, attempts, age, and what it met.
fn to_line(row: &Row, at: Timestamp) -> String {
    let mut line = format!(
        "{}  {:<16}  {} attempts  {}",
        row.number,
        row.state.name(),
        row.own_attempts(),
        in_words(age(row, at))
    );
    if let Some(cause) = row.cause {
        line = format!("{line}  {}", cause.name());
    }
    if let Some(next) = row.next_try.filter(|_| row.state == State::Waiting) {
        line = format!("{line}  next try {next:.0}");
    }
    if row.state == State::Waiting && row.is_ahead_of(at) {
        line = format!("{line}  not before {:.0}", row.captured_at);
    }
    line
}

/// For how many seconds a case has been there; none for one that was taken up by a clock that was ahead.
fn age(row: &Row, at: Timestamp) -> i64 {
    at.duration_since(row.captured_at).as_secs().max(0)
}

fn in_words(seconds: i64) -> String {
    match seconds {
        0..60 => format!("{seconds} s"),
        60..3_600 => format!("{} min", seconds / 60),
        3_600..172_800 => format!("{} h", seconds / 3_600),
        _ => format!("{} days", seconds / 86_400),
    }
}

/// Works until nothing waits, the time is over, or for ever.
fn work(counter: &mut Counter, folder: &DataFolder, run: &Run) -> Result<ExitCode, Error> {
    let patience = counter.limit;
    let pipeline = &mut counter.pipeline;
    pipeline.store.become_worker()?;
    let started = Instant::now();
    let limit = run.limit.map(Duration::from_secs);
    // Whoever starts this wants it tried: that is "Try now", out of the same budget. Where it is too soon, the loop
    // says so.
    let now = crate::counter::SystemClock.now().timestamp();
    let _or_from_when = pipeline.try_at_start(now)?;
    let (mut told, mut sent, mut said_of_tidying, mut said_of_clock) = (None, false, None, None);
    let mut hindered: Option<Instant> = None;
    loop {
        let now = crate::counter::SystemClock.now().timestamp();
        if let Some(route) = counter.look_again(folder, now)? {
            counter.pipeline.set_up_anew(route, now)?;
        }
        let pipeline = &mut counter.pipeline;
        let untidy = pipeline.tidy(now, started.elapsed()).err();
        let untidy = untidy.map(|error| format!("{error}; what is due is done later"));
        say_once(untidy, &mut said_of_tidying);
        super::ask_the_time(pipeline, started.elapsed(), patience);
        say_clock(pipeline, now, &mut said_of_clock);
        let left = limit.map(|limit| limit.saturating_sub(started.elapsed()));
        if left.is_some_and(|left| left.is_zero()) {
            break;
        }
        if let Some(why) = why_not(pipeline, now)?.filter(|why| told.as_ref() != Some(why)) {
            files::say(&why)?;
            told = Some(why);
        }
        let pause = match turn_at(pipeline, (now, started.elapsed()), left) {
            // Nothing gets done by waiting for a person.
            Ok(Turn::Empty) if run.until_empty => break,
            Ok(Turn::Empty) => IDLE,
            Ok(Turn::Worked) => {
                sent = true;
                Duration::ZERO
            }
            Ok(Turn::Waits(pause)) => pause,
            // A queue that another program keeps, or a full disk, passes; nothing is lost meanwhile.
            Err(Error::Issue(issue::Error::Queue(error)))
                if hindered.is_none_or(|since| since.elapsed() < PATIENCE) =>
            {
                if hindered.is_none() {
                    files::say_error(&format!("impftheke: {error}; trying again"));
                }
                hindered.get_or_insert_with(Instant::now);
                thread::sleep(SETTLE_AGAIN);
                continue;
            }
            Err(error) => return Err(error),
        };
        hindered = None;
        thread::sleep(left.map_or(pause, |left| pause.min(left)).max(SHORTEST));
    }
    let now = crate::counter::SystemClock.now().timestamp();
    let held = run.until_empty || counter.pipeline.clock_fault(now).is_some();
    let left = held && !unsigned(&counter.pipeline)?.is_empty();
    if told.is_none() && (left || !sent) {
        say_what_waits(&counter.pipeline, now)?;
    }
    Ok(ExitCode::from(if left { 3 } else { 0 }))
}

/// Says what is wrong with the clock, once as long as that stays the same.
fn say_clock(pipeline: &Pipeline, now: Timestamp, said: &mut Option<String>) {
    say_once(
        pipeline.clock_fault(now).map(|fault| fault.to_string()),
        said,
    );
}

/// Says a fault, once as long as it stays the same.
fn say_once(fault: Option<String>, said: &mut Option<String>) {
    if *said == fault {
        return;
    }
    if let Some(fault) = &fault {
        files::say_error(&format!("impftheke: {fault}"));
    }
    *said = fault;
}

/// Returns the cases that have no certificate and are not withdrawn.
fn unsigned(pipeline: &Pipeline) -> Result<Vec<Row>, Error> {
    let mut rows = pipeline.store.rows()?;
    rows.retain(|row| match row.state {
        State::Waiting | State::Sending | State::NeedsLogin | State::NeedsCorrection => true,
        // It may have been ready. What cannot be read is not.
        State::Expired => !pipeline
            .content(row.number)
            .is_ok_and(|content| content.hc1.is_some()),
        State::Ready | State::HandedOver | State::Withdrawn => false,
    });
    Ok(rows)
}

/// What a turn of the work came to.
enum Turn {
    /// Nothing waits but for a person.
    Empty,
    /// Nothing may be tried for so long.
    Waits(Duration),
    /// Attempts were made.
    Worked,
}

/// Does what is due, and tells what became of it. Nothing is begun after `left`; `running` is as for [`Pipeline::tidy`].
fn turn_at(
    pipeline: &mut Pipeline,
    (now, running): (Timestamp, Duration),
    left: Option<Duration>,
) -> Result<Turn, Error> {
    let say = |done: Vec<Done>| -> Result<(), Error> {
        Ok(done
            .into_iter()
            .try_for_each(|one| files::say(&said(one)))?)
    };
    say(pipeline.settle()?)?;
    say(pipeline.reconsider(now, running)?)?;
    Ok(match pipeline.next(now)? {
        Next::Deliver(number) => {
            attempt::work_off(pipeline, number, left, say)?;
            Turn::Worked
        }
        Next::Idle | Next::Mend(_) => Turn::Empty,
        Next::Wait(until) => {
            let wait = until.duration_since(now).max(jiff::SignedDuration::ZERO);
            Turn::Waits(Duration::try_from(wait).unwrap_or(IDLE).min(IDLE))
        }
    })
}

/// Says why nothing is tried, and until when; nothing of the pauses between cases that are being worked off.
fn why_not(pipeline: &Pipeline, now: Timestamp) -> Result<Option<String>, Error> {
    Ok(match (pipeline.next(now)?, pipeline.pace().cause()) {
        (Next::Mend(cause), _) => Some(format!(
            "nothing is sent until somebody has mended it ({}), then{}: impftheke queue try-again",
            cause.name(),
            possible_from(pipeline, now)
        )),
        (Next::Wait(until), Some(cause)) => Some(format!(
            "nothing is sent before {until:.0} ({}); sooner{}: impftheke queue try-again",
            cause.name(),
            possible_from(pipeline, now)
        )),
        (Next::Wait(_) | Next::Deliver(_) | Next::Idle, _) => None,
    })
}

/// Says from when on `try-again` is taken, where it is not yet.
fn possible_from(pipeline: &Pipeline, now: Timestamp) -> String {
    let from = pipeline.by_hand_from(now);
    from.map_or_else(String::new, |from| format!(" from {from:.0} on"))
}

/// Says, after a run that could not send all, what waits, and for what.
fn say_what_waits(pipeline: &Pipeline, now: Timestamp) -> Result<(), Error> {
    if let Next::Wait(until) = pipeline.next(now)? {
        files::say(&format!(
            "nothing is sent before {until:.0}: what waits is sent a little at a time"
        ))?;
        return Ok(());
    }
    for row in pipeline.store.rows()? {
        if let Some(why) = why_it_waits(&row, now) {
            files::say(&format!("{} {why}", row.number))?;
        }
    }
    let mut of_staff = unsigned(pipeline)?;
    of_staff.retain(|row| !matches!(row.state, State::Waiting | State::Sending));
    if !of_staff.is_empty() {
        let numbers: Vec<_> = of_staff.iter().map(|row| row.number).collect();
        files::say(&format!(
            "somebody must look at {}: impftheke queue list",
            numbers_in_words(&numbers)
        ))?;
    }
    Ok(())
}

/// Says what a case waits for that no portal decides; nothing of any other.
fn why_it_waits(row: &Row, now: Timestamp) -> Option<String> {
    if row.state != State::Waiting {
        return None;
    }
    if let Some(cause) = row.cause.filter(|_| row.answered) {
        return Some(format!(
            "was signed, and its answer is kept ({}); it comes out as soon as it proves right, by portal.signers or by \
             the time. To have it made anew: impftheke queue try-again {}",
            cause.name(),
            row.number
        ));
    }
    row.is_ahead_of(now).then(|| {
        format!(
            "waits until {:.0}, the time at which a clock that was ahead has taken it up",
            row.captured_at
        )
    })
}

fn said(done: Done) -> String {
    match done.cause {
        None => format!("{} ready", done.number),
        Some(cause) => format!("{} {}", done.number, cause.name()),
    }
}

/// How often the queue is looked at where nothing is due: another program may have put something in.
const IDLE: Duration = Duration::from_secs(1);
/// Long enough not to spin.
const SHORTEST: Duration = Duration::from_millis(2);
