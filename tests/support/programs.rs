//! Programs of others, found and stopped.
#![expect(
    clippy::panic,
    clippy::unwrap_used,
    reason = "helpers of tests fail by panicking"
)]

use std::{
    collections::BTreeSet,
    net::{TcpListener, TcpStream},
    path::{Path, PathBuf},
    process::{Child, Command, Output},
    sync::Mutex,
    thread::sleep,
    time::{Duration, Instant},
};

/// A program that ends with its value.
pub(crate) struct Running(Child);

impl Running {
    pub(crate) fn start(command: &mut Command) -> Self {
        Self(command.spawn().unwrap())
    }

    /// Asks it to end first: CUPS takes its own programs with it then, and leaves them behind when it is killed.
    pub(crate) fn stop(&mut self) {
        let id = self.0.id().to_string();
        if matches!(self.0.try_wait(), Ok(None)) {
            drop(Command::new("kill").args(["-TERM", &id]).status());
        }
        for _ in 0..100 {
            if !matches!(self.0.try_wait(), Ok(None)) {
                return;
            }
            sleep(Duration::from_millis(30));
        }
        drop(self.0.kill());
        drop(self.0.wait());
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.stop();
    }
}

/// Finds a program, also those of administrators.
pub(crate) fn program(name: &str) -> PathBuf {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders = std::env::split_paths(&path).chain(["/usr/sbin".into(), "/sbin".into()]);
    let found = folders
        .map(|folder| folder.join(name))
        .find(|p| p.is_file());
    found.unwrap_or_else(|| panic!("{name} is missing: run packaging/setup test"))
}

pub(crate) fn run(command: &mut Command) -> String {
    let output: Output = command.output().unwrap();
    assert!(output.status.success(), "{command:?}: {output:?}");
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// Waits for something, and fails when it does not come.
pub(crate) fn until(what: &str, mut is_so: impl FnMut() -> bool) {
    let started = Instant::now();
    while !is_so() {
        assert!(
            started.elapsed() < Duration::from_secs(30),
            "waited for {what}"
        );
        sleep(Duration::from_millis(20));
    }
}

pub(crate) fn until_file(path: &Path) {
    until(&path.display().to_string(), || path.exists());
}

/// A port that nobody uses at the moment.
pub(crate) fn free_port() -> u16 {
    static TAKEN: Mutex<BTreeSet<u16>> = Mutex::new(BTreeSet::new());
    loop {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        // The tests beside this one look for ports as well.
        if TAKEN.lock().unwrap().insert(port) {
            return port;
        }
    }
}

pub(crate) fn until_port(port: u16) {
    until("a port", || TcpStream::connect(("127.0.0.1", port)).is_ok());
}
