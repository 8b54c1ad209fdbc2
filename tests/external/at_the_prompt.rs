//! The command line under a hurried hand: where certificates are sent to, settings that do not fit, what is ended early.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::{
    fs,
    io::{BufRead as _, BufReader, Read as _},
    path::PathBuf,
    process::{Command, Output, Stdio},
    sync::Arc,
    thread,
};

use impftheke::{
    counter::{SystemClock, data_folder::DataFolder, open, settings::Settings},
    domain::Clock as _,
    training::{self, Fault, Running},
};
use serde_json::Value;

/// The program in a folder of its own.
struct Prompt {
    home: tempfile::TempDir,
}

impl Prompt {
    fn new() -> Self {
        let home = tempfile::tempdir().unwrap();
        let example = include_str!("../../packaging/example.json");
        fs::write(home.path().join("input.json"), example).unwrap();
        Self { home }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.home.path().join(name)
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_impftheke"));
        command
            .current_dir(self.home.path())
            .args(["--data", "data"])
            .args(arguments)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }

    fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().unwrap()
    }

    /// Runs what must succeed; returns what it says on standard output.
    #[track_caller]
    fn done(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        assert!(output.status.success(), "{arguments:?}: {output:?}");
        String::from_utf8(output.stdout).unwrap()
    }

    /// Runs what must be refused; returns what it says on standard error.
    #[track_caller]
    fn refused(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {output:?}");
        String::from_utf8(output.stderr).unwrap()
    }

    /// The states of all cases, by number.
    fn states(&self) -> Vec<String> {
        let rows: Value = serde_json::from_str(&self.done(&["queue", "list", "--json"])).unwrap();
        let rows = rows.as_array().unwrap().iter();
        rows.map(|row| row["state"].as_str().unwrap().to_owned())
            .collect()
    }

    /// A portal that does this and nothing else.
    fn portal(&self, fault: Fault) -> Running {
        let folder = DataFolder::new(Some(self.path("data"))).unwrap();
        folder.create().unwrap();
        let portal = training::start(training::Options {
            port: 0,
            faults: fault.into(),
            keys: open::training_keys(&folder, SystemClock.now().timestamp()).unwrap(),
            issuer: open::issuer(&Settings::default()).unwrap(),
            clock: Arc::new(SystemClock),
            key: None,
            tls: None,
        })
        .unwrap();
        self.done(&["config", "set", "portal.url", &portal.url()]);
        portal
    }
}

#[cfg(unix)]
#[test]
fn a_certificate_goes_where_a_link_leads_and_the_link_stays() {
    let prompt = Prompt::new();
    fs::create_dir(prompt.path("shelf")).unwrap();
    fs::write(prompt.path("shelf/there"), "old").unwrap();
    std::os::unix::fs::symlink("shelf/there", prompt.path("link")).unwrap();
    std::os::unix::fs::symlink("shelf/new", prompt.path("ahead")).unwrap();
    for (link, file) in [("link", "shelf/there"), ("ahead", "shelf/new")] {
        prompt.done(&["issue", "input.json", "--hc1", link]);
        assert!(prompt.path(link).is_symlink(), "{link}");
        let text = fs::read_to_string(prompt.path(file)).unwrap();
        assert!(text.starts_with("HC1:"), "{link}: {text}");
    }
    let left = fs::read_dir(prompt.path("shelf")).unwrap().count();
    assert_eq!(left, 2, "something was left behind");
}

/// Reads from the other end of a pipe.
fn other_end<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> thread::JoinHandle<T> {
    let thread = thread::Builder::new().name("reader".to_owned());
    thread.spawn(work).unwrap()
}

