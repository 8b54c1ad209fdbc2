//! Nothing is cut off, elided or drawn over something else, on the smallest window that a pharmacy has.

use egui::{
    Key, Modifiers, Rect, Shape,
    accesskit::Role,
    epaint::{ClippedShape, TextShape},
};
use egui_kittest::{
    Harness,
    kittest::{NodeT as _, Queryable as _},
};
use impftheke::{
    domain::{
        DoseDraft, Draft, EventDraft, ProductFamily, RecoveryDraft, Sampled, TestDraft, TestKind,
        VaccinationDraft, dose::befores, product,
    },
    text::{Language, texts},
    ui::finder,
};

use super::stage::{Play, choose, fill, fill_person_and_dose, issue, picture, press, stage};

/// The smallest screen that everything is to be seen on at once.
pub(crate) const SMALL: [f32; 2] = [1024.0, 600.0];
/// The smallest window that can be had; what is below its edge is reached by scrolling.
pub(crate) const NARROW: [f32; 2] = [800.0, 560.0];

/// What a title bar and a task bar leave of the commonest screen, 1366x768.
const LAPTOP: [f32; 2] = [1366.0, 697.0];
/// So wide that what the certificate will say stands beside the form.
const WIDE: [f32; 2] = [1920.0, 1000.0];

/// Holds that everything on the stage is whole, and nothing lies on anything else.
fn whole(harness: &mut Play, state: &str) {
    whole_in(SMALL, harness, state);
}

fn whole_in(size: [f32; 2], harness: &mut Play, state: &str) {
    let scrolls = size == NARROW || state.starts_with("help");
    picture(harness, &format!("whole {}", state.replace('/', "-")));
    let words = words_in(size, harness, (state, scrolls));
    assert!(words.len() > 10, "{state} shows hardly anything");
    if size == NARROW {
        return;
    }
    let window = Rect::from_min_size(egui::Pos2::ZERO, size.into());
    // The help covers the actions; everything else ends above them.
    let bar = harness
        .query_by_role_and_label(Role::Button, &said(harness, "cmd-next-customer"))
        .map_or(window.max.y, |button| button.rect().min.y);
    for node in harness.root().children_recursive() {
        let role = node.accesskit_node().role();
        let control = matches!(
            role,
            Role::Button
                | Role::CheckBox
                | Role::ComboBox
                | Role::Image
                | Role::RadioButton
                | Role::Tab
                | Role::TextInput
        );
        if control {
            let (rect, name) = (node.rect(), node.accesskit_node().label());
            assert!(window.contains_rect(rect), "{state}: {name:?} {rect:?}");
            let below = rect.min.y < bar && rect.max.y > bar;
            assert!(!below, "{state}: {name:?} {rect:?} reaches below the bar");
            // The checks are the last of the form: with them all of it is in sight. Only a reason has no room at 600.
            let is_last = role == Role::CheckBox && !state.starts_with("by hand");
            let hidden = is_last && rect.max.y > bar;
            assert!(!hidden, "{state}: {name:?} {rect:?} lies below the bar");
        }
    }
}

