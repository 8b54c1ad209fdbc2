//! A disk under the database that writes down what is done to it, fills up, or refuses to be written to.
//!
//! It stands over the database's own file system and is the default of this test's process, so the queue opens its
//! files through it without knowing. Files stay those of the system; only the calls that change them pass here.

use std::{
    collections::HashMap,
    ffi::{CStr, c_char, c_int, c_void},
    path::{Path, PathBuf},
    ptr, slice,
    sync::{LazyLock, Mutex, MutexGuard, Once, PoisonError},
};

use rusqlite::ffi::{self, sqlite3_file, sqlite3_io_methods, sqlite3_vfs};

/// What was done to the files of a folder, in order.
#[derive(Clone, Debug)]
pub(crate) enum Event {
    /// Bytes were written.
    Write {
        file: String,
        at: usize,
        bytes: Vec<u8>,
    },
    /// A file was cut to a length.
    Truncate { file: String, length: usize },
    /// All that was done to a file so far is on the disk.
    Sync { file: String },
    /// A file was deleted; `kept` when its folder was synced, too.
    Delete { file: String, kept: bool },
    /// The program has been told that everything up to here is safe.
    Told(usize),
}

/// How a disk fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// No room.
    Full,
    /// Mounted read-only, or without the right to write.
    ReadOnly,
}

/// Puts this disk under every database that is opened from now on.
pub(crate) fn insert() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        // SAFETY: the default file system is never unregistered; ours is leaked, so it lives as long.
        unsafe {
            let mut ours = *real();
            ours.zName = c"recording".as_ptr();
            ours.pNext = ptr::null_mut();
            ours.xOpen = Some(open);
            ours.xDelete = Some(delete);
            assert_eq!(
                ffi::sqlite3_vfs_register(Box::leak(Box::new(ours)), 1),
                ffi::SQLITE_OK
            );
        }
    });
}

/// Writes down what is done in a folder from now on.
pub(crate) fn record(folder: &Path) {
    state().logs.insert(folder.to_owned(), Vec::new());
}

/// Notes that the program has been told of its success.
pub(crate) fn told(folder: &Path, count: usize) {
    if let Some(log) = state().logs.get_mut(folder) {
        log.push(Event::Told(count));
    }
}

/// Ends the writing down.
pub(crate) fn recorded(folder: &Path) -> Vec<Event> {
    state().logs.remove(folder).unwrap_or_default()
}

/// Lets a folder fail, or work again.
pub(crate) fn fail(folder: &Path, fault: Option<Fault>) {
    match fault {
        Some(fault) => state().faults.insert(folder.to_owned(), fault),
        None => state().faults.remove(folder),
    };
}

#[derive(Default)]
struct Disk {
    logs: HashMap<PathBuf, Vec<Event>>,
    faults: HashMap<PathBuf, Fault>,
    /// By the address of the database's file.
    open: HashMap<usize, Open>,
    /// Our tables of methods, by the address of those they stand over.
    methods: HashMap<usize, usize>,
}

#[derive(Clone)]
struct Open {
    path: PathBuf,
    methods: usize,
}

impl Disk {
    fn log(&mut self, path: &Path, event: impl FnOnce(String) -> Event) {
        let (Some(folder), Some(name)) = (path.parent(), path.file_name()) else {
            return;
        };
        if let Some(log) = self.logs.get_mut(folder) {
            log.push(event(name.to_string_lossy().into_owned()));
        }
    }

    fn fault(&self, path: &Path) -> Option<Fault> {
        self.faults.get(path.parent()?).copied()
    }
}

fn state() -> MutexGuard<'static, Disk> {
    static DISK: LazyLock<Mutex<Disk>> = LazyLock::new(Mutex::default);
    DISK.lock().unwrap_or_else(PoisonError::into_inner)
}

fn real() -> *mut sqlite3_vfs {
    static REAL: LazyLock<usize> = LazyLock::new(|| {
        // SAFETY: a look-up by name; it is never our own, which has another.
        unsafe {
            ffi::sqlite3_vfs_find(if cfg!(windows) { c"win32" } else { c"unix" }.as_ptr()) as usize
        }
    });
    *REAL as *mut sqlite3_vfs
}

/// SAFETY: `name` is null or a terminated string.
unsafe fn path_of(name: *const c_char) -> PathBuf {
    if name.is_null() {
        return PathBuf::new();
    }
    // SAFETY: as promised above.
    unsafe { CStr::from_ptr(name) }
        .to_string_lossy()
        .into_owned()
        .into()
}

