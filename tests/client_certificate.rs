//! A login by client certificate, with the real program: the file from the settings, over TLS 1.3 and 1.2, and what
//! is said where it is missing or cannot be used. `openssl` stands for the servers of others.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

use std::{
    fs,
    io::{BufRead as _, BufReader, Write as _},
    net::{TcpListener, TcpStream},
    path::{Path, PathBuf},
    process::{Child, Command, Output, Stdio},
};

use serde_json::Value;
use tempfile::TempDir;

/// A process that ends with the test.
struct Process(Child);

impl Drop for Process {
    fn drop(&mut self) {
        self.0.kill().unwrap();
        self.0.wait().unwrap();
    }
}

/// A counter, and the folder in which everything of the test lies.
struct Counter(TempDir);

impl Counter {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_impftheke"));
        command
            .current_dir(self.0.path())
            .arg("--data")
            .arg(self.path("data"))
            .args(arguments);
        command
    }

    fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().unwrap()
    }

    fn set(&self, key: &str, value: &str) {
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

    /// Starts a training portal; returns its address, and the files of its CA and of a client certificate.
    fn portal(&self, arguments: &[&str]) -> (Process, [String; 3]) {
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
    fn issue(&self) -> (Option<i32>, Option<String>) {
        let example = concat!(env!("CARGO_MANIFEST_DIR"), "/packaging/example.json");
        let output = self.run(&["issue", example, "--hc1", "a.hc1"]);
        let rows: Value =
            serde_json::from_slice(&self.run(&["queue", "list", "--json"]).stdout).unwrap();
        let last = rows.as_array().unwrap().last().unwrap();
        let trouble = last["trouble"].as_str().map(str::to_owned);
        (output.status.code(), trouble)
    }
}

/// Makes a PKCS#12 file of the training client's, packed and protected otherwise.
fn packed(counter: &Counter, client: &str, name: &str, options: &[&str]) -> PathBuf {
    let (pem, packed) = (counter.path("client.pem"), counter.path(name));
    let openssl = |arguments: &[&str]| {
        let output = Command::new("openssl").args(arguments).output().unwrap();
        assert!(output.status.success(), "{output:?}");
    };
    let [pem, out] = [&pem, &packed].map(|path| path.to_str().unwrap());
    openssl(&[
        "pkcs12",
        "-in",
        client,
        "-passin",
        "pass:training",
        "-nodes",
        "-out",
        pem,
    ]);
    openssl(&[&["pkcs12", "-export", "-in", pem, "-out", out], options].concat());
    packed
}

#[test]
fn the_file_from_the_settings_logs_in_over_either_version_of_tls() {
    let counter = Counter::new();
    let (first, [_, ca, client]) = counter.portal(&[]);
    drop(first);
    counter.set("portal.login", "certificate");
    counter.set("portal.roots", &ca);
    let new = packed(
        &counter,
        &client,
        "new.p12",
        &["-passout", "pass:Gehäuse-ß"],
    );
    let legacy = ["-legacy", "-passout", "pass:geheim"];
    let old = packed(&counter, &client, "old.p12", &legacy);
    for version in [&[][..], &["--tls12"]] {
        let demanding = [&["--client-ca", &ca], version].concat();
        let (_portal, [url, ..]) = counter.portal(&demanding);
        counter.set("portal.url", &url);
        for (file, password) in [
            (Path::new(&client), "training"),
            (&new, "Gehäuse-ß"),
            (&old, "geheim"),
        ] {
            counter.set("portal.certificate", file.to_str().unwrap());
            counter.set("portal.certificate-password", password);
            let (status, trouble) = counter.issue();
            assert_eq!((status, trouble), (Some(0), None), "{version:?} {file:?}");
            let text = fs::read_to_string(counter.path("a.hc1")).unwrap();
            assert!(text.starts_with("HC1:"), "{version:?} {file:?}");
            fs::remove_file(counter.path("a.hc1")).unwrap();
        }
    }
}

#[test]
fn without_a_certificate_the_login_is_what_is_missing_over_either_version_of_tls() {
    for version in ["-tls1_3", "-tls1_2"] {
        let counter = Counter::new();
        let (first, [_, ca, client]) = counter.portal(&[]);
        drop(first);
        // A server of another make, with the training portal's name and CA.
        let server = counter.path("server.pem");
        let made = Command::new("openssl")
            .args([
                "req",
                "-x509",
                "-newkey",
                "ec",
                "-pkeyopt",
                "ec_paramgen_curve:P-256",
            ])
            .args([
                "-nodes",
                "-subj",
                "/CN=127.0.0.1",
                "-addext",
                "subjectAltName=IP:127.0.0.1",
            ])
            .args(["-addext", "basicConstraints=critical,CA:FALSE", "-keyout"])
            .arg(&server)
            .arg("-out")
            .arg(counter.path("root.pem"))
            .output()
            .unwrap();
        assert!(made.status.success(), "{made:?}");
        let port = free_port();
        let mut server = Process(
            Command::new("openssl")
                .args([
                    "s_server",
                    "-quiet",
                    "-Verify",
                    "1",
                    "-verify_return_error",
                    version,
                ])
                .args(["-accept", &port.to_string(), "-CAfile", &ca, "-key"])
                .arg(&server)
                .arg("-cert")
                .arg(counter.path("root.pem"))
                .stdin(Stdio::piped())
                .stdout(Stdio::null())
                .spawn()
                .unwrap(),
        );
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            assert!(server.0.try_wait().unwrap().is_none(), "no server");
            std::thread::yield_now();
        }
        counter.set("portal.url", &format!("https://127.0.0.1:{port}"));
        counter.set("portal.roots", counter.path("root.pem").to_str().unwrap());
        counter.set("portal.limit-seconds", "2");
        let (status, trouble) = counter.issue();
        let said = (status, trouble.as_deref());
        assert_eq!(said, (Some(3), Some("login-missing")), "{version}");
        // A certificate of another CA than the server's is one that is not accepted.
        let foreign = Counter::new();
        let (portal, [_, _, other]) = foreign.portal(&[]);
        drop(portal);
        assert_ne!(client, other);
        counter.set("portal.login", "certificate");
        counter.set("portal.certificate", &other);
        counter.set("portal.certificate-password", "training");
        let (status, trouble) = counter.issue();
        let said = (status, trouble.as_deref());
        assert_eq!(said, (Some(3), Some("login-unusable")), "{version}");
    }
}

fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.local_addr().unwrap().port()
}
