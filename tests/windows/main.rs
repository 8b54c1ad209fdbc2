//! The real window in a virtual screen, driven by its keys alone, from the first letter to a verified code.
//!
//! A program of tests of its own: keys are sent at a clerk's pace, which a software renderer keeps only where it has
//! the processor for itself. Needs Xvfb, openbox, xdotool, xwininfo, setxkbmap, xclip, import, zbarimg, dbus-daemon,
//! at-spi2-core, sway, wtype, wl-clipboard and grim, which `packaging/test` installs.
#![cfg(target_os = "linux")]
#![expect(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

#[path = "../support/accounts.rs"]
mod accounts;
mod bus;
mod clipboard;
mod first;
mod heard;
mod keystrokes;
#[expect(dead_code, reason = "the tests of printing use all of it")]
#[path = "../support/printer.rs"]
mod printer;
#[expect(dead_code, reason = "the tests of printing use all of it")]
#[path = "../support/programs.rs"]
mod programs;
mod wayland;

use std::{
    fs,
    io::{BufRead as _, BufReader, Read as _, Write as _},
    path::Path,
    process::{Child, Command, Stdio},
    sync::{Mutex, MutexGuard, PoisonError},
    thread::sleep,
    time::{Duration, Instant},
};

/// A process that ends with the test.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended by itself; there is nothing to do about it then.
        drop(self.0.kill());
        drop(self.0.wait());
    }
}

/// One window at a time: keys are sent at a clerk's pace, and several software renderers would not keep it.
static TURN: Mutex<()> = Mutex::new(());

/// Waits until no other window is open.
fn turn() -> MutexGuard<'static, ()> {
    TURN.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A virtual screen with the counter on it.
struct Screen {
    display: String,
    _counter: Running,
    _server: Running,
    _turn: MutexGuard<'static, ()>,
}

impl Screen {
    /// Opens a screen of so many pixels, each point of the window being `scale` of them.
    fn open(data: &Path, size: &str, scale: &str) -> Self {
        Self::open_in(None, data, size, scale)
    }

    /// Opens one in a session, with its bus.
    fn open_in(session: Option<&bus::Bus>, data: &Path, size: &str, scale: &str) -> Self {
        let turn = turn();
        let (server, display) = virtual_screen(size);
        let mut counter = Command::new(env!("CARGO_BIN_EXE_impftheke"));
        counter
            .arg("--data")
            .arg(data)
            .env("DISPLAY", &display)
            .env("WINIT_X11_SCALE_FACTOR", scale)
            .env_remove("WAYLAND_DISPLAY")
            .env_remove("DBUS_SESSION_BUS_ADDRESS")
            // No printer of whoever runs this.
            .env("CUPS_SERVER", "/nonexistent");
        if let Some(session) = session {
            counter.env("DBUS_SESSION_BUS_ADDRESS", &session.address);
        }
        let counter = counter.spawn().unwrap();
        let screen = Self {
            display,
            _counter: Running(counter),
            _server: server,
            _turn: turn,
        };
        let found = screen.wait(|screen| {
            let window = screen.output(
                "xdotool",
                &["search", "--onlyvisible", "--name", "^Impftheke$"],
            );
            (!window.trim().is_empty()).then_some(window)
        });
        run(
            &screen.display,
            "xdotool",
            &[
                "windowfocus",
                "--sync",
                found.trim().lines().next().unwrap(),
            ],
        );
        sleep(Duration::from_millis(700));
        screen
    }

    fn output(&self, program: &str, arguments: &[&str]) -> String {
        let mut command = Command::new(program);
        let output = command
            .args(arguments)
            .env("DISPLAY", &self.display)
            .output()
            .unwrap();
        String::from_utf8_lossy(&output.stdout).into_owned()
    }

    fn keys(&self, keys: &[&str]) {
        for key in keys {
            run(&self.display, "xdotool", &["key", "--delay", "40", key]);
            sleep(Duration::from_millis(80));
        }
    }

