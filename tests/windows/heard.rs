//! What a screen reader hears on the accessibility bus, screen by screen, of the real program.

use std::{
    path::Path,
    process::Command,
    thread::sleep,
    time::{Duration, Instant},
};

use super::{
    Portal, Running, Screen,
    bus::{
        BUTTON, Bus, CHECK_BOX, CHECKED, COMBO_BOX, ENTRY, FOCUSABLE, FOCUSED, FRAME, LABEL,
        LIST_ITEM, Object, PAGE_TAB, RADIO_BUTTON, SELECTED,
    },
    impftheke, type_erika,
};

/// A window in a session with a screen reader.
struct Heard {
    screen: Screen,
    bus: Bus,
}

impl Heard {
    fn open(folder: &Path, data: &Path) -> Self {
        let bus = Bus::start(folder);
        let screen = Screen::open_in(Some(&bus), data, "1280x800", "1");
        Self { screen, bus }
    }

    fn keys(&self, keys: &[&str]) {
        self.screen.keys(keys);
    }

    /// Waits until a screen is heard that has something of a role, and holds what is right of every screen.
    #[track_caller]
    fn comes(&self, role: u32, name: &str) -> Vec<Object> {
        let is_there = |it: &Object| it.role == role && it.name.contains(name);
        let objects = self.until(name, || {
            let objects = self.bus.read();
            objects.iter().any(is_there).then_some(objects)
        });
        is_right(name, &objects);
        objects
    }

    /// Waits until something has been announced.
    #[track_caller]
    fn says(&self, words: &str) {
        self.until(words, || {
            let said = self.bus.said();
            said.iter().any(|it| it.contains(words)).then_some(())
        });
    }

    /// Asks again until there is an answer; otherwise tells what is heard instead.
    #[track_caller]
    fn until<T>(&self, what: &str, mut ask: impl FnMut() -> Option<T>) -> T {
        let since = Instant::now();
        loop {
            if let Some(answer) = ask() {
                return answer;
            }
            if since.elapsed() > Duration::from_mins(1) {
                let named = self.bus.read().into_iter().filter(|it| !it.name.is_empty());
                let read: Vec<_> = named.map(|it| (it.role, it.name, it.description)).collect();
                panic!(
                    "{what} is not heard; said: {:?}, read: {read:?}",
                    self.bus.said()
                );
            }
            sleep(Duration::from_millis(200));
        }
    }
}

/// Holds what is right of every screen: no icon is read, the frame is called what the title says, what can be reached
/// has a name.
fn is_right(screen: &str, objects: &[Object]) {
    let frames = objects.iter().filter(|object| object.role == FRAME);
    let names: Vec<&str> = frames.map(|frame| frame.name.as_str()).collect();
    assert_eq!(names, ["Impftheke"], "{screen}");
    for object in objects {
        for words in [&object.name, &object.description] {
            let icon = words
                .chars()
                .find(|c| ('\u{E000}'..='\u{F8FF}').contains(c));
            assert_eq!(icon, None, "{screen}: {object:?}");
        }
        let unnamed = object.name.trim().is_empty();
        let must = object.is(FOCUSABLE) || object.role == LABEL;
        assert!(!unnamed || !must, "{screen}: {object:?} has no name");
    }
}

/// Holds that these are read one after the other, whatever is read between them.
fn in_order(objects: &[Object], wanted: &[(u32, &str)]) {
    let mut rest = objects.iter();
    for (role, name) in wanted {
        let found = rest.any(|it| it.role == *role && it.name.starts_with(name));
        assert!(
            found,
            "{role} {name:?} does not come in its place: {objects:?}"
        );
    }
}

fn one<'a>(objects: &'a [Object], role: u32, name: &str) -> &'a Object {
    let mut found = objects.iter();
    let found = found.find(|it| it.role == role && it.name.starts_with(name));
    found.unwrap_or_else(|| panic!("{role} {name:?} is not there"))
}

