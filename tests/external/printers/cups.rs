//! A CUPS of our own: configuration, socket and spool in a folder that vanishes.

use std::{
    fs,
    os::unix::{
        fs::{PermissionsExt as _, symlink},
        net::UnixStream,
    },
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use impftheke::spool::Cups as Place;
use tempfile::TempDir;

use super::{
    accounts,
    printer::Printer,
    programs::{Running, free_port, program, run, until, until_file},
};

pub(crate) struct Cups {
    process: Running,
    folder: TempDir,
    port: u16,
}

impl Cups {
    pub(crate) fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        Self::with_programs(folder, Path::new(PROGRAMS), None)
    }

    /// Starts one that prints with this script, to queues at `script:/`.
    pub(crate) fn with_engine(script: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let programs = folder.path().join("programs");
        let engine = programs.join("backend/script");
        fs::create_dir_all(programs.join("backend")).unwrap();
        for entry in fs::read_dir(PROGRAMS).unwrap().map(Result::unwrap) {
            if entry.file_name() != "backend" {
                symlink(entry.path(), programs.join(entry.file_name())).unwrap();
            }
        }
        fs::write(&engine, script).unwrap();
        // CUPS runs nothing that others could have written.
        fs::set_permissions(&engine, fs::Permissions::from_mode(0o755)).unwrap();
        Self::with_programs(folder, &programs, None)
    }

    /// Starts one where `user:password` can log in.
    pub(crate) fn with_account(account: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        Self::with_programs(folder, Path::new(PROGRAMS), Some(account))
    }

    fn with_programs(folder: TempDir, programs: &Path, account: Option<&str>) -> Self {
        let here = folder.path();
        // Where root starts it, filters run as another user and must reach the folder.
        fs::set_permissions(here, fs::Permissions::from_mode(0o755)).unwrap();
        for name in ["root/ppd", "spool/tmp", "cache", "state", "log"] {
            fs::create_dir_all(here.join(name)).unwrap();
        }
        let port = free_port();
        fs::write(here.join("cups-files.conf"), files(here, programs)).unwrap();
        fs::write(
            here.join("cupsd.conf"),
            rules(here, port, account.is_some()),
        )
        .unwrap();
        let mut command = daemon(here);
        if let Some(account) = account {
            accounts::ask(&mut command, here, account);
        }
        let mut cups = Self {
            process: Running::start(&mut command),
            folder,
            port,
        };
        cups.until_awake();
        cups
    }

    fn until_awake(&mut self) {
        let socket = self.socket();
        until("CUPS", || UnixStream::connect(&socket).is_ok());
    }

    pub(crate) fn socket(&self) -> PathBuf {
        self.folder.path().join("s")
    }

    pub(crate) fn place(&self) -> Place {
        Place::Socket(self.socket())
    }

    pub(crate) fn at_port(&self) -> Place {
        Place::Host(format!("localhost:{}", self.port))
    }

    pub(crate) fn address_of(&self, queue: &str) -> String {
        format!("ipp://localhost:{}/printers/{queue}", self.port)
    }

    /// How often somebody was sent away to log in, or with a login that is none.
    pub(crate) fn sent_away(&self) -> usize {
        let log = fs::read_to_string(self.folder.path().join("log/access")).unwrap_or_default();
        log.lines().filter(|line| line.contains("\" 401 ")).count()
    }

    pub(crate) fn spool(&self) -> PathBuf {
        self.folder.path().join("spool")
    }

    /// Adds a queue that passes on what it gets.
    pub(crate) fn add_raw(&self, name: &str, printer: &Printer) {
        self.admin(
            "lpadmin",
            &["-p", name, "-v", &printer.address(), "-m", "raw", "-E"],
        );
    }

    /// Adds a queue as CUPS sets one up for a printer of today.
    pub(crate) fn add_everywhere(&self, name: &str, printer: &Printer) {
        self.admin(
            "lpadmin",
            &[
                "-p",
                name,
                "-v",
                &printer.address(),
                "-m",
                "everywhere",
                "-E",
            ],
        );
        until_file(&self.folder.path().join(format!("root/ppd/{name}.ppd")));
    }

    /// Runs one of the programs for administrators.
    pub(crate) fn admin(&self, name: &str, arguments: &[&str]) -> String {
        run(Command::new(program(name))
            .env("CUPS_SERVER", self.socket())
            .args(arguments))
    }

    pub(crate) fn stop(&mut self) {
        self.process.stop();
    }
}

fn daemon(here: &Path) -> Command {
    let mut command = Command::new(program("cupsd"));
    command
        .arg("-f")
        .args(["-c".into(), here.join("cupsd.conf")])
        .args(["-s".into(), here.join("cups-files.conf")])
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    command
}

fn files(here: &Path, programs: &Path) -> String {
    let (here, programs) = (here.display(), programs.display());
    let root = run(Command::new("id").arg("-u")).trim() == "0";
    let me = |option: &str| run(Command::new("id").arg(option)).trim().to_owned();
    let (user, group) = if root {
        ("lp".to_owned(), "lp".to_owned())
    } else {
        (me("-un"), me("-gn"))
    };
    let system = me("-gn");
    let system = if root || system != group {
        system
    } else {
        "nogroup".to_owned()
    };
    format!(
        "ServerRoot {here}/root\nRequestRoot {here}/spool\nTempDir {here}/spool/tmp\n\
         CacheDir {here}/cache\nStateDir {here}/state\nAccessLog {here}/log/access\n\
         ErrorLog {here}/log/error\nPageLog {here}/log/page\nDataDir /usr/share/cups\n\
         ServerBin {programs}\nPrintcap\nSandboxing relaxed\nUser {user}\nGroup {group}\n\
         SystemGroup {system}\n"
    )
}

/// Where Debian keeps the programs of CUPS.
const PROGRAMS: &str = "/usr/lib/cups";

fn rules(here: &Path, port: u16, has_account: bool) -> String {
    let login = if has_account { "Basic" } else { "None" };
    format!(
        "LogLevel warn\nAccessLogLevel all\nListen {}/s\nListen 127.0.0.1:{port}\nBrowsing Off\nWebInterface No\n\
         DefaultAuthType {login}\nErrorPolicy retry-job\nJobRetryInterval 1\n\
         <Location />\nOrder allow,deny\nAllow all\n</Location>\n\
         <Policy default>\n<Limit All>\nOrder deny,allow\n</Limit>\n</Policy>\n\
         <Policy authenticated>\n\
         <Limit Create-Job Print-Job Print-URI Validate-Job>\nAuthType Basic\nRequire valid-user\n\
         Order deny,allow\n</Limit>\n\
         <Limit Send-Document Send-URI Cancel-Job CUPS-Authenticate-Job>\nAuthType Basic\n\
         Require user @OWNER @SYSTEM\nOrder deny,allow\n</Limit>\n\
         <Limit All>\nOrder deny,allow\n</Limit>\n</Policy>\n\
         <Location /printers/Tresen>\nAuthType Basic\nRequire valid-user\nOrder allow,deny\nAllow all\n\
         </Location>\n",
        here.display()
    )
}
