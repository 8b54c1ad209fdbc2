//! The data folder on a drive of another computer: a real one over SSH's file protocol, both ends on this machine.

use std::{
    fs,
    os::unix::process::CommandExt as _,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use tempfile::TempDir;

use super::counter::Counter;

struct Drive {
    place: TempDir,
    served: TempDir,
    server: Child,
}

impl Drive {
    /// Mounts a folder through `sshfs`, with the server at the other end of a pipe instead of a network.
    fn new() -> Option<Self> {
        let skipped = |why: &str| println!("SKIPPED: no network drive can be mounted here ({why})");
        let server = Path::new("/usr/lib/openssh/sftp-server");
        if !server.exists() || Command::new("sshfs").arg("--version").output().is_err() {
            skipped("sshfs and openssh-sftp-server are not installed");
            return None;
        }
        let (place, served) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let pipe = place.path().with_extension("pipe");
        let script = format!(
            "mkfifo '{pipe}' && {server} < '{pipe}' | sshfs -f -o passive server:'{served}' '{place}' > '{pipe}'",
            pipe = pipe.display(),
            server = server.display(),
            served = served.path().display(),
            place = place.path().display(),
        );
        let mut shell = Command::new("sh");
        let shell = shell
            .args(["-c", &script])
            .stdin(Stdio::null())
            .process_group(0);
        let drive = Self {
            server: shell.spawn().unwrap(),
            place,
            served,
        };
        let begun = Instant::now();
        while begun.elapsed() < Duration::from_secs(10) {
            let mounts = fs::read_to_string("/proc/self/mountinfo").unwrap();
            if mounts.contains(drive.place.path().to_str().unwrap()) {
                return Some(drive);
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        skipped("sshfs does not mount");
        None
    }

    fn data(&self) -> PathBuf {
        self.place.path().join("data")
    }
}

impl Drop for Drive {
    fn drop(&mut self) {
        // It may not be mounted.
        drop(Command::new("umount").arg(self.place.path()).output());
        drop(self.server.wait());
        drop(fs::remove_file(self.place.path().with_extension("pipe")));
    }
}

#[test]
fn a_network_drive_is_refused_with_the_reason_and_what_is_there_can_be_read() {
    let Some(drive) = Drive::new() else {
        return;
    };
    let counter = Counter::on(drive.data());
    let said = counter.refuse(&["issue", Counter::input(), "--queue"]);
    assert!(said.contains("network drive (fuse.sshfs)"), "{said}");
    assert!(said.contains("disk of this computer"), "{said}");
    // A queue that lies there already, from an older version.
    let local = Counter::on(drive.served.path().join("data"));
    let number = local.take(1)[0];
    local.sign();
    assert_eq!(counter.list(), [(number, "ready".to_owned())]);
    counter.export(number);
    assert!(counter.complain(&["queue"]).contains("network drive"));
    let said = counter.refuse(&["issue", Counter::input(), "--queue"]);
    assert!(said.contains("network drive"), "{said}");
}
