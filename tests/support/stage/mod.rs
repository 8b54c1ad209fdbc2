//! The counter on a stage: the real application with its real worker on a folder of its own, the training portal
//! behind real HTTP, and a clock that the test sets. Driven by keys and labels, a frame at a time.
//!
//! Nothing here knows how the application works: what a test asserts is what a clerk sees, what lies in the folder,
//! and what reached the portal.
#![expect(clippy::unwrap_used, reason = "helpers of tests fail by panicking")]

mod time;

use std::{
    cell::RefCell,
    fs,
    path::PathBuf,
    rc::Rc,
    sync::Arc,
    time::{Duration, Instant},
};

use egui::{
    Event, Key, Modifiers, PointerButton, Pos2, Rect, UiBuilder, ViewportEvent, ViewportId,
    accesskit::{Role, Toggled},
};
use egui_kittest::{
    Harness,
    kittest::{NodeT as _, Queryable as _},
};
use impftheke::{
    app::{App, SaveTo, Surroundings},
    case::PickupNumber,
    counter::{
        data_folder::DataFolder,
        master_key,
        open::{self, Counter, Given},
        settings::Settings,
    },
    domain::{Clock as _, Draft},
    issue::IssueRequest,
    queue::{self, Row, Store},
    spool,
    training::{self, Faults},
    ui::theme,
};
use tempfile::TempDir;

pub(crate) use time::Time;

/// A moment on a Wednesday in opening hours, at which every stage begins.
pub(crate) const BEGIN: &str = "2022-06-01T10:00:00+02:00[Europe/Berlin]";
/// Whatever is waited for has come by then, on the slowest machine.
pub(crate) const PATIENCE: Duration = Duration::from_mins(1);

/// The counter, its folder, its portal and its clock.
pub(crate) struct Stage {
    window: Option<Window>,
    portal: Option<training::Running>,
    /// The clock of the counter's computer. It runs on by itself; the test can set it.
    pub(crate) time: Time,
    /// The clock of the portal, which starts with the same time.
    pub(crate) portal_time: Time,
    folder: DataFolder,
    home: Arc<TempDir>,
}

/// The application in its frames.
type Window = Harness<'static, Rc<RefCell<Option<App>>>>;

/// Who comes to the counter, in the words that are typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Visitor {
    pub(crate) family: String,
    pub(crate) given: String,
    pub(crate) birth: String,
}

impl Visitor {
    pub(crate) fn new(family: &str, given: &str, birth: &str) -> Self {
        Self {
            family: family.to_owned(),
            given: given.to_owned(),
            birth: birth.to_owned(),
        }
    }

    pub(crate) fn erika() -> Self {
        Self::new("Mustermann", "Erika", "120864")
    }

    pub(crate) fn max() -> Self {
        Self::new("Musterfrau", "Max", "030290")
    }
}

impl Stage {
    /// Opens a counter with a key at hand, and waits until its form can be typed into.
    pub(crate) fn with_key() -> Self {
        Self::prepared(None, &[])
    }

    /// Opens a counter whose portal does this: `none`, `503`, `hang`, or JSON as for `training-portal --faults`.
    pub(crate) fn with_portal(faults: &str) -> Self {
        Self::prepared(Some(faults), &[])
    }

