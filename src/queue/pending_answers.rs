//! Answers that the database would not take: sealed in files of their own until it does.
//!
//! In the flow in which a server chooses the identifier, a signed answer that is lost means a second certificate. While
//! the database is locked or full the running program holds the answer and asks again; these files are for the case
//! that it ends before. They are written at the first refusal, beside the database and not in it, because it is the
//! database that refuses; an answer that failed a check is kept as well as a certificate. Each is sealed with the key of
//! its case, so that it is unreadable as soon as the case is erased, bound to case and attempt, and kept as long as the
//! case is listed. Where even a small file cannot be written, memory is all there is.
//!
//! An identifier that a portal gives away before it signs with it has a file of its own, written before it is used: an
//! attempt that is cut off then can still name it.

use std::{
    fs, io,
    path::PathBuf,
    sync::{Mutex, PoisonError},
};

use rusqlite::TransactionBehavior;

use super::{AttemptId, Error, Settled, Store, content, sealed::Sealed, settle};
use crate::{
    case::{Cause, Failure, PickupNumber},
    files,
    vault::RowKey,
};

/// Notes which identifier a portal has given away for an attempt, wherever that is made.
pub struct GivenAway {
    attempt: AttemptId,
    path: PathBuf,
    key: RowKey,
    identifier: Mutex<Option<String>>,
}

impl std::fmt::Debug for GivenAway {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("GivenAway")
            .field("attempt", &self.attempt)
            .finish_non_exhaustive()
    }
}

impl GivenAway {
    /// Notes it on the disk, before anything is signed with it. Where that fails, this program alone knows of it.
    pub fn note(&self, identifier: &str) {
        let identifier = Some(identifier.to_owned());
        let plain = content::encode_result(&cut_off(identifier.clone()));
        *self
            .identifier
            .lock()
            .unwrap_or_else(PoisonError::into_inner) = identifier;
        let written = plain.map_err(Error::from).and_then(|plain| {
            let sealed = self.key.seal(&plain, &label(GIVEN, self.attempt))?;
            files::replace(&self.path, &sealed).map_err(|source| Error::file(&self.path, source))
        });
        if let Err(error) = written {
            tracing::warn!(number = %self.attempt.number, %error, "an identifier is noted in memory only");
        }
    }

