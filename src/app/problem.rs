//! Our errors as problems for the clerk: the only place that turns one into the other.

use std::io;

use super::{desk, event::SaveError};
use crate::{issue, sign};

/// Names the texts `err-…` and `rec-…` for keys that cannot be used.
pub(super) fn of_desk(error: &desk::Error) -> &'static str {
    match error {
        desk::Error::Folder(_) => "data-folder",
        desk::Error::Issuer(_) => "signer-unavailable",
        desk::Error::Keys { source, .. } => of_keys(source),
    }
}

/// Names the texts for a session that was not issued.
pub(super) fn of_issue(error: &issue::Error) -> &'static str {
    match error {
        issue::Error::NoSymbol(_) => "too-large",
        issue::Error::Issuer(_) | issue::Error::NotAllowed(_) | issue::Error::Signer(_) => {
            "signer-unavailable"
        }
        issue::Error::Print(_) => "pdf",
        issue::Error::Build(_) | issue::Error::Random(_) | issue::Error::Sign(_) => {
            "signing-failed"
        }
        issue::Error::SelfCheck(_) => "self-check",
        issue::Error::TooShort | issue::Error::Untimely { .. } => "clock",
    }
}

/// Names the texts for a PDF that was not saved.
pub(super) fn of_save(error: &SaveError) -> &'static str {
    match error {
        SaveError::Page(_) => "pdf",
        SaveError::Write { source, .. } if source.kind() == io::ErrorKind::StorageFull => {
            "disk-full"
        }
        SaveError::Write { .. } => "file-unwritable",
    }
}

fn of_keys(error: &sign::Error) -> &'static str {
    if error.is_untimely() {
        "clock"
    } else {
        "signer-unavailable"
    }
}
