//! The printers of this system: IPP first, `lp` where CUPS cannot be spoken to.

use super::{
    Cause, Config, Error, Job, Printer, Progress, Reason, Spooler, State, Target, Ticket,
    ipp::Client, job::Way, lp::Lp,
};

/// The printers of this system: those of CUPS, and those that are spoken to directly.
#[derive(Debug)]
pub struct SystemSpooler {
    client: Client,
    direct: Vec<Target>,
    lp: Option<Lp>,
}

impl SystemSpooler {
    /// Takes what is to be asked. Nothing is sent yet.
    pub fn new(config: &Config) -> Self {
        Self {
            client: Client::new(config),
            direct: config.direct.clone(),
            lp: config.lp.as_deref().map(Lp::new),
        }
    }

    /// Brings a printer the login that is known for it, without printing anything.
    pub fn try_login(&self, target: &Target) -> Result<(), Error> {
        self.client.try_login(target)
    }

    /// Returns `lp` where CUPS itself does not answer.
    fn lp_for(&self, error: &Error, target: &Target) -> Option<&Lp> {
        let of_cups = !matches!(target, Target::Address(_));
        self.lp
            .as_ref()
            .filter(|_| of_cups && matches!(error, Error::NoService))
    }
}

impl Spooler for SystemSpooler {
    fn list(&self) -> Result<Vec<Printer>, Error> {
        let queues = match self.client.queues() {
            Err(error) => match self.lp_for(&error, &Target::Default) {
                Some(lp) => lp.list(),
                None => Err(error),
            },
            queues => queues,
        };
        let mut printers = match queues {
            Err(Error::NoService) if !self.direct.is_empty() => Vec::new(),
            queues => queues?,
        };
        printers.sort_by_key(|printer| (!printer.is_default, printer.name.to_lowercase()));
        for target in &self.direct {
            printers.push(match self.client.find(target) {
                Ok(found) => found.printer,
                Err(error) => silent(target, error),
            });
        }
        Ok(printers)
    }

    fn printer(&self, target: &Target) -> Result<Printer, Error> {
        let error = match self.client.find(target) {
            Ok(found) => return Ok(found.printer),
            Err(error) => error,
        };
        let Some(lp) = self.lp_for(&error, target) else {
            return Err(error);
        };
        let is_meant = |printer: &Printer| match target {
            Target::Default => printer.is_default,
            Target::Address(_) | Target::Queue(_) => printer.target == *target,
        };
        let printer = lp.list()?.into_iter().find(is_meant);
        printer.ok_or(match target {
            Target::Default => Error::NoDefault,
            Target::Address(_) | Target::Queue(_) => Error::NoSuchPrinter,
        })
    }

    fn send(&self, target: &Target, pdf: &[u8], ticket: &Ticket) -> Result<Job, Error> {
        match self.client.send(target, pdf, ticket) {
            // Nothing has been sent where the service does not answer at all.
            Err(error) => match self.lp_for(&error, target) {
                Some(lp) => lp.send(target, pdf, ticket),
                None => Err(error),
            },
            sent => sent,
        }
    }

    fn look(&self, job: &Job) -> Result<Progress, Error> {
        match (&job.way, job.number) {
            (Way::Ipp(dest), Some(number)) => self.client.look(dest, number),
            (Way::Ipp(_), None) => Err(Error::Unclear(None)),
            (Way::Lp { .. }, _) => Ok(Progress::HandedOn),
        }
    }

    fn log_in(&self, job: &Job) -> Result<(), Error> {
        match (&job.way, job.number) {
            (Way::Ipp(dest), Some(number)) => self.client.log_in(dest, number),
            (Way::Ipp(_), None) | (Way::Lp { .. }, _) => Ok(()),
        }
    }

    fn cancel(&self, job: &Job) -> Result<(), Error> {
        match (&job.way, job.number) {
            (Way::Ipp(dest), Some(number)) => self.client.cancel(dest, number),
            (Way::Ipp(_), None) => Err(Error::TooLate),
            (Way::Lp { id }, _) => match &self.lp {
                Some(lp) => lp.cancel(id),
                None => Err(Error::TooLate),
            },
        }
    }
}

/// Lists a printer that does not answer.
fn silent(target: &Target, error: Error) -> Printer {
    Printer {
        target: target.clone(),
        name: target.to_string(),
        state: State::Unknown,
        accepting: false,
        reasons: if error.is_silence() {
            vec![Reason::of(Cause::Offline)]
        } else {
            Vec::new()
        },
        is_default: false,
        asks_login: false,
        trays: Vec::new(),
        fault: Some(error),
    }
}
