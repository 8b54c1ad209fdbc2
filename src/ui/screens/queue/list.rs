//! The queue grouped by visit, narrowed by the search, and in the order that was asked for.
//!
//! Grouped anew when the queue changes, searched and ordered anew when search or order do, never for a frame alone.

use std::{cmp::Ordering, collections::BTreeMap};

use jiff::{Timestamp, civil::Date};

use super::{
    super::super::order::{Column, Order},
    search::{Findable, Search, fold},
};
use crate::{
    case::{PickupNumber, State},
    domain::{BirthDate, Kind},
    ui::{
        seen::Moved,
        view_model::{QueueRow, QueueView},
    },
};

/// How much a case concerns staff now, most first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::ui) enum Concern {
    /// A person must do something.
    NeedsYou,
    /// The certificate can be handed over.
    Ready,
    /// It takes its time.
    Waiting,
}

impl Concern {
    /// Returns how much a state concerns staff.
    pub(in crate::ui) fn of(state: State) -> Self {
        match state {
            State::NeedsLogin | State::NeedsCorrection | State::Expired => Self::NeedsYou,
            State::Ready => Self::Ready,
            State::Waiting | State::Sending | State::HandedOver | State::Withdrawn => Self::Waiting,
        }
    }
}

/// How many cases there are of each concern.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::ui) struct Counts {
    /// Waiting.
    pub waiting: u32,
    /// Ready.
    pub ready: u32,
    /// Needing a person.
    pub needs_you: u32,
    /// Those of both that the portal is yet to be asked for.
    pub unasked: u32,
}

/// A visit: where its cases stand in the view.
pub(in crate::ui) struct Visit {
    /// Its number, which is that of its first case.
    pub number: PickupNumber,
    /// The state that concerns staff most.
    pub state: State,
    /// Since when the first of its cases waits.
    pub since: Timestamp,
    /// What its one case is about; nothing where it has several.
    kind: Option<Kind>,
    rows: Vec<usize>,
    findable: Vec<Findable>,
}

impl Visit {
    /// Returns its cases.
    pub(in crate::ui) fn rows<'a>(&self, view: &'a QueueView) -> Vec<&'a QueueRow> {
        let rows = self.rows.iter();
        rows.filter_map(|place| view.rows.get(*place)).collect()
    }

    /// Returns the number of its last case.
    pub(in crate::ui) fn last(&self) -> PickupNumber {
        self.findable.last().map_or(self.number, |case| case.number)
    }

    /// Compares by what stands in a column. Of several persons the first counts, whom the row names first.
    fn compare(&self, other: &Self, column: Column) -> Ordering {
        let first = [self, other].map(|visit| visit.findable.first());
        match column {
            Column::Number => self.number.cmp(&other.number),
            Column::Name => {
                let [one, other] = first.map(|case| case.map(|case| &case.name));
                one.cmp(&other)
            }
            Column::Birth => {
                let [one, other] = first.map(|case| case.and_then(|case| case.birth).map(parts));
                one.cmp(&other)
            }
            Column::Kind => self.kind.cmp(&other.kind),
            // Not by the state itself: every attempt would move its row there and back.
            Column::State => Concern::of(self.state).cmp(&Concern::of(other.state)),
            Column::Time => self.since.cmp(&other.since),
        }
    }
}

/// Returns year, month and day of a birth, as far as they are known.
fn parts(birth: BirthDate) -> [i16; 3] {
    match birth {
        BirthDate::Unknown => [0, 0, 0],
        BirthDate::Year(year) => [year, 0, 0],
        BirthDate::Month { year, month } => [year, month.into(), 0],
        BirthDate::Day(date) => [date.year(), date.month().into(), date.day().into()],
    }
}

/// The list, as it was last made.
pub(in crate::ui) struct List {
    made: Option<(u64, usize)>,
    searched: Option<(String, Date)>,
    /// The list or its order has changed since it was searched.
    stale: bool,
    order: Order,
    moved: Moved,
    visits: Vec<Visit>,
    shown: Vec<usize>,
    counts: Counts,
    ready: Vec<PickupNumber>,
    chosen: Option<PickupNumber>,
    place: Option<usize>,
    /// The choice is what staff mean: picked by hand, its whole number typed, or nothing else to be found.
    is_meant: bool,
}

