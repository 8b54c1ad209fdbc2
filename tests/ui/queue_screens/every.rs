//! Every screen there is, in each state that looks or sounds different, with the longest that it can be given.

use impftheke::ui::Noted;

use super::{
    examples::{failing, printers, printers_with_logins, queue, row, shown, today},
    lock::locked,
    *,
};

/// Brings a screen about on a stage of its own.
pub(crate) struct Screen {
    pub(crate) name: &'static str,
    before: fn() -> Stage,
    play: fn(&mut Harness<'static, Stage>),
}

impl Screen {
    /// Opens the screen in a language, in a window of so many points.
    pub(crate) fn open(&self, size: [f32; 2], language: Language) -> Harness<'static, Stage> {
        let before = Stage {
            language,
            ..(self.before)()
        };
        let mut harness = stage(size, before);
        (self.play)(&mut harness);
        harness.remove_cursor();
        settle(&mut harness);
        harness
    }
}

/// A name of eighty characters, as the schema allows.
pub(crate) const LONG: &str =
    "Musterfrau-Schwarzenberger von und zu Hohenlohe-Langenburg-Weikersheim-Neuenburg";

fn nothing(_: &mut Harness<'static, Stage>) {}

fn issue(harness: &mut Harness<'static, Stage>) {
    press(harness, Modifiers::COMMAND, Key::Enter);
}

pub(crate) fn filled(kind: Key, harness: &mut Harness<'static, Stage>) {
    press(harness, Modifiers::COMMAND, kind);
    for typed in [LONG, LONG, "31.02.1964"] {
        type_text(harness, typed);
        press(harness, Modifiers::NONE, Key::Tab);
    }
}

fn scene(form: Form) -> Stage {
    Stage {
        scene: Scene::Form(form),
        status: failing(),
        ..with_queue()
    }
}

fn with_long_names() -> Stage {
    let mut queue = queue();
    queue.rows = (411..=418)
        .map(|own| {
            let states = [State::NeedsCorrection, State::Ready, State::Waiting];
            row(own, own.min(414), states[own as usize % 3], LONG)
        })
        .collect();
    queue.to_mend = Some(Cause::OtherContent);
    Stage {
        queue,
        status: failing(),
        ..Stage::default()
    }
}

pub(crate) fn problem(key: &'static str) -> Problem {
    Problem::of(texts(Language::German), key, &[])
}

/// Everything that can be reported beside a form, at once.
pub(crate) fn with_reports() -> Stage {
    let noted = Noted {
        id: None,
        problem: problem("store-unworked"),
    };
    Stage {
        unfinished: ["Mustermann, Erika", LONG]
            .into_iter()
            .zip(1..)
            .map(|(name, id)| Unfinished {
                id: VisitId::new([id; 16]),
                name: name.to_owned(),
                kept_at: minutes_ago(9),
            })
            .collect(),
        status: Status {
            noted: vec![noted],
            ..failing()
        },
        ..examples::printing(
            PrintState::Failed,
            "Der Drucker ist aus oder ohne Verbindung: bitte einschalten und Kabel prüfen",
        )
    }
}

pub(crate) fn with_reports_on_the_form() -> Stage {
    Stage {
        scene: Scene::Form(Form::Typing),
        ..with_reports()
    }
}

/// The screens of a counter, each in the states that differ.
pub(crate) const SCREENS: &[Screen] = &[
    Screen {
        name: "form",
        before: with_queue,
        play: nothing,
    },
    Screen {
        name: "form with faults of a vaccination",
        before: with_queue,
        play: |harness| {
            filled(Key::Num1, harness);
            issue(harness);
        },
    },
    Screen {
        name: "form with faults of a recovery",
        before: with_queue,
        play: |harness| {
            filled(Key::Num2, harness);
            issue(harness);
        },
    },
    Screen {
        name: "form with faults of a test",
        before: with_queue,
        play: |harness| {
            filled(Key::Num3, harness);
            issue(harness);
        },
    },
    Screen {
        name: "form with the line open and several cases",
        before: Stage::default,
        play: |harness| {
            filled(Key::Num1, harness);
            press(harness, Modifiers::COMMAND, Key::L);
            press(harness, Modifiers::COMMAND, Key::D);
            press(harness, Modifiers::COMMAND, Key::D);
            issue(harness);
        },
    },
    Screen {
        name: "form with another line of the passport",
        before: with_queue,
        play: |harness| {
            filled(Key::Num1, harness);
            press(harness, Modifiers::COMMAND, Key::L);
            for field in ["field-family-line", "field-given-line"] {
                let label = texts(harness.state().language).get(field);
                harness.get_by_label(&label).focus();
                settle(harness);
                press(harness, Modifiers::COMMAND, Key::A);
                type_text(harness, &"SCHWARZENBERGER<".repeat(5));
            }
            issue(harness);
        },
    },
    Screen {
        name: "certificate of the queue with a hint",
        before: || Stage {
            scene: Scene::Looking(Look::Open(shown(&[number(415), number(416)])), Form::Typing),
            ..with_queue()
        },
        play: |harness| {
            press(harness, Modifiers::NONE, Key::F3);
            press(harness, Modifiers::COMMAND, Key::H);
            harness.state_mut().queue.rows[4].state = State::Waiting;
            harness.state_mut().queue.rows[4].finished = false;
            harness.state_mut().queue.revision += 1;
        },
    },
    Screen {
        name: "queue with a hint",
        before: || Stage {
            queue: QueueView {
                by_hand_from: Some(now() + 12.seconds()),
                ..queue()
            },
            ..Stage::default()
        },
        play: |harness| {
            press(harness, Modifiers::NONE, Key::F3);
            press(harness, Modifiers::COMMAND, Key::T);
        },
    },
    Screen {
        name: "form with reports",
        before: with_reports_on_the_form,
        play: nothing,
    },
    Screen {
        name: "sending",
        before: || {
            scene(Form::Sending {
                id: VISIT,
                until: Some(now() + 5.seconds()),
            })
        },
        play: nothing,
    },
    Screen {
        name: "queued",
        before: || {
            scene(Form::Queued {
                id: VISIT,
                queued: QueuedVisit {
                    numbers: vec![number(421), number(422), number(431)],
                    cause: Some(Cause::OtherContent),
                    pickup: "2022-06-02T09:40:00".parse().unwrap(),
                },
            })
        },
        play: nothing,
    },
    Screen {
        name: "result",
        before: || {
            scene(Form::Result {
                id: VISIT,
                issued: shown(&[number(415), number(416)]),
            })
        },
        play: nothing,
    },
    Screen {
        name: "result with reports",
        before: with_reports,
        play: nothing,
    },
    Screen {
        name: "queued with reports",
        before: || Stage {
            scene: Scene::Form(Form::Queued {
                id: VISIT,
                queued: QueuedVisit {
                    numbers: vec![number(413), number(414), number(415)],
                    cause: Some(Cause::OtherContent),
                    pickup: "2022-06-02T09:40:00".parse().unwrap(),
                },
            }),
            ..with_reports()
        },
        play: nothing,
    },
    Screen {
        name: "queue with reports",
        before: with_reports_on_the_form,
        play: |harness| {
            press(harness, Modifiers::NONE, Key::F3);
            type_text(harness, "415");
        },
    },
    Screen {
        name: "today with reports",
        before: || Stage {
            queue: QueueView {
                today: today(),
                ..queue()
            },
            ..with_reports_on_the_form()
        },
        play: |harness| press(harness, Modifiers::NONE, Key::F4),
    },
    Screen {
        name: "queue",
        before: with_queue,
        play: |harness| press(harness, Modifiers::NONE, Key::F3),
    },
    Screen {
        name: "queue of long names",
        before: with_long_names,
        play: |harness| {
            press(harness, Modifiers::NONE, Key::F3);
            type_text(harness, "414");
        },
    },
    Screen {
        name: "queue with nothing found",
        before: with_queue,
        play: |harness| {
            press(harness, Modifiers::NONE, Key::F3);
            type_text(harness, "nobody");
        },
    },
    Screen {
        name: "certificate of the queue",
        before: || Stage {
            scene: Scene::Looking(Look::Open(shown(&[number(415), number(416)])), Form::Typing),
            ..with_queue()
        },
        play: |harness| press(harness, Modifiers::NONE, Key::F3),
    },
    Screen {
        name: "question",
        before: with_long_names,
        play: |harness| {
            press(harness, Modifiers::NONE, Key::F3);
            type_text(harness, "414");
            press(harness, Modifiers::COMMAND, Key::H);
        },
    },
    Screen {
        name: "today",
        before: || Stage {
            queue: QueueView {
                today: today(),
                ..queue()
            },
            ..Stage::default()
        },
        play: |harness| press(harness, Modifiers::NONE, Key::F4),
    },
    Screen {
        name: "today with nothing done",
        before: Stage::default,
        play: |harness| press(harness, Modifiers::NONE, Key::F4),
    },
    Screen {
        name: "help",
        before: with_queue,
        play: |harness| press(harness, Modifiers::NONE, Key::F1),
    },
    Screen {
        name: "printers",
        before: || Stage {
            printers: Some(printers()),
            ..Stage::default()
        },
        play: |harness| press(harness, Modifiers::NONE, Key::F9),
    },
    Screen {
        name: "printers with logins",
        before: || Stage {
            printers: Some(printers_with_logins()),
            ..Stage::default()
        },
        play: |harness| press(harness, Modifiers::NONE, Key::F9),
    },
    Screen {
        name: "status",
        before: || Stage {
            status: failing(),
            ..with_queue()
        },
        play: |harness| press(harness, Modifiers::COMMAND, Key::I),
    },
    Screen {
        name: "closing question",
        before: with_queue,
        play: |harness| harness.state_mut().counter.ask_to_close(),
    },
    Screen {
        name: "lock",
        before: || Stage {
            scene: locked(Lock::Wrong),
            ..Stage::default()
        },
        play: nothing,
    },
    Screen {
        name: "first lock",
        before: || Stage {
            scene: locked(Lock::Choose { least: 8 }),
            ..Stage::default()
        },
        play: |harness| press(harness, Modifiers::NONE, Key::Enter),
    },
];
