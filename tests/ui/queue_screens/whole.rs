//! Every screen is whole in every window: nothing is cut, overprinted or out of reach, with the longest that it shows.

use egui::{Event, MouseWheelUnit, TouchPhase, Vec2, pos2, vec2};
use impftheke::text::Language;

use super::{
    every::{SCREENS, Screen},
    *,
};
use crate::screens::layout::words_in;

/// Holds every screen in a window of so many points; one of few points may scroll.
fn each_in(size: [f32; 2]) {
    let mut faults = Vec::new();
    for screen in SCREENS {
        for language in Language::ALL {
            let look = std::panic::AssertUnwindSafe(|| look(screen, size, language));
            if let Err(fault) = std::panic::catch_unwind(look) {
                let fault = fault.downcast_ref::<String>().cloned();
                faults.push(fault.unwrap_or_default());
            }
        }
    }
    assert!(faults.is_empty(), "{size:?}:\n{}", faults.join("\n"));
}

fn look(screen: &Screen, size: [f32; 2], language: Language) {
    let mut harness = screen.open(size, language);
    // Between the two languages both themes are looked at.
    harness.ctx.set_theme(match language {
        Language::German => egui::Theme::Light,
        Language::English => egui::Theme::Dark,
    });
    settle(&mut harness);
    // The pointer is here to scroll.
    harness
        .ctx
        .all_styles_mut(|style| style.interaction.tooltip_delay = f32::INFINITY);
    let state = format!("{} in {language:?} at {}x{}", screen.name, size[0], size[1]);
    if let Ok(folder) = std::env::var("IMPFTHEKE_PICTURES") {
        let picture = harness.render().unwrap();
        picture.save(format!("{folder}/{state}.png")).unwrap();
    }
    let labels: Vec<String> = harness
        .root()
        .children_recursive()
        .map(|node| node.accesskit_node())
        .filter(|node| node.role() == Role::Label && !node.is_hidden())
        .filter_map(|node| node.value())
        .filter(|words| !words.trim().is_empty())
        .collect();
    let seen = seen_by_scrolling(&mut harness, size, &state);
    // The details of the status cover what is below them until they are closed.
    for label in labels.iter().filter(|_| screen.name != "status") {
        let is_seen = seen.iter().any(|seen| label.contains(seen.as_str()));
        assert!(is_seen, "{state}: {label} is out of reach");
    }
}

/// Returns all words that are seen whole, wherever the pages of a screen are scrolled to.
fn seen_by_scrolling(
    harness: &mut Harness<'static, Stage>,
    size: [f32; 2],
    state: &str,
) -> Vec<String> {
    let mut seen = words_in(size, harness, (state, true));
    for (x, y) in [
        (0.12, 0.25),
        (0.12, 0.5),
        (0.5, 0.22),
        (0.5, 0.7),
        (0.8, 0.5),
    ] {
        let pointer = pos2(size[0] * x, size[1] * y);
        harness.event(Event::PointerMoved(pointer));
        // A page may have gone to a fault.
        scroll(harness, vec2(0.0, 10_000.0));
        seen.extend(words_in(size, harness, (state, true)));
        let mut before = Vec::new();
        loop {
            scroll(harness, vec2(0.0, -size[1] * 0.2));
            let words = words_in(size, harness, (state, true));
            if words == before {
                break;
            }
            seen.extend(words.iter().cloned());
            before = words;
        }
    }
    seen
}

fn scroll(harness: &mut Harness<'static, Stage>, delta: Vec2) {
    harness.event(Event::MouseWheel {
        unit: MouseWheelUnit::Point,
        delta,
        phase: TouchPhase::Move,
        source: egui::MouseWheelSource::Wheel,
        modifiers: Modifiers::NONE,
    });
    harness.run_steps(12);
}

#[test]
fn in_the_smallest_window_everything_is_within_reach() {
    each_in([800.0, 560.0]);
}

#[test]
fn on_a_netbook_everything_is_within_reach() {
    each_in([1024.0, 600.0]);
}

#[test]
fn on_a_laptop_everything_is_within_reach() {
    each_in([1366.0, 768.0]);
}

#[test]
fn on_a_scaled_screen_everything_is_within_reach() {
    each_in([1280.0, 720.0]);
}

#[test]
fn on_a_large_screen_everything_is_within_reach() {
    each_in([1920.0, 1080.0]);
    each_in([3840.0, 2160.0]);
}
