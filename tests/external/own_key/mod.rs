//! A pharmacy's own signing key: taken from a file of others, kept sealed, signed with, renewed. Programs that share no
//! code with ours make the keys and verify what is signed.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod token;

use std::{
    env, fs,
    io::Write as _,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
    sync::LazyLock,
    thread::sleep,
    time::Duration,
};

use serde_json::Value;
use tempfile::TempDir;

use crate::requests::{self, ERIKA};

/// The keys that another program makes, once for all tests.
static KEYS: LazyLock<TempDir> = LazyLock::new(|| made(&[]));

/// Has another program make all keys, or the one that is named.
fn made(only: &[&str]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let script = root().join("tests/external/own_key/make_keys.py");
    let made = Command::new(python())
        .arg(script)
        .arg(folder.path())
        .args(only)
        .output()
        .unwrap();
    assert!(
        made.status.success(),
        "{}",
        String::from_utf8_lossy(&made.stderr)
    );
    folder
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn python() -> PathBuf {
    let python = env::var_os("IMPFTHEKE_PYTHON");
    python
        .expect("IMPFTHEKE_PYTHON is not set: run packaging/test")
        .into()
}

fn key(name: &str) -> String {
    KEYS.path().join(name).to_str().unwrap().to_owned()
}

/// A live counter without a portal.
struct Counter(TempDir);

impl Counter {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::write(
            folder.path().join("softhsm2.conf"),
            format!(
                "directories.tokendir = {}\nobjectstore.backend = file\nlog.level = ERROR\n",
                folder.path().join("tokens").display()
            ),
        )
        .unwrap();
        fs::create_dir(folder.path().join("tokens")).unwrap();
        fs::write(folder.path().join("passphrase"), "Muster-Passphrase 12\n").unwrap();
        let counter = Self(folder);
        for (key, value) in [
            ("profile", "live"),
            ("vault.key", "passphrase"),
            ("issuer.country", "DE"),
            ("issuer.name", "Beispiel-Behörde"),
            ("issuer.location", "APO12345"),
        ] {
            counter.done(&["config", "set", key, value]);
        }
        counter
    }

    fn at(&self, name: &str) -> String {
        self.0.path().join(name).to_str().unwrap().to_owned()
    }

    fn run(&self, arguments: &[&str], input: &str) -> Output {
        let mut child = Command::new(env!("CARGO_BIN_EXE_impftheke"))
            .arg("--data")
            .arg(self.0.path().join("data"))
            .args(arguments)
            .env(
                "IMPFTHEKE_PASSPHRASE_FILE",
                self.0.path().join("passphrase"),
            )
            .env("SOFTHSM2_CONF", self.0.path().join("softhsm2.conf"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        child
            .stdin
            .take()
            .unwrap()
            .write_all(input.as_bytes())
            .unwrap();
        child.wait_with_output().unwrap()
    }

    fn done(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments, "");
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success(), "{arguments:?}: {said}");
        String::from_utf8(output.stdout).unwrap()
    }

    /// Imports a PKCS#12 file of the keys; returns the exit status and what was said.
    fn import(&self, file: &str, further: &[&str]) -> (i32, String) {
        let file = key(file);
        let arguments: Vec<&str> = ["key", "import", &file, "--password", "-"]
            .into_iter()
            .chain(further.iter().copied())
            .collect();
        let output = self.run(&arguments, "geheim\n");
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        (output.status.code().unwrap(), said)
    }

    fn issue(&self, request: &str) -> (i32, String) {
        let output = self.run(&["issue", "-", "--hc1", &self.at("out.hc1")], request);
        let said = [output.stdout, output.stderr].concat();
        (
            output.status.code().unwrap(),
            String::from_utf8_lossy(&said).into_owned(),
        )
    }

    /// Issues three doses, and has programs of others verify them.
    fn check_three(&self) {
        let folder = self.0.path().join("checked");
        fs::create_dir(&folder).unwrap();
        let at = |name: &str| folder.join(name).to_str().unwrap().to_owned();
        self.done(&[
            "signer",
            "--certificate",
            &at("dsc.pem"),
            "--csca",
            &at("csca.pem"),
        ]);
        for number in 0..3 {
            let request = requests::nth(number);
            fs::write(at(&format!("{number}.json")), &request).unwrap();
            let [hc1, png] = ["hc1", "png"].map(|kind| at(&format!("{number}.{kind}")));
            self.done(&[
                "issue",
                &at(&format!("{number}.json")),
                "--hc1",
                &hc1,
                "--png",
                &png,
            ]);
        }
        let check = Command::new(python())
            .arg(root().join("tests/external/independent/check.py"))
            .args([&folder, &root().join("assets/schema")])
            .arg("DE")
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&check.stdout);
        assert!(
            said.contains("3 of 3 certificates"),
            "{said}{}",
            String::from_utf8_lossy(&check.stderr)
        );
    }

    fn shown(&self) -> Value {
        serde_json::from_str(&self.done(&["key", "show", "--json"])).unwrap()
    }
}

