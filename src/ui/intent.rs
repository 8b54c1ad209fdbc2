//! Everything a clerk can ask the application for.

use crate::{domain::Draft, text::Language};

/// A request of the clerk; a frame brings at most one.
#[derive(Clone, Debug, PartialEq)]
pub enum Intent {
    /// Issue these cases of one visit; each has passed every rule, and its check list is ticked.
    Issue(Vec<Draft>),
    /// Write all certificates of the result into one PDF.
    SavePdf,
    /// Put the result away; the visit goes on with a further case, which the counter has prepared.
    FurtherCase,
    /// Put the result away and forget everything about this visit.
    NextCustomer,
    /// Speak this language from now on.
    SwitchLanguage(Language),
    /// Remember this theme; the counter shows it already.
    SwitchTheme(egui::Theme),
    /// The problem has been read.
    DismissProblem,
}
