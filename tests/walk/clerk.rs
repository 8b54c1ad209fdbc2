//! The clerk: draws what to do next from what shows, and now and then a key that does not belong there.

use egui::{Key, Modifiers};

use crate::{
    random::Random,
    sight::{FAMILY, Place, Sight},
    stage::{Stage, Visitor},
    truth::{Met, Truth},
};

/// One thing that a clerk does, or that happens to her.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Action {
    /// Types a person and a vaccination over what stands in the form.
    Type,
    /// Types only the names.
    TypeNames,
    /// Adds a person to the visit, and types.
    TypeAnother,
    /// Changes the second given name, as in a correction.
    Amend,
    /// Presses keys.
    Press(Keys),
    /// Says yes to the question that is asked.
    Agree,
    /// Searches for a number.
    Search,
    /// Looks at the window for a while.
    Wait,
    /// Goes for a walk.
    Minutes(u64),
    /// The portal begins to do something else.
    Portal(&'static str),
    /// Closes the window and opens it again.
    Restart,
    /// The program is ended from outside, and started again.
    Kill,
}

/// Keys with a meaning.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Keys {
    Issue,
    IssueTwice,
    NextCustomer,
    NextPerson,
    SamePerson,
    /// Removes the case of the form, or withdraws that of the queue.
    Delete,
    IssueScreen,
    QueueScreen,
    TodayScreen,
    Up,
    Down,
    Enter,
    Show,
    HandOver,
    Correct,
    TryAgain,
    TryNow,
    /// Prints what shows, or its slip.
    Print,
    PrintReady,
    SavePdf,
    Escape,
    Drill,
    Help,
    Status,
}

impl Keys {
    const ALL: [Self; 24] = [
        Self::Issue,
        Self::IssueTwice,
        Self::NextCustomer,
        Self::NextPerson,
        Self::SamePerson,
        Self::Delete,
        Self::IssueScreen,
        Self::QueueScreen,
        Self::TodayScreen,
        Self::Up,
        Self::Down,
        Self::Enter,
        Self::Show,
        Self::HandOver,
        Self::Correct,
        Self::TryAgain,
        Self::TryNow,
        Self::Print,
        Self::PrintReady,
        Self::SavePdf,
        Self::Escape,
        Self::Drill,
        Self::Help,
        Self::Status,
    ];

    fn press(self, stage: &mut Stage) {
        let shifted = Modifiers::COMMAND | Modifiers::SHIFT;
        match self {
            Self::Issue => stage.ctrl(Key::Enter),
            Self::IssueTwice => {
                // Twice in one frame and again in the next: what the first has set off is not known yet to the others.
                let issue = (Modifiers::COMMAND, Key::Enter);
                stage.frame_with(&[issue, issue]);
                stage.hurry(issue.0, issue.1);
            }
            Self::NextCustomer => stage.ctrl(Key::N),
            Self::NextPerson => stage.press(shifted, Key::N),
            Self::SamePerson => stage.ctrl(Key::D),
            Self::Delete => stage.ctrl(Key::Delete),
            Self::IssueScreen => stage.key(Key::F2),
            Self::QueueScreen => stage.key(Key::F3),
            Self::TodayScreen => stage.key(Key::F4),
            Self::Up => stage.key(Key::ArrowUp),
            Self::Down => stage.key(Key::ArrowDown),
            Self::Enter => stage.key(Key::Enter),
            Self::Show => stage.ctrl(Key::O),
            Self::HandOver => stage.ctrl(Key::H),
            Self::Correct => stage.ctrl(Key::E),
            Self::TryAgain => stage.ctrl(Key::R),
            Self::TryNow => stage.ctrl(Key::T),
            Self::Print => stage.ctrl(Key::P),
            Self::PrintReady => stage.press(shifted, Key::P),
            Self::SavePdf => stage.ctrl(Key::S),
            Self::Escape => stage.key(Key::Escape),
            Self::Drill => stage.press(shifted, Key::G),
            Self::Help => stage.key(Key::F1),
            Self::Status => stage.ctrl(Key::I),
        }
    }
}

/// One walk: its counter, its chance, and what is known to be true.
pub(crate) struct Clerk {
    seed: u64,
    random: Random,
    stage: Stage,
    truth: Truth,
    sight: Sight,
    has_portal: bool,
    persons: u32,
    trail: Vec<Action>,
}

impl Drop for Clerk {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!(
                "walk {} ({}): {:?}\nthe window last showed {:?}",
                self.seed,
                if self.has_portal { "portal" } else { "key" },
                self.trail,
                self.sight
            );
        }
    }
}

