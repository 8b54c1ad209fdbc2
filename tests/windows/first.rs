//! The window as it opens for the first time: on the screens that counters have, all of it is to be seen.

use std::{
    io::{BufRead as _, BufReader},
    process::{Command, Stdio},
    thread::sleep,
    time::{Duration, Instant},
};

use super::{Running, turn};

#[test]
fn the_whole_window_lies_on_the_screen_with_its_title_bar() {
    let _turn = turn();
    for ([width, height], scale) in [
        ([1366, 768], "1"),
        ([1280, 800], "1"),
        ([1920, 1080], "1"),
        ([1920, 1080], "2"),
        ([1920, 1080], "3"),
        ([3840, 2160], "3"),
    ] {
        let data = tempfile::tempdir().unwrap();
        let mut server = Command::new("Xvfb")
            .args([
                "-displayfd",
                "1",
                "-nolisten",
                "tcp",
                "-noreset",
                "-screen",
                "0",
            ])
            .arg(format!("{width}x{height}x24"))
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut number = String::new();
        BufReader::new(server.stdout.take().unwrap())
            .read_line(&mut number)
            .unwrap();
        let _server = Running(server);
        let on_display = |program: &str| {
            let mut command = Command::new(program);
            command
                .env("DISPLAY", format!(":{}", number.trim()))
                .env("WINIT_X11_SCALE_FACTOR", scale)
                .env_remove("WAYLAND_DISPLAY")
                .env_remove("DBUS_SESSION_BUS_ADDRESS")
                .env("CUPS_SERVER", "/nonexistent");
            command
        };
        let _manager = Running(on_display("openbox").spawn().unwrap());
        // A window that opens before its manager does cannot know of a title bar.
        let manages = || {
            let mut xprop = on_display("xprop");
            let output = xprop.args(["-root", "_NET_SUPPORTING_WM_CHECK"]).output();
            String::from_utf8_lossy(&output.unwrap().stdout).contains("window id")
        };
        while !manages() {
            sleep(Duration::from_millis(100));
        }
        let mut counter = on_display(env!("CARGO_BIN_EXE_impftheke"));
        let _counter = Running(counter.arg("--data").arg(data.path()).spawn().unwrap());
        let started = Instant::now();
        loop {
            let output = on_display("xwininfo").args(["-name", "Impftheke"]).output();
            let said = String::from_utf8(output.unwrap().stdout).unwrap();
            if lies_within(&said, [width, height]) == Some(true) {
                break;
            }
            assert!(
                started.elapsed() < Duration::from_mins(1),
                "{width}x{height} at {scale}: {said}"
            );
            sleep(Duration::from_millis(200));
        }
        picture(
            &mut on_display("import"),
            &format!("{width}x{height} at {scale}.png"),
        );
    }
}

/// Takes a picture for people to look at.
fn picture(import: &mut Command, name: &str) {
    if let Ok(folder) = std::env::var("IMPFTHEKE_PICTURES") {
        sleep(Duration::from_secs(3));
        import.args(["-window", "root", &format!("{folder}/{name}")]);
        import.status().unwrap();
    }
}

/// Whether a window has a title bar above it and ends within the screen.
fn lies_within(said: &str, [width, height]: [i32; 2]) -> Option<bool> {
    let number = |what: &str| -> Option<i32> {
        let rest = said.split_once(what)?.1;
        rest.split_whitespace().next()?.parse().ok()
    };
    let (x, y) = (
        number("Absolute upper-left X:")?,
        number("Absolute upper-left Y:")?,
    );
    let (wide, high) = (number("Width:")?, number("Height:")?);
    let shown = said.contains("Map State: IsViewable");
    Some(shown && y > 0 && x + wide <= width && y + high <= height)
}
