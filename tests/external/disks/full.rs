//! A real disk without room, a real disk that is read-only, and a real folder without the right to write.

use std::{
    fs::{self, File},
    io::Write as _,
    path::Path,
    process::Command,
};

use impftheke::{
    case::{PickupNumber, State},
    counter::{data_folder::DataFolder, master_key, open::Given},
    queue::Store,
};
use jiff::Timestamp;

use super::{
    counter::{Counter, files, with_suffix},
    mount::Mount,
};

/// Fills a disk to the last byte.
fn fill(folder: &Path) {
    let mut file = File::create(folder.join("filler")).unwrap();
    for size in [1 << 16, 1 << 12, 1] {
        while file.write_all(&vec![7; size]).is_ok() {}
    }
}

fn free(folder: &Path) {
    fs::remove_file(folder.join("filler")).unwrap();
}

/// Everything that must go on where nothing can be written.
fn finished_cases_can_be_used(counter: &Counter, number: u32, because: &str) {
    // The library's own files come and go with every opening.
    let ours = || {
        let mut files = files(&counter.data);
        files.retain(|path| !path.to_string_lossy().contains(".db-"));
        files.sort();
        files
    };
    let before = ours();
    let ready = counter.list();
    assert!(ready.contains(&(number, "ready".to_owned())), "{ready:?}");
    for arguments in [&["queue"][..], &["queue", "show", &number.to_string()]] {
        counter.say(arguments);
        let said = counter.complain(arguments);
        assert!(said.contains(because), "{arguments:?}: {said}");
    }
    counter.export(number);
    // It reads the certificate before it looks for the printer, which is not there.
    let printed = counter.refuse(&["print", &number.to_string(), "--printer", "nowhere"]);
    let at = printed.split_once(&format!("stopped at {number:04}"));
    let (_, why) = at.unwrap_or_default();
    assert!(why.contains("print"), "{printed}");
    for arguments in [
        &["issue", Counter::input(), "--queue"][..],
        &["queue", "withdraw", &number.to_string()],
        &["queue", "hand-over", &number.to_string()],
        &["queue", "run", "--until-empty"],
    ] {
        let said = counter.refuse(arguments);
        assert!(said.contains(because), "{arguments:?}: {said}");
        assert!(!said.contains("I/O error"), "{arguments:?}: {said}");
    }
    let said = counter.refuse(&["config", "set", "pharmacy.name", "Engel-Apotheke"]);
    assert!(said.contains(because), "{said}");
    let page = counter.data.join("page.pdf");
    let save = [
        "queue",
        "show",
        &number.to_string(),
        "--pdf",
        page.to_str().unwrap(),
    ];
    let said = counter.refuse(&save);
    assert!(said.contains(because), "{said}");
    assert_eq!(ours(), before, "something was left behind");
}

#[test]
fn on_a_full_disk_what_is_finished_is_listed_shown_and_exported_and_full_is_said() {
    for cut_off in [false, true] {
        let Some(disk) = Mount::of_size(16 << 20) else {
            return;
        };
        let counter = Counter::on(disk.data());
        let number = if cut_off {
            counter.kill_after_a_visit()
        } else {
            let number = counter.take(2)[0];
            counter.sign();
            number
        };
        let ready = counter.list();
        fill(disk.path());
        finished_cases_can_be_used(&counter, number, "disk is full");
        counter.refuse(&["config", "set", "vault.key", "keystore"]);
        assert_eq!(counter.list(), ready, "the key moved or is gone");
        free(disk.path());
        let next = counter.take(1)[0];
        assert!(next > number);
        assert_eq!(counter.complain(&["queue", "list"]), "");
    }
}

#[test]
fn a_new_counter_on_a_full_disk_says_that_it_is_full() {
    let Some(disk) = Mount::of_size(1 << 20) else {
        return;
    };
    let counter = Counter::on(disk.data());
    fs::create_dir(&counter.data).unwrap();
    fill(disk.path());
    for arguments in [&["issue", Counter::input()][..], &["queue", "list"]] {
        let said = counter.refuse(arguments);
        assert!(said.contains("disk is full"), "{arguments:?}: {said}");
    }
    // A lock without content may stay.
    let left = files(&counter.data);
    assert!(
        left.iter().all(|path| fs::read(path).unwrap().is_empty()),
        "{left:?}"
    );
    free(disk.path());
    assert_eq!(counter.take(1), [1]);
}

