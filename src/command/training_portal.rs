//! `impftheke training-portal`: a portal to practise and test with, until it is ended.

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
    sync::Arc,
    thread,
    time::Duration,
};

use clap::Args;

use super::{Error, files};
use crate::{
    counter::{SystemClock, data_folder::DataFolder, open, settings::Settings},
    training::{self, Faults, Identity, Tls},
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
    /// Speak TLS, with a certificate by a training CA that is kept in the data folder
    #[arg(long)]
    tls: bool,
    /// Speak TLS 1.2 alone, as older portals do
    #[arg(long, requires = "tls")]
    tls12: bool,
    /// Demand a client certificate by this CA (PEM)
    #[arg(long, value_name = "FILE", requires = "tls")]
    client_ca: Option<PathBuf>,
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
    let keys = open::training_keys(folder, super::now(None).timestamp())?;
    let tls = arguments.tls.then(|| tls(folder, &arguments));
    let tls = tls.transpose()?;
    let files: Vec<String> = tls
        .iter()
        .flat_map(|tls| [("ca", tls.identity.ca()), ("client", tls.identity.client())])
        .map(|(what, path)| format!("{what} {}", path.display()))
        .collect();
    let running = training::start(training::Options {
        port: arguments.port,
        faults,
        keys,
        issuer: open::issuer(&Settings::default()).map_err(open::Error::from)?,
        clock: Arc::new(SystemClock),
        key: arguments.key,
        tls,
    })
    .map_err(|error| Error::Portal(super::in_one_line(&error)))?;
    files::say(&running.url())?;
    files::say(&format!("control {}", running.control_url()))?;
    for line in files {
        files::say(&line)?;
    }
    loop {
        thread::sleep(Duration::from_hours(24));
    }
}

/// Opens who the portal is in TLS; the folder exists since the keys were opened.
fn tls(folder: &DataFolder, arguments: &Arguments) -> Result<Tls, Error> {
    let now = super::now(None).timestamp();
    let identity = Identity::open_or_create(&folder.training_portal(), now)
        .map_err(|error| Error::Portal(super::in_one_line(&error)))?;
    let client_ca = arguments.client_ca.as_ref();
    let client_ca = client_ca.map(|path| files::read(path, MAX_FILE));
    Ok(Tls {
        identity: if arguments.tls12 {
            identity.older()
        } else {
            identity
        },
        client_ca: client_ca.transpose()?,
    })
}

/// The most bytes of a file.
const MAX_FILE: u64 = 1 << 20;

/// Takes a name, else reads the file.
fn faults(name: &Path) -> Result<Faults, Error> {
    let text = name.to_string_lossy();
    let named = Faults::named(&text);
    if named.is_ok() || !name.exists() {
        return named.map_err(|error| Error::Input(format!("{error}, and there is no such file")));
    }
    let bytes = files::read(name, MAX_FILE)?;
    let no_text = || Error::Input(format!("{text} is no text"));
    let json = std::str::from_utf8(&bytes).ok().ok_or_else(no_text)?;
    Faults::parse(json).map_err(|error| Error::Input(format!("{text}: {error}")))
}
