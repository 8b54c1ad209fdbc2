//! The questions before what cannot be taken back: whole on every window, and no click that was meant for the button
//! that asked says yes.

use egui::{Pos2, Shape, epaint::TextShape};

use super::examples::{row, shown};
use super::*;

/// The smallest window that can be had, the smallest screen, and a usual one.
const WINDOWS: [[f32; 2]; 3] = [[800.0, 560.0], [1024.0, 600.0], [1366.0, 768.0]];

/// Visits of five cases and of two, with the longest names that a certificate takes and with usual ones.
fn visits() -> Vec<Vec<String>> {
    let longest = |letter: &str| format!("{}, {}", letter.repeat(80), "Maximiliane ".repeat(6));
    let usual = "Mustermann-Schwarzenberger, Maria Magdalena Elisabeth";
    vec![
        ["W", "M", "Ö", "Q", "G"].map(longest).to_vec(),
        vec![usual.to_owned(); 2],
        (0..12).map(|_| longest("A")).collect(),
    ]
}

/// The queue with one visit in a state.
fn with_visit(names: &[String], state: State) -> Stage {
    let cases = names.iter().zip(501..);
    let mut view = QueueView {
        revision: 1,
        rows: cases
            .map(|(name, own)| row(own, 501, state, name))
            .collect(),
        ..QueueView::default()
    };
    // A person at the counter of whom every case is asked for, though not in one row.
    if view.rows.len() == 5 {
        view.rows.last_mut().unwrap().number = number(999_999);
    }
    Stage {
        queue: view,
        ..Stage::default()
    }
}

/// Returns every text that shows, where it is and where its place ends.
fn texts_of(harness: &Harness<'static, Stage>) -> Vec<(String, Rect, Rect)> {
    fn each(shape: &Shape, see: &mut impl FnMut(&TextShape)) {
        match shape {
            Shape::Text(text) => see(text),
            Shape::Vec(shapes) => shapes.iter().for_each(|shape| each(shape, see)),
            _ => {}
        }
    }
    let mut texts = Vec::new();
    for clipped in &harness.output().shapes {
        each(&clipped.shape, &mut |text| {
            let rect = text.visual_bounding_rect();
            texts.push((text.galley.text().to_owned(), rect, clipped.clip_rect));
        });
    }
    texts
}

/// Holds that a question is whole, with what comes of it and both answers.
fn is_whole(harness: &Harness<'static, Stage>, size: [f32; 2], yes: &str, state: &str) {
    let words = texts(harness.state().language);
    let window = Rect::from_min_size(Pos2::ZERO, size.into());
    let no = words.get("cmd-no");
    // Of several persons it names the numbers, and ends as of one.
    let then = words.with(&format!("ask-{yes}-then"), &[("persons", 1_u32.into())]);
    let last = then.rsplit(' ').next().unwrap_or_default();
    let then = if yes == "hand-over" { last } else { &then };
    let yes = words.get(&format!("cmd-{yes}-yes"));
    for said in [no.as_str(), &yes, then] {
        let shows = texts_of(harness);
        let mut shows = shows.iter().filter(|(text, ..)| text.contains(said));
        let (_, rect, place) = shows.next().expect(state);
        assert!(
            place.expand(0.6).contains_rect(*rect),
            "{state}: {said} {rect:?}"
        );
        assert!(window.contains_rect(*rect), "{state}: {said} {rect:?}");
        // Their line is theirs alone.
        let on_it = texts_of(harness).into_iter().filter(|(_, other, clip)| {
            let both = rect.intersect(other.intersect(*clip));
            both.width() > 1.0 && both.height() > 1.0
        });
        assert_eq!(on_it.count(), 1, "{state}: {said}");
    }
    let button = |label: &str| harness.get_by_label(label).rect();
    let (no, yes) = (button(&no), button(&yes));
    assert!(
        window.contains_rect(no) && window.contains_rect(yes),
        "{state}"
    );
    assert!(!no.intersects(yes), "{state}: {no:?} {yes:?}");
}

