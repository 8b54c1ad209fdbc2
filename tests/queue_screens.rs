//! The queue, today, the attempt that somebody waits for, and closing: driven by label, without a window.
#![expect(
    clippy::unwrap_used,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    clippy::indexing_slicing,
    clippy::wildcard_enum_match_arm,
    reason = "helpers of tests"
)]

#[path = "screens/raster.rs"]
mod raster;

use egui::{Key, Modifiers, accesskit::Role};
use egui_kittest::{
    Harness,
    kittest::{NodeT as _, Queryable as _},
};
use impftheke::{
    domain::{BirthDate, Draft, Event, EventDraft, Kind, PickupNumber, State, Statement, Trouble},
    text::{Language, texts},
    ui::{
        Busy, Chosen, Counter, Desk, Intent, Issued, IssuedCase, Light, LightState, Lock, PrintFor,
        PrintState, PrinterRow, Printers, Printing, Profile, QueueRow, QueueView, Sending, Status,
        Taken, TodayRow, theme,
    },
};
use jiff::{Timestamp, ToSpan as _, ZonedDateTime};

const NOW: &str = "2022-06-01T14:32:00+02:00[Europe/Berlin]";

/// A counter with an application around it that shows what it is given and remembers what it is asked.
struct Stage {
    counter: Counter,
    now: ZonedDateTime,
    language: Language,
    busy: Option<Busy>,
    result: Option<Issued>,
    notice: Option<String>,
    sending: Option<Sending>,
    taken: Option<Taken>,
    queue: QueueView,
    status: Status,
    drill: bool,
    lock: Option<Lock>,
    printing: Option<Printing>,
    printers: Option<Printers>,
    intents: Vec<Intent>,
}

impl Default for Stage {
    fn default() -> Self {
        Self {
            counter: Counter::default(),
            now: NOW.parse().unwrap(),
            language: Language::German,
            busy: None,
            result: None,
            notice: None,
            sending: None,
            taken: None,
            queue: QueueView::default(),
            status: status(),
            drill: false,
            lock: None,
            printing: None,
            printers: None,
            intents: Vec::new(),
        }
    }
}

fn stage(size: [f32; 2], stage: Stage) -> Harness<'static, Stage> {
    let mut harness = Harness::builder()
        .with_size(size)
        .renderer(raster::Raster::default())
        .with_context_setup(theme::install)
        .build_ui_state(
            |ui: &mut egui::Ui, stage: &mut Stage| {
                let desk = Desk {
                    now: &stage.now,
                    language: stage.language,
                    profile: Profile::Training,
                    pharmacy: "Marien-Apotheke",
                    busy: stage.busy,
                    result: stage.result.as_ref(),
                    problem: None,
                    notice: stage.notice.as_deref(),
                    sending: stage.sending,
                    taken: stage.taken.as_ref(),
                    queue: &stage.queue,
                    status: &stage.status,
                    drill: stage.drill,
                    printing: stage.printing.as_ref(),
                    printers: stage.printers.as_ref(),
                    lock: stage.lock,
                };
                if let Some(intent) = stage.counter.ui(ui, desk) {
                    match &intent {
                        Intent::SwitchLanguage(language) => stage.language = *language,
                        Intent::FurtherCase | Intent::NextCustomer => {
                            (stage.result, stage.taken) = (None, None);
                        }
                        Intent::ShowReady(numbers) => stage.result = Some(shown(numbers)),
                        _ => {}
                    }
                    stage.intents.push(intent);
                }
            },
            stage,
        );
    settle(&mut harness);
    harness
}

/// Runs until what a frame has set off has come to rest; a countdown never rests.
fn settle(harness: &mut Harness<'static, Stage>) {
    harness.run_steps(6);
}

fn number(number: u32) -> PickupNumber {
    PickupNumber::new(number).unwrap()
}

fn now() -> Timestamp {
    NOW.parse::<ZonedDateTime>().unwrap().timestamp()
}

fn minutes_ago(minutes: i64) -> Timestamp {
    now() - minutes.minutes()
}

fn light(state: LightState, minutes: i64) -> Light {
    Light {
        state,
        trouble: None,
        last_success: Some(minutes_ago(minutes)),
    }
}

fn status() -> Status {
    Status {
        network: light(LightState::Works, 1),
        portal: Some(light(LightState::Works, 1)),
        login: Some(light(LightState::Works, 1)),
        signer: None,
        printer_says: None,
        printer: Some(light(LightState::Works, 12)),
        everyone: false,
    }
}

fn failing() -> Status {
    Status {
        portal: Some(Light {
            trouble: Some(Trouble::Unavailable),
            ..light(LightState::Fails, 154)
        }),
        everyone: true,
        ..status()
    }
}

