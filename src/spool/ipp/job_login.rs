//! Logins: what a printer is told of whoever prints, a job that waits for it, and a login that is only tried.

use std::{
    collections::BTreeMap,
    sync::{Mutex, PoisonError},
};

use ipp::model::{DelimiterTag, Operation};
use zeroize::Zeroizing;

use super::{
    super::{Error, Login, Target},
    Client, Dest,
    state::{AUTH_INFO, is_password},
    wire::Message,
};

/// Which jobs were brought which login, by printer and number: the same is not brought twice.
#[derive(Debug, Default)]
pub(super) struct Brought(Mutex<BTreeMap<(Target, i32), Login>>);

/// What the words of `auth-info-required` are answered with, and by whose login.
type AuthInfo = (Vec<Zeroizing<String>>, Login);

impl Client {
    /// Answers what CUPS wants to know of whoever prints (`auth-info-required`), where it is for staff to know.
    pub(super) fn auth_info(
        &self,
        dest: &Dest,
        wanted: &[String],
    ) -> Result<Option<AuthInfo>, Error> {
        if !wanted.iter().any(|word| is_password(word)) {
            return Ok(None);
        }
        let login = self.line.login_for(dest)?;
        let given = login.as_auth_info(wanted).ok_or(Error::LoginForeign)?;
        Ok(Some((given, login)))
    }

    pub(super) fn note_brought(&self, dest: &Dest, number: i32, login: Login) {
        let mut brought = self
            .brought
            .0
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        brought.insert((dest.printer.clone(), number), login);
    }

    fn was_brought(&self, dest: &Dest, number: i32) -> Option<Login> {
        let brought = self
            .brought
            .0
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        brought.get(&(dest.printer.clone(), number)).cloned()
    }

    /// Brings a job that CUPS holds for it the login of its printer. One that the job has had already is refused by
    /// that: whoever stands behind the queue did not take it.
    pub(in crate::spool) fn log_in(&self, dest: &Dest, number: i32) -> Result<(), Error> {
        let login = match self.line.login_for(dest) {
            Err(error) if error.asks_for_login() => return Ok(()),
            login => login?,
        };
        if self.was_brought(dest, number).as_ref() == Some(&login) {
            self.line.logins.refuse(&dest.printer, &login);
            return Ok(());
        }
        let answered = self.authenticate(dest, number);
        // Whatever else it is answered with, it has had it.
        if !answered.as_ref().is_err_and(Error::is_silence) {
            self.note_brought(dest, number, login);
        }
        answered
    }

    /// Has CUPS go on with a job that it holds for a login (CUPS-Authenticate-Job).
    fn authenticate(&self, dest: &Dest, number: i32) -> Result<(), Error> {
        let mut message = Message::to(Operation::GetPrinterAttributes, &dest.uri)?;
        message.keywords("requested-attributes", &[AUTH_INFO])?;
        let answer = self.line.send(dest, message, None)?.accepted()?;
        let group = answer.groups(DelimiterTag::PrinterAttributes).next();
        let wanted = group
            .map(|group| group.words(AUTH_INFO))
            .unwrap_or_default();
        let mut message = Message::about(Operation::CupsAuthenticateJob, &dest.uri, number)?;
        if let Some((given, _)) = self.auth_info(dest, &wanted)? {
            message.auth_info(&given)?;
        }
        self.line.send(dest, message, None)?.accepted().map(drop)
    }

    /// Brings a printer its login with a question that does nothing (RFC 8011 section 4.2.3). What stands behind a
    /// queue of CUPS is not asked by that; it says so of the first job.
    pub(in crate::spool) fn try_login(&self, target: &Target) -> Result<(), Error> {
        let found = self.find(target)?;
        if found.knows(Operation::ValidateJob) {
            let message = Message::to(Operation::ValidateJob, &found.dest.uri)?;
            self.line.send(&found.dest, message, None)?;
        }
        Ok(())
    }
}
