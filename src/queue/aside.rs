//! Damaged databases set aside: named after the moment, kept until nothing in them may be kept any longer, and then
//! erased.

use std::{
    fs::{self, OpenOptions},
    io::{self, Write as _},
    path::{Path, PathBuf},
};

use jiff::{SignedDuration, Timestamp, civil::DateTime, tz::TimeZone};

use super::Error;
use crate::files;

/// A database and what belongs to it.
pub(super) const SUFFIXES: [&str; 3] = ["", "-wal", "-shm"];
pub(super) const ASIDE: &str = "queue-damaged-";
const UNTIL: &str = "-until-";
const TIME: &str = "%Y%m%dT%H%M%SZ";

/// Names one of the files of a database.
pub(super) fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut path = path.as_os_str().to_owned();
    path.push(suffix);
    path.into()
}

/// Returns a free name for a database that is set aside now and erased then.
pub(super) fn name(folder: &Path, now: Timestamp, until: Timestamp) -> String {
    let (now, until) = (now.strftime(TIME), until.strftime(TIME));
    let name = |count: u32| format!("{ASIDE}{now}-{count}{UNTIL}{until}.db");
    let is_taken = |name: &str| {
        let mut paths = SUFFIXES.map(|suffix| with_suffix(&folder.join(name), suffix));
        paths.iter_mut().any(|path| path.exists())
    };
    (1..=u32::MAX)
        .map(name)
        .find(|name| !is_taken(name))
        .unwrap_or_else(|| name(0))
}

/// Moves the database and what belongs to it to a new name; nothing is deleted.
///
/// The database goes first. If the rest is cut off, a log without a database is found at the next opening.
pub(super) fn set(database: &Path, name: &str) -> Result<(), Error> {
    let aside = database.with_file_name(name);
    for suffix in SUFFIXES {
        let (from, to) = (with_suffix(database, suffix), with_suffix(&aside, suffix));
        if from.exists() {
            fs::rename(&from, to).map_err(|source| Error::file(from, source))?;
        }
    }
    files::sync_folder(database).map_err(|source| Error::file(database, source))
}

/// Erases what was set aside and may not be kept any longer. A file without a deadline in its name, as an older
/// version left it, is kept for so long after it was set aside.
pub(super) fn erase_due(
    folder: &Path,
    now: Timestamp,
    kept: SignedDuration,
) -> Result<usize, Error> {
    let failed = |source| Error::file(folder, source);
    let mut erased = 0;
    for entry in fs::read_dir(folder).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if deadline(&name, kept).is_some_and(|until| until <= now) {
            erase(&path).map_err(|source| Error::file(&path, source))?;
            erased += 1;
        }
    }
    Ok(erased)
}

/// When a file is erased, if it is one that was set aside.
fn deadline(name: &str, kept: SignedDuration) -> Option<Timestamp> {
    let rest = name.strip_prefix(ASIDE)?;
    let (rest, _) = rest.split_once(".db")?;
    if let Some((_, until)) = rest.split_once(UNTIL) {
        return moment(until);
    }
    let (set_aside, _) = rest.split_once('-')?;
    moment(set_aside)?.checked_add(kept).ok()
}

fn moment(text: &str) -> Option<Timestamp> {
    let time = DateTime::strptime(TIME, text).ok()?;
    TimeZone::UTC.to_timestamp(time).ok()
}

/// Overwrites a file and takes it away.
fn erase(path: &Path) -> io::Result<()> {
    let mut file = OpenOptions::new().write(true).open(path)?;
    let mut left = file.metadata()?.len();
    let zeros = [0; 8 * 1024];
    while left > 0 {
        let some = usize::try_from(left).map_or(zeros.len(), |left| left.min(zeros.len()));
        file.write_all(zeros.get(..some).unwrap_or(&zeros))?;
        left = left.saturating_sub(some as u64);
    }
    file.sync_all()?;
    drop(file);
    fs::remove_file(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_set_aside_is_erased_at_its_deadline_with_all_its_files() {
        let folder = tempfile::tempdir().unwrap();
        let now: Timestamp = "2021-06-14T09:30:00Z".parse().unwrap();
        let day = SignedDuration::from_hours(24);
        let database = folder.path().join("queue.db");
        for suffix in SUFFIXES {
            fs::write(with_suffix(&database, suffix), vec![1; 100_000]).unwrap();
        }
        let name = name(folder.path(), now, now + day);
        assert_eq!(
            name,
            "queue-damaged-20210614T093000Z-1-until-20210615T093000Z.db"
        );
        set(&database, &name).unwrap();
        assert_ne!(self::name(folder.path(), now, now + day), name);
        // As an older version named it.
        let older = "queue-damaged-20210614T093000Z-1.db";
        fs::write(folder.path().join(older), [1; 10]).unwrap();
        fs::write(folder.path().join("queue.db"), [1; 10]).unwrap();
        let erase = |at| erase_due(folder.path(), at, day * 2).unwrap();
        assert_eq!(erase(now), 0);
        assert_eq!(erase(now + day), 3);
        assert_eq!(erase(now + day), 0);
        assert_eq!(erase(now + day * 2), 1);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }
}
