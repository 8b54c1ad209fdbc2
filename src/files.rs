//! Files that are whole or not there, down to the disk; and those that their owner alone can read, taken back from
//! everybody else.

use std::{
    fs, io,
    io::Write as _,
    path::{Path, PathBuf},
};

use zeroize::Zeroizing;

/// Reads a file; nothing when there is none. One that others could read is closed to them first.
pub fn read(path: &Path) -> io::Result<Option<Zeroizing<Vec<u8>>>> {
    match close_to_others(path).and_then(|()| fs::read(path)) {
        Ok(bytes) => Ok(Some(Zeroizing::new(bytes))),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// Makes a file that is not there yet, and says whether it did: `false` when another program was faster.
pub fn create(path: &Path, bytes: &[u8]) -> io::Result<bool> {
    let beside = Beside::write(path, bytes)?;
    // A link to the finished file is made only where nothing is: no half file, and nothing is replaced.
    match fs::hard_link(&beside.at, path) {
        Ok(()) => {}
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => return Ok(false),
        Err(_) if path.exists() => return Ok(false),
        // A file system without links, such as that of a memory stick.
        Err(_) => beside.put()?,
    }
    sync_folder(path)?;
    Ok(true)
}

/// Puts new content in the place of a file, or makes it: whoever reads it sees the old or the new, never a part.
pub fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    Beside::write(path, bytes)?.put()
}

/// A finished file beside its place, down to the disk. It is removed where it is not put there.
#[derive(Debug)]
pub struct Beside {
    at: PathBuf,
    place: PathBuf,
}

impl Beside {
    /// Writes a file that its owner alone can read.
    pub fn write(place: &Path, bytes: &[u8]) -> io::Result<Self> {
        if let Some(folder) = place.parent() {
            create_folder(folder)?;
        }
        let mut options = fs::OpenOptions::new();
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        Self::write_as(place, bytes, &mut options)
    }

    /// Writes a file for whoever may read what lies in its folder, as any other program would.
    pub fn write_for_all(place: &Path, bytes: &[u8]) -> io::Result<Self> {
        Self::write_as(place, bytes, &mut fs::OpenOptions::new())
    }

    fn write_as(place: &Path, bytes: &[u8], options: &mut fs::OpenOptions) -> io::Result<Self> {
        let name = place.file_name().ok_or(io::ErrorKind::InvalidFilename)?;
        let mut name = name.to_owned();
        name.push(format!(".{}.part", std::process::id()));
        let at = place.with_file_name(name);
        match fs::remove_file(&at) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        let mut file = options.write(true).create_new(true).open(&at)?;
        let beside = Self {
            at,
            place: place.to_owned(),
        };
        file.write_all(bytes).and_then(|()| file.sync_all())?;
        Ok(beside)
    }

    /// Gives it its name, in the place of what has it.
    pub fn put(self) -> io::Result<()> {
        fs::rename(&self.at, &self.place)?;
        sync_folder(&self.place)
    }
}

impl Drop for Beside {
    fn drop(&mut self) {
        // It has its name by now, or the error that kept it from that is the one to tell.
        drop(fs::remove_file(&self.at));
    }
}

/// What somebody has named to be written to, with all done that can be before it is seen there.
#[derive(Debug)]
pub enum Output<'a> {
    /// A file, whole beside its place.
    File(Beside),
    /// A pipe or a device, open, and what goes into it.
    Stream(fs::File, &'a [u8]),
}

impl<'a> Output<'a> {
    /// Writes a file beside the place that a name leads to, through links, or opens what is no file.
    pub fn write(path: &Path, bytes: &'a [u8]) -> io::Result<Self> {
        let kind = match fs::metadata(path) {
            Ok(found) => found.file_type(),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                return Beside::write_for_all(&end_of_links(path)?, bytes).map(Self::File);
            }
            Err(error) => return Err(error),
        };
        if kind.is_dir() {
            return Err(io::ErrorKind::IsADirectory.into());
        }
        if kind.is_file() {
            return Beside::write_for_all(&path.canonicalize()?, bytes).map(Self::File);
        }
        let stream = fs::File::options().write(true).open(path)?;
        Ok(Self::Stream(stream, bytes))
    }

    /// Sends what goes into a pipe or a device, which cannot be taken back.
    pub fn send(&self) -> io::Result<()> {
        match self {
            Self::File(_) => Ok(()),
            Self::Stream(stream, bytes) => (&*stream).write_all(bytes),
        }
    }

    /// Gives a file its name, in the place of what has it.
    pub fn put(self) -> io::Result<()> {
        match self {
            Self::File(beside) => beside.put(),
            Self::Stream(..) => Ok(()),
        }
    }
}

