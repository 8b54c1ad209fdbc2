//! The check list and the questions, and what each of their ticks was made for.
//!
//! Whoever ticks has looked at what stands in the form at that moment. For another person, another product or
//! another day nobody has looked at anything yet, so a tick holds for the values it was made for and no others.

use std::{collections::BTreeSet, fmt};

use jiff::civil::Date;

use crate::domain::{
    Asks, BirthDraft, DoseDraft, Draft, EventDraft, Kind, Question, TransliterationDraft,
    VaccinationDraft, dose::BasisDraft,
};

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

/// What a tick says yes to.
#[derive(Clone, PartialEq, Eq)]
pub(super) enum Tick {
    /// A line of the check list.
    Check(Check),
    /// A question as it was put: it names the values that it is about.
    Question(Question),
}

impl Tick {
    /// Returns what is looked at for it.
    fn covers(&self, draft: &Draft) -> Covered {
        let event = match self {
            Self::Check(check) if check.is_of_holder() => None,
            Self::Check(_) => Some(seen_of(&draft.event)),
            Self::Question(question) => match question.asks {
                Asks::History { .. } | Asks::UnusuallyMany { .. } => Some(seen_of(&draft.event)),
                Asks::Age
                | Asks::AnotherCentury { .. }
                | Asks::BeforeAuthorisation { .. }
                | Asks::DoseOrder
                | Asks::Early
                | Asks::Interval
                | Asks::SameDay
                | Asks::SameDose
                | Asks::SameName
                | Asks::Soon { .. } => day_of(&draft.event),
                // It names the sample; the others are about the holder.
                Asks::Digits
                | Asks::Encoding
                | Asks::OldSample
                | Asks::OtherLine
                | Asks::Sign { .. } => None,
            },
        };
        Covered {
            holder: Holder::of(draft),
            event,
        }
    }
}

/// The ticks of a case.
#[derive(Clone, Default)]
pub(super) struct Ticks(Vec<(Tick, Covered)>);

impl Ticks {
    /// Whether a tick was made for what stands in the form.
    pub(super) fn has(&self, tick: &Tick, draft: &Draft, today: Date) -> bool {
        let now = tick.covers(draft);
        let mut ticks = self.0.iter();
        ticks.any(|(ticked, covered)| ticked == tick && covered.is(&now, today))
    }

    /// Makes a tick for what stands in the form, or takes it away.
    pub(super) fn set(&mut self, tick: Tick, draft: &Draft, ticked: bool) {
        self.0.retain(|(other, _)| *other != tick);
        if ticked {
            let covered = tick.covers(draft);
            self.0.push((tick, covered));
        }
    }

    /// Returns those that hold for a further case of the same holder.
    pub(super) fn of_holder(&self) -> Self {
        let of_holder = |tick: &Tick| match tick {
            Tick::Check(check) => check.is_of_holder(),
            Tick::Question(question) => question.asks.is_of_holder(),
        };
        let ticks = self.0.iter().filter(|(tick, _)| of_holder(tick));
        Self(ticks.cloned().collect())
    }

    /// Returns the keys of the questions that are put and were answered as the form stands. An answer to anything else
    /// goes for good.
    pub(super) fn answers(
        &mut self,
        put: &[Question],
        draft: &Draft,
        today: Date,
    ) -> BTreeSet<String> {
        self.0.retain(|(tick, covered)| match tick {
            Tick::Check(_) => true,
            Tick::Question(asked) => put.contains(asked) && covered.is(&tick.covers(draft), today),
        });
        let questions = self.0.iter().filter_map(|(tick, _)| match tick {
            Tick::Check(_) => None,
            Tick::Question(question) => Some(question.key()),
        });
        questions.collect()
    }
}

impl fmt::Debug for Ticks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Ticks(hidden)")
    }
}

/// What a tick was made for.
#[derive(Clone)]
struct Covered {
    holder: Holder,
    event: Option<EventDraft>,
}

impl Covered {
    fn is(&self, other: &Self, today: Date) -> bool {
        self.event == other.event && self.holder.is(&other.holder, today)
    }
}

/// Returns what is looked up in booklet or report. A reason stands in neither.
fn seen_of(event: &EventDraft) -> EventDraft {
    match event {
        EventDraft::Vaccination(draft) => {
            let mut basis = draft.dose.basis.clone();
            if let BasisDraft::ByHand { reason, .. } = &mut basis {
                reason.clear();
            }
            EventDraft::Vaccination(VaccinationDraft {
                product: draft.product,
                date: draft.date.trim().to_owned(),
                dose: DoseDraft {
                    number: draft.dose.number.trim().to_owned(),
                    basis,
                },
                ..VaccinationDraft::default()
            })
        }
        EventDraft::Recovery(_) | EventDraft::Test(_) => event.clone(),
    }
}

/// Returns which vaccination of which day it is.
fn day_of(event: &EventDraft) -> Option<EventDraft> {
    match event {
        EventDraft::Vaccination(draft) => Some(EventDraft::Vaccination(VaccinationDraft {
            product: draft.product,
            date: draft.date.trim().to_owned(),
            ..VaccinationDraft::default()
        })),
        EventDraft::Recovery(_) | EventDraft::Test(_) => None,
    }
}

/// What tells one person from another, as typed.
#[derive(Clone)]
pub(super) struct Holder {
    names: [String; 2],
    lines: [TransliterationDraft; 2],
    birth: BirthDraft,
}

impl Holder {
    /// Returns whose case a draft is.
    pub(super) fn of(draft: &Draft) -> Self {
        Self {
            names: [&draft.family_name, &draft.given_name].map(|name| name.trim().to_owned()),
            lines: [
                draft.family_transliteration.read_beside(&draft.family_name),
                draft.given_transliteration.read_beside(&draft.given_name),
            ],
            birth: draft.birth.clone(),
        }
    }

    /// Whether both are one person; the same birth date is typed in many ways.
    pub(super) fn is(&self, other: &Self, today: Date) -> bool {
        let same_birth = match (self.birth.parse(today), other.birth.parse(today)) {
            (Ok(one), Ok(another)) => one == another,
            _ => self.birth == other.birth,
        };
        (&self.names, &self.lines) == (&other.names, &other.lines) && same_birth
    }
}
