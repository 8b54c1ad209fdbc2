//! What does not fit into the window is reached by keys alone, and the focus is never nowhere while something is typed.

use impftheke::{text::Language, ui::Noted};

use super::{
    every::{SCREENS, Screen},
    *,
};
use crate::screens::layout::words_in;

/// The keys that somebody without a pointer tries, one kind after the other, each as often as it takes.
const TRIED: [(Modifiers, Key, usize); 9] = [
    (Modifiers::SHIFT, Key::PageDown, 12),
    (Modifiers::SHIFT, Key::PageUp, 12),
    (Modifiers::NONE, Key::PageDown, 12),
    (Modifiers::NONE, Key::Home, 1),
    (Modifiers::NONE, Key::ArrowDown, 40),
    (Modifiers::NONE, Key::ArrowUp, 40),
    (Modifiers::NONE, Key::Tab, 40),
    (Modifiers::NONE, Key::PageDown, 12),
    (Modifiers::NONE, Key::End, 1),
];

fn out_of_reach(screen: &Screen, size: [f32; 2]) -> Vec<String> {
    let mut harness = screen.open(size, Language::German);
    let state = format!("{} at {}x{}", screen.name, size[0], size[1]);
    let labels: Vec<String> = harness
        .root()
        .children_recursive()
        .map(|node| node.accesskit_node())
        .filter(|node| node.role() == Role::Label && !node.is_hidden())
        .filter_map(|node| node.value())
        .filter(|words| !words.trim().is_empty())
        .collect();
    let mut missed = labels;
    let mut look = |harness: &Harness<'static, Stage>| {
        let seen = words_in(size, harness, (&state, true));
        missed.retain(|label| !seen.iter().any(|seen| label.contains(seen.as_str())));
        missed.clone()
    };
    let mut left = look(&harness);
    for (modifiers, key, times) in TRIED {
        for _ in 0..times {
            if left.is_empty() {
                return left;
            }
            harness.key_press_modifiers(modifiers, key);
            harness.run_steps(2);
            left = look(&harness);
        }
    }
    let say = |label: String| format!("{state}: {label}");
    left.into_iter().map(say).collect()
}

#[test]
fn everything_is_within_reach_of_the_keys_in_the_smallest_window() {
    // Not yet: a line of the passport ten rows long is never seen whole by keys, only by the wheel.
    let left_out = ["status", "form with another line of the passport"];
    let screens = SCREENS
        .iter()
        .filter(|screen| !left_out.contains(&screen.name));
    let missed: Vec<String> = screens
        .flat_map(|screen| out_of_reach(screen, [800.0, 560.0]))
        .collect();
    assert!(missed.is_empty(), "{}", missed.join("\n"));
}

#[test]
fn help_is_scrolled_by_the_keys_that_scroll_and_gives_the_focus_back() {
    for key in [Key::PageDown, Key::End, Key::Space, Key::ArrowDown] {
        let mut harness = stage([800.0, 560.0], Stage::default());
        harness.get_by_label("Geburtsdatum").focus();
        settle(&mut harness);
        press(&mut harness, Modifiers::NONE, Key::F1);
        let top = |harness: &Harness<'static, Stage>| {
            let mut keys = harness.query_all_by_label("Strg+Eingabe");
            keys.next().map(|key| key.rect().top())
        };
        let before = top(&harness).expect("F1 lists it");
        press(&mut harness, Modifiers::NONE, key);
        assert!(top(&harness).is_none_or(|now| now < before), "{key:?}");
        press(&mut harness, Modifiers::NONE, Key::Home);
        assert_eq!(top(&harness), Some(before), "{key:?}");
        press(&mut harness, Modifiers::NONE, Key::Escape);
        assert!(harness.get_by_label("Geburtsdatum").is_focused(), "{key:?}");
    }
}

#[test]
fn the_chosen_case_is_scrolled_while_the_search_has_the_keys() {
    let mut harness = open_queue([800.0, 560.0], with_queue());
    let top = |harness: &Harness<'static, Stage>| {
        let mut says = harness.query_all_by_label_contains("Aufgenommen");
        says.next_back().map(|says| says.rect().top())
    };
    let before = top(&harness);
    press(&mut harness, Modifiers::SHIFT, Key::PageDown);
    assert!(top(&harness) < before, "{before:?} {:?}", top(&harness));
    press(&mut harness, Modifiers::SHIFT, Key::PageUp);
    assert_eq!(top(&harness), before);
    assert!(harness.get_by_label("Vorgang suchen").is_focused());
}

#[test]
fn a_question_keeps_the_focus_while_the_lines_of_the_passport_open() {
    let mut harness = stage([1280.0, 1000.0], Stage::default());
    type_into(&mut harness, "Familienname", "M?ller");
    let tick = "„?“ gehört zum Namen";
    harness.get_by_label_contains(tick).focus();
    settle(&mut harness);
    // A report that comes by itself moves everything down.
    harness.state_mut().notice = Some(Notice::Well("Gespeichert".to_owned()));
    settle(&mut harness);
    assert!(harness.get_by_label_contains(tick).is_focused());
    harness.state_mut().notice = None;
    settle(&mut harness);
    assert!(harness.get_by_label_contains(tick).is_focused());
    press(&mut harness, Modifiers::COMMAND, Key::L);
    assert!(
        harness
            .get_by_label("Familienname im Reisepass")
            .is_focused()
    );
    press(&mut harness, Modifiers::COMMAND, Key::L);
    assert!(harness.get_by_label("Familienname").is_focused());
}

