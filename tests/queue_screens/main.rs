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

mod around;
mod customer;
mod examples;
mod lock;
mod states;
mod visits;

#[path = "../screens/raster.rs"]
mod raster;

use egui::{Key, Modifiers, accesskit::Role};
use egui_kittest::{
    Harness,
    kittest::{NodeT as _, Queryable as _},
};
use examples::{queue, shown, status};
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
                    max_centre: None,
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

fn says(harness: &Harness<'static, Stage>, text: &str) -> bool {
    harness.query_all_by_label_contains(text).next().is_some()
}