fn row(own: u32, visit: u32, state: State, name: &str) -> QueueRow {
    let trouble = match state {
        State::NeedsLogin => Some(Trouble::Forbidden),
        State::NeedsCorrection => Some(Trouble::NotAcceptable),
        State::Waiting => Some(Trouble::Unavailable),
        _ => None,
    };
    QueueRow {
        number: number(own),
        visit: number(visit),
        state,
        name: name.to_owned(),
        birth: BirthDate::parse_iso("1964-08-12"),
        kind: Kind::Vaccination,
        captured_at: minutes_ago(600 - i64::from(own)),
        deadline: now() + (14 * 24).hours(),
        attempts: 3,
        trouble,
        says: (state == State::NeedsCorrection)
            .then(|| "dob: must not be after the date of vaccination".to_owned()),
        finished: state == State::Ready,
    }
}

/// Some visits of every state.
fn queue() -> QueueView {
    let mut rows = vec![
        row(411, 411, State::Ready, "Łukasiewicz-Müller, Zoë Ángela"),
        row(412, 412, State::Waiting, "Øster, Søren"),
        row(413, 413, State::NeedsCorrection, "Mustermann, Erika"),
        row(414, 414, State::Waiting, "Nguyễn, Thị Hương"),
        row(415, 415, State::Ready, "Weiß, Thomas"),
        row(416, 415, State::Ready, "Weiß, Thomas"),
        row(
            417,
            417,
            State::Waiting,
            "Musterfrau, Gabriele Maximiliane Freifrau von und zu Hohenstein",
        ),
        row(418, 418, State::Sending, "Öztürk, Ayşe"),
        row(419, 419, State::NeedsLogin, "Schmidt, Karl"),
        row(420, 420, State::Expired, "Becker, Ursula"),
    ];
    rows[1].birth = BirthDate::parse_iso("1987");
    rows[3].birth = BirthDate::parse_iso("1990-02-03");
    rows[3].captured_at = minutes_ago(60 * 27);
    QueueView {
        revision: 1,
        rows,
        today: Vec::new(),
        next_try: Some(now() + 3.minutes()),
        by_hand_from: None,
    }
}

fn today() -> Vec<TodayRow> {
    (0..9)
        .map(|place| TodayRow {
            number: number(410 - place),
            state: if place == 3 {
                State::Withdrawn
            } else {
                State::HandedOver
            },
            kind: [
                Kind::Vaccination,
                Kind::Vaccination,
                Kind::Recovery,
                Kind::Test,
            ][place as usize % 4],
            at: minutes_ago(i64::from(place) * 17 + 2),
            reprint_until: (place == 0).then(|| now() + 8.minutes()),
        })
        .collect()
}

fn draft() -> Draft {
    let mut draft = Draft {
        family_name: "Mustermann".to_owned(),
        given_name: "Erika".to_owned(),
        birth_date: "12.08.1964".to_owned(),
        ..Draft::default()
    };
    if let EventDraft::Vaccination(vaccination) = &mut draft.event {
        vaccination.product = impftheke::domain::product::products().first();
        "29.05.2021".clone_into(&mut vaccination.date);
        (vaccination.dose, vaccination.doses) = (Some(2), Some(2));
    }
    draft
}

fn shown(numbers: &[PickupNumber]) -> Issued {
    let statement: Statement = draft().parse(&NOW.parse().unwrap()).unwrap();
    assert!(matches!(statement.event(), Event::Vaccination(_)));
    let side = 57;
    let case = |number: &PickupNumber| IssuedCase {
        number: Some(*number),
        statement: statement.clone(),
        uvci: format!("URN:UVCI:01:XX:TEST/{number}#K"),
        issued_at: now(),
        expires_at: now() + (365 * 24).hours(),
        issuer_name: "Robert Koch-Institut".to_owned(),
        issuer_country: "XX".to_owned(),
        side,
        modules: (0..side * side).map(|at| at * 7 % 11 < 5).collect(),
    };
    Issued {
        cases: numbers.iter().map(case).collect(),
    }
}

fn with_queue() -> Stage {
    Stage {
        queue: queue(),
        ..Stage::default()
    }
}

fn open_queue(size: [f32; 2], before: Stage) -> Harness<'static, Stage> {
    let mut harness = stage(size, before);
    press(&mut harness, Modifiers::NONE, Key::F3);
    harness
}

fn press(harness: &mut Harness<'static, Stage>, modifiers: Modifiers, key: Key) {
    harness.key_press_modifiers(modifiers, key);
    settle(harness);
}

/// Types into whatever has the focus, as a keyboard or a hand scanner does.
fn type_text(harness: &mut Harness<'static, Stage>, text: &str) {
    harness.event(egui::Event::Text(text.to_owned()));
    settle(harness);
}