/// Holds that all words on the stage are whole and none lie on others, and returns them. What a page that scrolls has
/// beyond its edges is reached by scrolling.
pub(crate) fn words_in<S>(
    size: [f32; 2],
    harness: &Harness<'static, S>,
    (state, scrolls): (&str, bool),
) -> Vec<String> {
    let window = Rect::from_min_size(egui::Pos2::ZERO, size.into());
    // What is typed moves along in its field.
    let inputs = harness.root().children_recursive();
    let inputs = inputs.filter(|node| node.accesskit_node().role() == Role::TextInput);
    let typed: Vec<String> = inputs.filter_map(|node| node.value()).collect();
    let cut = can_be_cut(harness);
    let mut words: Vec<(String, Rect)> = Vec::new();
    for ClippedShape {
        clip_rect, shape, ..
    } in &harness.output().shapes
    {
        // What a popup covers is not seen; nothing else throws a shadow.
        each_shadow(shape, &mut |covered| {
            words.retain(|(_, rect)| !covered.intersects(*rect));
        });
        each_text(shape, &mut |text| {
            let said = text.galley.text().to_owned();
            let rect = text.visual_bounding_rect();
            let is_seen = rect.is_positive() && clip_rect.intersects(rect);
            if said.trim().is_empty() || !is_seen || typed.contains(&said) {
                return;
            }
            let may_be_cut = cut.iter().any(|place| place.contains(rect.center()));
            let whole = !text.galley.elided || may_be_cut;
            assert!(whole, "{state}: {said} is cut short");
            if scrolls && (rect.max.y > clip_rect.max.y || rect.min.y < clip_rect.min.y) {
                return;
            }
            let place = clip_rect.intersect(window).expand(0.6);
            assert!(
                place.contains_rect(rect),
                "{state}: {said} {rect:?} of {clip_rect:?}"
            );
            for (other, taken) in &words {
                let both = taken.intersect(rect);
                let apart = both.width() < 1.0 || both.height() < 1.0;
                assert!(apart, "{state}: {said} {rect:?} lies on {other} {taken:?}");
            }
            words.push((said, rect));
        });
    }
    words.into_iter().map(|(said, _)| said).collect()
}

/// Returns where words may be cut, because the keys bring all of them: rows, which are told beside their list, and the
/// status line, whose details Ctrl+I shows.
fn can_be_cut<S>(harness: &Harness<'static, S>) -> Vec<Rect> {
    let rows = harness.query_all_by_role(Role::ListBoxOption);
    let lines = harness.query_all_by_label_contains("Drucker ");
    let lines = lines.chain(harness.query_all_by_label_contains("Printer "));
    let lines = lines.filter(|line| line.accesskit_node().role() == Role::Button);
    rows.chain(lines).map(|node| node.rect()).collect()
}

fn each_shadow(shape: &Shape, cover: &mut impl FnMut(Rect)) {
    if let Shape::Rect(rect) = shape {
        if rect.blur_width > 0.0 {
            cover(rect.rect);
        }
    } else if let Shape::Vec(shapes) = shape {
        for shape in shapes {
            each_shadow(shape, cover);
        }
    }
}

fn each_text(shape: &Shape, see: &mut impl FnMut(&TextShape)) {
    if let Shape::Text(text) = shape {
        see(text);
    } else if let Shape::Vec(shapes) = shape {
        for shape in shapes {
            each_text(shape, see);
        }
    }
}

fn said(harness: &Play, key: &str) -> String {
    texts(harness.state().language).get(key)
}

/// Walks through the form of a kind: empty, scolded, filled.
fn each_state(kind: Key, fill_in: fn(&mut Play), name: &str) {
    for size in [SMALL, NARROW, LAPTOP, WIDE] {
        let name = format!("{name} at {}", size[0]);
        for language in Language::ALL {
            let mut harness = stage(size);
            press(&mut harness, Modifiers::COMMAND, kind);
            if language == Language::English {
                press(&mut harness, Modifiers::NONE, Key::F7);
            }
            whole_in(size, &mut harness, &format!("{name} empty {language:?}"));
            press(&mut harness, Modifiers::COMMAND, Key::Enter);
            whole_in(size, &mut harness, &format!("{name} scolded {language:?}"));
        }
        let mut harness = stage(size);
        press(&mut harness, Modifiers::COMMAND, kind);
        fill_in(&mut harness);
        whole_in(size, &mut harness, &format!("{name} filled"));
    }
}

#[test]
fn the_form_of_a_vaccination_is_whole() {
    each_state(Key::Num1, fill_person_and_dose, "vaccination");
}

