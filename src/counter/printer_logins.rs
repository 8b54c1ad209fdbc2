//! The logins of printers as the counter keeps them: sealed in its settings.

use super::{
    Error,
    data_folder::DataFolder,
    open::{Counter, change_settings},
    settings::{self, Secret, Settings},
};
use crate::{
    spool::{Logins, NotLogins},
    vault::MasterKey,
};

/// Takes in the logins that are kept. Those that cannot be opened any more are asked for anew.
pub fn take_in(
    logins: &Logins,
    settings: &Settings,
    master: &MasterKey,
) -> Result<(), settings::Error> {
    let key = Secret::PrinterLogins.key();
    let kept = settings.secret(Secret::PrinterLogins, master)?;
    let taken = logins.take_in(kept.as_ref().map_or("", |kept| kept.as_str()));
    taken.map_err(|NotLogins| settings::Error::Secret { key })
}

/// Seals the logins as they are by now, for the next start; returns how they stand in the settings.
///
/// Where the settings name another profile by now, they are not these logins' own: nothing is kept.
pub fn keep(
    logins: &Logins,
    folder: &DataFolder,
    (is_live, master): (bool, &MasterKey),
) -> Result<String, Error> {
    let text = logins.to_text();
    let mut kept = String::new();
    change_settings(folder, |settings| {
        if settings.is_live() != is_live {
            return Ok(());
        }
        settings.set_secret(Secret::PrinterLogins.key(), &text, master)?;
        kept = sealed(settings);
        Ok(())
    })?;
    Ok(kept)
}

/// Returns how the logins stand in the settings, to notice that somebody has changed them.
pub fn sealed(settings: &Settings) -> String {
    let setting = settings::find(Secret::PrinterLogins.key());
    setting.map_or_else(|_| String::new(), |it| settings.text(it).to_owned())
}

impl Counter {
    /// Takes in the logins of printers as they are kept.
    pub fn take_in_logins(&self, logins: &Logins) -> Result<(), settings::Error> {
        take_in(logins, &self.settings, &self.master)
    }

    /// Seals the logins of printers as they are by now; returns how they stand in the settings.
    pub fn keep_logins(&self, logins: &Logins, folder: &DataFolder) -> Result<String, Error> {
        keep(logins, folder, (self.settings.is_live(), &self.master))
    }
}