/// Sends the picture to the folder that the environment names, for people to look at.
fn picture(harness: &mut Harness<'static, Stage>, name: &str) {
    if let Ok(folder) = std::env::var("IMPFTHEKE_PICTURES") {
        harness
            .render()
            .unwrap()
            .save(format!("{folder}/{name}.png"))
            .unwrap();
    }
}

fn says(harness: &Harness<'static, Stage>, text: &str) -> bool {
    harness.query_all_by_label_contains(text).next().is_some()
}

/// Every state of the screens, each with what leads to it.
fn states() -> Vec<(&'static str, Stage)> {
    let today = QueueView {
        today: today(),
        ..queue()
    };
    let sending = Sending {
        until: now() + 5.seconds(),
    };
    let taken = Taken {
        numbers: vec![number(421), number(422)],
        trouble: Some(Trouble::Unavailable),
        pickup: "2022-06-02T09:40:00".parse().unwrap(),
    };
    vec![
        (
            "form",
            Stage {
                status: failing(),
                drill: true,
                ..with_queue()
            },
        ),
        ("queue", with_queue()),
        ("refused", with_queue()),
        ("question", with_queue()),
        ("shown", with_queue()),
        ("queue-empty", Stage::default()),
        (
            "today",
            Stage {
                queue: today,
                ..Stage::default()
            },
        ),
        ("today-empty", Stage::default()),
        (
            "sending",
            Stage {
                sending: Some(sending),
                busy: Some(Busy::Issuing),
                ..with_queue()
            },
        ),
        (
            "taken",
            Stage {
                taken: Some(taken),
                status: failing(),
                ..with_queue()
            },
        ),
        ("closing", with_queue()),
        (
            "status",
            Stage {
                status: failing(),
                ..with_queue()
            },
        ),
        (
            "help",
            Stage {
                status: failing(),
                ..with_queue()
            },
        ),
    ]
}

/// Every state of printing and of the lock.
fn further_states() -> Vec<(&'static str, Stage)> {
    vec![
        (
            "printing",
            printing(
                PrintState::NeedsYou,
                "Der Auftrag wartet. Papier leer: bitte nachlegen, der Auftrag läuft dann weiter",
            ),
        ),
        (
            "printing-stopping",
            printing(PrintState::Stopping, "Der Druck wird abgebrochen"),
        ),
        (
            "printing-failed",
            printing(
                PrintState::Failed,
                "Nicht fertig gedruckt. Der Drucker meldet Fehler: bitte das Blatt ansehen, den Code scannen oder noch einmal drucken",
            ),
        ),
        (
            "printers",
            Stage {
                printers: Some(printers()),
                ..Stage::default()
            },
        ),
        (
            "unlock-choose",
            Stage {
                lock: Some(Lock::Choose { least: 8 }),
                ..Stage::default()
            },
        ),
        (
            "unlock-wrong",
            Stage {
                lock: Some(Lock::Wrong),
                ..Stage::default()
            },
        ),
    ]
}

/// A print of the two certificates that show.
fn printing(state: PrintState, says: &str) -> Stage {
    Stage {
        result: Some(shown(&[number(415), number(416)])),
        printing: Some(Printing {
            state,
            says: [format!("0415, 0416: {says}"), String::new()],
        }),
        ..with_queue()
    }
}

fn printers() -> Printers {
    let row = |id: &str, says: &str, trays: &[&str]| PrinterRow {
        id: id.to_owned(),
        name: id.to_owned(),
        says: says.to_owned(),
        trays: trays
            .iter()
            .map(|&tray| (tray.to_owned(), tray.to_owned()))
            .collect(),
    };
    Printers {
        rows: vec![
            row("Laser", "Bereit", &["tray-1", "tray-2"]),
            row(
                "Bon",
                "Steht. Papier leer: bitte nachlegen, der Auftrag läuft dann weiter",
                &[],
            ),
        ],
        fault: None,
        chosen: [
            (PrintFor::Certificates, chosen("Laser", "")),
            (PrintFor::Slips, chosen("", "")),
        ],
    }
}

fn chosen(printer: &str, tray: &str) -> Chosen {
    Chosen {
        printer: printer.to_owned(),
        tray: tray.to_owned(),
    }
}

fn lead_to(harness: &mut Harness<'static, Stage>, name: &str) {
    match name {
        "queue" | "queue-empty" => press(harness, Modifiers::NONE, Key::F3),
        "refused" | "question" | "shown" => {
            press(harness, Modifiers::NONE, Key::F3);
            type_text(harness, if name == "refused" { "413" } else { "415" });
            match name {
                "question" => press(harness, Modifiers::COMMAND, Key::H),
                "shown" => press(harness, Modifiers::NONE, Key::Enter),
                _ => {}
            }
        }
        "today" | "today-empty" => press(harness, Modifiers::NONE, Key::F4),
        "help" => press(harness, Modifiers::NONE, Key::F1),
        "printers" => press(harness, Modifiers::NONE, Key::F9),
        "status" => press(harness, Modifiers::COMMAND, Key::I),
        "closing" => {
            harness.state_mut().counter.ask_to_close();
            settle(harness);
        }
        _ => {}
    }
}