    /// Gives the window the whole screen.
    fn fill(&self) {
        let size = self.output("xdotool", &["getdisplaygeometry"]);
        let mut size = size.split_whitespace();
        let (width, height) = (size.next().unwrap(), size.next().unwrap());
        let window = self.output("xdotool", &["getwindowfocus"]);
        run(
            &self.display,
            "xdotool",
            &["windowsize", "--sync", window.trim(), width, height],
        );
        sleep(Duration::from_secs(2));
    }

    fn type_text(&self, text: &str) {
        run(&self.display, "xdotool", &["type", "--delay", "40", text]);
        sleep(Duration::from_millis(120));
    }

    fn picture(&self, file: &Path) {
        run(
            &self.display,
            "import",
            &["-window", "root", file.to_str().unwrap()],
        );
    }

    /// Waits for a symbol on the screen and returns what `impftheke check` says of it.
    fn issued(&self, folder: &Path, data: &Path) -> serde_json::Value {
        let picture = folder.join("screen.png");
        let text = self.wait(|screen| {
            screen.picture(&picture);
            let read = screen.output("zbarimg", &["--quiet", "--raw", picture.to_str().unwrap()]);
            read.starts_with("HC1:").then_some(read)
        });
        verified(folder, data, &text)
    }

    /// Asks again until there is an answer.
    fn wait<T>(&self, mut ask: impl FnMut(&Self) -> Option<T>) -> T {
        let started = Instant::now();
        loop {
            if let Some(answer) = ask(self) {
                return answer;
            }
            if started.elapsed() > Duration::from_mins(1) {
                let shown = std::env::temp_dir().join("impftheke-window.png");
                self.picture(&shown);
                panic!(
                    "nothing came of it within a minute, see {}",
                    shown.display()
                );
            }
            sleep(Duration::from_millis(300));
        }
    }
}

/// Returns what `impftheke check` says of a certificate's text, which must be valid.
fn verified(folder: &Path, data: &Path, text: &str) -> serde_json::Value {
    let code = folder.join("code.txt");
    fs::write(&code, text).unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_impftheke"))
        .arg("--data")
        .arg(data)
        .args(["check", "--json"])
        .arg(&code)
        .output()
        .unwrap();
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(report["valid"], true, "{report}");
    report
}

/// Starts a virtual screen with a German keyboard; returns it with its name.
fn virtual_screen(size: &str) -> (Running, String) {
    let mut server = Command::new("Xvfb")
        .args([
            "-displayfd",
            "1",
            "-screen",
            "0",
            &format!("{size}x24"),
            "-nolisten",
            "tcp",
            // Or the server starts anew, deaf for a moment, when the first client leaves.
            "-noreset",
        ])
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("Xvfb is installed by packaging/test");
    let mut number = String::new();
    BufReader::new(server.stdout.take().unwrap())
        .read_line(&mut number)
        .unwrap();
    let display = format!(":{}", number.trim());
    let server = Running(server);
    run(&display, "setxkbmap", &["de"]);
    (server, display)
}

fn run(display: &str, program: &str, arguments: &[&str]) {
    let status = Command::new(program)
        .args(arguments)
        .env("DISPLAY", display)
        .status();
    assert!(status.unwrap().success(), "{program} {arguments:?}");
}

/// Types the example's person and dose, ticks the check list and issues.
fn type_erika(screen: &Screen) {
    screen.type_text("Mustermann");
    screen.keys(&["Tab"]);
    screen.type_text("Erika");
    screen.keys(&["Tab"]);
    type_rest_of_erika(screen);
}

/// Goes on from the date of birth.
fn type_rest_of_erika(screen: &Screen) {
    screen.type_text("120864");
    screen.keys(&["Tab", "Return"]);
    screen.type_text("Comirnaty");
    screen.keys(&["Return"]);
    screen.type_text("290521");
    screen.keys(&["Tab"]);
    screen.type_text("2");
    // The first answer of the dose finder: a dose of the same product.
    screen.keys(&["Tab", "Return", "Down", "Up", "Return"]);
    screen.keys(&["alt+1", "alt+2", "alt+3", "alt+4", "ctrl+Return"]);
}

