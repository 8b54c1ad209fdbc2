//! The queue in the order in which it concerns staff, grouped by visit and narrowed by the search.
//!
//! Grouped anew when the queue changes and searched anew when the search does, never for a frame alone.

use std::collections::BTreeMap;

use jiff::{Timestamp, civil::Date};

use crate::case::{PickupNumber, State};

use super::{
    super::super::desk::{QueueRow, QueueView},
    search::{Findable, Search, fold},
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
}

/// A visit: where its cases stand in the view.
pub(in crate::ui) struct Visit {
    /// Its number, which is that of its first case.
    pub number: PickupNumber,
    /// The state that concerns staff most.
    pub state: State,
    /// Since when the first of its cases waits.
    pub since: Timestamp,
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
}

/// The list, as it was last made.
#[derive(Default)]
pub(in crate::ui) struct List {
    made: Option<(u64, usize)>,
    searched: Option<(String, Date)>,
    /// The list has changed since it was searched.
    stale: bool,
    visits: Vec<Visit>,
    shown: Vec<usize>,
    counts: Counts,
    chosen: Option<PickupNumber>,
    place: Option<usize>,
    /// The choice is what staff mean: picked by hand, its whole number typed, or nothing else to be found.
    is_meant: bool,
}

impl std::fmt::Debug for List {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("List")
            .field("counts", &self.counts)
            .finish_non_exhaustive()
    }
}

impl List {
    /// Counts anew where the queue has changed, and returns whether it has; cheap enough for every screen.
    ///
    /// A changed list must be searched before it is used.
    pub(super) fn refresh(&mut self, view: &QueueView) -> bool {
        let made = Some((view.revision, view.rows.len()));
        if self.made == made {
            return false;
        }
        self.made = made;
        self.counts = count(view);
        self.visits = group(view);
        self.stale = true;
        true
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
        let places = self.visits.iter().enumerate();
        self.shown = places
            .filter(|(_, visit)| visit.findable.iter().any(|case| search.finds(case)))
            .map(|(place, _)| place)
            .collect();
        let wanted = search.number();
        let exact = wanted.and_then(|number| self.place_of_case(number));
        let kept = self.chosen.and_then(|number| self.place_of(number));
        let first = other_words.then_some(0);
        self.go_to(exact.or(kept).or(first));
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

    /// Returns how many cases there are.
    pub(in crate::ui) fn counts(&self) -> Counts {
        self.counts
    }
}

fn count(view: &QueueView) -> Counts {
    let mut counts = Counts::default();
    for row in &view.rows {
        let count = match Concern::of(row.state) {
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
            state: row.state,
            since: row.captured_at,
            rows: Vec::new(),
            findable: Vec::new(),
        });
        if Concern::of(row.state) < Concern::of(visit.state) {
            visit.state = row.state;
        }
        visit.since = visit.since.min(row.captured_at);
        visit.rows.push(place);
        visit.findable.push(Findable {
            number: row.number,
            birth: row.birth,
            name: fold(&row.name),
        });
    }
    let mut visits: Vec<Visit> = visits.into_values().collect();
    // Stable: by number within a concern.
    visits.sort_by_key(|visit| Concern::of(visit.state));
    visits
}
