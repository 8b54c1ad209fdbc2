//! Lists to choose from, by the keyboard alone.

use egui::{Event, Key, Modifiers, Rect, accesskit::Role};
use egui_kittest::{
    Node,
    kittest::{NodeT as _, Queryable as _},
};
use impftheke::text::{Language, texts};

use super::stage::{Play, press, stage};

fn text(key: &str) -> String {
    texts(Language::German).get(key)
}

fn finder(harness: &Play) -> Node<'_> {
    harness.get_by_role_and_label(Role::ComboBox, "Was kam davor?")
}

/// Opens the list of the dose finder as who works without a mouse does.
fn open(harness: &mut Play) {
    finder(harness).focus();
    harness.run();
    press(harness, Modifiers::NONE, Key::Space);
}

/// The entry that the keys are at.
fn marked(harness: &Play) -> String {
    let entries = harness.query_all_by_role(Role::ListBoxOption);
    let mut marked = entries.filter(Node::is_focused);
    let label = marked.next().and_then(|node| node.accesskit_node().label());
    label.unwrap_or_default()
}

#[test]
fn a_list_opened_with_space_marks_its_first_entry_and_then_what_is_chosen() {
    let mut harness = stage([1280.0, 800.0]);
    let (first, second) = (text("before-nothing"), text("before-same"));
    open(&mut harness);
    assert_eq!(marked(&harness), first);
    press(&mut harness, Modifiers::NONE, Key::Enter);
    assert_eq!(finder(&harness).value().as_deref(), Some(first.as_str()));
    assert!(finder(&harness).is_focused());
    open(&mut harness);
    assert_eq!(marked(&harness), first);
    press(&mut harness, Modifiers::NONE, Key::ArrowDown);
    assert_eq!(marked(&harness), second);
    press(&mut harness, Modifiers::NONE, Key::Enter);
    open(&mut harness);
    assert_eq!(marked(&harness), second);
    press(&mut harness, Modifiers::NONE, Key::Escape);
    assert_eq!(finder(&harness).value().as_deref(), Some(second.as_str()));
    assert!(finder(&harness).is_focused());
}

/// Presses a key in the very next frame.
fn frame(harness: &mut Play, key: Key) {
    harness.input_mut().events.push(Event::Key {
        key,
        physical_key: None,
        pressed: true,
        repeat: false,
        modifiers: Modifiers::NONE,
    });
    harness.step();
}

#[test]
fn each_arrow_moves_by_one_entry_however_close_they_come() {
    let mut harness = stage([1280.0, 800.0]);
    let first = text("before-nothing");
    open(&mut harness);
    let mut list = vec![marked(&harness)];
    for _ in 0..4 {
        press(&mut harness, Modifiers::NONE, Key::ArrowDown);
        list.push(marked(&harness));
    }
    press(&mut harness, Modifiers::NONE, Key::Escape);
    open(&mut harness);
    for _ in 0..4 {
        frame(&mut harness, Key::ArrowDown);
    }
    harness.run();
    assert_eq!(marked(&harness), list[4]);
    for _ in 0..3 {
        frame(&mut harness, Key::ArrowUp);
    }
    harness.run();
    assert_eq!(marked(&harness), list[1]);
    frame(&mut harness, Key::ArrowDown);
    frame(&mut harness, Key::ArrowUp);
    frame(&mut harness, Key::ArrowUp);
    frame(&mut harness, Key::Enter);
    harness.run();
    assert_eq!(finder(&harness).value().as_deref(), Some(first.as_str()));
}

#[test]
fn a_list_with_a_search_line_takes_its_first_entry_too() {
    let mut harness = stage([1280.0, 800.0]);
    let product = text("field-product");
    harness.get_by_label(&product).focus();
    harness.run();
    press(&mut harness, Modifiers::NONE, Key::Space);
    press(&mut harness, Modifiers::NONE, Key::Enter);
    let chosen = harness.get_by_label(&product).value().unwrap();
    assert_ne!(chosen, text("hint-choose"));
    press(&mut harness, Modifiers::NONE, Key::Space);
    press(&mut harness, Modifiers::NONE, Key::ArrowDown);
    assert_eq!(marked(&harness), chosen);
    press(&mut harness, Modifiers::NONE, Key::ArrowDown);
    let next = marked(&harness);
    press(&mut harness, Modifiers::NONE, Key::Enter);
    assert_ne!(next, chosen);
    assert_eq!(harness.get_by_label(&product).value(), Some(next));
}

#[test]
fn a_list_lies_whole_in_the_window_and_beside_its_field() {
    for size in [[800.0, 560.0], [1024.0, 600.0], [1366.0, 700.0]] {
        let mut harness = stage(size);
        let window = Rect::from_min_size(egui::Pos2::ZERO, size.into());
        open(&mut harness);
        let field = finder(&harness).rect();
        let mut seen = Vec::new();
        loop {
            let entry = marked(&harness);
            if seen.last() == Some(&entry) {
                break;
            }
            let entries = harness.query_all_by_role(Role::ListBoxOption);
            let rect = entries
                .filter(Node::is_focused)
                .map(|node| node.rect())
                .next()
                .unwrap();
            assert!(window.contains_rect(rect), "{entry} at {rect} in {size:?}");
            assert!(
                !field.shrink(1.0).intersects(rect),
                "{entry} covers its field in {size:?}"
            );
            seen.push(entry);
            press(&mut harness, Modifiers::NONE, Key::ArrowDown);
        }
        assert!(seen.len() > 6, "{seen:?}");
    }
}
