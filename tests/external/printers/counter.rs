//! The real program with a data folder and a temporary folder of its own.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
    sync::OnceLock,
};

use serde_json::Value;
use tempfile::TempDir;

use super::cups::Cups;

/// A counter.
pub(crate) struct Counter(TempDir);

impl Counter {
    /// Makes a counter with so many cases, all of them ready.
    pub(crate) fn with_cases(cases: usize) -> Self {
        let counter = Self(tempfile::tempdir().unwrap());
        fs::create_dir(counter.temporary()).unwrap();
        let example = concat!(env!("CARGO_MANIFEST_DIR"), "/packaging/example.json");
        for _ in 0..cases {
            counter.say(&["issue", example, "--queue"]);
        }
        counter.say(&["queue", "run", "--until-empty"]);
        counter
    }

    pub(crate) fn folder(&self) -> PathBuf {
        self.0.path().join("data")
    }

    /// Returns the folder that the program takes for the system's temporary one.
    pub(crate) fn temporary(&self) -> PathBuf {
        self.0.path().join("tmp")
    }

    /// Prepares the program; it knows no CUPS but the given one.
    pub(crate) fn command(&self, cups: Option<&Cups>, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_impftheke"));
        let socket = cups.map_or_else(|| "/nonexistent/cups".into(), Cups::socket);
        command
            .current_dir(self.0.path())
            .env("TMPDIR", self.temporary())
            .env("CUPS_SERVER", socket)
            .args(["--data", "data"])
            .args(arguments)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }

    pub(crate) fn run(&self, cups: Option<&Cups>, arguments: &[&str]) -> Output {
        self.command(cups, arguments).output().unwrap()
    }

    /// Runs what must succeed.
    pub(crate) fn say(&self, arguments: &[&str]) -> String {
        let output = self.run(None, arguments);
        assert!(output.status.success(), "{arguments:?}: {output:?}");
        String::from_utf8(output.stdout).unwrap()
    }

    pub(crate) fn states(&self) -> Vec<String> {
        let rows: Value = serde_json::from_str(&self.say(&["queue", "list", "--json"])).unwrap();
        let rows = rows.as_array().unwrap().iter();
        rows.map(|row| row["state"].as_str().unwrap().to_owned())
            .collect()
    }

    /// Returns the page of a case, as it is to reach the printer.
    pub(crate) fn pdf(&self, number: &str) -> Vec<u8> {
        let file = self.0.path().join("page.pdf");
        self.say(&["queue", "show", number, "--pdf", file.to_str().unwrap()]);
        let bytes = fs::read(&file).unwrap();
        fs::remove_file(file).unwrap();
        bytes
    }
}

/// A real certificate.
pub(crate) fn page() -> &'static [u8] {
    static PAGE: OnceLock<Vec<u8>> = OnceLock::new();
    PAGE.get_or_init(|| Counter::with_cases(1).pdf("1"))
}

/// Every file below a folder, with its content.
pub(crate) fn files_below(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(files_below(&path));
        } else if path.is_file() {
            let bytes = fs::read(&path).unwrap();
            files.push((path, bytes));
        }
    }
    files
}
