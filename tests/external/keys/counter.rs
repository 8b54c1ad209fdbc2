//! A counter of which the profile and the place of the key are changed all the time.

use std::{
    collections::BTreeMap,
    env, fs,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
};

use impftheke::{
    counter::{
        data_folder::DataFolder,
        master_key,
        open::Given,
        settings::{Secret, Settings},
    },
    queue::Store,
    vault::{self, MasterKey},
};
use jiff::Timestamp;
use secrecy::SecretString;
use serde_json::Value;
use tempfile::TempDir;

/// The passphrase of both profiles.
pub(crate) const PASSPHRASE: &str = "lang genug und geheim";
/// The key of the portal, which is a secret of the settings.
pub(crate) const SECRET: &str = "portal-key-0815";

/// A data folder and what is around it.
pub(crate) struct Counter {
    home: TempDir,
}

impl Counter {
    /// A counter that lacks nothing to go live but the profile and a place for the key.
    pub(crate) fn new() -> Self {
        let counter = Self::empty();
        // Twins of this counter may outlive it.
        let signers = Path::new(env!("CARGO_TARGET_TMPDIR")).join("keys-signers.pem");
        let signers = signers.to_str().unwrap();
        counter.done(&["signer", "--certificate", signers]);
        for [key, value] in [
            ["portal.url", "https://127.0.0.1:9"],
            ["portal.signers", signers],
        ] {
            counter.done(&["config", "set", key, value]);
        }
        counter
    }

    /// A counter that never was started.
    pub(crate) fn empty() -> Self {
        let counter = Self {
            home: tempfile::tempdir().unwrap(),
        };
        fs::write(counter.path("passphrase"), PASSPHRASE).unwrap();
        counter
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.home.path().join(name)
    }

    pub(crate) fn data(&self) -> PathBuf {
        self.path("data")
    }

    /// The program on this folder, with the passphrase at hand.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_impftheke"));
        command.args(arguments);
        self.around(command)
    }

    /// Puts a command where the program would be.
    pub(crate) fn around(&self, mut command: Command) -> Command {
        command
            .current_dir(self.home.path())
            .env("IMPFTHEKE_PASSPHRASE_FILE", "passphrase")
            .env_remove("DISPLAY")
            .env_remove("WAYLAND_DISPLAY")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Output {
        self.command(&[&["--data", "data"], arguments].concat())
            .output()
            .unwrap()
    }

    /// Runs what must succeed.
    pub(crate) fn done(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        assert!(output.status.success(), "{arguments:?}: {output:?}");
        String::from_utf8(output.stdout).unwrap()
    }

    /// Runs what must be refused, and returns the words.
    pub(crate) fn refused(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {output:?}");
        String::from_utf8(output.stderr).unwrap()
    }

    /// Chooses a profile, with the country that it needs.
    pub(crate) fn profile(&self, profile: &str) {
        let country = if profile == "live" { "DE" } else { "XX" };
        self.done(&["config", "set", "issuer.country", country]);
        self.done(&["config", "set", "profile", profile]);
    }

    /// Takes a case up.
    pub(crate) fn issue(&self) -> Output {
        let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("packaging/example.json");
        self.run(&["issue", example.to_str().unwrap(), "--queue"])
    }

    /// Keeps the key of the portal, which the shell hands over from a file.
    pub(crate) fn keep_secret(&self) -> Output {
        fs::write(self.path("secret"), SECRET).unwrap();
        self.command(&["--data", "data", "config", "set", "portal.key", "-"])
            .stdin(fs::File::open(self.path("secret")).unwrap())
            .output()
            .unwrap()
    }

    pub(crate) fn settings(&self) -> Settings {
        Settings::load(&self.data().join("settings.json")).unwrap()
    }

    /// Opens the profile that is on, and returns how many cases can be read and whether the secret can.
    pub(crate) fn readable(&self) -> Held {
        let folder = DataFolder::new(Some(self.data())).unwrap();
        let passphrase = SecretString::from(PASSPHRASE);
        let (settings, master) = master_key::open(&folder, Given::Typed(&passphrase)).unwrap();
        let secret = settings.secret(Secret::PortalKey, &master).unwrap();
        let queue = folder.queue(&settings);
        let cases = if Store::is_in(&queue) {
            let store = Store::open(&queue, master, Timestamp::now()).unwrap().store;
            let contents = store.contents().unwrap();
            assert!(contents.iter().all(|(_, case)| case.is_ok()));
            contents.len()
        } else {
            0
        };
        Held {
            cases,
            secret: secret.is_some_and(|secret| secret.as_str() == SECRET),
        }
    }

    /// Adds the key that lies in plain now, if there is one, to those that did before.
    pub(crate) fn note_plain(&self, plain: &mut Vec<Vec<u8>>) {
        for path in files(&self.data()) {
            let bytes = fs::read(&path).unwrap();
            let is_key = bytes.len() == 33 && bytes[0] == 1;
            let named = path.extension().is_some_and(|ending| ending == "key");
            let named = named && path.parent().unwrap().ends_with("keys");
            // Were its form another one, nothing would be noted, and nothing tested. A kill leaves parts of other names.
            assert!(is_key || !named, "{}", path.display());
            if is_key && !plain.contains(&bytes) {
                plain.push(bytes);
            }
        }
    }

    /// Asserts that nothing live opens with any key that ever lay in plain.
    pub(crate) fn nothing_live_opens_with(&self, plain: &[Vec<u8>]) {
        let queue = self.data().join("queue/live");
        for bytes in plain {
            let path = self.path("plain.key");
            drop(fs::remove_file(&path));
            fs::write(&path, bytes).unwrap();
            let key = vault::file::open_or_create(&path).unwrap();
            assert_ne!(Store::opens_with(&queue, &key), Some(true));
            assert!(self.live_secrets_that_open(&key).is_empty());
        }
    }

    /// What live has of its own, sealed, by the name of the setting.
    fn live_secrets(&self) -> Vec<(String, Vec<u8>)> {
        use base64::{Engine as _, engine::general_purpose::STANDARD};
        let text = fs::read_to_string(self.data().join("settings.json")).unwrap();
        let object: Value = serde_json::from_str(&text).unwrap();
        let live = object.get("live").and_then(Value::as_object);
        // Among other settings; a version, a nonce and a tag are 41 bytes.
        let secret = |(name, value): (&String, &Value)| {
            let sealed = STANDARD.decode(value.as_str().unwrap()).ok()?;
            (sealed.len() > 41).then(|| (name.clone(), sealed))
        };
        live.into_iter().flatten().filter_map(secret).collect()
    }

    fn live_secrets_that_open(&self, key: &MasterKey) -> Vec<String> {
        let secrets = self.live_secrets().into_iter();
        let opened = secrets.filter(|(name, sealed)| key.open(sealed, name.as_bytes()).is_ok());
        opened.map(|(name, _)| name).collect()
    }
}

