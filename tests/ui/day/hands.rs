//! The clerk's hands on the keyboard: no mouse anywhere, and keys as people in a hurry strike them.

use egui::{Key, Modifiers, accesskit::Role};
use egui_kittest::kittest::NodeT as _;

use super::customers::{Event, Wish};
use crate::{stage::Stage, walk::random::Random};

pub(super) const SHIFTED: Modifiers = Modifiers {
    shift: true,
    ..Modifiers::COMMAND
};

/// How somebody strikes what does something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Habit {
    Once,
    /// Twice, as quickly as a finger bounces.
    Twice,
    /// And does not let go for a while.
    Holds,
    /// And types on before it can be seen what came of it.
    TypesOn,
}

/// A pair of hands.
pub(super) struct Hands {
    pub(super) stage: Stage,
    pub(super) habit: Habit,
}

impl Hands {
    pub(super) fn take_a_habit(&mut self, random: &mut Random) {
        use Habit::{Holds, Once, Twice, TypesOn};
        self.habit = *random.one_of(&[Twice, Twice, Twice, Holds, TypesOn, Once]);
    }

    /// Strikes a key that does something.
    pub(super) fn strike(&mut self, modifiers: Modifiers, key: Key) {
        match self.habit {
            Habit::Holds => {
                self.stage.look();
                self.stage.hold(modifiers, key, HELD);
            }
            Habit::Once => self.stage.press(modifiers, key),
            Habit::Twice => {
                self.stage.press(modifiers, key);
                self.stage.hurry(modifiers, key);
            }
            Habit::TypesOn => {
                self.stage.press(modifiers, key);
                for typed in ["Herr ", "von "] {
                    self.stage.type_text(typed);
                    for key in [Key::Space, Key::Tab, Key::Enter] {
                        self.stage.hurry(Modifiers::NONE, key);
                    }
                }
                // Then she looks up.
                for _ in 0..3 {
                    self.stage.look();
                    self.stage.step();
                }
            }
        }
    }

    /// Strikes a key where what is typed after it belongs into the next field.
    pub(super) fn turn(&mut self, modifiers: Modifiers, key: Key) {
        let habit = self.habit;
        if habit == Habit::TypesOn {
            self.habit = Habit::Once;
        }
        self.strike(modifiers, key);
        self.habit = habit;
    }

    /// Goes on to the next customer, whose name is typed at once.
    pub(super) fn next_customer(&mut self) {
        self.turn(Modifiers::COMMAND, Key::N);
    }

    /// Types what somebody wants into the open case of the form, and ticks what is looked at.
    pub(super) fn type_case(&mut self, wish: &Wish) {
        self.type_person(wish);
        match &wish.event {
            Event::Dose {
                number,
                product,
                day,
                before,
                ..
            } => {
                self.kind("Impfstoff", Key::Num1);
                self.look_up("Impfstoff", product.asked_for);
                self.line("Datum der Impfung", &in_figures(day));
                self.line("Dosis", number);
                self.answer("Was kam davor?", before);
            }
            Event::Recovery { first_positive } => {
                self.kind("Erster positiver Test", Key::Num2);
                self.line("Erster positiver Test", &in_words(first_positive));
            }
            Event::Test {
                is_rapid,
                day,
                time,
                found,
            } => {
                self.kind("Datum der Probe", Key::Num3);
                let kinds = ["PCR (NAAT)", "Antigen-Schnelltest"];
                self.switch(kinds[usize::from(*is_rapid)]);
                if *is_rapid {
                    self.look_up("Schnelltest (Hersteller, Produkt)", "Abbott");
                }
                self.line("Datum der Probe", &in_words(day));
                self.line("Uhrzeit der Probe", time);
                self.line("Teststelle", "Muster-Apotheke");
                let outcomes = ["Nicht nachgewiesen", "Nachgewiesen"];
                self.switch(outcomes[usize::from(*found)]);
            }
        }
        self.tick();
    }

    /// Types who it is.
    pub(super) fn type_person(&mut self, wish: &Wish) {
        self.line("Familienname", &wish.family);
        self.line("Vornamen", &wish.given);
        self.line("Geburtsdatum", &in_figures(&wish.birth));
    }

    /// Ticks what is not ticked yet of what is to be looked at.
    pub(super) fn tick(&mut self) {
        for (key, label) in [
            (Key::Num1, "Identität"),
            (Key::Num2, "Impfpass"),
            (Key::Num2, "Testnachweis"),
            (Key::Num3, "Charge und Arztstempel"),
            (Key::Num4, "Impfort"),
        ] {
            if self.stage.says(label) && !self.stage.is_ticked(label) {
                self.stage.press(Modifiers::ALT, key);
            }
        }
    }

