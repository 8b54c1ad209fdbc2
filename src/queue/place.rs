//! Where the queue lies: its folder, what is remembered of it elsewhere, and why nothing can be written there.

use std::{
    fs, io,
    path::{Path, PathBuf},
    time::SystemTime,
};

use jiff::SignedDuration;

use super::Error;

/// The name of the database in its folder.
pub(super) const DATABASE: &str = "queue.db";

/// The place of a queue.
#[derive(Clone, Debug)]
pub struct Place {
    /// The folder of the database.
    pub folder: PathBuf,
    /// A file outside of it that remembers the numbers given: whoever puts the folder back from a copy does not
    /// reach it.
    pub elsewhere: Option<PathBuf>,
    /// For so long a damaged database is kept of which nobody knows the deadlines.
    pub kept: SignedDuration,
}

impl From<&Path> for Place {
    fn from(folder: &Path) -> Self {
        Self {
            folder: folder.to_owned(),
            elsewhere: None,
            kept: SignedDuration::from_hours(14 * 24),
        }
    }
}

impl From<&PathBuf> for Place {
    fn from(folder: &PathBuf) -> Self {
        folder.as_path().into()
    }
}

/// Why a queue can be read and not written to.
#[derive(Clone, Debug, PartialEq, Eq, Hash, thiserror::Error)]
pub enum Obstacle {
    /// It is damaged, and other programs have it open, so that it cannot be set right.
    #[error(
        "the queue's database is damaged: end every running copy of the program and start it again"
    )]
    Damaged,
    /// No room for even one case.
    #[error("the disk is full: make room before the next customer")]
    DiskFull,
    /// Its folder is on a disk of another computer, where the locks and the shared memory of a database do not work.
    #[error(
        "the queue's folder is on a network drive ({kind}), where a database gets damaged: move the data folder to a disk of this computer"
    )]
    NetworkDrive {
        /// What the system calls such a drive.
        kind: String,
    },
    /// The disk is read-only, or the folder belongs to somebody else.
    #[error("the queue is read-only: check its disk and the permissions of its folder")]
    ReadOnly,
}

impl Obstacle {
    /// Says what keeps an error's cause from being written, if that is what failed.
    pub(super) fn of(error: &Error) -> Option<Self> {
        Some(match error {
            Error::Damaged => Self::Damaged,
            Error::DiskFull => Self::DiskFull,
            Error::NetworkDrive { kind } => Self::NetworkDrive { kind: kind.clone() },
            Error::ReadOnly => Self::ReadOnly,
            Error::Busy
            | Error::Corrected(_)
            | Error::DamagedCase(_)
            | Error::Database(_)
            | Error::Erased(_)
            | Error::File { .. }
            | Error::InUse
            | Error::Newer { .. }
            | Error::NoSuchCase(_)
            | Error::NotPossible { .. }
            | Error::OpenElsewhere
            | Error::OtherKey
            | Error::Overtaken(_)
            | Error::Issued(_)
            | Error::Replaced { .. }
            | Error::Unwritable
            | Error::Vault(_) => return None,
        })
    }
}

impl From<Obstacle> for Error {
    fn from(obstacle: Obstacle) -> Self {
        match obstacle {
            Obstacle::Damaged => Self::Damaged,
            Obstacle::DiskFull => Self::DiskFull,
            Obstacle::NetworkDrive { kind } => Self::NetworkDrive { kind },
            Obstacle::ReadOnly => Self::ReadOnly,
        }
    }
}

/// Asks the system itself why a write failed, where the library's word for it leaves that open.
pub(super) fn explain(folder: &Path, error: Error) -> Error {
    let open = matches!(&error, Error::ReadOnly)
        || matches!(&error, Error::Database(source) if is_of_the_disk(source));
    if !open {
        return error;
    }
    let asked = try_to_write(folder).map_err(|source| Error::file(folder, source));
    let named = asked.err().filter(|asked| Obstacle::of(asked).is_some());
    named.unwrap_or(error)
}

fn is_of_the_disk(error: &rusqlite::Error) -> bool {
    error.sqlite_error_code() == Some(rusqlite::ErrorCode::SystemIoFailure)
}

/// Whether the disk takes a file just now.
pub(super) fn can_be_written(folder: &Path) -> bool {
    try_to_write(folder).is_ok()
}

/// Writes a few pages to a file of its own, and takes it away again.
fn try_to_write(folder: &Path) -> io::Result<()> {
    let path = folder.join(format!("{TRIED}.{}.part", std::process::id()));
    let write = || {
        fs::write(&path, vec![0; 64 * 1024])?;
        fs::File::open(&path)?.sync_all()
    };
    let written = write();
    match fs::remove_file(&path) {
        Err(error) if written.is_ok() => Err(error),
        _ => written,
    }
}

/// Removes what programs left that were killed while they tried to write.
pub(super) fn clear_up(folder: &Path) -> Result<(), Error> {
    let failed = |source| Error::file(folder, source);
    for entry in fs::read_dir(folder).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if name.starts_with(TRIED) {
            fs::remove_file(&path).map_err(|source| Error::file(&path, source))?;
        }
    }
    Ok(())
}

const TRIED: &str = "write-test";

/// What the files of a queue look like from outside: lengths and times, which change with whatever is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Stamp([Option<(u64, SystemTime)>; 2]);

