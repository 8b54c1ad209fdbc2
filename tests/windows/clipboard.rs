//! The clipboard of the system: what another program has put there is pasted, and what is copied here is read there.

use std::{
    io::Write as _,
    process::{Command, Stdio},
    thread::sleep,
    time::Duration,
};

use super::{Screen, type_rest_of_erika};

#[test]
fn what_lies_on_the_clipboard_is_pasted_by_either_key_and_what_is_copied_is_found_there() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let screen = Screen::open(&data, "1280x800", "1");
    copy_elsewhere(&screen, "Mustermann");
    screen.keys(&["ctrl+v", "Tab"]);
    copy_elsewhere(&screen, "Erika\t");
    screen.keys(&["shift+Insert", "Tab"]);
    type_rest_of_erika(&screen);
    let report = screen.issued(folder.path(), &data);
    assert_eq!(report["certificate"]["nam"]["fn"], "Mustermann");
    assert_eq!(report["certificate"]["nam"]["gn"], "Erika");
    // No certificate and no name is put there by the program itself.
    assert_eq!(lies_there(&screen), "Erika\t");

    // Saved, so that nothing is asked about whoever leaves.
    screen.keys(&["ctrl+s"]);
    sleep(Duration::from_secs(2));
    screen.keys(&["ctrl+n"]);
    for key in ["ctrl+c", "ctrl+Insert", "ctrl+x", "shift+Delete"] {
        copy_elsewhere(&screen, "another");
        screen.wait(|screen| {
            // Once the result can have been read.
            screen.keys(&["ctrl+n"]);
            screen.type_text("Lindner");
            screen.keys(&["ctrl+a", key]);
            (lies_there(screen) == "Lindner").then_some(())
        });
    }
}

/// Has another program put a text on the clipboard.
fn copy_elsewhere(screen: &Screen, text: &str) {
    select_elsewhere(screen, "clipboard", text);
}

/// Has another program mark a text.
fn mark_elsewhere(screen: &Screen, text: &str) {
    select_elsewhere(screen, "primary", text);
}

fn select_elsewhere(screen: &Screen, selection: &str, text: &str) {
    let mut xclip = Command::new("xclip");
    xclip.args(["-selection", selection]);
    let mut xclip = xclip
        .env("DISPLAY", &screen.display)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("xclip is installed by packaging/test");
    let mut input = xclip.stdin.take().unwrap();
    input.write_all(text.as_bytes()).unwrap();
    drop(input);
    xclip.wait().unwrap();
}

/// Returns what another program reads from the clipboard.
fn lies_there(screen: &Screen) -> String {
    screen.output("xclip", &["-selection", "clipboard", "-out"])
}

/// What is marked in another program comes into the field below the pointer, at once and whole, by the middle button.
#[test]
fn what_is_marked_elsewhere_is_pasted_by_the_middle_button() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let screen = Screen::open(&data, "1280x800", "1");
    screen.fill();
    mark_elsewhere(&screen, "Mustermann\t");
    // The middle of the first field, and of the one beside it.
    click_in_the_middle(&screen, ["300", "195"]);
    mark_elsewhere(&screen, "Erika");
    click_in_the_middle(&screen, ["900", "195"]);
    // What is marked here is told to nobody.
    mark_elsewhere(&screen, "other");
    screen.keys(&["End", "ctrl+a"]);
    sleep(Duration::from_secs(1));
    let marked = screen.output("xclip", &["-selection", "primary", "-out"]);
    assert_eq!(marked, "other");
    // Whoever has pasted goes on by Enter.
    screen.keys(&["Return"]);
    type_rest_of_erika(&screen);
    let report = screen.issued(folder.path(), &data);
    assert_eq!(report["certificate"]["nam"]["fn"], "Mustermann");
    assert_eq!(report["certificate"]["nam"]["gn"], "Erika");
}

fn click_in_the_middle(screen: &Screen, [x, y]: [&str; 2]) {
    screen.output("xdotool", &["mousemove", x, y]);
    sleep(Duration::from_millis(300));
    screen.output("xdotool", &["click", "2"]);
    sleep(Duration::from_millis(700));
}
