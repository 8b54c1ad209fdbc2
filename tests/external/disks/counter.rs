//! A counter without a window: the real program on a folder of its own, in a home of its own.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
};

use serde_json::Value;
use tempfile::TempDir;

use crate::requests::of_people;

pub(crate) struct Counter {
    pub(crate) home: TempDir,
    pub(crate) data: PathBuf,
}

impl Counter {
    pub(crate) fn new() -> Self {
        let home = tempfile::tempdir().unwrap();
        let data = home.path().join("data");
        Self { home, data }
    }

    /// A counter whose data lie in this folder.
    pub(crate) fn on(data: PathBuf) -> Self {
        let home = tempfile::tempdir().unwrap();
        Self { home, data }
    }

    pub(crate) fn queue(&self) -> PathBuf {
        self.data.join("queue").join("training")
    }

    pub(crate) fn database(&self) -> PathBuf {
        self.queue().join("queue.db")
    }

    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_impftheke"));
        command
            .env("XDG_STATE_HOME", self.home.path().join("state"))
            .env("LC_ALL", "C")
            .arg("--data")
            .arg(&self.data)
            .args(arguments)
            .stdin(Stdio::null());
        command
    }

    pub(crate) fn output(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().unwrap()
    }

    /// What a command says on standard output; it must succeed.
    pub(crate) fn say(&self, arguments: &[&str]) -> String {
        let output = self.output(arguments);
        assert!(output.status.success(), "{arguments:?}: {output:?}");
        String::from_utf8(output.stdout).unwrap()
    }

    /// What a command says on standard error.
    pub(crate) fn complain(&self, arguments: &[&str]) -> String {
        String::from_utf8(self.output(arguments).stderr).unwrap()
    }

    /// What a command says on standard error; it must fail.
    pub(crate) fn refuse(&self, arguments: &[&str]) -> String {
        let output = self.output(arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {output:?}");
        assert!(output.stdout.is_empty(), "{arguments:?}: {output:?}");
        String::from_utf8(output.stderr).unwrap()
    }

    /// Takes up so many cases, one person each, and returns their numbers.
    pub(crate) fn take(&self, cases: usize) -> Vec<u32> {
        let input = self.home.path().join("input.json");
        fs::write(&input, of_people(cases)).unwrap();
        let numbers = self.say(&["issue", input.to_str().unwrap(), "--queue"]);
        numbers.lines().map(|line| line.parse().unwrap()).collect()
    }

    /// Returns the file of a request.
    pub(crate) fn input() -> &'static str {
        concat!(env!("CARGO_MANIFEST_DIR"), "/packaging/example.json")
    }

    /// Has everything signed that waits.
    pub(crate) fn sign(&self) {
        self.say(&["queue", "run", "--until-empty"]);
    }

    /// The cases by number, with their states.
    pub(crate) fn list(&self) -> Vec<(u32, String)> {
        let rows: Value = serde_json::from_str(&self.say(&["queue", "list", "--json"])).unwrap();
        let row = |row: &Value| {
            let number = u32::try_from(row["number"].as_u64().unwrap()).unwrap();
            (number, row["state"].as_str().unwrap().to_owned())
        };
        rows.as_array().unwrap().iter().map(row).collect()
    }

    /// Writes the certificate of a case as page and as text, and returns the text.
    pub(crate) fn export(&self, number: u32) -> String {
        let pdf = self.home.path().join("export.pdf");
        let number = number.to_string();
        let arguments = ["queue", "show", &number, "--hc1", "-", "--pdf"];
        let text = self.say(&[&arguments[..], &[pdf.to_str().unwrap()]].concat());
        assert!(fs::read(&pdf).unwrap().starts_with(b"%PDF-"));
        fs::remove_file(pdf).unwrap();
        assert!(text.starts_with("HC1:"), "{text}");
        text
    }

    /// Leaves the queue as a power cut would: with all that was committed last in its log.
    pub(crate) fn kill_after_a_visit(&self) -> u32 {
        let mut holder = self.command(&["queue", "run"]);
        let mut holder = holder
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        while !self.queue().join("worker.lock").exists() {
            std::thread::yield_now();
        }
        let number = self.take(1)[0];
        while self.list().iter().any(|(_, state)| state != "ready") {}
        holder.kill().unwrap();
        holder.wait().unwrap();
        let log = fs::metadata(with_suffix(&self.database(), "-wal")).unwrap();
        assert!(log.len() > 0, "the log was taken over before the kill");
        // What a backup leaves out, and a fresh start of the computer may have lost.
        fs::remove_file(with_suffix(&self.database(), "-shm")).unwrap();
        number
    }
}

pub(crate) fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut path = path.as_os_str().to_owned();
    path.push(suffix);
    path.into()
}

/// Every file below a folder.
pub(crate) fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap();
    let paths = entries.map(|entry| entry.unwrap().path());
    paths
        .flat_map(|path| {
            if path.is_dir() {
                files(&path)
            } else {
                vec![path]
            }
        })
        .collect()
}
