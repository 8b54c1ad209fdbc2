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
    // What was taken is not gone through again.
    assert!(!finder(&harness).is_focused());
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
    harness.input_mut().events.extend(struck(key));
    harness.step();
}

/// A key that is pressed and let go.
fn struck(key: Key) -> [Event; 2] {
    [true, false].map(|pressed| Event::Key {
        key,
        physical_key: None,
        pressed,
        repeat: false,
        modifiers: Modifiers::NONE,
    })
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
    harness.get_by_label(&product).focus();
    harness.run();
    press(&mut harness, Modifiers::NONE, Key::Space);
    press(&mut harness, Modifiers::NONE, Key::ArrowDown);
    assert_eq!(marked(&harness), chosen);
    press(&mut harness, Modifiers::NONE, Key::ArrowDown);
    let next = marked(&harness);
    press(&mut harness, Modifiers::NONE, Key::Enter);
    assert_ne!(next, chosen);
    assert_eq!(harness.get_by_label(&product).value(), Some(next));
}

/// Types on the field of the product as a quick hand does: each text comes in one frame, with the keys of its blanks.
fn type_on_product(harness: &mut Play, typed: &str) {
    harness.get_by_label(&text("field-product")).focus();
    harness.run();
    let mut events = Vec::new();
    for letter in typed.chars() {
        if letter == ' ' {
            events.extend(struck(Key::Space));
        }
        events.push(Event::Text(letter.to_string()));
    }
    harness.input_mut().events.extend(events);
    harness.step();
}

#[test]
fn letters_on_its_field_open_a_list_and_find_a_product_by_what_people_call_it() {
    for (typed, product) in [
        ("biontech", "Comirnaty (BioNTech)"),
        ("Pfizer", "Comirnaty (BioNTech)"),
        ("moderna", "Spikevax (Moderna)"),
        ("astra", "Vaxzevria (AstraZeneca)"),
        ("astra zen", "Vaxzevria (AstraZeneca)"),
        ("janssen", "Jcovden (Janssen)"),
        ("johnson john", "Jcovden (Janssen)"),
        ("novavax", "Nuvaxovid (Novavax)"),
        ("serum institute", "Covishield"),
    ] {
        let mut harness = stage([1280.0, 800.0]);
        type_on_product(&mut harness, typed);
        frame(&mut harness, Key::Enter);
        harness.run();
        let field = text("field-product");
        let chosen = harness.get_by_label(&field);
        assert_eq!(chosen.value().as_deref(), Some(product), "{typed}");
        let date = text("field-vaccination-date");
        assert!(harness.get_by_label(&date).is_focused(), "{typed}");
    }
}

#[test]
fn what_is_typed_on_goes_behind_what_has_opened_the_list() {
    let mut harness = stage([1280.0, 800.0]);
    for (typed, rest, product) in [("c", "ovaxin", "Covaxin"), ("co", "nvi", "Convidecia")] {
        type_on_product(&mut harness, typed);
        harness
            .input_mut()
            .events
            .push(Event::Text(rest.to_owned()));
        harness.step();
        frame(&mut harness, Key::Enter);
        harness.run();
        let chosen = harness.get_by_label(&text("field-product")).value();
        assert_eq!(chosen.as_deref(), Some(product));
    }
}

#[test]
fn what_is_not_found_is_said_and_nothing_is_taken() {
    let mut harness = stage([1280.0, 800.0]);
    type_on_product(&mut harness, "keiner");
    harness.run();
    let nothing = text("queue-none-found");
    assert!(harness.query_by_label(&nothing).is_some());
    press(&mut harness, Modifiers::NONE, Key::Enter);
    // Typing goes on in the search.
    for _ in 0..6 {
        press(&mut harness, Modifiers::NONE, Key::Backspace);
    }
    harness.event(Event::Text("astra".to_owned()));
    harness.run();
    let found = harness.query_all_by_role(Role::ListBoxOption);
    let found: Vec<_> = found.filter_map(|it| it.accesskit_node().label()).collect();
    assert!(found[0].starts_with("Vaxzevria"), "{found:?}");
    press(&mut harness, Modifiers::NONE, Key::Escape);
    let field = text("field-product");
    let chosen = harness.get_by_label(&field);
    assert_eq!(chosen.value(), Some(text("hint-choose")));
    assert!(chosen.is_focused() && harness.query_by_label(&nothing).is_none());
}

#[test]
fn tab_goes_on_from_the_field_of_an_open_list() {
    let mut harness = stage([1280.0, 800.0]);
    type_on_product(&mut harness, "biontehc");
    harness.run();
    press(&mut harness, Modifiers::NONE, Key::Tab);
    assert_eq!(harness.query_all_by_role(Role::SearchInput).count(), 0);
    let date = text("field-vaccination-date");
    assert!(harness.get_by_label(&date).is_focused());
    open(&mut harness);
    press(&mut harness, Modifiers::SHIFT, Key::Tab);
    assert_eq!(harness.query_all_by_role(Role::ListBoxOption).count(), 0);
    let dose = text("field-dose");
    assert!(harness.get_by_label(&dose).is_focused());
}

#[test]
fn the_arrow_down_opens_a_list_and_enter_takes_its_first_entry() {
    let mut harness = stage([1280.0, 800.0]);
    finder(&harness).focus();
    harness.run();
    frame(&mut harness, Key::ArrowDown);
    frame(&mut harness, Key::Enter);
    harness.run();
    let first = text("before-nothing");
    assert_eq!(finder(&harness).value().as_deref(), Some(first.as_str()));
    assert!(!finder(&harness).is_focused());
    assert_eq!(harness.query_all_by_role(Role::ListBoxOption).count(), 0);
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
