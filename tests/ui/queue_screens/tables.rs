//! The tables of queue and today: ordered by a key or a click, with the choice on its case wherever that goes; no row
//! that has just come under the pointer takes its click.

use egui::{Event, Modifiers, PointerButton, Pos2};

use super::examples::{row, today, version};
use super::*;

type Screen = Harness<'static, Stage>;

const WIDE: [f32; 2] = [1280.0, 800.0];

/// Returns the numbers of the rows, from the top down.
fn rows(harness: &Screen) -> Vec<u32> {
    let rows = harness.query_all_by_role(Role::ListBoxOption);
    let mut rows: Vec<(f32, u32)> = rows
        .map(|row| {
            (
                row.rect().min.y,
                own(&row.accesskit_node().label().unwrap()),
            )
        })
        .collect();
    rows.sort_by(|one, other| one.0.total_cmp(&other.0));
    rows.into_iter().map(|(_, number)| number).collect()
}

fn own(label: &str) -> u32 {
    label.get(..4).unwrap().parse().unwrap()
}

fn chosen(harness: &Screen) -> Option<u32> {
    let mut rows = harness.query_all_by_role(Role::ListBoxOption);
    let chosen = rows.find(|row| row.accesskit_node().is_selected() == Some(true));
    chosen.map(|row| own(&row.accesskit_node().label().unwrap()))
}

/// Returns what the heads of the columns say.
fn heads(harness: &Screen) -> Vec<String> {
    let heads = harness.query_all_by_role(Role::ColumnHeader);
    heads
        .map(|head| head.accesskit_node().label().unwrap())
        .collect()
}

fn middle_of(harness: &Screen, number: u32) -> Pos2 {
    let mut rows = harness.query_all_by_role(Role::ListBoxOption);
    let row = rows.find(|row| own(&row.accesskit_node().label().unwrap()) == number);
    row.unwrap().rect().center()
}

fn middle_of_head(harness: &Screen, title: &str) -> Pos2 {
    let mut heads = harness.query_all_by_role(Role::ColumnHeader);
    let head = heads.find(|head| {
        let says = head.accesskit_node().label();
        says.is_some_and(|says| says.starts_with(title))
    });
    head.unwrap().rect().center()
}

/// Clicks in one frame on the place where the pointer is.
fn click(harness: &mut Screen, pos: Pos2) {
    let button = |pressed| Event::PointerButton {
        pos,
        button: PointerButton::Primary,
        pressed,
        modifiers: Modifiers::NONE,
    };
    let events = [true, false].map(button);
    harness.input_mut().events.extend(events);
    frame(harness);
}

/// Shows a frame, soon after the last one.
fn frame(harness: &mut Screen) {
    let now = harness.ctx.input(|input| input.time);
    harness.input_mut().time = Some(now + 0.05);
    harness.step();
    harness.input_mut().time = None;
}

/// Moves the pointer to a row, and returns where that is.
fn point_at(harness: &mut Screen, number: u32) -> Pos2 {
    let place = middle_of(harness, number);
    harness.hover_at(place);
    settle(harness);
    place
}

/// Lets a case come by itself that stands before all others.
fn let_one_come(harness: &mut Screen) {
    let queue = &mut harness.state_mut().queue;
    queue
        .rows
        .insert(0, row(400, 400, State::NeedsLogin, "Zuvor, Zita"));
    queue.revision += 1;
}

