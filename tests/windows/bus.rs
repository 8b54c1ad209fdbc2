//! The accessibility bus of a session of its own, asked as a screen reader asks it (AT-SPI).

use std::{
    collections::HashMap,
    fs,
    io::{BufRead as _, BufReader},
    os::unix::process::CommandExt as _,
    path::Path,
    process::{Child, Command, Stdio},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    thread,
};

use zbus::{
    blocking::{Connection, MessageIterator, connection::Builder},
    names::OwnedUniqueName,
    zvariant::{OwnedObjectPath, OwnedValue, Value},
};

use super::Running;

/// Roles by their numbers (atspi-constants.h).
pub(crate) const CHECK_BOX: u32 = 7;
pub(crate) const COMBO_BOX: u32 = 11;
pub(crate) const FRAME: u32 = 23;
pub(crate) const LABEL: u32 = 29;
pub(crate) const LIST_ITEM: u32 = 32;
pub(crate) const PAGE_TAB: u32 = 37;
pub(crate) const BUTTON: u32 = 43;
pub(crate) const RADIO_BUTTON: u32 = 44;
pub(crate) const ENTRY: u32 = 79;

/// States by their bits (atspi-constants.h).
pub(crate) const CHECKED: u32 = 4;
pub(crate) const FOCUSABLE: u32 = 11;
pub(crate) const FOCUSED: u32 = 12;
pub(crate) const SELECTED: u32 = 23;

/// One object of the tree.
#[derive(Clone, Debug)]
pub(crate) struct Object {
    pub(crate) role: u32,
    pub(crate) name: String,
    pub(crate) description: String,
    states: Vec<u32>,
    /// The named objects that it lies in, from the outermost.
    pub(crate) within: Vec<String>,
}

impl Object {
    pub(crate) fn is(&self, state: u32) -> bool {
        let word = self.states.get(state as usize / 32);
        word.is_some_and(|word| word >> (state % 32) & 1 == 1)
    }
}

/// A session with assistive technology switched on.
pub(crate) struct Bus {
    /// Where programs find the session.
    pub(crate) address: String,
    objects: Connection,
    said: Arc<Mutex<Vec<String>>>,
    _launcher: Launcher,
    _daemon: Running,
    _alone: MutexGuard<'static, ()>,
}

/// One session at a time: the launchers of two would have one socket, which lies in the home of whoever runs them.
static SESSION: Mutex<()> = Mutex::new(());

impl Bus {
    /// Starts the session; what it needs lies in the folder.
    pub(crate) fn start(folder: &Path) -> Self {
        let alone = SESSION.lock().unwrap_or_else(PoisonError::into_inner);
        let config = folder.join("session.conf");
        // No services of whoever runs this: no key store that asks for a password.
        let listen = format!("unix:tmpdir={}", folder.display());
        let rules = "<policy context=\"default\"><allow send_destination=\"*\" eavesdrop=\"true\"/>\
                     <allow eavesdrop=\"true\"/><allow own=\"*\"/></policy>";
        let says =
            format!("<busconfig><type>session</type><listen>{listen}</listen>{rules}</busconfig>");
        fs::write(&config, says).unwrap();
        let mut daemon = Command::new("dbus-daemon")
            .args(["--nofork", "--nopidfile", "--print-address"])
            .arg(format!("--config-file={}", config.display()))
            .stdout(Stdio::piped())
            // It says that it may not open more files than others.
            .stderr(Stdio::null())
            .spawn()
            .expect("dbus-daemon is installed by packaging/test");
        let mut address = String::new();
        let mut lines = BufReader::new(daemon.stdout.take().unwrap());
        lines.read_line(&mut address).unwrap();
        let daemon = Running(daemon);
        let address = address.trim().to_owned();
        let launcher = Launcher(launcher(&address));
        let session = Builder::address(address.as_str()).unwrap().build().unwrap();
        let objects = switched_on(&session);
        let said = Arc::default();
        listen_to(&objects, Arc::clone(&said));
        Self {
            address,
            objects,
            said,
            _launcher: launcher,
            _daemon: daemon,
            _alone: alone,
        }
    }

    /// Returns all objects of the window, each before those in it; nothing as long as there is no window.
    pub(crate) fn read(&self) -> Vec<Object> {
        self.read_all().unwrap_or_default()
    }

    fn read_all(&self) -> zbus::Result<Vec<Object>> {
        let root = OwnedObjectPath::try_from("/org/a11y/atspi/accessible/root")?;
        let mut read = Vec::new();
        for (program, object) in self.children("org.a11y.atspi.Registry", &root)? {
            for (window, frame) in self.children(&program, &object)? {
                self.read_into(&mut read, (&window, &frame), &[])?;
            }
        }
        Ok(read)
    }

