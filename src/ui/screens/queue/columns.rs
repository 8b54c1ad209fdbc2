//! The columns of the queue: which have room, and what each says of a visit.

use super::{
    super::super::{
        order::{Column, Order},
        widgets::{Cell, Head, Row},
        words,
    },
    Concern, Visit,
};
use crate::{
    case::State,
    text::Texts,
    ui::{view_context::ViewContext, view_model::QueueRow},
};

/// All columns, in the order in which they stand and the key goes through them.
pub(super) const ALL: [Column; 6] = [
    Column::Number,
    Column::Name,
    Column::Birth,
    Column::Kind,
    Column::State,
    Column::Time,
];

/// Returns the columns that have room in a width.
///
/// Birth and kind go below the name first: there they are still read together with it, which tells two of one name
/// apart. Then goes since when it waits, which the chosen visit says at the right. Who it is, its number and what to do
/// about it stay.
pub(super) fn in_room(width: f32) -> &'static [Column] {
    match width {
        ..500.0 => &[Column::Number, Column::Name, Column::State],
        ..780.0 => &[Column::Number, Column::Name, Column::State, Column::Time],
        _ => &ALL,
    }
}

/// Returns the heads of columns, with their widths.
pub(super) fn heads(columns: &[Column], order: Order, texts: &Texts) -> Vec<(Head, Option<f32>)> {
    let head = |&column: &Column| {
        let mut head = order.head(column, title(column, texts), texts);
        let by = order.column();
        if column == Column::Name && !columns.contains(&by) {
            // The order by what has no column shows where that stands.
            let folded = order.head(by, title(by, texts), texts);
            head.title = format!("{} \u{b7} {}", head.title, folded.title);
            (head.says, head.sorted) = (folded.says, folded.sorted);
        }
        (head, width(column))
    };
    columns.iter().map(head).collect()
}

fn title(column: Column, texts: &Texts) -> String {
    texts.get(match column {
        Column::Number => "column-number",
        Column::Name => "column-name",
        Column::Birth => "column-birth",
        Column::Kind => "column-kind",
        Column::State => "column-state",
        Column::Time => "column-since",
    })
}

/// As wide as the longest word that can stand there in either language.
fn width(column: Column) -> Option<f32> {
    match column {
        Column::Number => Some(74.0),
        Column::Name => None,
        Column::Birth => Some(116.0),
        Column::Kind => Some(112.0),
        Column::State => Some(132.0),
        Column::Time => Some(106.0),
    }
}

/// The state of a visit, in words.
struct StateWords {
    /// As it is said.
    said: String,
    /// As it stands in its column.
    shown: String,
}

/// Returns the state of a visit: for one of which all is ready and out, how and when the last of it came out; for one of
/// which a part is ready, how much.
fn state_words(
    visit: &Visit,
    rows: &[&QueueRow],
    context: ViewContext<'_>,
    texts: &Texts,
) -> StateWords {
    let outputs: Option<Vec<_>> = rows
        .iter()
        .map(|row| row.output(context).filter(|_| row.state == State::Ready))
        .collect();
    let last = outputs.and_then(|outputs| outputs.into_iter().max_by_key(|output| output.1));
    if let Some(output) = last {
        return StateWords {
            said: words::output(texts, Some(output), context.now),
            shown: words::short_output(texts, output, context.now),
        };
    }
    let is_ready = |row: &&&QueueRow| row.state == State::Ready;
    let count = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    let (ready, all) = (rows.iter().filter(is_ready).count(), rows.len());
    let said = if visit.state == State::Ready && ready < all {
        let parts = [("ready", count(ready).into()), ("all", count(all).into())];
        texts.with("state-partly-ready", &parts)
    } else {
        words::state(texts, visit.state)
    };
    StateWords {
        shown: said.clone(),
        said,
    }
}

/// Returns what the columns say of a visit.
pub(super) fn row(
    visit: &Visit,
    columns: &[Column],
    context: ViewContext<'_>,
    texts: &Texts,
) -> Row {
    let rows = visit.rows(context.queue);
    let mut names: Vec<&str> = Vec::new();
    for row in &rows {
        if !names.contains(&row.name.as_str()) {
            names.push(&row.name);
        }
    }
    let birth = rows.first().and_then(|row| row.birth);
    let birth = birth.map(|birth| words::short_birth(texts, birth));
    let kind = match rows.as_slice() {
        [row] => words::kind_and_dose(texts, row.kind, row.dose),
        several => {
            let count = u32::try_from(several.len()).unwrap_or(u32::MAX);
            texts.with("cases-count", &[("count", count.into())])
        }
    };
    let (number, name) = (visit.number.to_string(), names.join("; "));
    let state = state_words(visit, &rows, context, texts);
    let since = words::moment(texts, visit.since, context.now);
    let said = [&number, &name].into_iter().chain(&birth);
    let said: Vec<&str> = said
        .chain([&kind, &state.said, &since])
        .map(String::as_str)
        .collect();
    let cell = |&column: &Column| match column {
        Column::Number => Cell::Number(number.clone()),
        Column::Name if columns.contains(&Column::Birth) => Cell::Name(name.clone(), String::new()),
        Column::Name => {
            let below = birth.iter().chain([&kind]).map(String::as_str);
            Cell::Name(name.clone(), below.collect::<Vec<_>>().join("   "))
        }
        Column::Birth => Cell::Words(birth.clone().unwrap_or_default()),
        Column::Kind => Cell::Words(kind.clone()),
        Column::State => {
            // As long as a part of it waits, nobody has all that they came for.
            let waits = rows
                .iter()
                .any(|row| Concern::of(row.standing(context.queue)) == Concern::Waiting);
            let mut concern = Concern::of(visit.state);
            if concern == Concern::Ready && waits {
                concern = Concern::Waiting;
            }
            Cell::State(super::super::tone(concern), state.shown.clone())
        }
        Column::Time => {
            let day = words::other_year(visit.since, context.now);
            Cell::Words(day.unwrap_or_else(|| since.clone()))
        }
    };
    Row {
        id: visit.number.get(),
        cells: columns.iter().map(cell).collect(),
        says: said.join(", "),
    }
}
