//! A small disk of its own, mounted for the time of a test. Where the system does not allow that, the test says so.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use tempfile::TempDir;

pub(crate) struct Mount {
    place: TempDir,
}

impl Mount {
    /// Mounts a disk in memory of so many bytes.
    pub(crate) fn of_size(bytes: u64) -> Option<Self> {
        let place = tempfile::tempdir().unwrap();
        let size = format!("size={bytes}");
        let mount = ["-t", "tmpfs", "-o", &size, "impftheke-test"];
        let mounted = Command::new("mount").args(mount).arg(place.path()).output();
        if mounted.is_ok_and(|output| output.status.success()) {
            return Some(Self { place });
        }
        println!("SKIPPED: this system lets the test mount no disk; run it as root");
        None
    }

    pub(crate) fn path(&self) -> &Path {
        self.place.path()
    }

    pub(crate) fn data(&self) -> PathBuf {
        self.path().join("data")
    }

    pub(crate) fn make(&self, how: &str) {
        let option = format!("remount,{how}");
        let mounted = Command::new("mount")
            .args(["-o", &option])
            .arg(self.path())
            .status();
        assert!(mounted.unwrap().success());
    }
}

impl Drop for Mount {
    fn drop(&mut self) {
        let unmounted = Command::new("umount").arg(self.path()).status();
        assert!(unmounted.unwrap().success());
    }
}
