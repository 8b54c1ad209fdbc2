//! `impftheke issue`: requests in, certificates out; all of them or none. What has to wait is safe in the queue.

use std::{
    path::PathBuf,
    process::ExitCode,
    time::{Duration, Instant},
};

use clap::Args;
use jiff::{Timestamp, ZonedDateTime};
use serde_json::value::RawValue;

use super::{Error, attempt, encoding, files, output};
use crate::{
    case::{Cause, Class, PickupNumber},
    counter::{
        data_folder::DataFolder,
        open::{self, Counter},
        settings::Settings,
    },
    domain::{Clock as _, Issuer, ParsedDraft, visit_rules},
    issue::{IssueRequest, Pipeline},
    portal::request,
    queue,
};

/// Issue certificates from requests in the German issuing API's JSON shape
#[derive(Args, Debug)]
pub(super) struct Arguments {
    /// One request or an array of them; - reads standard input
    #[arg(value_name = "INPUT.json")]
    input: PathBuf,
    #[command(flatten)]
    output: output::Arguments,
    /// Only take the cases up, and print their numbers
    #[arg(long, conflicts_with_all = ["pdf", "png", "hc1"])]
    queue: bool,
    /// For practice: take this for the present moment; without a zone it is UTC
    #[arg(long, value_name = "RFC3339", value_parser = super::moment)]
    at: Option<Timestamp>,
}

pub(super) fn run(folder: &DataFolder, arguments: &Arguments) -> Result<ExitCode, Error> {
    // A time that is made up is not even shown to the live queue, whose deadlines go by it.
    if arguments.at.is_some() && Settings::load(&folder.settings())?.is_live() {
        return Err(Error::Input(
            "--at is for practice: live certificates are issued at the present moment".into(),
        ));
    }
    let now = super::now(arguments.at);
    let bytes = files::read(&arguments.input, MAX_INPUT)?;
    let text = encoding::read(&bytes).map_err(|error| Error::Input(error.to_string()))?;
    let requests = taken_apart(&text)?;
    let mut counter = open::open(folder, &now)?;
    super::say_notes(&counter);
    if arguments.at.is_none() {
        let pipeline = &mut counter.pipeline;
        super::tidy(pipeline, now.timestamp());
        super::ask_the_time(pipeline, Duration::ZERO, counter.limit);
        // Keys that were over are made anew once the clock is believed.
        if let Some(route) = counter.look_again(folder, now.timestamp())? {
            counter.pipeline.set_up_anew(route, now.timestamp())?;
        }
    } else {
        counter.pipeline.practise_at(now.timestamp());
    }
    let visit = read_all(&requests, &counter, &now)?;
    let numbers = counter
        .pipeline
        .capture(queue::new_visit()?, &visit, &now, None)?;
    // The cases are taken up: from here on whatever fails comes with their numbers.
    let ended = if arguments.queue {
        say_numbers(&numbers).map(|()| Ended::InTheQueue)
    } else {
        if !counter.pipeline.route().is_local() {
            // Whoever ends this while the portal is asked knows them, too.
            let numbers = listed(&numbers);
            files::say_error(&format!(
                "impftheke: taken up as {numbers}, asking the portal"
            ));
        }
        issue(&mut counter, &numbers, &arguments.output, now.timestamp())
    };
    match ended {
        Ok(Ended::InTheQueue | Ended::Issued) => Ok(ExitCode::SUCCESS),
        Ok(Ended::Waits(number, cause)) => {
            say_numbers(&numbers)?;
            files::say_error(&waits(number, numbers.len(), cause));
            Ok(ExitCode::from(3))
        }
        Err(error) => {
            // Whoever cannot read them there reads them in the error.
            drop(say_numbers(&numbers));
            Err(Error::TakenUp {
                numbers: listed(&numbers),
                why: super::in_one_line(&error),
            })
        }
    }
}

/// How it went with cases that were taken up.
enum Ended {
    /// Nothing more was asked for.
    InTheQueue,
    /// Written and handed over.
    Issued,
    /// The first that has to wait, and why.
    Waits(PickupNumber, Cause),
}

/// Has cases signed, writes their certificates and hands them over.
fn issue(
    counter: &mut Counter,
    numbers: &[PickupNumber],
    output: &output::Arguments,
    at: Timestamp,
) -> Result<Ended, Error> {
    let pipeline = &mut counter.pipeline;
    if let Some((number, cause)) = deliver(pipeline, numbers, counter.limit)? {
        return Ok(Ended::Waits(number, cause));
    }
    let issued = numbers
        .iter()
        .map(|&number| pipeline.present(number, at))
        .collect::<Result<Vec<_>, _>>()?;
    output::write(output, &issued, (&counter.settings, pipeline.stamp(at)))?;
    pipeline.hand_over(numbers, at)?;
    Ok(Ended::Issued)
}

fn say_numbers(numbers: &[PickupNumber]) -> Result<(), Error> {
    for number in numbers {
        files::say(&number.to_string())?;
    }
    Ok(())
}

