//! `impftheke training-portal`: a portal to practise and test with, until it is ended.

use std::{path::PathBuf, process::ExitCode, sync::Arc, thread, time::Duration};

use clap::Args;

use super::{Error, files};
use crate::{
    app::{SystemClock, config::DataFolder, desk},
    training::{self, Faults},
};

/// Run a portal to practise and test with, on this computer alone
#[derive(Args, Debug)]
pub(super) struct Arguments {
    /// Listen on this port; 0 takes any
    #[arg(long, default_value_t = 0)]
    port: u16,
    /// What goes wrong: a name, or a file with JSON; `list` shows the names
    #[arg(long, value_name = "FILE|NAME", default_value = "none")]
    faults: PathBuf,
    /// Demand this bearer key
    #[arg(long, value_name = "TEXT")]
    key: Option<String>,
}

pub(super) fn run(folder: &DataFolder, arguments: Arguments) -> Result<ExitCode, Error> {
    if arguments.faults.as_os_str() == "list" {
        let lines: Vec<String> = Faults::list()
            .map(|(name, what)| format!("{name:20} {what}"))
            .collect();
        files::say(&lines.join("\n"))?;
        return Ok(ExitCode::SUCCESS);
    }
    let faults = faults(&arguments.faults)?;
    let desk = desk::open(folder, &super::now(None))?;
    let running = training::start(training::Options {
        port: arguments.port,
        faults,
        keys: desk.keys,
        issuer: desk.issuer,
        clock: Arc::new(SystemClock),
        key: arguments.key,
    })
    .map_err(|error| Error::Portal(super::in_one_line(&error)))?;
    files::say(&running.url())?;
    files::say(&format!("control {}", running.control_url()))?;
    loop {
        thread::sleep(Duration::from_hours(24));
    }
}

/// The most bytes of a file of faults.
const MAX_FAULTS: u64 = 1 << 20;

/// Takes a name, else reads the file.
fn faults(name: &PathBuf) -> Result<Faults, Error> {
    let text = name.to_string_lossy();
    let named = Faults::named(&text);
    if named.is_ok() || !name.exists() {
        return named.map_err(|error| Error::Input(format!("{error}, and there is no such file")));
    }
    let bytes = files::read(name, MAX_FAULTS)?;
    let json =
        std::str::from_utf8(&bytes).map_err(|_| Error::Input(format!("{text} is no text")))?;
    Faults::parse(json).map_err(|error| Error::Input(format!("{text}: {error}")))
}
