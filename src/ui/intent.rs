//! Everything a clerk can ask the application for.

use std::fmt;

use zeroize::Zeroizing;

use super::desk::{Chosen, PrintFor};
use crate::{
    domain::{Draft, PickupNumber},
    text::Language,
};

/// A request of the clerk; a frame brings at most one.
#[derive(Clone, Debug, PartialEq)]
pub enum Intent {
    /// Issue these cases of one visit; each has passed every rule, and its check list is ticked.
    Issue(Vec<Draft>),
    /// Write all certificates of the result into one PDF.
    SavePdf,
    /// Put the result away and keep what the counter holds: a further case of the visit, or, when the result
    /// was opened from the queue, whatever was being typed.
    FurtherCase,
    /// Put the result away and forget everything about this visit.
    NextCustomer,
    /// Speak this language from now on.
    SwitchLanguage(Language),
    /// Remember this theme; the counter shows it already.
    SwitchTheme(egui::Theme),
    /// The problem has been read.
    DismissProblem,
    /// Do not wait for the attempt any longer: the visit waits in the queue.
    StopWaiting,
    /// Print the pick-up slip of a visit, by its first number.
    PrintSlip(PickupNumber),
    /// Try the oldest waiting case now.
    TryNow,
    /// Let a case that a person had to look at be tried again.
    TryAgain(PickupNumber),
    /// Show finished certificates, as if they had been issued just now.
    ShowReady(Vec<PickupNumber>),
    /// Print all certificates of the result.
    Print,
    /// Cancel the print that shows.
    CancelPrint,
    /// What became of the print has been read.
    DismissPrint,
    /// Ask which printers there are.
    AskPrinters,
    /// Print this on that printer from now on.
    ChoosePrinter(PrintFor, Chosen),
    /// Print all ready certificates, in the order of their numbers.
    PrintReady,
    /// The customer has these certificates: erase the persons.
    HandOver(Vec<PickupNumber>),
    /// Cancel these cases and erase the persons.
    Withdraw(Vec<PickupNumber>),
    /// Open the form with the content of a case; the new case takes its place.
    Correct(PickupNumber),
    /// Start or stop the drill.
    Drill(bool),
    /// Open the locked counter with this.
    Unlock(Passphrase),
    /// Close the window, cases waiting or not.
    Close,
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
