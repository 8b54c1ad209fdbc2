//! Logging in at a printer: what was typed is tried first, and kept only where it was not refused.

use std::collections::BTreeMap;

use crate::{
    app::event::Event,
    counter::{print_setup::spooler_among, printer_wording::say_error},
    spool::{self, Config, Login, LoginState, Logins, Target},
    text::texts,
    ui::{PrinterLogin, TypedLogin},
};

use super::App;

/// The name of the job, by which its loss is told.
pub(super) const JOB: &str = "printer-login";

/// The logins that are being tried, or could not be: one a printer, since each takes its own time.
pub(super) type LoginTries = BTreeMap<Target, LoginTry>;

/// A login that is being tried, or could not be.
pub(super) enum LoginTry {
    /// Of this user.
    Going(String),
    /// The printer has not refused it either.
    Failed(spool::Error),
}

impl App {
    /// Tries what was typed, once.
    pub(super) fn log_in(&mut self, printer: &str, typed: &TypedLogin) {
        let (user, password) = typed.reveal();
        let (Ok(printer), Some(login)) = (printer.parse::<Target>(), Login::new(user, password))
        else {
            return;
        };
        // Nothing can be typed there meanwhile.
        if matches!(self.login_tries.get(&printer), Some(LoginTry::Going(_))) {
            return;
        }
        let going = LoginTry::Going(user.to_owned());
        self.login_tries.insert(printer.clone(), going);
        let (settings, around) = (self.settings.clone(), self.around.printers.clone());
        self.jobs.spawn(JOB, move || {
            // Nobody else brings it before it was taken.
            let logins = Logins::default();
            logins.set(&printer, login.clone());
            let spooler = spooler_among(&settings, &Config { logins, ..around });
            let tried = spooler.try_login(&printer);
            Event::LoginTried(printer, login, tried)
        });
    }

    /// Keeps a login that was not refused; the worker seals it, and prints that wait for it go on.
    pub(super) fn login_tried(
        &mut self,
        printer: &Target,
        login: Login,
        tried: Result<(), spool::Error>,
    ) {
        self.login_tries.remove(printer);
        let logins = &self.around.printers.logins;
        match tried {
            Err(spool::Error::LoginRefused) => logins.refuse(printer, &login),
            Err(error) if !error.is_silence() => {
                let failed = LoginTry::Failed(error);
                self.login_tries.insert(printer.clone(), failed);
            }
            // A printer that is off says later what it thinks of it.
            Ok(()) | Err(_) => {
                logins.set(printer, login);
                self.ask_printers_again();
            }
        }
    }

    /// Forgets what was wrong with the last ones: whoever asks for the printers begins anew.
    pub(super) fn forget_login_faults(&mut self) {
        self.login_tries
            .retain(|_, tried| matches!(tried, LoginTry::Going(_)));
    }

    /// Forgets user and password of a printer.
    pub(super) fn log_out(&mut self, printer: &str) {
        if let Ok(printer) = printer.parse() {
            self.around.printers.logins.forget(&printer);
            self.ask_printers_again();
        }
    }

    /// Says how the login of a printer stands; nothing where it neither asks for one nor has one.
    pub(super) fn say_login(&self, printer: &spool::Printer) -> Option<PrinterLogin> {
        let texts = texts(self.language);
        let target = &printer.target;
        let fault = match self.login_tries.get(target) {
            Some(LoginTry::Going(user)) => return Some(PrinterLogin::Trying(user.clone())),
            Some(LoginTry::Failed(error)) => Some(say_error(self.language, error).in_one_line()),
            None => None,
        };
        let asked = |user: String, fault| Some(PrinterLogin::Asked { user, fault });
        match self.around.printers.logins.state(target) {
            LoginState::Known(user) => Some(PrinterLogin::Known(user)),
            LoginState::Refused(user) => {
                asked(user, fault.or_else(|| Some(texts.get("printers-refused"))))
            }
            LoginState::Asked => asked(String::new(), fault),
            LoginState::Unasked if printer.asks_login => asked(String::new(), fault),
            LoginState::Unasked => None,
        }
    }
}
