//! What comes back from a job.

use std::{path::PathBuf, sync::Arc};

use super::desk::{self, Ready};
use crate::issue::{self, Issued};

/// The result of one job; together with the screens' intents it is the whole traffic.
#[derive(Debug)]
pub(super) enum Event {
    /// The session was issued, or not one case of it.
    Issued(Result<Vec<Issued>, issue::Error>),
    /// A job ended without a result.
    JobLost(&'static str),
    /// The keys are at hand, or not.
    Opened(Result<Arc<Ready>, desk::Error>),
    /// The PDF was written, or the dialog was left (`None`).
    Saved(Result<Option<PathBuf>, SaveError>),
}

/// Why a PDF was not written.
#[derive(Debug, thiserror::Error)]
pub(super) enum SaveError {
    /// It could not be laid out.
    #[error(transparent)]
    Page(#[from] issue::Error),
    /// The place does not take it.
    #[error("the file could not be written")]
    Write {
        /// Where.
        path: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
}
