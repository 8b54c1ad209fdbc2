//! Answers that the database would not take: sealed in files of their own until it does.
//!
//! In the flow in which a server chooses the identifier, a signed answer that is lost means a second certificate. While
//! the database is locked or full the running program holds the answer and asks again; these files are for the case
//! that it ends before. They are written at the first refusal, beside the database and not in it, because it is the
//! database that refuses. Each is sealed with the key of its case, so that it is unreadable as soon as the case is
//! erased, and bound to case and attempt. Where even a small file cannot be written, memory is all there is.

use std::{fs, io, path::PathBuf};

use super::{Attempt, Error, Settled, Store, content, sealed::Sealed};
use crate::{domain::PickupNumber, vault::private};

impl Store {
    /// Keeps the certificates among these results in files.
    pub(super) fn keep_answers(&self, results: &[(Attempt, Settled)]) {
        for (attempt, settled) in results {
            if let Err(error) = self.keep_answer(*attempt, settled) {
                tracing::error!(number = %attempt.number, %error, "an answer is held in memory only");
            }
        }
    }

    fn keep_answer(&self, attempt: Attempt, settled: &Settled) -> Result<(), Error> {
        let Settled::Ready { hc1, uvci, signer } = settled else {
            return Ok(());
        };
        let path = self.path_of(attempt);
        if path.exists() {
            return Ok(());
        }
        let (key, _) = Sealed::of(&self.connection, attempt.number)?.open(&self.key)?;
        let plain = content::encode_answer(hc1, uvci, signer)?;
        let sealed = key.seal(&plain, &label(attempt))?;
        private::replace(&path, &sealed).map_err(|source| Error::file(path, source))
    }

    /// Removes the files of results that are settled.
    pub(super) fn forget_answers(&self, results: &[(Attempt, Settled)]) {
        for (attempt, _) in results {
            self.forget_answer(*attempt);
        }
    }

    fn forget_answer(&self, attempt: Attempt) {
        let path = self.path_of(attempt);
        match fs::remove_file(&path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                tracing::warn!(number = %attempt.number, %error, "a settled answer is still kept");
            }
            Ok(()) | Err(_) => {}
        }
    }

    /// Settles what a program kept that has ended since.
    pub(super) fn settle_kept_answers(&mut self) -> Result<(), Error> {
        for attempt in self.kept_answers()? {
            match self.read_answer(attempt) {
                Ok(settled) => match self.settle(&[(attempt, settled)]) {
                    Ok(()) | Err(Error::Overtaken(_)) => {}
                    Err(error) => return Err(error),
                },
                // Its case is erased, or the file is not what was written: it opens for nobody any more.
                Err(
                    error @ (Error::DamagedCase(_)
                    | Error::Erased(_)
                    | Error::NoSuchCase(_)
                    | Error::Vault(_)),
                ) => {
                    tracing::error!(number = %attempt.number, %error, "a kept answer cannot be opened");
                    self.forget_answer(attempt);
                }
                // The file, or the database just now: it may be readable the next time.
                Err(error) => {
                    tracing::error!(number = %attempt.number, %error, "a kept answer cannot be read");
                }
            }
        }
        Ok(())
    }

    fn kept_answers(&self) -> Result<Vec<Attempt>, Error> {
        let failed = |source| Error::file(&self.place.folder, source);
        let mut attempts = Vec::new();
        for entry in fs::read_dir(&self.place.folder).map_err(failed)? {
            let name = entry.map_err(failed)?.file_name();
            attempts.extend(name.to_str().and_then(attempt_of));
        }
        attempts.sort();
        Ok(attempts)
    }

    fn read_answer(&self, attempt: Attempt) -> Result<Settled, Error> {
        let path = self.path_of(attempt);
        let sealed = fs::read(&path).map_err(|source| Error::file(path, source))?;
        let (key, _) = Sealed::of(&self.connection, attempt.number)?.open(&self.key)?;
        let plain = key.open(&sealed, &label(attempt))?;
        let answer = content::decode_answer(&plain);
        answer.or(Err(Error::DamagedCase(attempt.number)))
    }

    fn path_of(&self, Attempt { number, attempt }: Attempt) -> PathBuf {
        let name = format!("{BEGINS}{}-{attempt}{ENDS}", number.get());
        self.place.folder.join(name)
    }
}

const BEGINS: &str = "answer-";
const ENDS: &str = ".sealed";

/// Reads the name of a file.
fn attempt_of(name: &str) -> Option<Attempt> {
    let (number, attempt) = name
        .strip_prefix(BEGINS)?
        .strip_suffix(ENDS)?
        .split_once('-')?;
    Some(Attempt {
        number: PickupNumber::new(number.parse().ok()?)?,
        attempt: attempt.parse().ok()?,
    })
}

fn label(Attempt { number, attempt }: Attempt) -> Vec<u8> {
    [
        b"answer ".as_slice(),
        &number.get().to_be_bytes(),
        &attempt.to_be_bytes(),
    ]
    .concat()
}
