//! What was done today, without anybody's name: number, kind, time and state.

use std::cmp::Ordering;

use egui::{RichText, Ui};
use jiff::civil::Date;

use super::super::{
    order::{self, Column, Order},
    theme,
    widgets::{Cell, Clicked, Head, Keys, Row, Table, Tone, heading, table},
    words,
};
use crate::{
    case::{PickupNumber, State},
    domain::Kind,
    text::Texts,
    ui::{seen::Moved, view_context::ViewContext, view_model::TodayRow},
};

/// Which case is chosen, and the rows and sums as they were last made.
#[derive(Debug)]
pub(in crate::ui) struct TodayScreen {
    /// What is done next may stand above it: the choice stays with its case, and ends with it.
    chosen: Option<PickupNumber>,
    /// The choice was moved by the keyboard or by another order, and must come into view.
    follow: bool,
    order: Order,
    moved: Moved,
    /// What was done, in the order that was asked for.
    rows: Vec<TodayRow>,
    made: Option<(u64, usize, Date)>,
    handed_over: [u32; 3],
    withdrawn: u32,
}

impl Default for TodayScreen {
    fn default() -> Self {
        Self {
            chosen: None,
            follow: false,
            // Whoever comes back for a certificate was here just now.
            order: Order::falling(Column::Time),
            moved: Moved::default(),
            rows: Vec::new(),
            made: None,
            handed_over: [0; 3],
            withdrawn: 0,
        }
    }
}

impl TodayScreen {
    /// Takes in what was done, seconds of the frames' clock being `now`.
    pub(in crate::ui) fn refresh(&mut self, context: ViewContext<'_>, now: f64) {
        let (view, today) = (context.queue, context.now.date());
        let made = Some((view.revision, view.today.len(), today));
        if self.made == made {
            return;
        }
        self.made = made;
        self.sum(context);
        let before = self.numbers();
        self.rows.clone_from(&view.today);
        self.sort();
        let after = self.numbers();
        self.moved.note(before, &after, now);
    }

    /// Chooses the first: whoever comes to the list looks for somebody else than before.
    pub(in crate::ui) fn choose_first(&mut self) {
        self.chosen = self.rows.first().map(|row| row.number);
        self.follow = true;
    }

    /// Moves the choice so many places down, or to the first where nothing is chosen.
    pub(in crate::ui) fn step(&mut self, places: isize) {
        let next = |place: usize| place.saturating_add_signed(places);
        let place = self.place().map_or(0, next);
        let last = self.rows.len().saturating_sub(1);
        self.chosen = self.rows.get(place.min(last)).map(|row| row.number);
        self.follow = true;
    }

    /// Orders the list by the next column.
    pub(in crate::ui) fn order_next(&mut self) {
        self.arrange(self.order.next(&COLUMNS));
    }

    /// Orders the list the other way round.
    pub(in crate::ui) fn turn_order(&mut self) {
        self.arrange(self.order.turned());
    }

    fn arrange(&mut self, order: Order) {
        self.order = order;
        self.follow = true;
        self.sort();
        // Whoever has ordered it looks where everything stands.
        self.moved = Moved::default();
    }

    fn sort(&mut self) {
        let order = self.order;
        self.rows.sort_by(|one, other| {
            let by_column = order.way(compare(one, other, order.column()));
            by_column.then(one.number.cmp(&other.number))
        });
    }

    fn numbers(&self) -> Vec<PickupNumber> {
        self.rows.iter().map(|row| row.number).collect()
    }

    /// Returns the certificate that can be shown once more, if that of the chosen case can.
    pub(in crate::ui) fn to_show(&self, context: ViewContext<'_>) -> Option<PickupNumber> {
        let row = self.rows.get(self.place()?)?;
        can_be_shown(row, context).then_some(row.number)
    }

    /// Returns the chosen case.
    pub(in crate::ui) fn chosen(&self) -> Option<PickupNumber> {
        self.chosen
    }

    /// Chooses a case.
    pub(in crate::ui) fn choose(&mut self, number: PickupNumber) {
        self.chosen = Some(number);
    }

    /// Returns where the chosen case stands.
    fn place(&self) -> Option<usize> {
        let chosen = self.chosen?;
        self.rows.iter().position(|row| row.number == chosen)
    }

    fn sum(&mut self, context: ViewContext<'_>) {
        let (view, today) = (context.queue, context.now.date());
        let of_today = |row: &TodayRow| {
            row.at
                .to_zoned_datetime(context.now.time_zone().clone())
                .date()
                == today
        };
        let count = |wanted: &dyn Fn(&TodayRow) -> bool| {
            let rows = view.today.iter().filter(|row| of_today(row) && wanted(row));
            u32::try_from(rows.count()).unwrap_or(u32::MAX)
        };
        let done = |row: &TodayRow| row.state == State::HandedOver;
        self.handed_over = Kind::ALL.map(|kind| count(&|row| done(row) && row.kind == kind));
        self.withdrawn = count(&|row| row.state == State::Withdrawn);
    }

