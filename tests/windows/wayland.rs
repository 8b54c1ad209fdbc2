//! The real window on Wayland: a compositor that draws no frames, as GNOME's, nested in a virtual screen.

use std::{
    fs::{self, File},
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread::sleep,
    time::Duration,
};

use super::{Running, Screen, turn, virtual_screen};

#[test]
fn on_wayland_the_window_has_a_frame_of_its_own() {
    let folder = tempfile::tempdir().unwrap();
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o700)).unwrap();
    let data = folder.path().join("data");
    let desktop = Desktop::open(folder.path(), &data);

    // What a frame is made of: surfaces around that of the window. Without one there is none but the window's own.
    let parts = fs::read_to_string(&desktop.protocol).unwrap();
    assert!(parts.matches(".get_subsurface(").count() >= 4, "no frame");
}

/// A desktop on Wayland with the counter on it.
struct Desktop {
    screen: Screen,
    /// What the counter and the compositor say to each other.
    protocol: PathBuf,
    _compositor: Running,
}

impl Desktop {
    fn open(folder: &Path, data: &Path) -> Self {
        let turn = turn();
        let (server, display) = virtual_screen("1600x1000");
        let mut weston = Command::new("weston");
        weston
            .args(["--backend=x11-backend.so", "--use-pixman", "--idle-time=0"])
            .args(["--width=1600", "--height=1000"])
            .arg(format!("--socket={SOCKET}"))
            .env("DISPLAY", &display)
            .env("XDG_RUNTIME_DIR", folder)
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        let compositor = Running(
            weston
                .spawn()
                .expect("weston is installed by packaging/test"),
        );
        while !folder.join(SOCKET).exists() {
            sleep(Duration::from_millis(50));
        }
        let protocol = folder.join("protocol");
        let counter = counter(folder, data, File::create(&protocol).unwrap());
        let desktop = Self {
            screen: Screen {
                display,
                _counter: Running(counter),
                _server: server,
                _turn: turn,
            },
            protocol,
            _compositor: compositor,
        };
        // It is drawn a moment later.
        desktop.screen.wait(|_| {
            let said = fs::read_to_string(&desktop.protocol).unwrap();
            said.contains(".enter(").then_some(())
        });
        sleep(Duration::from_secs(3));
        desktop
    }
}

const SOCKET: &str = "counter";

fn counter(folder: &Path, data: &Path, protocol: File) -> Child {
    Command::new(env!("CARGO_BIN_EXE_impftheke"))
        .arg("--data")
        .arg(data)
        .env("XDG_RUNTIME_DIR", folder)
        .env("WAYLAND_DISPLAY", SOCKET)
        .env("WAYLAND_DEBUG", "client")
        .env("LIBGL_ALWAYS_SOFTWARE", "1")
        .env_remove("DISPLAY")
        .env_remove("DBUS_SESSION_BUS_ADDRESS")
        // No printer of whoever runs this.
        .env("CUPS_SERVER", "/nonexistent")
        .stderr(protocol)
        .spawn()
        .unwrap()
}
