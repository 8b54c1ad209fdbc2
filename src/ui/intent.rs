//! Everything a clerk can ask the application for.

use std::fmt;

use zeroize::Zeroizing;

use super::command::Command;
use crate::{
    case::{CaseVersion, PickupNumber, State, Visit, VisitId},
    domain::Draft,
    text::Language,
    ui::view_model::{Chosen, PrintFor},
};

/// A request of the clerk; a frame brings at most one.
#[derive(Clone, Debug, PartialEq)]
pub enum Intent {
    /// Issue this visit; each of its cases has passed every rule, and its check list is ticked.
    Issue(Visit),
    /// Write these certificates into one PDF.
    SavePdf(Vec<PickupNumber>),
    /// Put the result away: a further case of the same customer is being typed.
    FurtherCase,
    /// What was looked at from the queue has been seen.
    LookAway,
    /// The customer leaves: the next one's visit begins.
    NextCustomer {
        /// The certificates that she leaves with.
        goes: Vec<PickupNumber>,
        /// Those that she does not have, and that stay ready.
        stays: Vec<PickupNumber>,
    },
    /// Speak this language from now on.
    SwitchLanguage(Language),
    /// Remember this theme; the counter shows it already.
    SwitchTheme(egui::Theme),
    /// The problem has been read.
    DismissProblem,
    /// The notice has been read.
    DismissNotice,
    /// What was noted under this name has been read.
    Seen(i64),
    /// Do not wait for the attempt at this visit any longer: it waits in the queue.
    StopWaiting(VisitId),
    /// Print the pick-up slip of a visit, by its first number.
    PrintSlip(PickupNumber),
    /// Try the oldest waiting case now.
    TryNow,
    /// Let a case that a person had to look at be tried again.
    TryAgain(CaseVersion),
    /// Look at these finished certificates.
    Look(Vec<PickupNumber>),
    /// Print these certificates.
    Print(Vec<PickupNumber>),
    /// Print these certificates; the customer leaves with what comes out, and the next one's visit begins.
    PrintAndGoOn {
        /// Those that are printed now.
        print: Vec<PickupNumber>,
        /// All of the visit, which leaves as it comes out.
        goes: Vec<PickupNumber>,
    },
    /// Cancel the print that shows.
    CancelPrint,
    /// What became of the print has been read.
    DismissPrint,
    /// Ask which printers there are.
    AskPrinters,
    /// Print this on that printer from now on.
    ChoosePrinter(PrintFor, Chosen),
    /// Trust no certificate of a printer any more, which the settings name so.
    ForgetPrinter(String),
    /// Log in at a printer, which the settings name so.
    LogIn(String, TypedLogin),
    /// Forget the login of a printer.
    LogOut(String),
    /// The customer has these certificates: erase the persons.
    HandOver(Vec<PickupNumber>),
    /// Cancel these cases and erase the persons.
    Withdraw(Vec<CaseVersion>),
    /// Bring back cases that were handed over or withdrawn, as the state says, a moment ago.
    BringBack(State, Vec<PickupNumber>),
    /// Bring back a half typed visit that was discarded a moment ago.
    BringBackDraft(VisitId),
    /// Put this visit, which has left the form unfinished, beside it: another is brought back in its place.
    Leave(Visit),
    /// Do the same with what is typed of a visit that has no name.
    LeaveUnnamed(Vec<Draft>),
    /// Open the form with the content of a case; the new case takes its place.
    Correct(PickupNumber),
    /// Go on in the form with a visit that was left half typed.
    TakeUp(VisitId),
    /// Forget a visit that was left half typed.
    Discard(VisitId),
    /// The clock of this computer is right, though earlier times of the counter speak against it.
    BelieveClock,
    /// Start or stop the drill.
    Drill(bool),
    /// Open the locked counter with this.
    Unlock(Passphrase),
    /// Close the window, cases waiting or not.
    Close,
}

/// What was clicked.
#[derive(Clone, Debug)]
pub(super) enum Asked {
    Command(Command),
    Intent(Intent),
}

/// What was typed to open the counter; never shown.
#[derive(Clone, PartialEq, Eq)]
pub struct Passphrase(Zeroizing<String>);

impl Passphrase {
    /// Takes what was typed.
    pub(super) fn new(typed: Zeroizing<String>) -> Self {
        Self(typed)
    }

    /// Returns what was typed.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Passphrase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Passphrase(hidden)")
    }
}

/// What was typed to log in at a printer; never shown.
#[derive(Clone, PartialEq, Eq)]
pub struct TypedLogin {
    user: String,
    password: Zeroizing<String>,
}

impl TypedLogin {
    /// Takes what was typed.
    pub(super) fn new(user: String, password: Zeroizing<String>) -> Self {
        Self { user, password }
    }

    /// Returns user and password.
    pub fn reveal(&self) -> (&str, &str) {
        (&self.user, &self.password)
    }
}

impl fmt::Debug for TypedLogin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TypedLogin(hidden)")
    }
}