#[test]
fn in_no_state_does_anything_reach_beyond_the_window() {
    let (german, english) = (Language::German, Language::English);
    let mut looks = vec![
        ([1024.0, 600.0], egui::Theme::Light, german, "1024x600"),
        ([800.0, 560.0], egui::Theme::Dark, english, "800x560"),
    ];
    if std::env::var_os("IMPFTHEKE_PICTURES").is_some() {
        looks.push(([1280.0, 800.0], egui::Theme::Light, german, "light"));
        looks.push(([1280.0, 800.0], egui::Theme::Dark, english, "dark"));
    }
    for (size, theme, language, tag) in looks {
        let mut harness = stage(size, Stage::default());
        harness.ctx.set_theme(theme);
        for (name, before) in states().into_iter().chain(further_states()) {
            *harness.state_mut() = Stage { language, ..before };
            settle(&mut harness);
            lead_to(&mut harness, name);
            for role in [
                Role::Button,
                Role::Tab,
                Role::ListBoxOption,
                Role::SearchInput,
            ] {
                for node in harness.query_all_by_role(role) {
                    let rect = node.rect();
                    assert!(
                        rect.min.x >= 0.0 && rect.max.x <= size[0],
                        "{name} {tag}: {:?} {rect:?}",
                        node.accesskit_node().label()
                    );
                }
            }
            picture(&mut harness, &format!("{name}-{tag}"));
        }
    }
}

#[test]
fn f2_to_f4_switch_the_screens_and_keep_what_is_typed() {
    let mut harness = stage([1024.0, 600.0], with_queue());
    type_text(&mut harness, "Muster");
    press(&mut harness, Modifiers::NONE, Key::F3);
    assert!(says(&harness, "Schmidt, Karl"));
    press(&mut harness, Modifiers::NONE, Key::F4);
    assert!(says(&harness, "Heute noch nichts ausgehändigt"));
    press(&mut harness, Modifiers::NONE, Key::F2);
    let name = harness.get_by_label("Familienname").value();
    assert_eq!(name.as_deref(), Some("Muster"));
    assert!(harness.state().intents.is_empty());
}

#[test]
fn the_tab_counts_what_waits_what_is_ready_and_what_needs_a_person() {
    let harness = stage([1024.0, 600.0], with_queue());
    assert!(says(
        &harness,
        "Warteschlange, F3, 3 brauchen Sie, 3 fertig, 4 warten"
    ));
}

#[test]
fn certificates_that_became_ready_are_told_until_the_queue_was_looked_at() {
    let mut harness = stage([1024.0, 600.0], with_queue());
    assert!(says(&harness, "3 Zertifikate sind fertig: F3"));
    press(&mut harness, Modifiers::NONE, Key::F3);
    press(&mut harness, Modifiers::NONE, Key::F2);
    assert!(!says(&harness, "Zertifikate sind fertig"));
    let queue = &mut harness.state_mut().queue;
    queue.rows[1].state = State::Ready;
    queue.revision += 1;
    settle(&mut harness);
    assert!(says(&harness, "4 Zertifikate sind fertig: F3"));
}

#[test]
fn the_queue_is_searched_by_number_name_and_birth_date() {
    for (typed, found) in [
        ("417", "Musterfrau"),
        ("muster", "Mustermann, Erika"),
        ("030290", "Nguyễn"),
        ("oztu", "Öztürk"),
        ("muster 1964", "Mustermann, Erika"),
        ("1987", "Øster"),
    ] {
        let mut harness = open_queue([1024.0, 600.0], with_queue());
        type_text(&mut harness, typed);
        assert!(says(&harness, found), "{typed}");
        assert!(!says(&harness, "Schmidt, Karl"), "{typed}");
    }
    let mut harness = open_queue([1024.0, 600.0], with_queue());
    type_text(&mut harness, "niemand");
    assert!(says(&harness, "Nichts gefunden"));
}

#[test]
fn a_scanned_slip_opens_its_visit() {
    let mut harness = open_queue([1024.0, 600.0], with_queue());
    type_text(&mut harness, "0416");
    press(&mut harness, Modifiers::NONE, Key::Enter);
    let both = vec![number(415), number(416)];
    assert_eq!(harness.state().intents, [Intent::ShowReady(both)]);
    assert!(says(&harness, "Aus der Warteschlange"));
}