/// Whether the test runs in a session with a key store. Where it does not, it runs itself once more in one, by its name
/// in `keys`.
pub(crate) fn in_session(test: &str) -> bool {
    if env::var_os("IMPFTHEKE_TEST_SESSION").is_some() {
        return true;
    }
    let home = tempfile::tempdir().unwrap();
    let unlocked = "printf geheim | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1; exec \"$0\" \"$@\"";
    let output = Command::new("dbus-run-session")
        .args(["--", "bash", "-c", unlocked])
        .arg(env::current_exe().unwrap())
        .args(["--exact", "--nocapture"])
        .arg(format!("keys::{test}"))
        .env("IMPFTHEKE_TEST_SESSION", "1")
        .env("HOME", home.path())
        .env("XDG_RUNTIME_DIR", home.path())
        .env_remove("DISPLAY")
        .env_remove("WAYLAND_DISPLAY")
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(
        output.status.success() && said.contains("1 passed"),
        "{said}{}",
        String::from_utf8_lossy(&output.stderr)
    );
    false
}

/// What a profile holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Held {
    pub(crate) cases: usize,
    pub(crate) secret: bool,
}

/// Lists all files below a folder.
pub(crate) fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let Ok(entries) = fs::read_dir(folder) else {
        return found;
    };
    for entry in entries {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            found.push(path);
        }
    }
    found
}

/// Copies a folder with all that is in it.
pub(crate) fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for path in files(from) {
        let target = to.join(path.strip_prefix(from).unwrap());
        fs::create_dir_all(target.parent().unwrap()).unwrap();
        fs::copy(&path, target).unwrap();
    }
}

/// The content of every file below a folder, by its name.
pub(crate) fn contents(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    files(folder)
        .into_iter()
        .map(|path| (path.clone(), fs::read(path).unwrap()))
        .collect()
}
