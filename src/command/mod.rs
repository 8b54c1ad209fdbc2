//! The same work without a window: issue, queue, print, check, signer, config.
//!
//! Errors are one line on standard error and exit status 2; a certificate that is not valid is status 1, a case
//! that has to wait status 3.

mod attempt;
mod check;
mod config;
mod encoding;
mod files;
mod issue;
mod key;
mod output;
mod print;
mod printers;
mod queue;
mod report;
mod signer;
mod training_portal;

use std::{path::PathBuf, process::ExitCode, time::Duration};

use clap::{Parser, Subcommand};
use jiff::{Timestamp, ZonedDateTime, civil::DateTime, tz::TimeZone};

use crate::{
    app,
    counter::{self, data_folder::DataFolder, settings},
    domain::Clock as _,
    issue as issuing,
    queue::Note,
    text::{Language, SCREEN, cut, texts},
};

/// Issues EU Digital COVID Certificates; without a command it opens the counter.
#[derive(Debug, Parser)]
#[command(name = "impftheke", version, after_help = DATA)]
pub struct Arguments {
    /// Keep everything under this folder
    #[arg(long, value_name = "DIR", global = true)]
    data: Option<PathBuf>,
    #[command(subcommand)]
    command: Option<Command>,
}

/// Where data lies, for whoever asks for help.
const DATA: &str = "\
Everything lies in one data folder: ~/.local/share/impftheke on Linux, %LOCALAPPDATA%\\Impftheke\\Impftheke on \
Windows, ~/Library/Application Support/de.Impftheke.Impftheke on macOS.
But for a few bytes a data folder and profile, which remember the last number given, so that none is given twice after \
a folder was put back from a copy: ~/.local/state/impftheke/numbers, %APPDATA%\\Impftheke\\Impftheke\\config\\numbers, \
~/Library/Preferences/de.Impftheke.Impftheke/numbers. They hold nothing of a person.";

#[derive(Debug, Subcommand)]
enum Command {
    Issue(issue::Arguments),
    Signer(signer::Arguments),
    Check(check::Arguments),
    Queue(queue::Arguments),
    Print(print::Arguments),
    Printers(printers::Arguments),
    Config(config::Arguments),
    Key(key::Arguments),
    TrainingPortal(training_portal::Arguments),
}