#[test]
fn handing_over_is_asked_once_and_names_the_numbers() {
    let mut harness = open_queue([1024.0, 600.0], with_queue());
    type_text(&mut harness, "415");
    press(&mut harness, Modifiers::COMMAND, Key::H);
    assert!(says(&harness, "0415, 0416 aushändigen?"));
    assert!(harness.state().intents.is_empty());
    press(&mut harness, Modifiers::NONE, Key::Escape);
    assert!(!says(&harness, "0415, 0416 aushändigen?"));
    press(&mut harness, Modifiers::COMMAND, Key::H);
    press(&mut harness, Modifiers::NONE, Key::Enter);
    let both = vec![number(415), number(416)];
    assert_eq!(harness.state().intents, [Intent::HandOver(both)]);
}

#[test]
fn whoever_scans_while_a_question_stands_has_not_answered_it() {
    let mut harness = open_queue([1024.0, 600.0], with_queue());
    type_text(&mut harness, "411");
    press(&mut harness, Modifiers::COMMAND, Key::H);
    type_text(&mut harness, "0");
    press(&mut harness, Modifiers::NONE, Key::Enter);
    let handed = |intent: &Intent| matches!(intent, Intent::HandOver(_));
    assert!(!harness.state().intents.iter().any(handed));
}

/// What the keys and the buttons ask for the visit that is found by a number.
#[test]
fn every_action_has_its_key_and_its_intent() {
    let ctrl = Modifiers::COMMAND;
    let ctrl_shift = Modifiers::COMMAND | Modifiers::SHIFT;
    for (visit, modifiers, key, intent) in [
        ("411", ctrl, Key::O, Intent::ShowReady(vec![number(411)])),
        ("412", ctrl, Key::P, Intent::PrintSlip(number(412))),
        ("412", ctrl, Key::T, Intent::TryNow),
        ("412", ctrl_shift, Key::P, Intent::PrintReady),
        ("413", ctrl, Key::E, Intent::Correct(number(413))),
        ("413", ctrl, Key::R, Intent::TryAgain(number(413))),
        ("419", ctrl, Key::R, Intent::TryAgain(number(419))),
    ] {
        let mut harness = open_queue([1024.0, 600.0], with_queue());
        type_text(&mut harness, visit);
        press(&mut harness, modifiers, key);
        assert_eq!(harness.state().intents, [intent]);
    }
    for (visit, modifiers, key) in [
        ("411", ctrl, Key::E),
        ("412", ctrl, Key::H),
        ("412", ctrl, Key::R),
        ("418", ctrl, Key::Delete),
    ] {
        let mut harness = open_queue([1024.0, 600.0], with_queue());
        type_text(&mut harness, visit);
        press(&mut harness, modifiers, key);
        press(&mut harness, Modifiers::NONE, Key::Tab);
        assert!(harness.state().intents.is_empty(), "{visit} {key:?}");
        assert!(!says(&harness, "?"), "{visit} {key:?}");
    }
}

#[test]
fn the_buttons_do_what_their_keys_do() {
    for (visit, label, intent) in [
        ("413", "Berichtigen", Intent::Correct(number(413))),
        ("413", "Erneut versuchen", Intent::TryAgain(number(413))),
        ("412", "Abholschein drucken", Intent::PrintSlip(number(412))),
        (
            "411",
            "Zertifikat zeigen",
            Intent::ShowReady(vec![number(411)]),
        ),
        ("411", "Alle fertigen drucken", Intent::PrintReady),
        ("411", "Jetzt versuchen", Intent::TryNow),
    ] {
        let mut harness = open_queue([1280.0, 800.0], with_queue());
        type_text(&mut harness, visit);
        harness.get_by_label(label).click();
        settle(&mut harness);
        assert_eq!(harness.state().intents, [intent], "{label}");
    }
}

#[test]
fn a_withdrawal_spares_the_finished_certificate_beside_it() {
    let mut queue = queue();
    queue.rows[5].state = State::Waiting;
    queue.rows[5].finished = false;
    let before = Stage {
        queue,
        ..Stage::default()
    };
    let mut harness = open_queue([1024.0, 600.0], before);
    type_text(&mut harness, "415");
    press(&mut harness, Modifiers::COMMAND, Key::Delete);
    assert!(says(&harness, "0416 zurückziehen?"));
    harness.get_by_label("Ja, zurückziehen").click();
    settle(&mut harness);
    let only = vec![number(416)];
    assert_eq!(harness.state().intents, [Intent::Withdraw(only)]);
}

