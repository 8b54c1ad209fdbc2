//! What a screen reader is given of every screen, in both languages.

use std::collections::BTreeSet;

use egui::accesskit::Live;
use egui_kittest::Node;

use super::{every::SCREENS, *};

/// Returns what a reader comes to, in its order, with the named group that each stands in.
fn read(harness: &Harness<'static, Stage>) -> Vec<Heard> {
    let mut heard = Vec::new();
    note(&harness.root(), &mut Vec::new(), &mut heard);
    heard
}

/// One thing that is read.
struct Heard {
    role: Role,
    name: String,
    groups: Vec<String>,
    description: String,
    is_control: bool,
}

fn note(node: &Node<'_>, groups: &mut Vec<String>, heard: &mut Vec<Heard>) {
    let read = node.accesskit_node();
    if read.is_hidden() {
        return;
    }
    let role = read.role();
    let name = if role == Role::Label {
        read.value()
    } else {
        read.label()
    };
    let name = name.unwrap_or_default();
    heard.push(Heard {
        role,
        name: name.clone(),
        groups: groups.clone(),
        description: read.description().unwrap_or_default(),
        is_control: egui::accessibility::is_input(role),
    });
    let is_group = matches!(
        role,
        Role::Group | Role::RadioGroup | Role::TabList | Role::ListBox | Role::Toolbar
    );
    if is_group {
        groups.push(name);
    }
    for child in node.children() {
        note(&child, groups, heard);
    }
    if is_group {
        groups.pop();
    }
}

#[test]
fn every_screen_is_read_by_names_that_tell_and_in_the_order_of_the_eye() {
    for screen in SCREENS {
        for language in Language::ALL {
            let harness = screen.open([1280.0, 800.0], language);
            let (name, heard) = (format!("{} in {language:?}", screen.name), read(&harness));
            no_icon_is_read(&name, &heard);
            names_tell(&name, &heard);
            parts_go_from_the_top_down(&name, &heard);
            lines_go_from_left_to_right(&name, &harness);
        }
    }
}

fn no_icon_is_read(screen: &str, heard: &[Heard]) {
    for it in heard {
        for words in [&it.name, &it.description] {
            let icon = words
                .chars()
                .find(|c| ('\u{E000}'..='\u{F8FF}').contains(c));
            assert_eq!(icon, None, "{screen}: {:?} {words:?}", it.role);
        }
        let is_label = it.role == Role::Label;
        assert!(!is_label || !it.name.trim().is_empty(), "{screen}: empty");
    }
}

/// Every control has a name that no other of its kind has in its group.
fn names_tell(screen: &str, heard: &[Heard]) {
    let mut names = BTreeSet::new();
    for it in heard.iter().filter(|it| it.is_control) {
        let what = format!("{:?} {:?} in {:?}", it.role, it.name, it.groups);
        assert!(!it.name.trim().is_empty(), "{screen}: {what}");
        assert!(
            names.insert(what.clone()),
            "{screen}: {what} is there twice"
        );
    }
}

fn parts_go_from_the_top_down(screen: &str, heard: &[Heard]) {
    let parts = [
        Role::Banner,
        Role::Main,
        Role::AlertDialog,
        Role::Toolbar,
        Role::ContentInfo,
    ];
    let places = heard
        .iter()
        .filter_map(|it| parts.iter().position(|part| *part == it.role));
    let places: Vec<_> = places.collect();
    assert!(places.is_sorted(), "{screen}: {places:?}");
}

fn lines_go_from_left_to_right(screen: &str, harness: &Harness<'static, Stage>) {
    let mut before: Option<(Rect, String)> = None;
    for node in harness.root().children_recursive() {
        let read = node.accesskit_node();
        let name = read.label().or_else(|| read.value()).unwrap_or_default();
        let is_read = egui::accessibility::is_input(read.role()) || read.role() == Role::Label;
        let is_seen = read.raw_bounds().is_some() && !read.is_hidden() && !name.is_empty();
        if !is_seen || !is_read {
            continue;
        }
        let rect = node.rect();
        if let Some((other, words)) = &before {
            let beside = (other.center().y - rect.center().y).abs() < 4.0
                && (other.height() - rect.height()).abs() < 8.0;
            let in_order = !beside || other.left() <= rect.left();
            assert!(in_order, "{screen}: {words:?} is read before {name:?}");
        }
        before = Some((rect, name));
    }
}