#[test]
fn the_form_of_a_recovery_is_whole() {
    each_state(
        Key::Num2,
        |harness| {
            fill(harness, "Familienname", "Musterfrau");
            fill(harness, "Erster positiver Test", "010522");
        },
        "recovery",
    );
}

#[test]
fn the_form_of_a_test_is_whole() {
    each_state(
        Key::Num3,
        |harness| {
            harness.get_by_label("Antigen-Schnelltest").click();
            harness.run();
            fill(harness, "Datum der Probe", "310522");
            fill(harness, "Uhrzeit der Probe", "0930");
            fill(harness, "Teststelle", "Testzentrum am Marienplatz");
        },
        "test",
    );
}

#[test]
fn every_answer_of_the_finder_is_whole() {
    for language in Language::ALL {
        let mut harness = stage(SMALL);
        if language == Language::English {
            press(&mut harness, Modifiers::NONE, Key::F7);
        }
        let words = texts(language);
        let [product, dose, history] =
            ["field-product", "field-dose", "field-history"].map(|key| said(&harness, key));
        use ProductFamily::{Bimervax, Comirnaty, Janssen, Other, Valneva};
        for family in [Comirnaty, Janssen, Valneva, Bimervax, Other] {
            let mut products = product::products().iter();
            let vaccine = products.find(|it| it.family == family && it.active);
            let name = &vaccine.unwrap().full_name();
            // By typing: those at the end of the list are out of sight.
            harness.get_by_label(&product).click();
            harness.run();
            harness.event(egui::Event::Text(name.clone()));
            harness.run();
            press(&mut harness, Modifiers::NONE, Key::Enter);
            let chosen = harness.get_by_label(&product).value();
            assert_eq!(chosen.as_deref(), Some(name.as_str()));
            for number in 1..=3 {
                fill(&mut harness, &dose, &number.to_string());
                for before in befores(Some(number), Some(family)) {
                    let answer = finder::before(words, before, Some(number), Some(family));
                    choose(&mut harness, &history, &answer);
                    whole(&mut harness, &format!("{family:?} {number}, {answer}"));
                }
            }
        }
        choose(&mut harness, &history, &words.get("answer-by-hand"));
        whole(&mut harness, "by hand");
        press(&mut harness, Modifiers::COMMAND, Key::Enter);
        whole(&mut harness, "by hand, with faults");
    }
}

#[test]
fn the_results_of_all_kinds_are_whole() {
    let person = |event| Draft {
        family_name: "Mustermann-Schwarzenberger".into(),
        given_name: "Maria Magdalena Elisabeth".into(),
        birth: "12.08.1964".into(),
        event,
        ..Draft::default()
    };
    let vaccination = VaccinationDraft {
        product: product::with_code("EU/1/20/1528"),
        date: "2021-05-29".into(),
        dose: DoseDraft::of_numbers(2, 2),
        ..VaccinationDraft::default()
    };
    let recovery = RecoveryDraft {
        first_positive: "01.05.2022".into(),
        ..RecoveryDraft::default()
    };
    let test = TestDraft {
        kind: Some(TestKind::Naat),
        sampled: Sampled::Typed {
            date: "31.05.2022".into(),
            time: "09:30".into(),
            later_hour: None,
        },
        detected: Some(false),
        centre: "Testzentrum am Marienplatz".into(),
        ..TestDraft::default()
    };
    for event in [
        EventDraft::Vaccination(vaccination),
        EventDraft::Recovery(recovery),
        EventDraft::Test(test),
    ] {
        let mut harness = stage(SMALL);
        let name = format!("result {:?}", event.kind());
        issue(&mut harness, &[person(event)]);
        whole(&mut harness, &name);
        press(&mut harness, Modifiers::NONE, Key::F7);
        whole(&mut harness, &format!("{name} in English"));
    }
}

#[test]
fn the_help_is_whole() {
    let mut harness = stage(SMALL);
    press(&mut harness, Modifiers::NONE, Key::F1);
    whole(&mut harness, "help");
}
