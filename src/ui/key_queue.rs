//! Keys in the order they were struck, however slowly frames come.
//!
//! The toolkit moves the focus between frames, and a frame takes one command. A Tab and a letter that arrive in the
//! same frame would put the letter into the field that was just left, as happens to quick typists on slow machines.

use std::collections::{BTreeSet, VecDeque};

use egui::{Event, Key};

/// Hands events on, and holds back what follows a key that moves the focus.
#[derive(Debug, Default)]
pub struct KeyQueue {
    held: VecDeque<Event>,
    settling: u8,
    /// Keys that have been pressed and not let go.
    down: BTreeSet<Key>,
}

impl KeyQueue {
    /// Takes what has arrived and leaves what this frame may see; returns whether more is held back.
    pub fn pass(&mut self, events: &mut Vec<Event>) -> bool {
        for event in events.drain(..) {
            if !self.repeats(&event) {
                self.held.push_back(event);
            }
        }
        if self.settling > 0 {
            self.settling -= 1;
            return true;
        }
        while let Some(event) = self.held.pop_front() {
            let Some(frames) = frames_to_settle(&event) else {
                events.push(event);
                continue;
            };
            if events.iter().any(is_struck) {
                // It would take the focus away from what was struck before it.
                self.held.push_front(event);
                break;
            }
            let has_text = is_shortcut(&event) || is_press_of(&event, Key::Space);
            events.push(event);
            // Alt+1 also arrives as the text "1", which must not stay behind.
            let text = |next: &mut Event| has_text && matches!(next, Event::Text(_));
            events.extend(self.held.pop_front_if(text));
            self.settling = frames;
            break;
        }
        self.settling > 0 || !self.held.is_empty()
    }

    /// Whether a held key only says once more what was pressed once, or what is still to be heard. Each of them would
    /// take frames from what is pressed next, and there are more of them than frames.
    fn repeats(&mut self, event: &Event) -> bool {
        if matches!(event, Event::WindowFocused(false)) {
            // Whoever lets go in another window is not heard here.
            self.down.clear();
        }
        let Event::Key { key, pressed, .. } = event else {
            return false;
        };
        if !pressed {
            self.down.remove(key);
            return false;
        }
        if self.down.insert(*key) {
            return false;
        }
        let waits = || self.held.back().is_some_and(|held| is_press_of(held, *key));
        frames_to_settle(event).is_some_and(|frames| frames > 0 || waits())
    }
}

/// How many frames the focus needs before the next event; `None` where it does not move.
fn frames_to_settle(event: &Event) -> Option<u8> {
    let &Event::Key {
        key, pressed: true, ..
    } = event
    else {
        return None;
    };
    if matches!(key, Key::Enter | Key::F2) {
        // A list opens, then its search line asks for the focus, then has it; so does what is missing.
        return Some(2);
    }
    // The next frame has the focus already, and takes the next command. A list hears one step a frame; the space bar
    // ticks, and goes on to the next box.
    let moves = matches!(
        key,
        Key::Tab
            | Key::Space
            | Key::Escape
            | Key::ArrowUp
            | Key::ArrowDown
            | Key::PageUp
            | Key::PageDown
            | Key::Home
            | Key::End
    );
    (moves || is_shortcut(event)).then_some(0)
}

fn is_press_of(event: &Event, of: Key) -> bool {
    matches!(event, Event::Key { key, pressed: true, .. } if *key == of)
}

fn is_struck(event: &Event) -> bool {
    matches!(event, Event::Key { pressed: true, .. } | Event::Text(_))
}

fn is_shortcut(event: &Event) -> bool {
    matches!(event, Event::Key { modifiers, .. } if modifiers.alt || modifiers.command)
}

#[cfg(test)]
mod tests {
    use egui::Modifiers;

    use super::*;

    fn key(key: Key) -> Event {
        Event::Key {
            key,
            physical_key: None,
            pressed: true,
            repeat: false,
            modifiers: Modifiers::NONE,
        }
    }

    fn text(text: &str) -> Event {
        Event::Text(text.to_owned())
    }

    /// Passes the events of each frame, then empty frames until nothing is held.
    fn passed(frames: Vec<Vec<Event>>) -> Vec<Vec<Event>> {
        let mut key_queue = KeyQueue::default();
        let mut seen = Vec::new();
        let mut frames = frames.into_iter();
        loop {
            let arrived = frames.next();
            let last = arrived.is_none();
            let mut events = arrived.unwrap_or_default();
            let more = key_queue.pass(&mut events);
            seen.push(events);
            if last && !more {
                return seen;
            }
        }
    }

    #[test]
    fn letters_pass_at_once() {
        assert_eq!(
            passed(vec![vec![text("a"), text("b")]]),
            [vec![text("a"), text("b")], vec![]]
        );
    }

    #[test]
    fn a_tab_has_a_frame_of_its_own() {
        assert_eq!(
            passed(vec![vec![
                text("a"),
                key(Key::Tab),
                text("b"),
                key(Key::Tab),
                text("c")
            ]]),
            [
                vec![text("a")],
                vec![key(Key::Tab)],
                vec![text("b")],
                vec![key(Key::Tab)],
                vec![text("c")]
            ]
        );
    }

    #[test]
    fn each_command_has_a_frame_of_its_own_with_the_text_that_belongs_to_it() {
        let alt = |key| Event::Key {
            key,
            physical_key: None,
            pressed: true,
            repeat: false,
            modifiers: Modifiers::ALT,
        };
        assert_eq!(
            passed(vec![vec![
                alt(Key::Num1),
                text("1"),
                alt(Key::Num2),
                text("2")
            ]]),
            [
                vec![alt(Key::Num1), text("1")],
                vec![alt(Key::Num2), text("2")]
            ]
        );
    }

    #[test]
    fn a_key_that_is_held_takes_no_more_frames_than_one_that_is_pressed() {
        let held = vec![key(Key::Enter); 30];
        assert_eq!(
            passed(vec![held, vec![text("a")]]),
            [vec![key(Key::Enter)], vec![], vec![], vec![text("a")]]
        );
    }

    #[test]
    fn each_step_in_a_list_has_a_frame_of_its_own() {
        let [down, up] = [Key::ArrowDown, Key::ArrowUp].map(key);
        let let_go = Event::Key {
            key: Key::ArrowDown,
            physical_key: None,
            pressed: false,
            repeat: false,
            modifiers: Modifiers::NONE,
        };
        assert_eq!(
            passed(vec![vec![
                down.clone(),
                let_go.clone(),
                down.clone(),
                up.clone()
            ]]),
            [vec![down.clone()], vec![let_go, down.clone()], vec![up]]
        );
        // One that is held moves on by one a frame, and stops when it is let go.
        assert_eq!(passed(vec![vec![down.clone(); 30]]), [vec![down], vec![]]);
    }

    #[test]
    fn what_follows_a_choice_waits_until_the_list_has_the_focus_and_keeps_its_order() {
        assert_eq!(
            passed(vec![vec![key(Key::Enter), text("a")], vec![text("b")]]),
            [
                vec![key(Key::Enter)],
                vec![],
                vec![],
                vec![text("a"), text("b")]
            ]
        );
    }
}
