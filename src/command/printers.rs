//! `impftheke printers`: which printers there are and how they are; and trusting the certificate of one.

use std::process::ExitCode;

use clap::Args;
use serde_json::{Value, json};
use zeroize::Zeroizing;

use super::{Error, files};
use crate::{
    counter::{
        data_folder::DataFolder,
        master_key,
        open::{self, Given},
        print_setup::{spooler, spooler_among},
        printer_logins,
        printer_wording::{say_error, say_printer},
        settings::Settings,
    },
    spool::{self, Config, Login, Logins, Printer, Severity, Spooler, Target},
    text::Language,
};

/// List the printers, or trust or forget one
#[derive(Args, Debug)]
pub(super) struct Arguments {
    /// Print JSON
    #[arg(long)]
    json: bool,
    /// Remember the certificate that the printer at this ipps address shows now
    #[arg(long, value_name = "ADDRESS")]
    trust: Option<Target>,
    /// Trust no certificate of the printer at this ipps address any more
    #[arg(long, value_name = "ADDRESS", conflicts_with = "trust")]
    forget: Option<Target>,
    /// Log in at this printer: standard input holds user and password, a line each
    #[arg(long, value_name = "PRINTER", conflicts_with_all = ["trust", "forget"])]
    login: Option<Target>,
    /// Forget user and password for this printer
    #[arg(long, value_name = "PRINTER", conflicts_with_all = ["trust", "forget", "login"])]
    logout: Option<Target>,
}