    /// Ticks a line that asks something.
    pub(super) fn say_yes_to(&mut self, question: &str) {
        if !self.stage.is_ticked(question) {
            self.go_to(question);
            self.stage.key(Key::Space);
        }
        assert!(self.stage.is_ticked(question), "{}", self.stage.screen());
    }

    /// Types into a line, over what stands there; what stands there rightly is left.
    pub(super) fn line(&mut self, label: &str, text: &str) {
        if self.stage.value(label).as_deref() == Some(text) {
            return;
        }
        self.go_to(label);
        if self
            .stage
            .value(label)
            .is_some_and(|typed| !typed.is_empty())
        {
            self.stage.ctrl(Key::A);
        }
        self.stage.type_text(text);
        assert_eq!(self.stage.value(label).as_deref(), Some(text), "{label}");
        // Where Enter goes on to the next line a finger that bounces goes on to the one after it, and comes back.
        self.turn(Modifiers::NONE, Key::Enter);
    }

    /// Turns to another kind of certificate, told by a field that only that one has.
    fn kind(&mut self, field: &str, key: Key) {
        if self.stage.value(field).is_none() {
            self.stage.ctrl(key);
        }
    }

    /// Chooses from a list in which one searches.
    fn look_up(&mut self, label: &str, word: &str) {
        let chosen = self.stage.value(label).unwrap_or_default();
        if chosen.to_lowercase().contains(&word.to_lowercase()) {
            return;
        }
        if !is_list_entry(&self.focused()) && self.focused().1 != SEARCH {
            self.go_to(label);
        }
        self.stage.type_text(word);
        self.turn(Modifiers::NONE, Key::Enter);
    }

    /// Chooses from a list of answers.
    fn answer(&mut self, label: &str, answer: &str) {
        let chosen = self.stage.value(label).unwrap_or_default();
        if chosen.starts_with(answer) {
            return;
        }
        if !is_list_entry(&self.focused()) {
            self.go_to(label);
            self.stage.key(Key::ArrowDown);
        }
        for key in [[Key::ArrowUp; 9], [Key::ArrowDown; 9]].concat() {
            if self.focused().1.starts_with(answer) {
                break;
            }
            self.stage.key(key);
        }
        let (_, focused) = self.focused();
        assert!(
            focused.starts_with(answer),
            "{answer} is not offered, {focused} has the keys:\n{}",
            self.stage.screen()
        );
        self.stage.key(Key::Enter);
    }

    /// Chooses one of two.
    fn switch(&mut self, label: &str) {
        self.go_to(label);
        self.stage.key(Key::Space);
    }

    /// Goes to what has this label by the keys that go from field to field, whichever way is shorter.
    fn go_to(&mut self, label: &str) {
        for (modifiers, times) in [
            (Modifiers::NONE, 3),
            (Modifiers::SHIFT, 6),
            (Modifiers::NONE, 60),
        ] {
            for _ in 0..times {
                if self.focused().1.starts_with(label) {
                    return;
                }
                self.stage.hurry(modifiers, Key::Tab);
            }
        }
        panic!("no key leads to {label}:\n{}", self.stage.screen());
    }

    /// What has the keys: its role, and what it is called.
    pub(super) fn focused(&self) -> (Role, String) {
        let mut nodes = self.stage.window().root().children_recursive();
        let focused = nodes.find_map(|node| {
            let node = node.accesskit_node();
            let named = || (node.role(), node.label().unwrap_or_default());
            node.is_focused().then(named)
        });
        focused.unwrap_or((Role::Unknown, String::new()))
    }

    /// Whether a button or box that begins with these words has the keys.
    pub(super) fn has_keys(&self, words: &str) -> bool {
        self.focused().1.starts_with(words)
    }
}

fn is_list_entry(focused: &(Role, String)) -> bool {
    matches!(focused.0, Role::ListBoxOption | Role::Button) && focused.1.is_empty()
        || focused.0 == Role::ListBoxOption
}

/// A date as most people type it.
fn in_figures(iso: &str) -> String {
    let [year, month, day] = parts(iso);
    format!("{day}{month}{}", &year[if year < "1932" { 0 } else { 2 }..])
}

/// A date as some do.
fn in_words(iso: &str) -> String {
    let [year, month, day] = parts(iso);
    let short = |part: &str| part.trim_start_matches('0').to_owned();
    format!("{}.{}.{year}", short(day), short(month))
}

fn parts(iso: &str) -> [&str; 3] {
    let parts: Vec<&str> = iso.split('-').collect();
    parts.try_into().unwrap()
}

/// For so many frames a key is held: longer than it takes to read what shows.
const HELD: usize = 40;
/// The line in which one searches an open list.
const SEARCH: &str = "Suchen";