#[test]
fn what_an_own_key_signs_is_accepted_by_independent_programs() {
    for (name, algorithm) in [("good", "ES256"), ("rsa", "PS256")] {
        let counter = Counter::new();
        assert_eq!(counter.import(&format!("{name}.p12"), &[]).0, 0);
        let shown = counter.shown();
        assert_eq!(shown.get("algorithm").unwrap(), algorithm);
        assert_eq!(shown.get("csca").unwrap(), true, "it stood in the file");
        counter.check_three();
    }
}

#[test]
fn a_key_or_certificate_that_does_not_fit_is_refused_in_one_line() {
    let counter = Counter::new();
    let other = ["--csca", &key("other.pem")];
    for (file, further, why) in [
        ("over.p12", &[][..], "valid from"),
        ("early.p12", &[], "valid from"),
        ("foreign.p12", &[], "issuer.country is DE"),
        ("nowhere.p12", &[], "names no country"),
        ("mail.p12", &[], "not made for signatures"),
        ("curve.p12", &[], "another curve"),
        ("short.p12", &[], "RSA key that is too short"),
        ("long.p12", &[], "ends later than its CSCA"),
        ("forged.p12", &[], "does not verify"),
        ("good.p12", &other, "does not verify"),
        (
            "good.p12",
            &["--kid", "AAAAAAAAAAA="],
            "no key in the file has the key identifier",
        ),
        ("good.pem", &[], "holds no private key"),
        ("good.key", &[], "no certificate belongs"),
    ] {
        let (status, said) = counter.import(file, further);
        assert_eq!(status, 2, "{file}: {said}");
        assert!(said.contains(why), "{file}: {said}");
        assert_eq!(said.trim_end().lines().count(), 1, "{file}: {said}");
    }
    let wrong = counter.run(
        &["key", "import", &key("good.p12"), "--password", "-"],
        "Geheim",
    );
    assert_eq!(wrong.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&wrong.stderr).contains("the password does not open the file"));
    // Nothing was kept of any of them.
    let (status, said) = (counter.run(&["key", "show"], ""), "there is no signing key");
    assert_eq!(status.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&status.stderr).contains(said));
    let (status, said) = counter.issue(ERIKA);
    assert_eq!(status, 2, "{said}");
    assert!(said.contains("key import"), "{said}");
}

#[test]
fn of_several_keys_one_is_named() {
    let counter = Counter::new();
    let several = counter.at("several.pem");
    let all = ["good.key", "good.pem", "next.key", "next.pem", "csca.pem"];
    let all: Vec<u8> = all
        .iter()
        .flat_map(|name| fs::read(key(name)).unwrap())
        .collect();
    fs::write(&several, all).unwrap();
    let output = counter.run(&["key", "import", &several], "");
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(2));
    let (_, listed) = said.trim_end().split_once("--kid, of ").unwrap();
    let kids: Vec<&str> = listed.split(", ").collect();
    assert_eq!(kids.len(), 2, "{said}");
    for kid in kids {
        counter.done(&["key", "import", &several, "--kid", kid]);
        assert_eq!(counter.shown().get("kid").unwrap(), kid);
    }
}