#[test]
fn the_keys_alone_issue_a_certificate_that_verifies() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let screen = Screen::open(&data, "1280x800", "1");
    type_erika(&screen);

    let report = screen.issued(folder.path(), &data);
    assert_eq!(report["certificate"]["nam"]["fn"], "Mustermann");
    assert_eq!(report["certificate"]["dob"], "1964-08-12");
    assert_eq!(report["certificate"]["v"][0]["mp"], "EU/1/20/1528");

    // Without a file dialog the PDF goes to the data folder, under a name without a person.
    screen.keys(&["ctrl+s"]);
    let saved = screen.wait(|_| {
        let files = fs::read_dir(data.join("certificates")).ok()?;
        files
            .flatten()
            .map(|entry| entry.path())
            .find(|path| path.extension().is_some_and(|e| e == "pdf"))
    });
    assert!(fs::read(&saved).unwrap().starts_with(b"%PDF"));
    assert!(!saved.to_string_lossy().contains("Muster"));
}

#[test]
fn with_the_portal_down_the_keys_alone_take_a_visit_up_and_finish_it_later() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let portal = Portal::start(&data, "503");
    impftheke(&data, &["config", "set", "portal.url", &portal.url]);
    let screen = Screen::open(&data, "1280x800", "1");
    type_erika(&screen);
    let row = |screen: &Screen, state: &str| {
        screen.wait(|_| {
            let rows = listed(&data);
            (rows[0]["state"] == state).then_some(rows)
        })
    };
    let rows = row(&screen, "waiting");
    assert_eq!(rows.as_array().unwrap().len(), 1);
    assert_eq!(rows[0]["trouble"], "unavailable");

    // No code is on the screen while nothing is signed; the slip is laid out by one key.
    let picture = folder.path().join("screen.png");
    screen.picture(&picture);
    let read = screen.output("zbarimg", &["--quiet", "--raw", picture.to_str().unwrap()]);
    assert_eq!(read, "");
    screen.keys(&["ctrl+p"]);
    let slip = screen.wait(|_| {
        let slip = data.join("slips").join("Abholschein-0001.pdf");
        slip.exists().then_some(slip)
    });
    assert!(fs::read(slip).unwrap().starts_with(b"%PDF"));
    screen.keys(&["ctrl+n"]);

    // The portal is back: try now, show the certificate, hand it over. A first try may come too soon.
    portal.switch("none");
    screen.keys(&["F3"]);
    screen.wait(|screen| {
        screen.keys(&["ctrl+t"]);
        (listed(&data)[0]["state"] == "ready").then_some(())
    });
    screen.keys(&["Down", "ctrl+o"]);
    let report = screen.issued(folder.path(), &data);
    assert_eq!(report["certificate"]["nam"]["fn"], "Mustermann");
    screen.keys(&["ctrl+h"]);
    // Once it can have been read.
    screen.wait(|screen| {
        screen.keys(&["alt+j"]);
        (listed(&data)[0]["state"] == "handed-over").then_some(())
    });
}

#[test]
fn the_printer_has_the_last_word_on_who_is_handed_over() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let printer = printer_for(&data, "printer.certificate");
    printer.tell("is-empty");
    let screen = Screen::open(&data, "1280x800", "1");
    let becomes = |number: usize, state: &str| {
        screen.wait(|_| (listed(&data)[number]["state"] == state).then_some(()));
    };
    type_erika(&screen);
    screen.issued(folder.path(), &data);
    // The printer waits for paper; pressed again it is still one job, and the customer leaves meanwhile.
    screen.keys(&["ctrl+p"]);
    printer.until_received();
    sleep(Duration::from_secs(2));
    if let Ok(folder) = std::env::var("IMPFTHEKE_PICTURES") {
        screen.picture(&Path::new(&folder).join("printing.png"));
    }
    screen.keys(&["ctrl+p", "ctrl+n"]);
    sleep(Duration::from_secs(1));
    becomes(0, "ready");
    printer.tell("refilled");
    becomes(0, "handed-over");
    assert_eq!(printer.received().len(), 1);

    // What did not come out stays ready, though the customer has left.
    printer.tell("fails");
    type_erika(&screen);
    screen.issued(folder.path(), &data);
    screen.keys(&["ctrl+p", "ctrl+n"]);
    screen.wait(|_| (printer.received().len() == 2).then_some(()));
    sleep(Duration::from_secs(3));
    if let Ok(folder) = std::env::var("IMPFTHEKE_PICTURES") {
        screen.picture(&Path::new(&folder).join("printing-failed.png"));
    }
    becomes(1, "ready");
}