#[test]
fn the_form_its_faults_and_the_certificate_are_heard() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let heard = Heard::open(folder.path(), &data);
    let form = heard.comes(ENTRY, "Familienname");
    in_order(
        &form,
        &[
            (PAGE_TAB, "Ausstellen"),
            (PAGE_TAB, "Warteschlange"),
            (PAGE_TAB, "Heute"),
            (BUTTON, "Hilfe"),
            (PAGE_TAB, "Noch ohne Namen"),
            (RADIO_BUTTON, "Impfung"),
            (RADIO_BUTTON, "Genesung"),
            (ENTRY, "Familienname"),
            (ENTRY, "Vornamen"),
            (ENTRY, "Geburtsdatum"),
            (COMBO_BOX, "Impfstoff"),
            (ENTRY, "Datum der Impfung"),
            (ENTRY, "Dosis"),
            (ENTRY, "von"),
            (COMBO_BOX, "Was kam davor?"),
            (CHECK_BOX, "Identität"),
            (CHECK_BOX, "Impfpass"),
            (CHECK_BOX, "Charge und Arztstempel"),
            (CHECK_BOX, "Impfort"),
            (BUTTON, "Nächster Kunde"),
            (BUTTON, "Ausstellen"),
            (BUTTON, "Zustand"),
        ],
    );
    assert!(one(&form, ENTRY, "Familienname").is(FOCUSED));
    assert!(one(&form, PAGE_TAB, "Ausstellen").is(SELECTED));
    assert!(!one(&form, PAGE_TAB, "Warteschlange").is(SELECTED));
    assert!(one(&form, RADIO_BUTTON, "Impfung").is(CHECKED));
    let booklet = one(&form, CHECK_BOX, "Impfpass");
    assert_eq!(
        (booklet.description.as_str(), booklet.is(CHECKED)),
        ("Alt+2", false)
    );
    assert_eq!(booklet.within.last().map(String::as_str), Some("Geprüft"));
    let birth = &one(&form, ENTRY, "Geburtsdatum").description;
    assert!(birth.contains("Strg+U Geburtsdatum unbekannt"), "{birth}");

    // A fault belongs to its field, and is said when that is left.
    heard.keys(&["Tab", "Tab"]);
    heard.screen.type_text("31021964");
    heard.keys(&["Tab"]);
    heard.says("Geburtsdatum: Diesen Tag gibt es nicht");
    heard.keys(&["alt+2", "ctrl+Return"]);
    heard.says("Angaben fehlen oder sind zu berichtigen");
    let faulty = heard.comes(LABEL, "Diese Angabe fehlt");
    assert!(one(&faulty, CHECK_BOX, "Impfpass").is(CHECKED));
    let name = one(&faulty, ENTRY, "Familienname");
    assert!(name.is(FOCUSED) && name.description.starts_with("Diese Angabe fehlt"));
    let product = &one(&faulty, COMBO_BOX, "Impfstoff").description;
    assert_eq!(product, "Bitte wählen. Diese Angabe fehlt");

    // An open list is where the focus is; what is chosen is told.
    heard.keys(&["ctrl+n"]);
    type_erika(&heard.screen);
    heard.screen.issued(folder.path(), &data);
    heard.says("Ausgestellt und geprüft");
    let result = heard.comes(LABEL, "Ausgestellt und geprüft");
    in_order(
        &result,
        &[
            (PAGE_TAB, "0001  Mustermann, Erika, Impfung"),
            (LABEL, "Mustermann, Erika"),
            (BUTTON, "PDF speichern"),
            (BUTTON, "Nächster Kunde"),
            (BUTTON, "Drucken"),
        ],
    );
}

#[test]
fn the_entries_of_a_list_are_heard_one_by_one() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let heard = Heard::open(folder.path(), &data);
    heard.comes(ENTRY, "Familienname");
    heard.keys(&["ctrl+3"]);
    let test = heard.comes(RADIO_BUTTON, "Antigen-Schnelltest");
    let rapid = one(&test, RADIO_BUTTON, "Antigen-Schnelltest");
    assert_eq!(
        rapid.within.last().map(String::as_str),
        Some("Art des Tests")
    );
    heard.keys(&["ctrl+1", "Tab", "Tab", "Tab", "Return"]);
    let open = heard.comes(LIST_ITEM, "Comirnaty");
    assert!(open.iter().any(|it| it.is(FOCUSED) && it.name == "Suchen"));
    heard.screen.type_text("Spikevax");
    heard.keys(&["Return"]);
    heard.until("the choice", || {
        let form = heard.bus.read();
        let product = form.iter().find(|it| it.role == COMBO_BOX)?;
        product.description.starts_with("Spikevax").then_some(())
    });
    // It has gone on to the date.
    heard.keys(&["Tab"]);
    heard.screen.type_text("2");
    heard.keys(&["Tab", "Return"]);
    let open = heard.comes(LIST_ITEM, "Eine Dosis desselben");
    let mut rows = open.iter().filter(|it| it.role == LIST_ITEM);
    assert!(rows.any(|row| row.is(FOCUSED)));
}

#[test]
fn a_visit_on_its_way_the_queue_and_its_question_are_heard() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let portal = Portal::start(&data, "503");
    impftheke(&data, &["config", "set", "portal.url", &portal.url]);
    let heard = Heard::open(folder.path(), &data);
    heard.comes(ENTRY, "Familienname");
    type_erika(&heard.screen);
    heard.says("Abholnummer 0001");
    let queued = heard.comes(LABEL, "0001");
    in_order(
        &queued,
        &[(BUTTON, "Nächster Kunde"), (BUTTON, "Abholschein drucken")],
    );

    // Once the number can have been read.
    sleep(Duration::from_secs(1));
    heard.keys(&["ctrl+n", "F3"]);
    heard.says("Warteschlange");
    let queue = heard.comes(LIST_ITEM, "0001, Mustermann");
    assert!(one(&queue, PAGE_TAB, "Warteschlange").is(SELECTED));
    in_order(
        &queue,
        &[
            (ENTRY, "Vorgang suchen"),
            (BUTTON, "Jetzt versuchen"),
            (LIST_ITEM, "0001"),
        ],
    );
    heard.keys(&["Down"]);
    heard.until("the row", || {
        let queue = heard.bus.read();
        let row = queue.iter().find(|it| it.role == LIST_ITEM)?;
        (row.is(FOCUSED) && row.is(SELECTED)).then_some(())
    });
    heard.keys(&["ctrl+Delete"]);
    heard.says("0001 zurückziehen? Mustermann, Erika");
    let asked = heard.comes(BUTTON, "Doch nicht");
    assert!(one(&asked, BUTTON, "Doch nicht").is(FOCUSED));
    heard.until("the withdrawal", || {
        // Once the question can have been read.
        heard.keys(&["alt+j"]);
        let rows = super::listed(&data);
        let gone = rows.as_array().is_none_or(Vec::is_empty);
        (gone || rows[0]["state"] == "withdrawn").then_some(())
    });

    heard.keys(&["F4"]);
    heard.comes(LIST_ITEM, "Zurückgezogen");
}