/// Why a command could not be carried out, in words.
#[derive(Debug, thiserror::Error)]
enum Error {
    /// The data folder or its keys.
    #[error(transparent)]
    Counter(#[from] counter::open::Error),
    /// A file that could not be read or written.
    #[error(transparent)]
    File(#[from] files::Error),
    /// The input, the case by its place in it.
    #[error("{0}")]
    Input(String),
    /// A case that could not be taken up, tried or opened.
    #[error(transparent)]
    Issue(#[from] issuing::Error),
    /// A printer, in words.
    #[error("{0}")]
    Printer(String),
    /// The queue refuses.
    #[error(transparent)]
    Queue(#[from] crate::queue::Error),
    /// The settings.
    #[error(transparent)]
    Settings(#[from] settings::Error),
    /// A slip that could not be laid out.
    #[error(transparent)]
    Slip(#[from] counter::visit_slip::Error),
    /// The portal to practise with could not be started.
    #[error("{0}")]
    Portal(String),
    /// Cases that are taken up, and something that failed after that.
    #[error("taken up under {numbers}, safe in the queue, but {why}")]
    TakenUp {
        /// Their numbers.
        numbers: String,
        /// What failed.
        why: String,
    },
    /// A window could not be opened.
    #[error(
        "no window could be opened ({0}); without a display: impftheke issue INPUT.json --pdf FILE"
    )]
    Window(String),
}

/// Reads what was asked for. Help is said at once, and so is what cannot be understood, which may be of any length.
pub fn read() -> Result<Arguments, ExitCode> {
    Arguments::try_parse().map_err(|refused| {
        let plain = refused.render().to_string();
        if refused.use_stderr() && cut(&plain, SCREEN) != plain {
            files::say_error(plain.trim_end());
        } else {
            // In colours, where it goes to a terminal; where even this fails, the exit status still tells.
            drop(refused.print());
        }
        u8::try_from(refused.exit_code()).map_or(ExitCode::FAILURE, ExitCode::from)
    })
}

/// Carries out what was asked for.
pub fn run(arguments: Arguments) -> ExitCode {
    let result = DataFolder::new(arguments.data)
        .map_err(|error| Error::Counter(error.into()))
        .and_then(|folder| match arguments.command {
            None => app::open_window(folder)
                .map(|()| ExitCode::SUCCESS)
                .map_err(|error| Error::Window(reason(&error.to_string()).to_owned())),
            Some(Command::Issue(arguments)) => issue::run(&folder, &arguments),
            Some(Command::Signer(arguments)) => signer::run(&folder, &arguments),
            Some(Command::Check(arguments)) => check::run(&folder, &arguments),
            Some(Command::Queue(arguments)) => queue::run(&folder, &arguments),
            Some(Command::Print(arguments)) => print::run(&folder, &arguments),
            Some(Command::Printers(arguments)) => printers::run(&folder, &arguments),
            Some(Command::Config(arguments)) => config::run(&folder, &arguments),
            Some(Command::Key(arguments)) => key::run(&folder, &arguments),
            Some(Command::TrainingPortal(arguments)) => training_portal::run(&folder, arguments),
        });
    result.unwrap_or_else(|error| {
        files::say_error(&format!("impftheke: {}", in_words(&error)));
        ExitCode::from(2)
    })
}

/// Says on standard error that the program itself is at fault.
pub fn say_bug(place: &str) {
    let place = inside_crate(place);
    files::say_error(&format!(
        "impftheke: this is a fault of the program, at {place}; please report it"
    ));
}

/// Leaves out where a message arose in the sources of a library: that is a path of whoever built the program.
fn reason(message: &str) -> &str {
    let after = message
        .rsplit_once(".rs:")
        .and_then(|(_, line)| line.split_once(": "));
    after
        .map_or(message, |(_, reason)| reason)
        .trim_end_matches('.')
}

/// Leaves out where the sources of a library lay when the program was built.
fn inside_crate(place: &str) -> &str {
    ["/registry/src/", "\\registry\\src\\"]
        .iter()
        .find_map(|folder| place.split_once(folder))
        .and_then(|(_, inside)| inside.split_once(['/', '\\']))
        .map_or(place, |(_, inside)| inside)
}

/// Says an error: what somebody mistyped in their own language, the rest in English.
fn in_words(error: &Error) -> String {
    if let Error::Settings(settings::Error::Hours { key, fault })
    | Error::Counter(counter::open::Error::Settings(settings::Error::Hours { key, fault })) =
        error
    {
        return format!("{key}: {}", settings::say_hours(language(), fault));
    }
    in_one_line(error)
}

/// The language of whoever types the command, by POSIX's rules for messages.
fn language() -> Language {
    let set = ["LC_ALL", "LC_MESSAGES", "LANG"]
        .into_iter()
        .filter_map(std::env::var_os)
        .find(|value| !value.is_empty());
    match set {
        Some(locale) if locale.to_string_lossy().starts_with("de") => Language::German,
        _ => Language::English,
    }
}

/// Joins an error and what caused it, shortened as every message is.
fn in_one_line(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        let cause_text = match cause.downcast_ref() {
            Some(cause) => files::in_words(cause),
            None => cause.to_string(),
        };
        if !text.contains(&cause_text) {
            text = format!("{text}: {cause_text}");
        }
        source = cause.source();
    }
    cut(&text, SCREEN).replace('\n', " ")
}

/// Reads a moment of RFC 3339; a missing zone means UTC.
fn moment(text: &str) -> Result<Timestamp, jiff::Error> {
    text.parse()
        .or_else(|error| match text.parse::<DateTime>() {
            Ok(local) => TimeZone::UTC.to_timestamp(local),
            Err(_) => Err(error),
        })
}

/// Takes the time from `--at`, or from the system.
fn now(at: Option<Timestamp>) -> ZonedDateTime {
    let now = counter::SystemClock.now();
    match at {
        Some(at) => at.to_zoned_datetime(now.time_zone().clone()),
        None => now,
    }
}

/// Asks the portal for the time, if the clock is in doubt and it was not asked just now.
///
/// `running` is the time since the counter was opened.
fn ask_the_time(pipeline: &mut issuing::Pipeline, running: Duration, limit: Duration) {
    let now = || counter::SystemClock.now().timestamp();
    let question = pipeline.asks_the_time(now(), running);
    if let Some(date) = question.and_then(|question| question.ask(limit)) {
        pipeline.told_the_time(date, now());
    }
}

/// Does what is due by the time. Where that fails it is done later: it stands in the way of nothing that was asked for.
fn tidy(pipeline: &mut issuing::Pipeline, now: Timestamp) {
    if let Err(error) = pipeline.tidy(now, Duration::ZERO) {
        tracing::warn!(%error, "what is due in the queue is not done yet");
    }
}

/// Tells what was noticed when the queue was opened.
fn say_notes(counter: &counter::open::Counter) {
    let language = language();
    for note in &counter.notes {
        let said = match app::notices::say(language, note) {
            Some(problem) => format!("{}. {}", problem.what, problem.remedy),
            None => note.to_string(),
        };
        files::say_error(&format!("impftheke: {said}"));
    }
    if counter.notes.iter().any(Note::is_kept) {
        let how = texts(language).get("note-seen-by");
        files::say_error(&format!("impftheke: {how}"));
    }
    for error in &counter.unusable {
        files::say_error(&format!("impftheke: {}", in_one_line(error)));
    }
}
