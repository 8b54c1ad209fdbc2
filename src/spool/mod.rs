//! From a finished PDF to paper: printers and their states, one job at a time, and what becomes of it.
//!
//! Jobs go from memory over IPP (RFC 8010, RFC 8011) to CUPS or straight to an IPP Everywhere printer
//! (PWG 5100.14); `lp` is the way where neither can be used. Nothing is ever sent twice by itself, and nothing
//! of a person leaves here but the pages: titles hold pick-up numbers, errors and states hold the printer's words.
//! Everything here blocks: call it from a thread of its own.

mod follow;
mod ipp;
mod job;
mod known_printers;
mod logins;
mod lp;
mod media;
mod printer;
mod system;
mod target;
mod viewer;

pub use follow::{News, Step, follow};
pub use job::{Failure, Job, Progress, Ticket, Title};
pub use known_printers::{Config, Cups, Pins};
pub use logins::{Login, LoginState, Logins, NotLogins, are_logins};
pub use media::Paper;
pub use printer::{Cause, Printer, Reason, Severity, State};
pub use system::SystemSpooler;
pub use target::{NotATarget, Target};
pub use viewer::view;

/// Whose job it is, as printers list it.
const USER: &str = "impftheke";

/// Something that takes pages to paper: the system's printers, or a stand-in for tests.
pub trait Spooler: Send + Sync {
    /// Lists every printer that can be chosen, the default first, then by name.
    ///
    /// A configured printer that does not answer is listed as [`State::Unknown`] with its fault.
    fn list(&self) -> Result<Vec<Printer>, Error>;

    /// Asks one printer how it is.
    fn printer(&self, target: &Target) -> Result<Printer, Error>;

    /// Sends a PDF, after a look at the printer's state, and returns when the printer has taken it.
    ///
    /// Every error but [`Error::Unclear`] means that nothing will be printed.
    fn send(&self, target: &Target, pdf: &[u8], ticket: &Ticket) -> Result<Job, Error>;

    /// Looks once at a job and its printer.
    fn look(&self, job: &Job) -> Result<Progress, Error>;

    /// Cancels a job; pages that are out already stay out.
    fn cancel(&self, job: &Job) -> Result<(), Error>;

    /// Brings a job that waits for a login the one that is known for its printer, once; where there is none it does
    /// nothing.
    fn log_in(&self, job: &Job) -> Result<(), Error>;
}

