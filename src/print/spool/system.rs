//! The printers of this system.

use super::{Config, Error, Job, Printer, Progress, Spooler, Target, Ticket};

/// The printers of this system: those of CUPS, and those that are spoken to directly.
#[derive(Debug)]
pub struct SystemSpooler {
    config: Config,
}

impl SystemSpooler {
    /// Takes what is to be asked. Nothing is sent yet.
    pub fn new(config: Config) -> Self {
        Self { config }
    }
}

impl Spooler for SystemSpooler {
    fn list(&self) -> Result<Vec<Printer>, Error> {
        Err(Error::NoService)
    }

    fn printer(&self, _target: &Target) -> Result<Printer, Error> {
        Err(Error::NoService)
    }

    fn send(&self, _target: &Target, _pdf: &[u8], _ticket: &Ticket) -> Result<Job, Error> {
        Err(Error::NoService)
    }

    fn look(&self, _job: &Job) -> Result<Progress, Error> {
        Err(Error::NoService)
    }

    fn cancel(&self, _job: &Job) -> Result<(), Error> {
        Err(Error::NoService)
    }
}