impl Clerk {
    /// Opens a counter for this walk.
    pub(crate) fn arrive(seed: u64) -> Self {
        let mut random = Random::new(seed);
        let has_portal = random.below(10) < 7;
        let faults = has_portal.then(|| *random.one_of(&PORTAL));
        let stage = Stage::prepared(faults, &[("portal.limit-seconds", "2")]);
        let mut truth = Truth::default();
        let sight = truth.look(&stage);
        Self {
            seed,
            random,
            stage,
            truth,
            sight,
            has_portal,
            persons: 0,
            trail: Vec::new(),
        }
    }

    /// Works until the walk is over; returns what came about on it.
    pub(crate) fn work(&mut self) -> Met {
        let length = 12 + self.random.below(24);
        for _ in 0..length {
            let action = self.draw();
            self.trail.push(action);
            self.act(action);
            self.sight = self.truth.look(&self.stage);
        }
        self.come_to_rest();
        self.stage.close();
        self.truth.met()
    }

    /// Draws what fits what shows; sometimes a key that does not.
    fn draw(&mut self) -> Action {
        let random = &mut self.random;
        match random.below(100) {
            0..2 => return Action::Kill,
            2..5 => return Action::Restart,
            5..9 if self.has_portal => {
                let fault: &&str = random.one_of(&PORTAL);
                return Action::Portal(fault);
            }
            9..12 => return Action::Minutes(*random.one_of(&[1, 11])),
            12..20 => return Action::Wait,
            20..32 => return Action::Press(*random.one_of(&Keys::ALL)),
            32..80 if self.sight.question.is_some() => return Action::Agree,
            _ => {}
        }
        let fitting: &[Action] = match self.sight.place {
            Place::Form => &ON_FORM,
            Place::Sending | Place::Taken | Place::Result => &AFTER_ISSUING,
            Place::Shown => &ON_SHOWN,
            Place::Queue => &ON_QUEUE,
            Place::Today | Place::Over => &ELSEWHERE,
        };
        *random.one_of(fitting)
    }

    fn act(&mut self, action: Action) {
        let on_form = self.sight.place == Place::Form && self.sight.question.is_none();
        match action {
            Action::Type if on_form => self.type_case(),
            Action::TypeAnother if on_form => {
                Keys::NextPerson.press(&mut self.stage);
                self.type_case();
            }
            Action::TypeNames if on_form && self.can_type() => {
                // Over a correction another name would be another person: that is asked about, and not agreed to.
                let visitor = self.somebody();
                self.stage.fill("Familienname", &visitor.family);
                self.stage.fill("Vornamen", &visitor.given);
            }
            Action::Amend if on_form && self.can_type() => {
                let given = self.random.one_of(&["Erika Anna", "Max", "Anna"]);
                self.stage.fill("Vornamen", given);
            }
            Action::Search if self.sight.place == Place::Queue => {
                let number = 1 + self.random.below(6);
                self.stage.fill("Vorgang suchen", &number.to_string());
            }
            Action::Type
            | Action::TypeAnother
            | Action::TypeNames
            | Action::Amend
            | Action::Search => {}
            Action::Press(keys) => self.press(keys),
            Action::Agree => {
                if self.sight.question.is_some() {
                    self.truth.agrees(&self.sight);
                    let yes = ["Ja, aushändigen", "Ja, zurückziehen"];
                    let yes = yes.into_iter().find(|yes| self.sight.says(yes));
                    self.stage.click(yes.unwrap());
                }
            }
            Action::Wait => self.wait(40),
            Action::Minutes(minutes) => {
                self.stage.pass(minutes * 60);
                self.wait(5);
            }
            Action::Portal(fault) => self.stage.switch(fault),
            Action::Restart => {
                self.come_to_rest();
                self.stage.restart();
                self.opened_again();
            }
            Action::Kill => {
                self.truth.look(&self.stage);
                self.stage.kill();
                self.truth.look(&self.stage);
                self.truth.is_cut_off();
                self.opened_again();
            }
        }
    }

    fn press(&mut self, keys: Keys) {
        let sight = &self.sight;
        let asks = sight.question.is_some();
        match (keys, sight.place) {
            (Keys::Enter, _) if asks => self.truth.agrees(sight),
            (Keys::NextCustomer, Place::Result) if !asks => self.truth.leaves(sight),
            (Keys::SamePerson, Place::Result) => self.truth.continues(sight),
            (Keys::Correct, Place::Queue) => self.truth.corrects(sight),
            (Keys::Delete | Keys::NextCustomer, Place::Form) => self.truth.gives_up(),
            (Keys::Enter | Keys::Show, Place::Queue | Place::Today) => self.truth.opens(sight),
            (Keys::Print, Place::Result | Place::Shown | Place::Queue | Place::Taken)
            | (Keys::SavePdf, Place::Result | Place::Shown) => self.truth.prints(sight),
            (Keys::PrintReady, Place::Queue) => self.truth.prints_all_ready(),
            _ => {}
        }
        keys.press(&mut self.stage);
    }

