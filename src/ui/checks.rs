//! The check list, and what each of its ticks was made for.
//!
//! Whoever ticks has looked at what stands in the form at that moment. For another person, another product or
//! another day nobody has looked at anything yet, so a tick holds for the values it was made for and no others.

use std::fmt;

use jiff::civil::Date;

use crate::domain::{BirthDraft, Draft, EventDraft, Kind, VaccinationDraft};

/// What staff check before they issue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Check {
    /// The holder's identity.
    Identity,
    /// The vaccination booklet is the holder's.
    Booklet,
    /// Batch and stamp of the vaccination in it.
    Batch,
    /// Where it was given.
    Place,
    /// The laboratory's report.
    Finding,
}

impl Check {
    /// Returns the checks of a kind, in the order of their keys.
    pub(super) fn of(kind: Kind) -> &'static [Self] {
        match kind {
            Kind::Vaccination => &[Self::Identity, Self::Booklet, Self::Batch, Self::Place],
            Kind::Recovery | Kind::Test => &[Self::Identity, Self::Finding],
        }
    }

    /// Returns the key of its text.
    pub(super) fn text(self) -> &'static str {
        match self {
            Self::Identity => "check-identity",
            Self::Booklet => "check-booklet",
            Self::Batch => "check-batch",
            Self::Place => "check-place",
            Self::Finding => "check-finding",
        }
    }

    /// Whether it is about the holder alone, and not about what happened.
    fn is_of_holder(self) -> bool {
        matches!(self, Self::Identity | Self::Booklet)
    }
}

/// The ticks of a case.
#[derive(Clone, Debug, Default)]
pub(super) struct Ticks(Vec<(Check, Covered)>);

impl Ticks {
    /// Whether a check was ticked for what stands in the form.
    pub(super) fn has(&self, check: Check, draft: &Draft, today: Date) -> bool {
        let now = Covered::by(check, draft);
        let mut ticks = self.0.iter();
        ticks.any(|(ticked, covered)| *ticked == check && covered.is(&now, today))
    }

    /// Ticks a check for what stands in the form, or takes its tick away.
    pub(super) fn set(&mut self, check: Check, draft: &Draft, ticked: bool) {
        self.0.retain(|(other, _)| *other != check);
        if ticked {
            self.0.push((check, Covered::by(check, draft)));
        }
    }

    /// Returns those that hold for a further case of the same holder.
    pub(super) fn of_holder(&self) -> Self {
        let of_holder = self.0.iter().filter(|(check, _)| check.is_of_holder());
        Self(of_holder.cloned().collect())
    }
}

/// What a tick was made for.
#[derive(Clone)]
struct Covered {
    holder: Holder,
    event: Option<EventDraft>,
}

impl Covered {
    /// Returns what a check looks at.
    fn by(check: Check, draft: &Draft) -> Self {
        Self {
            holder: Holder::of(draft),
            event: (!check.is_of_holder()).then(|| seen_of(&draft.event)),
        }
    }

    fn is(&self, other: &Self, today: Date) -> bool {
        self.event == other.event && self.holder.is(&other.holder, today)
    }
}

impl fmt::Debug for Covered {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Covered(hidden)")
    }
}

/// Returns what can be seen of an event in booklet or report. The number of a dose comes from the finder, which asks
/// for a tick of its own where the booklet must be looked at once more.
fn seen_of(event: &EventDraft) -> EventDraft {
    match event {
        EventDraft::Vaccination(draft) => EventDraft::Vaccination(VaccinationDraft {
            product: draft.product,
            date: draft.date.trim().to_owned(),
            ..VaccinationDraft::default()
        }),
        EventDraft::Recovery(_) | EventDraft::Test(_) => event.clone(),
    }
}

/// What tells one person from another, as typed.
#[derive(Clone)]
pub(super) struct Holder {
    names: [String; 2],
    birth: BirthDraft,
}

impl Holder {
    /// Returns whose case a draft is.
    pub(super) fn of(draft: &Draft) -> Self {
        Self {
            names: [&draft.family_name, &draft.given_name].map(|name| name.trim().to_owned()),
            birth: draft.birth.clone(),
        }
    }

    /// Whether both are one person; the same birth date is typed in many ways.
    pub(super) fn is(&self, other: &Self, today: Date) -> bool {
        let same_birth = match (self.birth.parse(today), other.birth.parse(today)) {
            (Ok(one), Ok(another)) => one == another,
            _ => self.birth == other.birth,
        };
        self.names == other.names && same_birth
    }
}