#[test]
fn every_question_is_whole_on_every_window() {
    for (size, language) in WINDOWS
        .into_iter()
        .flat_map(|size| Language::ALL.map(|language| (size, language)))
    {
        for names in visits() {
            let asks = [
                (State::Ready, Key::H, "hand-over"),
                (State::Waiting, Key::Delete, "withdraw"),
            ];
            for (case, key, yes) in asks {
                let mut before = with_visit(&names, case);
                before.language = language;
                let mut harness = open_queue(size, before);
                type_text(&mut harness, "501");
                press(&mut harness, Modifiers::NONE, Key::ArrowDown);
                press(&mut harness, Modifiers::COMMAND, key);
                let state = format!("{yes} of {} at {} {language:?}", names.len(), size[0]);
                if let Ok(folder) = std::env::var("IMPFTHEKE_PICTURES") {
                    let picture = harness.render().unwrap();
                    picture
                        .save(format!("{folder}/{state} {case:?} {}.png", names[0].len()))
                        .unwrap();
                }
                is_whole(&harness, size, yes, &state);
            }
            let mut before = with_visit(&names, State::Ready);
            let numbers: Vec<_> = before.queue.rows.iter().map(|row| row.number).collect();
            before.scene = Scene::Looking(Look::Open(shown(&numbers)), Form::Typing);
            before.language = language;
            let mut harness = open_queue(size, before);
            harness.state_mut().scene = Scene::Looking(Look::Open(shown(&numbers)), Form::Typing);
            settle(&mut harness);
            press(&mut harness, Modifiers::COMMAND, Key::H);
            let state = format!("shown, {} at {} {language:?}", names.len(), size[0]);
            is_whole(&harness, size, "hand-over", &state);
        }
    }
}

/// Moves the pointer.
fn point(harness: &mut Harness<'static, Stage>, place: Pos2) {
    harness.event(egui::Event::PointerMoved(place));
    settle(harness);
}

/// Clicks, once what shows can have been read.
fn click(harness: &mut Harness<'static, Stage>, place: Pos2) {
    let now = harness.ctx.input(|input| input.time);
    harness.input_mut().time = Some(now + 1.0);
    point(harness, place);
    harness.input_mut().time = None;
    for pressed in [true, false] {
        harness.event(egui::Event::PointerButton {
            pos: place,
            button: egui::PointerButton::Primary,
            pressed,
            modifiers: Modifiers::NONE,
        });
        harness.step();
    }
    settle(harness);
}

#[test]
fn a_question_says_no_below_the_pointer_whatever_has_asked_it() {
    let names = vec!["Mustermann, Erika".to_owned(); 2];
    for (size, looks) in WINDOWS
        .into_iter()
        .flat_map(|size| [(size, false), (size, true)])
    {
        let mut harness = open_queue(size, with_visit(&names, State::Ready));
        type_text(&mut harness, "501");
        if looks {
            let issued = shown(&[number(501), number(502)]);
            harness.state_mut().scene = Scene::Looking(Look::Open(issued), Form::Typing);
        }
        // What is printed is handed over next: that button stands in the line of the actions.
        let queue = &mut harness.state_mut().queue;
        for row in &mut queue.rows {
            row.printed_at = Some(row.captured_at);
        }
        queue.revision += 1;
        settle(&mut harness);
        let line = harness.get_by_label("Aushändigen").rect().center().y;
        // By its button: in the line of the actions, or beside the visit.
        for (asks, yes) in [
            ("Aushändigen", "Ja, aushändigen"),
            ("Zurückziehen", "Ja, zurückziehen"),
        ] {
            let Some(button) = harness.query_by_label(asks) else {
                assert!(looks, "{asks} is nowhere");
                continue;
            };
            let button = button.rect();
            let in_line = (button.center().y - line).abs() < 2.0;
            if !in_line && button.max.y > line - 80.0 {
                // Of two cases in a low window it is scrolled to.
                continue;
            }
            click(&mut harness, button.center());
            assert!(
                says(&harness, yes),
                "{asks} at {size:?}: {button:?}, {line}"
            );
            let yes = harness.get_by_label(yes).rect();
            let no = harness.get_by_label("Doch nicht").rect();
            assert!(!yes.intersects(button), "{asks} at {size:?}: {yes:?}");
            if in_line {
                let over = no.expand(1.0).contains_rect(button);
                assert!(over, "{asks} at {size:?}: {no:?} {button:?}");
            }
            click(&mut harness, button.center());
            if says(&harness, "Doch nicht") {
                press(&mut harness, Modifiers::NONE, Key::Escape);
            }
            assert!(harness.state().intents.is_empty(), "{asks} at {size:?}");
        }
        // By its key, wherever in the line of the actions the pointer lies.
        let places = (30..).step_by(37).map(|x| Pos2::new(x as f32, line));
        for place in places.take_while(|place| place.x < size[0] - 30.0) {
            point(&mut harness, place);
            press(&mut harness, Modifiers::COMMAND, Key::H);
            let no = harness.get_by_label("Doch nicht").rect();
            assert!(no.contains(place), "{place:?} at {size:?}: {no:?}");
            is_whole(&harness, size, "hand-over", &format!("{place:?}"));
            press(&mut harness, Modifiers::NONE, Key::Escape);
        }
    }
}
