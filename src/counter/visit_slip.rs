//! The pick-up slip of a visit: what stands on it, and when its customer is asked to come back.

use jiff::{ZonedDateTime, civil::DateTime};

use crate::{
    case::{Calendar, Pharmacy, PharmacyError, PickupNumber, State},
    counter::open::Counter,
    issue::{self, Printable},
    paper::{Slip, SlipPaper},
    queue,
};

/// Why there is no slip.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    /// The case.
    #[error(transparent)]
    Issue(#[from] issue::Error),
    /// The pharmacy's texts.
    #[error(transparent)]
    Pharmacy(#[from] PharmacyError),
    /// The queue.
    #[error(transparent)]
    Queue(#[from] queue::Error),
}

/// Chooses when the customer of a visit is asked to come back; for the same visit always the same moment, whatever
/// becomes of its cases.
pub(crate) fn pickup(counter: &Counter, visit: PickupNumber, taken_at: &ZonedDateTime) -> DateTime {
    calendar(counter).pickup(taken_at, spread(u64::from(visit.get())))
}

/// Lays out the slip of the visit to which a case belongs: for what still waits, or is ready.
pub(crate) fn lay_out(
    counter: &Counter,
    case: PickupNumber,
    now: &ZonedDateTime,
) -> Result<Printable, Error> {
    let settings = &counter.settings;
    let visit = counter.pipeline.store.row(case)?.visit;
    let rows = counter.pipeline.store.rows()?;
    let cases: Vec<_> = rows
        .iter()
        .filter(|row| row.visit == visit && !row.state.is_final())
        .collect();
    let first = cases.first().ok_or(queue::Error::NoSuchCase(visit))?;
    // When one is ready that waits for a person nobody knows, or whether it will be.
    let asks = cases.iter().any(|row| row.state == State::NeedsCorrection);
    let numbers: Vec<PickupNumber> = cases.iter().map(|row| row.number).collect();
    let mut initials = Vec::new();
    for number in &numbers {
        let content = counter.pipeline.content(*number)?;
        let holder = content.draft.person(&content.captured_at, &mut Vec::new());
        initials.extend(holder.map(|holder| holder.name.initials()));
    }
    initials.dedup();
    let content = counter.pipeline.content(first.number)?;
    let pharmacy = Pharmacy::new(
        settings.get("pharmacy.name"),
        settings.get("pharmacy.address"),
        settings.get("pharmacy.phone"),
        settings.get("pharmacy.hours").parse().ok(),
    )?;
    let paper = match settings.get("slip.paper") {
        "roll" => SlipPaper::Roll80,
        _ => SlipPaper::A6,
    };
    let slip = Slip {
        numbers: &numbers,
        initials: &initials,
        pharmacy: &pharmacy,
        taken_at: &content.captured_at,
        pickup: (!asks).then(|| pickup(counter, visit, &content.captured_at)),
        collect_by: first
            .deadline
            .to_zoned_datetime(now.time_zone().clone())
            .date(),
        specimen: !settings.is_live(),
    };
    Ok(issue::slip(&slip, paper)?)
}

/// Reads when the pharmacy is open. What is not set, or cannot be read any more (`Settings::unreadable`), has its
/// default.
fn calendar(counter: &Counter) -> Calendar {
    let set = |key| counter.settings.get(key);
    Calendar {
        hours: set("pharmacy.hours").parse().unwrap_or_default(),
        land: set("pharmacy.state").parse().ok(),
        closed: set("pharmacy.closed").parse().unwrap_or_default(),
        eves: set("pharmacy.eves").parse().unwrap_or_default(),
    }
}

/// Scatters consecutive numbers over all of a range (the finaliser of `SplitMix64`).
fn spread(seed: u64) -> u64 {
    let mut z = seed.wrapping_add(0x9E37_79B9_7F4A_7C15);
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}