    /// Opens a counter that is set up before: the portal's faults, and settings as `config set` takes them.
    pub(crate) fn prepared(faults: Option<&str>, settings: &[(&'static str, &str)]) -> Self {
        let mut stage = Self::closed(faults, settings);
        stage.open();
        stage
    }

    /// Prepares a counter and leaves its window closed.
    pub(crate) fn closed(faults: Option<&str>, settings: &[(&'static str, &str)]) -> Self {
        let home = Arc::new(tempfile::tempdir().unwrap());
        let folder = DataFolder::new(Some(home.path().join("data"))).unwrap();
        let (time, portal_time) = (Time::from(BEGIN), Time::from(BEGIN));
        folder.create().unwrap();
        let portal = faults.map(|faults| {
            training::start(training::Options {
                port: 0,
                faults: read_faults(faults),
                keys: open::training_keys(&folder, portal_time.now().timestamp()).unwrap(),
                issuer: open::issuer(&Settings::default()).unwrap(),
                clock: Arc::new(portal_time.clone()),
                key: None,
                tls: None,
            })
            .unwrap()
        });
        let mut kept = Settings::default();
        if let Some(portal) = &portal {
            kept.set("portal.url", &portal.url()).unwrap();
        }
        for (key, value) in settings {
            kept.set(key, value).unwrap();
        }
        kept.save(&folder.settings()).unwrap();
        Self {
            window: None,
            portal,
            time,
            portal_time,
            folder,
            home,
        }
    }

    /// Opens another window on the same folder, as whoever starts the program twice.
    pub(crate) fn second_window(&self) -> Self {
        let mut second = Self {
            window: None,
            portal: None,
            time: self.time.clone(),
            portal_time: self.portal_time.clone(),
            folder: self.folder.clone(),
            home: Arc::clone(&self.home),
        };
        second.open();
        second
    }

    /// Opens the window and waits until its form can be typed into, or it says why not.
    pub(crate) fn open(&mut self) {
        self.open_at_once();
        self.until("the counter opens", |stage| {
            let app = stage.window().state().borrow();
            app.as_ref().is_some_and(|app| !app.is_opening())
        });
    }

    /// Opens the window for its first frames and waits for nothing.
    pub(crate) fn open_at_once(&mut self) {
        assert!(self.window.is_none(), "one window at a time");
        let around = Surroundings {
            clock: Arc::new(self.time.clone()),
            // No printer of whoever runs this, and no dialog that nobody answers.
            printers: spool::Config {
                cups: Vec::new(),
                lp: None,
                ..spool::Config::of_this_system()
            },
            save_to: SaveTo::Folder,
        };
        let app = Rc::new(RefCell::new(None));
        let (slot, folder) = (Rc::clone(&app), self.folder.clone());
        let window = Harness::builder()
            .with_size(SIZE)
            .with_step_dt(FRAME)
            .with_max_steps(MOST_FRAMES)
            .with_context_setup(move |context| {
                theme::install(context);
                *slot.borrow_mut() = Some(App::new(context.clone(), folder, around));
                // Nobody looks at the letters, and fitting them to the grid takes longer than all else in a frame.
                context.all_styles_mut(|style| style.visuals.text_options.font_hinting = false);
            })
            .build_ui_state(frame, app);
        self.window = Some(window);
    }

    /// Closes the window as staff do, and opens it again on the same folder.
    pub(crate) fn restart(&mut self) {
        self.close();
        self.open();
    }

    /// Presses what closes a window, and sees what it says.
    pub(crate) fn ask_to_close(&mut self) {
        let window = self.window.as_mut().expect("the window is open");
        let viewport = window.input_mut().viewports.entry(ViewportId::ROOT);
        viewport.or_default().events.push(ViewportEvent::Close);
        self.settle();
    }

    /// Closes the window as staff do.
    pub(crate) fn close(&mut self) {
        if let Some(app) = self.window().state().borrow_mut().as_mut() {
            app.close();
        }
        self.window = None;
    }

    /// Ends the application without a farewell, and opens it again: what was not on the disk is gone, and no attempt
    /// under way is ever heard of. A transaction under way is finished all the same; `tests/external/kill` has the rest.
    pub(crate) fn kill(&mut self) {
        self.window = None;
        self.open();
    }

    /// Changes what the portal does.
    pub(crate) fn switch(&self, faults: &str) {
        self.portal().switch(read_faults(faults));
    }

    /// Returns the portal.
    pub(crate) fn portal(&self) -> &training::Running {
        self.portal.as_ref().expect("this stage has a portal")
    }

    /// Lets so many seconds go by, at the counter and at the portal.
    pub(crate) fn pass(&self, seconds: u64) {
        self.time.pass(seconds);
        self.portal_time.pass(seconds);
    }

    /// Returns the data folder.
    pub(crate) fn folder(&self) -> &DataFolder {
        &self.folder
    }

    /// Returns the frames: for what the stage has no word for.
    pub(crate) fn window(&self) -> &Window {
        self.window.as_ref().expect("the window is open")
    }

    /// Runs one frame.
    pub(crate) fn step(&mut self) {
        let window = self.window.as_mut().expect("the window is open");
        window.step();
        // The frame after a look comes as soon as any other.
        window.input_mut().time = None;
    }

    /// Runs until what a key has set off has come to rest; what only time ends is not waited for.
    pub(crate) fn settle(&mut self) {
        for _ in 0..MOST_FRAMES {
            self.step();
            let output = self.window().output();
            let root = output.viewport_output.get(&ViewportId::ROOT);
            if root.is_none_or(|root| root.repaint_delay > Duration::ZERO) {
                return;
            }
        }
    }

    /// Presses a key, after a look at what shows.
    pub(crate) fn press(&mut self, modifiers: Modifiers, key: Key) {
        self.look();
        self.hurry(modifiers, key);
    }

    /// Presses a key in the very next frame, without a look.
    pub(crate) fn hurry(&mut self, modifiers: Modifiers, key: Key) {
        self.frame_with(&[(modifiers, key)]);
        self.settle();
    }

    /// Presses a key that also types this, as every letter does; the text comes even where the key has no name.
    pub(crate) fn press_typing(&mut self, modifiers: Modifiers, key: Option<Key>, text: &str) {
        self.look();
        let [changed, pressed, released, back] = chord(modifiers, key.unwrap_or(Key::A));
        let named = |event: Event| key.map(|_| event);
        let typed = Event::Text(text.to_owned());
        let events = [Some(changed), named(pressed), Some(typed), named(released)];
        self.frame_of(events.into_iter().flatten().collect());
        self.frame_of(vec![back]);
        self.settle();
    }

    /// Presses a key and holds it until something holds, and longer.
    #[track_caller]
    pub(crate) fn hold_until(
        &mut self,
        modifiers: Modifiers,
        key: Key,
        holds: impl Fn(&Self) -> bool,
    ) {
        let [changed, pressed, ..] = chord(modifiers, key);
        let since = Instant::now();
        while !holds(self) {
            assert!(since.elapsed() < PATIENCE, "{}", self.screen());
            std::thread::sleep(POLL);
            self.frame_of(vec![changed.clone(), pressed.clone()]);
        }
    }

    /// Presses a key and holds it for so many frames, in which the keyboard repeats it; then lets it go.
    pub(crate) fn hold(&mut self, modifiers: Modifiers, key: Key, frames: usize) {
        let [changed, pressed, released, back] = chord(modifiers, key);
        for _ in 0..frames {
            self.frame_of(vec![changed.clone(), pressed.clone()]);
        }
        self.frame_of(vec![released, back]);
        self.settle();
    }

    /// Goes on to the next customer, and says yes where it is asked whether this one has it unprinted, or has no slip.
    pub(crate) fn leave(&mut self) {
        self.ctrl(Key::N);
        for asks in ["ohne Abholschein gehen lassen?", "ungedruckt aushändigen?"] {
            if self.says(asks) {
                self.agree();
            }
        }
    }

    /// Presses the key that withdraws what is chosen in the queue: in a search that found it that deletes a word, so the
    /// arrows go from there into the list first.
    pub(crate) fn ask_to_withdraw(&mut self) {
        self.key(Key::ArrowDown);
        self.ctrl(Key::Delete);
    }

    /// Says yes to the question that is asked.
    pub(crate) fn agree(&mut self) {
        self.press(Modifiers::ALT, Key::J);
    }

    /// Runs one frame in which these keys are pressed, one after the other.
    ///
    /// The harness's own keys take a frame an event, and something else may show by the second.
    pub(crate) fn frame_with(&mut self, keys: &[(Modifiers, Key)]) {
        let keys = keys
            .iter()
            .flat_map(|(modifiers, key)| chord(*modifiers, *key));
        self.frame_of(keys.collect());
    }

    fn frame_of(&mut self, events: Vec<Event>) {
        let window = self.window.as_mut().expect("the window is open");
        window.input_mut().events.extend(events);
        self.step();
    }

    /// Lets pass the time in which a clerk reads what shows. No frame is run: nothing else comes to show meanwhile.
    pub(crate) fn look(&mut self) {
        let window = self.window.as_mut().expect("the window is open");
        let now = window.ctx.input(|input| input.time);
        window.input_mut().time = Some(now + LOOK);
    }

    /// Throws away what stands in the form, so that it can be brought back no longer.
    pub(crate) fn discard(&mut self) {
        self.press(Modifiers::COMMAND | Modifiers::SHIFT, Key::Delete);
        self.sit(11);
    }

    /// Lets so many seconds go by, for the clocks and for the frames.
    pub(crate) fn sit(&mut self, seconds: u32) {
        self.pass(seconds.into());
        let window = self.window.as_mut().expect("the window is open");
        let now = window.ctx.input(|input| input.time);
        window.input_mut().time = Some(now + f64::from(seconds));
        self.settle();
    }

    /// Presses a key together with Ctrl.
    pub(crate) fn ctrl(&mut self, key: Key) {
        self.press(Modifiers::COMMAND, key);
    }

    /// Presses a key alone.
    pub(crate) fn key(&mut self, key: Key) {
        self.press(Modifiers::NONE, key);
    }

    /// Types into whatever has the focus, as a keyboard or a hand scanner does.
    pub(crate) fn type_text(&mut self, text: &str) {
        self.window().event(Event::Text(text.to_owned()));
        self.settle();
    }

    /// Types into a field, over what stands there.
    pub(crate) fn fill(&mut self, label: &str, text: &str) {
        self.window().get_by_label(label).focus();
        self.settle();
        let mut events = chord(Modifiers::COMMAND, Key::A).to_vec();
        if text.is_empty() {
            events.extend(chord(Modifiers::NONE, Key::Delete));
        } else {
            events.push(Event::Text(text.to_owned()));
        }
        self.frame_of(events);
        self.settle();
    }

    /// Opens a list and takes the last of its entries that contains a text.
    pub(crate) fn choose(&mut self, label: &str, entry: &str) {
        self.click(label);
        if !self.says(entry) {
            // It stood open already, and that click has closed it.
            self.click(label);
        }
        let entries = self.window().get_all_by_label_contains(entry);
        let place = entries.last().unwrap().rect().center();
        self.click_at(place);
    }

    /// Clicks on what has this label.
    pub(crate) fn click(&mut self, label: &str) {
        let place = self.window().get_by_label(label).rect().center();
        self.click_at(place);
    }

    /// Clicks twice where this label is, as quickly as a hand does.
    pub(crate) fn double_click(&mut self, label: &str) {
        let mut labelled = self.window().get_all_by_label(label);
        let place = labelled.next().expect("it shows").rect().center();
        drop(labelled);
        self.look();
        for _ in 0..2 {
            self.click_in_passing(place);
            for _ in 0..4 {
                self.step();
            }
        }
        self.settle();
    }

    /// Clicks on what has a label that contains this.
    pub(crate) fn click_containing(&mut self, label: &str) {
        let place = self.window().get_by_label_contains(label).rect().center();
        self.click_at(place);
    }

    /// Clicks on a place, after a look at what shows.
    pub(crate) fn click_at(&mut self, place: Pos2) {
        // Whatever is clicked on is looked at first; two clicks in a row are not one double click.
        self.look();
        self.click_in_passing(place);
        self.settle();
    }

    fn click_in_passing(&mut self, place: Pos2) {
        self.point(place, true);
        self.point(place, false);
    }

    /// Runs one frame in which the pointer's button is down on a place, or goes up there.
    pub(crate) fn point(&mut self, place: Pos2, pressed: bool) {
        let button = Event::PointerButton {
            pos: place,
            button: PointerButton::Primary,
            pressed,
            modifiers: Modifiers::NONE,
        };
        self.frame_of(vec![Event::PointerMoved(place), button]);
    }

    /// Types a person and a second dose of Comirnaty into the form, and ticks its check list.
    pub(crate) fn type_case(&mut self, visitor: &Visitor) {
        self.fill("Familienname", &visitor.family);
        self.fill("Vornamen", &visitor.given);
        self.fill("Geburtsdatum", &visitor.birth);
        self.type_vaccination("12.5.2021");
    }

    /// Types a second dose of Comirnaty on that day into the form, and ticks its check list.
    pub(crate) fn type_vaccination(&mut self, date: &str) {
        self.choose("Impfstoff", "Comirnaty");
        self.fill("Datum der Impfung", date);
        self.fill("Dosis", "2");
        self.choose("Was kam davor?", "Eine Dosis desselben");
        self.tick();
    }

    /// Ticks what is not ticked yet of the check list of a vaccination.
    pub(crate) fn tick(&mut self) {
        let checks = [
            (Key::Num1, "Identität"),
            (Key::Num2, "Impfpass"),
            (Key::Num3, "Charge und Arztstempel"),
            (Key::Num4, "Impfort"),
        ];
        for (key, label) in checks {
            if !self.is_ticked(label) {
                self.press(Modifiers::ALT, key);
            }
        }
    }

    /// Whether a box is ticked; one that does not show is not.
    pub(crate) fn is_ticked(&self, label: &str) -> bool {
        let mut boxes = self.window().query_all_by_role(Role::CheckBox);
        boxes.any(|ticked| {
            let node = ticked.accesskit_node();
            node.label().is_some_and(|text| text.contains(label))
                && node.toggled() == Some(Toggled::True)
        })
    }

    /// Returns the number of the row that is chosen in a list.
    pub(crate) fn chosen_row(&self) -> Option<u32> {
        let mut rows = self.window().query_all_by_role(Role::ListBoxOption);
        let chosen = rows.find_map(|row| {
            let node = row.accesskit_node();
            (node.is_selected() == Some(true)).then(|| node.label())
        });
        chosen??.get(..4)?.parse().ok()
    }

    /// Types a case, issues it, and waits until the window says what came of it.
    pub(crate) fn issue(&mut self, visitor: &Visitor) {
        self.type_case(visitor);
        self.ctrl(Key::Enter);
        self.until("the visit is over", |stage| {
            stage.says("Ausgestellt und geprüft") || stage.says("Abholnummer")
        });
    }

    /// Whether a text shows anywhere, as a screen reader would read it.
    pub(crate) fn says(&self, text: &str) -> bool {
        self.window()
            .query_all_by_label_contains(text)
            .next()
            .is_some()
    }

    /// Returns what stands in a field; nothing where there is no such field.
    pub(crate) fn value(&self, label: &str) -> Option<String> {
        self.window().query_by_label(label)?.value()
    }

    /// Whether something in the window has the focus.
    pub(crate) fn has_focus(&self) -> bool {
        let mut nodes = self.window().root().children_recursive();
        nodes.any(|node| node.accesskit_node().is_focused())
    }

    /// Returns all that can be read in the window, a line each.
    pub(crate) fn screen(&self) -> String {
        let nodes = self.window().root().children_recursive();
        let texts = nodes.flat_map(|node| {
            let node = node.accesskit_node();
            [node.label(), node.value()].into_iter().flatten()
        });
        texts.collect::<Vec<_>>().join("\n")
    }

    /// Runs frame after frame until something holds.
    #[track_caller]
    pub(crate) fn until(&mut self, what: &str, holds: impl Fn(&Self) -> bool) {
        let since = Instant::now();
        while !holds(self) {
            assert!(
                since.elapsed() < PATIENCE,
                "{what}: it never did, the window shows\n{}",
                self.screen()
            );
            std::thread::sleep(POLL);
            self.step();
        }
        self.settle();
    }

    /// Runs frame after frame until a text shows.
    #[track_caller]
    pub(crate) fn until_says(&mut self, text: &str) {
        self.until(text, |stage| stage.says(text));
    }

    /// Runs frame after frame until the cases in the folder are such.
    #[track_caller]
    pub(crate) fn until_rows(&mut self, what: &str, hold: impl Fn(&[Row]) -> bool) {
        self.until(what, |stage| hold(&stage.rows()));
    }

    /// Returns the cases as they lie in the folder, read as another program would.
    pub(crate) fn rows(&self) -> Vec<Row> {
        self.store().rows().unwrap()
    }

    /// Returns what was typed into a case, read as another program would.
    pub(crate) fn content(&self, number: u32) -> Draft {
        let number = PickupNumber::new(number).unwrap();
        self.store().content(number).unwrap().draft
    }

    /// Whether what was typed into a case is still kept.
    pub(crate) fn is_kept(&self, number: u32) -> bool {
        let number = PickupNumber::new(number).unwrap();
        self.store().content(number).is_ok()
    }

    /// Returns what lies in the folder of what is being typed, whatever its age.
    pub(crate) fn drafts_on_disk(&self) -> Vec<Draft> {
        self.drafts_at(jiff::Timestamp::MIN)
    }

    /// Returns what is kept of what is being typed, read as another program would.
    pub(crate) fn kept_drafts(&self) -> Vec<Draft> {
        self.drafts_at(self.time.now().timestamp())
    }

    fn drafts_at(&self, sure: jiff::Timestamp) -> Vec<Draft> {
        let kept = self.store().drafts(sure).unwrap().into_iter();
        kept.flat_map(|unfinished| unfinished.visit.drafts)
            .collect()
    }

    /// Takes a case up as `impftheke issue --queue` does, beside the window.
    pub(crate) fn take_up(&self, draft: Draft) {
        let mut counter = self.beside();
        let issuer = counter.issuer().unwrap();
        let (visit, now) = (queue::new_visit().unwrap(), self.time.now());
        let draft = draft.parse(&now).unwrap();
        let requests = [IssueRequest { draft, issuer }];
        counter
            .pipeline
            .capture(visit, &requests, &now, None)
            .unwrap();
    }

    /// Hands a case over as `impftheke queue hand-over` does, beside the window.
    pub(crate) fn hand_over(&self, number: u32) {
        let number = PickupNumber::new(number).unwrap();
        let now = self.time.now().timestamp();
        self.beside().pipeline.hand_over(&[number], now).unwrap();
    }

    /// Withdraws a case as `impftheke queue withdraw` does, beside the window.
    pub(crate) fn withdraw(&self, number: u32) {
        let number = PickupNumber::new(number).unwrap();
        let now = self.time.now().timestamp();
        self.beside().pipeline.withdraw(&[number], now).unwrap();
    }

    /// The counter as another program opens it.
    fn beside(&self) -> Counter {
        open::open(&self.folder, &self.time.now()).unwrap()
    }

    fn store(&self) -> Store {
        let (settings, master) = master_key::open(&self.folder, Given::InFile).unwrap();
        let queue = self.folder.queue(&settings);
        Store::open(&queue, master, self.time.now().timestamp())
            .unwrap()
            .store
    }

    /// Returns the PDFs that were saved so far, certificates and slips, by name.
    pub(crate) fn saved(&self) -> Vec<PathBuf> {
        let folders = [self.folder.certificates(), self.folder.slips()];
        let mut files: Vec<PathBuf> = folders
            .iter()
            .filter_map(|folder| fs::read_dir(folder).ok())
            .flatten()
            .map(|entry| entry.unwrap().path())
            .filter(|path| path.extension().is_some_and(|ending| ending == "pdf"))
            .collect();
        files.sort();
        files
    }
}

/// The events of a key that is pressed with modifiers and let go.
fn chord(modifiers: Modifiers, key: Key) -> [Event; 4] {
    let event = |pressed| Event::Key {
        key,
        physical_key: None,
        pressed,
        repeat: false,
        modifiers,
    };
    let changed = Event::ModifiersChanged;
    [
        changed(modifiers),
        event(true),
        event(false),
        changed(Modifiers::NONE),
    ]
}

/// One frame of the application, over the whole of the window.
fn frame(ui: &mut egui::Ui, app: &mut Rc<RefCell<Option<App>>>) {
    // The harness leaves a margin that no window has.
    let whole = Rect::from_min_size(Pos2::ZERO, egui::Vec2::from(SIZE));
    let mut ui = ui.new_child(UiBuilder::new().max_rect(whole));
    ui.set_clip_rect(whole);
    if let Some(app) = app.borrow_mut().as_mut() {
        let context = ui.ctx().clone();
        app.logic(&context);
        app.ui(&mut ui);
    }
}

fn read_faults(faults: &str) -> Faults {
    if faults.starts_with(['{', '[']) {
        Faults::parse(faults).unwrap()
    } else {
        Faults::named(faults).unwrap()
    }
}

/// A window in which everything shows without scrolling.
const SIZE: [f32; 2] = [1280.0, 1000.0];
/// From one frame to the next, in seconds of the frames' clock.
const FRAME: f32 = 1.0 / 60.0;
/// What it takes to read what shows, in seconds of the frames' clock.
const LOOK: f64 = 0.5;
/// So many frames are run at most until the window has come to rest: a spinner never does.
const MOST_FRAMES: u64 = 12;
/// Between two frames while something is waited for.
pub(crate) const POLL: Duration = Duration::from_millis(5);
