//! The real window on Wayland, on a compositor without a screen: keys, and the clipboard of the desktop.

use std::{
    fs,
    io::Write as _,
    os::unix::fs::{MetadataExt as _, PermissionsExt as _, chown},
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::MutexGuard,
    thread::sleep,
    time::{Duration, Instant},
};

use super::{Running, turn, verified};

#[test]
fn on_wayland_names_are_pasted_by_either_key_and_the_keys_alone_issue() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let desktop = Desktop::open(folder.path(), &data);
    desktop.copy_elsewhere("Mustermann");
    desktop.keys(&["ctrl+v", "Tab"]);
    desktop.copy_elsewhere("Erika\t");
    desktop.keys(&["shift+Insert", "Tab"]);
    desktop.type_text("120864");
    desktop.keys(&["Tab", "Return"]);
    desktop.type_text("Comirnaty");
    desktop.keys(&["Return"]);
    desktop.type_text("290521");
    desktop.keys(&["Tab"]);
    desktop.type_text("2");
    desktop.keys(&["Tab", "Return", "Down", "Up", "Return"]);
    desktop.keys(&["alt+1", "alt+2", "alt+3", "alt+4", "ctrl+Return"]);
    let picture = folder.path().join("screen.png");
    let text = desktop.wait("no certificate", |desktop| {
        desktop.output("grim", &[picture.to_str().unwrap()]);
        let read = desktop.output("zbarimg", &["--quiet", "--raw", picture.to_str().unwrap()]);
        read.starts_with("HC1:").then_some(read)
    });
    let report = verified(folder.path(), &data, &text);
    assert_eq!(report["certificate"]["nam"]["fn"], "Mustermann");
    assert_eq!(report["certificate"]["nam"]["gn"], "Erika");
    // No certificate and no name is put there by the program itself.
    assert_eq!(desktop.lies_there(), "Erika\t");

    // Saved, so that nothing is asked about whoever leaves.
    desktop.keys(&["ctrl+s"]);
    sleep(Duration::from_secs(2));
    for key in ["ctrl+c", "ctrl+Insert", "ctrl+x", "shift+Delete"] {
        desktop.copy_elsewhere("another");
        desktop.wait("nothing copied", |desktop| {
            // Once the result can have been read.
            desktop.keys(&["ctrl+n"]);
            desktop.type_text("Lindner");
            desktop.keys(&["ctrl+a", key]);
            (desktop.lies_there() == "Lindner").then_some(())
        });
    }
}

/// A desktop with the counter on it.
struct Desktop {
    runtime: PathBuf,
    _counter: Running,
    _keyboard: Running,
    _compositor: Running,
    _turn: MutexGuard<'static, ()>,
}

impl Desktop {
    fn open(folder: &Path, data: &Path) -> Self {
        let turn = turn();
        let runtime = folder.join("runtime");
        let compositor = compositor(folder, &runtime);
        let in_session = |program: &str| {
            let mut command = Command::new(program);
            command
                .env("XDG_RUNTIME_DIR", &runtime)
                .env("WAYLAND_DISPLAY", SOCKET)
                .env_remove("DISPLAY")
                .env_remove("DBUS_SESSION_BUS_ADDRESS")
                // No printer of whoever runs this.
                .env("CUPS_SERVER", "/nonexistent");
            command
        };
        // A keyboard that stays: the one of a single call is gone before the window has heard of it.
        let keyboard = Running(
            in_session("wtype")
                .args(["-s", "3600000"])
                .spawn()
                .expect("wtype is installed by packaging/test"),
        );
        let mut counter = in_session(env!("CARGO_BIN_EXE_impftheke"));
        let counter = Running(counter.arg("--data").arg(data).spawn().unwrap());
        let desktop = Self {
            runtime,
            _counter: counter,
            _keyboard: keyboard,
            _compositor: compositor,
            _turn: turn,
        };
        // It takes what is typed as soon as that comes back.
        desktop.wait("no window", |desktop| {
            desktop.type_text("x");
            desktop.keys(&["ctrl+a", "ctrl+x"]);
            (desktop.lies_there() == "x").then_some(())
        });
        desktop
    }

    fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command
            .env("XDG_RUNTIME_DIR", &self.runtime)
            .env("WAYLAND_DISPLAY", SOCKET);
        command
    }

    fn output(&self, program: &str, arguments: &[&str]) -> String {
        let output = self.command(program).args(arguments).output().unwrap();
        String::from_utf8_lossy(&output.stdout).into_owned()
    }

    /// Presses keys, with modifiers before them.
    fn keys(&self, keys: &[&str]) {
        for key in keys {
            let mut parts: Vec<&str> = key.split('+').collect();
            let key = parts.pop().unwrap();
            let held = parts.iter().flat_map(|modifier| ["-M", modifier]);
            let released = parts.iter().flat_map(|modifier| ["-m", modifier]);
            let press = held.chain(["-k", key]).chain(released);
            self.strike(press.collect());
        }
    }

    fn type_text(&self, text: &str) {
        self.strike(vec!["-d", "40", text]);
    }

    /// Strikes keys once the window has heard of the keyboard, which leaves when it has heard the keys.
    fn strike(&self, keys: Vec<&str>) {
        let mut wtype = self.command("wtype");
        let status = wtype
            .args(["-s", "150"])
            .args(keys)
            .args(["-s", "50"])
            .status();
        assert!(status.unwrap().success());
        sleep(Duration::from_millis(100));
    }

    /// Has another program put a text on the clipboard.
    fn copy_elsewhere(&self, text: &str) {
        let mut copy = self
            .command("wl-copy")
            .stdin(Stdio::piped())
            .spawn()
            .expect("wl-clipboard is installed by packaging/test");
        let mut input = copy.stdin.take().unwrap();
        input.write_all(text.as_bytes()).unwrap();
        drop(input);
        copy.wait().unwrap();
    }

    /// Returns what another program reads from the clipboard.
    fn lies_there(&self) -> String {
        self.output("wl-paste", &["--no-newline"])
    }

    /// Asks again until there is an answer.
    fn wait<T>(&self, otherwise: &str, mut ask: impl FnMut(&Self) -> Option<T>) -> T {
        let started = Instant::now();
        loop {
            if let Some(answer) = ask(self) {
                return answer;
            }
            assert!(started.elapsed() < Duration::from_mins(1), "{otherwise}");
            sleep(Duration::from_millis(300));
        }
    }
}

/// What the compositor of the tests is called in its session.
const SOCKET: &str = "wayland-1";

/// Starts a compositor that draws into memory. It does not run as root: there it runs as nobody.
fn compositor(folder: &Path, runtime: &Path) -> Running {
    let settings = folder.join("compositor");
    fs::write(
        &settings,
        "output HEADLESS-1 resolution 1280x800\ninput * xkb_layout de\n",
    )
    .unwrap();
    fs::create_dir(runtime).unwrap();
    fs::set_permissions(runtime, fs::Permissions::from_mode(0o700)).unwrap();
    let mut command = if fs::metadata(runtime).unwrap().uid() == 0 {
        let nobody = 65534;
        fs::set_permissions(folder, fs::Permissions::from_mode(0o711)).unwrap();
        chown(runtime, Some(nobody), Some(nobody)).unwrap();
        let mut command = Command::new("setpriv");
        command.args([
            "--reuid=nobody",
            "--regid=nogroup",
            "--clear-groups",
            "sway",
        ]);
        command
    } else {
        Command::new("sway")
    };
    let compositor = command
        .arg("--config")
        .arg(settings)
        .env("XDG_RUNTIME_DIR", runtime)
        .env("HOME", folder)
        .env("WLR_BACKENDS", "headless")
        .env("WLR_RENDERER", "pixman")
        .env("WLR_LIBINPUT_NO_DEVICES", "1")
        .env_remove("WAYLAND_DISPLAY")
        .env_remove("DISPLAY")
        .env_remove("DBUS_SESSION_BUS_ADDRESS")
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("sway is installed by packaging/test");
    let compositor = Running(compositor);
    let started = Instant::now();
    while !runtime.join(SOCKET).exists() {
        assert!(
            started.elapsed() < Duration::from_mins(1),
            "no compositor came up"
        );
        sleep(Duration::from_millis(50));
    }
    compositor
}