#[cfg(unix)]
#[test]
fn a_certificate_goes_through_a_pipe_and_stays_ready_where_nobody_takes_it() {
    let prompt = Prompt::new();
    let made = Command::new("mkfifo").arg(prompt.path("pipe")).status();
    assert!(made.unwrap().success());
    let reader = other_end({
        let pipe = prompt.path("pipe");
        move || fs::read_to_string(pipe).unwrap()
    });
    prompt.done(&["issue", "input.json", "--hc1", "pipe"]);
    let kind = fs::symlink_metadata(prompt.path("pipe"))
        .unwrap()
        .file_type();
    assert!(!kind.is_file(), "the pipe is a file now");
    assert!(reader.join().unwrap().starts_with("HC1:"));
    assert_eq!(prompt.states(), ["handed-over"]);

    // The reader goes before four pages have come, which are more than a pipe holds.
    let one = include_str!("../../packaging/example.json");
    let one = one.replacen('{', r#"{"confirmed": ["same-dose"],"#, 1);
    fs::write(
        prompt.path("four.json"),
        format!("[{one},{one},{one},{one}]"),
    )
    .unwrap();
    let reader = other_end({
        let pipe = prompt.path("pipe");
        move || {
            let mut pipe = fs::File::open(pipe).unwrap();
            pipe.read_exact(&mut [0; 1]).unwrap();
        }
    });
    let arguments = ["issue", "four.json", "--pdf", "pipe", "--hc1", "text"];
    let said = prompt.refused(&arguments);
    reader.join().unwrap();
    assert!(said.contains("pipe cannot be written"), "{said}");
    assert!(said.contains("0002, 0003, 0004, 0005"), "{said}");
    assert!(!prompt.path("text").exists(), "not all or none");
    let states = prompt.states();
    assert_eq!(states, ["handed-over", "ready", "ready", "ready", "ready"]);
}

#[test]
fn settings_that_do_not_fit_keep_nobody_from_what_is_finished() {
    let prompt = Prompt::new();
    let first = prompt.done(&["issue", "input.json", "--queue"]);
    prompt.done(&["queue", "run", "--until-empty"]);
    prompt.done(&["issue", "input.json", "--queue"]);
    prompt.done(&["config", "set", "issuer.country", "DE"]);

    assert_eq!(prompt.states(), ["ready", "waiting"]);
    let first = first.trim();
    let text = prompt.done(&["queue", "show", first, "--hc1", "-"]);
    assert!(text.starts_with("HC1:"), "{text}");
    for taking_up in [
        &["issue", "input.json"][..],
        &["issue", "input.json", "--queue"],
    ] {
        let said = prompt.refused(taking_up);
        assert!(said.contains("issuer.country"), "{said}");
    }
    let run = prompt.run(&["queue", "run", "--until-empty"]);
    let said = String::from_utf8(run.stdout).unwrap();
    assert_eq!(run.status.code(), Some(3), "{said}");
    assert!(said.contains("not-set-up"), "{said}");
    prompt.done(&["queue", "hand-over", first]);
    assert_eq!(prompt.states(), ["handed-over", "waiting"]);

    prompt.done(&["config", "set", "issuer.country", "XX"]);
    prompt.done(&["queue", "run", "--until-empty"]);
    assert_eq!(prompt.states(), ["handed-over", "ready"]);
}

#[test]
fn settings_that_do_not_fit_are_said_before_a_first_key_is_made() {
    let prompt = Prompt::new();
    prompt.done(&["config", "set", "issuer.country", "DE"]);
    let said = prompt.refused(&["queue", "list"]);
    assert!(said.contains("issuer.country"), "{said}");
    assert!(!prompt.path("data/master.key").exists());
}

#[test]
fn whoever_ends_the_program_while_the_portal_is_asked_knows_the_number() {
    let prompt = Prompt::new();
    let _portal = prompt.portal(Fault::Hang);
    let mut child = prompt.command(&["issue", "input.json"]).spawn().unwrap();
    let mut said = String::new();
    let stderr = child.stderr.take().unwrap();
    BufReader::new(stderr).read_line(&mut said).unwrap();
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(said.contains("taken up as 0001"), "{said}");
    prompt.done(&["queue", "show", "1"]);
}

#[test]
fn a_run_that_leaves_something_says_what_it_is() {
    let prompt = Prompt::new();
    let _portal = prompt.portal(Fault::Status(400));
    prompt.done(&["config", "set", "portal.flow", "issue"]);
    prompt.done(&["issue", "input.json", "--queue"]);
    prompt.run(&["queue", "run", "--until-empty"]);
    assert_eq!(prompt.states(), ["needs-correction"]);
    let again = prompt.run(&["queue", "run", "--until-empty"]);
    assert_eq!(again.status.code(), Some(3), "{again:?}");
    let said = String::from_utf8(again.stdout).unwrap();
    assert!(said.contains("somebody must look at 0001"), "{said}");
}
