//! `impftheke training-portal` as a script sees it.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

use std::{
    fs,
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::TcpStream,
    path::Path,
    process::{Child, Command, Output, Stdio},
};

fn command(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_impftheke"));
    command
        .arg("--data")
        .arg(folder.join("data"))
        .arg("training-portal")
        .args(arguments);
    command
}

fn run(folder: &Path, arguments: &[&str]) -> Output {
    command(folder, arguments).output().unwrap()
}

/// A portal in a process of its own, ended with the test.
struct Portal {
    child: Child,
    said: Vec<String>,
}

impl Portal {
    fn start(folder: &Path, arguments: &[&str], lines: usize) -> Self {
        let mut child = command(folder, arguments)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let out = BufReader::new(child.stdout.take().unwrap());
        let said = out.lines().take(lines).map(Result::unwrap).collect();
        Self { child, said }
    }

    /// Sends a bare request to the address in a line.
    fn ask(&self, line: usize, request: &str) -> String {
        let (_, address) = self.said[line].split_once("http://").unwrap();
        let mut stream = TcpStream::connect(address).unwrap();
        stream.write_all(request.as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    }
}

impl Drop for Portal {
    fn drop(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

#[test]
fn it_says_its_address_first_and_is_switched_at_the_second() {
    let folder = tempfile::tempdir().unwrap();
    let faults = folder.path().join("faults.json");
    fs::write(&faults, r#"[{"fault": "503", "retry_after": "7"}]"#).unwrap();
    let portal = Portal::start(folder.path(), &["--faults", faults.to_str().unwrap()], 2);
    assert!(
        portal.said[0].starts_with("http://127.0.0.1:"),
        "{:?}",
        portal.said
    );
    assert!(
        portal.said[1].starts_with("control http://127.0.0.1:"),
        "{:?}",
        portal.said
    );
    let get = "GET /api HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
    let answer = portal.ask(0, get);
    assert!(
        answer.starts_with("HTTP/1.1 503 ") && answer.contains("retry-after: 7\r\n"),
        "{answer}"
    );
    let put = "PUT /training/faults HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 6\r\n\r\n\"none\"";
    assert!(portal.ask(1, put).starts_with("HTTP/1.1 204 "));
    assert!(portal.ask(0, get).starts_with("HTTP/1.1 404 "));
}

#[test]
fn with_tls_it_says_where_its_ca_and_a_client_certificate_lie() {
    let folder = tempfile::tempdir().unwrap();
    let portal = Portal::start(folder.path(), &["--tls"], 4);
    assert!(
        portal.said[0].starts_with("https://127.0.0.1:"),
        "{:?}",
        portal.said
    );
    let file = |line: usize, what| fs::read(portal.said[line].strip_prefix(what).unwrap()).unwrap();
    assert!(file(2, "ca ").starts_with(b"-----BEGIN CERTIFICATE-----"));
    assert!(!file(3, "client ").is_empty());
}

#[test]
fn the_list_has_every_name_and_bad_faults_are_said_with_their_line() {
    let folder = tempfile::tempdir().unwrap();
    let list = run(folder.path(), &["--faults", "list"]);
    let list = String::from_utf8(list.stdout).unwrap();
    for name in ["none", "503", "lost-answer", "morning-and-evening"] {
        assert!(
            list.lines()
                .any(|line| line.split(' ').next() == Some(name)),
            "{list}"
        );
    }
    let bad = folder.path().join("bad.json");
    fs::write(
        &bad,
        "[\n  {\"fault\": \"503\"},\n  {\"fault\": \"504x\"}\n]",
    )
    .unwrap();
    for (faults, expected) in [
        (bad.to_str().unwrap(), "bad.json: line 3, column "),
        ("nonsense", "no fault is named \"nonsense\""),
    ] {
        let output = run(folder.path(), &["--faults", faults]);
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2));
        assert!(said.contains(expected), "{said}");
    }
}
