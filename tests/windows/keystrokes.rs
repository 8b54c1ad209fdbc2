//! How many keys a customer costs, counted on the real window with a printer, down to the sheet of paper.
//!
//! Data are the characters of names, dates and numbers, as they stand in passport, booklet and slip. Every other key counts
//! as one, be it Enter, Tab, an arrow, the space bar, a letter that only chooses, or one together with Ctrl or Alt.

use std::{cell::Cell, fs, path::Path, process::Command, thread::sleep, time::Duration};

use super::{Screen, impftheke, listed, printer::Printer, printer_for, verified};

/// The most keys beside the data.
const NORMAL_CASE: u32 = 12;
const NEXT_DOSE: u32 = 8;
const PICK_UP: u32 = 5;

/// A clerk who looks at what shows, and whose keys are counted.
struct Clerk<'a> {
    screen: &'a Screen,
    keys: Cell<u32>,
}

impl Clerk<'_> {
    fn data(&self, text: &str) {
        self.screen.type_text(text);
    }

    fn press(&self, keys: &[&str]) {
        for key in keys {
            self.screen.keys(&[key]);
            self.keys.set(self.keys.get() + 1);
            // Nobody answers what has come to show in less time.
            sleep(Duration::from_millis(600));
        }
    }

    /// Types a person and the second dose, and ticks the check list.
    fn fill_in(&self, [family, given, birth]: [&str; 3]) {
        for text in [family, given, birth] {
            self.data(text);
            self.press(&["Return"]);
        }
        // The list of products has opened at the one that is used most.
        self.press(&["Return"]);
        for text in ["290521", "2"] {
            self.data(text);
            self.press(&["Return"]);
        }
        self.press(&["space", "space", "space", "space"]);
    }

    /// Returns how many keys were pressed since it was asked last.
    fn count(&self) -> u32 {
        self.keys.take()
    }
}

/// Opens a window that has seen that its printer works.
fn with_printer(data: &Path) -> (Screen, Printer) {
    let printer = printer_for(data, "printer.certificate");
    let screen = Screen::open(data, "1366x768", "1");
    screen.fill();
    (screen, printer)
}

fn until_state(screen: &Screen, data: &Path, row: usize, state: &str) {
    screen.wait(|_| (listed(data)[row]["state"] == state).then_some(()));
}

/// Returns what is on a sheet of paper: the certificate, read from the drawn page.
fn on_paper(folder: &Path, data: &Path, pdf: &[u8]) -> serde_json::Value {
    let file = folder.join("sheet.pdf");
    fs::write(&file, pdf).unwrap();
    let drawn = Command::new("pdftoppm")
        .args(["-r", "150", "-png", "-singlefile"])
        .args([&file, &folder.join("sheet")])
        .status();
    assert!(drawn.unwrap().success());
    let read = Command::new("zbarimg")
        .args(["--quiet", "--raw"])
        .arg(folder.join("sheet.png"))
        .output()
        .unwrap();
    let text = String::from_utf8(read.stdout).unwrap();
    let text = text.lines().find(|line| line.starts_with("HC1:"));
    verified(folder, data, text.unwrap())["certificate"].clone()
}

#[test]
fn a_customer_costs_twelve_keys_from_the_first_letter_to_the_next_customer() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let (screen, printer) = with_printer(&data);
    let clerk = Clerk {
        screen: &screen,
        keys: Cell::default(),
    };
    let customers = [
        ["Mustermann", "Erika", "120864"],
        ["Musterfrau", "Max", "010290"],
    ];
    for (row, customer) in customers.into_iter().enumerate() {
        clerk.fill_in(customer);
        // Issues, then prints and goes on: the form is empty for the next one.
        clerk.press(&["Return"]);
        screen.issued(folder.path(), &data);
        clerk.press(&["Return"]);
        let count = clerk.count();
        assert!(count <= NORMAL_CASE, "{count} keys");
        until_state(&screen, &data, row, "handed-over");
        let sheets = printer.received();
        assert_eq!(sheets.len(), row + 1);
        let certificate = on_paper(folder.path(), &data, &sheets[row]);
        assert_eq!(certificate["nam"]["fn"], customer[0]);
        assert_eq!(certificate["nam"]["gn"], customer[1]);
        let dose = &certificate["v"][0];
        assert_eq!((&dose["dn"], &dose["sd"]), (&2.into(), &2.into()));
        assert_eq!(
            (&dose["mp"], &dose["dt"]),
            (&"EU/1/20/1528".into(), &"2021-05-29".into())
        );
    }
}

#[test]
fn a_next_dose_costs_eight_keys() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let (screen, printer) = with_printer(&data);
    let clerk = Clerk {
        screen: &screen,
        keys: Cell::default(),
    };
    clerk.fill_in(["Mustermann", "Erika", "120864"]);
    clerk.press(&["Return"]);
    screen.issued(folder.path(), &data);
    clerk.count();

    clerk.press(&["ctrl+p", "ctrl+d"]);
    clerk.data("151221");
    clerk.press(&["Return", "space", "space", "Return"]);
    screen.issued(folder.path(), &data);
    clerk.press(&["Return"]);
    let count = clerk.count();
    assert!(count <= NEXT_DOSE, "{count} keys");
    // She leaves with both.
    for row in [0, 1] {
        until_state(&screen, &data, row, "handed-over");
    }
    let sheets = printer.received();
    let doses = sheets.iter().map(|sheet| {
        let certificate = on_paper(folder.path(), &data, sheet);
        certificate["v"][0]["dn"].as_u64().unwrap()
    });
    assert_eq!(doses.collect::<Vec<_>>(), [2, 3]);
    // The form is empty: the next customer stands in it alone.
    clerk.fill_in(["Musterfrau", "Max", "010290"]);
    clerk.press(&["Return"]);
    let next = screen.issued(folder.path(), &data);
    assert_eq!(next["certificate"]["nam"]["fn"], "Musterfrau");
}

#[test]
fn who_comes_to_pick_up_costs_five_keys() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("packaging/example.json");
    for _ in 0..2 {
        impftheke(&data, &["issue", example.to_str().unwrap(), "--queue"]);
    }
    impftheke(&data, &["queue", "run", "--until-empty", "--limit", "30"]);
    let (screen, printer) = with_printer(&data);
    let clerk = Clerk {
        screen: &screen,
        keys: Cell::default(),
    };
    // From the form, where somebody else is being typed.
    clerk.data("Musterfrau");
    clerk.press(&["ctrl+f"]);
    clerk.data("0002");
    clerk.press(&["Return"]);
    screen.issued(folder.path(), &data);
    clerk.press(&["Return"]);
    screen.wait(|_| (printer.received().len() == 1).then_some(()));
    sleep(Duration::from_secs(2));
    clerk.press(&["Return", "alt+j"]);
    let count = clerk.count();
    assert!(count <= PICK_UP, "{count} keys");
    until_state(&screen, &data, 1, "handed-over");
    assert_eq!(listed(&data)[0]["state"], "ready");
    on_paper(folder.path(), &data, &printer.received()[0]);
}