#[test]
fn the_arrows_move_the_choice_and_enter_opens_it() {
    let mut harness = open_queue([1024.0, 600.0], with_queue());
    for _ in 0..4 {
        press(&mut harness, Modifiers::NONE, Key::ArrowDown);
    }
    press(&mut harness, Modifiers::NONE, Key::ArrowUp);
    press(&mut harness, Modifiers::NONE, Key::Enter);
    assert_eq!(
        harness.state().intents,
        [Intent::ShowReady(vec![number(411)])]
    );
}

#[test]
fn trying_by_hand_waits_as_long_as_the_portal_needs() {
    let mut before = with_queue();
    before.queue.by_hand_from = Some(now() + 24.seconds());
    let mut harness = open_queue([1024.0, 600.0], before);
    assert!(says(&harness, "Möglich in 24 s"));
    press(&mut harness, Modifiers::COMMAND, Key::T);
    assert!(harness.state().intents.is_empty());
    harness.state_mut().now = harness.state().now.checked_add(25.seconds()).unwrap();
    settle(&mut harness);
    press(&mut harness, Modifiers::COMMAND, Key::T);
    assert_eq!(harness.state().intents, [Intent::TryNow]);
}

#[test]
fn what_the_portal_said_stands_in_its_own_words_beside_what_to_do() {
    let mut harness = open_queue([1024.0, 600.0], with_queue());
    type_text(&mut harness, "413");
    assert!(says(
        &harness,
        "„dob: must not be after the date of vaccination“"
    ));
    assert!(says(&harness, "Das Portal hat die Angaben abgelehnt"));
    assert!(says(&harness, "mit dem Impfpass vergleichen"));
}

#[test]
fn a_certificate_from_the_queue_leaves_the_form_alone() {
    let mut harness = stage([1024.0, 600.0], with_queue());
    type_text(&mut harness, "Begonnen");
    press(&mut harness, Modifiers::NONE, Key::F3);
    type_text(&mut harness, "411");
    press(&mut harness, Modifiers::NONE, Key::Enter);
    press(&mut harness, Modifiers::COMMAND, Key::H);
    press(&mut harness, Modifiers::NONE, Key::Enter);
    let one = vec![number(411)];
    assert_eq!(harness.state().intents[1..], [Intent::HandOver(one)]);
    press(&mut harness, Modifiers::NONE, Key::Escape);
    assert_eq!(harness.state().intents[2..], [Intent::FurtherCase]);
    press(&mut harness, Modifiers::NONE, Key::F2);
    let name = harness.get_by_label("Familienname").value();
    assert_eq!(name.as_deref(), Some("Begonnen"));
}

#[test]
fn correcting_never_overwrites_what_has_been_begun() {
    let mut harness = stage([1024.0, 600.0], with_queue());
    type_text(&mut harness, "Begonnen");
    press(&mut harness, Modifiers::NONE, Key::F3);
    type_text(&mut harness, "413");
    press(&mut harness, Modifiers::COMMAND, Key::E);
    assert!(harness.state().intents.is_empty());
    assert!(says(&harness, "Erst die angefangenen Eingaben"));
}

#[test]
fn the_attempt_counts_down_and_esc_queues_at_once() {
    let until = now() + 5.seconds();
    let mut harness = stage(
        [1024.0, 600.0],
        Stage {
            sending: Some(Sending { until }),
            busy: Some(Busy::Issuing),
            ..Stage::default()
        },
    );
    assert!(says(&harness, "Höchstens noch 5 s"));
    harness.state_mut().now = harness
        .state()
        .now
        .checked_add(3200.milliseconds())
        .unwrap();
    settle(&mut harness);
    assert!(says(&harness, "Höchstens noch 2 s"));
    press(&mut harness, Modifiers::NONE, Key::F3);
    press(&mut harness, Modifiers::NONE, Key::F2);
    press(&mut harness, Modifiers::NONE, Key::Escape);
    assert_eq!(harness.state().intents, [Intent::StopWaiting]);
}

#[test]
fn a_visit_that_waits_shows_its_number_offers_the_slip_and_frees_the_form() {
    let taken = Taken {
        numbers: vec![number(421), number(422)],
        trouble: Some(Trouble::Timeout),
        pickup: "2022-06-02T09:40:00".parse().unwrap(),
    };
    let mut before = Stage {
        taken: Some(taken),
        ..Stage::default()
    };
    before.counter.restore(vec![draft()]);
    let mut harness = stage([1024.0, 600.0], before);
    for words in [
        "0421–0422",
        "nicht rechtzeitig geantwortet",
        "2. Juni 2022, 09:40 Uhr",
    ] {
        assert!(says(&harness, words), "{words}");
    }
    assert!(
        harness.state().counter.drafts().is_empty(),
        "it is queued, no draft any more"
    );
    press(&mut harness, Modifiers::COMMAND, Key::P);
    press(&mut harness, Modifiers::COMMAND, Key::N);
    let slip = Intent::PrintSlip(number(421));
    assert_eq!(harness.state().intents, [slip, Intent::NextCustomer]);
    let name = harness.get_by_label("Familienname");
    assert!(name.is_focused());
    assert_eq!(name.value().unwrap_or_default(), "");
}