#[test]
fn the_keys_choose_the_printer_and_cancel_a_print() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let first = printer_for(&data, "printer.certificate");
    let other = printer_for(&data, "printer.slip");
    let screen = Screen::open(&data, "1280x800", "1");
    let picture = |name: &str| {
        if let Ok(folder) = std::env::var("IMPFTHEKE_PICTURES") {
            screen.picture(&Path::new(&folder).join(name));
        }
    };
    // The keys begin at the printer that is chosen; the other stands below its five trays.
    screen.keys(&["F9"]);
    sleep(Duration::from_secs(3));
    picture("choice-first.png");
    screen.keys(&["Tab", "Tab", "Tab", "Tab", "Tab", "Tab", "space"]);
    sleep(Duration::from_secs(1));
    picture("choice-other.png");
    let chosen = impftheke(&data, &["config", "show"]);
    let chosen = chosen
        .lines()
        .find(|line| line.contains("printer.certificate"));
    assert!(
        chosen.is_some_and(|line| line.contains(&other.address())),
        "{chosen:?}"
    );
    screen.keys(&["F9"]);

    other.tell("is-empty");
    type_erika(&screen);
    screen.issued(folder.path(), &data);
    screen.keys(&["ctrl+p"]);
    other.until_received();
    sleep(Duration::from_secs(2));
    screen.keys(&["ctrl+shift+x"]);
    sleep(Duration::from_secs(3));
    picture("canceled.png");
    // Nothing was printed, so nobody is handed over, and the sheet can be printed anew.
    assert_eq!(listed(&data)[0]["state"], "ready");
    other.tell("refilled");
    // As long as the printer has not let go of the job, there is no second one.
    screen.wait(|screen| {
        screen.keys(&["ctrl+p"]);
        (other.received().len() > 1).then_some(())
    });
    // Once the printer has reported it done.
    screen.wait(|screen| {
        screen.keys(&["ctrl+n"]);
        (listed(&data)[0]["state"] == "handed-over").then_some(())
    });
    assert_eq!(first.received().len(), 0);
}

#[test]
fn all_that_is_ready_is_printed_in_order_until_one_fails() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let printer = printer_for(&data, "printer.certificate");
    let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("packaging/example.json");
    for _ in 0..3 {
        impftheke(&data, &["issue", example.to_str().unwrap(), "--queue"]);
    }
    impftheke(&data, &["queue", "run", "--until-empty", "--limit", "30"]);
    printer.tell("is-slow");
    let screen = Screen::open(&data, "1024x600", "1");
    screen.keys(&["F3", "ctrl+shift+p"]);
    // The engine fails from the second job on; the first is through already.
    printer.until_received();
    printer.tell("fails");
    printer.tell("go");
    screen.wait(|_| (printer.received().len() == 2).then_some(()));
    sleep(Duration::from_secs(4));
    if let Ok(folder) = std::env::var("IMPFTHEKE_PICTURES") {
        screen.picture(&Path::new(&folder).join("printing-all.png"));
        screen.keys(&["F9"]);
        sleep(Duration::from_secs(2));
        screen.picture(&Path::new(&folder).join("printing-choice.png"));
    }
    assert_eq!(printer.received().len(), 2);
    let rows = listed(&data);
    assert!((0..3).all(|row| rows[row]["state"] == "ready"), "{rows}");
}

/// A portal to practise with, in a process of its own.
struct Portal {
    url: String,
    control: String,
    _process: Running,
}