pub(super) fn run(folder: &DataFolder, arguments: &Arguments) -> Result<ExitCode, Error> {
    folder.create().map_err(open::Error::from)?;
    let settings = Settings::load(&folder.settings())?;
    if let Some(target) = &arguments.trust {
        trust(folder, &settings, target)?;
        return Ok(ExitCode::SUCCESS);
    }
    if let Some(target) = &arguments.forget {
        forget(folder, target)?;
        return Ok(ExitCode::SUCCESS);
    }
    if let Some(target) = &arguments.login {
        log_in(folder, target)?;
        return Ok(ExitCode::SUCCESS);
    }
    if let Some(target) = &arguments.logout {
        log_out(folder, target)?;
        return Ok(ExitCode::SUCCESS);
    }
    let around = with_logins(folder, &settings);
    let printers = spooler_among(&settings, &around)
        .list()
        .map_err(|error| told(&error))?;
    if arguments.json {
        let printers: Vec<Value> = printers.iter().map(to_json).collect();
        files::say(&Value::Array(printers).to_string())?;
    } else if printers.is_empty() {
        files::say("there is no printer")?;
    } else {
        for printer in &printers {
            files::say(&to_line(printer))?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// Says in one line why a printer did not do what it should.
pub(super) fn told(error: &spool::Error) -> Error {
    Error::Printer(say_error(Language::English, error).in_one_line())
}

fn trust(folder: &DataFolder, settings: &Settings, target: &Target) -> Result<(), Error> {
    let address = secure_address(target)?;
    let shown = match spooler(settings).printer(target) {
        Ok(_) => return Ok(files::say("it is trusted already")?),
        Err(spool::Error::IdentityUnknown(shown) | spool::Error::IdentityChanged(shown)) => shown,
        Err(error) => return Err(told(&error)),
    };
    open::change_settings(folder, |settings| {
        let mut pins = settings.values().printers.trusted.clone();
        pins.trust(address, &shown);
        settings.set("printer.trusted", &pins.to_string())
    })?;
    Ok(files::say(&format!("trusted: SHA-256 {shown}"))?)
}

fn forget(folder: &DataFolder, target: &Target) -> Result<(), Error> {
    let address = secure_address(target)?;
    let mut forgotten = 0;
    open::change_settings(folder, |settings| {
        let mut pins = settings.values().printers.trusted.clone();
        forgotten = pins.forget(address);
        settings.set("printer.trusted", &pins.to_string())
    })?;
    Ok(files::say(&match forgotten {
        0 => "none was trusted".to_owned(),
        1 => "forgotten: 1 certificate".to_owned(),
        several => format!("forgotten: {several} certificates"),
    })?)
}

/// Returns the printers of this system with the logins that are kept, as far as these can be opened.
fn with_logins(folder: &DataFolder, settings: &Settings) -> Config {
    let around = Config::of_this_system();
    if !printer_logins::sealed(settings).is_empty()
        && let Ok((settings, master)) = master_key::open(folder, Given::InFile)
    {
        // A printer that asks is listed as one that does.
        drop(printer_logins::take_in(&around.logins, &settings, &master));
    }
    around
}

fn log_in(folder: &DataFolder, target: &Target) -> Result<(), Error> {
    let lines = Zeroizing::new(files::read_input()?);
    let login = lines.split_once('\n').and_then(|(user, password)| {
        let password = password.trim_end_matches(['\r', '\n']);
        Login::new(user.trim_end_matches('\r'), password)
    });
    let login = login.ok_or_else(|| {
        Error::Input("two lines are needed: the user, without a colon, then the password".into())
    })?;
    let (settings, master) = master_key::open(folder, Given::InFile)?;
    let around = Config::of_this_system();
    printer_logins::take_in(&around.logins, &settings, &master).map_err(open::Error::from)?;
    let spooler = spooler_among(&settings, &around);
    let printer = match target {
        Target::Default => default_queue(&spooler)?,
        Target::Address(_) | Target::Queue(_) => target.clone(),
    };
    // One that works is not lost to one that does not.
    let logins = Logins::default();
    logins.set(&printer, login.clone());
    let trying = Config {
        logins,
        ..Config::of_this_system()
    };
    match spooler_among(&settings, &trying).try_login(&printer) {
        Err(error @ spool::Error::LoginRefused) => {
            // Before anything else is said: it is never brought again.
            around.logins.refuse(&printer, &login);
            printer_logins::keep(&around.logins, folder, (settings.is_live(), &master))?;
            Err(told(&error))
        }
        Err(error) if !error.is_silence() => Err(told(&error)),
        // A printer that is off says later what it thinks of it.
        Ok(()) | Err(_) => {
            around.logins.set(&printer, login);
            printer_logins::keep(&around.logins, folder, (settings.is_live(), &master))?;
            Ok(files::say(&format!("kept for {printer}"))?)
        }
    }
}

fn log_out(folder: &DataFolder, target: &Target) -> Result<(), Error> {
    let (settings, master) = master_key::open(folder, Given::InFile)?;
    let logins = Logins::default();
    printer_logins::take_in(&logins, &settings, &master).map_err(open::Error::from)?;
    let had = logins.forget(target);
    printer_logins::keep(&logins, folder, (settings.is_live(), &master))?;
    Ok(files::say(if had { "forgotten" } else { "none was kept" })?)
}

/// Names the queue that is the default of this system.
fn default_queue(spooler: &dyn Spooler) -> Result<Target, Error> {
    let printer = spooler.printer(&Target::Default);
    Ok(printer.map_err(|error| told(&error))?.target)
}

fn secure_address(target: &Target) -> Result<&str, Error> {
    match target {
        Target::Address(address) if address.starts_with("ipps://") => Ok(address),
        Target::Address(_) | Target::Default | Target::Queue(_) => {
            let why = "only a printer at an ipps address shows a certificate";
            Err(Error::Input(why.to_owned()))
        }
    }
}

fn to_json(printer: &Printer) -> Value {
    let reasons = printer.reasons.iter().map(|reason| {
        json!({
            "name": reason.cause.name(),
            "severity": match reason.severity {
                Severity::Error => "error",
                Severity::Warning => "warning",
                Severity::Report => "report",
            },
            "keyword": reason.keyword,
        })
    });
    json!({
        "printer": printer.target.to_string(),
        "name": printer.name,
        "state": printer.state.name(),
        "accepting": printer.accepting,
        "default": printer.is_default,
        "reasons": reasons.collect::<Vec<_>>(),
        "trays": printer.trays,
        "fault": printer.fault.as_ref().map(spool::Error::name),
    })
}

/// Tells a printer in one line: how settings name it, its state and what it needs, its trays.
fn to_line(printer: &Printer) -> String {
    let mut line = format!("{:<24}", printer.target.to_string());
    if printer.name != printer.target.to_string() {
        line = format!("{line}  {}", printer.name);
    }
    if printer.is_default {
        line = format!("{line}  (default)");
    }
    line = format!("{line}  {}", say_printer(Language::English, printer));
    if !printer.trays.is_empty() {
        line = format!("{line}  trays: {}", printer.trays.join(", "));
    }
    line
}