#[test]
fn closing_with_cases_waiting_is_explained_and_without_any_it_just_closes() {
    let mut harness = stage([1024.0, 600.0], with_queue());
    harness.state_mut().counter.ask_to_close();
    settle(&mut harness);
    assert!(says(&harness, "7 Vorgänge warten auf ihr Zertifikat"));
    assert!(says(&harness, "geht beim nächsten Start weiter"));
    press(&mut harness, Modifiers::NONE, Key::Enter);
    assert!(!says(&harness, "7 Vorgänge"), "Enter keeps working");
    harness.state_mut().counter.ask_to_close();
    settle(&mut harness);
    harness.get_by_label("Schließen").click();
    settle(&mut harness);
    assert_eq!(harness.state().intents, [Intent::Close]);

    let mut harness = stage([1024.0, 600.0], Stage::default());
    harness.state_mut().counter.ask_to_close();
    settle(&mut harness);
    assert_eq!(harness.state().intents, [Intent::Close]);
}

#[test]
fn what_was_typed_comes_back_without_its_ticks() {
    let mut before = Stage::default();
    before.counter.restore(vec![draft()]);
    let mut harness = stage([1280.0, 800.0], before);
    assert!(says(&harness, "Die Eingaben stehen wieder da"));
    assert_eq!(
        harness.get_by_label("Familienname").value().as_deref(),
        Some("Mustermann")
    );
    assert_eq!(harness.get_by_label("Dosis").value().as_deref(), Some("2"));
    assert_eq!(harness.state().counter.drafts(), [draft()]);
    press(&mut harness, Modifiers::COMMAND, Key::Enter);
    assert!(
        harness.state().intents.is_empty(),
        "the checks are asked anew"
    );
    for key in [Key::Num1, Key::Num2, Key::Num3, Key::Num4] {
        press(&mut harness, Modifiers::ALT, key);
    }
    press(&mut harness, Modifiers::COMMAND, Key::Enter);
    assert_eq!(harness.state().intents, [Intent::Issue(vec![draft()])]);
    press(&mut harness, Modifiers::COMMAND, Key::N);
    assert!(harness.state().counter.drafts().is_empty());
}

#[test]
fn today_shows_no_name_and_offers_a_reprint_while_there_is_one() {
    let view = QueueView {
        today: today(),
        ..QueueView::default()
    };
    let mut harness = stage(
        [1024.0, 600.0],
        Stage {
            queue: view,
            ..Stage::default()
        },
    );
    press(&mut harness, Modifiers::NONE, Key::F4);
    assert!(says(&harness, "8 ausgehändigt"));
    assert!(says(&harness, "1 zurückgezogen"));
    press(&mut harness, Modifiers::COMMAND, Key::O);
    assert_eq!(
        harness.state().intents,
        [Intent::ShowReady(vec![number(410)])]
    );
    press(&mut harness, Modifiers::NONE, Key::Escape);
    press(&mut harness, Modifiers::NONE, Key::ArrowDown);
    press(&mut harness, Modifiers::COMMAND, Key::O);
    assert_eq!(harness.state().intents.len(), 2, "its data are erased");
}

#[test]
fn the_status_line_tells_the_truth_and_its_details_are_a_key_away() {
    let before = Stage {
        status: failing(),
        ..Stage::default()
    };
    let mut harness = stage([1024.0, 600.0], before);
    assert!(says(&harness, "Netz 14:31"));
    assert!(says(
        &harness,
        "Portal gestört, betrifft vermutlich alle, zuletzt 11:58"
    ));
    press(&mut harness, Modifiers::COMMAND, Key::I);
    assert!(says(
        &harness,
        "Das Portal ist überlastet oder wird gewartet"
    ));
    press(&mut harness, Modifiers::NONE, Key::Escape);
    assert!(!says(
        &harness,
        "Das Portal ist überlastet oder wird gewartet"
    ));
}

#[test]
fn the_drill_is_started_and_stopped_and_the_ribbon_says_so() {
    let mut harness = stage([1024.0, 600.0], Stage::default());
    harness.get_by_label("Portal-Ausfall üben").click();
    settle(&mut harness);
    harness.state_mut().drill = true;
    settle(&mut harness);
    assert!(says(&harness, "Übung läuft"));
    press(&mut harness, Modifiers::COMMAND | Modifiers::SHIFT, Key::G);
    assert_eq!(
        harness.state().intents,
        [Intent::Drill(true), Intent::Drill(false)]
    );
}

