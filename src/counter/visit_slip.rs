//! The pick-up slip of a visit: what stands on it, and when its customer is asked to come back.

use jiff::{ZonedDateTime, civil::DateTime};

use crate::{
    backoff::Next,
    case::{Calendar, Pharmacy, PharmacyError, PickupNumber, State},
    counter::{
        open::Counter,
        settings::{OpeningSettings, PharmacySettings, Settings},
    },
    issue::{self, Printable},
    paper::Slip,
    queue::{self, Row},
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

/// Chooses when the customer is asked to come back for the visit to which a case belongs: on the screen as on the slip. It goes by
/// what was taken up or corrected last of what is open, so that nobody is sent to a moment that was over by then.
pub(crate) fn pickup_of(counter: &Counter, case: PickupNumber) -> Result<DateTime, Error> {
    let visit = counter.pipeline.store.row(case)?.visit;
    let rows = rows_of(counter, case)?;
    let last = rows.iter().max_by_key(|row| row.captured_at);
    let last = last.map_or(case, |row| row.number);
    let taken_at = counter.pipeline.content(last)?.captured_at;
    Ok(pickup(counter, visit, &taken_at))
}

/// Returns the cases that the slip of the visit to which a case belongs bears, on the screen as on paper: what still waits, or
/// is ready.
pub(crate) fn rows_of(counter: &Counter, case: PickupNumber) -> Result<Vec<Row>, queue::Error> {
    let visit = counter.pipeline.store.row(case)?.visit;
    let mut rows = counter.pipeline.store.rows()?;
    rows.retain(|row| row.visit == visit && !row.state.is_final());
    Ok(rows)
}

/// Chooses when the customer of a visit that was taken up at a moment is asked to come back.
pub(crate) fn pickup(counter: &Counter, visit: PickupNumber, taken_at: &ZonedDateTime) -> DateTime {
    calendar(counter).pickup(taken_at, spread(u64::from(visit.get())))
}

/// Lays out the slip of the visit to which a case belongs.
pub(crate) fn lay_out(
    counter: &Counter,
    case: PickupNumber,
    now: &ZonedDateTime,
) -> Result<Printable, Error> {
    let visit = counter.pipeline.store.row(case)?.visit;
    let cases = rows_of(counter, case)?;
    let first = cases.first().ok_or(queue::Error::NoSuchCase(visit))?;
    // When one is ready that waits for a person nobody knows, or whether it will be.
    let mends = matches!(counter.pipeline.next(now.timestamp())?, Next::Mend(_));
    let asks = cases.iter().any(|row| {
        let is_kept = row.state == State::Waiting && (mends || row.answered);
        is_kept || row.state.needs_staff()
    });
    let numbers: Vec<PickupNumber> = cases.iter().map(|row| row.number).collect();
    let mut initials = Vec::new();
    for number in &numbers {
        let content = counter.pipeline.content(*number)?;
        let holder = content.draft.holder(&content.captured_at);
        initials.extend(holder.map(|holder| holder.name.initials()));
    }
    initials.dedup();
    let content = counter.pipeline.content(first.number)?;
    let pharmacy = pharmacy(&counter.settings)?;
    let slip = Slip {
        numbers: &numbers,
        initials: &initials,
        pharmacy: &pharmacy,
        taken_at: &content.captured_at,
        pickup: if asks {
            None
        } else {
            Some(pickup_of(counter, case)?)
        },
        collect_by: first
            .deadline
            .to_zoned_datetime(now.time_zone().clone())
            .date(),
        specimen: !counter.settings.is_live(),
    };
    Ok(issue::slip(&slip, counter.settings.values().slip_paper)?)
}

/// Returns what the slip tells of the pharmacy.
fn pharmacy(settings: &Settings) -> Result<Pharmacy, PharmacyError> {
    let PharmacySettings {
        name,
        address,
        phone,
        opening,
    } = &settings.values().pharmacy;
    Pharmacy::new(name, address, phone, opening.hours.clone())
}

/// Returns when the pharmacy is open. What is not set, or cannot be read any more (`Settings::unreadable`), has its
/// default.
fn calendar(counter: &Counter) -> Calendar {
    let OpeningSettings {
        hours,
        land,
        closed,
        eves,
    } = &counter.settings.values().pharmacy.opening;
    Calendar {
        hours: hours.clone().unwrap_or_default(),
        land: *land,
        closed: closed.clone().unwrap_or_default(),
        eves: eves.unwrap_or_default(),
    }
}

/// Scatters consecutive numbers over all of a range (the finaliser of `SplitMix64`).
fn spread(seed: u64) -> u64 {
    let mut z = seed.wrapping_add(0x9E37_79B9_7F4A_7C15);
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}
