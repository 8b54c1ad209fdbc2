//! An infection that is over: group `r` of the certificate.
//!
//! German rules: valid from 28 days after the sample until at most 180 days after it, and today is not after that.

use jiff::{ToSpan as _, civil::Date};

use super::{Fault, Field, date, parse_context::ParseContext};

/// From this many days after the sample on, the certificate counts.
pub const WAIT_DAYS: i32 = 28;
/// For at most this many days after the sample.
pub const MAX_DAYS: i32 = 180;

/// A recovery whose three dates agree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recovery {
    first_positive: Date,
    valid_from: Date,
    valid_until: Date,
}

/// A recovery as it is typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RecoveryDraft {
    /// The day of the sample of the first positive NAAT, as typed.
    pub first_positive: String,
    /// The first valid day as typed; nothing means 28 days after the sample.
    pub valid_from: String,
    /// The last valid day as typed; nothing means 180 days after the sample.
    pub valid_until: String,
}

impl RecoveryDraft {
    /// Reads the entries, noting every fault.
    pub(super) fn parse(&self, context: &mut ParseContext<'_>) -> Option<Recovery> {
        let before = context.faults();
        let today = context.today();
        let mut note = |field, fault| context.note(field, fault);
        let first_positive = match date::parse(&self.first_positive, today, date::Century::This) {
            Ok(day) if day > today => {
                note(Field::FirstPositive, Fault::InTheFuture);
                return None;
            }
            Ok(day) if after(day, MAX_DAYS) < today => {
                note(Field::FirstPositive, Fault::TooLongAgo { days: MAX_DAYS });
                return None;
            }
            Ok(day) if day < PANDEMIC => {
                note(Field::FirstPositive, Fault::TooEarly { earliest: PANDEMIC });
                return None;
            }
            Ok(day) => day,
            Err(fault) => {
                note(Field::FirstPositive, fault);
                return None;
            }
        };
        let (earliest, latest) = (
            after(first_positive, WAIT_DAYS),
            after(first_positive, MAX_DAYS),
        );
        let valid_from = match or_proposed(&self.valid_from, today, earliest) {
            Ok(day) => {
                if day != earliest {
                    note(Field::ValidFrom, Fault::NotThisDay { expected: earliest });
                }
                day
            }
            Err(fault) => {
                note(Field::ValidFrom, fault);
                earliest
            }
        };
        let valid_until = match or_proposed(&self.valid_until, today, latest) {
            Ok(day) => {
                if day < earliest {
                    note(Field::ValidUntil, Fault::TooEarly { earliest });
                } else if day > latest {
                    note(Field::ValidUntil, Fault::TooLate { latest });
                } else if day < today {
                    note(Field::ValidUntil, Fault::Over);
                }
                day
            }
            Err(fault) => {
                note(Field::ValidUntil, fault);
                latest
            }
        };
        (context.faults() == before).then_some(Recovery {
            first_positive,
            valid_from,
            valid_until,
        })
    }
}

impl Recovery {
    /// Returns the day of the sample, member `fr`.
    pub fn first_positive(&self) -> Date {
        self.first_positive
    }

    /// Returns the first valid day, member `df`.
    pub fn valid_from(&self) -> Date {
        self.valid_from
    }

    /// Returns the last valid day, member `du`.
    pub fn valid_until(&self) -> Date {
        self.valid_until
    }
}

/// Returns the day so many calendar days later.
pub fn after(day: Date, days: i32) -> Date {
    day.saturating_add(days.days())
}

fn or_proposed(text: &str, today: Date, proposed: Date) -> Result<Date, Fault> {
    if text.trim().is_empty() {
        return Ok(proposed);
    }
    date::parse(text, today, date::Century::This)
}

/// The first NAAT in Germany was made in January 2020.
const PANDEMIC: Date = Date::constant(2020, 1, 1);
