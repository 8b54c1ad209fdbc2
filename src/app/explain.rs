//! Our errors as problems for the clerk: the only place that turns one into the other.

use std::io;

use super::{ended::Ends, event::Fault, save::SaveError};
use crate::{
    case::PickupNumber,
    counter::{data_folder, open, settings, visit_slip},
    issue, queue, sign,
};

/// Names the texts `err-…` and `rec-…` for a counter that cannot be opened.
pub(super) fn of_counter(error: &open::Error) -> &'static str {
    match error {
        open::Error::Folder(data_folder::Error::TooLong) => "data-folder-long",
        open::Error::Folder(data_folder::Error::Folder { .. } | data_folder::Error::NoFolder) => {
            "data-folder"
        }
        open::Error::Keys { source, .. } => of_keys(source),
        open::Error::Queue(error) => of_queue(error),
        open::Error::Signer(error) => of_issue(error),
        open::Error::SigningKey(_) => "signer-unavailable",
        open::Error::Settings(settings::Error::Hours { .. }) => "unreadable-hours",
        open::Error::Issuer(_)
        | open::Error::NotLive(_)
        | open::Error::Portal(_)
        | open::Error::Settings(_) => "settings",
        open::Error::NoKey { .. } => "vault-missing",
        open::Error::Folder(data_folder::Error::KeysInUse)
        | open::Error::Locked
        | open::Error::PassphraseFile(_)
        | open::Error::Random
        | open::Error::Vault(_) => "vault",
    }
}

/// Names the texts for something that was asked for and not done.
pub(super) fn of_fault(fault: &Fault) -> &'static str {
    match fault {
        Fault::Counter(error) => of_counter(error),
        Fault::Drill(_) => "drill",
        Fault::Slip(visit_slip::Error::Issue(
            issue::Error::OnPaper { .. } | issue::Error::Print(_),
        )) => "slip",
        Fault::Issue(error) | Fault::Slip(visit_slip::Error::Issue(error)) => of_issue(error),
        Fault::Queue(error) | Fault::Slip(visit_slip::Error::Queue(error)) => of_queue(error),
        Fault::Slip(visit_slip::Error::Pharmacy(_)) => "settings",
    }
}

/// Names the texts for what was asked for of the counter, other than to take a visit up, and not done.
pub(super) fn of_refusal(fault: &Fault) -> &'static str {
    match of_fault(fault) {
        "store-full" => "refused-full",
        "store-read-only" => "refused-read-only",
        other => other,
    }
}

/// Returns the cases that these texts name.
pub(super) fn numbers_of(fault: &Fault) -> Vec<PickupNumber> {
    match fault {
        Fault::Issue(issue::Error::Done(numbers) | issue::Error::TakenUpOtherwise(numbers)) => {
            numbers.clone()
        }
        Fault::Issue(issue::Error::Queue(queue::Error::Replaced { by, .. })) => vec![*by],
        Fault::Issue(issue::Error::Queue(
            queue::Error::Corrected(number) | queue::Error::Issued(number),
        )) => vec![*number],
        Fault::Counter(_)
        | Fault::Drill(_)
        | Fault::Issue(_)
        | Fault::Queue(_)
        | Fault::Slip(_) => Vec::new(),
    }
}

/// Names the texts for what keeps the counter from its own work: no case is lost by it, it is tried again, and it is
/// said as long as it lasts. Nothing for what is of one case, or of a moment.
pub(super) fn of_hindrance(fault: &Fault) -> Option<&'static str> {
    let name = match of_fault(fault) {
        "store-full" => "hindered-full",
        "store-read-only" => "hindered-read-only",
        "queue" | "store-busy" => "hindered-queue",
        "settings" | "unreadable-hours" => "hindered-settings",
        "signer-unavailable" => "hindered-signer",
        "vault" => "hindered-vault",
        _ => return None,
    };
    Some(name)
}

/// Names the texts for what the queue refuses.
fn of_queue(error: &queue::Error) -> &'static str {
    match error {
        queue::Error::Corrected(_) => "store-corrected",
        queue::Error::DiskFull => "store-full",
        queue::Error::InUse => "store-in-use",
        queue::Error::Erased(_)
        | queue::Error::NoSuchCase(_)
        | queue::Error::NotPossible { .. }
        | queue::Error::Overtaken(_) => "store-changed",
        queue::Error::DamagedCase(_) => "store-case",
        queue::Error::File { .. } | queue::Error::Unwritable => "data-folder",
        queue::Error::ReadOnly => "store-read-only",
        queue::Error::NetworkDrive { .. } => "store-network",
        queue::Error::Damaged => "store-damaged",
        queue::Error::Issued(_) => "store-issued",
        queue::Error::Replaced { .. } => "store-replaced",
        queue::Error::OpenElsewhere => "open-elsewhere",
        queue::Error::OtherKey | queue::Error::Vault(_) => "vault",
        queue::Error::Busy => "store-busy",
        queue::Error::Database(_) | queue::Error::Newer { .. } => "queue",
    }
}

/// Names the texts for a session that was not issued.
pub(super) fn of_issue(error: &issue::Error) -> &'static str {
    match error {
        issue::Error::NoSymbol(_) => "too-large",
        issue::Error::Issuer(_) | issue::Error::NotAllowed(_) | issue::Error::Signer(_) => {
            "signer-unavailable"
        }
        issue::Error::OnPaper { .. } => "page-check",
        issue::Error::Print(_) => "pdf",
        issue::Error::Build(_) | issue::Error::Random(_) | issue::Error::Sign(_) => {
            "signing-failed"
        }
        issue::Error::SelfCheck(_) => "self-check",
        issue::Error::ClockUnsure(_) => "clock-unsure",
        issue::Error::ClockWrong(_) => "clock",
        issue::Error::NotNow { .. } => "not-now",
        issue::Error::SignerEnds(_) | issue::Error::Untimely { .. } => "untimely",
        issue::Error::TooShort => "too-short",
        issue::Error::NotReady => "store-changed",
        issue::Error::Queue(error) => of_queue(error),
        issue::Error::Done(_) => "store-done",
        issue::Error::TakenUpOtherwise(_) => "store-otherwise",
        issue::Error::Unreadable => "invalid-case",
    }
}

/// Names the texts for what staff have ended and the store has not.
pub(super) fn of_ending(ends: Ends) -> &'static str {
    match ends {
        Ends::HandOver => "not-handed-over",
        Ends::Withdraw => "not-withdrawn",
    }
}

/// Names the texts for what the store refuses for good of it.
pub(super) fn of_not_ended(ends: Ends, fault: &Fault) -> &'static str {
    match fault {
        Fault::Queue(error @ queue::Error::Corrected(_)) => of_queue(error),
        Fault::Counter(_)
        | Fault::Drill(_)
        | Fault::Issue(_)
        | Fault::Queue(_)
        | Fault::Slip(_) => of_ending(ends),
    }
}

/// Names the texts for a PDF that was not saved.
pub(super) fn of_save(error: &SaveError) -> &'static str {
    match error {
        SaveError::Gone { .. } => "saved-none",
        SaveError::Page(error) => of_issue(error),
        SaveError::Write { source, .. } if source.kind() == io::ErrorKind::StorageFull => {
            "disk-full"
        }
        SaveError::Write { .. } => "file-unwritable",
    }
}

fn of_keys(error: &sign::Error) -> &'static str {
    if error.is_untimely() {
        "untimely"
    } else {
        "signer-unavailable"
    }
}