#[test]
fn every_column_orders_the_queue_by_its_key_or_a_click_and_the_choice_stays() {
    let mut harness = open_queue(WIDE, with_queue());
    press(&mut harness, Modifiers::NONE, Key::ArrowDown);
    assert_eq!(chosen(&harness), Some(419));
    let orders = [
        (
            "Seit, aufsteigend",
            vec![414, 411, 412, 413, 415, 417, 418, 419, 420],
        ),
        (
            "Nummer, aufsteigend",
            vec![411, 412, 413, 414, 415, 417, 418, 419, 420],
        ),
        (
            "Name, aufsteigend",
            vec![420, 411, 417, 413, 414, 412, 418, 419, 415],
        ),
        (
            "Geburtsdatum, aufsteigend",
            vec![411, 413, 415, 417, 418, 419, 420, 412, 414],
        ),
        // A visit of several stands before those of one.
        (
            "Art, aufsteigend",
            vec![415, 411, 412, 413, 414, 417, 418, 419, 420],
        ),
        (
            "Stand, aufsteigend",
            vec![413, 419, 420, 411, 415, 412, 414, 417, 418],
        ),
    ];
    for (says, order) in &orders {
        press(&mut harness, Modifiers::NONE, Key::F6);
        assert!(heads(&harness).contains(&(*says).to_owned()), "{says}");
        assert_eq!(rows(&harness), *order, "{says}");
        assert_eq!(chosen(&harness), Some(419), "{says}");
    }
    for (says, order) in &orders {
        let title = says.split(',').next().unwrap();
        let place = middle_of_head(&harness, title);
        harness.hover_at(place);
        settle(&mut harness);
        click(&mut harness, place);
        settle(&mut harness);
        // The last is in order already, and a click turns that round.
        if heads(&harness).contains(&(*says).to_owned()) {
            assert_eq!(rows(&harness), *order, "{says}");
        }
        press(&mut harness, Modifiers::SHIFT, Key::F6);
        let says = format!("{title}, absteigend");
        assert!(heads(&harness).contains(&says), "{says}");
        assert_ne!(rows(&harness), *order, "{says}");
        assert_eq!(chosen(&harness), Some(419), "{says}");
    }
    press(&mut harness, Modifiers::COMMAND, Key::R);
    assert_eq!(
        harness.state().intents,
        [Intent::TryAgain(version(419))],
        "what is asked is asked for the chosen one"
    );
}

#[test]
fn whoever_has_gone_on_from_a_number_stays_there_in_any_order() {
    let mut before = with_queue();
    before
        .queue
        .rows
        .insert(0, row(41, 41, State::Waiting, "Becker, Ursula"));
    let mut harness = open_queue(WIDE, before);
    type_text(&mut harness, "41");
    assert_eq!(chosen(&harness), Some(41));
    press(&mut harness, Modifiers::NONE, Key::ArrowDown);
    let other = chosen(&harness);
    assert!(other.is_some() && other != Some(41));
    press(&mut harness, Modifiers::NONE, Key::F6);
    assert_eq!(chosen(&harness), other);
    let_one_come(&mut harness);
    settle(&mut harness);
    assert_eq!(chosen(&harness), other);
}

#[test]
fn a_row_that_has_just_come_under_the_pointer_takes_no_click() {
    let mut harness = open_queue(WIDE, with_queue());
    let place = point_at(&mut harness, 411);
    let_one_come(&mut harness);
    frame(&mut harness);
    let there = rows(&harness)[3];
    assert_ne!(there, 411);
    click(&mut harness, place);
    assert_eq!(chosen(&harness), Some(413), "as before the click");
    settle(&mut harness);
    click(&mut harness, place);
    settle(&mut harness);
    assert_eq!(chosen(&harness), Some(there), "once it could be seen");
}

#[test]
fn a_click_in_the_very_frame_of_a_move_means_the_row_that_showed() {
    let mut harness = open_queue(WIDE, with_queue());
    let place = point_at(&mut harness, 411);
    let_one_come(&mut harness);
    click(&mut harness, place);
    settle(&mut harness);
    assert_eq!(chosen(&harness), Some(411));
}

#[test]
fn of_a_double_click_both_clicks_are_for_one_row() {
    for moves in [false, true] {
        let mut harness = open_queue(WIDE, with_queue());
        let place = point_at(&mut harness, 415);
        click(&mut harness, place);
        if moves {
            let_one_come(&mut harness);
            frame(&mut harness);
        }
        click(&mut harness, place);
        settle(&mut harness);
        let opened = [Intent::Look(vec![number(415), number(416)])];
        let opened = if moves { &[][..] } else { &opened };
        assert_eq!(harness.state().intents, opened, "{moves}");
        assert_eq!(chosen(&harness), Some(415));
    }
}

#[test]
fn columns_give_way_on_narrow_windows_and_nothing_is_lost_to_who_asks() {
    let all = [
        "Nummer",
        "Name",
        "Geburtsdatum",
        "Art",
        "Stand, aufsteigend",
        "Seit",
    ];
    for (size, shown) in [
        (WIDE, vec![0, 1, 2, 3, 4, 5]),
        ([1024.0, 600.0], vec![0, 1, 4, 5]),
        ([800.0, 560.0], vec![0, 1, 4]),
    ] {
        let mut harness = open_queue(size, with_queue());
        let shown: Vec<&str> = shown.into_iter().map(|place| all[place]).collect();
        assert_eq!(heads(&harness), shown);
        // Whatever has a column, a screen reader hears all of it.
        let said = "0413, Mustermann, Erika, 12.08.1964, Impfung 1/2, Zu klären, 11:25";
        harness.get_by_label(said);
        // The order by a column that has none shows at the name.
        press(&mut harness, Modifiers::SHIFT, Key::F6);
        for _ in 0..4 {
            press(&mut harness, Modifiers::NONE, Key::F6);
        }
        let by_birth = "Geburtsdatum, aufsteigend".to_owned();
        assert!(heads(&harness).contains(&by_birth), "{size:?}");
        // The pointer shows a name whole that is cut.
        let place = middle_of(&harness, 417);
        harness.hover_at(place);
        harness.run_steps(6);
        let long = "Musterfrau, Gabriele Maximiliane Freifrau von und zu Hohenstein, 12.08.1964";
        let hints = harness.query_all_by_label_contains(long).count();
        assert_eq!(hints, 2, "{size:?}");
    }
}