#[test]
fn a_read_only_disk_is_read_and_said() {
    for cut_off in [false, true] {
        let Some(disk) = Mount::of_size(8 << 20) else {
            return;
        };
        let counter = Counter::on(disk.data());
        let number = if cut_off {
            counter.kill_after_a_visit()
        } else {
            let number = counter.take(2)[0];
            counter.sign();
            number
        };
        disk.make("ro");
        finished_cases_can_be_used(&counter, number, "read-only");
        disk.make("rw");
        assert!(counter.take(1)[0] > number);
    }
}

#[test]
fn a_damaged_queue_on_a_read_only_disk_is_read_as_far_as_it_goes() {
    let Some(disk) = Mount::of_size(8 << 20) else {
        return;
    };
    let counter = Counter::on(disk.data());
    let number = counter.take(2)[0];
    counter.sign();
    let mut bytes = fs::read(counter.database()).unwrap();
    bytes[..100].fill(0);
    fs::write(counter.database(), bytes).unwrap();
    disk.make("ro");
    finished_cases_can_be_used(&counter, number, "read-only");
}

#[test]
fn a_folder_without_the_right_to_write_is_read_and_said() {
    let Some(disk) = Mount::of_size(8 << 20) else {
        return;
    };
    let counter = Counter::on(disk.data());
    let number = counter.take(2)[0];
    counter.sign();
    // Root may write everywhere, so nobody reads here.
    let run = |program: &str, arguments: &[&str]| {
        let done = Command::new(program)
            .args(arguments)
            .arg(disk.path())
            .status();
        assert!(done.unwrap().success(), "{program}");
    };
    run("chown", &["-R", "nobody"]);
    run("chmod", &["-R", "a-w,a+rX"]);
    let output = Command::new("setpriv")
        .args(["--reuid=nobody", "--clear-groups", "--"])
        .arg(env!("CARGO_BIN_EXE_impftheke"))
        .env("HOME", "/nonexistent")
        .env("LC_ALL", "de_DE.UTF-8")
        .arg("--data")
        .arg(&counter.data)
        .args(["queue", "show", &number.to_string(), "--hc1", "-"])
        .output()
        .unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.success(), "{said}");
    assert!(output.stdout.starts_with(b"HC1:"));
    assert!(said.contains("schreibgeschützt"), "{said}");
}

#[test]
fn a_window_that_has_the_queue_open_does_not_keep_a_full_disk_from_being_read() {
    let Some(disk) = Mount::of_size(16 << 20) else {
        return;
    };
    let counter = Counter::on(disk.data());
    counter.take(1);
    let mut holder = counter.command(&["queue", "run"]).spawn().unwrap();
    while counter.list().iter().any(|(_, state)| state != "ready") {}
    let log = with_suffix(&counter.database(), "-wal");
    assert!(fs::metadata(log).unwrap().len() > 0);
    fill(disk.path());
    assert_eq!(counter.list(), [(1, "ready".to_owned())]);
    counter.export(1);
    free(disk.path());
    holder.kill().unwrap();
    holder.wait().unwrap();
}

/// Leaves so much room on a disk that is full: what is open already can write, and nothing can be opened to.
fn leave_little(folder: &Path) {
    fill(folder);
    let filler = fs::OpenOptions::new()
        .write(true)
        .open(folder.join("filler"))
        .unwrap();
    let length = filler.metadata().unwrap().len();
    filler.set_len(length.saturating_sub(120 << 10)).unwrap();
}

#[test]
fn what_could_only_be_read_is_read_again_when_another_program_has_written() {
    let Some(disk) = Mount::of_size(16 << 20) else {
        return;
    };
    let counter = Counter::on(disk.data());
    counter.take(1);
    counter.sign();
    let number = PickupNumber::new(1).unwrap();
    let now = Timestamp::now();
    let folder = DataFolder::new(Some(disk.data())).unwrap();
    let store = || {
        let (settings, master) = master_key::open(&folder, Given::InFile).unwrap();
        let place = folder.queue(&settings);
        Store::open(&place, master, now).unwrap().store
    };
    let mut writes = store();
    leave_little(disk.path());
    let mut reads = store();
    assert!(reads.obstacle().is_some());
    assert_eq!(reads.row(number).unwrap().state, State::Ready);
    writes.withdraw(&[number], now).unwrap();
    // Withdrawing gives room back.
    free(disk.path());
    leave_little(disk.path());
    assert!(reads.try_to_write(now).is_err());
    assert_eq!(reads.row(number).unwrap().state, State::Withdrawn);
}