/// Where a name leads to that has no file yet: a link may point there.
fn end_of_links(path: &Path) -> io::Result<PathBuf> {
    let mut end = path.to_owned();
    for _ in 0..MOST_LINKS {
        match fs::read_link(&end) {
            // A link names its target from where it lies.
            Ok(target) => end = end.with_file_name("").join(target),
            Err(_) => return Ok(end),
        }
    }
    Err(io::ErrorKind::InvalidFilename.into())
}

/// So many links in a row are followed, as by the system.
const MOST_LINKS: usize = 40;

/// Removes what a killed program left half written beside the files of a name.
///
/// The caller keeps every other program from writing them.
pub fn sweep(stem: &Path) -> io::Result<()> {
    let (Some(folder), Some(name)) = (stem.parent(), stem.file_name()) else {
        return Ok(());
    };
    let begins = format!("{}.", name.to_string_lossy());
    let entries = match fs::read_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        entries => entries?,
    };
    for entry in entries {
        let entry = entry?;
        let name = entry.file_name();
        let name = name.to_string_lossy();
        if !(name.starts_with(&begins) && name.ends_with(".part")) {
            continue;
        }
        if entry.file_type()?.is_dir() {
            fs::remove_dir_all(entry.path())?;
        } else {
            fs::remove_file(entry.path())?;
        }
    }
    Ok(())
}

/// Makes a folder, with those above it, that its owner alone can enter.
pub fn create_folder(folder: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

/// A name counts as kept once its folder is on the disk.
///
/// A folder that may be written but not read, or whose file system knows no such thing, cannot be made sure of, and
/// what is in it is written all the same.
#[cfg(unix)]
pub fn sync_folder(path: &Path) -> io::Result<()> {
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    match fs::File::open(folder).and_then(|folder| folder.sync_all()) {
        Err(error)
            if matches!(
                error.kind(),
                io::ErrorKind::PermissionDenied
                    | io::ErrorKind::InvalidInput
                    | io::ErrorKind::Unsupported
            ) =>
        {
            Ok(())
        }
        other => other,
    }
}

/// A name counts as kept once its folder is on the disk; here the system sees to it.
#[cfg(not(unix))]
#[expect(clippy::unnecessary_wraps, reason = "on Unix the same can fail")]
pub fn sync_folder(_path: &Path) -> io::Result<()> {
    Ok(())
}

#[cfg(unix)]
fn close_to_others(path: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    let others = fs::Permissions::from_mode(fs::metadata(path)?.permissions().mode() & 0o077);
    if others.mode() == 0 {
        return Ok(());
    }
    tracing::warn!("a key file could be read by others; it is closed again");
    fs::set_permissions(path, fs::Permissions::from_mode(0o600))
}

#[cfg(not(unix))]
#[expect(clippy::unnecessary_wraps, reason = "on Unix the same can fail")]
fn close_to_others(_path: &Path) -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_made_by_a_faster_program_is_kept() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("key");
        assert!(create(&path, b"first").unwrap());
        assert!(!create(&path, b"second").unwrap());
        assert_eq!(*read(&path).unwrap().unwrap(), b"first");
        replace(&path, b"third").unwrap();
        assert_eq!(*read(&path).unwrap().unwrap(), b"third");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_file_that_cannot_get_its_name_leaves_none_of_its_content_behind() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("key");
        fs::create_dir(&path).unwrap();
        assert!(replace(&path, b"secret").is_err());
        assert!(!create(&path, b"secret").unwrap());
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }
}