#[test]
fn today_is_ordered_as_the_queue_is_and_its_keys_are_those_of_the_queue() {
    let view = QueueView {
        today: today(),
        ..QueueView::default()
    };
    let before = Stage {
        queue: view,
        ..Stage::default()
    };
    let mut harness = stage(WIDE, before);
    press(&mut harness, Modifiers::NONE, Key::F4);
    let latest_first: Vec<u32> = (402..=410).rev().collect();
    assert_eq!(rows(&harness), latest_first);
    assert_eq!(chosen(&harness), Some(410));
    press(&mut harness, Modifiers::NONE, Key::F6);
    let by_number: Vec<u32> = (402..=410).collect();
    assert_eq!(rows(&harness), by_number);
    assert_eq!(chosen(&harness), Some(410));
    press(&mut harness, Modifiers::NONE, Key::Home);
    assert_eq!(chosen(&harness), Some(402));
    press(&mut harness, Modifiers::NONE, Key::PageDown);
    assert_eq!(chosen(&harness), Some(408));
    press(&mut harness, Modifiers::NONE, Key::End);
    press(&mut harness, Modifiers::NONE, Key::Enter);
    assert_eq!(harness.state().intents, [Intent::Look(vec![number(410)])]);
}

#[test]
fn a_screen_reader_hears_the_row_that_the_arrows_go_to_and_the_search_that_is_typed_into() {
    let mut harness = open_queue(WIDE, with_queue());
    let heard = |harness: &Screen| {
        let mut all = harness.root().children_recursive();
        let node = all.find(|node| node.accesskit_node().is_focused()).unwrap();
        (
            node.accesskit_node().role(),
            node.accesskit_node().label().unwrap(),
        )
    };
    assert_eq!(heard(&harness).0, Role::SearchInput);
    for number in ["0419", "0420"] {
        press(&mut harness, Modifiers::NONE, Key::ArrowDown);
        let (role, label) = heard(&harness);
        assert_eq!(role, Role::ListBoxOption);
        assert!(label.starts_with(number), "{label}");
    }
    type_text(&mut harness, "muster");
    assert_eq!(heard(&harness).0, Role::SearchInput);
}

/// Returns where words are painted that begin so.
fn of(harness: &Screen, begins: &str) -> Vec<Rect> {
    let painted = painted(harness, begins).into_iter();
    painted.map(|(rect, _)| rect).collect()
}

#[test]
fn a_state_of_another_day_stays_in_its_column() {
    for width in [800.0, 1024.0, 1280.0, 1366.0] {
        let mut before = with_queue();
        let mut row = row(9, 9, State::Ready, "Mustermann, Erika");
        row.saved_at = Some(minutes_ago(30 * 60));
        row.captured_at = minutes_ago(30 * 60);
        before.queue.rows = vec![row];
        let harness = open_queue([width, 768.0], before);
        let states = of(&harness, "Gespeichert");
        assert!(!states.is_empty());
        for (state, since) in states.iter().flat_map(|state| {
            let since = of(&harness, "31.05.").into_iter();
            since.map(move |since| (state, since))
        }) {
            assert!(!since.intersects(*state), "{width}: {since} {state}");
        }
    }
}

#[test]
fn the_list_goes_with_a_case_that_a_command_has_moved() {
    let mut before = with_queue();
    before.queue.rows = (1..40)
        .map(|number| row(number, number, State::NeedsCorrection, "Mustermann, Erika"))
        .collect();
    let mut harness = open_queue([800.0, 560.0], before);
    assert_eq!(chosen(&harness), Some(1));
    press(&mut harness, Modifiers::COMMAND, Key::R);
    // It waits now, and stands below all that need somebody.
    let queue = &mut harness.state_mut().queue;
    queue.rows[0].state = State::Waiting;
    queue.revision += 1;
    settle(&mut harness);
    assert_eq!(chosen(&harness), Some(1), "{:?}", rows(&harness));
}