#[test]
fn every_trouble_and_every_state_has_its_words_in_both_languages() {
    for language in Language::ALL {
        let texts = texts(language);
        for trouble in Trouble::ALL {
            for form in ["trouble", "todo"] {
                let key = format!("{form}-{}", trouble.name());
                assert!(texts.has(&key), "{key}");
            }
        }
        for state in State::ALL {
            assert!(texts.has(&format!("state-{}", state.name())));
        }
        for state in ["works", "fails", "everyone", "needs-you", "unknown"] {
            for form in ["short", "long"] {
                assert!(texts.has(&format!("light-{state}-{form}")));
            }
        }
    }
}

#[test]
fn of_five_thousand_cases_only_those_in_view_are_drawn() {
    let rows = (1..=5000).map(|n| row(n, n, State::Waiting, &format!("Name{n}, Vorname")));
    let queue = QueueView {
        revision: 1,
        rows: rows.collect(),
        ..QueueView::default()
    };
    let harness = open_queue(
        [1280.0, 800.0],
        Stage {
            queue,
            ..Stage::default()
        },
    );
    let drawn = harness.query_all_by_role(Role::ListBoxOption).count();
    assert!((8..20).contains(&drawn), "{drawn}");
}

fn locked(lock: Lock) -> Harness<'static, Stage> {
    let lock = Some(lock);
    stage(
        [1024.0, 600.0],
        Stage {
            lock,
            ..Stage::default()
        },
    )
}

fn unlocked_with(harness: &Harness<'static, Stage>) -> Vec<String> {
    let intents = harness.state().intents.iter();
    intents
        .filter_map(|intent| match intent {
            Intent::Unlock(passphrase) => Some(passphrase.reveal().to_owned()),
            _ => None,
        })
        .collect()
}

#[test]
fn a_locked_counter_shows_nothing_but_the_lock_and_opens_by_keys() {
    let mut harness = locked(Lock::Closed);
    assert!(says(&harness, "Arbeitsplatz entsperren"));
    assert!(!says(&harness, "Familienname"));
    press(&mut harness, Modifiers::NONE, Key::Enter);
    assert!(says(&harness, "Bitte die Passphrase eingeben"));
    type_text(&mut harness, "richtig geheim");
    press(&mut harness, Modifiers::NONE, Key::Enter);
    assert_eq!(unlocked_with(&harness), ["richtig geheim"]);
    assert!(!format!("{:?}", harness.state().intents).contains("geheim"));
    harness.state_mut().lock = Some(Lock::Wrong);
    settle(&mut harness);
    assert!(says(
        &harness,
        "Diese Passphrase öffnet nicht: bitte noch einmal eingeben"
    ));
    type_text(&mut harness, "ganz geheim");
    press(&mut harness, Modifiers::NONE, Key::Enter);
    assert_eq!(unlocked_with(&harness), ["richtig geheim", "ganz geheim"]);
}

#[test]
fn the_first_passphrase_is_typed_twice_and_long_enough() {
    let mut harness = locked(Lock::Choose { least: 8 });
    type_text(&mut harness, "kurz");
    press(&mut harness, Modifiers::NONE, Key::Enter);
    assert!(says(&harness, "Mindestens 8 Zeichen"));
    type_text(&mut harness, " und lang genug");
    press(&mut harness, Modifiers::NONE, Key::Enter);
    assert!(says(&harness, "Die beiden Eingaben sind verschieden"));
    press(&mut harness, Modifiers::NONE, Key::Tab);
    type_text(&mut harness, "kurz und lang genug");
    press(&mut harness, Modifiers::NONE, Key::Enter);
    assert_eq!(unlocked_with(&harness), ["kurz und lang genug"]);
}

#[test]
fn f9_chooses_printer_and_tray_for_certificates_and_slips() {
    let mut harness = stage([1024.0, 600.0], Stage::default());
    press(&mut harness, Modifiers::NONE, Key::F9);
    assert_eq!(harness.state().intents, [Intent::AskPrinters]);
    assert!(says(&harness, "Drucker werden gefragt"));
    harness.state_mut().printers = Some(printers());
    settle(&mut harness);
    harness.get_by_label("tray-2").click();
    settle(&mut harness);
    let bon = harness.get_all_by_label_contains("Bon Steht");
    bon.last().unwrap().click();
    settle(&mut harness);
    assert_eq!(
        harness.state().intents[1..],
        [
            Intent::ChoosePrinter(PrintFor::Certificates, chosen("Laser", "tray-2")),
            Intent::ChoosePrinter(PrintFor::Slips, chosen("Bon", "")),
        ]
    );
    press(&mut harness, Modifiers::NONE, Key::Escape);
    assert!(!says(&harness, "tray-2"));
}