impl Portal {
    fn start(data: &Path, faults: &str) -> Self {
        let mut process = Command::new(env!("CARGO_BIN_EXE_impftheke"))
            .arg("--data")
            .arg(data)
            .args(["training-portal", "--faults", faults])
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(process.stdout.take().unwrap()).lines();
        let url = lines.next().unwrap().unwrap();
        let control = lines.next().unwrap().unwrap();
        Self {
            url,
            control: control.strip_prefix("control ").unwrap().to_owned(),
            _process: Running(process),
        }
    }

    /// Lets something else go wrong from now on.
    fn switch(&self, fault: &str) {
        let body = format!("[{{\"fault\": \"{fault}\"}}]");
        let address = self.control.strip_prefix("http://").unwrap();
        let mut stream = std::net::TcpStream::connect(address).unwrap();
        let request = format!(
            "PUT /training/faults HTTP/1.1\r\nHost: {address}\r\nContent-Type: application/json\r\n\
             Content-Length: {}\r\nConnection: close\r\n\r\n{body}",
            body.len()
        );
        stream.write_all(request.as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        assert!(answer.starts_with("HTTP/1.1 2"), "{answer}");
    }
}

/// Starts a printer and makes a counter use it.
fn printer_for(data: &Path, setting: &str) -> printer::Printer {
    let printer = printer::Printer::start();
    impftheke(data, &["config", "set", setting, &printer.address()]);
    printer
}

/// Runs a command on the same data folder, and returns what it says.
fn impftheke(data: &Path, arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_impftheke"))
        .arg("--data")
        .arg(data)
        .args(arguments)
        .output()
        .unwrap();
    assert!(output.status.success(), "{arguments:?}: {output:?}");
    String::from_utf8(output.stdout).unwrap()
}

fn listed(data: &Path) -> serde_json::Value {
    serde_json::from_str(&impftheke(data, &["queue", "list", "--json"])).unwrap()
}

/// The day so long before today, as a clerk types it.
fn days_ago(days: i64) -> String {
    let day = jiff::ZonedDateTime::now().date() - jiff::ToSpan::days(days);
    format!("{:02}{:02}{:04}", day.day(), day.month(), day.year())
}

#[test]
fn the_keys_alone_issue_a_recovery() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let screen = Screen::open(&data, "1024x600", "1");
    screen.keys(&["ctrl+2"]);
    screen.type_text("Mustermann");
    screen.keys(&["Tab"]);
    screen.type_text("Erika");
    screen.keys(&["Tab"]);
    screen.type_text("120864");
    screen.keys(&["Tab"]);
    screen.type_text(&days_ago(60));
    screen.keys(&["alt+1", "alt+2", "ctrl+Return"]);
    let report = screen.issued(folder.path(), &data);
    let day = jiff::ZonedDateTime::now().date() - jiff::ToSpan::days(60);
    assert_eq!(report["certificate"]["r"][0]["fr"], day.to_string());
}

#[test]
fn the_keys_alone_issue_a_test_on_a_screen_of_twice_the_resolution() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let screen = Screen::open(&data, "3840x2160", "2");
    screen.fill();
    screen.keys(&["ctrl+3"]);
    screen.type_text("Mustermann");
    screen.keys(&["Tab"]);
    screen.type_text("Erika");
    screen.keys(&["Tab"]);
    screen.type_text("120864");
    // Past the test of a laboratory, to the antigen test.
    screen.keys(&["Tab", "Tab", "space", "Tab", "Return"]);
    screen.type_text("1232");
    screen.keys(&["Return"]);
    screen.type_text(&days_ago(1));
    screen.keys(&["Tab"]);
    screen.type_text("0930");
    screen.keys(&["Tab", "space", "alt+1", "alt+2", "ctrl+Return"]);
    let report = screen.issued(folder.path(), &data);
    let test = &report["certificate"]["t"][0];
    assert_eq!(test["tt"], "LP217198-3");
    assert_eq!(test["ma"], "1232");
    assert_eq!(test["tr"], "260415000");
}
