//! The screens of given states, at a moment that stands still.

use egui::{Key, Modifiers, Rect, UiBuilder, accesskit::Role, vec2};
use egui_kittest::{
    Harness, Node,
    kittest::{NodeT as _, Queryable as _},
};
use impftheke::{
    case::{PickupNumber, VisitId},
    domain::{Draft, DraftLimits, Issuance, Uvci},
    qr::Symbol,
    text::{Language, Problem},
    ui::{
        Counter, Form, Intent, Issued, IssuedCase, Profile, QueueView, Scene, Status, ViewContext,
        theme,
    },
};
use jiff::ZonedDateTime;

use crate::raster;

/// The screens, with what they are given to show and what they have asked for.
#[derive(Default)]
pub(crate) struct Stage {
    pub(crate) counter: Counter,
    pub(crate) language: Language,
    pub(crate) intents: Vec<Intent>,
    pub(crate) scene: Shown,
    pub(crate) problem: Option<Problem>,
}

/// What the window is about; at first the form.
pub(crate) struct Shown(Scene);

impl Default for Shown {
    fn default() -> Self {
        Self(Scene::Form(Form::Typing))
    }
}

/// The visit in the form.
const VISIT: VisitId = VisitId::new([7; 16]);

pub(crate) type Play = Harness<'static, Stage>;

/// The moment at the counter: Wednesday, 1 June 2022.
fn now() -> ZonedDateTime {
    "2022-06-01T10:00:00+02:00[Europe/Berlin]".parse().unwrap()
}

pub(crate) fn stage(size: [f32; 2]) -> Play {
    let now = now();
    let mut harness = Harness::builder()
        .with_size(size)
        .renderer(raster::Raster::default())
        .with_context_setup(theme::install)
        .build_ui_state(
            move |ui: &mut egui::Ui, stage: &mut Stage| {
                // The harness leaves a margin that no window has.
                let whole = Rect::from_min_size(egui::Pos2::ZERO, vec2(size[0], size[1]));
                let mut ui = ui.new_child(UiBuilder::new().max_rect(whole));
                ui.set_clip_rect(whole);
                stage.counter.name(VISIT);
                let (queue, status) = (QueueView::default(), Status::default());
                let desk = ViewContext {
                    now: &now,
                    language: stage.language,
                    profile: Profile::Training,
                    pharmacy: "Marien-Apotheke",
                    // As at the German portal.
                    limits: DraftLimits::of_centre(50),
                    scene: &stage.scene.0,
                    saving: false,
                    problem: stage.problem.as_ref(),
                    notice: None,
                    queue: &queue,
                    status: &status,
                    drill: false,
                    printing: None,
                    prints: &impftheke::ui::Prints::default(),
                    unfinished: &[],
                    printers: None,
                };
                if let Some(intent) = stage.counter.ui(&mut ui, desk) {
                    if let Intent::SwitchLanguage(language) = intent {
                        stage.language = language;
                    }
                    stage.intents.push(intent);
                }
            },
            Stage::default(),
        );
    harness.run();
    harness
}

/// Returns the control of this name; what a certificate will say bears the same names.
fn control<'a>(harness: &'a Play, label: &'a str) -> Node<'a> {
    let named = harness.query_all_by_label(label);
    let mut controls = named.filter(|node| node.accesskit_node().role() != Role::Label);
    controls.next().unwrap()
}

/// Focuses a field and types into it, over what stands there.
pub(crate) fn fill(harness: &mut Play, label: &str, text: &str) {
    control(harness, label).focus();
    harness.run();
    press(harness, Modifiers::COMMAND, Key::A);
    if text.is_empty() {
        press(harness, Modifiers::NONE, Key::Delete);
    } else {
        control(harness, label).type_text(text);
        harness.run();
    }
}

pub(crate) fn press(harness: &mut Play, modifiers: Modifiers, key: Key) {
    harness.key_press_modifiers(modifiers, key);
    harness.run();
}

/// Opens a list and takes an entry.
pub(crate) fn choose(harness: &mut Play, label: &str, entry: &str) {
    control(harness, label).click();
    harness.run();
    harness
        .get_all_by_label_contains(entry)
        .last()
        .unwrap()
        .click();
    harness.run();
}

/// Sends the picture to the folder that the environment names, for people to look at.
pub(crate) fn picture(harness: &mut Play, name: &str) {
    if let Ok(folder) = std::env::var("IMPFTHEKE_PICTURES") {
        harness
            .render()
            .unwrap()
            .save(format!("{folder}/{name}.png"))
            .unwrap();
    }
}

pub(crate) fn fill_person_and_dose(harness: &mut Play) {
    fill(harness, "Familienname", "Musterfrau");
    fill(harness, "Vornamen", "Erika Dörte");
    fill(harness, "Geburtsdatum", "120864");
    choose(harness, "Impfstoff", "Comirnaty");
    fill(harness, "Datum der Impfung", "12.5.2021");
    fill(harness, "Dosis", "2");
    choose(harness, "Was kam davor?", "Eine Dosis desselben");
    for key in [Key::Num1, Key::Num2, Key::Num3, Key::Num4] {
        press(harness, Modifiers::ALT, key);
    }
}

/// Puts the certificates of drafts on the result screen, each with a symbol of the usual size.
pub(crate) fn issue(harness: &mut Play, drafts: &[Draft]) {
    let at = now();
    let issuer =
        impftheke::domain::Issuer::new("XX", "DE", "Impftheke Training", "UEBUNG").unwrap();
    let cases = drafts.iter().map(|draft| {
        let symbol = Symbol::of(&format!("HC1:{}", "6BF+70790T9WJWG.FKY*4GO0".repeat(22))).unwrap();
        IssuedCase {
            number: PickupNumber::new(1).unwrap(),
            statement: draft.clone().parse(&at).unwrap().into_statement(),
            issuance: Issuance {
                issuer: issuer.clone(),
                uvci: Uvci::new(&issuer, [7; 16]).unwrap(),
                issued_at: at.timestamp(),
                expires_at: at.timestamp() + jiff::SignedDuration::from_hours(365 * 24),
            },
            side: symbol.side(),
            modules: symbol.modules().to_vec(),
        }
    });
    let issued = Issued {
        cases: cases.collect(),
    };
    harness.state_mut().scene = Shown(Scene::Form(Form::Result { id: VISIT, issued }));
    harness.run();
}
