//! What the window leaves behind where something goes wrong: in the log at its most talkative, in file names, in the
//! window's name and in the application's `Debug`: nobody, whatever it was.
//!
//! The real application is driven through a day on which portal, database, disk and worker fail in turn; every
//! event of every library that reports one is kept. Each failure must have been written down, so that the search
//! is one of something.
//!
//! A program of tests of its own: whoever keeps the events keeps those of the whole process.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

#[expect(dead_code, reason = "no program of tests uses all of the stage")]
#[path = "support/stage/mod.rs"]
mod stage;

use std::{
    fs,
    io::{self, BufRead as _, BufReader, Read as _, Write as _},
    net::TcpListener,
    path::Path,
    sync::{Arc, Mutex},
    thread,
};

use egui::{Key, Modifiers};
use impftheke::counter::settings::Settings;
use rusqlite::Connection;
use stage::{Stage, Visitor};
use tracing::Level;

/// All that was written.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Log {
    fn text(&self) -> String {
        String::from_utf8_lossy(&self.0.lock().unwrap()).into_owned()
    }

    /// Runs the window until something was written down.
    fn until_it_says(&self, text: &str, stage: &mut Stage) {
        stage.until(text, |_| self.text().contains(text));
    }
}

/// Whoever comes; no name is a word of the program's.
const VISITORS: [[&str; 4]; 4] = [
    ["Zwiebelmeier", "Quirina", "170361", "1961-03-17"],
    ["Pfannenschmied", "Hieronymus", "060775", "1975-07-06"],
    ["Rübenstrunk", "Adelgundis", "141269", "1969-12-14"],
    ["Knäckebröd", "Waltraudis", "021057", "1957-10-02"],
];

fn visitor(place: usize) -> Visitor {
    let [family, given, birth, _] = VISITORS[place];
    Visitor::new(family, given, birth)
}

/// Whether a text names one of them.
fn names_somebody(text: &str) -> Option<&'static str> {
    let text = text.to_lowercase();
    let of = |&[family, given, typed, born]: &[&'static str; 4]| [family, given, typed, born];
    let mut words: Vec<&str> = VISITORS.iter().flat_map(of).collect();
    words.extend([
        "Ruebenstrunk",
        "RUEBENSTRUNK<",
        "Knaeckebroed",
        "hc1:",
        "urn:uvci",
        "17.03.1961",
    ]);
    words
        .into_iter()
        .find(|word| text.contains(&word.to_lowercase()))
}

/// A portal that refuses whatever it is asked, in words that repeat all of it.
fn echo() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let serve = move || {
        for connection in listener.incoming() {
            let mut connection = connection.unwrap();
            let mut reader = BufReader::new(connection.try_clone().unwrap());
            let (mut line, mut length) = (String::new(), 0);
            while reader.read_line(&mut line).unwrap() > 2 {
                let header = line.to_ascii_lowercase();
                if let Some(value) = header.strip_prefix("content-length:") {
                    length = value.trim().parse().unwrap();
                }
                line.clear();
            }
            let mut asked = vec![0; length];
            reader.read_exact(&mut asked).unwrap();
            let head =
                "HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain\r\nConnection: close\r\n";
            write!(connection, "{head}Content-Length: {}\r\n\r\n", length + 8).unwrap();
            connection
                .write_all(&[b"refused ", &*asked].concat())
                .unwrap();
        }
    };
    let thread = thread::Builder::new().name("portal".to_owned());
    thread.spawn(serve).unwrap();
    url
}

/// Another program at the database of the counter.
fn another_program(stage: &Stage) -> Connection {
    let settings = Settings::load(&stage.folder().settings()).unwrap();
    Connection::open(stage.folder().queue(&settings).join("queue.db")).unwrap()
}

/// Names all files below a folder.
fn files(folder: &Path) -> Vec<String> {
    let mut names = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        names.push(path.display().to_string());
        if path.is_dir() {
            names.extend(files(&path));
        }
    }
    names
}

#[test]
fn nobody_stands_in_what_the_window_leaves_behind_whatever_goes_wrong() {
    let log = Log::default();
    let writer = log.clone();
    tracing_subscriber::fmt()
        .with_max_level(Level::TRACE)
        .with_ansi(false)
        .with_writer(move || writer.clone())
        .init();

    // A portal that says whom it refuses: in the window, where staff need it, and nowhere else.
    let url = echo();
    let settings = [("portal.url", url.as_str()), ("portal.flow", "issue")];
    let mut stage = Stage::prepared(None, &settings);
    stage.issue(&visitor(0));
    stage.key(Key::F3);
    stage.until_says("refused");
    assert!(names_somebody(&stage.screen()).is_some());
    stage.key(Key::F2);
    stage.ctrl(Key::N);
    // What was captured of a case cannot be opened.
    let other = another_program(&stage);
    let damage = "UPDATE contents SET sealed = zeroblob(length(sealed)) WHERE number = 1";
    assert_eq!(other.execute(damage, []).unwrap(), 1);
    stage.key(Key::F3);
    stage.ctrl(Key::E);
    log.until_it_says("case 0001 cannot be read any more", &mut stage);
    stage.key(Key::F2);
    // The database belongs to another program when somebody is to be taken up.
    stage.type_case(&visitor(1));
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    stage.ctrl(Key::Enter);
    log.until_it_says("busy with another program", &mut stage);
    other.execute_batch("ROLLBACK").unwrap();
    drop(other);
    stage.close();

    // Certificates are ready, and cannot be written where they belong.
    let mut stage = Stage::with_key();
    let folder = stage.folder().certificates();
    drop(fs::remove_dir(&folder));
    fs::write(&folder, "").unwrap();
    stage.issue(&visitor(2));
    stage.ctrl(Key::S);
    log.until_it_says("the file could not be written", &mut stage);
    fs::remove_file(&folder).unwrap();
    stage.ctrl(Key::S);
    stage.until("the certificate is saved", |stage| {
        !stage.saved().is_empty()
    });
    let left = files(stage.folder().settings().parent().unwrap());
    stage.until_rows("that is noted", |rows| rows[0].saved_at.is_some());
    stage.leave();
    // Somebody is being typed when the program is ended, and the draft cannot be opened any more.
    stage.fill("Familienname", VISITORS[3][0]);
    stage.fill("Geburtsdatum", VISITORS[3][3]);
    let other = another_program(&stage);
    stage.until("the draft is kept", |_| {
        let draft = "UPDATE draft SET sealed = zeroblob(length(sealed))";
        other.execute(draft, []).unwrap() == 1
    });
    let shown = format!("{:?}", stage.window().state().borrow());
    stage.kill();
    log.until_it_says("a draft cannot be opened any more", &mut stage);
    stage.key(Key::F3);
    stage.press(Modifiers::NONE, Key::Enter);
    stage.close();

    for (of, text) in [
        ("the log", log.text()),
        ("a file's name", left.join("\n")),
        ("Debug of the application", shown),
    ] {
        assert!(!text.is_empty(), "{of}");
        let somebody = names_somebody(&text);
        assert_eq!(somebody, None, "in {of}");
    }
}
