//! The clerk: draws what to do next from what shows, and now and then a key that does not belong there.

use std::collections::BTreeSet;

use egui::{Key, Modifiers};
use ipp::model::Operation;

use super::{
    random::Random,
    sight::{ADDED, FAMILY, Place, Sight},
    truth::{Met, Truth},
};
use crate::{
    scripted::{Scripted, job, well},
    stage::{Stage, Visitor},
};

/// One thing that a clerk does, or that happens to her.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Action {
    /// Types a person and a vaccination over what stands in the form.
    Type,
    /// Types only the names.
    TypeNames,
    /// Types a further vaccination of the person in the form.
    TypeDose,
    /// Adds a person to the visit, and types.
    TypeAnother,
    /// Changes the given names, as in a correction, and says that it is the same person.
    Amend,
    /// Ticks what is to be ticked.
    Tick,
    /// Looks, and presses keys.
    Press(Keys),
    /// Presses keys in the frame after the last, whatever has come to show in it.
    Hurry(Keys),
    /// Presses a key and does not let go for a while.
    Hold(Keys),
    /// Issues and goes on to the next customer at once, again and again, without a look.
    Rush,
    /// Says yes to the question that is asked.
    Agree,
    /// Searches for a number.
    Search(u32),
    /// Looks at the window for a while.
    Wait,
    /// Goes for a walk.
    Minutes(u64),
    /// Comes back after two weeks.
    TwoWeeks,
    /// The portal begins to do something else.
    Portal(&'static str),
    /// Closes the window and opens it again.
    Restart,
    /// The program is ended from outside, and started again.
    Kill,
    /// The same, and a key comes before what was typed can have been read again.
    KillInHaste,
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
    Remove,
    Undo,
    IssueScreen,
    QueueScreen,
    TodayScreen,
    Up,
    Down,
    Enter,
    /// Orders a list by its next column, or the other way round.
    Order,
    TurnOrder,
    Show,
    HandOver,
    /// Says yes to a question.
    Agree,
    Correct,
    /// Goes on with what was left half typed.
    TakeUp,
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
    const ALL: [Self; 30] = [
        Self::Issue,
        Self::IssueTwice,
        Self::NextCustomer,
        Self::NextPerson,
        Self::SamePerson,
        Self::Delete,
        Self::Remove,
        Self::Undo,
        Self::IssueScreen,
        Self::QueueScreen,
        Self::TodayScreen,
        Self::Up,
        Self::Down,
        Self::Enter,
        Self::Order,
        Self::TurnOrder,
        Self::Show,
        Self::HandOver,
        Self::Agree,
        Self::Correct,
        Self::TakeUp,
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

    fn chord(self) -> (Modifiers, Key) {
        let plain = Modifiers::NONE;
        // As a keyboard has it: what deletes a word deletes a letter without.
        let ctrl = Modifiers::COMMAND | Modifiers::CTRL;
        let shifted = ctrl | Modifiers::SHIFT;
        match self {
            Self::Issue | Self::IssueTwice => (ctrl, Key::Enter),
            Self::NextCustomer => (ctrl, Key::N),
            Self::NextPerson => (shifted, Key::N),
            Self::SamePerson => (ctrl, Key::D),
            Self::Delete => (ctrl, Key::Delete),
            Self::Remove => (shifted, Key::Delete),
            Self::Undo => (ctrl, Key::Z),
            Self::IssueScreen => (plain, Key::F2),
            Self::QueueScreen => (plain, Key::F3),
            Self::TodayScreen => (plain, Key::F4),
            Self::Up => (plain, Key::ArrowUp),
            Self::Down => (plain, Key::ArrowDown),
            Self::Enter => (plain, Key::Enter),
            Self::Order => (plain, Key::F6),
            Self::TurnOrder => (Modifiers::SHIFT, Key::F6),
            Self::Show => (ctrl, Key::O),
            Self::HandOver => (ctrl, Key::H),
            Self::Agree => (Modifiers::ALT, Key::J),
            Self::Correct => (ctrl, Key::E),
            Self::TakeUp => (Modifiers::ALT, Key::U),
            Self::TryAgain => (ctrl, Key::R),
            Self::TryNow => (ctrl, Key::T),
            Self::Print => (ctrl, Key::P),
            Self::PrintReady => (shifted, Key::P),
            Self::SavePdf => (ctrl, Key::S),
            Self::Escape => (plain, Key::Escape),
            Self::Drill => (shifted, Key::G),
            Self::Help => (plain, Key::F1),
            Self::Status => (ctrl, Key::I),
        }
    }

    fn press(self, stage: &mut Stage) {
        let (modifiers, key) = self.chord();
        if self == Self::IssueTwice {
            // Twice in one frame and again in the next: what the first has set off is not known yet to the others.
            stage.frame_with(&[(modifiers, key); 2]);
            stage.hurry(modifiers, key);
        } else {
            stage.press(modifiers, key);
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
    /// What stood in the form last: whose, and what in which field.
    typed: Option<(String, Vec<(&'static str, String)>)>,
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
        let printer = seed.is_multiple_of(3).then(printer);
        let target = printer.as_ref().map(|printer| printer.target().to_string());
        let mut settings = vec![("portal.limit-seconds", "2")];
        for key in ["printer.certificate", "printer.slip"] {
            settings.extend(target.as_deref().map(|target| (key, target)));
        }
        let stage = Stage::prepared(faults, &settings);
        let mut truth = Truth::beside(printer);
        let sight = truth.look(&stage);
        Self {
            seed,
            random,
            stage,
            truth,
            sight,
            has_portal,
            persons: 0,
            typed: None,
            trail: Vec::new(),
        }
    }

    /// Works until the walk is over; returns what came about on it.
    pub(crate) fn work(&mut self) -> &Met {
        let length = 16 + self.random.below(28);
        for _ in 0..length {
            let action = self.draw();
            self.trail.push(action);
            self.act(action);
            self.sight = self.truth.look(&self.stage);
            self.focus_is_somewhere();
            self.nothing_typed_is_lost(action);
        }
        self.come_to_rest();
        self.stage.close();
        self.truth.met()
    }

    /// The keys go somewhere, one or two frames after whatever has come to show.
    fn focus_is_somewhere(&mut self) {
        for _ in 0..3 {
            if !self.sight.lacks_focus() {
                return;
            }
            self.stage.step();
            self.sight = self.truth.look(&self.stage);
        }
        let sight = &self.sight;
        assert!(!sight.lacks_focus(), "the keys go nowhere: {sight:?}");
    }

    /// Draws what fits what shows, mostly what leads on; sometimes what does not belong there.
    fn draw(&mut self) -> Action {
        let random = &mut self.random;
        match random.below(100) {
            0 => return Action::Kill,
            1 => return Action::KillInHaste,
            2..4 => return Action::Restart,
            4..10 if self.has_portal => {
                let fault: &&str = random.one_of(&PORTAL);
                return Action::Portal(fault);
            }
            10..14 => return Action::Minutes(*random.one_of(&[1, 11, 20, 70])),
            14 => return Action::TwoWeeks,
            15..18 => return Action::Wait,
            18..25 => return Action::Press(*random.one_of(&Keys::ALL)),
            25..75 if self.sight.question.is_some() => return Action::Agree,
            _ => {}
        }
        let action = self.leading_on();
        let Action::Press(keys) = action else {
            return action;
        };
        match self.random.below(8) {
            0 | 1 => Action::Hurry(keys),
            2 => Action::Hold(keys),
            _ => action,
        }
    }

    /// Draws what a clerk would do next.
    fn leading_on(&mut self) -> Action {
        let sight = &self.sight;
        let refused = |families: &BTreeSet<String>| match self.truth.most_urgent(families) {
            Some(("needs-correction", number)) => Some(number),
            _ => None,
        };
        let fitting: &[(u32, Action)] = match sight.place {
            Place::Form if sight.is_busy() => &WHILE_ISSUING,
            Place::Form if sight.corrects().is_some() && sight.is_complete() => &ON_CORRECTION,
            Place::Form if sight.corrects().is_some() => &ON_BEGUN_CORRECTION,
            Place::Form if sight.offers() && self.random.below(2) == 0 => {
                return Action::Press(Keys::TakeUp);
            }
            Place::Form if sight.family().is_none() => match refused(&self.truth.everybody()) {
                Some(_) if self.random.below(2) == 0 => return Action::Press(Keys::QueueScreen),
                _ => &ON_EMPTY_FORM,
            },
            Place::Form if sight.lacks_vaccination() => &ON_FURTHER_DOSE,
            Place::Form if sight.is_complete() => &ON_FULL_FORM,
            Place::Form => &ON_BEGUN_FORM,
            Place::Sending => &WHILE_ISSUING,
            Place::QueuedVisit => &ON_SLIP,
            Place::Result => &ON_RESULT,
            Place::Shown => &ON_SHOWN,
            Place::Queue => {
                let chosen = self.truth.most_urgent(&sight.chosen());
                match (chosen, refused(&sight.families())) {
                    (Some(("needs-correction", _)), _) => &ON_REFUSED,
                    (_, Some(number)) if self.random.below(2) == 0 => {
                        return Action::Search(number);
                    }
                    (Some(("ready", _)), _) => &ON_READY,
                    (Some(("expired", _)), _) => &ON_EXPIRED,
                    (Some(_), _) => &ON_WAITING,
                    (None, _) => &ON_LIST,
                }
            }
            Place::Today | Place::Over => &ELSEWHERE,
        };
        let action = *self.random.one_of_weighted(fitting);
        if !matches!(action, Action::Search(_)) {
            return action;
        }
        match self.truth.most_urgent(&sight.families()) {
            Some((_, number)) if self.random.below(3) > 0 => Action::Search(number),
            _ => Action::Search(1 + self.random.below(6)),
        }
    }

    fn act(&mut self, action: Action) {
        match action {
            Action::Type
            | Action::TypeAnother
            | Action::TypeNames
            | Action::TypeDose
            | Action::Amend
            | Action::Tick
            | Action::Search(_) => self.fill_in(action),
            Action::Press(keys) => {
                self.means(keys);
                keys.press(&mut self.stage);
            }
            Action::Hurry(keys) => {
                self.means(keys);
                let (modifiers, key) = keys.chord();
                self.stage.hurry(modifiers, key);
            }
            Action::Hold(keys) => {
                self.means(keys);
                let (modifiers, key) = keys.chord();
                self.stage.hold(modifiers, key, HELD);
            }
            Action::Rush => {
                self.means(Keys::Issue);
                self.means(Keys::NextCustomer);
                Keys::Issue.press(&mut self.stage);
                for _ in 0..8 {
                    self.stage.frame_with(&[Keys::NextCustomer.chord()]);
                }
            }
            Action::Agree => {
                if self.sight.question.is_some() {
                    self.truth.agrees(&self.sight);
                    let yes = ["Ja, aushändigen", "Ja, zurückziehen", "Ja, ohne Schein"];
                    let yes = yes.into_iter().find(|yes| self.sight.says(yes));
                    self.stage.click(yes.unwrap());
                }
            }
            Action::Wait => self.wait(20),
            Action::Minutes(minutes) => {
                self.stage.pass(minutes * 60);
                self.wait(5);
            }
            Action::TwoWeeks => {
                self.stage.pass(15 * 24 * 60 * 60);
                self.wait(5);
            }
            Action::Portal(fault) => self.stage.switch(fault),
            Action::Restart => {
                self.come_to_rest();
                self.stage.restart();
                self.opened_again();
            }
            Action::Kill | Action::KillInHaste => {
                let before = self.truth.look(&self.stage);
                self.stage.kill();
                if action == Action::KillInHaste {
                    self.stage.hurry(Modifiers::NONE, Key::F2);
                }
                let sight = self.truth.look(&self.stage);
                self.truth.is_cut_off(&before);
                let comes_back = sight.place == Place::Form && sight.family().is_some();
                assert!(
                    !comes_back || action == Action::Kill,
                    "a draft has come under somebody's hands"
                );
                self.opened_again();
            }
        }
    }

    /// Types what belongs to what shows; nothing where nothing can be typed.
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "the rest types nothing, or there is nothing to type into"
    )]
    fn fill_in(&mut self, action: Action) {
        let on_form = self.sight.place == Place::Form && self.sight.question.is_none();
        match action {
            Action::Type if on_form => self.type_case(),
            Action::TypeAnother if on_form => {
                Keys::NextPerson.press(&mut self.stage);
                self.type_case();
            }
            Action::TypeDose if on_form && self.can_type() => {
                self.stage.type_vaccination("12.6.2021");
                self.tick();
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
                self.tick();
            }
            Action::Tick if on_form && self.can_type() => self.tick(),
            Action::Search(number) if self.sight.place == Place::Queue => {
                self.stage.fill("Vorgang suchen", &number.to_string());
            }
            _ => {}
        }
    }

    /// Notes what a key asks for by what shows when it is pressed.
    fn means(&mut self, keys: Keys) {
        let sight = &self.sight;
        match (keys, sight.place) {
            (Keys::Agree, _) if sight.question.is_some() => self.truth.agrees(sight),
            // It says no.
            (Keys::Enter, _) if sight.question.is_some() => {}
            (Keys::Issue | Keys::IssueTwice | Keys::Enter, place) if place != Place::Form => {
                self.means_next_step(keys);
            }
            (Keys::NextCustomer, Place::Result | Place::QueuedVisit | Place::Form) => {
                self.truth.leaves(sight);
            }
            (Keys::Undo, _) => self.truth.brings_back(),
            (Keys::SamePerson, Place::Result | Place::Form) => {
                self.truth.stays(sight);
                self.truth.continues(sight);
            }
            (Keys::NextPerson, Place::Result) => self.truth.stays(sight),
            (Keys::Correct, Place::Queue | Place::QueuedVisit) => self.truth.corrects(sight),
            (Keys::Show, Place::Queue | Place::Today | Place::QueuedVisit) => {
                self.truth.opens(sight);
            }
            // Where nothing is printed at once, the key with Shift is the one without.
            (Keys::PrintReady, Place::Result | Place::Shown | Place::QueuedVisit)
            | (Keys::Print, Place::Result | Place::Shown | Place::Queue | Place::QueuedVisit) => {
                self.truth.prints(sight);
            }
            (Keys::SavePdf, Place::Result | Place::Shown) => self.truth.saves(sight),
            (Keys::PrintReady, Place::Queue) => self.truth.prints_all_ready(),
            _ => {}
        }
    }

    /// Notes what the first action of what shows asks for; in a list Enter opens what is chosen, or brings it on.
    fn means_next_step(&mut self, keys: Keys) {
        let sight = &self.sight;
        match sight.place {
            Place::Form | Place::Sending | Place::Over => return,
            Place::Today => return self.truth.opens(sight),
            Place::Queue if keys == Keys::Enter => {
                self.truth.opens(sight);
                match sight.first_action() {
                    Some("Abholschein drucken" | "Drucken") => self.truth.prints(sight),
                    Some("Berichtigen") => self.truth.corrects(sight),
                    Some(_) | None => {}
                }
                return;
            }
            Place::Queue | Place::QueuedVisit | Place::Result | Place::Shown => {}
        }
        match sight.first_action() {
            Some("Abholschein drucken" | "Drucken") => self.truth.prints(sight),
            Some("Drucken, nächster Kunde") => {
                self.truth.prints(sight);
                self.truth.leaves(sight);
            }
            Some("Berichtigen") => self.truth.corrects(sight),
            Some("Nächster Kunde") => self.truth.leaves(sight),
            Some("Zertifikat zeigen") => self.truth.opens(sight),
            // It is asked about first, or nothing comes of it but another attempt.
            Some(_) | None => {}
        }
    }

    /// No key takes away what was typed beyond what Ctrl+Z brings back: it stands in the form, is offered there, or has
    /// become a case.
    fn nothing_typed_is_lost(&mut self, action: Action) {
        let is_form = self.sight.place == Place::Form && !self.sight.is_busy();
        if !is_form && !goes_its_own_way(action) {
            // It stands behind what shows.
            return;
        }
        let typed = self.typed.take();
        // As long as something else can be brought back, Ctrl+Z is for that, and not for what a field lacks.
        let deletes = keys_of(action) == Some(Keys::Delete) && self.sight.says(BRINGS_BACK);
        if let Some((family, fields)) = typed.filter(|_| !deletes && !goes_its_own_way(action))
            && !self.truth.is_there(&family, &self.sight)
        {
            self.comes_back(&family, &fields);
        }
        let is_form = self.sight.place == Place::Form && !self.sight.is_busy();
        let family = self.sight.family().filter(|_| is_form);
        self.typed = family.map(|family| (family.to_owned(), self.sight.typed().to_vec()));
    }

    /// Brings back what was typed, after some keys more, or what the next customer's name begins with.
    fn comes_back(&mut self, family: &str, fields: &[(&'static str, String)]) {
        for _ in 0..self.random.below(5) {
            if self.random.below(4) == 0 && self.can_type() {
                self.stage.type_text(ADDED);
            } else {
                let keys = *self.random.one_of(&IN_BETWEEN);
                self.trail.push(Action::Hurry(keys));
                self.act(Action::Hurry(keys));
            }
            self.sight = self.truth.look(&self.stage);
        }
        for _ in 0..6 {
            // What was deleted in a field comes back where it shows.
            if self.sight.place != Place::Form && !self.sight.says(BRINGS_BACK) {
                self.trail.push(Action::Press(Keys::IssueScreen));
                self.act(Action::Press(Keys::IssueScreen));
            }
            self.trail.push(Action::Hurry(Keys::Undo));
            self.act(Action::Hurry(Keys::Undo));
            self.sight = self.truth.look(&self.stage);
            if self.truth.is_there(family, &self.sight) {
                break;
            }
        }
        let sight = &self.sight;
        assert!(
            self.truth.is_there(family, sight),
            "{family} is lost, the window shows {sight:?}"
        );
        if sight.family() == Some(family) {
            assert_eq!(sight.typed(), fields, "not all that was typed is there");
        }
        self.truth.typed_again();
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

    /// Ticks the check list, that the same dose is meant twice, and that a correction is about the same person, where it
    /// is.
    fn tick(&mut self) {
        self.stage.tick();
        let twice = "Zweimal ausstellen, oder es sind zwei Personen";
        if Sight::of(&self.stage).says(twice) && !self.stage.is_ticked(twice) {
            self.stage.click_containing(twice);
        }
        let same = "Dieselbe Person wie bei";
        let sight = Sight::of(&self.stage);
        let is_same = self.truth.is_of(sight.corrects(), sight.family());
        if is_same && sight.says(same) && !self.stage.is_ticked(same) {
            self.stage.click_containing(same);
        }
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

/// A printer that does well whatever it is sent.
fn printer() -> Scripted {
    Scripted::start(|operation| {
        if operation == Operation::GetPrinterAttributes {
            let operations = [Operation::CreateJob, Operation::SendDocument];
            well(&["application/pdf"], &operations)
        } else {
            job(9, "job-completed-successfully")
        }
    })
}

/// Whether something else than a key has changed what stands in the form, or is known to change it: it is typed over, taken
/// back step by step, kept for a quarter of an hour, or left by whoever closes the window.
fn goes_its_own_way(action: Action) -> bool {
    match action {
        Action::Type
        | Action::TypeNames
        | Action::TypeDose
        | Action::TypeAnother
        | Action::Amend
        | Action::Minutes(_)
        | Action::TwoWeeks
        | Action::Restart
        | Action::Kill
        | Action::KillInHaste => true,
        Action::Press(keys) | Action::Hurry(keys) | Action::Hold(keys) => keys == Keys::Undo,
        Action::Tick
        | Action::Rush
        | Action::Agree
        | Action::Search(_)
        | Action::Wait
        | Action::Portal(_) => false,
    }
}

/// Returns which keys are struck after a look, or without one.
fn keys_of(action: Action) -> Option<Keys> {
    if let Action::Press(keys) | Action::Hurry(keys) | Action::Hold(keys) = action {
        return Some(keys);
    }
    None
}

/// What is pressed between a key too many and the one that brings back.
const IN_BETWEEN: [Keys; 7] = [
    Keys::Escape,
    Keys::QueueScreen,
    Keys::TodayScreen,
    Keys::IssueScreen,
    Keys::Up,
    Keys::Down,
    Keys::Enter,
];

/// What is said as long as something that was ended or thrown away can be brought back.
const BRINGS_BACK: &str = "Strg+Z holt zurück";

/// For so many frames a key is held: longer than it takes to read what shows.
const HELD: usize = 40;

/// What portals do; most of the time they work.
const PORTAL: [&str; 13] = [
    "none",
    "none",
    "none",
    "none",
    "none",
    "503",
    "406",
    "406",
    "406",
    "lost-answer",
    "401",
    "hang",
    "html",
];

/// What a clerk does next where she is, and how often.
const ON_EMPTY_FORM: [(u32, Action); 7] = [
    (6, Action::Press(Keys::Undo)),
    (60, Action::Type),
    (4, Action::TypeNames),
    (2, Action::Press(Keys::Issue)),
    (30, Action::Press(Keys::QueueScreen)),
    (2, Action::Press(Keys::NextCustomer)),
    (4, Action::Press(Keys::Drill)),
];

const ON_BEGUN_FORM: [(u32, Action); 5] = [
    (50, Action::Type),
    (20, Action::Tick),
    (10, Action::Press(Keys::Issue)),
    (10, Action::Press(Keys::Remove)),
    (10, Action::Press(Keys::QueueScreen)),
];

const ON_FURTHER_DOSE: [(u32, Action); 3] = [
    (80, Action::TypeDose),
    (10, Action::Press(Keys::Remove)),
    (10, Action::Press(Keys::QueueScreen)),
];

const ON_FULL_FORM: [(u32, Action); 10] = [
    (50, Action::Press(Keys::Issue)),
    (10, Action::Press(Keys::IssueTwice)),
    (10, Action::Rush),
    (10, Action::TypeAnother),
    (8, Action::Press(Keys::SamePerson)),
    (3, Action::Amend),
    (3, Action::TypeNames),
    (2, Action::Press(Keys::NextCustomer)),
    (2, Action::Press(Keys::Remove)),
    (4, Action::Press(Keys::QueueScreen)),
];

const ON_BEGUN_CORRECTION: [(u32, Action); 5] = [
    (40, Action::Amend),
    (40, Action::Tick),
    (10, Action::Press(Keys::Issue)),
    (5, Action::Press(Keys::Remove)),
    (5, Action::Press(Keys::QueueScreen)),
];

const ON_CORRECTION: [(u32, Action); 9] = [
    (5, Action::Amend),
    (60, Action::Press(Keys::Issue)),
    (10, Action::Press(Keys::IssueTwice)),
    (5, Action::Rush),
    (3, Action::Type),
    (3, Action::TypeAnother),
    (3, Action::TypeNames),
    (3, Action::Press(Keys::Remove)),
    (5, Action::Press(Keys::QueueScreen)),
];

const WHILE_ISSUING: [(u32, Action); 6] = [
    (50, Action::Wait),
    (20, Action::Press(Keys::Escape)),
    (10, Action::Press(Keys::QueueScreen)),
    (5, Action::Press(Keys::IssueTwice)),
    (5, Action::Press(Keys::NextCustomer)),
    (5, Action::Press(Keys::NextPerson)),
];

const ON_SLIP: [(u32, Action); 9] = [
    (10, Action::Press(Keys::Enter)),
    (15, Action::Press(Keys::Correct)),
    (5, Action::Press(Keys::TryAgain)),
    (5, Action::Press(Keys::TryNow)),
    (50, Action::Press(Keys::NextCustomer)),
    (15, Action::Press(Keys::Print)),
    (25, Action::Press(Keys::QueueScreen)),
    (5, Action::Press(Keys::IssueTwice)),
    (5, Action::Press(Keys::Delete)),
];

const ON_RESULT: [(u32, Action); 9] = [
    (20, Action::Press(Keys::Enter)),
    (30, Action::Press(Keys::NextCustomer)),
    (10, Action::Press(Keys::NextPerson)),
    (20, Action::Press(Keys::SamePerson)),
    (15, Action::Press(Keys::QueueScreen)),
    (5, Action::Press(Keys::IssueTwice)),
    (15, Action::Press(Keys::Print)),
    (15, Action::Press(Keys::SavePdf)),
    (10, Action::Press(Keys::HandOver)),
];

const ON_SHOWN: [(u32, Action); 8] = [
    (15, Action::Press(Keys::Enter)),
    (20, Action::Press(Keys::Escape)),
    (15, Action::Press(Keys::IssueScreen)),
    (15, Action::Press(Keys::NextCustomer)),
    (30, Action::Press(Keys::HandOver)),
    (10, Action::Press(Keys::SavePdf)),
    (10, Action::Press(Keys::Print)),
    (10, Action::Press(Keys::QueueScreen)),
];

const ON_READY: [(u32, Action); 9] = [
    (25, Action::Press(Keys::HandOver)),
    (5, Action::Press(Keys::Order)),
    (15, Action::Press(Keys::Enter)),
    (10, Action::Press(Keys::Show)),
    (10, Action::Press(Keys::PrintReady)),
    (5, Action::Press(Keys::Delete)),
    (5, Action::Press(Keys::Down)),
    (10, Action::Search(0)),
    (20, Action::Press(Keys::IssueScreen)),
];

const ON_REFUSED: [(u32, Action); 6] = [
    (55, Action::Press(Keys::Correct)),
    (10, Action::Press(Keys::TryAgain)),
    (10, Action::Press(Keys::Delete)),
    (5, Action::Press(Keys::Print)),
    (10, Action::Search(0)),
    (20, Action::Press(Keys::IssueScreen)),
];

const ON_EXPIRED: [(u32, Action); 7] = [
    (20, Action::Press(Keys::Correct)),
    (20, Action::Press(Keys::HandOver)),
    (20, Action::Press(Keys::TryAgain)),
    (10, Action::Press(Keys::Enter)),
    (10, Action::Press(Keys::Delete)),
    (10, Action::Search(0)),
    (20, Action::Press(Keys::IssueScreen)),
];

const ON_WAITING: [(u32, Action); 9] = [
    (20, Action::Minutes(20)),
    (15, Action::Press(Keys::TryNow)),
    (5, Action::Press(Keys::TryAgain)),
    (10, Action::Press(Keys::Print)),
    (15, Action::Press(Keys::Delete)),
    (5, Action::Press(Keys::Up)),
    (5, Action::Press(Keys::Down)),
    (10, Action::Search(0)),
    (20, Action::Press(Keys::IssueScreen)),
];

const ON_LIST: [(u32, Action); 7] = [
    (10, Action::Press(Keys::Undo)),
    (40, Action::Search(0)),
    (10, Action::Press(Keys::Order)),
    (5, Action::Press(Keys::TurnOrder)),
    (10, Action::Press(Keys::Down)),
    (10, Action::Press(Keys::PrintReady)),
    (40, Action::Press(Keys::IssueScreen)),
];

const ELSEWHERE: [(u32, Action); 5] = [
    (30, Action::Press(Keys::IssueScreen)),
    (30, Action::Press(Keys::QueueScreen)),
    (10, Action::Press(Keys::Escape)),
    (10, Action::Press(Keys::Enter)),
    (10, Action::Press(Keys::Show)),
];
