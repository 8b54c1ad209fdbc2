//! Reading and writing for commands: everything or nothing, and no half-written file.

use std::{
    fs::File,
    io::{self, Read as _, Write as _},
    path::{Path, PathBuf},
};

use zeroize::Zeroizing;

use crate::{
    files::Output,
    text::{SCREEN, cut},
};

/// A file and what the system said of it.
#[derive(Debug, thiserror::Error)]
pub(super) enum Error {
    /// Not readable.
    #[error("{path} cannot be read: {reason}", path = path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// In words.
        reason: String,
    },
    /// Too large to be what was asked for.
    #[error("{path} is larger than {max} bytes", path = path.display())]
    TooLarge {
        /// The file.
        path: PathBuf,
        /// The most.
        max: u64,
    },
    /// Not writable.
    #[error("{path} cannot be written, nothing was written: {reason}", path = path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// In words.
        reason: String,
    },
}

/// Reads a file, or standard input for `-`, up to a bound.
pub(super) fn read(path: &Path, max: u64) -> Result<Vec<u8>, Error> {
    let failed = |error: io::Error| Error::Read {
        path: path.to_owned(),
        reason: in_words(&error),
    };
    let mut source: Box<dyn io::Read> = if path.as_os_str() == "-" {
        Box::new(io::stdin().lock())
    } else {
        Box::new(File::open(path).map_err(failed)?)
    };
    let mut bytes = Vec::new();
    source
        .by_ref()
        .take(max + 1)
        .read_to_end(&mut bytes)
        .map_err(failed)?;
    if bytes.len() as u64 > max {
        return Err(Error::TooLarge {
            path: path.to_owned(),
            max,
        });
    }
    Ok(bytes)
}

/// Writes all files or none: each beside its place first, then all are moved there. What is sent into a pipe or a
/// device goes between: it cannot be taken back.
pub(super) fn write_all(files: &[(PathBuf, Vec<u8>)]) -> Result<(), Error> {
    let written: Vec<Output<'_>> = files
        .iter()
        .map(|(path, bytes)| Output::write(path, bytes).map_err(|error| failed(path, &error)))
        .collect::<Result<_, _>>()?;
    let paths = || files.iter().map(|(path, _)| path);
    for (path, written) in paths().zip(&written) {
        written.send().map_err(|error| failed(path, &error))?;
    }
    for (path, written) in paths().zip(written) {
        written.put().map_err(|error| failed(path, &error))?;
    }
    Ok(())
}

fn failed(path: &Path, error: &io::Error) -> Error {
    Error::Write {
        path: path.to_owned(),
        reason: in_words(error),
    }
}

/// Says what the system says, and a full or read-only disk by these words.
pub(super) fn in_words(error: &io::Error) -> String {
    let kind = error.kind();
    if [io::ErrorKind::StorageFull, io::ErrorKind::QuotaExceeded].contains(&kind) {
        return "the disk is full: make room and try again".to_owned();
    }
    if kind == io::ErrorKind::ReadOnlyFilesystem {
        return "the disk is read-only".to_owned();
    }
    error.to_string()
}

/// Writes a line to standard output.
pub(super) fn say(text: &str) -> Result<(), Error> {
    let mut out = io::stdout().lock();
    writeln!(out, "{text}")
        .and_then(|()| out.flush())
        .map_err(|error| Error::Write {
            path: "standard output".into(),
            reason: in_words(&error),
        })
}

/// Writes to standard error, no more than a screen.
pub(super) fn say_error(text: &str) {
    // Where even this fails, the exit status still tells.
    drop(writeln!(io::stderr().lock(), "{}", cut(text, SCREEN)));
}

/// Reads all that is given on standard input, so that a secret need not stand in a command.
pub(super) fn read_input() -> Result<String, super::Error> {
    let mut text = Zeroizing::new(String::new());
    let input = io::stdin().lock();
    match input.take(MAX_VALUE).read_to_string(&mut text) {
        Ok(_) => Ok(text.trim_end_matches(['\r', '\n']).to_owned()),
        Err(error) => {
            let why = format!("the value cannot be read: {error}");
            Err(super::Error::Input(why))
        }
    }
}

/// No value is longer.
const MAX_VALUE: u64 = 4096;
