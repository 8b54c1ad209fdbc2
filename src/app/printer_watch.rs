//! The printer for certificates, looked at now and then.

use std::{
    path::PathBuf,
    sync::mpsc::{RecvTimeoutError, SyncSender, sync_channel},
    thread,
    time::Duration,
};

use jiff::Timestamp;

use super::jobs::EventSender;
use crate::{
    counter::{
        print_setup::{Document, spooler_among, target},
        printer_wording::{say_error, say_printer},
        settings::Settings,
    },
    spool::{Config, Error, Printer, Reason, Spooler as _, Target},
    text::Language,
    ui::{Light, LightState},
};

/// A printer as it was seen last.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Seen {
    target: Target,
    printer: Result<Printer, Error>,
    /// When it was ready last.
    ready_at: Option<Timestamp>,
}

impl Seen {
    /// Adds a look at a printer to the one before, which may have been at another.
    fn after(
        before: Option<&Self>,
        now: Timestamp,
        (target, printer): (Target, Result<Printer, Error>),
    ) -> Self {
        let ready_at = if printer.as_ref().is_ok_and(Printer::is_ready) {
            Some(now)
        } else {
            let same = before.filter(|seen| seen.target == target);
            same.and_then(|seen| seen.ready_at)
        };
        Self {
            target,
            printer,
            ready_at,
        }
    }

    /// Returns its light.
    pub(super) fn light(&self) -> Light {
        let state = match &self.printer {
            Ok(printer) if printer.reasons.iter().any(Reason::needs_staff) => LightState::NeedsYou,
            Ok(printer) if printer.is_ready() => LightState::Works,
            Ok(_) => LightState::NeedsYou,
            Err(_) => LightState::Fails,
        };
        Light {
            state,
            cause: None,
            last_success: self.ready_at,
        }
    }

    /// Says how it is, in one line.
    pub(super) fn say(&self, language: Language) -> String {
        match &self.printer {
            Ok(printer) => say_printer(language, printer),
            Err(error) => say_error(language, error).in_one_line(),
        }
    }
}

/// Somebody who looks at the printer for certificates now and then, until this is dropped.
#[derive(Debug)]
pub(super) struct PrinterWatch {
    _until: SyncSender<()>,
}

/// Looks at the printer and tells what has changed.
///
/// The settings are read each time: another printer may have been chosen.
pub(super) fn watch<E>(path: PathBuf, around: Config, event_sender: EventSender<E>) -> PrinterWatch
where
    E: From<Option<Seen>> + Send + 'static,
{
    let (until, dropped) = sync_channel(0);
    let watch = move || {
        let mut wait = Duration::ZERO;
        let mut last: Option<Seen> = None;
        while matches!(dropped.recv_timeout(wait), Err(RecvTimeoutError::Timeout)) {
            // Damaged settings are told where they are used.
            let settings = Settings::load(&path).unwrap_or_default();
            let (spooler, target) = (
                spooler_among(&settings, &around),
                target(&settings, Document::Certificate),
            );
            let printer = spooler.printer(&target);
            // Whoever has not set a printer up misses none.
            let none = target == Target::Default
                && matches!(printer, Err(Error::NoDefault | Error::NoService));
            let look = (target, printer);
            let seen = (!none).then(|| Seen::after(last.as_ref(), Timestamp::now(), look));
            if seen != last {
                event_sender.tell(seen.clone().into());
                last = seen;
            }
            wait = LOOK_EVERY;
        }
    };
    if let Err(error) = thread::Builder::new()
        .name("printer".to_owned())
        .spawn(watch)
    {
        tracing::error!("nobody looks at the printer: {error}");
    }
    PrinterWatch { _until: until }
}

/// Often enough for a status line; the watcher of a job looks more often.
const LOOK_EVERY: Duration = Duration::from_mins(1);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::spool::State;

    #[test]
    fn a_printer_was_ready_when_it_was_itself() {
        let ready = Printer {
            target: Target::Default,
            name: String::new(),
            state: State::Idle,
            accepting: true,
            reasons: Vec::new(),
            is_default: true,
            asks_login: false,
            trays: Vec::new(),
            fault: None,
        };
        let (early, late) = (Timestamp::UNIX_EPOCH, Timestamp::MAX);
        let seen = Seen::after(None, early, (Target::Default, Ok(ready)));
        for (target, ready_at) in [
            (Target::Default, Some(early)),
            (Target::Queue("Laser".into()), None),
        ] {
            let look = (target, Err(Error::Unreachable));
            assert_eq!(Seen::after(Some(&seen), late, look).ready_at, ready_at);
        }
    }
}