#[test]
fn of_several_certificates_the_one_that_may_sign_is_taken_with_the_csca_that_vouches_for_it() {
    let counter = Counter::new();
    for order in [
        [
            "good.key",
            "placeholder.pem",
            "good.pem",
            "other.pem",
            "csca.pem",
        ],
        [
            "csca.pem",
            "other.pem",
            "good.pem",
            "placeholder.pem",
            "good.key",
        ],
    ] {
        let bundle = counter.at("bundle.pem");
        let parts = order.iter().flat_map(|name| fs::read(key(name)).unwrap());
        fs::write(&bundle, parts.collect::<Vec<u8>>()).unwrap();
        assert_eq!(
            counter.done(&["key", "import", &bundle]).split(' ').nth(1),
            Some("ES256")
        );
        let shown = counter.shown();
        assert_eq!(shown.get("country").unwrap(), "DE");
        assert_eq!(shown.get("csca").unwrap(), true);
    }
    // Nobody vouches for oneself.
    let (status, said) = counter.import("good.p12", &["--csca", &key("good.pem")]);
    assert_eq!(status, 2, "{said}");
}

#[test]
fn a_key_that_is_taken_away_signs_nothing_and_cases_are_kept() {
    let counter = Counter::new();
    assert_eq!(counter.import("good.p12", &[]).0, 0);
    assert_eq!(counter.issue(ERIKA).0, 0);
    counter.done(&["key", "remove"]);
    let (status, said) = counter.issue(&requests::nth(1));
    assert_eq!(status, 3, "{said}");
    assert!(
        said.contains("signing-key-unusable") && said.contains("0002"),
        "{said}"
    );
    assert_eq!(counter.import("next.p12", &[]).0, 0);
    counter.done(&["queue", "try-again"]);
    counter.done(&["queue", "run", "--until-empty"]);
    assert!(counter.done(&["queue", "list"]).contains("ready"));
}

#[test]
fn a_key_that_is_made_for_doses_alone_signs_no_test() {
    let counter = Counter::new();
    assert_eq!(counter.import("doses.p12", &[]).0, 0);
    let (status, said) = counter.issue(&requests::of_a_test());
    assert_eq!(status, 2, "{said}");
    assert!(said.contains("not made for"), "{said}");
    assert_eq!(counter.issue(ERIKA).0, 0);
}

#[test]
fn after_the_end_of_a_key_cases_are_kept_and_its_successor_signs_them() {
    let counter = Counter::new();
    let soon = made(&["soon"]);
    let file = soon.path().join("soon.p12");
    let arguments = ["key", "import", file.to_str().unwrap(), "--password", "-"];
    let output = counter.run(&arguments, "geheim");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(
        output.status.success() && said.contains("ends in 1 days"),
        "{said}"
    );
    assert_eq!(counter.issue(ERIKA).0, 0);
    // Less than a day is left by then.
    sleep(Duration::from_secs(7));
    let (status, said) = counter.issue(&requests::nth(1));
    assert_eq!(status, 3, "{said}");
    assert!(said.contains("signing-key-unusable"), "{said}");
    assert!(said.contains("0002"), "its number: {said}");
    assert_eq!(counter.import("next.p12", &[]).0, 0);
    counter.done(&["queue", "try-again"]);
    counter.done(&["queue", "run", "--until-empty"]);
    let listed = counter.done(&["queue", "list"]);
    assert_eq!(listed.matches("ready").count(), 1, "{listed}");
}

#[test]
fn the_folder_shows_nothing_of_the_key_and_a_changed_byte_is_noticed() {
    let counter = Counter::new();
    assert_eq!(counter.import("good.p12", &[]).0, 0);
    let sealed = counter.0.path().join("data/keys/live.signer");
    let bytes = fs::read(&sealed).unwrap();
    let text = fs::read_to_string(key("good.key")).unwrap();
    let body: String = text.lines().filter(|line| !line.starts_with('-')).collect();
    let shown = |needle: &[u8]| bytes.windows(needle.len()).any(|window| window == needle);
    assert!(!shown(&body.as_bytes()[..40]) && !shown(b"Beispiel") && !shown(b"certificate"));
    for at in (0..bytes.len()).step_by(bytes.len() / 40) {
        let mut changed = bytes.clone();
        changed[at] ^= 1;
        fs::write(&sealed, changed).unwrap();
        let output = counter.run(&["key", "show"], "");
        assert_eq!(output.status.code(), Some(2), "byte {at}");
    }
    // A damaged key costs nobody a case.
    let (status, said) = counter.issue(ERIKA);
    assert_eq!(status, 3, "{said}");
    fs::write(&sealed, bytes).unwrap();
    counter.done(&["queue", "try-again"]);
    counter.done(&["queue", "run", "--until-empty"]);
    assert!(counter.done(&["queue", "list"]).contains("ready"));
}