    /// Shows the screen; returns whether the chosen row was opened.
    pub(in crate::ui) fn ui(
        &mut self,
        ui: &mut Ui,
        context: ViewContext<'_>,
        texts: &Texts,
    ) -> bool {
        if self.rows.is_empty() {
            let (title, text) = (texts.get("today-empty"), texts.get("today-empty-text"));
            super::nothing(ui, theme::icon::CALENDAR_DAYS, &title, &text);
            return false;
        }
        self.head_ui(ui, context, texts);
        let clicked = ui.scope(|ui| {
            ui.set_max_width(WIDEST.min(ui.available_width()));
            let table_of = Table {
                salt: "today",
                name: &texts.get("cmd-today-screen"),
                columns: &self.heads(texts),
                hint: &order::hint(texts),
                rows: self.rows.len(),
                chosen: self.place(),
                follow: std::mem::take(&mut self.follow),
                keys: Keys::Row,
            };
            table(ui, &table_of, |place| {
                let row = self.rows.get(place)?;
                Some(words_of(row, context, texts))
            })
        });
        let now = ui.input(|input| input.time);
        let is_settled = |place: usize| {
            let row = self.rows.get(place);
            row.is_some_and(|row| self.moved.is_settled(place, row.number, now))
        };
        match clicked.inner {
            Some(Clicked::Head(place)) => {
                if let Some(column) = COLUMNS.get(place) {
                    self.arrange(self.order.clicked(*column));
                }
            }
            Some(Clicked::Row(place)) if is_settled(place) => {
                self.chosen = self.rows.get(place).map(|row| row.number);
            }
            Some(Clicked::Again(place)) => return is_settled(place),
            Some(Clicked::Row(_)) | None => {}
        }
        false
    }

    /// Returns the heads of the columns; the last orders nothing that the time does not.
    fn heads(&self, texts: &Texts) -> Vec<(Head, Option<f32>)> {
        let head = |column| {
            let (title, width) = match column {
                Column::Number => ("column-number", 74.0),
                Column::Kind => ("column-kind", 124.0),
                Column::State => ("column-state", 148.0),
                Column::Time => ("column-done", 106.0),
                // Whoever has been here has no name any more.
                Column::Name | Column::Birth => return None,
            };
            let head = self.order.head(column, texts.get(title), texts);
            Some((head, Some(width)))
        };
        let title = texts.get("column-certificate");
        let last = Head {
            says: title.clone(),
            title,
            sorted: None,
        };
        let heads = COLUMNS.into_iter().filter_map(head);
        heads.chain([(last, None)]).collect()
    }

    fn head_ui(&self, ui: &mut Ui, context: ViewContext<'_>, texts: &Texts) {
        let date = words::long_date(texts, context.now.date());
        heading(ui, theme::icon::CALENDAR_DAYS, &date, "");
        let words = RichText::new(self.sum_in_words(texts)).size(theme::LABEL);
        ui.label(words.color(theme::palette(ui).muted));
    }

    /// Says what was handed over, of each kind that there was, and what was withdrawn.
    fn sum_in_words(&self, texts: &Texts) -> String {
        let said = |key: &str, count: u32| texts.with(key, &[("count", count.into())]);
        let kinds = ["today-vaccinations", "today-recoveries", "today-tests"];
        let kinds = kinds.into_iter().zip(self.handed_over);
        let there_were = kinds.filter(|(_, count)| *count > 0);
        let kinds: Vec<String> = there_were.map(|(key, count)| said(key, count)).collect();
        let mut sum = said("today-sum", self.handed_over.iter().sum());
        if !kinds.is_empty() {
            sum = format!("{sum}: {}", kinds.join(", "));
        }
        if self.withdrawn > 0 {
            sum = format!("{sum}. {}", said("today-withdrawn", self.withdrawn));
        }
        sum
    }
}

/// Whether the certificate of a row can be shown once more.
fn can_be_shown(row: &TodayRow, context: ViewContext<'_>) -> bool {
    row.reprint_until
        .is_some_and(|until| until > context.now.timestamp())
}

/// Compares two rows by what stands in a column.
fn compare(one: &TodayRow, other: &TodayRow, column: Column) -> Ordering {
    match column {
        Column::Number => one.number.cmp(&other.number),
        Column::Kind => (one.kind, one.dose).cmp(&(other.kind, other.dose)),
        Column::State => one.state.cmp(&other.state),
        Column::Time => one.at.cmp(&other.at),
        Column::Name | Column::Birth => Ordering::Equal,
    }
}

/// Returns what the columns say of a row.
fn words_of(row: &TodayRow, context: ViewContext<'_>, texts: &Texts) -> Row {
    let moment = |at| words::moment(texts, at, context.now);
    let aside = match row.reprint_until {
        Some(until) if can_be_shown(row, context) => {
            texts.with("today-reprint", &[("time", moment(until).as_str().into())])
        }
        Some(_) | None => texts.get("today-erased"),
    };
    let tone = if row.state == State::HandedOver {
        Tone::Good
    } else {
        Tone::Still
    };
    let (number, kind) = (
        row.number.to_string(),
        words::kind_and_dose(texts, row.kind, row.dose),
    );
    let (state, time) = (words::state(texts, row.state), moment(row.at));
    Row {
        id: row.number.get(),
        says: [&number, &kind, &state, &time, &aside]
            .map(String::as_str)
            .join(", "),
        cells: vec![
            Cell::Number(number),
            Cell::Words(kind),
            Cell::State(tone, state),
            Cell::Words(time),
            Cell::Words(aside),
        ],
    }
}

/// By what the list can be ordered, in the order of its columns.
const COLUMNS: [Column; 4] = [Column::Number, Column::Kind, Column::State, Column::Time];
/// Beyond this the eye would lose the line.
const WIDEST: f32 = 820.0;