#[test]
fn a_field_says_its_fault_and_its_help_a_check_its_key() {
    let mut harness = stage([1280.0, 800.0], with_queue());
    let said = |harness: &Harness<'static, Stage>, role, name: &str| {
        let node = harness.get_by_role_and_label(role, name);
        node.accesskit_node().description().unwrap_or_default()
    };
    let names = said(&harness, Role::TextInput, "Vornamen");
    assert_eq!(names, "Alle Vornamen, auch der zweite");
    let birth = said(&harness, Role::TextInput, "Geburtsdatum");
    assert!(birth.contains("Notfalls auch 08.1964"), "{birth}");
    assert!(birth.contains("Strg+U Geburtsdatum unbekannt"), "{birth}");
    assert_eq!(said(&harness, Role::CheckBox, "Impfpass"), "Alt+2");
    assert_eq!(said(&harness, Role::Button, "Hilfe"), "F1");
    press(&mut harness, Modifiers::COMMAND, Key::Enter);
    let birth = said(&harness, Role::TextInput, "Geburtsdatum");
    assert!(birth.starts_with("Diese Angabe fehlt"), "{birth}");
    let product = said(&harness, Role::ComboBox, "Impfstoff");
    assert!(product.contains("Diese Angabe fehlt"), "{product}");
    let check = said(&harness, Role::CheckBox, "Impfpass");
    assert_eq!(check, "Bitte prüfen und abhaken. Alt+2");
    press(&mut harness, Modifiers::COMMAND, Key::Num3);
    press(&mut harness, Modifiers::COMMAND, Key::Enter);
    let kind = said(&harness, Role::RadioButton, "PCR (NAAT)");
    assert_eq!(kind, "Diese Angabe fehlt");
}

/// Returns what is said as soon as it shows.
fn announced(harness: &Harness<'static, Stage>) -> Vec<String> {
    let nodes = harness.root();
    let nodes = nodes.children_recursive();
    let live = nodes.filter(|node| node.accesskit_node().live() != Live::Off);
    live.filter_map(|node| {
        let node = node.accesskit_node();
        node.value().or_else(|| node.label())
    })
    .collect()
}

#[test]
fn a_fault_is_said_when_its_field_is_left_and_what_is_missing_is_counted() {
    let mut harness = stage([1280.0, 800.0], with_queue());
    for typed in ["Mustermann", "Erika", "31.02.1964"] {
        type_text(&mut harness, typed);
        press(&mut harness, Modifiers::NONE, Key::Tab);
    }
    let fault = "Geburtsdatum: Diesen Tag gibt es nicht".to_owned();
    assert!(
        announced(&harness).contains(&fault),
        "{:?}",
        announced(&harness)
    );
    press(&mut harness, Modifiers::COMMAND, Key::Enter);
    let said = announced(&harness);
    assert!(!said.contains(&fault), "{said:?}");
    let counted = said.iter().any(|words| words.contains("Angaben fehlen"));
    assert!(counted, "{said:?}");
}

#[test]
fn what_comes_to_show_and_what_is_reported_is_said() {
    for (screen, wanted) in [
        ("result", "Ausgestellt und geprüft"),
        ("queued", "Abholnummern 0421, 0422, 0431"),
        ("sending", "Das Portal wird gefragt"),
        ("closing question", "Noch nicht alles ist erledigt"),
        ("question", "aushändigen?"),
        ("form with reports", "Der Drucker ist aus"),
        ("status", "Das Portal ist überlastet"),
        ("queue with nothing found", "Nichts gefunden"),
        ("lock", "Passphrase: Passphrase falsch"),
    ] {
        let found = SCREENS.iter().find(|it| it.name == screen).unwrap();
        let harness = found.open([1280.0, 800.0], Language::German);
        let said = announced(&harness);
        let is_said = said.iter().any(|words| words.contains(wanted));
        assert!(is_said, "{screen}: {said:?}");
    }
}

#[test]
fn what_is_chosen_is_told_of_tabs_lists_and_switches() {
    let harness = open_queue([1280.0, 800.0], with_queue());
    let chosen = |role| {
        let nodes = harness.root();
        let nodes: Vec<_> = nodes.children_recursive().collect();
        let of_role = nodes.into_iter().map(|node| node.accesskit_node());
        let of_role: Vec<_> = of_role.filter(|node| node.role() == role).collect();
        assert!(of_role.iter().all(|node| node.is_selected().is_some()));
        let chosen = of_role
            .into_iter()
            .filter(|node| node.is_selected() == Some(true));
        chosen.map(|node| node.label().unwrap()).collect::<Vec<_>>()
    };
    assert!(chosen(Role::Tab)[0].starts_with("Warteschlange"));
    assert_eq!(chosen(Role::ListBoxOption).len(), 1);
    let mut harness = stage([1280.0, 800.0], with_queue());
    let product = harness.get_by_role_and_label(Role::ComboBox, "Impfstoff");
    assert_eq!(product.accesskit_node().data().is_expanded(), Some(false));
    product.click();
    settle(&mut harness);
    let product = harness.get_by_role_and_label(Role::ComboBox, "Impfstoff");
    assert_eq!(product.accesskit_node().data().is_expanded(), Some(true));
    let rows = harness.query_all_by_role(Role::ListBoxOption);
    let rows = rows.filter(|row| row.accesskit_node().is_selected().is_some());
    assert!(rows.count() > 3);
}
