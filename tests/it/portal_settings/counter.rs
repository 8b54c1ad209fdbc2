//! The real program with a data folder of its own, and the training portal in a process of its own.

use std::{
    io::{BufRead as _, BufReader, Write as _},
    path::PathBuf,
    process::{Child, Command, Output, Stdio},
};

use serde_json::Value;
use tempfile::TempDir;

/// A request for Erika Mustermann.
pub(crate) const EXAMPLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/packaging/example.json");

/// A process that ends with the test.
pub(crate) struct Process(pub(crate) Child);

impl Drop for Process {
    fn drop(&mut self) {
        self.0.kill().unwrap();
        self.0.wait().unwrap();
    }
}

/// A counter, and the folder in which everything of the test lies.
pub(crate) struct Counter(TempDir);

impl Counter {
    pub(crate) fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_impftheke"));
        command
            .current_dir(self.0.path())
            .arg("--data")
            .arg(self.path("data"))
            .args(arguments);
        command
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().unwrap()
    }

    pub(crate) fn set(&self, key: &str, value: &str) {
        let mut child = self
            .command(&["config", "set", key, "-"])
            .stdin(Stdio::piped())
            .spawn()
            .unwrap();
        let mut input = child.stdin.take().unwrap();
        input.write_all(value.as_bytes()).unwrap();
        drop(input);
        assert!(child.wait().unwrap().success(), "{key}");
    }

    /// Expects that a value on standard input is refused.
    pub(crate) fn refuses(&self, key: &str, value: &str) {
        let mut child = self
            .command(&["config", "set", key, "-"])
            .stdin(Stdio::piped())
            .spawn()
            .unwrap();
        let mut input = child.stdin.take().unwrap();
        input.write_all(value.as_bytes()).unwrap();
        drop(input);
        assert_eq!(child.wait().unwrap().code(), Some(2), "{key}");
    }

    /// Starts a training portal; returns its address, and the files of its CA and of a client certificate.
    pub(crate) fn portal(&self, arguments: &[&str]) -> (Process, [String; 3]) {
        let mut child = self
            .command(&[&["training-portal", "--tls"], arguments].concat())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let out = BufReader::new(child.stdout.take().unwrap());
        let said: Vec<String> = out.lines().take(4).map(Result::unwrap).collect();
        let after = |line: usize, word| said[line].strip_prefix(word).unwrap().to_owned();
        let answers = [after(0, ""), after(2, "ca "), after(3, "client ")];
        (Process(child), answers)
    }

    /// Issues, and returns what happened with the word for what was met.
    pub(crate) fn issue(&self) -> (Option<i32>, Option<String>) {
        let output = self.run(&["issue", EXAMPLE, "--hc1", "a.hc1"]);
        (output.status.code(), self.cause())
    }

    /// Returns the word for what the youngest case met.
    pub(crate) fn cause(&self) -> Option<String> {
        let rows: Value =
            serde_json::from_slice(&self.run(&["queue", "list", "--json"]).stdout).unwrap();
        let last = rows.as_array().unwrap().last().unwrap();
        last["trouble"].as_str().map(str::to_owned)
    }

    /// Runs a command that must do its work, and returns what it says.
    pub(crate) fn say(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        assert!(output.status.success(), "{arguments:?}: {output:?}");
        String::from_utf8(output.stdout).unwrap()
    }
}