/// Has all cases signed within the limit; returns the first that has to wait, and why.
fn deliver(
    pipeline: &mut Pipeline,
    numbers: &[PickupNumber],
    limit: Duration,
) -> Result<Option<(PickupNumber, Cause)>, Error> {
    let started = Instant::now();
    for some in numbers.chunks(pipeline.route().at_once(numbers.len())) {
        let left = limit.saturating_sub(started.elapsed());
        let Some(&first) = some.first().filter(|_| !left.is_zero()) else {
            return Ok(some.first().map(|&number| (number, Cause::Timeout)));
        };
        let now = crate::counter::SystemClock.now().timestamp();
        if !pipeline.may_try_at_once(now) {
            let cause = pipeline.cause(now);
            return Ok(Some((first, cause.unwrap_or(Cause::Unavailable))));
        }
        let failed = attempt::for_customer(pipeline, some, left)?
            .into_iter()
            .find_map(|done| Some((done.number, done.cause?)));
        if failed.is_some() {
            return Ok(failed);
        }
    }
    Ok(None)
}

/// Says that nothing is lost, and what to do.
fn waits(number: PickupNumber, of: usize, cause: Cause) -> String {
    let case = if of == 1 {
        format!("case {number} is safe")
    } else {
        format!("the cases are safe from number {number} on")
    };
    let next = match cause.class() {
        Class::Later if cause == Cause::ClockWrong => {
            "set date and time, then: impftheke queue run"
        }
        Class::Mend if cause == Cause::KeysUnusable => {
            "put the keys back from a backup, or have new ones made: impftheke queue try-again"
        }
        Class::Later => "impftheke queue run sends what waits",
        Class::Mend => "mend that, then: impftheke queue try-again",
        Class::Refused | Class::Ask => "somebody must look at it: impftheke queue list",
    };
    format!(
        "impftheke: not issued yet ({}), {case}; {next}",
        cause.name()
    )
}

fn listed(numbers: &[PickupNumber]) -> String {
    let words: Vec<String> = numbers.iter().map(ToString::to_string).collect();
    words.join(", ")
}

/// The most bytes of an input.
const MAX_INPUT: u64 = 16 << 20;
/// The most bytes of a request; usual are 400.
const MAX_REQUEST: usize = 16 << 10;
/// The most requests of an input: more than a pharmacy has in a week.
const MAX_REQUESTS: usize = 5_000;
/// So many requests are named that are at fault; the others are counted.
const NAMED: usize = 10;

/// Takes the input apart into its requests, without reading any: read, a number takes forty times its place.
fn taken_apart(text: &str) -> Result<Vec<&RawValue>, Error> {
    let requests = if text.trim_ascii_start().starts_with('[') {
        serde_json::from_str(text)
    } else {
        serde_json::from_str(text).map(|request| vec![request])
    };
    let requests: Vec<&RawValue> = requests.map_err(|error| {
        Error::Input(format!(
            "the input is not JSON at line {} column {}",
            error.line(),
            error.column()
        ))
    })?;
    match requests.len() {
        0 => Err(Error::Input("the array is empty".into())),
        1..=MAX_REQUESTS => Ok(requests),
        count => Err(Error::Input(format!(
            "the array holds {count} requests, at most {MAX_REQUESTS} are taken up at once"
        ))),
    }
}

/// Reads every request; on failure the first faults in one line.
fn read_all(
    requests: &[&RawValue],
    counter: &Counter,
    now: &ZonedDateTime,
) -> Result<Vec<IssueRequest>, Error> {
    let issuer = counter.issuer()?;
    let mut cases = Vec::new();
    let mut faults = Vec::new();
    for (number, request) in requests.iter().enumerate() {
        match read_one(request.get(), (&issuer, &counter.pipeline), now) {
            Ok(case) => cases.push(case),
            Err(errors) => faults.push(format!(
                "{}{}",
                place(number, requests.len()),
                errors.join("; ")
            )),
        }
    }
    if faults.is_empty() {
        faults = asked_together(&cases);
    }
    if faults.is_empty() {
        return Ok(cases);
    }
    let more = faults.len().saturating_sub(NAMED);
    faults.truncate(NAMED);
    if more > 0 {
        faults.push(format!("and {more} more"));
    }
    Err(Error::Input(faults.join("; ")))
}

/// Returns what is asked about cases of one person, and was not confirmed.
fn asked_together(cases: &[IssueRequest]) -> Vec<String> {
    let drafts: Vec<&ParsedDraft> = cases.iter().map(|case| &case.draft).collect();
    let asked = visit_rules::unanswered(&drafts).into_iter();
    asked
        .map(|(number, error)| format!("{}{error}", place(number, cases.len())))
        .collect()
}

fn read_one(
    text: &str,
    (issuer, pipeline): (&Issuer, &Pipeline),
    now: &ZonedDateTime,
) -> Result<IssueRequest, Vec<String>> {
    if text.len() > MAX_REQUEST {
        return Err(vec![format!("longer than {MAX_REQUEST} bytes")]);
    }
    let request = request::parse(text).map_err(|error| vec![error.to_string()])?;
    let issuer = issuer
        .at(&request.location)
        .map_err(|error| vec![error.to_string()])?;
    let draft = pipeline
        .parse(request.draft, now)
        .map_err(|errors| errors.iter().map(ToString::to_string).collect::<Vec<_>>())?;
    Ok(IssueRequest { draft, issuer })
}

fn place(number: usize, of: usize) -> String {
    if of == 1 {
        String::new()
    } else {
        format!("case {}: ", number + 1)
    }
}
