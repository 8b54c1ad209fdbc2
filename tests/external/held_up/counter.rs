//! A counter that works with the real program, and a real portal that counts what it signs.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Child, ChildStderr, Command, Stdio},
    sync::Arc,
    thread,
    time::Duration,
};

use impftheke::{
    counter::SystemClock,
    domain::{Clock as _, Issuer},
    training::{self, Faults, signing_keys::open_or_create},
};
use rusqlite::{Connection, OpenFlags};
use tempfile::TempDir;

pub(crate) struct Counter {
    folder: TempDir,
    pub(crate) portal: training::Running,
}

/// The program at work.
pub(crate) struct Running {
    child: Child,
    pub(crate) stderr: ChildStderr,
}

/// A disk of two megabytes, in memory.
pub(crate) struct SmallDisk(PathBuf);

/// An answer takes a second or two to arrive, byte by byte: time to lock or fill what it meets.
const SLOWLY: &str = r#"[{"fault": "slow-body", "pause_ms": 1}]"#;
const POLL: Duration = Duration::from_millis(2);

impl Counter {
    /// Opens a counter at a portal that chooses the identifier.
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let keys = folder.path().join("data").join("keys").join("training");
        let portal = training::start(training::Options {
            port: 0,
            faults: Faults::parse(SLOWLY).unwrap(),
            keys: open_or_create(&keys, SystemClock.now().timestamp()).unwrap(),
            issuer: Issuer::new("XX", "DE", "Training", "UEBUNG").unwrap(),
            clock: Arc::new(SystemClock),
            key: None,
            tls: None,
        })
        .unwrap();
        let counter = Self { folder, portal };
        fs::copy(
            concat!(env!("CARGO_MANIFEST_DIR"), "/packaging/example.json"),
            counter.input(),
        )
        .unwrap();
        let url = counter.portal.url();
        for (key, value) in [
            ("portal.url", url.as_str()),
            ("portal.flow", "issue"),
            ("portal.limit-seconds", "30"),
        ] {
            assert_eq!(counter.run(&["config", "set", key, value]).0, 0, "{key}");
        }
        counter
    }

    fn input(&self) -> PathBuf {
        self.folder.path().join("input.json")
    }

    /// The folder of the queue.
    pub(crate) fn queue(&self) -> PathBuf {
        self.folder
            .path()
            .join("data")
            .join("queue")
            .join("training")
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_impftheke"));
        command.arg("--data").arg(self.folder.path().join("data"));
        for argument in arguments {
            match *argument {
                "INPUT" => command.arg(self.input()),
                other => command.arg(other),
            };
        }
        command.stdin(Stdio::null());
        command
    }

    /// Runs the program to its end; returns its status and what it says on standard output.
    pub(crate) fn run(&self, arguments: &[&str]) -> (i32, String) {
        let output = self.command(arguments).output().unwrap();
        let said = String::from_utf8(output.stdout).unwrap();
        (output.status.code().unwrap(), said)
    }

    /// Starts the program.
    pub(crate) fn start(&self, arguments: &[&str]) -> Running {
        let mut command = self.command(arguments);
        let mut child = command
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let stderr = child.stderr.take().unwrap();
        Running { child, stderr }
    }

    /// Waits until an attempt is under way; returns the connection of another program.
    pub(crate) fn until_sending(&self) -> Connection {
        let path = self.queue().join("queue.db");
        loop {
            thread::sleep(POLL);
            // The program makes the file, and nobody before it.
            if fs::metadata(&path).is_ok_and(|file| file.len() == 0) {
                continue;
            }
            let flags = OpenFlags::SQLITE_OPEN_READ_WRITE;
            let Ok(other) = Connection::open_with_flags(&path, flags) else {
                continue;
            };
            let sql = "SELECT count(*) FROM cases WHERE state = 'sending'";
            // Until the program has made it, there is no table.
            if other.query_row(sql, [], |row| row.get(0)) == Ok(1) {
                return other;
            }
        }
    }

    /// Has another program keep the database as soon as an attempt is under way.
    pub(crate) fn lock_once_sending(&self) -> Connection {
        let other = self.until_sending();
        other.execute_batch("BEGIN EXCLUSIVE").unwrap();
        other
    }

    /// Holds that one certificate was made, and no other.
    #[track_caller]
    pub(crate) fn has_signed_once(&self) {
        let log = self.portal.log();
        assert_eq!((log.certificates, log.signatures), (1, 1), "{log:?}");
    }
}

impl Running {
    /// Ends it at once.
    pub(crate) fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Waits until it has ended; returns its status and what it said on standard output.
    pub(crate) fn end(self) -> (i32, String) {
        let Self { child, stderr } = self;
        let output = child.wait_with_output().unwrap();
        drop(stderr);
        let said = String::from_utf8(output.stdout).unwrap();
        (output.status.code().unwrap(), said)
    }
}

impl SmallDisk {
    /// Puts it in the place of a folder; nothing where the system does not allow that.
    pub(crate) fn mount(folder: &Path) -> Option<Self> {
        fs::create_dir_all(folder).unwrap();
        let mut mount = Command::new("mount");
        mount.args(["-t", "tmpfs", "-o", "size=2m,mode=700", "tmpfs"]);
        let mounted = mount.arg(folder).stderr(Stdio::null()).status();
        mounted
            .is_ok_and(|status| status.success())
            .then(|| Self(folder.to_owned()))
    }

    /// What fills it.
    pub(crate) fn ballast(&self) -> PathBuf {
        self.0.join("ballast")
    }

    /// Makes room again.
    pub(crate) fn empty(&self) {
        fs::remove_file(self.ballast()).unwrap();
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let lazily = Command::new("umount").arg("-l").arg(&self.0).status();
        assert!(lazily.is_ok_and(|status| status.success()) || thread::panicking());
    }
}
