//! `ippeveprinter`: a printer that keeps what it received and does as it is told.
#![expect(clippy::unwrap_used, reason = "helpers of tests fail by panicking")]

use std::{
    fs,
    os::unix::fs::PermissionsExt as _,
    path::PathBuf,
    process::{Command, Stdio},
};

use impftheke::spool::Target;
use tempfile::TempDir;

use super::{
    accounts,
    programs::{Running, free_port, program, until_file, until_port},
};

pub(crate) struct Printer {
    process: Running,
    _bus: Running,
    folder: TempDir,
    pub(crate) port: u16,
}

/// Runs for each document. Its own files say how the engine behaves.
const ENGINE: &str = r#"#!/bin/sh
here=HERE
count=$(ls "$here" | grep -c '^received-.*pdf$')
env > "$here/received-$count.env"
# Decided before anybody can see that it is here: what is told after that is for the next one.
fails=; if [ -e "$here/fails" ]; then fails=yes; fi
cp "$1" "$here/part" && mv "$here/part" "$here/received-$count.pdf"
wait_for() { while [ -d "$here" ] && [ ! -e "$here/$1" ]; do sleep 0.1; done; }
if [ "$fails" ]; then echo 'ERROR: The engine has failed' >&2; exit 1; fi
if [ -e "$here/is-empty" ]; then
    echo 'STATE: +media-empty' >&2
    wait_for refilled
    echo 'STATE: -media-empty' >&2
fi
if [ -e "$here/is-slow" ]; then wait_for go; fi
exit 0
"#;

impl Printer {
    /// Starts a printer whose default paper is Letter.
    pub(crate) fn start() -> Self {
        Self::with(None, None)
    }

    /// Starts one that takes jobs from whoever has logged in as `user:password` alone.
    pub(crate) fn with_account(account: &str) -> Self {
        Self::with(None, Some(account))
    }

    /// Starts a printer with A6 and a roll of up to 80 mm.
    pub(crate) fn for_slips() -> Self {
        let attributes = "ATTR mimeMediaType document-format-supported application/pdf\n\
             ATTR keyword media-default iso_a6_105x148mm\n\
             ATTR keyword media-supported iso_a6_105x148mm,roll_min_50x50mm,roll_max_80x3000mm\n\
             ATTR collection media-size-supported \
             {MEMBER integer x-dimension 10500 MEMBER integer y-dimension 14800},\
             {MEMBER rangeOfInteger x-dimension 5000-8000 \
             MEMBER rangeOfInteger y-dimension 5000-300000}\n";
        Self::with(Some(attributes), None)
    }

    fn with(attributes: Option<&str>, account: Option<&str>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let here = folder.path();
        let engine = here.join("engine");
        fs::write(&engine, ENGINE.replace("HERE", &here.display().to_string())).unwrap();
        fs::set_permissions(&engine, fs::Permissions::from_mode(0o755)).unwrap();
        for name in ["spool", "keys"] {
            fs::create_dir(here.join(name)).unwrap();
        }
        // Debian's build asks the system's bus for Avahi even where nothing is to be announced.
        let bus = format!("unix:path={}", here.join("bus").display());
        let bus_process = Running::start(
            Command::new(program("dbus-daemon"))
                .args(["--session", "--nofork", "--nopidfile", "--address", &bus])
                .stdout(Stdio::null())
                .stderr(Stdio::null()),
        );
        until_file(&here.join("bus"));
        let port = free_port();
        let mut command = Command::new(program("ippeveprinter"));
        command
            .env("DBUS_SYSTEM_BUS_ADDRESS", &bus)
            .args(["-r", "off", "-n", "localhost", "-k"])
            .args(["-p", &port.to_string()])
            .args(["-c".into(), engine])
            .args(["-d".into(), here.join("spool")])
            .args(["-K".into(), here.join("keys")])
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        if let Some(account) = account {
            accounts::ask(&mut command, here, account);
            command.args(["-A", "--pam-service", accounts::SERVICE]);
        }
        if let Some(attributes) = attributes {
            let file = here.join("attributes");
            fs::write(&file, attributes).unwrap();
            command.args(["-a".into(), file]);
        } else {
            command.args(["-f", "application/pdf,application/octet-stream"]);
        }
        let process = Running::start(command.arg("Testdrucker"));
        until_port(port);
        Self {
            process,
            _bus: bus_process,
            folder,
            port,
        }
    }

    pub(crate) fn address(&self) -> String {
        format!("ipp://localhost:{}/ipp/print", self.port)
    }

    pub(crate) fn secure_address(&self) -> String {
        format!("ipps://localhost:{}/ipp/print", self.port)
    }

    pub(crate) fn target(&self) -> Target {
        self.address().parse().unwrap()
    }

    /// Tells the engine how to behave, or that something has been done.
    pub(crate) fn tell(&self, word: &str) {
        fs::write(self.folder.path().join(word), "").unwrap();
    }

    fn received_path(&self, number: usize) -> PathBuf {
        self.folder.path().join(format!("received-{number}.pdf"))
    }

    /// Returns the documents that reached the engine.
    pub(crate) fn received(&self) -> Vec<Vec<u8>> {
        (0..1_000)
            .map(|number| self.received_path(number))
            .take_while(|path| path.exists())
            .map(|path| fs::read(path).unwrap())
            .collect()
    }

    pub(crate) fn until_received(&self) {
        until_file(&self.received_path(0));
    }

    /// Returns what the printer understood of the first job: `IPP_MEDIA` and the like.
    pub(crate) fn understood(&self, name: &str) -> Option<String> {
        let text = fs::read_to_string(self.folder.path().join("received-0.env")).unwrap();
        text.lines()
            .find_map(|line| line.strip_prefix(name)?.strip_prefix('='))
            .map(str::to_owned)
    }

    /// Switches it off.
    pub(crate) fn stop(&mut self) {
        self.process.stop();
    }

    /// Returns every attribute of every job, as text.
    pub(crate) fn jobs(&self) -> String {
        jobs_at(&self.address())
    }
}

/// Asks a printer or queue for every attribute of every job.
pub(crate) fn jobs_at(address: &str) -> String {
    let folder = tempfile::tempdir().unwrap();
    let question = folder.path().join("jobs.test");
    fs::write(
        &question,
        "{\nOPERATION Get-Jobs\nGROUP operation-attributes-tag\n\
         ATTR charset attributes-charset utf-8\nATTR language attributes-natural-language en\n\
         ATTR uri printer-uri $uri\nATTR name requesting-user-name impftheke\n\
         ATTR keyword which-jobs all\nATTR keyword requested-attributes all\n}\n",
    )
    .unwrap();
    // It finds fault with the printer's own attributes, and shows them all the same.
    let output = Command::new(program("ipptool"))
        .args(["-tv", address])
        .arg(question)
        .output()
        .unwrap();
    String::from_utf8_lossy(&output.stdout).into_owned()
}
