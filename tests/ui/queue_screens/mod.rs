//! The screens of given states: what they show, and what each key asks for. What the application makes of that is
//! tested on the application itself (`at_the_counter`).
#![expect(
    clippy::unwrap_used,
    clippy::cast_precision_loss,
    clippy::indexing_slicing,
    clippy::wildcard_enum_match_arm,
    reason = "helpers of tests"
)]

mod around;
mod by_keys;
mod customer;
mod edits;
mod every;
mod examples;
mod heard;
mod lock;
mod messages;
mod pictures;
mod questions;
mod seen;
mod states;
mod tables;
mod visits;
mod whole;

use egui::{Key, Modifiers, Rect, UiBuilder, accesskit::Role};
use egui_kittest::{
    Harness,
    kittest::{NodeT as _, Queryable as _},
};
use examples::{queue, shown, status};
use impftheke::{
    case::{CaseVersion, Cause, PickupNumber, State, Visit, VisitId},
    domain::{BirthDate, Draft, DraftLimits, Event, EventDraft, Field, Kind},
    text::{Language, Problem, texts},
    ui::{
        Chosen, Closed, Counter, Form, Intent, Issued, IssuedCase, Light, LightState, Lock, Look,
        Notice, Original, PrintFor, PrintState, PrinterLogin, PrinterRow, Printers, Printing,
        Prints, Profile, QueueRow, QueueView, QueuedVisit, Refusal, Scene, Status, TodayRow,
        Unfinished, ViewContext, finder, theme,
    },
};
use jiff::{Timestamp, ToSpan as _, ZonedDateTime, civil::date};

use crate::raster;

/// The visit in the form.
const VISIT: VisitId = VisitId::new([7; 16]);
const NOW: &str = "2022-06-01T14:32:00+02:00[Europe/Berlin]";

/// The screens with what they are given to show, and what they have asked for.
struct Stage {
    counter: Counter,
    now: ZonedDateTime,
    language: Language,
    scene: Scene,
    problem: Option<Problem>,
    notice: Option<Notice>,
    saving: bool,
    queue: QueueView,
    status: Status,
    drill: bool,
    printing: Option<Printing>,
    prints: Prints,
    unfinished: Vec<Unfinished>,
    printers: Option<Printers>,
    intents: Vec<Intent>,
}

impl Default for Stage {
    fn default() -> Self {
        Self {
            counter: Counter::default(),
            now: NOW.parse().unwrap(),
            language: Language::German,
            scene: Scene::Form(Form::Typing),
            problem: None,
            notice: None,
            saving: false,
            queue: QueueView::default(),
            status: status(),
            drill: false,
            printing: None,
            prints: Prints::default(),
            unfinished: Vec::new(),
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
            move |ui: &mut egui::Ui, stage: &mut Stage| {
                // The harness leaves a margin that no window has.
                let whole = Rect::from_min_size(egui::Pos2::ZERO, egui::Vec2::from(size));
                let mut ui = ui.new_child(UiBuilder::new().max_rect(whole));
                ui.set_clip_rect(whole);
                stage.counter.name(VISIT);
                let desk = ViewContext {
                    now: &stage.now,
                    language: stage.language,
                    profile: Profile::Training,
                    pharmacy: "Marien-Apotheke",
                    limits: DraftLimits::default(),
                    scene: &stage.scene,
                    saving: stage.saving,
                    problem: stage.problem.as_ref(),
                    notice: stage.notice.as_ref(),
                    queue: &stage.queue,
                    status: &stage.status,
                    drill: stage.drill,
                    printing: stage.printing.as_ref(),
                    prints: &stage.prints,
                    unfinished: &stage.unfinished,
                    printers: stage.printers.as_ref(),
                };
                if let Some(intent) = stage.counter.ui(&mut ui, desk) {
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

/// Returns where words stand that are painted and begin so, and what shows of that part of the screen.
fn painted(harness: &Harness<'static, Stage>, begins: &str) -> Vec<(Rect, Rect)> {
    fn words(shape: &egui::Shape, begins: &str, found: &mut Vec<Rect>) {
        if let egui::Shape::Vec(shapes) = shape {
            for shape in shapes {
                words(shape, begins, found);
            }
        } else if let egui::Shape::Text(text) = shape
            && text.galley.text().starts_with(begins)
        {
            found.push(shape.visual_bounding_rect());
        }
    }
    let mut painted = Vec::new();
    for shape in &harness.output().shapes {
        let mut found = Vec::new();
        words(&shape.shape, begins, &mut found);
        painted.extend(found.into_iter().map(|rect| (rect, shape.clip_rect)));
    }
    painted
}
