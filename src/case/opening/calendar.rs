//! When a pharmacy is open on each day of the calendar, and when a customer is asked to come back.

use jiff::{
    SignedDuration, ToSpan as _, ZonedDateTime,
    civil::{Date, DateTime},
};

use super::{ClosedDays, Land, Opening, OpeningHours, SHORTEST, is_holiday, place_of};

/// All that decides whether a pharmacy is open.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Calendar {
    /// The week.
    pub hours: OpeningHours,
    /// Whose holidays close it; without one only those of all Germany.
    pub land: Option<Land>,
    /// Closed days of its own.
    pub closed: ClosedDays,
    /// When 24 and 31 December end.
    pub eves: Eves,
}

/// When a pharmacy closes on 24 and 31 December, whatever its week says; it opens as on any such day.
///
/// The laws on closing times end 24 December at 14 hours in nearly every Land, at 13 in some, and pharmacies keep
/// 31 December alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Eves {
    /// It does not open.
    Closed,
    /// At this minute of the day at the latest.
    Until(u16),
}

impl Default for Eves {
    /// At 13 hours, when those that open at all are still open.
    fn default() -> Self {
        Self::Until(13 * 60)
    }
}

impl Calendar {
    /// Lists the openings of a day in order.
    pub fn openings(&self, day: Date) -> Vec<Opening> {
        if self.closed.contain(day) {
            return Vec::new();
        }
        self.openings_but_for_own(day)
    }

    /// Lists the openings of a day as if the pharmacy had no closed days of its own.
    fn openings_but_for_own(&self, day: Date) -> Vec<Opening> {
        if is_holiday(day, self.land) {
            return Vec::new();
        }
        let week = self.hours.week.get(place_of(day.weekday()));
        let openings = week.into_iter().flatten().copied();
        if day.month() != 12 || ![24, 31].contains(&day.day()) {
            return openings.collect();
        }
        let Eves::Until(latest) = self.eves else {
            return Vec::new();
        };
        let cut = openings.map(|opening| Opening {
            closes: opening.closes.min(latest),
            ..opening
        });
        cut.filter(|cut| cut.closes >= cut.opens.saturating_add(SHORTEST))
            .collect()
    }

    /// Chooses when a customer is asked to come back: a quarter hour, at which the pharmacy is open.
    ///
    /// It is one of the next [`CHOICES`] quarter hours of opening time that begin at least [`EARLIEST`]
    /// from now and at least a quarter hour before the doors close. Two hours, because then a short outage
    /// is over, and nobody stays at the counter to wait for it. Eight hours of opening, about one day's,
    /// because those who were captured while the portal was down then return as evenly as customers come on
    /// any other day, however many they are and whenever the portal is back. A pharmacy that rarely opens
    /// spreads them over a week at most, which begins when it opens next.
    ///
    /// `random` may be any number; the same one gives the same moment. A quarter hour that a clock change
    /// leaves out is never chosen. Own closed days that leave nothing open for a year are taken for a mistake.
    pub fn pickup(&self, now: &ZonedDateTime, random: u64) -> DateTime {
        let mut choices = quarters(now, |day| self.openings(day));
        if choices.is_empty() {
            choices = quarters(now, |day| self.openings_but_for_own(day));
        }
        let count = u64::try_from(choices.len()).unwrap_or_default();
        random
            .checked_rem(count)
            .and_then(|choice| usize::try_from(choice).ok())
            .and_then(|choice| choices.get(choice))
            .copied()
            // Only where the calendar itself ends.
            .unwrap_or_else(|| now.datetime())
    }
}

/// Lists the quarter hours among which a customer's is chosen.
pub(super) fn quarters(
    now: &ZonedDateTime,
    openings: impl Fn(Date) -> Vec<Opening>,
) -> Vec<DateTime> {
    let earliest = now.timestamp().saturating_add(EARLIEST);
    let zone = now.time_zone();
    let days = std::iter::successors(Some(now.date()), |day| day.tomorrow().ok());
    let mut quarters = days
        .take(FARTHEST)
        .flat_map(|day| {
            let openings = openings(day);
            let minutes = openings.into_iter().flat_map(Opening::quarters);
            minutes.filter_map(move |minute| {
                let hour = i8::try_from(minute / 60).ok()?;
                Some(day.at(hour, i8::try_from(minute % 60).ok()?, 0, 0))
            })
        })
        .filter(|&quarter| {
            let there = zone.to_zoned_datetime(quarter);
            there.is_ok_and(|there| {
                there.datetime() == quarter
                    && earliest.as_ref().is_ok_and(|at| there.timestamp() >= *at)
            })
        })
        .peekable();
    let first = quarters.peek().copied();
    let end = first.and_then(|first| first.checked_add(1.week()).ok());
    quarters
        .take_while(|quarter| end.is_none_or(|end| *quarter < end))
        .take(CHOICES)
        .collect()
}

/// How far ahead a customer is asked to come at the earliest.
pub const EARLIEST: SignedDuration = SignedDuration::from_hours(2);
/// Over how many quarter hours of opening time those who come back are spread.
pub const CHOICES: usize = 32;
/// How many days ahead the next opening is looked for.
const FARTHEST: usize = 366;