/// Opens through the real file system, and puts our methods in the place of its own.
unsafe extern "C" fn open(
    _: *mut sqlite3_vfs,
    name: *const c_char,
    file: *mut sqlite3_file,
    mut flags: c_int,
    out_flags: *mut c_int,
) -> c_int {
    // SAFETY: all pointers are SQLite's own, passed on to its own file system.
    unsafe {
        let path = path_of(name);
        let fault = state().fault(&path);
        if fault == Some(Fault::ReadOnly) {
            if !path.exists() {
                return ffi::SQLITE_CANTOPEN;
            }
            flags &= !(ffi::SQLITE_OPEN_READWRITE | ffi::SQLITE_OPEN_CREATE);
            flags |= ffi::SQLITE_OPEN_READONLY;
        }
        let Some(real_open) = (*real()).xOpen else {
            return ffi::SQLITE_MISUSE;
        };
        let result = real_open(real(), name, file, flags, out_flags);
        let methods = (*file).pMethods;
        if result != ffi::SQLITE_OK || methods.is_null() {
            return result;
        }
        let mut disk = state();
        let ours = *disk
            .methods
            .entry(methods as usize)
            .or_insert_with(|| ptr::from_ref(Box::leak(Box::new(over(&*methods)))) as usize);
        let open = Open {
            path,
            methods: methods as usize,
        };
        disk.open.insert(file as usize, open);
        (*file).pMethods = ours as *const sqlite3_io_methods;
        result
    }
}

/// The methods of a file, with ours where a file is changed.
fn over(methods: &sqlite3_io_methods) -> sqlite3_io_methods {
    sqlite3_io_methods {
        xClose: Some(close),
        xWrite: Some(write),
        xTruncate: Some(truncate),
        xSync: Some(sync),
        xShmMap: Some(map_shared),
        ..*methods
    }
}

/// SAFETY: `file` was opened by [`open`] and is not closed yet.
unsafe fn opened(file: *mut sqlite3_file) -> (PathBuf, &'static sqlite3_io_methods) {
    let open = state().open[&(file as usize)].clone();
    // SAFETY: the tables of SQLite's own file system are constants.
    (open.path, unsafe {
        &*(open.methods as *const sqlite3_io_methods)
    })
}

unsafe extern "C" fn close(file: *mut sqlite3_file) -> c_int {
    // SAFETY: SQLite closes what it opened, once.
    unsafe {
        let (_, methods) = opened(file);
        state().open.remove(&(file as usize));
        methods
            .xClose
            .map_or(ffi::SQLITE_MISUSE, |close| close(file))
    }
}

unsafe extern "C" fn write(
    file: *mut sqlite3_file,
    bytes: *const c_void,
    length: c_int,
    at: i64,
) -> c_int {
    // SAFETY: SQLite passes `length` bytes.
    unsafe {
        let (path, methods) = opened(file);
        let mut disk = state();
        match disk.fault(&path) {
            Some(Fault::Full) => return ffi::SQLITE_FULL,
            Some(Fault::ReadOnly) => return ffi::SQLITE_READONLY,
            None => {}
        }
        let written = slice::from_raw_parts(bytes.cast::<u8>(), length as usize);
        disk.log(&path, |file| Event::Write {
            file,
            at: at as usize,
            bytes: written.to_vec(),
        });
        drop(disk);
        methods
            .xWrite
            .map_or(ffi::SQLITE_MISUSE, |write| write(file, bytes, length, at))
    }
}

unsafe extern "C" fn truncate(file: *mut sqlite3_file, length: i64) -> c_int {
    // SAFETY: SQLite's own file.
    unsafe {
        let (path, methods) = opened(file);
        state().log(&path, |file| Event::Truncate {
            file,
            length: length as usize,
        });
        methods
            .xTruncate
            .map_or(ffi::SQLITE_MISUSE, |truncate| truncate(file, length))
    }
}

/// On a full disk the file for shared memory can neither be made nor grow; on a read-only one it can be read if
/// it is there.
unsafe extern "C" fn map_shared(
    file: *mut sqlite3_file,
    region: c_int,
    size: c_int,
    extend: c_int,
    mapped: *mut *mut c_void,
) -> c_int {
    // SAFETY: SQLite's own file and pointers.
    unsafe {
        let (path, methods) = opened(file);
        match state().fault(&path) {
            Some(Fault::Full) if extend != 0 => return ffi::SQLITE_IOERR_SHMSIZE,
            Some(Fault::ReadOnly) => return ffi::SQLITE_READONLY_CANTINIT,
            Some(Fault::Full) | None => {}
        }
        methods.xShmMap.map_or(ffi::SQLITE_MISUSE, |map| {
            map(file, region, size, extend, mapped)
        })
    }
}

/// Only written down: these disks never lose their power.
unsafe extern "C" fn sync(file: *mut sqlite3_file, _: c_int) -> c_int {
    // SAFETY: SQLite's own file.
    let (path, _) = unsafe { opened(file) };
    state().log(&path, |file| Event::Sync { file });
    ffi::SQLITE_OK
}

unsafe extern "C" fn delete(_: *mut sqlite3_vfs, name: *const c_char, folder_too: c_int) -> c_int {
    // SAFETY: passed on to SQLite's own file system.
    unsafe {
        state().log(&path_of(name), |file| Event::Delete {
            file,
            kept: folder_too != 0,
        });
        (*real()).xDelete.map_or(ffi::SQLITE_MISUSE, |delete| {
            delete(real(), name, folder_too)
        })
    }
}
