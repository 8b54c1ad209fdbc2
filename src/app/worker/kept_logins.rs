//! The logins of printers: sealed whenever one is given, refused or forgotten, and taken in from other programs.

use crate::{
    counter::{
        data_folder::DataFolder,
        open::{Counter, Error},
        printer_logins::sealed,
    },
    spool::Logins,
};

/// The logins as they were kept or taken in last.
#[derive(Debug, Default)]
pub(super) struct KeptLogins {
    version: u64,
    /// How they were kept last.
    sealed: String,
    /// How they stood in the worker's settings then, which may take up later what was kept, or not at all.
    present: String,
}

impl KeptLogins {
    /// Keeps what has changed of the logins here, else takes in what another program has changed.
    pub(super) fn see_to(
        &mut self,
        counter: &Counter,
        (logins, folder): (&Logins, &DataFolder),
    ) -> Result<(), Error> {
        let version = logins.version();
        let present = sealed(&counter.settings);
        if version != self.version {
            let sealed = counter.keep_logins(logins, folder)?;
            *self = Self {
                version,
                sealed,
                present,
            };
        } else if present != self.present {
            // Not what was there before: a password that was refused meanwhile would come back.
            if present == self.sealed {
                self.present = present;
            } else {
                *self = Self::taken_in(counter, logins);
            }
        }
        Ok(())
    }

    /// Takes in the logins that are kept; those that cannot be opened are asked for anew.
    pub(super) fn taken_in(counter: &Counter, logins: &Logins) -> Self {
        if let Err(error) = counter.take_in_logins(logins) {
            tracing::warn!(%error, "printers ask for their logins anew");
        }
        let present = sealed(&counter.settings);
        Self {
            version: logins.version(),
            sealed: present.clone(),
            present,
        }
    }
}