    /// Returns what was noted last.
    pub fn noted(&self) -> Option<String> {
        let noted = self.identifier.lock();
        noted.unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// What is known of an attempt that was cut off, with the identifier that a portal had given away for it.
pub(super) fn cut_off(identifier: Option<String>) -> Settled {
    Settled::from(Failure {
        maybe_signed: true,
        identifier,
        ..Failure::of(Cause::LostAnswer)
    })
}

impl Store {
    /// Returns where the identifier is noted that a portal gives away for an attempt.
    pub fn given_away(&self, attempt: AttemptId) -> Result<GivenAway, Error> {
        let (key, _) = Sealed::of(&self.connection, attempt.number)?.open(&self.key)?;
        Ok(GivenAway {
            attempt,
            path: self.path_of(GIVEN, attempt),
            key,
            identifier: Mutex::default(),
        })
    }

    /// Returns the identifier that was given away for an attempt whose program is gone.
    pub(super) fn given_away_for(&self, attempt: AttemptId) -> Option<String> {
        let read = self.read(GIVEN, attempt).ok()?;
        read.lost_identifier().map(str::to_owned)
    }

    /// Removes what is noted of attempts of which none is under way.
    pub(super) fn forget_given_away(&self) -> Result<(), Error> {
        for attempt in self.files_of(GIVEN)? {
            self.forget(GIVEN, attempt);
        }
        Ok(())
    }

    /// Keeps the answers among these results in files.
    pub(super) fn keep_answers(&self, results: &[(AttemptId, Settled)]) {
        for (attempt, settled) in results {
            if let Err(error) = self.keep_answer(*attempt, settled) {
                tracing::error!(number = %attempt.number, %error, "an answer is held in memory only");
            }
        }
    }

    fn keep_answer(&self, attempt: AttemptId, settled: &Settled) -> Result<(), Error> {
        let path = self.path_of(ANSWER, attempt);
        if !settled.holds_an_answer() || path.exists() {
            return Ok(());
        }
        let (key, _) = Sealed::of(&self.connection, attempt.number)?.open(&self.key)?;
        let plain = content::encode_result(settled)?;
        let sealed = key.seal(&plain, &label(ANSWER, attempt))?;
        files::replace(&path, &sealed).map_err(|source| Error::file(path, source))
    }

    /// Removes the files of results that are settled.
    pub(super) fn forget_answers(&self, results: &[(AttemptId, Settled)]) {
        for (attempt, _) in results {
            self.forget(ANSWER, *attempt);
            self.forget(GIVEN, *attempt);
        }
    }

    fn forget(&self, kind: &str, attempt: AttemptId) {
        let path = self.path_of(kind, attempt);
        match fs::remove_file(&path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                tracing::warn!(number = %attempt.number, %error, "a settled answer is still kept");
            }
            Ok(()) | Err(_) => {}
        }
    }

    /// Settles what a program kept that has ended since.
    pub(super) fn settle_kept_answers(&mut self) -> Result<(), Error> {
        for attempt in self.files_of(ANSWER)? {
            match self.read(ANSWER, attempt) {
                Ok(settled) => match self.settle(&[(attempt, settled)]) {
                    Ok(()) | Err(Error::Overtaken(_)) => {}
                    // One answer keeps no counter shut.
                    Err(error @ Error::NotPossible { .. }) => {
                        tracing::error!(number = %attempt.number, %error, "a kept answer has no use");
                    }
                    Err(error) => return Err(error),
                },
                // Its case is erased: it opens for nobody any more.
                Err(error @ (Error::Erased(_) | Error::NoSuchCase(_))) => {
                    tracing::error!(number = %attempt.number, %error, "a kept answer cannot be opened");
                    self.forget(ANSWER, attempt);
                }
                // The file, its case, or the database just now: as long as the case is listed somebody may mend it.
                Err(error) => {
                    tracing::error!(number = %attempt.number, %error, "a kept answer cannot be read");
                }
            }
        }
        Ok(())
    }

    /// Takes what was kept into a copy of the database in memory, where nothing can be written: it can be shown from
    /// there, and stays kept.
    pub(super) fn show_kept_answers(&mut self) -> Result<(), Error> {
        for attempt in self.files_of(ANSWER)? {
            let shown = self.read(ANSWER, attempt).and_then(|settled| {
                let transaction = self
                    .connection
                    .transaction_with_behavior(TransactionBehavior::Immediate)?;
                settle::settle(&transaction, &self.key, attempt, settled)?;
                Ok(transaction.commit()?)
            });
            if let Err(error) = shown {
                tracing::error!(number = %attempt.number, %error, "a kept answer cannot be read");
            }
        }
        Ok(())
    }

    fn files_of(&self, kind: &str) -> Result<Vec<AttemptId>, Error> {
        let failed = |source| Error::file(&self.place.folder, source);
        let mut attempts = Vec::new();
        for entry in fs::read_dir(&self.place.folder).map_err(failed)? {
            let name = entry.map_err(failed)?.file_name();
            let attempt = name.to_str().and_then(|name| attempt_of(kind, name));
            attempts.extend(attempt);
        }
        attempts.sort();
        Ok(attempts)
    }

    fn read(&self, kind: &str, attempt: AttemptId) -> Result<Settled, Error> {
        let path = self.path_of(kind, attempt);
        let sealed = fs::read(&path).map_err(|source| Error::file(path, source))?;
        let (key, _) = Sealed::of(&self.connection, attempt.number)?.open(&self.key)?;
        let plain = key.open(&sealed, &label(kind, attempt))?;
        let answer = content::decode_result(&plain);
        answer.or(Err(Error::DamagedCase(attempt.number)))
    }

    fn path_of(&self, kind: &str, AttemptId { number, attempt }: AttemptId) -> PathBuf {
        let name = format!("{kind}-{}-{attempt}{ENDS}", number.get());
        self.place.folder.join(name)
    }
}

/// What an attempt brought back.
const ANSWER: &str = "answer";
/// What was given away for an attempt under way.
const GIVEN: &str = "given";
const ENDS: &str = ".sealed";

/// Reads the name of a file.
fn attempt_of(kind: &str, name: &str) -> Option<AttemptId> {
    let (number, attempt) = name
        .strip_prefix(kind)?
        .strip_prefix('-')?
        .strip_suffix(ENDS)?
        .split_once('-')?;
    Some(AttemptId {
        number: PickupNumber::new(number.parse().ok()?)?,
        attempt: attempt.parse().ok()?,
    })
}

fn label(kind: &str, AttemptId { number, attempt }: AttemptId) -> Vec<u8> {
    [
        kind.as_bytes(),
        b" ",
        &number.get().to_be_bytes(),
        &attempt.to_be_bytes(),
    ]
    .concat()
}