impl Stamp {
    /// Looks at the database and its log.
    pub(super) fn of(folder: &Path) -> Self {
        let database = folder.join(DATABASE);
        Self([database.with_extension("db-wal"), database].map(|path| {
            let found = fs::metadata(path).ok()?;
            Some((found.len(), found.modified().ok()?))
        }))
    }
}

/// Refuses a folder on a network drive.
pub(super) fn check_drive(folder: &Path) -> Result<(), Error> {
    match network_drive(folder) {
        Some(kind) => Err(Error::NetworkDrive { kind }),
        None => Ok(()),
    }
}

/// Returns what the system calls the network drive that a folder, which need not be there yet, lies on.
#[cfg(target_os = "linux")]
fn network_drive(folder: &Path) -> Option<String> {
    let mounts = fs::read_to_string("/proc/self/mountinfo").ok()?;
    let folder = std::path::absolute(folder).ok()?;
    let there = folder
        .ancestors()
        .find_map(|path| fs::canonicalize(path).ok())?;
    network_mount(&mounts, &there)
}

/// Returns the kind of the mount that a path lies on, if it is a network drive
/// (<https://man7.org/linux/man-pages/man5/proc_pid_mountinfo.5.html>).
#[cfg(target_os = "linux")]
fn network_mount(mounts: &str, path: &Path) -> Option<String> {
    let mount = |line: &str| {
        let (before, after) = line.split_once(" - ")?;
        let point = PathBuf::from(unescaped(before.split(' ').nth(4)?));
        let mut after = after.split(' ');
        let (kind, source) = (after.next()?, after.next()?);
        path.starts_with(&point).then(|| {
            (
                point.components().count(),
                kind.to_owned(),
                source.to_owned(),
            )
        })
    };
    // Of mounts at the same place the last one is seen.
    let (_, kind, source) = mounts
        .lines()
        .filter_map(mount)
        .max_by_key(|(depth, ..)| *depth)?;
    let by_address = kind.starts_with("fuse") && source.contains("://");
    (by_address || NETWORK.contains(&kind.as_str())).then_some(kind)
}

/// A blank in a path stands as `\040`, and so on.
#[cfg(target_os = "linux")]
fn unescaped(text: &str) -> String {
    [
        ("\\040", " "),
        ("\\011", "\t"),
        ("\\012", "\n"),
        ("\\134", "\\"),
    ]
    .iter()
    .fold(text.to_owned(), |text, (escape, plain)| {
        text.replace(escape, plain)
    })
}

/// What Linux calls the drives of other computers.
#[cfg(target_os = "linux")]
const NETWORK: &[&str] = &[
    "afs",
    "beegfs",
    "ceph",
    "cifs",
    "coda",
    "fuse.cephfs",
    "fuse.curlftpfs",
    "fuse.glusterfs",
    "fuse.gvfsd-fuse",
    "fuse.kio-fuse",
    "fuse.rclone",
    "fuse.s3fs",
    "fuse.smbnetfs",
    "fuse.sshfs",
    "glusterfs",
    "lustre",
    "ncpfs",
    "nfs",
    "nfs4",
    "smb3",
    "smbfs",
];

/// Returns what a network drive is called; the true path of a mapped drive begins with the other computer's name.
#[cfg(windows)]
fn network_drive(folder: &Path) -> Option<String> {
    use std::path::{Component, Prefix};
    let folder = std::path::absolute(folder).ok()?;
    let there = folder
        .ancestors()
        .find_map(|path| fs::canonicalize(path).ok());
    let first = there.as_deref().unwrap_or(&folder).components().next()?;
    let Component::Prefix(prefix) = first else {
        return None;
    };
    let of_network = matches!(prefix.kind(), Prefix::UNC(..) | Prefix::VerbatimUNC(..));
    of_network.then(|| "UNC".to_owned())
}

/// Nothing is known of drives here.
#[cfg(not(any(target_os = "linux", windows)))]
fn network_drive(_folder: &Path) -> Option<String> {
    None
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn a_network_drive_is_known_by_the_mount_that_a_path_lies_on() {
        let mounts = "\
22 1 0:20 / / rw,relatime shared:1 - ext4 /dev/sda1 rw
30 22 0:41 / /home/erika/N\\040Drive rw - nfs4 server:/share rw
31 30 0:42 / /home/erika/N\\040Drive/local rw - tmpfs tmpfs rw
32 22 0:43 / /mnt/a rw - fuse.sshfs erika@server:/ rw
33 22 0:44 / /mnt/b rw shared:2 master:1 - fuse https://cloud.example/dav rw
34 22 0:45 / /mnt/c rw - fuseblk /dev/sdb1 rw
35 22 0:46 / /mnt/d rw - cifs //server/share rw
36 22 0:47 / /mnt/d rw - ext4 /dev/sdc1 rw
";
        for (path, kind) in [
            ("/home/erika", None),
            ("/home/erika/N Drive/impftheke/queue", Some("nfs4")),
            ("/home/erika/N Drive/local/queue", None),
            ("/mnt/a/x", Some("fuse.sshfs")),
            ("/mnt/b", Some("fuse")),
            ("/mnt/c/x", None),
            ("/mnt/d/x", None),
        ] {
            assert_eq!(
                network_mount(mounts, Path::new(path)).as_deref(),
                kind,
                "{path}"
            );
        }
    }
}