impl Default for List {
    fn default() -> Self {
        Self {
            made: None,
            searched: None,
            stale: false,
            // What needs somebody stands first, then what can be handed over.
            order: Order::rising(Column::State),
            moved: Moved::default(),
            visits: Vec::new(),
            shown: Vec::new(),
            counts: Counts::default(),
            ready: Vec::new(),
            chosen: None,
            place: None,
            is_meant: false,
        }
    }
}

impl std::fmt::Debug for List {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("List")
            .field("counts", &self.counts)
            .finish_non_exhaustive()
    }
}

impl List {
    /// Takes in a changed queue, seconds of the frames' clock being `now`; cheap enough for every screen.
    pub(super) fn refresh(&mut self, view: &QueueView, (text, today): (&str, Date), now: f64) {
        let made = Some((view.revision, view.rows.len()));
        if self.made == made {
            return;
        }
        self.made = made;
        let before: Vec<PickupNumber> = self.numbers().collect();
        self.counts = count(view);
        let ready = view.rows.iter().filter(|row| row.state == State::Ready);
        self.ready = ready.map(|row| row.number).collect();
        self.visits = group(view);
        self.stale = true;
        self.search(text, today);
        let after: Vec<PickupNumber> = self.numbers().collect();
        self.moved.note(before, &after, now);
    }

    /// Narrows the list to what is searched for; a number alone chooses its visit, other words the first found.
    ///
    /// The choice goes with its visit: where that is done, nothing is chosen until somebody chooses.
    pub(super) fn search(&mut self, text: &str, today: Date) {
        let words = text.trim();
        let asked = Some((words.to_owned(), today));
        if self.searched == asked && !self.stale {
            return;
        }
        let before = self.searched.as_ref().map(|(before, _)| before.as_str());
        let other_words = before != Some(words);
        (self.searched, self.stale) = (asked, false);
        let search = Search::parse(text, today);
        let found = |visit: &Visit| visit.findable.iter().any(|case| search.finds(case));
        let mut found: Vec<(usize, &Visit)> = (self.visits.iter().enumerate())
            .filter(|(_, visit)| found(visit))
            .collect();
        let order = self.order;
        // Stable: by number where that column says the same.
        found.sort_by(|(_, one), (_, other)| order.way(one.compare(other, order.column())));
        self.shown = found.into_iter().map(|(place, _)| place).collect();
        let wanted = search.number();
        let exact = wanted.and_then(|number| self.place_of_case(number));
        let kept = self.chosen.and_then(|number| self.place_of(number));
        self.go_to(if other_words {
            exact.or(kept).or(Some(0))
        } else {
            // Whoever has gone on from the number that was typed stays there.
            kept.or(exact)
        });
        let single = exact.is_some() || self.shown.len() == 1;
        let picked = self.is_meant && !other_words && kept.is_some();
        self.is_meant = words.is_empty() || single || picked;
    }

    /// Chooses nothing, and shows all.
    pub(super) fn forget(&mut self) {
        if let Some((_, today)) = self.searched {
            self.search("", today);
        }
        self.go_to(None);
    }

    /// Chooses the first where nothing is chosen.
    pub(super) fn choose_something(&mut self) {
        if self.place.is_none() {
            self.go_to(Some(0));
        }
    }

    fn place_of(&self, visit: PickupNumber) -> Option<usize> {
        let mut shown = self.shown.iter();
        shown.position(|place| self.visits.get(*place).is_some_and(|v| v.number == visit))
    }

    fn place_of_case(&self, number: PickupNumber) -> Option<usize> {
        let of = |visit: &Visit| visit.findable.iter().any(|case| case.number == number);
        let mut shown = self.shown.iter();
        shown.position(|place| self.visits.get(*place).is_some_and(of))
    }