#[test]
fn what_is_typed_after_ctrl_l_goes_into_the_line_of_the_name() {
    for (name, line) in [
        ("Familienname", "Familienname im Reisepass"),
        ("Vornamen", "Vornamen im Reisepass"),
    ] {
        let mut harness = stage([1280.0, 1000.0], Stage::default());
        type_into(&mut harness, "Familienname", "Mustermann");
        type_into(&mut harness, "Vornamen", "Erika");
        harness.get_by_label(name).focus();
        settle(&mut harness);
        let before = harness.get_by_label(name).value();
        press(&mut harness, Modifiers::COMMAND, Key::L);
        type_text(&mut harness, "X");
        assert_eq!(harness.get_by_label(name).value(), before, "{name}");
        let typed = harness.get_by_label(line).value().unwrap();
        assert!(typed.contains('X'), "{line}: {typed}");
        press(&mut harness, Modifiers::COMMAND, Key::L);
        assert!(harness.get_by_label(name).is_focused(), "{name}");
    }
}

#[test]
fn escape_leaves_the_focus_where_it_was() {
    let mut harness = stage([1280.0, 1000.0], Stage::default());
    harness.get_by_label("Geburtsdatum").focus();
    settle(&mut harness);
    press(&mut harness, Modifiers::NONE, Key::Escape);
    assert!(harness.get_by_label("Geburtsdatum").is_focused());
    press(&mut harness, Modifiers::NONE, Key::F3);
    press(&mut harness, Modifiers::NONE, Key::Escape);
    assert!(harness.get_by_label("Vorgang suchen").is_focused());
}

fn type_into(harness: &mut Harness<'static, Stage>, label: &str, text: &str) {
    harness.get_by_label(label).focus();
    settle(harness);
    type_text(harness, text);
}

#[test]
fn two_reports_that_say_the_same_are_both_there() {
    let noted = || Noted {
        problem: Problem {
            what: "Die Platte ist voll".to_owned(),
            remedy: "Bitte Platz schaffen".to_owned(),
        },
        id: None,
    };
    let mut before = Stage::default();
    before.status.noted = vec![noted(), noted()];
    let harness = stage([1280.0, 1000.0], before);
    let heard = harness.query_all_by_label_contains("Die Platte ist voll. Bitte Platz");
    let mut ids: Vec<_> = heard.map(|said| said.accesskit_node().id()).collect();
    ids.dedup();
    assert_eq!(ids.len(), 2);
}

#[test]
fn a_case_that_is_being_sent_says_when_it_can_be_withdrawn() {
    let mut harness = open_queue([1280.0, 800.0], with_queue());
    type_text(&mut harness, "Öztürk");
    press(&mut harness, Modifiers::NONE, Key::ArrowDown);
    press(&mut harness, Modifiers::COMMAND, Key::Delete);
    let words = "Zurückziehen geht, sobald das Portal geantwortet hat";
    assert!(says(&harness, words));
}

#[test]
fn a_printer_that_is_trusted_can_be_forgotten() {
    let mut printers = examples::printers();
    printers.rows[0].trusted = true;
    let before = Stage {
        printers: Some(printers),
        ..Stage::default()
    };
    let mut harness = stage([1280.0, 800.0], before);
    press(&mut harness, Modifiers::NONE, Key::F9);
    harness
        .get_by_label("Bestätigtes Zertifikat vergessen")
        .click();
    settle(&mut harness);
    let asked = harness.state().intents.last();
    assert_eq!(asked, Some(&Intent::ForgetPrinter("Laser".to_owned())));
}

#[test]
fn a_question_that_is_higher_than_the_form_is_read_whole_by_the_keys() {
    let mut harness = stage([800.0, 560.0], Stage::default());
    let words = |word: &str| [word; 7].join(" ");
    for (name, line, typed) in [
        ("Familienname", "Familienname im Reisepass", "Mustermann"),
        ("Vornamen", "Vornamen im Reisepass", "Erikalein"),
    ] {
        harness.get_by_label(name).focus();
        settle(&mut harness);
        type_text(&mut harness, &words(typed));
        if harness.query_by_label(line).is_none() {
            press(&mut harness, Modifiers::COMMAND, Key::L);
        }
        harness.get_by_label(line).focus();
        settle(&mut harness);
        press(&mut harness, Modifiers::COMMAND, Key::A);
        type_text(&mut harness, &words("ANDERSWER"));
    }
    let asks = "Ausweis verglichen, dort steht";
    harness.get_by_label_contains(asks).focus();
    settle(&mut harness);
    let mut seen = Vec::new();
    let mut height = 0.0;
    let ways = [(Key::PageUp, 12), (Key::PageDown, 24)];
    for key in ways
        .into_iter()
        .flat_map(|(key, times)| [key; 24].into_iter().take(times))
    {
        // What lies out of sight is not painted.
        for (rect, shows) in painted(&harness, asks) {
            let whole = rect.intersect(shows);
            seen.push((whole.top() - rect.top(), whole.bottom() - rect.top()));
            height = rect.height();
        }
        press(&mut harness, Modifiers::SHIFT, key);
        assert!(harness.get_by_label_contains(asks).is_focused());
    }
    seen.sort_by(|one, other| one.0.total_cmp(&other.0));
    let reached = seen.into_iter().fold(0.0, |reached: f32, (top, bottom)| {
        if top <= reached + 1.0 {
            reached.max(bottom)
        } else {
            reached
        }
    });
    assert!(
        height > 100.0 && reached >= height - 1.0,
        "{reached} of {height}"
    );
}
