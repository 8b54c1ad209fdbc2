//! What comes from outside is shown, but never more of it than fits on the screen.

use std::{
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::TcpListener,
    thread,
};

use egui::Key;

use crate::stage::{Stage, Visitor};

/// A portal that refuses everything, with these words.
fn refusing(words: &str) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let body = serde_json::json!({ "message": words }).to_string();
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
            let head = "HTTP/1.1 400 Bad Request\r\nContent-Type: application/json\r\nConnection: close\r\n";
            let answer = format!("{head}Content-Length: {}\r\n\r\n{body}", body.len());
            connection.write_all(answer.as_bytes()).unwrap();
        }
    };
    let thread = thread::Builder::new().name("portal".to_owned());
    thread.spawn(serve).unwrap();
    url
}

#[test]
fn the_words_of_a_portal_take_no_more_than_a_report() {
    let words = format!(
        "Die Charge fehlt. {}",
        "Bitte \u{fc}berall angeben. ".repeat(2_000)
    );
    let url = refusing(&words);
    let mut stage = Stage::prepared(None, &[("portal.url", &url)]);
    stage.issue(&Visitor::erika());
    stage.key(Key::F3);
    stage.until_says("Die Charge fehlt");
    let longest = stage
        .screen()
        .lines()
        .map(|line| line.chars().count())
        .max();
    assert!(longest.unwrap() < 600, "{}", stage.screen());
    assert!(!stage.screen().contains('{'), "{}", stage.screen());
}