    fn read_into(
        &self,
        read: &mut Vec<Object>,
        (program, path): (&str, &OwnedObjectPath),
        within: &[String],
    ) -> zbus::Result<()> {
        let text = |property: &str| -> zbus::Result<String> {
            let message = self.objects.call_method(
                Some(program),
                path,
                Some("org.freedesktop.DBus.Properties"),
                "Get",
                &(ACCESSIBLE, property),
            )?;
            let value: OwnedValue = message.body().deserialize()?;
            Ok(String::try_from(value)?)
        };
        let ask = |method: &str| {
            let to = (Some(program), Some(ACCESSIBLE));
            self.objects.call_method(to.0, path, to.1, method, &())
        };
        let name = text("Name")?;
        let mut inside = within.to_vec();
        if !name.is_empty() {
            inside.push(name.clone());
        }
        read.push(Object {
            role: ask("GetRole")?.body().deserialize()?,
            states: ask("GetState")?.body().deserialize()?,
            description: text("Description")?,
            name,
            within: within.to_vec(),
        });
        for (program, path) in self.children(program, path)? {
            self.read_into(read, (&program, &path), &inside)?;
        }
        Ok(())
    }

    fn children(
        &self,
        program: &str,
        path: &OwnedObjectPath,
    ) -> zbus::Result<Vec<(String, OwnedObjectPath)>> {
        let of = Some(ACCESSIBLE);
        let message = self
            .objects
            .call_method(Some(program), path, of, "GetChildren", &())?;
        let children: Vec<(OwnedUniqueName, OwnedObjectPath)> = message.body().deserialize()?;
        let named = |(program, path): (OwnedUniqueName, _)| (program.to_string(), path);
        Ok(children.into_iter().map(named).collect())
    }

    /// Returns what has been announced so far, in its order.
    pub(crate) fn said(&self) -> Vec<String> {
        self.said.lock().unwrap().clone()
    }
}

const ACCESSIBLE: &str = "org.a11y.atspi.Accessible";

fn launcher(address: &str) -> Child {
    let places = [
        "/usr/libexec/at-spi-bus-launcher",
        "/usr/lib/at-spi2-core/at-spi-bus-launcher",
    ];
    let place = places.into_iter().find(|place| Path::new(place).exists());
    Command::new(place.expect("at-spi2-core is installed by packaging/test"))
        .arg("--launch-immediately")
        .env("DBUS_SESSION_BUS_ADDRESS", address)
        .env("GSETTINGS_BACKEND", "memory")
        .env_remove("AT_SPI_BUS_ADDRESS")
        .env_remove("DISPLAY")
        .stderr(Stdio::null())
        .process_group(0)
        .spawn()
        .unwrap()
}

/// The launcher with the bus that it starts: both end together.
struct Launcher(Child);

impl Drop for Launcher {
    fn drop(&mut self) {
        let group = format!("-{}", self.0.id());
        let ended = Command::new("kill").args(["-KILL", "--", &group]).status();
        assert!(ended.is_ok_and(|ended| ended.success()) || thread::panicking());
        drop(self.0.wait());
    }
}

/// Switches assistive technology on, and returns the bus on which it is heard.
fn switched_on(session: &Connection) -> Connection {
    let (bus, path) = (Some("org.a11y.Bus"), "/org/a11y/bus");
    let since = std::time::Instant::now();
    let address: String = loop {
        match session.call_method(bus, path, bus, "GetAddress", &()) {
            Ok(message) => break message.body().deserialize().unwrap(),
            Err(error) => assert!(since.elapsed().as_secs() < 30, "{error}"),
        }
        thread::sleep(std::time::Duration::from_millis(50));
    };
    let properties = Some("org.freedesktop.DBus.Properties");
    for property in ["IsEnabled", "ScreenReaderEnabled"] {
        let on = ("org.a11y.Status", property, Value::from(true));
        session
            .call_method(bus, path, properties, "Set", &on)
            .unwrap();
    }
    Builder::address(address.as_str()).unwrap().build().unwrap()
}

/// What an event of an object carries: its kind, two numbers, the words, and who says it.
type Announced = (String, i32, i32, OwnedValue, HashMap<String, OwnedValue>);

/// Notes what is announced.
fn listen_to(bus: &Connection, said: Arc<Mutex<Vec<String>>>) {
    let rule = "type='signal',interface='org.a11y.atspi.Event.Object',member='Announcement'";
    let messages = MessageIterator::for_match_rule(rule, bus, None).unwrap();
    let listen = move || {
        for message in messages.map_while(Result::ok) {
            let body = message.body();
            let (_, _, _, words, _): Announced = body.deserialize().unwrap();
            said.lock().unwrap().push(String::try_from(words).unwrap());
        }
    };
    let thread = thread::Builder::new().name("announcements".to_owned());
    thread.spawn(listen).unwrap();
}