    /// Chooses the visit at a place of the list by hand, or the last one where the list is shorter.
    pub(super) fn choose(&mut self, place: usize) {
        self.go_to(Some(place));
        self.is_meant = true;
    }

    fn go_to(&mut self, place: Option<usize>) {
        let last = self.shown.len().checked_sub(1);
        self.place = place.zip(last).map(|(place, last)| place.min(last));
        self.chosen = self.chosen().map(|visit| visit.number);
    }

    /// Whether the chosen visit is the one that is meant, and not just the first of those that were found.
    pub(super) fn is_meant(&self) -> bool {
        self.is_meant
    }

    /// Chooses the visit so many places further down, or the first where nothing is chosen.
    pub(super) fn step(&mut self, places: isize) {
        let next = |place: usize| place.saturating_add_signed(places);
        self.choose(self.place.map_or(0, next));
    }

    /// Returns by what the list is ordered.
    pub(super) fn order(&self) -> Order {
        self.order
    }

    /// Orders the list; the choice goes with its visit.
    pub(super) fn arrange(&mut self, order: Order) {
        self.order = order;
        self.stale = true;
        if let Some((text, today)) = self.searched.clone() {
            self.search(&text, today);
        }
        // Whoever has ordered it looks where everything stands.
        self.moved = Moved::default();
    }

    /// Whether the visit at a place has stood there for long enough to be clicked on.
    pub(super) fn is_settled(&self, place: usize, now: f64) -> bool {
        let number = self.visit(place).map(|visit| visit.number);
        number.is_some_and(|number| self.moved.is_settled(place, number, now))
    }

    fn numbers(&self) -> impl Iterator<Item = PickupNumber> {
        let visits = self
            .shown
            .iter()
            .filter_map(|place| self.visits.get(*place));
        visits.map(|visit| visit.number)
    }

    /// Returns how many visits are shown.
    pub(super) fn len(&self) -> usize {
        self.shown.len()
    }

    /// Returns the visit at a place of the list.
    pub(super) fn visit(&self, place: usize) -> Option<&Visit> {
        self.visits.get(*self.shown.get(place)?)
    }

    /// Returns the place of the chosen visit.
    pub(super) fn place(&self) -> Option<usize> {
        self.place
    }

    /// Returns the chosen visit.
    pub(in crate::ui) fn chosen(&self) -> Option<&Visit> {
        self.visit(self.place?)
    }

    /// Returns the numbers of those that are ready, rising.
    pub(super) fn ready(&self) -> &[PickupNumber] {
        &self.ready
    }

    /// Returns how many cases there are.
    pub(in crate::ui) fn counts(&self) -> Counts {
        self.counts
    }
}

fn count(view: &QueueView) -> Counts {
    let mut counts = Counts::default();
    for row in &view.rows {
        let is_unasked = matches!(row.state, State::Waiting | State::Sending);
        counts.unasked += u32::from(is_unasked);
        let count = match Concern::of(row.standing(view)) {
            Concern::NeedsYou => &mut counts.needs_you,
            Concern::Ready => &mut counts.ready,
            Concern::Waiting => &mut counts.waiting,
        };
        *count += 1;
    }
    counts
}

fn group(view: &QueueView) -> Vec<Visit> {
    let mut visits: BTreeMap<PickupNumber, Visit> = BTreeMap::new();
    for (place, row) in view.rows.iter().enumerate() {
        let visit = visits.entry(row.visit).or_insert_with(|| Visit {
            number: row.visit,
            state: row.standing(view),
            since: row.captured_at,
            kind: Some(row.kind),
            rows: Vec::new(),
            findable: Vec::new(),
        });
        let state = row.standing(view);
        if Concern::of(state) < Concern::of(visit.state) {
            visit.state = state;
        }
        visit.since = visit.since.min(row.captured_at);
        visit.kind.take_if(|_| !visit.rows.is_empty());
        visit.rows.push(place);
        visit.findable.push(Findable {
            number: row.number,
            birth: row.birth,
            name: fold(&row.name),
        });
    }
    visits.into_values().collect()
}