    /// What comes back after a start is nobody's case.
    fn opened_again(&mut self) {
        self.wait(3);
        let sight = self.truth.look(&self.stage);
        self.truth.nothing_issued_comes_back(&sight);
    }

    /// Turns to the issue screen, waits until nothing is under way, and expects that every case was told.
    fn come_to_rest(&mut self) {
        for _ in 0..5 {
            Keys::IssueScreen.press(&mut self.stage);
            self.sight = self.truth.look(&self.stage);
            if self.sight.is_issue_screen() {
                break;
            }
        }
        assert!(self.sight.is_issue_screen(), "F2 does not lead to the form");
        self.stage
            .until("nothing is under way", |stage| !Sight::of(stage).is_busy());
        self.sight = self.truth.look(&self.stage);
        self.truth.everybody_was_told();
    }

    /// Looks at so many frames, and at what lies in the folder.
    fn wait(&mut self, frames: usize) {
        for frame in 0..frames {
            std::thread::sleep(std::time::Duration::from_millis(5));
            self.stage.step();
            if frame % 10 == 9 {
                self.truth.look(&self.stage);
            }
        }
        self.sight = self.truth.look(&self.stage);
    }

    /// Whether the form can be typed into: while a visit is under way it cannot.
    fn can_type(&self) -> bool {
        let sight = Sight::of(&self.stage);
        sight.place == Place::Form && !sight.is_busy()
    }

    fn type_case(&mut self) {
        if !self.can_type() {
            return;
        }
        let visitor = self.somebody();
        self.stage.type_case(&visitor);
    }

    /// Returns somebody who has not been here before.
    fn somebody(&mut self) -> Visitor {
        let letters = [
            self.persons / 676,
            self.persons / 26 % 26,
            self.persons % 26,
        ];
        self.persons += 1;
        let letter = |place: u32| char::from(b'a' + u8::try_from(place % 26).unwrap());
        let family: String = letters.into_iter().map(letter).collect();
        Visitor::new(&format!("{FAMILY}{family}"), "Erika", "120864")
    }
}

/// What portals do; most of the time they work.
const PORTAL: [&str; 10] = [
    "none",
    "none",
    "none",
    "503",
    "503",
    "406",
    "lost-answer",
    "401",
    "hang",
    "html",
];

const ON_FORM: [Action; 14] = [
    Action::Type,
    Action::Type,
    Action::Type,
    Action::TypeAnother,
    Action::TypeNames,
    Action::Amend,
    Action::Press(Keys::Issue),
    Action::Press(Keys::Issue),
    Action::Press(Keys::Issue),
    Action::Press(Keys::IssueTwice),
    Action::Press(Keys::NextCustomer),
    Action::Press(Keys::Delete),
    Action::Press(Keys::QueueScreen),
    Action::Press(Keys::QueueScreen),
];

const AFTER_ISSUING: [Action; 10] = [
    Action::Press(Keys::NextCustomer),
    Action::Press(Keys::NextCustomer),
    Action::Press(Keys::NextPerson),
    Action::Press(Keys::SamePerson),
    Action::Press(Keys::QueueScreen),
    Action::Press(Keys::IssueTwice),
    Action::Press(Keys::Print),
    Action::Press(Keys::SavePdf),
    Action::Press(Keys::HandOver),
    Action::Wait,
];

const ON_SHOWN: [Action; 7] = [
    Action::Press(Keys::Escape),
    Action::Press(Keys::IssueScreen),
    Action::Press(Keys::NextCustomer),
    Action::Press(Keys::HandOver),
    Action::Press(Keys::SavePdf),
    Action::Press(Keys::Print),
    Action::Press(Keys::QueueScreen),
];

const ON_QUEUE: [Action; 16] = [
    Action::Press(Keys::Enter),
    Action::Press(Keys::Enter),
    Action::Press(Keys::Show),
    Action::Press(Keys::HandOver),
    Action::Press(Keys::HandOver),
    Action::Press(Keys::Correct),
    Action::Press(Keys::Correct),
    Action::Press(Keys::Delete),
    Action::Press(Keys::TryAgain),
    Action::Press(Keys::TryNow),
    Action::Press(Keys::Print),
    Action::Press(Keys::PrintReady),
    Action::Press(Keys::Down),
    Action::Press(Keys::Up),
    Action::Search,
    Action::Press(Keys::IssueScreen),
];

const ELSEWHERE: [Action; 5] = [
    Action::Press(Keys::IssueScreen),
    Action::Press(Keys::QueueScreen),
    Action::Press(Keys::Escape),
    Action::Press(Keys::Enter),
    Action::Press(Keys::Show),
];
