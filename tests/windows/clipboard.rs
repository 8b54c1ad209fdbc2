//! The clipboard of the system: what another program has put there is pasted, and what is copied here is read there.

use std::{
    io::Write as _,
    process::{Command, Stdio},
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
    std::thread::sleep(std::time::Duration::from_secs(2));
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
    let mut xclip = Command::new("xclip");
    xclip.args(["-selection", "clipboard"]);
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