#[test]
fn the_help_the_printers_and_the_way_out_are_heard() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let portal = Portal::start(&data, "503");
    impftheke(&data, &["config", "set", "portal.url", &portal.url]);
    let heard = Heard::open(folder.path(), &data);
    heard.comes(ENTRY, "Familienname");
    heard.keys(&["F1"]);
    heard.says("Hilfe");
    heard.comes(LABEL, "Alle Tasten");
    heard.keys(&["F1", "F9"]);
    heard.says("Drucker wählen");
    let printers = heard.comes(RADIO_BUTTON, "Standarddrucker");
    let all: Vec<_> = printers
        .iter()
        .filter(|it| it.name.starts_with("Standarddrucker"))
        .collect();
    assert_eq!(
        all[0].within.last().map(String::as_str),
        Some("Zertifikate, A4")
    );
    assert!(all[0].is(CHECKED));
    heard.keys(&["F9", "F2"]);
    heard.comes(ENTRY, "Familienname");
    let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("packaging/example.json");
    impftheke(&data, &["issue", example.to_str().unwrap(), "--queue"]);
    heard.comes(PAGE_TAB, "1 wartet");
    // A window manager comes, whose key asks the window to close.
    let display = &heard.screen.display;
    let mut manager = Command::new("openbox");
    let _manager = Running(manager.env("DISPLAY", display).spawn().unwrap());
    heard.until("the closing question", || {
        let of_name = ["search", "--name", "^Impftheke$", "windowactivate"];
        heard.screen.output("xdotool", &of_name);
        heard.keys(&["alt+F4"]);
        let said = heard.bus.said();
        said.iter()
            .any(|it| it.starts_with("Noch nicht alles"))
            .then_some(())
    });
    heard.says("Noch nicht alles ist erledigt");
    let closing = heard.comes(BUTTON, "Schließen");
    let stay = closing.iter().find(|it| it.is(FOCUSED)).unwrap();
    assert!(
        stay.description.contains("sicher") || stay.description.contains("warte"),
        "{stay:?}"
    );
}

#[test]
fn a_portal_that_is_waited_for_is_heard() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let portal = Portal::start(&data, "hang");
    impftheke(&data, &["config", "set", "portal.url", &portal.url]);
    let heard = Heard::open(folder.path(), &data);
    heard.comes(ENTRY, "Familienname");
    type_erika(&heard.screen);
    heard.says("Das Portal wird gefragt");
    heard.comes(BUTTON, "Nicht warten");
}

#[test]
fn the_lock_and_what_it_refuses_are_heard() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    impftheke(&data, &["config", "set", "vault.key", "passphrase"]);
    let heard = Heard::open(folder.path(), &data);
    let lock = heard.comes(LABEL, "Passphrase wählen");
    let mut focused = lock.iter().filter(|it| it.is(FOCUSED));
    assert!(focused.any(|it| it.name == "Passphrase"));
    heard.screen.type_text("kurz");
    heard.keys(&["Return"]);
    heard.says("Passphrase: Mindestens 8 Zeichen");
    heard.screen.type_text(" und lang genug");
    heard.keys(&["Tab"]);
    heard.screen.type_text("kurz und lang genug");
    heard.keys(&["Return"]);
    heard.comes(ENTRY, "Familienname");
}

#[test]
fn language_and_theme_are_those_of_the_last_time() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let heard = Heard::open(folder.path(), &data);
    heard.comes(ENTRY, "Familienname");
    assert!(is_light(&heard.screen));
    heard.keys(&["F7", "F8"]);
    heard.comes(ENTRY, "Family name");
    drop(heard);
    let heard = Heard::open(folder.path(), &data);
    heard.comes(ENTRY, "Family name");
    assert!(!is_light(&heard.screen));
    heard.keys(&["F7", "F8"]);
    drop(heard);
    let heard = Heard::open(folder.path(), &data);
    heard.comes(ENTRY, "Familienname");
    assert!(is_light(&heard.screen));
}

/// Whether most of a screen is light.
fn is_light(screen: &Screen) -> bool {
    sleep(Duration::from_secs(1));
    let mut import = Command::new("import");
    import.args([
        "-window", "root", "-resize", "1x1!", "-depth", "8", "gray:-",
    ]);
    let output = import.env("DISPLAY", &screen.display).output().unwrap();
    output.stdout[0] > 128
}