/// Why there is no answer, no job, or no certainty.
///
/// Texts for staff are `print-fault-` and [`name`](Self::name) (what happened) and `print-todo-` and the same
/// (what to do now).
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// The printer took nothing, for a reason that has no variant of its own.
    #[error("the printer refuses the job: {0}")]
    Declined(String),
    /// The printer does not let us in.
    #[error("the printer does not let this computer print")]
    Forbidden,
    /// The printer shows another certificate than the one that is remembered.
    #[error("the printer shows another certificate ({0}) than the one that was trusted")]
    IdentityChanged(String),
    /// No root vouches for the printer, and nobody has trusted its certificate yet.
    #[error("nobody has trusted the printer's certificate yet: {0}")]
    IdentityUnknown(String),
    /// The printer asks for a login of a kind that we do not speak.
    #[error("the printer asks for a login of a kind that is not spoken here")]
    LoginForeign,
    /// The printer asks for a user and a password over a connection that others can read.
    #[error("the printer asks for a login over a connection that is not secure")]
    LoginInClear,
    /// The printer, or its queue, asks for a user and a password.
    #[error("the printer asks for a login")]
    LoginNeeded,
    /// The printer does not accept user or password.
    #[error("the printer does not accept user or password")]
    LoginRefused,
    /// The printer did not get the whole document; the job was taken back.
    #[error("the connection to the printer was lost, and nothing was printed")]
    Lost,
    /// No printer was chosen, and the system has no default.
    #[error("no printer is chosen, and the system has no default printer")]
    NoDefault,
    /// The printer does not take the paper.
    #[error("the printer does not offer the paper {0}")]
    NoPaper(&'static str),
    /// The printer does not take PDF.
    #[error("the printer does not take PDF")]
    NoPdf,
    /// The tray does not exist.
    #[error("the printer has no tray of this name")]
    NoTray,
    /// The system prints nothing by itself, or CUPS is not running.
    #[error("the printing service of this computer does not answer")]
    NoService,
    /// No such queue or printer.
    #[error("there is no printer of this name")]
    NoSuchPrinter,
    /// What answers is no printer, or not one that we understand.
    #[error("the answer is not that of a printer")]
    NotAPrinter,
    /// The printer takes no jobs.
    #[error("the printer takes no jobs at the moment")]
    Rejecting,
    /// The printer has stopped; sending all the same is possible with [`Ticket::insist`].
    #[error("the printer has stopped")]
    Stopped(Vec<Reason>),
    /// No answer in time, before anything was sent.
    #[error("the printer does not answer")]
    Timeout,
    /// The connection is not secure.
    #[error("no secure connection to the printer")]
    Tls,
    /// The job can no longer be cancelled.
    #[error("the job can no longer be cancelled")]
    TooLate,
    /// The document was sent, and whether it will be printed nobody can tell: look at the printer.
    #[error(
        "it is unclear whether the job is printed: look at the printer before sending it again"
    )]
    Unclear(Option<Job>),
    /// No connection.
    #[error("the printer cannot be reached")]
    Unreachable,
    /// The file could not be opened for viewing.
    #[error("the file could not be opened")]
    Viewer,
}

impl Error {
    /// Returns its word; texts are named after it.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Declined(_) => "declined",
            Self::Forbidden => "forbidden",
            Self::IdentityChanged(_) => "identity-changed",
            Self::IdentityUnknown(_) => "identity-unknown",
            Self::LoginForeign => "login-foreign",
            Self::LoginInClear => "login-in-clear",
            Self::LoginNeeded => "login-needed",
            Self::LoginRefused => "login-refused",
            Self::Lost => "lost",
            Self::NoDefault => "no-default",
            Self::NoPaper(_) => "no-paper",
            Self::NoPdf => "no-pdf",
            Self::NoTray => "no-tray",
            Self::NoService => "no-service",
            Self::NoSuchPrinter => "no-such-printer",
            Self::NotAPrinter => "not-a-printer",
            Self::Rejecting => "rejecting",
            Self::Stopped(_) => "stopped",
            Self::Timeout => "timeout",
            Self::Tls => "tls",
            Self::TooLate => "too-late",
            Self::Unclear(_) => "unclear",
            Self::Unreachable => "unreachable",
            Self::Viewer => "viewer",
        }
    }

    /// Lists the words of all.
    pub const NAMES: [&'static str; 24] = [
        "declined",
        "forbidden",
        "identity-changed",
        "identity-unknown",
        "login-foreign",
        "login-in-clear",
        "login-needed",
        "login-refused",
        "lost",
        "no-default",
        "no-paper",
        "no-pdf",
        "no-tray",
        "no-service",
        "no-such-printer",
        "not-a-printer",
        "rejecting",
        "stopped",
        "timeout",
        "tls",
        "too-late",
        "unclear",
        "unreachable",
        "viewer",
    ];

    /// Whether pages may come out all the same, so that sending again could print twice.
    pub fn may_print(&self) -> bool {
        matches!(self, Self::Unclear(_))
    }

    /// Whether it goes on once somebody gives a user and a password.
    pub fn asks_for_login(&self) -> bool {
        matches!(self, Self::LoginNeeded | Self::LoginRefused)
    }

    /// Whether there is just no answer at the moment.
    pub(crate) fn is_silence(&self) -> bool {
        matches!(
            self,
            Self::Lost | Self::NoService | Self::Timeout | Self::Unreachable
        )
    }
}
